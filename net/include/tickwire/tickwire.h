// tickwire/tickwire.h - everything. Read them in this order.

#pragma once

#include "tickwire/base.h"      // ids, ticks, results
#include "tickwire/client.h"    // the client's frame
#include "tickwire/schema.h"    // describe your structs
#include "tickwire/security.h"  // keys, passwords, tokens
#include "tickwire/server.h"    // the server's frame
#include "tickwire/stats.h"     // counters, causes, net graph
#include "tickwire/transport.h" // UDP, simulated networks, your own
#include "tickwire/world.h"     // read and write state, in rules and on screen

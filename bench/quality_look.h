// quality_look.h - looks at both ends at once: poses, corrections, rulings. Parts of quality_watch.
#pragma once

#include "quality_watch.h"

/// Everybody else on a screen beside where the server had them at the displayed time.
void quality_look_at_screen( quality_watch* watch, lab* l, int who );

/// After each snapshot: was the own body put elsewhere, and how far?
void quality_look_at_correction( quality_watch* watch, const tw_client* client, int who, int64_t now_us );

/// After each frame: is the offset gone?
void quality_look_at_offset( quality_client* c, const tw_client* client, int64_t now_us );

/// The receipts that this frame brought.
void quality_look_at_verdicts( quality_watch* watch, const tw_client* client );

/// Who can shoot and be hit, before and after the server's tick.
void quality_look_at_facts( quality_watch* watch, const tw_server* server, uint32_t tick );

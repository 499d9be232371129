// rules.h - every number of the game, in one place.
//
//     if ( body->health > SIM_HEALTH_FULL ) ...
//     body->dash_ticks = sim_ticks_from_ms( SIM_DASH_WAIT_MS, clock->rate_hz );
//
// Lengths are in 1/1024 m (SIM_METRE), speeds in 1/1024 m per second, angles in 1/65536 turn, times in ms. Integers only,
// so that each machine computes the same bits. Changing a number changes tests/unit/game/test_sim_golden.c and, where a
// range grows, the wire.

#pragma once

enum
{
	SIM_METRE = 1024,
	SIM_TURN = 65536,

	SIM_RATE_MAX_HZ = 120, ///< so that every wait below, in ticks, fits one byte

	// Bodies.
	SIM_BODY_RADIUS = 410,       ///< 0.4 m: through a corridor of one tile with 10 cm on either side
	SIM_TOP_SPEED = 6656,        ///< 6.5 m/s
	SIM_ACCELERATION = 61440,    ///< 60 m/s^2: top speed after a ninth of a second
	SIM_FRICTION = 40960,        ///< 40 m/s^2, without a direction held
	SIM_TUMBLE_FRICTION = 24576, ///< 24 m/s^2, above top speed: what a blast gave is kept for half a second
	SIM_SPEED_MAX = 24576,       ///< 24 m/s. Nothing makes a body faster, however many rockets push it
	SIM_DASH_SPEED = 14336,      ///< 14 m/s
	SIM_DASH_MS = 150,           ///< 2.1 m
	SIM_DASH_WAIT_MS = 2000,     ///< from the start of one dash to the next; at least SIM_DASH_MS
	SIM_HEALTH_FULL = 100,
	SIM_ARMOUR_FULL = 100,
	SIM_ARMOUR_SHARE_256THS = 171, ///< two thirds of a blow, as long as there is armour

	// Life and death.
	SIM_RESPAWN_MS = 2000,
	SIM_PROTECTION_MS = 1000, ///< after a respawn; the first shot ends it

	// The match. Whoever runs it asks sim_match_advance(); a step only counts.
	SIM_MIN_PLAYERS = 2,      ///< until then one warms up
	SIM_FRAG_LIMIT = 25,      ///< of a free for all
	SIM_TEAM_FRAG_LIMIT = 50, ///< of a team deathmatch
	SIM_GOAL_LIMIT = 5,       ///< of Ball
	SIM_COUNTDOWN_MS = 3000,  ///< from the second player to the first round
	SIM_ROUND_MS = 600000,
	SIM_SCOREBOARD_MS = 10000, ///< between two rounds; nothing hurts

	// Pulse: hitscan, stops at the first body.
	SIM_PULSE_DAMAGE = 8,
	SIM_PULSE_WAIT_MS = 125,
	SIM_PULSE_SPREAD = 273, ///< at most 1.5 degrees to either side

	// Rail: hitscan, goes through bodies.
	SIM_RAIL_DAMAGE = 65,
	SIM_RAIL_WAIT_MS = 1200,
	SIM_RAIL_AMMO = 10, ///< at spawn

	SIM_SHOT_RANGE = 64 * 1024, ///< of both, 64 m

	// Rocket.
	SIM_ROCKET_DAMAGE = 80, ///< to the body it strikes
	SIM_ROCKET_WAIT_MS = 800,
	SIM_ROCKET_AMMO = 10,         ///< at spawn
	SIM_ROCKET_SPEED = 14336,     ///< 14 m/s
	SIM_ROCKET_LIFE_MS = 2000,    ///< 28 m; then it explodes. At most SIM_RATE_MAX_HZ * 2 ticks
	SIM_ROCKET_RADIUS = 102,      ///< added to a body's, for bodies only: against walls it is a point
	SIM_MUZZLE_DISTANCE = 512,    ///< from the centre of who fires
	SIM_SPLASH_RADIUS = 2253,     ///< 2.2 m from the blast to the edge of a body; walls shield
	SIM_SPLASH_DAMAGE = 70,       ///< at its centre, falling linearly to 0 at SIM_SPLASH_RADIUS
	SIM_SPLASH_SELF_PERCENT = 50, ///< of the damage, for the owner
	SIM_SPLASH_PUSH = 11264,      ///< 11 m/s at its centre, falling likewise; the owner's in full

	// Pickups. Each lies there again so long after it was taken.
	SIM_PICKUP_RADIUS = 358, ///< 0.35 m: a body that touches this disc takes it, if it has use for it
	SIM_PICKUP_HEALTH = 35,
	SIM_PICKUP_ARMOUR = 50,
	SIM_PICKUP_RAILS = 5,
	SIM_PICKUP_ROCKETS = 5,
	SIM_PICKUP_HEALTH_MS = 15000,
	SIM_PICKUP_ARMOUR_MS = 25000,
	SIM_PICKUP_AMMO_MS = 15000,
	SIM_PICKUP_OVERCHARGE_MS = 60000,
	SIM_OVERCHARGE_MS = 15000, ///< how long it lasts
	SIM_OVERCHARGE_FACTOR = 2, ///< of the damage to others

	// Crates: boxes that never turn. One pushes them, they stop shots, they can be smashed and come back.
	SIM_CRATE_HALF = 410,        ///< of their width: 0.8 m
	SIM_CRATE_SHOT_RADIUS = 470, ///< as shots and rockets find them, which take them for discs
	SIM_CRATE_HEALTH = 60,
	SIM_CRATE_FRICTION = 14336,   ///< 14 m/s^2
	SIM_CRATE_SHARE_256THS = 160, ///< of the speed of who runs into it that it takes over; that one loses it
	SIM_CRATE_BACK_MS = 20000,    ///< after it was smashed

	// The ball.
	SIM_BALL_RADIUS = 307,        ///< 0.3 m
	SIM_BALL_FRICTION = 2560,     ///< 2.5 m/s^2
	SIM_BALL_BOUNCE_256THS = 166, ///< off walls and crates
	SIM_BALL_KICK_256THS = 384,   ///< of the speed of who runs into it: it hurries ahead
	SIM_BALL_SHOT_PUSH = 1536,    ///< 1.5 m/s by a pulse, four times that by a rail
	SIM_CRATE_SHOT_PUSH = 410,    ///< likewise
};

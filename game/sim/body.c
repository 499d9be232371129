#include "sim/step.h"

static uint8_t count_down( uint8_t ticks ) { return ticks > 0 ? (uint8_t)( ticks - 1 ) : 0; }

static void count_timers( sim_body* body )
{
	body->cooldown_ticks = count_down( body->cooldown_ticks );
	body->dash_ticks = count_down( body->dash_ticks );
	body->respawn_ticks = count_down( body->respawn_ticks );
	body->protection_ticks = count_down( body->protection_ticks );
	if ( body->overcharge_ticks > 0 )
		body->overcharge_ticks--;
}

static uint8_t dash_wait_ticks( int rate_hz ) { return sim_ticks_from_ms( SIM_DASH_WAIT_MS, rate_hz ); }

// What dash_ticks is in the first tick after a dash.
static uint8_t dash_end_ticks( int rate_hz )
{
	return (uint8_t)( dash_wait_ticks( rate_hz ) - sim_ticks_from_ms( SIM_DASH_MS, rate_hz ) );
}

bool sim_is_dashing( const sim_body* body, int rate_hz ) { return body->dash_ticks > dash_end_ticks( rate_hz ); }

static void wish_velocity( const sim_input* input, int32_t wish[2] )
{
	wish[0] = input->move_x * SIM_TOP_SPEED / SIM_MOVE_MAX;
	wish[1] = input->move_y * SIM_TOP_SPEED / SIM_MOVE_MAX;
	sim_limit( wish, SIM_TOP_SPEED );
}

static bool is_faster( const int32_t velocity[2], int32_t speed )
{
	return (int64_t)velocity[0] * velocity[0] + (int64_t)velocity[1] * velocity[1] > (int64_t)speed * speed;
}

// Towards the wanted velocity by what legs can do in one tick. What is above top speed came from a blast: it is lost
// slowly, so that a push carries.
static void accelerate( sim_body* body, const int32_t wish[2], sim_clock clock )
{
	int32_t strength = wish[0] == 0 && wish[1] == 0 ? SIM_FRICTION : SIM_ACCELERATION;
	if ( is_faster( body->velocity, SIM_TOP_SPEED ) )
		strength = SIM_TUMBLE_FRICTION;

	int32_t change[2] = { wish[0] - body->velocity[0], wish[1] - body->velocity[1] };
	sim_limit( change, sim_split( strength, clock.tick, clock.rate_hz ) );
	body->velocity[0] += change[0];
	body->velocity[1] += change[1];
}

// Where the legs go, or where the eyes look when they stand.
static void begin_dash( sim_body* body, const int32_t wish[2], int rate_hz )
{
	const bool stands = wish[0] == 0 && wish[1] == 0;
	const uint16_t direction = stands ? body->aim : sim_angle_of( wish[0], wish[1] );
	body->velocity[0] = SIM_DASH_SPEED * sim_cos( direction ) / SIM_UNIT;
	body->velocity[1] = SIM_DASH_SPEED * sim_sin( direction ) / SIM_UNIT;
	body->dash_ticks = dash_wait_ticks( rate_hz );
}

static void steer( sim_body* body, const sim_input* input, sim_clock clock )
{
	int32_t wish[2];
	wish_velocity( input, wish );
	if ( body->dash_ticks == dash_end_ticks( clock.rate_hz ) )
		sim_limit( body->velocity, SIM_TOP_SPEED );
	if ( input->dash_presses > 0 && body->dash_ticks == 0 )
		begin_dash( body, wish, clock.rate_hz );
	else if ( !sim_is_dashing( body, clock.rate_hz ) )
		accelerate( body, wish, clock );
	sim_limit( body->velocity, SIM_SPEED_MAX );
}

void sim__body_move( const sim__step* step, sim_actor* actor )
{
	sim_body* body = &actor->body;
	count_timers( body );
	if ( !sim_is_alive( body ) )
		return;

	if ( actor->has_input )
		body->aim = actor->input.aim;
	steer( body, actor->has_input ? &actor->input : &( sim_input ){ 0 }, step->clock );

	const int32_t delta[2] = { sim_split( body->velocity[0], step->clock.tick, step->clock.rate_hz ),
		                   sim_split( body->velocity[1], step->clock.tick, step->clock.rate_hz ) };
	sim_disc_slide( step->map, body->position, body->velocity, delta );
}

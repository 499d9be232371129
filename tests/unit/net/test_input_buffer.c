#include "input/input_buffer.h"

#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	HZ = 60
};

typedef struct fixture
{
	tw_schema* schema;
	tw__input_history client;
	tw__input_buffer server;
	tw__value_models* models;
	uint32_t random;
} fixture;

static fixture* make_fixture( uint32_t first_tick )
{
	fixture* f = calloc( 1, sizeof( *f ) );
	f->schema = make_fixture_schema();
	f->models = malloc( tw__value_models_size( f->schema ) );
	f->random = 19;
	tw__input_history_init( &f->client, f->schema );
	tw__input_buffer_init( &f->server, f->schema );
	f->server.taken_tick = first_tick - 1;
	return f;
}

static void free_fixture( fixture* f )
{
	tw_schema_destroy( f->schema );
	free( f->models );
	free( f );
}

static int write_packet( fixture* f, uint8_t bytes[2048] )
{
	const tw__input_frame* frames[TW__MAX_INPUTS_PER_PACKET];
	int count = tw__input_history_unacked( &f->client, frames );
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, 2048 );
	tw__value_models_reset( f->schema, f->models );
	tw__encode_inputs( &encoder, f->models, f->schema, frames, count );
	return tw__encoder_end( &encoder );
}

static void read_packet( fixture* f, const uint8_t* bytes, int size_bytes )
{
	tw__input_frame frames[TW__MAX_INPUTS_PER_PACKET];
	tw__decoder decoder;
	tw__decoder_begin( &decoder, bytes, size_bytes );
	tw__value_models_reset( f->schema, f->models );
	int count = tw__decode_inputs( &decoder, f->models, f->schema, f->server.taken_tick, frames );
	cr_assert( tw__decoder_end( &decoder ) );
	tw__input_buffer_put( &f->server, frames, count, 0, HZ, 0 );
}

static uint32_t take( fixture* f, uint32_t tick, fixture_keys* out )
{
	tw__input_buffer_take( &f->server, tick );
	tw__input_buffer_get( &f->server, out );
	return (uint32_t)out->jump;
}

// Datagrams carry all that is not acknowledged; whichever of them get through, at whatever time, each press counts once.
Test( input_buffer, counts_every_press_once_whatever_is_lost_or_late )
{
	static const struct
	{
		uint32_t first_tick;
		int loss_percent, lead; // ticks from making an input to the server's running it
	} cases[] = { { 1, 0, 3 }, { 1000, 50, 4 }, { 65530, 80, 6 }, { UINT32_MAX - 200, 60, 2 }, { 500, 90, 0 } };
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		fixture* f = make_fixture( cases[i].first_tick );
		uint32_t pressed = 0, counted = 0;
		uint8_t bytes[2048];
		for ( uint32_t n = 0; n < 600; ++n )
		{
			uint32_t tick = cases[i].first_tick + n;
			fixture_keys keys = { .jump = next_random( &f->random ) % 8 == 0 && n < 500,
				              .aim = (uint16_t)n };
			pressed += keys.jump;
			tw__input_history_add( &f->client, tick, &keys, ( tw__shown ){ 0 } );
			int size_bytes = write_packet( f, bytes );
			if ( (int)( next_random( &f->random ) % 100 ) >= cases[i].loss_percent || n >= 560 )
			{
				read_packet( f, bytes, size_bytes );
				tw__input_history_ack( &f->client, tick );
			}
			if ( (int)n >= cases[i].lead )
			{
				fixture_keys taken;
				counted += take( f, tick - (uint32_t)cases[i].lead, &taken );
				if ( f->server.has_started && !f->server.is_repeated )
					cr_assert_eq( taken.aim, n - (uint32_t)cases[i].lead );
			}
		}
		cr_assert_eq( counted, pressed, "case %d: %u of %u", i, counted, pressed );
		cr_assert( cases[i].loss_percent == 0 || f->server.late_count > 0 );
		free_fixture( f );
	}
}

static tw__input_frame frame_at( uint32_t tick, uint32_t jumps )
{
	return ( tw__input_frame ){ .tick = tick, .shown = { tick - 9, 2, 70 }, .values = { 2, 1, 500, 0, jumps, 1 } };
}

Test( input_buffer, repeats_what_is_missing_without_its_presses_and_says_so )
{
	fixture* f = make_fixture( 10 );
	fixture_keys keys;
	take( f, 10, &keys );
	cr_assert_not( f->server.is_repeated, "nothing is late before the first has come" );
	tw__input_frame first = { .tick = 11, .shown = { 2, 2, 70 }, .values = { 2, 1, 500, 0, 3, 1 } };
	tw__input_buffer_put( &f->server, &first, 1, 0, HZ, 0 );
	cr_assert_eq( take( f, 11, &keys ), 3 );
	for ( uint32_t n = 1; n <= 4; ++n )
	{
		cr_assert_eq( take( f, 11 + n, &keys ), 0 );
		cr_assert_eq( keys.aim, 500 );
		cr_assert( f->server.is_repeated );
		cr_assert_eq( f->server.current.tick, 11 + n );
		cr_assert_eq( f->server.current.shown.from_tick, 2 + n, "the screen went on" );
	}
	tw__input_frame late = frame_at( 13, 5 ), next = frame_at( 16, 5 );
	tw__input_buffer_put( &f->server, &late, 1, 0, HZ, 0 );
	tw__input_buffer_put( &f->server, &next, 1, 0, HZ, 0 );
	cr_assert_eq( take( f, 16, &keys ), 2, "the late presses count now" );
	cr_assert_eq( f->server.missing_mask, 0x5E, "the tick before the first is missing too, though not late" );
	cr_assert_eq( f->server.late_count, 4 );
	free_fixture( f );
}

Test( input_buffer, takes_only_what_is_of_use )
{
	static const struct
	{
		uint32_t taken, tick;
		bool is_taken;
	} cases[] = {
		{ 100, 100, false },        { 100, 99, false },
		{ 100, 101, true },         { 100, 227, true },
		{ 100, 228, false },        { 100, 5000, false },
		{ UINT32_MAX, 0, true },    { UINT32_MAX, 126, true },
		{ UINT32_MAX, 127, false }, { UINT32_MAX - 1, UINT32_MAX, true },
		{ 3, UINT32_MAX, false },
	};
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		fixture* f = make_fixture( cases[i].taken + 1 );
		tw__input_frame frame = frame_at( cases[i].tick, 1 );
		tw__input_buffer_put( &f->server, &frame, 1, 0, HZ, 0 );
		int kept = 0;
		for ( int at = 0; at < TW__INPUT_BUFFER_TICKS; ++at )
			kept += f->server.is_here[at];
		cr_assert_eq( kept, cases[i].is_taken, "case %d", i );
		free_fixture( f );
	}
}

// A datagram with three new ticks after a gap says of the oldest how late it is; the others follow one tick apart.
Test( input_buffer, tells_which_inputs_are_new_and_how_long_before_its_tick_the_oldest_came )
{
	fixture* f = make_fixture( 1 );
	tw__input_arrival arrival;
	cr_assert_not( tw__input_buffer_take_arrival( &f->server, &arrival ) );
	tw__input_frame frames[] = { frame_at( 5, 0 ), frame_at( 6, 0 ), frame_at( 7, 0 ), frame_at( 8, 0 ) };
	tw__input_buffer_put( &f->server, frames, 1, 90000, HZ, 40000 );
	cr_assert( tw__input_buffer_take_arrival( &f->server, &arrival ) );
	cr_assert( arrival.first_tick == 5 && arrival.count == 1 && arrival.margin_us == 50000 );
	cr_assert_not( tw__input_buffer_take_arrival( &f->server, &arrival ), "told once" );

	tw__input_buffer_put( &f->server, frames, 1, 90000, HZ, 60000 );
	cr_assert_not( tw__input_buffer_take_arrival( &f->server, &arrival ), "what comes again is no news" );
	tw__input_buffer_put( &f->server, frames, 4, 90000, HZ, 150000 );
	cr_assert( tw__input_buffer_take_arrival( &f->server, &arrival ) );
	cr_assert( arrival.first_tick == 6 && arrival.count == 3 );
	cr_assert_eq( arrival.margin_us, 90000 + 1000000 / HZ - 150000, "late" );
	free_fixture( f );
}

Test( input_buffer, gives_a_bot_exactly_the_presses_it_set )
{
	fixture* f = make_fixture( 1 );
	for ( uint32_t tick = 1; tick < 300; ++tick )
	{
		fixture_keys set = { .jump = (uint8_t)( tick % 8 ), .fire = tick % 2, .aim = (uint16_t)tick }, got;
		if ( tick % 5 != 0 )
			tw__input_buffer_set_local( &f->server, tick, &set );
		take( f, tick, &got );
		cr_assert_eq( got.jump, tick % 5 != 0 ? set.jump : 0 );
		cr_assert_eq( got.fire, tick % 5 != 0 ? set.fire : 0 );
		cr_assert_eq( got.aim, tick % 5 != 0 ? tick : tick - 1 );
	}
	free_fixture( f );
}

// client_react.c - what happened becomes what is heard, flashes and is written.
#include "client.h"
#include "look.h"

#include <math.h>
#include <stdio.h>

static const float MUZZLE_M = 0.62f;

static eng_color color_of( const client* c, int slot )
{
	return slot == c->arena.own_slot && !c->is_backdrop ? LOOK_ACCENT : look_of_player( slot < 0 ? 0 : slot );
}

static void play_at( client* c, sound_number number, float x, float y, float volume )
{
	if ( !c->is_backdrop ) // the match behind the menu is silent
		sounds_play_at( &c->sound, &c->camera, number, x, y, volume );
}

static void play( client* c, sound_number number, float volume )
{
	if ( !c->is_backdrop )
		eng_sound_play( &c->sound, (int)number, ( eng_voice ){ .volume = volume } );
}

// --- Events of the rules ---------------------------------------------------------------------------------------------

static void on_hit( client* c, const wire_shot* shot )
{
	for ( int i = 0; i < WIRE_MAX_VICTIMS; ++i )
	{
		int slot = arena_find( &c->arena, shot->victims[i] );
		if ( slot < 0 )
			continue;
		c->arena.fighters[slot].aimed_at_s = 0;
		c->hit_mark_s = 0.16f;
		play( c, SOUND_HIT_GIVEN, 0.7f );
	}
}

static void on_shot( client* c, const tw_client_event* event )
{
	const wire_shot* shot = event->content;
	int slot = arena_find( &c->arena, event->about );
	if ( slot < 0 )
		return;
	const arena_fighter* f = c->arena.fighters + slot;
	bool is_own = slot == c->arena.own_slot, has_hit = !tw_entity_is_null( shot->victims[0] );
	effects_line line = { f->x, f->y, arena_metres( shot->to[0] ), arena_metres( shot->to[1] ) };
	float length = fmaxf( hypotf( line.x1 - line.x0, line.y1 - line.y0 ), 0.01f );
	float muzzle = fminf( MUZZLE_M / length, 1 );
	line.x0 += ( line.x1 - line.x0 ) * muzzle;
	line.y0 += ( line.y1 - line.y0 ) * muzzle;
	effects_shot( &c->effects, &line, (int)shot->weapon, color_of( c, slot ), has_hit );
	bool is_rail = shot->weapon == SIM_RAIL;
	play_at( c, is_rail ? SOUND_RAIL : SOUND_PULSE, f->x, f->y, is_own ? 0.55f : 0.7f );
	if ( is_own && is_rail && !c->is_backdrop )
		camera_shake( &c->camera, 0.06f * c->settings.shake );
	if ( is_own && has_hit )
		on_hit( c, shot );
}

static void on_blast( client* c, const tw_client_event* event )
{
	const wire_blast* blast = event->content;
	float x = arena_metres( blast->position[0] ), y = arena_metres( blast->position[1] );
	effects_blast( &c->effects, x, y );
	play_at( c, SOUND_EXPLOSION, x, y, 1 );
	float far = hypotf( x - c->camera.x, y - c->camera.y );
	if ( far < 12 && !c->is_backdrop )
		camera_shake( &c->camera, ( 1 - far / 12 ) * 0.26f * c->settings.shake );
}

static void on_kill( client* c, const tw_client_event* event )
{
	const wire_kill* kill = event->content;
	int killer = arena_find( &c->arena, kill->killer ), victim = arena_find( &c->arena, kill->victim );
	int own = c->is_backdrop ? -1 : c->arena.own_slot;
	feed_kill( &c->feed, killer, victim, (int)kill->weapon, own );
	if ( own < 0 )
		return;
	if ( killer == own && victim != own )
		play( c, SOUND_KILL, 0.8f );
	if ( victim == own )
		c->killer_slot = killer;
}

static void on_event( client* c, const tw_client_event* event )
{
	bool is_news = event->type == TW_CLIENT_HAPPENED || event->type == TW_CLIENT_PREDICTED;
	if ( event->type == TW_CLIENT_CORRECTED )
		net_graph_note_correction( &c->graph, &event->correction );
	if ( !is_news )
		return;
	if ( event->number == WIRE_SHOT )
		on_shot( c, event );
	else if ( event->number == WIRE_BLAST )
		on_blast( c, event );
	else if ( event->number == WIRE_KILL )
		on_kill( c, event );
}

// --- What has changed on the screen ----------------------------------------------------------------------------------

static void on_hurt( client* c, const arena_notice* n )
{
	bool is_own = n->slot == c->arena.own_slot && !c->is_backdrop;
	bool is_mine = c->arena.fighters[n->slot].aimed_at_s < 0.5f;
	if ( is_own )
	{
		c->hurt_s = 0.35f;
		play( c, SOUND_HIT_TAKEN, 0.8f );
		camera_shake( &c->camera, fminf( (float)n->amount * 0.006f, 0.3f ) * c->settings.shake );
	}
	if ( !c->settings.shows_numbers || c->is_backdrop )
		return;
	eng_color color = is_own ? LOOK_BAD : is_mine ? LOOK_WHITE : eng_color_fade( LOOK_PULSE, 0.75f );
	effects_number( &c->effects, n->x, n->y, n->amount, color );
}

static void on_died( client* c, const arena_notice* n )
{
	effects_death( &c->effects, n->x, n->y, color_of( c, n->slot ) );
	play_at( c, SOUND_DEATH, n->x, n->y, 0.9f );
	if ( n->slot == c->arena.own_slot )
		c->death_s = 0;
}

static void on_came_or_went( client* c, const arena_notice* n, bool has_come )
{
	char name[FEED_TEXT_BYTES], text[FEED_TEXT_BYTES + 16];
	if ( c->is_backdrop || n->slot == c->arena.own_slot )
		return;
	feed_name( n->slot, -1, name );
	snprintf( text, sizeof( text ), "%s %s", name, has_come ? "joins" : "leaves" );
	feed_news( &c->feed, text );
	play( c, has_come ? SOUND_JOIN : SOUND_LEAVE, 0.5f );
}

static void on_notice( client* c, const arena_notice* n )
{
	switch ( n->kind )
	{
	case ARENA_HURT:
		on_hurt( c, n );
		break;
	case ARENA_DIED:
		on_died( c, n );
		break;
	case ARENA_SPAWNED:
		effects_spawn( &c->effects, n->x, n->y, color_of( c, n->slot ) );
		play_at( c, SOUND_SPAWN, n->x, n->y, n->slot == c->arena.own_slot ? 0.8f : 0.3f );
		if ( n->slot == c->arena.own_slot )
			c->killer_slot = -1;
		break;
	case ARENA_JOINED:
		on_came_or_went( c, n, true );
		break;
	case ARENA_LEFT:
		on_came_or_went( c, n, false );
		break;
	default:
		break;
	}
}

// --- The own body ----------------------------------------------------------------------------------------------------

static void hear_own_body( client* c, const sim_body* before )
{
	const sim_body* now = &c->arena.own;
	if ( !sim_is_alive( now ) || !sim_is_alive( before ) || c->is_backdrop )
		return;
	if ( now->dash_ticks > before->dash_ticks + 20 )
		play( c, SOUND_DASH, 0.7f );
	if ( now->rocket_ammo < before->rocket_ammo )
		play( c, SOUND_ROCKET, 0.7f );
	bool rail_is_low = now->rail_ammo < before->rail_ammo && now->rail_ammo <= 2;
	bool rocket_is_low = now->rocket_ammo < before->rocket_ammo && now->rocket_ammo <= 2;
	if ( rail_is_low || rocket_is_low )
		play( c, SOUND_LOW_AMMO, 0.7f );
}

static void count_players( client* c )
{
	int count = 0;
	for ( int i = 0; i < ARENA_PLAYERS; ++i )
		count += c->arena.fighters[i].is_present;
	c->players_seen = count > c->players_seen ? count : c->players_seen;
}

void client_react( client* c )
{
	if ( c->session.shown == NULL || !session_is_playing( &c->session ) )
		return;
	sim_body before = c->arena.own;
	arena_look( &c->arena, c->session.shown, c->session.status.player, c->frame_s );
	count_players( c );
	tw_client_events events = tw_client_get_events( c->session.client );
	for ( int i = 0; i < events.count; ++i )
		on_event( c, events.items + i );
	for ( int i = 0; i < c->arena.notice_count; ++i )
		on_notice( c, c->arena.notices + i );
	hear_own_body( c, &before );
	effects_advance( &c->effects, c->frame_s );
	feed_advance( &c->feed, c->frame_s );
	c->hit_mark_s -= c->frame_s;
	c->hurt_s -= c->frame_s;
	c->death_s += c->frame_s;
}

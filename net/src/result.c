#include "tickwire/base.h"
#include "tickwire/stats.h"

// Every lookup is a switch over the list that made the enum, so a number that is in no list (from the wire, from a newer
// library) ends at the last line.
#define NAME_CASE( name, value, text ) \
	case name:                     \
		return #name;
#define TEXT_CASE( name, value, text ) \
	case name:                     \
		return text;
#define SHORT_NAME_CASE( name, text ) NAME_CASE( name, 0, text )
#define SHORT_TEXT_CASE( name, text ) TEXT_CASE( name, 0, text )

const char* tw_result_name( tw_result result )
{
	switch ( result )
	{
		TW_RESULT_LIST( NAME_CASE )
	}
	return "TW_ERR_UNKNOWN";
}

const char* tw_result_text( tw_result result )
{
	switch ( result )
	{
		TW_RESULT_LIST( TEXT_CASE )
	}
	return "unknown error";
}

const char* tw_reason_name( tw_reason reason )
{
	switch ( reason )
	{
		TW_REASON_LIST( NAME_CASE )
	}
	return "TW_REASON_UNKNOWN";
}

const char* tw_reason_text( tw_reason reason )
{
	switch ( reason )
	{
		TW_REASON_LIST( TEXT_CASE )
	}
	return "for a reason this version does not know";
}

const char* tw_drop_name( tw_drop drop )
{
	switch ( drop )
	{
		TW_DROP_LIST( SHORT_NAME_CASE )
	case TW_DROP_COUNT:
		break;
	}
	return "TW_DROP_UNKNOWN";
}

const char* tw_drop_text( tw_drop drop )
{
	switch ( drop )
	{
		TW_DROP_LIST( SHORT_TEXT_CASE )
	case TW_DROP_COUNT:
		break;
	}
	return "unknown cause";
}

const char* tw_cause_name( tw_cause cause )
{
	switch ( cause )
	{
		TW_CAUSE_LIST( SHORT_NAME_CASE )
	case TW_CAUSE_COUNT:
		break;
	}
	return "TW_CAUSE_UNKNOWN";
}

const char* tw_cause_text( tw_cause cause )
{
	switch ( cause )
	{
		TW_CAUSE_LIST( SHORT_TEXT_CASE )
	case TW_CAUSE_COUNT:
		break;
	}
	return "unknown cause";
}

const char* tw_version_text( void ) { return "tickwire " TICKWIRE_VERSION; }

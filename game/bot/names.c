#include "bot/names.h"

const char* bot_name( uint32_t number )
{
	static const char* const NAMES[64] = {
		"Abrixa",  "Balmo",  "Cindrel", "Dovek",   "Elparo",  "Fenwik",  "Gristle",  "Hobnail",
		"Ixolo",   "Jorbit", "Kelpie",  "Lumsk",   "Mirvane", "Nubbin",  "Orlock",   "Pexer",
		"Quillon", "Rasper", "Sundry",  "Tarn",    "Ulvio",   "Vexel",   "Wobbert",  "Xandor",
		"Yarrick", "Zimble", "Ampero",  "Brisket", "Corvid",  "Dapple",  "Embern",   "Flint",
		"Gadget",  "Hexley", "Icaro",   "Junker",  "Krill",   "Lathe",   "Mortis",   "Nettle",
		"Ozmund",  "Pivot",  "Quark",   "Rivet",   "Slag",    "Thimble", "Umbra",    "Vandal",
		"Widget",  "Xylo",   "Yonder",  "Zephra",  "Anvil",   "Bolt",    "Clamp",    "Dross",
		"Ferro",   "Gasket", "Ingot",   "Kiln",    "Mandrel", "Piston",  "Sprocket", "Tongs",
	};
	return NAMES[number * 37 % 64]; // odd, so all of them come
}

#!/usr/bin/env python3
"""Draw the maps of Skirmish and the tiles that Tiled shows them with.

    python3 assets/make_maps.py            # writes assets/maps/*.tmj and assets/maps/tiles.png

A map is a list of rectangles; each is placed twice, turned by half a turn around the middle, so that neither side has
an advantage. Only the standard library is used, and the same script writes the same bytes.
"""

import json
import math
import pathlib
import struct
import zlib

TILE_PIXELS = 32
FOLDER = pathlib.Path(__file__).resolve().parent / "maps"

# Global tile ids: position in tiles.png, plus 1. 0 is no tile.
PLATE, PANEL, HAZARD, GRATE, WALL, WALL_LIT, LOW, SPAWN, GOAL = range(1, 10)
TILES = 9


class Arena:
    def __init__(self, name, title, width, height):
        self.name, self.title, self.width, self.height = name, title, width, height
        self.floor = [[PLATE] * width for _ in range(height)]
        self.walls = [[0] * width for _ in range(height)]
        self.low = [[0] * width for _ in range(height)]
        self.spawns = []
        self.pickups = []
        self.crates = []
        self.goals = []  # that of team A, then that of team B
        for x in range(width):
            self.walls[0][x] = self.walls[height - 1][x] = WALL
        for y in range(height):
            self.walls[y][0] = self.walls[y][width - 1] = WALL

    def _fill(self, layer, tile, x, y, width, height):
        for turned in (False, True):
            left = self.width - x - width if turned else x
            top = self.height - y - height if turned else y
            for row in range(top, top + height):
                for column in range(left, left + width):
                    layer[row][column] = tile

    def wall(self, x, y, width, height, tile=WALL):
        self._fill(self.walls, tile, x, y, width, height)

    def low_wall(self, x, y, width, height):
        self._fill(self.low, LOW, x, y, width, height)

    def ground(self, tile, x, y, width, height):
        self._fill(self.floor, tile, x, y, width, height)

    def spawn(self, x, y):
        """In the middle of tile (x, y), and of the one opposite, looking at the middle of the arena."""
        for column, row in ((x, y), (self.width - 1 - x, self.height - 1 - y)):
            self.spawns.append((column + 0.5, row + 0.5))

    def pickup(self, item, x, y):
        """In the middle of tile (x, y), and of the one opposite unless that is the same."""
        for column, row in ((x, y), (self.width - 1 - x, self.height - 1 - y)):
            if (item, column + 0.5, row + 0.5) not in self.pickups:
                self.pickups.append((item, column + 0.5, row + 0.5))

    def crate(self, x, y):
        for column, row in ((x, y), (self.width - 1 - x, self.height - 1 - y)):
            self.crates.append((column + 0.5, row + 0.5))

    def goal(self, x, y, width, height):
        """Where team A defends, and opposite where team B does: Ball can be played here."""
        self.ground(GOAL, x, y, width, height)
        self.goals = [(x, y, width, height), (self.width - x - width, self.height - y - height, width, height)]

    def middle_pickup(self, item):
        self.pickups.append((item, self.width / 2, self.height / 2))

    def check(self):
        """Every free tile can be reached from the first spawn, and nothing stands in a wall."""
        def solid(x, y):
            return self.walls[y][x] or self.low[y][x]
        start = (int(self.spawns[0][0]), int(self.spawns[0][1]))
        seen, edge = {start}, [start]
        while edge:
            x, y = edge.pop()
            for step in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if step not in seen and not solid(*step):
                    seen.add(step)
                    edge.append(step)
        free = {(x, y) for y in range(self.height) for x in range(self.width) if not solid(x, y)}
        assert seen == free, f"{self.name}: cannot be reached: {sorted(free - seen)}"
        places = self.spawns + self.crates + [place for _, *place in self.pickups]
        for x, y in places:
            assert (int(x), int(y)) in free, f"{self.name}: something in the wall at {x}, {y}"

    def layers(self):
        for name, rows in (("floor", self.floor), ("walls", self.walls), ("low walls", self.low)):
            yield {"type": "tilelayer", "name": name, "width": self.width, "height": self.height, "x": 0, "y": 0,
                   "opacity": 1, "visible": True, "data": [tile for row in rows for tile in row]}
        yield {"type": "objectgroup", "name": "objects", "x": 0, "y": 0, "opacity": 1, "visible": True,
               "draworder": "index", "objects": self.objects()}

    def objects(self):
        made = []
        def add(kind, name, x, y, *properties, size=(0, 0)):
            made.append({"id": len(made) + 1, "name": name, "type": kind, "x": x * TILE_PIXELS, "y": y * TILE_PIXELS,
                         "width": size[0] * TILE_PIXELS, "height": size[1] * TILE_PIXELS, "rotation": 0,
                         "point": size == (0, 0), "visible": True,
                         "properties": [{"name": key, "type": type, "value": value}
                                        for key, type, value in properties]})
        for index, (x, y) in enumerate(self.spawns):
            degrees = round(math.degrees(math.atan2(self.height / 2 - y, self.width / 2 - x))) % 360
            side = [("team", "string", "A" if x < self.width / 2 else "B")] if self.goals else []
            add("spawn", f"spawn {index + 1}", x, y, ("angle", "float", degrees), *side)
        for item, x, y in self.pickups:
            add("pickup", item, x, y, ("item", "string", item))
        for x, y in self.crates:
            add("crate", "crate", x, y)
        for team, (x, y, width, height) in zip("AB", self.goals):
            add("goal", f"goal {team}", x, y, ("team", "string", team), size=(width, height))
        if self.goals:
            add("ball", "ball", self.width / 2, self.height / 2)
        return made

    def document(self):
        layers = list(self.layers())
        for index, layer in enumerate(layers):
            layer["id"] = index + 1
        return {"type": "map", "version": "1.10", "tiledversion": "1.10.2", "orientation": "orthogonal",
                "renderorder": "right-down", "infinite": False, "compressionlevel": -1, "width": self.width,
                "height": self.height, "tilewidth": TILE_PIXELS, "tileheight": TILE_PIXELS,
                "nextlayerid": len(layers) + 1, "nextobjectid": len(self.objects()) + 1,
                "backgroundcolor": "#101318",
                "properties": [{"name": "title", "type": "string", "value": self.title}],
                "tilesets": [{"firstgid": 1, "name": "tiles", "image": "tiles.png", "imagewidth": TILE_PIXELS * TILES,
                              "imageheight": TILE_PIXELS, "tilewidth": TILE_PIXELS, "tileheight": TILE_PIXELS,
                              "tilecount": TILES, "columns": TILES, "margin": 0, "spacing": 0}],
                "layers": layers}

    def write(self):
        self.check()
        text = json.dumps(self.document(), separators=(",", ":"))
        text = text.replace('{"type":"tilelayer"', '\n{"type":"tilelayer"').replace('{"id":', '\n{"id":')
        (FOLDER / f"{self.name}.tmj").write_text(text + "\n")

    def picture(self):
        starts = {(int(x), int(y)) for x, y in self.spawns}
        things = {(int(x), int(y)): item[0] for item, x, y in self.pickups}
        things.update({(int(x), int(y)): "=" for x, y in self.crates})
        def letter(x, y):
            if self.walls[y][x]:
                return "#"
            return "-" if self.low[y][x] else "S" if (x, y) in starts else things.get((x, y), " ")
        return "\n".join("".join(letter(x, y) for x in range(self.width)) for y in range(self.height))


def foundry():
    """A furnace in the middle, four rooms, two covered lanes along the long sides, and open yards between them."""
    arena = Arena("foundry", "Foundry", 48, 32)

    # The furnace: open on two sides, with parapets one shoots over, and striped floor around it.
    arena.ground(HAZARD, 19, 11, 10, 10)
    arena.wall(21, 13, 6, 1, WALL_LIT)
    arena.wall(21, 14, 1, 1, WALL_LIT)
    arena.wall(21, 17, 1, 1, WALL_LIT)
    arena.low_wall(19, 11, 3, 1)
    arena.low_wall(19, 12, 1, 2)
    arena.low_wall(26, 11, 3, 1)
    arena.low_wall(28, 12, 1, 2)

    # Upper left (and lower right): a room with three doors.
    arena.ground(PANEL, 5, 5, 8, 6)
    arena.wall(4, 4, 4, 1)
    arena.wall(10, 4, 4, 1)
    arena.wall(4, 5, 1, 6)
    arena.wall(13, 5, 1, 2)
    arena.wall(13, 9, 1, 3)
    arena.wall(4, 11, 3, 1)
    arena.wall(9, 11, 4, 1)
    arena.wall(8, 7, 2, 1)

    # Lower left (and upper right): a store, open to the yard, behind a parapet.
    arena.ground(PANEL, 4, 21, 9, 6)
    arena.wall(3, 20, 4, 1)
    arena.wall(3, 21, 1, 3)
    arena.wall(3, 27, 8, 1)
    arena.low_wall(9, 20, 3, 1)
    arena.wall(13, 22, 1, 6)
    arena.wall(7, 23, 2, 2)

    # The lanes along the long sides: a roof on pillars, so to say.
    arena.ground(GRATE, 17, 1, 14, 4)
    arena.wall(17, 5, 5, 1)
    arena.wall(24, 5, 3, 1)
    arena.wall(17, 3, 1, 2)
    arena.low_wall(22, 2, 1, 2)
    arena.wall(29, 5, 2, 1)
    arena.wall(18, 8, 1, 1)
    arena.wall(23, 8, 2, 1)

    # The yard between the rooms: pillars, and something to hide behind.
    arena.ground(GRATE, 2, 14, 14, 4)
    arena.wall(4, 14, 1, 1)
    arena.wall(9, 15, 2, 2)
    arena.wall(14, 14, 1, 1)
    arena.low_wall(6, 17, 2, 1)
    arena.wall(16, 19, 1, 2)
    arena.low_wall(14, 17, 1, 2)
    arena.wall(17, 25, 3, 1)

    for x, y in ((2, 2), (11, 2), (6, 9), (11, 6), (2, 13), (7, 14), (16, 10), (2, 25), (5, 25), (11, 25), (15, 29),
                 (20, 22)):
        arena.spawn(x, y)
    arena.middle_pickup("overcharge")
    for item, x, y in (("health", 7, 8), ("health", 20, 3), ("health", 7, 16), ("armour", 10, 9), ("armour", 5, 22),
                       ("rails", 2, 8), ("rails", 22, 27), ("rockets", 10, 24), ("rockets", 15, 6)):
        arena.pickup(item, x, y)
    for x, y in ((19, 16), (17, 12), (8, 17), (32, 13), (3, 18)):
        arena.crate(x, y)
    return arena


def court():
    """A field with a goal at either end, and just enough in the way to pass the ball around."""
    arena = Arena("court", "Court", 48, 32)
    arena.ground(PANEL, 8, 4, 16, 24)
    arena.ground(HAZARD, 23, 4, 1, 24)
    arena.goal(1, 13, 2, 6)
    arena.wall(1, 11, 3, 2, WALL_LIT)
    arena.wall(1, 19, 3, 2, WALL_LIT)

    # The corners behind the goals: rooms to arm oneself in.
    arena.wall(5, 5, 4, 1)
    arena.wall(8, 6, 1, 2)
    arena.wall(5, 26, 4, 1)
    arena.wall(8, 24, 1, 2)

    # Pillars and parapets on the field. The lane from goal to goal stays open.
    arena.wall(13, 9, 2, 2)
    arena.wall(13, 21, 2, 2)
    arena.low_wall(18, 6, 3, 1)
    arena.low_wall(18, 25, 3, 1)
    arena.low_wall(10, 9, 1, 2)
    arena.wall(21, 11, 1, 2)
    arena.wall(21, 19, 1, 2)

    for x, y in ((3, 3), (7, 3), (12, 3), (3, 28), (7, 28), (12, 28), (6, 9), (6, 22), (11, 7), (11, 24), (9, 13), (9, 18)):
        arena.spawn(x, y)
    arena.middle_pickup("overcharge")
    for item, x, y in (("health", 6, 7), ("health", 19, 2), ("health", 19, 29), ("armour", 6, 24), ("armour", 16, 15),
                       ("rails", 2, 6), ("rails", 14, 26), ("rockets", 2, 25), ("rockets", 16, 8)):
        arena.pickup(item, x, y)
    for x, y in ((16, 12), (16, 19), (22, 8), (22, 24)):
        arena.crate(x, y)
    return arena


def depot():
    """Long shelves with lanes between them, crates in the lanes, and a loading bay on either side."""
    arena = Arena("depot", "Depot", 56, 40)
    arena.ground(GRATE, 1, 1, 8, 38)
    arena.ground(PANEL, 14, 6, 28, 28)

    # The bays.
    arena.wall(9, 4, 1, 6)
    arena.wall(9, 14, 1, 4)
    arena.low_wall(9, 22, 1, 4)
    arena.wall(9, 30, 1, 6)
    arena.wall(3, 10, 4, 1)
    arena.low_wall(3, 19, 3, 2)
    arena.wall(3, 29, 4, 1)

    # Shelves: high ones one cannot see over, low ones one can.
    for row in (7, 12):
        arena.wall(14, row, 6, 2)
        arena.low_wall(22, row, 5, 2)
        arena.wall(29, row, 5, 2)
        arena.wall(37, row, 5, 2)
    arena.wall(14, 17, 2, 2)
    arena.low_wall(19, 17, 4, 1)
    arena.wall(14, 3, 3, 1)
    arena.wall(21, 3, 6, 1)
    arena.low_wall(30, 3, 4, 1)
    arena.wall(38, 3, 3, 1)

    # The office in the middle, with the thing everybody wants.
    arena.ground(HAZARD, 25, 17, 6, 6)
    arena.wall(25, 17, 2, 1, WALL_LIT)
    arena.wall(29, 17, 2, 1, WALL_LIT)
    arena.wall(25, 18, 1, 1, WALL_LIT)
    arena.wall(25, 21, 1, 1, WALL_LIT)

    for x, y in ((2, 2), (6, 5), (2, 14), (6, 17), (2, 24), (6, 26), (2, 33), (6, 37), (12, 2), (12, 20), (12, 37), (20, 5),
                 (28, 5), (36, 5), (21, 15), (35, 15)):
        arena.spawn(x, y)
    arena.middle_pickup("overcharge")
    for item, x, y in (("health", 4, 8), ("health", 12, 10), ("health", 28, 2), ("health", 21, 10), ("armour", 7, 21),
                       ("armour", 35, 10), ("rails", 2, 29), ("rails", 28, 10), ("rockets", 12, 16),
                       ("rockets", 40, 15), ("rockets", 2, 12)):
        arena.pickup(item, x, y)
    for x, y in ((17, 10), (24, 15), (31, 10), (11, 12), (11, 27), (18, 20), (22, 20), (36, 18), (7, 13), (33, 5), (24, 5)):
        arena.crate(x, y)
    return arena


def tile_pixel(tile, x, y):
    """Colour of one pixel of a tile: dark floors with a faint grid, walls with a bright upper edge."""
    edge = x == 0 or y == 0
    if tile == PLATE:
        return (34, 39, 47) if edge else (24, 28, 34)
    if tile == PANEL:
        return (44, 50, 60) if edge or x == 16 or y == 16 else (30, 35, 43)
    if tile == HAZARD:
        return (66, 54, 30) if (x + y) % 16 < 8 else (34, 32, 30)
    if tile == GRATE:
        return (20, 23, 28) if x % 8 < 5 and y % 8 < 5 else (42, 48, 57)
    if tile in (WALL, WALL_LIT):
        glow = (196, 104, 44) if tile == WALL_LIT else (122, 134, 152)
        return glow if y < 3 else (84, 94, 110) if not edge else (64, 72, 86)
    if tile == LOW:
        return (96, 122, 140) if min(x, y, 31 - x, 31 - y) < 3 else (46, 58, 68)
    if tile == GOAL:
        return (58, 66, 78) if edge or (x // 8 + y // 8) % 2 else (38, 44, 54)
    inside = (x - 15.5) ** 2 + (y - 15.5) ** 2
    return (90, 200, 170) if 90 < inside < 170 else (24, 28, 34)


def write_tiles():
    rows = b"".join(b"\0" + b"".join(bytes(tile_pixel(x // TILE_PIXELS + 1, x % TILE_PIXELS, y))
                                     for x in range(TILE_PIXELS * TILES)) for y in range(TILE_PIXELS))
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    header = struct.pack(">IIBBBBB", TILE_PIXELS * TILES, TILE_PIXELS, 8, 2, 0, 0, 0)
    (FOLDER / "tiles.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) +
                                       chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write_tiles()
    for made in (foundry(), court(), depot()):
        made.write()
        print(made.picture())

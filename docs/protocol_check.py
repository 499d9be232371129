#!/usr/bin/env python3
"""A decoder written from PROTOCOL.md alone, run over golden bytes: it shows that the page is enough, and still true.

    python3 docs/protocol_check.py

Sections 8, 9 and 10, over tests/golden/value_codec.hex and the schema of tests/unit/net/codec_fixture.h. Exit status 0
when the schema hash and every value agree.
"""

import math
import pathlib
import struct
import sys

M32, M64 = (1 << 32) - 1, (1 << 64) - 1
ROOT = pathlib.Path(__file__).resolve().parent.parent


class Malformed(Exception):
    pass


def require(condition, what):
    if not condition:
        raise Malformed(what)


# --- 9 the coder ------------------------------------------------------------------------------------------------------

RATES = [38550, 24272, 17712, 13943, 11497, 9781, 8511, 7532, 6756, 6124, 5601, 5160,
         4783, 4458, 4174, 3924, 3702, 3504, 3326, 3165, 3020, 2887, 2765, 2730]


class Model:
    def __init__(self, one):
        self.one, self.seen = one, 0

    def learn(self, bit):
        rate = RATES[self.seen]
        if bit:
            self.one += ((65536 - 48 - self.one) * rate) >> 16
        else:
            self.one -= ((self.one - 48) * rate) >> 16
        self.seen = min(self.seen + 1, 23)


class Numbers:
    def __init__(self, usual_bits):
        self.is_zero, self.is_minus = Model(32768), Model(32768)
        self.longer = [Model(54000 if i < usual_bits else 30000) for i in range(16)]
        self.mantissa = [Model(29000) for _ in range(16)]


class Decoder:
    def __init__(self, data):
        self.data, self.read, self.range, self.window, self.decisions = data, 0, M32, 0, 0
        for _ in range(4):
            self.window = (self.window << 8 | self.byte()) & M32
        self.offset = self.window
        require(self.offset < self.range, "beyond the range")

    def byte(self):
        value = self.data[self.read] if self.read < len(self.data) else 0
        self.read += 1
        require(self.read - len(self.data) <= 4, "past the end")
        return value

    def spend(self, count):
        self.decisions += count
        require(self.decisions <= 65536, "too many decisions")

    def renormalise(self):
        while self.range < 1 << 24:
            byte = self.byte()
            self.range = self.range << 8 & M32
            self.offset = (self.offset << 8 | byte) & M32
            self.window = (self.window << 8 | byte) & M32

    def bit(self, model):
        self.spend(1)
        bound = self.range * model.one >> 16
        bit = 1 if self.offset < bound else 0
        if bit:
            self.range = bound
        else:
            self.offset -= bound
            self.range -= bound
        model.learn(bit)
        self.renormalise()
        return bit

    def raw(self, count):
        self.spend(count)
        value = 0
        while count > 0:
            k = min(count, 16)
            count -= k
            self.range >>= k
            chunk = self.offset // self.range
            require(chunk < 1 << k, "sliver")
            self.offset -= chunk * self.range
            value = value << k | chunk
            self.renormalise()
        return value

    def bounded(self, numbers, most_value):
        length, most = 0, (most_value + 1).bit_length() - 1
        while length < most and self.bit(numbers.longer[min(length, 15)]):
            length += 1
        number = 1
        if length > 0:
            number = 2 + self.bit(numbers.mantissa[min(length, 15)])
        if length > 1:
            number = number << (length - 1) | self.raw(length - 1)
        require(number - 1 <= most_value, "too large")
        return number - 1

    def end(self):
        low = (self.window - self.offset) & M32
        tail, above = 4, 0
        for t in range(4):
            candidate = -low % (1 << (32 - 8 * t))
            if candidate < self.range:
                tail, above = t, candidate
                break
        require(self.offset == above and self.read - 4 + tail == len(self.data), "not the one spelling")


# --- 10 schema and hashes ---------------------------------------------------------------------------------------------

G, S = 0x9E3779B97F4A7C15, 0x6A09E667F3BCC909


def hash64(data, seed):
    def mix(h, w):
        x = ((h ^ w) * G) & M64
        return x ^ x >> 32

    h = seed ^ S
    for at in range(0, len(data), 8):
        h = mix(h, int.from_bytes(data[at:at + 8], "little"))
    h = mix(h, len(data) * S & M64)
    h = ((h ^ h >> 29) * S) & M64
    return h ^ h >> 32


TYPES = ["none", "bool", "u8", "u16", "u32", "i8", "i16", "i32", "f32", "entity", "player"]
HOLD, LINEAR, ANGLE = 0, 1, 2
NOTHING, POSITION, VELOCITY, PRESS = 0, 1, 2, 3


class Field:
    def __init__(self, name, kind, low=0, high=0, resolution=0.0, count=1, interp=HOLD, meaning=NOTHING):
        self.name, self.kind, self.count, self.interp, self.meaning = name, kind, count, interp, meaning
        self.resolution, self.first_step, self.press_max = 1.0, 0, 0
        if kind in ("entity", "player"):
            self.wire_max = (1 << (25 if kind == "entity" else 29)) - 1
        elif kind == "bool":
            self.wire_max = 1
        elif meaning == PRESS:
            self.wire_max, self.press_max = 255, high
        elif kind == "f32":
            self.resolution = resolution
            self.first_step = math.ceil(low / resolution - 1e-6)
            self.wire_max = math.floor(high / resolution + 1e-6) - self.first_step
        else:
            self.first_step, self.wire_max = low, high - low
        self.bits = self.wire_max.bit_length()
        self.rest = max(0, min(-self.first_step, self.wire_max))
        self.wraps = interp == ANGLE or meaning == PRESS
        self.velocity_unit = resolution if resolution > 0 else 1.0


class Element:
    def __init__(self, field):
        self.field, self.velocity, self.scale, self.shift = field, -1, 0, 0


class Plan:
    def __init__(self, name, fields):
        self.name = name
        self.elements = [Element(field) for field in fields for _ in range(field.count)]
        moving = [i for i, e in enumerate(self.elements) if e.field.meaning == VELOCITY]
        placed = [i for i, e in enumerate(self.elements) if e.field.meaning == POSITION]
        for at, velocity in zip(placed, moving):
            self.relate(self.elements[at], velocity)
        self.order = moving + [i for i in range(len(self.elements)) if i not in moving]

    def relate(self, position, velocity):
        ratio = self.elements[velocity].field.velocity_unit / position.field.resolution
        significand, exponent = math.frexp(ratio)
        if 0 <= 20 - exponent <= 40:
            position.velocity, position.shift = velocity, 20 - exponent
            position.scale = math.floor(significand * (1 << 20) + 0.5)


def schema_hash(game, plans, counts, kinds):
    h = 0

    def text(words):
        nonlocal h
        h = hash64(words.encode(), h)

    def number(value):
        nonlocal h
        h = hash64((value & M64).to_bytes(8, "little"), h)

    def real(value):
        nonlocal h
        h = hash64(struct.pack("<d", value), h)

    text(game)
    for count in counts:
        number(count)
    for plan in plans:
        text(plan.name)
        number(len(plan.elements))
        for e in plan.elements:
            f = e.field
            text(f.name)
            for value in (TYPES.index(f.kind), f.interp, f.meaning, f.first_step, f.wire_max, f.press_max, e.scale, e.shift):
                number(value)
            real(f.resolution)
    for name, components, predict, snap in kinds:
        text(name)
        number(components)
        number(predict)
        real(snap)
    return h


# --- 8 values ---------------------------------------------------------------------------------------------------------

class ValueModels:
    def __init__(self, plans):
        self.changed = {plan: Model(52000) for plan in plans}
        self.flags, self.with_base, self.without = {}, {}, {}
        for plan in plans:
            for e in plan.elements:
                key = (plan, e.field)
                self.flags[key] = [Model(20000), Model(44000)]
                self.with_base[key] = Numbers(e.field.bits // 2)
                self.without[key] = Numbers(e.field.bits - 2)


def nearest(a, b):
    return (a + b // 2) // b if a >= 0 else -((b // 2 - a) // b)


def expected(plan, i, base, age, rate, values):
    e = plan.elements[i]
    if base is None:
        return e.field.rest
    if e.velocity < 0 or age == 0:
        return base[i]
    n = min(age, rate)
    first = plan.elements[e.velocity].field.first_step
    v0, v1 = first + base[e.velocity], first + values[e.velocity]
    moved = nearest(((n - 1) * v0 + (n + 1) * v1) * e.scale, 2 * rate << e.shift)
    return max(0, min(base[i] + moved, e.field.wire_max))


def decode_value(d, field, numbers, guess):
    if field.kind in ("entity", "player"):
        return 0 if d.bit(numbers.is_zero) else d.raw(field.bits)
    circle = field.wire_max + 1
    below, above = guess, field.wire_max - guess
    if field.wraps:
        below, above = (circle - 1) // 2, circle // 2
    minus = above == 0
    if below > 0 and above > 0:
        minus = d.bit(numbers.is_minus) == 1
    magnitude = d.bounded(numbers, (below if minus else above) - 1) + 1
    value = guess - magnitude if minus else guess + magnitude
    return value % circle if field.wraps else value


def decode_component(d, models, plan, base, age, rate):
    values = [0] * len(plan.elements)
    surprise, any_surprise = False, False
    changed = bool(plan.elements) and d.bit(models.changed[plan]) == 1
    for at, i in enumerate(plan.order):
        e, key = plan.elements[i], (plan, plan.elements[i].field)
        values[i] = expected(plan, i, base, age, rate, values)
        if not changed:
            continue
        foretold = surprise
        if base is not None and e.velocity >= 0:
            foretold = values[e.velocity] != base[e.velocity]
        certain = at == len(plan.order) - 1 and not any_surprise
        surprise = certain or d.bit(models.flags[key][1 if foretold else 0]) == 1
        any_surprise = any_surprise or surprise
        if surprise:
            numbers = models.without if base is None else models.with_base
            value = decode_value(d, e.field, numbers[key], values[i])
            require(value != values[i], "changed to what it was")
            values[i] = value
    return values


# --- The test's schema and numbers ------------------------------------------------------------------------------------

def metres(name, **more):
    return Field(name, "f32", -256, 256, 1.0 / 1024, 2, LINEAR, **more)


PLANS = [
    Plan("fixture_body", [
        metres("pos_m", meaning=POSITION), Field("vel_mps", "f32", -40, 40, 1.0 / 256, 2, HOLD, VELOCITY),
        Field("yaw_rad", "f32", -3.1416, 3.1416, 0.005, interp=ANGLE), Field("heading", "u16", 0, 65535, interp=ANGLE),
        Field("health", "u8", 0, 100), Field("is_burning", "bool"), Field("score", "i32", -(1 << 31), (1 << 31) - 1),
        Field("owner", "player"), Field("target", "entity")]),
    Plan("fixture_clock", [
        Field("ticks_left", "u32", 0, M32, interp=LINEAR), Field("offset", "i16", -1000, 1000),
        Field("lean", "i8", -128, 127, interp=LINEAR)]),
    Plan("fixture_keys", [
        Field("move", "i8", -1, 1, count=2), Field("aim", "u16", 0, 65535, interp=ANGLE),
        Field("fire", "u8", 0, 1, meaning=PRESS), Field("jump", "u8", 0, 7, meaning=PRESS), Field("is_running", "bool")]),
    Plan("fixture_shot", [metres("from_m", meaning=POSITION), Field("hit", "entity"), Field("damage", "u32", 1, 3)]),
    Plan("bell", []),
]
KINDS = [("body", 1, 0, 3.0), ("clock", 2, 2, 0.0)]


class Random:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        x = self.state
        x ^= x << 13 & M32
        x ^= x >> 17
        x ^= x << 5 & M32
        self.state = x
        return x


def make_case(plan, random):
    base = []
    for e in plan.elements:
        roll, value = random.next(), random.next() % (e.field.wire_max + 1)
        base.append({0: 0, 1: e.field.wire_max}.get(roll % 8, value))
    values = list(base)
    for i, e in enumerate(plan.elements):
        roll = random.next()
        if roll % 4 == 0:
            values[i] = random.next() % (e.field.wire_max + 1)
        elif roll % 4 == 1 and values[i] < e.field.wire_max:
            values[i] += 1
    return base, values


def main():
    lines = (ROOT / "tests" / "golden" / "value_codec.hex").read_text().split()
    got = schema_hash("fixture 1", PLANS, (2, 1, 2, 2), KINDS)
    if got != int(lines[0], 16):
        sys.exit(f"schema hash: {got:016x}, the file has {lines[0]}")

    decoder, models, random = Decoder(bytes.fromhex("".join(lines[1:]))), ValueModels(PLANS), Random(2024)
    for i in range(12):
        plan = PLANS[i % len(PLANS)]
        base, values = make_case(plan, random)
        decoded = decode_component(decoder, models, plan, None if i < 6 else base, i, 60)
        if decoded != values:
            sys.exit(f"component {i}, {plan.name}: {decoded}, expected {values}")
    decoder.end()
    print("schema hash, 12 components and the end of the stream are as PROTOCOL.md says")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A decoder written from PROTOCOL.md alone, run over golden bytes: it shows that the page is enough, and still true.

    python3 docs/protocol_check.py

Sections 8, 9 and 10, over tests/golden/value_codec.hex and the schema of tests/unit/net/codec_fixture.h. Exit status 0
when the schema hash and every value agree. Older states (motion by extrapolation) are not in those bytes.
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
         4783, 4458, 4174, 3924, 3702, 3504, 3326, 3165, 3020, 2887, 2765, 2653,
         2550, 2454, 2365, 2283, 2206, 2134, 2067, 2004, 1944, 1888, 1835, 1785,
         1738, 1693, 1650, 1610, 1571, 1534, 1499, 1466, 1434, 1403, 1373, 1345,
         1318, 1292, 1267, 1243, 1220, 1198, 1176, 1155, 1135, 1116, 1097, 1079,
         1062, 1045, 1028, 1024]


class Model:
    def __init__(self, one):
        self.one, self.seen = one, 0

    def learn(self, bit):
        rate = RATES[self.seen]
        if bit:
            self.one += ((65536 - 48 - self.one) * rate) >> 16
        else:
            self.one -= ((self.one - 48) * rate) >> 16
        self.seen = min(self.seen + 1, 63)


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
        self.spend((count + 15) // 16)
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

CODEC_VERSION = 2
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
        self.is_moving = interp != HOLD
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
    h = CODEC_VERSION

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
            for value in (TYPES.index(f.kind), f.interp, f.meaning, f.first_step, f.wire_max, f.press_max, e.scale,
                          e.shift):
                number(value)
            real(f.resolution)
    for name, components, predict, snap in kinds:
        text(name)
        number(components)
        number(predict)
        real(snap)
    return h


# --- 8 values ---------------------------------------------------------------------------------------------------------

# What is coded here has no older states: the golden bytes have none.

EPOCH_VALUE_BYTES = 6912
CONTEXTS = [(8, 5), (6, 3), (4, 2), (3, 1)]


def length_of(number):
    return (number + 1).bit_length() - 1


def longer(count, usual):
    return [Model(54000 if i < usual else 30000) for i in range(count)]


def even(count, one):
    return [Model(one) for _ in range(count)]


class FieldModels:
    def __init__(self, field, has_base, contexts):
        bits, (motions, neighbours) = field.bits, contexts
        self.is_null, self.whole_sign = Model(32768), Model(32768)
        self.whole = longer(bits, bits - 2), even(bits, 29000)
        self.is_moving, self.count = field.is_moving and has_base, 2 + 2 * bits
        if not self.is_moving:
            self.flags = [Model(44000 if i % 2 else 20000) for i in range(4)]
            self.sign, self.rest = Model(32768), (longer(bits, bits // 2), even(bits, 29000))
            self.count += 4 + (1 + 2 * bits if has_base else 0)
            return
        self.signs, self.contexts = even(9, 32768), []
        for i in range(motions * neighbours + 2):
            usual = bits // 2
            if i < motions * neighbours:
                usual = min(i // neighbours + i % neighbours, usual)
            self.contexts.append((Model(44000 if usual > 0 else 20000), longer(9, usual)))
        self.shared, self.top, self.second = longer(bits, bits // 2), even(bits, 29000), even(2 * bits, 29000)
        self.count += 1 + 9 + 10 * len(self.contexts) + 4 * bits


class ValueModels:
    def __init__(self, plans, input_at):
        for contexts in CONTEXTS:
            self.lay_out(plans, input_at, contexts)
            if 4 * self.count <= EPOCH_VALUE_BYTES:
                break

    def lay_out(self, plans, input_at, contexts):
        self.size, self.count = contexts, 3 * len(plans)
        self.changed = {plan: even(3, 52000) for plan in plans}
        self.fields = {}
        for at, plan in enumerate(plans):
            for e in plan.elements:
                key = (plan, e.field)
                if key in self.fields:
                    continue
                self.fields[key] = FieldModels(e.field, at <= input_at, contexts)
                self.count += self.fields[key].count if at != input_at else 0


def nearest(a, b):
    return (a + b // 2) // b if a >= 0 else -((b // 2 - a) // b)


def clamped(field, value):
    return value % (field.wire_max + 1) if field.wraps else max(0, min(value, field.wire_max))


def way(field, start, end):
    distance, circle = end - start, field.wire_max + 1
    if field.wraps and distance > circle // 2:
        distance -= circle
    if field.wraps and distance < -((circle - 1) // 2):
        distance += circle
    return distance


def expected(plan, i, base, age, rate, values):
    e = plan.elements[i]
    if base is None:
        return e.field.rest
    if e.velocity < 0 or age == 0 or not e.field.is_moving:
        return base[i]
    n = min(age, rate)
    first = plan.elements[e.velocity].field.first_step
    v0, v1 = first + base[e.velocity], first + values[e.velocity]
    return clamped(e.field, base[i] + nearest(((n - 1) * v0 + (n + 1) * v1) * e.scale, 2 * rate << e.shift))


class State:
    def __init__(self):
        self.surprise, self.is_broken, self.has_changed = 0, False, False

    def note(self, field, is_moving, guess, value):
        self.has_changed = value != guess
        if is_moving:
            self.surprise = (self.surprise + min(abs(way(field, guess, value)), 1 << 20) + 1) // 2
        elif self.has_changed:
            self.is_broken = True


def context_of(models, state, e, base, age, values):
    m, (motions, neighbours) = models.fields[e.key], models.size
    if base is None or age == 0:
        return m.contexts[-2]
    if e.velocity < 0:
        return m.contexts[-1 if state.is_broken else -2]
    motion = min(length_of(abs(values[e.velocity] - base[e.velocity])), motions - 1)
    neighbour = 0
    if state.surprise > 0 and neighbours > 1:
        neighbour = 1 + min((length_of(state.surprise - 1) + 1) // 2, neighbours - 2)
    return m.contexts[motion * neighbours + neighbour]


def decode_magnitude(d, lengths, top, second, room):
    length, most = 0, length_of(room - 1)
    while length < most and d.bit(lengths[length]):
        length += 1
    number, rest = 1, length
    if rest > 0:
        number, rest = 2 + d.bit(top[length - 1]), rest - 1
    if rest > 0 and second is not None:
        number, rest = number << 1 | d.bit(second[2 * (length - 1) + (number & 1)]), rest - 1
    if rest > 0:
        number = number << rest | d.raw(rest)
    require(number <= room, "too large")
    return number


def decode_value(d, m, field, context, has_base, guess):
    if field.kind in ("entity", "player"):
        value = 0 if d.bit(m.is_null) else d.raw(field.bits)
        require(value != guess, "changed to what it was")
        return value
    if not has_base:
        sign, numbers = m.whole_sign, (*m.whole, None)
    elif m.is_moving:
        sign, numbers = m.signs[0], (context[1] + m.shared[9:], m.top, m.second)
    else:
        sign, numbers = m.sign, (*m.rest, None)
    circle = field.wire_max + 1
    below, above = guess, field.wire_max - guess
    if field.wraps:
        below, above = (circle - 1) // 2, circle // 2
    minus = above == 0
    if below > 0 and above > 0:
        minus = d.bit(sign) == 1
    magnitude = decode_magnitude(d, *numbers, below if minus else above)
    value = guess - magnitude if minus else guess + magnitude
    return value % circle if field.wraps else value


def decode_component(d, models, plan, base, age, rate):
    values, state, any_changed = [0] * len(plan.elements), State(), False
    changed = bool(plan.elements) and d.bit(models.changed[plan][2 if base is None else 0]) == 1
    for at, i in enumerate(plan.order):
        e = plan.elements[i]
        e.key = (plan, e.field)
        m = models.fields[e.key]
        values[i] = guess = expected(plan, i, base, age, rate, values)
        if not changed:
            continue
        context = context_of(models, state, e, base, age, values) if m.is_moving else None
        flag = context[0] if m.is_moving else m.flags[1 if state.has_changed else 0]
        certain = at == len(plan.order) - 1 and not any_changed
        if certain or d.bit(flag) == 1:
            any_changed = True
            values[i] = decode_value(d, m, e.field, context, base is not None, guess)
        state.note(e.field, m.is_moving, guess, values[i])
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

    decoder, models, random = Decoder(bytes.fromhex("".join(lines[1:]))), ValueModels(PLANS, 2), Random(2024)
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

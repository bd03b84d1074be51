#!/usr/bin/env python3
"""Writes a network that computes with every element type, and its inputs: element-types.py FOLDER.

What each op gives is computed here with Python's integers and fractions, of any length, and compared in the network: every result
is the number of elements that differ, which is 0. Each case is there twice: of inputs, and of constants, which fold.
"""
import os
import random
import struct
import sys
from fractions import Fraction

random.seed(11)
WHOLE = {f"{sign}{bits}": (sign == "i", bits) for sign in ("i", "ui") for bits in (8, 16, 32, 64)}
# Bits of the mantissa, exponents of the least and the greatest number, and what is beyond that.
FLOAT = {
    "f64": (52, -1022, 1023, "inf"),
    "f32": (23, -126, 127, "inf"),
    "bf16": (7, -126, 127, "inf"),
    "f16": (10, -14, 15, "inf"),
    "f8E5M2": (2, -14, 15, "inf"),
    "f8E4M3FN": (3, -6, 8, "nan"),
}
NPY = {"i": "i", "ui": "u"}
arguments, body, results, files = [], [], [], {}


def limits(kind):
    signed, bits = WHOLE[kind]
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)


def wrapped(value, kind):
    signed, bits = WHOLE[kind]
    value &= (1 << bits) - 1
    return value - (1 << bits) if signed and value >> bits - 1 else value


def rounded(value, kind):
    """To nearest, of two that are equally near to the even one: a Fraction, "inf" or "nan", with its sign."""
    mantissa, least, greatest, beyond = FLOAT[kind]
    size = abs(Fraction(value))
    if size == 0:
        return Fraction(0)
    exponent = max(size.numerator.bit_length() - size.denominator.bit_length() - 1, least)
    while exponent < greatest + 1 and size >= Fraction(2) ** (exponent + 1):
        exponent += 1
    step = Fraction(2) ** (exponent - mantissa)
    result = round(size / step) * step  # Python rounds to even
    largest = Fraction(2) ** greatest * (2 - Fraction(2) ** -mantissa)
    if kind == "f8E4M3FN":  # whose last code is NaN
        largest -= Fraction(2) ** (greatest - mantissa)
    if result > largest:
        return beyond if value > 0 else "-" + beyond
    return result if value > 0 else -result


def literal(value):
    if isinstance(value, str):
        special = {"inf": "0x7FF0000000000000", "-inf": "0xFFF0000000000000", "true": "true", "false": "false"}
        return special.get(value, "1.0e300")  # what stands for NaN
    return repr(float(value)) if isinstance(value, (float, Fraction)) else str(value)


def dense(values, kind):
    return f"nn.constant dense<[{', '.join(literal(value) for value in values)}]> : tensor<{len(values)}x{kind}>"


def emit(statement):
    body.append("  " + statement)


def operands(values, kind):
    """The same values as an input and as a constant."""
    name = f"x{len(arguments)}"
    arguments.append(f"%{name}: tensor<{len(values)}x{kind}>")
    files[name] = (kind, values)
    emit(f"%{name}_c = {dense(values, kind)}")
    return f"%{name}", f"%{name}_c"


def expect(statement, kind, wanted, *lists):
    """`statement` has a placeholder for each of the lists of operands."""
    for which in (0, 1):
        name = f"%y{len(results)}"
        emit(f"{name} = " + statement.format(*(pair[which] for pair in lists)))
        type = f"tensor<{len(wanted)}x{kind}>"
        value, of = name, type
        if kind in FLOAT:
            of = f"tensor<{len(wanted)}xf64>"
            if kind != "f64":
                emit(f"{name}_w = nn.cast {name} : {type} to {of}")
                value = f"{name}_w"
            emit(f"{name}_n = nn.is_nan {value} : {of}")
            emit(f"{name}_nan = nn.constant dense<1.0e300> : tensor<f64>")
            emit(f"{name}_v = nn.where {name}_n, {name}_nan, {value} : tensor<{len(wanted)}xi1>, tensor<f64>, {of}")
            value = f"{name}_v"
        emit(f"{name}_e = {dense(wanted, 'f64' if kind in FLOAT else kind)}")
        emit(f"{name}_d = nn.compare ne {value}, {name}_e : {of}, {of}")
        emit(f"{name}_i = nn.cast {name}_d : tensor<{len(wanted)}xi1> to tensor<{len(wanted)}xi64>")
        emit(f"{name}_s = nn.reduce_sum {name}_i : tensor<{len(wanted)}xi64>")
        results.append(f"{name}_s")


def quotient(a, b):
    return 0 if b == 0 else (abs(a) // abs(b)) * (1 if (a < 0) == (b < 0) else -1)


def shift(a, b, left, kind):
    bits = WHOLE[kind][1]
    if b < 0 or b >= bits:
        return 0 if left or a >= 0 else -1
    return a << b if left else a >> b


def whole(kind):
    low, high = limits(kind)
    edges = [low, low + 1, high, high - 1, 0, 1, high // 2, high // 2 + 1]
    a = edges + [random.randint(low, high) for _ in range(16)]
    b = random.sample(edges, len(edges)) + [random.randint(low, high) for _ in range(8)] + [random.randint(1, 9) for _ in range(8)]
    few = [random.choice((0, 1, 3, WHOLE[kind][1] - 1, WHOLE[kind][1], 100)) for _ in a]
    x, y, z = operands(a, kind), operands(b, kind), operands(few, kind)
    type = f"tensor<{len(a)}x{kind}>"

    def two(op, function, other=y, values=b):
        expect(f"nn.{op} {{0}}, {{1}} : {type}, {type}", kind, [wrapped(function(p, q), kind) for p, q in zip(a, values)], x, other)

    two("add", lambda p, q: p + q)
    two("sub", lambda p, q: p - q)
    two("mul", lambda p, q: p * q)
    two("div", quotient)
    two("mod", lambda p, q: 0 if q == 0 else p % q)
    two("max", max)
    two("min", min)
    two("bitwise_and", lambda p, q: p & q)
    two("bitwise_or", lambda p, q: p | q)
    two("bitwise_xor", lambda p, q: p ^ q)
    two("bit_shift left", lambda p, q: shift(p, q, True, kind), z, few)
    two("bit_shift right", lambda p, q: shift(p, q, False, kind), z, few)
    for op, function in (("neg", lambda p: -p), ("abs", abs), ("bitwise_not", lambda p: ~p), ("relu", lambda p: max(p, 0)),
                         ("sign", lambda p: (p > 0) - (p < 0))):
        expect(f"nn.{op} {{0}} : {type}", kind, [wrapped(function(p), kind) for p in a], x)
    for op, function in (("lt", lambda p, q: p < q), ("ge", lambda p, q: p >= q), ("eq", lambda p, q: p == q)):
        expect(f"nn.compare {op} {{0}}, {{1}} : {type}, {type}", "i1", [str(function(p, q)).lower() for p, q in zip(a, b)], x, y)
    expect(f"nn.cumsum {{0}} axis 0 : {type}", kind, [wrapped(sum(a[: i + 1]), kind) for i in range(len(a))], x)
    for op, value in (("sum", sum(a)), ("max", max(a)), ("min", min(a))):
        expect(f"nn.reduce_{op} {{0}} axes [0] keepdims : {type}", kind, [wrapped(value, kind)], x)
    expect(f"nn.arg_max {{0}} axis 0 keepdims : {type}", "i64", [a.index(max(a))], x)
    expect(f"nn.arg_min {{0}} axis 0 keepdims : {type}", "i64", [a.index(min(a))], x)
    for other in WHOLE:
        if other != kind:
            expect(f"nn.cast {{0}} : {type} to tensor<{len(a)}x{other}>", other, [wrapped(p, other) for p in a], x)
    expect(f"nn.cast {{0}} : {type} to tensor<{len(a)}xi1>", "i1", [str(p != 0).lower() for p in a], x)
    for other in FLOAT:
        expect(f"nn.cast {{0}} : {type} to tensor<{len(a)}x{other}>", other, [rounded(p, other) for p in a], x)
        # Back, of what the type holds.
        held = [p for p in a if isinstance(rounded(p, other), Fraction) and low <= rounded(p, other) <= high]
        near = [rounded(p, other) for p in held]
        expect(f"nn.cast {{0}} : tensor<{len(held)}xf64> to tensor<{len(held)}x{kind}>", kind, [int(p) for p in near], operands(near, "f64"))
    for name, values in (("sort", sorted(a)), ("sort descending", sorted(a, reverse=True))):
        for which in (0, 1):
            value = f"%y{len(results)}"
            emit(f"{value}, {value}_p = nn.sort {x[which]} axis 0{name[4:]} : {type}")
            emit(f"{value}_e = {dense(values, kind)}")
            emit(f"{value}_d = nn.compare ne {value}, {value}_e : {type}, {type}")
            emit(f"{value}_i = nn.cast {value}_d : tensor<{len(a)}xi1> to tensor<{len(a)}xi64>")
            emit(f"{value}_s = nn.reduce_sum {value}_i : tensor<{len(a)}xi64>")
            results.append(f"{value}_s")


def float8(kind):
    """Every code, the middle of each with its neighbour, and what lies beside that."""
    mantissa, least, _, beyond = FLOAT[kind]
    values = []
    for code in range(0x7C if beyond == "inf" else 0x7F):
        exponent, digits = code >> mantissa, code & (1 << mantissa) - 1
        size = Fraction(digits, 1 << mantissa) + (exponent > 0)
        values.append(size * Fraction(2) ** (max(exponent, 1) - 1 + least))
    codes = list(range(len(values)))
    signed = [-value for value in values]
    bits = operands(codes + [code | 128 for code in codes], "ui8")
    count = 2 * len(codes)
    for which in (0, 1):
        emit(f"%{kind}_{which} = nn.bitcast {bits[which]} : tensor<{count}xui8> to tensor<{count}x{kind}>")
    expect(f"nn.cast {{0}} : tensor<{count}x{kind}> to tensor<{count}xf32>", "f32", values + signed, (f"%{kind}_0", f"%{kind}_1"))
    near = []
    for low, high in zip(values, values[1:]):
        for value in (low, (low + high) / 2):
            near += [value, value * (1 + Fraction(1, 1 << 50)), value * (1 - Fraction(1, 1 << 50))]
    near += [values[-1] + (values[-1] - values[-2]) / 2, values[-1] * 2, Fraction(2) ** 1000]
    near += [-value for value in near]
    wide = operands(near, "f64")
    expect(f"nn.cast {{0}} : tensor<{len(near)}xf64> to tensor<{len(near)}x{kind}>", kind, [rounded(value, kind) for value in near], wide)
    short = [Fraction(struct.unpack("<f", struct.pack("<f", float(value)))[0]) for value in near if abs(value) < Fraction(2) ** 100]
    expect(f"nn.cast {{0}} : tensor<{len(short)}xf32> to tensor<{len(short)}x{kind}>", kind, [rounded(value, kind) for value in short], operands(short, "f32"))


for kind in WHOLE:
    whole(kind)
for kind in ("f8E4M3FN", "f8E5M2"):
    float8(kind)
# Bits there and back.
numbers = [1.5, -0.0, 2.0**-1074, -(2.0**1000)]
whole_bits = [struct.unpack("<q", struct.pack("<d", number))[0] for number in numbers]
expect("nn.bitcast {0} : tensor<4xf64> to tensor<4xi64>", "i64", whole_bits, operands(numbers, "f64"))
expect("nn.bitcast {0} : tensor<4xi64> to tensor<4xf64>", "f64", [Fraction(number) for number in numbers], operands(whole_bits, "i64"))
expect("nn.bitcast {0} : tensor<2xui16> to tensor<2xf16>", "f16", [Fraction(1), Fraction(-2)], operands([0x3C00, 0xC000], "ui16"))

folder = sys.argv[1]
total = results[0]
for number, result in enumerate(results[1:]):
    emit(f"%t{number} = nn.add {total}, {result} : tensor<i64>, tensor<i64>")
    total = f"%t{number}"
with open(os.path.join(folder, "network.mlir"), "w") as file:
    file.write(f"nn.func @predict({', '.join(arguments)}) -> (wrong: tensor<i64>) {{\n" + "\n".join(body))
    file.write(f"\n  nn.return {total} : tensor<i64>\n}}\n")
with open(os.path.join(folder, "inputs"), "w") as file:
    for name, (kind, values) in files.items():
        sign, bits = ("f", int(kind[1:])) if kind in FLOAT else (NPY[kind.rstrip("0123456789")], WHOLE[kind][1])
        header = f"{{'descr': '{'<' if bits > 8 else '|'}{sign}{bits // 8}', 'fortran_order': False, 'shape': ({len(values)},), }}"
        header += " " * (-(len(header) + 11) % 64) + "\n"
        code = {("f", 32): "f", ("f", 64): "d"}.get((sign, bits)) or {8: "b", 16: "h", 32: "i", 64: "q"}[bits]
        code = code.upper() if sign == "u" else code
        data = struct.pack(f"<{len(values)}{code}", *(float(v) if sign == "f" else v for v in values))
        with open(os.path.join(folder, name + ".npy"), "wb") as array:
            array.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data)
        file.write(f"--input {name}={name}.npy ")

#!/usr/bin/env python3
"""Writes a network that sorts elements of every type, and its inputs: sort.py FOLDER.

Elements come as their bits, among them both zeros, infinities, NaNs and many that are equal. What Python's sort, which is stable,
makes of them is compared bit by bit in the network, and so are the places where they were: the result is the number of those that
differ, which is 0.
"""
import os
import random
import struct
import sys

random.seed(5)
LENGTH = 150  # more than a network of comparisons sorts
WHOLE = {f"{sign}{bits}": bits for sign in ("i", "ui") for bits in (8, 16, 32, 64)}
EXPONENT = {"f8E4M3FN": 4, "f8E5M2": 5, "f16": 5, "bf16": 8, "f32": 8, "f64": 11}  # bits of it
WIDTH = {"f8E4M3FN": 8, "f8E5M2": 8, "f16": 16, "bf16": 16, "f32": 32, "f64": 64, **WHOLE}
CODE = {8: "B", 16: "H", 32: "I", 64: "Q"}
folder = sys.argv[1]
arguments, body, wrong = [], [], []


def greatest_of(kind):
    """The bits of infinity, or where there is none, of the greatest number. What is behind are NaNs."""
    if kind == "f8E4M3FN":
        return 0x7E
    return (1 << EXPONENT[kind]) - 1 << WIDTH[kind] - 1 - EXPONENT[kind]


def order(bits, kind):
    """A number in whose order elements stand: of floats, every NaN is the greatest, and both zeros are one."""
    width = WIDTH[kind]
    sign = bits >> width - 1
    if kind in WHOLE:
        return bits - (sign << width) if kind.startswith("i") else bits
    magnitude = bits & (1 << width - 1) - 1
    greatest = greatest_of(kind)
    return greatest + 1 if magnitude > greatest else -magnitude if sign else magnitude


def elements(kind):
    width = WIDTH[kind]
    sign = 1 << width - 1
    pool = [0, 1, sign, sign + 1, sign - 1, 2 * sign - 1] + [random.getrandbits(width) for _ in range(60)]
    if kind in EXPONENT:
        greatest = greatest_of(kind)
        pool += [greatest, greatest | sign, greatest - 1, greatest + 1, greatest + 1 | sign]
        if kind in ("f8E5M2", "f16", "bf16"):  # computed with in f32, which leaves one NaN of all
            pool = [greatest | 1 << width - 2 - EXPONENT[kind] if bits & sign - 1 > greatest else bits for bits in pool]
    return [random.choice(pool) for _ in range(LENGTH)]


def write(name, values, width):
    header = f"{{'descr': '{'<' if width > 8 else '|'}u{width // 8}', 'fortran_order': False, 'shape': ({len(values)},), }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(os.path.join(folder, name + ".npy"), "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        file.write(struct.pack(f"<{len(values)}{CODE[width]}", *values))


def argument(values, width, size):
    name = f"x{len(arguments)}"
    arguments.append(f"%{name}: tensor<{size}xui{width}>")
    write(name, values, width)
    return f"%{name}"


def differ(found, wanted, shape, element):
    name = f"%d{len(wrong)}"
    body.append(f"{name} = nn.compare ne {found}, {wanted} : tensor<{shape}x{element}>, tensor<{shape}x{element}>")
    body.append(f"{name}_i = nn.cast {name} : tensor<{shape}xi1> to tensor<{shape}xi64>")
    body.append(f"{name}_s = nn.reduce_sum {name}_i : tensor<{shape}xi64>")
    wrong.append(f"{name}_s")


def sorts(kind, bits, descending, size, shape, axis):
    """`size` elements as a tensor of `shape`, sorted along `axis`: of two columns the second is the first from its end."""
    width, other = WIDTH[kind], f"ui{WIDTH[kind]}"
    columns = [bits] if size == shape else [bits, bits[::-1]]
    sign = -1 if descending else 1  # equal ones keep their order both ways
    orders = [sorted(range(LENGTH), key=lambda i: sign * order(column[i], kind)) for column in columns]

    def flat(lists):
        return sum(lists, []) if axis == len(columns) - 1 else [value for row in zip(*lists) for value in row]

    x = argument(flat(columns), width, size)
    values = argument(flat([[column[i] for i in places] for column, places in zip(columns, orders)]), width, size)
    indices = argument(flat(orders), 64, size)
    name = f"%s{len(wrong)}"
    whole = f"tensor<{shape}x{kind}>"

    def shaped(value, element):
        if size == shape:
            return value
        body.append(f"{value}_r = nn.reshape {value} : tensor<{size}x{element}> to tensor<{shape}x{element}>")
        return f"{value}_r"

    x, values, indices = shaped(x, other), shaped(values, other), shaped(indices, "ui64")
    if kind != other:
        body.append(f"{name}_x = nn.bitcast {x} : tensor<{shape}x{other}> to {whole}")
        x = f"{name}_x"
    body.append(f"{name}, {name}_p = nn.sort {x} axis {axis} {'descending' if descending else ''} : {whole}")
    found = name
    if kind != other:
        body.append(f"{name}_b = nn.bitcast {name} : {whole} to tensor<{shape}x{other}>")
        found = f"{name}_b"
    body.append(f"{name}_u = nn.cast {name}_p : tensor<{shape}xi64> to tensor<{shape}xui64>")
    differ(found, values, shape, other)
    differ(f"{name}_u", indices, shape, "ui64")


for kind in WIDTH:
    bits = elements(kind)
    for descending in (False, True):
        sorts(kind, bits, descending, "?", "?", 0)  # of a length that is known when it runs
        sorts(kind, bits, descending, 2 * LENGTH, f"{LENGTH}x2", 0)
        sorts(kind, bits, descending, 2 * LENGTH, f"2x{LENGTH}", 1)

total = wrong[0]
for number, count in enumerate(wrong[1:]):
    body.append(f"%t{number} = nn.add {total}, {count} : tensor<i64>, tensor<i64>")
    total = f"%t{number}"
with open(os.path.join(folder, "network.mlir"), "w") as file:
    file.write(f"nn.func @predict({', '.join(arguments)}) -> (wrong: tensor<i64>) {{\n  " + "\n  ".join(body))
    file.write(f"\n  nn.return {total} : tensor<i64>\n}}\n")
with open(os.path.join(folder, "inputs"), "w") as file:
    file.write(" ".join(f"--input x{i}=x{i}.npy" for i in range(len(arguments))))

#!/usr/bin/env python3
"""Writes a network of products and convolutions of bytes, and examples: byte-products.py FOLDER EXAMPLES.

Each is computed twice in f64, of bytes that were cast and of the same bytes by way of i32, which the compiler does not take for
bytes. Every result is the largest difference of the two, which is 0.
"""
import os
import random
import sys

random.seed(7)
RANGE = {"i8": (-128, 127), "ui8": (0, 255)}
body, results = [], []


def text(shape):
    return "x".join(str(size) for size in shape)


def nested(shape, draw):
    if not shape:
        return str(draw())
    return "[" + ", ".join(nested(shape[1:], draw) for _ in range(shape[0])) + "]"


def emit(statement):
    body.append("  " + statement)


class Case:
    """A case's operands in f64, once of bytes and once of i32."""

    def __init__(self):
        self.name = f"c{len(results)}"

    def operand(self, name, shape, kind, zero, value=None):
        """value: of a function's argument; else a constant."""
        name = f"{self.name}_{name}"
        if value is None:
            low, high = RANGE[kind]
            # The ends of the range are where a product that saturates goes wrong.
            draw = lambda: random.choice((low, high, random.randint(low, high)))
            value = f"%{name}"
            emit(f"{value} = nn.constant dense<{nested(shape, draw)}> : tensor<{text(shape)}x{kind}>")
        emit(f"%{name}_i = nn.cast {value} : tensor<{text(shape)}x{kind}> to tensor<{text(shape)}xi32>")
        pair = []
        for source, of, suffix in ((value, kind, "b"), (f"%{name}_i", "i32", "w")):
            factor = f"%{name}_{suffix}"
            emit(f"{factor} = nn.cast {source} : tensor<{text(shape)}x{of}> to tensor<{text(shape)}xf64>")
            if zero is not None:
                many = len(zero[1]) > 0
                emit(f"{factor}z = nn.constant dense<{zero[0]}> : tensor<{text(zero[1]) + ('x' if many else '')}f64>")
                other = f"tensor<{text(zero[1]) + ('x' if many else '')}f64>"
                emit(f"{factor}d = nn.sub {factor}, {factor}z : tensor<{text(shape)}xf64>, {other}")
                factor += "d"
            pair.append(factor)
        return pair

    def compare(self, statement, first, second, shape):
        for suffix, operands in (("b", (first[0], second[0])), ("w", (first[1], second[1]))):
            emit(f"%{self.name}_y{suffix} = {statement % operands}")
        kind = f"tensor<{text(shape)}xf64>"
        emit(f"%{self.name}_d = nn.sub %{self.name}_yb, %{self.name}_yw : {kind}, {kind}")
        emit(f"%{self.name}_a = nn.abs %{self.name}_d : {kind}")
        emit(f"%{self.name} = nn.reduce_max %{self.name}_a : {kind}")
        results.append(self.name)


def matmul(left, right, flags="", kinds=("ui8", "i8"), zeros=(None, None), result=None, value=None):
    case = Case()
    first = case.operand("l", left, kinds[0], zeros[0], value)
    second = case.operand("r", right, kinds[1], zeros[1])
    statement = f"nn.matmul %s, %s {flags}: tensor<{text(left)}xf64>, tensor<{text(right)}xf64>"
    rows = left[-1] if "lhs" in flags else left[-2]
    columns = right[-2] if "rhs" in flags else right[-1]
    case.compare(statement, first, second, result or (*left[:-2], rows, columns))


def conv(shape, weight, out, attributes="", kinds=("ui8", "i8"), zeros=(None, None), value=None):
    case = Case()
    first = case.operand("x", shape, kinds[0], zeros[0], value)
    second = case.operand("w", weight, kinds[1], zeros[1])
    statement = f"nn.conv %s, %s {attributes}: tensor<{text(shape)}xf64>, tensor<{text(weight)}xf64>"
    case.compare(statement, first, second, (shape[0], weight[0], *out))


for m, k, n in ((1, 4, 16), (1, 70, 130), (3, 8, 33), (5, 7, 19), (12, 64, 32), (33, 70, 100), (50, 3, 5), (26, 33, 64)):
    matmul((m, k), (k, n))
matmul((9, 24), (31, 24), "transpose_rhs ")
matmul((24, 9), (24, 31), "transpose_lhs ")
matmul((13, 9), (31, 13), "transpose_lhs transpose_rhs ")
matmul((3, 6, 10), (3, 10, 20))
matmul((2, 3, 6, 10), (10, 20))
matmul(("?", 28), (28, 40), value="%many", zeros=((17.0, ()), None))
for kinds in (("i8", "i8"), ("ui8", "ui8"), ("i8", "ui8")):
    matmul((7, 30), (30, 21), kinds=kinds)
    matmul((7, 30), (30, 21), kinds=kinds, zeros=((5.0, ()), (3.0, ())))
    conv((2, 5, 9, 8), (6, 5, 3, 3), (7, 6), kinds=kinds)
    conv((1, 5, 9, 8), (6, 5, 3, 3), (9, 8), "pads [1, 1, 1, 1] ", kinds=kinds, zeros=((2.0, ()), (4.0, ())))
matmul((6, 20), (20, 11), zeros=((128.0, ()), (nested((11,), lambda: float(random.randint(-5, 5))), (11,))))
matmul((6, 20), (11, 20), "transpose_rhs ", zeros=(None, (nested((11, 1), lambda: float(random.randint(-5, 5))), (11, 1))))
conv((1, 8, 20, 20), (70, 8, 1, 1), (20, 20))
conv((2, 7, 20, 21), (13, 7, 1, 1), (10, 11), "strides [2, 2] ")
conv((1, 3, 17, 40), (9, 3, 5, 3), (9, 20), "strides [2, 2] pads [2, 1, 2, 1] ", zeros=((9.0, ()), None))
conv((1, 6, 7, 7), (8, 3, 3, 3), (3, 3), "dilations [2, 2] group 2 ")
conv((1, 6, 7, 7), (6, 1, 3, 3), (7, 7), "pads [1, 1, 1, 1] group 6 ", zeros=((3.0, ()), None))
conv(("?", 4, 6, 6), (5, 4, 2, 2), (5, 5), value="%images", zeros=((200.0, ()), (nested((5, 1, 1, 1), lambda: float(random.randint(-9, 9))), (5, 1, 1, 1))))
conv((1, 1200, 3, 16), (4, 1200, 3, 3), (3, 16), "pads [1, 1, 1, 1] ")
conv((1, 4, 5, 9), (4, 4, 3, 3), (3, 9), "pads [0, 1, 0, 1] ", zeros=((130.0, ()), None), kinds=("ui8", "ui8"))
conv((1, 9, 30), (5, 9, 3), (30,), "pads [1, 1] ", zeros=((7.0, ()), None))

folder, examples = sys.argv[1], int(sys.argv[2])
with open(os.path.join(folder, "network.mlir"), "w", encoding="utf-8") as file:
    print("nn.func @predict(%many: tensor<?x28xui8>, %images: tensor<?x4x6x6xui8>) -> (", file=file)
    print(",\n".join(f"    {name}: tensor<f64>" for name in results) + ") {", file=file)
    print("\n".join(body), file=file)
    kinds = ", ".join(["tensor<f64>"] * len(results))
    print("  nn.return " + ", ".join(f"%{name}" for name in results) + f" : {kinds}\n}}", file=file)
for name, shape in (("many", (28,)), ("images", (4, 6, 6))):
    count = examples
    for size in shape:
        count *= size
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {(examples, *shape)}, }}"
    header = header.ljust(117) + "\n"
    with open(os.path.join(folder, name + ".npy"), "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode())
        file.write(bytes(random.choice((0, 255, random.randrange(256))) for _ in range(count)))

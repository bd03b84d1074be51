#!/usr/bin/env python3
"""Proves derivative rules against differences in f64.

    check.py write TEST.mlir > PROGRAM.mlir      a program that evaluates every nn.func of the test
    check.py compare TEST.mlir OUTPUT            its output: do gradients and differences agree?
        --scale-gradient=FACTOR                  takes each derivative times the factor, to see that a wrong one is found

Each nn.func of a test is taken as one function of all its float arguments: its loss is the sum over its results of
result · weight, with fixed weights. The program prints the derivative of that loss with respect to each argument, and
the loss at four points around every element of every argument; from these comes the five-point difference
    (8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))) / 12h,
whose error is of order h^4. Then the same for the second order: the gradient itself, weighted, is the loss.
The derivative is also taken with respect to each argument alone, since rules skip what nobody asks for.

Comments straight in front of a function say what it needs:
    // range %x: 0.5 to 2           values of an argument, otherwise -1 to 1 (integers need a range; both ends count)
    // batch: 4                     size of `?`, otherwise 3
    // first order only: reason     where no rule is given for an op of the gradient
Values lie on a grid, permuted: no two of an argument are closer than its range over its size, so that maxima and
kinks are far away from the points of the difference.
"""
import random
import re
import struct
import sys
import zlib
from dataclasses import dataclass
from math import prod

STEP = 1e-4
OFFSETS = (STEP, -STEP, 2 * STEP, -2 * STEP)
# Relative to the largest difference of the argument, at least 1: an element is as exact as the loss around it.
TOLERANCE = 1e-8
SAME = 1e-12  # with respect to one argument alone or to all: the same computation


class Malformed(Exception):
    pass


@dataclass
class Value:
    """An argument or a result: its name, its type in the function, and its static shape in the program."""

    name: str
    type: str
    shape: tuple
    element: str

    @property
    def static(self):
        return f"tensor<{''.join(f'{size}x' for size in self.shape)}{self.element}>"

    @property
    def flat(self):
        return f"tensor<{self.size}x{self.element}>"

    @property
    def size(self):
        return prod(self.shape)

    @property
    def is_float(self):
        return self.element == "f64"


@dataclass
class Function:
    name: str
    arguments: list
    results: list
    ranges: dict
    second_order: bool

    @property
    def wrt(self):
        return [argument for argument in self.arguments if argument.is_float]


FUNCTION = re.compile(
    r"((?:^[ \t]*//[^\n]*\n)*)^[ \t]*nn\.func @([\w.$]+)\(([^)]*)\)\s*->\s*\(([^)]*)\)", re.MULTILINE
)
VALUE = re.compile(r"%?(\w+): (tensor<((?:[?\d]+x)*)(\w+)>)")


def values(text, batch):
    found = []
    for name, kind, sizes, element in VALUE.findall(text):
        shape = tuple(batch if size == "?" else int(size) for size in sizes.split("x")[:-1])
        found.append(Value(name, kind, shape, element))
    if len(found) != text.count(":"):
        raise Malformed(f"not understood: {text}")
    return found


def functions(text):
    found = []
    for comments, name, arguments, results in FUNCTION.findall(text):
        batch = int((re.findall(r"// batch: (\d+)", comments) or [3])[0])
        ranges = {
            which: (float(low), float(high))
            for which, low, high in re.findall(r"// range %(\w+): (\S+) to (\S+)", comments)
        }
        function = Function(
            name,
            values(arguments, batch),
            values(results, batch),
            ranges,
            not re.search(r"// first order only: \S", comments),
        )
        names = {argument.name for argument in function.arguments}
        if unknown := set(ranges) - names:
            raise Malformed(f"@{name} has no argument %{unknown.pop()}, whose range is given")
        for argument in function.arguments:
            if not argument.is_float and argument.name not in ranges:
                raise Malformed(f"@{name}: the integer argument %{argument.name} needs a range")
        for value in function.arguments + function.results:
            if value.element in ("f32", "f16", "bf16"):
                raise Malformed(f"@{name}: %{value.name} is {value.element}; differences need f64")
        if not function.wrt or not all(result.is_float for result in function.results):
            raise Malformed(f"@{name} needs a float argument, and results that are all floats")
        found.append(function)
    if len(found) != len(re.findall(r"^[ \t]*nn\.func ", text, re.MULTILINE)) or not found:
        raise Malformed("each nn.func must have arguments and results that are named, and there must be one")
    if len({function.name for function in found}) != len(found):
        raise Malformed("two functions have one name")
    return found


def numbers(function, value, purpose=""):
    """Fixed values: a permuted grid over the range, shifted so that no two arguments share a point."""
    low, high = function.ranges.get(value.name, (-1.0, 1.0)) if not purpose else (0.5, 1.5)
    generator = random.Random(zlib.crc32(f"{function.name} {value.name} {purpose}".encode()))
    if not value.is_float:
        return [int(low) + int(generator.random() * (int(high) - int(low) + 1)) for _ in range(value.size)]
    shift = 0.2 + 0.6 * generator.random()
    order = sorted(range(value.size), key=lambda _: generator.random())
    signs = [(-1) ** (k % 2) if purpose else 1 for k in range(value.size)]
    return [sign * (low + (high - low) * (k + shift) / value.size) for k, sign in zip(order, signs)]


# A loss to be differentiated: of the function itself, or of its gradient. Weights are arguments too, so that their
# types may have the batch.
@dataclass
class Loss:
    function: Function
    order: int

    @property
    def symbol(self):
        return f"@{self.function.name}.order{self.order}"

    @property
    def weights(self):
        first = [("out", result) for result in self.function.results]
        return first + [("in", argument) for argument in self.function.wrt] * (self.order - 1)

    @property
    def weight_names(self):
        return [f"weight.{where}.{value.name}" for where, value in self.weights]

    @property
    def operand_types(self):
        return ", ".join([v.type for v in self.function.arguments] + [v.type for _, v in self.weights])

    def signature(self):
        named = [f"%{v.name}: {v.type}" for v in self.function.arguments]
        named += [f"%{name}: {v.type}" for name, (_, v) in zip(self.weight_names, self.weights)]
        return ", ".join(named)

    def operands(self):
        return ", ".join([f"%{v.name}" for v in self.function.arguments] + [f"%{n}" for n in self.weight_names])


def losses(function):
    return [Loss(function, order) for order in ((1, 2) if function.second_order else (1,))]


def weighted_sum(terms):
    """Lines that leave the sum over terms (value, weight, type) in %loss."""
    lines = []
    for i, (value, weight, kind) in enumerate(terms):
        lines += [
            f"%product{i} = nn.mul {value}, {weight} : {kind}, {kind}",
            f"%sum{i} = nn.reduce_sum %product{i} : {kind}",
        ]
        if i:
            before = "%sum0" if i == 1 else f"%total{i - 1}"
            lines.append(f"%total{i} = nn.add {before}, %sum{i} : tensor<f64>, tensor<f64>")
    lines.append(f"nn.return {'%sum0' if len(terms) == 1 else f'%total{len(terms) - 1}'} : tensor<f64>")
    return lines


def loss_function(loss):
    function = loss.function
    lines = [f"nn.func {loss.symbol}({loss.signature()}) -> (loss: tensor<f64>) {{"]
    if loss.order == 1:
        values = [f"%result{i}" for i in range(len(function.results))]
        kinds = ", ".join(v.type for v in function.results)
        arguments = ", ".join(f"%{v.name}" for v in function.arguments)
        types = ", ".join(v.type for v in function.arguments)
        lines.append(f"  {', '.join(values)} = nn.call @{function.name}({arguments}) : ({types}) -> ({kinds})")
        terms = zip(values, loss.weight_names, (v.type for v in function.results))
    else:
        inner = Loss(function, 1)
        lines.append(
            f"  %inner = nn.call {inner.symbol}({inner.operands()}) : ({inner.operand_types}) -> tensor<f64>"
        )
        values = [f"%gradient{i}" for i in range(len(function.wrt))]
        lines.append("  " + gradient(values, "%inner", function.wrt))
        terms = zip(values, loss.weight_names[len(function.results) :], (v.type for v in function.wrt))
    lines += ["  " + line for line in weighted_sum([(v, f"%{w}", k) for v, w, k in terms])]
    return lines + ["}"]


def gradient(names, loss, wrt):
    kinds = ", ".join(v.type for v in wrt)
    what = ", ".join(f"%{v.name}" for v in wrt)
    return f"{', '.join(names)} = train.gradient {loss} wrt ({what}) : tensor<f64>, ({kinds})"


def gradient_function(loss, suffix, wrt):
    names = [f"%gradient{i}" for i in range(len(wrt))]
    kinds = ", ".join(v.type for v in wrt)
    results = ", ".join(f"d_{v.name}: {v.type}" for v in wrt)
    return [
        f"nn.func {loss.symbol}.{suffix}({loss.signature()}) -> ({results}) {{",
        f"  %loss = nn.call {loss.symbol}({loss.operands()}) : ({loss.operand_types}) -> tensor<f64>",
        "  " + gradient(names, "%loss", wrt),
        f"  nn.return {', '.join(names)} : {kinds}",
        "}",
    ]


def gradient_sets(loss):
    """Suffix and arguments of each gradient that is taken: all at once, then each alone."""
    wrt = loss.function.wrt
    alone = [(f"of_{v.name}", [v]) for v in wrt] if len(wrt) > 1 and loss.order == 1 else []
    return [("of_all", wrt)] + alone


def shaped(name, flat, value):
    """Lines that leave the flat tensor as %name of the function's type."""
    lines = [f"%{name}.static = nn.reshape {flat} : {value.flat} to {value.static}"]
    lines.append(f"%{name} = tensor.cast %{name}.static : {value.static} to {value.type}")
    return lines


def print_number(number):
    """Lines that print an f64 as the integer with its bits: nothing is rounded."""
    return [
        f"%bits = arith.bitcast {number} : f64 to i64",
        "func.call @printI64(%bits) : (i64) -> ()",
        "func.call @printNewline() : () -> ()",
    ]


def print_all(name, value):
    return [
        f"%{name}.known = tensor.cast %{name} : {value.type} to {value.static}",
        f"%{name}.flat = nn.reshape %{name}.known : {value.static} to {value.flat}",
        f"%{name}.size = arith.constant {value.size} : index",
        f"scf.for %k = %zero to %{name}.size step %one {{",
        f"  %number = tensor.extract %{name}.flat[%k] : {value.flat}",
        *("  " + line for line in print_number("%number")),
        "}",
    ]


def print_neighbours(loss, value):
    """Lines that print the loss at the points around each element of one argument."""
    operands = loss.operands().replace(f"%{value.name},", "%moved,", 1)
    return [
        f"%{value.name}.size = arith.constant {value.size} : index",
        f"scf.for %k = %zero to %{value.name}.size step %one {{",
        "  scf.for %j = %zero to %four step %one {",
        f"    %old = tensor.extract %{value.name}.flat[%k] : {value.flat}",
        "    %offset = tensor.extract %offsets[%j] : tensor<4xf64>",
        "    %new = arith.addf %old, %offset : f64",
        f"    %changed = tensor.insert %new into %{value.name}.flat[%k] : {value.flat}",
        *("    " + line for line in shaped("moved", "%changed", value)),
        f"    %loss = nn.call {loss.symbol}({operands}) : ({loss.operand_types}) -> tensor<f64>",
        "    %number = tensor.extract %loss[] : tensor<f64>",
        *("    " + line for line in print_number("%number")),
        "  }",
        "}",
    ]


def literal(numbers):
    return ", ".join(repr(number) for number in numbers)


def driver(loss):
    """The function that prints everything about one loss."""
    function = loss.function
    lines = [
        "%zero = arith.constant 0 : index",
        "%one = arith.constant 1 : index",
        "%four = arith.constant 4 : index",
        f"%offsets = arith.constant dense<[{literal(OFFSETS)}]> : tensor<4xf64>",
    ]
    inputs = [(v.name, v, "") for v in function.arguments]
    inputs += [(name, v, where) for name, (where, v) in zip(loss.weight_names, loss.weights)]
    for name, value, purpose in inputs:
        text = literal(numbers(function, value, purpose))
        lines.append(f"%{name}.flat = arith.constant dense<[{text}]> : {value.flat}")
        lines += shaped(name, f"%{name}.flat", value)
    for suffix, wrt in gradient_sets(loss):
        names = [f"{suffix}{i}" for i in range(len(wrt))]
        kinds = ", ".join(v.type for v in wrt)
        lines.append(
            f"{', '.join('%' + n for n in names)} = nn.call {loss.symbol}.{suffix}({loss.operands()})"
            f" : ({loss.operand_types}) -> ({kinds})"
        )
        for name, value in zip(names, wrt):
            lines += print_all(name, value)
    for value in function.wrt:
        lines += print_neighbours(loss, value)
    body = ["  " + line for line in lines]
    return [f"func.func private {loss.symbol}.print() {{", *body, "  return", "}"]


def write(text):
    lines = [text.rstrip(), "", "func.func private @printI64(i64)", "func.func private @printNewline()"]
    main = []
    for function in functions(text):
        for loss in losses(function):
            lines += loss_function(loss)
            for suffix, wrt in gradient_sets(loss):
                lines += gradient_function(loss, suffix, wrt)
            lines += driver(loss)
            main.append(f"  func.call {loss.symbol}.print() : () -> ()")
    lines += ["func.func @main() {", *main, "  return", "}"]
    return "\n".join(lines)


def place(index, shape):
    found = []
    for size in reversed(shape):
        found.insert(0, index % size)
        index //= size
    return found


def difference(points):
    return (8 * (points[0] - points[1]) - (points[2] - points[3])) / (12 * STEP)


def worst(first, second, floor):
    """Largest distance of two lists, relative to the largest entry or `floor`; with its index. NaN is the worst."""
    scale = max([floor] + [abs(number) for number in second if number == number])
    distances = [abs(a - b) / scale for a, b in zip(first, second)]
    key = [float("inf") if d != d else d for d in distances]
    index = key.index(max(key))
    return key[index], index


def compare_loss(loss, stream, scale):
    """Reads what one driver printed; returns the worst distance and lines about each argument that is wrong."""
    sets = [[[scale * next(stream) for _ in range(v.size)] for v in wrt] for _, wrt in gradient_sets(loss)]
    all_at_once, alone = sets[0], [only for (only,) in sets[1:]]
    largest, wrong = 0.0, []

    def judge(value, got, expected, what, tolerance):
        nonlocal largest
        error, index = worst(got, expected, 1.0)
        largest = max(largest, error)
        if not error <= tolerance:
            where = f"%{value.name}{place(index, value.shape)}"
            wrong.append(
                f"@{loss.function.name}, order {loss.order}: worst at {where}: derivative {got[index]!r},"
                f" {what} {expected[index]!r}, relative error {error:.2e}, allowed {tolerance:.0e}"
            )

    for value, derivative in zip(loss.function.wrt, all_at_once):
        slopes = [difference([next(stream) for _ in OFFSETS]) for _ in range(value.size)]
        judge(value, derivative, slopes, "difference", TOLERANCE)
    for value, derivative, together in zip(loss.function.wrt, alone, all_at_once):
        judge(value, derivative, together, "asked for alone; together with others", SAME)
    return largest, wrong


def compare(text, output, scale):
    words = output.split()
    stream = iter(struct.unpack("<d", struct.pack("<q", int(word)))[0] for word in words)
    failed = False
    for function in functions(text):
        for loss in losses(function):
            try:
                largest, wrong = compare_loss(loss, stream, scale)
            except (StopIteration, RuntimeError):
                print(f"@{function.name}, order {loss.order}: the output ends here: the program did not get this far")
                return 1
            for line in wrong:
                print(line)
            failed = failed or bool(wrong)
            if not wrong:
                print(f"@{function.name}, order {loss.order}: worst relative error {largest:.1e}")
    if left := sum(1 for _ in stream):
        print(f"{left} numbers of the output belong to no function")
        return 1
    return 1 if failed else 0


def main(arguments):
    scale = 1.0
    if arguments and arguments[-1].startswith("--scale-gradient="):
        scale = float(arguments.pop().split("=")[1])
    try:
        if len(arguments) == 2 and arguments[0] == "write":
            print(write(open(arguments[1]).read()))
            return 0
        if len(arguments) == 3 and arguments[0] == "compare":
            return compare(open(arguments[1]).read(), open(arguments[2]).read(), scale)
    except Malformed as error:
        print(f"{arguments[1]}: {error}", file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

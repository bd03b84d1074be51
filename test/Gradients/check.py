#!/usr/bin/env python3
"""Proves derivative rules against differences in f64, and results and derivatives against PyTorch's.

    check.py write TEST.mlir > PROGRAM.mlir      a program that evaluates every nn.func of the test
    check.py compare TEST.mlir OUTPUT            its output: do gradients, differences and PyTorch's values agree?
        --scale-gradient=FACTOR                  takes each derivative times the factor, to see that a wrong one is found

Each nn.func of a test is taken as one function of all its float arguments: its loss is the sum over its results of
result · weight, with fixed weights. The derivative of that loss with respect to each argument is compared with the
five-point difference
    (8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))) / 12h,
whose error is of order h^4. Then the same for the second order: the gradient itself, weighted, is the loss.
The derivative is also taken with respect to each argument alone, since rules skip what nobody asks for, and along a
direction (train.jvp), which must be the gradient times that direction.
Functions with a torch line are compared with the tables that reference.py makes. functions.py says what may stand in
front of a function.
"""
import struct
import sys
from pathlib import Path

import tables
from functions import Malformed, Value, functions, numbers
from program import OFFSETS, STEP, goes_forward, gradient_sets, losses, write

# Relative to the largest difference of the argument, at least 1: an element is as exact as the loss around it.
TOLERANCE = 1e-8
SAME = 1e-12  # with respect to one argument alone or to all, and along a direction: the same computation
TORCH = 1e-10  # relative to the number itself, at least 1


def place(index, shape):
    found = []
    for size in reversed(shape):
        found.insert(0, index % size)
        index //= size
    return found


def difference(points):
    return (8 * (points[0] - points[1]) - (points[2] - points[3])) / (12 * STEP)


def worst(first, second, scale_of, nan_agrees):
    """Largest distance of two lists, relative to the scale of the second's number, and its index. NaN is the worst."""

    def distance(a, b):
        if a == b or (nan_agrees and a != a and b != b):
            return 0.0
        relative = abs(a - b) / scale_of(b)
        return float("inf") if relative != relative else relative

    distances = [distance(a, b) for a, b in zip(first, second, strict=True)] or [0.0]
    return max(distances), distances.index(max(distances))


class Judge:
    """Collects the worst distance of one comparison, and what is wrong."""

    def __init__(self, where):
        self.where, self.largest, self.wrong = where, 0.0, []

    def compare(self, name, value, got, against, expected, tolerance, scale_of, nan_agrees=False):
        error, index = worst(got, expected, scale_of, nan_agrees)
        self.largest = max(self.largest, error)
        if not error <= tolerance:
            self.wrong.append(
                f"{self.where}: worst at {name}{place(index, value.shape)}: {got[index]!r}, {against}"
                f" {expected[index]!r}, relative error {error:.2e}, allowed {tolerance:.0e}"
            )

    def report(self):
        """Prints what there is to say; whether anything is wrong."""
        print("\n".join(self.wrong) if self.wrong else f"{self.where}: worst relative error {self.largest:.1e}")
        return bool(self.wrong)


def relative_to_largest(numbers):
    scale = max([1.0] + [abs(number) for number in numbers if number == number])
    return lambda _: scale


def compare_forward(function, gradients, slope, judge):
    """The derivative along the directions against the gradient times these."""
    products = [
        derivative * along
        for value, gradient in zip(function.wrt, gradients)
        for derivative, along in zip(gradient, numbers(function, value, "direction"))
    ]
    scale = max(1.0, sum(map(abs, products)))
    place = Value("slope", "", (), "f64")
    judge.compare("the slope", place, [slope], "the gradient times the direction is", [sum(products)], SAME, lambda _: scale)


def compare_loss(loss, stream, scale):
    """Reads what the driver of one loss printed, and compares it with differences; gives the derivatives too."""
    sets = [[[scale * next(stream) for _ in range(v.size)] for v in wrt] for _, wrt in gradient_sets(loss)]
    all_at_once, alone = sets[0], [only for (only,) in sets[1:]]
    judge = Judge(f"@{loss.function.name}, order {loss.order}")
    if goes_forward(loss):
        compare_forward(loss.function, all_at_once, next(stream), judge)
    for value, derivative in zip(loss.function.wrt, all_at_once):
        if loss.function.differences:
            slopes = [difference([next(stream) for _ in OFFSETS]) for _ in range(value.size)]
            scale_of = relative_to_largest(slopes)
            judge.compare(f"d/d%{value.name}", value, derivative, "difference", slopes, TOLERANCE, scale_of)
    for value, derivative, together in zip(loss.function.wrt, alone, all_at_once):
        against, scale_of = "asked for alone; together with others", relative_to_largest(together)
        nan_agrees = not loss.function.differences
        judge.compare(f"d/d%{value.name}", value, derivative, against, together, SAME, scale_of, nan_agrees)
    return all_at_once, judge


def compare_torch(function, results, gradients, table):
    judge = Judge(f"@{function.name}, PyTorch")
    fingerprint, rows = table.get(function.name, ("", {}))
    if fingerprint != function.fingerprint:
        judge.wrong.append(
            f"@{function.name}: {'has changed since its table was made' if fingerprint else 'is in no table'};"
            " run test/Gradients/reference.py with PyTorch, and commit Tables"
        )
        return judge
    own_scale = lambda number: max(1.0, abs(number))
    for (name, value), got in zip(tables.rows_of(function), results + gradients, strict=True):
        judge.compare(name, value, got, "PyTorch has", rows[name], TORCH, own_scale, nan_agrees=True)
    return judge


def compare(test, output, scale):
    words = output.split()
    stream = iter(struct.unpack("<d", struct.pack("<q", int(word)))[0] for word in words)
    table = tables.read(test)
    failed = False
    for function in functions(Path(test).read_text()):
        step = "results"
        try:
            results = [[next(stream) for _ in range(v.size)] for v in function.results] if function.torch else []
            gradients = []
            for loss in losses(function):
                step = f"order {loss.order}"
                found, judge = compare_loss(loss, stream, scale)
                gradients = gradients or found
                if function.differences or judge.wrong:
                    failed = judge.report() or failed
        except (StopIteration, RuntimeError):
            print(f"@{function.name}, {step}: the output ends here: the program did not get this far")
            return 1
        if function.torch:
            failed = compare_torch(function, results, gradients, table).report() or failed
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
            print(write(Path(arguments[1]).read_text()))
            return 0
        if len(arguments) == 3 and arguments[0] == "compare":
            return compare(arguments[1], Path(arguments[2]).read_text(), scale)
    except Malformed as error:
        print(f"{arguments[1]}: {error}", file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

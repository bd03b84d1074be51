"""The nn.funcs of a gradient test: their arguments and results, and the values that they are checked with.

Comments straight in front of a function say what it needs:
    // range %x: 0.5 to 2           values of an argument, otherwise -1 to 1 (integers need a range; both ends count)
    // at %x: -1, 0, inf            the values themselves: kinks, ties, the ends of the world
    // batch: 4                     size of `?`, otherwise 3
    // torch: F.relu(x)             what PyTorch has for it; in several such lines, the last is the value
    // first order only: reason     where no rule is given for an op of the gradient
    // no differences: reason       only PyTorch is asked: at kinks and ties a difference is no derivative
Values of a range lie on a grid, permuted: no two of an argument are closer than its range over its size, so that maxima
and kinks are far away from the points of a difference.
"""
import random
import re
import zlib
from dataclasses import dataclass
from math import prod


class Malformed(Exception):
    pass


@dataclass
class Value:
    """An argument or a result: its name, its type in the function, and its static shape in the program."""

    name: str
    type: str
    shape: tuple
    element: str

    def with_element(self, element):
        return f"tensor<{''.join(f'{size}x' for size in self.shape)}{element}>"

    @property
    def static(self):
        return self.with_element(self.element)

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
    given: dict  # argument -> its values
    torch: list  # lines
    second_order: bool
    differences: bool

    @property
    def wrt(self):
        return [argument for argument in self.arguments if argument.is_float]

    @property
    def float_results(self):
        return [result for result in self.results if result.is_float]

    @property
    def is_differentiable(self):
        return bool(self.wrt and self.float_results)

    @property
    def fingerprint(self):
        """Changes with everything that the values of PyTorch depend on."""
        known = [self.torch, *((v.name, v.shape, v.element, numbers(self, v)) for v in self.arguments)]
        known += [(v.name, v.shape, v.element) for v in self.results]
        return f"{zlib.crc32(repr(known).encode()):08x}"


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


def check(function):
    arguments = {argument.name: argument for argument in function.arguments}
    for what, names in (("range", function.ranges), ("list of values", function.given)):
        if unknown := set(names) - set(arguments):
            raise Malformed(f"@{function.name} has no argument %{unknown.pop()}, whose {what} is given")
    for name, given in function.given.items():
        if len(given) != arguments[name].size:
            raise Malformed(f"@{function.name}: %{name} takes {arguments[name].size} values, {len(given)} are given")
    for argument in function.arguments:
        if not argument.is_float and argument.name not in {**function.ranges, **function.given}:
            raise Malformed(f"@{function.name}: the integer argument %{argument.name} needs a range")
    for value in function.arguments + function.results:
        if value.element in ("f32", "f16", "bf16"):
            raise Malformed(f"@{function.name}: %{value.name} is {value.element}; differences need f64")
    if function.differences and not (function.wrt and len(function.float_results) == len(function.results)):
        raise Malformed(f"@{function.name} needs a float argument, and results that are all floats")
    if not function.differences and not function.torch:
        raise Malformed(f"@{function.name} is compared with nothing: neither differences nor a torch line")


def functions(text):
    found = []
    for comments, name, arguments, results in FUNCTION.findall(text):
        batch = int((re.findall(r"// batch: (\d+)", comments) or [3])[0])
        ranges = {
            which: (float(low), float(high))
            for which, low, high in re.findall(r"// range %(\w+): (\S+) to (\S+)", comments)
        }
        given = {
            which: [float(number) for number in numbers.split(",")]
            for which, numbers in re.findall(r"// at %(\w+): (.+)", comments)
        }
        function = Function(
            name,
            values(arguments, batch),
            values(results, batch),
            ranges,
            given,
            re.findall(r"// torch: (.+)", comments),
            not re.search(r"// first order only: \S", comments),
            not re.search(r"// no differences: \S", comments),
        )
        check(function)
        found.append(function)
    if len(found) != len(re.findall(r"^[ \t]*nn\.func ", text, re.MULTILINE)) or not found:
        raise Malformed("each nn.func must have arguments and results that are named, and there must be one")
    if len({function.name for function in found}) != len(found):
        raise Malformed("two functions have one name")
    return found


def numbers(function, value, purpose=""):
    """Fixed values: those given, or a permuted grid over the range, shifted so that no two arguments share a point."""
    if value.name in function.given and not purpose:
        given = function.given[value.name]
        return given if value.is_float else [int(number) for number in given]
    low, high = function.ranges.get(value.name, (-1.0, 1.0)) if not purpose else (0.5, 1.5)
    generator = random.Random(zlib.crc32(f"{function.name} {value.name} {purpose}".encode()))
    if not value.is_float:
        return [int(low) + int(generator.random() * (int(high) - int(low) + 1)) for _ in range(value.size)]
    shift = 0.2 + 0.6 * generator.random()
    order = sorted(range(value.size), key=lambda _: generator.random())
    signs = [(-1) ** (k % 2) if purpose else 1 for k in range(value.size)]
    return [sign * (low + (high - low) * (k + shift) / value.size) for k, sign in zip(order, signs)]

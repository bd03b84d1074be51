#!/usr/bin/env python3
"""Compares what `dlc compile` makes of the functions of gradient tests with PyTorch's results and derivatives.

    compiled.py FOLDER [TEST.mlir …]     compiles to libraries in the folder, calls them, and compares with the tests'
                                         tables; without names, all tests here that have a torch line

check.py proves rules and lowerings on loops as simple as can be; this is the way of a real model: all stages, kernels,
vectors, planned memory, a shared library. Every function with a torch line is an entry point, and so is its derivative.
"""
import ctypes
import json
import subprocess
import sys
from pathlib import Path

import tables
from check import compare_torch
from functions import functions, numbers
from program import Loss, gradient_function, loss_function

C_TYPES = {
    "f64": ctypes.c_double,
    "i64": ctypes.c_int64,
    "i32": ctypes.c_int32,
    "i8": ctypes.c_int8,
    "ui8": ctypes.c_uint8,
    "i1": ctypes.c_uint8,
}


def module_of(text, asked):
    """The test with an entry point for each derivative that is asked for."""
    lines = [text.rstrip()]
    for function in asked:
        if function.is_differentiable:
            loss = Loss(function, 1)
            lines += [line.replace("nn.func @", "nn.func private @") for line in loss_function(loss)]
            lines += gradient_function(loss, "of_all", function.wrt)
    return "\n".join(lines) + "\n"


class Library:
    def __init__(self, path):
        self.library = ctypes.CDLL(str(path))
        self.symbol("info").restype = ctypes.c_char_p
        self.entries = {entry["name"]: entry for entry in json.loads(self.symbol("info")())["functions"]}
        self.model = ctypes.c_void_p()
        self.check(self.symbol("create")(ctypes.byref(self.model)))

    def symbol(self, name):
        return getattr(self.library, f"ops_{name}")

    def check(self, status):
        if status != 0:
            self.symbol("message").restype = ctypes.c_char_p
            raise SystemExit(f"status {status}: {self.symbol('message')(self.model).decode()}")

    def call(self, name, batch, inputs, outputs):
        """`inputs`: values (Value) with their numbers; gives the numbers of the values `outputs`."""
        entry = self.entries[name]
        # Scalars go in by value.
        arrays = [(C_TYPES[v.element] * max(v.size, 1))(*given) if v.shape else C_TYPES[v.element](given[0]) for v, given in inputs]
        results = [(C_TYPES[v.element] * max(v.size, 1))() for v in outputs]
        with_batch = any("batch" in value["shape"] for value in entry["inputs"] + entry["outputs"])
        first = [ctypes.c_int64(batch)] if with_batch else []
        self.check(getattr(self.library, entry["function"])(self.model, *first, *arrays, *results))
        return [list(result)[: v.size] for v, result in zip(outputs, results)]


def batch_of(function):
    sizes = [v.shape[0] for v in function.arguments + function.results if "?" in v.type]
    return sizes[0] if sizes else 1


def check(test, folder):
    """Whether anything is wrong."""
    asked = [function for function in functions(test.read_text()) if function.torch]
    model, library = folder / "ops.mlir", folder / f"lib{test.stem}.so"
    model.write_text(module_of(test.read_text(), asked))
    subprocess.run(["dlc", "compile", str(model), "-o", str(library)], check=True, stdout=subprocess.DEVNULL)
    compiled, table, failed = Library(library), tables.read(test), False
    for function in asked:
        batch = batch_of(function)
        inputs = [(v, numbers(function, v)) for v in function.arguments]
        results = compiled.call(function.name, batch, inputs, function.results)
        gradients = []
        if function.is_differentiable:
            inputs += [(v, numbers(function, v, "out")) for v in function.float_results]
            gradients = compiled.call(f"{function.name}.order1.of_all", batch, inputs, function.wrt)
        judge = compare_torch(function, results, gradients, table)
        failed = bool(judge.wrong and judge.report()) or failed
    print(f"{test.name}: {len(asked)} functions compiled and compared")
    return failed


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    # Those that prove the checks themselves have tables that are wrong on purpose.
    known = [test for test in sorted(Path(__file__).parent.glob("*.mlir")) if "not %compare" not in test.read_text()]
    tests = [Path(name) for name in arguments[1:]] or [test for test in known if "// torch:" in test.read_text()]
    return int(any([check(test, folder) for test in tests]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

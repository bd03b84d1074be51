#!/usr/bin/env python3
"""Asks PyTorch for the results and derivatives of every function with a torch line, and writes test/Gradients/Tables.

    python3 -m venv /tmp/torch && /tmp/torch/bin/pip install torch==2.13.0 numpy
    /tmp/torch/bin/python test/Gradients/reference.py [TEST.mlir …]      without names, all

The tables are committed: neither the build nor a test needs PyTorch. In a torch line the arguments of the function are
tensors under their own names; `torch`, `F` (torch.nn.functional) and `inf` are there too.
"""
import sys
from pathlib import Path

import torch

import tables
from functions import functions, numbers

DTYPES = {
    "f64": torch.float64,
    "i64": torch.int64,
    "i32": torch.int32,
    "i8": torch.int8,
    "ui8": torch.uint8,
    "i1": torch.bool,
}


def tensor(value, entries):
    # By way of f64 or i64, as in the program: a number that a narrow type lacks wraps in both.
    wide = torch.tensor(entries, dtype=torch.float64 if value.is_float else torch.int64)
    return wide.reshape(value.shape).to(DTYPES[value.element])


def evaluate(function):
    arguments = {v.name: tensor(v, numbers(function, v)).requires_grad_(v.is_float) for v in function.arguments}
    names = {"torch": torch, "F": torch.nn.functional, "inf": float("inf"), **arguments}
    exec("\n".join(function.torch[:-1]), names)
    results = eval(function.torch[-1], names)
    results = list(results) if isinstance(results, (tuple, list)) else [results]
    if len(results) != len(function.results):
        raise ValueError(f"{len(function.results)} results are declared, PyTorch gives {len(results)}")
    rows = {}
    for value, result in zip(function.results, results):
        if tuple(result.shape) != value.shape or result.dtype != DTYPES[value.element]:
            raise ValueError(f"%{value.name} is {value.static}, PyTorch gives {result.dtype} {tuple(result.shape)}")
        rows[value.name] = result.detach().flatten().tolist()
    weighted = [(r, v) for r, v in zip(results, function.results) if v.is_float and r.requires_grad]
    wrt = [arguments[v.name] for v in function.wrt]
    gradients = [None] * len(wrt)
    if weighted:
        weights = [tensor(v, numbers(function, v, "out")) for _, v in weighted]
        gradients = torch.autograd.grad([r for r, _ in weighted], wrt, weights, allow_unused=True)
    for value, gradient in zip(function.wrt, gradients):
        rows[f"d_{value.name}"] = [0.0] * value.size if gradient is None else gradient.flatten().tolist()
    return rows


def main(arguments):
    # Those that prove the check itself have tables that are wrong on purpose.
    known = [test for test in sorted(Path(__file__).parent.glob("*.mlir")) if "not %compare" not in test.read_text()]
    tests = [Path(name) for name in arguments] or known
    failed = False
    for test in tests:
        asked = [function for function in functions(test.read_text()) if function.torch]
        rows = []
        for function in asked:
            try:
                rows.append(evaluate(function))
            except Exception as error:
                print(f"{test}, @{function.name}: {'; '.join(function.torch)}: {error}", file=sys.stderr)
                failed = True
        if asked and len(rows) == len(asked):
            tables.write(test, asked, rows, torch.__version__.split("+")[0])
            print(f"{tables.path_of(test)}: {len(asked)} functions")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python3
"""Checks that every op has a proof of its derivative and was compared with PyTorch, or a reason why not.

    coverage.py DIALECT RULES TESTS     folders: the .td files of nn, the derivative rules, the gradient tests

A derivative needs no proof if its rule is addZero, which names the reason, or if the op is in NO_PROOF below. A proof is the
op in an nn.func that is compared with differences: check.py takes derivatives with respect to all that goes in, so it has
to be correct there. In the same way the op is compared with PyTorch in an nn.func with a torch line, or is in NO_TORCH.
"""
import re
import sys
from pathlib import Path

STRUCTURE = "what a module is made of: functions, bodies, and variables that are values when gradients are taken"
STRUCTURAL = dict.fromkeys(("func", "return", "call", "variable", "read", "assign", "yield"), STRUCTURE)
# What entry points have no more, in place of which its regions are checked (test/EndToEnd/training-regions.test).
RESOLVED = {"training": "one of its regions, before anything is differentiated or lowered"}
NO_PROOF = {
    **STRUCTURAL,
    **RESOLVED,
}
NO_TORCH = {
    **STRUCTURAL,
    "random_uniform": "PyTorch draws other numbers; tested against Philox's published vector",
    "random_normal": "PyTorch draws other numbers; tested against Philox's published vector",
    **dict.fromkeys(("bernoulli", "categorical", "permutation", "dropout_mask"),
                    "PyTorch draws other numbers; frequencies are tested (test/EndToEnd/random.mlir)"),
    **RESOLVED,
    "dropout": "PyTorch draws other numbers; it is its input, or times a dropout_mask",
}
FUNCTION = re.compile(r"((?:^[ \t]*//[^\n]*\n)*)^([ \t]*)nn\.func @.*?^\2\}", re.MULTILINE | re.DOTALL)


def texts(folder, pattern):
    return [(path, path.read_text()) for path in sorted(Path(folder).glob(pattern))]


def ops_of(dialect):
    """Class name -> mnemonic of each op."""
    found = {}
    for path, text in texts(dialect, "*.td"):
        found.update(re.findall(r'^def NN_(\w+Op)\s*:\s*NN_\w+<\s*"(\w+)"', text, re.MULTILINE))
    return found


def zero_rules(rules, ops):
    """Mnemonics of the ops whose rule says that nothing flows through them, and why."""
    found = {}
    for path, text in texts(rules, "*.cpp"):
        for name, why in re.findall(r'addZero<(\w+)>\(\s*"([^"]+)', text):
            if name not in ops:
                raise SystemExit(f"{path}: addZero<{name}>, which is no op of {', '.join(sorted(ops)) or 'the dialect'}")
            found[ops[name]] = why
    return found


def tested(tests):
    """Mnemonics that stand in a function with differences, and in one with a torch line. Tests of the check prove nothing."""
    proven, compared = set(), set()
    for path, text in texts(tests, "*.mlir"):
        if "not %compare-gradients" in text:
            continue
        for function in FUNCTION.finditer(text):
            used = re.findall(r"^\s+%.* = nn\.(\w+)", function.group(0), re.MULTILINE)
            if "// no differences:" not in function.group(1):
                proven.update(used)
            if "// torch:" in function.group(1):
                compared.update(used)
    return proven, compared


def report(ops, found, reasons, reasons_here, what, help):
    """Prints what is missing or needless; whether anything is."""
    missing = sorted(op for op in ops if op not in found and op not in reasons)
    for op in missing:
        print(f"nn.{op}: no {what} and no reason why it needs none: {help}")
    needless = sorted(op for op in reasons_here if op in found)
    for op in needless:
        print(f"nn.{op}: has a {what}, so its reason in test/Gradients/coverage.py is out of date")
    return bool(missing or needless)


def main(arguments):
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    dialect, rules, tests = arguments
    by_class = ops_of(dialect)
    ops = set(by_class.values())
    proven, compared = tested(tests)
    no_proof = {op: why for op, why in NO_PROOF.items() if op in ops}
    no_torch = {op: why for op, why in NO_TORCH.items() if op in ops}
    reasons = {**no_proof, **zero_rules(rules, by_class)}
    where = "a function that uses it to a file of test/Gradients"
    wrong = report(
        ops, proven, reasons, no_proof, "gradient test",
        f"add\n    {where}, or an addZero rule to lib/Autodiff/Rules, or a reason to NO_PROOF",
    )  # fmt: skip
    wrong = report(
        ops, compared, no_torch, no_torch, "comparison with PyTorch",
        f"add\n    {where}, with a torch line, or a reason to NO_TORCH",
    ) or wrong  # fmt: skip
    print(f"{len(ops)} ops: {len(proven & ops)} in gradient tests, {len(reasons)} with a reason")
    print(f"{len(ops)} ops: {len(compared & ops)} compared with PyTorch, {len(no_torch)} with a reason")
    return 1 if wrong or not ops else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

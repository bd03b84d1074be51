#!/usr/bin/env python3
"""Checks that every op has a proof of its derivative, or a reason why it needs none.

    coverage.py DIALECT RULES TESTS     folders: the .td files of nn, the derivative rules, the gradient tests

An op needs none if its rule is addZero, which names the reason, or if it is in REASONS below. A proof is the op in an
nn.func of a gradient test: check.py takes derivatives with respect to all that goes in, so it has to be correct there.
"""
import re
import sys
from pathlib import Path

STRUCTURE = "what a module is made of: functions, and variables that are values when gradients are taken"
REASONS = {
    **dict.fromkeys(("func", "return", "call", "variable", "read", "assign"), STRUCTURE),
    "max_pool_backward": "not differentiable: the language has no op that reads the places of the maxima",
}


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
    """Mnemonics that stand in a function of a gradient test. Those that prove the check itself prove no rule."""
    found = set()
    for path, text in texts(tests, "*.mlir"):
        if "not %compare-gradients" not in text:
            found.update(re.findall(r"^\s+%.* = nn\.(\w+)", text, re.MULTILINE))
    return found


def main(arguments):
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    dialect, rules, tests = arguments
    ops = ops_of(dialect)
    proven = tested(tests)
    reasons = {**{op: why for op, why in REASONS.items() if op in ops.values()}, **zero_rules(rules, ops)}
    missing = sorted(op for op in ops.values() if op not in proven and op not in reasons)
    for op in missing:
        print(f"nn.{op}: no gradient test and no reason why it needs none: add a function that uses it to a file of")
        print("    test/Gradients, or an addZero rule to lib/Autodiff/Rules, or a reason to test/Gradients/coverage.py")
    needless = sorted(op for op in REASONS if op in proven)
    for op in needless:
        print(f"nn.{op}: has a gradient test, so its reason in test/Gradients/coverage.py is out of date")
    print(f"{len(ops)} ops: {len(proven & set(ops.values()))} in gradient tests, {len(reasons)} with a reason")
    return 1 if missing or needless or not ops else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

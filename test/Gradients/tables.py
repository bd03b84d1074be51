"""Tables of what PyTorch computes for the functions of a gradient test: Tables/NAME.txt beside NAME.mlir.

A line `function fingerprint` for each, then a line for each result, and for the derivative with respect to each float
argument, `d_x`, of the same weighted sum that check.py differentiates: its name, and its numbers in row-major order.
"""
from pathlib import Path


def path_of(test):
    test = Path(test)
    return test.parent / "Tables" / f"{test.stem}.txt"


def rows_of(function):
    """Names and values (Value) of the rows of a function."""
    rows = [(result.name, result) for result in function.results]
    return rows + ([(f"d_{v.name}", v) for v in function.wrt] if function.is_differentiable else [])


def write(test, functions, rows, version):
    """`rows`: for each function a dictionary from name to numbers."""
    lines = [f"# Written by test/Gradients/reference.py with PyTorch {version}; see tables.py."]
    for function, numbers in zip(functions, rows):
        lines.append(f"{function.name} {function.fingerprint}")
        for name, _ in rows_of(function):
            # 13 digits: what is compared is 10. A trailing 0 says nothing.
            lines.append(f"  {name} " + " ".join(f"{number:.13g}" for number in numbers[name]))
    path_of(test).parent.mkdir(exist_ok=True)
    path_of(test).write_text("\n".join(lines) + "\n")


def read(test):
    """Function name -> (fingerprint, row name -> numbers)."""
    found, rows = {}, {}
    for line in path_of(test).read_text().splitlines() if path_of(test).exists() else []:
        words = line.split()
        if line.startswith("  "):
            rows[words[0]] = [float(word) for word in words[1:]]
        elif not line.startswith("#"):
            rows = {}
            found[words[0]] = (words[1], rows)
    return found

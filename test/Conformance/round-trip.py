#!/usr/bin/env python3
"""Sends networks out as ONNX files, and compares what ONNX Runtime and dlc compute.

    round-trip.py [--zoo] [--train] [--list FILE] [--only WORD] [MODEL.onnx | FOLDER]…

All networks of the zoo, with each of their entry points, and files that are imported first. ONNX's checker takes what is written;
inputs are drawn from one seed; no element may differ by more than 1e-4 of the largest, and no gradient by 5e-2 of its norm. With --train each network of the zoo that has a loss also
sends a training step: its gradients are compared, which are what weights change by at a learning rate of 1. Of what draws random numbers
only types and shapes are compared. FILE lists what is not exported, or differs, and why (`NAME ENTRY WHY`); both directions are checked. Needs the
modules dlc, numpy, onnx and onnxruntime: exit code 77 where they are missing.
"""
import argparse
import pathlib
import re
import sys
import tempfile

try:
    import dlc
    import numpy as np
    import onnx
    import onnxruntime
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

SIZES = {"batch": 2, "height": 64, "width": 64, "sequence": 12}
DRAWS = {"RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial", "Dropout"}


def number(size, sizes):
    """A size that is a name, or computed of names."""
    if isinstance(size, int):
        return size
    python = size.replace("floordiv", "//").replace("ceildiv", "-1 * -")
    return eval(python, {"__builtins__": {}}, {name: sizes[name] for name in re.findall(r"[A-Za-z_]\w*", python)})


def drawn(info, sizes, random):
    shape = tuple(number(size, sizes) for size in info.shape)
    kind = np.dtype(info.dtype)
    if info.name == "learning_rate":
        return np.ones(shape, kind)
    if kind.kind == "f":
        return random.uniform(-1, 1, shape).astype(kind)
    return random.integers(0, 2, shape).astype(kind)


def difference(actual, expected, scale=None):
    """What differs, in words. With a scale, by norms, and by more: of a gradient to which kinks add up that f32 moves."""
    if actual.shape != expected.shape or actual.dtype != expected.dtype:
        return f"is {actual.dtype} {actual.shape}, not {expected.dtype} {expected.shape}"
    if actual.size == 0:
        return ""
    a, b = np.asarray(actual, np.float64), np.asarray(expected, np.float64)
    if not np.isfinite(b).all():
        return "" if np.array_equal(a, b, equal_nan=True) else "differs where it is not finite"
    size, tolerance = (np.abs(b).max(), 1e-4) if scale is None else (scale, 5e-2)
    worst = np.abs(a - b).max() if scale is None else np.linalg.norm(a - b)
    return "" if worst <= tolerance * size + 1e-6 else f"differs by {worst:.3g} of {size:.3g}"


class RoundTrip:
    def __init__(self, program, folder, sizes):
        self.program, self.path, self.sizes = program, str(pathlib.Path(folder) / "network.onnx"), sizes

    def check(self, entry):
        """What is wrong, in words; "" if nothing is."""
        for old in pathlib.Path(self.path).parent.iterdir():
            old.unlink()
        # A size that no input tells must be a number in the file.
        told = re.findall(r"[A-Za-z_]\w*", " ".join(str(size) for info in entry.inputs for size in info.shape))
        numbers = {name: self.sizes[name] for name in entry.sizes if name not in told}
        try:
            self.program.export_onnx(self.path, entry=entry.name, sizes=numbers)
            onnx.checker.check_model(self.path, full_check=True)
            try:
                session = onnxruntime.InferenceSession(self.path, providers=["CPUExecutionProvider"])
            except onnxruntime.capi.onnxruntime_pybind11_state.NotImplemented:  # in a late operator set
                self.program.export_onnx(self.path, entry=entry.name, sizes=numbers, opset=21)
                session = onnxruntime.InferenceSession(self.path, providers=["CPUExecutionProvider"])
        except dlc.Error as error:
            return "is not exported: " + " ".join(str(error).split())
        draws = {node.op_type for node in onnx.load(self.path, load_external_data=False).graph.node} & DRAWS
        random = np.random.default_rng(7)
        inputs = {info.name: drawn(info, self.sizes, random) for info in entry.inputs}
        # Files have names of their own, from which identifiers follow.
        identifier = {value.name: re.sub(r"\W", "_", re.sub(r"^(?=\d)", "_", value.name)) for value in session.get_inputs() + session.get_outputs()}
        taken = {value.name: inputs[identifier[value.name]] if identifier[value.name] in inputs else inputs[value.name] for value in session.get_inputs() if {identifier[value.name], value.name} & inputs.keys()}
        before = {v.name: self.program.variable(v.name) for v in self.program.variables}
        expected = self.program.call(entry.name, inputs, sizes={name: self.sizes[name] for name in entry.sizes})
        results = {value.name if value.name.endswith(".next") else identifier[value.name]: result for value, result in zip(session.get_outputs(), session.run(None, taken))}
        problems = []
        for name, value in expected.items():
            problem = difference(np.asarray(results.pop(name)), value)
            if problem and not (draws and problem.startswith("differs")):
                problems.append(f"{name} {problem}")
        changes = {name: np.linalg.norm(np.asarray(self.program.variable(name), np.float64) - before[name]) for name in before}
        for name, value in results.items():  # NAME.next
            variable = name.removesuffix(".next")
            # What is 0 but for rounding is compared with the largest.
            problem = difference(np.asarray(value), self.program.variable(variable), max(changes[variable], 1e-3 * max(changes.values())))
            if problem and not (draws and problem.startswith("differs")):
                problems.append(f"{name} {problem}")
        for name, value in before.items():
            self.program.set_variable(name, value)
        return "; ".join(problems)


def programs(arguments):
    """Names, and what compiles the network of that name."""
    for name in dlc.zoo_names() if arguments.zoo else []:
        yield name, lambda name=name: dlc.zoo(name), True
    for given in map(pathlib.Path, arguments.models):
        for file in [given] if given.is_file() else sorted(given.rglob("*.onnx")):
            yield file.stem if file.stem != "model" else file.parent.name, lambda file=file: dlc.load(file), False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--zoo", action="store_true")
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--list")
    parser.add_argument("--only", default="")
    parser.add_argument("models", nargs="*")
    arguments = parser.parse_args()
    listed = {}
    if arguments.list:
        for line in pathlib.Path(arguments.list).read_text().splitlines():
            if line and not line.startswith("#"):
                name, entry, why = line.split(" ", 2)
                listed[name, entry] = why
    onnxruntime.set_default_logger_severity(4)
    equal = wrong = refused = 0

    def report(name, entry, problem):
        nonlocal equal, wrong, refused
        equal += not problem
        refused += bool(problem) and (name, entry) in listed
        if bool(problem) != ((name, entry) in listed):
            wrong += 1
            print(f"{name} {entry}: {problem or 'is equal, and is listed as one that is not'}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        for name, make, isZoo in programs(arguments):
            if arguments.only not in name:
                continue
            try:
                graph = make()
                names = {function.name for function in graph.functions}
                learns = arguments.train and isZoo and "loss" in names and "train_step" not in names
                program = dlc.compile(graph, mode="train", optimizer="sgd") if learns else dlc.compile(graph)
            except dlc.Error as error:
                report(name, "-", " ".join(str(error).split())[:300])
                continue
            sizes = {size: SIZES.get(size, 5) for entry in program.entries for size in entry.sizes}
            for entry in program.entries:
                if entry.name in ("init", "reset_optimizer"):
                    continue
                try:
                    problem = RoundTrip(program, folder, sizes).check(entry)
                except Exception as error:  # of the checker and of the runtime, which have many
                    problem = f"{type(error).__name__}: " + " ".join(str(error).split())[:300]
                report(name, entry.name, problem)
    print(f"{equal} equal, {refused} listed as not exported or different, {wrong} not as listed")
    return 1 if wrong or not equal else 0


if __name__ == "__main__":
    sys.exit(main())

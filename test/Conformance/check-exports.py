#!/usr/bin/env python3
"""Checks exported networks with ONNX's checker, and runs them by ONNX Runtime.

    check-exports.py KEPT FOLDER [--list FILE]

KEPT is what `dlc-onnx-conformance FOLDER --export … --keep KEPT` has left: a model for each case of FOLDER, which has the
inputs and the outputs that they must give. Inputs that the model lacks are constants of it. FILE lists cases that do not
pass, and why (`NAME fails WHY`); both directions are checked. Needs Python's onnx, onnxruntime and numpy: exit code 77
where they are missing.
"""
import pathlib
import sys

try:
    import numpy as np
    import onnx
    import onnxruntime
    from onnx import numpy_helper
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


def tensors(folder, stem):
    """Arrays with their names; nothing where the file holds no tensor."""
    found = []
    for i in range(100):
        path = folder / f"{stem}_{i}.pb"
        if not path.exists():
            break
        proto = onnx.TensorProto()
        proto.ParseFromString(path.read_bytes())
        found.append((proto.name, numpy_helper.to_array(proto)))
    return found


def difference(actual, expected):
    """What differs by more than ONNX's own runner allows."""
    # Where the number of rows depends on data there are as many as there may be (docs/onnx.md); those behind the expected are equal.
    rows = len(expected) if expected.ndim else 0
    if actual.dtype == np.int64 and actual.ndim == 2 and len(actual) > rows and (actual[rows:] == actual[-1]).all():
        actual = actual[:rows]
    if actual.shape != expected.shape or actual.dtype != expected.dtype:
        return f"is {actual.dtype} {actual.shape}, not {expected.dtype} {expected.shape}"
    if actual.dtype.kind not in "fV":
        return "" if np.array_equal(actual, expected) else "differs"
    a, b = np.asarray(actual, np.float64), np.asarray(expected, np.float64)
    return "" if np.allclose(a, b, rtol=1e-3, atol=1e-5, equal_nan=True) else f"differs by {np.nanmax(np.abs(a - b))}"


def check(model, case):
    proto = onnx.load(str(model))
    onnx.checker.check_model(proto, full_check=True)
    session = onnxruntime.InferenceSession(proto.SerializeToString(), providers=["CPUExecutionProvider"])
    wanted = [value.name for value in session.get_inputs()]
    for data in sorted(case.glob("test_data_set_*")):
        original = onnx.load(str(case / "model.onnx"), load_external_data=False).graph
        initialized = {value.name for value in original.initializer}
        names = [value.name for value in original.input if value.name not in initialized]
        given = dict(zip(names, (array for _, array in tensors(data, "input"))))
        outputs = session.run(None, {name: given[name] for name in wanted})
        for i, (output, (_, expected)) in enumerate(zip(outputs, tensors(data, "output"))):
            if problem := difference(np.asarray(output), expected):
                return f"output {i} {problem}"
    return ""


def main(kept, folder, *options):
    listed = {}
    if options:
        for line in pathlib.Path(options[1]).read_text().splitlines():
            if line and not line.startswith("#"):
                name, _, why = line.split(" ", 2)
                listed[name] = why
    onnxruntime.set_default_logger_severity(4)
    passed = wrong = 0
    for model in sorted(pathlib.Path(kept).rglob("model.onnx")):
        name = str(model.parent.relative_to(kept))
        try:
            problem = check(model, pathlib.Path(folder) / name)
        except Exception as error:  # of the checker and of the runtime, which have many
            problem = " ".join(str(error).split())[:200]
        passed += not problem
        if bool(problem) != (name in listed):
            wrong += 1
            print(f"{name}: {problem or 'passes, and is listed as one that does not'}")
    for name in listed:
        if not (pathlib.Path(kept) / name / "model.onnx").exists():
            wrong += 1
            print(f"{name}: is listed, and was not exported")
    print(f"{passed} pass, {wrong} not as listed")
    return 1 if wrong or not passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

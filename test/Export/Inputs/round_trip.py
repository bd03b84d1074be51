#!/usr/bin/env python3
"""Exports a network, and compares it with what comes back: outputs of dlc on both, and with --runtime those of ONNX Runtime.

    round_trip.py MODEL.mlir INPUT=SHAPE… [--seed N] [--error E] [--runtime] [-- OPTION…]

Inputs are f32 or, with a shape such as i64:2x3, whole numbers from 0 to 9, drawn from one seed. Outputs are equal if no
element differs by more than E (default 1e-5) relative to the largest; all elements must be finite, and one not 0. With
--runtime, ONNX's checker accepts the file. OPTIONs go to `dlc convert`. Prints a line for each output.
"""
import ast
import math
import random
import re
import struct
import subprocess
import sys

CODES = {"<f4": "f", "<f8": "d", "<i8": "q", "<i4": "i", "|i1": "b", "|u1": "B", "|b1": "?"}


def write(path, kind, shape, values):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({''.join(f'{n}, ' for n in shape)}), }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        file.write(struct.pack(f"<{len(values)}{CODES[kind]}", *values))


def read(path):
    with open(path, "rb") as file:
        contents = file.read()
    start = 10 + struct.unpack("<H", contents[8:10])[0]
    header = ast.literal_eval(contents[10:start].decode())
    count = math.prod(header["shape"])
    return header["descr"], tuple(header["shape"]), struct.unpack(f"<{count}{CODES[header['descr']]}", contents[start:])


def compare(what, first, second, error):
    if first[:2] != second[:2]:
        return f"{what}: {second[:2]}, not {first[:2]}"
    largest = max(map(abs, first[2]), default=0)
    if not math.isfinite(largest) or largest == 0:
        return f"{what}: the largest element is {largest}, which tells nothing"
    worst = max(abs(x - y) for x, y in zip(first[2], second[2]))
    return "" if worst <= error * largest else f"{what}: differs by {worst} of {largest}"


def main(arguments):
    extra = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    arguments = arguments[: arguments.index("--")] if "--" in arguments else arguments
    model, shapes, seed, error, runtime = arguments[0], [], [], 1e-5, False
    rest = iter(arguments[1:])
    for argument in rest:
        if argument == "--seed":
            seed = ["--seed", next(rest)]
        elif argument == "--error":
            error = float(next(rest))
        elif argument == "--runtime":
            runtime = True
        else:
            shapes.append(argument.split("="))
    numbers = random.Random(7)
    stem = model.rsplit(".", 1)[0]
    inputs = {}
    for name, text in shapes:
        kind, _, text = text.rpartition(":")
        shape = [int(n) for n in text.split("x")] if text else []
        count = math.prod(shape)
        inputs[name] = f"{stem}.{name}.npy"
        if kind == "i64":
            write(inputs[name], "<i8", shape, [numbers.randrange(10) for _ in range(count)])
        else:
            write(inputs[name], "<f4", shape, [numbers.uniform(-1, 1) for _ in range(count)])
    exported = f"{stem}.exported.onnx"
    subprocess.run(["dlc", "convert", model, *seed, *extra, "-o", exported], check=True)
    given = [word for name in inputs for word in ("--input", f"{name}={inputs[name]}")]

    # What it returns, without compiling it: "  predict(x f32 [2]) -> y f32 [2], n i64 []".
    text = subprocess.run(["dlc", "inspect", model], check=True, capture_output=True, text=True).stdout
    returned = re.search(r"predict\(.*\) -> (.*)", text)[1]
    names = re.findall(r"(\w+) (?:f32|f64|i64|i32|i8|u8|i1)\b", returned)

    def run(file, tag, options):
        outputs = {name: f"{stem}.{tag}.{name}.npy" for name in names}
        wanted = [word for name in names for word in ("--output", f"{name}={outputs[name]}")]
        subprocess.run(["dlc", "run", file, *options, *given, *wanted], check=True)
        return {name: read(path) for name, path in outputs.items()}

    original, back = run(model, "original", seed), run(exported, "back", [])
    problems = [compare(name, original[name], back[name], error) for name in names]
    if runtime:
        import numpy
        import onnx
        import onnxruntime

        onnx.checker.check_model(exported, full_check=True)
        session = onnxruntime.InferenceSession(exported, providers=["CPUExecutionProvider"])
        assert [value.name for value in session.get_outputs()] == names
        results = session.run(names, {name: numpy.load(path) for name, path in inputs.items()})
        for name, array in zip(names, results):
            array = numpy.array(array, order="C")
            value = array.dtype.str, array.shape, array.ravel().tolist()
            problems.append(compare(f"{name} of ONNX Runtime", original[name], value, error))
    problems = [problem for problem in problems if problem]
    print("\n".join(problems) if problems else f"{', '.join(original)}: equal")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

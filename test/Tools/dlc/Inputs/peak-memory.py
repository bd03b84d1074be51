#!/usr/bin/env python3
"""How much memory `dlc compile` needs for weights: peak-memory.py FOLDER.

Compiles two ONNX files that differ in the size of their matrices alone, and compares the peaks of resident memory: prints by how many
times the weights the one of the larger is above that of the smaller, and by how many bytes the library is larger than its weights.
"""
import array
import os
import random
import subprocess
import sys


def varint(value):
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes(parts + [value])


def field(number, value):
    """A message, bytes or text; or a number."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def value_info(name, shape):
    sizes = b"".join(field(1, field(1, size)) for size in shape)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, sizes)))


def model(size):
    """x is multiplied by `layers` matrices, one after the other: no tensor is most of the weights."""
    random.seed(size)
    nodes = tensors = b""
    for layer in range(layers):
        weights = array.array("f", (random.random() for _ in range(1024))) * (size * size // 1024)
        weights[0] = 2.0 + layer  # no two matrices, and no two rows of one, are known to be equal
        name = f"w{layer}"
        tensors += field(5, field(1, size) + field(1, size) + field(2, 1) + field(8, name) + field(9, weights.tobytes()))
        nodes += field(1, field(1, f"x{layer}") + field(1, name) + field(2, f"x{layer + 1}") + field(4, "MatMul"))
    graph = nodes + field(2, "g") + tensors
    graph += field(11, value_info("x0", [1, size])) + field(12, value_info(f"x{layers}", [1, size]))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 17))


def peak(folder, size):
    path, library = os.path.join(folder, f"{size}.onnx"), os.path.join(folder, f"{size}.so")
    with open(path, "wb") as file:
        file.write(model(size))
    code = f"""import resource, subprocess
subprocess.run(["dlc", "compile", {path!r}, "-o", {library!r}, "--cpu", "x86-64-v3"], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)"""
    bytes = int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
    return bytes, os.path.getsize(library)


layers, size = 16, 1024
(small, _), (large, library) = peak(sys.argv[1], 64), peak(sys.argv[1], size)
weights = 4 * size * size * layers
print(f"memory: {(large - small) / weights:.2f} times the weights")
print(f"library: {library - weights} bytes more than the weights")
sys.exit(0 if large - small <= 1.5 * weights and library - weights <= 1 << 20 else 1)

#!/usr/bin/env python3
"""How much memory `dlc compile` needs for weights: peak-memory.py FOLDER.

Compiles two ONNX files that differ in the size of a matrix alone, and compares the peaks of resident memory: prints by how many
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
    """y = x · w."""
    random.seed(size)
    weights = array.array("f", (random.random() for _ in range(1024))) * (size * size // 1024)
    weights[0] = 2.0  # no two rows are known to be equal
    tensor = field(1, size) + field(1, size) + field(2, 1) + field(8, "w") + field(9, weights.tobytes())
    node = field(1, "x") + field(1, "w") + field(2, "y") + field(4, "MatMul")
    graph = field(1, node) + field(2, "g") + field(5, tensor)
    graph += field(11, value_info("x", [1, size])) + field(12, value_info("y", [1, size]))
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


(small, _), (large, library) = peak(sys.argv[1], 64), peak(sys.argv[1], 4096)
weights = 4 * 4096 * 4096
print(f"memory: {(large - small) / weights:.2f} times the weights")
print(f"library: {library - weights} bytes more than the weights")
sys.exit(0 if large - small <= 1.5 * weights and library - weights <= 1 << 20 else 1)

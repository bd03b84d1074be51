#!/usr/bin/env python3
"""Files in the format safetensors, by the standard library alone: the length of a header, JSON, bytes.

    tensors.py show FILE               a line for each tensor: name, type, shape, first elements
    tensors.py change FILE OUT RULE…   the same tensors under other names and values: A=B renames A, A*N multiplies the elements of
                                       A (f32), A~ leaves A out, +A adds a tensor of the type F8_E8M0, A:TYPE gives A (f32) that
                                       type of floats, A^T transposes A
"""
import json
import math
import struct
import sys

CODES = {"F32": "f", "F64": "d", "F16": "e", "BF16": "H", "I64": "q", "I32": "i", "I16": "h", "I8": "b", "U8": "B", "F8_E8M0": "B"}


def read(path):
    with open(path, "rb") as file:
        contents = file.read()
    (length,) = struct.unpack("<Q", contents[:8])
    header, data = json.loads(contents[8 : 8 + length]), contents[8 + length :]
    tensors = {}
    header.pop("__metadata__", None)
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        count = math.prod(entry["shape"])
        tensors[name] = [entry["dtype"], entry["shape"], list(struct.unpack(f"<{count}{CODES[entry['dtype']]}", data[begin:end]))]
    return tensors


def write(path, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, (kind, shape, values) in tensors.items():
        contents = struct.pack(f"<{len(values)}{CODES[kind]}", *values)
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(contents)]}
        data += contents
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main(verb, path, *rest):
    tensors = read(path)
    if verb == "show":
        for name, (kind, shape, values) in sorted(tensors.items()):
            print(name, kind, shape, *(f"{value:.6g}" for value in values[:3]))
        return
    for rule in rest[1:]:
        if rule.startswith("+"):
            tensors[rule[1:]] = ["F8_E8M0", [1], [1]]
        elif ":" in rule:
            name, tensors[rule.split(":")[0]][0] = rule.split(":")
            if tensors[name][0] == "BF16":  # what is cut off is less than half
                tensors[name][2] = [struct.unpack("<I", struct.pack("<f", value))[0] >> 16 for value in tensors[name][2]]
        elif rule.endswith("^T"):
            kind, (rows, columns), values = tensors[rule[:-2]]
            tensors[rule[:-2]] = [kind, [columns, rows], [values[row * columns + column] for column in range(columns) for row in range(rows)]]
        elif rule.endswith("~"):
            del tensors[rule[:-1]]
        elif "=" in rule:
            old, new = rule.split("=")
            tensors[new] = tensors.pop(old)
        else:
            name, factor = rule.split("*")
            tensors[name][2] = [value * float(factor) for value in tensors[name][2]]
    write(rest[0], tensors)


if __name__ == "__main__":
    main(*sys.argv[1:])

#!/usr/bin/env python3
"""Takes the test images of one class of Fashion-MNIST, as Debian's package installs it, or of all.

    examples-of.py CLASS IMAGES.npy LABEL LABELS.npy [COUNT]     images as f32 [N, 1, 28, 28] in 0 … 1, and LABEL (i64) for each
    examples-of.py all IMAGES.npy own LABELS.npy [COUNT]         of all classes, each with its own label
"""
import gzip
import struct
import sys

folder = "/usr/share/datasets/fashion-mnist/t10k-"


def write(path, kind, shape, contents):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + contents)


wanted, images_path, label, labels_path = sys.argv[1:5]
pixels = gzip.open(folder + "images-idx3-ubyte.gz").read()[16:]
labels = gzip.open(folder + "labels-idx1-ubyte.gz").read()[8:]
places = [i for i, each in enumerate(labels) if wanted in ("all", str(each))][: int(sys.argv[5]) if len(sys.argv) > 5 else None]
chosen = [value / 255 for i in places for value in pixels[784 * i : 784 * (i + 1)]]
write(images_path, "<f4", (len(places), 1, 28, 28), struct.pack(f"<{len(chosen)}f", *chosen))
written = [labels[i] if label == "own" else int(label) for i in places]
write(labels_path, "<i8", (len(places),), struct.pack(f"<{len(places)}q", *written))

#!/usr/bin/env python3
"""Tests the tutorial fine-tune.py: run-fine-tune.py [FOLDER]

On negatives of Fashion-MNIST's test set, or on the MNIST of a folder, of which 97 % must be right in the end."""
import gzip
import os
import re
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
least = 75.0
with open(os.path.join(here, "fine-tune.py")) as program:
    assert len(program.readlines()) <= 15, "the program should have 15 lines at most"
with tempfile.TemporaryDirectory() as work:
    if len(sys.argv) > 1:
        least = 97.0
        for part in ("images-idx3-ubyte.gz", "labels-idx1-ubyte.gz"):
            os.symlink(os.path.join(sys.argv[1], part), os.path.join(work, "train-" + part))
    else:
        clothes = "/usr/share/datasets/fashion-mnist/t10k-"
        os.symlink(clothes + "labels-idx1-ubyte.gz", os.path.join(work, "train-labels-idx1-ubyte.gz"))
        with gzip.open(clothes + "images-idx3-ubyte.gz") as file:
            images = file.read()
        with open(os.path.join(work, "train-images-idx3-ubyte"), "wb") as file:
            file.write(images[:16] + bytes(255 - pixel for pixel in images[16:]))
    command = [sys.executable, os.path.join(here, "fine-tune.py"), os.path.join(here, "clothes.onnx"), work]
    output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=work).stdout
    print(output)
    assert os.path.exists(os.path.join(work, "tuned.dlm"))
before, after = (float(number) for number in re.findall(r"(?:before|after): ([0-9.]+)%", output))
assert before < 50 and after >= least, f"{before} % before, {after} % after: expected at least {least} %"

#!/usr/bin/env python3
"""Deep Q-learning that is interrupted wherever it happens to be, and goes on, must end as one that was not, to the bit:

    resume-dqn.py PROGRAM
"""
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

COMMAND = [sys.argv[1], "catch", "1500", "1"]


def start(folder, *more):
    return subprocess.Popen([*COMMAND, *more], cwd=folder, stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})


def check(condition, message):
    if not condition:
        sys.exit(f"resume-dqn: {message}")


with tempfile.TemporaryDirectory() as name:
    whole, parts = Path(name, "whole"), Path(name, "parts")
    whole.mkdir()
    parts.mkdir()
    process = start(whole)
    result = process.communicate()[0].splitlines()[-1]
    check(process.returncode == 0, "the program fails")

    # Once while it explores, and once when it has learnt for a while.
    for lines, more in ((3, []), (6, ["--resume"])):
        process = start(parts, *more)
        for _ in range(lines):
            process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate()
        check(process.returncode == 130, f"interrupted, it ends with {process.returncode}")
        check(not (parts / "catch.dlm").exists(), "it was over before it was interrupted")
        check(len(list(parts.glob("catch-*.resume"))) == 1, "there is not one folder to go on from")
    other = subprocess.run([sys.argv[1], "catch", "1500", "2", "--resume"], cwd=parts, stderr=subprocess.PIPE, text=True)
    check(other.returncode == 1 and "with seed 1, not of 1500 with seed 2" in other.stderr, "it goes on with another seed")
    process = start(parts, "--resume")
    check(process.communicate()[0].splitlines()[-1] == result, "another result")
    for file in ("catch.dlm", "catch.tsv"):
        check((whole / file).read_bytes() == (parts / file).read_bytes(), f"another {file}")
    check(sorted(path.name for path in parts.iterdir()) == ["catch.dlm", "catch.tsv"], "files are left")

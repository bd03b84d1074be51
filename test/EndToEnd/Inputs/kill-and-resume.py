#!/usr/bin/env python3
"""kill-and-resume.py KILLS COMMAND…: trains with kill -9 at random moments, and compares with a training that was left alone.

The command is `dlc train … --checkpoint-every N --json`, without -o. It is run once into whole.dlm, and then with --resume
into killed.dlm, killed KILLS times: now and then while it starts, else within the next epochs. Prints the last record of
both; exit code 1 if any epoch's record differs (but for times and memory). An epoch that is killed between its record and
its checkpoint is reported twice, in the same words.
"""
import fcntl
import json
import random
import subprocess
import sys
import time
from pathlib import Path

kills, command = int(sys.argv[1]), sys.argv[2:]
moments = random.Random(1)


def start(*arguments):
    process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    # A page, and two more that Python reads ahead: about ninety epochs, by which the training can be ahead of what is read
    # here, however busy the machine is. Eight times that must be less than what it trains for.
    fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)
    return process


def tell(lines, records):
    """Adds what the records say that does not depend on the machine; a line that was cut by a kill says nothing."""
    for line in lines:
        if not line.endswith("\n"):
            continue
        record = json.loads(line)
        reported = {key: record[key] for key in record if key not in ("seconds", "waited_seconds", "images_per_second", "peak_bytes")}
        if records.setdefault(record["epoch"], reported) != reported:
            sys.exit(f"epoch {record['epoch']} was reported in two ways:\n{records[record['epoch']]}\n{reported}")


def forget(pid):
    """Removes what libomp registers a process with, which a later one with the same number would trip over."""
    for folder in (Path("/dev/shm"), Path("/tmp")):
        for left in folder.glob(f"__KMP_REGISTERED_LIB_{pid}_*"):
            left.unlink(missing_ok=True)


whole, killed = {}, {}
began = time.monotonic()
process = start("-o", "whole.dlm")
first = process.stdout.readline()
until_first = time.monotonic() - began
tell([first, *process.stdout], whole)
if process.wait():
    sys.exit("the training that was left alone failed")

for kill in range(kills):
    process = start("--resume", "-o", "killed.dlm")
    if kill % 4 == 3:
        time.sleep(moments.uniform(0, until_first))
    else:
        tell([process.stdout.readline() for _ in range(moments.randint(1, 8))], killed)
        time.sleep(moments.uniform(0, 0.02))
    if process.poll() is not None:
        sys.exit(f"it ended before kill {kill + 1} of {kills}: it should train for more epochs")
    process.kill()
    tell(process.stdout, killed)
    process.wait()
    forget(process.pid)
process = start("--resume", "-o", "killed.dlm")
tell(process.stdout, killed)
if process.wait():
    sys.exit("the training that was killed could not go on")

print(f"whole:  {whole[max(whole)]}")
print(f"killed: {killed[max(killed)]}")
if whole != killed:
    sys.exit(f"these epochs differ: {[epoch for epoch in whole if whole[epoch] != killed.get(epoch)]}")

#!/usr/bin/env python3
"""interrupt.py SIGNAL TEXT COMMAND…: runs the command until it prints TEXT, sends it the signal (INT, TERM, KILL), prints
the rest, and ends with its exit code (128 + the signal that killed it)."""
import signal
import subprocess
import sys

number, text, command = signal.Signals["SIG" + sys.argv[1]], sys.argv[2], sys.argv[3:]
process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
is_sent = False
for line in process.stdout:
    print(line, end="", flush=True)
    if not is_sent and text in line:
        process.send_signal(number)
        is_sent = True
code = process.wait()
sys.exit(code if code >= 0 else 128 - code)

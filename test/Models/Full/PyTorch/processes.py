"""How the sides of a comparison are run: as programs of one thread each."""
import json
import os
import signal
import subprocess
import sys

# Whoever asks for an end ends what was started here, too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def run(command):
    """What a command prints, and the seconds that the CPU spent on it."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True,
                               env={**os.environ, "OMP_NUM_THREADS": "1"})
    try:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        process.wait()
        raise
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"exit code {process.returncode}: {' '.join(map(str, command))}")
    return output, usage.ru_utime + usage.ru_stime


def value(lines, name):
    """The number of this name in what `dlc run --json` printed."""
    return next(record["values"][0] for record in map(json.loads, lines.splitlines()) if record.get("name") == name)

"""Commands that are measured, and rivals that wait in processes of their own."""
import json
import os
import select
import subprocess
import tempfile
import time
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent


class Failed(Exception):
    """Why there is no figure: the last line of what a command wrote, for a table."""


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][-200:] if lines else "wrote nothing"


def environment(threads=None):
    result = {**os.environ, "PYTHONPATH": str(TOOLS)}
    if threads:
        result["OMP_NUM_THREADS"] = str(threads)
    return result


def run(command, limit=1800):
    """Standard output, seconds and peak memory in bytes of a command that ends well within `limit` seconds."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=errors, env=environment())
        # wait4 knows the peak memory of this process; Popen.wait does not.
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - start > limit:
                process.kill()
                os.wait4(process.pid, 0)
                process.returncode = -9
                raise Failed(f"took more than {limit} s")
            time.sleep(0.01)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        for file in (output, errors):
            file.seek(0)
        if process.returncode:
            raise Failed(last_line(errors.read().decode(errors="replace")))
        return output.read().decode(), seconds, usage.ru_maxrss * 1024


class Worker:
    """A rival that is ready to be measured (comparison/worker.py). Raises Failed where it cannot be."""

    def __init__(self, python, arguments, threads, limit=1800, module="comparison.worker"):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([str(python), "-m", module, *map(str, arguments), str(threads)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
                                        env=environment(threads))
        self.limit = limit
        self.ready = self.answer()

    def answer(self):
        if not select.select([self.process.stdout], [], [], self.limit)[0]:
            self.close()
            raise Failed(f"took more than {self.limit} s")
        line = self.process.stdout.readline()
        if not line:
            self.close()
            self.errors.seek(0)
            written = self.errors.read().decode(errors="replace")
            self.errors.close()
            raise Failed(last_line(written))
        return json.loads(line)

    def measure(self, seconds):
        """The times of its calls and its peak memory."""
        return self.ask(seconds)

    def is_closed(self):
        return self.process.stdin.closed

    def ask(self, request):
        """The answer to a request, which goes to the process as a line of JSON."""
        if self.is_closed():
            raise Failed("its process has ended")
        try:
            self.process.stdin.write(f"{json.dumps(request)}\n".encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, and what it said last is the answer
        return self.answer()

    def close(self):
        # It ends when there are no more lines, and then ends processes of its own; killed, it could not.
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

"""A rival, in a process of its own, which keeps the network and measures it when it is asked to.

    python -m comparison.worker inference RIVAL NETWORK FOLDER THREADS
    python -m comparison.worker training RIVAL NETWORK THREADS

Writes a line of JSON when it is ready: the seconds until then, and how far its result is from PyTorch's where it is of the
same weights. Then for each line with a number of seconds the time of each call in as many seconds, and the peak memory of
the process, in bytes."""
import json
import logging
import os
import resource
import sys
import time
import warnings


def measure(call, seconds):
    times, start = [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - start < seconds:
        before = time.perf_counter()
        call()
        times.append(time.perf_counter() - before)
    return times


def main(suite, rival, network, *rest):
    # Libraries write to standard output, too; the answers go to where it led.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    threads = int(rest[-1])
    os.environ["OMP_NUM_THREADS"] = str(threads)
    if rival in ("jax", "iree"):  # they take as many threads as there are cores
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    start, error = time.perf_counter(), None
    if suite == "inference":
        from comparison import inference

        call, error = inference.rival(rival, network, rest[0], threads)
    elif rival == "jax":
        from comparison import jax_training

        call = jax_training.step(network)
    else:
        from comparison import training

        call = training.step(network, rival, threads)
    call()
    print(json.dumps({"error": error, "seconds": time.perf_counter() - start}), file=answers)
    call()
    for line in sys.stdin:
        times = measure(call, float(line))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"times": times, "peak_bytes": peak}), file=answers)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What is measured: one network of the suite in dlc and in each rival, in turns. A row is a dictionary that goes to --json:

    suite, network, batch, and `sides`: by name, of dlc and of each rival, either {"failed": why} or
    {"medians": of each round, in seconds, "best": seconds, "error": of the largest result or None, "ready_s", "peak_bytes"}"""
import json
import statistics
from dataclasses import dataclass
from pathlib import Path

from comparison import ONE_LAYOUT
from comparison.processes import Failed, Worker, run

# Results further away than this, of the largest, are another computation.
TOLERANCE = 1e-3

INFERENCE = ["mlp", "lenet", "alexnet", "vgg19", "googlenet", "resnet18", "resnet50", "mobilenet_v2", "lstm", "vae", "dcgan",
             "gpt2"]
TRAINING = {"mlp": 128, "lenet": 128, "bncnn": 128, "resnet18c": 128, "vggc": 64, "lstm": 32, "vae": 128, "dcgan": 64,
            "gptnano": 16}  # the batch of each
INFERENCE_RIVALS = ["onnxruntime", "openvino", "compile", "eager", "eager_nhwc", "iree"]
TRAINING_RIVALS = ["eager", "eager_nhwc", "compile", "compile_nhwc", "jax"]


@dataclass
class Machine:
    """Where and how long is measured."""

    dlc: Path
    python: Path
    work: Path
    threads: int
    rounds: int
    seconds: float
    rivals: list
    log: object

    def folder(self, *names):
        folder = self.work.joinpath(*names)
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class Dlc:
    """dlc as a side: a process for each round, whose code comes from a cache after the first."""

    def __init__(self, machine, command):
        self.command = [machine.dlc, "bench", *command, "--threads", machine.threads, "--json",
                        "--cache", machine.folder("cache")]
        _, seconds, _ = run([*self.command, "--seconds", "0"])
        self.ready = {"error": None, "seconds": seconds}

    def measure(self, seconds):
        output, _, peak = run([*self.command, "--seconds", seconds])
        entry = json.loads(output.splitlines()[-1])
        return {"times": [entry["median_seconds"]], "best": entry["best_seconds"], "peak_bytes": peak}

    def close(self):
        pass


def difference(machine, ours, theirs):
    output, _, _ = run([machine.python, "-m", "comparison.prepare", "difference", ours, theirs])
    return float(output)


def checked(error):
    if error is not None and not error <= TOLERANCE:
        raise Failed(f"its result is wrong by {error:.1e} of the largest")
    return error


def in_turns(machine, starts):
    """Starts each side, measures those that start in turns, and returns the figures of all."""
    sides, figures = {}, {}
    try:
        for name, start in starts.items():
            try:
                side, error = start()
                sides[name] = side
                figures[name] = {"medians": [], "error": checked(error), "ready_s": side.ready["seconds"], "peak_bytes": 0}
            except Failed as failure:
                if name in sides:
                    sides.pop(name).close()
                figures[name] = {"failed": str(failure)}
                if not str(failure).endswith(ONE_LAYOUT):
                    machine.log(f"    {name}: {failure}")
        for _ in range(machine.rounds):
            for name in list(sides):
                try:
                    measured = sides[name].measure(machine.seconds)
                except Failed as failure:
                    sides.pop(name).close()
                    figures[name] = {"failed": str(failure)}
                    continue
                figure = figures[name]
                figure["medians"].append(statistics.median(measured["times"]))
                best = measured.get("best", min(measured["times"]))
                figure["best"] = min(figure.get("best", best), best)
                figure["peak_bytes"] = max(figure["peak_bytes"], measured["peak_bytes"])
    finally:
        for side in sides.values():
            side.close()
    return figures


def rival(machine, *arguments):
    worker = Worker(machine.python, arguments, machine.threads)
    return worker, worker.ready["error"]


def inference(machine, network, batch):
    folder = machine.folder(f"{network}-{batch}")
    model = folder / "model.onnx"
    networks = Path(__file__).with_name("networks.py")
    if not model.exists() or model.stat().st_mtime < networks.stat().st_mtime:
        run([machine.python, "-m", "comparison.prepare", "inference", network, batch, folder])

    def dlc():
        run([machine.dlc, "run", model, "--input", f"x={folder / 'x.npy'}", "--output", f"y={folder / 'dlc.npy'}",
             "--threads", machine.threads])
        error = difference(machine, folder / "dlc.npy", folder / "y.npy")
        (folder / "dlc.npy").unlink()
        return Dlc(machine, [model, "--batch", batch, "--entry", "predict"]), error

    starts = {"dlc": dlc}
    for name in INFERENCE_RIVALS:
        if name in machine.rivals:
            starts[name] = lambda name=name: rival(machine, "inference", name, network, folder)
    return {"suite": "inference", "network": network, "batch": batch, "sides": in_turns(machine, starts)}


def checked_entry(text):
    """The entry point that is compared with PyTorch, and its result: the loss without what training alone does, but where that
    draws random numbers @predict."""
    predicted = text.split("nn.func @predict(")[1].split("-> (")[1].split(":")[0]
    return ("predict", predicted) if "nn.random_normal" in text else ("evaluate", "loss")


def training(machine, network):
    batch, folder = TRAINING[network], machine.folder(f"{network}-train")
    text = folder / f"{network}.mlir"
    run([machine.dlc, "new", network, "-o", text])
    run([machine.python, "-m", "comparison.prepare", "training", network, folder, text])

    def dlc():
        entry, result = checked_entry(text.read_text())
        inputs = [part for path in sorted(folder.glob("*.npy")) if path.stem not in ("result", "dlc")
                  for part in ("--input", f"{path.stem}={path}")]
        run([machine.dlc, "run", text, "--weights", folder / "weights.safetensors", "--entry", entry, *inputs, "--output",
             f"{result}={folder / 'dlc.npy'}", "--threads", machine.threads])
        error = difference(machine, folder / "dlc.npy", folder / "result.npy")
        command = [text, "--train", "--optimizer", "adam", "--entry", "train_step", "--batch", batch]
        return Dlc(machine, command), error

    starts = {"dlc": dlc}
    for name in TRAINING_RIVALS:
        if name in machine.rivals:
            starts[name] = lambda name=name: rival(machine, "training", name, network)
    return {"suite": "training", "network": network, "batch": batch, "sides": in_turns(machine, starts)}


def costs(machine, network):
    """Beside time: what it costs to make a library that learns, and how large it is."""
    folder = machine.folder(f"{network}-train")
    text, library = folder / f"{network}.mlir", folder / f"lib{network}.so"
    run([machine.dlc, "new", network, "-o", text])
    try:
        _, seconds, peak = run([machine.dlc, "compile", text, "--train", "--optimizer", "adam", "-o", library])
    except Failed as failure:
        return {"failed": str(failure)}
    return {"compile_s": seconds, "compile_peak_bytes": peak, "library_bytes": library.stat().st_size}

"""Single convolutions beside PyTorch's, which are oneDNN's: each shape of four networks, in three directions, with 16 images.
Needs the standard library alone; the rival's side is convolution_worker.py. Both sides get the weights as the network has them,
in each call; images in the layout that suits the side, and of PyTorch's two layouts the faster one counts."""
import statistics

from comparison import suites
from comparison.processes import Worker, run

NETWORKS = ["resnet50", "googlenet", "vgg19", "mobilenet_v2"]
DIRECTIONS = {"forward": ("x", "w"), "backward_data": ("dy", "w"), "backward_weights": ("x", "dy")}  # and what each is given
RIVALS = ["eager", "eager_nhwc"]
BATCH = 16


def title(shape):
    """64×56×56 → 128, 3×3, stride 2."""
    text = f"{shape['channels']}×{shape['height']}×{shape['width']} → {shape['outputs']}, " + "×".join(map(str, shape["kernel"]))
    text += "" if shape["stride"] == [1, 1] else ", stride " + "×".join(map(str, dict.fromkeys(shape["stride"])))
    usual = [size // 2 for size in shape["kernel"]]
    text += "" if shape["pads"] == usual else ", pads " + "×".join(map(str, shape["pads"]))
    return text + ("" if shape["groups"] == 1 else f", {shape['groups']} groups")


def module(shape):
    """A network with a function for each direction."""
    channels, height, width, outputs = (shape[name] for name in ("channels", "height", "width", "outputs"))
    (high, wide), (down, right), (top, left) = shape["kernel"], shape["stride"], shape["pads"]
    image = f"tensor<?x{channels}x{height}x{width}xf32>"
    weight = f"tensor<{outputs}x{channels // shape['groups']}x{high}x{wide}xf32>"
    output = (f"tensor<?x{outputs}x{(height + 2 * top - high) // down + 1}x{(width + 2 * left - wide) // right + 1}xf32>")
    window = f"strides [{down}, {right}] pads [{top}, {left}, {top}, {left}] group {shape['groups']}"
    return f"""nn.func @forward(%x: {image}, %w: {weight}) -> (result: {output}) {{
  %result = nn.conv %x, %w {window} : {image}, {weight}
  nn.return %result : {output}
}}
nn.func @backward_data(%dy: {output}, %w: {weight}) -> (result: {image}) {{
  %result = nn.conv_backward_data %dy, %w {window} : {output}, {weight} -> {image}
  nn.return %result : {image}
}}
nn.func @backward_weights(%x: {image}, %dy: {output}) -> (result: {weight}) {{
  %result = nn.conv_backward_weights %x, %dy {window} : {image}, {output} -> {weight}
  nn.return %result : {weight}
}}
"""


class Rival:
    """One of PyTorch's layouts as a side; all cases have one process."""

    def __init__(self, worker, layout):
        self.worker, self.layout = worker, layout
        self.ready = {"seconds": 0}

    def measure(self, seconds):
        return self.worker.ask({"layout": self.layout, "seconds": seconds})

    def close(self):
        pass


def rows(machine, network, known):
    """A row for each shape and direction of a network; of shapes in `known`, which another network had, none. Raises Failed where
    PyTorch's side does not even start."""
    def start():
        return Worker(machine.python, [network], machine.threads, module="comparison.convolution_worker")

    worker = start()
    try:
        for place, shape in enumerate(worker.ready["shapes"]):
            if title(shape) in known:
                continue
            known.add(title(shape))
            folder = machine.folder("convolutions", f"{network}-{place}")
            text = folder / "convolution.mlir"
            text.write_text(module(shape))
            for direction in DIRECTIONS:
                yield row(machine, network, shape, direction, worker, place, text)
                if worker.is_closed():  # as memory was short, say: the others can still be measured
                    worker = start()
            for array in folder.glob("*.npy"):  # gigabytes, of all shapes
                array.unlink()
    finally:
        worker.close()


def row(machine, network, shape, direction, worker, place, text):
    folder = text.parent

    def dlc():
        worker.ask({"case": place, "direction": direction, "folder": str(folder)})
        given = [part for name in DIRECTIONS[direction] for part in ("--input", f"{name}={folder / name}.npy")]
        run([machine.dlc, "run", text, "--entry", direction, *given, "--output", f"result={folder / 'dlc.npy'}", "--threads",
             machine.threads, "--cache", machine.folder("cache")])
        error = worker.ask({"check": str(folder / "dlc.npy")})["error"]
        return suites.Dlc(machine, [text, "--batch", BATCH, "--entry", direction]), error

    starts = {"dlc": dlc, **{name: lambda name=name: (Rival(worker, name), None) for name in RIVALS if name in machine.rivals}}
    return {"suite": "convolutions", "network": network, "batch": BATCH, "shape": title(shape), "direction": direction,
            "sides": suites.in_turns(machine, starts)}


def log(row, ratio):
    return f"{row['shape']}, {row['direction']}: " + (f"{ratio.value:.2f}" if ratio else row["sides"]["dlc"].get("failed", "no figure"))


def summary(rows, ratio):
    """Markdown: for each network and direction how many shapes are faster in dlc, then each shape below 1."""
    rows = [(row, ratio(row)) for row in rows if row["suite"] == "convolutions"]
    lines = ["| network | direction | shapes | dlc as fast or faster | least | geometric mean | time, of forward's |", "|---" * 7 + "|"]
    forward = {(row["network"], row["shape"]): row for row, _ in rows if row["direction"] == "forward"}
    for network in NETWORKS:
        for direction in DIRECTIONS:
            found = [(row, one.value) for row, one in rows if one and (row["network"], row["direction"]) == (network, direction)]
            if not found:
                continue
            values = [value for _, value in found]
            times = [time(row) / time(forward[network, row["shape"]]) for row, _ in found
                     if time(row) and time(forward.get((network, row["shape"])))]
            lines.append(f"| {network} | {direction.replace('_', ' ')} | {len(found)} | {sum(value >= 1 for value in values)} | "
                         f"{min(values):.2f} | {mean(values):.2f} | {mean(times):.2f} |")
    values = [one.value for _, one in rows if one]
    if values:
        lines.append(f"| all | | {len(values)} | {sum(value >= 1 for value in values)} ({sum(value >= 1 for value in values) / len(values):.0%}) | "
                     f"{min(values):.2f} | {mean(values):.2f} | |")
    slower = sorted(((one.value, row) for row, one in rows if one and one.value < 1), key=lambda pair: pair[0])
    text = "\n".join(lines) + "\n"
    if slower:
        text += "\nSlower in dlc: " + "; ".join(f"{row['shape']}, {row['direction'].replace('_', ' ')} {value:.2f}"
                                                for value, row in slower) + ".\n"
    failed = [f" - {row['shape']}, {row['direction']}: {side['failed']}" for row, _ in rows for side in row["sides"].values()
              if "failed" in side]
    return text + ("\n" + "\n".join(failed) + "\n" if failed else "")


def time(row):
    side = row and row["sides"]["dlc"]
    return side["best"] if side and "best" in side else None


def mean(values):
    return statistics.geometric_mean(values) if values else float("nan")

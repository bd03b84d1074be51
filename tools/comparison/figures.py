"""From times to ratios, tables and one number. Needs the standard library alone."""
import math
import statistics
from dataclasses import dataclass

from comparison import ONE_LAYOUT, convolutions, slowest

TITLES = {"dlc": "dlc", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "compile": "torch.compile",
          "compile_nhwc": "torch.compile, channels last", "eager": "PyTorch", "eager_nhwc": "PyTorch, channels last",
          "iree": "IREE", "jax": "JAX"}


@dataclass
class Ratio:
    """Time of the best rival over that of dlc: above 1 dlc is faster. From the medians of all rounds, with the lowest and the
    highest of the rounds, in each of which the same rivals were measured at the same time."""

    rival: str
    value: float
    low: float
    high: float


def median(side):
    return None if "failed" in side else statistics.median(side["medians"])


def ratio(row):
    """Of a row of comparison.suites; None if dlc or all rivals failed."""
    sides = row["sides"]
    rivals = {name: side for name, side in sides.items() if name != "dlc" and "failed" not in side}
    if "failed" in sides["dlc"] or not rivals:
        return None
    best = min(rivals, key=lambda name: median(rivals[name]))
    rounds = [min(times) / own for own, *times in zip(sides["dlc"]["medians"], *(side["medians"] for side in rivals.values()))]
    return Ratio(best, median(rivals[best]) / median(sides["dlc"]), min(rounds), max(rounds))


def geometric_mean(values):
    return math.exp(sum(math.log(value) for value in values) / len(values)) if values else None


def milliseconds(seconds):
    """Three digits."""
    value = seconds * 1e3
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}" if value > 0 else "0"


def label(row):
    return f"{row['network']}, {row['batch']}"


def table(rows, suite):
    """Markdown, with why a side has no figure below it."""
    rows = [row for row in rows if row["suite"] == suite]
    names = [name for name in TITLES if any(name in row["sides"] for row in rows)]
    lines = ["| network, batch | " + " | ".join(TITLES[name] + (" (ms)" if name == "dlc" else "") for name in names)
             + " | best rival / dlc | of the rounds | error |", "|---" * (len(names) + 4) + "|"]
    notes = []
    for row in rows:
        cells = []
        for name in names:
            side = row["sides"].get(name)
            if side and "failed" in side and side["failed"].endswith(ONE_LAYOUT):
                side = None
            if side and "failed" in side:
                notes.append(f" - {TITLES[name]} of {label(row)}: {side['failed']}")
            cells.append("" if side is None else "fails" if "failed" in side else milliseconds(median(side)))
        found, error = ratio(row), row["sides"]["dlc"].get("error")
        cells += [f"**{found.value:.2f}**", f"{found.low:.2f} … {found.high:.2f}"] if found else ["", ""]
        cells.append("" if error is None else f"{error:.0e}" if error else "0")
        lines.append(f"| {label(row)} | " + " | ".join(cells) + " |")
    for batch in sorted({row["batch"] for row in rows}) if suite == "inference" else [None]:
        found = [ratio(row) for row in rows if batch in (None, row["batch"])]
        values = [one.value for one in found if one]
        if values:
            lines.append(f"| geometric mean{f', {batch}' if batch else ''} |" + " |" * len(names)
                         + f" **{geometric_mean(values):.2f}** | {min(values):.2f} … {max(values):.2f} of {len(values)} | |")
    return "\n".join(lines + ([""] + notes if notes else [])) + "\n"


def costs_table(rows):
    lines = ["| network, batch | a step's memory | PyTorch's | text to first step | `compile --train` | `.so` |",
             "|---" * 6 + "|"]
    for row in rows:
        if "costs" not in row:
            continue
        own, eager, costs = row["sides"]["dlc"], row["sides"].get("eager", {}), row["costs"]
        cells = [f"{side['peak_bytes'] / 1e6:.0f} MB" if side.get("peak_bytes") else "" for side in (own, eager)]
        cells.append(f"{own['ready_s']:.1f} s" if "ready_s" in own else "fails")
        if "failed" in costs:
            cells += ["fails", ""]
        else:
            cells += [f"{costs['compile_s']:.1f} s", f"{costs['library_bytes'] / 1e3:.0f} kB"]
        lines.append(f"| {label(row)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def report(record):
    """The whole page, in Markdown."""
    text = [f"{record['machine']}, {record['threads']} threads, rounds of {record['seconds']} s in turns: {record['rounds']}; "
            f"f32, times in ms. {record['versions']}.\n"]
    for suite, title in (("inference", "### Inference"), ("training", "### A training step, Adam")):
        if any(row["suite"] == suite for row in record["rows"]):
            text += [title + "\n", table(record["rows"], suite)]
    if any(row["suite"] == "convolutions" for row in record["rows"]):
        text += ["### Single convolutions\n", convolutions.summary(record["rows"], ratio)]
    if any("costs" in row for row in record["rows"]):
        text += ["### What else a training costs\n", costs_table(record["rows"])]
    if any("slowest" in row for row in record["rows"]):
        text += ["### The slowest ops\n", slowest.table(record["rows"])]
    return "\n".join(text)


BEGIN, END = "<!-- written by tools/compare -->", "<!-- until here -->"


def replaced(page, text):
    """A page with the text between the two marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"has no '{BEGIN}' with '{END}' behind it")
    return f"{before}{BEGIN}\n\n{text}\n{END}{after}"

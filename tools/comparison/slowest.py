"""The ops of a network that take the longest, and how far they are from what the machine can do."""
import json

from comparison.processes import Failed, run

MOST = 3


def command(machine, row):
    """Of the files that comparing has left; the zoo's own network where nothing was compared."""
    network, batch = row["network"], row["batch"]
    if row["suite"] == "inference":
        return [machine.folder(f"{network}-{batch}") / "model.onnx", "--batch", batch, "--entry", "predict"]
    text = machine.folder(f"{network}-train") / f"{network}.mlir"
    if not text.exists():
        run([machine.dlc, "new", network, "-o", text])
    return [text, "--train", "--optimizer", "adam", "--entry", "train_step", "--batch", batch]


def slowest(machine, row):
    """A list of {op, forms, share, of_peak, of_memory, possible}: the shares of peak and of the memory's bandwidth that an op
    reaches, and the part of the whole time that is left where it reaches one of them. Or {"failed": why}."""
    try:
        output, _, _ = run([machine.dlc, "bench", *command(machine, row), "--threads", machine.threads, "--profile", "--json",
                            "--seconds", machine.seconds, "--cache", machine.folder("cache")])
    except Failed as failure:
        return {"failed": str(failure)}
    entry = json.loads(output.splitlines()[-1])
    return [limits(op, entry["memory_bytes_per_second"]) for op in entry["ops"][:MOST]]


def limits(op, bandwidth):
    of_peak, of_memory = op.get("of_peak", 0), op.get("bytes_per_second", 0) / bandwidth
    # Bytes that come from a cache may be read faster than the memory allows.
    reached = min(max(of_peak, of_memory), 1)
    return {"op": op["op"], "forms": op["forms"], "share": op["share"], "of_peak": of_peak, "of_memory": of_memory,
            "possible": 1 - op["share"] * (1 - reached)}


def table(rows):
    """Markdown; of a row with `slowest`."""
    lines = ["| network, batch | op | form | of the time | of the peak | of the memory's bandwidth | the whole, if it were at either |",
             "|---" * 7 + "|"]
    for row in rows:
        found = row.get("slowest")
        name = f"{row['network']}, {row['batch']}" + ("" if row["suite"] == "inference" else ", training")
        if isinstance(found, dict):
            lines.append(f"| {name} | {found['failed']} | | | | | |")
        for op in found if isinstance(found, list) else []:
            cells = [name, op["op"], "; ".join(op["forms"]), *(f"{op[key]:.0%}" for key in ("share", "of_peak", "of_memory")),
                     f"{op['possible']:.2f}"]
            lines.append("| " + " | ".join(cells) + " |")
            name = ""
    return "\n".join(lines) + "\n"

"""A painting on both sides, by the same weights, which dlc has learnt: only the steps of the canvas are measured."""
import json
import sys
from pathlib import Path

from processes import run, value

HERE = Path(__file__).resolve().parent
PAGES = HERE.parents[3] / "docs/models"
RATE = 0.02


def weights(folder):
    return folder / "weights.safetensors"


def dlc(options, recipe, files, folder, seed):
    model, eyes, looked = (folder / name for name in ("model.mlir", "eyes.dlm", "looked.dlm"))
    run([options.dlc, "new", options.model, "-o", model])
    run([options.dlc, "train", model, "--threads", 1, "--data", files[0], *recipe.arguments(), "--seed", seed, "-o", eyes])
    run([options.dlc, "run", eyes, "--threads", 1, "--entry", "look", "--input", f"content={PAGES / 'cat.npy'}",
         "--input", f"style={PAGES / 'painting.npy'}", "--output", f"preview={folder / 'preview.npy'}", "-o", looked])
    run([options.dlc, "convert", looked, "-o", weights(folder)])

    def paint(steps):
        lines, cpu = run([options.dlc, "run", looked, "--threads", 1, "--entry", "paint", "--input", f"learning_rate={RATE}",
                          "--steps", steps, "--output", f"image={folder / 'image.npy'}", "--json"])
        return value(lines, "loss"), cpu

    _, start = paint(1)
    loss, cpu = paint(recipe.painting)
    return {"quality": loss, "start": start, "epochs": cpu - start}


def pytorch(options, recipe, files, folder, seed):
    output, _ = run([sys.executable, HERE / "style.py", weights(folder), PAGES / "cat.npy", PAGES / "painting.npy",
                     "--steps", recipe.painting, "--rate", RATE])
    return json.loads(output)

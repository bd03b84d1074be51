#!/usr/bin/env python3
"""Checks that the recipes by which models are compared with PyTorch (Models/Full/PyTorch/recipes.py) are those of docs/models.

    recipes.py PAGES        a folder of pages; exit code 1 if a recipe has no such `dlc train`, or `dlc run`, there
    recipes.py --self-test  the same on a page with another rate
"""
import re
import shlex
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "Models/Full/PyTorch"))
from recipes import RECIPES  # noqa: E402

OPTIONS = ("--epochs", "--batch", "--optimizer", "--lr", "--schedule", "--augment", "--entry", "--input", "--steps")
PRESETS = {"--optimizer": "adam", "--schedule": "constant", "--lr": "1e-3"}
# What dlc takes for settings that are not written.
UNSAID = re.compile(r"warmup=0(\.0)?(?=[,)])|(?<=adamw\()weight_decay=0\.01(, )?|\(\)")


def canonical(values):
    """Options as pairs: numbers as numbers, and presets left out."""
    def plain(text):
        for _ in range(2):
            text = UNSAID.sub("", text)
        try:
            return float(text.removeprefix("learning_rate="))
        except ValueError:
            return text

    pairs = {option: plain(str(values.get(option, PRESETS.get(option, "")))) for option in OPTIONS}
    return {option: value for option, value in pairs.items() if value != ""}


def commands(pages):
    """Of each `dlc train FILE.mlir` or `dlc run` the name of the model, from the `dlc new` before it, and its options."""
    for page in sorted(pages.glob("*.md")):
        models = {}
        for line in page.read_text().splitlines():
            if line.startswith("    dlc new "):
                words = shlex.split(line)
                models[words[-1]] = words[2]
            elif line.startswith(("    dlc train ", "    dlc run ")):
                words = shlex.split(line, comments=True)
                model, options = models.get(words[2], words[2].removesuffix(".mlir")), dict(zip(words[3::2], words[4::2]))
                models[options.get("-o")] = model
                yield model, options


def is_described(recipe, commands):
    arguments = recipe.arguments()
    wanted = canonical(dict(zip(arguments[::2], arguments[1::2])))
    if recipe.plan:  # of several phases the page has the epochs of all, and the recipe those of one
        commands = [{**options, "--epochs": wanted["--epochs"]} for options in commands]
    return wanted in commands


def check(pages):
    """Prints what differs; returns the number of models."""
    known = {}
    for model, options in commands(pages):
        known.setdefault(model, []).append(canonical(options))
    wrong = 0
    for name, recipe in RECIPES.items():
        found = known.get(recipe.model or name, [])
        if not all(is_described(stage, found) for stage in recipe.stages()):
            print(f"{name}: recipes.py has {[stage.arguments() for stage in recipe.stages()]}, and {pages} {found}")
            wrong += 1
    return wrong


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.md"
        vae = "    dlc train vae.mlir --data fashion-mnist --epochs 15 --batch 128 --lr 1e-3 --schedule cosine -o vae.dlm\n"
        page.write_text(vae)
        missing = check(Path(folder))
        page.write_text(vae.replace("1e-3", "2e-3"))
        return 0 if missing == len(RECIPES) - 1 and check(Path(folder)) == len(RECIPES) else 1


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) != 1:
        sys.exit(__doc__)
    return 1 if check(Path(arguments[0])) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

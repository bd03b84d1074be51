"""By what images are measured that either side has made: their Fréchet distance from the training images, in the features of a LeNet that dlc
has trained (docs/models/frechet.md)."""
from processes import run, value

GENERATED = 10_000  # images


def train(dlc, folder):
    """The file of a new one."""
    model, weights = folder / "judge.mlir", folder / "judge.dlm"
    run([dlc, "new", "frechet", "-o", model])
    run([dlc, "train", model, "--threads", 1, "--data", "fashion-mnist", "--epochs", 9, "--batch", 100, "--lr", 1e-3, "--seed", 1, "-o", weights])
    return weights


def distance(dlc, weights, images):
    lines, _ = run([dlc, "run", weights, "--threads", 1, "--entry", "distance", "--input", f"images={images}", "--json"])
    return value(lines, "distance")

"""Writes what all sides of a measurement share.

    python -m comparison.prepare inference NETWORK BATCH FOLDER    model.onnx, x.npy and PyTorch's y.npy
    python -m comparison.prepare training NETWORK FOLDER TEXT.mlir weights.safetensors, inputs NAME.npy and PyTorch's result.npy
    python -m comparison.prepare difference A.npy B.npy            prints the largest difference, of the largest of B"""
import sys
import warnings
from pathlib import Path

import numpy

SEED = 1


def largest_difference(a, b):
    """Of the largest absolute value of b; row by row, as they may be large."""
    if a.shape != b.shape:
        raise ValueError(f"the results have the shapes {a.shape} and {b.shape}")
    if not a.shape:
        a, b = a.reshape(1), b.reshape(1)
    scale = max(float(numpy.abs(row).max()) for row in b)
    return max(float(numpy.abs(x - y).max()) for x, y in zip(a, b)) / max(scale, 1e-30)


def inference(network, batch, folder):
    import torch

    from comparison import networks

    torch.manual_seed(SEED)
    build, example = networks.INFERENCE[network]
    model, x = build().eval(), example(batch)
    with torch.inference_mode():
        numpy.save(folder / "y.npy", model(x).numpy())
    numpy.save(folder / "x.npy", x.numpy())
    # Under its name once it is whole.
    torch.onnx.export(model, (x,), folder / "part.onnx", input_names=["x"], output_names=["y"], opset_version=17, dynamo=False)
    (folder / "part.onnx").rename(folder / "model.onnx")


def training(network, folder, text):
    import torch

    from comparison import networks, suites, weights

    torch.manual_seed(SEED)
    spec, batch = networks.TRAINING[network], suites.TRAINING[network]
    model = spec.build().eval()
    weights.save_safetensors(folder / "weights.safetensors", weights.zoo_weights(model, text))
    if spec.predict_input:
        name, example = spec.predict_input
        inputs = {name: example(batch)}
    else:
        inputs = {name: example(batch) for name, example in spec.inputs.items()}
    with torch.inference_mode():
        result = model(*inputs.values()) if spec.predict_input else spec.loss(model, *inputs.values())
    for name, value in inputs.items():
        numpy.save(folder / f"{name}.npy", value.numpy())
    numpy.save(folder / "result.npy", result.numpy())


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    what, *rest = sys.argv[1:]
    if what == "inference":
        inference(rest[0], int(rest[1]), Path(rest[2]))
    elif what == "training":
        training(rest[0], Path(rest[1]), Path(rest[2]).read_text())
    else:
        print(largest_difference(*(numpy.load(path, mmap_mode="r") for path in rest)))

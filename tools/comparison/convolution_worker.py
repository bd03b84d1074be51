"""PyTorch's side of single convolutions, in a process of its own.

    python -m comparison.convolution_worker NETWORK THREADS

Writes a line with the shapes of the network's convolutions, each once, and then for each line that it reads one: requests are
{"case", "direction", "folder"}, which chooses a case and writes its operands into the folder; {"check": NPY}, how far that
array is from PyTorch's result; {"layout", "seconds"}, the time of each call in as many seconds."""
import json
import os
import resource
import sys
import warnings
from pathlib import Path

import numpy
import torch

from comparison import convolutions, networks
from comparison.prepare import SEED, largest_difference
from comparison.worker import measure


def shapes_of(network):
    """Each distinct convolution of the network, in its order, with the size of the image that it gets."""
    build, example = networks.INFERENCE[network]
    model, shapes = build().eval(), []

    def note(layer, inputs, _):
        image = inputs[0]
        shape = {"channels": image.shape[1], "height": image.shape[2], "width": image.shape[3], "outputs": layer.out_channels,
                 "kernel": list(layer.kernel_size), "stride": list(layer.stride), "pads": list(layer.padding),
                 "groups": layer.groups}
        if shape not in shapes:
            shapes.append(shape)

    for layer in model.modules():
        if isinstance(layer, torch.nn.Conv2d):
            layer.register_forward_hook(note)
    with torch.inference_mode():
        model(example(1))
    return shapes


class Case:
    def __init__(self, shape, direction):
        self.shape, self.direction = shape, direction
        torch.manual_seed(SEED)
        self.x = torch.randn(convolutions.BATCH, shape["channels"], shape["height"], shape["width"])
        self.w = torch.randn(shape["outputs"], shape["channels"] // shape["groups"], *shape["kernel"])
        self.dy = torch.randn_like(self.forward(self.x, self.w))

    def forward(self, x, w):
        return torch.nn.functional.conv2d(x, w, None, self.shape["stride"], self.shape["pads"], 1, self.shape["groups"])

    def call(self, layout="eager"):
        """What is measured; its result is the direction's."""
        order = torch.channels_last if layout == "eager_nhwc" else torch.contiguous_format
        x, w, dy = (tensor.contiguous(memory_format=order) for tensor in (self.x, self.w, self.dy))
        if self.direction == "forward":
            return lambda: self.forward(x, w)
        which = self.direction == "backward_weights"
        return lambda: torch.ops.aten.convolution_backward(
            dy, x, w, None, self.shape["stride"], self.shape["pads"], (1, 1), False, (0, 0), self.shape["groups"],
            (not which, which, False))[int(which)]


def main(network, threads):
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    warnings.filterwarnings("ignore")
    torch.set_num_threads(int(threads))
    shapes, case, calls = shapes_of(network), None, {}
    print(json.dumps({"shapes": shapes}), file=answers)
    for line in sys.stdin:
        request, answer = json.loads(line), {}
        with torch.inference_mode():
            if "case" in request:
                case, calls = Case(shapes[request["case"]], request["direction"]), {}
                for name in convolutions.DIRECTIONS[case.direction]:
                    numpy.save(Path(request["folder"]) / f"{name}.npy", getattr(case, name).numpy())
            elif "check" in request:
                result = case.call()().contiguous().numpy()
                answer["error"] = largest_difference(numpy.load(request["check"], mmap_mode="r"), result)
            else:
                call = calls.setdefault(request["layout"], case.call(request["layout"]))
                call()
                answer["times"] = measure(call, request["seconds"])
                answer["peak_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps(answer), file=answers)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The weights of a network of PyTorch as those of the zoo's network of the same name, in a .safetensors file."""
import json
import re
import struct

import numpy
from torch import nn


def layers(module):
    """The layers that have weights, in the order in which the zoo's functions use them."""
    children = list(module.named_children())
    if not children or isinstance(module, nn.LSTM):
        if any(True for _ in module.parameters()):
            yield module
        return
    # Of a residual block the convolution beside the others comes first.
    for _, child in sorted(children, key=lambda child: child[0] != "downsample"):
        yield from layers(child)


def lstm_arrays(layer):
    def gates(array):  # PyTorch's order is input, forget, cell, output; nn.lstm's is input, output, forget, cell
        i, f, c, o = numpy.split(array.detach().numpy(), 4)
        return numpy.concatenate([i, o, f, c])[None]

    for number in range(layer.num_layers):
        yield gates(getattr(layer, f"weight_ih_l{number}"))
        yield gates(getattr(layer, f"weight_hh_l{number}"))
        yield numpy.concatenate([gates(getattr(layer, f"bias_{end}_l{number}")) for end in ("ih", "hh")], axis=1)


def arrays(layer):
    if isinstance(layer, nn.LSTM):
        yield from lstm_arrays(layer)
        return
    weight = layer.weight.detach().numpy()
    yield weight.T if isinstance(layer, nn.Linear) else weight
    if getattr(layer, "bias", None) is not None:
        yield layer.bias.detach().numpy()
    if isinstance(layer, nn.BatchNorm2d):
        yield layer.running_mean.numpy()
        yield layer.running_var.numpy()


def variables(text):
    """Names and shapes of the f32 variables of a network as text."""
    found = re.findall(r"nn\.variable (?:buffer )?@(\S+)\s*: tensor<((?:\d+x)*)f32>", text)
    return [(name, tuple(int(size) for size in shape.split("x")[:-1])) for name, shape in found]


def zoo_weights(model, text):
    """By the zoo's names. Raises ValueError where the networks differ."""
    theirs = [numpy.ascontiguousarray(array) for layer in layers(model) for array in arrays(layer)]
    ours = variables(text)
    if [shape for _, shape in ours] != [array.shape for array in theirs]:
        raise ValueError("the zoo's network has other variables than PyTorch's: "
                         f"{ours} and {[array.shape for array in theirs]}")
    return {name: array for (name, _), array in zip(ours, theirs)}


def save_safetensors(path, tensors):
    """Writes f32 arrays."""
    header, offset = {}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(array.astype("<f4").tobytes())

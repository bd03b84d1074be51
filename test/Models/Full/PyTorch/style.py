#!/usr/bin/env python3
"""dlc's style in PyTorch: a canvas learns to have the features of a photograph, and features together as often as a painting has them.

    style.py WEIGHTS.safetensors PHOTOGRAPH.npy PAINTING.npy --steps N [--rate R]

Prints one JSON object: the loss of the last step, those of all, and the seconds that the CPU spent on this process before the steps and in
them. One thread."""
import argparse
import json
import time
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional


def read_weights(path):
    """The tensors of a .safetensors, which are f32: a header of JSON behind its length, then their bytes."""
    content = Path(path).read_bytes()
    begin = 8 + int.from_bytes(content[:8], "little")
    tensors = {}
    for name, entry in json.loads(content[8:begin]).items():
        if entry.get("dtype") == "F32":
            first, last = entry["data_offsets"]
            tensors[name] = torch.from_numpy(numpy.frombuffer(content[begin + first : begin + last], numpy.float32).reshape(entry["shape"]).copy())
    return tensors


def relative(features, wanted):
    """The squared error, for each of what it would be for features that are all 0."""
    return functional.mse_loss(features, wanted) / wanted.square().mean()


def gram(maps):
    """How often features of any colour occur together: the mean over all places of the product of each two."""
    rows = maps.flatten(0, 1).flatten(1)
    return rows @ rows.T / rows.shape[1]


class Style(nn.Module):
    def __init__(self, weights, content, style):
        super().__init__()
        self.layers = [(weights[f"conv{index}.weight"], weights[f"conv{index}.bias"]) for index in (1, 2, 3)]
        self.canvas = nn.Parameter(content.clone())
        self.content, self.grams = self.features(content)[2], [gram(maps) for maps in self.features(style)]

    def features(self, image):
        """Of three layers; the colours are seen one by one."""
        maps = []
        for weight, bias in self.layers:
            image = functional.relu(functional.conv2d(functional.avg_pool2d(image, 2) if maps else image, weight, bias, padding="same"))
            maps.append(image)
        return maps

    def loss(self):
        maps = self.features(self.canvas)
        style = sum(relative(gram(some), wanted) for some, wanted in zip(maps, self.grams))
        across, down = (self.canvas.diff(dim=dimension).square().mean() for dimension in (3, 2))
        return relative(maps[2], self.content) + 3 * style + 3 * (across + down)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("content")
    parser.add_argument("style")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--rate", type=float, default=0.02)
    options = parser.parse_args()
    torch.set_num_threads(1)
    content, style = (torch.from_numpy(numpy.load(path)).unsqueeze(1) / 255 for path in (options.content, options.style))
    network, losses = Style(read_weights(options.weights), content, style), []
    optimizer = torch.optim.Adam(network.parameters(), lr=options.rate, fused=True)
    start = time.process_time()
    for _ in range(options.steps):
        loss = network.loss()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(json.dumps({"quality": losses[-1], "losses": losses, "start": start, "epochs": time.process_time() - start}))


if __name__ == "__main__":
    main()

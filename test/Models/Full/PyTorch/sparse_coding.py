"""dlc's sparse_coding in PyTorch: a dictionary of 196 atoms that writes patches of three photographs with few coefficients, which 60 steps of
iterative shrinkage find."""
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional

from common import main
from recipes import STEPS

PHOTOGRAPHS = Path(__file__).resolve().parents[4] / "docs/models/natural.npy"
PATCH, PATCHES, ATOMS, SPARSITY, ITERATIONS, RATE = 12, 200, 196, 0.8, 60, 0.3


def whitened():
    """Differences from the mean of the surroundings, at about equal contrast everywhere."""
    x = torch.from_numpy(numpy.load(PHOTOGRAPHS)).float().unsqueeze(1)
    line = torch.tensor([1, 4, 6, 4, 1]) / 16
    difference = x - functional.conv2d(x, torch.outer(line, line)[None, None], padding=2)
    power = functional.avg_pool2d(difference.square(), 13, 1, 6)
    return (difference / (power + 4).sqrt()).squeeze(1)


class Dictionary(nn.Module):
    def __init__(self):
        super().__init__()
        self.photographs = whitened()
        self.atoms = nn.Parameter(functional.normalize(torch.empty(ATOMS, PATCH**2).normal_(0, 0.083)), requires_grad=False)

    def patches(self):
        """From anywhere but the borders, where the surroundings are missing."""
        count, height, width = self.photographs.shape
        line, margin = torch.arange(PATCH), 8
        photograph = torch.randint(count, (PATCHES, 1, 1))
        rows = torch.randint(margin, height - margin - PATCH, (PATCHES, 1, 1)) + line.unsqueeze(1)
        columns = torch.randint(margin, width - margin - PATCH, (PATCHES, 1, 1)) + line
        patches = self.photographs[photograph, rows, columns].flatten(1)
        return patches - patches.mean(1, keepdim=True)

    def codes(self, patches):
        gram = self.atoms @ self.atoms.T
        step = 1 / gram.abs().sum(1).max().item()
        # a + (x - a D) Dᵀ step, with what does not change between iterations taken out.
        keep, match = torch.eye(ATOMS) - step * gram, step * patches @ self.atoms.T
        codes = torch.zeros_like(match)
        for _ in range(ITERATIONS):
            codes = functional.softshrink(torch.addmm(match, codes, keep), SPARSITY * step)
        return codes

    def step(self):
        """Each atom moves by the mean of what was left where it was used. Gives the part of the variance that the codes leave unexplained."""
        patches = self.patches()
        codes = self.codes(patches)
        rest = torch.addmm(patches, codes, self.atoms, alpha=-1)
        uses = codes.square().sum(0).unsqueeze(1) + 5
        self.atoms.copy_(functional.normalize(self.atoms + RATE * (codes.T @ rest) / uses))
        return (rest.square().sum() / patches.square().sum()).item()


def learn(dictionary, recipe, *_):
    with torch.no_grad():
        return dictionary, [sum(dictionary.step() for _ in range(STEPS)) / STEPS for _ in range(recipe.epochs)]


if __name__ == "__main__":
    main({"sparse_coding": Dictionary}, lambda *_: ((), None), learn)

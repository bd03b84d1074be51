"""Random numbers that both sides share, so that their losses can be compared: in the text of a model the random state does not move on, so that
each step draws the same; and PyTorch's draws of the same shape give what dlc has drawn."""
import contextlib
import re
from unittest import mock

import numpy
import torch

from processes import run

ASSIGN = re.compile(r"^ *nn\.assign @random, .*\n", re.MULTILINE)
DRAW = re.compile(r"%(\w+), %\w+ = (nn\.random_\w+) %random : (!\w+)")


def fix_draws(model):
    """Writes an entry for each draw into the file; returns the names of these."""
    text = ASSIGN.sub("", model.read_text())
    draws = DRAW.findall(text)
    entries = "".join(f"  nn.func @only_{name}() -> ({name}: {shape}) {{\n    %random = nn.read @random : !random\n"
                      f"    %{name}, %next = {draw} %random : {shape}\n    nn.return %{name} : {shape}\n  }}\n"
                      for name, draw, shape in draws)
    model.write_text(f"{text.rpartition('}')[0]}{entries}}}\n")
    return [name for name, _, _ in draws]


@contextlib.contextmanager
def drawing(dlc, model, names, batch):
    """PyTorch draws what dlc draws of the model from seed 1."""
    by_shape = {}
    for name in names:
        file = model.with_name(f"{name}.npy")
        run([dlc, "run", model, "--threads", 1, "--entry", f"only_{name}", "--batch", batch, "--seed", 1, "--output", f"{name}={file}"])
        tensor = torch.from_numpy(numpy.load(file))
        by_shape[tuple(tensor.shape)] = tensor

    def sampler(*shape):
        return by_shape[shape]

    with mock.patch.object(torch, "randn", sampler), mock.patch.object(torch, "rand", sampler):
        yield

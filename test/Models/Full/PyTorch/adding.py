"""dlc's adding problem in PyTorch: the sum of two marked numbers out of 200, by an LSTM or a plain recurrent network of 64 units."""
import torch
from torch import nn
from torch.nn import functional

from common import main
from recipes import STEPS

BATCH, LENGTH, UNITS = 64, 200, 64


def draw():
    """New sequences, [LENGTH, BATCH, 2], and the sums of their marked numbers: one mark is in the first half, one in the second."""
    numbers, marks = torch.rand(LENGTH, BATCH), torch.zeros(LENGTH, BATCH)
    places = torch.randint(LENGTH // 2, (2, BATCH)) + torch.tensor([[0], [LENGTH // 2]])
    marks.scatter_(0, places, 1)
    return torch.stack((numbers, marks), 2), numbers.gather(0, places).sum(0).unsqueeze(1)


class Adding(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.layer, self.fc = kind(2, UNITS), nn.Linear(UNITS, 1)
        nn.init.uniform_(self.layer.weight_ih_l0, -0.3, 0.3)
        nn.init.uniform_(self.layer.weight_hh_l0, -0.125, 0.125)
        nn.init.xavier_uniform_(self.fc.weight)
        for bias in (self.layer.bias_ih_l0, self.layer.bias_hh_l0, self.fc.bias):
            nn.init.zeros_(bias)
        if kind is nn.LSTM:  # forget gates, the second of four groups, start open
            nn.init.ones_(self.layer.bias_ih_l0[UNITS: 2 * UNITS])

    def loss(self, *_):
        sequences, sums = draw()
        return functional.mse_loss(self.fc(self.layer(sequences)[0][-1]), sums)


def read(*_):
    """As many examples without content as an epoch has steps, and none to test with: all batches are new."""
    return [torch.empty(STEPS)] * 2, None


if __name__ == "__main__":
    main({"adding_lstm": lambda: Adding(nn.LSTM), "adding_rnn": lambda: Adding(nn.RNN)}, read)

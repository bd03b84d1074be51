"""dlc's chars_lstm and chars_gpt in PyTorch: both guess the next character of a text."""
import math
from pathlib import Path

import torch
from torch import nn

from common import main, normal
from transformer import Layer

SEQUENCE, CHARACTERS, WIDTH = 128, 128, 96


class Characters(nn.Module):
    def loss(self, tokens, labels):
        return nn.functional.cross_entropy(self(tokens).transpose(1, 2), labels)

    def quality(self, tokens, labels):
        """Bits a character."""
        return self.loss(tokens, labels) / math.log(2)


class Lstm(Characters):
    def __init__(self):
        super().__init__()
        self.tokens, self.lstm = normal(nn.Embedding(CHARACTERS, WIDTH), 0.1), nn.LSTM(WIDTH, 240, batch_first=True)
        self.head = nn.Linear(240, CHARACTERS)
        nn.init.uniform_(self.lstm.weight_ih_l0, -0.1, 0.1)
        nn.init.uniform_(self.lstm.weight_hh_l0, -0.065, 0.065)
        for bias in (self.lstm.bias_ih_l0, self.lstm.bias_hh_l0, self.head.bias):
            nn.init.zeros_(bias)
        with torch.no_grad():  # forget gates start open; here they are the second of four groups
            self.lstm.bias_ih_l0[240:480] = 1
        nn.init.xavier_uniform_(self.head.weight)

    def forward(self, tokens):
        return self.head(self.lstm(self.tokens(tokens))[0])


class Gpt(Characters):
    def __init__(self):
        super().__init__()
        self.tokens = normal(nn.Embedding(CHARACTERS, WIDTH), 0.02)
        self.layers = nn.ModuleList(Layer(WIDTH, 384) for _ in range(3))
        self.norm, self.head = nn.LayerNorm(WIDTH), normal(nn.Linear(WIDTH, CHARACTERS, bias=False), 0.02)
        angles = torch.outer(torch.arange(SEQUENCE), torch.exp(-0.62798 * torch.arange(WIDTH // 8)))
        self.register_buffer("rotation", torch.stack((angles.cos(), angles.sin())))

    def forward(self, tokens):
        x = self.tokens(tokens)
        for layer in self.layers:
            x = layer(x, self.rotation)
        return self.head(self.norm(x))


def read(data, unseen):
    """Windows of both texts and the characters behind, which are the labels: [examples, SEQUENCE]."""
    texts = [Path(name).read_text() for name in (data, unseen)]
    index = {character: i for i, character in enumerate(sorted(set(texts[0])))}
    for text in texts:
        ids = torch.tensor([index.get(character, 0) for character in text])
        used = (len(ids) - 1) // SEQUENCE * SEQUENCE
        yield ids[:used].view(-1, SEQUENCE), ids[1 : used + 1].view(-1, SEQUENCE)


if __name__ == "__main__":
    main({"chars_lstm": Lstm, "chars_gpt": Gpt}, read)

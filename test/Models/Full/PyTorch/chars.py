"""dlc's networks for characters in PyTorch: each guesses the next character of a text."""
import math
from pathlib import Path

import torch
from torch import nn

from common import main, normal

SEQUENCE, CHARACTERS, WIDTH = 128, 128, 96
SLOTS = 4093  # for pairs and triples of characters


class Characters(nn.Module):
    def loss(self, tokens, labels):
        return nn.functional.cross_entropy(self(tokens).transpose(1, 2), labels)

    def quality(self, tokens, labels):
        """Bits a character."""
        return self.loss(tokens, labels) / math.log(2)


class Recurrent(Characters):
    # PyTorch's groups of gates in dlc's order.
    ORDERS = {nn.RNN: [0], nn.GRU: [1, 0, 2], nn.LSTM: [0, 3, 1, 2]}

    def __init__(self, kind, units):
        super().__init__()
        self.tokens, self.layer = normal(nn.Embedding(CHARACTERS, WIDTH), 0.1), kind(WIDTH, units, batch_first=True)
        self.head = nn.Linear(units, CHARACTERS)
        bound = round(units**-0.5, 3)
        nn.init.uniform_(self.layer.weight_ih_l0, -0.1, 0.1)
        nn.init.uniform_(self.layer.weight_hh_l0, -bound, bound)
        for bias in (self.layer.bias_ih_l0, self.layer.bias_hh_l0, self.head.bias):
            nn.init.zeros_(bias)
        nn.init.xavier_uniform_(self.head.weight)

    def forward(self, tokens):
        return self.head(self.layer(self.tokens(tokens))[0])

    def weights(self):
        """By dlc's names."""
        order = self.ORDERS[type(self.layer)]
        name = type(self.layer).__name__.lower()

        def gates(parameter):
            groups = parameter.chunk(len(order))
            return torch.cat([groups[i] for i in order])

        layer = self.layer
        return {"tokens.weight": self.tokens.weight, "head.weight": self.head.weight.T, "head.bias": self.head.bias,
                f"{name}.weight": gates(layer.weight_ih_l0)[None], f"{name}.recurrence": gates(layer.weight_hh_l0)[None],
                f"{name}.bias": torch.cat((gates(layer.bias_ih_l0), gates(layer.bias_hh_l0)))[None]}


class Lstm(Recurrent):
    def __init__(self):
        super().__init__(nn.LSTM, 240)
        with torch.no_grad():  # forget gates start open; here they are the second of four groups
            self.layer.bias_ih_l0[240:480] = 1

    def weights(self):
        """dlc's network itself adds the 1 to the forget gates, which are the third group there."""
        weights = super().weights()
        bias = weights["lstm.bias"].clone()
        bias[:, 480:720] -= 1
        return {**weights, "lstm.bias": bias}


def dense(inputs, outputs, deviation):
    return normal(nn.Linear(inputs, outputs, bias=False), deviation)


def rotated(x, cosines, sines):
    first, second = x.chunk(2, -1)
    return torch.cat((first * cosines - second * sines, first * sines + second * cosines), -1)


class Layer(nn.Module):
    """Attention to the characters before, then a dense network, each behind a normalisation and added to what there was."""

    def __init__(self, width, heads, deviation):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.RMSNorm(width, eps=1e-5), nn.RMSNorm(width, eps=1e-5)
        self.qkv, self.project = dense(width, 3 * width, deviation), dense(width, width, 0)
        self.expand, self.contract = dense(width, 4 * width, deviation), dense(4 * width, width, 0)
        speeds = torch.exp(-0.460517 * torch.arange(width // heads // 2))
        angles = torch.outer(torch.arange(SEQUENCE), speeds)
        self.register_buffer("rotation", torch.stack((angles.cos(), angles.sin())))

    def forward(self, x):
        query, key, value = self.qkv(self.norm1(x)).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        query, key = rotated(query, *self.rotation), rotated(key, *self.rotation)
        seen = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.project(seen.transpose(1, 2).flatten(2))
        return x + self.contract(nn.functional.relu(self.expand(self.norm2(x))).square())


class Gpt(Characters):
    def __init__(self, width=64, heads=2, deviation=0.09):
        super().__init__()
        # Vectors of the character itself, of the one before it, and so on; and of the pair and of the triple that it completes.
        self.tables = nn.ModuleList(normal(nn.Embedding(CHARACTERS, width), 0.1) for _ in range(5))
        self.pairs, self.triples = normal(nn.Embedding(SLOTS, width), 0.1), normal(nn.Embedding(SLOTS, width), 0.1)
        self.layers = nn.Sequential(*(Layer(width, heads, deviation) for _ in range(2)))
        self.norm, self.head = nn.RMSNorm(width, eps=1e-5), dense(width, CHARACTERS, 0.02)

    def forward(self, tokens):
        farthest = len(self.tables) - 1
        padded = nn.functional.pad(tokens, (farthest, 0))
        before = [padded[:, farthest - distance :][:, :SEQUENCE] for distance in range(len(self.tables))]
        pair = before[1] * CHARACTERS + tokens
        triple = before[2] * CHARACTERS**2 + pair
        x = sum(table(ids) for table, ids in zip(self.tables, before))
        x = x + self.pairs(pair % SLOTS) + self.triples(triple % SLOTS)
        return self.head(self.norm(self.layers(x)))

    def weights(self):
        """By dlc's names."""
        names = ["tokens", *(f"before{distance}" for distance in range(1, len(self.tables)))]
        weights = {f"{name}.weight": table.weight for name, table in zip(names, self.tables)}
        weights |= {"pairs.weight": self.pairs.weight, "triples.weight": self.triples.weight}
        for index, layer in enumerate(self.layers, 1):
            weights |= {f"block{index}.{name}.scale": getattr(layer, name).weight for name in ("norm1", "norm2")}
            weights |= {f"block{index}.{name}.weight": getattr(layer, name).weight.T
                        for name in ("qkv", "project", "expand", "contract")}
        return {**weights, "norm.scale": self.norm.weight, "head.weight": self.head.weight.T}


def read(data, unseen):
    """Windows of both texts and the characters behind, which are the labels: [examples, SEQUENCE]."""
    texts = [Path(name).read_text() for name in (data, unseen)]
    index = {character: i for i, character in enumerate(sorted(set(texts[0])))}
    for text in texts:
        ids = torch.tensor([index.get(character, 0) for character in text])
        used = (len(ids) - 1) // SEQUENCE * SEQUENCE
        yield ids[:used].view(-1, SEQUENCE), ids[1 : used + 1].view(-1, SEQUENCE)


NETWORKS = {"chars_rnn": lambda: Recurrent(nn.RNN, 480), "chars_gru": lambda: Recurrent(nn.GRU, 272), "chars_lstm": Lstm, "chars_gpt": Gpt}

if __name__ == "__main__":
    main(NETWORKS, read)

#!/usr/bin/env python3
"""The network and the recipe of dlc's chars_lstm in PyTorch, on one thread:

    chars_lstm.py LEARN.txt TEST.txt SEED

prints bits a character of TEST.txt and the seconds that an epoch of LEARN.txt took. docs/models/characters.md has both sides."""
import math
import sys
import time
from pathlib import Path

import torch
from torch import nn

SEQUENCE, BATCH, RATE, WARMUP = 128, 8, 5e-3, 0.1


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(128, 96)
        self.lstm = nn.LSTM(96, 240, batch_first=True)
        self.head = nn.Linear(240, 128)
        nn.init.normal_(self.tokens.weight, 0, 0.1)
        nn.init.uniform_(self.lstm.weight_ih_l0, -0.1, 0.1)
        nn.init.uniform_(self.lstm.weight_hh_l0, -0.065, 0.065)
        for bias in (self.lstm.bias_ih_l0, self.lstm.bias_hh_l0, self.head.bias):
            nn.init.zeros_(bias)
        with torch.no_grad():  # forget gates start open; here they are the second of four groups
            self.lstm.bias_ih_l0[240:480] = 1
        nn.init.xavier_uniform_(self.head.weight)

    def forward(self, tokens):
        return self.head(self.lstm(self.tokens(tokens))[0]).transpose(1, 2)


def windows(text, index):
    """Examples and labels, [examples, SEQUENCE]: the labels are the characters behind."""
    ids = torch.tensor([index.get(character, 0) for character in text])
    count = (len(ids) - 1) // SEQUENCE
    return ids[: count * SEQUENCE].view(count, SEQUENCE), ids[1 : count * SEQUENCE + 1].view(count, SEQUENCE)


def rate(step, steps):
    """The cosine of dlc's `cosine(warmup=0.1)`."""
    warmup = WARMUP * steps
    return RATE * (step / warmup if step < warmup else 0.5 * (1 + math.cos(math.pi * (step - warmup) / (steps - warmup))))


def learn(network, examples, labels):
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    order, steps = torch.randperm(len(examples)), math.ceil(len(examples) / BATCH)
    for step in range(steps):
        chosen = order[BATCH * step : BATCH * (step + 1)]
        for group in optimizer.param_groups:
            group["lr"] = rate(step, steps)
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(examples[chosen]), labels[chosen]).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()


def bits(network, examples, labels):
    with torch.no_grad():
        nats = sum(nn.functional.cross_entropy(network(examples[i : i + 64]), labels[i : i + 64], reduction="sum").item()
                   for i in range(0, len(examples), 64))
    return nats / labels.numel() / math.log(2)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    torch.manual_seed(int(sys.argv[3]))
    text, unseen = (Path(name).read_text() for name in sys.argv[1:3])
    index = {character: i for i, character in enumerate(sorted(set(text)))}
    network, began = Network(), time.time()
    learn(network, *windows(text, index))
    seconds = time.time() - began
    print(f"{bits(network, *windows(unseen, index)):.4f} bits a character, {seconds:.1f} s")


if __name__ == "__main__":
    main()

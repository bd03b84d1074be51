"""The layer that dlc's vit is made of: attention, then a dense network, each behind a normalisation and added to what there was."""
from torch import nn
from torch.nn import functional

from common import normal


class Layer(nn.Module):
    def __init__(self, width, hidden, heads=4):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.project = normal(nn.Linear(width, 3 * width), 0.02), normal(nn.Linear(width, width), 0.02)
        self.expand, self.contract = normal(nn.Linear(width, hidden), 0.02), normal(nn.Linear(hidden, width), 0.02)

    def forward(self, x):
        query, key, value = self.qkv(self.norm1(x)).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value)
        x = x + self.project(seen.transpose(1, 2).flatten(2))
        return x + self.contract(functional.gelu(self.expand(self.norm2(x)), approximate="tanh"))

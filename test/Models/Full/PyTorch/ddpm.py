"""dlc's ddpm in PyTorch: a small U-Net that tells noise from image, at any time between both."""
import math

import torch
from torch import nn
from torch.nn import functional

from common import main, normal, xavier_normal


def zero(layer):
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
    return layer


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(8, width), nn.GroupNorm(8, width)
        self.conv1 = normal(nn.Conv2d(width, width, 3, padding=1, bias=False))
        self.conv2 = zero(nn.Conv2d(width, width, 3, padding=1))
        self.time = xavier_normal(nn.Linear(128, width))

    def forward(self, x, time):
        shifted = self.conv1(functional.silu(self.norm1(x))) + self.time(time)[:, :, None, None]
        return x + self.conv2(functional.silu(self.norm2(shifted)))


class Look(nn.Module):
    """All places look at each other, with four heads."""

    def __init__(self, width):
        super().__init__()
        self.norm, self.all, self.project = nn.GroupNorm(8, width), nn.Conv2d(width, 3 * width, 1), zero(nn.Conv2d(width, width, 1))
        nn.init.xavier_normal_(self.all.weight)
        nn.init.zeros_(self.all.bias)

    def forward(self, x):
        query, key, value = (part.unflatten(1, (4, -1)).flatten(3).transpose(2, 3) for part in self.all(self.norm(x)).chunk(3, 1))
        seen = functional.scaled_dot_product_attention(query, key, value)
        return x + self.project(seen.transpose(2, 3).reshape(x.shape))


class Diffusion(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("speeds", torch.exp(0.22283 * torch.arange(32)))
        self.time = normal(nn.Linear(64, 128))
        self.stem, self.down = normal(nn.Conv2d(1, 32, 4, 2, 1)), normal(nn.Conv2d(32, 64, 4, 2, 1))
        self.block1, self.block2, self.block3, self.block4 = Block(32), Block(64), Block(64), Block(32)
        self.look = Look(64)
        self.up, self.norm = normal(nn.ConvTranspose2d(64, 32, 4, 2, 1), 0.06), nn.GroupNorm(8, 32)
        self.out = normal(nn.ConvTranspose2d(32, 1, 4, 2, 1), 0.02)

    def forward(self, images, t):
        angles = t * self.speeds
        time = functional.silu(self.time(torch.cat((angles.sin(), angles.cos()), 1)))
        wide = self.block1(self.stem(images), time)
        deep = self.block3(self.look(self.block2(self.down(wide), time)), time)
        return self.out(functional.silu(self.norm(self.block4(self.up(deep) + wide, time))))

    def loss(self, images, _):
        """Times are spread evenly over a batch, which starts anywhere."""
        count, x, noise = len(images), 2 * images - 1, torch.randn_like(images)
        t = ((torch.arange(1, count + 1) / count + torch.rand(1)) % 1)[:, None]
        angle = (t * math.pi / 2)[:, :, None, None]
        cos, sin = angle.cos(), angle.sin()
        return functional.mse_loss(self(cos * x + sin * noise, t), cos * noise - sin * x)

    quality = loss


if __name__ == "__main__":
    main({"ddpm": Diffusion})

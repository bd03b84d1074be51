"""dlc's vit in PyTorch: a vision transformer for 49 patches of 4 by 4 pixels."""
import torch
from torch import nn

from common import Classifier, main, xavier_normal
from transformer import Layer


class VisionTransformer(Classifier):
    def __init__(self):
        super().__init__()
        self.patches = xavier_normal(nn.Conv2d(1, 64, 4, stride=4))
        self.positions = nn.Parameter(nn.init.normal_(torch.empty(49, 64), 0, 0.02))
        self.layers = nn.Sequential(*(Layer(64, 128) for _ in range(3)))
        self.norm, self.head = nn.LayerNorm(64), xavier_normal(nn.Linear(64, 10))

    def forward(self, images):
        x = self.patches(images).flatten(2).transpose(1, 2) + self.positions
        return self.head(self.norm(self.layers(x)).mean(1))


if __name__ == "__main__":
    main({"vit": VisionTransformer})

"""dlc's fashion_vgg and fashion_resnet in PyTorch: convolutions with batch normalisation, in a row or around shortcuts, that learn from images
changed at random."""
import torch
from torch import nn
from torch.nn import functional

from common import Classifier, he_uniform, main, normal


def convolution(inputs, outputs):
    return normal(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)), nn.BatchNorm2d(outputs), nn.ReLU()


def augment(images):
    """Each is shifted by up to two pixels, and half of them are mirrored."""
    count, pixels = len(images), torch.arange(28)
    rows = pixels.view(1, 28, 1) + torch.randint(5, (count, 1, 1))
    mirrored = torch.rand(count, 1, 1) < 0.5
    columns = torch.where(mirrored, 27 - pixels, pixels) + torch.randint(5, (count, 1, 1))
    padded = functional.pad(images, (2, 2, 2, 2)).flatten(1)
    return padded.gather(1, (rows * 32 + columns).flatten(1)).view(count, 1, 28, 28)


class Network(Classifier):
    def loss(self, images, labels):
        return functional.cross_entropy(self(augment(images)), labels, label_smoothing=0.1)


class Row(Network):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            *convolution(1, 32), nn.MaxPool2d(2),
            *convolution(32, 64), *convolution(64, 64), nn.MaxPool2d(2),
            *convolution(64, 128), *convolution(128, 128), nn.MaxPool2d(2),
            nn.Flatten(), he_uniform(nn.Linear(1152, 10)))

    def forward(self, images):
        return self.layers(images)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()

        def layer(inputs, size, stride):
            return nn.Sequential(normal(nn.Conv2d(inputs, outputs, size, stride, padding=size // 2, bias=False)), nn.BatchNorm2d(outputs))

        self.shortcut = layer(inputs, 1, stride)
        self.layers = nn.Sequential(layer(inputs, 3, stride), nn.ReLU(), layer(outputs, 3, 1))

    def forward(self, x):
        return functional.relu(self.layers(x) + self.shortcut(x))


class Residual(Network):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*convolution(1, 32), nn.MaxPool2d(2), Block(32, 64, 1), Block(64, 128, 2), Block(128, 128, 2))
        self.classes = he_uniform(nn.Linear(128, 10))

    def forward(self, images):
        return self.classes(self.layers(images).mean((2, 3)))


if __name__ == "__main__":
    main({"fashion_vgg": Row, "fashion_resnet": Residual})

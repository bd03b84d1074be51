"""dlc's fashion_vgg in PyTorch: five convolutions of 3 by 3 with batch normalisation, and images changed at random."""
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
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            *convolution(1, 32), nn.MaxPool2d(2),
            *convolution(32, 64), *convolution(64, 64), nn.MaxPool2d(2),
            *convolution(64, 128), *convolution(128, 128), nn.MaxPool2d(2),
            nn.Flatten(), he_uniform(nn.Linear(1152, 10)))

    def forward(self, images):
        return self.layers(images)

    def loss(self, images, labels):
        return functional.cross_entropy(self(augment(images)), labels, label_smoothing=0.1)


if __name__ == "__main__":
    main({"fashion_vgg": Network})

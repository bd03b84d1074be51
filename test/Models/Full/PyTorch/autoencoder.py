"""dlc's autoencoder in PyTorch: 784 pixels through a bottleneck of 32 numbers."""
from torch import nn

from common import main, normal, xavier_normal


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(normal(nn.Linear(784, 256)), nn.ReLU(), xavier_normal(nn.Linear(256, 32)),
                                    normal(nn.Linear(32, 256)), nn.ReLU(), xavier_normal(nn.Linear(256, 784)), nn.Sigmoid())

    def loss(self, images, _):
        images = images.flatten(1)
        return nn.functional.mse_loss(self.layers(images), images)

    quality = loss


if __name__ == "__main__":
    main({"autoencoder": Autoencoder})

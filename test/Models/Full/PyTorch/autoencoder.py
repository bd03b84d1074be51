"""dlc's autoencoders in PyTorch: a bottleneck of 32 numbers, one that takes noise away, and one whose units are seldom active."""
import torch
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


class Denoising(nn.Module):
    """Its quality is the ratio of signal to noise of what it makes of a noisy image, in dB."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(normal(nn.Linear(784, 1024)), nn.ReLU(), xavier_normal(nn.Linear(1024, 784)), nn.Sigmoid())

    def differences(self, images):
        images = images.flatten(1)
        return self.layers(images + 0.5 * torch.randn_like(images)) - images

    def loss(self, images, _):
        return self.differences(images).square().mean()

    def quality(self, images, _):
        return -10 * self.differences(images).square().mean(1).log10().mean()


class Sparse(nn.Module):
    """Each hidden unit is to be active in a twentieth of the images."""

    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = xavier_normal(nn.Linear(784, 1024)), xavier_normal(nn.Linear(1024, 784))
        nn.init.constant_(self.encoder.bias, -2)

    def loss(self, images, _):
        images = images.flatten(1)
        code = torch.sigmoid(self.encoder(images))
        activity = code.mean(0)
        divergence = (0.05 * (0.05 / activity).log() + 0.95 * (0.95 / (1 - activity)).log()).sum()
        return nn.functional.mse_loss(self.decoder(code), images) + 0.001 * divergence

    def quality(self, images, _):
        images = images.flatten(1)
        return nn.functional.mse_loss(self.decoder(torch.sigmoid(self.encoder(images))), images)


if __name__ == "__main__":
    main({"autoencoder": Autoencoder, "denoising_autoencoder": Denoising, "sparse_autoencoder": Sparse})

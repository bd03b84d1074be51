"""dlc's variational autoencoders in PyTorch: of dense layers, of convolutions, and one that is told the class and judged by whether that is
recognised in what it draws."""
import torch
from torch import nn
from torch.nn import functional

from common import main, normal


def dense(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    bound = (3 / inputs) ** 0.5
    nn.init.uniform_(layer.weight, -bound, bound)  # variance 1 / inputs (LeCun et al., 1998)
    nn.init.zeros_(layer.bias)
    return layer


def drawn(mean, log_variance):
    return mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)


def bound(images, logits, mean, log_variance):
    """The negative evidence lower bound in nats an image."""
    reconstruction = functional.binary_cross_entropy_with_logits(logits, images, reduction="sum")
    divergence = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum()
    return (reconstruction + divergence) / len(images)


class VariationalAutoencoder(nn.Module):
    """784 pixels, 400 hidden units, 20 latent numbers, and back."""

    def __init__(self):
        super().__init__()
        self.encoder, self.mean, self.log_variance = dense(784, 400), dense(400, 20), dense(400, 20)
        self.decoder, self.pixels = dense(20, 400), dense(400, 784)

    def loss(self, images, _):
        images = images.flatten(1)
        hidden = functional.relu(self.encoder(images))
        mean, log_variance = self.mean(hidden), self.log_variance(hidden)
        logits = self.pixels(functional.relu(self.decoder(drawn(mean, log_variance))))
        return bound(images, logits, mean, log_variance)

    quality = loss


class Convolutional(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            normal(nn.Conv2d(1, 16, 4, 2, 1)), nn.ReLU(), normal(nn.Conv2d(16, 32, 4, 2, 1)), nn.ReLU(),
            nn.Flatten(), normal(nn.Linear(1568, 128)), nn.ReLU())
        self.mean, self.log_variance = dense(128, 16), dense(128, 16)
        self.decoder = nn.Sequential(
            normal(nn.Linear(16, 128)), nn.ReLU(), normal(nn.Linear(128, 1568)), nn.ReLU(), nn.Unflatten(1, (32, 7, 7)),
            normal(nn.ConvTranspose2d(32, 16, 4, 2, 1), 0.1), nn.ReLU(), normal(nn.ConvTranspose2d(16, 1, 4, 2, 1), 0.1))

    def loss(self, images, _):
        hidden = self.encoder(images)
        mean, log_variance = self.mean(hidden), self.log_variance(hidden)
        return bound(images, self.decoder(drawn(mean, log_variance)), mean, log_variance)

    quality = loss


class Conditional(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder1, self.encoder2 = normal(nn.Linear(784, 512, bias=False)), normal(nn.Linear(512, 512))
        self.encoder_class = normal(nn.Embedding(10, 512), 0.05)
        self.mean, self.log_variance = dense(512, 16), dense(512, 16)
        self.decoder1, self.decoder2 = normal(nn.Linear(16, 512, bias=False)), normal(nn.Linear(512, 512, bias=False))
        self.class1, self.class2 = normal(nn.Embedding(10, 512), 0.3), normal(nn.Embedding(10, 512), 0.3)
        self.pixels = dense(512, 784)
        self.judge = nn.Sequential(normal(nn.Linear(784, 256)), nn.ReLU(), dense(256, 10))

    def logits(self, code, labels):
        hidden = functional.relu(self.decoder1(code) + self.class1(labels))
        return self.pixels(functional.relu(self.decoder2(hidden) + self.class2(labels)))

    def quality(self, images, labels):
        images = images.flatten(1)
        hidden = functional.relu(self.encoder1(images) + self.encoder_class(labels))
        hidden = functional.relu(self.encoder2(hidden))
        mean, log_variance = self.mean(hidden), self.log_variance(hidden)
        return bound(images, self.logits(drawn(mean, log_variance), labels), mean, log_variance)

    def loss(self, images, labels):
        """The judge learns from real images alone, and does not change by those that are made."""
        made = torch.sigmoid(self.logits(torch.randn(len(images), 16), labels))
        fixed = {name: parameter.detach() for name, parameter in self.judge.named_parameters()}
        doubt = functional.cross_entropy(torch.func.functional_call(self.judge, fixed, made), labels)
        own = functional.cross_entropy(self.judge(images.flatten(1)), labels)
        return self.quality(images, labels) + 20 * doubt + own


if __name__ == "__main__":
    main({"vae": VariationalAutoencoder, "conv_vae": Convolutional, "cvae": Conditional})

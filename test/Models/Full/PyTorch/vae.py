"""dlc's vae in PyTorch: 784 pixels, 400 hidden units, 20 latent numbers, and back."""
import torch
from torch import nn
from torch.nn import functional

from common import main


def dense(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    bound = (3 / inputs) ** 0.5
    nn.init.uniform_(layer.weight, -bound, bound)  # variance 1 / inputs (LeCun et al., 1998)
    nn.init.zeros_(layer.bias)
    return layer


class VariationalAutoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.mean, self.log_variance = dense(784, 400), dense(400, 20), dense(400, 20)
        self.decoder, self.pixels = dense(20, 400), dense(400, 784)

    def loss(self, images, _):
        """The negative evidence lower bound in nats an image."""
        images = images.flatten(1)
        hidden = functional.relu(self.encoder(images))
        mean, log_variance = self.mean(hidden), self.log_variance(hidden)
        code = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        logits = self.pixels(functional.relu(self.decoder(code)))
        reconstruction = functional.binary_cross_entropy_with_logits(logits, images, reduction="sum")
        divergence = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum()
        return (reconstruction + divergence) / len(images)

    quality = loss


if __name__ == "__main__":
    main({"vae": VariationalAutoencoder})

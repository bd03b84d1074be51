"""dlc's stacked_autoencoder in PyTorch: four layers of sigmoids to 32 numbers and four back, that learn one pair after the other, each for an
epoch, and then as a whole; or as a whole at once."""
import torch
from torch import nn
from torch.nn import functional

from common import dense_weights, main, xavier_normal

SIZES = 784, 400, 200, 100, 32


def layers(inputs, outputs):
    return nn.ModuleList(nn.Sequential(xavier_normal(nn.Linear(*size)), nn.Sigmoid()) for size in zip(inputs, outputs))


class Stacked(nn.Module):
    pretrained = len(SIZES) - 1  # pairs of layers, the first epochs

    def __init__(self):
        super().__init__()
        self.encoders, self.decoders = layers(SIZES, SIZES[1:]), layers(SIZES[1:], SIZES)

    def loss(self, images, _):
        x = images.flatten(1)
        if self.epoch >= self.pretrained:
            return self.error(x)
        with torch.no_grad():
            for encoder in self.encoders[: self.epoch]:
                x = encoder(x)
        return functional.mse_loss(self.decoders[self.epoch](self.encoders[self.epoch](x)), x)

    def error(self, x):
        y = x
        for layer in [*self.encoders, *reversed(self.decoders)]:
            y = layer(y)
        return functional.mse_loss(y, x)

    def quality(self, images, _):
        return self.error(images.flatten(1))

    def weights(self):
        sides = {"encoder": self.encoders, "decoder": self.decoders}
        return dense_weights({f"{side}{i}": layer[0] for side, layers in sides.items() for i, layer in enumerate(layers, 1)})


class AtOnce(Stacked):
    pretrained = 0


NETWORKS = {"stacked_autoencoder": Stacked, "stacked_at_once": AtOnce}

if __name__ == "__main__":
    main(NETWORKS)

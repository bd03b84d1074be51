"""dlc's two_inputs in PyTorch: the halves of an image, classified together and each alone."""
import torch
from torch import nn
from torch.nn import functional

from common import main, normal, xavier_normal


def head(inputs):
    return nn.Sequential(normal(nn.Linear(inputs, 128)), nn.ReLU(), xavier_normal(nn.Linear(128, 10)))


class TwoInputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.upper, self.lower = normal(nn.Linear(392, 128)), normal(nn.Linear(392, 128))
        self.joint, self.upper_alone, self.lower_alone = head(256), head(128), head(128)

    def forward(self, images):
        upper, lower = images.flatten(1).split(392, 1)
        upper, lower = functional.relu(self.upper(upper)), functional.relu(self.lower(lower))
        return self.joint(torch.cat((upper, lower), 1)), self.upper_alone(upper), self.lower_alone(lower)

    def loss(self, images, labels):
        return sum(functional.cross_entropy(logits, labels) for logits in self(images))

    def quality(self, images, labels):
        return (self(images)[0].argmax(1) == labels).float().mean()


if __name__ == "__main__":
    main({"two_inputs": TwoInputs})

"""dlc's dbn in PyTorch: two layers that learn from images without labels, one after the other, by contrastive divergence; then they begin a
classifier, which learns from few labels."""
import torch
from torch import nn
from torch.nn import functional

import common
from common import Classifier, main, steps_of, xavier_normal
from rbm import Machine, drawn


class Layer(Machine):
    def __init__(self, inputs, deviation):
        super().__init__(inputs, 500, deviation)
        self.velocities = [torch.zeros_like(parameter) for parameter in (self.weight, self.visible, self.hidden)]

    def step(self, v, rate):
        """One step away from the data, with momentum. Gives the squared error of the reconstruction."""
        h = self.up(v)
        sample = self.logits(drawn(h)).sigmoid_()
        sample_h = self.up(sample)
        weight, visible, hidden = (velocity.mul_(0.5) for velocity in self.velocities)
        weight.addmm_(v.T, h, alpha=1 / len(v)).addmm_(sample.T, sample_h, alpha=-1 / len(v))
        visible.add_((v - sample).mean(0))
        hidden.add_((h - sample_h).mean(0))
        for parameter, velocity in zip((self.weight, self.visible, self.hidden), self.velocities):
            parameter.add_(velocity, alpha=rate)
        return functional.mse_loss(sample, v)


class DeepBelief(Classifier):
    def __init__(self):
        super().__init__()
        self.lower, self.upper, self.classes = Layer(784, 0.03), Layer(500, 0.04), xavier_normal(nn.Linear(500, 10))

    def forward(self, images):
        return self.classes(self.upper.up(self.lower.up(images.flatten(1))))


def learn(network, recipe, images, labels):
    losses = []
    with torch.no_grad():
        for epoch, steps in enumerate(steps_of(recipe, len(images))):
            total = 0.0
            for chosen, rate in steps:
                x = images[chosen].flatten(1)
                error = network.lower.step(x, rate) if epoch < recipe.epochs // 2 else network.upper.step(network.lower.up(x), rate)
                total += error.item() * len(chosen)
            losses.append(total / len(images))
    network.requires_grad_()
    network, more = common.learn(network, recipe.then, images[:recipe.labelled], labels[:recipe.labelled])
    return network, losses + more


if __name__ == "__main__":
    main({"dbn": DeepBelief}, learn=learn)

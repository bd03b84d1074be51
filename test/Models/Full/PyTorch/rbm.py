"""dlc's rbm in PyTorch: a restricted Boltzmann machine of 784 pixels and 256 hidden units that learns from the difference between statistics of
the data and of its own samples, which are persistent chains or k steps of Gibbs sampling away from the data. Nothing is differentiated."""
import torch
from torch import nn
from torch.nn import functional

from common import main, steps_of

CHAINS = 128


def binary(images):
    return (images.flatten(1) > 0.5).float()


def drawn(probability):
    return torch.rand_like(probability).lt_(probability)  # a third of the time of torch.bernoulli


class Machine(nn.Module):
    def __init__(self, inputs, units, deviation):
        super().__init__()
        self.weight = nn.Parameter(nn.init.normal_(torch.empty(inputs, units), 0, deviation), requires_grad=False)
        self.visible, self.hidden = (nn.Parameter(torch.zeros(size), requires_grad=False) for size in (inputs, units))

    def up(self, v):
        """The probabilities of the hidden units, given the visible ones."""
        return torch.addmm(self.hidden, v, self.weight).sigmoid_()

    def logits(self, h):
        """Of the visible units, given the hidden ones."""
        return torch.addmm(self.visible, h, self.weight.T)


class Sampler(Machine):
    def __init__(self, steps=0):
        """`steps` from the data to the samples; 0: of the persistent chains."""
        super().__init__(784, 256, 0.01)
        self.steps = steps
        self.chains = torch.zeros(CHAINS, 784)
        self.mean = torch.full((784,), 0.2)  # of the pixels of the data: dlc measures the likelihood from there

    def gibbs(self, v):
        return drawn(self.logits(drawn(self.up(v))).sigmoid_())

    def samples(self, v):
        if self.steps == 0:
            self.chains = self.gibbs(self.chains)
            return self.chains
        for _ in range(self.steps):
            v = self.gibbs(v)
        return v

    def step(self, v, rate):
        """Towards the statistics of the data, away from those of the samples. Gives the error of the reconstruction."""
        h, sample, mean = self.up(v), self.samples(v), v.mean(0)
        sample_h = self.up(sample)
        self.weight.addmm_(v.T, h, alpha=rate / len(v)).addmm_(sample.T, sample_h, alpha=-rate / len(sample))
        self.visible.add_(mean - sample.mean(0), alpha=rate)
        self.hidden.add_(h.mean(0) - sample_h.mean(0), alpha=rate)
        self.mean.lerp_(mean, 0.01)
        return self.error(v, h)

    def error(self, v, h):
        """Of the pixels that hidden units give back, in nats an image."""
        return functional.binary_cross_entropy_with_logits(self.logits(h), v, reduction="sum") / len(v)

    def quality(self, images, _):
        v = binary(images)
        return self.error(v, self.up(v))

    def weights(self):
        """By dlc's names."""
        return {"weights": self.weight, "visible.bias": self.visible, "hidden.bias": self.hidden, "chains": self.chains, "mean": self.mean,
                "random": torch.zeros(2, dtype=torch.int64)}


def learn(machine, recipe, images, _):
    losses = []
    with torch.no_grad():
        for steps in steps_of(recipe, len(images)):
            total = sum(machine.step(binary(images[chosen]), rate).item() * len(chosen) for chosen, rate in steps)
            losses.append(total / len(images))
    return machine, losses


if __name__ == "__main__":
    main({"rbm": Sampler, "rbm_cd1": lambda: Sampler(1), "rbm_cd10": lambda: Sampler(10)}, learn=learn)

"""dlc's generative adversarial networks in PyTorch: of convolutions, which learn in turns, and of dense layers with a critic whose slope is held
at 1."""
import itertools

import torch
from torch import nn
from torch.nn import functional

from common import images, main, normal, optimizer_of, steps_of, xavier_normal

LATENT = 64
ACCUMULATED = 5  # gradients, by the mean of which the generator of a critic moves


def gradients(optimizer, loss):
    """Adds those of the parameters that the optimizer moves, and of no others; returns the loss."""
    loss.backward(inputs=[parameter for group in optimizer.param_groups for parameter in group["params"]])
    return loss.item()


def update(optimizer, rate):
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.step()
    optimizer.zero_grad()


class Adversarial(nn.Module):
    """A `generator` and a `judge`, each with an optimizer of its own. A step returns the judge's loss, or None if it was not its turn."""

    def fake(self, count):
        return self.generator(torch.randn(count, LATENT))

    def given(self, count):
        """Images from which the judge learns, and the generator does not."""
        with torch.no_grad():
            return self.fake(count)

    def generate(self, count):
        self.eval()
        return torch.cat([self.given(1000) for _ in range(count // 1000)]).view(-1, 28, 28)

    def optimizers(self, recipe):
        return optimizer_of(self.judge, recipe), optimizer_of(self.generator, recipe)


class DeepConvolutional(Adversarial):
    def __init__(self):
        super().__init__()
        self.generator = nn.Sequential(
            nn.Linear(LATENT, 3136, bias=False), nn.Unflatten(1, (64, 7, 7)), nn.BatchNorm2d(64), nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 4, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            nn.ConvTranspose2d(32, 1, 4, 2, 1), nn.Sigmoid())
        self.judge = nn.Sequential(
            nn.Conv2d(1, 32, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(32, 64, 4, 2, 1, bias=False), nn.BatchNorm2d(64), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(3136, 1))
        for layer in (*self.generator, *self.judge):
            if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
                normal(layer, 0.02)
        self.to(memory_format=torch.channels_last)  # a fifth faster

    def weights(self):
        """By dlc's names."""
        fc, _, bn1, _, conv1, bn2, _, conv2, _ = self.generator
        weights = {"generator.fc.weight": fc.weight.T, "generator.conv1.weight": conv1.weight,
                   "generator.conv2.weight": conv2.weight, "generator.conv2.bias": conv2.bias}
        first, _, second, norm, _, _, last = self.judge
        weights |= {"discriminator.conv1.weight": first.weight, "discriminator.conv1.bias": first.bias,
                    "discriminator.conv2.weight": second.weight, "discriminator.fc.weight": last.weight.T, "discriminator.fc.bias": last.bias}
        for name, layer in (("generator.bn1", bn1), ("generator.bn2", bn2), ("discriminator.bn2", norm)):
            weights |= {f"{name}.scale": layer.weight, f"{name}.bias": layer.bias}
        return weights

    def discriminator_loss(self, images):
        fake = self.given(len(images))
        return (functional.softplus(-self.judge(images)) + functional.softplus(self.judge(fake))).mean()

    def stepper(self, recipe):
        """Each batch is for one of both: in place of real images, the generator makes as many."""
        discriminator, generator = self.optimizers(recipe)
        turns = itertools.cycle((True, False))

        def step(images, rate):
            if next(turns):
                loss = gradients(discriminator, self.discriminator_loss(images))
                update(discriminator, rate)
                return loss
            gradients(generator, functional.softplus(-self.judge(self.fake(len(images)))).mean())
            update(generator, rate)
            return None

        return step


def dense(inputs, *hidden, activation):
    layers = itertools.chain(*((normal(nn.Linear(before, width)), activation()) for before, width in itertools.pairwise((inputs, *hidden))))
    return list(layers)


class Wasserstein(Adversarial):
    def __init__(self):
        super().__init__()
        self.generator = nn.Sequential(*dense(LATENT, 256, 256, activation=nn.ReLU), xavier_normal(nn.Linear(256, 784)), nn.Sigmoid())
        self.judge = nn.Sequential(*dense(784, 256, 256, activation=nn.Softplus), xavier_normal(nn.Linear(256, 1)))

    def weights(self):
        weights = {}
        for name, network in (("generator", self.generator), ("critic", self.judge)):
            for index, layer in enumerate(network[:5:2], 1):
                weights |= {f"{name}.fc{index}.weight": layer.weight.T, f"{name}.fc{index}.bias": layer.bias}
        return weights

    def penalty(self, real, fake):
        between = (real + (fake - real) * torch.rand(len(real), 1)).requires_grad_()
        (gradient,) = torch.autograd.grad(self.judge(between).sum(), between, create_graph=True)
        slopes = (gradient.square().sum(1) + 1e-12).sqrt()
        return 10 * (slopes - 1).square().mean()

    def critic_loss(self, real):
        fake = self.given(len(real))
        real_mean, fake_mean = self.judge(torch.cat((real, fake))).view(2, -1).mean(1)
        return self.penalty(real, fake) - real_mean + fake_mean

    def stepper(self, recipe):
        critic, generator = self.optimizers(recipe)
        steps = itertools.count(1)

        def step(images, rate):
            loss = gradients(critic, self.critic_loss(images.flatten(1)))
            update(critic, rate)
            gradients(generator, -self.judge(self.fake(len(images))).mean() / ACCUMULATED)
            if next(steps) % ACCUMULATED == 0:
                update(generator, rate)
            return loss

        return step


def learn(network, recipe, examples, _):
    step, losses = network.stepper(recipe), []
    for steps in steps_of(recipe, len(examples)):
        known = [(loss, len(chosen)) for chosen, rate in steps if (loss := step(examples[chosen], rate)) is not None]
        losses.append(sum(loss * count for loss, count in known) / sum(count for _, count in known) if known else None)
    return network, losses


NETWORKS = {"fashion_gan": DeepConvolutional, "wgan_gp": Wasserstein}

if __name__ == "__main__":
    main(NETWORKS, lambda data, _: (images(data), None), learn)

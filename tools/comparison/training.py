"""A training step in PyTorch: forward, backward, Adam."""
import torch
from torch.nn import functional

from comparison import ONE_LAYOUT, networks, suites
from comparison.prepare import SEED


def adam(module):
    return torch.optim.Adam(module.parameters(), 1e-3, fused=True)


def adversarial_step(model, real, wrap):
    """The discriminator's step and the generator's, one after the other, as in PyTorch's example."""
    ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)
    entropy = functional.binary_cross_entropy_with_logits
    optimizers = adam(model.discriminator), adam(model.generator)
    judged = wrap(lambda fake: entropy(model.discriminator(real), ones) + entropy(model.discriminator(fake), zeros))
    convincing = wrap(lambda latent: entropy(model.discriminator(model.generator(latent)), ones))

    def call():
        latent = torch.randn(len(real), 100, 1, 1)
        with torch.no_grad():
            fake = model.generator(latent)
        optimizers[0].zero_grad()
        loss = judged(fake)
        loss.backward()
        optimizers[0].step()
        optimizers[1].zero_grad()
        convincing(latent).backward()
        optimizers[1].step()
        return loss.item()

    return call


def step(network, rival, threads):
    """`rival` is eager or compile, or either with _nhwc behind it: images with their channels last."""
    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    spec = networks.TRAINING[network]
    model = spec.build().train()
    inputs = {name: example(suites.TRAINING[network]) for name, example in spec.inputs.items()}
    if rival.endswith("_nhwc"):
        if not spec.image_layout:
            raise ValueError(ONE_LAYOUT)
        model = model.to(memory_format=torch.channels_last)
        inputs["image"] = inputs["image"].to(memory_format=torch.channels_last)
    wrap = torch.compile if rival.startswith("compile") else lambda function: function
    if network == "dcgan":
        return adversarial_step(model, inputs["image"], wrap)
    loss, optimizer = wrap(lambda: spec.loss(model, *inputs.values())), adam(model)

    def call():
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        return value.item()

    return call

"""What the networks in PyTorch share: data, the loop, and the command line, which is the same for all:

    rows.py rows_lstm DATA TEST [--epochs N] [--seed N]

DATA and TEST are .npz files of images in 0 … 1 and labels (`compare` writes them) or, for characters, texts. Prints one JSON object: the
quality on TEST, the mean loss of each epoch, the number of parameters, the time that the epochs took, and the seconds that the CPU spent on
this process before them and in them. One thread."""
import argparse
import json
import math
import time

import numpy
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from judge import GENERATED
from recipes import RECIPES

TEST_BATCH = 128


def he_uniform(layer):
    """The dense layer that dlc's zoo has at the end of a classifier."""
    nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
    nn.init.zeros_(layer.bias)
    return layer


def normal(layer, deviation=None):
    """Normal weights, those of He et al. or with this deviation; no biases."""
    if deviation is None:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    else:
        nn.init.normal_(layer.weight, 0, deviation)
    if getattr(layer, "bias", None) is not None:
        nn.init.zeros_(layer.bias)
    return layer


def xavier_normal(layer):
    nn.init.xavier_normal_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def dense_weights(layers):
    """By dlc's names, of dense layers by theirs."""
    return {f"{name}.weight": layer.weight.T for name, layer in layers.items()} | {f"{name}.bias": layer.bias for name, layer in layers.items()}


class Classifier(nn.Module):
    """What is learnt, and how good it is, as means over a batch. Other networks have a `loss` and a `quality` of their own."""

    def loss(self, images, labels):
        return nn.functional.cross_entropy(self(images), labels)

    def quality(self, images, labels):
        return (self(images).argmax(1) == labels).float().mean()


def rate(recipe, step, steps):
    """dlc's `cosine(warmup=…)` and `constant`: a straight line from 1 % of the rate, then half a cosine down to 0."""
    epoch = step * recipe.epochs / steps
    if epoch < recipe.warmup:
        return recipe.rate * (0.01 + 0.99 * epoch / recipe.warmup)
    if not recipe.cosine:
        return recipe.rate
    return recipe.rate * (1 + math.cos(math.pi * (epoch - recipe.warmup) / (recipe.epochs - recipe.warmup))) / 2


def steps_of(recipe, examples):
    """For each epoch, the numbers of the examples of each step, and its rate."""
    batches = math.ceil(examples / recipe.batch)
    for epoch in range(recipe.epochs):
        order = torch.randperm(examples).split(recipe.batch)
        yield ((chosen, rate(recipe, epoch * batches + index, recipe.epochs * batches)) for index, chosen in enumerate(order))


def optimizer_of(network, recipe):
    parameters, settings = network.parameters(), {"lr": recipe.rate, "weight_decay": recipe.decay}
    match recipe.optimizer:  # fused is the fastest of its forms, which RMSprop does not have
        case "sgd" | "momentum":
            return torch.optim.SGD(parameters, momentum=0.9 if recipe.optimizer == "momentum" else 0, fused=True, **settings)
        case "adagrad":
            return torch.optim.Adagrad(parameters, fused=True, **settings)
        case "rmsprop":
            return torch.optim.RMSprop(parameters, **settings)
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[recipe.optimizer]
    return kind(parameters, betas=(recipe.beta1, recipe.beta2), fused=True, **settings)


def augmented(images, recipe):
    """Half of them are mirrored left to right, by the recipe of dlc's `--augment flip`."""
    if recipe.augment != "flip":
        return images
    is_mirrored = torch.rand(len(images), *[1] * (images.dim() - 1)) < 0.5
    return torch.where(is_mirrored, images.flip(-1), images)


def learn(network, recipe, examples, labels):
    """Returns the network to test and the mean loss of each epoch."""
    optimizer = optimizer_of(network, recipe)
    averaged = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(recipe.average)) if recipe.average else None
    losses = []
    for epoch, steps in enumerate(steps_of(recipe, len(examples))):
        network.epoch, total = epoch, 0.0  # a network that learns in phases looks at its epoch
        for chosen, now in steps:
            for group in optimizer.param_groups:
                group["lr"] = now
            optimizer.zero_grad()
            loss = network.loss(augmented(examples[chosen], recipe), labels[chosen])
            loss.backward()
            if recipe.clip:
                nn.utils.clip_grad_norm_(network.parameters(), recipe.clip)
            optimizer.step()
            if averaged:
                averaged.update_parameters(network)
            total += loss.item() * len(chosen)
        losses.append(total / len(examples))
    return averaged.module if averaged else network, losses


def test(network, examples, labels):
    network.eval()
    with torch.no_grad():
        total = sum(network.quality(some, right).item() * len(some)
                    for some, right in zip(examples.split(TEST_BATCH), labels.split(TEST_BATCH)))
    return total / len(examples)


def images(path):
    with numpy.load(path) as file:
        return torch.from_numpy(file["images"]).unsqueeze(1), torch.from_numpy(file["labels"])


def main(networks, read=lambda data, unseen: (images(data), images(unseen)), learn=learn):
    """`networks`: classes by the names of models. Where `read` gives nothing to test with, the quality is the loss of the last epoch."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", choices=networks)
    parser.add_argument("data", nargs="?")
    parser.add_argument("test", nargs="?")
    parser.add_argument("--weights", help="where to write what was learnt, by dlc's names: FILE.npz")
    parser.add_argument("--images", help="where to write what was generated: FILE.npy")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    recipe = RECIPES[options.model]
    recipe = recipe.shortened(options.epochs or recipe.epochs)
    known, unseen = read(options.data, options.test)
    network = networks[options.model]()
    start, began = time.process_time(), time.perf_counter()
    learnt, losses = learn(network, recipe, *known)
    epochs, elapsed = time.process_time() - start, time.perf_counter() - began
    if options.weights:
        numpy.savez(options.weights, **{name: value.detach().numpy() for name, value in learnt.weights().items()})
    if options.images:
        numpy.save(options.images, learnt.generate(GENERATED).numpy())
    parameters = sum(parameter.numel() for parameter in network.parameters())
    print(json.dumps({"quality": test(learnt, *unseen) if unseen else losses[-1], "losses": losses, "parameters": parameters,
                      "elapsed": elapsed, "start": start, "epochs": epochs}))

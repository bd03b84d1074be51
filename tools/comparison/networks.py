"""The networks of the suite in PyTorch: the same as those of `dlc new`, with what goes into them and what they minimise."""
from dataclasses import dataclass
from typing import Callable

import torch
from torch import nn
from torch.nn import functional


def torchvision_models():
    # torchvision's compiled part may be missing or be of another build; its networks need of it only that two names exist.
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        try:
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        except RuntimeError:
            pass  # the compiled part is there
    import torchvision.models

    return torchvision.models


def vision(name, **options):
    return lambda: getattr(torchvision_models(), name)(**options)


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))


def lenet():
    features = [nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)]
    classes = [nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
    return nn.Sequential(*features, nn.Flatten(), *classes)


def bncnn():
    def block(given, channels):
        return [nn.Conv2d(given, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU()]

    return nn.Sequential(*block(1, 32), *block(32, 32), nn.MaxPool2d(2), *block(32, 64), *block(64, 64), nn.MaxPool2d(2),
                         nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, 10))


def resnet18c():
    model = torchvision_models().resnet18(num_classes=10)
    model.conv1, model.maxpool = nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.Identity()
    return model


def vggc():
    model = torchvision_models().vgg16_bn(num_classes=10)
    model.avgpool = nn.Identity()
    model.classifier = nn.Sequential(nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))
    return model


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers, self.classes = nn.LSTM(128, 256, 2, batch_first=True), nn.Linear(256, 128)

    def forward(self, sequence):
        return self.classes(self.layers(sequence)[0])


class Decoder(nn.Module):
    """What generates images of latent numbers in a variational autoencoder."""

    def __init__(self):
        super().__init__()
        self.hidden, self.pixels = nn.Linear(20, 400), nn.Linear(400, 784)

    def logits(self, latent):
        return self.pixels(functional.relu(self.hidden(latent)))

    def forward(self, latent):
        return torch.sigmoid(self.logits(latent))


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.mean, self.log_variance = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.decoder = Decoder()

    def encode(self, image):
        hidden = functional.relu(self.encoder(image))
        return self.mean(hidden), self.log_variance(hidden)

    def forward(self, image):
        return self.decoder(self.encode(image)[0])

    def loss(self, image):
        mean, log_variance = self.encode(image)
        logits = self.decoder.logits(mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance))
        error = functional.binary_cross_entropy_with_logits(logits, image, reduction="sum")
        return (error - 0.5 * torch.sum(1 + log_variance - mean * mean - log_variance.exp())) / len(image)


def generator():
    layers, channels = [], [100, 512, 256, 128, 64]
    for i in range(4):
        layers += [nn.ConvTranspose2d(channels[i], channels[i + 1], 4, 2 if i else 1, 1 if i else 0, bias=False),
                   nn.BatchNorm2d(channels[i + 1]), nn.ReLU()]
    return nn.Sequential(*layers, nn.ConvTranspose2d(64, 3, 4, 2, 1, bias=False), nn.Tanh())


def discriminator():
    layers, channels = [nn.Conv2d(3, 64, 4, 2, 1, bias=False), nn.LeakyReLU(0.2)], [64, 128, 256, 512]
    for i in range(3):
        layers += [nn.Conv2d(channels[i], channels[i + 1], 4, 2, 1, bias=False), nn.BatchNorm2d(channels[i + 1]),
                   nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Conv2d(512, 1, 4, 1, 0, bias=False), nn.Flatten())


class Dcgan(nn.Module):
    def __init__(self):
        super().__init__()
        self.generator, self.discriminator = generator(), discriminator()

    def forward(self, latent):
        return self.generator(latent)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.qkv, self.project = nn.LayerNorm(width), nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.norm2, self.expand, self.contract = nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        batch, length, width = x.shape
        qkv = self.qkv(self.norm1(x)).view(batch, length, 3, self.heads, width // self.heads)
        y = functional.scaled_dot_product_attention(*qkv.permute(2, 0, 3, 1, 4), is_causal=True)
        x = x + self.project(y.transpose(1, 2).reshape(batch, length, width))
        return x + self.contract(functional.gelu(self.expand(self.norm2(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self, vocabulary, positions, width, layers, heads):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(positions, width)
        self.blocks = nn.Sequential(*[Block(width, heads) for _ in range(layers)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)
        for table in (self.tokens, self.positions):
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, tokens):
        return self.head(self.norm(self.blocks(self.tokens(tokens) + self.positions.weight[:tokens.shape[1]])))


def gpt2():
    return Gpt(50257, 1024, 768, 12, 12)


def gptnano():
    return Gpt(65, 128, 192, 6, 6)


def normal(*shape):
    return lambda batch: torch.randn(batch, *shape)


def integers(below, *shape):
    return lambda batch: torch.randint(0, below, (batch, *shape))


IMAGE = normal(3, 224, 224)

# Builds a network, and makes its input.
INFERENCE = {
    "mlp": (mlp, normal(784)),
    "lenet": (lenet, normal(1, 28, 28)),
    "alexnet": (vision("alexnet"), IMAGE),
    "vgg19": (vision("vgg19"), IMAGE),
    "googlenet": (vision("googlenet", aux_logits=False, init_weights=False, transform_input=False), IMAGE),
    "resnet18": (vision("resnet18"), IMAGE),
    "resnet50": (vision("resnet50"), IMAGE),
    "mobilenet_v2": (vision("mobilenet_v2"), IMAGE),
    "lstm": (Lstm, normal(100, 128)),
    "vae": (Decoder, normal(20)),
    "dcgan": (generator, normal(100, 1, 1)),
    "gpt2": (gpt2, integers(50257, 128)),
}


def classification(model, image, label):
    return functional.cross_entropy(model(image), label)


def sequences(model, x, label):
    return functional.cross_entropy(model(x).flatten(0, 1), label.flatten())


@dataclass
class Training:
    """How a network of the suite is trained. `inputs` makes the arguments of `loss`, which are those of the zoo's @loss. Where
    that draws random numbers, so that it cannot be compared, `predict_input` is the name and the value of what @predict takes."""

    build: Callable
    inputs: dict
    loss: Callable
    predict_input: tuple = None
    image_layout: bool = False  # images with channels, for which channels last may be faster


def classifier(build, classes, *shape):
    return Training(build, {"image": normal(*shape), "label": integers(classes)}, classification,
                    image_layout=len(shape) == 3)


TRAINING = {
    "mlp": classifier(mlp, 10, 784),
    "lenet": classifier(lenet, 10, 1, 28, 28),
    "bncnn": classifier(bncnn, 10, 1, 28, 28),
    "resnet18c": classifier(resnet18c, 10, 3, 32, 32),
    "vggc": classifier(vggc, 10, 3, 32, 32),
    "lstm": Training(Lstm, {"sequence": normal(100, 128), "label": integers(128, 100)}, sequences),
    "vae": Training(Vae, {"image": lambda batch: torch.rand(batch, 784)}, lambda model, image: model.loss(image),
                    ("image", lambda batch: torch.rand(batch, 784))),
    "dcgan": Training(Dcgan, {"image": normal(3, 64, 64)}, None, ("latent", normal(100, 1, 1)), True),
    "gptnano": Training(gptnano, {"tokens": integers(65, 128), "label": integers(65, 128)}, sequences),
}

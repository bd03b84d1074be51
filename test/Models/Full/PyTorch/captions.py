"""dlc's captions in PyTorch: convolutions look at a scene of one or two items of clothing, and recurrent units say what it is."""
import torch
from torch import nn
from torch.nn import functional

from common import main, normal, xavier_normal

ABOVE, BESIDE = 1, 2
NOUNS = torch.tensor([3, 4, 3, 5, 3, 6, 3, 7, 8, 9])  # of the ten classes; 0 is the end of a caption


def compose(images, labels):
    """Scenes, each of an image alone or with the next one of the batch, and their captions of four words."""
    count = len(images)
    kind, far = torch.rand(count), torch.rand(count) > 0.5
    alone, above = kind < 0.25, kind > 0.625
    row1, column1 = far & ~above, far & (above | alone)
    row2, column2 = above | row1, ~above | far
    every, scene = torch.arange(count), torch.zeros(count, 2, 2, 28, 28)
    scene[every, row1.long(), column1.long()] = images[:, 0]
    pairs = every[~alone]
    scene[pairs, row2.long()[pairs], column2.long()[pairs]] = images.roll(-1, 0)[pairs, 0]
    nouns, none = NOUNS[labels], torch.zeros_like(labels)
    relation = torch.where(above, ABOVE, BESIDE)
    caption = torch.stack((nouns, relation.where(~alone, none), nouns.roll(-1).where(~alone, none), none), 1)
    return scene.transpose(2, 3).reshape(count, 1, 56, 56), caption


def convolution(inputs, outputs, size):
    return normal(nn.Conv2d(inputs, outputs, size, padding="same", bias=False)), nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2)


class Captions(nn.Module):
    def __init__(self):
        super().__init__()
        self.see = nn.Sequential(*convolution(1, 32, 5), *convolution(32, 48, 3), *convolution(48, 96, 3)[:-1],
                                 normal(nn.Conv2d(96, 192, 7, stride=7)), nn.ReLU(), nn.Flatten(), nn.Dropout(0.3),
                                 xavier_normal(nn.Linear(768, 128)), nn.Tanh())
        self.words, self.gru, self.out = nn.Embedding(10, 32), nn.GRU(32, 128, batch_first=True), xavier_normal(nn.Linear(128, 10))
        nn.init.normal_(self.words.weight, 0, 0.3)
        for name, parameter in self.gru.named_parameters():
            bound = 0 if "bias" in name else 0.09
            nn.init.uniform_(parameter, -bound, bound)

    def forward(self, scenes, captions):
        """A logit for each word, by the right ones before it: [batch, words, position]."""
        before = functional.pad(captions[:, :-1], (1, 0))
        return self.out(self.gru(self.words(before), self.see(scenes).unsqueeze(0))[0]).transpose(1, 2)

    def loss(self, images, labels):
        mirrored = torch.rand(len(images), 1, 1, 1) < 0.5
        scenes, captions = compose(torch.where(mirrored, images.flip(3), images), labels)
        return functional.cross_entropy(self(scenes, captions), captions)

    def quality(self, images, labels):
        scenes, captions = compose(images, labels)
        return (self(scenes, captions).argmax(1) == captions).all(1).float().mean()


if __name__ == "__main__":
    main({"captions": Captions})

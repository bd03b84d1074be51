"""dlc's mlp in PyTorch: 784 pixels, 256 and 128 hidden units, 10 classes; one recipe for each of five optimizers."""
from torch import nn

from common import Classifier, dense_weights, main, normal
from recipes import RECIPES


class Perceptron(Classifier):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), normal(nn.Linear(784, 256)), nn.ReLU(), normal(nn.Linear(256, 128)), nn.ReLU(),
                                    normal(nn.Linear(128, 10)))

    def forward(self, images):
        return self.layers(images)

    def weights(self):
        return dense_weights({f"fc{i}": self.layers[2 * i - 1] for i in (1, 2, 3)})


NETWORKS = {name: Perceptron for name, recipe in RECIPES.items() if recipe.model == "mlp"}

if __name__ == "__main__":
    main(NETWORKS)

"""How the models learn that are compared with PyTorch: each recipe stands here once, and both sides take it from here. Those of the
full runs are the same (the .sh files one folder up)."""
from dataclasses import dataclass

STEPS = 200  # in what is called an epoch of a model without data


@dataclass(frozen=True)
class Recipe:
    script: str  # the network in PyTorch
    epochs: int
    rate: float = 0
    batch: int = 128
    optimizer: str = "adam"  # or adamw, sgd, momentum, adagrad, rmsprop
    decay: float = 0  # of all parameters, biases too
    beta1: float = 0.9
    beta2: float = 0.999
    clip: float = 0  # of the norm of all gradients together; 0: not
    average: float = 0  # of weights, by which the test is made; 0: none
    cosine: bool = True
    warmup: float = 0  # in epochs
    augment: str = ""  # flip, or nothing
    metric: str = "accuracy"  # what `dlc eval` calls it; or log_likelihood, of a Boltzmann machine; or distance, of images
    text: bool = False  # learns from a text instead of from images
    own: bool = False  # the network of dlc has a @train_step of its own: what it says is not said again
    plan: str = ""  # where that of the model has other phases too; {half} of the epochs
    phases: int = 1  # of that plan, each of which has an epoch at least
    then: "Recipe | None" = None  # a second training, from the weights of the first one,
    labelled: int = 0  # of so many examples
    model: str = ""  # of dlc's zoo, if it has another name than the recipe
    entry: str = ""  # of a model without data, which learns by `dlc run`
    painting: int = 0  # steps of it, after the learning
    before: tuple = ()  # what is called once before: an entry, its input, and a file for that

    def shortened(self, epochs):
        """The same in fewer epochs: the warm-up remains the same part of all steps."""
        return Recipe(**{**vars(self), "epochs": epochs, "warmup": self.warmup * epochs / self.epochs})

    def stages(self):
        return [self, self.then] if self.then else [self]

    def arguments(self):
        """Those of `dlc train`, or of `dlc run` where there is an entry."""
        if self.entry:
            rate = ["--input", f"learning_rate={self.rate}"] if self.rate else []
            return ["--entry", self.entry, *rate, "--steps", round(self.epochs * STEPS)]
        settings = {"weight_decay": self.decay, "beta1": self.beta1 if self.beta1 != 0.9 else 0,
                    "beta2": self.beta2 if self.beta2 != 0.999 else 0}
        inside = ", ".join(f"{name}={value}" for name, value in settings.items() if value)
        rules = [f"{self.optimizer}({inside})" if inside else self.optimizer]
        rules += [f"{name}={value}" for name, value in (("clip_norm", self.clip), ("average", self.average)) if value]
        schedule = f"cosine(warmup={self.warmup})" if self.cosine else "constant"
        rule = [] if self.own else ["--optimizer", ", ".join(rules)]
        plan = ["--plan", self.plan.format(half=self.epochs // 2)] if self.plan else []
        augment = ["--augment", self.augment] if self.augment else []
        return ["--epochs", self.epochs, "--batch", self.batch, *rule, "--lr", self.rate, "--schedule", schedule, *plan, *augment]


RECIPES = {
    "rows_rnn": Recipe("rows", 30, 1e-3, batch=64, clip=1, average=0.998, warmup=1, augment="flip"),
    "rows_lstm": Recipe("rows", 8, 2e-3, clip=1),
    "rows_gru": Recipe("rows", 8, 2e-3, clip=1),
    "vae": Recipe("vae", 15, 1e-3, metric="loss"),
    "conv_vae": Recipe("vae", 6, 1e-3, metric="loss", cosine=False, plan="train_step"),
    "cvae": Recipe("vae", 12, 1e-3, metric="bound", own=True),
    "autoencoder": Recipe("autoencoder", 20, 1e-3, metric="loss"),
    "denoising_autoencoder": Recipe("autoencoder", 10, 1e-3, metric="psnr"),
    "sparse_autoencoder": Recipe("autoencoder", 10, 1e-3, metric="error"),
    "stacked_autoencoder": Recipe("stacked", 12, 1e-3, metric="loss", cosine=False, own=True, phases=5),
    "stacked_at_once": Recipe("stacked", 12, 1e-3, metric="loss", cosine=False, own=True, plan="finetune", model="stacked_autoencoder"),
    "rbm": Recipe("rbm", 30, 0.05, batch=100, metric="log_likelihood", own=True),
    "rbm_cd1": Recipe("rbm", 10, 0.05, batch=100, metric="log_likelihood", own=True, plan="contrastive(k=1)", model="rbm"),
    "rbm_cd10": Recipe("rbm", 10, 0.05, batch=100, metric="log_likelihood", own=True, plan="contrastive(k=10)", model="rbm"),
    "dbn": Recipe("dbn", 10, 0.1, batch=100, cosine=False, own=True, plan="pretrain1 for {half}; pretrain2", phases=2,
                  then=Recipe("dbn", 50, 1e-3, batch=50), labelled=1000),
    "mlp_sgd": Recipe("mlp", 5, 0.1, optimizer="sgd", cosine=False, model="mlp"),
    "mlp_momentum": Recipe("mlp", 5, 0.01, optimizer="momentum", cosine=False, model="mlp"),
    "mlp_adagrad": Recipe("mlp", 5, 0.01, optimizer="adagrad", cosine=False, model="mlp"),
    "mlp_rmsprop": Recipe("mlp", 5, 1e-3, optimizer="rmsprop", cosine=False, model="mlp"),
    "mlp_adam": Recipe("mlp", 5, 1e-3, cosine=False, model="mlp"),
    "adding_lstm": Recipe("adding", 15, 4e-3, batch=1, clip=1, cosine=False, metric="error", model="adding", entry="learn_lstm"),
    "adding_rnn": Recipe("adding", 15, 1e-3, batch=1, clip=1, cosine=False, metric="error", model="adding", entry="learn_rnn"),
    "sparse_coding": Recipe("sparse_coding", 5, metric="unexplained", entry="learn", before=("look", "images", "docs/models/natural.npy")),
    "two_inputs": Recipe("two_inputs", 10, 1e-3),
    "ddpm": Recipe("ddpm", 10, 2e-3, batch=64, clip=1, average=0.998, warmup=0.2, metric="loss", own=True),
    "fashion_gan": Recipe("gan", 6, 2e-4, batch=64, beta1=0.5, cosine=False, metric="distance", own=True),
    "wgan_gp": Recipe("gan", 8, 2e-4, batch=64, beta1=0.5, beta2=0.9, cosine=False, metric="distance", own=True),
    "style": Recipe("style", 4, 1e-3, batch=64, cosine=False, metric="loss", painting=400),
    "vit": Recipe("vit", 10, 1e-3, optimizer="adamw", decay=0.05, clip=1, warmup=1),
    "fashion_vgg": Recipe("fashion", 20, 2e-3, optimizer="adamw", decay=0.05, average=0.998, warmup=1),
    "fashion_resnet": Recipe("fashion", 20, 2e-3, optimizer="adamw", decay=0.05, average=0.998, warmup=1),
    "captions": Recipe("captions", 8, 2e-3, batch=64, optimizer="adamw", decay=0.05, average=0.998, warmup=0.5, metric="exact"),
    "chars_rnn": Recipe("chars", 1, 2e-3, batch=8, clip=1, warmup=0.1, metric="bits", text=True),
    "chars_gru": Recipe("chars", 1, 5e-3, batch=8, clip=1, warmup=0.1, metric="bits", text=True),
    "chars_lstm": Recipe("chars", 3, 1e-2, batch=4, clip=1, warmup=0.1, metric="bits", text=True),
    "chars_gpt": Recipe("chars", 5, 5e-3, batch=4, optimizer="adamw", decay=0.05, beta2=0.99, clip=1, warmup=0.1, metric="bits", text=True),
}

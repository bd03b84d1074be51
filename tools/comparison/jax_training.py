"""A training step in JAX with Flax and Optax: forward, backward, Adam, compiled as one. Weights are its own."""
import flax.linen as linen
import jax
import jax.numpy as jnp
import numpy
import optax

from comparison import suites


def pool(x):
    return linen.max_pool(x, (2, 2), (2, 2))


def normalised(x, channels, kernel=3, stride=1, bias=False):
    x = linen.Conv(channels, (kernel, kernel), (stride, stride), use_bias=bias)(x)
    return linen.BatchNorm(use_running_average=False)(x)


def dense(x, *widths):
    """Dense layers with a ReLU between each two."""
    x = x.reshape(x.shape[0], -1)
    for width in widths[:-1]:
        x = linen.relu(linen.Dense(width)(x))
    return linen.Dense(widths[-1])(x)


class Mlp(linen.Module):
    @linen.compact
    def __call__(self, x):
        return dense(x, 256, 128, 10)


class Lenet(linen.Module):
    @linen.compact
    def __call__(self, x):
        x = pool(linen.relu(linen.Conv(6, (5, 5))(x)))
        x = pool(linen.relu(linen.Conv(16, (5, 5), padding="VALID")(x)))
        return dense(x, 120, 84, 10)


class Bncnn(linen.Module):
    @linen.compact
    def __call__(self, x):
        for channels in (32, 64):
            for _ in range(2):
                x = linen.relu(normalised(x, channels))
            x = pool(x)
        return dense(x, 128, 10)


class Vggc(linen.Module):
    @linen.compact
    def __call__(self, x):
        for convolutions, channels in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
            for _ in range(convolutions):
                x = linen.relu(normalised(x, channels, bias=True))
            x = pool(x)
        return dense(x, 512, 10)


class Resnet18c(linen.Module):
    @linen.compact
    def __call__(self, x):
        x = linen.relu(normalised(x, 64))
        for stage in range(4):
            for block in range(2):
                width, stride = 64 << stage, 2 if stage and not block else 1
                y = linen.relu(normalised(x, width, stride=stride))
                y = normalised(y, width)
                if y.shape != x.shape:
                    x = normalised(x, width, kernel=1, stride=stride)
                x = linen.relu(x + y)
        return linen.Dense(10)(x.mean((1, 2)))


class Lstm(linen.Module):
    @linen.compact
    def __call__(self, x):
        for _ in range(2):
            x = linen.RNN(linen.OptimizedLSTMCell(256))(x)
        return linen.Dense(128)(x)


class Vae(linen.Module):
    @linen.compact
    def __call__(self, x, key):
        hidden = linen.relu(linen.Dense(400)(x))
        mean, log_variance = linen.Dense(20)(hidden), linen.Dense(20)(hidden)
        latent = mean + jax.random.normal(key, mean.shape) * jnp.exp(0.5 * log_variance)
        return dense(latent, 400, 784), mean, log_variance


class Gpt(linen.Module):
    vocabulary: int = 65
    width: int = 192
    layers: int = 6
    heads: int = 6

    @linen.compact
    def __call__(self, tokens):
        batch, length = tokens.shape
        positions = self.param("positions", linen.initializers.normal(0.02), (length, self.width))
        x = linen.Embed(self.vocabulary, self.width)(tokens) + positions
        for _ in range(self.layers):
            qkv = linen.Dense(3 * self.width)(linen.LayerNorm()(x))
            q, k, v = (part.reshape(batch, length, self.heads, -1) for part in jnp.split(qkv, 3, -1))
            y = jax.nn.dot_product_attention(q, k, v, is_causal=True)
            x = x + linen.Dense(self.width)(y.reshape(x.shape))
            x = x + linen.Dense(self.width)(linen.gelu(linen.Dense(4 * self.width)(linen.LayerNorm()(x))))
        return linen.Dense(self.vocabulary, use_bias=False)(linen.LayerNorm()(x))


def images(module, classes, *shape):
    return lambda random, batch: (module, random.standard_normal((batch, *shape), "f4"), random.integers(0, classes, batch))


# The network, its input and what its results are compared with. Images have their channels last.
NETWORKS = {
    "mlp": images(Mlp(), 10, 784),
    "lenet": images(Lenet(), 10, 28, 28, 1),
    "bncnn": images(Bncnn(), 10, 28, 28, 1),
    "resnet18c": images(Resnet18c(), 10, 32, 32, 3),
    "vggc": images(Vggc(), 10, 32, 32, 3),
    "lstm": lambda random, batch: (Lstm(), random.standard_normal((batch, 100, 128), "f4"),
                                   random.integers(0, 128, (batch, 100))),
    "vae": lambda random, batch: (Vae(), random.random((batch, 784), "f4"), None),
    "gptnano": lambda random, batch: (Gpt(), random.integers(0, 65, (batch, 128)), random.integers(0, 65, (batch, 128))),
}


def step(network):
    if network not in NETWORKS:
        raise ValueError("is not written for JAX")
    model, x, target = NETWORKS[network](numpy.random.default_rng(1), suites.TRAINING[network])
    x, key = jnp.asarray(x), jax.random.PRNGKey(1)
    noise = (key,) if network == "vae" else ()
    variables = model.init(key, x, *noise)
    optimizer = optax.adam(1e-3)
    statistics = variables.get("batch_stats", {})
    state = variables["params"], statistics, optimizer.init(variables["params"]), key

    def loss(parameters, statistics, key):
        given = {"params": parameters, **({"batch_stats": statistics} if statistics else {})}
        if network == "vae":
            logits, mean, log_variance = model.apply(given, x, key)
            error = optax.sigmoid_binary_cross_entropy(logits, x).sum()
            return (error - 0.5 * jnp.sum(1 + log_variance - mean * mean - jnp.exp(log_variance))) / len(x), statistics
        logits, changed = model.apply(given, x, mutable=["batch_stats"])
        entropy = optax.softmax_cross_entropy_with_integer_labels(logits, target).mean()
        return entropy, changed.get("batch_stats", statistics)

    def train(parameters, statistics, moments, key):
        key, drawn = jax.random.split(key)
        (value, statistics), gradient = jax.value_and_grad(loss, has_aux=True)(parameters, statistics, drawn)
        updates, moments = optimizer.update(gradient, moments)
        return (optax.apply_updates(parameters, updates), statistics, moments, key), value

    train = jax.jit(train, donate_argnums=(0, 1, 2))

    def call():
        nonlocal state
        state, value = train(*state)
        return float(value)

    return call

// Networks that learn to make images.
#include "Zoo/Networks.h"

namespace dlc {

Graph vae() {
  Builder network("vae", "A variational autoencoder (Kingma and Welling, 2013): 784 pixels, 400 hidden "
                         "units, 20 latent numbers, and\n"
                         "back. Each pixel of the decoded image is a probability.\n"
                         "\n"
                         "Takes grey images of 28 × 28, row by row, with pixels in 0 … 1. Any batch: `?`.");
  const std::int64_t pixels = 28 * 28, hidden = 400, latent = 20;
  // Smaller than He's: the first images are then greyer, which costs fewer nats to get away from.
  const LinearOptions small{.weightInitializer = Initializer::lecunUniform()};

  Function &encode = network.privateFunction(
      "encode", "The distribution of the latent numbers of an image: independent normals.");
  Value h = encode.input("image", DType::f32, {batch, pixels});
  h = encode.relu(encode.linear(h, "encoder", hidden, small));
  encode.output("mean", encode.linear(h, "mean", latent, small));
  encode.output("log_variance", encode.linear(h, "log_variance", latent, small));

  Function &decode = network.privateFunction("decode", "Latent numbers to a logit for each pixel.");
  Value z = decode.input("latent", DType::f32, {batch, latent});
  z = decode.relu(decode.linear(z, "decoder", hidden, small));
  decode.output("logits", decode.linear(z, "pixels", pixels, small));

  Function &predict =
      network.function("predict", "An image as the network remembers it: decoded from the mean of its code.");
  Value original = predict.input("image", DType::f32, {batch, pixels});
  Value best = predict.call("encode", {original})[0];
  predict.output("reconstruction", predict.sigmoid(predict.call("decode", {best})[0]));

  Function &generate = network.function("generate", "New images: decoded from random codes.");
  Value random = generate.randomNormal("random", {batch, latent}).named("code");
  generate.output("image", generate.sigmoid(generate.call("decode", {random})[0]));

  Function &loss = network.function(
      "loss", "What training makes small: the negative evidence lower bound, in nats per image.");
  Value image = loss.input("image", DType::f32, {batch, pixels});
  std::vector<Value> distribution = loss.call("encode", {image});
  Value mean = distribution[0], logVariance = distribution[1];

  loss.comment(
      "A code drawn from the distribution as mean + deviation · noise, so that gradients reach both.");
  Value deviation = loss.exp((logVariance * 0.5).named("log_deviation")).named("deviation");
  Value noise = loss.randomNormal("random", {batch, latent});
  Value code = (mean + (deviation * noise).named("scatter")).named("code");
  Value logits = loss.call("decode", {code})[0];

  loss.comment("Each pixel is a Bernoulli variable: -log p(image | code).");
  Value pixelLoss = (loss.softplus(logits) - (logits * image).named("agreement")).named("pixel_loss");
  Value reconstruction = loss.reduceSum(pixelLoss, {1}).named("reconstruction");

  loss.comment("Divergence from the standard normal that codes are generated from:\n"
               "-½ Σ (1 + log_variance - mean² - variance).");
  Value variance = loss.exp(logVariance).named("variance"), square = (mean * mean).named("mean_square");
  Value terms = (1.0 + logVariance).named("terms") - square;
  Value divergence = loss.reduceSum(terms - variance, {1}) * -0.5;

  loss.comment("The mean over the batch.");
  Value total = (reconstruction + divergence.named("divergence")).named("total");
  loss.output("loss", loss.reduceMean(total));
  return network.build();
}

Graph cvae() {
  Builder network(
      "cvae",
      "A conditional variational autoencoder (Kingma et al., 2014; Sohn et al., 2015): as a variational\n"
      "autoencoder, but that both halves are given the class of the image, one of ten, and that codes of "
      "each\n"
      "class have a distribution of their own, which is learnt, too. So images of any class can be asked "
      "for.\n"
      "\n"
      "Takes grey images of 28 × 28, row by row, with pixels in 0 … 1, and their classes. Any batch: `?`.");
  const std::int64_t pixels = 28 * 28, hidden = 400, latent = 20, classes = 10;
  const LinearOptions small{.weightInitializer = Initializer::lecunUniform()};

  Function &encode = network.privateFunction(
      "encode", "The distribution of the latent numbers of an image of a class: independent normals.");
  Value image = encode.input("image", DType::f32, {batch, pixels});
  Value h = encode.concat({image, encode.oneHot(encode.input("label", DType::i64, {batch}), classes)}, 1);
  h = encode.relu(encode.linear(h, "encoder", hidden, small));
  encode.output("mean", encode.linear(h, "mean", latent, small));
  encode.output("log_variance", encode.linear(h, "log_variance", latent, small));

  Function &decode =
      network.privateFunction("decode", "Latent numbers and a class to a logit for each pixel.");
  Value z = decode.input("latent", DType::f32, {batch, latent});
  z = decode.concat({z, decode.oneHot(decode.input("label", DType::i64, {batch}), classes)}, 1);
  z = decode.relu(decode.linear(z, "decoder", hidden, small));
  decode.output("logits", decode.linear(z, "pixels", pixels, small));

  Function &prior = network.privateFunction(
      "prior", "The distribution that codes of a class are generated from: independent normals.");
  Value chosen = prior.oneHot(prior.input("label", DType::i64, {batch}), classes);
  prior.output("mean",
               prior.linear(chosen, "prior.mean", latent, {.weightInitializer = Initializer::zeros()}));
  prior.output("log_variance", prior.linear(chosen, "prior.log_variance", latent,
                                            {.weightInitializer = Initializer::zeros()}));

  Function &predict =
      network.function("predict", "New images of these classes: decoded from random codes of theirs.");
  Value wanted = predict.input("label", DType::i64, {batch});
  std::vector<Value> generated = predict.call("prior", {wanted});
  Value spread = predict.exp((generated[1] * 0.5).named("log_deviation")).named("deviation");
  Value draw = predict.randomNormal("random", {batch, latent});
  Value drawn = (generated[0] + (spread * draw).named("scatter")).named("code");
  predict.output("image", predict.reshape(predict.sigmoid(predict.call("decode", {drawn, wanted})[0]),
                                          {batch, 1, 28, 28}));

  Function &loss = network.function(
      "loss", "What training makes small: the negative evidence lower bound, in nats per image.");
  Value shown = loss.input("image", DType::f32, {batch, pixels});
  Value label = loss.input("label", DType::i64, {batch});
  std::vector<Value> distribution = loss.call("encode", {shown, label});
  Value mean = distribution[0], logVariance = distribution[1];
  loss.comment(
      "A code drawn from the distribution as mean + deviation · noise, so that gradients reach both.");
  Value deviation = loss.exp((logVariance * 0.5).named("log_deviation")).named("deviation");
  Value noise = loss.randomNormal("random", {batch, latent});
  Value code = (mean + (deviation * noise).named("scatter")).named("code");
  Value logits = loss.call("decode", {code, label})[0];
  loss.comment("Each pixel is a Bernoulli variable: -log p(image | code).");
  Value pixelLoss = (loss.softplus(logits) - (logits * shown).named("agreement")).named("pixel_loss");
  Value reconstruction = loss.reduceSum(pixelLoss, {1}).named("reconstruction");
  loss.comment("Divergence from the normals that codes of this class are generated from:\n"
               "½ Σ (log_variance' - log_variance + (variance + (mean - mean')²) / variance' - 1).");
  std::vector<Value> expected = loss.call("prior", {label});
  Value variance = loss.exp(logVariance).named("variance");
  Value precision = loss.exp(-expected[1]).named("precision");
  Value distance = (mean - expected[0]).named("distance");
  Value widths = (variance + (distance * distance).named("distance_square")).named("widths");
  Value terms = (expected[1] - logVariance) + ((widths * precision).named("relative") - 1.0);
  Value divergence = loss.reduceSum(terms, {1}) * 0.5;
  Value total = (reconstruction + divergence.named("divergence")).named("total");
  loss.output("loss", loss.reduceMean(total));
  return network.build();
}

} // namespace dlc

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

  Function &logits = network.privateFunction("logits", "Latent numbers to a logit for each pixel.");
  Value z = logits.input("latent", DType::f32, {batch, latent});
  z = logits.relu(logits.linear(z, "decoder", hidden, small));
  logits.output("logits", logits.linear(z, "pixels", pixels, small));

  Function &predict =
      network.function("predict", "An image as the network remembers it: decoded from the mean of its code.");
  Value original = predict.input("image", DType::f32, {batch, pixels});
  Value best = predict.call("encode", {original})[0];
  predict.output("reconstruction", predict.sigmoid(predict.call("logits", {best})[0]));

  Function &decode = network.function("decode", "Images of codes.");
  Value given = decode.input("code", DType::f32, {batch, latent});
  decode.output("image", decode.sigmoid(decode.call("logits", {given})[0]));

  Function &generate = network.function("generate", "New images: decoded from random codes.");
  Value random = generate.randomNormal("random", {batch, latent}).named("code");
  generate.output("image", generate.call("decode", {random})[0]);

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
  Value logit = loss.call("logits", {code})[0];

  loss.comment("Each pixel is a Bernoulli variable: -log p(image | code).");
  Value pixelLoss = (loss.softplus(logit) - (logit * image).named("agreement")).named("pixel_loss");
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

} // namespace dlc

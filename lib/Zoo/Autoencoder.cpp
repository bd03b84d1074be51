// Networks that learn to make pictures.
#include "Zoo/Networks.h"

namespace dlc {

Graph vae() {
  Builder network("vae", "A variational autoencoder (Kingma and Welling, 2013): 784 pixels, 400 hidden "
                         "units, 20 latent numbers, and\n"
                         "back. Each pixel of the decoded picture is a probability.\n"
                         "\n"
                         "Takes grey pictures of 28 × 28, row by row, with pixels in 0 … 1. Any batch: `?`.");
  const std::int64_t pixels = 28 * 28, hidden = 400, latent = 20;
  // In front of a sum of squares or a sigmoid there is no ReLU to make up for.
  LinearOptions toCode{.weightInitializer = Initializer::xavierUniform()};

  Function &encode = network.privateFunction(
      "encode", "The distribution of the latent numbers of a picture: independent normals.");
  Value h = encode.input("image", DType::f32, {batch, pixels});
  h = encode.relu(encode.linear(h, "encoder", hidden));
  encode.output("mean", encode.linear(h, "mean", latent, toCode));
  encode.output("log_variance", encode.linear(h, "log_variance", latent, toCode));

  Function &decode = network.privateFunction("decode", "Latent numbers to a logit for each pixel.");
  Value z = decode.input("latent", DType::f32, {batch, latent});
  z = decode.relu(decode.linear(z, "decoder", hidden));
  decode.output("logits", decode.linear(z, "pixels", pixels, toCode));

  Function &predict = network.function(
      "predict", "A picture as the network remembers it: decoded from the mean of its code.");
  Value code = predict.call("encode", {predict.input("image", DType::f32, {batch, pixels})})[0];
  predict.output("reconstruction", predict.sigmoid(predict.call("decode", {code})[0]));

  Function &generate = network.function("generate", "New pictures: decoded from random codes.");
  Value random = generate.randomNormal("random", {batch, latent}).named("code");
  generate.output("image", generate.sigmoid(generate.call("decode", {random})[0]));

  Function &loss = network.function(
      "loss", "What training makes small: the negative evidence lower bound, in nats per picture.");
  Value image = loss.input("image", DType::f32, {batch, pixels});
  std::vector<Value> distribution = loss.call("encode", {image});
  Value mean = distribution[0], logVariance = distribution[1];
  loss.comment("A code drawn from the distribution, so that its gradient reaches mean and variance.");
  Value deviation = loss.exp(logVariance * 0.5).named("deviation");
  Value noise = loss.randomNormal("random", {batch, latent});
  Value logits = loss.call("decode", {mean + deviation * noise})[0];
  loss.comment("The picture's own improbability under the decoded one: each pixel is a Bernoulli variable.");
  Value surprise = loss.reduceSum(loss.softplus(logits) - logits * image, {1}).named("reconstruction");
  loss.comment("How far the distribution is from the one that codes are generated from.");
  Value divergence = loss.reduceSum(1.0 + logVariance - mean * mean - loss.exp(logVariance), {1}) * -0.5;
  loss.output("loss", loss.reduceMean(surprise + divergence.named("divergence")));
  return network.build();
}

} // namespace dlc

// Networks that learn to make images which another network takes for real ones.
#include "Zoo/Networks.h"

namespace dlc {
namespace {

const std::int64_t latentSize = 100, features = 64;
const Shape latentShape{batch, latentSize, 1, 1}, imageShape{batch, 3, 64, 64};

Value generator(Function &f, Value x) {
  const std::int64_t channels[] = {8 * features, 4 * features, 2 * features, features, 3};
  for (int i = 0; i < 5; ++i) {
    const std::string name = "generator.conv" + std::to_string(i + 1);
    // From one pixel to 4 × 4; then each doubles the image.
    const std::int64_t stride = i == 0 ? 1 : 2, pad = i == 0 ? 0 : 1;
    x = f.convTranspose(x, name, channels[i], {4, 4},
                        {.strides = {stride, stride},
                         .pads = {pad, pad, pad, pad},
                         .bias = false,
                         .weightInitializer = Initializer::normal(0, 0.02)});
    if (i < 4)
      x = f.relu(f.batchNorm2d(x, name + ".bn"));
  }
  return f.tanh(x);
}

Value discriminator(Function &f, Value x) {
  for (int i = 0; i < 4; ++i) {
    const std::string name = "discriminator.conv" + std::to_string(i + 1);
    x = f.conv2d(
        x, name, features << i, 4,
        {.stride = 2, .padding = 1, .bias = false, .weightInitializer = Initializer::normal(0, 0.02)});
    x = f.leakyRelu(i == 0 ? x : f.batchNorm2d(x, name + ".bn"), 0.2);
  }
  x = f.conv2d(x, "discriminator.conv5", 1, 4,
               {.bias = false, .weightInitializer = Initializer::normal(0, 0.02)});
  return f.reshape(x, {batch});
}

} // namespace

Graph dcgan() {
  Builder network(
      "dcgan",
      "DCGAN (Radford et al., 2016): a generator of transposed convolutions and a discriminator of\n"
      "convolutions, which learn against each other.\n"
      "\n"
      "Takes colour images of 64 × 64 with channels in -1 … 1, as [batch, 3, 64, 64]. Any batch: `?`.");
  Function &generate = network.privateFunction("generator", "Latent numbers to images.");
  generate.output("image", generator(generate, generate.input("latent", DType::f32, latentShape)));
  Function &judge = network.privateFunction(
      "discriminator", "A logit for each image: positive if it is taken for a real one.");
  judge.output("logit", discriminator(judge, judge.input("image", DType::f32, imageShape)));

  Function &predict = network.function("predict", "Images of latent numbers.");
  predict.output("image", predict.call("generator", {predict.input("latent", DType::f32, latentShape)})[0]);

  Function &loss = network.function(
      "loss",
      "What training makes small: the loss of the discriminator; `generator_loss` is that of the generator.\n"
      "A step improves both: each variable gets the gradient of the loss of its own network.");
  Value image = loss.input("image", DType::f32, imageShape);
  Value fake = loss.call("generator", {loss.randomNormal("random", latentShape).named("latent")})[0];
  Value real = loss.call("discriminator", {image})[0];
  Value forDiscriminator = loss.call("discriminator", {loss.stopGradient(fake)})[0];
  Value forGenerator = loss.call("discriminator", {fake})[0];

  loss.comment("Binary cross entropies: softplus(-x) if the image is to be taken for a real one, else\n"
               "softplus(x) = x + softplus(-x). Both logits of the generated images are equal, and only one\n"
               "leads back to the generator: it gets the gradient of softplus(-x), while the discriminator\n"
               "gets that of their sum, softplus(x).");
  Value missed = loss.reduceMean(loss.softplus(-real)).named("missed");
  Value unconvincing = loss.reduceMean(loss.softplus(-forGenerator)).named("unconvincing");
  Value believed = (loss.reduceMean(forDiscriminator).named("mean_logit") + unconvincing).named("believed");
  Value total = (missed + believed).named("total");
  loss.output("loss", total);
  loss.output("generator_loss", unconvincing);
  return network.build();
}

} // namespace dlc

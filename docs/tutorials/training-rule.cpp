// Tutorial: a training rule of one's own, as text. See training-rule.md.
//
//   training-rule attacked.mlir [EXAMPLES]      how many images to learn from, default 20000
#include "dlc/Compile.h"
#include "dlc/Trainer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace dlc;

// Adversarial training: the step is made on images that the network itself would be deceived by.
static constexpr const char *rule = R"(
  nn.func @train_step(%image: tensor<?x1x28x28xf32>, %label: tensor<?xi64>, %learning_rate: tensor<f32>) -> (loss: tensor<f32>, accuracy: tensor<f32>) {
    %attacked = nn.call @attack(%image, %label) : (tensor<?x1x28x28xf32>, tensor<?xi64>) -> tensor<?x1x28x28xf32>
    %loss, %accuracy = nn.call @loss(%attacked, %label) : (tensor<?x1x28x28xf32>, tensor<?xi64>) -> (tensor<f32>, tensor<f32>)
    train.minimize %loss, %learning_rate using #train.adam
    nn.return %loss, %accuracy : tensor<f32>, tensor<f32>
  }
}
)";

static Graph withRule(const Graph &network) {
  std::string text = network.text();
  text.erase(text.rfind('}')); // the end of the module
  return Graph::parse(text + rule, "clothes", network.file());
}

// What is right among 1000 images, as they are and attacked. Entry points are called by name.
static void measure(const char *name, Program &program, const Dataset &test) {
  Tensor image({1000, 1, 28, 28}, DType::f32);
  std::ranges::transform(test["images"].values<std::uint8_t>(), image.values<float>().begin(),
                         [](std::uint8_t pixel) { return pixel / 255.0f; });
  const Tensor &label = test["labels"];
  const Tensor attacked = program.call("attack", {{"image", image}, {"label", label}}).take("attacked");
  const auto accuracy = [&](const Tensor &images) {
    const Outputs outputs = program.call("evaluate", {{"image", images}, {"label", label}});
    return 100 * outputs["accuracy"].values<float>()[0];
  };
  std::printf("%s: %.1f %% right, attacked %.1f %%\n", name, accuracy(image), accuracy(attacked));
}

static void run(const std::string &file, std::int64_t examples) {
  const Graph network = Graph::load(file);
  const Dataset training = openDataset("fashion-mnist").slice(0, examples);
  const Dataset test = openDataset("fashion-mnist:test").slice(0, 1000);

  // The rule that dlc writes for an optimizer, and ours, which names its optimizer itself.
  Program plain = compile(network, {.mode = Mode::train, .optimizer = "adam"});
  Program robust = compile(withRule(network), {.mode = Mode::train});
  for (Program *program : {&plain, &robust})
    Trainer(*program, training, {.epochs = 2, .batch = 64}).run();
  measure("plain", plain, test);
  measure("robust", robust, test);

  withRule(network).save("robust.mlir"); // for `dlc train robust.mlir`
}

int main(int argc, char **argv) {
  try {
    run(argc > 1 ? argv[1] : "attacked.mlir", argc > 2 ? std::atoll(argv[2]) : 20000);
  } catch (const Error &error) {
    std::fprintf(stderr, "training-rule: %s\n", error.what());
    return 1;
  }
}

// Activations and initialisations: what they do to the signals of a deep network, and to the gradients. See
// activations.md.
//
//   activations [EXAMPLES [EPOCHS]]      how many images the accuracies are learnt from, default 10000, and
//   how often, default 3. Writes histograms.tsv and gradients.tsv, which tools/plot-histograms and
//   tools/plot-lines draw.
#include "dlc/Builder.h"
#include "dlc/Compile.h"
#include "dlc/Dataset.h"
#include "dlc/Trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

using namespace dlc;

namespace {

struct Activation {
  const char *name;
  Value (Function::*apply)(Value);
};
struct Start {
  const char *name;
  Initializer initializer;
};

const Activation activations[] = {
    {"sigmoid", &Function::sigmoid}, {"tanh", &Function::tanh}, {"relu", &Function::relu}};
const Activation step = {"step", &Function::step};
const Start starts[] = {{"zero", Initializer::zeros()},
                        {"normal, deviation 1", Initializer::normal(0, 1)},
                        {"Xavier", Initializer::xavierNormal()},
                        {"He", Initializer::heNormal()}};

/// 784 pixels, `layers` hidden ones of 100 units each, 10 classes. @hidden gives the activations of all
/// hidden layers.
Graph network(const Activation &activation, const Start &start, int layers) {
  Builder network("deep", "Dense layers with one activation and one initialisation.");
  const Shape image{batch, 28 * 28};
  const LinearOptions options{.weightInitializer = start.initializer};
  Function &hidden = network.function("hidden", "The activations of each hidden layer, and the logits.");
  Value x = hidden.input("image", DType::f32, image);
  for (int layer = 1; layer <= layers; ++layer) {
    x = (hidden.*activation.apply)(hidden.linear(x, "fc" + std::to_string(layer), 100, options));
    hidden.output("layer" + std::to_string(layer), x);
  }
  hidden.output("logits", hidden.linear(x, "classes", 10, options));

  Function &predict = network.function("predict", "One logit for each class.");
  predict.output("logits", predict.call("hidden", {predict.input("image", DType::f32, image)}).back());
  Function &loss = network.function("loss", "What training makes small.");
  Value pixels = loss.input("image", DType::f32, image), label = loss.input("label", DType::i64, {batch});
  Value logits = loss.call("predict", {pixels})[0];
  loss.output("loss", loss.softmaxCrossEntropy(logits, label));
  loss.output("accuracy", loss.accuracy(logits, label));
  return network.build();
}

Tensor pixels(const Dataset &dataset, std::int64_t count) {
  Tensor result({count, 28 * 28}, DType::f32);
  const auto from = dataset["images"].values<std::uint8_t>();
  std::transform(from.begin(), from.begin() + count * 28 * 28, result.values<float>().begin(),
                 [](std::uint8_t pixel) { return pixel / 255.0f; });
  return result;
}

double deviation(std::span<const float> values) {
  double sum = 0, squares = 0;
  for (const float value : values) {
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  const double mean = sum / static_cast<double>(values.size());
  return std::sqrt(std::max(0.0, squares / static_cast<double>(values.size()) - mean * mean));
}

/// A line of histograms.tsv: how often activations fall into each of 40 bins.
void writeHistogram(std::ofstream &table, const Activation &activation, const Start &start, int layer,
                    std::span<const float> values) {
  constexpr int bins = 40;
  const double low = activation.apply == &Function::tanh ? -1 : 0;
  const double high =
      activation.apply == &Function::relu ? std::max(1.0f, *std::ranges::max_element(values)) : 1;
  int counts[bins] = {};
  for (const float value : values)
    counts[std::clamp(static_cast<int>((value - low) / (high - low) * bins), 0, bins - 1)] += 1;
  table << activation.name << '\t' << start.name << '\t' << layer << '\t' << low << '\t' << high;
  for (const int count : counts)
    table << '\t' << count;
  table << '\n';
}

/// `entries` are those that are called: others would take time to compile.
Program compiled(const Activation &activation, const Start &start, int layers,
                 std::vector<std::string> entries) {
  return compile(network(activation, start, layers),
                 {.mode = Mode::train, .entries = std::move(entries), .optimizer = "sgd", .gradient = true});
}

/// The norm of the gradient of each layer's weights, for the loss of 128 images.
std::vector<double> gradientNorms(Program &program, int layers, const Dataset &dataset) {
  const Tensor image = pixels(dataset, 128);
  Tensor label({128}, DType::i64);
  std::copy_n(dataset["labels"].values<std::int64_t>().begin(), 128, label.values<std::int64_t>().begin());
  const Outputs outputs = program.call("gradient", {{"image", image}, {"label", label}});
  std::vector<double> norms;
  for (int layer = 1; layer <= layers; ++layer) {
    double squares = 0;
    for (const float value : outputs["fc" + std::to_string(layer) + ".weight.gradient"].values<float>())
      squares += static_cast<double>(value) * value;
    norms.push_back(std::sqrt(squares));
  }
  return norms;
}

std::vector<double> normsOfTwentyLayers(const Activation &activation, const Start &start,
                                        const Dataset &dataset) {
  Program program = compiled(activation, start, 20, {"gradient"});
  program.init(1);
  return gradientNorms(program, 20, dataset);
}

/// Five layers: signals and gradients before learning, and what is learnt.
void compareStarts(const Dataset &training, std::int64_t epochs, std::string_view only) {
  const Dataset tests = openDataset("fashion-mnist:test");
  const Dataset test = tests.slice(0, std::min(tests.size(), std::max<std::int64_t>(training.size(), 1000)));
  const Tensor image = pixels(test, 1000);

  std::printf(
      "%-8s %-20s deviation of activations in layers 1 … 5, before learning   gradient in layer 1 / 5   "
      "accuracy after %d epochs\n",
      "", "", static_cast<int>(epochs));
  std::ofstream histograms("histograms.tsv");
  for (const Activation &activation : activations)
    for (const Start &start : starts) {
      if (!only.empty() && only != activation.name)
        continue;
      Program program = compiled(activation, start, 5, {"hidden", "gradient", "train_step", "evaluate"});
      program.setThreads(1);
      program.init(1);
      const Outputs outputs = program.call("hidden", {{"image", image}});
      std::printf("%-8s %-20s", activation.name, start.name);
      for (int layer = 1; layer <= 5; ++layer) {
        const auto values = outputs["layer" + std::to_string(layer)].values<float>();
        std::printf(" %8.3g", deviation(values));
        writeHistogram(histograms, activation, start, layer, values);
      }
      const std::vector<double> norms = gradientNorms(program, 5, training);
      TrainOptions options{.epochs = epochs, .batch = 50, .learningRate = 0.1, .seed = 1};
      try {
        Trainer(program, training, options).run();
        std::printf("                   %10.3g %8.3g   %6.2f %%\n", norms[0], norms[4],
                    100 * evaluate(program, test).accuracy().value());
      } catch (const Error &) {
        std::printf("                   %10.3g %8.3g   the loss becomes infinite\n", norms[0], norms[4]);
      }
      std::fflush(stdout);
    }
}

/// A step has the derivative 0 wherever it has one: the compiler says that nothing below it would learn.
void showRefusal() {
  try {
    compiled(step, starts[3], 1, {"train_step"});
    std::printf("step: taken\n");
  } catch (const Error &error) {
    std::printf("step: refused: %s\n", error.what());
  }
}

/// Twenty layers: how much of the gradient arrives in each.
void showVanishing(const Dataset &training) {
  const std::vector<double> columns[] = {normsOfTwentyLayers(activations[0], starts[2], training),
                                         normsOfTwentyLayers(activations[1], starts[2], training),
                                         normsOfTwentyLayers(activations[2], starts[3], training)};
  std::ofstream table("gradients.tsv");
  table << "layer\tsigmoid, Xavier\ttanh, Xavier\trelu, He\n";
  for (int layer = 0; layer < 20; ++layer)
    table << layer + 1 << '\t' << columns[0][layer] << '\t' << columns[1][layer] << '\t' << columns[2][layer]
          << '\n';
  std::printf("20 layers of sigmoids: gradient %.3g in layer 1, %.3g in layer 20\n", columns[0][0],
              columns[0][19]);
  std::printf("20 layers of ReLUs:    gradient %.3g in layer 1, %.3g in layer 20\n", columns[2][0],
              columns[2][19]);
}

void run(std::int64_t examples, std::int64_t epochs, std::string_view only) {
  const Dataset training = openDataset("fashion-mnist").slice(0, std::max<std::int64_t>(examples, 128));
  showRefusal();
  showVanishing(training);
  compareStarts(training, epochs, only);
}

} // namespace

int main(int argc, char **argv) {
  try {
    run(argc > 1 ? std::atoll(argv[1]) : 10000, argc > 2 ? std::atoll(argv[2]) : 3, argc > 3 ? argv[3] : "");
  } catch (const Error &error) {
    std::fprintf(stderr, "activations: %s\n", error.what());
    return 1;
  }
}

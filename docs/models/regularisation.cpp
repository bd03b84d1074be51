// Regularisation: what each way of keeping a network from learning its examples by heart is worth, where
// there are few examples. See regularisation.md.
//
//   regularisation [EXAMPLES [EPOCHS [SEEDS]]]      defaults: 1000, 200, 3
#include "dlc/Builder.h"
#include "dlc/Compile.h"
#include "dlc/Dataset.h"
#include "dlc/Schedule.h"
#include "dlc/Trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

using namespace dlc;

namespace {

struct Variant {
  const char *name;
  const char *optimizer = "adam";
  double dropout = 0, dropConnect = 0; ///< in front of and within the last two layers
  bool batchNorm = false;
  double sparsity = 0; ///< weight of the mean of |activation| in the loss
  int copies = 1;      ///< of each example: more than one are shifted and mirrored at random
};

const Variant variants[] = {
    {.name = "none"},
    {.name = "weight decay", .optimizer = "adamw(weight_decay=0.3)"},
    {.name = "dropout", .dropout = 0.4},
    {.name = "drop-connect", .dropConnect = 0.4},
    {.name = "batch norm", .batchNorm = true},
    {.name = "sparsity", .sparsity = 0.1},
    {.name = "augmentation", .copies = 40},
};

/// 784 pixels, twice 512 units with ReLU, 10 classes.
Graph network(const Variant &variant) {
  Builder network("classifier", "Three dense layers and a regularisation.");
  const Shape image{batch, 28 * 28};
  Function &hidden =
      network.privateFunction("hidden", "The activations of both hidden layers and the logits.");
  Value x = hidden.input("image", DType::f32, image);
  std::vector<Value> activations;
  for (const char *layer : {"fc1", "fc2"}) {
    const bool isFirst = activations.empty();
    if (variant.dropout > 0 && !isFirst)
      x = hidden.dropout("random", x, variant.dropout);
    x = hidden.linear(x, layer, 512, {.dropConnect = isFirst ? 0 : variant.dropConnect});
    if (variant.batchNorm) // which is for images: units are channels of one pixel
      x = hidden.flatten(
          hidden.batchNorm2d(hidden.reshape(x, {batch, 512, 1, 1}), std::string(layer) + ".bn"));
    activations.push_back(x = hidden.relu(x));
  }
  if (variant.dropout > 0)
    x = hidden.dropout("random", x, variant.dropout);
  hidden.output("first", activations[0]);
  hidden.output("second", activations[1]);
  hidden.output("logits", hidden.linear(x, "fc3", 10, {.dropConnect = variant.dropConnect}));

  Function &predict = network.function("predict", "One logit for each class; the largest is the answer.");
  predict.output("logits", predict.call("hidden", {predict.input("image", DType::f32, image)})[2]);

  Function &loss = network.function("loss", "What training makes small.");
  Value pixels = loss.input("image", DType::f32, image), label = loss.input("label", DType::i64, {batch});
  std::vector<Value> all = loss.call("hidden", {pixels});
  Value total = loss.softmaxCrossEntropy(all[2], label);
  if (variant.sparsity > 0)
    total = total + (loss.reduceMean(all[0]) + loss.reduceMean(all[1])) * variant.sparsity;
  loss.output("loss", total);
  loss.output("accuracy", loss.accuracy(all[2], label));
  return network.build();
}

/// Copies of each image, shifted by up to one pixel and, one in two, mirrored; the first as it is.
Dataset augmented(const Dataset &dataset, int copies) {
  const std::int64_t count = dataset.size(), height = 28, width = 28;
  Dataset result;
  result.classNames = dataset.classNames;
  result.source = dataset.source;
  result["images"] = Tensor({count * copies, height, width}, DType::u8);
  result["labels"] = Tensor({count * copies}, DType::i64);
  const auto from = dataset["images"].values<std::uint8_t>();
  const auto to = result["images"].values<std::uint8_t>();
  std::mt19937 numbers(1);
  for (std::int64_t i = 0; i < count * copies; ++i) {
    const bool isFirst = i < count;
    const std::int64_t down = isFirst ? 0 : static_cast<std::int64_t>(numbers() % 3) - 1;
    const std::int64_t right = isFirst ? 0 : static_cast<std::int64_t>(numbers() % 3) - 1;
    const bool isMirrored = !isFirst && numbers() % 2 == 1;
    for (std::int64_t y = 0; y < height; ++y)
      for (std::int64_t x = 0; x < width; ++x) {
        const std::int64_t row = y - down, column = (isMirrored ? width - 1 - x : x) - right;
        const bool isInside = row >= 0 && row < height && column >= 0 && column < width;
        to[(i * height + y) * width + x] =
            isInside ? from[((i % count) * height + row) * width + column] : std::uint8_t(0);
      }
    result["labels"].values<std::int64_t>()[i] = dataset["labels"].values<std::int64_t>()[i % count];
  }
  return result;
}

/// Probabilities of the classes, [examples, 10].
std::vector<float> probabilities(Program &program, const Tensor &images) {
  const Outputs outputs = program.call("predict", {{"image", images}});
  const auto logits = outputs["logits"].values<float>();
  std::vector<float> result(logits.begin(), logits.end());
  for (std::size_t row = 0; row < result.size(); row += 10) {
    const float largest = *std::max_element(&result[row], &result[row] + 10);
    float sum = 0;
    for (std::size_t i = row; i < row + 10; ++i)
      sum += result[i] = std::exp(result[i] - largest);
    for (std::size_t i = row; i < row + 10; ++i)
      result[i] /= sum;
  }
  return result;
}

double accuracy(const std::vector<float> &probabilities, const Tensor &labels) {
  const auto right = labels.values<std::int64_t>();
  std::size_t hits = 0;
  for (std::size_t i = 0; i < right.size(); ++i) {
    const float *row = &probabilities[10 * i];
    hits += std::max_element(row, row + 10) - row == right[i];
  }
  return 100.0 * static_cast<double>(hits) / static_cast<double>(right.size());
}

Program compiled(const Variant &variant) {
  return compile(network(variant), {.mode = Mode::train, .optimizer = variant.optimizer});
}

/// An instance of the program that has learnt from this seed; each step sees 50 examples.
Program learn(const Program &code, const Variant &variant, const Dataset &training, std::int64_t epochs,
              std::uint64_t seed) {
  Program program = code.fork();
  program.setThreads(1);
  TrainOptions options{.epochs = std::max<std::int64_t>(1, epochs / variant.copies),
                       .batch = 50,
                       .learningRate = 1e-3,
                       .schedule = Schedule::parse("cosine"),
                       .seed = seed};
  Trainer(program, training, options).run();
  return program;
}

void run(std::int64_t examples, std::int64_t epochs, int seeds) {
  const Dataset training = openDataset("fashion-mnist").slice(0, examples);
  const Dataset test = openDataset("fashion-mnist:test");
  Tensor images({test.size(), 28 * 28}, DType::f32);
  std::ranges::transform(test["images"].values<std::uint8_t>(), images.values<float>().begin(),
                         [](std::uint8_t pixel) { return pixel / 255.0f; });
  const auto show = [](const char *name, const std::vector<double> &found) {
    double mean = 0, low = found[0], high = found[0];
    for (const double one : found) {
      mean += one / static_cast<double>(found.size());
      low = std::min(low, one);
      high = std::max(high, one);
    }
    std::printf("%-14s %6.2f   %6.2f … %6.2f\n", name, mean, low, high);
    std::fflush(stdout);
  };
  std::printf("%-14s accuracy on the test set in %%: mean of %d seeds, lowest … highest\n", "", seeds);
  for (const Variant &variant : variants) {
    const Dataset data = augmented(training, variant.copies);
    const Program code = compiled(variant);
    std::vector<double> found;
    for (int seed = 1; seed <= seeds; ++seed) {
      Program program = learn(code, variant, data, epochs, seed);
      found.push_back(accuracy(probabilities(program, images), test["labels"]));
    }
    show(variant.name, found);
  }

  // The mean of what five networks without any regularisation think, which differ in their seeds alone.
  const Program code = compiled(variants[0]);
  std::vector<double> found;
  for (int group = 0; group < seeds; ++group) {
    std::vector<float> sum(10 * test.size());
    for (int member = 0; member < 5; ++member) {
      Program program = learn(code, variants[0], training, epochs, 100 + 5 * group + member);
      const std::vector<float> one = probabilities(program, images);
      std::ranges::transform(sum, one, sum.begin(), std::plus<float>());
    }
    found.push_back(accuracy(sum, test["labels"]));
  }
  show("ensemble of 5", found);
}

} // namespace

int main(int argc, char **argv) {
  try {
    run(argc > 1 ? std::atoll(argv[1]) : 1000, argc > 2 ? std::atoll(argv[2]) : 200,
        argc > 3 ? std::atoi(argv[3]) : 3);
  } catch (const Error &error) {
    std::fprintf(stderr, "regularisation: %s\n", error.what());
    return 1;
  }
}

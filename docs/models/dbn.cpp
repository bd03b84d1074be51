// A deep belief network in three phases: two without labels, one layer after the other, and one with a
// thousand labels. See dbn.md.
//
//   dbn [UNLABELLED [EPOCHS [SEEDS]]]      defaults: 60000, 5, 3; writes dbn.dlm (before fine-tuning) and
//   dbn.png
#include "Data/Image.h"
#include "dlc/Compile.h"
#include "dlc/Dataset.h"
#include "dlc/Trainer.h"
#include "dlc/Zoo.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <vector>

using namespace dlc;

namespace {

/// The images of these numbers, with pixels in 0 … 1.
Tensor images(const Dataset &dataset, std::span<const std::int64_t> numbers) {
  Tensor result({static_cast<std::int64_t>(numbers.size()), 28 * 28}, DType::f32);
  auto to = result.values<float>().begin();
  for (const std::int64_t number : numbers)
    for (const std::uint8_t pixel :
         dataset["images"].values<std::uint8_t>().subspan(number * 28 * 28, 28 * 28))
      *to++ = pixel / 255.0f;
  return result;
}

/// Calls a phase for all images in batches of 100, in a random order, so many times.
void pretrain(Program &program, const char *phase, const Dataset &dataset, std::int64_t epochs, float rate,
              std::uint64_t seed) {
  std::vector<std::int64_t> order(dataset.size());
  std::iota(order.begin(), order.end(), 0);
  std::mt19937_64 numbers(seed);
  Tensor learningRate({}, DType::f32);
  learningRate.values<float>()[0] = rate;
  for (std::int64_t epoch = 1; epoch <= epochs; ++epoch) {
    std::ranges::shuffle(order, numbers);
    double sum = 0;
    std::int64_t steps = 0;
    for (std::size_t first = 0; first + 100 <= order.size(); first += 100, ++steps) {
      const Tensor image = images(dataset, std::span(order).subspan(first, 100));
      sum += program.call(phase, {{"image", image}, {"learning_rate", learningRate}})["error"]
                 .values<float>()[0];
    }
    std::printf("%s, epoch %d: squared error %.4f\n", phase, static_cast<int>(epoch),
                sum / static_cast<double>(steps));
    std::fflush(stdout);
  }
}

/// Learns from the labels, and returns the accuracy on the test set.
double fineTune(Program program, const Dataset &labelled, const Dataset &test, std::uint64_t seed) {
  TrainOptions options{
      .epochs = 50, .batch = 50, .learningRate = 1e-3, .schedule = Schedule::parse("cosine"), .seed = seed};
  Trainer(program, labelled, options).run();
  return 100 * evaluate(program, test).accuracy().value();
}

void run(std::int64_t unlabelled, std::int64_t epochs, int seeds) {
  const Dataset training = openDataset("fashion-mnist"), test = openDataset("fashion-mnist:test");
  const Dataset withoutLabels = training.slice(0, unlabelled), labelled = training.slice(0, 1000);
  const Program code = compile(zoo("dbn"), {.mode = Mode::train, .optimizer = "adam"});
  double with = 0, without = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    Program program = code.fork();
    program.setThreads(1);
    program.init(seed);
    const double plain = fineTune(program.fork(), labelled, test, seed);
    pretrain(program, "pretrain1", withoutLabels, epochs, 0.1f, seed);
    pretrain(program, "pretrain2", withoutLabels, epochs, 0.1f, seed);
    if (seed == 1) {
      program.save("dbn.dlm");
      std::vector<std::int64_t> first(64);
      std::iota(first.begin(), first.end(), 0);
      writeImageGrid("dbn.png", program.call("dream", {{"image", images(test, first)}})["images"], 8);
    }
    const double pretrained = fineTune(program.fork(), labelled, test, seed);
    std::printf("seed %d, 1000 labels: %.2f %% without pre-training, %.2f %% with it\n", seed, plain,
                pretrained);
    std::fflush(stdout);
    without += plain / seeds;
    with += pretrained / seeds;
  }
  std::printf("mean of %d seeds: %.2f %% without pre-training, %.2f %% with it\n", seeds, without, with);
}

} // namespace

int main(int argc, char **argv) {
  try {
    run(argc > 1 ? std::atoll(argv[1]) : 60000, argc > 2 ? std::atoll(argv[2]) : 5,
        argc > 3 ? std::atoi(argv[3]) : 3);
  } catch (const Error &error) {
    std::fprintf(stderr, "dbn: %s\n", error.what());
    return 1;
  }
}

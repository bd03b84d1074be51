// Tutorial: a network from an ONNX file goes on learning, on images of another kind. See fine-tune.md.
//
//   fine-tune MODEL.onnx [EXAMPLES]      how many images to learn from, default 10000
#include "dlc/Compile.h"
#include "dlc/Onnx.h"
#include "dlc/Trainer.h"

#include <cstdio>
#include <cstdlib>

using namespace dlc;

// Negatives, as of another camera: the network has never seen a bright background.
static Dataset negatives(const std::string &spec, std::int64_t count) {
  Dataset data = openDataset(spec).slice(0, count);
  for (std::uint8_t &pixel : data["images"].values<std::uint8_t>())
    pixel = 255 - pixel;
  return data;
}

static void run(const std::string &file, std::int64_t examples) {
  // An ONNX file says what a network computes, not how it learns: the loss is named here.
  const Graph graph = importOnnx(file, {.train = true, .loss = "softmax_cross_entropy"});

  // Native code for the training step. The second convolution stays as it is, which saves its derivatives.
  Program program = compile(graph, {.mode = Mode::train, .optimizer = "adam, trainable(conv1*, classes*)"});
  program.init(1); // weights get the values that they have in the file

  const Dataset test = negatives("fashion-mnist:test", 10000);
  std::printf("before: %.1f %% right\n", 100 * *evaluate(program, test).accuracy());

  TrainOptions options;
  options.epochs = 2;
  options.batch = 50;
  options.learningRate = 1e-2;
  options.schedule = Schedule::parse("cosine");
  const Dataset training = negatives("fashion-mnist", examples);
  Trainer trainer(program, training, options);
  // Called after each step; false would end the training.
  trainer.onStep = [](const StepRecord &step) {
    if (step.step % 50 == 0)
      std::printf("epoch %d, step %d of %d: loss %.3f\n", static_cast<int>(step.epoch),
                  static_cast<int>(step.step), static_cast<int>(step.steps), step.averages->loss);
    return true;
  };
  trainer.run();
  std::printf("after: %.1f %% right\n", 100 * *evaluate(program, test).accuracy());

  // Graph and weights in one file, for `dlc eval`, `dlc compile` and Graph::load.
  program.save("negatives.dlm");
}

int main(int argc, char **argv) {
  try {
    run(argc > 1 ? argv[1] : "clothes.onnx", argc > 2 ? std::atoll(argv[2]) : 10000);
  } catch (const Error &error) {
    std::fprintf(stderr, "fine-tune: %s\n", error.what());
    return 1;
  }
}

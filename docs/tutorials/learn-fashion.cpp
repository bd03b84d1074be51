// Tutorial: a network written in C++, compiled in this process, that learns to classify clothes.
//
//   learn-fashion [EXAMPLES [EPOCHS]]      how many images to learn from (default: all 60 000), epochs at
//   most (10)
//
// Needs Fashion-MNIST, which tools/install-dependencies has installed.
#include "dlc/Builder.h"
#include "dlc/Compile.h"
#include "dlc/Dataset.h"
#include "dlc/Trainer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace dlc;

// 1. The network. A function takes and returns tensors; layers bring their variables along. `predict` is what
// a network
//    defines at least; from `loss`, dlc makes the function that trains it.
static Graph buildNetwork() {
  Builder network("clothes",
                  "Classifies clothes of ten kinds. Takes grey images of 28 × 28, pixels in 0 … 1.");

  Function &predict = network.function("predict", "A logit for each kind; the largest is the answer.");
  Value x = predict.input("image", DType::f32, {batch, 1, 28, 28});
  x = predict.relu(predict.conv2d(x, "conv1", 8, 5, {.stride = 2, .padding = 2}));
  x = predict.relu(predict.conv2d(x, "conv2", 16, 3, {.stride = 2, .padding = 1}));
  x = predict.relu(predict.linear(predict.flatten(x), "hidden", 64));
  predict.output("logits", predict.linear(x, "classes", 10));

  Function &loss = network.function("loss", "What training makes small, and a metric to look at.");
  Value image = loss.input("image", DType::f32, {batch, 1, 28, 28});
  Value label = loss.input("label", DType::i64, {batch});
  Value logits = loss.call("predict", {image})[0];
  loss.output("loss", loss.softmaxCrossEntropy(logits, label));
  loss.output("accuracy", loss.accuracy(logits, label));
  return network.build();
}

static void run(std::int64_t examples, std::int64_t epochs) {
  Graph graph = buildNetwork();
  std::printf("%s\n", graph.text().c_str()); // a network is text: save it, edit it, give it to `dlc train`

  // 2. Native code for this machine, with the training step: loss, gradients and Adam in one function.
  Program program = compile(graph, {.mode = Mode::train, .optimizer = "adam"});

  // 3. Training. A callback that returns false ends it: here, once the images held back are no longer
  //    distinguished better than before.
  Dataset training = openDataset("fashion-mnist").slice(0, examples);
  TrainOptions options;
  options.epochs = epochs;
  options.batch = 64;
  options.validation = 0.1; // a tenth is held back
  Trainer trainer(program, training, options);
  double best = 0;
  trainer.onEpoch = [&](const EpochRecord &epoch) {
    double accuracy = epoch.validation->accuracy().value();
    std::printf("epoch %d: loss %.3f, accuracy on images held back %.1f %%, %.0f images a second\n",
                static_cast<int>(epoch.epoch), epoch.training.loss, 100 * accuracy, epoch.imagesPerSecond);
    bool better = accuracy > best;
    best = std::max(best, accuracy);
    return better;
  };
  TrainResult result = trainer.run();
  if (result.end == TrainResult::End::Stopped)
    std::printf("stopped early: it gets no better\n");

  // 4. What it has learnt, on images that it has never seen.
  Dataset test = openDataset("fashion-mnist:test");
  std::printf("accuracy on the test set: %.1f %%\n", 100 * evaluate(program, test).accuracy().value());

  // 5. One image, by hand: an entry point is called by name, with named tensors.
  Tensor image({1, 1, 28, 28}, DType::f32);
  for (std::size_t i = 0; i < image.values<float>().size(); ++i)
    image.values<float>()[i] = static_cast<float>(test["images"].values<std::uint8_t>()[i]) / 255.0f;
  Outputs outputs = program.call("predict", {{"image", image}});
  std::span<const float> logits = outputs["logits"].values<float>();
  auto answer = std::ranges::max_element(logits) - logits.begin();
  std::printf("the first test image is called \"%s\"; it is \"%s\"\n", test.classNames[answer].c_str(),
              test.classNames[test["labels"].values<std::int64_t>()[0]].c_str());

  // 6. The model: graph, weights and class names in one file, for `dlc eval`, `dlc run` and `dlc compile`.
  program.save("clothes.dlm");
}

int main(int argc, char **argv) {
  try {
    run(argc > 1 ? std::atoll(argv[1]) : 60000, argc > 2 ? std::atoll(argv[2]) : 10);
  } catch (const Error &error) {
    std::fprintf(stderr, "learn-fashion: %s\n", error.what());
    return 1;
  }
}

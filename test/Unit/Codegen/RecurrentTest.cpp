// Recurrent layers learn, in native code: how a sine goes on whose frequency and phase the network has never
// seen, and, behind steps of noise, what stood at the beginning of a sequence.
#include "dlc/Builder.h"
#include "dlc/Compile.h"

#include <cmath>
#include <gtest/gtest.h>

namespace dlc::test {
namespace {

constexpr int64_t examples = 64;

/// Numbers in [0, 1), the same ones every time.
class Numbers {
public:
  explicit Numbers(uint64_t seed) : state(seed) {
    for (int i = 0; i < 8; ++i)
      next(); // so that neighbouring seeds part
  }
  double next() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return double(state >> 11) * 0x1p-53;
  }

private:
  uint64_t state;
};

struct Batch {
  Tensor sequences, labels;
};

/// Trains on a new batch in each update, then gives the value of `measure` of a batch that was not seen.
double measureAfter(int updates, const Graph &graph, Batch (*batch)(uint64_t seed), const char *measure) {
  CompileOptions options;
  options.mode = Mode::train;
  options.optimizer = "adam";
  Program program = compile(graph, options);
  program.init(1);
  Tensor rate = Tensor::of<float>({}, {0.01f});
  for (int i = 0; i < updates; ++i) {
    Batch data = batch(uint64_t(i) + 1);
    program.call("train_step",
                 {{"sequence", data.sequences}, {"label", data.labels}, {"learning_rate", rate}});
  }
  Batch unseen = batch(1000003);
  Outputs result = program.call("evaluate", {{"sequence", unseen.sequences}, {"label", unseen.labels}});
  return result[measure].values<float>()[0];
}

Batch sines(uint64_t seed) {
  constexpr int64_t steps = 16;
  Batch batch{Tensor({examples, steps, 1}, DType::f32), Tensor({examples, 1}, DType::f32)};
  Numbers numbers(seed);
  for (int64_t n = 0; n < examples; ++n) {
    double frequency = 0.2 + 0.6 * numbers.next(), phase = 6.28 * numbers.next();
    for (int64_t t = 0; t < steps; ++t)
      batch.sequences.values<float>()[size_t(n * steps + t)] = float(std::sin(phase + frequency * double(t)));
    batch.labels.values<float>()[size_t(n)] = float(std::sin(phase + frequency * steps));
  }
  return batch;
}

TEST(Recurrent, LstmPredictsSines) {
  Builder builder("sines");
  Function &loss = builder.function("loss");
  Value sequence = loss.input("sequence", DType::f32, {batch, 16, 1});
  Value next = loss.input("label", DType::f32, {batch, 1});
  Value error = loss.linear(loss.lstm(sequence, "memory", 24).last, "out", 1) - next;
  loss.output("loss", loss.reduceMean(error * error));
  Graph graph = builder.build();
  EXPECT_GT(measureAfter(0, graph, sines, "loss"), 0.2); // that of always saying 0 is 0.5
  EXPECT_LT(measureAfter(120, graph, sines, "loss"), 0.01);
}

/// The class is said in the first step; its last feature marks the beginning.
Batch memories(uint64_t seed) {
  constexpr int64_t steps = 10, classes = 4;
  Batch batch{Tensor({examples, steps, classes + 1}, DType::f32), Tensor({examples}, DType::i64)};
  Numbers numbers(seed);
  for (int64_t n = 0; n < examples; ++n) {
    auto label = int64_t(numbers.next() * classes);
    batch.labels.values<int64_t>()[size_t(n)] = label;
    for (int64_t t = 0; t < steps; ++t)
      for (int64_t i = 0; i <= classes; ++i)
        batch.sequences.values<float>()[size_t((n * steps + t) * (classes + 1) + i)] =
            i == classes ? float(t == 0)
            : t == 0     ? float(i == label)
                         : float(0.25 * numbers.next());
  }
  return batch;
}

TEST(Recurrent, GruRemembers) {
  Builder builder("memories");
  Function &loss = builder.function("loss");
  Value sequence = loss.input("sequence", DType::f32, {batch, 10, 5});
  Value label = loss.input("label", DType::i64, {batch});
  Value logits = loss.linear(loss.gru(sequence, "memory", 24).last, "out", 4);
  loss.output("loss", loss.softmaxCrossEntropy(logits, label));
  loss.output("accuracy", loss.accuracy(logits, label));
  Graph graph = builder.build();
  EXPECT_LT(measureAfter(0, graph, memories, "accuracy"), 0.6);
  EXPECT_GT(measureAfter(150, graph, memories, "accuracy"), 0.95);
}

} // namespace
} // namespace dlc::test

// Networks that read sequences step by step.
#include "Zoo/Layers.h"
#include "Zoo/Networks.h"

namespace dlc {

Graph lstm() {
  const std::int64_t steps = 100, symbols = 128, units = 256;
  Builder network(
      "lstm",
      "Two layers of long short-term memory (Hochreiter and Schmidhuber, 1997), 256 units each, and a\n"
      "dense layer for each step.\n"
      "\n"
      "Takes sequences of 100 steps with 128 features each, as [batch, 100, 128]. Any batch: `?`.");
  Function &f = network.function("predict", "One logit for each of 128 symbols, behind every step.");
  const Shape sequence{batch, steps, symbols};
  Value x = f.input("sequence", DType::f32, sequence);
  x = f.lstm(x, "lstm1", units).states;
  x = f.lstm(x, "lstm2", units).states;
  f.output("logits", linearOfLast(f, x, "fc", symbols, {.weightInitializer = Initializer::fanInUniform()}));
  addSequenceLoss(network, "sequence", DType::f32, sequence);
  return network.build();
}

} // namespace dlc

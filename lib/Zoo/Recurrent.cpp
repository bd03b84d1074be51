// Networks that read sequences step by step.
#include "Zoo/Layers.h"
#include "Zoo/Networks.h"

#include <cmath>

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

// An image of 28 rows, read from top to bottom, and then classified by the last state.
static Graph rowReader(const std::string &name, const std::string &what,
                       const std::function<Value(Function &, Value)> &lastState) {
  const Shape image{batch, 28, 28};
  return imageClassifier(name,
                         what + " that reads an image row by row, 28 steps of 28 pixels, and says what it\n"
                                "was by the state behind the last row.\n"
                                "\n"
                                "Takes grey images of 28 × 28 with pixels in 0 … 1. Any batch: `?`.",
                         image, 10,
                         [&](Function &f, Value x) { return f.linear(lastState(f, x), "fc", 10); });
}

Graph rowsRnn() {
  return rowReader(
      "rows_rnn", "A plain recurrent network (Elman, 1990) of 256 units", [](Function &f, Value x) {
        constexpr std::int64_t units = 256; // about as many parameters as the LSTM of 128
        // The largest eigenvalue is about 1, so that the last state still knows the first rows; from the
        // usual bound it is 0.58, and what they say fades.
        const double bound = std::sqrt(3.0 / units);
        return f.rnn(x, "rows", units, {.recurrenceInitializer = Initializer::uniform(-bound, bound)}).last;
      });
}
Graph rowsLstm() {
  return rowReader("rows_lstm", "Long short-term memory (Hochreiter and Schmidhuber, 1997) of 128 units",
                   [](Function &f, Value x) { return f.lstm(x, "rows", 128).last; });
}
Graph rowsGru() {
  return rowReader("rows_gru", "Gated recurrent units (Cho et al., 2014), 128 of them,",
                   [](Function &f, Value x) { return f.gru(x, "rows", 128).last; });
}

} // namespace dlc

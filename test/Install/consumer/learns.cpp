// A compiled library as a dlc::Program, trained without a compiler.
#include "dlc/Trainer.h"

#include <cstdio>

extern "C" const dlc_program *tiny_program(void);

int main() {
  dlc::Program program(std::shared_ptr<const dlc_program>(std::shared_ptr<void>(), tiny_program()));
  dlc::Dataset data;
  data["images"] = dlc::Tensor({30, 4, 4}, dlc::DType::f32);
  data["labels"] = dlc::Tensor({30}, dlc::DType::i64);
  for (int i = 0; i < 30; ++i) {
    data["labels"].values<std::int64_t>()[i] = i % 3;
    data["images"].values<float>()[16 * i + i % 3] = 1;
  }
  dlc::Trainer(program, data, {.epochs = 50, .batch = 10, .learningRate = 0.1}).run();
  std::printf("accuracy %g\n", dlc::evaluate(program, data).accuracy().value());
}

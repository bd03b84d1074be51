// A network is built, compiled in this process and called; what is wrong with another one is an exception.
#include "dlc/Builder.h"
#include "dlc/Compile.h"
#include "dlc/Zoo.h"

#include <cstdio>

int main() {
  dlc::Builder network("halves", "Multiplies with a half.");
  dlc::Function &predict = network.function("predict");
  dlc::Value x = predict.input("x", dlc::DType::f32, {dlc::batch, 2});
  predict.output("y", predict.mul(x, predict.constant(0.5)));
  dlc::Program program = dlc::compile(network.build());
  const dlc::Tensor input = dlc::Tensor::of<float>({2, 2}, {1, 2, 3, 4});
  const dlc::Outputs outputs = program.call("predict", {{"x", input}});
  for (float value : outputs["y"].values<float>())
    std::printf("%g ", value);
  try {
    dlc::zoo("alexander");
  } catch (const dlc::Error &error) {
    std::printf("| %.11s\n", error.what());
  }
}

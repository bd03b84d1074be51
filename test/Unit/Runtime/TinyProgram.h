// A compiled model written by hand: softmax regression from four pixels to three classes, with momentum and a
// random state. It keeps the contract of dlc/program.h to the letter and fails loudly where a caller does
// not.
#pragma once

#include "dlc/program.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace dlc::test {

/// Owns what a dlc_program points to. Tests may change any of it before they call share().
struct TinyProgram {
  static constexpr int pixels = 4, classes = 3;
  enum Variable { Weight, Bias, Momentum, Random, VariableCount };
  enum Entry { Init, Predict, TrainStep, Evaluate, Generate, EntryCount };

  TinyProgram();
  TinyProgram(const TinyProgram &) = delete;

  /// The program; keeps `tiny` alive.
  static std::shared_ptr<const dlc_program> share(std::shared_ptr<TinyProgram> tiny) {
    return {tiny, &tiny->program};
  }
  static std::shared_ptr<const dlc_program> make() { return share(std::make_shared<TinyProgram>()); }

  dlc_program program{};
  std::array<dlc_variable_info, VariableCount> variables{};
  std::array<dlc_entry_info, EntryCount> entries{};
  std::vector<const char *> classNames;
  std::vector<dlc_tensor_info> image, train, evaluate, logits, metrics, seed;
  std::string graph = "nn.module @tiny {\n  softmax regression\n}\n";
};

} // namespace dlc::test

// A model written by hand in LLVM IR, as the compiler would emit it: four weights, a counter and an optimizer
// slot; it predicts (with a function of libm), learns a little and can be reset.
#pragma once

#include "Model/Manifest.h"
#include "Target/Object.h"

#include <string>
#include <vector>

namespace dlc::test {

/// Entry points: init(seed), predict(image[batch,4]) -> logits[batch,4] = exp(image) · weight,
/// train_step(image, label[batch], learning_rate) -> loss, accuracy: weight -= learning_rate, slot += 1,
/// steps += batch, loss = weight[0], accuracy = label[0]; reset_optimizer: slot = 0. `offset` is added to the
/// seed. Parallel: predict asks libomp for its threads, and count_threads() -> count lets each thread add
/// one.
struct TinyModel {
  explicit TinyModel(std::string name = "tiny", bool parallel = false, int offset = 0);

  /// Parsed anew, because compiling changes it.
  ModuleAndContext module() const;
  std::vector<Object> objects() const;

  Manifest manifest;
  TargetOptions options;
  int offset;
};

/// Parses text; fails the test on a mistake in it.
ModuleAndContext parse(const std::string &text);

} // namespace dlc::test

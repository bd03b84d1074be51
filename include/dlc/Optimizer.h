// The text of a learning rule, as CompileOptions::optimizer has it: an optimizer, and what is done around it.
//
//   adam
//   rmsprop(momentum=0.9, centered=true)
//   adamw(weight_decay=0.05), clip_norm=1, accumulate=4, average=0.999, group(*.bias, adam, rate=2)
//
// docs/reference/train.md describes every optimizer, and under RecipeAttr and GroupAttr all else.
#pragma once

#include "dlc/Error.h"

#include <string>
#include <vector>

namespace dlc {

struct Optimizer {
  std::string name;        ///< of the optimizer
  std::string text;        ///< of all, in one order and without what is as preset: equal texts, equal rules
  double learningRate = 0; ///< that is usual with it
};

/// Throws Error, which says what could have been written.
Optimizer parseOptimizer(const std::string &text);

/// All that there are, in order.
std::vector<std::string> optimizerNames();

} // namespace dlc

// What a function should compute, and how far compiled code may be from it.
#pragma once

#include "Interpreter.h"

#include "dlc/Tensor.h"

#include <optional>
#include <string>

namespace dlc::fuzz {

/// One tensor of the reference: exact values, and the greatest difference that rounding explains. Infinite:
/// any value will do, because the program is not well-conditioned there.
struct Expected {
  Array exact;
  std::vector<double> tolerance;

  /// Where it differs; nothing if it does not.
  std::optional<std::string> compare(const Tensor &tensor) const;
};

struct ExpectedCall {
  std::vector<Array> arguments;
  std::vector<Expected> results;
  std::map<std::string, Expected> variables; ///< after the call
};

/// Throws NotWellFormed.
ExpectedCall expect(const Module &module, const Function &function, std::int64_t batch);

/// From exact values, and those of runs whose rounding was exaggerated.
Expected expectedFrom(const Array &exact, const std::vector<const Array *> &noisy);

/// Runs whose rounding is exaggerated come in pairs, which are off to opposite sides.
int noisyRunsOf(const Function &function);
Arithmetic noisyArithmetic(int run);

State initialState(const Module &module);
Tensor toTensor(const Array &array);
/// An element, counted row by row.
double valueAt(const Tensor &tensor, std::size_t i);

} // namespace dlc::fuzz

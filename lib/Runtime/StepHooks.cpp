#include "dlc/StepHooks.h"

#include <utility>

namespace dlc {

void StepHooks::resultReady(StepHooks *hooks, std::int64_t output) noexcept {
  if (!hooks->onResult || hooks->problem)
    return;
  try {
    hooks->onResult(static_cast<std::size_t>(output));
  } catch (...) {
    hooks->problem = std::current_exception();
  }
}

void StepHooks::exchange(StepHooks *hooks, float *values, std::int64_t count, std::int64_t asSum) noexcept {
  if (!hooks->onExchange || hooks->problem)
    return;
  try {
    hooks->onExchange({values, static_cast<std::size_t>(count)}, asSum != 0);
  } catch (...) {
    hooks->problem = std::current_exception();
  }
}

void StepHooks::finish() {
  onResult = {};
  onExchange = {};
  if (problem)
    std::rethrow_exception(std::exchange(problem, nullptr));
}

} // namespace dlc

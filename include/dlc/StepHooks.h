// What the compiled code of a rank calls while it computes its part of a step that several processes share
// (dlc/Communicator.h): when a result is complete, so that it may travel while others are computed, and where
// it needs the mean of all ranks to go on.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <span>

namespace dlc {

/// Given to the compiler (CompileOptions::hooks), whose code calls it, and to the Trainer, which fills it in.
/// Calls come one after the other, from the thread that runs the step. Thread safety: a program with hooks
/// belongs to one thread at a time.
class StepHooks {
public:
  /// Called when an output of the entry point that runs, by its number, has its value.
  std::function<void(std::size_t output)> onResult;
  /// Called with values, which it replaces by their mean over the ranks, weighted by examples; or, of numbers
  /// of elements, which go with the number of examples, by those of the whole batch.
  std::function<void(std::span<float> values, bool asSum)> onExchange;

  /// For compiled code, through which no exception may pass: the first one is kept, and nothing is called
  /// from then on.
  static void resultReady(StepHooks *hooks, std::int64_t output) noexcept;
  static void exchange(StepHooks *hooks, float *values, std::int64_t count, std::int64_t asSum) noexcept;

  /// Takes the functions away, and throws what one of them has thrown.
  void finish();

private:
  std::exception_ptr problem;
};

} // namespace dlc

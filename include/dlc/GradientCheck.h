// Derivatives against differences: whether what the compiler differentiates is what it computes. Comes in: a
// function of a network in f64, with its derivatives. Goes out: for each variable and each input, how far
// derivative and difference are apart where they are farthest.
//
//   dlc::Program program = dlc::compileGradientCheck(graph, "loss");
//   program.init(seed);
//   for (const dlc::GradientRecord &record : dlc::GradientCheck(program).run())
//     …
#pragma once

#include "dlc/Program.h"

#include <functional>
#include <string>
#include <vector>

namespace dlc {

struct GradientCheckOptions {
  std::int64_t batch = 2;
  std::int64_t size = 8;    ///< of named sizes other than the batch, where no input that is given tells it
  std::uint64_t seed = 0;   ///< of inputs that are not given, and of elements and directions
  std::int64_t classes = 4; ///< integers that are not given are less than this
  double tolerance = 1e-6;  ///< how far apart the two may be
  /// Of a tensor with at most so many elements each one is moved. Of a larger one `samples` are, and it is
  /// moved as a whole along as many random directions.
  std::int64_t elements = 64;
  std::int64_t samples = 16;
};

/// What was found for one variable or input, or for a derivative that the function itself asks for.
struct GradientRecord {
  TensorInfo tensor; ///< its shape is that of the check
  bool isInput = false;
  /// A `train.gradient` or `train.jvp` of the function, numbered in the order of the text; how far its values
  /// move along one direction is a number.
  bool isRequest = false;
  std::int64_t elements = 0, directions = 0; ///< that were compared
  // Where the two are farthest apart:
  double error = 0;                      ///< |derivative - difference| / max(1, |derivative|, |difference|)
  double derivative = 0, difference = 0; ///< as compiled, and as measured
  std::string place;                     ///< "[2, 3]" or "direction 4"; empty if there was nothing to compare
  double rounding = 0; ///< part of the error that the difference may have from the digits that f has
  bool agrees = true;  ///< whether the error is within the tolerance
  /// If it is not, whether it is within the rounding: f is too large for a difference to tell.
  bool isDrowned = false;

  bool isWrong() const { return !agrees && !isDrowned; }
};

/// Compares with the central difference (f(x + h) - f(x - h)) / 2h, for h = 1e-5, 1e-6 and 1e-7 times
/// max(1, |x|), until one agrees: a smaller step misses a kink that is near, a larger one rounds less. At a
/// kink itself none does. What rounds least is the largest step: if that differs by no more than the rounding
/// of f allows, nothing is said about the derivative. Random draws of the function are the same each time.
/// Thread safety: as the program's.
class GradientCheck {
public:
  /// The program must outlive it, and have been compiled for this. Throws Error if it was not, or for options
  /// that make no sense.
  explicit GradientCheck(Program &program, GradientCheckOptions options = {});

  /// Takes over the variables of another program of the same network, widened. Throws Error if one is
  /// missing.
  void takeVariables(const Program &trained);

  /// Called after each tensor.
  std::function<void(const GradientRecord &)> onRecord;

  /// The sizes of the last run.
  const Sizes &sizes() const { return used; }

  /// Inputs that are not given are drawn: floats from 0 … 1, as pixels are. Narrower ones are widened. Throws
  /// Error as Program::call does.
  std::vector<GradientRecord> run(const std::vector<Argument> &inputs = {});

private:
  Program &program;
  GradientCheckOptions options;
  Sizes used;
};

} // namespace dlc

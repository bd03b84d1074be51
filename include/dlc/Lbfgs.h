// L-BFGS: few, expensive steps for small problems and smooth losses, such as an image that is fitted to a
// style. Comes in: a Program with the entry `gradient`, and the inputs of its loss. Goes out: variables at a
// minimum.
//
//   dlc::Program program = dlc::compile(graph, {.mode = dlc::Mode::train, .gradient = true, …});
//   program.init(seed);
//   dlc::LbfgsResult result = dlc::Lbfgs(program).minimize({{"image", images}, {"label", labels}});
//
// As PyTorch's torch.optim.LBFGS with line_search_fn="strong_wolfe"; docs/decisions/0013-lbfgs.md says why it
// is no optimizer of the compiler.
#pragma once

#include "dlc/Program.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dlc {

struct LbfgsOptions {
  std::int64_t iterations = 100;   ///< at most; an iteration is a direction and a search along it
  std::int64_t evaluations = 125;  ///< of loss and gradient, at most; the last search is finished
  std::size_t history = 10;        ///< steps that are remembered
  double learningRate = 1;         ///< the first length that a search tries
  double gradientTolerance = 1e-7; ///< stop where no element of the gradient is larger
  double changeTolerance = 1e-9;   ///< stop where loss and variables change by less
};

struct LbfgsResult {
  enum class End { Iterations, Evaluations, Gradient, Change, Stopped };
  End end = End::Iterations;
  double loss = 0; ///< at the variables as they are now
  std::int64_t iterations = 0, evaluations = 0;
};

/// All that a minimisation goes on from, to the bit, between two iterations. The variables with a derivative
/// are one vector of n elements here, in the order in which the entry returns their derivatives.
struct LbfgsState {
  Tensor point;           ///< f64 [n]: the variables, before they were rounded to their types
  Tensor gradient;        ///< f64 [n]: of the loss, there
  Tensor steps;           ///< f64 [remembered, n]: the last steps, oldest first
  Tensor changes;         ///< f64 [remembered, n]: how the gradient changed with each
  double loss = 0;        ///< at the point
  double lossBefore = 0;  ///< a step earlier
  double largestStep = 0; ///< of the elements of the last step
  double curvature = 1;   ///< the initial inverse Hessian, which is this times the identity
  std::map<std::string, Tensor> buffers = {}; ///< with which each evaluation starts, by name
};

/// Hands batch after batch to the function that it is called with: inputs, borrowed for the call, and how
/// many examples they are of. Asked for once an evaluation, and the same each time.
using BatchPass = std::function<void(
    const std::function<void(const std::vector<Argument> &inputs, std::int64_t examples)> &)>;

/// Thread safety: as the program's.
class Lbfgs {
public:
  /// Of each iteration, in minimize().
  struct Record {
    std::int64_t iteration = 0; ///< from 1
    double loss = 0;
    double largestGradient = 0; ///< of the elements, at the variables as they are now
    std::int64_t evaluations = 0;
  };

  /// The program must outlive it. Throws Error if it has no entry `gradient` whose results are a loss, and
  /// behind it the derivatives with respect to variables; or for options that make no sense.
  explicit Lbfgs(Program &program, LbfgsOptions options = {});
  ~Lbfgs();

  /// Called after each iteration; false stops.
  std::function<bool(const Record &)> onIteration;

  /// Minimises the loss of these inputs, from the variables as they are. A second call goes on with what the
  /// first has learnt of the curvature. Throws Error as Program::call does, and if the loss is not finite at
  /// the start. Whatever is thrown, by the call or by a BatchPass, the variables are those after the last
  /// iteration.
  LbfgsResult minimize(const std::vector<Argument> &inputs);
  /// The same of the mean over the examples of several batches, for each of which the loss is a mean: for
  /// more examples than one call has memory for.
  LbfgsResult minimize(const BatchPass &batches);

  /// As it is after the last iteration, also within onIteration; nothing before the first.
  std::optional<LbfgsState> state() const;
  /// The next minimize() of the same loss, here or in another process, then goes on as the one would have
  /// that the state is of. Throws Error, and changes nothing, if it is of other variables, or remembers more
  /// steps than LbfgsOptions::history.
  void resume(LbfgsState state);

private:
  struct Impl;
  std::unique_ptr<Impl> impl;
};

} // namespace dlc

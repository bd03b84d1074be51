// Runs programs by the meanings in Operators.h: the reference that compiled code is compared with.
#pragma once

#include "Array.h"
#include "Program.h"

#include <map>
#include <utility>
#include <vector>

namespace dlc::fuzz {

/// Values of variables.
using State = std::map<std::string, Array>;

/// All runs happen within the current Arithmetic.
class Interpreter {
public:
  Interpreter(const Module &module, State &state, std::int64_t batch)
      : module(module), state(state), batch(batch) {}

  /// From here on derivatives can be differentiated again.
  void differentiateAgain() { isTwice = true; }

  /// Throws NotWellFormed.
  std::vector<Array> call(const Function &function, std::vector<Array> arguments);
  /// Runs one op; `values` are those of the function's ids.
  void run(const Function &function, const Op &op, std::vector<Array> &values);
  /// The results of an op that neither holds a body nor takes derivatives; none of one that assigns, which it
  /// does.
  std::vector<Array> resultsOf(const Op &op, const std::vector<Array> &values);

  /// Variables that were read, in order, each time with a place of its own on the tape.
  const std::vector<std::pair<std::string, Array>> &reads() const { return readValues; }

  /// From here on this element of this value is so much greater than what was computed.
  void nudge(ValueId value, std::int64_t element, double by) { nudged = {value, element, by}; }

private:
  void runAll(const Function &function, const std::vector<Op> &ops, std::vector<Array> &values);
  void scan(const Function &function, const Op &op, std::vector<Array> &values);
  /// The results of one of two regions, `taken`.
  void choose(const Function &function, const Op &op, std::size_t taken, std::vector<Array> &values);
  void loop(const Function &function, const Op &op, std::vector<Array> &values);
  void gradient(const Op &op, std::vector<Array> &values);
  void forwardDerivative(const Op &op, std::vector<Array> &values);

  const Module &module;
  State &state;
  std::int64_t batch;
  std::vector<std::pair<std::string, Array>> readValues;
  struct {
    ValueId value = -1;
    std::int64_t element = 0;
    double by = 0;
  } nudged;
  int depth = 0;        ///< of calls
  bool isTwice = false; ///< derivatives are numbers on the tape
};

/// Gives a derivative the values of what it is taken of, or with respect to: of its type, and
/// well-conditioned, without the work of taking it.
void standIn(const Op &derivative, std::vector<Array> &values);

/// How many derivatives are taken, here and in what is called.
int derivativesIn(const Module &module, const Function &function);

} // namespace dlc::fuzz

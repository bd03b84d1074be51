#include "SelfCheck.h"
#include "Expected.h"
#include "Generator.h"

#include <cmath>

namespace dlc::fuzz {

namespace {
class Differences {
public:
  Differences(const Module &module, Function function, const Op &gradient)
      : module(module), function(std::move(function)), gradient(gradient) {
    this->function.returns = {gradient.operands[0]};
    for (std::size_t i = 0; i < this->function.arguments.size(); ++i)
      arguments.push_back(fill(this->function.types[static_cast<std::size_t>(this->function.arguments[i])],
                               this->function.fillings[i], 2));
  }

  double loss(ValueId value, std::int64_t element, double by) const {
    Arithmetic arithmetic;
    Arithmetic::Scope scope(arithmetic);
    if (derivativesIn(module, function) > 1)
      arithmetic.record();
    State state = initialState(module);
    Interpreter interpreter(module, state, 2);
    interpreter.nudge(value, element, by);
    return interpreter.call(function, arguments)[0][0].value;
  }

  Array taped(std::size_t which) const {
    Arithmetic arithmetic;
    Arithmetic::Scope scope(arithmetic);
    arithmetic.record();
    Function all = function;
    all.returns = {gradient.results[which]};
    State state = initialState(module);
    Interpreter interpreter(module, state, 2);
    if (derivativesIn(module, function) > 1)
      interpreter.differentiateAgain();
    return interpreter.call(all, arguments)[0];
  }

private:
  const Module &module;
  Function function;
  const Op &gradient;
  std::vector<Array> arguments;
};
} // namespace

// How much of what is compared says nothing.
static void countTolerances(const Module &module, SelfCheck &result) {
  for (const Function &function : module.functions) {
    if (function.isPrivate)
      continue;
    ExpectedCall call;
    try {
      call = expect(module, function, function.isBatched() ? 2 : 1);
    } catch (const NotWellFormed &) {
      continue;
    }
    for (const Expected &expected : call.results) {
      double squares = 0;
      for (const Scalar &x : expected.exact.data)
        squares += x.value * x.value;
      const double size = std::sqrt(squares / static_cast<double>(expected.exact.size()));
      for (double tolerance : expected.tolerance) {
        ++result.elements;
        result.undecided += std::isinf(tolerance);
        result.loose += !std::isinf(tolerance) && tolerance > 0.1 * size && tolerance > 1e-30;
      }
    }
  }
}

SelfCheck checkReference(const Module &module) {
  SelfCheck result;
  countTolerances(module, result);
  for (const Function &function : module.functions) {
    // What is taken for a constant is none for a difference.
    bool stops = false;
    eachOp(function.ops, [&](const Op &op) {
      stops |= op.name == "stop_gradient" || op.name == "embedding" || op.name == "call";
    });
    for (const Op &op : function.ops) {
      if (stops)
        break;
      // Narrow types round what a difference would see.
      if (op.name != "gradient" ||
          function.types[static_cast<std::size_t>(op.operands[0])].element == DType::bf16 ||
          function.types[static_cast<std::size_t>(op.operands[0])].element == DType::f16)
        continue;
      const Differences differences(module, function, op);
      for (std::size_t i = 1; i < op.operands.size(); ++i) {
        const Type &type = function.types[static_cast<std::size_t>(op.operands[i])];
        if (type.element != DType::f32 && type.element != DType::f64)
          continue;
        Array taped;
        try {
          taped = differences.taped(i - 1);
        } catch (const NotWellFormed &) {
          continue; // a second derivative that is not known
        }
        for (std::int64_t e = 0; e < std::min<std::int64_t>(taped.size(), 6); ++e) {
          auto quotient = [&](double low, double high) {
            return (differences.loss(op.operands[i], e, high) - differences.loss(op.operands[i], e, low)) /
                   (high - low);
          };
          const double left = quotient(-1e-5, 0), right = quotient(0, 1e-5), fine = quotient(-1e-5, 1e-5);
          const double size = 1 + std::abs(fine);
          if (!std::isfinite(fine) || std::abs(left - right) > 1e-3 * size)
            continue; // a kink, or a step that is too large
          ++result.derivatives;
          if (std::abs(taped[e].value - fine) > 1e-3 * size)
            result.faults.push_back("@" + function.name + ", %v" + std::to_string(op.operands[i]) + " at " +
                                    std::to_string(e) + ": the tape says " + std::to_string(taped[e].value) +
                                    ", differences " + std::to_string(fine));
        }
      }
    }
  }
  return result;
}

} // namespace dlc::fuzz

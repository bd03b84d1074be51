// The table of ops: which rule writes which op of nn, by which operators, in which operator set.
#pragma once

#include "Export/Writer.h"

namespace dlc::exporter {

using RuleFunction = void (*)(Writer &, mlir::Operation *);

struct Rule {
  llvm::StringRef op;    ///< of nn
  const char *operators; ///< of ONNX that it becomes, the main one first
  int64_t since;         ///< the operator set that has them
  RuleFunction function; ///< writes the nodes; refuses what has no equivalent
  const char *note = ""; ///< for docs/onnx-support.md
};

/// A row for ops of a class. The operator set is at least `leastOpset`: what is older needs no mention.
template <typename Op, void (*function)(Writer &, Op)>
Rule rule(const char *operators, const char *note = "", int64_t since = leastOpset) {
  return {Op::getOperationName(), operators, since,
          [](Writer &w, mlir::Operation *op) { function(w, llvm::cast<Op>(op)); }, note};
}

// One list for each file in Rules/.
llvm::ArrayRef<Rule> activationRules();
llvm::ArrayRef<Rule> contractionRules();
llvm::ArrayRef<Rule> controlRules();
llvm::ArrayRef<Rule> convolutionRules();
llvm::ArrayRef<Rule> elementwiseRules();
llvm::ArrayRef<Rule> indexingRules();
llvm::ArrayRef<Rule> lossRules();
llvm::ArrayRef<Rule> normalizationRules();
llvm::ArrayRef<Rule> poolingRules();
llvm::ArrayRef<Rule> randomRules();
llvm::ArrayRef<Rule> recurrenceRules();
llvm::ArrayRef<Rule> reductionRules();
llvm::ArrayRef<Rule> shapeRules();

/// All of them, with a title for each list.
std::vector<std::pair<const char *, llvm::ArrayRef<Rule>>> allRules();

/// Null if an op has none: then it is decomposed, or refused.
const Rule *ruleFor(mlir::Operation *op);

} // namespace dlc::exporter

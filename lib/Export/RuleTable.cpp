#include "Export/RuleTable.h"

#include "llvm/ADT/DenseMap.h"

namespace dlc::exporter {

std::vector<std::pair<const char *, llvm::ArrayRef<Rule>>> allRules() {
  return {{"Elementwise", elementwiseRules()},
          {"Activation", activationRules()},
          {"Shape", shapeRules()},
          {"Indexing", indexingRules()},
          {"Reduction", reductionRules()},
          {"Contraction", contractionRules()},
          {"Convolution", convolutionRules()},
          {"Pooling", poolingRules()},
          {"Normalization", normalizationRules()},
          {"Recurrence", recurrenceRules()},
          {"Control flow", controlRules()},
          {"Random", randomRules()},
          {"Losses", lossRules()}};
}

const Rule *ruleFor(mlir::Operation *op) {
  static const llvm::DenseMap<llvm::StringRef, const Rule *> table = [] {
    llvm::DenseMap<llvm::StringRef, const Rule *> table;
    for (const auto &[title, list] : allRules())
      for (const Rule &rule : list)
        table[rule.op] = &rule;
    return table;
  }();
  return table.lookup(op->getName().getStringRef());
}

} // namespace dlc::exporter

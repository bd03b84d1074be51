// The derivative rules, by op name.
#include "Autodiff/Rules.h"

#include "Autodiff/Rules/Ranks.h"

using namespace mlir;

namespace dlc::autodiff {
const Rule *RuleTable::find(Operation *op) const {
  auto found = rules.find(op->getName().getStringRef());
  if (found == rules.end() || (found->second.applies && !found->second.applies(op)))
    return nullptr;
  return &found->second;
}

bool RuleTable::isZero(Operation *op) const {
  const Rule *rule = find(op);
  return rule && !rule->apply;
}

const RuleTable &rules() {
  static const RuleTable table = [] {
    RuleTable result;
    addElementwiseRules(result);
    addContractionRules(result);
    addConvolutionRules(result);
    addPoolingRules(result);
    addNormalizationRules(result);
    addAttentionRules(result);
    addReductionRules(result);
    addShapeRules(result);
    addIndexingRules(result);
    addLossRules(result);
    addControlRules(result);
    addRankRules(result);
    return result;
  }();
  return table;
}
} // namespace dlc::autodiff

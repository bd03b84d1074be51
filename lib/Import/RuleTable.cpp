#include "Import/RuleTable.h"

#include "llvm/ADT/StringMap.h"

namespace dlc::importer {

std::vector<std::pair<const char *, llvm::ArrayRef<Rule>>> allRules() {
  return {{"Elementwise", elementwiseRules()},
          {"Activation", activationRules()},
          {"Shape", shapeRules()},
          {"Constants", constantRules()},
          {"Indexing", indexingRules()},
          {"What occurs", uniqueRules()},
          {"Reduction", reductionRules()},
          {"Contraction", contractionRules()},
          {"Convolution", convolutionRules()},
          {"Detection", detectionRules()},
          {"Pooling", poolingRules()},
          {"Spatial", spatialRules()},
          {"Normalization", normalizationRules()},
          {"Recurrence", recurrenceRules()},
          {"Attention", attentionRules()},
          {"Attention of com.microsoft", microsoftAttentionRules()},
          {"Quantization", quantizationRules()},
          {"Quantization of com.microsoft", microsoftQuantizationRules()},
          {"Control flow", controlRules()},
          {"Sequences", sequenceRules()},
          {"Random", randomRules()},
          {"Signals", signalRules()},
          {"Losses", lossRules()},
          {"Optimizers", trainingRules()}};
}

using Table = llvm::StringMap<std::vector<const Rule *>>;

static std::string keyOf(llvm::StringRef domain, llvm::StringRef op) {
  return (domain == "ai.onnx" ? "" : domain).str() + ":" + op.str();
}

static const Table &table() {
  static const Table rules = [] {
    Table table;
    for (const auto &[title, list] : allRules())
      for (const Rule &rule : list)
        table[keyOf(rule.domain, rule.op)].push_back(&rule);
    return table;
  }();
  return rules;
}

const Rule *ruleFor(const std::string &domain, const std::string &op, int64_t opset) {
  auto found = table().find(keyOf(domain, op));
  if (found == table().end())
    return nullptr;
  for (const Rule *rule : found->second)
    if (rule->since <= opset && opset <= rule->until)
      return rule;
  return nullptr;
}

std::string whyNoRule(const std::string &domain, const std::string &op, int64_t opset) {
  auto found = table().find(keyOf(domain, op));
  if (found == table().end())
    return "there is no rule for this operator";
  int64_t first = newest, last = 0;
  for (const Rule *rule : found->second) {
    first = std::min(first, rule->since);
    last = std::max(last, rule->until);
  }
  return "this operator is not known in operator set " + std::to_string(opset) + ", but " +
         (last == newest ? "from " + std::to_string(first) + " on"
                         : "in " + std::to_string(first) + " to " + std::to_string(last));
}

} // namespace dlc::importer

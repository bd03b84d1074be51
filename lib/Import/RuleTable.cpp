#include "Import/RuleTable.h"

#include "Import/Nearest.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

#include <map>

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
          {"Text", textRules()},
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

/// The operator sets of some rules, as "from 6 on" or "in 1 to 9 and from 11 on".
static std::string rangesOf(std::vector<const Rule *> rules) {
  llvm::sort(rules, [](const Rule *a, const Rule *b) { return a->since < b->since; });
  std::string text;
  for (size_t i = 0; i < rules.size(); ++i) {
    const int64_t since = rules[i]->since;
    while (i + 1 < rules.size() && rules[i]->until != newest && rules[i + 1]->since <= rules[i]->until + 1)
      ++i;
    const int64_t until = rules[i]->until;
    text += (text.empty() ? "" : " and ") +
            (until == newest ? "from " + std::to_string(since) + " on"
                             : "in " + std::to_string(since) + " to " + std::to_string(until));
  }
  return text;
}

/// The operator with a rule whose name is that of another one, or most like it, first in its own domain.
static std::string nearestOperator(llvm::StringRef domain, llvm::StringRef op) {
  std::map<llvm::StringRef, std::vector<llvm::StringRef>> names;
  for (const auto &[title, list] : allRules())
    for (const Rule &rule : list)
      names[rule.domain].push_back(rule.op);
  auto shown = [](llvm::StringRef domain, llvm::StringRef op) {
    return ((domain.empty() ? "ai.onnx" : domain) + "." + op).str();
  };
  for (const auto &[other, known] : names)
    if (llvm::is_contained(known, op))
      return shown(other, op);
  if (llvm::StringRef nearest = nearestWord(op, names[domain]); !nearest.empty())
    return shown(domain, nearest);
  for (const auto &[other, known] : names)
    if (llvm::StringRef nearest = nearestWord(op, known); !nearest.empty())
      return shown(other, nearest);
  return "";
}

std::string whyNoRule(const std::string &domain, const std::string &op, int64_t opset) {
  auto found = table().find(keyOf(domain, op));
  if (found != table().end())
    return "this operator is not known in operator set " + std::to_string(opset) + ", but " +
           rangesOf(found->second);
  const llvm::StringRef plain = domain == "ai.onnx" ? "" : llvm::StringRef(domain);
  const bool isKnownDomain = llvm::any_of(table(), [&](const auto &entry) {
    return entry.getKey().take_front(plain.size() + 1) == (plain + ":").str();
  });
  std::string why = isKnownDomain ? "there is no rule for this operator"
                                  : "no operator of the domain '" + domain +
                                        "' is known, unless the file has a function of its name";
  std::string nearest = wayAround(plain, op).str();
  if (nearest.empty())
    nearest = nearestOperator(plain, op);
  return why + (nearest.empty() ? "" : "; nearest to it: " + nearest);
}

} // namespace dlc::importer

// The table of operators: which rule imports which, in which operator sets.
#pragma once

#include "Import/Node.h"

#include <optional>

namespace dlc::importer {

using RuleFunction = void (*)(Node &);

inline constexpr int64_t newest = INT64_MAX;

struct Rule {
  const char *op;
  int64_t since;         ///< the first operator set
  int64_t until;         ///< the last one, or `newest`
  RuleFunction function; ///< emits nn ops and sets the outputs
  const char *note = ""; ///< restrictions, for docs/onnx-support.md
  const char *domain = "";
};

// One list for each file in Rules/.
llvm::ArrayRef<Rule> activationRules();
llvm::ArrayRef<Rule> attentionRules();
llvm::ArrayRef<Rule> constantRules();
llvm::ArrayRef<Rule> contractionRules();
llvm::ArrayRef<Rule> controlRules();
llvm::ArrayRef<Rule> convolutionRules();
llvm::ArrayRef<Rule> detectionRules();
llvm::ArrayRef<Rule> elementwiseRules();
llvm::ArrayRef<Rule> indexingRules();
llvm::ArrayRef<Rule> lossRules();
llvm::ArrayRef<Rule> microsoftAttentionRules();
llvm::ArrayRef<Rule> microsoftQuantizationRules();
llvm::ArrayRef<Rule> normalizationRules();
llvm::ArrayRef<Rule> poolingRules();
llvm::ArrayRef<Rule> quantizationRules();
llvm::ArrayRef<Rule> randomRules();
llvm::ArrayRef<Rule> recurrenceRules();
llvm::ArrayRef<Rule> reductionRules();
llvm::ArrayRef<Rule> sequenceRules();
llvm::ArrayRef<Rule> shapeRules();
llvm::ArrayRef<Rule> signalRules();
llvm::ArrayRef<Rule> spatialRules();
llvm::ArrayRef<Rule> textRules();
llvm::ArrayRef<Rule> trainingRules();
llvm::ArrayRef<Rule> uniqueRules();

/// All of them, with a title for each list.
std::vector<std::pair<const char *, llvm::ArrayRef<Rule>>> allRules();

/// The rule of an operator in an operator set; null if there is none.
const Rule *ruleFor(const std::string &domain, const std::string &op, int64_t opset);
/// Why there is none, with the operator sets in which there is one, or what comes nearest.
std::string whyNoRule(const std::string &domain, const std::string &op, int64_t opset);

/// Computes a node's outputs if its inputs are known; false if it cannot (Fold.cpp).
bool fold(Node &node);

} // namespace dlc::importer

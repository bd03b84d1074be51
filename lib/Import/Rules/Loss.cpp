// Losses.
#include "Import/RuleTable.h"

using namespace mlir;

namespace dlc::importer {

static Attrs lossAttrs(Node &node) {
  const std::string reduction = node.choice("reduction", "mean", {"none", "sum", "mean"});
  Attrs attributes = node.attrs().add(
      "reduction", nn::LossReductionAttr::get(node.context(), *nn::symbolizeLossReduction(reduction)));
  if (node.hasAttr("ignore_index"))
    attributes.integer("ignore_index", node.i("ignore_index", 0));
  return attributes;
}

static SmallVector<Value> lossOperands(Node &node) {
  SmallVector<Value> operands{node.in(0), node.in(1)};
  if (node.has(2))
    operands.push_back(node.in(2));
  return operands;
}

static void negativeLogLikelihood(Node &node) {
  node.set(node.e.one<nn::NegativeLogLikelihoodLossOp>(lossOperands(node), lossAttrs(node)));
}

static void softmaxCrossEntropy(Node &node) {
  node.set(0, node.e.one<nn::SoftmaxCrossEntropyLossOp>(lossOperands(node), lossAttrs(node)));
  if (node.wants(1)) {
    Value scores = node.in(0);
    node.set(1, node.e.typed<nn::LogSoftmaxOp>(scores.getType(), scores, node.attrs().integer("axis", 1)));
  }
}

ArrayRef<Rule> lossRules() {
  static const Rule rules[] = {
      {"NegativeLogLikelihoodLoss", 12, newest, negativeLogLikelihood},
      {"SoftmaxCrossEntropyLoss", 12, newest, softmaxCrossEntropy},
  };
  return rules;
}

} // namespace dlc::importer

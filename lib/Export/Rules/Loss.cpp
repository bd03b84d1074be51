// Losses. Those that ONNX lacks, or has in fewer forms, are decomposed.
#include "Export/RuleTable.h"

using namespace mlir;

namespace dlc::exporter {

static void softmaxCrossEntropy(Writer &w, nn::SoftmaxCrossEntropyLossOp op) {
  if (isFloat(op.getLabels()) || !op.getLabelSmoothing().isZero())
    refuse("SoftmaxCrossEntropyLoss has labels that are indices, and no smoothing");
  const bool isBatchMean = op.getReduction() == nn::LossReduction::batch_mean;
  Attrs attributes;
  attributes.s("reduction", isBatchMean ? "sum" : nn::stringifyLossReduction(op.getReduction()));
  if (op.getIgnoreIndex())
    attributes.i("ignore_index", *op.getIgnoreIndex());
  const std::vector<std::string> inputs{w.in(op.getLogits()), w.in(op.getLabels()), w.in(op.getWeights())};
  if (!isBatchMean) {
    w.set("SoftmaxCrossEntropyLoss", inputs, attributes);
    return;
  }
  const std::string sum = w.make("SoftmaxCrossEntropyLoss", inputs, attributes);
  const std::string batch = w.make("Squeeze", {w.shape(shapeOf(op.getLogits()).front())});
  w.set("Div", {sum, w.cast(batch, elementOf(op.getLogits()))});
}

ArrayRef<Rule> lossRules() {
  static const Rule rules[] = {
      rule<nn::SoftmaxCrossEntropyLossOp, softmaxCrossEntropy>(
          "SoftmaxCrossEntropyLoss", "of labels that are indices; others are decomposed"),
  };
  return rules;
}

} // namespace dlc::exporter

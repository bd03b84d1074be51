// dlc::Function, the losses and metrics.
#include "API/BuilderImpl.h"

using namespace mlir;

namespace dlc {

Value Function::Impl::loss(StringRef op, ArrayRef<Value> operands, SmallVector<NamedAttribute> attributes,
                           Reduction reduction, const std::string &name) {
  SmallVector<mlir::Value> values;
  for (Value operand : operands)
    values.push_back(unwrap(operand));
  // The two enums list the reductions in one order.
  auto how = nn::LossReductionAttr::get(&graph->context, static_cast<nn::LossReduction>(reduction));
  attributes.push_back(attribute("reduction", how));
  Value result = value(op, values, attributes);
  graph->annotations.names[unwrap(result)] = name;
  return result;
}

Value Function::mseLoss(Value x, Value target, Reduction reduction) {
  return impl->loss("mse_loss", {x, target}, {}, reduction, "mse");
}

Value Function::l1Loss(Value x, Value target, Reduction reduction) {
  return impl->loss("l1_loss", {x, target}, {}, reduction, "l1");
}

Value Function::huberLoss(Value x, Value target, double delta, Reduction reduction) {
  return impl->loss("huber_loss", {x, target}, {impl->real("delta", delta)}, reduction, "huber");
}

Value Function::hingeLoss(Value x, Value target, double margin, Reduction reduction) {
  return impl->loss("hinge_loss", {x, target}, {impl->real("margin", margin)}, reduction, "hinge");
}

Value Function::binaryCrossEntropy(Value x, Value target, Reduction reduction) {
  return impl->loss("binary_cross_entropy_loss", {x, target}, {}, reduction, "cross_entropy");
}

Value Function::binaryCrossEntropyWithLogits(Value x, Value target, Reduction reduction) {
  return impl->loss("binary_cross_entropy_with_logits_loss", {x, target}, {}, reduction, "cross_entropy");
}

Value Function::klDivergence(Value x, Value target, Reduction reduction) {
  return impl->loss("kl_divergence_loss", {x, target}, {}, reduction, "divergence");
}

Value Function::softmaxCrossEntropy(Value logits, Value labels, const CrossEntropyOptions &options) {
  return impl->classLoss("softmax_cross_entropy_loss", logits, labels, options, "cross_entropy");
}

Value Function::negativeLogLikelihood(Value x, Value labels, const CrossEntropyOptions &options) {
  if (options.labelSmoothing != 0)
    impl->fail("negativeLogLikelihood has no label smoothing; softmaxCrossEntropy of logits has");
  return impl->classLoss("negative_log_likelihood_loss", x, labels, options, "negative_log_likelihood");
}

Value Function::Impl::classLoss(StringRef op, Value scores, Value labels, const CrossEntropyOptions &options,
                                const std::string &name) {
  SmallVector<Value> operands{scores, labels};
  if (options.weights)
    operands.push_back(*options.weights);
  SmallVector<NamedAttribute> attributes;
  if (options.ignoreIndex)
    attributes.push_back(integer("ignore_index", *options.ignoreIndex));
  if (options.labelSmoothing != 0)
    attributes.push_back(real("label_smoothing", options.labelSmoothing));
  return loss(op, operands, attributes, options.reduction, name);
}

Value Function::cosineSimilarity(Value lhs, Value rhs, std::int64_t axis, double epsilon) {
  return impl->value("cosine_similarity", {impl->unwrap(lhs), impl->unwrap(rhs)},
                     {impl->integer("axis", axis), impl->real("epsilon", epsilon)});
}

Value Function::cosineEmbeddingLoss(Value lhs, Value rhs, Value target, double margin, Reduction reduction) {
  return impl->loss("cosine_embedding_loss", {lhs, rhs, target}, {impl->real("margin", margin)}, reduction,
                    "embedding_loss");
}

Value Function::ctcLoss(Value logProbabilities, Value labels, Value inputLengths, Value labelLengths,
                        std::int64_t blank, Reduction reduction) {
  return impl->loss("ctc_loss", {logProbabilities, labels, inputLengths, labelLengths},
                    {impl->integer("blank", blank)}, reduction, "ctc");
}

Value Function::accuracy(Value logits, Value labels) {
  auto name = [&](Value value, const char *text) {
    impl->graph->annotations.names[impl->unwrap(value)] = text;
    return value;
  };
  Value prediction = name(argMax(logits, 1), "prediction");
  if (prediction.dtype() != labels.dtype())
    prediction = cast(prediction, labels.dtype());
  Value correct = name(compare(Compare::equal, prediction, labels), "correct");
  return name(reduceMean(name(cast(correct, logits.dtype()), "hits")), "accuracy");
}

} // namespace dlc

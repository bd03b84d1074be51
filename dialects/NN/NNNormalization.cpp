// Batch normalisation and softmax: shape inference and verifiers.
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

// C1 of both batch norms: the operands that hold one number for each channel.
static LogicalResult verifyChannels(std::optional<Location> location, StringRef op, SizedTensorType input,
                                    ArrayRef<std::pair<StringRef, Value>> perChannel) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'", op, "' op ", message...); };
  if (!input)
    return fail("input must be a ranked tensor");
  if (input.getRank() < 2)
    return fail("input must have rank 2 or more, got shape ", shapeText(input.getShape()));
  if (input.isDynamicDim(1))
    return fail("only the batch may be dynamic: input has shape ", shapeText(input.getShape()));
  auto expected = SizedTensorType::get({input.getDimSize(1)}, input.getElementType());
  for (auto [name, value] : perChannel)
    if (value.getType() != expected)
      return fail(name, " must be ", expected, ", as the input's channels, got ", value.getType());
  return success();
}

// C2 of both batch norms.
static LogicalResult verifyEpsilon(Operation *op, const APFloat &epsilon) {
  if (!(epsilon.convertToDouble() > 0))
    return op->emitOpError("epsilon must be greater than 0, got ") << epsilon.convertToDouble();
  return success();
}

LogicalResult BatchNormOp::verify() {
  // C1
  if (failed(verifyChannels(
          getLoc(), getOperationName(), tensorOf(getInput()),
          {{"scale", getScale()}, {"bias", getBias()}, {"mean", getMean()}, {"variance", getVariance()}})))
    return failure();
  // C2
  if (failed(verifyEpsilon(*this, getEpsilon())))
    return failure();
  double momentum = getMomentum().convertToDouble();
  if (!(momentum >= 0 && momentum <= 1))
    return emitOpError("momentum must be between 0 and 1, got ") << momentum;
  return success();
}

LogicalResult BatchNormTrainingOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                                    Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput());
  // C1
  if (failed(verifyChannels(location, getOperationName(), input,
                            {{"scale", adaptor.getScale()}, {"bias", adaptor.getBias()}})))
    return failure();
  auto statistic = SizedTensorType::get({input.getDimSize(1)}, input.getElementType());
  types.append({input, statistic, statistic});
  return success();
}

LogicalResult BatchNormTrainingOp::verify() {
  // C2
  return verifyEpsilon(*this, getEpsilon());
}

// C1 of both softmaxes.
template <typename Op> static LogicalResult verifyAxis(Op op) {
  return success(succeeded(checkedAxis(op.getLoc(), op.getOperationName(), static_cast<int64_t>(op.getAxis()),
                                       tensorOf(op.getInput()).getRank())));
}

LogicalResult SoftmaxOp::verify() { return verifyAxis(*this); }
LogicalResult LogSoftmaxOp::verify() { return verifyAxis(*this); }

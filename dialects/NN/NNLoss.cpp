// Losses: shape inference.
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

LogicalResult SoftmaxCrossEntropyLossOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType logits = tensorOf(adaptor.getLogits()), labels = tensorOf(adaptor.getLabels());
  auto fail = [&](auto &&...message) {
    return emitOptionalError(location, "'", getOperationName(), "' op ", message...);
  };
  // C1
  if (!logits || !labels)
    return fail("logits and labels must be ranked tensors");
  if (logits.getRank() != 2 || labels.getShape() != logits.getShape().take_front(1))
    return fail("logits must be [batch, classes] and labels [batch]: logits have ",
                shapeText(logits.getShape()), ", labels have ", shapeText(labels.getShape()));
  types.push_back(RankedTensorType::get({}, logits.getElementType()));
  return success();
}

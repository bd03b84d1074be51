// Elementwise ops: broadcasting shape inference, and verifiers.
#include "NN/NNInference.h"
#include "NN/NNWholeNumbers.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

// C1 and C2 of every broadcasting op: the result has `element`, and the operands' broadcast shape.
static LogicalResult inferBroadcast(std::optional<Location> location, StringRef op, ArrayRef<Value> operands,
                                    ArrayRef<Value> sameElement, Type element, SmallVectorImpl<Type> &types) {
  for (Value value : sameElement.drop_front())
    if (tensorOf(value).getElementType() != tensorOf(sameElement.front()).getElementType())
      return emitOptionalError(location, "'", op, "' op element types differ: lhs has ",
                               tensorOf(sameElement.front()).getElementType(), ", rhs has ",
                               tensorOf(value).getElementType());
  SmallVector<ArrayRef<int64_t>> shapes;
  std::string text;
  for (Value value : operands) {
    shapes.push_back(tensorOf(value).getShape());
    text += (text.empty() ? "" : " and ") + shapeText(shapes.back());
  }
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(shapes);
  if (failed(shape))
    return emitOptionalError(location, "'", op, "' op shapes do not broadcast together: ", text);
  types.push_back(SizedTensorType::get(*shape, element));
  return success();
}

template <typename Op>
static LogicalResult inferBinary(std::optional<Location> location, typename Op::Adaptor adaptor,
                                 SmallVectorImpl<Type> &types) {
  Type element = tensorOf(adaptor.getLhs()).getElementType();
  return inferBroadcast(location, Op::getOperationName(), {adaptor.getLhs(), adaptor.getRhs()},
                        {adaptor.getLhs(), adaptor.getRhs()}, element, types);
}

#define DLC_INFER_BINARY(OP)                                                                                 \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,       \
                                     SmallVectorImpl<Type> &types) {                                         \
    return inferBinary<OP>(location, adaptor, types);                                                        \
  }
DLC_INFER_BINARY(AddOp)
DLC_INFER_BINARY(SubOp)
DLC_INFER_BINARY(MulOp)
DLC_INFER_BINARY(DivOp)
DLC_INFER_BINARY(MaxOp)
DLC_INFER_BINARY(MinOp)
DLC_INFER_BINARY(PowOp)
DLC_INFER_BINARY(ModOp)
DLC_INFER_BINARY(AndOp)
DLC_INFER_BINARY(OrOp)
DLC_INFER_BINARY(XorOp)
DLC_INFER_BINARY(BitwiseAndOp)
DLC_INFER_BINARY(BitwiseOrOp)
DLC_INFER_BINARY(BitwiseXorOp)
DLC_INFER_BINARY(BitShiftOp)
#undef DLC_INFER_BINARY

LogicalResult CompareOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferBroadcast(location, getOperationName(), {adaptor.getLhs(), adaptor.getRhs()},
                        {adaptor.getLhs(), adaptor.getRhs()}, IntegerType::get(context, 1), types);
}

LogicalResult WhereOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  Type element = tensorOf(adaptor.getLhs()).getElementType();
  return inferBroadcast(location, getOperationName(),
                        {adaptor.getCondition(), adaptor.getLhs(), adaptor.getRhs()},
                        {adaptor.getLhs(), adaptor.getRhs()}, element, types);
}

template <typename Op>
static LogicalResult inferTest(typename Op::Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput());
  types.push_back(input.clone(IntegerType::get(input.getContext(), 1)));
  return success();
}
LogicalResult IsNaNOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  return inferTest<IsNaNOp>(adaptor, types);
}
LogicalResult IsInfOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  return inferTest<IsInfOp>(adaptor, types);
}

LogicalResult BitcastOp::verify() {
  // C1
  Type from = getElementTypeOrSelf(getInput()), to = getElementTypeOrSelf(getResult());
  if (from.getIntOrFloatBitWidth() != to.getIntOrFloatBitWidth())
    return emitOpError() << "element types differ in their number of bits: " << from << " has "
                         << from.getIntOrFloatBitWidth() << ", " << to << " has "
                         << to.getIntOrFloatBitWidth();
  return success();
}

LogicalResult ClipOp::verify() {
  // C1
  for (auto [name, bound] : {std::pair("min", getMin()), std::pair("max", getMax())})
    if (bound)
      if (std::string fault = wholeNumberFault(bound->convertToDouble(), getElementTypeOrSelf(getInput()),
                                               /*saturates=*/true);
          !fault.empty())
        return emitOpError() << name << " " << fault;
  return success();
}

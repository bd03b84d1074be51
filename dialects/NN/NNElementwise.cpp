// Elementwise ops: broadcasting shape inference and folds.
#include "NN/NN.h"

#include "mlir/Dialect/CommonFolders.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

// C1 and C2 of every broadcasting op: the result has `element`, and the operands' broadcast shape.
static LogicalResult inferBroadcast(std::optional<Location> location, StringRef op, ArrayRef<Value> operands,
                                    ArrayRef<Value> sameElement, Type element, SmallVectorImpl<Type> &types) {
  auto typeOf = [](Value value) { return cast<RankedTensorType>(value.getType()); };
  for (Value value : sameElement.drop_front())
    if (typeOf(value).getElementType() != typeOf(sameElement.front()).getElementType())
      return emitOptionalError(location, "'", op, "' op element types differ: lhs has ",
                               typeOf(sameElement.front()).getElementType(), ", rhs has ",
                               typeOf(value).getElementType());
  SmallVector<ArrayRef<int64_t>> shapes;
  std::string text;
  for (Value value : operands) {
    shapes.push_back(typeOf(value).getShape());
    text += (text.empty() ? "" : " and ") + shapeText(shapes.back());
  }
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(shapes);
  if (failed(shape))
    return emitOptionalError(location, "'", op, "' op shapes do not broadcast together: ", text);
  types.push_back(RankedTensorType::get(*shape, element));
  return success();
}

template <typename Op>
static LogicalResult inferBinary(std::optional<Location> location, typename Op::Adaptor adaptor,
                                 SmallVectorImpl<Type> &types) {
  Type element = cast<RankedTensorType>(adaptor.getLhs().getType()).getElementType();
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
#undef DLC_INFER_BINARY

LogicalResult CompareOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferBroadcast(location, getOperationName(), {adaptor.getLhs(), adaptor.getRhs()},
                        {adaptor.getLhs(), adaptor.getRhs()}, IntegerType::get(context, 1), types);
}

LogicalResult WhereOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  Type element = cast<RankedTensorType>(adaptor.getLhs().getType()).getElementType();
  return inferBroadcast(location, getOperationName(),
                        {adaptor.getCondition(), adaptor.getLhs(), adaptor.getRhs()},
                        {adaptor.getLhs(), adaptor.getRhs()}, element, types);
}

//===-- Folds
//-----------------------------------------------------------------------------------------------------===//

// Whether the constant holds `value` everywhere.
static bool isSplat(Attribute attribute, double value) {
  auto splat = dyn_cast_if_present<SplatElementsAttr>(attribute);
  if (!splat)
    return false;
  if (isa<FloatType>(splat.getElementType()))
    return splat.getSplatValue<APFloat>().convertToDouble() == value;
  return splat.getSplatValue<APInt>().getSExtValue() == static_cast<int64_t>(value);
}

// `operand`, where it already has the type of the op's result: a fold must not change a type.
static OpFoldResult sameType(Operation *op, Value operand) {
  return operand.getType() == op->getResult(0).getType() ? OpFoldResult(operand) : OpFoldResult();
}

// Constants of one static type fold element by element; broadcasting ones are left to the lowering.
template <typename FloatFn, typename IntFn>
static OpFoldResult foldBinary(Operation *op, Attribute lhs, Attribute rhs, FloatFn floats, IntFn ints) {
  auto left = dyn_cast_if_present<DenseElementsAttr>(lhs),
       right = dyn_cast_if_present<DenseElementsAttr>(rhs);
  if (!left || !right || left.getType() != right.getType() || left.getType() != op->getResult(0).getType())
    return {};
  if (isa<FloatType>(left.getElementType()))
    return constFoldBinaryOp<FloatAttr, APFloat, void>({lhs, rhs}, floats);
  return constFoldBinaryOp<IntegerAttr, APInt, void>({lhs, rhs}, ints);
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  if (isSplat(adaptor.getRhs(), 0.0))
    if (OpFoldResult lhs = sameType(*this, getLhs()))
      return lhs;
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, const APFloat &b) { return a + b; },
      [](APInt a, const APInt &b) { return a + b; });
}
OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  if (isSplat(adaptor.getRhs(), 0.0))
    if (OpFoldResult lhs = sameType(*this, getLhs()))
      return lhs;
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, const APFloat &b) { return a - b; },
      [](APInt a, const APInt &b) { return a - b; });
}
OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  if (isSplat(adaptor.getRhs(), 1.0))
    if (OpFoldResult lhs = sameType(*this, getLhs()))
      return lhs;
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, const APFloat &b) { return a * b; },
      [](APInt a, const APInt &b) { return a * b; });
}
OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  if (isSplat(adaptor.getRhs(), 1.0))
    if (OpFoldResult lhs = sameType(*this, getLhs()))
      return lhs;
  // Integer division by a zero constant stays in the program, where it was written.
  if (!isa<FloatType>(getElementTypeOrSelf(getResult())))
    return {};
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, const APFloat &b) { return a / b; },
      [](APInt a, const APInt &) { return a; });
}
OpFoldResult MaxOp::fold(FoldAdaptor adaptor) {
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(),
      [](const APFloat &a, const APFloat &b) { return llvm::maximum(a, b); },
      [](const APInt &a, const APInt &b) { return a.sgt(b) ? a : b; });
}
OpFoldResult MinOp::fold(FoldAdaptor adaptor) {
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(),
      [](const APFloat &a, const APFloat &b) { return llvm::minimum(a, b); },
      [](const APInt &a, const APInt &b) { return a.slt(b) ? a : b; });
}
OpFoldResult PowOp::fold(FoldAdaptor adaptor) {
  return isSplat(adaptor.getRhs(), 1.0) ? sameType(*this, getLhs()) : OpFoldResult();
}

// Unary ops fold constants through the host's function in f64, rounded once to the element type.
static OpFoldResult foldUnary(Attribute input, double (*function)(double)) {
  auto elements = dyn_cast_if_present<DenseElementsAttr>(input);
  if (!elements)
    return {};
  return constFoldUnaryOp<FloatAttr, APFloat, void>(input, [&](APFloat x) {
    const llvm::fltSemantics &semantics = x.getSemantics();
    bool lossy;
    x.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lossy);
    APFloat result(function(x.convertToDouble()));
    result.convert(semantics, APFloat::rmNearestTiesToEven, &lossy);
    return result;
  });
}

#define DLC_FOLD_UNARY(OP, EXPRESSION)                                                                       \
  OpFoldResult OP::fold(FoldAdaptor adaptor) {                                                               \
    return foldUnary(adaptor.getInput(), [](double x) -> double { return EXPRESSION; });                     \
  }
DLC_FOLD_UNARY(NegOp, -x)
DLC_FOLD_UNARY(AbsOp, std::fabs(x))
DLC_FOLD_UNARY(SignOp, std::isnan(x) ? x : (x > 0) - (x < 0))
DLC_FOLD_UNARY(SqrtOp, std::sqrt(x))
DLC_FOLD_UNARY(RsqrtOp, 1 / std::sqrt(x))
DLC_FOLD_UNARY(ReciprocalOp, 1 / x)
DLC_FOLD_UNARY(ExpOp, std::exp(x))
DLC_FOLD_UNARY(LogOp, std::log(x))
DLC_FOLD_UNARY(Log1pOp, std::log1p(x))
DLC_FOLD_UNARY(TanhOp, std::tanh(x))
DLC_FOLD_UNARY(SigmoidOp, 1 / (1 + std::exp(-x)))
DLC_FOLD_UNARY(ReluOp, std::isnan(x) ? x : std::max(x, 0.0))
DLC_FOLD_UNARY(SoftplusOp, std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))))
#undef DLC_FOLD_UNARY

OpFoldResult CastOp::fold(FoldAdaptor) { return sameType(*this, getInput()); }

// Ops that move elements.
#include "Conversion/NNToLinalg/Patterns.h"

using namespace mlir;

namespace dlc::lowering {
template <typename Op> static Values reshape(Op op, typename Op::Adaptor adaptor, Emitter &emit) {
  return {emit.reshape(adaptor.getInput(), typeOf(op.getResult()))};
}

static Values transpose(nn::TransposeOp op, nn::TransposeOp::Adaptor adaptor, Emitter &emit) {
  return {linalg::TransposeOp::create(emit.b, emit.loc, adaptor.getInput(),
                                      emit.empty(typeOf(op.getResult())), op.getPerm())
              ->getResult(0)};
}

static Values expand(nn::ExpandOp op, nn::ExpandOp::Adaptor adaptor, Emitter &emit) {
  return {emit.elementwise(typeOf(op.getResult()), adaptor.getInput(),
                           [](OpBuilder &, Location, ValueRange x) -> Values { return {x[0]}; })};
}

static Values oneHot(nn::OneHotOp op, nn::OneHotOp::Adaptor adaptor, Emitter &emit) {
  RankedTensorType type = typeOf(op.getResult());
  int64_t last = type.getRank() - 1;
  return {emit.elementwise(type, adaptor.getLabels(), emit.dropping(type.getRank(), last),
                           [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
                             Value place = arith::IndexCastOp::create(b, loc, x[0].getType(),
                                                                      linalg::IndexOp::create(b, loc, last));
                             Value hit = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, place, x[0]);
                             return {arith::UIToFPOp::create(b, loc, type.getElementType(), hit)};
                           })};
}

void populateShapePatterns(Patterns &patterns) {
  add<nn::ReshapeOp>(patterns, reshape<nn::ReshapeOp>);
  add<nn::FlattenOp>(patterns, reshape<nn::FlattenOp>);
  add<nn::TransposeOp>(patterns, transpose);
  add<nn::ExpandOp>(patterns, expand);
  add<nn::OneHotOp>(patterns, oneHot);
}
} // namespace dlc::lowering

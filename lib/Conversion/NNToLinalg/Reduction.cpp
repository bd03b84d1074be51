// Reductions over axes; a kept dimension of 1 is put back by a reshape.
#include "Conversion/NNToLinalg/Patterns.h"

using namespace mlir;

namespace dlc::lowering {
template <typename Op> static SmallVector<int64_t> axesOf(Op op) {
  // The verifier has seen that the axes are in range.
  return *nn::normalizedAxes(op.getAxes(), typeOf(op.getInput()).getRank());
}

static Values reduceSum(nn::ReduceSumOp op, nn::ReduceSumOp::Adaptor adaptor, Emitter &emit) {
  return {emit.reshape(emit.sum(adaptor.getInput(), axesOf(op)), typeOf(op.getResult()))};
}

static Values reduceMean(nn::ReduceMeanOp op, nn::ReduceMeanOp::Adaptor adaptor, Emitter &emit) {
  RankedTensorType type = typeOf(adaptor.getInput());
  Value count = emit.count(type, axesOf(op), type.getElementType());
  Value sum = emit.sum(adaptor.getInput(), axesOf(op));
  Value mean = emit.elementwise(typeOf(sum), sum, [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
    return {arith::DivFOp::create(b, loc, x[0], count)};
  });
  return {emit.reshape(mean, typeOf(op.getResult()))};
}

static Values reduceMax(nn::ReduceMaxOp op, nn::ReduceMaxOp::Adaptor adaptor, Emitter &emit) {
  return {emit.reshape(emit.maximum(adaptor.getInput(), axesOf(op)), typeOf(op.getResult()))};
}

static Values argMax(nn::ArgMaxOp op, nn::ArgMaxOp::Adaptor adaptor, Emitter &emit) {
  RankedTensorType type = typeOf(adaptor.getInput()), resultType = typeOf(op.getResult());
  int64_t rank = type.getRank(), axis = op.getAxis();
  if (axis < 0)
    axis += rank;
  Type place = resultType.getElementType();
  Value best =
      emit.filled(resultType.clone(type.getElementType()), lowest(emit.b, emit.loc, type.getElementType()));
  // -1 is "none yet", so that a row whose every element is the lowest value has a first maximum too.
  Value none = emit.filled(resultType, number(emit.b, emit.loc, place, -1));
  SmallVector<utils::IteratorType> iterators(rank, parallel);
  iterators[axis] = reduction;
  AffineMap row = emit.dropping(rank, axis);
  return {emit.generic(adaptor.getInput(), {best, none}, {emit.identity(rank), row, row}, iterators,
                       [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
                         Value first = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, x[2],
                                                             number(b, loc, place, 0));
                         Value wins = arith::OrIOp::create(b, loc, first, beats(b, loc, x[0], x[1]));
                         Value here =
                             arith::IndexCastOp::create(b, loc, place, linalg::IndexOp::create(b, loc, axis));
                         return {arith::SelectOp::create(b, loc, wins, x[0], x[1]),
                                 arith::SelectOp::create(b, loc, wins, here, x[2])};
                       })[1]};
}

static Values size(nn::SizeOp op, nn::SizeOp::Adaptor adaptor, Emitter &emit) {
  RankedTensorType type = typeOf(op.getResult());
  Value count = emit.count(typeOf(adaptor.getInput()), axesOf(op), type.getElementType());
  return {tensor::FromElementsOp::create(emit.b, emit.loc, type, count)};
}

void populateReductionPatterns(Patterns &patterns) {
  add<nn::ReduceSumOp>(patterns, reduceSum);
  add<nn::ReduceMeanOp>(patterns, reduceMean);
  add<nn::ReduceMaxOp>(patterns, reduceMax);
  add<nn::ArgMaxOp>(patterns, argMax);
  add<nn::SizeOp>(patterns, size);
}
} // namespace dlc::lowering

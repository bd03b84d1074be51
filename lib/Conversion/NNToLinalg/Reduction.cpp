// Reductions over axes, where a kept dimension of 1 is put back by a reshape; sums along an axis.
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
  nn::SizedTensorType type = typeOf(adaptor.getInput());
  Value count = emit.count(type, axesOf(op), type.getElementType());
  Value sum = emit.sum(adaptor.getInput(), axesOf(op));
  Value mean = emit.elementwise(typeOf(sum), sum, [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
    return {arith::DivFOp::create(b, loc, x[0], count)};
  });
  return {emit.reshape(mean, typeOf(op.getResult()))};
}

static Values reduceMax(nn::ReduceMaxOp op, nn::ReduceMaxOp::Adaptor adaptor, Emitter &emit) {
  Value result = emit.maximum(adaptor.getInput(), axesOf(op), isUnsigned(op.getInput()));
  return {emit.reshape(result, typeOf(op.getResult()))};
}

static Values reduceMin(nn::ReduceMinOp op, nn::ReduceMinOp::Adaptor adaptor, Emitter &emit) {
  Value result = emit.minimum(adaptor.getInput(), axesOf(op), isUnsigned(op.getInput()));
  return {emit.reshape(result, typeOf(op.getResult()))};
}

static Values reduceProd(nn::ReduceProdOp op, nn::ReduceProdOp::Adaptor adaptor, Emitter &emit) {
  return {emit.reshape(emit.product(adaptor.getInput(), axesOf(op)), typeOf(op.getResult()))};
}

/// The axis of an op counted from the front.
static int64_t axisOf(int64_t axis, Value input) { return axis < 0 ? axis + typeOf(input).getRank() : axis; }

template <typename Op> static Values argExtremum(Op op, typename Op::Adaptor adaptor, Emitter &emit) {
  constexpr bool isMax = std::is_same_v<Op, nn::ArgMaxOp>;
  nn::SizedTensorType type = typeOf(adaptor.getInput());
  int64_t rank = type.getRank(), axis = axisOf(op.getAxis(), op.getInput());
  bool isUnsignedType = isUnsigned(op.getInput()), last = op.getSelectLastIndex();
  Type place = typeOf(op.getResult()).getElementType();
  nn::SizedTensorType dropped = droppedType(type, axis);
  Value start = isMax ? lowest(emit.b, emit.loc, type.getElementType(), isUnsignedType)
                      : highest(emit.b, emit.loc, type.getElementType(), isUnsignedType);
  Value best = emit.filled(dropped, start);
  // -1 is "none yet", so that a row whose every element is the starting value has a first extremum too.
  Value none = emit.filled(dropped.clone(place), number(emit.b, emit.loc, place, -1));
  SmallVector<utils::IteratorType> iterators(rank, parallel);
  iterators[axis] = reduction;
  AffineMap row = emit.dropping(rank, axis);
  auto better = [&](OpBuilder &b, Location loc, Value value, Value other) {
    return isMax ? beats(b, loc, value, other, isUnsignedType)
                 : undercuts(b, loc, value, other, isUnsignedType);
  };
  Value found = emit.generic(
      adaptor.getInput(), {best, none}, {emit.identity(rank), row, row}, iterators,
      [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
        Value first =
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, x[2], number(b, loc, place, 0));
        Value wins = better(b, loc, last ? x[1] : x[0], last ? x[0] : x[1]);
        // The last one wins where the best so far is no better.
        if (last)
          wins = arith::XOrIOp::create(b, loc, wins, number(b, loc, b.getI1Type(), 1));
        wins = arith::OrIOp::create(b, loc, first, wins);
        Value here = arith::IndexCastOp::create(b, loc, place, linalg::IndexOp::create(b, loc, axis));
        return {arith::SelectOp::create(b, loc, wins, x[0], x[1]),
                arith::SelectOp::create(b, loc, wins, here, x[2])};
      })[1];
  return {emit.reshape(found, typeOf(op.getResult()))};
}

static Value add(OpBuilder &b, Location loc, Value lhs, Value rhs) {
  if (isa<FloatType>(lhs.getType()))
    return arith::AddFOp::create(b, loc, lhs, rhs);
  return arith::AddIOp::create(b, loc, lhs, rhs);
}

/// Along an axis of unknown length: each element is the sum over all of those that it counts.
static Value cumsumByMask(nn::CumsumOp op, Value input, int64_t axis, Emitter &emit) {
  nn::SizedTensorType type = typeOf(input);
  int64_t rank = type.getRank();
  // Loops over the result, and one more over what is added.
  SmallVector<AffineExpr> from;
  for (int64_t i = 0; i < rank; ++i)
    from.push_back(emit.b.getAffineDimExpr(i == axis ? rank : i));
  SmallVector<AffineMap> maps{AffineMap::get(rank + 1, 0, from, emit.b.getContext()),
                              emit.dropping(rank + 1, rank)};
  SmallVector<utils::IteratorType> iterators(rank, parallel);
  iterators.push_back(reduction);
  using P = arith::CmpIPredicate;
  P counts = op.getReverse() ? (op.getExclusive() ? P::ugt : P::uge) : (op.getExclusive() ? P::ult : P::ule);
  return emit.generic(
      input, emit.zeros(type), maps, iterators, [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
        Value here = linalg::IndexOp::create(b, loc, axis);
        Value other = linalg::IndexOp::create(b, loc, rank);
        Value isCounted = arith::CmpIOp::create(b, loc, counts, other, here);
        Value share = arith::SelectOp::create(b, loc, isCounted, x[0], number(b, loc, x[0].getType(), 0));
        return {add(b, loc, x[1], share)};
      })[0];
}

/// By doubling: after the step s, each element holds the sum of the 2s that end there. Sums of f32 are taken
/// in f64: one that does not start at the first element may be too large for f32 although the result is not.
static Values cumsum(nn::CumsumOp op, nn::CumsumOp::Adaptor adaptor, Emitter &emit) {
  Value sums = adaptor.getInput();
  nn::SizedTensorType type = typeOf(sums), resultType = type;
  int64_t axis = axisOf(op.getAxis(), op.getInput());
  if (type.isDynamicDim(axis))
    return {cumsumByMask(op, sums, axis, emit)};
  bool isWidened = type.getElementType().isF32();
  if (isWidened) {
    type = type.clone(Type(emit.b.getF64Type()));
    sums = emit.elementwise(type, sums, [](OpBuilder &b, Location loc, ValueRange x) -> Values {
      return {arith::ExtFOp::create(b, loc, b.getF64Type(), x[0])};
    });
  }
  auto rounded = [&](Value value) -> Value {
    if (!isWidened)
      return value;
    return emit.elementwise(resultType, value, [](OpBuilder &b, Location loc, ValueRange x) -> Values {
      return {arith::TruncFOp::create(b, loc, b.getF32Type(), x[0])};
    });
  };
  int64_t length = type.getDimSize(axis);
  SmallVector<int64_t> front(type.getRank(), 0), shape(type.getShape());
  // The part that others are added to, and those others, lie `distance` apart.
  auto apart = [&](int64_t distance) {
    shape[axis] = length - distance;
    SmallVector<int64_t> back(front);
    back[axis] = distance;
    return std::pair(type.clone(shape), back);
  };
  for (int64_t distance = 1; distance < length; distance *= 2) {
    auto [part, back] = apart(distance);
    Value first = emit.slice(sums, part, front), second = emit.slice(sums, part, back);
    Value added =
        emit.elementwise(part, {first, second}, [](OpBuilder &b, Location loc, ValueRange x) -> Values {
          return {add(b, loc, x[0], x[1])};
        });
    sums = emit.insert(added, sums, op.getReverse() ? ArrayRef<int64_t>(front) : ArrayRef<int64_t>(back));
  }
  if (!op.getExclusive() || length == 0)
    return {rounded(sums)};
  auto [part, back] = apart(1);
  Value kept = emit.slice(sums, part, op.getReverse() ? back : front);
  return {rounded(emit.insert(kept, emit.zeros(type), op.getReverse() ? front : back))};
}

static Values size(nn::SizeOp op, nn::SizeOp::Adaptor adaptor, Emitter &emit) {
  nn::SizedTensorType type = typeOf(op.getResult());
  Value count = emit.count(typeOf(adaptor.getInput()), axesOf(op), type.getElementType());
  return {tensor::FromElementsOp::create(emit.b, emit.loc, type, count)};
}

void populateReductionPatterns(Patterns &patterns) {
  add<nn::ReduceSumOp>(patterns, reduceSum);
  add<nn::ReduceMeanOp>(patterns, reduceMean);
  add<nn::ReduceMaxOp>(patterns, reduceMax);
  add<nn::ReduceMinOp>(patterns, reduceMin);
  add<nn::ReduceProdOp>(patterns, reduceProd);
  add<nn::ArgMaxOp>(patterns, argExtremum<nn::ArgMaxOp>);
  add<nn::ArgMinOp>(patterns, argExtremum<nn::ArgMinOp>);
  add<nn::CumsumOp>(patterns, cumsum);
  add<nn::SortOp>(patterns, sort);
  add<nn::SizeOp>(patterns, size);
}
} // namespace dlc::lowering

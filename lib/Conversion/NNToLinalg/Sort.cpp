// Sorting along an axis by a network: log² of the length many loops over all elements, whose order of
// comparisons is fixed, so that all rows and pairs are parallel. Indices travel with the values and decide
// between equal ones, which makes it stable.
#include "Conversion/NNToLinalg/Patterns.h"
#include "Kernel/Kernel.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
int64_t fromFront(int64_t axis, int64_t rank) { return axis < 0 ? axis + rank : axis; }

/// The order of elements with their indices.
struct Order {
  bool descending, isUnsignedType;

  explicit Order(nn::SortOp op) : descending(op.getDescending()), isUnsignedType(isUnsigned(op.getInput())) {}

  /// Whether the first element comes before the second.
  Value before(OpBuilder &b, Location loc, Value first, Value second, Value firstIndex,
               Value secondIndex) const {
    Value wins = beats(b, loc, descending ? first : second, descending ? second : first, isUnsignedType);
    Value loses = beats(b, loc, descending ? second : first, descending ? first : second, isUnsignedType);
    Value earlier = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, firstIndex, secondIndex);
    return arith::SelectOp::create(b, loc, loses, wins, arith::OrIOp::create(b, loc, wins, earlier));
  }
};

/// Where each element is along an axis, as i64.
Value indicesAlong(nn::SizedTensorType type, int64_t axis, Emitter &emit) {
  return emit.elementwise(
      type.clone(emit.b.getI64Type()), {}, [&](OpBuilder &b, Location loc, ValueRange) -> Values {
        return {arith::IndexCastOp::create(b, loc, b.getI64Type(), linalg::IndexOp::create(b, loc, axis))};
      });
}

/// Of a static length: a bitonic network (Batcher, 1968) over a power of two of elements.
class Network {
public:
  Network(nn::SortOp op, nn::SizedTensorType type, Emitter &emit)
      : emit(emit), type(type), axis(fromFront(static_cast<int64_t>(op.getAxis()), type.getRank())),
        order(op), length(llvm::PowerOf2Ceil(std::max<int64_t>(type.getDimSize(axis), 1))) {}

  Values run(Value input) {
    Value values = padded(input), indices = indicesAlong(withLength(type.getElementType()), axis, emit);
    for (int64_t block = 2; block <= length; block *= 2)
      for (int64_t distance = block / 2; distance > 0; distance /= 2)
        exchange(values, indices, distance, block);
    SmallVector<int64_t> front(type.getRank(), 0);
    return {emit.slice(values, type, front), emit.slice(indices, type.clone(emit.b.getI64Type()), front)};
  }

private:
  nn::SizedTensorType withLength(Type element) {
    SmallVector<int64_t> shape(type.getShape());
    shape[axis] = length;
    return nn::SizedTensorType::get(shape, element);
  }

  /// Filled up with what comes last: their indices are greater than those of the elements, so they come last
  /// among equals too.
  Value padded(Value input) {
    nn::SizedTensorType whole = withLength(type.getElementType());
    if (whole == type)
      return input;
    Value last = lowest(emit.b, emit.loc, type.getElementType(), order.isUnsignedType);
    if (!order.descending) {
      last = highest(emit.b, emit.loc, type.getElementType(), order.isUnsignedType);
      if (auto floating = dyn_cast<FloatType>(type.getElementType()))
        last = arith::ConstantOp::create(
            emit.b, emit.loc, emit.b.getFloatAttr(floating, APFloat::getNaN(floating.getFloatSemantics())));
    }
    return emit.insert(input, emit.filled(whole, last), SmallVector<int64_t>(type.getRank(), 0));
  }

  /// The type with the axis as [blocks, 2, distance], and the groups of dimensions that make it.
  std::pair<nn::SizedTensorType, SmallVector<ReassociationIndices>> split(Type element, int64_t distance) {
    SmallVector<int64_t> shape;
    SmallVector<ReassociationIndices> groups;
    for (int64_t i = 0; i < type.getRank(); ++i) {
      int64_t first = static_cast<int64_t>(shape.size());
      if (i == axis) {
        shape.append({length / (2 * distance), 2, distance});
        groups.push_back({first, first + 1, first + 2});
      } else {
        shape.push_back(type.getDimSize(i));
        groups.push_back({first});
      }
    }
    return {nn::SizedTensorType::get(shape, element), groups};
  }

  /// Each pair of elements `distance` apart in order: ascending in every second block, descending in the
  /// others.
  void exchange(Value &values, Value &indices, int64_t distance, int64_t block) {
    auto [valueType, groups] = split(type.getElementType(), distance);
    auto indexType = valueType.clone(emit.b.getI64Type());
    Value v = tensor::ExpandShapeOp::create(emit.b, emit.loc, valueType, values, groups);
    Value i = tensor::ExpandShapeOp::create(emit.b, emit.loc, indexType, indices, groups);
    int64_t rank = valueType.getRank();
    auto half = [&](int64_t which) {
      SmallVector<AffineExpr> place;
      for (int64_t d = 0; d < rank; ++d)
        place.push_back(d == axis + 1 ? emit.b.getAffineConstantExpr(which) : emit.b.getAffineDimExpr(d));
      return AffineMap::get(rank, 0, place, emit.b.getContext());
    };
    AffineMap low = half(0), high = half(1), all = emit.identity(rank);
    auto sorted = emit.generic(
        {v, v, i, i}, {emit.empty(valueType), emit.empty(indexType)}, {low, high, low, high, all, all},
        SmallVector<utils::IteratorType>(rank, parallel),
        [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
          Value lowFirst = order.before(b, loc, x[0], x[1], x[2], x[3]);
          Value isHigh = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                               linalg::IndexOp::create(b, loc, axis + 1), index(b, loc, 1));
          // The lower place takes the lower element if that is first; in blocks in reverse order, the
          // other.
          Value takeHigh = arith::XOrIOp::create(b, loc, isHigh, isOdd(b, loc, block / (2 * distance)));
          Value takeLow = arith::XOrIOp::create(b, loc, takeHigh, lowFirst);
          return {arith::SelectOp::create(b, loc, takeLow, x[0], x[1]),
                  arith::SelectOp::create(b, loc, takeLow, x[2], x[3])};
        });
    values = tensor::CollapseShapeOp::create(emit.b, emit.loc, withLength(type.getElementType()), sorted[0],
                                             groups);
    indices =
        tensor::CollapseShapeOp::create(emit.b, emit.loc, withLength(emit.b.getI64Type()), sorted[1], groups);
  }

  /// Whether the loops are in a block of an odd number, of `pairs` pairs of halves each.
  Value isOdd(OpBuilder &b, Location loc, int64_t pairs) {
    Value number =
        arith::DivUIOp::create(b, loc, linalg::IndexOp::create(b, loc, axis), index(b, loc, pairs));
    Value last = arith::AndIOp::create(b, loc, number, index(b, loc, 1));
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, last, index(b, loc, 0));
  }

  Emitter &emit;
  nn::SizedTensorType type;
  int64_t axis;
  Order order;
  int64_t length; // a power of two
};

/// Of a length that is known when the code runs: merge exchange (Batcher, 1968; Knuth, The Art of Computer
/// Programming 5.2.2, algorithm M), a network for any number of elements n. With t = log2(n) rounded up, its
/// stage i = 0 … t-1 works on p = 2^(t-1-i) and has i+1 steps; step k compares each element j, the bits p of
/// whose index are r, with element j + d: r = 0, d = p in step 0, else r = p, d = 2^(t-k) - p. No two
/// comparisons of a step have an element in common.
class MergeExchange {
public:
  MergeExchange(nn::SortOp op, nn::SizedTensorType type, Emitter &emit)
      : emit(emit), type(type), axis(fromFront(static_cast<int64_t>(op.getAxis()), type.getRank())),
        order(op), length(emit.dim(type, axis)) {}

  Values run(Value input) {
    OpBuilder &b = emit.b;
    Location loc = emit.loc;
    Value zero = index(b, loc, 0), one = index(b, loc, 1);
    Value values = bufferization::AllocTensorOp::create(b, loc, type, ValueRange(), /*copy=*/input);
    Value indices = indicesAlong(type, axis, emit);
    // 64 less the leading zeros of n - 1; an empty axis has no stages.
    Value last = arith::MaxSIOp::create(b, loc, arith::SubIOp::create(b, loc, length, one), zero);
    Value zeros =
        math::CountLeadingZerosOp::create(b, loc, arith::IndexCastOp::create(b, loc, b.getI64Type(), last));
    Value stages = arith::SubIOp::create(b, loc, index(b, loc, 64),
                                         arith::IndexCastOp::create(b, loc, b.getIndexType(), zeros));
    Value half = arith::ShLIOp::create(
        b, loc, one, arith::MaxSIOp::create(b, loc, arith::SubIOp::create(b, loc, stages, one), zero));
    auto outer = scf::ForOp::create(b, loc, zero, stages, one, ValueRange{values, indices});
    outer->setAttr(kernel::kSteps, b.getUnitAttr());
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(outer.getBody());
      Value stage = outer.getInductionVar();
      Value p = arith::ShRUIOp::create(b, loc, half, stage);
      Value steps = arith::AddIOp::create(b, loc, stage, one);
      auto inner = scf::ForOp::create(b, loc, zero, steps, one, outer.getRegionIterArgs());
      inner->setAttr(kernel::kSteps, b.getUnitAttr());
      b.setInsertionPointToStart(inner.getBody());
      Value step = inner.getInductionVar();
      Value isFirst = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, step, zero);
      Value before = arith::MaxSIOp::create(b, loc, arith::SubIOp::create(b, loc, step, one), zero);
      Value q = arith::ShRUIOp::create(b, loc, half, before);
      Value distance = arith::SelectOp::create(b, loc, isFirst, p, arith::SubIOp::create(b, loc, q, p));
      Value bits = arith::SelectOp::create(b, loc, isFirst, zero, p);
      ValueRange carried = inner.getRegionIterArgs();
      auto next = exchange(carried[0], carried[1], p, bits, distance);
      Values kept;
      for (auto [value, destination] : llvm::zip_equal(next, carried))
        kept.push_back(
            bufferization::MaterializeInDestinationOp::create(b, loc, value, destination).getResult());
      scf::YieldOp::create(b, loc, kept);
      b.setInsertionPointToEnd(outer.getBody());
      scf::YieldOp::create(b, loc, inner.getResults());
    }
    return Values(outer.getResults());
  }

private:
  /// One step: what each element is afterwards.
  ResultRange exchange(Value values, Value indices, Value p, Value bits, Value distance) {
    int64_t rank = type.getRank();
    AffineMap all = emit.identity(rank);
    return emit.generic(
        {values, indices}, {emit.empty(type), emit.empty(type.clone(emit.b.getI64Type()))},
        {all, all, all, all}, SmallVector<utils::IteratorType>(rank, parallel),
        [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
          Values at;
          for (int64_t i = 0; i < rank; ++i)
            at.push_back(linalg::IndexOp::create(b, loc, i));
          Value here = at[axis];
          auto hasBits = [&](Value element) -> Value {
            return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                         arith::AndIOp::create(b, loc, element, p), bits);
          };
          Value above = arith::AddIOp::create(b, loc, here, distance);
          Value below = arith::SubIOp::create(b, loc, here, distance);
          Value isLow = arith::AndIOp::create(
              b, loc, hasBits(here), arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, above, length));
          Value isHigh =
              arith::AndIOp::create(b, loc, hasBits(below),
                                    arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge, here, distance));
          // An element that is not compared is its own partner.
          at[axis] = arith::SelectOp::create(b, loc, isLow, above,
                                             arith::SelectOp::create(b, loc, isHigh, below, here));
          Value other = tensor::ExtractOp::create(b, loc, values, at);
          Value otherIndex = tensor::ExtractOp::create(b, loc, indices, at);
          Value isBefore = order.before(b, loc, x[0], other, x[1], otherIndex);
          Value stays = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, isLow, isBefore);
          return {arith::SelectOp::create(b, loc, stays, x[0], other),
                  arith::SelectOp::create(b, loc, stays, x[1], otherIndex)};
        });
  }

  Emitter &emit;
  nn::SizedTensorType type;
  int64_t axis;
  Order order;
  Value length;
};
} // namespace

Values sort(nn::SortOp op, nn::SortOp::Adaptor adaptor, Emitter &emit) {
  nn::SizedTensorType type = typeOf(adaptor.getInput());
  int64_t axis = fromFront(static_cast<int64_t>(op.getAxis()), type.getRank());
  return type.isDynamicDim(axis) ? MergeExchange(op, type, emit).run(adaptor.getInput())
                                 : Network(op, type, emit).run(adaptor.getInput());
}
} // namespace dlc::lowering

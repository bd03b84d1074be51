// Sorting along an axis. Short axes by a network: log² of the length many loops over all elements, whose
// order of comparisons is fixed, so that all rows and pairs are parallel. Indices travel with the values and
// decide between equal ones, which makes it stable. All others by a kernel.
#include "Conversion/NNToLinalg/Patterns.h"
#include "Kernel/Kernel.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
int64_t fromFront(int64_t axis, int64_t rank) { return axis < 0 ? axis + rank : axis; }

/// The longest axis that a network sorts sooner than `kernel.sort`, which counts 256 digits of each byte.
constexpr int64_t kLongestOfNetwork = 64;

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

} // namespace

Values sort(nn::SortOp op, nn::SortOp::Adaptor adaptor, Emitter &emit) {
  nn::SizedTensorType type = typeOf(adaptor.getInput());
  int64_t axis = fromFront(static_cast<int64_t>(op.getAxis()), type.getRank());
  if (!type.isDynamicDim(axis) && type.getDimSize(axis) <= kLongestOfNetwork)
    return Network(op, type, emit).run(adaptor.getInput());
  nn::SizedTensorType indices = type.clone(emit.b.getI64Type());
  auto kernel =
      kernel::SortOp::create(emit.b, emit.loc, TypeRange{type, indices}, adaptor.getInput(), emit.empty(type),
                             emit.empty(indices), axis, op.getDescending(), isUnsigned(op.getInput()));
  return Values(kernel.getResults());
}
} // namespace dlc::lowering

#include "Conversion/NNToLinalg/Emitter.h"

#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace dlc::lowering {
Value number(OpBuilder &b, Location loc, Type type, double value) {
  if (auto floating = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(b, loc, b.getFloatAttr(floating, value));
  return arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, static_cast<int64_t>(value)));
}

static Value extreme(OpBuilder &b, Location loc, Type type, bool isUnsigned, bool least) {
  if (auto floating = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(
        b, loc, b.getFloatAttr(type, APFloat::getInf(floating.getFloatSemantics(), /*Negative=*/least)));
  unsigned width = type.getIntOrFloatBitWidth();
  APInt value = isUnsigned ? (least ? APInt::getMinValue(width) : APInt::getMaxValue(width))
                           : (least ? APInt::getSignedMinValue(width) : APInt::getSignedMaxValue(width));
  return arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, value));
}
Value lowest(OpBuilder &b, Location loc, Type type, bool isUnsigned) {
  return extreme(b, loc, type, isUnsigned, /*least=*/true);
}
Value highest(OpBuilder &b, Location loc, Type type, bool isUnsigned) {
  return extreme(b, loc, type, isUnsigned, /*least=*/false);
}

Value index(OpBuilder &b, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

static Value isBetter(OpBuilder &b, Location loc, Value value, Value best, arith::CmpFPredicate floats,
                      arith::CmpIPredicate integers) {
  if (!isa<FloatType>(value.getType()))
    return arith::CmpIOp::create(b, loc, integers, value, best);
  // Unordered, so that a NaN wins over all but another.
  Value wins = arith::CmpFOp::create(b, loc, floats, value, best);
  Value isNumber = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ORD, best, best);
  return arith::AndIOp::create(b, loc, wins, isNumber);
}
Value beats(OpBuilder &b, Location loc, Value value, Value best, bool isUnsigned) {
  return isBetter(b, loc, value, best, arith::CmpFPredicate::UGT,
                  isUnsigned ? arith::CmpIPredicate::ugt : arith::CmpIPredicate::sgt);
}
Value undercuts(OpBuilder &b, Location loc, Value value, Value best, bool isUnsigned) {
  return isBetter(b, loc, value, best, arith::CmpFPredicate::ULT,
                  isUnsigned ? arith::CmpIPredicate::ult : arith::CmpIPredicate::slt);
}

nn::SizedTensorType paddedType(nn::SizedTensorType type, ArrayRef<int64_t> pads) {
  SmallVector<int64_t> shape(type.getShape());
  size_t padded = pads.size() / 2, first = shape.size() - padded;
  for (size_t i = 0; i < padded; ++i)
    shape[first + i] = nn::addSizes(shape[first + i], pads[i] + pads[padded + i]).value_or(shape[first + i]);
  return type.clone(shape);
}

nn::SizedTensorType droppedType(nn::SizedTensorType type, ArrayRef<int64_t> axes) {
  SmallVector<int64_t> shape;
  for (auto [axis, size] : llvm::enumerate(type.getShape()))
    if (!llvm::is_contained(axes, static_cast<int64_t>(axis)))
      shape.push_back(size);
  return nn::SizedTensorType::get(shape, type.getElementType());
}

bool Emitter::knowsSizes() {
  return llvm::all_of(op->getResultTypes(), [&](Type type) {
    return llvm::all_of(cast<nn::SizedTensorType>(type).getShape(),
                        [&](int64_t size) { return sizeValues().knows(size); });
  });
}

Value Emitter::dim(nn::SizedTensorType type, int64_t dimension) { return size(type.getDimSize(dimension)); }

Value Emitter::empty(nn::SizedTensorType type) {
  return tensor::EmptyOp::create(b, loc, type, sizeValues().dynamicSizes(type));
}

Value Emitter::filled(nn::SizedTensorType type, Value scalar) {
  return linalg::FillOp::create(b, loc, scalar, empty(type)).getResult(0);
}

Value Emitter::count(nn::SizedTensorType type, ArrayRef<int64_t> axes, Type as) {
  int64_t elements = 1;
  for (int64_t axis : axes)
    elements = nn::multiplySizes(elements, type.getDimSize(axis)).value_or(elements);
  if (!nn::isSymbolic(elements))
    return number(b, loc, as, static_cast<double>(elements));
  Value product = size(elements);
  if (isa<IndexType>(as))
    return product;
  if (isa<IntegerType>(as))
    return arith::IndexCastOp::create(b, loc, as, product);
  return arith::SIToFPOp::create(b, loc, as, arith::IndexCastOp::create(b, loc, b.getI64Type(), product));
}

ResultRange Emitter::generic(ValueRange inputs, ValueRange outputs, ArrayRef<AffineMap> maps,
                             ArrayRef<utils::IteratorType> iterators, Body body) {
  return linalg::GenericOp::create(b, loc, outputs.getTypes(), inputs, outputs, maps, iterators,
                                   [&](OpBuilder &inner, Location at, ValueRange elements) {
                                     linalg::YieldOp::create(inner, at, body(inner, at, elements));
                                   })
      .getResults();
}

Value Emitter::elementwise(nn::SizedTensorType type, ValueRange inputs, Body body) {
  const int64_t rank = type.getRank();
  SmallVector<AffineMap> maps;
  SmallVector<Value> read;
  for (Value input : inputs) {
    nn::SizedTensorType from = typeOf(input);
    SmallVector<AffineExpr> places;
    SmallVector<bool> repeated;
    for (int64_t i = 0, shift = rank - from.getRank(); i < from.getRank(); ++i) {
      repeated.push_back(from.getDimSize(i) == 1 && type.getDimSize(i + shift) != 1);
      if (!repeated.back())
        places.push_back(b.getAffineDimExpr(i + shift));
    }
    maps.push_back(AffineMap::get(rank, 0, places, b.getContext()));
    read.push_back(withoutDimensions(input, repeated));
  }
  return elementwise(type, read, maps, body);
}

Value Emitter::withoutDimensions(Value value, ArrayRef<bool> dropped) {
  if (!llvm::is_contained(dropped, true))
    return value;
  nn::SizedTensorType from = typeOf(value);
  SmallVector<int64_t> shape;
  SmallVector<ReassociationIndices> groups;
  ReassociationIndices leading; // what stands in front of the first dimension that stays
  for (auto [d, drop] : llvm::enumerate(dropped)) {
    if (!drop) {
      shape.push_back(from.getDimSize(d));
      groups.push_back(std::exchange(leading, {}));
    }
    (groups.empty() ? leading : groups.back()).push_back(static_cast<int64_t>(d));
  }
  return tensor::CollapseShapeOp::create(b, loc, from.clone(shape), value, groups);
}

Value Emitter::elementwise(nn::SizedTensorType type, ValueRange inputs, ArrayRef<AffineMap> maps, Body body) {
  SmallVector<AffineMap> all(maps);
  all.push_back(identity(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(), parallel);
  return generic(inputs, empty(type), all, iterators, body)[0];
}

Value Emitter::reduce(Value input, ArrayRef<int64_t> axes, Value start, Body body, ValueRange more,
                      ArrayRef<AffineMap> maps) {
  nn::SizedTensorType type = typeOf(input);
  int64_t rank = type.getRank();
  SmallVector<AffineMap> all{identity(rank)};
  all.append(maps.begin(), maps.end());
  all.push_back(dropping(rank, axes));
  SmallVector<utils::IteratorType> iterators(rank, parallel);
  for (int64_t axis : axes)
    iterators[axis] = reduction;
  SmallVector<Value> inputs{input};
  inputs.append(more.begin(), more.end());
  return generic(inputs, filled(droppedType(type, axes), start), all, iterators, body)[0];
}

template <typename Float, typename Integer>
Value Emitter::reduceWith(Value input, ArrayRef<int64_t> axes, Value start) {
  bool isFloat = isa<FloatType>(start.getType());
  return reduce(input, axes, start, [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
    if (isFloat)
      return {Float::create(b, loc, x[1], x[0])};
    return {Integer::create(b, loc, x[1], x[0])};
  });
}

Value Emitter::sum(Value input, ArrayRef<int64_t> axes) {
  Value start = number(b, loc, typeOf(input).getElementType(), 0);
  return reduceWith<arith::AddFOp, arith::AddIOp>(input, axes, start);
}

Value Emitter::product(Value input, ArrayRef<int64_t> axes) {
  Value start = number(b, loc, typeOf(input).getElementType(), 1);
  return reduceWith<arith::MulFOp, arith::MulIOp>(input, axes, start);
}

Value Emitter::maximum(Value input, ArrayRef<int64_t> axes, bool isUnsigned) {
  Value start = lowest(b, loc, typeOf(input).getElementType(), isUnsigned);
  return isUnsigned ? reduceWith<arith::MaximumFOp, arith::MaxUIOp>(input, axes, start)
                    : reduceWith<arith::MaximumFOp, arith::MaxSIOp>(input, axes, start);
}

Value Emitter::minimum(Value input, ArrayRef<int64_t> axes, bool isUnsigned) {
  Value start = highest(b, loc, typeOf(input).getElementType(), isUnsigned);
  return isUnsigned ? reduceWith<arith::MinimumFOp, arith::MinUIOp>(input, axes, start)
                    : reduceWith<arith::MinimumFOp, arith::MinSIOp>(input, axes, start);
}

/// The dimensions of a tensor of `rank` as one group, before which a batch is a group of its own.
static SmallVector<ReassociationIndices> grouped(int64_t rank, bool batch) {
  SmallVector<ReassociationIndices> groups;
  int64_t first = 0;
  if (batch && rank > 1)
    groups.push_back({first++});
  if (rank > first)
    groups.push_back(llvm::to_vector<2>(llvm::seq<int64_t>(first, rank)));
  return groups;
}

/// Sizes of both shapes that hold the same elements, in groups as small as can be known.
static std::pair<SmallVector<ReassociationIndices>, SmallVector<ReassociationIndices>>
matchedGroups(ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  SmallVector<ReassociationIndices> before, after;
  for (size_t i = 0, j = 0; i < from.size() || j < to.size();) {
    ReassociationIndices left, right;
    int64_t product = 1, other = 1;
    auto take = [](ReassociationIndices &group, int64_t &all, ArrayRef<int64_t> shape, size_t &place) {
      group.push_back(static_cast<int64_t>(place));
      all = nn::multiplySizes(all, shape[place++]).value_or(all);
    };
    auto isPart = [](int64_t part, int64_t whole) { return nn::divideSizes(whole, part).has_value(); };
    do {
      bool canLeft = i < from.size(), canRight = j < to.size();
      bool takesLeft = canLeft && (left.empty() || !canRight || isPart(product, other));
      bool takesRight = canRight && (right.empty() || !canLeft || (!takesLeft && isPart(other, product)));
      if (takesLeft || !takesRight)
        take(left, product, from, i);
      if (takesRight)
        take(right, other, to, j);
    } while (product != other && (i < from.size() || j < to.size()));
    // What is left of either are sizes of 1.
    if (i == from.size() || j == to.size()) {
      while (i < from.size())
        take(left, product, from, i);
      while (j < to.size())
        take(right, other, to, j);
    }
    before.push_back(std::move(left));
    after.push_back(std::move(right));
  }
  return {before, after};
}

Value Emitter::reshape(Value value, nn::SizedTensorType type) {
  nn::SizedTensorType from = typeOf(value);
  if (from == type)
    return value;
  // Of no elements there is no view: a dynamic size and the 0 may have to become one dimension.
  if (llvm::is_contained(type.getShape(), 0))
    return empty(type);
  bool hasBatch = !from.hasStaticShape();
  auto hasOnlyBatch = [](nn::SizedTensorType tensor) {
    return tensor.getRank() > 0 && nn::isSymbolic(tensor.getDimSize(0)) &&
           !nn::hasSymbolic(tensor.getShape().drop_front());
  };
  if (hasBatch && !(hasOnlyBatch(from) && hasOnlyBatch(type) && from.getDimSize(0) == type.getDimSize(0)))
    return reshapeDynamic(value, type);
  int64_t plain = hasBatch ? 1 : 0; // the rank that has no second group
  auto all = [](int64_t rank) {
    return SmallVector<ReassociationIndices>{llvm::to_vector<2>(llvm::seq<int64_t>(0, rank))};
  };
  if (from.getRank() == plain)
    return tensor::ExpandShapeOp::create(
        b, loc, type, value, hasBatch ? all(type.getRank()) : SmallVector<ReassociationIndices>{});
  if (type.getRank() == plain)
    return tensor::CollapseShapeOp::create(
        b, loc, type, value, hasBatch ? all(from.getRank()) : SmallVector<ReassociationIndices>{});
  SmallVector<int64_t> flat;
  if (hasBatch)
    flat.push_back(from.getDimSize(0));
  int64_t elements = 1;
  for (int64_t size : from.getShape().drop_front(plain))
    elements *= size;
  flat.push_back(elements);
  nn::SizedTensorType middle = nn::SizedTensorType::get(flat, type.getElementType());
  if (from != middle)
    value = tensor::CollapseShapeOp::create(b, loc, middle, value, grouped(from.getRank(), hasBatch));
  if (type != middle)
    value = tensor::ExpandShapeOp::create(b, loc, type, value, grouped(type.getRank(), hasBatch));
  return value;
}

Value Emitter::reshapeDynamic(Value value, nn::SizedTensorType type) {
  nn::SizedTensorType from = typeOf(value);
  if (from.getRank() == 0)
    return tensor::ExpandShapeOp::create(b, loc, type, value, ArrayRef<ReassociationIndices>(), sizes(type));
  if (type.getRank() == 0)
    return tensor::CollapseShapeOp::create(b, loc, type, value, ArrayRef<ReassociationIndices>());
  auto [before, after] = matchedGroups(from.getShape(), type.getShape());
  SmallVector<int64_t> joined;
  for (const ReassociationIndices &group : before) {
    int64_t product = 1;
    for (int64_t d : group)
      product = nn::multiplySizes(product, from.getDimSize(d)).value_or(product);
    joined.push_back(product);
  }
  nn::SizedTensorType middle = nn::SizedTensorType::get(joined, type.getElementType());
  if (from.getRank() != middle.getRank())
    value = tensor::CollapseShapeOp::create(b, loc, middle, value, before);
  if (type.getRank() != middle.getRank())
    value = tensor::ExpandShapeOp::create(b, loc, type, value, after, sizes(type));
  return value;
}

Value Emitter::pad(Value value, ArrayRef<int64_t> pads, Value scalar) {
  if (llvm::all_of(pads, [](int64_t pad) { return pad == 0; }))
    return value;
  nn::SizedTensorType type = typeOf(value);
  if (isEmpty(type))
    return filled(paddedType(type, pads), scalar);
  SmallVector<OpFoldResult> low(type.getRank(), b.getIndexAttr(0)), high(low);
  size_t padded = pads.size() / 2, first = low.size() - padded;
  for (size_t i = 0; i < padded; ++i) {
    low[first + i] = b.getIndexAttr(pads[i]);
    high[first + i] = b.getIndexAttr(pads[padded + i]);
  }
  return tensor::PadOp::create(b, loc, paddedType(type, pads), value, low, high, scalar);
}

SmallVector<OpFoldResult> Emitter::sizes(nn::SizedTensorType type) {
  SmallVector<OpFoldResult> result;
  for (int64_t i = 0; i < type.getRank(); ++i)
    result.push_back(sizeValues().fold(type.getDimSize(i)));
  return result;
}

Value Emitter::slice(Value value, nn::SizedTensorType type, ArrayRef<int64_t> offsets,
                     ArrayRef<int64_t> steps) {
  if (typeOf(value) == type)
    return value;
  if (isEmpty(type))
    return empty(type);
  SmallVector<int64_t> ones(type.getRank(), 1);
  return tensor::ExtractSliceOp::create(b, loc, type, value, sizeValues().fold(offsets), sizes(type),
                                        sizeValues().fold(steps.empty() ? ArrayRef<int64_t>(ones) : steps));
}

Value Emitter::insert(Value part, Value into, ArrayRef<int64_t> offsets) {
  nn::SizedTensorType type = typeOf(part);
  if (isEmpty(type))
    return into;
  SmallVector<OpFoldResult> strides(type.getRank(), b.getIndexAttr(1));
  return tensor::InsertSliceOp::create(b, loc, part, into, sizeValues().fold(offsets), sizes(type), strides);
}

Value Emitter::crop(Value value, nn::SizedTensorType type, ArrayRef<int64_t> pads) {
  SmallVector<int64_t> offsets(type.getRank(), 0);
  size_t padded = pads.size() / 2;
  llvm::copy(pads.take_front(padded), offsets.end() - padded);
  return slice(value, type, offsets);
}

AffineMap Emitter::dropping(int64_t rank, ArrayRef<int64_t> axes) {
  SmallVector<AffineExpr> kept;
  for (int64_t i = 0; i < rank; ++i)
    if (!llvm::is_contained(axes, i))
      kept.push_back(b.getAffineDimExpr(i));
  return AffineMap::get(rank, 0, kept, b.getContext());
}

AffineMap Emitter::only(int64_t rank, int64_t dimension) {
  return AffineMap::get(rank, 0, b.getAffineDimExpr(dimension));
}
} // namespace dlc::lowering

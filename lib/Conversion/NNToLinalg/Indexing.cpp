// Reading and writing at places that are data. What reads is one loop over the result whose body extracts an
// element; what writes is a sequential loop over the updates, which no loop with affine places could say. An
// index that is out of range reads 0 and writes nothing.
#include "Conversion/NNToLinalg/Patterns.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
/// Whether all indices met so far are in range, and the index to use.
struct Bounds {
  OpBuilder &b;
  Location loc;
  Value isInside = {};

  /// What is negative counts from the end. Gives 0 for what is out of range, so that the place exists.
  Value place(Value index, Value size) {
    Value from = arith::IndexCastOp::create(b, loc, b.getIndexType(), index);
    Value zero = lowering::index(b, loc, 0);
    Value isNegative = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, from, zero);
    Value wrapped =
        arith::SelectOp::create(b, loc, isNegative, arith::AddIOp::create(b, loc, from, size), from);
    // Unsigned, so that what is still negative is too large.
    Value fits = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, wrapped, size);
    isInside = isInside ? Value(arith::AndIOp::create(b, loc, isInside, fits)) : fits;
    return arith::SelectOp::create(b, loc, fits, wrapped, zero);
  }
};

Values indicesOfLoops(OpBuilder &b, Location loc, int64_t first, int64_t count) {
  Values places;
  for (int64_t i = first; i < first + count; ++i)
    places.push_back(linalg::IndexOp::create(b, loc, i));
  return places;
}

/// The size of a dimension of the tensor itself: a batch that is gathered from need not be the op's own.
Value sizeOf(OpBuilder &b, Location loc, Value tensor, int64_t dimension) {
  nn::SizedTensorType type = typeOf(tensor);
  return type.isDynamicDim(dimension) ? Value(tensor::DimOp::create(b, loc, tensor, dimension))
                                      : lowering::index(b, loc, type.getDimSize(dimension));
}

//===-- Reading -------------------------------------------------------------------------------------===//

/// From the places of a result's element and an index read there, to the places in the data.
using Places = llvm::function_ref<Values(OpBuilder &, Location, Bounds &, ValueRange indices)>;

/// A loop over `type` with `indices`, each read by a map, that gives the element of the data at `places`.
Value gathered(nn::SizedTensorType type, Value data, ValueRange indices, ArrayRef<AffineMap> maps,
               Emitter &emit, Places places) {
  // Nothing can be read of a tensor without elements, not even for its type.
  if (llvm::is_contained(typeOf(data).getShape(), 0))
    return emit.zeros(type);
  return emit.elementwise(type, indices, maps, [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
    Bounds bounds{b, loc};
    Values at = places(b, loc, bounds, x);
    Value element = tensor::ExtractOp::create(b, loc, data, at);
    Value zero = number(b, loc, element.getType(), 0);
    return {arith::SelectOp::create(b, loc, bounds.isInside, element, zero)};
  });
}

Values gather(nn::GatherOp op, nn::GatherOp::Adaptor adaptor, Emitter &emit) {
  Value data = adaptor.getData();
  nn::SizedTensorType type = typeOf(op.getResult());
  int64_t rank = typeOf(data).getRank(), axis = op.getAxis();
  if (axis < 0)
    axis += rank;
  int64_t inner = typeOf(adaptor.getIndices()).getRank();
  SmallVector<AffineExpr> read;
  for (int64_t i = 0; i < inner; ++i)
    read.push_back(emit.b.getAffineDimExpr(axis + i));
  return {gathered(type, data, adaptor.getIndices(),
                   AffineMap::get(type.getRank(), 0, read, emit.b.getContext()), emit,
                   [&](OpBuilder &b, Location loc, Bounds &bounds, ValueRange x) -> Values {
                     Values at = indicesOfLoops(b, loc, 0, axis);
                     at.push_back(bounds.place(x[0], sizeOf(b, loc, data, axis)));
                     at.append(indicesOfLoops(b, loc, axis + inner, rank - axis - 1));
                     return at;
                   })};
}

Values gatherElements(nn::GatherElementsOp op, nn::GatherElementsOp::Adaptor adaptor, Emitter &emit) {
  Value data = adaptor.getData();
  nn::SizedTensorType type = typeOf(op.getResult());
  int64_t axis = op.getAxis();
  if (axis < 0)
    axis += type.getRank();
  return {gathered(type, data, adaptor.getIndices(), emit.identity(type.getRank()), emit,
                   [&](OpBuilder &b, Location loc, Bounds &bounds, ValueRange x) -> Values {
                     Values at = indicesOfLoops(b, loc, 0, type.getRank());
                     at[axis] = bounds.place(x[0], sizeOf(b, loc, data, axis));
                     return at;
                   })};
}

/// A map for each entry of a row of the indices.
Values gatherND(nn::GatherNDOp op, nn::GatherNDOp::Adaptor adaptor, Emitter &emit) {
  Value data = adaptor.getData(), indices = adaptor.getIndices();
  nn::SizedTensorType type = typeOf(op.getResult()), rows = typeOf(indices);
  int64_t common = op.getBatchDims(), entries = rows.getShape().back(), outer = rows.getRank() - 1;
  SmallVector<AffineMap> maps;
  for (int64_t k = 0; k < entries; ++k) {
    SmallVector<AffineExpr> read;
    for (int64_t i = 0; i < outer; ++i)
      read.push_back(emit.b.getAffineDimExpr(i));
    read.push_back(emit.b.getAffineConstantExpr(k));
    maps.push_back(AffineMap::get(type.getRank(), 0, read, emit.b.getContext()));
  }
  return {gathered(type, data, SmallVector<Value>(entries, indices), maps, emit,
                   [&](OpBuilder &b, Location loc, Bounds &bounds, ValueRange x) -> Values {
                     Values at = indicesOfLoops(b, loc, 0, common);
                     for (int64_t k = 0; k < entries; ++k)
                       at.push_back(bounds.place(x[k], sizeOf(b, loc, data, common + k)));
                     at.append(indicesOfLoops(b, loc, outer, type.getRank() - outer));
                     return at;
                   })};
}

//===-- Writing -------------------------------------------------------------------------------------===//

Value combine(OpBuilder &b, Location loc, nn::ScatterReduction reduction, bool isUnsigned, Value old,
              Value update) {
  bool isFloat = isa<FloatType>(old.getType());
  switch (reduction) {
  case nn::ScatterReduction::none:
    return update;
  case nn::ScatterReduction::add:
    return isFloat ? Value(arith::AddFOp::create(b, loc, old, update))
                   : Value(arith::AddIOp::create(b, loc, old, update));
  case nn::ScatterReduction::mul:
    return isFloat ? Value(arith::MulFOp::create(b, loc, old, update))
                   : Value(arith::MulIOp::create(b, loc, old, update));
  case nn::ScatterReduction::max:
    return isFloat      ? Value(arith::MaximumFOp::create(b, loc, old, update))
           : isUnsigned ? Value(arith::MaxUIOp::create(b, loc, old, update))
                        : Value(arith::MaxSIOp::create(b, loc, old, update));
  case nn::ScatterReduction::min:
    return isFloat      ? Value(arith::MinimumFOp::create(b, loc, old, update))
           : isUnsigned ? Value(arith::MinUIOp::create(b, loc, old, update))
                        : Value(arith::MinSIOp::create(b, loc, old, update));
  }
  llvm_unreachable("a reduction that the switch does not know");
}

/// Loops over the first `outer` dimensions of the updates, which `places` turns into the first dimensions of
/// the data, and over the rest, which both have in common.
template <typename Op>
Value scattered(Op op, Value data, Value updates, int64_t outer, Emitter &emit,
                llvm::function_ref<Values(OpBuilder &, Location, Bounds &, ValueRange)> places) {
  if (llvm::is_contained(typeOf(data).getShape(), 0))
    return data;
  OpBuilder &b = emit.b;
  int64_t rank = typeOf(updates).getRank();
  auto nest = [&](OpBuilder &b, Location loc, int64_t first, int64_t last, Value into, auto body) {
    Values zeros(last - first, index(b, loc, 0)), ones(last - first, index(b, loc, 1)), sizes;
    for (int64_t i = first; i < last; ++i)
      sizes.push_back(sizeOf(b, loc, updates, i));
    return scf::buildLoopNest(b, loc, zeros, sizes, ones, into,
                              [&](OpBuilder &b, Location loc, ValueRange at, ValueRange carried) -> Values {
                                return {body(b, loc, at, carried[0])};
                              })
        .results[0];
  };
  bool isUnsignedType = isUnsigned(op.getData());
  return nest(b, emit.loc, 0, outer, data,
              [&](OpBuilder &b, Location loc, ValueRange from, Value into) -> Value {
                Bounds bounds{b, loc};
                Values to = places(b, loc, bounds, from);
                auto write = [&](OpBuilder &b, Location loc, ValueRange inner, Value into) -> Value {
                  Values source(from), target(to);
                  source.append(inner.begin(), inner.end());
                  target.append(inner.begin(), inner.end());
                  Value update = tensor::ExtractOp::create(b, loc, updates, source);
                  Value old = tensor::ExtractOp::create(b, loc, into, target);
                  Value written = op.getReduction() == nn::ScatterReduction::none
                                      ? update
                                      : combine(b, loc, op.getReduction(), isUnsignedType, old, update);
                  // No branch: outside, the place is one that keeps what it has.
                  Value kept = arith::SelectOp::create(b, loc, bounds.isInside, written, old);
                  return tensor::InsertOp::create(b, loc, kept, into, target);
                };
                return outer == rank ? write(b, loc, {}, into) : nest(b, loc, outer, rank, into, write);
              });
}

Values scatterElements(nn::ScatterElementsOp op, nn::ScatterElementsOp::Adaptor adaptor, Emitter &emit) {
  Value data = adaptor.getData();
  int64_t rank = typeOf(data).getRank(), axis = op.getAxis();
  if (axis < 0)
    axis += rank;
  return {scattered(op, data, adaptor.getUpdates(), rank, emit,
                    [&](OpBuilder &b, Location loc, Bounds &bounds, ValueRange from) -> Values {
                      Value found = tensor::ExtractOp::create(b, loc, adaptor.getIndices(), from);
                      Values to(from);
                      to[axis] = bounds.place(found, sizeOf(b, loc, data, axis));
                      return to;
                    })};
}

Values scatterND(nn::ScatterNDOp op, nn::ScatterNDOp::Adaptor adaptor, Emitter &emit) {
  Value data = adaptor.getData(), indices = adaptor.getIndices();
  nn::SizedTensorType rows = typeOf(indices);
  int64_t common = op.getBatchDims(), entries = rows.getShape().back(), outer = rows.getRank() - 1;
  return {scattered(op, data, adaptor.getUpdates(), outer, emit,
                    [&](OpBuilder &b, Location loc, Bounds &bounds, ValueRange from) -> Values {
                      Values to(from.take_front(common));
                      for (int64_t k = 0; k < entries; ++k) {
                        Values at(from);
                        at.push_back(index(b, loc, k));
                        Value found = tensor::ExtractOp::create(b, loc, indices, at);
                        to.push_back(bounds.place(found, sizeOf(b, loc, data, common + k)));
                      }
                      return to;
                    })};
}

//===-- Made of indices -----------------------------------------------------------------------------===//

Values oneHot(nn::OneHotOp op, nn::OneHotOp::Adaptor adaptor, Emitter &emit) {
  nn::SizedTensorType type = typeOf(op.getResult());
  Type element = type.getElementType();
  int64_t axis = op.getAxis();
  if (axis < 0)
    axis += type.getRank();
  return {emit.elementwise(type, adaptor.getLabels(), emit.dropping(type.getRank(), axis),
                           [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
                             Value place = arith::IndexCastOp::create(b, loc, x[0].getType(),
                                                                      linalg::IndexOp::create(b, loc, axis));
                             Value fromEnd = arith::SubIOp::create(
                                 b, loc, place,
                                 number(b, loc, place.getType(), static_cast<double>(type.getDimSize(axis))));
                             auto is = [&](Value label) {
                               return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, x[0], label);
                             };
                             Value hit = arith::OrIOp::create(b, loc, is(place), is(fromEnd));
                             if (isa<FloatType>(element))
                               return {arith::UIToFPOp::create(b, loc, element, hit)};
                             return {arith::ExtUIOp::create(b, loc, element, hit)};
                           })};
}

Values range(nn::RangeOp op, nn::RangeOp::Adaptor, Emitter &emit) {
  nn::SizedTensorType type = typeOf(op.getResult());
  Type element = type.getElementType();
  double start = op.getStart().convertToDouble(), delta = op.getDelta().convertToDouble();
  return {emit.elementwise(type, {}, [&](OpBuilder &b, Location loc, ValueRange) -> Values {
    Value place = arith::IndexCastOp::create(b, loc, b.getI64Type(), linalg::IndexOp::create(b, loc, 0));
    if (isa<FloatType>(element)) {
      Value steps = arith::SIToFPOp::create(b, loc, element, place);
      Value way = arith::MulFOp::create(b, loc, steps, number(b, loc, element, delta));
      return {arith::AddFOp::create(b, loc, way, number(b, loc, element, start))};
    }
    Value way = arith::MulIOp::create(b, loc, place, number(b, loc, b.getI64Type(), delta));
    Value value = arith::AddIOp::create(b, loc, way, number(b, loc, b.getI64Type(), start));
    return {element.isInteger(64) ? value : Value(arith::TruncIOp::create(b, loc, element, value))};
  })};
}
} // namespace

void populateIndexingPatterns(Patterns &patterns) {
  add<nn::GatherOp>(patterns, gather);
  add<nn::GatherElementsOp>(patterns, gatherElements);
  add<nn::GatherNDOp>(patterns, gatherND);
  add<nn::ScatterElementsOp>(patterns, scatterElements);
  add<nn::ScatterNDOp>(patterns, scatterND);
  add<nn::OneHotOp>(patterns, oneHot);
  add<nn::RangeOp>(patterns, range);
}
} // namespace dlc::lowering

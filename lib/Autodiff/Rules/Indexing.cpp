// Derivative rules of reading and writing at places that are data: each is the other's adjoint, since an
// index that is out of range reads 0 and writes nothing.
#include "Autodiff/Rules.h"
#include "Places.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
namespace {
nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

//===-- Reading and writing by one kind of index ----------------------------------------------------===//

ByElement placesOf(GatherElementsOp op) { return {op.getIndices(), op.getAxisAttr()}; }
ByElement placesOf(ScatterElementsOp op) { return {op.getIndices(), op.getAxisAttr()}; }
BySlice placesOf(GatherNDOp op) { return {op.getIndices(), op.getBatchDimsAttr()}; }
BySlice placesOf(ScatterNDOp op) { return {op.getIndices(), op.getBatchDimsAttr()}; }

// The sum of all that was read from a place.
template <typename Places> Value sumAtPlaces(Places places, Value g, Value data, Emitter &emit) {
  return places.write(emit.zeros(typeOf(data)), g, ScatterReduction::add, emit);
}

template <typename Op> Adjoints read(Op op, Value g, Emitter &emit) {
  return {sumAtPlaces(placesOf(op), g, op.getData(), emit), Value()};
}

//===-- scatter, by reduction -----------------------------------------------------------------------===//

// Of several updates with one index the last one stays, and has the derivative.
template <typename Places> Adjoints replace(Places places, Value updates, Value g, Emitter &emit) {
  Adjoints result{places.write(g, emit.zeros(typeOf(updates)), ScatterReduction::none, emit), Value(),
                  Value()};
  if (!emit.wants(updates))
    return result;
  result[2] = places.read(g, emit);
  if (Value isLast = places.isLast(typeOf(g), emit))
    result[2] = emit.where(isLast, result[2], 0);
  return result;
}

// A factor's adjoint is the product of all others at its place, as in the rule of reduce_prod.
template <typename Places>
Adjoints multiply(Places places, Value data, Value updates, Value g, Emitter &emit) {
  Adjoints result(3);
  Value ones = emit.filled(1, typeOf(data));
  if (emit.wants(data))
    result[0] = emit.mul(g, places.write(ones, updates, ScatterReduction::mul, emit));
  if (!emit.wants(updates))
    return result;
  Value isZero = emit.compare(ComparePredicate::eq, updates, 0);
  Value safe = emit.where(isZero, 1, updates);
  Value product = emit.mul(g, places.write(data, safe, ScatterReduction::mul, emit));
  Value zeros = sumAtPlaces(places, emit.cast(isZero, typeOf(updates).getElementType()), data, emit);
  auto withZeros = [&](double count) {
    return places.read(emit.where(emit.compare(ComparePredicate::eq, zeros, count), product, 0), emit);
  };
  result[2] = emit.where(isZero, withZeros(1), emit.div(withZeros(0), safe));
  return result;
}

// All that are equal to the extremum share the adjoint evenly, the element that was there before included.
template <typename Places>
Adjoints choose(Places places, Value data, Value updates, Value extremum, Value g, Emitter &emit) {
  Type element = typeOf(data).getElementType();
  Value dataWins = emit.cast(emit.compare(ComparePredicate::eq, data, extremum), element);
  Value wins = emit.cast(emit.compare(ComparePredicate::eq, updates, places.read(extremum, emit)), element);
  Value count = places.write(dataWins, wins, ScatterReduction::add, emit);
  // Where only a NaN is, nobody wins.
  Value share = emit.div(g, emit.where(emit.compare(ComparePredicate::eq, count, 0), 1, count));
  return {emit.mul(dataWins, share), Value(),
          emit.wants(updates) ? emit.mul(wins, places.read(share, emit)) : Value()};
}

template <typename Op> Adjoints write(Op op, Value g, Emitter &emit) {
  auto places = placesOf(op);
  Value data = op.getData(), updates = op.getUpdates();
  switch (op.getReduction()) {
  case ScatterReduction::none:
    return replace(places, updates, g, emit);
  case ScatterReduction::add:
    return {g, Value(), emit.wants(updates) ? places.read(g, emit) : Value()};
  case ScatterReduction::mul:
    return multiply(places, data, updates, g, emit);
  case ScatterReduction::max:
  case ScatterReduction::min:
    return choose(places, data, updates, op.getResult(), g, emit);
  }
  llvm_unreachable("a reduction that the switch does not know");
}

//===-- gather, embedding ---------------------------------------------------------------------------===//

// The dimensions in front of the axis are common to data and indices, which are repeated over them.
Value sumAtIndices(Value g, Value data, Value indices, int64_t axis, Emitter &emit) {
  nn::SizedTensorType type = typeOf(indices);
  SmallVector<int64_t> row(axis, 1), shape(typeOf(data).getShape().take_front(axis));
  row.append(type.getShape().begin(), type.getShape().end());
  llvm::append_range(shape, type.getShape());
  row.push_back(1);
  shape.push_back(1);
  // A batch of the indices cannot stand behind other dimensions; then the axis is the first.
  Value rows =
      axis == 0 ? emit.reshape(indices, shape) : emit.expand(emit.reshape(indices, row), type.clone(shape));
  BySlice places{rows, emit.builder.getI64IntegerAttr(axis)};
  return sumAtPlaces(places, g, data, emit);
}

Adjoints gather(GatherOp op, Value g, Emitter &emit) {
  int64_t axis = static_cast<int64_t>(op.getAxis());
  if (axis < 0)
    axis += typeOf(op.getData()).getRank();
  return {sumAtIndices(g, op.getData(), op.getIndices(), axis, emit), Value()};
}

// The row of the padding stays what it is.
Adjoints embedding(EmbeddingOp op, Value g, Emitter &emit) {
  Value indices = op.getIndices();
  if (auto padding = op.getPaddingIdx()) {
    SmallVector<int64_t> shape(typeOf(indices).getShape());
    shape.push_back(1);
    Value isPadding = emit.compare(ComparePredicate::eq, indices, static_cast<double>(*padding));
    g = emit.where(emit.reshape(isPadding, shape), 0, g);
  }
  return {sumAtIndices(g, op.getTable(), indices, 0, emit), Value()};
}
} // namespace

void addIndexingRules(RuleTable &table) {
  table.add(gather);
  table.add(read<GatherElementsOp>);
  table.add(read<GatherNDOp>);
  table.add(write<ScatterElementsOp>);
  table.add(write<ScatterNDOp>);
  table.add(embedding);
  table.addZero<OneHotOp>("its operand is an index");
  table.addZero<NonZeroOp>("its results are indices");
  table.addZero<ConstantOp>("it has no operand");
  table.addZero<RangeOp>("it has no operand");
  table.addZero<EyeOp>("it has no operand");
}
} // namespace dlc::autodiff

// Max pooling: loops over (n, c, o…, k…), o and k being places of the output and of the window. An unread
// tensor of the window's shape gives the loops their window. Other pooling is decomposed.
#include "Conversion/NNToLinalg/Patterns.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
struct Windows {
  Emitter &emit;
  nn::Window geometry;
  ArrayRef<int64_t> sizes;    // of the input's spatial dimensions
  SmallVector<Value> extents; // the same as values
  AffineMap input, window, output;

  template <typename Op>
  Windows(Op op, Emitter &emit)
      : emit(emit), geometry(op.getWindow()), sizes(typeOf(op.getInput()).getShape().drop_front(2)) {
    MLIRContext *context = emit.b.getContext();
    for (int64_t size : sizes)
      extents.push_back(emit.size(size));
    int64_t rank = geometry.rank(), loops = 2 + 2 * rank;
    SmallVector<AffineExpr> in{emit.b.getAffineDimExpr(0), emit.b.getAffineDimExpr(1)}, out(in), places;
    for (int64_t d = 0; d < rank; ++d) {
      AffineExpr o = emit.b.getAffineDimExpr(2 + d), k = emit.b.getAffineDimExpr(2 + rank + d);
      in.push_back(o * geometry.strides[d] + k * geometry.dilations[d]);
      out.push_back(o);
      places.push_back(k);
    }
    input = AffineMap::get(loops, 0, in, context);
    window = AffineMap::get(loops, 0, places, context);
    output = AffineMap::get(loops, 0, out, context);
  }

  /// All over the output are parallel, those over the window reductions.
  SmallVector<utils::IteratorType> overOutput() const {
    SmallVector<utils::IteratorType> iterators(2 + geometry.rank(), parallel);
    iterators.append(geometry.rank(), reduction);
    return iterators;
  }

  Value padded(Value value) {
    return emit.pad(value, geometry.pads(), lowest(emit.b, emit.loc, typeOf(value).getElementType()));
  }
  Value windowShape(Type element) { return emit.empty(nn::SizedTensorType::get(geometry.kernel, element)); }

  /// How many elements a plane of the input has, as i64: the index of none.
  Value planeSize() {
    int64_t size = 1;
    for (int64_t entry : sizes)
      size = nn::multiplySizes(size, entry).value_or(size);
    return arith::IndexCastOp::create(emit.b, emit.loc, emit.b.getI64Type(), emit.size(size));
  }

  /// The index in the plane of the element that the loops are at, and whether it is one and not padding.
  std::pair<Value, Value> place(OpBuilder &b, Location loc) {
    Value index, inside;
    for (int64_t d = 0; d < geometry.rank(); ++d) {
      Value output = linalg::IndexOp::create(b, loc, 2 + d),
            window = linalg::IndexOp::create(b, loc, 2 + geometry.rank() + d);
      Value from = arith::MulIOp::create(b, loc, output, lowering::index(b, loc, geometry.strides[d]));
      Value step = arith::MulIOp::create(b, loc, window, lowering::index(b, loc, geometry.dilations[d]));
      Value at = arith::SubIOp::create(b, loc, arith::AddIOp::create(b, loc, from, step),
                                       lowering::index(b, loc, geometry.before[d]));
      // Unsigned, so that what lies before the first element is too large as well.
      Value size = extents[d];
      Value fits = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, at, size);
      inside = inside ? Value(arith::AndIOp::create(b, loc, inside, fits)) : fits;
      index =
          index ? Value(arith::AddIOp::create(b, loc, arith::MulIOp::create(b, loc, index, size), at)) : at;
    }
    return {arith::IndexCastOp::create(b, loc, b.getI64Type(), index), inside};
  }

  /// The index of the first maximum of each window; planeSize() where a window holds no element.
  Value firstMaxima(Value value, nn::SizedTensorType outputType) {
    Type element = outputType.getElementType(), i64 = emit.b.getI64Type();
    Value none = planeSize();
    Value best = emit.filled(outputType, lowest(emit.b, emit.loc, element));
    Value places = emit.filled(outputType.clone(i64), none);
    return emit.generic({padded(value), windowShape(element)}, {best, places},
                        {input, window, output, output}, overOutput(),
                        [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
                          // The first element of a window wins even if it is -∞, but padding never does.
                          Value first = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, x[3], none);
                          Value wins = arith::OrIOp::create(b, loc, first, beats(b, loc, x[0], x[2]));
                          auto [here, inside] = place(b, loc);
                          wins = arith::AndIOp::create(b, loc, wins, inside);
                          return {arith::SelectOp::create(b, loc, wins, x[0], x[2]),
                                  arith::SelectOp::create(b, loc, wins, here, x[3])};
                        })[1];
  }
};
} // namespace

static Values maxPool(nn::MaxPoolOp op, nn::MaxPoolOp::Adaptor adaptor, Emitter &emit) {
  Windows windows(op, emit);
  nn::SizedTensorType type = typeOf(op.getResult());
  Type element = type.getElementType();
  return {emit.generic({windows.padded(adaptor.getInput()), windows.windowShape(element)},
                       emit.filled(type, lowest(emit.b, emit.loc, element)),
                       {windows.input, windows.window, windows.output}, windows.overOutput(),
                       [](OpBuilder &b, Location loc, ValueRange x) -> Values {
                         return {arith::MaximumFOp::create(b, loc, x[2], x[0])};
                       })[0]};
}

static Values maxPoolIndices(nn::MaxPoolIndicesOp op, nn::MaxPoolIndicesOp::Adaptor adaptor, Emitter &emit) {
  nn::SizedTensorType type = typeOf(op.getResult()).clone(typeOf(adaptor.getInput()).getElementType());
  return {Windows(op, emit).firstMaxima(adaptor.getInput(), type)};
}

/// Finds the first maximum of each window, then adds the gradient there.
static Values maxPoolBackward(nn::MaxPoolBackwardOp op, nn::MaxPoolBackwardOp::Adaptor adaptor,
                              Emitter &emit) {
  Windows windows(op, emit);
  nn::SizedTensorType type = typeOf(op.getResult()), gradType = typeOf(adaptor.getGrad());
  Type element = type.getElementType();
  Value places = windows.firstMaxima(adaptor.getInput(), gradType);

  // Windows overlap, hence only n and c are parallel.
  SmallVector<utils::IteratorType> iterators(windows.output.getNumDims(), reduction);
  iterators[0] = iterators[1] = parallel;
  SmallVector<int64_t> pads = windows.geometry.pads();
  Value whole = emit.generic(
      {adaptor.getGrad(), places, windows.windowShape(element)}, emit.zeros(paddedType(type, pads)),
      {windows.output, windows.output, windows.window, windows.input}, iterators,
      [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
        auto [at, inside] = windows.place(b, loc);
        Value here = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, x[1], at);
        // The index of padding might be that of an element elsewhere.
        here = arith::AndIOp::create(b, loc, here, inside);
        Value share = arith::SelectOp::create(b, loc, here, x[0], number(b, loc, element, 0));
        return {arith::AddFOp::create(b, loc, x[3], share)};
      })[0];
  return {emit.crop(whole, type, pads)};
}

void populatePoolingPatterns(Patterns &patterns) {
  add<nn::MaxPoolOp>(patterns, maxPool);
  add<nn::MaxPoolIndicesOp>(patterns, maxPoolIndices);
  add<nn::MaxPoolBackwardOp>(patterns, maxPoolBackward);
}
} // namespace dlc::lowering

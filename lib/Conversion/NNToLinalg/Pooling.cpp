// Pooling: loops over (n, c, oh, ow, kh, kw). An unread tensor of the window's shape gives the loops their
// window.
#include "Conversion/NNToLinalg/Patterns.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
struct Windows {
  Emitter &emit;
  ArrayRef<int64_t> kernel, strides, pads;
  AffineMap input, window, output;

  template <typename Op>
  Windows(Op op, Emitter &emit)
      : emit(emit), kernel(op.getKernelShape()), strides(op.getStrides()), pads(op.getPads()) {
    MLIRContext *context = emit.b.getContext();
    AffineExpr n, c, oh, ow, kh, kw;
    bindDims(context, n, c, oh, ow, kh, kw);
    input = AffineMap::get(6, 0, {n, c, oh * strides[0] + kh, ow * strides[1] + kw}, context);
    window = AffineMap::get(6, 0, {kh, kw}, context);
    output = AffineMap::get(6, 0, {n, c, oh, ow}, context);
  }

  Value padded(Value value) {
    return emit.pad(value, pads, lowest(emit.b, emit.loc, typeOf(value).getElementType()));
  }
  Value windowShape(Type element) { return emit.empty(RankedTensorType::get(kernel, element)); }

  /// Place in the window, row-major.
  Value place(OpBuilder &b, Location loc) {
    Value row = linalg::IndexOp::create(b, loc, 4), column = linalg::IndexOp::create(b, loc, 5);
    Value start = arith::MulIOp::create(b, loc, row, index(b, loc, kernel[1]));
    Value place = arith::AddIOp::create(b, loc, start, column);
    return arith::IndexCastOp::create(b, loc, b.getI64Type(), place);
  }

  /// Whether the loops are at an element of the input (of `size` in dimension `d`) and not at padding.
  Value inside(OpBuilder &b, Location loc, int64_t d, int64_t size) {
    Value from =
        arith::MulIOp::create(b, loc, linalg::IndexOp::create(b, loc, 2 + d), index(b, loc, strides[d]));
    Value at = arith::AddIOp::create(b, loc, from, linalg::IndexOp::create(b, loc, 4 + d));
    Value shifted = arith::SubIOp::create(b, loc, at, index(b, loc, pads[d]));
    // Unsigned, so that what lies before the first element is too large as well.
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, shifted, index(b, loc, size));
  }
};
} // namespace

static Values maxPool(nn::MaxPoolOp op, nn::MaxPoolOp::Adaptor adaptor, Emitter &emit) {
  Windows windows(op, emit);
  RankedTensorType type = typeOf(op.getResult());
  Type element = type.getElementType();
  return {emit.generic({windows.padded(adaptor.getInput()), windows.windowShape(element)},
                       emit.filled(type, lowest(emit.b, emit.loc, element)),
                       {windows.input, windows.window, windows.output},
                       {parallel, parallel, parallel, parallel, reduction, reduction},
                       [](OpBuilder &b, Location loc, ValueRange x) -> Values {
                         return {arith::MaximumFOp::create(b, loc, x[2], x[0])};
                       })[0]};
}

/// Finds the place of the first maximum of each window, then adds the gradient there.
static Values maxPoolBackward(nn::MaxPoolBackwardOp op, nn::MaxPoolBackwardOp::Adaptor adaptor,
                              Emitter &emit) {
  Windows windows(op, emit);
  RankedTensorType type = typeOf(op.getResult()), gradType = typeOf(adaptor.getGrad());
  Type element = type.getElementType(), i64 = emit.b.getI64Type();
  Value best = emit.filled(gradType, lowest(emit.b, emit.loc, element));
  Value none = emit.filled(gradType.clone(i64), number(emit.b, emit.loc, i64, -1));
  Value window = windows.windowShape(element);

  auto found = emit.generic(
      {windows.padded(adaptor.getInput()), window}, {best, none},
      {windows.input, windows.window, windows.output, windows.output},
      {parallel, parallel, parallel, parallel, reduction, reduction},
      [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
        // The first element of a window wins even if it is -∞, but padding never does.
        Value first =
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, x[3], number(b, loc, b.getI64Type(), 0));
        Value wins = arith::OrIOp::create(b, loc, first, beats(b, loc, x[0], x[2]));
        for (int64_t d : {0, 1})
          wins = arith::AndIOp::create(b, loc, wins, windows.inside(b, loc, d, type.getDimSize(2 + d)));
        return {arith::SelectOp::create(b, loc, wins, x[0], x[2]),
                arith::SelectOp::create(b, loc, wins, windows.place(b, loc), x[3])};
      });

  // Windows overlap, hence only n and c are parallel.
  Value whole =
      emit.generic({adaptor.getGrad(), found[1], window}, emit.zeros(paddedType(type, windows.pads)),
                   {windows.output, windows.output, windows.window, windows.input},
                   {parallel, parallel, reduction, reduction, reduction, reduction},
                   [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
                     Value here =
                         arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, x[1], windows.place(b, loc));
                     Value share = arith::SelectOp::create(b, loc, here, x[0], number(b, loc, element, 0));
                     return {arith::AddFOp::create(b, loc, x[3], share)};
                   })[0];
  return {emit.crop(whole, type, windows.pads)};
}

void populatePoolingPatterns(Patterns &patterns) {
  add<nn::MaxPoolOp>(patterns, maxPool);
  add<nn::MaxPoolBackwardOp>(patterns, maxPoolBackward);
}
} // namespace dlc::lowering

// The gradient of max pooling: each window's goes to the first of its largest elements. Where windows tile
// the input, each element is written once, from registers; pairs of columns in vectors. Else gradients are
// added up window by window.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
class MaxPoolBackward {
public:
  MaxPoolBackward(kernel::MaxPoolBackwardOp op, Target target)
      : op(op), b(op, target), output(op), input(op.getLhs()), gradient(op.getRhs()),
        shape(cast<MemRefType>(input.getType()).getShape()),
        windows(cast<MemRefType>(gradient.getType()).getShape()), kernel(op.getKernelShape()),
        strides(op.getStrides()), pads(op.getPads()),
        element(cast<MemRefType>(input.getType()).getElementType()), lanes(target.lanes(element)) {}

  void run() {
    bool tiled = op.windowsTile();
    b.overImages(b.size(input, 0), [&](Value n) {
      image = n;
      b.loop(b.index(0), b.index(shape[1]), 1, [&](Value c) {
        channel = c;
        if (!tiled)
          clear();
        b.loop(b.index(0), b.index(windows[2]), 1, [&](Value row) {
          if (tiled && kernel[1] == 2)
            return rowOfPairs(row);
          b.loop(b.index(0), b.index(windows[3]), 1, [&](Value column) {
            if (tiled)
              tiledWindow(row, column);
            else
              window(row, column);
          });
        });
      });
    });
  }

private:
  Value zeroLike(Value value) { return arith::ConstantOp::create(b, b.getZeroAttr(value.getType())); }

  /// Whether `value` takes the place of `best`. A NaN is greater than all else, but not than an earlier NaN.
  Value beats(Value value, Value best) {
    Value above = arith::CmpFOp::create(b, arith::CmpFPredicate::UGT, value, best);
    Value ordered = arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, best, best);
    return arith::AndIOp::create(b, above, ordered);
  }

  /// For each element of a window, in order, whether it is the one: the last that beats all before it.
  Values winners(ValueRange elements) {
    Value best = elements[0];
    Values beaten; // beaten[i]: element i is greater than all before it
    for (Value value : elements.drop_front()) {
      beaten.push_back(beats(value, best));
      best = arith::SelectOp::create(b, beaten.back(), value, best);
    }
    Values result(elements.size());
    Value decided; // whether a later element wins
    for (size_t i = elements.size(); i-- > 0;) {
      Value wins = i ? beaten[i - 1] : Value();
      if (decided) {
        Value all = arith::ConstantOp::create(
            b, isa<VectorType>(decided.getType())
                   ? TypedAttr(DenseElementsAttr::get(cast<ShapedType>(decided.getType()), true))
                   : TypedAttr(b.getBoolAttr(true)));
        Value open = arith::XOrIOp::create(b, decided, all);
        result[i] = wins ? Value(arith::AndIOp::create(b, wins, open)) : open;
        decided = wins ? Value(arith::OrIOp::create(b, decided, wins)) : decided;
      } else {
        result[i] = wins;
        decided = wins;
      }
    }
    return result;
  }

  /// One row of windows that are two columns wide: vectors of left elements and of right ones.
  void rowOfPairs(Value row) {
    for (int64_t first = 0; first < windows[3]; first += lanes) {
      int64_t count = std::min(lanes, windows[3] - first);
      Values elements;
      for (int64_t kh = 0; kh < kernel[0]; ++kh) {
        Value at[] = {image, channel, b.add(b.mul(row, strides[0]), kh), b.index(2 * first)};
        auto [left, right] = b.loadPairs(input, at, count);
        elements.append({left, right});
      }
      Value grad = b.load(gradient, ValueRange{image, channel, row, b.index(first)}, count);
      Values wins = winners(elements);
      for (int64_t kh = 0; kh < kernel[0]; ++kh) {
        Value zero = b.zeroVector(element);
        Value left = arith::SelectOp::create(b, wins[2 * kh], grad, zero);
        Value right = arith::SelectOp::create(b, wins[2 * kh + 1], grad, zero);
        Value both = vector::InterleaveOp::create(b, left, right);
        for (int64_t half = 0; half < 2 && half * lanes < 2 * count; ++half) {
          Value part = vector::ExtractStridedSliceOp::create(b, both, ArrayRef<int64_t>{half * lanes},
                                                             ArrayRef<int64_t>{lanes}, ArrayRef<int64_t>{1});
          Value at[] = {image, channel, b.add(b.mul(row, strides[0]), kh), b.index(2 * first + half * lanes)};
          output.store(b, part, at, std::min(lanes, 2 * count - half * lanes));
        }
      }
    }
  }

  Values place(Value row, Value column, int64_t kh, int64_t kw) {
    return {image, channel, b.add(b.mul(row, strides[0]), kh), b.add(b.mul(column, strides[1]), kw)};
  }

  void tiledWindow(Value row, Value column) {
    Values elements;
    for (int64_t kh = 0; kh < kernel[0]; ++kh)
      for (int64_t kw = 0; kw < kernel[1]; ++kw)
        elements.push_back(memref::LoadOp::create(b, input, place(row, column, kh, kw)));
    Value grad = memref::LoadOp::create(b, gradient, ValueRange{image, channel, row, column});
    Values wins = winners(elements);
    for (int64_t i = 0; i < kernel[0] * kernel[1]; ++i) {
      Value share = wins[i] ? Value(arith::SelectOp::create(b, wins[i], grad, zeroLike(grad))) : grad;
      output.storeScalar(b, share, place(row, column, i / kernel[1], i % kernel[1]));
    }
  }

  void clear() {
    Value zero = arith::ConstantOp::create(b, b.getFloatAttr(element, 0));
    b.loop(b.index(0), b.index(shape[2]), 1, [&](Value h) {
      b.loop(b.index(0), b.index(shape[3]), 1, [&](Value w) {
        memref::StoreOp::create(b, zero, output.buffer, ValueRange{image, channel, h, w});
      });
    });
  }

  /// Adds one window's gradient to the element that it goes to. Padding never wins, so only the part of the
  /// window that lies on the image is searched.
  void window(Value row, Value column) {
    auto range = [&](Value place, int64_t d) {
      Value from = arith::SubIOp::create(b, b.mul(place, strides[d]), b.index(pads[d]));
      Value first = arith::MaxSIOp::create(b, from, b.index(0));
      Value last = arith::MinSIOp::create(b, b.add(from, kernel[d]), b.index(shape[2 + d]));
      return std::pair(first, last);
    };
    auto [top, bottom] = range(row, 0);
    auto [left, right] = range(column, 1);
    Value start = memref::LoadOp::create(b, input, ValueRange{image, channel, top, left});
    Values found = b.loop(top, bottom, 1, {start, top, left}, [&](Value h, ValueRange overRows) {
      return b.loop(left, right, 1, overRows, [&](Value w, ValueRange best) -> Values {
        Value value = memref::LoadOp::create(b, input, ValueRange{image, channel, h, w});
        Value wins = beats(value, best[0]);
        return {arith::SelectOp::create(b, wins, value, best[0]),
                arith::SelectOp::create(b, wins, h, best[1]), arith::SelectOp::create(b, wins, w, best[2])};
      });
    });
    Value grad = memref::LoadOp::create(b, gradient, ValueRange{image, channel, row, column});
    Value at[] = {image, channel, found[1], found[2]};
    Value before = memref::LoadOp::create(b, output.buffer, at);
    memref::StoreOp::create(b, arith::AddFOp::create(b, before, grad), output.buffer, at);
  }

  kernel::MaxPoolBackwardOp op;
  TileBuilder b;
  Output output;
  Value input, gradient;
  ArrayRef<int64_t> shape, windows, kernel, strides, pads;
  Type element;
  int64_t lanes;
  Value image, channel;
};
} // namespace

void expandMaxPoolBackward(kernel::MaxPoolBackwardOp op, Target target) { MaxPoolBackward(op, target).run(); }
} // namespace dlc

// The gradient of a convolution's weights with vectors along the output's channels: the gradient of the
// output is transposed image by image so that a pixel's channels lie side by side, pixels of the input are
// broadcast. No lane is idle at the end of a row, and no sum over lanes is left to do. The batch falls into a
// fixed number of slots, as in ExpandConvBackwardWeights.cpp.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
constexpr int64_t slots = 4;

/// Sums that stay in registers at once.
int64_t most(const Target &target) { return target.registers >= 32 ? 28 : 12; }

class ConvBackwardWeightsByChannels {
public:
  ConvBackwardWeightsByChannels(kernel::ConvBackwardWeightsOp op, Target target)
      : op(op), b(op, target), window(op, op.getLhs(), op.getRhs(), op.getInit()), gradient(op.getRhs()),
        images(b, window, op.getLhs(), op.getRhs(), /*clean=*/false) {
    element = cast<MemRefType>(gradient.getType()).getElementType();
    lanes = target.lanes(element);
    vectors = ChannelVectors(window.output[1], window.output[3], lanes).count;
    chooseTile();
  }

  void run() {
    int64_t width = vectors * lanes, groups = window.output[1] / width;
    Value count = b.size(gradient, 0), perSlot = b.ceilDiv(count, slots);
    SmallVector<int64_t> shape{slots, groups, window.input[1], window.kernel[0], window.kernel[1], width};
    partial = memref::AllocOp::create(b, MemRefType::get(shape, element),
                                      b.getI64IntegerAttr(kernel::kBufferAlignment));
    b.parallel(b.index(slots * groups), [&](Value task) {
      slot = b.div(task, b.index(groups));
      group = b.rem(task, b.index(groups));
      Value first = b.min(b.mul(slot, perSlot), count), last = b.min(b.add(first, perSlot), count);
      memory = images.allocateOne(b);
      transposed =
          memref::AllocaOp::create(b, MemRefType::get({window.output[2], window.output[3], width}, element),
                                   b.getI64IntegerAttr(kernel::kBufferAlignment));
      overTiles([&](Value c, Value kh) {
        overTile(c, kh, [&](int64_t, ValueRange at) { b.store(b.zeroVector(element), partial, at, lanes); });
      });
      b.loop(first, last, 1, [&](Value n) {
        images.fill(b, memory, b.index(0), n);
        turn(n);
        overTiles([&](Value c, Value kh) { tile(c, kh); });
      });
    });
    combine(shape);
  }

private:
  /// Input channels and window rows whose sums are in registers at once.
  void chooseTile() {
    kernelColumns = window.kernel[1];
    int64_t rowSums = std::max<int64_t>(kernelColumns * vectors, 1);
    channels = 1;
    for (int64_t candidate = 1; candidate <= window.input[1]; ++candidate)
      if (window.input[1] % candidate == 0 && candidate * rowSums <= most(b.target))
        channels = candidate;
    kernelRows = channels == window.input[1] && channels * window.kernel[0] * rowSums <= most(b.target)
                     ? window.kernel[0]
                     : 1;
  }

  void overTiles(llvm::function_ref<void(Value, Value)> body) {
    b.loop(b.index(0), b.index(window.input[1]), channels, [&](Value c) {
      b.loop(b.index(0), b.index(window.kernel[0]), kernelRows, [&](Value kh) { body(c, kh); });
    });
  }

  /// Each vector of a tile: its number, and its place in `partial`.
  void overTile(Value c, Value kh, llvm::function_ref<void(int64_t, ValueRange)> body) {
    int64_t number = 0;
    for (int64_t i = 0; i < channels; ++i)
      for (int64_t j = 0; j < kernelRows; ++j)
        for (int64_t kw = 0; kw < kernelColumns; ++kw)
          for (int64_t v = 0; v < vectors; ++v)
            body(number++,
                 ValueRange{slot, group, b.add(c, i), b.add(kh, j), b.index(kw), b.index(v * lanes)});
  }

  /// Copies the gradient's channels of this group, image `n`, to [row, column, channel].
  void turn(Value n) {
    b.loop(b.index(0), b.index(window.output[2]), 1, [&](Value row) {
      for (int64_t column = 0; column < window.output[3]; column += lanes) {
        int64_t valid = std::min(lanes, window.output[3] - column);
        for (int64_t v = 0; v < vectors; ++v) {
          Values rows;
          for (int64_t lane = 0; lane < lanes; ++lane) {
            Value m = b.add(b.mul(group, vectors * lanes), v * lanes + lane);
            rows.push_back(b.load(gradient, ValueRange{n, m, row, b.index(column)}, valid));
          }
          for (auto [i, pixel] : llvm::enumerate(b.transpose(rows)))
            if (static_cast<int64_t>(i) < valid)
              b.store(pixel, transposed, ValueRange{row, b.index(column + i), b.index(v * lanes)}, lanes);
        }
      }
    });
  }

  void tile(Value c, Value kh) {
    Values zeros(channels * kernelRows * kernelColumns * vectors, b.zeroVector(element));
    Values sums =
        b.loop(b.index(0), b.index(window.output[2]), 1, zeros, [&](Value row, ValueRange overRows) {
          return b.loop(
              b.index(0), b.index(window.output[3]), 1, overRows, [&](Value column, ValueRange carried) {
                Values next(carried), grads;
                for (int64_t v = 0; v < vectors; ++v)
                  grads.push_back(b.load(transposed, ValueRange{row, column, b.index(v * lanes)}, lanes));
                size_t number = 0;
                for (int64_t i = 0; i < channels; ++i)
                  for (int64_t j = 0; j < kernelRows; ++j) {
                    Value at = b.add(b.mul(row, window.strides[0]), b.mul(b.add(kh, j), window.dilations[0]));
                    for (int64_t kw = 0; kw < kernelColumns; ++kw) {
                      Value pixel = b.broadcast(
                          memory, images.place(b, b.index(0), b.add(c, i), at, column, b.index(kw)));
                      for (int64_t v = 0; v < vectors; ++v, ++number)
                        next[number] = vector::FMAOp::create(b, grads[v], pixel, next[number]);
                    }
                  }
                return next;
              });
        });
    overTile(c, kh, [&](int64_t number, ValueRange at) {
      Value before = b.load(partial, at, lanes);
      b.store(arith::AddFOp::create(b, before, sums[number]), partial, at, lanes);
    });
  }

  /// Adds up the slots, in their order, and turns the weights back to [M, C, KH, KW].
  void combine(ArrayRef<int64_t> shape) {
    SmallVector<int64_t> split(cast<MemRefType>(op.getInit().getType()).getShape());
    split[0] /= shape.back();
    split.insert(split.begin() + 1, shape.back());
    SmallVector<ReassociationIndices> indices{{0, 1}, {2}, {3}, {4}};
    Value result = memref::ExpandShapeOp::create(b, split, op.getInit(), indices);
    Value zero = arith::ConstantOp::create(b, b.getFloatAttr(element, 0));
    linalg::FillOp::create(b, zero, result);
    MLIRContext *context = b.getContext();
    AffineExpr s, g, c, kh, kw, m;
    bindDims(context, s, g, c, kh, kw, m);
    AffineMap from = b.getMultiDimIdentityMap(6), to = AffineMap::get(6, 0, {g, m, c, kh, kw}, context);
    SmallVector<utils::IteratorType> iterators(6, utils::IteratorType::parallel);
    iterators[0] = utils::IteratorType::reduction;
    linalg::GenericOp::create(b, ValueRange{partial}, ValueRange{result}, ArrayRef<AffineMap>{from, to},
                              iterators, [](OpBuilder &inner, Location loc, ValueRange x) {
                                Value sum = arith::AddFOp::create(inner, loc, x[1], x[0]);
                                linalg::YieldOp::create(inner, loc, sum);
                              });
  }

  kernel::ConvBackwardWeightsOp op;
  TileBuilder b;
  Window window;
  Value gradient;
  PaddedImages images;
  Type element;
  int64_t lanes, vectors, channels, kernelRows, kernelColumns;
  Value partial, transposed, memory, slot, group;
};
} // namespace

bool suitsChannels(kernel::ConvBackwardWeightsOp op, Target target) {
  Window window(op, op.getLhs(), op.getRhs(), op.getInit());
  if (!window.isStatic())
    return false;
  Type element = cast<MemRefType>(op.getRhs().getType()).getElementType();
  int64_t lanes = target.lanes(element), pixels = window.output[2] * window.output[3];
  ChannelVectors vectors(window.output[1], window.output[3], lanes);
  return window.group == 1 && vectors.byChannels > 1.05 * vectors.byRows &&
         PaddedImages::fitsStack(window, element, target) &&
         window.kernel[1] * vectors.count <= most(target) &&
         pixels * vectors.count * lanes * element.getIntOrFloatBitWidth() / 8 <= target.stackBytes;
}

void expandConvBackwardWeightsByChannels(kernel::ConvBackwardWeightsOp op, Target target) {
  ConvBackwardWeightsByChannels(op, target).run();
}
} // namespace dlc

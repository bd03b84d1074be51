// The gradient of a convolution's weights: a sum over images and places. Vectors lie along the rows of the
// output's gradient; each lane keeps a sum of its own until the end. The batch falls into a fixed number of
// slots, so that the order of additions does not depend on the number of threads.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
constexpr int64_t slots = 4;

class ConvBackwardWeights {
public:
  ConvBackwardWeights(kernel::ConvBackwardWeightsOp op, Target target)
      : op(op), b(op, target), window(op, op.getLhs(), op.getRhs(), op.getInit()), gradient(op.getRhs()),
        images(b, window, op.getLhs(), op.getRhs(), /*clean=*/true) {
    element = cast<MemRefType>(gradient.getType()).getElementType();
    lanes = target.lanes(element);
    inputChannels = window.input[1] / window.group;
    outputChannels = window.output[1] / window.group;
    outputRows = b.size(gradient, 2);
    outputColumns = b.size(gradient, 3);
    columns = std::min(window.kernel[1], target.accumulators() / 2);
    channels = chooseChannels();
  }

  void run() {
    Value count = b.size(gradient, 0);
    memory = images.allocateAll(b, count);
    b.rearrange("images with borders", count, [&](Value n) { images.fill(b, memory, n, n); });

    ArrayRef<int64_t> shape = cast<MemRefType>(op.getInit().getType()).getShape();
    SmallVector<int64_t> partialShape{slots};
    partialShape.append(shape.begin(), shape.end());
    partial = memref::AllocOp::create(b, MemRefType::get(partialShape, element),
                                      b.getI64IntegerAttr(kernel::kBufferAlignment));

    // A block of images is small enough that its gradients stay in the first-level cache while all input
    // channels and window rows pass by.
    int64_t blockImages = 1;
    if (window.isStatic()) {
      int64_t planes = channels * window.output[2] * window.output[3] * element.getIntOrFloatBitWidth() / 8;
      blockImages = std::max<int64_t>(1, b.target.l1Bytes / 8 * 5 / planes);
    }
    int64_t tiles = llvm::divideCeil(outputChannels, channels);
    Value perSlot = b.ceilDiv(count, slots);
    b.parallel(b.index(slots * window.group * tiles), [&](Value task) {
      slot = b.div(task, b.index(window.group * tiles));
      Value rest = b.rem(task, b.index(window.group * tiles));
      group = b.div(rest, b.index(tiles));
      // The last tile may overlap the one before it, in another task: two threads would store the same
      // values. So it is cut instead, and the sums that are too many are not stored.
      Value channel = b.mul(b.rem(rest, b.index(tiles)), channels);
      Value first = b.min(b.mul(slot, perSlot), count), last = b.min(b.add(first, perSlot), count);
      clear(channel);
      b.loop(first, last, blockImages, [&](Value from) {
        Value to = b.min(b.add(from, blockImages), last);
        b.loop(b.index(0), b.index(inputChannels), 1, [&](Value c) {
          b.loop(b.index(0), b.index(window.kernel[0]), 1, [&](Value kh) {
            const int64_t counted =
                window.kernel[1] > mostUnrolledColumns ? llvm::alignDown(window.kernel[1], columns) : 0;
            if (counted)
              b.loop(b.index(0), b.index(counted), columns,
                     [&](Value kw) { tile(channel, c, kh, kw, columns, from, to); });
            for (int64_t kw = counted; kw < window.kernel[1]; kw += columns)
              tile(channel, c, kh, b.index(kw), std::min(columns, window.kernel[1] - kw), from, to);
          });
        });
      });
    });
    combine(partialShape);
  }

private:
  int64_t chooseChannels() const {
    int64_t best = 1;
    double least = 1e300;
    for (int64_t m = 1; m <= std::min(outputChannels, b.target.accumulators() / columns); ++m) {
      double cycles = std::max({m * columns / 2.0, (m + columns) / 2.0, 4.0}) + 0.25;
      double total = cycles * llvm::divideCeil(outputChannels, m);
      if (total < least) {
        least = total;
        best = m;
      }
    }
    return best;
  }

  /// Runs `body` if the output channel exists.
  void ifExists(Value channel, llvm::function_ref<void()> body) {
    Value exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, channel, b.index(outputChannels));
    auto branch = scf::IfOp::create(b, exists, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(branch.thenBlock()->getTerminator());
    body();
  }

  void clear(Value channel) {
    Value zero = arith::ConstantOp::create(b, b.getFloatAttr(element, 0));
    for (int64_t m = 0; m < channels; ++m)
      ifExists(b.add(channel, m), [&] {
        Value output = b.add(b.mul(group, outputChannels), b.add(channel, m));
        b.loop(b.index(0), b.index(inputChannels), 1, [&](Value c) {
          b.loop(b.index(0), b.index(window.kernel[0]), 1, [&](Value kh) {
            b.loop(b.index(0), b.index(window.kernel[1]), 1, [&](Value kw) {
              memref::StoreOp::create(b, zero, partial, ValueRange{slot, output, c, kh, kw});
            });
          });
        });
      });
  }

  /// `width` columns of the window from `kw` on.
  void tile(Value channel, Value c, Value kh, Value kw, int64_t width, Value first, Value last) {
    Values zeros(channels * width, b.zeroVector(element));
    Value inputChannel = b.add(b.mul(group, inputChannels), c);
    // Channels past the last one are read from the last one.
    SmallVector<Value> outputs;
    for (int64_t m = 0; m < channels; ++m)
      outputs.push_back(
          b.add(b.mul(group, outputChannels), b.min(b.add(channel, m), b.index(outputChannels - 1))));
    Values sums = b.loop(first, last, 1, zeros, [&](Value n, ValueRange overImages) {
      return b.loop(b.index(0), outputRows, 1, overImages, [&](Value row, ValueRange overRows) {
        Value at = b.add(b.mul(row, window.strides[0]), b.mul(kh, window.dilations[0]));
        auto step = [&](Value column, Lanes valid, ValueRange carried) {
          Values next(carried), pixels;
          for (int64_t i = 0; i < width; ++i)
            pixels.push_back(images.load(b, memory, n, inputChannel, at, column, b.add(kw, i)));
          for (int64_t m = 0; m < channels; ++m) {
            Value grad = b.load(gradient, ValueRange{n, outputs[m], row, column}, valid);
            for (int64_t i = 0; i < width; ++i)
              next[m * width + i] = vector::FMAOp::create(b, grad, pixels[i], next[m * width + i]);
          }
          return next;
        };
        bool isDynamic = ShapedType::isDynamic(window.output[3]);
        Value full = b.mul(b.div(outputColumns, b.index(lanes)), lanes);
        Values carried(overRows);
        if (isDynamic || window.output[3] >= lanes)
          carried = b.loop(b.index(0), full, lanes, carried,
                           [&](Value column, ValueRange inner) { return step(column, lanes, inner); });
        if (isDynamic)
          carried = b.loop(full, outputColumns, lanes, carried, [&](Value column, ValueRange inner) {
            return step(column, b.sub(outputColumns, column), inner);
          });
        else if (int64_t rest = window.output[3] % lanes)
          carried = step(full, rest, carried);
        return carried;
      });
    });
    for (int64_t m = 0; m < channels; ++m)
      ifExists(b.add(channel, m), [&] {
        for (int64_t i = 0; i < width; ++i) {
          Value at[] = {slot, outputs[m], c, kh, b.add(kw, i)};
          Value sum = vector::ReductionOp::create(b, vector::CombiningKind::ADD, sums[m * width + i],
                                                  arith::FastMathFlags::reassoc);
          Value before = memref::LoadOp::create(b, partial, at);
          memref::StoreOp::create(b, arith::AddFOp::create(b, before, sum), partial, at);
        }
      });
  }

  /// Adds up the slots, in their order.
  void combine(ArrayRef<int64_t> partialShape) {
    Value zero = arith::ConstantOp::create(b, b.getFloatAttr(element, 0));
    linalg::FillOp::create(b, zero, op.getInit());
    int64_t rank = partialShape.size();
    AffineMap all = b.getMultiDimIdentityMap(rank), rest = all.getMinorSubMap(rank - 1);
    SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
    iterators[0] = utils::IteratorType::reduction;
    linalg::GenericOp::create(b, ValueRange{partial}, ValueRange{op.getInit()},
                              ArrayRef<AffineMap>{all, rest}, iterators,
                              [](OpBuilder &inner, Location loc, ValueRange x) {
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
  int64_t lanes, inputChannels, outputChannels, columns, channels;
  Value memory, partial, slot, group, outputRows, outputColumns;
};
} // namespace

void expandConvBackwardWeights(kernel::ConvBackwardWeightsOp op, Target target) {
  ConvBackwardWeights(op, target).run();
}
} // namespace dlc

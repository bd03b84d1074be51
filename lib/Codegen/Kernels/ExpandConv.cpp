// Direct convolution of images in [N, C, H, W]: vectors lie along the rows of the output, weights are
// broadcast in the layout that they have. Each image is first copied with its zero border, so that the loops
// know no edge.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
struct Tile {
  int64_t channels, rows, vectors; // of the output
};

/// The tile with the least estimated time: per step of the window, multiply-adds at two a cycle against loads
/// at two a cycle against the latency of a chain of additions. `divides`: there is a whole number of tiles of
/// channels.
Tile chooseTile(int64_t channels, int64_t rows, int64_t vectors, int64_t accumulators, bool divides) {
  Tile best{1, 1, 1};
  double least = 1e300;
  for (int64_t v = 1; v <= std::min<int64_t>(vectors, 4); ++v)
    for (int64_t r = 1; r <= std::min<int64_t>(rows, 4); ++r)
      for (int64_t m = 1; m <= std::min<int64_t>(channels, 16); ++m) {
        if (m * r * v > accumulators || r * v > 4 || (divides && channels % m != 0))
          continue;
        double cycles = std::max({m * r * v / 2.0, (m + r * v) / 2.0, 4.0}) + 0.25;
        double tiles =
            double(llvm::divideCeil(channels, m)) * llvm::divideCeil(rows, r) * llvm::divideCeil(vectors, v);
        if (cycles * tiles < least) {
          least = cycles * tiles;
          best = {m, r, v};
        }
      }
  return best;
}

class Conv {
public:
  Conv(kernel::ConvOp op, Target target)
      : op(op), b(op, target), output(op), window(op, op.getLhs(), op.getInit(), op.getRhs()),
        weight(op.getRhs()), images(b, window, op.getLhs(), op.getInit(), /*clean=*/false) {
    element = cast<MemRefType>(weight.getType()).getElementType();
    lanes = target.lanes(element);
    inputChannels = window.input[1] / window.group;
    outputChannels = window.output[1] / window.group;
    // Tiles of a dynamic row are one row high, so that there are as many as one likes.
    bool isOneImage = window.output[0] == 1;
    shape = window.isStatic()
                ? chooseTile(outputChannels, window.output[2], llvm::divideCeil(window.output[3], lanes),
                             target.accumulators(), isOneImage)
                : chooseTile(outputChannels, 1, 2, target.accumulators(), isOneImage);
    outputRows = b.size(op.getInit(), 2);
    outputColumns = b.size(op.getInit(), 3);
  }

  void run() {
    Value count = b.size(op.getInit(), 0);
    int64_t tiles = llvm::divideCeil(outputChannels, shape.channels);
    // The last tile of channels or rows may overlap the one before it: the same values are stored twice.
    auto rowsOf = [&](Value first) {
      Value channel = b.min(first, b.index(outputChannels - shape.channels));
      b.loop(b.index(0), outputRows, shape.rows, [&](Value firstRow) {
        tilesOfRows(channel, b.min(firstRow, b.sub(outputRows, b.index(shape.rows))));
      });
    };
    if (window.output[0] == 1) { // threads share the one image, and no tile of channels overlaps another's
      image = slot = b.index(0);
      memory = images.allocateAll(b, count);
      images.fillOnAllThreads(b, memory);
      b.parallel(b.index(window.group * tiles), [&](Value task) {
        group = b.div(task, b.index(tiles));
        rowsOf(b.mul(b.rem(task, b.index(tiles)), shape.channels));
      });
      return;
    }
    Value shared = images.fitsStack() ? Value() : images.allocateAll(b, count);
    b.overImages(count, [&](Value n) {
      image = n;
      memory = shared ? shared : images.allocateOne(b);
      slot = shared ? n : b.index(0);
      images.fill(b, memory, slot, n);
      b.loop(b.index(0), b.index(window.group), 1, [&](Value g) {
        group = g;
        b.loop(b.index(0), b.index(outputChannels), shape.channels, rowsOf);
      });
    });
  }

private:
  void tilesOfRows(Value channel, Value row) {
    int64_t width = shape.vectors * lanes;
    Value full = b.mul(b.div(outputColumns, b.index(width)), width);
    b.loop(b.index(0), full, width,
           [&](Value column) { tile(channel, row, column, shape.vectors, Lanes(lanes)); });
    if (ShapedType::isDynamic(window.output[3]))
      b.loop(full, outputColumns, lanes,
             [&](Value column) { tile(channel, row, column, 1, Lanes(b.sub(outputColumns, column))); });
    else if (int64_t rest = window.output[3] % width)
      tile(channel, row, full, llvm::divideCeil(rest, lanes), Lanes(rest - (rest - 1) / lanes * lanes));
  }

  /// `used` vectors side by side, of the last of which `validInLast` lanes exist.
  void tile(Value channel, Value row, Value column, int64_t used, Lanes validInLast) {
    Values zeros(shape.channels * shape.rows * used, b.zeroVector(element));
    Value firstInput = b.mul(group, inputChannels);
    Values sums = b.loop(b.index(0), b.index(inputChannels), 1, zeros, [&](Value c, ValueRange overChannels) {
      return b.loop(b.index(0), b.index(window.kernel[0]), 1, overChannels,
                    [&](Value kh, ValueRange overRows) {
                      auto at = [&](Value kw, ValueRange carried) {
                        Values next(carried);
                        step(next, channel, row, column, used, firstInput, c, kh, kw);
                        return next;
                      };
                      if (window.kernel[1] > mostUnrolledColumns)
                        return b.loop(b.index(0), b.index(window.kernel[1]), 1, overRows, at);
                      Values next(overRows);
                      for (int64_t kw = 0; kw < window.kernel[1]; ++kw)
                        next = at(b.index(kw), next);
                      return next;
                    });
    });
    Value firstOutput = b.add(b.mul(group, outputChannels), channel);
    for (int64_t m = 0, i = 0; m < shape.channels; ++m)
      for (int64_t r = 0; r < shape.rows; ++r)
        for (int64_t v = 0; v < used; ++v, ++i)
          output.store(b, sums[i],
                       ValueRange{image, b.add(firstOutput, m), b.add(row, r), b.add(column, v * lanes)},
                       v + 1 == used ? validInLast : Lanes(lanes));
  }

  void step(Values &sums, Value channel, Value row, Value column, int64_t used, Value firstInput, Value c,
            Value kh, Value kw) {
    Values pixels;
    for (int64_t r = 0; r < shape.rows; ++r)
      for (int64_t v = 0; v < used; ++v) {
        Value at = b.add(b.mul(b.add(row, r), window.strides[0]), b.mul(kh, window.dilations[0]));
        pixels.push_back(
            images.load(b, memory, slot, b.add(firstInput, c), at, b.add(column, v * lanes), kw));
      }
    for (int64_t m = 0; m < shape.channels; ++m) {
      Value factor = b.broadcast(weight, weightPlace(b.add(channel, m), c, kh, kw));
      for (auto [i, pixel] : llvm::enumerate(pixels)) {
        Value &sum = sums[m * pixels.size() + i];
        sum = vector::FMAOp::create(b, factor, pixel, sum);
      }
    }
  }

  SmallVector<Value> weightPlace(Value m, Value c, Value kh, Value kw) {
    if (!op.getTransposed())
      return {b.add(b.mul(group, outputChannels), m), c, kh, kw};
    return {b.add(b.mul(group, inputChannels), c), m, b.sub(b.index(window.kernel[0] - 1), kh),
            b.sub(b.index(window.kernel[1] - 1), kw)};
  }

  kernel::ConvOp op;
  TileBuilder b;
  Output output;
  Window window;
  Value weight;
  PaddedImages images;
  Type element;
  int64_t lanes, inputChannels, outputChannels;
  Value outputRows, outputColumns;
  Tile shape;
  Value image, memory, slot, group;
};
} // namespace

void expandConv(kernel::ConvOp op, Target target) { Conv(op, target).run(); }
} // namespace dlc

// Convolution of images in [N, C, H, W] with vectors along the output's channels: weights are packed so that
// those of a vector lie side by side, pixels are broadcast, and a finished tile is transposed in registers
// into rows. For many channels and rows that would leave lanes idle.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
/// Multiply-adds for each output element below which transposing costs too much.
constexpr int64_t leastDepth = 64;
/// Parts of the rows of one image that threads work on at the same time.
constexpr int64_t rowBlocks = 4;
/// Sums that a tile should have at least, so that each has its latency hidden by the others.
constexpr int64_t enoughSums = 8;

class ConvByChannels {
public:
  ConvByChannels(kernel::ConvOp op, Target target)
      : op(op), b(op, target), output(op), window(op, op.getLhs(), op.getInit(), op.getRhs()),
        weight(op.getRhs()), images(b, window, op.getLhs(), op.getInit(), /*clean=*/false) {
    element = cast<MemRefType>(weight.getType()).getElementType();
    lanes = target.lanes(element);
    vectors = ChannelVectors(window.output[1], window.output[3], lanes).count;
    int64_t most = target.accumulators() / vectors;
    outputRows = b.size(op.getInit(), 2);
    outputColumns = b.size(op.getInit(), 3);
    if (!window.isStatic()) { // what is left of a row is computed as a whole tile, of which a part is stored
      columns = std::min<int64_t>(llvm::bit_floor(static_cast<uint64_t>(most)), lanes);
      rows = 1;
      return;
    }
    columns = columnsOfTile(std::min(most, lanes));
    rows = columns == window.output[3] ? rowsOfTile(most / columns) : 1;
  }

  void run() {
    pack();
    Value count = b.size(op.getInit(), 0);
    Value groups = b.index(window.output[1] / (vectors * lanes));
    if (window.output[0] == 1) { // threads share the one image
      image = slot = b.index(0);
      memory = images.allocateAll(b, count);
      images.fillOnAllThreads(b, memory);
      // Blocks of rows too, as there may be few channels. No tile overlaps that of another task.
      while (window.isStatic() && window.output[2] % rows != 0)
        --rows;
      Value tiles = b.div(outputRows, b.index(rows));
      b.parallel(b.mul(groups, rowBlocks), [&](Value task) {
        Value block = b.rem(task, b.index(rowBlocks));
        auto begin = [&](Value number) {
          return b.mul(b.div(b.mul(number, tiles), b.index(rowBlocks)), rows);
        };
        channels(b.div(task, b.index(rowBlocks)), begin(block), begin(b.add(block, 1)));
      });
      return;
    }
    Value shared = images.fitsStack() ? Value() : images.allocateAll(b, count);
    b.overImages(count, [&](Value n) {
      image = n;
      memory = shared ? shared : images.allocateOne(b);
      slot = shared ? n : b.index(0);
      images.fill(b, memory, slot, n);
      b.loop(b.index(0), groups, 1, [&](Value g) { channels(g, b.index(0), outputRows); });
    });
  }

private:
  /// Columns of a tile, at most `most`, such that those of a row take the least time: the last one may have
  /// fewer, and a narrow one has too few sums to hide their latency.
  int64_t columnsOfTile(int64_t most) const {
    int64_t best = 1, least = INT64_MAX;
    for (int64_t width = std::clamp<int64_t>(window.output[3], 1, most); width >= 1; --width) {
      int64_t rest = window.output[3] % width, tiles = window.output[3] / width;
      int64_t time =
          tiles * std::max(width * vectors, enoughSums) + (rest ? std::max(rest * vectors, enoughSums) : 0);
      if (time < least) {
        least = time;
        best = width;
      }
    }
    return best;
  }

  /// Rows of a tile, at most `most`, such that all tiles of an image take the least time: the last one may
  /// compute rows once more, and a low one has too few sums to hide their latency.
  int64_t rowsOfTile(int64_t most) const {
    int64_t best = 1, least = INT64_MAX;
    for (int64_t height = std::clamp<int64_t>(window.output[2], 1, std::max<int64_t>(most, 1)); height >= 1;
         --height) {
      int64_t time =
          llvm::divideCeil(window.output[2], height) * std::max(height * columns * vectors, enoughSums);
      if (time < least) {
        least = time;
        best = height;
      }
    }
    return best;
  }

  /// Rows of a group of channels.
  void channels(Value g, Value from, Value end) {
    group = g;
    // The last tile of rows may overlap the one before it: the same values are stored twice.
    b.loop(from, end, rows, [&](Value first) {
      Value row = b.min(first, b.sub(outputRows, b.index(rows)));
      if (!window.isStatic()) {
        b.loop(b.index(0), outputColumns, columns, [&](Value column) {
          Value rest = b.min(b.sub(outputColumns, column), b.index(columns));
          tile(row, column, columns, Lanes(rest));
        });
        return;
      }
      int64_t full = window.output[3] / columns * columns;
      b.loop(b.index(0), b.index(full), columns, [&](Value column) { tile(row, column, columns, columns); });
      if (int64_t rest = window.output[3] - full)
        tile(row, b.index(full), rest, rest);
    });
  }

  /// Copies weights to [group of vectors, C, KH, KW, vector · lane].
  void pack() {
    int64_t width = vectors * lanes, groups = window.output[1] / width;
    packed = memref::AllocOp::create(
        b, MemRefType::get({groups, window.input[1], window.kernel[0], window.kernel[1], width}, element),
        b.getI64IntegerAttr(kernel::kBufferAlignment));
    // In the order in which the weights lie, [M, C, KH, KW] or, transposed, [C, M, KH, KW].
    auto copy = [&](Value g, Value c, Value lane) {
      Value m = b.add(b.mul(g, width), lane);
      b.loop(b.index(0), b.index(window.kernel[0]), 1, [&](Value kh) {
        auto copyOne = [&](Value kw) {
          Values from{m, c, kh, kw};
          if (op.getTransposed())
            from = {c, m, b.sub(b.index(window.kernel[0] - 1), kh), b.sub(b.index(window.kernel[1] - 1), kw)};
          Value value = memref::LoadOp::create(b, weight, from);
          memref::StoreOp::create(b, value, packed, ValueRange{g, c, kh, kw, lane});
        };
        if (window.kernel[1] > mostUnrolledColumns)
          return b.loop(b.index(0), b.index(window.kernel[1]), 1, copyOne);
        for (int64_t kw = 0; kw < window.kernel[1]; ++kw)
          copyOne(b.index(kw));
      });
    };
    const int64_t channels = window.input[1];
    if (op.getTransposed()) {
      b.rearrange("weights packed", b.index(channels * groups), [&](Value task) {
        Value c = b.div(task, b.index(groups)), g = b.rem(task, b.index(groups));
        b.loop(b.index(0), b.index(width), 1, [&](Value lane) { copy(g, c, lane); });
      });
      return;
    }
    b.rearrange("weights packed", b.index(groups), [&](Value g) {
      b.loop(b.index(0), b.index(width), 1, [&](Value lane) {
        b.loop(b.index(0), b.index(channels), 1, [&](Value c) { copy(g, c, lane); });
      });
    });
  }

  /// Columns from `column` on, `width` of which are computed and the `valid` first ones stored.
  void tile(Value row, Value column, int64_t width, Lanes valid) {
    Values zeros(rows * width * vectors, b.zeroVector(element));
    Values sums =
        b.loop(b.index(0), b.index(window.input[1]), 1, zeros, [&](Value c, ValueRange overChannels) {
          return b.loop(b.index(0), b.index(window.kernel[0]), 1, overChannels,
                        [&](Value kh, ValueRange overRows) {
                          // Neighbouring columns of the window share pixels.
                          return b.loop(b.index(0), b.index(window.kernel[1]), 1, overRows,
                                        [&](Value kw, ValueRange carried) {
                                          Values next(carried);
                                          step(next, row, column, width, c, kh, kw);
                                          return next;
                                        });
                        });
        });
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t v = 0; v < vectors; ++v) {
        Values pixels;
        for (int64_t i = 0; i < lanes; ++i)
          pixels.push_back(sums[(r * width + std::min(i, width - 1)) * vectors + v]);
        for (auto [lane, vector] : llvm::enumerate(b.transpose(pixels))) {
          Value m = b.add(b.mul(group, vectors * lanes), v * lanes + lane);
          output.store(b, vector, ValueRange{image, m, b.add(row, r), column}, valid);
        }
      }
  }

  void step(Values &sums, Value row, Value column, int64_t width, Value c, Value kh, Value kw) {
    Values factors;
    for (int64_t v = 0; v < vectors; ++v)
      factors.push_back(b.load(packed, ValueRange{group, c, kh, kw, b.index(v * lanes)}, lanes));
    for (int64_t r = 0; r < rows; ++r) {
      Value at = b.add(b.mul(b.add(row, r), window.strides[0]), b.mul(kh, window.dilations[0]));
      for (int64_t i = 0; i < width; ++i) {
        Value pixel = b.broadcast(memory, images.place(b, slot, c, at, b.add(column, i), kw));
        for (int64_t v = 0; v < vectors; ++v) {
          Value &sum = sums[(r * width + i) * vectors + v];
          sum = vector::FMAOp::create(b, factors[v], pixel, sum);
        }
      }
    }
  }

  kernel::ConvOp op;
  TileBuilder b;
  Output output;
  Window window;
  Value weight, packed;
  PaddedImages images;
  Type element;
  int64_t lanes, vectors, columns, rows;
  Value image, memory, slot, group, outputRows, outputColumns;
};
} // namespace

bool suitsChannels(kernel::ConvOp op, Target target) {
  Window window(op, op.getLhs(), op.getInit(), op.getRhs());
  int64_t lanes = target.lanes(cast<MemRefType>(op.getRhs().getType()).getElementType());
  ChannelVectors vectors(window.output[1], window.output[3], lanes);
  return window.group == 1 && vectors.byChannels > 1.05 * vectors.byRows &&
         window.input[1] * window.kernel[0] * window.kernel[1] >= leastDepth;
}

void expandConvByChannels(kernel::ConvOp op, Target target) { ConvByChannels(op, target).run(); }
} // namespace dlc

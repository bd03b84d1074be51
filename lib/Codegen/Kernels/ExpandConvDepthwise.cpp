// Convolutions each of whose groups has one input channel: depthwise ones. Some channels are copied, with
// their borders and with the phases of a stride apart, to the stack, where they stay in a core's caches, or
// short rows are read into registers; all weights of an output channel stay in registers, and a tile of some
// rows reads each pixel once for all rows that see it.
#include "Codegen/Kernels/PaddedChannels.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
/// Tasks that one image should have.
constexpr int64_t enoughTasks = 16;
class ConvDepthwise {
public:
  ConvDepthwise(kernel::ConvOp op, Target target)
      : op(op), b(op, target), output(op), window(op, op.getLhs(), op.getInit(), op.getRhs()),
        element(cast<MemRefType>(op.getRhs().getType()).getElementType()), lanes(target.lanes(element)),
        multiplier(window.output[1] / window.group), padded(b, window, op.getLhs()),
        shortRows(window, op.getLhs()), areShort(RowsInRegisters::suits(window, lanes)) {
    vectors = std::min<int64_t>(llvm::divideCeil(window.output[3], lanes), 2);
    // As many sums as hide the latency of each other beside the weights.
    const int64_t most = std::max<int64_t>((target.registers >= 32 ? 8 : 4) / vectors, 1);
    rows = llvm::divideCeil(window.output[2], llvm::divideCeil(window.output[2], most));
    slots = padded.channelsAtOnce(target, window.group);
  }

  /// Whether channels fit on the stack, and windows reach no further than code should.
  bool suits() const {
    return (areShort || padded.bytes() <= b.target.stackBytes / 2) && rowsSeen(window, rows) <= mostRowsSeen;
  }

  void run() {
    if (window.output[0] == 1) { // threads share the one image
      const int64_t tasks = std::min(window.group, enoughTasks);
      image = b.index(0);
      b.parallel(b.index(tasks), [&](Value task) {
        auto begin = [&](Value number) { return b.div(b.mul(number, window.group), b.index(tasks)); };
        channels(begin(task), begin(b.add(task, 1)));
      });
      return;
    }
    b.overImages(b.size(op.getInit(), 0), [&](Value n) {
      image = n;
      channels(b.index(0), b.index(window.group));
    });
  }

private:
  void channels(Value from, Value to) {
    if (areShort)
      return b.loop(from, to, 1, [&](Value channel) {
        for (int64_t i = 0; i < multiplier; ++i)
          outputsOfShortRows(channel, i);
      });
    padded.allocate(b, slots);
    b.loop(from, to, slots, [&](Value first) {
      Value count = b.min(b.index(slots), b.sub(to, first));
      b.loop(b.index(0), count, 1, [&](Value slot) { padded.fill(b, slot, image, b.add(first, slot)); });
      b.loop(b.index(0), count, 1, [&](Value slot) {
        for (int64_t i = 0; i < multiplier; ++i)
          outputsOf(slot, b.add(first, slot), i);
      });
    });
  }

  Values weightsOf(Value channel, int64_t number) {
    Values weights;
    for (int64_t kh = 0; kh < window.kernel[0]; ++kh)
      for (int64_t kw = 0; kw < window.kernel[1]; ++kw)
        weights.push_back(b.broadcast(op.getRhs(), weightPlace(channel, number, kh, kw)));
    return weights;
  }

  void outputsOfShortRows(Value channel, int64_t number) {
    const Values weights = weightsOf(channel, number);
    Value m = b.add(b.mul(channel, multiplier), number);
    for (int64_t row = 0; row < window.output[2]; row += rows) {
      shortRows.choose(image, channel); // each tile loads its rows, as those of all may be too many
      tile(
          weights, m, b.index(row), std::min(rows, window.output[2] - row), b.index(0), window.output[3],
          [&](int64_t i, int64_t, int64_t kw) { return shortRows.load(b, row * window.strides[0] + i, kw); });
    }
  }

  void outputsOf(Value slot, Value channel, int64_t number) {
    const Values weights = weightsOf(channel, number);
    Value m = b.add(b.mul(channel, multiplier), number);
    const int64_t whole = llvm::alignDown(window.output[2], rows);
    b.loop(b.index(0), b.index(whole), rows, [&](Value row) { tilesOfRows(slot, weights, m, row, rows); });
    if (whole < window.output[2])
      tilesOfRows(slot, weights, m, b.index(whole), window.output[2] - whole);
  }

  Values weightPlace(Value channel, int64_t number, int64_t kh, int64_t kw) {
    if (op.getTransposed())
      return {channel, b.index(number), b.index(window.kernel[0] - 1 - kh),
              b.index(window.kernel[1] - 1 - kw)};
    return {b.add(b.mul(channel, multiplier), number), b.index(0), b.index(kh), b.index(kw)};
  }

  void tilesOfRows(Value slot, const Values &weights, Value m, Value row, int64_t count) {
    const int64_t width = vectors * lanes, whole = llvm::alignDown(window.output[3], width);
    Value first = b.add(padded.firstRow(b, slot), b.mul(row, window.strides[0]));
    auto tileAt = [&](Value column, int64_t used) {
      tile(weights, m, row, count, column, used, [&](int64_t i, int64_t v, int64_t kw) {
        return padded.load(b, b.add(first, i), b.add(column, v * lanes), kw);
      });
    };
    b.loop(b.index(0), b.index(whole), width, [&](Value column) { tileAt(column, width); });
    if (whole < window.output[3])
      tileAt(b.index(whole), window.output[3] - whole);
  }

  /// `height` × `width` outputs; `load` is as in overPixels.
  void tile(const Values &weights, Value m, Value row, int64_t height, Value column, int64_t width,
            llvm::function_ref<Value(int64_t i, int64_t v, int64_t kw)> load) {
    const int64_t used = llvm::divideCeil(width, lanes);
    Values sums(height * used, b.zeroVector(element));
    overPixels(window, height, used, load, [&](Value pixels, int64_t r, int64_t v, int64_t weight) {
      Value &sum = sums[r * used + v];
      sum = vector::FMAOp::create(b, weights[weight], pixels, sum);
    });
    for (int64_t r = 0; r < height; ++r)
      for (int64_t v = 0; v < used; ++v)
        output.store(b, sums[r * used + v], ValueRange{image, m, b.add(row, r), b.add(column, v * lanes)},
                     std::min(lanes, width - v * lanes));
  }

  kernel::ConvOp op;
  TileBuilder b;
  Output output;
  Window window;
  Type element;
  int64_t lanes, multiplier; ///< multiplier: output channels of an input channel
  PaddedChannels padded;
  RowsInRegisters shortRows;
  bool areShort;         ///< whether rows are read into registers
  int64_t rows, vectors; ///< of a tile
  /// Channels that are copied before any of them is read: what has just been stored is slow to load where a
  /// vector is not the one that was stored.
  int64_t slots;
  Value image;
};
} // namespace

bool suitsDepthwise(kernel::ConvOp op, Target target) {
  Window window(op, op.getLhs(), op.getInit(), op.getRhs());
  return window.group == window.input[1] && window.group > 1 && window.isStatic() && window.strides[1] <= 2 &&
         window.kernel[0] * window.kernel[1] <= kernel::kMostDepthwiseWeights &&
         llvm::all_of(window.output, [](int64_t size) { return size != 0; }) &&
         isContiguousAlongRows(op.getLhs()) && ConvDepthwise(op, target).suits();
}

void expandConvDepthwise(kernel::ConvOp op, Target target) { ConvDepthwise(op, target).run(); }
} // namespace dlc

// The gradient of a depthwise convolution's weights. Threads share the channels, so that each sum is that of
// one thread, over images in their order. Of some channels at a time, each image is copied to the stack with
// its borders, or its short rows are read into registers (PaddedChannels.h); a tile of some rows of the
// output's gradient stays in registers, each pixel is read once for all rows that see it, and the sums of all
// weights of a channel are registers, too.
#include "Codegen/Kernels/PaddedChannels.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
/// Tasks that there should be.
constexpr int64_t enoughTasks = 16;
/// Registers for pixels and addresses beside sums and gradients.
constexpr int64_t spareRegisters = 2;

class BackwardWeightsDepthwise {
public:
  BackwardWeightsDepthwise(kernel::ConvBackwardWeightsOp op, Target target)
      : op(op), b(op, target), window(op, op.getLhs(), op.getRhs(), op.getInit()),
        element(cast<MemRefType>(op.getInit().getType()).getElementType()), lanes(target.lanes(element)),
        multiplier(window.output[1] / window.group), weights(window.kernel[0] * window.kernel[1]),
        padded(b, window, op.getLhs()), shortRows(window, op.getLhs()),
        areShort(RowsInRegisters::suits(window, lanes)) {
    const int64_t most = std::clamp<int64_t>(registersLeft(target, weights), 1, 8);
    rows = llvm::divideCeil(window.output[2], llvm::divideCeil(window.output[2], most));
    slots = padded.channelsAtOnce(target, llvm::divideCeil(window.group, enoughTasks));
    slots = std::clamp<int64_t>(target.stackBytes / 4 / sumBytes(), 1, slots);
  }

  static int64_t registersLeft(const Target &target, int64_t weights) {
    return target.registers - weights - spareRegisters;
  }

  /// Whether channels fit on the stack, and windows reach no further than code should.
  bool suits() const {
    return (areShort || padded.bytes() <= b.target.stackBytes / 2) && sumBytes() <= b.target.stackBytes / 4 &&
           rowsSeen(window, rows) <= mostRowsSeen;
  }

  void run() {
    b.parallel(b.index(llvm::divideCeil(window.group, slots)), [&](Value task) {
      Value first = b.mul(task, slots), count = b.min(b.index(slots), b.sub(b.index(window.group), first));
      if (!areShort)
        padded.allocate(b, slots);
      sums = memref::AllocaOp::create(b, MemRefType::get({slots * multiplier * weights, lanes}, element),
                                      b.getI64IntegerAttr(kernel::kBufferAlignment));
      Value zero = b.zeroVector(element);
      b.loop(b.index(0), b.index(slots * multiplier * weights), 1,
             [&](Value place) { b.store(zero, sums, {place, b.index(0)}, lanes); });
      b.loop(b.index(0), b.size(op.getRhs(), 0), 1, [&](Value n) {
        image = n;
        if (!areShort)
          b.loop(b.index(0), count, 1, [&](Value slot) { padded.fill(b, slot, image, b.add(first, slot)); });
        overOutputs(first, count, [&](Value slot, Value m, Value place) {
          addImage(place, areShort ? ofShortRows(b.add(first, slot), m) : ofPaddedRows(slot, m));
        });
      });
      overOutputs(first, count, [&](Value, Value m, Value place) { finish(m, place); });
    });
  }

private:
  /// Of the sums of an input channel, which lie on the stack, too.
  int64_t sumBytes() const { return multiplier * weights * lanes * element.getIntOrFloatBitWidth() / 8; }

  /// For each output channel of the task: the slot of its input channel, and where its sums begin.
  void overOutputs(Value first, Value count, llvm::function_ref<void(Value, Value, Value)> body) {
    b.loop(b.index(0), count, 1, [&](Value slot) {
      b.loop(b.index(0), b.index(multiplier), 1, [&](Value i) {
        body(slot, b.add(b.mul(b.add(first, slot), multiplier), i),
             b.mul(b.add(b.mul(slot, multiplier), i), weights));
      });
    });
  }

  /// Sums of one image join those of all: short chains, and less rounding.
  void addImage(Value place, const Values &ofImage) {
    for (auto [i, sum] : llvm::enumerate(ofImage)) {
      Values at{b.add(place, i), b.index(0)};
      b.store(arith::AddFOp::create(b, b.load(sums, at, lanes), sum), sums, at, lanes);
    }
  }

  Values ofShortRows(Value channel, Value m) {
    Values carried(weights, b.zeroVector(element));
    for (int64_t row = 0; row < window.output[2]; row += rows) {
      shortRows.choose(image, channel); // each tile loads its rows, as those of all may be too many
      carried = tile(
          m, b.index(row), std::min(rows, window.output[2] - row), b.index(0), window.output[3], carried,
          [&](int64_t i, int64_t, int64_t kw) { return shortRows.load(b, row * window.strides[0] + i, kw); });
    }
    return carried;
  }

  Values ofPaddedRows(Value slot, Value m) {
    Values carried(weights, b.zeroVector(element));
    const int64_t whole = llvm::alignDown(window.output[2], rows);
    carried = b.loop(b.index(0), b.index(whole), rows, carried,
                     [&](Value row, ValueRange inner) { return tilesOfRows(slot, m, row, rows, inner); });
    if (whole < window.output[2])
      carried = tilesOfRows(slot, m, b.index(whole), window.output[2] - whole, carried);
    return carried;
  }

  Values tilesOfRows(Value slot, Value m, Value row, int64_t height, Values carried) {
    const int64_t whole = llvm::alignDown(window.output[3], lanes);
    Value first = b.add(padded.firstRow(b, slot), b.mul(row, window.strides[0]));
    auto tileAt = [&](Value column, int64_t width, Values inner) {
      return tile(m, row, height, column, width, inner, [&](int64_t i, int64_t, int64_t kw) {
        return padded.load(b, b.add(first, i), column, kw);
      });
    };
    if (whole > 0)
      carried = b.loop(b.index(0), b.index(whole), lanes, carried,
                       [&](Value column, ValueRange inner) { return tileAt(column, lanes, inner); });
    if (whole < window.output[3])
      carried = tileAt(b.index(whole), window.output[3] - whole, carried);
    return carried;
  }

  /// `height` rows of one vector, of which `width` lanes are outputs; `load` is as in overPixels.
  Values tile(Value m, Value row, int64_t height, Value column, int64_t width, Values carried,
              llvm::function_ref<Value(int64_t i, int64_t v, int64_t kw)> load) {
    Values gradients;
    for (int64_t r = 0; r < height; ++r)
      gradients.push_back(b.load(op.getRhs(), {image, m, b.add(row, r), column}, width));
    overPixels(window, height, /*vectors=*/1, load, [&](Value pixels, int64_t r, int64_t, int64_t weight) {
      carried[weight] = vector::FMAOp::create(b, gradients[r], pixels, carried[weight]);
    });
    return carried;
  }

  void finish(Value m, Value place) {
    for (int64_t i = 0; i < weights; ++i) {
      Value sum = vector::ReductionOp::create(b, vector::CombiningKind::ADD,
                                              b.load(sums, {b.add(place, i), b.index(0)}, lanes),
                                              arith::FastMathFlags::reassoc);
      memref::StoreOp::create(
          b, sum, op.getInit(),
          ValueRange{m, b.index(0), b.index(i / window.kernel[1]), b.index(i % window.kernel[1])});
    }
  }

  kernel::ConvBackwardWeightsOp op;
  TileBuilder b;
  Window window;
  Type element;
  int64_t lanes, multiplier, weights; ///< multiplier: output channels of an input channel
  PaddedChannels padded;
  RowsInRegisters shortRows;
  bool areShort; ///< whether rows are read into registers
  int64_t rows;  ///< of a tile
  int64_t slots; ///< channels of a task, all copied before any of them is read
  Value sums, image;
};
} // namespace

bool suitsDepthwise(kernel::ConvBackwardWeightsOp op, Target target) {
  Window window(op, op.getLhs(), op.getRhs(), op.getInit());
  const int64_t weights = window.kernel[0] * window.kernel[1];
  return window.group == window.input[1] && window.group >= enoughTasks && window.isStatic() &&
         window.strides[1] <= 2 && weights <= kernel::kMostDepthwiseWeights &&
         BackwardWeightsDepthwise::registersLeft(target, weights) >= 2 &&
         llvm::all_of(window.output, [](int64_t size) { return size != 0; }) &&
         isContiguousAlongRows(op.getLhs()) && BackwardWeightsDepthwise(op, target).suits();
}

void expandBackwardWeightsDepthwise(kernel::ConvBackwardWeightsOp op, Target target) {
  BackwardWeightsDepthwise(op, target).run();
}
} // namespace dlc

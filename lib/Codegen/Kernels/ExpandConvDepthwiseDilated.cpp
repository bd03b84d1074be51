// The gradient with respect to the input of a depthwise convolution that has strides: a transposed
// convolution whose lhs has rows and columns of zeros between its own. The zeros are neither stored nor
// multiplied. A channel of lhs is copied with its borders (PaddedChannels.h); what a vector of it adds to the
// outputs are phases, one for each remainder of a row and a column by the stride, each with weights of its
// own, and phases of columns are interleaved in registers when they are stored.
#include "Codegen/Kernels/PaddedChannels.h"

#include <map>

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
/// Tasks that one image should have.
constexpr int64_t enoughTasks = 16;

/// Along one dimension: weight `k` of the flipped window meets, in outputs s · j + p, the element j + shift
/// of lhs, where the phase p is that which makes shift a whole number.
struct Dilation {
  int64_t step, pad, weights, outputs;

  int64_t phaseOf(int64_t k) const { return (pad % step + step - k % step) % step; }
  int64_t shift(int64_t k) const { return (phaseOf(k) + k - pad) / step; }
  int64_t least() const { return std::min<int64_t>(shift(0), 0); }
  int64_t most() const { return std::max<int64_t>(shift(weights - 1), 0); }
  int64_t elements() const { return llvm::divideCeil(outputs, step); }
};

class ConvDepthwiseDilated {
public:
  ConvDepthwiseDilated(kernel::ConvOp op, Target target)
      : op(op), b(op, target), output(op), window(op, op.getLhs(), op.getInit(), op.getRhs()),
        element(cast<MemRefType>(op.getRhs().getType()).getElementType()), lanes(target.lanes(element)),
        rows{(*op.getLhsDilation())[0], window.pads[0], window.kernel[0], window.output[2]},
        columns{(*op.getLhsDilation())[1], window.pads[1], window.kernel[1], window.output[3]},
        padded(b, windowOfElements(), op.getLhs()) {
    slots = padded.channelsAtOnce(target, window.group);
  }

  void run() {
    Value images = b.size(op.getInit(), 0), none = b.index(0);
    const bool isOnStack = padded.bytes() <= b.target.stackBytes / 2;
    if (window.output[0] == 1) { // threads share the one image
      const int64_t tasks = std::min(window.group, enoughTasks);
      image = none;
      if (!isOnStack)
        padded.allocateShared(b, b.index(tasks));
      b.parallel(b.index(tasks), [&](Value task) {
        auto begin = [&](Value number) { return b.div(b.mul(number, window.group), b.index(tasks)); };
        channels(begin(task), begin(b.add(task, 1)), isOnStack ? Value() : task);
      });
      return;
    }
    if (!isOnStack)
      padded.allocateShared(b, images);
    b.overImages(images, [&](Value n) {
      image = n;
      channels(none, b.index(window.group), isOnStack ? Value() : n);
    });
  }

private:
  /// A window with stride 1 over lhs that reaches all elements which an output is made of.
  Window windowOfElements() const {
    Window result = window;
    result.strides = result.dilations = {1, 1};
    result.kernel = {rows.most() - rows.least() + 1, columns.most() - columns.least() + 1};
    result.pads = {-rows.least(), -columns.least(), rows.most(), columns.most()};
    result.output[2] = rows.elements();
    result.output[3] = columns.elements();
    return result;
  }

  /// `shared`: the index of the only channel in memory that tasks share; none: channels are on the stack.
  void channels(Value from, Value to, Value shared) {
    if (shared)
      padded.clear(b, shared, 1);
    else
      padded.allocate(b, slots);
    b.loop(from, to, shared ? 1 : slots, [&](Value first) {
      Value count = shared ? b.index(1) : b.min(b.index(slots), b.sub(to, first));
      auto overSlots = [&](llvm::function_ref<void(Value, Value)> body) {
        b.loop(b.index(0), count, 1, [&](Value slot) { body(shared ? shared : slot, b.add(first, slot)); });
      };
      overSlots([&](Value slot, Value channel) { padded.fill(b, slot, image, channel); });
      overSlots([&](Value slot, Value channel) { outputsOf(slot, channel); });
    });
  }

  void outputsOf(Value slot, Value channel) {
    Values weights;
    for (int64_t kh = 0; kh < window.kernel[0]; ++kh)
      for (int64_t kw = 0; kw < window.kernel[1]; ++kw)
        weights.push_back(b.broadcast(op.getRhs(), {channel, b.index(0), b.index(window.kernel[0] - 1 - kh),
                                                    b.index(window.kernel[1] - 1 - kw)}));
    const int64_t whole = window.output[2] / rows.step, rest = window.output[2] % rows.step;
    b.loop(b.index(0), b.index(whole), 1,
           [&](Value row) { tilesOfRow(slot, channel, weights, row, rows.step); });
    if (rest)
      tilesOfRow(slot, channel, weights, b.index(whole), rest);
  }

  /// The outputs of `count` phases of rows, of one row of elements.
  void tilesOfRow(Value slot, Value channel, const Values &weights, Value row, int64_t count) {
    const int64_t width = lanes * columns.step, whole = llvm::alignDown(window.output[3], width);
    b.loop(b.index(0), b.index(whole / columns.step), lanes,
           [&](Value column) { tile(slot, channel, weights, row, count, column, width); });
    if (whole < window.output[3])
      tile(slot, channel, weights, row, count, b.index(whole / columns.step), window.output[3] - whole);
  }

  /// A vector of elements: `width` outputs of a row.
  void tile(Value slot, Value channel, const Values &weights, Value row, int64_t count, Value column,
            int64_t width) {
    Value first = b.add(b.add(padded.firstRow(b, slot), row), -rows.least());
    std::map<std::pair<int64_t, int64_t>, Value> read;
    auto elements = [&](int64_t down, int64_t right) {
      Value &vector = read[{down, right}];
      if (!vector)
        vector = padded.load(b, b.add(first, down), column, right - columns.least());
      return vector;
    };
    for (int64_t phase = 0; phase < count; ++phase) {
      Values sums(columns.step, b.zeroVector(element));
      for (int64_t kh = 0; kh < window.kernel[0]; ++kh)
        for (int64_t kw = 0; kw < window.kernel[1] && rows.phaseOf(kh) == phase; ++kw) {
          Value &sum = sums[columns.phaseOf(kw)];
          sum = vector::FMAOp::create(b, weights[kh * window.kernel[1] + kw],
                                      elements(rows.shift(kh), columns.shift(kw)), sum);
        }
      store(interleaved(sums), channel, b.add(b.mul(row, rows.step), phase), b.mul(column, columns.step),
            width);
    }
  }

  void store(const Values &vectors, Value channel, Value row, Value column, int64_t width) {
    for (auto [i, vector] : llvm::enumerate(vectors))
      if (int64_t valid = std::clamp<int64_t>(width - static_cast<int64_t>(i) * lanes, 0, lanes))
        output.store(b, vector,
                     ValueRange{image, channel, row, b.add(column, static_cast<int64_t>(i) * lanes)}, valid);
  }

  Values interleaved(const Values &phases) {
    if (phases.size() == 1)
      return phases;
    Values result;
    for (int64_t half = 0; half < 2; ++half) {
      SmallVector<int64_t> places;
      for (int64_t i = 0; i < lanes; ++i)
        places.push_back((half * lanes + i) / 2 + (half * lanes + i) % 2 * lanes); // of one lane, too
      result.push_back(vector::ShuffleOp::create(b, phases[0], phases[1], places));
    }
    return result;
  }

  kernel::ConvOp op;
  TileBuilder b;
  Output output;
  Window window;
  Type element;
  int64_t lanes;
  Dilation rows, columns;
  PaddedChannels padded;
  int64_t slots; ///< channels that are copied before any of them is read
  Value image;
};
} // namespace

void expandConvDepthwiseDilated(kernel::ConvOp op, Target target) { ConvDepthwiseDilated(op, target).run(); }
} // namespace dlc

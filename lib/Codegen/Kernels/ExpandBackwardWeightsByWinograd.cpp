// The gradient of a convolution's weights by Winograd's minimal filtering, backwards: what is added up over
// all tiles of all images is, for each of the n² products, the factors of the output's gradient [M, tiles]
// times those of the input [tiles, C], where C counts the channels of all phases; the sums become gradients
// of weights at the end. A block of tiles at a time; each element is a sum in the order of the tiles,
// whatever the number of threads.
#include "Codegen/Kernels/MatmulPacking.h"
#include "Codegen/Kernels/WinogradTiles.h"

using namespace mlir;

namespace dlc {
using namespace codegen;
using namespace codegen::winograd;

namespace {
/// The memory for factors, in sizes of the second cache. The sums are read and written once for each block.
constexpr int64_t cachesOfFactors = 16;

class BackwardWeightsByWinograd {
public:
  BackwardWeightsByWinograd(kernel::ConvBackwardWeightsOp op, Target target)
      : op(op), b(op, target), window(op, op.getLhs(), op.getRhs(), op.getInit()),
        element(cast<MemRefType>(op.getInit().getType()).getElementType()), filtering(window),
        lanes(target.lanes(element)), inputChannels(window.input[1]),
        depth(inputChannels * filtering.phases()), outputChannels(window.output[1]),
        width(depth > lanes ? 2 * lanes : lanes), panels(llvm::divideCeil(depth, width)),
        tiles(target, element, outputChannels, width),
        tiling(target, window, element, depth + outputChannels + 2 * lanes, cachesOfFactors) {}

  void run() {
    sums = memref::AllocOp::create(
        b, MemRefType::get({filtering.products(), outputChannels, panels * width}, element),
        b.getI64IntegerAttr(kernel::kBufferAlignment));
    linalg::FillOp::create(b, arith::ConstantOp::create(b, b.getFloatAttr(element, 0)).getResult(), sums);
    TileFactors ofInputs = TileFactors::ofInputs(b, tiling, window, op.getLhs(), /*spare=*/0),
                ofGradients = TileFactors::ofGradients(b, tiling, op.getRhs());
    Value all = b.mul(b.size(op.getRhs(), 0), tiling.rows * tiling.parts);
    b.loop(b.index(0), all, tiling.stripsOfBlock, [&](Value first) {
      Value strips = b.min(b.index(tiling.stripsOfBlock), b.sub(all, first));
      ofInputs.fill(first, strips);
      ofGradients.fill(first, strips);
      Value count = b.mul(strips, tiling.columns);
      b.parallel(b.index(filtering.products() * panels), [&](Value task) {
        add(ofInputs, ofGradients, count, b.div(task, b.index(panels)),
            b.mul(b.rem(task, b.index(panels)), width));
      });
    });
    storeWeights();
  }

private:
  /// Adds the products of a block's tiles to the sums of all outputs and a panel of inputs.
  void add(TileFactors &ofInputs, TileFactors &ofGradients, Value count, Value p, Value channel) {
    OpFoldResult deep = count, wide = b.getIndexAttr(width);
    Value none = b.index(0), right = ofInputs.part(p, none, channel, deep, wide);
    auto tile = [&](Value row, int64_t rows) {
      OpFoldResult high = b.getIndexAttr(rows);
      Value left = transposed(b, ofGradients.part(p, none, row, deep, high));
      kernel::BrgemmOp::create(b, left, right, partOf(b, sums, p, row, channel, high, wide))
          .setAccumulate(true);
    };
    int64_t whole = outputChannels / tiles.rows * tiles.rows;
    b.loop(none, b.index(whole), tiles.rows, [&](Value row) { tile(row, tiles.rows); });
    if (whole < outputChannels)
      tile(b.index(whole), outputChannels - whole);
  }

  /// Makes of the sums weights [M, C, k, k].
  void storeWeights() {
    const int64_t count = filtering.kernel * filtering.kernel;
    SmallVector<ReassociationIndices> groups{{0}, {1}, {2, 3}};
    Value flat = memref::CollapseShapeOp::create(b, op.getInit(), groups);
    Value zero = b.zeroVector(element);
    b.parallel(b.index(outputChannels * (inputChannels / lanes)), [&](Value task) {
      Value m = b.div(task, b.index(inputChannels / lanes)),
            channel = b.mul(b.rem(task, b.index(inputChannels / lanes)), lanes);
      Values taps(count);
      for (int64_t phase = 0; phase < filtering.phases(); ++phase)
        fillTapsOfPhase(taps, phase, m, b.add(channel, phase * inputChannels));
      for (int64_t k = 0; k < count; k += lanes) {
        int64_t used = std::min(lanes, count - k);
        Values rows(ArrayRef(taps).slice(k, used));
        rows.resize(lanes, zero);
        for (auto [c, vector] : llvm::enumerate(b.transpose(rows)))
          b.store(vector, flat, {m, b.add(channel, c), b.index(k)}, used);
      }
    });
  }

  void fillTapsOfPhase(Values &taps, int64_t phase, Value m, Value channel) {
    const int64_t inputs = filtering.inputs();
    SmallVector<Values> halves;
    for (int64_t j = 0; j < inputs; ++j) {
      Values x;
      for (int64_t i = 0; i < inputs; ++i)
        x.push_back(b.load(sums, {b.index(i * inputs + j), m, channel}, lanes));
      halves.push_back(filtering.transformSums(b, x));
    }
    for (int64_t i = 0; i < filtering.window; ++i) {
      Values row;
      for (const Values &half : halves)
        row.push_back(half[i]);
      int64_t y = i * filtering.stride + phase / filtering.stride;
      for (auto [j, tap] : llvm::enumerate(filtering.transformSums(b, row))) {
        int64_t x = static_cast<int64_t>(j) * filtering.stride + phase % filtering.stride;
        if (y < filtering.kernel && x < filtering.kernel)
          taps[y * filtering.kernel + x] = tap;
      }
    }
  }

  kernel::ConvBackwardWeightsOp op;
  TileBuilder b;
  Window window;
  Type element;
  Filtering filtering;
  int64_t lanes, inputChannels, depth, outputChannels; ///< depth: channels of all phases
  int64_t width, panels;                               ///< of inputs
  MatmulBlocks tiles;
  Tiling tiling;
  Value sums;
};
} // namespace

void expandBackwardWeightsByWinograd(kernel::ConvBackwardWeightsOp op, Target target) {
  BackwardWeightsByWinograd(op, target).run();
}
} // namespace dlc

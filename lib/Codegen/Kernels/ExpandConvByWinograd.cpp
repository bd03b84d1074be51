// Convolutions with windows of 3 × 3 by Winograd's minimal filtering (Winograd.h). The output is cut into
// tiles of 4 × 4 pixels; for each of the 36 products of a tile there is a product of matrices, [tiles, C]
// times [C, M]. First weights are transformed; then, for as many tiles at a time as caches hold, inputs are
// transformed to [36, tiles, C], and tasks of some tiles and a panel of M multiply, transform back and store.
// In all transforms lanes are channels: rows of images are transposed in registers where they are read and
// where they are written. Each element is a sum in an order that depends on nothing but the shape.
#include "Codegen/Kernels/MatmulPacking.h"
#include "Codegen/Kernels/WinogradTiles.h"

using namespace mlir;

namespace dlc {
using namespace codegen;
using namespace codegen::winograd;

namespace {
/// The memory for transformed inputs, in sizes of the second cache: what the last cache has for a core or
/// two.
constexpr int64_t cachesOfInputs = 8;

class ConvByWinograd {
public:
  ConvByWinograd(kernel::ConvOp op, Target target)
      : op(op), b(op, target), output(op), window(op, op.getLhs(), op.getInit(), op.getRhs()),
        element(cast<MemRefType>(op.getRhs().getType()).getElementType()), lanes(target.lanes(element)),
        inputChannels(window.input[1]), outputChannels(window.output[1]),
        width(outputChannels > lanes ? 2 * lanes : lanes), panels(llvm::divideCeil(outputChannels, width)),
        tiling(target, window, element, inputChannels + lanes, cachesOfInputs) {
    int64_t most = (target.registers - 4) / (width / lanes), tiles = tiling.stripsOfTask * tiling.columns;
    height = llvm::divideCeil(tiles, llvm::divideCeil(tiles, most));
  }

  void run() {
    weights = allocate({products * panels, inputChannels, width});
    TileFactors inputsOfTiles(b, tiling, op.getLhs(), inputs, window.pads[0], window.pads[1], height);
    factors = &inputsOfTiles;
    fillWeights();
    Value all = b.mul(b.size(op.getInit(), 0), tiling.rows * tiling.parts);
    b.loop(b.index(0), all, tiling.stripsOfBlock, [&](Value first) {
      firstStrip = first;
      Value strips = b.min(b.index(tiling.stripsOfBlock), b.sub(all, first));
      factors->fill(first, strips);
      // Tasks that follow one another share a panel of weights.
      Value blocks = b.ceilDiv(strips, tiling.stripsOfTask);
      b.parallel(b.mul(blocks, panels), [&](Value task) {
        Value strip = b.mul(b.rem(task, blocks), tiling.stripsOfTask);
        Value count = b.min(b.index(tiling.stripsOfTask), b.sub(strips, strip));
        Value panel = b.div(task, blocks);
        store(multiply(strip, count, panel), strip, count, panel);
      });
    });
  }

private:
  Value allocate(ArrayRef<int64_t> shape) {
    return memref::AllocOp::create(b, MemRefType::get(shape, element),
                                   b.getI64IntegerAttr(kernel::kBufferAlignment));
  }
  Value allocateOnStack(ArrayRef<int64_t> shape) {
    return memref::AllocaOp::create(b, MemRefType::get(shape, element),
                                    b.getI64IntegerAttr(kernel::kBufferAlignment));
  }

  /// [36 · panels, C, width] of all weights; behind the last channel of M those of the last one again.
  void fillWeights() {
    SmallVector<ReassociationIndices> groups{{0}, {1}, {2, 3}};
    Value flat = memref::CollapseShapeOp::create(b, op.getRhs(), groups);
    constexpr int64_t count = winograd::window * winograd::window;
    b.parallel(b.index(panels * inputChannels), [&](Value task) {
      Value panel = b.div(task, b.index(inputChannels)), c = b.rem(task, b.index(inputChannels));
      for (int64_t v = 0; v < width; v += lanes) {
        Value first = b.add(b.mul(panel, width), v);
        Values taps;
        for (int64_t k = 0; k < count; k += lanes) {
          Values rows;
          for (int64_t i = 0; i < lanes; ++i) {
            Value m = b.min(b.add(first, i), b.index(outputChannels - 1));
            Values at = op.getTransposed() ? Values{c, m, b.index(k)} : Values{m, c, b.index(k)};
            rows.push_back(b.load(flat, at, std::min(lanes, count - k)));
          }
          llvm::append_range(taps, ArrayRef(b.transpose(rows)).take_front(count - k));
        }
        if (op.getTransposed())
          std::reverse(taps.begin(), taps.end());
        Values columns[winograd::window];
        for (int64_t j = 0; j < winograd::window; ++j)
          columns[j] = transformWeights(b, {taps[j], taps[3 + j], taps[6 + j]});
        for (int64_t i = 0; i < inputs; ++i)
          for (auto [j, factor] :
               llvm::enumerate(transformWeights(b, {columns[0][i], columns[1][i], columns[2][i]})))
            b.store(factor, weights, {b.add(panel, (i * inputs + j) * panels), c, b.index(v)}, lanes);
      }
    });
  }

  /// The products of a task: [36, tiles, width].
  Value multiply(Value strip, Value count, Value panel) {
    auto most = static_cast<int64_t>(llvm::alignTo(tiling.stripsOfTask * tiling.columns, height));
    Value sums = allocateOnStack({products, most, width});
    Value first = b.mul(strip, tiling.columns), tiles = b.mul(count, tiling.columns), none = b.index(0);
    OpFoldResult high = b.getIndexAttr(height), deep = b.getIndexAttr(inputChannels),
                 wide = b.getIndexAttr(width);
    b.loop(none, b.index(products), 1, [&](Value p) {
      Value right = partOf(b, weights, b.add(b.mul(p, panels), panel), none, none, deep, wide);
      // What the last register tile has too many is memory of which nothing is used.
      b.loop(none, tiles, height, [&](Value tile) {
        Value left = factors->part(p, b.add(first, tile), none, high, deep);
        Value sum = partOf(b, sums, p, tile, none, high, wide);
        kernel::BrgemmOp::create(b, left, right, sum);
      });
    });
    return sums;
  }

  /// Transforms products to outputs and stores them, by strips.
  void store(Value sums, Value firstOfTask, Value count, Value panel) {
    int64_t columns = outputs * tiling.columns;
    Value pixels = allocateOnStack({outputs, static_cast<int64_t>(llvm::alignTo(columns, lanes)), lanes});
    // The last panel may be cut.
    Value used = b.min(b.index(width), b.sub(b.index(outputChannels), b.mul(panel, width)));
    b.loop(b.index(0), used, lanes, [&](Value lane) {
      Value channel = b.add(b.mul(panel, width), lane);
      b.loop(b.index(0), count, 1, [&](Value strip) {
        b.loop(b.index(0), b.index(tiling.columns), 1, [&](Value tile) {
          Value row = b.add(b.mul(strip, tiling.columns), tile);
          Values halves[inputs];
          for (int64_t j = 0; j < inputs; ++j) {
            Values x;
            for (int64_t i = 0; i < inputs; ++i)
              x.push_back(b.load(sums, {b.index(i * inputs + j), row, lane}, lanes));
            halves[j] = transformProducts(b, x);
          }
          for (int64_t i = 0; i < outputs; ++i) {
            Values x;
            for (int64_t j = 0; j < inputs; ++j)
              x.push_back(halves[j][i]);
            for (auto [j, pixel] : llvm::enumerate(transformProducts(b, x)))
              b.store(pixel, pixels, {b.index(i), b.add(b.mul(tile, outputs), j), b.index(0)}, lanes);
          }
        });
        storeRows(pixels, tiling.stripAt(b, b.add(firstStrip, b.add(firstOfTask, strip))), channel, columns);
      });
    });
  }

  void storeRows(Value pixels, const Tiling::Strip &place, Value channel, int64_t columns) {
    Value rows = b.min(b.index(outputs), b.sub(b.size(op.getInit(), 2), place.row));
    Value end = b.min(b.index(columns), b.sub(b.size(op.getInit(), 3), place.column));
    b.loop(b.index(0), rows, 1, [&](Value i) {
      b.loop(b.index(0), end, lanes, [&](Value column) {
        Values row;
        for (int64_t p = 0; p < lanes; ++p)
          row.push_back(b.load(pixels, {i, b.add(column, p), b.index(0)}, lanes));
        for (auto [c, vector] : llvm::enumerate(b.transpose(row)))
          output.store(b, vector,
                       {place.image, b.add(channel, c), b.add(place.row, i), b.add(place.column, column)},
                       Lanes(b.sub(end, column)));
      });
    });
  }

  kernel::ConvOp op;
  TileBuilder b;
  Output output;
  Window window;
  Type element;
  int64_t lanes, inputChannels, outputChannels;
  int64_t width, panels, height; ///< of a panel of outputs, how many, tiles of a register tile
  Tiling tiling;
  TileFactors *factors = nullptr;
  Value weights, firstStrip;
};
} // namespace

void expandConvByWinograd(kernel::ConvOp op, Target target) { ConvByWinograd(op, target).run(); }
} // namespace dlc

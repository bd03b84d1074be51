// Convolutions by Winograd's minimal filtering (Winograd.h). The output is cut into tiles of m × m pixels;
// for each of the n² products of a tile there is a product of matrices, [tiles, C] times [C, M], where C
// counts the channels of all phases. First weights are transformed; then, for as many tiles at a time as
// caches hold, inputs are transformed to [n², tiles, C], and tasks of some tiles and a panel of M multiply,
// transform back and store. In all transforms lanes are channels: rows of images are transposed in registers
// where they are read and where they are written. Each element is a sum in an order that depends on nothing
// but the shape.
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
        element(cast<MemRefType>(op.getRhs().getType()).getElementType()), filtering(window),
        lanes(target.lanes(element)), inputChannels(window.input[1]),
        depth(inputChannels * filtering.phases()), outputChannels(window.output[1]),
        width(outputChannels > lanes ? 2 * lanes : lanes), panels(llvm::divideCeil(outputChannels, width)),
        tiling(target, window, element, depth + lanes, cachesOfInputs) {
    int64_t most = (target.registers - 4) / (width / lanes), tiles = tiling.stripsOfTask * tiling.columns;
    height = llvm::divideCeil(tiles, llvm::divideCeil(tiles, most));
  }

  void run() {
    weights = allocate({filtering.products() * panels, depth, width});
    TileFactors inputsOfTiles = TileFactors::ofInputs(b, tiling, window, op.getLhs(), height);
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

  /// [n² · panels, C, width] of all weights; behind the last channel of M those of the last one again.
  void fillWeights() {
    auto [flat, places] = flattenWindows();
    const int64_t span = places.back() + 1;
    b.rearrange("weights transformed", b.index(panels * inputChannels), [&](Value task) {
      Value panel = b.div(task, b.index(inputChannels)), c = b.rem(task, b.index(inputChannels));
      for (int64_t v = 0; v < width; v += lanes) {
        Value first = b.add(b.mul(panel, width), v);
        Values elements;
        for (int64_t k = 0; k < span; k += lanes) {
          Values rows;
          for (int64_t i = 0; i < lanes; ++i) {
            Value m = b.min(b.add(first, i), b.index(outputChannels - 1));
            Values at = op.getTransposed() ? Values{c, m, b.index(k)} : Values{m, c, b.index(k)};
            rows.push_back(b.load(flat, at, std::min(lanes, span - k)));
          }
          llvm::append_range(elements, ArrayRef(b.transpose(rows)).take_front(span - k));
        }
        Values taps;
        for (int64_t place : places)
          taps.push_back(elements[place]);
        if (op.getTransposed())
          std::reverse(taps.begin(), taps.end());
        for (int64_t phase = 0; phase < filtering.phases(); ++phase)
          fillWeightsOfPhase(taps, phase, panel, b.add(c, phase * inputChannels), v);
      }
    });
  }

  /// Weights as [M, C, elements], which are all that lies between the first and the last one of a window, and
  /// where among them those of the window are: a phase of a transposed convolution has every other one.
  std::pair<Value, SmallVector<int64_t>> flattenWindows() {
    auto type = cast<MemRefType>(op.getRhs().getType());
    auto [strides, offset] = type.getStridesAndOffset();
    SmallVector<int64_t> places;
    for (int64_t i = 0; i < filtering.kernel; ++i)
      for (int64_t j = 0; j < filtering.kernel; ++j)
        places.push_back(i * strides[2] + j * strides[3]);
    auto metadata = memref::ExtractStridedMetadataOp::create(b, op.getRhs());
    SmallVector<int64_t> sizes{type.getDimSize(0), type.getDimSize(1), places.back() + 1},
        flatStrides{strides[0], strides[1], 1};
    Value flat = memref::ReinterpretCastOp::create(
        b, MemRefType::get(sizes, element, StridedLayoutAttr::get(b.getContext(), offset, flatStrides)),
        metadata.getBaseBuffer(),
        ShapedType::isDynamic(offset) ? OpFoldResult(metadata.getOffset()) : b.getIndexAttr(offset),
        getAsIndexOpFoldResult(b.getContext(), sizes), getAsIndexOpFoldResult(b.getContext(), flatStrides));
    return {flat, places};
  }

  void fillWeightsOfPhase(ArrayRef<Value> taps, int64_t phase, Value panel, Value channel, int64_t lane) {
    const int64_t side = filtering.window, inputs = filtering.inputs();
    // Where a window is no multiple of its stride, it ends in zeros.
    auto tap = [&](int64_t i, int64_t j) {
      int64_t y = i * filtering.stride + phase / filtering.stride,
              x = j * filtering.stride + phase % filtering.stride;
      return y < filtering.kernel && x < filtering.kernel ? taps[y * filtering.kernel + x]
                                                          : b.zeroVector(element);
    };
    SmallVector<Values> columns;
    for (int64_t j = 0; j < side; ++j) {
      Values column;
      for (int64_t i = 0; i < side; ++i)
        column.push_back(tap(i, j));
      columns.push_back(filtering.transformWeights(b, column));
    }
    for (int64_t i = 0; i < inputs; ++i) {
      Values row;
      for (const Values &column : columns)
        row.push_back(column[i]);
      for (auto [j, factor] : llvm::enumerate(filtering.transformWeights(b, row)))
        b.store(factor, weights, {b.add(panel, (i * inputs + j) * panels), channel, b.index(lane)}, lanes);
    }
  }

  /// The products of a task: [n², tiles, width].
  Value multiply(Value strip, Value count, Value panel) {
    auto most = static_cast<int64_t>(llvm::alignTo(tiling.stripsOfTask * tiling.columns, height));
    Value sums = allocateOnStack({filtering.products(), most, width});
    Value first = b.mul(strip, tiling.columns), tiles = b.mul(count, tiling.columns), none = b.index(0);
    OpFoldResult high = b.getIndexAttr(height), deep = b.getIndexAttr(depth), wide = b.getIndexAttr(width);
    b.loop(none, b.index(filtering.products()), 1, [&](Value p) {
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
    const int64_t outputs = filtering.outputs, inputs = filtering.inputs();
    int64_t columns = outputs * tiling.columns;
    Value pixels = allocateOnStack({outputs, static_cast<int64_t>(llvm::alignTo(columns, lanes)), lanes});
    // The last panel may be cut.
    Value used = b.min(b.index(width), b.sub(b.index(outputChannels), b.mul(panel, width)));
    b.loop(b.index(0), used, lanes, [&](Value lane) {
      Value channel = b.add(b.mul(panel, width), lane);
      b.loop(b.index(0), count, 1, [&](Value strip) {
        b.loop(b.index(0), b.index(tiling.columns), 1, [&](Value tile) {
          Value row = b.add(b.mul(strip, tiling.columns), tile);
          SmallVector<Values> halves;
          for (int64_t j = 0; j < inputs; ++j) {
            Values x;
            for (int64_t i = 0; i < inputs; ++i)
              x.push_back(b.load(sums, {b.index(i * inputs + j), row, lane}, lanes));
            halves.push_back(filtering.transformProducts(b, x));
          }
          for (int64_t i = 0; i < outputs; ++i) {
            Values x;
            for (int64_t j = 0; j < inputs; ++j)
              x.push_back(halves[j][i]);
            for (auto [j, pixel] : llvm::enumerate(filtering.transformProducts(b, x)))
              b.store(pixel, pixels, {b.index(i), b.add(b.mul(tile, outputs), j), b.index(0)}, lanes);
          }
        });
        storeRows(pixels, tiling.stripAt(b, b.add(firstStrip, b.add(firstOfTask, strip))), channel, columns);
      });
    });
  }

  void storeRows(Value pixels, const Tiling::Strip &place, Value channel, int64_t columns) {
    Value rows = b.min(b.index(filtering.outputs), b.sub(b.size(op.getInit(), 2), place.row));
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
  Filtering filtering;
  int64_t lanes, inputChannels, depth, outputChannels; ///< depth: channels of all phases
  int64_t width, panels, height; ///< of a panel of outputs, how many, tiles of a register tile
  Tiling tiling;
  TileFactors *factors = nullptr;
  Value weights, firstStrip;
};
} // namespace

void expandConvByWinograd(kernel::ConvOp op, Target target) { ConvByWinograd(op, target).run(); }
} // namespace dlc

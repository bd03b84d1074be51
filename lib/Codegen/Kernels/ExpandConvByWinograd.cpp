// Convolutions with windows of 3 × 3 by Winograd's minimal filtering (Winograd.h). The output is cut into
// tiles of 4 × 4 pixels; for each of the 36 products of a tile there is a product of matrices, [tiles, C]
// times [C, M]. First weights are transformed; then, for as many tiles at a time as caches hold, inputs are
// transformed to [36, tiles, C], and tasks of some tiles and a panel of M multiply, transform back and store.
// In all transforms lanes are channels: rows of images are transposed in registers where they are read and
// where they are written. Each element is a sum in an order that depends on nothing but the shape.
#include "Codegen/Kernels/Winograd.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc {
using namespace codegen;
using namespace codegen::winograd;

namespace {
/// Tiles that one task multiplies, if there are as many: its products stay in the second cache, and a panel
/// of transformed weights that streams through it is used as often.
constexpr int64_t tilesOfTask = 48;
/// The memory for transformed inputs, in sizes of the second cache: what the last cache has for a core or
/// two.
constexpr int64_t cachesOfInputs = 8;

/// How the output is cut.
struct Tiling {
  int64_t lanes, width;         ///< of a vector, of a panel of M
  int64_t rows, columns, parts; ///< of tiles: strips of an image below each other, tiles of a strip, and
                                ///< strips beside each other
  int64_t stripsOfTask, stripsOfBlock;
  int64_t height; ///< rows of a register tile
  int64_t pitch;  ///< between tiles of transformed inputs: no power of two, for the first cache

  Tiling(const Target &target, const Window &window, Type element) {
    int64_t bytes = element.getIntOrFloatBitWidth() / 8;
    lanes = target.lanes(element);
    width = window.output[1] > lanes ? 2 * lanes : lanes;
    rows = llvm::divideCeil(window.output[2], outputs);
    int64_t all = llvm::divideCeil(window.output[3], outputs);
    parts = llvm::divideCeil(all, tilesOfTask);
    columns = llvm::divideCeil(all, parts);
    stripsOfTask = tilesOfTask / columns;
    int64_t most = (target.registers - 4) / (width / lanes), tiles = stripsOfTask * columns;
    height = llvm::divideCeil(tiles, llvm::divideCeil(tiles, most));
    pitch = window.input[1] + lanes;
    int64_t tasks = cachesOfInputs * target.l2Bytes / (products * tiles * pitch * bytes);
    if (!ShapedType::isDynamic(window.output[0]))
      tasks = std::min(tasks, llvm::divideCeilSigned(window.output[0] * rows * parts, stripsOfTask));
    stripsOfBlock = std::max<int64_t>(tasks, 1) * stripsOfTask;
  }
};

class ConvByWinograd {
public:
  ConvByWinograd(kernel::ConvOp op, Target target)
      : op(op), b(op, target), output(op), window(op, op.getLhs(), op.getInit(), op.getRhs()),
        element(cast<MemRefType>(op.getRhs().getType()).getElementType()), tiling(target, window, element),
        lanes(tiling.lanes), inputChannels(window.input[1]), outputChannels(window.output[1]),
        panels(llvm::divideCeil(outputChannels, tiling.width)) {}

  void run() {
    int64_t most = tiling.stripsOfBlock * tiling.columns + tiling.height;
    weights = allocate({products, panels, inputChannels, tiling.width});
    inputsOfTiles = allocate({products, most, tiling.pitch});
    fillWeights();
    Value all = b.mul(b.size(op.getInit(), 0), tiling.rows * tiling.parts);
    b.loop(b.index(0), all, tiling.stripsOfBlock, [&](Value first) {
      firstStrip = first;
      Value strips = b.min(b.index(tiling.stripsOfBlock), b.sub(all, first));
      b.parallel(b.mul(strips, inputChannels / lanes),
                 [&](Value task) { fillInputs(b.rem(task, strips), b.mul(b.div(task, strips), lanes)); });
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
  /// A strip of tiles: its image, and the first row and column of its output.
  struct Strip {
    Value image, row, column;
  };

  Strip stripAt(Value strip) {
    Value number = b.add(firstStrip, strip), ofImage = b.rem(number, b.index(tiling.rows * tiling.parts));
    return {b.div(number, b.index(tiling.rows * tiling.parts)),
            b.mul(b.div(ofImage, b.index(tiling.parts)), outputs),
            b.mul(b.rem(ofImage, b.index(tiling.parts)), outputs * tiling.columns)};
  }

  Value allocate(ArrayRef<int64_t> shape) {
    return memref::AllocOp::create(b, MemRefType::get(shape, element),
                                   b.getI64IntegerAttr(kernel::kBufferAlignment));
  }
  Value allocateOnStack(ArrayRef<int64_t> shape) {
    return memref::AllocaOp::create(b, MemRefType::get(shape, element),
                                    b.getI64IntegerAttr(kernel::kBufferAlignment));
  }

  void ifTrue(Value condition, llvm::function_ref<void()> then, llvm::function_ref<void()> otherwise = {}) {
    auto branch = scf::IfOp::create(b, condition, /*withElseRegion=*/bool(otherwise));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(branch.thenBlock()->getTerminator());
    then();
    if (!otherwise)
      return;
    b.setInsertionPoint(branch.elseBlock()->getTerminator());
    otherwise();
  }

  Value isLess(Value x, Value y) { return arith::CmpIOp::create(b, arith::CmpIPredicate::slt, x, y); }

  /// [36, panels, C, width] of all weights; behind the last channel of M those of the last one again.
  void fillWeights() {
    SmallVector<ReassociationIndices> groups{{0}, {1}, {2, 3}};
    Value flat = memref::CollapseShapeOp::create(b, op.getRhs(), groups);
    constexpr int64_t count = winograd::window * winograd::window;
    b.parallel(b.index(panels * inputChannels), [&](Value task) {
      Value panel = b.div(task, b.index(inputChannels)), c = b.rem(task, b.index(inputChannels));
      for (int64_t v = 0; v < tiling.width; v += lanes) {
        Value first = b.add(b.mul(panel, tiling.width), v);
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
            b.store(factor, weights, {b.index(i * inputs + j), panel, c, b.index(v)}, lanes);
      }
    });
  }

  /// Transforms the inputs of a strip's tiles, from `channel` on.
  void fillInputs(Value strip, Value channel) {
    int64_t columns = outputs * tiling.columns + winograd::window - 1, top = window.pads[0],
            left = window.pads[1];
    Strip place = stripAt(strip);
    Value pixels =
        allocateOnStack({inputs, static_cast<int64_t>(llvm::alignTo(columns, lanes)) + left, lanes});
    Value zero = b.zeroVector(element);
    auto clear = [&](Value i, Value to) {
      b.loop(b.index(0), to, 1, [&](Value column) { b.store(zero, pixels, {i, column, b.index(0)}, lanes); });
    };
    Value first = b.excess(place.column, b.index(left)), border = b.excess(b.index(left), place.column);
    b.loop(b.index(0), b.index(inputs), 1, [&](Value i) {
      Value row = b.sub(b.add(place.row, i), b.index(top));
      // A negative number is a great one without its sign.
      Value exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, row, b.size(op.getLhs(), 2));
      ifTrue(
          exists,
          [&] {
            clear(i, border);
            b.loop(b.index(0), b.index(columns), lanes, [&](Value k) {
              Value from = b.add(first, k);
              Values rows;
              for (int64_t c = 0; c < lanes; ++c)
                rows.push_back(b.load(op.getLhs(), {place.image, b.add(channel, c), row, from},
                                      Lanes(b.sub(b.size(op.getLhs(), 3), from))));
              for (auto [p, pixel] : llvm::enumerate(b.transpose(rows)))
                b.store(pixel, pixels, {i, b.add(b.add(border, k), p), b.index(0)}, lanes);
            });
          },
          [&] { clear(i, b.index(columns)); });
    });
    auto pixel = [&](Value i, Value column) { return b.load(pixels, {i, column, b.index(0)}, lanes); };
    b.loop(b.index(0), b.index(columns), 1, [&](Value column) {
      Values x;
      for (int64_t i = 0; i < inputs; ++i)
        x.push_back(pixel(b.index(i), column));
      for (auto [i, factor] : llvm::enumerate(transformInputs(b, x)))
        b.store(factor, pixels, {b.index(i), column, b.index(0)}, lanes);
    });
    Value firstTile = b.mul(strip, tiling.columns);
    b.loop(b.index(0), b.index(tiling.columns), 1, [&](Value tile) {
      for (int64_t i = 0; i < inputs; ++i) {
        Values x;
        for (int64_t j = 0; j < inputs; ++j)
          x.push_back(pixel(b.index(i), b.add(b.mul(tile, outputs), j)));
        for (auto [j, factor] : llvm::enumerate(transformInputs(b, x)))
          b.store(factor, inputsOfTiles, {b.index(i * inputs + j), b.add(firstTile, tile), channel}, lanes);
      }
    });
  }

  Value viewOf(Value buffer, ArrayRef<Value> offsets, ArrayRef<int64_t> shape) {
    SmallVector<OpFoldResult> places, sizes(offsets.size() - shape.size(), b.getIndexAttr(1)),
        steps(offsets.size(), b.getIndexAttr(1));
    for (Value offset : offsets)
      places.push_back(getAsOpFoldResult(offset));
    for (int64_t size : shape)
      sizes.push_back(b.getIndexAttr(size));
    auto type = memref::SubViewOp::inferRankReducedResultType(shape, cast<MemRefType>(buffer.getType()),
                                                              places, sizes, steps);
    return memref::SubViewOp::create(b, cast<MemRefType>(type), buffer, places, sizes, steps);
  }

  /// The products of a task: [36, tiles, width].
  Value multiply(Value strip, Value count, Value panel) {
    auto most = static_cast<int64_t>(llvm::alignTo(tiling.stripsOfTask * tiling.columns, tiling.height));
    Value sums = allocateOnStack({products, most, tiling.width});
    Value first = b.mul(strip, tiling.columns), tiles = b.mul(count, tiling.columns), none = b.index(0);
    b.loop(none, b.index(products), 1, [&](Value p) {
      Value right = viewOf(weights, {p, panel, none, none}, {inputChannels, tiling.width});
      // What the last register tile has too many is memory of which nothing is used.
      b.loop(none, tiles, tiling.height, [&](Value tile) {
        Value left = viewOf(inputsOfTiles, {p, b.add(first, tile), none}, {tiling.height, inputChannels});
        Value sum = viewOf(sums, {p, tile, none}, {tiling.height, tiling.width});
        kernel::BrgemmOp::create(b, left, right, sum);
      });
    });
    return sums;
  }

  /// Transforms products to outputs and stores them, by strips.
  void store(Value sums, Value firstOfTask, Value count, Value panel) {
    int64_t columns = outputs * tiling.columns;
    Value pixels = allocateOnStack({outputs, static_cast<int64_t>(llvm::alignTo(columns, lanes)), lanes});
    b.loop(b.index(0), b.index(tiling.width), lanes, [&](Value lane) {
      Value channel = b.add(b.mul(panel, tiling.width), lane);
      ifTrue(isLess(channel, b.index(outputChannels)), [&] {
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
          storeRows(pixels, stripAt(b.add(firstOfTask, strip)), channel, columns);
        });
      });
    });
  }

  void storeRows(Value pixels, const Strip &place, Value channel, int64_t columns) {
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
  Tiling tiling;
  int64_t lanes, inputChannels, outputChannels, panels;
  Value weights, inputsOfTiles, firstStrip;
};
} // namespace

void expandConvByWinograd(kernel::ConvOp op, Target target) { ConvByWinograd(op, target).run(); }
} // namespace dlc

#include "Codegen/Kernels/WinogradTiles.h"
#include "Codegen/Kernels/MatmulPacking.h"

using namespace mlir;

namespace dlc::codegen::winograd {
Tiling::Tiling(const Target &target, const Window &window, Type element, int64_t channels, int64_t caches) {
  lanes = target.lanes(element);
  rows = llvm::divideCeil(window.output[2], outputs);
  int64_t all = llvm::divideCeil(window.output[3], outputs);
  parts = llvm::divideCeil(all, tilesOfTask);
  columns = llvm::divideCeil(all, parts);
  stripsOfTask = tilesOfTask / columns;
  int64_t bytes = products * stripsOfTask * columns * channels * element.getIntOrFloatBitWidth() / 8;
  int64_t tasks = caches * target.l2Bytes / bytes;
  if (!ShapedType::isDynamic(window.output[0]))
    tasks = std::min(tasks, llvm::divideCeilSigned(window.output[0] * rows * parts, stripsOfTask));
  stripsOfBlock = std::max<int64_t>(tasks, 1) * stripsOfTask;
}

Tiling::Strip Tiling::stripAt(TileBuilder &b, Value number) const {
  Value ofImage = b.rem(number, b.index(rows * parts));
  return {b.div(number, b.index(rows * parts)), b.mul(b.div(ofImage, b.index(parts)), outputs),
          b.mul(b.rem(ofImage, b.index(parts)), outputs * columns)};
}

TileFactors::TileFactors(TileBuilder &b, const Tiling &tiling, Value images, int64_t extent, int64_t top,
                         int64_t left, int64_t spare)
    : b(b), tiling(tiling), images(images), element(cast<MemRefType>(images.getType()).getElementType()),
      channels(cast<MemRefType>(images.getType()).getDimSize(1)), extent(extent), top(top), left(left) {
  // Between tiles lies no power of two, for the first cache.
  factors = memref::AllocOp::create(
      b, MemRefType::get({products, tiling.tilesOfBlock() + spare, channels + tiling.lanes}, element),
      b.getI64IntegerAttr(kernel::kBufferAlignment));
}

void TileFactors::fill(Value first, Value strips) {
  b.parallel(b.mul(strips, channels / tiling.lanes), [&](Value task) {
    fillStrip(first, b.rem(task, strips), b.mul(b.div(task, strips), tiling.lanes));
  });
}

Value TileFactors::part(Value p, Value tile, Value channel, OpFoldResult tiles, OpFoldResult channels) {
  return partOf(b, factors, p, tile, channel, tiles, channels);
}

void TileFactors::fillStrip(Value firstOfBlock, Value strip, Value channel) {
  int64_t lanes = tiling.lanes, columns = outputs * (tiling.columns - 1) + extent;
  Tiling::Strip place = tiling.stripAt(b, b.add(firstOfBlock, strip));
  Value pixels = memref::AllocaOp::create(
      b,
      MemRefType::get({inputs, static_cast<int64_t>(llvm::alignTo(columns, lanes)) + left, lanes}, element),
      b.getI64IntegerAttr(kernel::kBufferAlignment));
  Value zero = b.zeroVector(element);
  auto clear = [&](Value i, Value to) {
    b.loop(b.index(0), to, 1, [&](Value column) { b.store(zero, pixels, {i, column, b.index(0)}, lanes); });
  };
  Value first = b.excess(place.column, b.index(left)), border = b.excess(b.index(left), place.column);
  b.loop(b.index(0), b.index(extent), 1, [&](Value i) {
    Value row = b.sub(b.add(place.row, i), b.index(top));
    // A negative number is a great one without its sign.
    Value exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, row, b.size(images, 2));
    auto branch = scf::IfOp::create(b, exists, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(branch.elseBlock()->getTerminator());
    clear(i, b.index(columns));
    b.setInsertionPoint(branch.thenBlock()->getTerminator());
    clear(i, border);
    b.loop(b.index(0), b.index(columns), lanes, [&](Value k) {
      Value from = b.add(first, k);
      Values vectors;
      for (int64_t c = 0; c < lanes; ++c)
        vectors.push_back(b.load(images, {place.image, b.add(channel, c), row, from},
                                 Lanes(b.sub(b.size(images, 3), from))));
      for (auto [p, pixel] : llvm::enumerate(b.transpose(vectors)))
        b.store(pixel, pixels, {i, b.add(b.add(border, k), p), b.index(0)}, lanes);
    });
  });
  auto transform = [&](ValueRange x) {
    return extent == inputs ? transformInputs(b, x) : transformGradients(b, x);
  };
  auto pixel = [&](Value i, Value column) { return b.load(pixels, {i, column, b.index(0)}, lanes); };
  b.loop(b.index(0), b.index(columns), 1, [&](Value column) {
    Values x;
    for (int64_t i = 0; i < extent; ++i)
      x.push_back(pixel(b.index(i), column));
    for (auto [i, factor] : llvm::enumerate(transform(x)))
      b.store(factor, pixels, {b.index(i), column, b.index(0)}, lanes);
  });
  Value firstTile = b.mul(strip, tiling.columns);
  b.loop(b.index(0), b.index(tiling.columns), 1, [&](Value tile) {
    for (int64_t i = 0; i < inputs; ++i) {
      Values x;
      for (int64_t j = 0; j < extent; ++j)
        x.push_back(pixel(b.index(i), b.add(b.mul(tile, outputs), j)));
      for (auto [j, factor] : llvm::enumerate(transform(x)))
        b.store(factor, factors, {b.index(i * inputs + j), b.add(firstTile, tile), channel}, lanes);
    }
  });
}
} // namespace dlc::codegen::winograd

#include "Codegen/Kernels/WinogradTiles.h"
#include "Codegen/Kernels/MatmulPacking.h"

using namespace mlir;

namespace dlc::codegen::winograd {
Tiling::Tiling(const Target &target, const Window &window, Type element, int64_t channels, int64_t caches)
    : filtering(window), lanes(target.lanes(element)) {
  rows = llvm::divideCeil(window.output[2], filtering.outputs);
  int64_t all = llvm::divideCeil(window.output[3], filtering.outputs);
  parts = llvm::divideCeil(all, tilesOfTask);
  columns = llvm::divideCeil(all, parts);
  stripsOfTask = tilesOfTask / columns;
  int64_t bytes =
      filtering.products() * stripsOfTask * columns * channels * element.getIntOrFloatBitWidth() / 8;
  int64_t tasks = caches * target.l2Bytes / bytes;
  if (!ShapedType::isDynamic(window.output[0]))
    tasks = std::min(tasks, llvm::divideCeilSigned(window.output[0] * rows * parts, stripsOfTask));
  stripsOfBlock = std::max<int64_t>(tasks, 1) * stripsOfTask;
}

Tiling::Strip Tiling::stripAt(TileBuilder &b, Value number) const {
  Value ofImage = b.rem(number, b.index(rows * parts));
  return {b.div(number, b.index(rows * parts)), b.mul(b.div(ofImage, b.index(parts)), filtering.outputs),
          b.mul(b.rem(ofImage, b.index(parts)), filtering.outputs * columns)};
}

TileFactors TileFactors::ofInputs(TileBuilder &b, const Tiling &tiling, const Window &window, Value images,
                                  int64_t spare) {
  return {b,
          tiling,
          images,
          tiling.filtering.inputs(),
          tiling.filtering.stride,
          window.pads[0],
          window.pads[1],
          spare};
}

TileFactors TileFactors::ofGradients(TileBuilder &b, const Tiling &tiling, Value images) {
  return {b, tiling, images, tiling.filtering.outputs, /*stride=*/1, /*top=*/0, /*left=*/0, /*spare=*/0};
}

TileFactors::TileFactors(TileBuilder &b, const Tiling &tiling, Value images, int64_t extent, int64_t stride,
                         int64_t top, int64_t left, int64_t spare)
    : b(b), tiling(tiling), images(images), element(cast<MemRefType>(images.getType()).getElementType()),
      channels(cast<MemRefType>(images.getType()).getDimSize(1)), extent(extent), stride(stride), top(top),
      left(left) {
  // Between tiles lies no power of two, for the first cache.
  factors =
      memref::AllocOp::create(b,
                              MemRefType::get({tiling.filtering.products(), tiling.tilesOfBlock() + spare,
                                               channels * stride * stride + tiling.lanes},
                                              element),
                              b.getI64IntegerAttr(kernel::kBufferAlignment));
}

void TileFactors::fill(Value first, Value strips) {
  b.parallel(b.mul(strips, channels * stride * stride / tiling.lanes), [&](Value task) {
    fillStrip(first, b.rem(task, strips), b.mul(b.div(task, strips), tiling.lanes));
  });
}

Value TileFactors::part(Value p, Value tile, Value channel, OpFoldResult tiles, OpFoldResult channels) {
  return partOf(b, factors, p, tile, channel, tiles, channels);
}

Value TileFactors::load(Value image, Value channel, Value row, Value column) {
  Value left = b.sub(b.size(images, 3), column);
  if (stride == 1)
    return b.load(images, {image, channel, row, column}, Lanes(left));
  SmallVector<int64_t> even;
  for (int64_t i = 0; i < tiling.lanes; ++i)
    even.push_back(2 * i);
  Value next = b.add(column, tiling.lanes);
  return vector::ShuffleOp::create(
      b, b.load(images, {image, channel, row, column}, Lanes(left)),
      b.load(images, {image, channel, row, next}, Lanes(b.sub(left, b.index(tiling.lanes)))), even);
}

void TileFactors::fillStrip(Value firstOfBlock, Value strip, Value channelOfPhases) {
  const Filtering &filtering = tiling.filtering;
  int64_t lanes = tiling.lanes, columns = filtering.outputs * (tiling.columns - 1) + extent;
  Value phase = b.div(channelOfPhases, b.index(channels)),
        channel = b.rem(channelOfPhases, b.index(channels));
  Tiling::Strip place = tiling.stripAt(b, b.add(firstOfBlock, strip));
  // The first pixel of the image's rows and columns, with the pads in front of it.
  Value top = b.add(b.mul(place.row, stride), b.div(phase, b.index(stride))),
        left = b.add(b.mul(place.column, stride), b.rem(phase, b.index(stride)));
  Value pixels = memref::AllocaOp::create(
      b,
      MemRefType::get(
          {filtering.inputs(), static_cast<int64_t>(llvm::alignTo(columns, lanes)) + this->left, lanes},
          element),
      b.getI64IntegerAttr(kernel::kBufferAlignment));
  Value zero = b.zeroVector(element);
  auto clear = [&](Value i, Value to) {
    b.loop(b.index(0), to, 1, [&](Value column) { b.store(zero, pixels, {i, column, b.index(0)}, lanes); });
  };
  Value border = b.ceilDiv(b.excess(b.index(this->left), left), stride);
  Value first = b.sub(b.add(left, b.mul(border, stride)), b.index(this->left));
  b.loop(b.index(0), b.index(extent), 1, [&](Value i) {
    Value row = b.sub(b.add(top, b.mul(i, stride)), b.index(this->top));
    // A negative number is a great one without its sign.
    Value exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, row, b.size(images, 2));
    auto branch = scf::IfOp::create(b, exists, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(branch.elseBlock()->getTerminator());
    clear(i, b.index(columns));
    b.setInsertionPoint(branch.thenBlock()->getTerminator());
    clear(i, border);
    b.loop(b.index(0), b.index(columns), lanes, [&](Value k) {
      Values vectors;
      for (int64_t c = 0; c < lanes; ++c)
        vectors.push_back(load(place.image, b.add(channel, c), row, b.add(first, b.mul(k, stride))));
      for (auto [p, pixel] : llvm::enumerate(b.transpose(vectors)))
        b.store(pixel, pixels, {i, b.add(b.add(border, k), p), b.index(0)}, lanes);
    });
  });
  auto transform = [&](ValueRange x) {
    return extent == filtering.inputs() ? filtering.transformInputs(b, x)
                                        : filtering.transformGradients(b, x);
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
    for (int64_t i = 0; i < filtering.inputs(); ++i) {
      Values x;
      for (int64_t j = 0; j < extent; ++j)
        x.push_back(pixel(b.index(i), b.add(b.mul(tile, filtering.outputs), j)));
      for (auto [j, factor] : llvm::enumerate(transform(x)))
        b.store(factor, factors,
                {b.index(i * filtering.inputs() + j), b.add(firstTile, tile), channelOfPhases}, lanes);
    }
  });
}
} // namespace dlc::codegen::winograd

// Convolutions of one image whose rows are so short that vectors along them would be half empty: all pixels
// under each place of the window are copied to [C · KH · KW, pixels], of which the weights, as they lie in
// memory, are a convolution with a window of one pixel.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
/// Memory for all pixels under all places of a window, in sizes of the second cache.
constexpr int64_t cachesOfColumns = 8;
/// By how much fuller vectors along all pixels must be.
constexpr double leastGain = 1.2;
/// Channels, and pixels of an image, below which tiles are not filled.
constexpr int64_t leastChannels = 16, leastPixels = 16;
} // namespace

bool suitsColumns(kernel::ConvOp op, Target target) {
  Window window(op, op.getLhs(), op.getInit(), op.getRhs());
  if (window.output[0] != 1 || !window.isStatic() || window.group != 1 || op.getTransposed() ||
      !canFlatten(op) || window.output[1] < leastChannels ||
      window.output[2] * window.output[3] < leastPixels)
    return false;
  Type element = cast<MemRefType>(op.getRhs().getType()).getElementType();
  int64_t lanes = target.lanes(element), pixels = window.output[2] * window.output[3];
  double ofRows = ChannelVectors(window.output[1], window.output[3], lanes).byRows,
         ofPixels = ChannelVectors(window.output[1], pixels, lanes).byRows;
  int64_t bytes =
      window.input[1] * window.kernel[0] * window.kernel[1] * pixels * element.getIntOrFloatBitWidth() / 8;
  return ofPixels > leastGain * ofRows && bytes <= cachesOfColumns * target.l2Bytes;
}

void expandConvByColumns(kernel::ConvOp op, Target target) {
  TileBuilder b(op, target);
  Window window(op, op.getLhs(), op.getInit(), op.getRhs());
  Type element = cast<MemRefType>(op.getRhs().getType()).getElementType();
  int64_t lanes = target.lanes(element), height = window.kernel[0], width = window.kernel[1],
          rows = window.output[2], length = window.output[3], places = height * width;
  PaddedImages images(b, window, op.getLhs(), op.getInit(), /*clean=*/false);
  Value padded = images.allocateAll(b, b.index(1)), only = b.index(0);
  images.fillOnAllThreads(b, padded);
  Value columns =
      memref::AllocOp::create(b, MemRefType::get({1, window.input[1] * places, rows, length}, element),
                              b.getI64IntegerAttr(kernel::kBufferAlignment));
  b.rearrange("windows as columns", b.index(window.input[1]), [&](Value c) {
    for (int64_t kh = 0; kh < height; ++kh)
      for (int64_t kw = 0; kw < width; ++kw)
        b.loop(b.index(0), b.index(rows), 1, [&](Value row) {
          for (int64_t column = 0; column < length; column += lanes) {
            Value at = b.add(b.mul(row, window.strides[0]), kh * window.dilations[0]);
            Value pixels = images.load(b, padded, only, c, at, b.index(column), b.index(kw));
            Value place[] = {only, b.add(b.mul(c, places), kh * width + kw), row, b.index(column)};
            b.store(pixels, columns, place, std::min(lanes, length - column));
          }
        });
  });
  SmallVector<ReassociationIndices> together{{0}, {1, 2, 3}};
  Value matrix = memref::CollapseShapeOp::create(b, op.getRhs(), together);
  Value weights = memref::ExpandShapeOp::create(
      b, ArrayRef<int64_t>{window.output[1], window.input[1] * places, 1, 1}, matrix, together);
  auto ones = [&](StringRef name) { return b.getNamedAttr(name, b.getDenseI64ArrayAttr({1, 1})); };
  auto product = kernel::ConvOp::create(
      b, columns, weights, op.getInit(),
      {ones("strides"), ones("dilations"), b.getNamedAttr("pads", b.getDenseI64ArrayAttr({0, 0, 0, 0}))});
  product.getExtrasMutable().assign(op.getExtras());
  product.setEpilogueMapsAttr(op.getEpilogueMapsAttr());
  product.getEpilogue().takeBody(op.getEpilogue());
  expandConvOfPixels(product, target);
  product.erase();
}
} // namespace dlc

// The gradient of the weights of a convolution with windows of one pixel: a product of matrices for each
// image, [M, pixels] · [C, pixels]ᵀ, and their sum. The operand with fewer channels is copied, a panel of
// channels and a part of the pixels at a time, so that a pixel's channels lie side by side; the other is read
// where it is. The batch falls into a fixed number of slots, so that the order of additions does not depend
// on the number of threads.
#include "Codegen/Kernels/MatmulPacking.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
constexpr int64_t slots = 4;
/// Pixels of an image below which a product is not worth its tiles.
constexpr int64_t leastPixels = 16;

class PointwiseBackwardWeights {
public:
  PointwiseBackwardWeights(kernel::ConvBackwardWeightsOp op, Target target)
      : op(op), b(op, target), type(cast<MemRefType>(op.getRhs().getType())), element(type.getElementType()),
        outputChannels(type.getDimSize(1)), pixels(type.getDimSize(2) * type.getDimSize(3)),
        inputChannels(cast<MemRefType>(op.getLhs().getType()).getDimSize(1)),
        isSwapped(outputChannels < inputChannels),
        blocks(target, element, isSwapped ? inputChannels : outputChannels,
               isSwapped ? outputChannels : inputChannels) {
    width = blocks.vectors * target.lanes(element);
    rows = isSwapped ? inputChannels : outputChannels;
    columns = llvm::alignTo(isSwapped ? outputChannels : inputChannels, width);
    part = llvm::alignTo(llvm::divideCeil(pixels, llvm::divideCeil(pixels, blocks.depth)), 8);
    images = pixels <= blocks.depth ? std::max<int64_t>(1, blocks.depth / pixels) : 1;
  }

  void run() {
    Value input = asMatrices(withoutStrides()), gradient = asMatrices(op.getRhs());
    inPlace = isSwapped ? input : gradient;
    copied = isSwapped ? gradient : input;
    Value count = b.size(gradient, 0), perSlot = b.ceilDiv(count, slots);
    partial = memref::AllocOp::create(b, MemRefType::get({slots, rows, columns}, element),
                                      b.getI64IntegerAttr(kernel::kBufferAlignment));
    int64_t panels = columns / width;
    b.parallel(b.index(slots * panels), [&](Value task) {
      slot = b.div(task, b.index(panels));
      column = b.mul(b.rem(task, b.index(panels)), width);
      panel = memref::AllocaOp::create(b, MemRefType::get({images, part, width}, element),
                                       b.getI64IntegerAttr(kernel::kBufferAlignment));
      clear();
      Value first = b.min(b.mul(slot, perSlot), count), last = b.min(b.add(first, perSlot), count);
      b.loop(first, last, images, [&](Value image) {
        Value several = b.min(b.index(images), b.sub(last, image));
        b.loop(b.index(0), b.index(pixels), part, [&](Value pixel) {
          add(image, several, pixel, b.min(b.index(part), b.sub(b.index(pixels), pixel)));
        });
      });
    });
    combine();
  }

private:
  /// The input's pixels that windows with a stride read, side by side.
  Value withoutStrides() {
    if (llvm::all_of(op.getStrides(), [](int64_t stride) { return stride == 1; }))
      return op.getLhs();
    SmallVector<OpFoldResult> offsets(4, b.getIndexAttr(0)), sizes, steps(4, b.getIndexAttr(1));
    SmallVector<int64_t> shape(type.getShape());
    shape[1] = inputChannels;
    for (int64_t d = 0; d < 4; ++d)
      sizes.push_back(ShapedType::isDynamic(shape[d]) ? OpFoldResult(b.size(op.getLhs(), d))
                                                      : b.getIndexAttr(shape[d]));
    for (int64_t d : {0, 1})
      steps[2 + d] = b.getIndexAttr(op.getStrides()[d]);
    Value read = memref::SubViewOp::create(b, op.getLhs(), offsets, sizes, steps);
    Values dynamic;
    if (ShapedType::isDynamic(shape[0]))
      dynamic.push_back(b.size(op.getLhs(), 0));
    Value dense = memref::AllocOp::create(b, MemRefType::get(shape, element), dynamic,
                                          b.getI64IntegerAttr(kernel::kBufferAlignment));
    AffineMap all = b.getMultiDimIdentityMap(4);
    SmallVector<utils::IteratorType> iterators(4, utils::IteratorType::parallel);
    linalg::GenericOp::create(
        b, ValueRange{read}, ValueRange{dense}, ArrayRef<AffineMap>{all, all}, iterators,
        [](OpBuilder &inner, Location loc, ValueRange x) { linalg::YieldOp::create(inner, loc, x[0]); });
    return dense;
  }

  /// [N, C, H, W] as [N, C, pixels].
  Value asMatrices(Value buffer) {
    return memref::CollapseShapeOp::create(b, buffer, SmallVector<ReassociationIndices>{{0}, {1}, {2, 3}});
  }

  void clear() {
    b.loop(b.index(0), b.index(rows), 1, [&](Value row) {
      for (int64_t v = 0; v < blocks.vectors; ++v) {
        int64_t lanes = width / blocks.vectors;
        b.store(b.zeroVector(element), partial, {slot, row, b.add(column, v * lanes)}, lanes);
      }
    });
  }

  Value viewOf(Value buffer, ArrayRef<OpFoldResult> offsets, ArrayRef<OpFoldResult> sizes) {
    SmallVector<OpFoldResult> steps(offsets.size(), b.getIndexAttr(1)), places;
    for (OpFoldResult offset : offsets)
      places.push_back(getAsOpFoldResult(dyn_cast<Value>(offset)));
    return memref::SubViewOp::create(b, buffer, places, sizes, steps);
  }

  /// Adds the products of `several` images at `length` pixels.
  void add(Value image, Value several, Value pixel, Value length) {
    b.loop(b.index(0), several, 1, [&](Value i) {
      Value matrix = partOf(b, copied, b.add(image, i), b.index(0), pixel,
                            getAsOpFoldResult(b.size(copied, 1)), getAsOpFoldResult(length));
      packRows(b, matrix, column,
               partOf(b, panel, i, b.index(0), b.index(0), getAsOpFoldResult(length), b.getIndexAttr(width)));
    });
    auto tile = [&](Value row, int64_t height) {
      OpFoldResult count = getAsOpFoldResult(several), depth = getAsOpFoldResult(length);
      Value left = viewOf(inPlace, {image, row, pixel}, {count, b.getIndexAttr(height), depth});
      Value right =
          viewOf(panel, {b.index(0), b.index(0), b.index(0)}, {count, depth, b.getIndexAttr(width)});
      Value sums = partOf(b, partial, slot, row, column, b.getIndexAttr(height), b.getIndexAttr(width));
      kernel::BrgemmOp::create(b, left, right, sums).setAccumulate(true);
    };
    int64_t full = rows / blocks.rows * blocks.rows;
    b.loop(b.index(0), b.index(full), blocks.rows, [&](Value row) { tile(row, blocks.rows); });
    if (full < rows)
      tile(b.index(full), rows - full);
  }

  /// Adds up the slots, in their order, to weights [M, C, 1, 1].
  void combine() {
    int64_t there = isSwapped ? outputChannels : inputChannels;
    Value valid = viewOf(partial, {b.index(0), b.index(0), b.index(0)},
                         {b.getIndexAttr(slots), b.getIndexAttr(rows), b.getIndexAttr(there)});
    Value weights =
        memref::CollapseShapeOp::create(b, op.getInit(), SmallVector<ReassociationIndices>{{0}, {1, 2, 3}});
    Value zero = arith::ConstantOp::create(b, b.getFloatAttr(element, 0));
    linalg::FillOp::create(b, zero, op.getInit());
    AffineExpr s, row, column;
    bindDims(b.getContext(), s, row, column);
    SmallVector<AffineExpr> place{row, column};
    if (isSwapped)
      std::swap(place[0], place[1]);
    SmallVector<utils::IteratorType> iterators(3, utils::IteratorType::parallel);
    iterators[0] = utils::IteratorType::reduction;
    linalg::GenericOp::create(
        b, ValueRange{valid}, ValueRange{weights},
        ArrayRef<AffineMap>{b.getMultiDimIdentityMap(3), AffineMap::get(3, 0, place, b.getContext())},
        iterators, [](OpBuilder &inner, Location loc, ValueRange x) {
          Value sum = arith::AddFOp::create(inner, loc, x[1], x[0]);
          linalg::YieldOp::create(inner, loc, sum);
        });
  }

  kernel::ConvBackwardWeightsOp op;
  TileBuilder b;
  MemRefType type; ///< of the gradient
  Type element;
  int64_t outputChannels, pixels, inputChannels;
  bool isSwapped; ///< whether panels are of output channels, and rows of a tile input channels
  MatmulBlocks blocks;
  int64_t width, rows, columns; ///< of a panel; of the sum, whose columns fill panels
  int64_t part, images;         ///< pixels and images that are copied at once
  Value inPlace, copied, partial, panel, slot, column;
};
} // namespace

bool isPointwise(kernel::ConvBackwardWeightsOp op) {
  auto input = cast<MemRefType>(op.getLhs().getType()), gradient = cast<MemRefType>(op.getRhs().getType()),
       weights = cast<MemRefType>(op.getInit().getType());
  auto isKnown = [](MemRefType type) {
    return type.getLayout().isIdentity() && !ShapedType::isDynamicShape(type.getShape().drop_front());
  };
  return op.getGroup() == 1 && weights.getDimSize(2) == 1 && weights.getDimSize(3) == 1 && isKnown(input) &&
         isKnown(gradient) && isKnown(weights) &&
         llvm::all_of(op.getPads(), [](int64_t pad) { return pad == 0; }) &&
         gradient.getDimSize(2) * gradient.getDimSize(3) >= leastPixels;
}

void expandPointwiseBackwardWeights(kernel::ConvBackwardWeightsOp op, Target target) {
  PointwiseBackwardWeights(op, target).run();
}
} // namespace dlc

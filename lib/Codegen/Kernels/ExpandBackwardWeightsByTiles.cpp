// The gradient of a convolution's weights as products of matrices: for each place in the window, [M, pixels]
// of the output's gradient times [C, pixels]ᵀ of the input, shifted by that place. The input is copied with
// its border, a panel of channels and a block of rows at a time, so that a pixel's channels lie side by side;
// the gradient is read where it is. Where windows are one pixel the two may exchange roles: that with few
// channels is copied. Where panels are too few for many threads, the batch falls into slots, whose sums are
// added up in the end: into as many as the shapes say, so that the order of additions does not depend on the
// number of threads.
#include "Codegen/Kernels/MatmulPacking.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
constexpr int64_t mostSlots = 4;
/// Tasks that there should be.
constexpr int64_t enoughTasks = 16;
/// Output channels up to which a copy of the input would be read too seldom.
constexpr int64_t fewRows = 128;
/// Pixels of an image below which its products are not worth their tiles.
constexpr int64_t leastPixels = 16;
/// The least part of the lanes of panels that channels should fill; where vectors along the output's channels
/// are possible, whose lanes are full, it is more: 24 channels in two vectors took 1.2 to 1.4 times as long.
constexpr double leastLanes = 0.75, lanesWithChoice = 0.8;
/// Pixels that are added up in a tile at once, if there are as many.
constexpr int64_t pixelsOfBlock = 512;

bool isOnePixel(const Window &window) {
  return window.kernel[0] == 1 && window.kernel[1] == 1 &&
         llvm::all_of(window.pads, [](int64_t pad) { return pad == 0; });
}

/// How images are cut, and what of them is copied at once.
struct Blocks {
  int64_t images, rows, columns;   ///< of the gradient
  int64_t panelRows, panelColumns; ///< of the input, with the border

  /// `width`: channels of a panel.
  Blocks(const Window &window, const Target &target, int64_t height, int64_t length, int64_t width,
         int64_t bytes) {
    int64_t most = target.stackBytes / 2 / (width * bytes); // pixels of a panel
    columns = std::min(length, isOnePixel(window) ? pixelsOfBlock : length);
    panelColumns = reach(window, 1, columns);
    rows = height;
    while (rows > 1 && reach(window, 0, rows) * panelColumns > most)
      --rows;
    panelRows = reach(window, 0, rows);
    images = 1;
    if (rows == height && columns == length)
      images =
          std::max<int64_t>(1, std::min(most / (panelRows * panelColumns), pixelsOfBlock / (rows * columns)));
  }

  bool fit(const Target &target, int64_t width, int64_t bytes) const {
    return panelRows * panelColumns * width * bytes <= target.stackBytes / 2;
  }

private:
  /// Pixels of the input that so many of the output read.
  static int64_t reach(const Window &window, int64_t d, int64_t count) {
    int64_t stride = isOnePixel(window) ? 1 : window.strides[d];
    return (count - 1) * stride + (window.kernel[d] - 1) * window.dilations[d] + 1;
  }
};

class BackwardWeightsByTiles {
public:
  BackwardWeightsByTiles(kernel::ConvBackwardWeightsOp op, Target target)
      : op(op), b(op, target), window(op, op.getLhs(), op.getRhs(), op.getInit()),
        element(cast<MemRefType>(op.getRhs().getType()).getElementType()), onePixel(isOnePixel(window)),
        isSwapped(onePixel && window.output[1] < window.input[1] && window.output[1] <= fewRows),
        tiles(target, element, isSwapped ? window.input[1] : window.output[1],
              isSwapped ? window.output[1] : window.input[1], /*arePadded=*/true),
        width(tiles.vectors * target.lanes(element)), rows(isSwapped ? window.input[1] : window.output[1]),
        used(isSwapped ? window.output[1] : window.input[1]), columns(llvm::alignTo(used, width)),
        height(onePixel ? 1 : window.output[2]),
        length(onePixel ? window.output[2] * window.output[3] : window.output[3]),
        blocks(window, target, height, length, width, element.getIntOrFloatBitWidth() / 8),
        slots(std::clamp<int64_t>(llvm::divideCeil(enoughTasks * width, columns), 1, mostSlots)) {}

  /// Whether channels fill `least` of the lanes of panels, which fit on a stack.
  bool suits(double least) const {
    return blocks.fit(b.target, width, element.getIntOrFloatBitWidth() / 8) &&
           (onePixel || (double(used) >= least * double(columns) && window.pads[1] < blocks.panelColumns));
  }

  void run() {
    Value input = onePixel ? inOneRow(withoutStrides()) : op.getLhs();
    Value gradient = onePixel ? inOneRow(op.getRhs()) : op.getRhs();
    inPlace = isSwapped ? input : gradient;
    copied = isSwapped ? gradient : input;
    Value count = b.size(gradient, 0), perSlot = b.ceilDiv(count, slots);
    const bool isWhole = slots == 1 && onePixel && !isSwapped && columns == used;
    partial =
        isWhole ? wholeSums()
                : memref::AllocOp::create(
                      b, MemRefType::get({slots, window.kernel[0], window.kernel[1], rows, columns}, element),
                      b.getI64IntegerAttr(kernel::kBufferAlignment));
    int64_t panels = columns / width;
    b.parallel(b.index(slots * panels), [&](Value task) {
      slot = b.div(task, b.index(panels));
      channel = b.mul(b.rem(task, b.index(panels)), width);
      panel = memref::AllocaOp::create(
          b, MemRefType::get({blocks.images, blocks.panelRows, blocks.panelColumns, width}, element),
          b.getI64IntegerAttr(kernel::kBufferAlignment));
      clear();
      Value first = b.min(b.mul(slot, perSlot), count), last = b.min(b.add(first, perSlot), count);
      b.loop(first, last, blocks.images, [&](Value image) {
        Value images = b.min(b.index(blocks.images), b.sub(last, image));
        b.loop(b.index(0), b.index(height), blocks.rows, [&](Value row) {
          b.loop(b.index(0), b.index(length), blocks.columns, [&](Value column) {
            Place place{image,
                        row,
                        column,
                        images,
                        rest(height, row, blocks.rows),
                        rest(length, column, blocks.columns)};
            b.loop(b.index(0), images, 1, [&](Value i) { fill(place, i); });
            add(place);
          });
        });
      });
    });
    if (!isWhole)
      combine();
  }

private:
  /// The weights' gradient [M, C, 1, 1] as the sums of the only slot.
  Value wholeSums() {
    Value matrix =
        memref::CollapseShapeOp::create(b, op.getInit(), SmallVector<ReassociationIndices>{{0}, {1, 2, 3}});
    return memref::ExpandShapeOp::create(b, ArrayRef<int64_t>{1, 1, 1, rows, columns}, matrix,
                                         SmallVector<ReassociationIndices>{{0, 1, 2, 3}, {4}});
  }

  /// A block: where it begins, and how much it has of images, rows and columns.
  struct Place {
    Value image, row, column, images, rows, columns;
  };

  Value rest(int64_t whole, Value from, int64_t most) {
    return whole % most == 0 ? b.index(most) : b.min(b.index(most), b.sub(b.index(whole), from));
  }

  /// The input's pixels that windows of one pixel with a stride read, side by side.
  Value withoutStrides() {
    if (llvm::all_of(op.getStrides(), [](int64_t stride) { return stride == 1; }))
      return op.getLhs();
    SmallVector<int64_t> shape{window.output[0], window.input[1], window.output[2], window.output[3]};
    SmallVector<OpFoldResult> offsets(4, b.getIndexAttr(0)), sizes, steps(4, b.getIndexAttr(1));
    for (int64_t d = 0; d < 4; ++d)
      sizes.push_back(d ? OpFoldResult(b.getIndexAttr(shape[d])) : getAsOpFoldResult(b.size(op.getLhs(), 0)));
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

  /// [N, C, H, W] as [N, C, 1, pixels].
  Value inOneRow(Value buffer) {
    SmallVector<ReassociationIndices> groups{{0}, {1}, {2, 3}};
    Value flat = memref::CollapseShapeOp::create(b, buffer, groups);
    auto type = cast<MemRefType>(flat.getType());
    return memref::ExpandShapeOp::create(b, {type.getDimSize(0), type.getDimSize(1), 1, length}, flat,
                                         groups);
  }

  void clear() {
    int64_t lanes = b.target.lanes(element);
    overWindow([&](Value kh, Value kw) {
      b.loop(b.index(0), b.index(rows), 1, [&](Value row) {
        for (int64_t v = 0; v < width; v += lanes)
          b.store(b.zeroVector(element), partial, {slot, kh, kw, row, b.add(channel, v)}, lanes);
      });
    });
  }

  void overWindow(llvm::function_ref<void(Value, Value)> body) {
    b.loop(b.index(0), b.index(window.kernel[0]), 1, [&](Value kh) {
      b.loop(b.index(0), b.index(window.kernel[1]), 1, [&](Value kw) { body(kh, kw); });
    });
  }

  Value viewOf(Value buffer, ArrayRef<Value> offsets, ArrayRef<OpFoldResult> sizes,
               ArrayRef<int64_t> shape = {}, ArrayRef<int64_t> strides = {}) {
    SmallVector<OpFoldResult> steps(offsets.size(), b.getIndexAttr(1)), places;
    for (Value offset : offsets)
      places.push_back(getAsOpFoldResult(offset));
    for (auto [d, stride] : llvm::enumerate(strides))
      steps[d] = b.getIndexAttr(stride);
    if (shape.empty())
      return memref::SubViewOp::create(b, buffer, places, sizes, steps);
    auto type = memref::SubViewOp::inferRankReducedResultType(shape, cast<MemRefType>(buffer.getType()),
                                                              places, sizes, steps);
    return memref::SubViewOp::create(b, cast<MemRefType>(type), buffer, places, sizes, steps);
  }

  /// Copies image `i` of a block to its panel: rows and columns outside of the image are 0.
  void fill(const Place &place, Value i) {
    int64_t stride = onePixel ? 1 : window.strides[0], top = onePixel ? 0 : window.pads[0],
            left = onePixel ? 0 : window.pads[1];
    int64_t imageRows = onePixel ? 1 : window.input[2], imageColumns = onePixel ? length : window.input[3];
    Value there = onePixel ? place.columns : b.index(std::min(imageColumns, blocks.panelColumns - left));
    auto zeros = [&](Value row, Value from, Value to) {
      b.loop(from, to, 1, [&](Value column) {
        for (int64_t v = 0; v < width; v += b.target.lanes(element))
          b.store(b.zeroVector(element), panel, {i, row, column, b.index(v)}, b.target.lanes(element));
      });
    };
    auto copy = [&](Value row, Value from) {
      Value matrix =
          viewOf(copied, {b.add(place.image, i), b.index(0), from, place.column},
                 {b.getIndexAttr(1), b.getIndexAttr(used), b.getIndexAttr(1), getAsOpFoldResult(there)},
                 {used, getConstantIntValue(OpFoldResult(there)).value_or(ShapedType::kDynamic)});
      Value to =
          viewOf(panel, {i, row, b.index(left), b.index(0)},
                 {b.getIndexAttr(1), b.getIndexAttr(1), getAsOpFoldResult(there), b.getIndexAttr(width)},
                 {getConstantIntValue(OpFoldResult(there)).value_or(ShapedType::kDynamic), width});
      packRows(b, matrix, channel, to);
    };
    if (onePixel)
      return copy(b.index(0), b.index(0));
    // What of the panel's rows lies in the image; the last block may have fewer.
    Value before = b.mul(place.row, stride);
    Value count =
        b.add(b.mul(b.sub(place.rows, b.index(1)), stride), (window.kernel[0] - 1) * window.dilations[0] + 1);
    Value first = b.min(b.excess(b.index(top), before), count);
    Value end = b.min(count, b.excess(b.index(imageRows + top), before));
    auto empty = [&](Value row) { zeros(row, b.index(0), b.index(blocks.panelColumns)); };
    b.loop(b.index(0), first, 1, empty);
    b.loop(first, end, 1, [&](Value row) {
      zeros(row, b.index(0), b.index(left));
      copy(row, b.sub(b.add(before, row), b.index(top)));
      zeros(row, b.add(there, left), b.index(blocks.panelColumns));
    });
    b.loop(end, count, 1, empty);
  }

  /// Adds the products of a block, for each place in the window.
  void add(const Place &place) {
    OpFoldResult images = getAsOpFoldResult(place.images), high = getAsOpFoldResult(place.rows),
                 wide = getAsOpFoldResult(place.columns);
    SmallVector<int64_t> strides{1, 1, 1, 1};
    for (int64_t d : {0, 1})
      strides[1 + d] = onePixel ? 1 : window.strides[d];
    auto exchange = AffineMap::getPermutationMap(ArrayRef<unsigned>{0, 2, 1, 3}, b.getContext());
    overWindow([&](Value kh, Value kw) {
      Value right = viewOf(
          panel, {b.index(0), b.mul(kh, window.dilations[0]), b.mul(kw, window.dilations[1]), b.index(0)},
          {images, high, wide, b.getIndexAttr(width)}, {}, strides);
      auto tile = [&](Value row, int64_t count) {
        OpFoldResult one = b.getIndexAttr(1), many = b.getIndexAttr(count);
        Value left = viewOf(inPlace, {place.image, row, place.row, place.column}, {images, many, high, wide});
        left = memref::TransposeOp::create(b, left,
                                           AffineMapAttr::get(exchange)); // [images, rows, channels, columns]
        Value sums = viewOf(partial, {slot, kh, kw, row, channel},
                            {one, one, one, many, b.getIndexAttr(width)}, {count, width});
        kernel::BrgemmOp::create(b, left, right, sums).setAccumulate(true);
      };
      int64_t full = rows / tiles.rows * tiles.rows;
      b.loop(b.index(0), b.index(full), tiles.rows, [&](Value row) { tile(row, tiles.rows); });
      if (full < rows)
        tile(b.index(full), rows - full);
    });
  }

  /// Adds up the slots, in their order, to weights [M, C, KH, KW].
  void combine() {
    auto known = [&](int64_t size) { return OpFoldResult(b.getIndexAttr(size)); };
    Value none = b.index(0);
    Value valid =
        viewOf(partial, {none, none, none, none, none},
               {known(slots), known(window.kernel[0]), known(window.kernel[1]), known(rows), known(used)});
    const bool isSum = slots > 1; // else a copy
    if (isSum)
      linalg::FillOp::create(b, arith::ConstantOp::create(b, b.getFloatAttr(element, 0)).getResult(),
                             op.getInit());
    AffineExpr s, kh, kw, row, column;
    bindDims(b.getContext(), s, kh, kw, row, column);
    SmallVector<AffineExpr> place{row, column, kh, kw};
    if (isSwapped)
      std::swap(place[0], place[1]);
    SmallVector<utils::IteratorType> iterators(5, utils::IteratorType::parallel);
    if (isSum)
      iterators[0] = utils::IteratorType::reduction;
    linalg::GenericOp::create(
        b, ValueRange{valid}, ValueRange{op.getInit()},
        ArrayRef<AffineMap>{b.getMultiDimIdentityMap(5), AffineMap::get(5, 0, place, b.getContext())},
        iterators, [&](OpBuilder &inner, Location loc, ValueRange x) {
          Value result = isSum ? arith::AddFOp::create(inner, loc, x[1], x[0]).getResult() : x[0];
          linalg::YieldOp::create(inner, loc, result);
        });
  }

  kernel::ConvBackwardWeightsOp op;
  TileBuilder b;
  Window window;
  Type element;
  bool onePixel, isSwapped; ///< isSwapped: panels are of output channels, and rows of a tile input channels
  MatmulBlocks tiles;
  int64_t width, rows, used,
      columns;            ///< of a panel; channels of the sum's rows, of its columns, and of all panels
  int64_t height, length; ///< of the gradient's images; one row of all pixels for windows of one
  Blocks blocks;
  int64_t slots; ///< parts of the batch whose sums are apart
  Value inPlace, copied, partial, panel, slot, channel;
};
} // namespace

bool suitsTiles(kernel::ConvBackwardWeightsOp op, Target target) {
  auto input = cast<MemRefType>(op.getLhs().getType()), gradient = cast<MemRefType>(op.getRhs().getType()),
       weights = cast<MemRefType>(op.getInit().getType());
  auto isStatic = [](MemRefType type) {
    return type.getLayout().isIdentity() && !ShapedType::isDynamicShape(type.getShape().drop_front());
  };
  return op.getGroup() == 1 && isStatic(input) && isStatic(gradient) && isStatic(weights) &&
         gradient.getDimSize(2) * gradient.getDimSize(3) >= leastPixels &&
         BackwardWeightsByTiles(op, target).suits(suitsChannels(op, target) ? lanesWithChoice : leastLanes);
}

void expandBackwardWeightsByTiles(kernel::ConvBackwardWeightsOp op, Target target) {
  BackwardWeightsByTiles(op, target).run();
}
} // namespace dlc

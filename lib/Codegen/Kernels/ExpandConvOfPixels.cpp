// Convolutions whose window is one pixel, as products of matrices: of each image, the weights [M, C] times
// [C, pixels], where rows of pixels are as long as the image has them. They are read where they are, or,
// where rows are so far apart that each is in a page of its own or a stride leaves pixels out, copied to the
// stack a block of pixels at a time. A few pixels that would fill a small part of a vector at the end of an
// image, as the last one of 7 × 7, have vectors along the channels instead. Tiles never overlap: an epilogue
// may read the very memory that it writes.
#include "Codegen/Kernels/MatmulPacking.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
/// Channels, and pixels of an image, below which tiles are not filled.
constexpr int64_t leastChannels = 16, leastPixels = 16;
/// Rows of pixels up to this length are read where they are.
constexpr int64_t shortRowBytes = 1024;
/// By how much fuller vectors of another form may be.
constexpr double mostGain = 1.2;
/// Tasks that one image should have.
constexpr int64_t enoughTasks = 16;
/// The part of a vector that pixels at the end of an image must fill.
constexpr int64_t leastPartOfVector = 4; // a fourth
constexpr int64_t manyBlocks = 4;
/// Sums that a tile should have at least, so that each has its latency hidden by the others.
constexpr int64_t enoughSums = 8;

/// Rows of a tile, at most `most`, such that whole tiles and the lower one at the end take the least time.
int64_t heightOfTile(int64_t rows, int64_t most) {
  int64_t best = 1, least = INT64_MAX;
  for (int64_t height = std::min(rows, most); height >= 1; --height) {
    int64_t rest = rows % height;
    int64_t time = rows / height * std::max(height, enoughSums) + (rest ? std::max(rest, enoughSums) : 0);
    if (time < least) {
      least = time;
      best = height;
    }
  }
  return best;
}

bool isDense(kernel::ConvOp op) {
  return llvm::all_of(op.getStrides(), [](int64_t stride) { return stride == 1; });
}

class ConvOfPixels {
public:
  ConvOfPixels(kernel::ConvOp op, Target target)
      : op(op), b(op, target), window(op, op.getLhs(), op.getInit(), op.getRhs()),
        element(cast<MemRefType>(op.getRhs().getType()).getElementType()), epilogue(op),
        channels(window.input[1]), outputs(window.output[1]), pixels(window.output[2] * window.output[3]) {
    int64_t lanes = target.lanes(element), bytes = element.getIntOrFloatBitWidth() / 8;
    const int64_t rest = pixels % lanes;
    isTransposed = op.getTransposed();
    // Vectors of channels need them side by side in the weights, which for one image costs more than it
    // gives.
    const bool suitsTail = isDense(op) && !(isTransposed && window.output[0] == 1) && pixels > lanes;
    tail = suitsTail && rest * leastPartOfVector <= lanes ? rest : 0;
    pixels -= tail;
    int64_t vectors = std::min<int64_t>(llvm::divideCeil(pixels, lanes), target.registers >= 32 ? 4 : 2);
    width = vectors * lanes;
    height = heightOfTile(outputs, target.accumulators() / vectors);
    int64_t ofStack = target.stackBytes / 2 / (channels * bytes),
            ofCache = target.l2Bytes / 2 / (channels * bytes);
    readsOutput = llvm::any_of(op.getExtras(),
                               [&](Value extra) { return rootOf(extra) == rootOf(this->op.getInit()); });
    isInPlace = isDense(op) && (pixels * bytes <= shortRowBytes || ofStack < width);
    // Tasks of one image have blocks of their own, as long as there are enough: two of the same would both
    // copy it.
    const bool isOneImage = window.output[0] == 1;
    if (!isDense(op)) { // whole rows
      int64_t rows = std::min(ofStack / window.output[3], window.output[2]);
      if (isOneImage)
        rows = std::min(rows, std::max<int64_t>(llvm::divideCeil(window.output[2], enoughTasks),
                                                llvm::divideCeil(width, window.output[3])));
      block = rows * window.output[3];
    } else {
      int64_t most = std::max(isInPlace ? ofCache : ofStack, width);
      if (isOneImage && !isInPlace)
        most = std::min<int64_t>(most, llvm::alignTo(llvm::divideCeil(pixels, enoughTasks), width));
      const int64_t blocks = llvm::divideCeil(pixels, most);
      // Of many blocks the last may be small; few are of about one size, so that threads get equal shares.
      block = blocks >= manyBlocks ? llvm::alignDown(most, width)
                                   : llvm::alignTo(llvm::divideCeil(pixels, blocks), lanes);
      block = std::min(block, pixels);
    }
  }

  /// Whether a block fits on the stack, and vectors along channels would not be much fuller; those take a
  /// copy of the weights, which is too much for one image.
  bool suits() const {
    int64_t lanes = b.target.lanes(element);
    ChannelVectors vectors(outputs, pixels, lanes);
    return block > 0 && (window.output[0] == 1 || vectors.byChannels <= mostGain * vectors.byRows);
  }

  void run() {
    flatten();
    int64_t blocks = llvm::divideCeil(pixels, block);
    if (window.output[0] == 1) { // threads share the one image
      int64_t tiles = llvm::divideCeil(outputs, height);
      int64_t parts = std::clamp<int64_t>(enoughTasks / blocks, 1, tiles);
      image = b.index(0);
      if (tail) {
        ends = memref::AllocOp::create(b, MemRefType::get({tail, channels}, element),
                                       b.getI64IntegerAttr(kernel::kBufferAlignment));
        fillEnds();
      }
      b.parallel(b.index(blocks * parts), [&](Value task) {
        allocate();
        Value part = b.rem(task, b.index(parts));
        auto begin = [&](Value number) { return b.mul(b.div(b.mul(number, tiles), b.index(parts)), height); };
        firstOutput = begin(part);
        endOutput = b.min(begin(b.add(part, 1)), b.index(outputs));
        Value first = blocks == 1 ? b.index(0) : b.mul(b.div(task, b.index(parts)), block);
        int64_t rest = pixels % block;
        if (!rest)
          return ofBlock(first, block);
        Value isWhole = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, first, b.index(pixels - rest));
        auto branch = scf::IfOp::create(b, isWhole, /*withElseRegion=*/true);
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPoint(branch.thenBlock()->getTerminator());
        ofBlock(first, block);
        b.setInsertionPoint(branch.elseBlock()->getTerminator());
        ofBlock(first, rest);
      });
      return;
    }
    firstOutput = b.index(0);
    endOutput = b.index(outputs);
    b.overImages(b.size(output, 0), [&](Value n) {
      image = n;
      allocate();
      if (tail) {
        ends = onStack(tail, channels);
        fillEnds();
      }
      int64_t whole = llvm::alignDown(pixels, block);
      b.loop(b.index(0), b.index(whole), block, [&](Value first) { ofBlock(first, block); });
      if (whole < pixels)
        ofBlock(b.index(whole), pixels - whole);
    });
  }

private:
  /// Images become [N, C, pixels], and weights matrices.
  void flatten() {
    auto rows = [&](Value buffer) -> Value {
      return memref::CollapseShapeOp::create(b, buffer, SmallVector<ReassociationIndices>{{0}, {1}, {2, 3}});
    };
    input = isDense(op) ? rows(op.getLhs()) : op.getLhs();
    output = rows(op.getInit());
    weights =
        memref::CollapseShapeOp::create(b, op.getRhs(), SmallVector<ReassociationIndices>{{0}, {1, 2, 3}});
    if (tail && isTransposed) {
      Value exchanged = memref::AllocOp::create(b, MemRefType::get({outputs, channels}, element),
                                                b.getI64IntegerAttr(kernel::kBufferAlignment));
      linalg::TransposeOp::create(b, weights, exchanged, ArrayRef<int64_t>{1, 0});
      weights = exchanged;
      isTransposed = false;
    }
    for (auto [map, extra] : llvm::zip_equal(epilogue.maps, epilogue.extras)) {
      SmallVector<ReassociationIndices> groups;
      SmallVector<AffineExpr> results;
      for (auto [i, result] : llvm::enumerate(map.getResults())) {
        unsigned d = cast<AffineDimExpr>(result).getPosition();
        if (d == 3) {
          groups.back().push_back(i);
          continue;
        }
        groups.push_back({static_cast<int64_t>(i)});
        results.push_back(b.getAffineDimExpr(d));
      }
      if (groups.size() < map.getNumResults())
        extra = memref::CollapseShapeOp::create(b, extra, groups);
      map = AffineMap::get(3, 0, results, b.getContext());
    }
  }

  void ofBlock(Value first, int64_t count) {
    Value source = copy;
    if (isInPlace)
      source = partOf(b, input, image, b.index(0), first, b.getIndexAttr(channels), b.getIndexAttr(count));
    else
      fillCopy(first, count);
    // Parts of the channels whose pixels stay in the second cache while all weights of the part are read.
    int64_t bytes = element.getIntOrFloatBitWidth() / 8;
    int64_t parts = readsOutput ? 1 : llvm::divideCeil(channels * count * bytes, b.target.l2Bytes / 2);
    int64_t each = llvm::divideCeil(channels, parts);
    for (int64_t from = 0; from < channels; from += each)
      ofChannels(source, from, std::min(each, channels - from), first, count);
  }

  /// Adds the products of `deep` channels from `from` on to the outputs of a block.
  void ofChannels(Value source, int64_t from, int64_t deep, Value first, int64_t count) {
    int64_t rest = outputs % height;
    b.loop(firstOutput, b.min(endOutput, b.index(outputs - rest)), height,
           [&](Value row) { ofRows(source, row, height, from, deep, first, count); });
    if (!rest)
      return;
    Value isLast = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, endOutput, b.index(outputs));
    auto branch = scf::IfOp::create(b, isLast, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(branch.thenBlock()->getTerminator());
    ofRows(source, b.index(outputs - rest), rest, from, deep, first, count);
  }

  /// The same for `rows` output channels.
  void ofRows(Value source, Value row, int64_t rows, int64_t from, int64_t depth, Value first,
              int64_t count) {
    OpFoldResult high = b.getIndexAttr(rows), deep = b.getIndexAttr(depth);
    Value none = b.index(0), begin = b.index(from);
    Value left = isTransposed ? partOf(b, weights, {}, begin, row, deep, high)
                              : partOf(b, weights, {}, row, begin, high, deep);
    if (isTransposed)
      left = transposed(b, left);
    auto tile = [&](Value column, int64_t columns) {
      OpFoldResult wide = b.getIndexAttr(columns);
      Value right = partOf(b, source, {}, begin, column, deep, wide);
      Value at = b.add(first, column);
      auto sums = kernel::BrgemmOp::create(b, left, right, partOf(b, output, image, row, at, high, wide));
      sums.setAccumulate(from > 0);
      if (!epilogue.region.empty() && from + depth == channels)
        epilogue.addTo(b, sums, image, {row, at}, {high, wide});
    };
    int64_t whole = llvm::alignDown(count, width);
    b.loop(none, b.index(whole), width, [&](Value column) { tile(column, width); });
    if (whole < count)
      tile(b.index(whole), count - whole);
    const bool isLast = count == pixels || count < block;
    if (tail && isLast)
      ofEnds(left, row, rows, from, depth);
    if (tail && !isLast && pixels % block == 0) {
      Value last = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, first, b.index(pixels - block));
      auto branch = scf::IfOp::create(b, last, /*withElseRegion=*/false);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPoint(branch.thenBlock()->getTerminator());
      ofEnds(left, row, rows, from, depth);
    }
  }

  /// The same for the pixels at the end of the image, with vectors along channels.
  void ofEnds(Value left, Value row, int64_t rows, int64_t from, int64_t depth) {
    OpFoldResult deep = b.getIndexAttr(depth), wide = b.getIndexAttr(tail);
    Value right = transposed(b, partOf(b, ends, {}, b.index(0), b.index(from), wide, deep));
    const int64_t each = llvm::divideCeil(rows, llvm::divideCeil(rows * tail, b.target.accumulators()));
    for (int64_t i = 0; i < rows; i += each) {
      OpFoldResult high = b.getIndexAttr(std::min(each, rows - i));
      Value at[] = {b.add(row, i), b.index(pixels)};
      auto sums = kernel::BrgemmOp::create(b, partOf(b, left, {}, b.index(i), b.index(0), high, deep), right,
                                           partOf(b, output, image, at[0], at[1], high, wide));
      sums.setAccumulate(from > 0);
      if (!epilogue.region.empty() && from + depth == channels)
        epilogue.addTo(b, sums, image, at, {high, wide});
    }
  }

  /// Copies the pixels at the end of an image to where the channels of each lie side by side.
  void fillEnds() {
    b.loop(b.index(0), b.index(channels), 1, [&](Value c) {
      for (int64_t i = 0; i < tail; ++i) {
        Value from[] = {image, c, b.index(pixels + i)}, to[] = {b.index(i), c};
        memref::StoreOp::create(b, memref::LoadOp::create(b, input, from), ends, to);
      }
    });
  }

  /// Memory on the stack for a block of pixels as [C, pixels].
  void allocate() {
    int64_t lanes = b.target.lanes(element), bytes = element.getIntOrFloatBitWidth() / 8;
    // Rows that a power of two lies between would fall into few sets of the first cache.
    auto pitch = static_cast<int64_t>(llvm::alignTo(block, lanes));
    if (llvm::isPowerOf2_64(static_cast<uint64_t>(pitch * bytes)) && pitch > width)
      pitch += lanes;
    if (!isInPlace)
      copy = onStack(channels, pitch);
  }

  Value onStack(int64_t rows, int64_t columns) {
    return memref::AllocaOp::create(b, MemRefType::get({rows, columns}, element),
                                    b.getI64IntegerAttr(kernel::kBufferAlignment));
  }

  void fillCopy(Value first, int64_t count) {
    int64_t length = isDense(op) ? count : window.output[3];
    b.loop(b.index(0), b.index(channels), 1, [&](Value c) {
      b.loop(b.index(0), b.index(count), length,
             [&](Value from) { copyRow(c, b.add(first, from), from, length); });
    });
  }

  /// `length` pixels that lie in one row, or are all of the image if there are no strides.
  void copyRow(Value c, Value pixel, Value to, int64_t length) {
    int64_t lanes = b.target.lanes(element), stride = op.getStrides()[1];
    auto vector = [&](Value column, int64_t valid) {
      Value loaded;
      if (isDense(op)) {
        loaded = b.load(input, {image, c, b.add(pixel, column)}, valid);
      } else {
        Value row = b.mul(b.div(pixel, b.index(window.output[3])), op.getStrides()[0]);
        Value place[] = {image, c, row, b.mul(column, stride)};
        if (stride == 2 && window.input[3] >= 2 * window.output[3]) {
          loaded = b.loadPairs(input, place, valid).first;
        } else {
          Values one(place, place + 4);
          SmallVector<Value> elements;
          Value zero = arith::ConstantOp::create(b, b.getFloatAttr(element, 0));
          for (int64_t i = 0; i < lanes; ++i) {
            one[3] = b.add(place[3], std::min(i, valid - 1) * stride);
            elements.push_back(i < valid ? Value(memref::LoadOp::create(b, input, one)) : zero);
          }
          loaded = vector::FromElementsOp::create(b, b.vectorOf(element), elements);
        }
      }
      b.store(loaded, copy, {c, b.add(to, column)}, valid);
    };
    int64_t whole = llvm::alignDown(length, lanes);
    b.loop(b.index(0), b.index(whole), lanes, [&](Value column) { vector(column, lanes); });
    if (whole < length)
      vector(b.index(whole), length - whole);
  }

  kernel::ConvOp op;
  TileBuilder b;
  Window window;
  Type element;
  Epilogue epilogue;
  int64_t channels, outputs, pixels; ///< pixels: without those of `tail`
  int64_t tail;                      ///< pixels at the end that fill a small part of a vector
  int64_t width, height, block;      ///< of a tile: pixels and channels; pixels of a block
  bool isTransposed;                 ///< whether weights are [C, M]
  bool isInPlace, readsOutput;       ///< readsOutput: the epilogue does, so that sums cannot be kept there
  Value input, output, weights, copy, image, firstOutput, endOutput;
  Value ends; ///< pixels of the tail, as [tail, C]
};
} // namespace

bool canFlatten(kernel::ConvOp op) {
  auto hasIdentityLayout = [](Value buffer) {
    return cast<MemRefType>(buffer.getType()).getLayout().isIdentity();
  };
  for (auto [map, extra] :
       llvm::zip_equal(op.getEpilogueMaps().getAsValueRange<AffineMapAttr>(), op.getExtras()))
    if (map.isFunctionOfDim(2) != map.isFunctionOfDim(3) || !hasIdentityLayout(extra))
      return false;
  return hasIdentityLayout(op.getLhs()) && hasIdentityLayout(op.getRhs()) && hasIdentityLayout(op.getInit());
}

bool suitsPixels(kernel::ConvOp op, Target target) {
  Window window(op, op.getLhs(), op.getInit(), op.getRhs());
  return window.kernel[0] == 1 && window.kernel[1] == 1 && window.group == 1 && window.isStatic() &&
         llvm::all_of(window.pads, [](int64_t pad) { return pad == 0; }) &&
         window.input[1] >= leastChannels && window.output[1] >= leastChannels &&
         window.output[2] * window.output[3] >= leastPixels && canFlatten(op) &&
         ConvOfPixels(op, target).suits();
}

void expandConvOfPixels(kernel::ConvOp op, Target target) { ConvOfPixels(op, target).run(); }
} // namespace dlc

// Convolutions of bytes as products of matrices: the weights [M, places · C] times what lies under the window
// at each pixel, [places · C, pixels]. A task copies the latter for a few rows of an image to panels as wide
// as a tile, in groups of four channels, as dot products of bytes take them; the sums of a tile are of
// neighbouring pixels, as the output has them. Weights come into the same order, once where they are kept.
#include "Codegen/KernelForm.h"
#include "Codegen/Kernels/ByteProducts.h"
#include "Codegen/Kernels/MatmulPacking.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
/// Tasks that a convolution should have, so that threads get equal shares.
constexpr int64_t enoughTasks = 16;
/// Output channels below which a task does not pay for panels of its own.
constexpr int64_t leastOutputs = 64;
/// Sums that a tile should have at least, so that each has its latency hidden by the others.
constexpr int64_t enoughSums = 8;
/// Bytes that are copied at once.
constexpr int64_t mostOfPiece = 64;

class ConvOfBytes {
public:
  ConvOfBytes(kernel::ConvOp op, Target target)
      : op(op), b(op, target), window(op, op.getLhs(), op.getInit(), op.getRhs()), i8(b.getI8Type()),
        epilogue(op), lanes(target.lanes(b.getI32Type())), length(window.output[3]),
        channels(window.input[1] / window.group), outputs(window.output[1] / window.group) {
    channelGroups = llvm::divideCeil(channels, bytesOfGroup);
    groups = channelGroups * window.kernel[0] * window.kernel[1];
    const int64_t pixels = window.output[2] * length, sums = ByteProducts(op).accumulators();
    const int64_t vectors = pixels <= lanes ? 1 : 2;
    width = vectors * lanes;
    height = heightOfTile(std::max<int64_t>(sums / vectors, 1));
    // Panels of a block stay on the stack, or in the second cache.
    const int64_t ofStack = target.stackBytes / 2 / (groups * bytesOfGroup);
    block = std::clamp<int64_t>(ofStack / std::max<int64_t>(length, 1), 1, window.output[2]);
    block = llvm::divideCeil(window.output[2], llvm::divideCeil(window.output[2], block));
    isOnStack = static_cast<int64_t>(llvm::alignTo(block * length, width)) <= ofStack;
  }

  void run() {
    const int64_t pixels = window.output[2] * length;
    b.setLoc(withForm(op->getLoc(), {"product over pixels of bytes", lanes,
                                     double(pixels) / double(llvm::alignTo(pixels, lanes))}));
    output = flattened(op.getInit());
    flattenExtras();
    packWeights();
    const int64_t blocks = llvm::divideCeil(window.output[2], block);
    const int64_t images = ShapedType::isDynamic(window.output[0]) ? 1 : window.output[0];
    const int64_t tiles = llvm::divideCeil(outputs, height);
    const int64_t parts =
        std::clamp<int64_t>(enoughTasks / std::max<int64_t>(images * window.group * blocks, 1), 1,
                            std::max<int64_t>(std::min(tiles, outputs / leastOutputs), 1));
    const int64_t each = window.group * blocks * parts;
    Value tasks = b.mul(b.size(op.getInit(), 0), each);
    if (!isOnStack)
      panels = memref::AllocOp::create(
          b, MemRefType::get({ShapedType::kDynamic, panelsOf(block), groups, width * bytesOfGroup}, i8),
          ValueRange{tasks}, b.getI64IntegerAttr(kernel::kBufferAlignment));
    b.parallel(tasks, [&](Value task) {
      image = b.div(task, b.index(each));
      Value inImage = b.rem(task, b.index(each));
      Value part = b.rem(inImage, b.index(parts)), rest = b.div(inImage, b.index(parts));
      Value row = b.mul(b.rem(rest, b.index(blocks)), block);
      group = b.div(rest, b.index(blocks));
      auto begin = [&](Value number) { return b.mul(b.div(b.mul(number, tiles), b.index(parts)), height); };
      firstOutput = begin(part);
      endOutput = b.min(begin(b.add(part, 1)), b.index(outputs));
      slot = isOnStack ? Value() : task;
      if (isOnStack)
        panels = onStack({panelsOf(block), groups, width * bytesOfGroup});
      lines = onStack({bytesOfGroup, static_cast<int64_t>(llvm::alignTo(block * length, lanes))});
      const int64_t last = window.output[2] % block;
      if (!last)
        return ofBlock(row, block);
      Value isWhole =
          arith::CmpIOp::create(b, arith::CmpIPredicate::ult, row, b.index(window.output[2] - last));
      auto branch = scf::IfOp::create(b, isWhole, /*withElseRegion=*/true);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPoint(branch.thenBlock()->getTerminator());
      ofBlock(row, block);
      b.setInsertionPoint(branch.elseBlock()->getTerminator());
      ofBlock(row, last);
    });
    if (isCopied)
      memref::CopyOp::create(b, whole, op.getInit());
  }

private:
  /// Rows of a tile, at most `most`, such that whole tiles and the lower one at the end take the least time.
  int64_t heightOfTile(int64_t most) const {
    int64_t best = 1, least = INT64_MAX;
    for (int64_t tall = std::min(outputs, most); tall >= 1; --tall) {
      const int64_t rest = outputs % tall;
      int64_t time =
          outputs / tall * std::max(tall, enoughSums / 2) + (rest ? std::max(rest, enoughSums / 2) : 0);
      if (time < least) {
        least = time;
        best = tall;
      }
    }
    return best;
  }

  int64_t panelsOf(int64_t rows) const { return llvm::divideCeil(rows * length, width); }

  Value onStack(ArrayRef<int64_t> shape) {
    return memref::AllocaOp::create(b, MemRefType::get(shape, i8),
                                    b.getI64IntegerAttr(kernel::kBufferAlignment));
  }

  static bool hasIdentityLayout(Value buffer) {
    return cast<MemRefType>(buffer.getType()).getLayout().isIdentity();
  }

  /// Memory like that of a buffer, in which all elements lie side by side.
  Value denseLike(Value buffer) {
    auto type = cast<MemRefType>(buffer.getType());
    Values sizes;
    for (int64_t d = 0; d < type.getRank(); ++d)
      if (type.isDynamicDim(d))
        sizes.push_back(b.size(buffer, d));
    return memref::AllocOp::create(b, MemRefType::get(type.getShape(), type.getElementType()), sizes,
                                   b.getI64IntegerAttr(kernel::kBufferAlignment));
  }

  /// The output as [N, M, pixels]; where its rows lie apart, memory that is copied to it in the end.
  Value flattened(Value buffer) {
    whole = buffer;
    isCopied = !hasIdentityLayout(buffer);
    if (isCopied)
      whole = denseLike(buffer);
    return memref::CollapseShapeOp::create(b, whole, SmallVector<ReassociationIndices>{{0}, {1}, {2, 3}});
  }

  void flattenExtras() {
    for (auto [map, extra] : llvm::zip_equal(epilogue.maps, epilogue.extras)) {
      SmallVector<ReassociationIndices> together;
      SmallVector<AffineExpr> results;
      for (auto [i, result] : llvm::enumerate(map.getResults())) {
        unsigned d = cast<AffineDimExpr>(result).getPosition();
        if (d == 3) {
          together.back().push_back(i);
          continue;
        }
        together.push_back({static_cast<int64_t>(i)});
        results.push_back(b.getAffineDimExpr(d));
      }
      if (together.size() < map.getNumResults()) {
        if (!hasIdentityLayout(extra)) {
          Value dense = denseLike(extra);
          memref::CopyOp::create(b, extra, dense);
          extra = dense;
        }
        extra = memref::CollapseShapeOp::create(b, extra, together);
      }
      map = AffineMap::get(3, 0, results, b.getContext());
    }
  }

  /// [M, groups · 4]: of each four channels the places of the window, row by row. Where there are no four,
  /// the rest is 0.
  void packWeights() {
    const int64_t tall = window.kernel[0], wide = window.kernel[1];
    if (tall == 1 && wide == 1 && channels % bytesOfGroup == 0 && hasIdentityLayout(op.getRhs())) {
      weights =
          memref::CollapseShapeOp::create(b, op.getRhs(), SmallVector<ReassociationIndices>{{0}, {1, 2, 3}});
      return;
    }
    weights = memref::AllocOp::create(b, MemRefType::get({window.output[1], groups * bytesOfGroup}, i8),
                                      b.getI64IntegerAttr(kernel::kBufferAlignment));
    Value zero = arith::ConstantOp::create(b, b.getIntegerAttr(i8, 0));
    b.rearrange("weights packed", b.index(window.output[1]), [&](Value m) {
      overPlaces([&](Value four, Value kh, Value kw, Value at) {
        auto copy = [&](int64_t count) {
          for (int64_t i = 0; i < bytesOfGroup; ++i) {
            Value byte = zero;
            if (i < count)
              byte = memref::LoadOp::create(b, op.getRhs(),
                                            ValueRange{m, b.add(b.mul(four, bytesOfGroup), i), kh, kw});
            memref::StoreOp::create(b, byte, weights, ValueRange{m, b.add(b.mul(at, bytesOfGroup), i)});
          }
        };
        const int64_t rest = channels % bytesOfGroup;
        if (!rest)
          return copy(bytesOfGroup);
        Value isWhole =
            arith::CmpIOp::create(b, arith::CmpIPredicate::ult, four, b.index(channels / bytesOfGroup));
        auto branch = scf::IfOp::create(b, isWhole, /*withElseRegion=*/true);
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPoint(branch.thenBlock()->getTerminator());
        copy(bytesOfGroup);
        b.setInsertionPoint(branch.elseBlock()->getTerminator());
        copy(rest);
      });
    });
  }

  /// Every four channels and place of the window, and the number of the group that they are.
  void overPlaces(llvm::function_ref<void(Value four, Value kh, Value kw, Value at)> body) {
    const int64_t tall = window.kernel[0], wide = window.kernel[1];
    b.loop(b.index(0), b.index(channelGroups), 1, [&](Value four) {
      b.loop(b.index(0), b.index(tall), 1, [&](Value kh) {
        b.loop(b.index(0), b.index(wide), 1,
               [&](Value kw) { body(four, kh, kw, b.add(b.mul(b.add(b.mul(four, tall), kh), wide), kw)); });
      });
    });
  }

  void ofBlock(Value row, int64_t rows) {
    fillPanels(row, rows);
    const int64_t count = rows * length, rest = outputs % height;
    Value firstPixel = b.mul(row, length);
    auto tiles = [&](Value panel, int64_t valid) {
      auto tile = [&](Value output, int64_t tall) { ofTile(output, tall, panel, firstPixel, valid); };
      b.loop(firstOutput, b.min(endOutput, b.index(outputs - rest)), height,
             [&](Value output) { tile(output, height); });
      if (!rest)
        return;
      Value isLast = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, endOutput, b.index(outputs));
      auto branch = scf::IfOp::create(b, isLast, /*withElseRegion=*/false);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPoint(branch.thenBlock()->getTerminator());
      tile(b.index(outputs - rest), rest);
    };
    if (count >= width)
      b.loop(b.index(0), b.index(count / width), 1, [&](Value panel) { tiles(panel, width); });
    if (count % width)
      tiles(b.index(count / width), count % width);
  }

  /// `tall` output channels of the group by `valid` pixels.
  void ofTile(Value channel, int64_t tall, Value panel, Value firstPixel, int64_t valid) {
    OpFoldResult high = b.getIndexAttr(tall), wide = b.getIndexAttr(valid);
    Value row = b.add(b.mul(group, outputs), channel), pixel = b.add(firstPixel, b.mul(panel, width));
    Value left = partOf(b, weights, {}, row, b.index(0), high, b.getIndexAttr(groups * bytesOfGroup));
    auto sums = kernel::BrgemmOp::create(b, left, partOfPanels(panel),
                                         partOf(b, output, image, row, pixel, high, wide));
    sums->setAttr(kernel::kSignedLhs, b.getUnitAttr());
    if (!epilogue.region.empty())
      epilogue.addTo(b, sums, image, {row, pixel}, {high, wide});
  }

  Value partOfPanels(Value panel) {
    SmallVector<OpFoldResult> offsets{panel, b.getIndexAttr(0), b.getIndexAttr(0)},
        sizes{b.getIndexAttr(1), b.getIndexAttr(groups), b.getIndexAttr(width * bytesOfGroup)};
    if (slot) {
      offsets.insert(offsets.begin(), slot);
      sizes.insert(sizes.begin(), b.getIndexAttr(1));
    }
    SmallVector<OpFoldResult> steps(offsets.size(), b.getIndexAttr(1));
    auto type = memref::SubViewOp::inferRankReducedResultType(
        {groups, width * bytesOfGroup}, cast<MemRefType>(panels.getType()), offsets, sizes, steps);
    return memref::SubViewOp::create(b, cast<MemRefType>(type), panels, offsets, sizes, steps);
  }

  /// What lies under the window at each pixel of `rows` rows. What is behind the last pixel is not used.
  void fillPanels(Value row, int64_t rows) {
    auto bytes = VectorType::get({lanes}, i8);
    overPlaces([&](Value four, Value kh, Value kw, Value at) {
      for (int64_t i = 0; i < bytesOfGroup; ++i) {
        // The weights of channels that there are not are 0.
        Value channel = b.min(b.add(b.mul(four, bytesOfGroup), i), b.index(channels - 1));
        copyLine(b.add(b.mul(group, channels), channel), row, rows, kh, kw, i);
      }
      const int64_t vectors = llvm::divideCeil(rows * length, lanes), ofPanel = width / lanes;
      auto store = [&](Value v) {
        Values lanesOf;
        for (int64_t i = 0; i < bytesOfGroup; ++i)
          lanesOf.push_back(vector::LoadOp::create(b, bytes, lines, ValueRange{b.index(i), b.mul(v, lanes)}));
        Values place{b.div(v, b.index(ofPanel)), at, b.mul(b.rem(v, b.index(ofPanel)), lanes * bytesOfGroup)};
        if (slot)
          place.insert(place.begin(), slot);
        vector::StoreOp::create(b, interleave(b, lanesOf), panels, place);
      };
      b.loop(b.index(0), b.index(vectors), 1, [&](Value v) { store(v); });
    });
  }

  /// The pixels of one channel under one place of the window, side by side.
  void copyLine(Value channel, Value row, int64_t rows, Value kh, Value kw, int64_t line) {
    const bool isDense = window.strides[1] == 1 && isContiguousAlongRows(op.getLhs());
    Value first = b.mul(kw, window.dilations[1]), to = b.index(line);
    // Rows of which all pixels are read are one.
    const bool isOneRow = isDense && window.strides[0] == 1 && window.input[3] == length &&
                          hasIdentityLayout(op.getLhs()) && rows * length >= mostOfPiece;
    Value input = op.getLhs();
    if (isOneRow)
      input = memref::CollapseShapeOp::create(b, input, SmallVector<ReassociationIndices>{{0}, {1}, {2, 3}});
    const int64_t count = isOneRow ? rows * length : length;
    b.loop(b.index(0), b.index(isOneRow ? 1 : rows), 1, [&](Value r) {
      Value from = b.add(b.mul(b.add(row, r), window.strides[0]), b.mul(kh, window.dilations[0]));
      auto place = [&](Value column) {
        if (isOneRow)
          return Values{image, channel, b.add(b.mul(from, length), column)};
        return Values{image, channel, from, b.add(first, column)};
      };
      Value start = b.mul(r, length);
      if (!isDense) {
        b.loop(b.index(0), b.index(count), 1, [&](Value column) {
          Value byte = memref::LoadOp::create(b, input, place(b.mul(column, window.strides[1])));
          memref::StoreOp::create(b, byte, lines, ValueRange{to, b.add(start, column)});
        });
        return;
      }
      // Pieces of which the last may copy again what the one before it has.
      const int64_t piece = llvm::bit_floor(static_cast<uint64_t>(std::min(count, mostOfPiece)));
      auto type = VectorType::get({piece}, i8);
      auto copy = [&](Value column) {
        Value bytes = vector::LoadOp::create(b, type, input, place(column));
        vector::StoreOp::create(b, bytes, lines, ValueRange{to, b.add(start, column)});
      };
      b.loop(b.index(0), b.index(llvm::alignDown(count, piece)), piece, copy);
      if (count % piece)
        copy(b.index(count - piece));
    });
  }

  kernel::ConvOp op;
  TileBuilder b;
  Window window;
  Type i8;
  Epilogue epilogue;
  int64_t lanes, length;         ///< length: of a row of the output
  int64_t channels, outputs;     ///< of a group of the convolution
  int64_t channelGroups, groups; ///< of four bytes: of channels, and of all places of the window
  int64_t width, height;         ///< of a tile: pixels and output channels
  int64_t block;                 ///< rows of a task
  bool isOnStack, isCopied = false;
  Value whole, output, weights, panels, lines, slot;
  Value image, group, firstOutput, endOutput; ///< of the task
};
} // namespace

void expandConvOfBytes(kernel::ConvOp op, Target target) { ConvOfBytes(op, target).run(); }
} // namespace dlc

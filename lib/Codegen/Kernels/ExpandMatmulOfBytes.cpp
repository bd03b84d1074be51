// Matrix products of bytes as loops around tiles (kernel.brgemm). The right side, most often weights, is
// copied to panels as wide as a tile, in groups of four bytes along k, as dot products of bytes take them.
// The left side is read where it is if its rows lie in whole groups, and else copied to such rows. k is not
// cut: a panel has a fourth of the bytes that it has in f32, and what the epilogue makes of a sum cannot be
// added to.
#include "Codegen/KernelForm.h"
#include "Codegen/Kernels/ByteProducts.h"
#include "Codegen/Kernels/MatmulPacking.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
/// Tasks that a product should have, so that threads get equal shares.
constexpr int64_t enoughTasks = 48;
/// Tiles of so few sums do not hide the latency of a dot product.
constexpr int64_t enoughSums = 8;

class MatmulOfBytes {
public:
  MatmulOfBytes(kernel::MatmulOp op, Target target)
      : op(op), b(op, target), type(cast<MemRefType>(op.getInit().getType())), i8(b.getI8Type()),
        isBatched(type.getRank() == 3), staticRows(type.getDimSize(isBatched)),
        staticColumns(type.getShape().back()), lanes(target.lanes(b.getI32Type())) {
    staticDepth =
        cast<MemRefType>(op.getRhs().getType()).getShape()[isBatched + (op.getTransposeRhs() ? 1 : 0)];
    groups = llvm::divideCeil(staticDepth, bytesOfGroup);
    const int64_t sums = ByteProducts(op).accumulators();
    int64_t vectors = staticColumns <= lanes ? 1 : 2;
    if (!ShapedType::isDynamic(staticRows))
      while (vectors < 4 && staticRows * 2 * vectors <= enoughSums && staticColumns > vectors * lanes)
        vectors *= 2;
    width = vectors * lanes;
    height = sums / vectors;
    if (!ShapedType::isDynamic(staticRows) && staticRows > 0) // tiles of equal height
      height = llvm::divideCeil(staticRows, llvm::divideCeil(staticRows, height));
    rows = b.size(op.getInit(), isBatched);
    columns = b.index(staticColumns);
    products = isBatched ? b.size(op.getInit(), 0) : b.index(1);
  }

  void run() {
    b.setLoc(withForm(op->getLoc(), {"panels of bytes", lanes,
                                     double(staticColumns) / double(llvm::alignTo(staticColumns, lanes))}));
    lhs = op.getLhs();
    isCopied = op.getTransposeLhs() || !isContiguousAlongRows(lhs) || staticDepth % bytesOfGroup;
    if (isCopied)
      copyLhs();
    packRhs();
    chooseBlocks();
    Value panelBlocks = b.ceilDiv(columns, blockPanels * width), rowBlocks = b.ceilDiv(rows, blockRows);
    Value each = b.mul(rowBlocks, panelBlocks);
    // Rows first: tasks of a thread that follow one another read the same panels.
    b.parallel(isBatched ? b.mul(products, each) : each, [&](Value task) {
      number = isBatched ? b.div(task, each) : Value();
      if (isBatched)
        task = b.rem(task, each);
      firstRow = b.mul(b.rem(task, rowBlocks), blockRows);
      endRow = b.min(b.add(firstRow, blockRows), rows);
      Value first = b.mul(b.div(task, rowBlocks), blockPanels * width);
      Value end = b.min(b.add(first, blockPanels * width), columns);
      const int64_t whole = llvm::alignDown(staticColumns, width), rest = staticColumns - whole;
      if (whole)
        b.loop(first, b.min(end, b.index(whole)), width, [&](Value column) { ofPanel(column, width); });
      if (!rest)
        return;
      ifTrue(arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, end, b.index(whole)),
             [&] { ofPanel(b.index(whole), rest); });
    });
  }

private:
  void ifTrue(Value condition, llvm::function_ref<void()> body) {
    auto branch = scf::IfOp::create(b, condition, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(branch.thenBlock()->getTerminator());
    body();
  }

  Value zero() { return arith::ConstantOp::create(b, b.getIntegerAttr(i8, 0)); }

  Value allocate(ArrayRef<OpFoldResult> sizes) {
    SmallVector<int64_t> shape;
    Values dynamic;
    for (OpFoldResult size : sizes) {
      std::optional<int64_t> known = getConstantIntValue(size);
      shape.push_back(known.value_or(ShapedType::kDynamic));
      if (!known)
        dynamic.push_back(cast<Value>(size));
    }
    return memref::AllocOp::create(b, MemRefType::get(shape, i8), dynamic,
                                   b.getI64IntegerAttr(kernel::kBufferAlignment));
  }

  /// Rows of whole groups, filled up with zeros.
  void copyLhs() {
    const int64_t length = groups * bytesOfGroup;
    SmallVector<OpFoldResult> sizes{rows, b.getIndexAttr(length)};
    if (isBatched)
      sizes.insert(sizes.begin(), products);
    Value copy = allocate(sizes);
    b.rearrange("rows packed", isBatched ? b.mul(products, rows) : rows, [&](Value task) {
      Value row = isBatched ? b.rem(task, rows) : task;
      auto place = [&](Value row, Value k) {
        return isBatched ? Values{b.div(task, rows), row, k} : Values{row, k};
      };
      b.loop(b.index(0), b.index(staticDepth), 1, [&](Value k) {
        Value byte =
            memref::LoadOp::create(b, op.getLhs(), op.getTransposeLhs() ? place(k, row) : place(row, k));
        memref::StoreOp::create(b, byte, copy, place(row, k));
      });
      for (int64_t k = staticDepth; k < length; ++k)
        memref::StoreOp::create(b, zero(), copy, place(row, b.index(k)));
    });
    lhs = copy;
  }

  /// Panels [products · columns / width, groups, width · 4]. What a panel has behind the last column is not
  /// used, and what a group has behind the last row is 0.
  void packRhs() {
    panels = llvm::divideCeil(staticColumns, width);
    Value all = b.mul(products, panels);
    packed = allocate({all, b.getIndexAttr(groups), b.getIndexAttr(width * bytesOfGroup)});
    b.rearrange("panels packed", all, [&](Value task) {
      Value product = isBatched ? b.div(task, b.index(panels)) : Value();
      Value first = b.mul(isBatched ? b.rem(task, b.index(panels)) : task, width);
      if (op.getTransposeRhs() || !isContiguousAlongRows(op.getRhs()))
        return packByBytes(task, product, first);
      const int64_t rest = staticColumns % width;
      if (!rest)
        return packByVectors(task, product, first);
      Value isWhole = arith::CmpIOp::create(b, arith::CmpIPredicate::ule, b.add(first, width), columns);
      auto branch = scf::IfOp::create(b, isWhole, /*withElseRegion=*/true);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPoint(branch.thenBlock()->getTerminator());
      packByVectors(task, product, first);
      b.setInsertionPoint(branch.elseBlock()->getTerminator());
      packByBytes(task, product, first);
    });
  }

  Values placeInRhs(Value product, Value k, Value column) {
    Values place = op.getTransposeRhs() ? Values{column, k} : Values{k, column};
    if (product)
      place.insert(place.begin(), product);
    return place;
  }

  /// Four rows side by side.
  void packByVectors(Value panel, Value product, Value first) {
    auto bytes = VectorType::get({lanes}, i8);
    auto group = [&](Value at, int64_t count) {
      for (int64_t v = 0; v < width; v += lanes) {
        Values four;
        for (int64_t i = 0; i < bytesOfGroup; ++i)
          four.push_back(i < count
                             ? Value(vector::LoadOp::create(
                                   b, bytes, op.getRhs(),
                                   placeInRhs(product, b.add(b.mul(at, bytesOfGroup), i), b.add(first, v))))
                             : b.zeroVector(bytes));
        vector::StoreOp::create(b, interleave(b, four), packed,
                                ValueRange{panel, at, b.index(v * bytesOfGroup)});
      }
    };
    const int64_t whole = staticDepth / bytesOfGroup, rest = staticDepth % bytesOfGroup;
    b.loop(b.index(0), b.index(whole), 1, [&](Value at) { group(at, bytesOfGroup); });
    if (rest)
      group(b.index(whole), rest);
  }

  /// The same by single bytes, whose columns may end within the panel.
  void packByBytes(Value panel, Value product, Value first) {
    const int64_t whole = staticDepth / bytesOfGroup, rest = staticDepth % bytesOfGroup;
    b.loop(b.index(0), b.min(b.index(width), b.sub(columns, first)), 1, [&](Value column) {
      auto group = [&](Value at, int64_t count) {
        for (int64_t i = 0; i < bytesOfGroup; ++i) {
          Value byte = zero();
          if (i < count)
            byte = memref::LoadOp::create(
                b, op.getRhs(), placeInRhs(product, b.add(b.mul(at, bytesOfGroup), i), b.add(first, column)));
          memref::StoreOp::create(b, byte, packed,
                                  ValueRange{panel, at, b.add(b.mul(column, bytesOfGroup), i)});
        }
      };
      b.loop(b.index(0), b.index(whole), 1, [&](Value at) { group(at, bytesOfGroup); });
      if (rest)
        group(b.index(whole), rest);
    });
  }

  /// Rows of a task stay in the second cache, and there are tasks enough.
  void chooseBlocks() {
    const int64_t length = std::max<int64_t>(groups * bytesOfGroup, 1);
    blockRows = std::max<int64_t>(b.target.l2Bytes / 4 / length / height, 1) * height;
    const int64_t assumedRows = ShapedType::isDynamic(staticRows) ? 128 : std::max<int64_t>(staticRows, 1);
    if (!ShapedType::isDynamic(staticRows))
      blockRows = std::min<int64_t>(blockRows, llvm::alignTo(assumedRows, height));
    const int64_t count = isBatched && !type.isDynamicDim(0) ? type.getDimSize(0) : 1;
    blockPanels = 16;
    auto tasks = [&] {
      return count * llvm::divideCeil(assumedRows, blockRows) * llvm::divideCeil(panels, blockPanels);
    };
    while (tasks() < enoughTasks && blockPanels > 1)
      blockPanels /= 2;
    while (tasks() < enoughTasks && blockRows >= 4 * height)
      blockRows = llvm::alignTo(blockRows / 2, height);
  }

  /// The task's rows of one panel, of which `valid` columns are used.
  void ofPanel(Value column, int64_t valid) {
    Value count = b.sub(endRow, firstRow);
    Value full = b.add(firstRow, b.mul(b.div(count, b.index(height)), height));
    b.loop(firstRow, full, height, [&](Value row) { tile(row, height, column, valid); });
    if (!ShapedType::isDynamic(staticRows)) {
      if (int64_t rest = staticRows % height)
        ifTrue(arith::CmpIOp::create(b, arith::CmpIPredicate::ne, full, endRow),
               [&] { tile(full, rest, column, valid); });
      return;
    }
    // What is left: batches are most often multiples of 4.
    Value fours = b.add(full, b.mul(b.div(b.sub(endRow, full), b.index(4)), 4));
    if (height > 4)
      b.loop(full, fours, 4, [&](Value row) { tile(row, 4, column, valid); });
    b.loop(height > 4 ? fours : full, endRow, 1, [&](Value row) { tile(row, 1, column, valid); });
  }

  void tile(Value row, int64_t high, Value column, int64_t valid) {
    Value panel = b.div(column, b.index(width));
    if (isBatched)
      panel = b.add(b.mul(number, panels), panel);
    OpFoldResult tall = b.getIndexAttr(high), wide = b.getIndexAttr(valid);
    Value left = partOf(b, lhs, number, row, b.index(0), tall, b.getIndexAttr(groups * bytesOfGroup));
    Value right = partOf(b, packed, panel, b.index(0), b.index(0), b.getIndexAttr(groups),
                         b.getIndexAttr(width * bytesOfGroup));
    auto sums =
        kernel::BrgemmOp::create(b, left, right, partOf(b, op.getInit(), number, row, column, tall, wide));
    if (!op.getEpilogue().empty())
      Epilogue(op).addTo(b, sums, number, {row, column}, {tall, wide});
  }

  kernel::MatmulOp op;
  TileBuilder b;
  MemRefType type;
  Type i8;
  bool isBatched, isCopied = false;
  int64_t staticRows, staticColumns, staticDepth, lanes;
  int64_t groups;        ///< of bytes along k
  int64_t width, height; ///< of a tile: columns and rows
  int64_t panels = 0, blockPanels = 0, blockRows = 0;
  Value rows, columns, products, lhs, packed;
  Value number;           ///< of the product that is computed, of many
  Value firstRow, endRow; ///< of the task
};
} // namespace

void expandMatmulOfBytes(kernel::MatmulOp op, Target target) { MatmulOfBytes(op, target).run(); }
} // namespace dlc

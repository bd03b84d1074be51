// Matrix products as loops around tiles (kernel.brgemm), in one of four forms. Few rows read rhs once, where
// it is, in pieces of its rows; or along k, if it is transposed. A usual product is cut into blocks, and
// reads rhs where it is. Where many rows read a large rhs, or its rows are no vectors, its columns are first
// copied to panels as wide as a tile, in the order in which a tile reads them. k is cut so that a part of a
// panel streams through the first cache, and the sums of a part are added to what the output holds. Tiles
// never overlap: an epilogue may read the very memory that it writes (KernelBufferization.cpp). How sums are
// cut depends on shapes alone, and not on threads.
#include "Codegen/ControlFlow.h"
#include "Codegen/KernelForm.h"
#include "Codegen/Kernels/MatmulPacking.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
/// Rows of lhs from which on a copy of a large rhs pays, which is read once for every tile of rows.
constexpr int64_t leastRowsToPack = 256;
/// Rows from which on a product is limited by arithmetic and not by how fast rhs comes from memory.
constexpr int64_t leastRowsToBlock = 48;
/// Rows from which on a copy pays that an earlier call has made.
constexpr int64_t leastRowsOfPrepared = 9;
/// Rows of lhs this far apart are each in a page of their own.
constexpr int64_t pageBytes = 4096;
/// Tasks that a product should have, so that threads get equal shares.
constexpr int64_t enoughTasks = 48;
/// The same where rhs is read in long pieces of its rows.
constexpr int64_t fewTasks = 8;

class Matmul {
public:
  Matmul(kernel::MatmulOp op, Target target)
      : op(op), b(op, target), type(cast<MemRefType>(op.getInit().getType())), element(type.getElementType()),
        isBatched(type.getRank() == 3), staticRows(type.getDimSize(isBatched)),
        staticColumns(type.getShape().back()), lhs(op.getLhs()), rhs(op.getRhs()),
        blocks(target, element, staticRows, staticColumns), mostBlockRows(blocks.blockRows) {
    width = blocks.vectors * target.lanes(element);
    rows = b.size(op.getInit(), isBatched);
    columns = b.size(op.getInit(), isBatched + 1);
    depth = b.size(lhs, isBatched + (op.getTransposeLhs() ? 0 : 1));
    staticDepth = getConstantIntValue(OpFoldResult(depth)).value_or(ShapedType::kDynamic);
    readsOutput = llvm::any_of(op.getExtras(),
                               [&](Value extra) { return rootOf(extra) == rootOf(this->op.getInit()); });
  }

  void run() {
    bool isOnePanel = !ShapedType::isDynamic(staticColumns) && staticColumns <= width;
    bool areRowsVectors = isContiguousAlongRows(rhs);
    if (scf::ForOp steps =
            op.getTransposeRhs() || !isOnePanel || !areRowsVectors ? stepsThatRepeatRhs() : scf::ForOp())
      return ofPanelsOf(steps);
    if (op.getTransposeRhs() && (!areRowsVectors || op.getTransposeLhs() || !isContiguousAlongRows(lhs)))
      return ofPanels();
    if (op.getTransposeRhs()) {
      bool isDeep = ShapedType::isDynamic(staticDepth) || staticDepth >= 512;
      return choose(
          isDeep && !b.target.prepares(rhs) ? leastRowsToBlock : 9, [&] { ofRows(); }, [&] { ofPanels(); });
    }
    if (!areRowsVectors)
      return ofPanels();
    int64_t bytes = bytesOfRhs();
    if (isOnePanel || bytes <= b.target.l2Bytes)
      return inBlocks();
    const bool isPrepared = b.target.prepares(rhs);
    choose(
        isPrepared ? leastRowsOfPrepared : leastRowsToBlock, [&] { inPlace(); },
        [&] {
          if (isPrepared)
            return ofPanels();
          if (bytes <= 4 * b.target.l2Bytes)
            return inBlocks();
          choose(leastRowsToPack, [&] { inBlocks(); }, [&] { ofPanels(); });
        });
  }

private:
  /// `few` where there are fewer rows than `least`, and else `many`.
  void choose(int64_t least, llvm::function_ref<void()> few, llvm::function_ref<void()> many) {
    if (!ShapedType::isDynamic(staticRows))
      return staticRows < least ? few() : many();
    Value pays = arith::CmpIOp::create(b, arith::CmpIPredicate::uge, rows, b.index(least));
    auto branch = scf::IfOp::create(b, pays, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(branch.elseBlock()->getTerminator());
    few();
    b.setInsertionPoint(branch.thenBlock()->getTerminator());
    many();
  }

  void note(StringRef form) {
    int64_t lanes = b.target.lanes(element);
    double used =
        ShapedType::isDynamic(staticColumns) || staticColumns == 0
            ? 1
            : double(staticColumns) / double(llvm::alignTo(uint64_t(staticColumns), uint64_t(lanes)));
    b.setLoc(withForm(op->getLoc(), {form, lanes, used}));
  }

  /// Of one product; of a usual size where it is not known.
  int64_t bytesOfRhs() const {
    return (ShapedType::isDynamic(staticDepth) ? 256 : staticDepth) *
           (ShapedType::isDynamic(staticColumns) ? 512 : staticColumns) * element.getIntOrFloatBitWidth() / 8;
  }

  /// Tasks by products, if there are many, and by `each` in each.
  void overTasks(Value each, llvm::function_ref<void(Value)> body) {
    b.parallel(isBatched ? b.mul(b.size(op.getInit(), 0), each) : each, [&](Value task) {
      number = isBatched ? b.div(task, each) : Value();
      body(isBatched ? b.rem(task, each) : task);
    });
  }

  /// Few rows, of which each reads all of rhs: it is read where it is, once if it does not stay in a cache,
  /// and in long pieces of its rows. The tile is the wider the fewer rows it has.
  void inPlace() {
    note("few rows, in place");
    int64_t lanes = b.target.lanes(element), most = 64 * lanes;
    if (!ShapedType::isDynamic(staticColumns)) // pieces not so long that threads have nothing to share
      while (most > 16 * lanes && llvm::divideCeil(staticColumns, most) < fewTasks)
        most /= 2;
    packed = Value();
    packsLhs = false;
    // Rows that are read side by side should be few streams of memory; but each part reads and writes the
    // output.
    partDepth = ShapedType::isDynamic(staticRows) ? 16 : staticRows > 8 ? 32 : 8;
    rowsAhead = partDepth;
    overTasks(b.ceilDiv(columns, most), [&](Value task) {
      Value first = b.mul(task, most), end = b.min(b.add(first, most), columns);
      firstRow = b.index(0), endRow = rows;
      overDepth([&](Value k, Value count, bool isFirst, bool isLast) {
        overRows(blocks.rows, [&](Value row, int64_t height) {
          int64_t vectors =
              llvm::bit_floor(uint64_t(std::clamp<int64_t>(b.target.accumulators() / height, 1, 8)));
          if (!ShapedType::isDynamic(staticColumns))
            vectors = std::min<int64_t>(vectors, llvm::divideCeil(staticColumns, lanes));
          overColumns(first, end, vectors * lanes, [&](Value column, OpFoldResult valid) {
            Value part = partOf(b, rhs, number, k, column, getAsOpFoldResult(count), valid);
            tile(lhsTile(row, height, k, count), part, {row, column}, height, valid, isFirst, isLast,
                 vectors * lanes);
          });
        });
      });
    });
  }

  /// Few rows and a transposed rhs: each sum is one of vectors along k.
  void ofRows() {
    note("few rows, along k");
    constexpr int64_t most = 64, step = 8, mostRows = 4;
    overTasks(b.ceilDiv(columns, most), [&](Value task) {
      Value first = b.mul(task, most), end = b.min(b.add(first, most), columns);
      firstRow = b.index(0), endRow = rows;
      auto tiles = [&](Value column, int64_t count) {
        overRows(mostRows, [&](Value row, int64_t height) {
          int64_t each = height > 2 ? 4 : step;
          for (int64_t i = 0; i < count; i += each) {
            Value at = b.add(column, i);
            int64_t valid = std::min(each, count - i);
            Value part =
                partOf(b, rhs, number, at, b.index(0), b.getIndexAttr(valid), getAsOpFoldResult(depth));
            tile(lhsTile(row, height, b.index(0), depth), transposed(b, part), {row, at}, height,
                 b.getIndexAttr(valid), /*isFirst=*/true, /*isLast=*/true);
          }
        });
      };
      Value full = b.add(first, b.mul(b.div(b.sub(end, first), b.index(step)), step));
      b.loop(first, full, step, [&](Value column) { tiles(column, step); });
      if (ShapedType::isDynamic(staticColumns))
        b.loop(full, end, 1, [&](Value column) { tiles(column, 1); });
      else if (int64_t rest = staticColumns % step)
        ifTrue(arith::CmpIOp::create(b, arith::CmpIPredicate::ne, full, end), [&] { tiles(full, rest); });
    });
  }

  /// Many rows of a large rhs, or one whose rows are no vectors: it is copied to panels.
  void ofPanels() {
    note("panels");
    packed = packPanels(b, rhs, op.getTransposeRhs(), width);
    blocked();
  }

  /// Every step of a loop reads the same rhs: it is copied once, in front of the loop. In panels, what a
  /// thread reads in each step is dense memory, which stays in its second cache.
  void ofPanelsOf(scf::ForOp steps) {
    note("panels, packed for all steps");
    if (!ShapedType::isDynamic(staticRows)) // so that few rows have sums enough to hide their latency
      while (width < 4 * b.target.lanes(element) && staticRows * 2 * width / b.target.lanes(element) <= 8)
        width *= 2;
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(steps);
    packed = packPanels(b, rhs, op.getTransposeRhs(), width);
    b.setInsertionPoint(op);
    blocked();
  }

  /// The outermost loop over steps around the product in which nothing writes to rhs, if there is one.
  scf::ForOp stepsThatRepeatRhs() {
    scf::ForOp outermost;
    for (Operation *around = op->getParentOp(); isControlFlow(around); around = around->getParentOp()) {
      auto steps = dyn_cast<scf::ForOp>(around);
      if (!steps)
        continue;
      if (!steps.isDefinedOutsideOfLoop(rhs) || mayWrite(steps, rootOf(rhs)))
        break;
      outermost = steps;
    }
    return outermost;
  }

  /// Whether an op inside of `loop` may write to a buffer, by whatever view.
  static bool mayWrite(Operation *loop, Value buffer) {
    return llvm::any_of(buffer.getUsers(), [&](Operation *user) {
      if (auto view = dyn_cast<ViewLikeOpInterface>(user); view && view.getViewSource() == buffer)
        return llvm::any_of(user->getResults(), [&](Value result) { return mayWrite(loop, result); });
      if (!loop->isAncestor(user))
        return false;
      auto effects = dyn_cast<MemoryEffectOpInterface>(user);
      return !effects || effects.getEffectOnValue<MemoryEffects::Write>(buffer).has_value();
    });
  }

  /// rhs is read where it is.
  void inBlocks() {
    note("blocks, in place");
    packed = Value();
    blocked();
  }

  void blocked() {
    chooseBlocks();
    partialSums = Value();
    Value panelBlocks = b.ceilDiv(columns, blockPanels * width);
    Value rowBlocks = b.ceilDiv(rows, blocks.blockRows), each = b.mul(rowBlocks, panelBlocks);
    // Rows first: a thread's share of the tasks is one of columns, of which there are more, and its tasks
    // read the same panels one after the other.
    auto overBlocks = [&](llvm::function_ref<void(Value, Value)> body) {
      overTasks(each, [&](Value task) {
        firstRow = b.mul(b.rem(task, rowBlocks), blocks.blockRows);
        endRow = b.min(b.add(firstRow, blocks.blockRows), rows);
        Value firstColumn = b.mul(b.div(task, rowBlocks), blockPanels * width);
        if (packsLhs)
          allocateBlock();
        body(firstColumn, b.min(b.add(firstColumn, blockPanels * width), columns));
      });
    };
    auto tiles = [&](Value column, OpFoldResult valid, Value k, Value count, bool isFirst, bool isLast) {
      overRows(blocks.rows, [&](Value row, int64_t height) {
        tile(lhsTile(row, height, k, count), rhsTile(column, valid, k, count), {row, column}, height, valid,
             isFirst, isLast);
      });
    };
    auto part = [&](Value first, Value end, Value k, Value count, bool isFirst, bool isLast) {
      if (packsLhs)
        packLhs(k, count);
      overColumns(first, end, width,
                  [&](Value column, OpFoldResult valid) { tiles(column, valid, k, count, isFirst, isLast); });
    };
    if (readsOutput && !ShapedType::isDynamic(staticDepth) && staticDepth > partDepth)
      return overBlocks([&](Value first, Value end) {
        partialSums = memref::AllocaOp::create(b, MemRefType::get({blocks.blockRows, width}, element),
                                               b.getI64IntegerAttr(kernel::kBufferAlignment));
        overColumns(first, end, width, [&](Value column, OpFoldResult valid) {
          overDepth([&](Value k, Value count, bool isFirst, bool isLast) {
            tiles(column, valid, k, count, isFirst, isLast);
          });
        });
      });
    // A task reads a few columns of a transposed lhs: a line or two of every row, which may be in a page of
    // its own. Together, the tasks of a part of k read it from end to end, which memory gives twice as fast.
    if (op.getTransposeLhs())
      return overDepth([&](Value k, Value count, bool isFirst, bool isLast) {
        overBlocks([&](Value first, Value end) { part(first, end, k, count, isFirst, isLast); });
      });
    overBlocks([&](Value first, Value end) {
      overDepth([&](Value k, Value count, bool isFirst, bool isLast) {
        part(first, end, k, count, isFirst, isLast);
      });
    });
  }

  /// Sizes of blocks and tasks, and whether blocks of lhs are copied: where its rows are not dense in a
  /// block, and there are many panels to read them.
  void chooseBlocks() {
    int64_t stride = cast<MemRefType>(lhs.getType()).getStridesAndOffset().first.end()[-2];
    bool isFar = ShapedType::isDynamic(stride) || !isContiguousAlongRows(lhs) ||
                 stride * element.getIntOrFloatBitWidth() / 8 >= pageBytes;
    // The columns of a block are in a page of their own for every row: that is slow enough to copy them for
    // two panels.
    bool isWide =
        ShapedType::isDynamic(staticColumns) || staticColumns > (op.getTransposeLhs() ? 1 : 7) * width;
    partDepth = blocks.depth;
    if (!ShapedType::isDynamic(staticDepth) && staticDepth > 0) // parts of equal length
      partDepth =
          llvm::alignTo(llvm::divideCeil(staticDepth, llvm::divideCeil(staticDepth, blocks.depth)), 8);
    bool fits = !readsOutput || (!ShapedType::isDynamic(staticDepth) && staticDepth <= partDepth);
    packsLhs = isFar && isWide && fits;
    blocks.blockRows = mostBlockRows;
    int64_t assumedRows = ShapedType::isDynamic(staticRows) ? 128 : staticRows;
    if (!ShapedType::isDynamic(staticRows) && staticRows > 0) // blocks of equal height
      blocks.blockRows = llvm::alignTo(
          llvm::divideCeil(staticRows, llvm::divideCeil(staticRows, blocks.blockRows)), blocks.rows);
    int64_t assumedPanels =
        ShapedType::isDynamic(staticColumns) ? 16 : llvm::divideCeil(staticColumns, width);
    int64_t products = isBatched && !type.isDynamicDim(0) ? type.getDimSize(0) : 1;
    blockPanels = 16;
    auto tasks = [&] {
      return products * llvm::divideCeil(assumedRows, blocks.blockRows) *
             llvm::divideCeil(assumedPanels, blockPanels);
    };
    while (tasks() < enoughTasks && blockPanels > (packsLhs ? 4 : 1))
      blockPanels /= 2;
    while (tasks() < enoughTasks && blocks.blockRows >= 4 * blocks.rows)
      blocks.blockRows = llvm::alignTo(blocks.blockRows / 2, blocks.rows);
  }

  /// Parts of k: where it begins, how long it is, whether it is the first and the last.
  void overDepth(llvm::function_ref<void(Value, Value, bool, bool)> body) {
    if ((readsOutput && !partialSums) || (!ShapedType::isDynamic(staticDepth) && staticDepth <= partDepth))
      return body(b.index(0), depth, true, true);
    Value last = b.mul(b.sub(b.ceilDiv(depth, partDepth), b.index(1)), partDepth), step = b.index(partDepth);
    auto several = [&] {
      body(b.index(0), step, true, false);
      if (ShapedType::isDynamic(staticDepth) || staticDepth > 2 * partDepth)
        b.loop(step, last, partDepth, [&](Value k) { body(k, step, false, false); });
      body(last, b.sub(depth, last), false, true);
    };
    if (!ShapedType::isDynamic(staticDepth))
      return several();
    Value isOne = arith::CmpIOp::create(b, arith::CmpIPredicate::ule, depth, step);
    auto branch = scf::IfOp::create(b, isOne, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(branch.thenBlock()->getTerminator());
    body(b.index(0), depth, true, true);
    b.setInsertionPoint(branch.elseBlock()->getTerminator());
    several();
  }

  void ifTrue(Value condition, llvm::function_ref<void()> body) {
    auto branch = scf::IfOp::create(b, condition, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(branch.thenBlock()->getTerminator());
    body();
  }

  /// Columns first … end by `step`, which divides `first`; the last tile may have fewer.
  void overColumns(Value first, Value end, int64_t step, llvm::function_ref<void(Value, OpFoldResult)> body) {
    Value full = b.mul(b.div(columns, b.index(step)), step);
    b.loop(first, b.min(end, full), step, [&](Value column) { body(column, b.getIndexAttr(step)); });
    if (!ShapedType::isDynamic(staticColumns) && staticColumns % step == 0)
      return;
    Value hasRest = arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, end, full);
    ifTrue(hasRest, [&] { body(full, getAsOpFoldResult(b.sub(columns, full))); });
  }

  /// The task's rows in tiles of `most`, and of what is left.
  void overRows(int64_t most, llvm::function_ref<void(Value, int64_t)> body) {
    codegen::overRows(b, firstRow, endRow, staticRows, most, /*multiple=*/1, body);
  }

  /// Scratch memory for the task's rows of lhs, [m, k] as [m, k] and [k, m] as [k, m].
  void allocateBlock() {
    // Rows lie at the same distance in every product, so that all share the code of their tiles.
    SmallVector<int64_t> shape{blocks.blockRows, blocks.depth};
    if (op.getTransposeLhs())
      shape = {partDepth, int64_t(llvm::alignTo(blocks.blockRows, b.target.lanes(element)))};
    block = memref::AllocaOp::create(b, MemRefType::get(shape, element),
                                     b.getI64IntegerAttr(kernel::kBufferAlignment));
  }

  void packLhs(Value k, Value count) {
    OpFoldResult height = getAsOpFoldResult(b.sub(endRow, firstRow)), length = getAsOpFoldResult(count);
    Value from = op.getTransposeLhs() ? partOf(b, lhs, number, k, firstRow, length, height)
                                      : partOf(b, lhs, number, firstRow, k, height, length);
    copyMatrix(b, from, block);
  }

  Value lhsTile(Value row, int64_t height, Value k, Value count) {
    OpFoldResult high = b.getIndexAttr(height), length = getAsOpFoldResult(count);
    Value matrix = packsLhs ? block : lhs, product = packsLhs ? Value() : number;
    if (packsLhs) {
      row = b.sub(row, firstRow);
      k = b.index(0);
    }
    if (op.getTransposeLhs())
      return transposed(b, partOf(b, matrix, product, k, row, length, high));
    return partOf(b, matrix, product, row, k, high, length);
  }

  Value rhsTile(Value column, OpFoldResult valid, Value k, Value count) {
    if (!packed)
      return partOf(b, rhs, number, k, column, getAsOpFoldResult(count), valid);
    Value panel = b.div(column, b.index(width));
    if (isBatched) // panels of all products are counted together
      panel = b.add(b.mul(number, b.ceilDiv(columns, width)), panel);
    return partOf(b, packed, panel, k, b.index(0), getAsOpFoldResult(count), b.getIndexAttr(width));
  }

  /// `most`: columns of a tile, of which the last may have fewer.
  void tile(Value left, Value right, ArrayRef<Value> place, int64_t height, OpFoldResult valid, bool isFirst,
            bool isLast, int64_t most = 0) {
    OpFoldResult high = b.getIndexAttr(height);
    Value partial = partialSums
                        ? partOf(b, partialSums, {}, b.sub(place[0], firstRow), b.index(0), high, valid)
                        : Value();
    Value to =
        partial && !isLast ? partial : partOf(b, op.getInit(), number, place[0], place[1], high, valid);
    auto brgemm = kernel::BrgemmOp::create(b, left, right, to);
    brgemm.setAccumulate(!isFirst && (!partial || !isLast));
    if (rowsAhead)
      brgemm->setAttr(kRowsAhead, b.getI64IntegerAttr(rowsAhead));
    if (!getConstantIntValue(valid))
      brgemm.setColumns(most ? most : width);
    if (!isLast || op.getEpilogue().empty())
      return;
    Epilogue(op).addTo(b, brgemm, number, place, {high, valid});
    if (partial && !isFirst)
      addPartialSums(brgemm, partial);
  }

  /// What the epilogue takes are the sums of the last part and of those before it.
  void addPartialSums(kernel::BrgemmOp brgemm, Value partial) {
    SmallVector<Attribute> maps(brgemm.getEpilogueMaps().begin(), brgemm.getEpilogueMaps().end());
    maps.push_back(AffineMapAttr::get(b.getMultiDimIdentityMap(2)));
    brgemm.getExtrasMutable().append(partial);
    brgemm.setEpilogueMapsAttr(b.getArrayAttr(maps));
    Block &body = brgemm.getEpilogue().front();
    Value former = body.addArgument(element, op.getLoc());
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&body);
    Value sum = arith::AddFOp::create(b, former, body.getArgument(0));
    body.getArgument(0).replaceAllUsesExcept(sum, sum.getDefiningOp());
  }

  kernel::MatmulOp op;
  TileBuilder b;
  MemRefType type;
  Type element;
  bool isBatched;
  int64_t staticRows, staticColumns, staticDepth;
  Value lhs, rhs;
  MatmulBlocks blocks;
  int64_t mostBlockRows; ///< of a task
  bool readsOutput;      ///< whether the epilogue reads where it writes, so that sums cannot be kept there
  bool packsLhs = false; ///< whether tasks copy their rows of lhs to `block`
  int64_t width;         ///< columns of a panel
  int64_t blockPanels;   ///< panels of a task
  int64_t partDepth;     ///< k of a part
  int64_t rowsAhead = 0; ///< rows of rhs that tiles ask for before they are read; 0: none
  Value rows, columns, depth;
  Value partialSums;      ///< of a task's rows and a panel, where they cannot be kept in the output; or null
  Value packed;           ///< the panels of rhs, or null: they are read where they are
  Value number;           ///< of the product that is computed, of many
  Value firstRow, endRow; ///< of the task
  Value block;            ///< the task's rows of lhs
};
} // namespace

void expandMatmul(kernel::MatmulOp op, Target target) { Matmul(op, target).run(); }
} // namespace dlc

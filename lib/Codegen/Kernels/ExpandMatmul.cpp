// Matrix products: panels of one or two vectors of columns, by tiles of rows. Elements of the left side are
// broadcast, rows of the right side are vectors; a right side that is transposed, or whose rows are not
// contiguous, is packed into panels first. Tiles
// never overlap: an epilogue may read the very memory that it writes (KernelBufferization.cpp). Many products
// of one shape are as many times these tasks.
#include "Codegen/Kernels/VectorTile.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
class Matmul {
public:
  Matmul(kernel::MatmulOp op, Target target)
      : op(op), b(op, target), output(op), lhs(op.getLhs()), rhs(op.getRhs()) {
    auto type = cast<MemRefType>(op.getInit().getType());
    lanes = target.lanes(type.getElementType());
    isMany = type.getRank() == 3;
    columns = type.getShape().back();
    hasKnownColumns = !ShapedType::isDynamic(columns);
    columnCount = b.size(op.getInit(), isMany + 1);
    vectors = !hasKnownColumns || columns > lanes ? 2 : 1;
    tileRows = chooseRows(type.getDimSize(isMany));
    rows = b.size(op.getInit(), isMany);
    depth = b.size(lhs, isMany + (op.getTransposeLhs() ? 0 : 1));
    count = isMany ? b.size(op.getInit(), 0) : b.index(1);
    packs = op.getTransposeRhs() || !isContiguousAlongRows(rhs);
  }

  void run() {
    if (packs)
      pack();
    int64_t width = vectors * lanes, blockRows = tileRows * 8;
    Value panels = b.ceilDiv(columnCount, width), full = b.div(columnCount, b.index(width));
    Value blocks = b.ceilDiv(rows, blockRows);
    // Neighbouring tasks share a panel.
    Value each = b.mul(blocks, panels);
    b.parallel(isMany ? b.mul(count, each) : each, [&](Value task) {
      if (isMany) {
        product = b.div(task, each);
        task = b.rem(task, each);
      }
      Value panel = b.div(task, blocks), first = b.mul(b.rem(task, blocks), blockRows);
      Value last = b.min(b.add(first, blockRows), rows);
      if (hasKnownColumns && columns % width == 0)
        return block(panel, first, last, width);
      Value isFull = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, panel, full);
      auto branch = scf::IfOp::create(b, isFull, /*withElseRegion=*/true);
      OpBuilder::InsertionGuard guard(b);
      if (!hasKnownColumns || columns >= width) {
        b.setInsertionPoint(branch.thenBlock()->getTerminator());
        block(panel, first, last, width);
      }
      b.setInsertionPoint(branch.elseBlock()->getTerminator());
      block(panel, first, last,
            hasKnownColumns ? Lanes(columns % width) : Lanes(b.sub(columnCount, b.mul(panel, width))));
    });
  }

private:
  int64_t chooseRows(int64_t known) const {
    int64_t most = b.target.accumulators() / vectors;
    if (!ShapedType::isDynamic(known))
      for (int64_t candidate = most; 2 * candidate > most; --candidate)
        if (known % candidate == 0)
          return candidate;
    return b.target.registers >= 32 ? 8 : 4; // batches are most often multiples of these
  }

  /// The place of an element of one product in the memory of all.
  Values at(std::initializer_list<Value> indices) const {
    Values all(indices);
    if (isMany)
      all.insert(all.begin(), product);
    return all;
  }

  /// Copies rhs [n, k], or [k, n], to [panel, k, columns of the panel], with zeros after the last column.
  void pack() {
    int64_t width = vectors * lanes;
    auto type = cast<MemRefType>(rhs.getType());
    Value panels = b.ceilDiv(columnCount, width);
    SmallVector<int64_t> shape;
    SmallVector<Value> sizes;
    auto add = [&](Value size) {
      std::optional<int64_t> number = getConstantIntValue(OpFoldResult(size));
      shape.push_back(number.value_or(ShapedType::kDynamic));
      if (!number)
        sizes.push_back(size);
    };
    if (isMany)
      add(b.size(rhs, 0));
    add(panels);
    add(b.size(rhs, isMany + (op.getTransposeRhs() ? 1 : 0)));
    shape.push_back(width);
    Value packed = memref::AllocOp::create(b, MemRefType::get(shape, type.getElementType()), sizes,
                                           b.getI64IntegerAttr(kernel::kBufferAlignment));
    b.parallel(isMany ? b.mul(count, panels) : panels, [&](Value panel) {
      if (isMany) {
        product = b.div(panel, panels);
        panel = b.rem(panel, panels);
      }
      Value first = b.mul(panel, width);
      b.loop(b.index(0), b.index(width), 1, [&](Value column) {
        // Columns past the last are read from the last: they are computed and never stored.
        Value n = b.min(b.add(first, column), b.sub(columnCount, b.index(1)));
        b.loop(b.index(0), depth, 1, [&](Value i) {
          Value value = memref::LoadOp::create(b, rhs, op.getTransposeRhs() ? at({n, i}) : at({i, n}));
          memref::StoreOp::create(b, value, packed, at({panel, i, column}));
        });
      });
    });
    rhs = packed;
  }

  /// Rows first … last of one panel, whose first `valid` columns exist.
  void block(Value panel, Value first, Value last, Lanes valid) {
    Value full = b.add(first, b.mul(b.div(b.sub(last, first), b.index(tileRows)), tileRows));
    b.loop(first, full, tileRows, [&](Value row) { tile(panel, row, tileRows, valid); });
    b.loop(full, last, 1, [&](Value row) { tile(panel, row, 1, valid); });
  }

  void tile(Value panel, Value row, int64_t count, Lanes valid) {
    Type element = cast<MemRefType>(lhs.getType()).getElementType();
    int64_t used = valid.value ? vectors : llvm::divideCeil(valid.known, lanes);
    auto validIn = [&](int64_t v) {
      return valid.value ? Lanes(b.sub(valid.value, b.index(v * lanes)))
                         : Lanes(std::min(lanes, valid.known - v * lanes));
    };
    Value column = b.mul(panel, vectors * lanes);
    Values zeros(count * used, b.zeroVector(element));
    Values sums = b.loop(b.index(0), depth, 1, zeros, [&](Value k, ValueRange carried) {
      Values next(carried), right;
      for (int64_t v = 0; v < used; ++v) {
        if (packs)
          right.push_back(b.load(rhs, at({panel, k, b.index(v * lanes)}), lanes));
        else
          right.push_back(b.load(rhs, at({k, b.add(column, v * lanes)}), validIn(v)));
      }
      for (int64_t i = 0; i < count; ++i) {
        Value m = b.add(row, i);
        Value left = b.broadcast(lhs, op.getTransposeLhs() ? at({k, m}) : at({m, k}));
        for (int64_t v = 0; v < used; ++v)
          next[i * used + v] = vector::FMAOp::create(b, left, right[v], next[i * used + v]);
      }
      return next;
    });
    for (int64_t i = 0; i < count; ++i)
      for (int64_t v = 0; v < used; ++v)
        output.store(b, sums[i * used + v], at({b.add(row, i), b.add(column, v * lanes)}), validIn(v));
  }

  kernel::MatmulOp op;
  TileBuilder b;
  Output output;
  bool isMany, packs, hasKnownColumns;
  Value lhs, rhs, rows, depth, count, columnCount;
  Value product; ///< the number of that which is computed, of many
  int64_t lanes, columns, vectors, tileRows;
};
} // namespace

void expandMatmul(kernel::MatmulOp op, Target target) { Matmul(op, target).run(); }
} // namespace dlc

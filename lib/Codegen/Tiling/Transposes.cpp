// Elementwise loops that read an operand across its rows: x in y[i, j] = f(x[j, i]). One element a line of
// the cache costs a line each; so squares are read along the operand's rows as vectors, transposed in
// registers, and put on the stack, where the loop along the output's rows finds them.
#include "Codegen/Kernels/VectorTile.h"
#include "Codegen/Tiling/LoopNest.h"

using namespace mlir;

namespace dlc::codegen {
namespace {
/// A network of shuffles between n vectors has n · log₂ n of them: past this, narrow elements gain nothing.
constexpr int64_t widestSquare = 16;
/// Elements from one to the next along the innermost loop from where on each is in a line of its own.
constexpr int64_t leastStride = 8;
/// Squares side by side in the operand's rows that are taken one after the other: memory is read in longer
/// pieces.
constexpr int64_t squaresAtOnce = 4;
} // namespace

void LoopNest::chooseTransposes() {
  const size_t inputs = op.getNumDpsInputs(), first = group ? 1 : 0;
  if (loops.size() < first + 2 || llvm::any_of(loops, [](const Loop &loop) { return loop.reduction; }))
    return;
  auto isRowOfOutputs = [&](size_t i) {
    return llvm::all_of(ArrayRef(operands).drop_front(inputs),
                        [&](const Operand &output) { return output.strides[i] == 1; });
  };
  size_t inner = first;
  while (inner < loops.size() && !isRowOfOutputs(inner))
    ++inner;
  if (inner == loops.size())
    return;
  // Of several loops along operands' rows, the one of most operands.
  size_t across = inner;
  SmallVector<size_t> best;
  for (size_t i = first; i < loops.size(); ++i) {
    SmallVector<size_t> found;
    for (size_t k = 0; i != inner && k < inputs; ++k) {
      const int64_t stride = operands[k].strides.empty() ? 0 : operands[k].strides[inner];
      if (isa<MemRefType>(operands[k].value.getType()) && !op.getBody()->getArgument(k).use_empty() &&
          operands[k].strides[i] == 1 && (nn::isSymbolic(stride) || stride >= leastStride))
        found.push_back(k);
    }
    if (found.size() > best.size()) {
      best = found;
      across = i;
    }
  }
  if (best.empty())
    return;
  int64_t lanes = widestSquare;
  for (size_t k : best) {
    Type element = cast<MemRefType>(operands[k].value.getType()).getElementType();
    if (!element.isIntOrFloat() || element.getIntOrFloatBitWidth() < 8)
      return;
    lanes = std::min(lanes, Target(target).lanes(element));
  }
  for (size_t i : {inner, across})
    if (!nn::isSymbolic(loops[i].size) && loops[i].size < lanes)
      return;
  swapToEnd(across);
  swapToEnd(inner > across ? inner - 1 : inner);
  transposed = best;
  square = lanes;
}

int64_t LoopNest::bandOfSquares() const { return squaresAtOnce * square; }

/// Reads the operand's square whose first element the open counters name, and stores it in `scratch` along
/// the output's rows.
void LoopNest::transposeSquare(ImplicitLocOpBuilder &b, size_t operand, Value scratch) {
  Type element = cast<MemRefType>(operands[operand].value.getType()).getElementType();
  auto type = VectorType::get({square}, element);
  TileBuilder tile(op, Target(target));
  tile.restoreInsertionPoint(b.saveInsertionPoint());
  Value inner = counters.back();
  Values rows;
  for (int64_t i = 0; i < square; ++i) {
    counters.back() = tile.add(inner, i);
    rows.push_back(
        vector::LoadOp::create(tile, type, operands[operand].flat, place(tile, operands[operand])));
  }
  counters.back() = inner;
  for (auto [i, row] : llvm::enumerate(tile.transpose(rows)))
    vector::StoreOp::create(tile, row, scratch, ValueRange{tile.index(i), tile.index(0)});
}

void LoopNest::emitTransposed(ImplicitLocOpBuilder &b, Value firstRow, Value endRow) {
  const size_t across = loops.size() - 2, inner = loops.size() - 1;
  for (size_t k : transposed) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(scratchPoint);
    auto type =
        MemRefType::get({square, square}, cast<MemRefType>(operands[k].value.getType()).getElementType());
    IntegerAttr alignment = b.getI64IntegerAttr(kernel::kBufferAlignment);
    squares[k] = isScratchPlanned ? Value(memref::AllocOp::create(b, type, alignment))
                                  : Value(memref::AllocaOp::create(b, type, alignment));
  }
  TileBuilder tile(op, Target(target));
  tile.restoreInsertionPoint(b.saveInsertionPoint());
  Value zero = tile.index(0), columns = sizeOf(tile, loops[inner]);
  Value rows = tile.sub(endRow, firstRow), side = tile.index(square);
  Value lastRow = tile.sub(endRow, tile.rem(rows, side)),
        lastColumn = tile.sub(columns, tile.rem(columns, side));
  auto element = [&](Value row, Value column) {
    counters[across] = row;
    counters[inner] = column;
    store(tile, emitBody(tile, loops.size(), startValues(tile)));
  };
  auto plainly = [&](Value fromRow, Value toRow, Value fromColumn, Value toColumn) {
    tile.loop(fromRow, toRow, 1, [&](Value row) {
      tile.loop(fromColumn, toColumn, 1, [&](Value column) { element(row, column); });
    });
  };
  tile.loop(firstRow, lastRow, bandOfSquares(), [&](Value band) {
    Value endBand = tile.min(tile.add(band, bandOfSquares()), lastRow);
    tile.loop(zero, lastColumn, square, [&](Value column) {
      tile.loop(band, endBand, square, [&](Value row) {
        counters[across] = row;
        counters[inner] = column;
        for (size_t k : transposed)
          transposeSquare(tile, k, squares[k]);
        tile.loop(zero, side, 1, [&](Value i) {
          tile.rolledLoop(zero, side, [&](Value j) {
            inSquare = {i, j};
            element(tile.add(row, i), tile.add(column, j));
            inSquare = {};
          });
        });
      });
    });
    plainly(band, endBand, lastColumn, columns);
  });
  plainly(lastRow, endRow, zero, columns);
}
} // namespace dlc::codegen

// Sums of many terms. A running sum in f32 loses each term that is less than half of its last place: ones
// stop at 2^24. So blocks of terms are summed from zero, and blocks in f64. Where blocks end follows from
// shapes alone.
//
// A sum in a register has its own blocks; LLVM takes several lanes of one at once. A row of sums in memory,
// to which row after row is added, is moved to a row of f64 after each block.
#include "Codegen/Tiling/LoopNest.h"

using namespace mlir;

namespace dlc::codegen {
namespace {
/// Terms of a block in a register, some for each of its lanes.
constexpr int64_t registerTerms = 2048;
/// Sums in memory that are taken at once: with their totals, a small part of the second-level cache. Fewer
/// would read rows in pieces.
int64_t columnsAtOnce(kernel::TargetAttr target) { return target.getL2Bytes() / 256; }

Value zeroOf(ImplicitLocOpBuilder &b, Type type) { return arith::ConstantOp::create(b, b.getZeroAttr(type)); }

Value widened(ImplicitLocOpBuilder &b, Value sum) {
  return sum.getType().isF64() ? sum : Value(arith::ExtFOp::create(b, b.getF64Type(), sum));
}

Value rounded(ImplicitLocOpBuilder &b, Value total, Type type) {
  return type.isF64() ? total : Value(arith::TruncFOp::create(b, type, total));
}
} // namespace

bool LoopNest::isSum(size_t output) {
  Block *body = op.getBody();
  BlockArgument sum = body->getArgument(op.getNumDpsInputs() + output);
  auto add = body->getTerminator()->getOperand(output).getDefiningOp<arith::AddFOp>();
  return add && sum.hasOneUse() && (add.getLhs() == sum) != (add.getRhs() == sum) &&
         (sum.getType().isF32() || sum.getType().isF64());
}

std::optional<LoopNest::Blocks> LoopNest::blocksOf(size_t i, int64_t terms, int64_t least) {
  if (llvm::none_of(llvm::seq<size_t>(0, starts.size()), [&](size_t output) { return isSum(output); }))
    return std::nullopt;
  // From the inside out, as long as all iterations of a loop fit into one block.
  int64_t inside = 1;
  std::optional<Blocks> blocks;
  for (size_t loop = loops.size(); loop-- > i;) {
    if (!loops[loop].reduction)
      continue;
    int64_t size = loops[loop].size;
    if (loops[loop].unrolled)
      return std::nullopt;
    if (!blocks && (nn::isSymbolic(size) || size * inside > terms))
      blocks = Blocks{loop, std::max<int64_t>(1, terms / inside)};
    if (nn::isSymbolic(size))
      return blocks; // of any length
    inside = std::min(inside * std::max<int64_t>(size, 1), int64_t(1) << 40);
  }
  return inside > least ? blocks : std::nullopt;
}

std::pair<Value, Value> LoopNest::boundsOfBlock(ImplicitLocOpBuilder &b, const Blocks &blocks, Value first) {
  const Loop &loop = loops[blocks.loop];
  Value end = arith::AddIOp::create(b, first, arith::ConstantIndexOp::create(b, blocks.iterations));
  if (nn::isSymbolic(loop.size) || loop.size % blocks.iterations != 0)
    end = arith::MinUIOp::create(b, end, sizeOf(b, loop));
  return {first, end};
}

//===-- In registers --------------------------------------------------------------------------------===//

LoopNest::Values LoopNest::emitSumsInRegisters(ImplicitLocOpBuilder &b, size_t i, Values carried) {
  std::optional<Blocks> blocks = blocksOf(i, registerTerms, 2 * registerTerms);
  if (!blocks)
    return emitReductions(b, i, carried);
  for (size_t output = 0; output < carried.size(); ++output)
    if (isSum(output))
      carried[output] = widened(b, carried[output]);
  Values results = emitBlocksInRegisters(b, i, *blocks, carried);
  for (size_t output = 0; output < carried.size(); ++output)
    if (isSum(output))
      results[output] =
          rounded(b, results[output], op.getBody()->getArgument(op.getNumDpsInputs() + output).getType());
  return results;
}

LoopNest::Values LoopNest::emitBlocksInRegisters(ImplicitLocOpBuilder &b, size_t i, const Blocks &blocks,
                                                 Values carried) {
  bool isCut = i == blocks.loop;
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  Value step = isCut ? arith::ConstantIndexOp::create(b, blocks.iterations) : one;
  auto loop = scf::ForOp::create(b, zero, sizeOf(b, loops[i]), step, carried);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Values totals(loop.getRegionIterArgs());
  counters[i] = loop.getInductionVar();
  if (!isCut) {
    scf::YieldOp::create(b, emitBlocksInRegisters(b, i + 1, blocks, totals));
    return Values(loop.getResults());
  }
  // What is no sum goes on through the blocks.
  Values inner(totals);
  for (size_t output = 0; output < inner.size(); ++output)
    if (isSum(output))
      inner[output] = zeroOf(b, op.getBody()->getArgument(op.getNumDpsInputs() + output).getType());
  auto [first, end] = boundsOfBlock(b, blocks, loop.getInductionVar());
  auto block = scf::ForOp::create(b, first, end, one, inner);
  {
    OpBuilder::InsertionGuard inBlock(b);
    b.setInsertionPointToStart(block.getBody());
    counters[i] = block.getInductionVar();
    scf::YieldOp::create(b, emitReductions(b, i + 1, Values(block.getRegionIterArgs())));
  }
  Values next(block.getResults());
  for (size_t output = 0; output < next.size(); ++output)
    if (isSum(output))
      next[output] = arith::AddFOp::create(b, totals[output], widened(b, next[output]));
  scf::YieldOp::create(b, next);
  return Values(loop.getResults());
}

//===-- In memory -----------------------------------------------------------------------------------===//

void LoopNest::emitSumsOfColumns(ImplicitLocOpBuilder &b, size_t i, const Blocks &blocks) {
  size_t innermost = loops.size() - 1, inputs = op.getNumDpsInputs();
  int64_t size = loops[innermost].size, columns = columnsAtOnce(target);
  SmallVector<TotalsRow> rows;
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(scratchPoint);
    int64_t width = nn::isSymbolic(size) ? columns : std::min(size, columns);
    for (size_t output = 0; output < starts.size(); ++output)
      if (isSum(output)) {
        auto type = MemRefType::get({width}, b.getF64Type());
        IntegerAttr alignment = b.getI64IntegerAttr(kernel::kBufferAlignment);
        rows.push_back({inputs + output, isScratchPlanned
                                             ? Value(memref::AllocOp::create(b, type, alignment))
                                             : Value(memref::AllocaOp::create(b, type, alignment))});
      }
  }
  OpBuilder::InsertionGuard guard(b);
  if (nn::isSymbolic(size) || size > columns) {
    auto strips = scf::ForOp::create(b, arith::ConstantIndexOp::create(b, 0), sizeOf(b, loops[innermost]),
                                     arith::ConstantIndexOp::create(b, columns));
    b.setInsertionPoint(strips.getBody()->getTerminator());
    firstColumn = strips.getInductionVar();
    Value end = arith::AddIOp::create(b, firstColumn, arith::ConstantIndexOp::create(b, columns));
    endColumn = arith::MinUIOp::create(b, end, sizeOf(b, loops[innermost]));
  }
  Value yes = arith::ConstantOp::create(b, b.getBoolAttr(true));
  emitBlocksOfColumns(b, i, blocks, yes, yes, [&](Value isFirst, Value isLast) {
    OpBuilder::InsertionGuard guard(b);
    // A sum of one block, whose length is known when it runs, is in its place.
    if (blocks.loop == i && nn::isSymbolic(loops[i].size)) {
      Value isOnly = arith::AndIOp::create(b, isFirst, isLast);
      Value isLong = arith::XOrIOp::create(b, isOnly, yes);
      b.setInsertionPointToStart(scf::IfOp::create(b, isLong, /*withElseRegion=*/false).thenBlock());
    }
    emitLoop(b, innermost,
             [&] { llvm::for_each(rows, [&](const TotalsRow &row) { endBlock(b, row, isFirst, isLast); }); });
  });
  firstColumn = endColumn = {};
}

/// Adds one column's sum of a block to its total: there the next block starts from zero, or the last one
/// leaves the total.
void LoopNest::endBlock(ImplicitLocOpBuilder &b, const TotalsRow &row, Value isFirst, Value isLast) {
  Value column = counters.back();
  if (firstColumn)
    column = arith::SubIOp::create(b, column, firstColumn);
  Value sum = load(b, row.operand), zero = zeroOf(b, b.getF64Type());
  Value before = arith::SelectOp::create(b, isFirst, zero, memref::LoadOp::create(b, row.totals, column));
  Value total = arith::AddFOp::create(b, before, widened(b, sum));
  memref::StoreOp::create(b, total, row.totals, column);
  Value next = arith::SelectOp::create(b, isLast, total, zero);
  memref::StoreOp::create(b, rounded(b, next, sum.getType()), operands[row.operand].flat,
                          place(b, operands[row.operand]));
}

/// `isFirst` and `isLast`: whether the loops outside are in their first or last iteration.
void LoopNest::emitBlocksOfColumns(ImplicitLocOpBuilder &b, size_t i, const Blocks &blocks, Value isFirst,
                                   Value isLast, llvm::function_ref<void(Value, Value)> endOfBlock) {
  using P = arith::CmpIPredicate;
  bool isCut = i == blocks.loop;
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  Value size = sizeOf(b, loops[i]), step = isCut ? arith::ConstantIndexOp::create(b, blocks.iterations) : one;
  auto loop = scf::ForOp::create(b, zero, size, step);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(loop.getBody()->getTerminator());
  counters[i] = loop.getInductionVar();
  Value next = arith::AddIOp::create(b, counters[i], step);
  isFirst = arith::AndIOp::create(b, isFirst, arith::CmpIOp::create(b, P::eq, counters[i], zero));
  isLast = arith::AndIOp::create(b, isLast, arith::CmpIOp::create(b, P::uge, next, size));
  if (!isCut) {
    emitBlocksOfColumns(b, i + 1, blocks, isFirst, isLast, endOfBlock);
    return;
  }
  auto [first, end] = boundsOfBlock(b, blocks, loop.getInductionVar());
  auto block = scf::ForOp::create(b, first, end, one);
  {
    OpBuilder::InsertionGuard inBlock(b);
    b.setInsertionPoint(block.getBody()->getTerminator());
    counters[i] = block.getInductionVar();
    emitWithoutBlocks(b, i + 1);
  }
  endOfBlock(isFirst, isLast);
}

void LoopNest::emitWithoutBlocks(ImplicitLocOpBuilder &b, size_t i) {
  if (i == loops.size())
    store(b, emitBody(b, i, startValues(b)));
  else
    emitLoop(b, i, [&] { emitWithoutBlocks(b, i + 1); });
}
} // namespace dlc::codegen

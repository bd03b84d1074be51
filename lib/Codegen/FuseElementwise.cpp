// Merges elementwise loops with upstream's patterns. On tensors, because there a producer may simply be
// computed again wherever it is used.
#include "Codegen/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "Codegen/Passes.h.inc"

namespace {
bool isElementwise(linalg::GenericOp op) { return op.getNumReductionLoops() == 0; }

/// Whether to compute the body twice costs less than to store its result: no function calls, no integer
/// products (which random numbers are full of), few operations.
bool isCheap(linalg::GenericOp op) {
  unsigned operations = 0;
  for (Operation &inner : op.getBody()->without_terminator()) {
    if (isa<math::MathDialect>(inner.getDialect()) && !isa<math::AbsFOp>(inner))
      return false;
    if (isa<arith::DivFOp, arith::MulIOp, arith::MulUIExtendedOp, arith::RemUIOp>(inner))
      return false;
    ++operations;
  }
  return operations <= 6;
}

/// Whether the loop that makes `operand` could become part of the loop that reads it.
bool canFuse(OpOperand &operand, linalg::GenericOp producer) {
  auto consumer = dyn_cast<linalg::GenericOp>(operand.getOwner());
  if (!consumer || !consumer.isDpsInput(&operand))
    return false;
  // What does not change from step to step is not computed in each.
  if (consumer->getBlock() != producer->getBlock())
    return false;
  AffineMap map = consumer.getMatchingIndexingMap(&operand);
  if (!map.isProjectedPermutation())
    return false;
  // A reduction repeats nothing of an input that it reads once; a broadcast would repeat the producer.
  return map.getNumResults() == consumer.getNumLoops() || isCheap(producer);
}

bool shouldFuse(OpOperand *operand) {
  auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
  if (!producer || !isElementwise(producer) || !canFuse(*operand, producer))
    return false;
  if (llvm::all_of(producer->getUsers(), [&](Operation *user) { return user == operand->getOwner(); }))
    return true;
  // Computed again by all, it is never stored; where one needs it in memory, the others might as well read it
  // there.
  return producer->getNumResults() == 1 && isCheap(producer) &&
         llvm::all_of(producer->getUses(), [&](OpOperand &use) { return canFuse(use, producer); });
}

/// Whether two loops run over the same elements of a tensor that both read, into destinations of one kind.
bool runAlike(linalg::GenericOp first, linalg::GenericOp second) {
  auto identity = [](linalg::GenericOp op, Value input) {
    return llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
      return operand->get() == input && op.getMatchingIndexingMap(operand).isIdentity();
    });
  };
  bool shared = llvm::any_of(first.getDpsInputs(), [&](Value input) {
    auto type = dyn_cast<RankedTensorType>(input.getType());
    return type && type.getRank() > 0 && identity(first, input) && identity(second, input);
  });
  auto outputMaps = [](linalg::GenericOp op) {
    return ArrayRef(op.getIndexingMapsArray()).drop_front(op.getNumDpsInputs()).vec();
  };
  auto firstMaps = outputMaps(first), secondMaps = outputMaps(second);
  return shared && first.getIteratorTypesArray() == second.getIteratorTypesArray() &&
         first.getResult(0).getType() == second.getResult(0).getType() &&
         llvm::all_of(firstMaps, [&](AffineMap map) { return map == secondMaps[0]; }) &&
         llvm::all_of(secondMaps, [&](AffineMap map) { return map == firstMaps[0]; });
}

/// Whether the next versions of variables are all that a loop makes. They are written after the last read of
/// the variable, and so must not be one with what is needed before.
bool onlyLeaves(linalg::GenericOp op) {
  return llvm::all_of(op->getUsers(), [](Operation *user) { return isa<func::ReturnOp>(user); });
}

/// Where a loop in place of both could stand: at the earlier, if the later needs nothing from between them;
/// at the later, if nothing between them needs the earlier.
Operation *commonPlace(linalg::GenericOp first, linalg::GenericOp second) {
  auto definedBefore = [&](Value value) {
    Operation *op = value.getDefiningOp();
    return !op || op->isBeforeInBlock(first);
  };
  // A body may read elements of tensors that are no operands.
  llvm::SetVector<Value> needed;
  getUsedValuesDefinedAbove(second->getRegions(), needed);
  needed.insert_range(second->getOperands());
  if (llvm::all_of(needed, definedBefore))
    return first;
  if (llvm::all_of(first->getUsers(), [&](Operation *user) {
        Operation *ancestor = second->getBlock()->findAncestorOpInBlock(*user);
        return second->isBeforeInBlock(ancestor);
      }))
    return second;
  return nullptr;
}

/// Makes one loop of two updates, in place of the later: a variable and what its learning rule remembers are
/// then read once.
linalg::GenericOp merge(RewriterBase &rewriter, linalg::GenericOp first, linalg::GenericOp second,
                        Operation *place) {
  rewriter.setInsertionPoint(place);
  SmallVector<Value> inputs(first.getDpsInputs()), inits(first.getDpsInits());
  SmallVector<AffineMap> maps, all = first.getIndexingMapsArray(), more = second.getIndexingMapsArray();
  size_t ins = first.getNumDpsInputs(), ins2 = second.getNumDpsInputs();
  maps.append(all.begin(), all.begin() + ins);
  maps.append(more.begin(), more.begin() + ins2);
  maps.append(all.begin() + ins, all.end());
  maps.append(more.begin() + ins2, more.end());
  llvm::append_range(inputs, second.getDpsInputs());
  llvm::append_range(inits, second.getDpsInits());
  auto merged = linalg::GenericOp::create(
      rewriter, second.getLoc(), ValueRange(inits).getTypes(), inputs, inits, maps,
      first.getIteratorTypesArray(), [&](OpBuilder &b, Location loc, ValueRange elements) {
        SmallVector<Value> results;
        auto inlineBody = [&](linalg::GenericOp op, size_t in, size_t numIns, size_t out) {
          IRMapping mapping;
          for (BlockArgument argument : op.getBody()->getArguments()) {
            size_t i = argument.getArgNumber();
            mapping.map(argument, elements[i < numIns ? in + i : out + i - numIns]);
          }
          for (Operation &inner : op.getBody()->without_terminator())
            b.clone(inner, mapping);
          for (Value result : op.getBody()->getTerminator()->getOperands())
            results.push_back(mapping.lookupOrDefault(result));
        };
        size_t outputs = ins + ins2;
        inlineBody(first, 0, ins, outputs);
        inlineBody(second, ins, ins2, outputs + first.getNumDpsInits());
        linalg::YieldOp::create(b, loc, results);
      });
  rewriter.replaceOp(first, merged.getResults().take_front(first.getNumResults()));
  rewriter.replaceOp(second, merged.getResults().take_back(second.getNumResults()));
  return merged;
}

/// Loops that read the same tensors in the same order become one with several results: two sums over a
/// gradient, or a variable and what its learning rule remembers. What they share is then read once.
void mergeSiblings(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  SmallVector<linalg::GenericOp> candidates;
  for (auto op : llvm::make_early_inc_range(function.getOps<linalg::GenericOp>())) {
    auto type = dyn_cast<RankedTensorType>(op.getResult(0).getType());
    if (!type || op.hasIndexSemantics() || op.getNumLoops() == 0)
      continue;
    bool merged = false;
    for (linalg::GenericOp &other : candidates)
      if (runAlike(other, op) && onlyLeaves(other) == onlyLeaves(op))
        if (Operation *place = commonPlace(other, op)) {
          other = merge(rewriter, other, op, place);
          merged = true;
          break;
        }
    if (!merged)
      candidates.push_back(op);
  }
}

struct FuseElementwise : impl::FuseElementwiseBase<FuseElementwise> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    linalg::GenericOp::getCanonicalizationPatterns(patterns, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    mergeSiblings(getOperation());
  }
};
} // namespace
} // namespace dlc

// Merges elementwise loops with upstream's patterns. On tensors, because there a producer may simply be
// computed again wherever it is used.
#include "Codegen/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

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
  // Computed again by all, it is never stored; where one needs it in memory, the others might as well read it there.
  return producer->getNumResults() == 1 && isCheap(producer) &&
         llvm::all_of(producer->getUses(), [&](OpOperand &use) { return canFuse(use, producer); });
}

/// An elementwise loop over dense tensors of one type whose results only leave the function: the update of a
/// variable.
bool isUpdate(linalg::GenericOp op) {
  auto isIdentity = [&](OpOperand &operand) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    return map.isIdentity() || map.getNumResults() == 0;
  };
  return isElementwise(op) && llvm::all_of(op->getOpOperands(), isIdentity) && !op.hasIndexSemantics() &&
         llvm::all_of(op->getUsers(),
                      [](Operation *user) { return user->hasTrait<OpTrait::IsTerminator>(); }) &&
         llvm::all_of(op.getDpsInits(), [&](Value init) {
           return init.getType() == op.getDpsInits()[0].getType() && init.getDefiningOp<tensor::EmptyOp>();
         });
}

/// Makes one loop of two updates, in place of the later: a variable and what its learning rule remembers are
/// then read once.
linalg::GenericOp merge(RewriterBase &rewriter, linalg::GenericOp first, linalg::GenericOp second) {
  rewriter.setInsertionPoint(second);
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

void mergeUpdates(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  SmallVector<linalg::GenericOp> updates;
  for (auto op : llvm::make_early_inc_range(function.getOps<linalg::GenericOp>())) {
    if (!isUpdate(op))
      continue;
    auto sharesInput = [&](linalg::GenericOp other) {
      return other.getResult(0).getType() == op.getResult(0).getType() &&
             llvm::any_of(op.getDpsInputs(), [&](Value input) {
               return cast<RankedTensorType>(input.getType()).getRank() > 0 &&
                      llvm::is_contained(other.getDpsInputs(), input);
             });
    };
    auto partner = llvm::find_if(updates, sharesInput);
    if (partner == updates.end())
      updates.push_back(op);
    else
      *partner = merge(rewriter, *partner, op);
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
    mergeUpdates(getOperation());
  }
};
} // namespace
} // namespace dlc

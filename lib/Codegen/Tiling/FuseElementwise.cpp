// Merges elementwise loops: each loop, in their order, takes in the loops that make what it reads. On
// tensors, because there a producer may simply be computed again wherever it is used. Time is linear in the
// number of loops: equal operands and equal operations of a body become one after every step, and a body is
// bounded.
#include "Codegen/Passes.h"
#include "Codegen/Tiling/Contractions.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "Codegen/Passes.h.inc"

namespace {
/// Operations in the body of a fused loop. Beyond that, what a value costs to store and to read again is
/// little beside its computation, and time to compile would grow with the square of a chain.
constexpr size_t maxBodyOperations = 256;
/// Loops that read a value which is computed again in each of them.
constexpr size_t maxCopies = 256;
/// Results of a loop that keeps what its producers make.
constexpr size_t maxResults = 8;
/// Earlier loops over one tensor that a loop is compared with.
constexpr size_t maxSiblings = 32;

/// A loop that adds to its destination may not be computed again, which a consumer with more loops would do.
bool isElementwise(linalg::GenericOp op) {
  return op.getNumReductionLoops() == 0 &&
         llvm::all_of(op.getRegionOutputArgs(), [](BlockArgument output) { return output.use_empty(); });
}

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

/// Whether a loop may become the epilogue of a contraction.
bool readsContraction(linalg::GenericOp op) {
  return llvm::any_of(op.getDpsInputs(),
                      [](Value input) { return codegen::contractionOf(input) != nullptr; });
}

/// Whether a loop will be the epilogue of a contraction that no other op reads: then its result costs nothing
/// to store, and need not be computed again.
bool isEpilogue(linalg::GenericOp op) {
  return op.getNumResults() == 1 && llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *input) {
           Operation *contraction = codegen::contractionOf(input->get());
           return contraction && contraction->hasOneUse() && input->get().hasOneUse() &&
                  contraction->getBlock() == op->getBlock() && op.getMatchingIndexingMap(input).isIdentity();
         });
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
  // A reduction repeats nothing of an input that it reads once; a broadcast would repeat the producer. Loops
  // take it out again where they can, the epilogue of a contraction does not.
  return map.getNumResults() == consumer.getNumLoops() || (isCheap(producer) && !readsContraction(consumer));
}

/// Whether all that `consumer` reads of `producer` is read in one order, so that one copy of the body serves.
bool readsInOneOrder(linalg::GenericOp consumer, linalg::GenericOp producer) {
  AffineMap order;
  for (OpOperand *operand : consumer.getDpsInputOperands())
    if (operand->get().getDefiningOp() == producer) {
      AffineMap map = consumer.getMatchingIndexingMap(operand);
      if (order && map != order)
        return false;
      order = map;
    }
  return true;
}

/// Whether the next versions of variables are all that a loop makes, but for what `reader` reads. They are
/// written after the last read of the variable, and so must not be one with what is needed before.
bool onlyLeaves(linalg::GenericOp op, Operation *reader = nullptr) {
  return llvm::all_of(op->getUsers(),
                      [&](Operation *user) { return user == reader || isa<func::ReturnOp>(user); });
}

/// Whether one loop with the results of both can replace the consumer: they iterate over the same elements,
/// and no other op needs the producer's results earlier. The state of an optimizer is then updated in one
/// loop with its variable, and the state of a recurrent cell with its output.
bool canKeepResults(linalg::GenericOp consumer, linalg::GenericOp producer, OpOperand &operand) {
  auto isIdentity = [](AffineMap map) { return map.isIdentity(); };
  auto outputMaps = [](linalg::GenericOp op) {
    return ArrayRef(op.getIndexingMapsArray()).drop_front(op.getNumDpsInputs()).vec();
  };
  if (!isElementwise(consumer) || readsContraction(producer) || producer.getNumLoops() == 0 ||
      producer.getNumLoops() != consumer.getNumLoops() ||
      producer.getNumResults() + consumer.getNumResults() > maxResults ||
      !consumer.getMatchingIndexingMap(&operand).isIdentity() ||
      !llvm::all_of(outputMaps(producer), isIdentity) || !llvm::all_of(outputMaps(consumer), isIdentity) ||
      !readsInOneOrder(consumer, producer) || onlyLeaves(producer, consumer) != onlyLeaves(consumer))
    return false;
  return llvm::all_of(producer->getUsers(), [&](Operation *user) {
    Operation *ancestor = consumer->getBlock()->findAncestorOpInBlock(*user);
    return user == consumer || (ancestor && consumer->isBeforeInBlock(ancestor));
  });
}

/// Whether the loop that makes `operand` becomes part of the loop that reads it, which has taken in `taken`
/// already. What is in it by another operand adds nothing to its body; left out, it would be computed twice.
bool shouldFuse(OpOperand &operand, const llvm::SmallPtrSetImpl<Operation *> &taken) {
  auto producer = operand.get().getDefiningOp<linalg::GenericOp>();
  if (!producer || !isElementwise(producer) || !canFuse(operand, producer))
    return false;
  auto consumer = cast<linalg::GenericOp>(operand.getOwner());
  if (!taken.contains(producer) &&
      producer.getBody()->getOperations().size() + consumer.getBody()->getOperations().size() >
          maxBodyOperations)
    return false;
  if (llvm::all_of(producer->getUsers(), [&](Operation *user) { return user == consumer; }))
    return readsInOneOrder(consumer, producer) || isCheap(producer);
  if (canKeepResults(consumer, producer, operand))
    return true;
  // Computed again by all, it is never stored; where one needs it in memory, the others might as well read it
  // there.
  return producer->getNumResults() == 1 && isCheap(producer) && !isEpilogue(producer) &&
         !producer.getResult(0).hasNUsesOrMore(maxCopies) &&
         llvm::all_of(producer->getUses(), [&](OpOperand &use) { return canFuse(use, producer); });
}

/// Moves what puts results of loops into larger tensors behind all loops that it can stand behind: between
/// two loops it would need the first one's result before the second one is there, which a loop in place of
/// both does not make. Of the body of a loop over steps, where results are put into what all steps make.
void sinkInsertions(Block &block) {
  if (!block.mightHaveTerminator())
    return;
  Operation *end = block.getTerminator();
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (isa<bufferization::MaterializeInDestinationOp>(op))
      end = &op;
    auto insertion = dyn_cast<tensor::InsertSliceOp>(op);
    auto source = insertion ? insertion.getSource().getDefiningOp<linalg::GenericOp>() : linalg::GenericOp();
    if (!source || source->getBlock() != &block)
      continue;
    Operation *first = end;
    for (Operation *user : insertion->getUsers())
      if (Operation *inBlock = block.findAncestorOpInBlock(*user); inBlock->isBeforeInBlock(first))
        first = inBlock;
    insertion->moveBefore(first);
  }
}

/// Fuses into loops what makes their inputs.
class ChainFusion : RewriterBase::Listener {
public:
  explicit ChainFusion(MLIRContext *context) : rewriter(context), cleanUps(cleanUpPatterns(context)) {}

  void run(Block &block) {
    // Producers stand first, so that they are whole when a consumer takes them in.
    for (Operation &op : llvm::make_early_inc_range(block)) {
      auto consumer = dyn_cast<linalg::GenericOp>(op);
      taken.clear();
      while (consumer)
        consumer = fuseNext(consumer);
    }
  }

private:
  static FrozenRewritePatternSet cleanUpPatterns(MLIRContext *context) {
    RewritePatternSet patterns(context);
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    return patterns;
  }

  /// Returns the loop that replaces `consumer` and the producer of one of its inputs, or null if no
  /// input can be fused.
  linalg::GenericOp fuseNext(linalg::GenericOp consumer) {
    for (OpOperand *operand : consumer.getDpsInputOperands()) {
      if (!linalg::areElementwiseOpsFusable(operand) || !shouldFuse(*operand, taken))
        continue;
      auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
      const bool keeps = canKeepResults(consumer, producer, *operand);
      rewriter.setInsertionPoint(consumer);
      FailureOr<linalg::ElementwiseOpFusionResult> result = linalg::fuseElementwiseOps(rewriter, operand);
      if (failed(result))
        continue;
      for (auto [value, replacement] : result->replacements)
        if (value.getDefiningOp() == consumer || keeps) // it may read the producer by a second operand
          rewriter.replaceUsesWithIf(value, replacement,
                                     [&](OpOperand &use) { return use.getOwner() != result->fusedOp; });
      rewriter.eraseOp(consumer);
      taken.insert(producer);
      if (isOpTriviallyDead(producer)) {
        taken.erase(producer);
        rewriter.eraseOp(producer);
      }
      return simplify(cast<linalg::GenericOp>(result->fusedOp));
    }
    return nullptr;
  }

  /// Makes one of equal operands and of equal operations: without it, a chain in which each value is read
  /// twice doubles with every step.
  linalg::GenericOp simplify(linalg::GenericOp op) {
    current = op;
    GreedyRewriteConfig config;
    config.setStrictness(GreedyRewriteStrictness::ExistingAndNewOps)
        .enableFolding(false)
        .enableConstantCSE(false)
        .setListener(this);
    (void)applyOpPatternsGreedily(op.getOperation(), cleanUps, config);
    DominanceInfo dominance(current);
    eliminateCommonSubExpressions(rewriter, dominance, current);
    return cast<linalg::GenericOp>(current);
  }

  void notifyOperationReplaced(Operation *op, Operation *replacement) override {
    if (op == current)
      current = replacement;
  }
  void notifyOperationReplaced(Operation *op, ValueRange replacements) override {
    if (op == current)
      for (Value value : replacements)
        if (value)
          current = value.getDefiningOp();
  }

  IRRewriter rewriter;
  FrozenRewritePatternSet cleanUps;
  Operation *current = nullptr;
  llvm::SmallPtrSet<Operation *, 8> taken; ///< producers that are in the loop at hand and stand for others
};

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
  SmallVector<linalg::GenericOp> loops;
  llvm::DenseMap<Value, SmallVector<size_t>> readers; // the loops that read a tensor, in their order
  auto addReader = [&](linalg::GenericOp op, size_t loop) {
    for (Value input : op.getDpsInputs())
      if (SmallVector<size_t> &known = readers[input]; known.empty() || known.back() != loop)
        known.push_back(loop);
  };
  for (auto op : llvm::make_early_inc_range(function.getOps<linalg::GenericOp>())) {
    auto type = dyn_cast<RankedTensorType>(op.getResult(0).getType());
    if (!type || op.hasIndexSemantics() || op.getNumLoops() == 0)
      continue;
    llvm::SmallSetVector<size_t, 8> candidates;
    for (Value input : op.getDpsInputs())
      candidates.insert_range(ArrayRef(readers[input]).take_back(maxSiblings));
    SmallVector<size_t> inOrder = candidates.takeVector();
    llvm::sort(inOrder);
    Operation *place = nullptr;
    auto sibling = llvm::find_if(inOrder, [&](size_t loop) {
      return runAlike(loops[loop], op) && onlyLeaves(loops[loop]) == onlyLeaves(op) &&
             (place = commonPlace(loops[loop], op));
    });
    if (sibling != inOrder.end()) {
      addReader(op, *sibling);
      loops[*sibling] = merge(rewriter, loops[*sibling], op, place);
    } else {
      addReader(op, loops.size());
      loops.push_back(op);
    }
  }
}

struct FuseElementwise : impl::FuseElementwiseBase<FuseElementwise> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    // Upstream's driver would fuse, too, but clones the producer's body once an operand, and all that it has
    // fused so far with every step.
    linalg::populateElementwiseOpsFusionPatterns(patterns, [](OpOperand *) { return false; });
    linalg::GenericOp::getCanonicalizationPatterns(patterns, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    ChainFusion fusion(&getContext());
    getOperation().walk([&](Operation *op) {
      if (!isa<linalg::LinalgOp>(op))
        for (Region &region : op->getRegions())
          for (Block &block : region) {
            if (isa<scf::ForOp>(op))
              sinkInsertions(block);
            fusion.run(block);
          }
    });
    mergeSiblings(getOperation());
  }
};
} // namespace
} // namespace dlc

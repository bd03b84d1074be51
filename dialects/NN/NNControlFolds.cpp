// Control flow: what needs not be carried, stacked, captured or chosen, and nn.loop as a scan.
// Differentiation writes every loop in full and leaves it to these patterns to drop what nobody asks for.
#include "NN/NNBody.h"
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

//===-- nn.scan -------------------------------------------------------------------------------------===//

namespace {
/// Which carried values, slices, captures and stacks a scan needs: those that a result in use depends on.
struct Needs {
  llvm::SmallBitVector arguments, yields;

  explicit Needs(ScanOp op)
      : arguments(op.getBlock().getNumArguments()), yields(op.getYield()->getNumOperands()), op(op) {
    for (OpResult result : op.getResults())
      if (!result.use_empty())
        need(result.getResultNumber());
    while (!open.empty())
      visit(open.pop_back_val());
  }

private:
  void need(unsigned yield) {
    if (yields.test(yield))
      return;
    yields.set(yield);
    visit(op.getYield()->getOperand(yield));
  }

  void visit(Value value) {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      if (arguments.test(argument.getArgNumber()))
        return;
      arguments.set(argument.getArgNumber());
      if (argument.getArgNumber() < op.getInits().size())
        need(argument.getArgNumber());
    } else if (seen.insert(value.getDefiningOp()).second) {
      llvm::append_range(open, value.getDefiningOp()->getOperands());
    }
  }

  ScanOp op;
  SmallVector<Value> open;
  llvm::DenseSet<Operation *> seen;
};

struct DropUnused : OpRewritePattern<ScanOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ScanOp op, PatternRewriter &rewriter) const override {
    Needs needs(op);
    size_t carried = op.getInits().size();
    // A carried value goes as a whole: as what the body takes, yields and gives.
    for (size_t i = 0; i < carried; ++i)
      if (needs.yields.test(i))
        needs.arguments.set(i);
    // A length that is no number is that of an input.
    if (int next = carried ? needs.arguments.find_next(static_cast<unsigned>(carried) - 1)
                           : needs.arguments.find_first();
        isSymbolic(static_cast<int64_t>(op.getLength())) &&
        (next < 0 || static_cast<size_t>(next) >= carried + op.getInputs().size()))
      needs.arguments.set(static_cast<unsigned>(carried));
    if (needs.arguments.all() && needs.yields.all())
      return rewriter.notifyMatchFailure(op, "all of it is needed");
    auto kept = [](const llvm::SmallBitVector &mask, ValueRange values, size_t first) {
      SmallVector<Value> result;
      for (auto [i, value] : llvm::enumerate(values))
        if (mask.test(first + i))
          result.push_back(value);
      return result;
    };
    SmallVector<Value> inits = kept(needs.arguments, op.getInits(), 0);
    SmallVector<Value> inputs = kept(needs.arguments, op.getInputs(), carried);
    SmallVector<Value> captures = kept(needs.arguments, op.getCaptures(), carried + op.getInputs().size());
    YieldOp yield = op.getYield();
    auto body = std::make_unique<Region>();
    rewriter.inlineRegionBefore(op.getBody(), *body, body->end());
    rewriter.modifyOpInPlace(yield, [&] { yield->setOperands(kept(needs.yields, yield.getOperands(), 0)); });
    // What only the dropped yields needed, and with it the last uses of the dropped arguments.
    SmallVector<Operation *> ops = llvm::to_vector(llvm::make_pointer_range(body->front()));
    for (Operation *inner : llvm::reverse(ops))
      if (isOpTriviallyDead(inner))
        rewriter.eraseOp(inner);
    llvm::BitVector dropped(needs.arguments.size());
    for (unsigned i = 0; i < dropped.size(); ++i)
      if (!needs.arguments.test(i))
        dropped.set(i);
    // A carried value that is dropped may still be read by what computes its own next version.
    for (unsigned i : dropped.set_bits())
      while (!body->front().getArgument(i).use_empty())
        eraseWithUsers(rewriter, *body->front().getArgument(i).user_begin());
    body->front().eraseArguments(dropped);
    auto next = ScanOp::create(rewriter, op.getLoc(), inits, inputs, captures, op.getAxis(), op.getLength(),
                               op.getReverse(), std::move(body));
    SmallVector<Value> results(op.getNumResults());
    for (unsigned from = 0, to = 0; from < results.size(); ++from)
      if (needs.yields.test(from))
        results[from] = next.getResult(to++);
    for (auto [before, after] : llvm::zip_equal(op.getResults(), results))
      if (after)
        rewriter.replaceAllUsesWith(before, after);
    rewriter.eraseOp(op);
    return success();
  }

private:
  static void eraseWithUsers(PatternRewriter &rewriter, Operation *op) {
    while (!op->use_empty())
      eraseWithUsers(rewriter, *op->user_begin());
    rewriter.eraseOp(op);
  }
};

/// A carried value that never changes is captured, what is captured twice is captured once, and a number
/// belongs into the body. A matrix does not: products with it may leave the body.
struct SimplifyCaptures : OpRewritePattern<ScanOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ScanOp op, PatternRewriter &rewriter) const override {
    for (auto [argument, init, result, next] :
         llvm::zip(op.getCarried(), op.getInits(), op.getFinals(), op.getYield().getOperands()))
      if (argument == next && !(argument.hasOneUse() && result.use_empty()))
        return capture(op, argument, init, result, rewriter);
    llvm::DenseMap<Value, BlockArgument> known;
    for (auto [argument, operand] : llvm::zip_equal(op.getCaptured(), op.getCaptures())) {
      if (argument.use_empty())
        continue;
      if (auto constant = operand.getDefiningOp<ConstantOp>(); constant && isNumber(constant)) {
        rewriter.setInsertionPointToStart(&op.getBlock());
        rewriter.replaceAllUsesWith(argument, rewriter.clone(*constant)->getResult(0));
        return success();
      }
      auto [place, isNew] = known.try_emplace(operand, argument);
      if (!isNew) {
        rewriter.replaceAllUsesWith(argument, place->second);
        return success();
      }
    }
    return rewriter.notifyMatchFailure(op, "each capture is another value");
  }

private:
  static bool isNumber(ConstantOp constant) { return isa<SplatElementsAttr>(constant.getValue()); }

  // The carried value stays, of no use any more, and is dropped by the pattern above.
  static LogicalResult capture(ScanOp op, BlockArgument argument, Value init, Value result,
                               PatternRewriter &rewriter) {
    rewriter.modifyOpInPlace(op, [&] {
      op.getCapturesMutable().append(init);
      BlockArgument captured = op.getBlock().addArgument(argument.getType(), argument.getLoc());
      // Stacked or carried on as another, it is read as any value; only its own next version keeps naming it.
      argument.replaceUsesWithIf(captured, [&](OpOperand &use) {
        return use.getOwner() != op.getYield() || use.getOperandNumber() != argument.getArgNumber();
      });
    });
    rewriter.replaceAllUsesWith(result, init);
    return success();
  }
};

/// What is sliced or stacked twice is so once; the pattern that drops what is unused does the rest.
/// Derivatives of derivatives ask for the same values again and again.
struct MergeTwins : OpRewritePattern<ScanOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ScanOp op, PatternRewriter &rewriter) const override {
    bool merged = false;
    llvm::DenseMap<Value, Value> slices, stacks;
    auto merge = [&](llvm::DenseMap<Value, Value> &known, Value what, Value use) {
      if (use.use_empty())
        return;
      auto [place, isNew] = known.try_emplace(what, use);
      if (isNew)
        return;
      rewriter.replaceAllUsesWith(use, place->second);
      merged = true;
    };
    for (auto [slice, input] : llvm::zip_equal(op.getSlices(), op.getInputs()))
      merge(slices, input, slice);
    OperandRange yielded = op.getYield().getOperands().drop_front(op.getInits().size());
    for (auto [value, stacked] : llvm::zip_equal(yielded, op.getStacked()))
      merge(stacks, value, stacked);
    return success(merged);
  }
};
} // namespace

void ScanOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<DropUnused, SimplifyCaptures, MergeTwins>(context);
}

//===-- nn.if ---------------------------------------------------------------------------------------===//

namespace {
struct ChooseBranch : OpRewritePattern<IfOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(IfOp op, PatternRewriter &rewriter) const override {
    DenseElementsAttr condition;
    if (!matchPattern(op.getCondition(), m_Constant(&condition)))
      return rewriter.notifyMatchFailure(op, "the condition is not known");
    Region &branch = condition.getSplatValue<bool>() ? op.getThenBranch() : op.getElseBranch();
    YieldOp yield = op.getYield(branch);
    SmallVector<Value> captures(op.getCaptures());
    rewriter.inlineBlockBefore(&branch.front(), op, captures);
    SmallVector<Value> results(yield.getOperands());
    rewriter.eraseOp(yield);
    rewriter.replaceOp(op, results);
    return success();
  }
};

/// Drops results that nobody reads, then captures that no branch reads.
struct DropUnusedOfIf : OpRewritePattern<IfOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(IfOp op, PatternRewriter &rewriter) const override {
    llvm::BitVector results(op.getNumResults()), captures(op.getCaptures().size());
    for (OpResult result : op.getResults())
      if (result.use_empty())
        results.set(result.getResultNumber());
    for (unsigned i = 0; i < captures.size(); ++i)
      if (op.getThenBranch().getArgument(i).use_empty() && op.getElseBranch().getArgument(i).use_empty())
        captures.set(i);
    if (results.none() && captures.none())
      return rewriter.notifyMatchFailure(op, "all of it is needed");
    SmallVector<Value> kept;
    for (auto [i, capture] : llvm::enumerate(op.getCaptures()))
      if (!captures.test(i))
        kept.push_back(capture);
    std::unique_ptr<Region> branches[2];
    for (auto [from, to] : llvm::zip_equal(op->getRegions(), branches)) {
      YieldOp yield = op.getYield(from);
      rewriter.modifyOpInPlace(yield, [&, yield = yield]() mutable { yield->eraseOperands(results); });
      to = std::make_unique<Region>();
      rewriter.inlineRegionBefore(from, *to, to->end());
      to->front().eraseArguments(captures);
    }
    auto next = IfOp::create(rewriter, op.getLoc(), op.getCondition(), kept, std::move(branches[0]),
                             std::move(branches[1]));
    unsigned to = 0;
    for (OpResult result : op.getResults())
      if (!results.test(result.getResultNumber()))
        rewriter.replaceAllUsesWith(result, next.getResult(to++));
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

void IfOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<ChooseBranch, DropUnusedOfIf>(context);
}

//===-- nn.loop -------------------------------------------------------------------------------------===//

// A scan over nothing that counts its steps. With a condition, each step is a choice: the body, or nothing.
SmallVector<Value> LoopOp::decompose(Composer &compose) {
  Location location = getLoc();
  Block &from = getBody().front();
  OpBuilder &outer = compose.builder;
  auto counter = cast<SizedTensorType>(from.getArgument(0).getType());
  auto integer = [&](OpBuilder &b, int64_t value) -> Value {
    return ConstantOp::create(b, location, counter, DenseElementsAttr::get(counter, value));
  };
  bool conditional = !!getCondition();
  // Carried: the number of the step, the condition, the loop's own values.
  SmallVector<Value> inits{integer(outer, 0)};
  if (conditional)
    inits.push_back(getCondition());
  llvm::append_range(inits, getInits());
  auto body = std::make_unique<Region>();
  Block &block = body->emplaceBlock();
  for (ValueRange values : {ValueRange(inits), ValueRange(getCaptures())})
    for (Value value : values)
      block.addArgument(value.getType(), location);
  OpBuilder inner = endOf(block, getContext(), outer.getListener());
  Value step = block.getArgument(0);
  // What the loop's body takes: the step, carried values, captures.
  SmallVector<Value> taken{step};
  llvm::append_range(taken, block.getArguments().drop_front(conditional ? 2 : 1));
  SmallVector<Value> next;
  if (!conditional) {
    IRMapping mapping;
    mapping.map(from.getArguments(), taken);
    for (Operation &op : from.without_terminator())
      inner.clone(op, mapping);
    for (Value value : getYield().getOperands())
      next.push_back(mapping.lookupOrDefault(value));
  } else {
    auto run = std::make_unique<Region>(), skip = std::make_unique<Region>();
    IRMapping mapping;
    outer.cloneRegionBefore(getBody(), *run, run->end(), mapping);
    Block &idle = skip->emplaceBlock();
    for (Value value : taken)
      idle.addArgument(value.getType(), location);
    OpBuilder at = endOf(idle, getContext(), outer.getListener());
    auto boolean = cast<SizedTensorType>(getCondition().getType());
    SmallVector<Value> same{
        ConstantOp::create(at, location, boolean, DenseElementsAttr::get(boolean, false))};
    llvm::append_range(same, idle.getArguments().drop_front().take_front(getInits().size()));
    YieldOp::create(at, location, same);
    auto choice = IfOp::create(inner, location, block.getArgument(1), taken, std::move(run), std::move(skip));
    llvm::append_range(next, choice.getResults());
  }
  next.insert(next.begin(), AddOp::create(inner, location, step, integer(inner, 1)));
  YieldOp::create(inner, location, next);
  // Along axis 1 a derivative can stack what has a batch in front.
  auto scan = ScanOp::create(outer, location, inits, ValueRange(), getCaptures(), /*axis=*/1, getBound(),
                             /*reverse=*/false, std::move(body));
  return SmallVector<Value>(scan.getResults().drop_front(conditional ? 2 : 1));
}

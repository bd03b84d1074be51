// Control flow becomes that of scf on tensors. Carried values and stacks are given to the loop as tensors
// that each step writes into, so that bufferization finds one buffer for all steps; a step's results go where
// they belong as soon as they are there.
#include "Conversion/NNToLinalg/Patterns.h"
#include "Kernel/Kernel.h"
#include "NN/NNMemory.h"
#include "NN/NNSteps.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
/// One slice of a stacked tensor: where it lies.
struct Slice {
  SmallVector<OpFoldResult> offsets, sizes, strides;

  Slice(Emitter &emit, nn::SizedTensorType stacked, int64_t axis, Value step) {
    for (int64_t d = 0; d < stacked.getRank(); ++d) {
      bool isAxis = d == axis;
      offsets.push_back(isAxis ? OpFoldResult(step) : emit.b.getIndexAttr(0));
      sizes.push_back(isAxis                    ? OpFoldResult(emit.b.getIndexAttr(1))
                      : stacked.isDynamicDim(d) ? OpFoldResult(emit.dim(stacked, d))
                                                : emit.b.getIndexAttr(stacked.getDimSize(d)));
      strides.push_back(emit.b.getIndexAttr(1));
    }
  }
};

/// Makes what bufferization places `value` in be the place of `destination`.
Value intoDestination(OpBuilder &b, Location loc, Value value, Value destination) {
  if (value == destination)
    return value;
  return bufferization::MaterializeInDestinationOp::create(b, loc, value, destination).getResult();
}

Value copyOf(OpBuilder &b, Location loc, Value value) {
  return bufferization::AllocTensorOp::create(b, loc, typeOf(value), ValueRange(), /*copy=*/value);
}

/// What a value is a view or a part of: tensors lowered from these share memory.
Value wholeOf(Value value) {
  value = nn::rootOf(value);
  Operation *op = value.getDefiningOp();
  return isa_and_present<nn::SliceOp, nn::SplitOp>(op) ? wholeOf(op->getOperand(0)) : value;
}

/// Which next versions must be copied before any carried place is written: what another place holds, or a
/// part of it, and what goes to a second place.
SmallVector<bool> movedValues(nn::ScanOp op) {
  SmallVector<bool> moved;
  llvm::DenseSet<Value> seen;
  auto carried = op.getCarried();
  for (auto [argument, next] : llvm::zip(carried, op.getYield().getOperands().take_front(carried.size())))
    moved.push_back(next != argument &&
                    (!seen.insert(next).second || llvm::is_contained(carried, wholeOf(next))));
  return moved;
}

struct LowerScan : OpConversionPattern<nn::ScanOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(nn::ScanOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Emitter emit(rewriter, op, adaptor.getOperands());
    if (failed(checkSizes(emit, op)))
      return failure();
    if (op.getNumResults() == 0) {
      rewriter.eraseOp(op);
      return success();
    }
    size_t carried = op.getInits().size();
    int64_t axis = op.getAxis(), length = nn::stepsOf(op);
    SmallVector<Value> starts(adaptor.getInits());
    if (length == 0) {
      for (Value stacked : op.getStacked())
        starts.push_back(emit.empty(typeOf(stacked)));
      rewriter.replaceOp(op, starts);
      return success();
    }
    if (length == 1)
      return inlineStep(op, adaptor, rewriter, emit);
    // Of a loop in a loop: it may start from a place of the outer one, in which its results then belong, and
    // bufferization will not see that what it writes there is there already.
    if (op->getParentOfType<LoopLikeOpInterface>())
      for (Value &start : starts)
        start = copyOf(rewriter, loc, start);
    for (Value stacked : op.getStacked())
      starts.push_back(emit.empty(typeOf(stacked)));
    Value count = emit.size(length);
    auto loop =
        scf::ForOp::create(rewriter, loc, index(rewriter, loc, 0), count, index(rewriter, loc, 1), starts);
    loop->setAttr(kernel::kSteps, rewriter.getUnitAttr());
    Block *body = loop.getBody();
    rewriter.setInsertionPointToStart(body);
    Value step = loop.getInductionVar();
    if (op.getReverse()) {
      Value last = nn::isSymbolic(length)
                       ? arith::SubIOp::create(rewriter, loc, count, index(rewriter, loc, 1)).getResult()
                       : index(rewriter, loc, length - 1);
      step = arith::SubIOp::create(rewriter, loc, last, step);
    }
    SmallVector<Value> arguments =
        argumentsOf(op, adaptor, rewriter, emit, loop.getRegionIterArgs().take_front(carried), step);
    nn::YieldOp yield = op.getYield();
    SmallVector<bool> moved = movedValues(op);
    Operation *prologue = body->empty() ? nullptr : &body->back();
    rewriter.inlineBlockBefore(&op.getBlock(), body, body->end(), arguments);

    SmallVector<Value> yielded;
    for (Value operand : yield.getOperands())
      if (Value value = rewriter.getRemappedValue(operand))
        yielded.push_back(value);
      else
        return rewriter.notifyMatchFailure(op, "a value of the body has no type to lower to");
    SmallVector<Value> next(yielded.size());
    auto places = loop.getRegionIterArgs();
    // Stacked values first: a carried one is stacked before the next version takes its place.
    for (size_t i = carried; i < yielded.size(); ++i) {
      Value value = yielded[i], stack = places[i];
      if (isEmpty(typeOf(stack))) {
        next[i] = stack;
        continue;
      }
      if (Operation *made = value.getDefiningOp(); made && made->getBlock() == body)
        rewriter.setInsertionPointAfter(made);
      else if (prologue)
        rewriter.setInsertionPointAfter(prologue);
      else
        rewriter.setInsertionPointToStart(body);
      Slice slice(emit, typeOf(stack), nn::ScanOp::stackingAxis(typeOf(value).getRank(), axis), step);
      next[i] = tensor::InsertSliceOp::create(rewriter, loc, value, stack, slice.offsets, slice.sizes,
                                              slice.strides);
    }
    rewriter.setInsertionPoint(yield);
    for (size_t i = 0; i < carried; ++i)
      if (moved[i])
        yielded[i] = copyOf(rewriter, loc, yielded[i]);
    for (size_t i = 0; i < carried; ++i)
      next[i] = intoDestination(rewriter, loc, yielded[i], places[i]);
    scf::YieldOp::create(rewriter, loc, next);
    rewriter.eraseOp(yield);
    rewriter.replaceOp(op, loop.getResults());
    return success();
  }

private:
  /// What the body is given in a step: carried values, slices and captures.
  static SmallVector<Value> argumentsOf(nn::ScanOp op, OpAdaptor adaptor, OpBuilder &b, Emitter &emit,
                                        ValueRange carried, Value step) {
    SmallVector<Value> arguments(carried);
    for (auto [input, argument] : llvm::zip_equal(adaptor.getInputs(), op.getSlices())) {
      nn::SizedTensorType type = typeOf(argument);
      if (isEmpty(type)) {
        arguments.push_back(emit.empty(type));
        continue;
      }
      Slice slice(emit, typeOf(input), nn::ScanOp::stackingAxis(type.getRank(), op.getAxis()), step);
      arguments.push_back(tensor::ExtractSliceOp::create(b, op.getLoc(), type, input, slice.offsets,
                                                         slice.sizes, slice.strides));
    }
    llvm::append_range(arguments, adaptor.getCaptures());
    return arguments;
  }

  /// One step needs no loop, and no buffer that its values must be computed in.
  static LogicalResult inlineStep(nn::ScanOp op, OpAdaptor adaptor, ConversionPatternRewriter &rewriter,
                                  Emitter &emit) {
    Location loc = op.getLoc();
    Value step = index(rewriter, loc, 0);
    nn::YieldOp yield = op.getYield();
    rewriter.inlineBlockBefore(&op.getBlock(), op,
                               argumentsOf(op, adaptor, rewriter, emit, adaptor.getInits(), step));
    rewriter.setInsertionPoint(op);
    SmallVector<Value> results;
    for (auto [operand, result] : llvm::zip_equal(yield.getOperands(), op.getResults())) {
      Value value = rewriter.getRemappedValue(operand);
      if (!value)
        return rewriter.notifyMatchFailure(op, "a value of the body has no type to lower to");
      if (results.size() >= op.getInits().size()) {
        nn::SizedTensorType type = typeOf(result);
        Value stack = emit.empty(type);
        Slice slice(emit, type, nn::ScanOp::stackingAxis(typeOf(value).getRank(), op.getAxis()), step);
        value = isEmpty(type) ? stack
                              : tensor::InsertSliceOp::create(rewriter, loc, value, stack, slice.offsets,
                                                              slice.sizes, slice.strides)
                                    .getResult();
      }
      results.push_back(value);
    }
    rewriter.eraseOp(yield);
    rewriter.replaceOp(op, results);
    return success();
  }
};

struct LowerIf : OpConversionPattern<nn::IfOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(nn::IfOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Emitter emit(rewriter, op, adaptor.getOperands());
    if (failed(checkSizes(emit, op)))
      return failure();
    // No tensor.empty, which what happens to the result later could replace in one branch and not in the
    // other.
    SmallVector<Value> destinations;
    for (Value result : op.getResults()) {
      destinations.push_back(bufferization::AllocTensorOp::create(rewriter, loc, typeOf(result),
                                                                  emit.dynamicSizes(typeOf(result))));
    }
    Value condition = tensor::ExtractOp::create(rewriter, loc, adaptor.getCondition());
    auto choice = scf::IfOp::create(rewriter, loc, ValueRange(destinations).getTypes(), condition,
                                    /*addThenBlock=*/true, /*addElseBlock=*/true);
    for (auto [branch, block] : {std::pair(&op.getThenBranch(), choice.thenBlock()),
                                 std::pair(&op.getElseBranch(), choice.elseBlock())}) {
      nn::YieldOp yield = op.getYield(*branch);
      rewriter.inlineBlockBefore(&branch->front(), block, block->end(), adaptor.getCaptures());
      rewriter.setInsertionPoint(yield);
      SmallVector<Value> results;
      for (auto [operand, destination] : llvm::zip_equal(yield.getOperands(), destinations)) {
        Value value = rewriter.getRemappedValue(operand);
        if (!value)
          return rewriter.notifyMatchFailure(op, "a value of a branch has no type to lower to");
        results.push_back(intoDestination(rewriter, loc, value, destination));
      }
      scf::YieldOp::create(rewriter, loc, results);
      rewriter.eraseOp(yield);
    }
    rewriter.replaceOp(op, choice.getResults());
    return success();
  }
};
} // namespace

void populateControlPatterns(Patterns &patterns) { patterns.add<LowerScan, LowerIf>(); }
} // namespace dlc::lowering

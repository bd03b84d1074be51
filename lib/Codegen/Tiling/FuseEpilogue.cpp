// Moves elementwise loops into the epilogue of the contraction before them, while its result is still in
// registers. On tensors, where one user is all that must be known.
#include "Codegen/Passes.h"

#include "mlir/IR/Dominance.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_FUSEEPILOGUE
#include "Codegen/Passes.h.inc"

namespace {
/// The contraction whose only use is an input of `op` at the same place, or null.
OpOperand *fusableInput(linalg::GenericOp op) {
  for (OpOperand *operand : op.getDpsInputOperands()) {
    Operation *producer = operand->get().getDefiningOp();
    if (isa_and_present<kernel::MatmulOp, kernel::ConvOp, kernel::MaxPoolBackwardOp>(producer) &&
        producer->getBlock() == op->getBlock() && producer->hasOneUse() &&
        op.getMatchingIndexingMap(operand).isIdentity())
      return operand;
  }
  return nullptr;
}

template <typename Kernel>
LogicalResult fuse(Kernel kernel, OpOperand *operand, linalg::GenericOp op, PatternRewriter &rewriter) {
  size_t place = operand->getOperandNumber();
  SmallVector<Attribute> maps(kernel.getEpilogueMaps().begin(), kernel.getEpilogueMaps().end());
  SmallVector<Value> extras(kernel.getExtras());
  SmallVector<unsigned> extraArguments; // of the loop's body
  for (OpOperand *input : op.getDpsInputOperands()) {
    if (input == operand)
      continue;
    AffineMap map = op.getMatchingIndexingMap(input);
    if (!map.isProjectedPermutation())
      return rewriter.notifyMatchFailure(op, "an input is not read at the same place or broadcast");
    auto type = dyn_cast<RankedTensorType>(input->get().getType());
    if (!type)
      return rewriter.notifyMatchFailure(op, "an input is a scalar");
    // A vector of them would have another number of lanes than one of results.
    if (type.getElementTypeBitWidth() != getElementTypeOrSelf(kernel.getInit()).getIntOrFloatBitWidth())
      return rewriter.notifyMatchFailure(op, "an input's elements are of another size");
    AffineExpr last = rewriter.getAffineDimExpr(map.getNumDims() - 1);
    if (map.isFunctionOfDim(map.getNumDims() - 1) && map.getResults().back() != last)
      return rewriter.notifyMatchFailure(op, "an input is read across its rows");
    maps.push_back(AffineMapAttr::get(map));
    extras.push_back(input->get());
    extraArguments.push_back(input->getOperandNumber());
  }

  Type element = cast<RankedTensorType>(kernel.getInit().getType()).getElementType();
  if (kernel.getInit().getType() != op.getResult(0).getType())
    return rewriter.notifyMatchFailure(op, "the element type changes");
  // The fused contraction stands where the loop stood: its extras exist only there.
  rewriter.setInsertionPoint(op);
  auto fused = Kernel::create(rewriter, kernel.getLoc(), kernel.getLhs(), kernel.getRhs(), kernel.getInit());
  for (NamedAttribute attribute : kernel->getAttrs())
    fused->setAttr(attribute.getName(), attribute.getValue());
  fused.getExtrasMutable().append(extras);
  fused.setEpilogueMapsAttr(rewriter.getArrayAttr(maps));
  SmallVector<Type> types{element};
  for (Value extra : extras)
    types.push_back(cast<RankedTensorType>(extra.getType()).getElementType());
  SmallVector<Location> locations(types.size(), op.getLoc());
  Block *body = rewriter.createBlock(&fused.getEpilogue(), {}, types, locations);

  Value value = body->getArgument(0);
  size_t former = kernel.getExtras().size();
  IRMapping mapping;
  if (!kernel.getEpilogue().empty()) {
    Block &old = kernel.getEpilogue().front();
    mapping.map(old.getArguments(), body->getArguments().take_front(1 + former));
    for (Operation &inner : old.without_terminator())
      rewriter.clone(inner, mapping);
    value = mapping.lookupOrDefault(cast<kernel::YieldOp>(old.getTerminator()).getValue());
  }
  mapping.map(op.getBody()->getArgument(place), value);
  for (auto [i, argument] : llvm::enumerate(extraArguments))
    mapping.map(op.getBody()->getArgument(argument), body->getArgument(1 + former + i));
  for (Operation &inner : op.getBody()->without_terminator())
    rewriter.clone(inner, mapping);
  kernel::YieldOp::create(rewriter, op.getLoc(),
                          mapping.lookupOrDefault(op.getBody()->getTerminator()->getOperand(0)));
  rewriter.replaceOp(op, fused.getResults());
  rewriter.eraseOp(kernel);
  return success();
}

/// Whether an op can compute a vector of elements as it computes one. What reads a tensor at an index of its
/// own, as a gather does, cannot.
bool isElementwise(Operation &op) {
  return op.hasTrait<OpTrait::IsTerminator>() || op.hasTrait<OpTrait::ConstantLike>() ||
         OpTrait::hasElementwiseMappableTraits(&op);
}

struct Fuse : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp op, PatternRewriter &rewriter) const override {
    if (op.getNumReductionLoops() || op.getNumDpsInits() != 1 || op.hasIndexSemantics() ||
        !op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity())
      return rewriter.notifyMatchFailure(op, "not one elementwise result");
    if (!llvm::all_of(*op.getBody(), isElementwise))
      return rewriter.notifyMatchFailure(op, "the body is not elementwise");
    if (!op.getBody()->getArguments().back().use_empty())
      return rewriter.notifyMatchFailure(op, "reads its destination");
    OpOperand *operand = fusableInput(op);
    if (!operand)
      return rewriter.notifyMatchFailure(op, "no input is a contraction of its own");
    if (auto matmul = operand->get().getDefiningOp<kernel::MatmulOp>()) {
      // The code of its tiles is a function of its own.
      llvm::SetVector<Value> captured;
      getUsedValuesDefinedAbove(op->getRegions(), captured);
      if (!llvm::all_of(captured, [](Value value) { return matchPattern(value, m_Constant()); }))
        return rewriter.notifyMatchFailure(op, "the body uses a value that is no constant");
      return fuse(matmul, operand, op, rewriter);
    }
    if (auto conv = operand->get().getDefiningOp<kernel::ConvOp>())
      return fuse(conv, operand, op, rewriter);
    auto pool = operand->get().getDefiningOp<kernel::MaxPoolBackwardOp>();
    if (!pool.windowsTile())
      return rewriter.notifyMatchFailure(op, "windows overlap: no element is finished before all are");
    return fuse(pool, operand, op, rewriter);
  }
};

struct FuseEpilogue : impl::FuseEpilogueBase<FuseEpilogue> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<Fuse>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc

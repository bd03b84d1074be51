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
LogicalResult fuse(Kernel contraction, OpOperand *operand, linalg::GenericOp op, PatternRewriter &rewriter) {
  size_t place = operand->getOperandNumber();
  const bool ofBytes = kernel::areBytes(contraction.getLhs(), contraction.getRhs());
  SmallVector<Attribute> maps(contraction.getEpilogueMaps().begin(), contraction.getEpilogueMaps().end());
  SmallVector<Value> extras(contraction.getExtras());
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
    if (!ofBytes &&
        type.getElementTypeBitWidth() != getElementTypeOrSelf(contraction.getInit()).getIntOrFloatBitWidth())
      return rewriter.notifyMatchFailure(op, "an input's elements are of another size");
    AffineExpr last = rewriter.getAffineDimExpr(map.getNumDims() - 1);
    if (map.isFunctionOfDim(map.getNumDims() - 1) && map.getResults().back() != last)
      return rewriter.notifyMatchFailure(op, "an input is read across its rows");
    if (ofBytes && type.getElementTypeBitWidth() % 8)
      return rewriter.notifyMatchFailure(op, "an input's elements fill no bytes");
    if (ofBytes && map.getNumDims() == 4 && map.isFunctionOfDim(2) != map.isFunctionOfDim(3))
      return rewriter.notifyMatchFailure(op, "an input goes with rows of pixels, or with places in them");
    maps.push_back(AffineMapAttr::get(map));
    extras.push_back(input->get());
    extraArguments.push_back(input->getOperandNumber());
  }

  Type element = cast<RankedTensorType>(contraction.getInit().getType()).getElementType();
  if (!ofBytes && contraction.getInit().getType() != op.getResult(0).getType())
    return rewriter.notifyMatchFailure(op, "the element type changes");
  if (ofBytes && getElementTypeOrSelf(op.getResult(0)).getIntOrFloatBitWidth() % 8)
    return rewriter.notifyMatchFailure(op, "the result's elements fill no bytes");
  // The fused contraction stands where the loop stood: its extras exist only there. Sums of bytes are i32,
  // whatever becomes of them.
  rewriter.setInsertionPoint(op);
  if (ofBytes)
    element = rewriter.getI32Type();
  auto fused = Kernel::create(rewriter, contraction.getLoc(), contraction.getLhs(), contraction.getRhs(),
                              ofBytes ? op.getDpsInits()[0] : contraction.getInit());
  for (NamedAttribute attribute : contraction->getAttrs())
    fused->setAttr(attribute.getName(), attribute.getValue());
  fused.getExtrasMutable().append(extras);
  fused.setEpilogueMapsAttr(rewriter.getArrayAttr(maps));
  SmallVector<Type> types{element};
  for (Value extra : extras)
    types.push_back(cast<RankedTensorType>(extra.getType()).getElementType());
  SmallVector<Location> locations(types.size(), op.getLoc());
  Block *body = rewriter.createBlock(&fused.getEpilogue(), {}, types, locations);

  Value value = body->getArgument(0);
  size_t former = contraction.getExtras().size();
  IRMapping mapping;
  if (!contraction.getEpilogue().empty()) {
    Block &old = contraction.getEpilogue().front();
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
  rewriter.eraseOp(contraction);
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
    auto conv = operand->get().getDefiningOp<kernel::ConvOp>();
    auto matmul = operand->get().getDefiningOp<kernel::MatmulOp>();
    if (matmul || (conv && kernel::areBytes(conv.getLhs(), conv.getRhs()))) {
      // The code of its tiles is a function of its own.
      llvm::SetVector<Value> captured;
      getUsedValuesDefinedAbove(op->getRegions(), captured);
      if (!llvm::all_of(captured, [](Value value) { return matchPattern(value, m_Constant()); }))
        return rewriter.notifyMatchFailure(op, "the body uses a value that is no constant");
    }
    if (matmul)
      return fuse(matmul, operand, op, rewriter);
    if (conv)
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

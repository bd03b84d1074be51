// Moves elementwise loops into the epilogue of the contraction before them, while its result is still in
// registers. On tensors, where one user is all that must be known.
#include "Codegen/Passes.h"
#include "Codegen/Tiling/Contractions.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_FUSEEPILOGUE
#include "Codegen/Passes.h.inc"

namespace {
/// Operands of a product's epilogue that have an element for each of its own. A tile reads short pieces of
/// many rows of each; more of them are faster read in a loop of their own, row by row.
constexpr int64_t mostWholeExtras = 2;

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
  int64_t wholeExtras =
      llvm::count_if(contraction.getEpilogueMaps().template getAsValueRange<AffineMapAttr>(),
                     [](AffineMap map) { return map.getNumResults() == map.getNumDims(); });
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
    wholeExtras += map.getNumResults() == map.getNumDims();
    if (isa<kernel::MatmulOp>(contraction) && wholeExtras > mostWholeExtras)
      return rewriter.notifyMatchFailure(op, "so many inputs are faster read by a loop of their own");
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

/// Whether a loop reads a product of matrices, by itself and in order, whose rows have several dimensions
/// again.
bool readsExpandedProduct(OpOperand *operand) {
  auto loop = dyn_cast<linalg::GenericOp>(operand->getOwner());
  Operation *product = codegen::contractionOf(operand->get());
  return loop && product && operand->get().getDefiningOp<tensor::ExpandShapeOp>() &&
         operand->get().hasOneUse() && product->hasOneUse() && product->getBlock() == loop->getBlock() &&
         loop.getNumReductionLoops() == 0 && loop.getNumDpsInits() == 1 &&
         loop.getMatchingIndexingMap(operand).isIdentity();
}

/// A size of what is given rows of several dimensions again is known where that is done. As long as it is
/// asked for, its operand has a second user.
struct SizeOfExpanded : OpRewritePattern<tensor::DimOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::DimOp op, PatternRewriter &rewriter) const override {
    auto expand = op.getSource().getDefiningOp<tensor::ExpandShapeOp>();
    std::optional<int64_t> dimension = op.getConstantIndex();
    if (!expand || !dimension)
      return rewriter.notifyMatchFailure(op, "is of no expanded tensor");
    rewriter.replaceOp(
        op, getValueOrCreateConstantIndexOp(rewriter, op.getLoc(), expand.getMixedOutputShape()[*dimension]));
    return success();
  }
};

struct FuseEpilogue : impl::FuseEpilogueBase<FuseEpilogue> {
  void runOnOperation() override {
    // Such a loop runs over the rows as the product has them; else it would be no epilogue.
    RewritePatternSet collapse(&getContext());
    linalg::populateFoldReshapeOpsByCollapsingPatterns(collapse, readsExpandedProduct);
    collapse.add<SizeOfExpanded>(&getContext());
    tensor::CollapseShapeOp::getCanonicalizationPatterns(collapse, &getContext());
    tensor::ExpandShapeOp::getCanonicalizationPatterns(collapse, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(collapse))))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    patterns.add<Fuse>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc

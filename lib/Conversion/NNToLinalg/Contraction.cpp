// Products: one loop nest each; transpositions, broadcasts and the order of letters are in the maps.
#include "Conversion/NNToLinalg/Patterns.h"

using namespace mlir;

namespace dlc::lowering {
void remarkPlainLoops(Operation *op, const Twine &reason) {
  auto isEmptyTensor = [](Value value) { return isEmpty(typeOf(value)); };
  if (llvm::none_of(op->getOperands(), isEmptyTensor) && llvm::none_of(op->getResults(), isEmptyTensor))
    op->emitRemark() << "'" << op->getName() << "' is computed by plain loops, not by a kernel: " << reason;
}

/// The sums of products of two operands, over the loops that the result's map does not name.
static Values contracted(nn::SizedTensorType type, Value lhs, Value rhs, ArrayRef<AffineMap> maps,
                         Emitter &emit) {
  SmallVector<utils::IteratorType> iterators(maps[2].getNumDims(), reduction);
  for (AffineExpr expression : maps[2].getResults())
    iterators[cast<AffineDimExpr>(expression).getPosition()] = parallel;
  auto product = [](OpBuilder &b, Location loc, ValueRange x) -> Values {
    return {arith::MulFOp::create(b, loc, x[0], x[1])};
  };
  if (!llvm::is_contained(iterators, reduction)) // nothing is summed: an elementwise loop, which can be fused
    return {emit.generic({lhs, rhs}, emit.empty(type), maps, iterators, product)[0]};
  return {emit.generic(
      {lhs, rhs}, emit.zeros(type), maps, iterators, [](OpBuilder &b, Location loc, ValueRange x) -> Values {
        return {arith::AddFOp::create(b, loc, x[2], arith::MulFOp::create(b, loc, x[0], x[1]))};
      })[0]};
}

static Values matmul(nn::MatmulOp op, nn::MatmulOp::Adaptor adaptor, Emitter &emit) {
  remarkPlainLoops(op, "no kernel takes these operands");
  nn::SizedTensorType type = typeOf(op.getResult());
  MLIRContext *context = emit.b.getContext();
  int64_t rank = type.getRank();
  // Loops: the result's dimensions, then what is summed over.
  AffineExpr i = getAffineDimExpr(rank - 2, context), j = getAffineDimExpr(rank - 1, context),
             k = getAffineDimExpr(rank, context);
  auto map = [&](Value operand, AffineExpr row, AffineExpr column) {
    nn::SizedTensorType from = typeOf(operand);
    int64_t missing = rank - from.getRank();
    SmallVector<AffineExpr> places;
    for (int64_t d = 0; d < from.getRank() - 2; ++d)
      places.push_back(from.getDimSize(d) == type.getDimSize(d + missing)
                           ? getAffineDimExpr(d + missing, context)
                           : getAffineConstantExpr(0, context));
    places.append({row, column});
    return AffineMap::get(rank + 1, 0, places, context);
  };
  Value lhs = adaptor.getLhs(), rhs = adaptor.getRhs();
  return contracted(type, lhs, rhs,
                    {op.getTransposeLhs() ? map(lhs, k, i) : map(lhs, i, k),
                     op.getTransposeRhs() ? map(rhs, j, k) : map(rhs, k, j), emit.dropping(rank + 1, rank)},
                    emit);
}

namespace {
/// An einsum that is one product; any other has none, and becomes its decomposition.
struct LowerEinsum : OpConversionPattern<nn::EinsumOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(nn::EinsumOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!op.isPrimitive())
      return rewriter.notifyMatchFailure(op, "is no single product of two operands without diagonals");
    Emitter emit(rewriter, op, adaptor.getOperands());
    if (failed(checkSizes(emit, op)))
      return failure();
    SmallVector<StringRef> terms = op.getTerms();
    bool sums =
        llvm::any_of((terms[0] + terms[1]).str(), [&](char letter) { return !terms[2].contains(letter); });
    if (sums)
      remarkPlainLoops(op, "its dimensions make no product of matrices, even if they are moved");
    // Loops: the result's letters, then what is summed over.
    std::string loops = terms[2].str();
    for (StringRef term : {terms[0], terms[1]})
      for (char letter : term)
        if (!StringRef(loops).contains(letter))
          loops += letter;
    auto map = [&](StringRef term) {
      SmallVector<AffineExpr> places;
      for (char letter : term)
        places.push_back(rewriter.getAffineDimExpr(loops.find(letter)));
      return AffineMap::get(loops.size(), 0, places, rewriter.getContext());
    };
    rewriter.replaceOp(op, contracted(typeOf(op.getResult()), adaptor.getInputs()[0], adaptor.getInputs()[1],
                                      {map(terms[0]), map(terms[1]), map(terms[2])}, emit));
    return success();
  }
};
} // namespace

void populateContractionPatterns(Patterns &patterns) {
  add<nn::MatmulOp>(patterns, matmul);
  patterns.add<LowerEinsum>();
}
} // namespace dlc::lowering

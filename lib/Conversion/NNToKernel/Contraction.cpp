// Products of nn that are one of matrices once neighbouring dimensions are joined, such as that of a layer
// with each step of a sequence. Dimensions in front that both operands and the result share count products.
#include "Conversion/NNToKernel/Patterns.h"

#include "Kernel/Kernel.h"
#include "NN/NN.h"
#include "NN/NNProduct.h"

using namespace mlir;

namespace dlc::kernels {
Value emptyLike(PatternRewriter &rewriter, Location loc, nn::SizedTensorType type, ValueRange sources) {
  SizeValues values(rewriter, loc, &*rewriter.getInsertionPoint(), sources);
  return tensor::EmptyOp::create(rewriter, loc, type, values.dynamicSizes(type));
}

namespace {
/// A tensor and a letter for each of its dimensions, as in an einsum.
struct Term {
  Value value;
  std::string letters;
};

/// The groups of dimensions that make a matrix of a tensor, the first `rows` of them its rows; in front of
/// them, if there are any, `many` that count matrices.
SmallVector<ReassociationIndices> matrixGroups(size_t rank, size_t rows, size_t many) {
  SmallVector<ReassociationIndices> groups(many ? 3 : 2);
  for (size_t i = 0; i < rank; ++i) {
    size_t group = i < many ? 0 : (many ? 1 : 0) + (i < many + rows ? 0 : 1);
    groups[group].push_back(static_cast<int64_t>(i));
  }
  return groups;
}

Value asMatrices(PatternRewriter &rewriter, Location loc, Value value, size_t rows, size_t many) {
  size_t rank = typeOf(value).getRank();
  return rank == (many ? 3 : 2)
             ? value
             : tensor::CollapseShapeOp::create(rewriter, loc, value, matrixGroups(rank, rows, many));
}

/// A batch of matrix products in the place of `op`, if its dimensions are in the order of one.
FailureOr<Value> productOf(Operation *op, nn::SizedTensorType type, Term lhs, Term rhs, StringRef result,
                           PatternRewriter &rewriter) {
  if (llvm::is_contained(typeOf(lhs.value).getShape(), 0) ||
      llvm::is_contained(typeOf(rhs.value).getShape(), 0))
    return rewriter.notifyMatchFailure(op, "is a product of nothing, for which no kernel is needed");
  std::optional<nn::MatrixProduct> product = nn::matrixProductOf(lhs.letters, rhs.letters, result);
  if (!product)
    return rewriter.notifyMatchFailure(op, "its dimensions are not in the order of a product of matrices");
  if (product->isSwapped)
    std::swap(lhs, rhs);
  Location loc = op->getLoc();
  Value memory = emptyLike(rewriter, loc, type, {lhs.value, rhs.value});
  auto matmul = kernel::MatmulOp::create(
      rewriter, loc,
      asMatrices(rewriter, loc, lhs.value, product->transposeLhs ? product->sum : product->rows,
                 product->batch),
      asMatrices(rewriter, loc, rhs.value, product->transposeRhs ? product->columns : product->sum,
                 product->batch),
      asMatrices(rewriter, loc, memory, product->rows, product->batch));
  matmul.setTransposeLhs(product->transposeLhs);
  matmul.setTransposeRhs(product->transposeRhs);
  Value matrices = matmul.getResult(0);
  if (matrices.getType() != type)
    matrices = tensor::ExpandShapeOp::create(rewriter, loc, type, matrices,
                                             matrixGroups(type.getRank(), product->rows, product->batch),
                                             tensor::getMixedSizes(rewriter, loc, memory));
  return matrices;
}

LogicalResult replaceBy(FailureOr<Value> product, Operation *op, PatternRewriter &rewriter) {
  if (succeeded(product))
    rewriter.replaceOp(op, *product);
  return product;
}
} // namespace

FailureOr<Value> matrixProduct(nn::MatmulOp op, nn::SizedTensorType type, Value lhs, Value rhs,
                               PatternRewriter &rewriter) {
  int64_t left = typeOf(lhs).getRank() - 2, right = typeOf(rhs).getRank() - 2;
  if (left > 0 && right > 0 && typeOf(lhs).getShape().drop_back(2) != typeOf(rhs).getShape().drop_back(2))
    return rewriter.notifyMatchFailure(op, "repeats matrices of one operand");
  std::string front;
  for (int64_t i = 0; i < std::max(left, right); ++i)
    front += static_cast<char>('a' + i);
  return productOf(op, type, {lhs, (left ? front : "") + (op.getTransposeLhs() ? "xy" : "yx")},
                   {rhs, (right ? front : "") + (op.getTransposeRhs() ? "zx" : "xz")}, front + "yz",
                   rewriter);
}

namespace {
struct LowerMatmul : OpRewritePattern<nn::MatmulOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::MatmulOp op, PatternRewriter &rewriter) const override {
    return replaceBy(matrixProduct(op, typeOf(op.getResult()), op.getLhs(), op.getRhs(), rewriter), op,
                     rewriter);
  }
};

struct LowerEinsum : OpRewritePattern<nn::EinsumOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::EinsumOp op, PatternRewriter &rewriter) const override {
    if (!op.isPrimitive())
      return rewriter.notifyMatchFailure(op, "is no single product of two operands without diagonals");
    SmallVector<StringRef> terms = op.getTerms();
    return replaceBy(productOf(op, typeOf(op.getResult()), {op.getInputs()[0], terms[0].str()},
                               {op.getInputs()[1], terms[1].str()}, terms[2], rewriter),
                     op, rewriter);
  }
};
} // namespace

void populateContractionPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerMatmul, LowerEinsum>(patterns.getContext());
}
} // namespace dlc::kernels

// Products of nn that are one of matrices once neighbouring dimensions are joined, such as that of a layer
// with each step of a sequence. What has dimensions that both operands and the result share is none.
#include "Conversion/NNToKernel/Patterns.h"

#include "Kernel/Kernel.h"
#include "NN/NN.h"

using namespace mlir;

namespace dlc::kernels {
Value emptyLike(PatternRewriter &rewriter, Location loc, RankedTensorType type, ValueRange sources) {
  SmallVector<Value> sizes;
  if (!type.hasStaticShape())
    for (Value source : sources)
      for (auto [d, size] : llvm::enumerate(typeOf(source).getShape()))
        if (sizes.empty() && ShapedType::isDynamic(size))
          sizes.push_back(tensor::DimOp::create(rewriter, loc, source, d));
  return tensor::EmptyOp::create(rewriter, loc, type, sizes);
}

namespace {
/// A tensor and a letter for each of its dimensions, as in an einsum.
struct Term {
  Value value;
  std::string letters;
};

/// The letters of `term` that `other` has, in their order.
std::string shared(StringRef term, StringRef other) {
  std::string letters;
  for (char letter : term)
    if (other.contains(letter))
      letters += letter;
  return letters;
}

/// The groups of dimensions that make a matrix of a tensor, the first `rows` of them its rows.
SmallVector<ReassociationIndices> matrixGroups(size_t rank, size_t rows) {
  SmallVector<ReassociationIndices> groups(2);
  for (size_t i = 0; i < rank; ++i)
    groups[i < rows ? 0 : 1].push_back(static_cast<int64_t>(i));
  return groups;
}

Value asMatrix(PatternRewriter &rewriter, Location loc, Value value, size_t rows) {
  size_t rank = typeOf(value).getRank();
  return rank == 2 ? value : tensor::CollapseShapeOp::create(rewriter, loc, value, matrixGroups(rank, rows));
}

/// Replaces `op` by a product of matrices if its terms are such ones: lhs and rhs name the result's rows and
/// columns, and what is summed over, each as one group.
LogicalResult lowerProduct(Operation *op, Term lhs, Term rhs, StringRef result, PatternRewriter &rewriter) {
  std::string rows = shared(result, lhs.letters), columns = shared(result, rhs.letters);
  if (result != rows + columns) {
    std::swap(lhs, rhs);
    std::swap(rows, columns);
  }
  std::string sum = shared(lhs.letters, rhs.letters);
  if (rows.empty() || columns.empty() || sum.empty() || result != rows + columns)
    return rewriter.notifyMatchFailure(op, "its result is not rows by columns");
  bool transposeLhs = lhs.letters == sum + rows, transposeRhs = rhs.letters == columns + sum;
  if ((!transposeLhs && lhs.letters != rows + sum) || (!transposeRhs && rhs.letters != sum + columns))
    return rewriter.notifyMatchFailure(op, "an operand's dimensions do not make a matrix");
  Location loc = op->getLoc();
  RankedTensorType type = typeOf(op->getResult(0));
  Value memory = emptyLike(rewriter, loc, type, op->getOperands());
  auto matmul = kernel::MatmulOp::create(
      rewriter, loc, asMatrix(rewriter, loc, lhs.value, transposeLhs ? sum.size() : rows.size()),
      asMatrix(rewriter, loc, rhs.value, transposeRhs ? columns.size() : sum.size()),
      asMatrix(rewriter, loc, memory, rows.size()));
  matmul.setTransposeLhs(transposeLhs);
  matmul.setTransposeRhs(transposeRhs);
  Value product = matmul.getResult(0);
  if (type.getRank() != 2)
    product =
        tensor::ExpandShapeOp::create(rewriter, loc, type, product, matrixGroups(result.size(), rows.size()),
                                      tensor::getMixedSizes(rewriter, loc, memory));
  rewriter.replaceOp(op, product);
  return success();
}

struct LowerMatmul : OpRewritePattern<nn::MatmulOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::MatmulOp op, PatternRewriter &rewriter) const override {
    int64_t left = typeOf(op.getLhs()).getRank() - 2, right = typeOf(op.getRhs()).getRank() - 2;
    if (left > 0 && right > 0)
      return rewriter.notifyMatchFailure(op, "is many products");
    std::string front;
    for (int64_t i = 0; i < std::max(left, right); ++i)
      front += static_cast<char>('a' + i);
    return lowerProduct(op, {op.getLhs(), (left ? front : "") + (op.getTransposeLhs() ? "xy" : "yx")},
                        {op.getRhs(), (right ? front : "") + (op.getTransposeRhs() ? "zx" : "xz")},
                        front + "yz", rewriter);
  }
};

struct LowerEinsum : OpRewritePattern<nn::EinsumOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::EinsumOp op, PatternRewriter &rewriter) const override {
    if (!op.isPlain())
      return rewriter.notifyMatchFailure(op, "is no single product of two operands without diagonals");
    SmallVector<StringRef> terms = op.getTerms();
    return lowerProduct(op, {op.getInputs()[0], terms[0].str()}, {op.getInputs()[1], terms[1].str()},
                        terms[2], rewriter);
  }
};
} // namespace

void populateContractionPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerMatmul, LowerEinsum>(patterns.getContext());
}
} // namespace dlc::kernels

// Products of tensors that are batches of matrix products once a dimension is moved or repeated. A copy of an
// operand is cheap beside the product, which no kernel would compute otherwise.
#include "Transforms/Legalize.h"

#include "NN/NNComposer.h"
#include "NN/NNProduct.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::legalize {
namespace {
nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

bool isEmpty(Value value) { return llvm::is_contained(typeOf(value).getShape(), 0); }

/// A matmul that repeats the matrices of an operand along dimensions of its batch.
struct RepeatMatrices : OpRewritePattern<MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatmulOp op, PatternRewriter &rewriter) const override {
    ArrayRef<int64_t> batch = typeOf(op.getResult()).getShape().drop_back(2);
    ArrayRef<int64_t> left = typeOf(op.getLhs()).getShape().drop_back(2);
    ArrayRef<int64_t> right = typeOf(op.getRhs()).getShape().drop_back(2);
    if (isEmpty(op.getLhs()) || isEmpty(op.getRhs()) || isEmpty(op.getResult()))
      return rewriter.notifyMatchFailure(op, "a tensor is empty");
    // One matrix on the right side: all rows of the left side are multiplied by it.
    if ((left == batch && (right == batch || right.empty())) || batch.empty())
      return rewriter.notifyMatchFailure(op, "repeats nothing");
    Composer compose(rewriter, op.getLoc());
    Value lhs = repeated(op.getLhs(), batch, compose), rhs = repeated(op.getRhs(), batch, compose);
    if (left == batch && llvm::all_of(right, [](int64_t size) { return size == 1; }))
      rhs = compose.reshape(op.getRhs(), typeOf(op.getRhs()).getShape().take_back(2));
    rewriter.replaceOpWithNewOp<MatmulOp>(op, op.getResult().getType(), lhs, rhs, op.getTransposeLhsAttr(),
                                          op.getTransposeRhsAttr());
    return success();
  }

  static Value repeated(Value operand, ArrayRef<int64_t> batch, Composer &compose) {
    SmallVector<int64_t> shape(batch);
    llvm::append_range(shape, typeOf(operand).getShape().take_back(2));
    return compose.expand(operand, typeOf(operand).clone(shape));
  }
};

/// Many transposed matrices by one: once they are transposed, their rows are those of one large product.
struct TransposeRows : OpRewritePattern<MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatmulOp op, PatternRewriter &rewriter) const override {
    int64_t rank = typeOf(op.getLhs()).getRank();
    if (!op.getTransposeLhs() || rank <= 2 || typeOf(op.getRhs()).getRank() > 2 || isEmpty(op.getResult()))
      return rewriter.notifyMatchFailure(
          op, "has no transposed matrices on its left side, or as many on its right");
    SmallVector<int64_t> perm = llvm::to_vector(llvm::seq<int64_t>(0, rank));
    std::swap(perm.end()[-1], perm.end()[-2]);
    Composer compose(rewriter, op.getLoc());
    rewriter.replaceOpWithNewOp<MatmulOp>(op, op.getResult().getType(), compose.transpose(op.getLhs(), perm),
                                          op.getRhs(), UnitAttr(), op.getTransposeRhsAttr());
    return success();
  }
};

/// An einsum of two operands whose dimensions are not in the order of matrices.
struct MoveDimensions : OpRewritePattern<EinsumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(EinsumOp op, PatternRewriter &rewriter) const override {
    if (!op.isPrimitive() || llvm::any_of(op->getOperands(), isEmpty))
      return rewriter.notifyMatchFailure(op, "is no product of two operands, or a product of nothing");
    SmallVector<StringRef> terms = op.getTerms();
    StringRef lhs = terms[0], rhs = terms[1], result = terms[2];
    if (matrixProductOf(lhs, rhs, result))
      return rewriter.notifyMatchFailure(op, "is one of matrices already");
    auto contains = [](StringRef term) { return [term](char letter) { return term.contains(letter); }; };
    std::string batch =
        lettersWhere(result, [&](char letter) { return lhs.contains(letter) && rhs.contains(letter); });
    std::string rows =
        lettersWhere(result, [&](char letter) { return lhs.contains(letter) && !rhs.contains(letter); });
    std::string columns =
        lettersWhere(result, [&](char letter) { return rhs.contains(letter) && !lhs.contains(letter); });
    std::string sum =
        lettersWhere(lhs, [&](char letter) { return rhs.contains(letter) && !result.contains(letter); });
    if (rows.empty() || columns.empty() || sum.empty())
      return rewriter.notifyMatchFailure(op, "has no rows, no columns or no sums");
    if (lhs.size() != batch.size() + rows.size() + sum.size() ||
        rhs.size() != batch.size() + columns.size() + sum.size())
      return rewriter.notifyMatchFailure(op, "sums one operand alone");
    std::string left = batch + rows + sum, right = batch + sum + columns, product = batch + rows + columns;
    // A dynamic dimension is the first one of a tensor.
    char dynamic = 0;
    for (auto [term, operand] : {std::pair(lhs, op.getInputs()[0]), std::pair(rhs, op.getInputs()[1])})
      if (typeOf(operand).isDynamicDim(0))
        dynamic = term[0];
    for (std::string *term : {&left, &right, &product})
      if (dynamic && contains(*term)(dynamic) && term->front() != dynamic)
        return rewriter.notifyMatchFailure(op, "a dynamic dimension would have to be moved");
    Composer compose(rewriter, op.getLoc());
    Value value = compose.make<EinsumOp>(rewriter.getStringAttr(left + "," + right + "->" + product),
                                         ValueRange{moved(op.getInputs()[0], lhs, left, compose),
                                                    moved(op.getInputs()[1], rhs, right, compose)});
    rewriter.replaceOp(op, moved(value, product, result, compose));
    return success();
  }

  static Value moved(Value value, StringRef from, StringRef to, Composer &compose) {
    SmallVector<int64_t> perm;
    for (char letter : to)
      perm.push_back(static_cast<int64_t>(from.find(letter)));
    return compose.transpose(value, perm);
  }
};
} // namespace

void populateContractionPatterns(RewritePatternSet &patterns) {
  patterns.add<RepeatMatrices, TransposeRows, MoveDimensions>(patterns.getContext());
}
} // namespace dlc::legalize

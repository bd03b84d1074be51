// Matrix products: shape inference, and the compound ones.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

//===-- matmul, gemm --------------------------------------------------------------------------------===//

// The constraints of matmul, and the product's shape. `isMatrix`: there are no dimensions in front.
static FailureOr<SmallVector<int64_t>> productShape(std::optional<Location> location, StringRef op,
                                                    SizedTensorType lhs, SizedTensorType rhs,
                                                    bool transposeLhs, bool transposeRhs, bool isMatrix) {
  auto fail = [&](auto &&...message) -> LogicalResult {
    return emitOptionalError(location, "'", op, "' op ", message...);
  };
  // C1
  if (isMatrix ? lhs.getRank() != 2 || rhs.getRank() != 2 : lhs.getRank() < 2 || rhs.getRank() < 2)
    return fail(isMatrix ? "operands must have rank 2: lhs has shape "
                         : "operands must have rank 2 or more: lhs has shape ",
                shapeText(lhs.getShape()), ", rhs has ", shapeText(rhs.getShape()));
  // C2
  if (lhs.getElementType() != rhs.getElementType())
    return fail("element types differ: lhs has ", lhs.getElementType(), ", rhs has ", rhs.getElementType());
  // C3
  ArrayRef<int64_t> left = lhs.getShape().take_back(2), right = rhs.getShape().take_back(2);
  int64_t leftSum = left[transposeLhs ? 0 : 1], rightSum = right[transposeRhs ? 1 : 0];
  if (leftSum != rightSum)
    return fail("contracting dimensions differ: lhs has ", sizeText(leftSum), ", rhs has ",
                sizeText(rightSum));
  // C4
  ArrayRef<int64_t> leftFront = lhs.getShape().drop_back(2), rightFront = rhs.getShape().drop_back(2);
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes({leftFront, rightFront});
  if (failed(shape))
    return fail("dimensions in front of the matrices do not broadcast: lhs has shape ",
                shapeText(lhs.getShape()), ", rhs has ", shapeText(rhs.getShape()));
  shape->append({left[transposeLhs ? 1 : 0], right[transposeRhs ? 0 : 1]});
  return shape;
}

template <typename Op>
static FailureOr<SmallVector<int64_t>> productShape(std::optional<Location> location,
                                                    typename Op::Adaptor &adaptor, bool isMatrix) {
  SizedTensorType lhs = tensorOf(adaptor.getLhs()), rhs = tensorOf(adaptor.getRhs());
  if (!lhs || !rhs)
    return emitOptionalError(location, "'", Op::getOperationName(), "' op operands must be ranked tensors");
  bool transposeLhs = !!attributeOf(adaptor, adaptor.getProperties().transpose_lhs, "transpose_lhs");
  bool transposeRhs = !!attributeOf(adaptor, adaptor.getProperties().transpose_rhs, "transpose_rhs");
  return productShape(location, Op::getOperationName(), lhs, rhs, transposeLhs, transposeRhs, isMatrix);
}

// Of a transpose that exchanges the last two dimensions and no others, the source; else null.
static Value exchangedSource(Value value) {
  auto transpose = value.getDefiningOp<TransposeOp>();
  if (!transpose)
    return {};
  SmallVector<int64_t> perm(transpose.getPerm());
  if (perm.size() < 2)
    return {};
  std::swap(perm.end()[-1], perm.end()[-2]);
  return llvm::equal(perm, llvm::seq<int64_t>(0, perm.size())) ? Value(transpose.getInput()) : Value();
}

// A product reads its operands either way round: no transpose is needed in front of it. But many matrices by
// one are rows of one large product only if they are not transposed.
OpFoldResult MatmulOp::fold(FoldAdaptor) {
  bool folded = false;
  bool areRowsOfOne = tensorOf(getLhs()).getRank() > 2 && tensorOf(getRhs()).getRank() <= 2;
  if (Value source = exchangedSource(getLhs()); source && (getTransposeLhs() || !areRowsOfOne)) {
    getLhsMutable().assign(source);
    setTransposeLhs(!getTransposeLhs());
    folded = true;
  }
  if (Value source = exchangedSource(getRhs())) {
    getRhsMutable().assign(source);
    setTransposeRhs(!getTransposeRhs());
    folded = true;
  }
  return folded ? getResult() : Value();
}

LogicalResult MatmulOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  FailureOr<SmallVector<int64_t>> shape = productShape<MatmulOp>(location, adaptor, /*isMatrix=*/false);
  if (failed(shape))
    return failure();
  types.push_back(tensorOf(adaptor.getLhs()).clone(*shape));
  return success();
}

LogicalResult GemmOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  // C1, C2, C3, C5
  FailureOr<SmallVector<int64_t>> shape = productShape<GemmOp>(location, adaptor, /*isMatrix=*/true);
  if (failed(shape))
    return failure();
  SizedTensorType result = tensorOf(adaptor.getLhs()).clone(*shape), addend = tensorOf(adaptor.getAddend());
  // C2
  if (addend && addend.getElementType() != result.getElementType())
    return emitOptionalError(location, "'nn.gemm' op element types differ: lhs has ", result.getElementType(),
                             ", the addend has ", addend.getElementType());
  // C4
  if (addend) {
    FailureOr<SmallVector<int64_t>> sum = broadcastShapes({*shape, addend.getShape()});
    if (failed(sum) || *sum != *shape)
      return emitOptionalError(location,
                               "'nn.gemm' op addend does not broadcast to the product: it has shape ",
                               shapeText(addend.getShape()), ", the product has ", shapeText(*shape));
  }
  types.push_back(result);
  return success();
}

Values GemmOp::decompose(Composer &compose) {
  double alpha = getAlpha().convertToDouble(), beta = getBeta().convertToDouble();
  Value product = compose.make<MatmulOp>(getLhs(), getRhs(), getTransposeLhsAttr(), getTransposeRhsAttr());
  if (alpha != 1)
    product = compose.mul(product, alpha);
  if (!getAddend())
    return {product};
  return {compose.add(product, beta == 1 ? getAddend() : compose.mul(getAddend(), beta))};
}

//===-- outer ---------------------------------------------------------------------------------------===//

LogicalResult OuterOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  SizedTensorType lhs = tensorOf(adaptor.getLhs()), rhs = tensorOf(adaptor.getRhs());
  // C1
  if (lhs.getRank() != 1 || rhs.getRank() != 1)
    return emitOptionalError(location, "'nn.outer' op operands must have rank 1: lhs has shape ",
                             shapeText(lhs.getShape()), ", rhs has ", shapeText(rhs.getShape()));
  // C2
  if (lhs.getElementType() != rhs.getElementType())
    return emitOptionalError(location, "'nn.outer' op element types differ: lhs has ", lhs.getElementType(),
                             ", rhs has ", rhs.getElementType());
  int64_t shape[] = {lhs.getDimSize(0), rhs.getDimSize(0)};
  types.push_back(lhs.clone(shape));
  return success();
}

Values OuterOp::decompose(Composer &compose) {
  return {compose.mul(compose.reshape(getLhs(), {tensorOf(getLhs()).getDimSize(0), 1}), getRhs())};
}

// Matrix products: shape inference.
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

LogicalResult MatmulOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType lhs = tensorOf(adaptor.getLhs()), rhs = tensorOf(adaptor.getRhs());
  // C1
  if (!lhs || !rhs)
    return emitOptionalError(location, "'nn.matmul' op operands must be ranked tensors");
  if (lhs.getRank() != 2 || rhs.getRank() != 2)
    return emitOptionalError(location, "'nn.matmul' op operands must have rank 2: lhs has shape ",
                             shapeText(lhs.getShape()), ", rhs has ", shapeText(rhs.getShape()));
  // C2
  if (lhs.getElementType() != rhs.getElementType())
    return emitOptionalError(location, "'nn.matmul' op element types differ: lhs has ", lhs.getElementType(),
                             ", rhs has ", rhs.getElementType());
  const Properties &properties = adaptor.getProperties();
  bool transposeLhs = !!attributeOf(adaptor, properties.transpose_lhs, "transpose_lhs");
  bool transposeRhs = !!attributeOf(adaptor, properties.transpose_rhs, "transpose_rhs");
  // C3
  ArrayRef<int64_t> left = lhs.getShape().slice(transposeLhs ? 0 : 1, 1);
  ArrayRef<int64_t> right = rhs.getShape().slice(transposeRhs ? 1 : 0, 1);
  auto sizeText = [](ArrayRef<int64_t> size) {
    return StringRef(shapeText(size)).drop_front().drop_back().str();
  };
  if (left != right)
    return emitOptionalError(location, "'nn.matmul' op contracting dimensions differ: lhs has ",
                             sizeText(left), ", rhs has ", sizeText(right));
  int64_t shape[] = {lhs.getDimSize(transposeLhs ? 1 : 0), rhs.getDimSize(transposeRhs ? 0 : 1)};
  if (!isStaticPastBatch(shape))
    return emitOptionalError(location, "'nn.matmul' op result would have shape ", shapeText(shape),
                             ", but only the leading dimension may be dynamic");
  types.push_back(RankedTensorType::get(shape, lhs.getElementType()));
  return success();
}

// Elements that move between channels and space: reshapes around a transpose.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

// C1 of both, and what blocksize is; C2 is the caller's.
template <typename Op>
static FailureOr<int64_t> inferBlocks(std::optional<Location> location, typename Op::Adaptor &adaptor) {
  auto fail = [&](auto &&...message) {
    return emitOptionalError(location, "'", Op::getOperationName(), "' op ", message...);
  };
  SizedTensorType input = tensorOf(adaptor.getInput());
  IntegerAttr blocksize = attributeOf(adaptor, adaptor.getProperties().blocksize, "blocksize");
  if (!input || !blocksize)
    return fail("requires a ranked tensor and attribute 'blocksize'");
  if (input.getRank() != 4 || !isStaticPastBatch(input.getShape()))
    return fail("input must have rank 4, of which only the batch may be dynamic, got shape ",
                shapeText(input.getShape()));
  if (blocksize.getInt() < 1)
    return fail("blocksize must be at least 1, got ", blocksize.getInt());
  return blocksize.getInt();
}

LogicalResult DepthToSpaceOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  FailureOr<int64_t> block = inferBlocks<DepthToSpaceOp>(location, adaptor);
  if (failed(block))
    return failure();
  SizedTensorType input = tensorOf(adaptor.getInput());
  ArrayRef<int64_t> in = input.getShape();
  // C2. In two steps, because a square might exceed 64 bits.
  if (in[1] % *block != 0 || in[1] / *block % *block != 0)
    return emitOptionalError(location,
                             "'nn.depth_to_space' op blocksize² must divide the channels: blocksize is ",
                             *block, ", input has shape ", shapeText(in));
  types.push_back(input.clone({in[0], in[1] / *block / *block, in[2] * *block, in[3] * *block}));
  return success();
}

LogicalResult SpaceToDepthOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  FailureOr<int64_t> block = inferBlocks<SpaceToDepthOp>(location, adaptor);
  if (failed(block))
    return failure();
  SizedTensorType input = tensorOf(adaptor.getInput());
  ArrayRef<int64_t> in = input.getShape();
  // C2
  if (in[2] % *block != 0 || in[3] % *block != 0)
    return emitOptionalError(location,
                             "'nn.space_to_depth' op blocksize must divide height and width: blocksize is ",
                             *block, ", input has shape ", shapeText(in));
  types.push_back(input.clone({in[0], in[1] * *block * *block, in[2] / *block, in[3] / *block}));
  return success();
}

// Under `shape`, permuted, as `type`.
static Value rearrange(Value input, ArrayRef<int64_t> shape, ArrayRef<int64_t> perm, Type type,
                       Composer &compose) {
  Value split = compose.reshape(input, shape);
  Value moved = compose.make<TransposeOp>(split, compose.builder.getDenseI64ArrayAttr(perm));
  return compose.reshape(moved, cast<SizedTensorType>(type));
}

Values DepthToSpaceOp::decompose(Composer &compose) {
  ArrayRef<int64_t> in = tensorOf(getInput()).getShape();
  int64_t block = static_cast<int64_t>(getBlocksize()), depth = in[1] / block / block;
  if (getMode() == DepthToSpaceMode::dcr)
    return {rearrange(getInput(), {in[0], block, block, depth, in[2], in[3]}, {0, 3, 4, 1, 5, 2},
                      getResult().getType(), compose)};
  return {rearrange(getInput(), {in[0], depth, block, block, in[2], in[3]}, {0, 1, 4, 2, 5, 3},
                    getResult().getType(), compose)};
}

Values SpaceToDepthOp::decompose(Composer &compose) {
  ArrayRef<int64_t> in = tensorOf(getInput()).getShape();
  int64_t block = static_cast<int64_t>(getBlocksize());
  return {rearrange(getInput(), {in[0], in[1], in[2] / block, block, in[3] / block, block},
                    {0, 3, 5, 1, 2, 4}, getResult().getType(), compose)};
}

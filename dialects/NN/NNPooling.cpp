// Pooling: one function infers the output, for the op itself and to verify its adjoint.
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

// C1–C3 of nn.max_pool, in the name of `op`.
template <typename Adaptor>
static FailureOr<RankedTensorType> inferPool(std::optional<Location> location, StringRef op,
                                             Adaptor &adaptor) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'", op, "' op ", message...); };
  RankedTensorType input = tensorOf(adaptor.getInput());
  // C1
  if (!input)
    return fail("input must be a ranked tensor");
  ArrayRef<int64_t> in = input.getShape();
  if (in.size() != 4)
    return fail("input must have rank 4, got shape ", shapeText(in));
  if (!isStaticPastBatch(in))
    return fail("only the batch may be dynamic: input has shape ", shapeText(in));
  // C2
  auto &properties = adaptor.getProperties();
  DenseI64ArrayAttr kernelShape = attributeOf(adaptor, properties.kernel_shape, "kernel_shape");
  DenseI64ArrayAttr stridesAttr = attributeOf(adaptor, properties.strides, "strides");
  if (!kernelShape || !stridesAttr)
    return fail("requires attributes 'kernel_shape' and 'strides'");
  ArrayRef<int64_t> kernel = kernelShape, strides = stridesAttr;
  SmallVector<int64_t> pads = entriesOr(attributeOf(adaptor, properties.pads, "pads"), {0, 0, 0, 0});
  auto atLeast = [](ArrayRef<int64_t> entries, size_t count, int64_t low) {
    return entries.size() == count && llvm::all_of(entries, [&](int64_t entry) { return entry >= low; });
  };
  if (!atLeast(kernel, 2, 1))
    return fail("kernel_shape must be 2 positive numbers, got ", shapeText(kernel));
  if (!atLeast(strides, 2, 1))
    return fail("strides must be 2 positive numbers, got ", shapeText(strides));
  if (!atLeast(pads, 4, 0))
    return fail("pads must be 4 non-negative numbers, got ", shapeText(pads));
  for (int i : {0, 1, 2, 3})
    if (pads[i] >= kernel[i % 2])
      return fail("pads must be smaller than the kernel: pads are ", shapeText(pads), ", kernel_shape is ",
                  shapeText(kernel));
  // C3
  SmallVector<int64_t> shape{in[0], in[1]};
  for (int i : {0, 1})
    shape.push_back(windowCount(in[2 + i], kernel[i], strides[i], pads[i], pads[2 + i], 1).value_or(0));
  if (llvm::is_contained(shape, 0))
    return fail("output is empty: input has shape ", shapeText(in), ", kernel_shape is ", shapeText(kernel));
  return RankedTensorType::get(shape, input.getElementType());
}

LogicalResult MaxPoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> result = inferPool(location, getOperationName(), adaptor);
  if (failed(result))
    return failure();
  types.push_back(*result);
  return success();
}

LogicalResult MaxPoolBackwardOp::verify() {
  Adaptor adaptor(*this);
  FailureOr<RankedTensorType> output = inferPool(getLoc(), getOperationName(), adaptor);
  if (failed(output))
    return failure();
  // C1
  if (*output != getGrad().getType())
    return emitOpError("max_pool of ")
           << getInput().getType() << " gives " << *output << ", but grad has " << getGrad().getType();
  return success();
}

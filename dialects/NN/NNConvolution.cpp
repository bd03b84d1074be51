// Convolution and its adjoints: one function infers the output, for the op itself and to verify the adjoints.
#include "NN/NNInference.h"

#include "llvm/Support/CheckedArithmetic.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

std::optional<int64_t> nn::windowCount(int64_t size, int64_t kernel, int64_t stride, int64_t padBefore,
                                       int64_t padAfter, int64_t dilation) {
  if (size < 0 || kernel < 1)
    return std::nullopt;
  std::optional<int64_t> reach = llvm::checkedMul(dilation, kernel - 1);
  std::optional<int64_t> pads = llvm::checkedAdd(padBefore, padAfter);
  std::optional<int64_t> padded = pads ? llvm::checkedAdd(size, *pads) : std::nullopt;
  if (!reach || !padded || *padded <= *reach)
    return std::nullopt;
  return (*padded - *reach - 1) / stride + 1;
}

namespace {
// The attributes of the three ops, with defaults in place.
struct Window {
  SmallVector<int64_t> strides, pads, dilations;
  int64_t group;

  template <typename Adaptor> static Window of(Adaptor &adaptor) {
    auto &properties = adaptor.getProperties();
    IntegerAttr group = attributeOf(adaptor, properties.group, "group");
    return {entriesOr(attributeOf(adaptor, properties.strides, "strides"), {1, 1}),
            entriesOr(attributeOf(adaptor, properties.pads, "pads"), {0, 0, 0, 0}),
            entriesOr(attributeOf(adaptor, properties.dilations, "dilations"), {1, 1}),
            group ? group.getInt() : 1};
  }
};
} // namespace

// C1–C5 of nn.conv, in the name of `op`; `bias` may be null.
static FailureOr<RankedTensorType> inferConvolution(std::optional<Location> location, StringRef op,
                                                    RankedTensorType input, RankedTensorType weight,
                                                    RankedTensorType bias, const Window &window) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'", op, "' op ", message...); };
  // C1
  if (!input || !weight)
    return fail("input and weight must be ranked tensors");
  ArrayRef<int64_t> in = input.getShape(), kernel = weight.getShape();
  if (in.size() != 4 || kernel.size() != 4)
    return fail("input and weight must have rank 4: input has shape ", shapeText(in), ", weight has ",
                shapeText(kernel));
  if (!isStaticPastBatch(in) || ShapedType::isDynamicShape(kernel))
    return fail("only the batch may be dynamic: input has shape ", shapeText(in), ", weight has ",
                shapeText(kernel));
  if (input.getElementType() != weight.getElementType())
    return fail("element types differ: input has ", input.getElementType(), ", weight has ",
                weight.getElementType());
  // C2
  auto atLeast = [](ArrayRef<int64_t> entries, size_t count, int64_t low) {
    return entries.size() == count && llvm::all_of(entries, [&](int64_t entry) { return entry >= low; });
  };
  if (!atLeast(window.strides, 2, 1))
    return fail("strides must be 2 positive numbers, got ", shapeText(window.strides));
  if (!atLeast(window.dilations, 2, 1))
    return fail("dilations must be 2 positive numbers, got ", shapeText(window.dilations));
  if (!atLeast(window.pads, 4, 0))
    return fail("pads must be 4 non-negative numbers, got ", shapeText(window.pads));
  if (window.group < 1)
    return fail("group must be at least 1, got ", window.group);
  // C3
  if (in[1] % window.group != 0 || in[1] / window.group != kernel[1])
    return fail("input channels differ: input has ", in[1], ", weight expects ", kernel[1], " in each of ",
                window.group, " groups");
  if (kernel[0] % window.group != 0)
    return fail("output channels must be a multiple of group: weight has ", kernel[0], ", group is ",
                window.group);
  // C4
  if (bias &&
      (bias.getShape() != ArrayRef<int64_t>{kernel[0]} || bias.getElementType() != input.getElementType()))
    return fail("bias must be ", RankedTensorType::get({kernel[0]}, input.getElementType()), ", got ", bias);
  // C5
  SmallVector<int64_t> shape{in[0], kernel[0]};
  for (int i : {0, 1}) {
    std::optional<int64_t> count = windowCount(in[2 + i], kernel[2 + i], window.strides[i], window.pads[i],
                                               window.pads[2 + i], window.dilations[i]);
    shape.push_back(count.value_or(0));
  }
  if (llvm::is_contained(shape, 0))
    return fail("output is empty: input has shape ", shapeText(in), ", weight has ", shapeText(kernel));
  return RankedTensorType::get(shape, input.getElementType());
}

LogicalResult ConvOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> result =
      inferConvolution(location, getOperationName(), tensorOf(adaptor.getInput()),
                       tensorOf(adaptor.getWeight()), tensorOf(adaptor.getBias()), Window::of(adaptor));
  if (failed(result))
    return failure();
  types.push_back(*result);
  return success();
}

// C1 of both adjoints: the convolution whose gradient `op` gives has the type of `grad`.
template <typename Op>
static LogicalResult verifyAdjoint(Op op, RankedTensorType input, RankedTensorType weight) {
  typename Op::Adaptor adaptor(op);
  FailureOr<RankedTensorType> output = inferConvolution(op.getLoc(), Op::getOperationName(), input, weight,
                                                        RankedTensorType(), Window::of(adaptor));
  if (failed(output))
    return failure();
  if (*output != op.getGrad().getType())
    return op.emitOpError("convolution of ") << input << " with " << weight << " gives " << *output
                                             << ", but grad has " << op.getGrad().getType();
  return success();
}

LogicalResult ConvBackwardDataOp::verify() {
  return verifyAdjoint(*this, tensorOf(getResult()), tensorOf(getWeight()));
}

LogicalResult ConvBackwardWeightsOp::verify() {
  return verifyAdjoint(*this, tensorOf(getInput()), tensorOf(getResult()));
}

// Convolution and its adjoints: one function infers the output, for the op itself and to verify the adjoints.
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

template <typename Adaptor> static int64_t groupOf(Adaptor &adaptor) {
  IntegerAttr group = attributeOf(adaptor, adaptor.getProperties().group, "group");
  return group ? group.getInt() : 1;
}

static ArrayRef<int64_t> spatial(SizedTensorType type) { return type.getShape().drop_front(2); }

// The windows of an op that was verified, between the types of an input and of weights.
static Window windowBetween(SizedTensorType input, SizedTensorType weight, const Sliding &attributes) {
  return *inferWindow(spatial(input), spatial(weight), attributes, [](const Twine &) { return failure(); });
}

// C1–C5 of nn.conv, in the name of `op`; `bias` may be null.
static FailureOr<SizedTensorType> inferConvolution(std::optional<Location> location, StringRef op,
                                                   SizedTensorType input, SizedTensorType weight,
                                                   SizedTensorType bias, const Sliding &attributes,
                                                   int64_t group) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'", op, "' op ", message...); };
  // C1
  if (failed(checkConvolved(input, weight, [&](const Twine &message) { return fail(message); })))
    return failure();
  ArrayRef<int64_t> in = input.getShape(), kernel = weight.getShape();
  // C2
  FailureOr<Window> window = inferWindow(spatial(input), spatial(weight), attributes,
                                         [&](const Twine &message) { return fail(message); });
  if (failed(window))
    return failure();
  if (group < 1)
    return fail("group must be at least 1, got ", group);
  // C3
  if (in[1] % group != 0 || in[1] / group != kernel[1])
    return fail("input channels differ: input has ", in[1], ", weight expects ", kernel[1], " in each of ",
                group, " groups");
  if (kernel[0] % group != 0)
    return fail("output channels must be a multiple of group: weight has ", kernel[0], ", group is ", group);
  // C4
  if (bias &&
      (bias.getShape() != ArrayRef<int64_t>{kernel[0]} || bias.getElementType() != input.getElementType()))
    return fail("bias must be ", SizedTensorType::get({kernel[0]}, input.getElementType()), ", got ", bias);
  // C5
  SmallVector<int64_t> shape{in[0], kernel[0]};
  shape.append(window->count);
  if (llvm::is_contained(ArrayRef(shape).drop_front(), 0))
    return fail("output is empty: input has shape ", shapeText(in), ", weight has ", shapeText(kernel));
  return SizedTensorType::get(shape, input.getElementType());
}

LogicalResult ConvOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  FailureOr<SizedTensorType> result = inferConvolution(
      location, getOperationName(), tensorOf(adaptor.getInput()), tensorOf(adaptor.getWeight()),
      tensorOf(adaptor.getBias()), Sliding::of(adaptor).withAutoPad(adaptor), groupOf(adaptor));
  if (failed(result))
    return failure();
  types.push_back(*result);
  return success();
}

Window ConvOp::getWindow() {
  Adaptor adaptor(*this);
  return windowBetween(tensorOf(getInput()), tensorOf(getWeight()),
                       Sliding::of(adaptor).withAutoPad(adaptor));
}

// An adjoint is right if convolving `input` with `weight` gives the type of `grad`.
template <typename Op>
static LogicalResult verifyAdjoint(Op op, SizedTensorType input, SizedTensorType weight) {
  typename Op::Adaptor adaptor(op);
  FailureOr<SizedTensorType> output =
      inferConvolution(op.getLoc(), Op::getOperationName(), input, weight, SizedTensorType(),
                       Sliding::of(adaptor), groupOf(adaptor));
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

Window ConvBackwardDataOp::getWindow() {
  Adaptor adaptor(*this);
  return windowBetween(tensorOf(getResult()), tensorOf(getWeight()), Sliding::of(adaptor));
}

LogicalResult ConvBackwardWeightsOp::verify() {
  return verifyAdjoint(*this, tensorOf(getInput()), tensorOf(getResult()));
}

Window ConvBackwardWeightsOp::getWindow() {
  Adaptor adaptor(*this);
  return windowBetween(tensorOf(getInput()), tensorOf(getResult()), Sliding::of(adaptor));
}

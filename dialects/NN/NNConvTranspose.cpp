// Transposed convolution and col2im: both are the adjoint of a convolution under another name.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

#include "llvm/Support/CheckedArithmetic.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

namespace {
// What a transposed convolution is: its windows, which slide over the output, and the output.
struct Transposed {
  Window window;
  SmallVector<int64_t> outputPadding, output;
};
} // namespace

// The output along a dimension whose size is an expression; its pads are numbers even if they are asked for
// by auto_pad.
static std::optional<int64_t> dynamicOutput(Transposed &result, int64_t d, int64_t size, bool isSame,
                                            bool moreBehind) {
  const Window &window = result.window;
  int64_t stride = window.strides[d], &extra = result.outputPadding[d];
  std::optional<int64_t> reach = llvm::checkedMul(window.dilations[d], window.kernel[d] - 1);
  std::optional<int64_t> beyond = reach ? llvm::checkedAdd(*reach, extra + 1 - stride) : std::nullopt;
  if (!beyond)
    return std::nullopt;
  if (isSame) {
    int64_t missing = std::max<int64_t>(-*beyond, 0);
    extra += missing;
    *beyond += missing;
    splitPads(result.window, d, *beyond, moreBehind);
  }
  std::optional<int64_t> pads = llvm::checkedAdd(window.before[d], window.after[d]);
  std::optional<int64_t> rest = pads ? llvm::checkedSub(*beyond, *pads) : std::nullopt;
  std::optional<int64_t> scaled = multiplySizes(size, stride);
  return rest && scaled ? addSizes(*scaled, *rest) : std::nullopt;
}

// C2, C5 and C6 of nn.conv_transpose.
template <typename Adaptor>
static FailureOr<Transposed> inferTransposed(ArrayRef<int64_t> in, ArrayRef<int64_t> kernel, Adaptor &adaptor,
                                             Fail fail) {
  auto &properties = adaptor.getProperties();
  Sliding attributes = Sliding::of(adaptor).withAutoPad(adaptor);
  FailureOr<Window> window = inferAttributes(kernel, attributes, fail);
  if (failed(window))
    return failure();
  DenseI64ArrayAttr padding = attributeOf(adaptor, properties.output_padding, "output_padding"),
                    shape = attributeOf(adaptor, properties.output_shape, "output_shape");
  if (failed(checkEntries("output_padding", padding, in.size(), 0, fail)) ||
      failed(checkEntries("output_shape", shape, in.size(), 1, fail)))
    return failure();
  if (shape && attributes.pads)
    return fail("pads follow from output_shape: pads are " + shapeText(attributes.pads) +
                ", output_shape is " + shapeText(shape));
  bool isSame = attributes.autoPad == AutoPad::same_upper || attributes.autoPad == AutoPad::same_lower;
  Transposed result{*window, entriesOr(padding, SmallVector<int64_t>(in.size(), 0)), {}};
  for (auto [d, size] : llvm::enumerate(in)) {
    int64_t stride = window->strides[d], extra = result.outputPadding[d];
    // C5
    if (extra >= std::max(stride, window->dilations[d]))
      return fail("output_padding must be less than the stride or the dilation: it is " +
                  shapeText(result.outputPadding) + ", strides are " + shapeText(window->strides) +
                  ", dilations are " + shapeText(window->dilations));
    // C6
    if (isSymbolic(size)) {
      std::optional<int64_t> output = dynamicOutput(result, static_cast<int64_t>(d), size, isSame,
                                                    attributes.autoPad == AutoPad::same_upper);
      if (shape || !output)
        return fail("a dynamic size cannot have an output_shape: input has spatial shape " + shapeText(in));
      result.output.push_back(*output);
      continue;
    }
    std::optional<int64_t> moves = llvm::checkedMul(stride, size - 1),
                           reach = llvm::checkedMul(window->dilations[d], kernel[d] - 1);
    std::optional<int64_t> whole = moves && reach ? llvm::checkedAdd(*moves, *reach) : std::nullopt;
    whole = whole ? llvm::checkedAdd(*whole, extra + 1) : std::nullopt;
    std::optional<int64_t> wanted = shape    ? std::optional<int64_t>(shape[d])
                                    : isSame ? llvm::checkedMul(size, stride)
                                             : std::nullopt;
    if (!whole || size < 1 || kernel[d] < 1)
      return fail("output is empty or too large: input has spatial shape " + shapeText(in) + ", weight has " +
                  shapeText(kernel));
    if (wanted && *wanted > INT64_MAX / 4)
      return fail("output is too large: " + Twine(*wanted) + " is wanted in spatial dimension " + Twine(d));
    // What is beyond the last product is padding of the output.
    if (wanted && *wanted > *whole) {
      result.outputPadding[d] += *wanted - *whole;
      whole = wanted;
    }
    if (wanted)
      splitPads(result.window, static_cast<int64_t>(d), *whole - *wanted,
                /*moreBehind=*/attributes.autoPad == AutoPad::same_upper);
    std::optional<int64_t> pads = llvm::checkedAdd(result.window.before[d], result.window.after[d]);
    if (!pads || *pads >= *whole)
      return fail("output is empty: without pads it has " + Twine(*whole) + " in spatial dimension " +
                  Twine(d) + ", pads are " + shapeText(result.window.pads()));
    result.output.push_back(*whole - *pads);
  }
  return result;
}

LogicalResult ConvTransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                                Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) {
    return emitOptionalError(location, "'nn.conv_transpose' op ", message...);
  };
  SizedTensorType input = tensorOf(adaptor.getInput()), weight = tensorOf(adaptor.getWeight()),
                  bias = tensorOf(adaptor.getBias());
  // C1
  if (failed(checkConvolved(input, weight,
                            [&](const Twine &message) -> LogicalResult { return fail(message); })))
    return failure();
  ArrayRef<int64_t> in = input.getShape(), kernel = weight.getShape();
  // C2
  FailureOr<Transposed> transposed =
      inferTransposed(in.drop_front(2), kernel.drop_front(2), adaptor,
                      [&](const Twine &message) -> LogicalResult { return fail(message); });
  if (failed(transposed))
    return failure();
  IntegerAttr groupAttribute = attributeOf(adaptor, adaptor.getProperties().group, "group");
  int64_t group = groupAttribute ? groupAttribute.getInt() : 1;
  if (group < 1)
    return fail("group must be at least 1, got ", group);
  // C3
  if (in[1] != kernel[0])
    return fail("input channels differ: input has ", in[1], ", weight expects ", kernel[0]);
  if (in[1] % group != 0)
    return fail("input channels must be a multiple of group: input has ", in[1], ", group is ", group);
  // C4
  int64_t channels = kernel[1] * group;
  if (bias && bias != SizedTensorType::get({channels}, input.getElementType()))
    return fail("bias must be ", SizedTensorType::get({channels}, input.getElementType()), ", got ", bias);
  // C6
  SmallVector<int64_t> shape{in[0], channels};
  shape.append(transposed->output);
  if (channels == 0)
    return fail("output is empty: weight has shape ", shapeText(kernel));
  types.push_back(SizedTensorType::get(shape, input.getElementType()));
  return success();
}

// What output_padding adds behind takes the place of pads, as far as there are any: then products fall there.
// Beyond them there are none, and conv_backward_data has zeros where a stride leaves gaps.
Values ConvTransposeOp::decompose(Composer &compose) {
  SizedTensorType input = tensorOf(getInput()), weight = tensorOf(getWeight()), type = tensorOf(getResult());
  Adaptor adaptor(*this);
  Transposed transposed = *inferTransposed(input.getShape().drop_front(2), weight.getShape().drop_front(2),
                                           adaptor, [](const Twine &) -> LogicalResult { return failure(); });
  Window &window = transposed.window;
  SmallVector<int64_t> shape(type.getShape()), zeros(2 * type.getRank(), 0);
  for (int64_t d = 0; d < window.rank(); ++d) {
    int64_t covered = std::min(transposed.outputPadding[d], window.after[d]);
    int64_t rest = transposed.outputPadding[d] - covered;
    window.after[d] -= covered;
    if (rest >= window.strides[d]) {
      zeros[type.getRank() + 2 + d] = rest;
      shape[2 + d] -= rest;
    }
  }
  OpBuilder &b = compose.builder;
  Value result = compose.make<ConvBackwardDataOp>(
      type.clone(shape), getInput(), getWeight(), b.getDenseI64ArrayAttr(window.strides),
      b.getDenseI64ArrayAttr(window.pads()), b.getDenseI64ArrayAttr(window.dilations), getGroupAttr());
  result = compose.pad(result, zeros);
  if (!getBias())
    return {result};
  SmallVector<int64_t> perChannel(type.getRank() - 1, 1);
  perChannel[0] = type.getDimSize(1);
  return {compose.add(result, compose.reshape(getBias(), perChannel))};
}

//===-- col2im --------------------------------------------------------------------------------------===//

LogicalResult Col2ImOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'nn.col2im' op ", message...); };
  SizedTensorType input = tensorOf(adaptor.getInput());
  DenseI64ArrayAttr image = attributeOf(adaptor, adaptor.getProperties().image_shape, "image_shape"),
                    block = attributeOf(adaptor, adaptor.getProperties().block_shape, "block_shape");
  // C1
  if (!input || !image || !block)
    return fail("requires a ranked tensor and attributes 'image_shape' and 'block_shape'");
  if (input.getRank() != 3 || !isStaticPastBatch(input.getShape()))
    return fail("input must have rank 3, of which only the batch may be dynamic, got shape ",
                shapeText(input.getShape()));
  // C2
  auto isPositive = [](int64_t size) { return size > 0; };
  if (image.empty() || image.size() > 3 || !llvm::all_of(image.asArrayRef(), isPositive))
    return fail("image_shape must be 1, 2 or 3 positive numbers, got ", shapeText(image));
  auto report = [&](const Twine &message) -> LogicalResult { return fail(message); };
  if (failed(checkEntries("block_shape", block, image.size(), 1, report)))
    return failure();
  FailureOr<Window> window = inferWindow(image, block, Sliding::of(adaptor), report);
  if (failed(window))
    return failure();
  // C3
  std::optional<int64_t> elements = elementCount(block), blocks = elementCount(window->count);
  if (!elements || input.getDimSize(1) % *elements != 0)
    return fail("a column must hold a block of each channel: columns have ", input.getDimSize(1),
                " elements, block_shape is ", shapeText(block));
  // C4
  if (!blocks || *blocks == 0 || input.getDimSize(2) != *blocks)
    return fail("there must be a column for each block: input has ", input.getDimSize(2),
                ", the image has blocks ", shapeText(window->count));
  SmallVector<int64_t> shape{input.getDimSize(0), input.getDimSize(1) / *elements};
  llvm::append_range(shape, image.asArrayRef());
  types.push_back(input.clone(shape));
  return success();
}

// im2col is a convolution of each channel alone, whose output channels copy one element of the block each.
Values Col2ImOp::decompose(Composer &compose) {
  SizedTensorType input = tensorOf(getInput()), type = tensorOf(getResult());
  Adaptor adaptor(*this);
  Window window = *inferWindow(getImageShape(), getBlockShape(), Sliding::of(adaptor),
                               [](const Twine &) -> LogicalResult { return failure(); });
  int64_t channels = type.getDimSize(1), elements = input.getDimSize(1) / channels;
  Type element = type.getElementType();
  OpBuilder &b = compose.builder;
  Value copies =
      compose.make<EyeOp>(SizedTensorType::get({elements, elements}, element), b.getI64IntegerAttr(0));
  SmallVector<int64_t> weightShape{channels * elements, 1};
  llvm::append_range(weightShape, window.kernel);
  Value weight = compose.expand(copies, SizedTensorType::get({channels, elements, elements}, element));
  weight = compose.reshape(weight, weightShape);
  SmallVector<int64_t> gradShape(input.getShape().drop_back());
  llvm::append_range(gradShape, window.count);
  return {compose.make<ConvBackwardDataOp>(
      type, compose.reshape(getInput(), gradShape), weight, b.getDenseI64ArrayAttr(window.strides),
      b.getDenseI64ArrayAttr(window.pads()), b.getDenseI64ArrayAttr(window.dilations),
      b.getI64IntegerAttr(channels))};
}

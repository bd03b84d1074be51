// Ops that put pieces of tensors together or cut them out: concat, split, slice, pad. Shape inference, folds
// and decompositions.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"
#include "NN/NNWholeNumbers.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

//===-- concat, split -------------------------------------------------------------------------------===//

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'nn.concat' op ", message...); };
  IntegerAttr attribute = attributeOf(adaptor, adaptor.getProperties().axis, "axis");
  // C1
  if (!attribute || adaptor.getInputs().empty())
    return fail("requires an input and attribute 'axis'");
  SizedTensorType first = tensorOf(adaptor.getInputs().front());
  for (Value input : adaptor.getInputs())
    if (tensorOf(input).getElementType() != first.getElementType() ||
        tensorOf(input).getRank() != first.getRank())
      return fail("inputs must have one rank and element type: one is ", first, ", another is ",
                  input.getType());
  // C2
  FailureOr<int64_t> axis = checkedAxis(location, getOperationName(), attribute.getInt(), first.getRank());
  if (failed(axis))
    return failure();
  SmallVector<int64_t> shape(first.getShape());
  shape[*axis] = 0;
  for (Value input : adaptor.getInputs()) {
    ArrayRef<int64_t> sizes = tensorOf(input).getShape();
    // C3
    for (auto [i, size] : llvm::enumerate(sizes))
      if (static_cast<int64_t>(i) != *axis && size != shape[i])
        return fail("sizes differ outside of axis ", *axis, ": one input has shape ",
                    shapeText(first.getShape()), ", another ", shapeText(sizes));
    std::optional<int64_t> total = addSizes(shape[*axis], sizes[*axis]);
    if (!total)
      return fail("too many elements along axis ", *axis);
    shape[*axis] = *total;
  }
  types.push_back(first.clone(shape));
  return success();
}

OpFoldResult ConcatOp::fold(FoldAdaptor) {
  return getInputs().size() == 1 ? OpFoldResult(getInputs().front()) : OpFoldResult();
}

LogicalResult SplitOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput());
  IntegerAttr attribute = attributeOf(adaptor, adaptor.getProperties().axis, "axis");
  DenseI64ArrayAttr split = attributeOf(adaptor, adaptor.getProperties().split, "split");
  if (!input || !attribute || !split)
    return emitOptionalError(location,
                             "'nn.split' op requires a ranked tensor and attributes 'axis' and 'split'");
  // C1
  FailureOr<int64_t> axis = checkedAxis(location, getOperationName(), attribute.getInt(), input.getRank());
  if (failed(axis))
    return failure();
  if (input.isDynamicDim(*axis))
    return emitOptionalError(location,
                             "'nn.split' op cannot split a dynamic size into parts of numbers: axis is ",
                             *axis, ", input has shape ", shapeText(input.getShape()));
  // C2
  int64_t total = 0;
  for (int64_t size : split.asArrayRef()) {
    if (size < 0 || size > input.getDimSize(*axis) - total)
      total = -1;
    if (total < 0)
      break;
    total += size;
  }
  if (total != input.getDimSize(*axis))
    return emitOptionalError(location, "'nn.split' op parts must add up to the size: split is ",
                             shapeText(split), ", axis ", *axis, " of the input has size ",
                             input.getDimSize(*axis));
  SmallVector<int64_t> shape(input.getShape());
  for (int64_t size : split.asArrayRef()) {
    shape[*axis] = size;
    types.push_back(input.clone(shape));
  }
  return success();
}

Values SplitOp::decompose(Composer &compose) {
  Values parts;
  int64_t start = 0;
  for (int64_t size : getSplit()) {
    parts.push_back(compose.slice(getInput(), static_cast<int64_t>(getAxis()), start, start + size));
    start += size;
  }
  return parts;
}

//===-- slice ---------------------------------------------------------------------------------------===//

// A bound that stands for the end of an axis of any size, as in ONNX; negative: for what lies in front of it.
static bool isEnd(int64_t bound) { return bound >= INT32_MAX; }
static bool isFront(int64_t bound) { return bound <= INT32_MIN; }

// Along a size that is an expression, the bounds being in range; none if an expression has too many terms.
// That they are in range is what appendLimits says.
static std::optional<SliceOp::Range> dynamicRangeOf(int64_t start, int64_t end, int64_t step, int64_t size) {
  const bool isForward = step > 0;
  auto indexOf = [&](int64_t bound) -> std::optional<int64_t> {
    if (isEnd(bound)) // forwards it is exclusive, backwards it is the last element
      return addSizes(size, isForward ? 0 : -1);
    if (isFront(bound))
      return isForward ? 0 : -1;
    return bound < 0 ? addSizes(size, bound) : bound;
  };
  std::optional<int64_t> first = indexOf(start), last = indexOf(end);
  std::optional<int64_t> length =
      first && last ? (isForward ? subtractSizes(*last, *first) : subtractSizes(*first, *last))
                    : std::nullopt;
  std::optional<int64_t> count =
      length ? ceilDivideSize(*length, step == INT64_MIN ? INT64_MAX : std::abs(step)) : std::nullopt;
  if (!count)
    return std::nullopt;
  return SliceOp::Range{*first, step, isSymbolic(*count) ? *count : std::max<int64_t>(*count, 0)};
}

// One dimension of `size`, as ONNX and NumPy read it.
static SliceOp::Range rangeOf(int64_t start, int64_t end, int64_t step, int64_t size) {
  if (isSymbolic(size)) // of an op that was verified
    return *dynamicRangeOf(start, end, step, size);
  auto bounded = [&](int64_t place, int64_t low, int64_t high) {
    return std::clamp(place < 0 ? (place < -size ? low : place + size) : place, low, high);
  };
  if (step > 0) {
    start = bounded(start, 0, size);
    end = bounded(end, 0, size);
    return {start, step, end > start ? (end - start - 1) / step + 1 : 0};
  }
  start = bounded(start, -1, size - 1);
  end = bounded(end, -1, size - 1);
  // In an order that does not overflow for the least step either.
  return {start, step, start > end ? (start - end - 1) / (step == INT64_MIN ? INT64_MAX : -step) + 1 : 0};
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'nn.slice' op ", message...); };
  SizedTensorType input = tensorOf(adaptor.getInput());
  auto &properties = adaptor.getProperties();
  DenseI64ArrayAttr starts = attributeOf(adaptor, properties.starts, "starts"),
                    ends = attributeOf(adaptor, properties.ends, "ends"),
                    axes = attributeOf(adaptor, properties.axes, "axes"),
                    steps = attributeOf(adaptor, properties.steps, "steps");
  if (!input || !starts || !ends)
    return fail("requires a ranked tensor and attributes 'starts' and 'ends'");
  // C1
  auto count = starts.size();
  if (ends.size() != count || (axes && axes.size() != count) || (steps && steps.size() != count))
    return fail("starts, ends, axes and steps must have equally many entries, have ", count, ", ",
                ends.size(), ", ", axes ? axes.size() : count, " and ", steps ? steps.size() : count);
  // C2
  SmallVector<int64_t> first = llvm::to_vector(llvm::seq<int64_t>(0, count));
  if (!axes)
    axes = DenseI64ArrayAttr::get(starts.getContext(), first);
  if (failed(checkedAxes(location, getOperationName(), axes, input.getRank())))
    return failure();
  SmallVector<int64_t> shape(input.getShape());
  for (int64_t i = 0; i < count; ++i) {
    int64_t axis = axes[i] < 0 ? axes[i] + input.getRank() : axes[i], step = steps ? steps[i] : 1;
    // C3
    if (step == 0)
      return fail("step must not be 0: steps are ", shapeText(steps));
    // C4
    if (input.isDynamicDim(axis) && !dynamicRangeOf(starts[i], ends[i], step, shape[axis]))
      return fail("the number of elements is an expression with too many terms: axis is ", axis,
                  ", input has shape ", shapeText(input.getShape()), ", start is ", starts[i], ", end ",
                  ends[i], ", step ", step);
    shape[axis] = rangeOf(starts[i], ends[i], step, shape[axis]).count;
  }
  types.push_back(input.clone(shape));
  return success();
}

SmallVector<SliceOp::Range> SliceOp::getRanges() {
  SizedTensorType input = tensorOf(getInput());
  SmallVector<Range> ranges;
  for (int64_t size : input.getShape())
    ranges.push_back({0, 1, size});
  for (auto [i, start] : llvm::enumerate(getStarts())) {
    int64_t axis = getAxes() ? (*getAxes())[i] : static_cast<int64_t>(i);
    if (axis < 0)
      axis += input.getRank();
    ranges[axis] = rangeOf(start, getEnds()[i], getSteps() ? (*getSteps())[i] : 1, input.getDimSize(axis));
  }
  return ranges;
}

void SliceOp::appendLimits(SmallVectorImpl<int64_t> &sizes) {
  SizedTensorType input = tensorOf(getInput());
  for (auto [i, start] : llvm::enumerate(getStarts())) {
    int64_t axis = getAxes() ? (*getAxes())[i] : static_cast<int64_t>(i);
    int64_t size = input.getDimSize(axis < 0 ? axis + input.getRank() : axis);
    if (!isSymbolic(size))
      continue;
    const bool isForward = !getSteps() || (*getSteps())[i] > 0;
    // Bounds reach from the first element to behind the last; backwards from the last to in front of the
    // first.
    auto limit = [&](int64_t bound, int64_t beyond) {
      if (!isEnd(bound) && !isFront(bound))
        sizes.push_back(addSizes(size, (bound < 0 ? bound : -bound) + beyond).value_or(size));
    };
    limit(start, isForward || start < 0 ? 0 : -1);
    limit(getEnds()[i], isForward ? 0 : getEnds()[i] < 0 ? 1 : -1);
  }
}

OpFoldResult SliceOp::fold(FoldAdaptor) {
  bool isWhole = getInput().getType() == getResult().getType() &&
                 llvm::all_of(getRanges(), [](Range range) { return range.step > 0; });
  return isWhole ? OpFoldResult(getInput()) : OpFoldResult();
}

//===-- pad -----------------------------------------------------------------------------------------===//

LogicalResult PadOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput());
  auto &properties = adaptor.getProperties();
  DenseI64ArrayAttr attribute = attributeOf(adaptor, properties.pads, "pads");
  if (!input || !attribute)
    return emitOptionalError(location, "'nn.pad' op requires a ranked tensor and attribute 'pads'");
  PadModeAttr mode = attributeOf(adaptor, properties.mode, "mode");
  FloatAttr value = attributeOf(adaptor, properties.value, "value");
  ArrayRef<int64_t> pads = attribute;
  auto fail = [&](StringRef what) {
    return emitOptionalError(location, "'nn.pad' op ", what, ": pads are ", shapeText(pads),
                             ", input has shape ", shapeText(input.getShape()));
  };
  // C1
  int64_t rank = input.getRank();
  if (static_cast<int64_t>(pads.size()) != 2 * rank ||
      llvm::any_of(pads, [](int64_t pad) { return pad < 0; }))
    return fail("needs two entries of 0 or more for each dimension");
  SmallVector<int64_t> shape(input.getShape());
  for (int64_t i = 0; i < rank; ++i) {
    int64_t before = pads[i], after = pads[rank + i];
    if (before == 0 && after == 0)
      continue;
    // C2
    const bool isStatic = !isSymbolic(shape[i]);
    if (isStatic && mode && mode.getValue() == PadMode::reflect && std::max(before, after) >= shape[i])
      return fail("mirrored elements must be there: each pad must be less than the size");
    if (isStatic && mode && mode.getValue() == PadMode::edge && shape[i] == 0)
      return fail("has no edge to repeat");
    if (before > INT64_MAX / 4 || after > INT64_MAX / 4 || shape[i] > INT64_MAX / 4)
      return fail("too many elements");
    std::optional<int64_t> padded = addSizes(shape[i], before + after);
    if (!padded)
      return fail("too many elements");
    shape[i] = *padded;
  }
  // C3
  if (value)
    if (std::string fault = wholeNumberFault(value.getValueAsDouble(), input.getElementType());
        !fault.empty())
      return emitOptionalError(location, "'nn.pad' op value ", fault);
  types.push_back(input.clone(shape));
  return success();
}

void PadOp::appendLimits(SmallVectorImpl<int64_t> &sizes) {
  if (getMode() == PadMode::constant)
    return;
  SizedTensorType input = tensorOf(getInput());
  for (auto [i, size] : llvm::enumerate(input.getShape()))
    if (int64_t width = std::max(getPads()[i], getPads()[input.getRank() + i]); width > 0 && isSymbolic(size))
      sizes.push_back(addSizes(size, getMode() == PadMode::reflect ? -1 - width : -1).value_or(size));
}

OpFoldResult PadOp::fold(FoldAdaptor) {
  return getInput().getType() == getResult().getType() ? OpFoldResult(getInput()) : OpFoldResult();
}

// The border in front of or behind dimension `axis`.
static Value border(PadOp op, Value input, int64_t axis, int64_t width, bool isFront, Composer &compose) {
  SizedTensorType type = tensorOf(input);
  SmallVector<int64_t> shape(type.getShape());
  shape[axis] = width;
  switch (op.getMode()) {
  case PadMode::constant:
    return compose.filled(op.getValue().convertToDouble(), type.clone(shape));
  case PadMode::reflect: {
    // Counted from the end, which works for a dynamic size too.
    Value mirrored =
        isFront ? compose.slice(input, axis, 1, 1 + width) : compose.slice(input, axis, -1 - width, -1);
    return compose.flip(mirrored, axis);
  }
  case PadMode::edge: {
    Value edge = isFront ? compose.slice(input, axis, 0, 1) : compose.slice(input, axis, -1, INT64_MAX);
    return compose.expand(edge, type.clone(shape));
  }
  }
  llvm_unreachable("a mode that the switch does not know");
}

// Dimension by dimension, so that corners are made of the borders.
Values PadOp::decompose(Composer &compose) {
  Value result = getInput();
  int64_t rank = tensorOf(result).getRank();
  for (int64_t axis = 0; axis < rank; ++axis) {
    int64_t before = getPads()[axis], after = getPads()[rank + axis];
    Values pieces;
    if (before)
      pieces.push_back(border(*this, result, axis, before, true, compose));
    pieces.push_back(result);
    if (after)
      pieces.push_back(border(*this, result, axis, after, false, compose));
    result = compose.concat(pieces, axis);
  }
  return {result};
}

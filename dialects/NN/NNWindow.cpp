// What the attributes of windows mean for a shape: defaults, auto_pad, and how many positions there are.
#include "NN/NNInference.h"

#include "mlir/Support/DebugStringHelper.h"

#include "llvm/Support/CheckedArithmetic.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

LogicalResult nn::checkConvolved(SizedTensorType input, SizedTensorType weight, Fail fail) {
  if (!input || !weight)
    return fail("input and weight must be ranked tensors");
  ArrayRef<int64_t> in = input.getShape(), kernel = weight.getShape();
  auto both = [](const Twine &ofInput, const Twine &ofWeight) {
    return ("input has " + ofInput + ", weight has " + ofWeight).str();
  };
  std::string shapes = both("shape " + shapeText(in), shapeText(kernel));
  if (in.size() < 3 || in.size() > 5 || in.size() != kernel.size())
    return fail("input and weight must have one rank, 3, 4 or 5: " + shapes);
  if (isSymbolic(in[1]) || hasSymbolic(kernel))
    return fail("channels and weights cannot be dynamic: " + shapes);
  if (input.getElementType() != weight.getElementType())
    return fail("element types differ: " + both("'" + debugString(input.getElementType()) + "'",
                                                "'" + debugString(weight.getElementType()) + "'"));
  return success();
}

LogicalResult nn::checkEntries(StringRef name, DenseI64ArrayAttr attribute, size_t count, int64_t low,
                               Fail fail) {
  if (!attribute)
    return success();
  ArrayRef<int64_t> entries = attribute;
  if (entries.size() == count && llvm::all_of(entries, [&](int64_t entry) { return entry >= low; }))
    return success();
  return fail(name + " must be " + Twine(count) + (low ? " positive" : " non-negative") + " number" +
              (count == 1 ? "" : "s") + ", got " + shapeText(entries));
}

FailureOr<Window> nn::inferAttributes(ArrayRef<int64_t> kernel, const Sliding &attributes, Fail fail) {
  size_t rank = kernel.size();
  if (failed(checkEntries("strides", attributes.strides, rank, 1, fail)) ||
      failed(checkEntries("dilations", attributes.dilations, rank, 1, fail)) ||
      failed(checkEntries("pads", attributes.pads, 2 * rank, 0, fail)))
    return failure();
  if (attributes.autoPad != AutoPad::notset && attributes.pads)
    return fail("pads are given twice: auto_pad is " + stringifyAutoPad(attributes.autoPad) + ", pads are " +
                shapeText(attributes.pads));
  SmallVector<int64_t> ones(rank, 1), zeros(2 * rank, 0);
  Window window;
  window.kernel.assign(kernel.begin(), kernel.end());
  window.strides = entriesOr(attributes.strides, ones);
  window.dilations = entriesOr(attributes.dilations, ones);
  SmallVector<int64_t> pads = entriesOr(attributes.pads, zeros);
  window.before.assign(pads.begin(), pads.begin() + rank);
  window.after.assign(pads.begin() + rank, pads.end());
  window.count.assign(rank, 0);
  window.excess.assign(rank, 0);
  return window;
}

void nn::splitPads(Window &window, int64_t dimension, int64_t total, bool moreBehind) {
  int64_t less = total / 2;
  window.before[dimension] = moreBehind ? less : total - less;
  window.after[dimension] = moreBehind ? total - less : less;
}

// Along a dimension whose size is an expression; gives up where the pads or the last window depend on it.
static std::optional<int64_t> countDynamicPositions(Window &window, int64_t d, int64_t size, int64_t reach,
                                                    const Sliding &attributes) {
  int64_t stride = window.strides[d];
  bool isSame = attributes.autoPad == AutoPad::same_upper || attributes.autoPad == AutoPad::same_lower;
  if (isSame && stride == 1)
    splitPads(window, d, reach, attributes.autoPad == AutoPad::same_upper);
  if ((isSame || attributes.ceilMode) && stride != 1)
    return std::nullopt;
  std::optional<int64_t> pads = llvm::checkedAdd(window.before[d], window.after[d]);
  std::optional<int64_t> fixed = pads ? llvm::checkedSub(*pads, reach + 1) : std::nullopt;
  std::optional<int64_t> range = fixed ? addSizes(size, *fixed) : std::nullopt;
  std::optional<int64_t> steps = range ? floorDivideSize(*range, stride) : std::nullopt;
  return steps ? addSizes(*steps, 1) : std::nullopt;
}

// Along one dimension; gives up where a number exceeds 64 bits.
static std::optional<int64_t> countPositions(Window &window, int64_t d, int64_t size,
                                             const Sliding &attributes) {
  int64_t stride = window.strides[d];
  if (window.kernel[d] < 1)
    return std::nullopt;
  std::optional<int64_t> reach = llvm::checkedMul(window.dilations[d], window.kernel[d] - 1);
  if (!reach || *reach == INT64_MAX)
    return std::nullopt;
  if (isSymbolic(size))
    return countDynamicPositions(window, d, size, *reach, attributes);
  if (size < 0)
    return std::nullopt;
  if (attributes.autoPad == AutoPad::same_upper || attributes.autoPad == AutoPad::same_lower) {
    int64_t count = llvm::divideCeilSigned(size, stride);
    // The last window starts within the input, so this is less than its size.
    std::optional<int64_t> end = llvm::checkedAdd((count - 1) * stride, *reach);
    if (!end || count == 0)
      return std::nullopt;
    splitPads(window, d, std::max<int64_t>(*end + 1 - size, 0), attributes.autoPad == AutoPad::same_upper);
    return count;
  }
  std::optional<int64_t> pads = llvm::checkedAdd(window.before[d], window.after[d]);
  std::optional<int64_t> padded = pads ? llvm::checkedAdd(size, *pads) : std::nullopt;
  if (!padded)
    return std::nullopt;
  int64_t range = *padded - *reach - 1; // how far a window can move
  if (!attributes.ceilMode || range % stride == 0)
    return range < 0 ? 0 : range / stride + 1;
  // One position more, unless that window would begin behind the input.
  int64_t count = llvm::divideFloorSigned(range, stride) + 2;
  if (count > 1 && (count - 1) * stride >= size + window.before[d])
    return count - 1;
  if (count > 0) {
    window.excess[d] = (count - 1) * stride - range;
    window.after[d] += window.excess[d];
  }
  return count;
}

FailureOr<Window> nn::inferWindow(ArrayRef<int64_t> sizes, ArrayRef<int64_t> kernel,
                                  const Sliding &attributes, Fail fail) {
  FailureOr<Window> window = inferAttributes(kernel, attributes, fail);
  if (failed(window))
    return failure();
  for (auto [d, size] : llvm::enumerate(sizes)) {
    std::optional<int64_t> count = countPositions(*window, static_cast<int64_t>(d), size, attributes);
    if (isSymbolic(size) && !count)
      return fail("with strides, auto_pad and ceil_mode need a static size, got " + sizeText(size) +
                  ": give pads instead");
    window->count[d] = count && isSymbolic(*count) ? *count : std::max<int64_t>(count.value_or(0), 0);
  }
  return window;
}

// Resizing: along one dimension after the other, each element is a sum of a few of the input, whose places
// and weights follow from the shape. Reading at places that are constants has a derivative already.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

#include <cmath>
#include <numeric>

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

OpFoldResult ResizeOp::fold(FoldAdaptor) {
  bool isSame = getInput().getType() == getResult().getType() &&
                (!getScales() || llvm::all_of(*getScales(), [](double scale) { return scale == 1; }));
  return isSame ? OpFoldResult(getInput()) : OpFoldResult();
}

//===-- Decomposition -------------------------------------------------------------------------------===//

namespace {
// What is read for each place along a dimension: elements `at`, times `weights`.
struct Tap {
  SmallVector<int64_t> at;
  SmallVector<double> weights;
};

// One dimension of a resize.
struct Line {
  int64_t in, out;
  double scale;
  bool isSame() const { return in == out && scale == 1; }
};
} // namespace

// A dimension of a few elements that are repeated, which stands for one of a dynamic size.
static Line repetition(int64_t factor) { return {4, 4 * factor, static_cast<double>(factor)}; }

static double placeOf(int64_t j, const Line &line, CoordinateTransformationMode mode) {
  auto at = static_cast<double>(j);
  switch (mode) {
  case CoordinateTransformationMode::pytorch_half_pixel:
    if (line.out == 1)
      return 0;
    [[fallthrough]];
  case CoordinateTransformationMode::half_pixel:
    return (at + 0.5) / line.scale - 0.5;
  case CoordinateTransformationMode::align_corners: {
    double size = line.scale * static_cast<double>(line.in), last = static_cast<double>(line.in - 1);
    // A scale that was computed from the sizes is rounded.
    if (std::fabs(size - static_cast<double>(line.out)) < 1e-9 * size)
      size = static_cast<double>(line.out);
    return line.out == 1 || size <= 1 ? 0 : at * last / (size - 1);
  }
  case CoordinateTransformationMode::asymmetric:
    return at / line.scale;
  }
  llvm_unreachable("all modes are above");
}

static double nearest(double place, NearestMode mode) {
  switch (mode) {
  case NearestMode::round_prefer_floor:
    return std::ceil(place - 0.5);
  case NearestMode::round_prefer_ceil:
    return std::floor(place + 0.5);
  case NearestMode::floor:
    return std::floor(place);
  case NearestMode::ceil:
    return std::ceil(place);
  }
  llvm_unreachable("all modes are above");
}

// Keys' kernel (1981): of an element at `distance`, of which the four next to a place have those up to 2.
static double cubicWeight(double distance, double a) {
  double x = std::fabs(distance);
  if (x <= 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}

// The taps that a mode has, each for all places; beyond the border the element there goes on.
static SmallVector<Tap> tapsOf(ResizeOp op, const Line &line) {
  // The first element, counted from the one at or before a place, and how many there are.
  auto [first, count] = op.getMode() == ResizeMode::nearest  ? std::pair(0, 1)
                        : op.getMode() == ResizeMode::linear ? std::pair(0, 2)
                                                             : std::pair(-1, 4);
  SmallVector<Tap> taps(count);
  for (int64_t j = 0; j < line.out; ++j) {
    double place = placeOf(j, line, op.getCoordinateTransformationMode());
    double base =
        op.getMode() == ResizeMode::nearest ? nearest(place, op.getNearestMode()) : std::floor(place);
    for (auto [k, tap] : llvm::enumerate(taps)) {
      double at = base + static_cast<double>(k) + first;
      double distance = place - at;
      tap.at.push_back(static_cast<int64_t>(std::clamp<double>(at, 0, static_cast<double>(line.in - 1))));
      tap.weights.push_back(op.getMode() == ResizeMode::nearest ? 1
                            : op.getMode() == ResizeMode::linear
                                ? 1 - std::fabs(distance)
                                : cubicWeight(distance, op.getCubicCoeffA().convertToDouble()));
    }
  }
  return taps;
}

// Whether every element is repeated equally often, in order.
static bool isRepetition(const Tap &tap, const Line &line) {
  if (line.out % line.in != 0)
    return false;
  for (auto [j, at] : llvm::enumerate(tap.at))
    if (at != static_cast<int64_t>(j) / (line.out / line.in))
      return false;
  return true;
}

// Of a dynamic size; more would only be a mistake.
static constexpr int64_t maxRepeats = 1 << 16;

LogicalResult ResizeOp::verify() {
  SizedTensorType input = tensorOf(getInput()), result = tensorOf(getResult());
  // C1
  if (input.getElementType() != result.getElementType() || input.getRank() != result.getRank())
    return emitOpError("input and result must have one rank and element type: input is ")
           << input << ", result is " << result;
  for (auto [from, to] : llvm::zip(input.getShape(), result.getShape()))
    if (isSymbolic(from) || isSymbolic(to)) {
      std::optional<int64_t> factor = divideSizes(to, from);
      if (!factor || isSymbolic(*factor) || *factor < 1 || *factor > maxRepeats ||
          (*factor != 1 && (getMode() != ResizeMode::nearest ||
                            !isRepetition(tapsOf(*this, repetition(*factor)).front(), repetition(*factor)))))
        return emitOpError("a dynamic size can be repeated a whole number of times in mode nearest, or kept: "
                           "input has shape ")
               << shapeText(input.getShape()) << ", result has " << shapeText(result.getShape());
    }
  // C2
  if (llvm::is_contained(input.getShape(), 0) || llvm::is_contained(result.getShape(), 0))
    return emitOpError("no size can be 0: input has shape ")
           << shapeText(input.getShape()) << ", result has " << shapeText(result.getShape());
  // C3
  std::optional<ArrayRef<double>> scales = getScales();
  if (!scales)
    return success();
  if (static_cast<int64_t>(scales->size()) != input.getRank() ||
      !llvm::all_of(*scales, [](double scale) { return scale > 0 && std::isfinite(scale); }))
    return emitOpError("scales must be ") << input.getRank() << " positive numbers, as the rank";
  for (auto [from, to, scale] : llvm::zip(input.getShape(), result.getShape(), *scales))
    if (isSymbolic(from) && scale != static_cast<double>(*divideSizes(to, from)))
      return emitOpError("the scale of a dynamic size must be that of the shapes: input has shape ")
             << shapeText(input.getShape()) << ", result has " << shapeText(result.getShape())
             << ", the scale is " << scale;
  return success();
}

static Value resized(Value input, int64_t axis, const Tap &tap, Composer &compose) {
  OpBuilder &b = compose.builder;
  int64_t size = tap.at.size();
  auto indices = DenseElementsAttr::get(SizedTensorType::get({size}, b.getI64Type()), ArrayRef(tap.at));
  Value read = compose.make<GatherOp>(input, compose.make<ConstantOp>(indices.getType(), indices),
                                      b.getI64IntegerAttr(axis));
  if (llvm::all_of(tap.weights, [](double weight) { return weight == 1; }))
    return read;
  SmallVector<int64_t> shape(tensorOf(input).getRank() - axis, 1);
  shape[0] = size;
  Type element = getElementTypeOrSelf(input);
  auto weights = DenseElementsAttr::get(SizedTensorType::get(shape, element),
                                        llvm::map_to_vector(tap.weights, [&](double weight) -> Attribute {
                                          return FloatAttr::get(element, weight);
                                        }));
  return compose.mul(read, compose.make<ConstantOp>(weights.getType(), weights));
}

// Every element along an axis `times` times, in order.
static Value repeated(Value input, int64_t axis, int64_t times, Composer &compose) {
  SizedTensorType type = tensorOf(input);
  SmallVector<int64_t> shape(type.getShape()), apart(shape);
  apart.insert(apart.begin() + axis + 1, 1);
  Value split = compose.reshape(input, apart);
  apart[axis + 1] = times;
  shape[axis] = *multiplySizes(shape[axis], times);
  return compose.reshape(compose.expand(split, type.clone(apart)), shape);
}

Values ResizeOp::decompose(Composer &compose) {
  SizedTensorType type = tensorOf(getInput()), result = tensorOf(getResult());
  SmallVector<Line> lines;
  for (int64_t d = 0; d < type.getRank(); ++d) {
    Line line{type.getDimSize(d), result.getDimSize(d), 1};
    if (isSymbolic(line.in))
      line = repetition(*divideSizes(line.out, line.in));
    else
      line.scale =
          getScales() ? (*getScales())[d] : static_cast<double>(line.out) / static_cast<double>(line.in);
    lines.push_back(line);
  }
  // Elements that are repeated in order need not be looked for: a new dimension is expanded.
  bool repeats = getMode() == ResizeMode::nearest && llvm::all_of(lines, [&](const Line &line) {
                   return line.isSame() || isRepetition(tapsOf(*this, line).front(), line);
                 });
  if (repeats) {
    SmallVector<int64_t> single, repeated;
    for (auto [line, size] : llvm::zip(lines, type.getShape())) {
      single.push_back(size);
      repeated.push_back(size);
      if (line.in != line.out) {
        single.push_back(1);
        repeated.push_back(line.out / line.in);
      }
    }
    Value split = compose.reshape(getInput(), single);
    return {compose.reshape(compose.expand(split, type.clone(repeated)), result)};
  }
  // What shrinks comes first, so that the rest has less to do.
  SmallVector<int64_t> order(lines.size());
  std::iota(order.begin(), order.end(), 0);
  auto growth = [&](int64_t axis) {
    return static_cast<double>(lines[axis].out) / static_cast<double>(lines[axis].in);
  };
  llvm::sort(order, [&](int64_t a, int64_t b) { return std::pair(growth(a), a) < std::pair(growth(b), b); });
  Value value = getInput();
  for (int64_t axis : order) {
    if (lines[axis].isSame())
      continue;
    if (type.isDynamicDim(axis)) {
      value = repeated(value, axis, lines[axis].out / lines[axis].in, compose);
      continue;
    }
    Value sum;
    for (const Tap &tap : tapsOf(*this, lines[axis])) {
      if (llvm::all_of(tap.weights, [](double weight) { return weight == 0; }))
        continue;
      Value part = resized(value, axis, tap, compose);
      sum = sum ? compose.add(sum, part) : part;
    }
    value = sum;
  }
  return {value};
}

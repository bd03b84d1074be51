// Calculates with elements that are known: numbers, and sizes by name. A result that is no number and no size
// is left to the rules.
#include "Import/Fold.h"
#include "Import/Casts.h"
#include "Import/RuleTable.h"

#include <algorithm>
#include <cmath>

using namespace mlir;

namespace dlc::importer {

//===-- Numbers -------------------------------------------------------------------------------------===//

using Maybe = std::optional<Number>;

static Maybe sized(std::optional<int64_t> size) { return size ? Maybe(Number::ofSize(*size)) : std::nullopt; }

/// A real number that is an integer, as an operand of sizes.
static std::optional<int64_t> wholeOf(const Number &number, bool isReal) {
  if (number.isSize || !isReal)
    return number.integer;
  const double rounded = std::nearbyint(number.real);
  return rounded == number.real && std::abs(rounded) < 1e15 ? std::optional(static_cast<int64_t>(rounded))
                                                            : std::nullopt;
}

/// Whether a - b is never negative; nothing where that is not plain.
static std::optional<bool> isAtLeast(const Number &a, const Number &b) {
  if (!a.isSize && !b.isSize)
    return a.integer >= b.integer;
  std::optional<int64_t> difference = nn::subtractSizes(a.integer, b.integer);
  if (!difference)
    return std::nullopt;
  if (!nn::isSymbolic(*difference))
    return *difference >= 0;
  if (std::optional<int64_t> least = nn::leastOf(*difference); least && *least >= 0)
    return true;
  std::optional<int64_t> reverse = nn::subtractSizes(b.integer, a.integer);
  if (std::optional<int64_t> least = reverse ? nn::leastOf(*reverse) : std::nullopt; least && *least > 0)
    return false;
  return std::nullopt;
}

static std::optional<bool> areEqual(const Number &a, const Number &b) {
  if (a.isSize == b.isSize && a.integer == b.integer)
    return true;
  if (!a.isSize && !b.isSize)
    return false;
  std::optional<bool> ab = isAtLeast(a, b), ba = isAtLeast(b, a);
  if ((ab && !*ab) || (ba && !*ba))
    return false;
  // More than it at least, whatever the sizes are: no 0 and no -1.
  for (auto [x, y] : {std::pair(a, b), std::pair(b, a)})
    if (std::optional<int64_t> least = x.isSize ? nn::leastOf(x.integer) : std::nullopt;
        least && !y.isSize && *least > y.integer)
      return false;
  return std::nullopt;
}

static Maybe sizeArithmetic(StringRef op, int64_t a, int64_t b) {
  if (op == "Add")
    return sized(nn::addSizes(a, b));
  if (op == "Sub")
    return sized(nn::subtractSizes(a, b));
  if (op == "Mul")
    return sized(nn::multiplySizes(a, b));
  return std::nullopt;
}

/// Nothing for what no Number holds, ui64 above 2^63.
static Maybe wrapped(int64_t value, Type element) {
  const unsigned width = element.getIntOrFloatBitWidth();
  APInt bits = APInt(64, static_cast<uint64_t>(value)).trunc(width);
  if (!element.isUnsignedInteger() && width != 1)
    return Number::of(bits.getSExtValue());
  return bits.getActiveBits() > 63 ? Maybe() : Number::of(static_cast<int64_t>(bits.getZExtValue()));
}

static double roundedTo(double value, Type element) {
  auto type = cast<FloatType>(element);
  APFloat number(value);
  bool lost = false;
  number.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven, &lost);
  number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lost);
  return number.convertToDouble();
}

static Maybe realArithmetic(StringRef op, double a, double b, Type element) {
  auto result = [&](double value) { return Number::ofReal(roundedTo(value, element)); };
  if (op == "Add")
    return result(a + b);
  if (op == "Sub")
    return result(a - b);
  if (op == "Mul")
    return result(a * b);
  if (op == "Div")
    return result(a / b);
  if (op == "Pow")
    return result(std::pow(a, b));
  if (op == "Max")
    return result(std::isnan(a) ? a : std::isnan(b) ? b : std::max(a, b));
  if (op == "Min")
    return result(std::isnan(a) ? a : std::isnan(b) ? b : std::min(a, b));
  return std::nullopt;
}

static Maybe integerArithmetic(StringRef op, int64_t a, int64_t b, Type element) {
  const auto x = static_cast<uint64_t>(a), y = static_cast<uint64_t>(b);
  auto result = [&](auto value) { return wrapped(static_cast<int64_t>(value), element); };
  if (op == "Add")
    return result(x + y);
  if (op == "Sub")
    return result(x - y);
  if (op == "Mul")
    return result(x * y);
  if (op == "Max")
    return result(std::max(a, b));
  if (op == "Min")
    return result(std::min(a, b));
  if ((op == "Div" || op == "Mod") && b != 0 && !(b == -1 && a == INT64_MIN)) {
    if (op == "Div")
      return result(a / b);
    const int64_t rest = a % b;
    return result(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest);
  }
  return std::nullopt;
}

static Maybe arithmetic(StringRef op, const Number &a, const Number &b, Type element) {
  const bool isReal = isa<FloatType>(element);
  if (!a.isSize && !b.isSize)
    return isReal ? realArithmetic(op, a.real, b.real, element)
                  : integerArithmetic(op, a.integer, b.integer, element);
  std::optional<int64_t> x = wholeOf(a, isReal), y = wholeOf(b, isReal);
  if (!x || !y)
    return std::nullopt;
  if (op == "Max" || op == "Min") {
    std::optional<bool> larger = isAtLeast(Number::ofSize(*x), Number::ofSize(*y));
    if (!larger)
      return std::nullopt;
    return sized(*larger == (op == "Max") ? *x : *y);
  }
  if (op == "Div" || op == "Mod") {
    if (std::optional<int64_t> exact = nn::divideSizes(*x, *y))
      return op == "Div" ? sized(exact) : Maybe(Number::of(0));
    std::optional<int64_t> least = nn::leastOf(*x);
    if (isReal || b.isSize || *y <= 0 || !least || *least < 0)
      return std::nullopt;
    std::optional<int64_t> quotient = nn::floorDivideSize(*x, *y);
    if (op == "Div" || !quotient)
      return sized(quotient);
    std::optional<int64_t> whole = nn::multiplySizes(*quotient, *y);
    return whole ? sized(nn::subtractSizes(*x, *whole)) : std::nullopt;
  }
  return sizeArithmetic(op, *x, *y);
}

static std::optional<bool> comparison(StringRef op, const Number &a, const Number &b, bool isReal) {
  if (isReal && !a.isSize && !b.isSize) {
    if (op == "Equal")
      return a.real == b.real;
    return op == "Less"          ? a.real < b.real
           : op == "Greater"     ? a.real > b.real
           : op == "LessOrEqual" ? a.real <= b.real
                                 : a.real >= b.real;
  }
  std::optional<int64_t> x = wholeOf(a, isReal), y = wholeOf(b, isReal);
  if (!x || !y)
    return std::nullopt;
  const Number left = Number::ofSize(*x), right = Number::ofSize(*y);
  if (op == "Equal")
    return areEqual(left, right);
  if (op == "GreaterOrEqual")
    return isAtLeast(left, right);
  if (op == "LessOrEqual")
    return isAtLeast(right, left);
  std::optional<bool> reverse = op == "Greater" ? isAtLeast(right, left) : isAtLeast(left, right);
  return reverse ? std::optional(!*reverse) : std::nullopt;
}

//===-- Operators -----------------------------------------------------------------------------------===//

using ElementFunction = llvm::function_ref<Maybe(ArrayRef<Number>)>;

/// Elementwise with broadcast; false if an element is not known.
static bool elementwise(Node &node, ArrayRef<const Known *> inputs, Type element, ElementFunction function) {
  SmallVector<ArrayRef<int64_t>> shapes;
  for (const Known *input : inputs)
    shapes.push_back(input->shape);
  FailureOr<SmallVector<int64_t>> shape = nn::broadcastShapes(shapes);
  if (failed(shape) || countOf(*shape) > mostKnownElements)
    return false;
  Known result{element, *shape, {}};
  bool isKnown = true;
  SmallVector<Number> operands(inputs.size());
  forEachIndex(*shape, [&](ArrayRef<int64_t> index) {
    if (!isKnown)
      return;
    for (auto [operand, input] : llvm::zip(operands, inputs))
      operand = input->elements[broadcastPosition(input->shape, index)];
    Maybe value = function(operands);
    isKnown = value.has_value();
    if (isKnown)
      result.elements.push_back(*value);
  });
  if (isKnown)
    node.setItem(itemOf(std::move(result)));
  return isKnown;
}

static bool foldUnary(Node &node, StringRef op, const Known &input) {
  const bool isReal = input.isReal();
  return elementwise(node, {&input}, input.element, [&](ArrayRef<Number> x) -> Maybe {
    const Number &a = x[0];
    if (a.isSize) {
      if (op == "Neg")
        return sized(nn::subtractSizes(0, a.integer));
      std::optional<int64_t> least = nn::leastOf(a.integer);
      // What a size is, rounding and the absolute value leave.
      return op != "Sqrt" && op != "Reciprocal" && op != "Exp" && op != "Log" && op != "Sign" && least &&
                     *least >= 0
                 ? Maybe(a)
                 : std::nullopt;
    }
    if (!isReal) {
      // The least integer is its own negative.
      if (op == "Neg" || (op == "Abs" && a.integer < 0))
        return wrapped(static_cast<int64_t>(-static_cast<uint64_t>(a.integer)), input.element);
      const int64_t value = op == "Sign"   ? (a.integer > 0) - (a.integer < 0)
                            : op == "Relu" ? std::max<int64_t>(a.integer, 0)
                                           : a.integer;
      return op == "Abs" || op == "Sign" || op == "Relu" ? Maybe(Number::of(value)) : std::nullopt;
    }
    auto real = [&](double value) { return Maybe(Number::ofReal(roundedTo(value, input.element))); };
    return op == "Neg"          ? real(-a.real)
           : op == "Abs"        ? real(std::abs(a.real))
           : op == "Relu"       ? real(a.real < 0 ? 0 : a.real)
           : op == "Floor"      ? real(std::floor(a.real))
           : op == "Ceil"       ? real(std::ceil(a.real))
           : op == "Round"      ? real(std::nearbyint(a.real))
           : op == "Sqrt"       ? real(std::sqrt(a.real))
           : op == "Exp"        ? real(std::exp(a.real))
           : op == "Log"        ? real(std::log(a.real))
           : op == "Reciprocal" ? real(1 / a.real)
                                : std::nullopt;
  });
}

static bool foldCast(Node &node, const Known &input, Type element) {
  const bool fromReal = input.isReal(), toReal = isa<FloatType>(element);
  const bool saturates = isFloat8(element) && element != input.element && node.i("saturate", 1) != 0;
  return elementwise(node, {&input}, element, [&](ArrayRef<Number> x) -> Maybe {
    const Number &a = x[0];
    if (a.isSize) {
      std::optional<int64_t> least = nn::leastOf(a.integer);
      if (element.isInteger(1))
        return least && *least > 0 ? Maybe(Number::of(1)) : std::nullopt;
      // As exact as the sizes that a memory holds; in f32 up to 2^24.
      return toReal || element.getIntOrFloatBitWidth() >= 32 ? Maybe(a) : std::nullopt;
    }
    if (toReal) {
      double value = fromReal ? a.real : static_cast<double>(a.integer);
      if (saturates && !std::isnan(value))
        value = std::clamp(value, -largestOf(element), largestOf(element));
      return Number::ofReal(roundedTo(value, element));
    }
    if (element.isInteger(1))
      return Number::of(fromReal ? a.real != 0 : a.integer != 0);
    if (fromReal && !(std::abs(a.real) < 9e18))
      return std::nullopt;
    return wrapped(fromReal ? static_cast<int64_t>(a.real) : a.integer, element);
  });
}

static bool foldRange(Node &node) {
  const Known *start = node.known(0), *limit = node.known(1), *delta = node.known(2);
  if (start->isReal() || start->elements.size() != 1 || limit->elements.size() != 1 ||
      delta->elements.size() != 1 || start->hasSizes() || limit->hasSizes() || delta->hasSizes())
    return false;
  const int64_t first = start->elements[0].integer, last = limit->elements[0].integer,
                step = delta->elements[0].integer;
  if (step == 0 ||
      std::abs(static_cast<double>(last) - static_cast<double>(first)) / std::abs(static_cast<double>(step)) >
          mostKnownElements)
    return false;
  Known result{start->element, {}, {}};
  for (int64_t value = first; step > 0 ? value < last : value > last; value += step)
    result.elements.push_back(Number::of(value));
  result.shape = {static_cast<int64_t>(result.elements.size())};
  node.setItem(itemOf(std::move(result)));
  return true;
}

/// Over all elements of a vector, or along axes.
static bool foldReduce(Node &node, StringRef op, const Known &input) {
  std::optional<Shape> axes = node.has(1)
                                  ? (node.known(1) ? std::optional(node.integers(1, "axes")) : std::nullopt)
                                  : node.integersOf(1, "axes");
  if (node.has(1) && !axes)
    return false;
  const int64_t rank = static_cast<int64_t>(input.shape.size());
  if (!axes || axes->empty()) {
    if (node.i("noop_with_empty_axes", 0))
      return false;
    axes = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  }
  Shape reduced = node.axes(*axes, rank), shape, kept;
  for (int64_t d = 0; d < rank; ++d) {
    const bool isReduced = llvm::is_contained(reduced, d);
    kept.push_back(isReduced ? 1 : input.shape[d]);
    if (!isReduced || node.i("keepdims", 1))
      shape.push_back(kept.back());
  }
  if (llvm::is_contained(input.shape, 0))
    return false;
  const StringRef arithmeticOp = op == "ReduceProd"  ? "Mul"
                                 : op == "ReduceSum" ? "Add"
                                 : op == "ReduceMax" ? "Max"
                                                     : "Min";
  std::vector<Maybe> results(countOf(kept));
  std::vector<bool> begun(results.size());
  int64_t at = 0;
  forEachIndex(input.shape, [&](ArrayRef<int64_t> index) {
    const int64_t place = broadcastPosition(kept, index);
    const Number &value = input.elements[at++];
    results[place] = !begun[place]    ? Maybe(value)
                     : results[place] ? arithmetic(arithmeticOp, *results[place], value, input.element)
                                      : std::nullopt;
    begun[place] = true;
  });
  Known result{input.element, shape, {}};
  for (const Maybe &value : results) {
    if (!value)
      return false;
    result.elements.push_back(*value);
  }
  node.setItem(itemOf(std::move(result)));
  return true;
}

static bool foldElementwise(Node &node, StringRef op) {
  SmallVector<const Known *> inputs;
  for (size_t i = 0; i < node.inputCount(); ++i)
    inputs.push_back(node.known(i));
  Type element = inputs.front()->element;
  const Type boolean = IntegerType::get(node.context(), 1);
  if (llvm::is_contained({"Add", "Sub", "Mul", "Div", "Mod", "Pow", "Max", "Min"}, op)) {
    if (op == "Mod" && node.i("fmod", 0))
      return false;
    return elementwise(node, inputs, element, [&](ArrayRef<Number> x) {
      Maybe result = x[0];
      for (const Number &next : x.drop_front())
        result = result ? arithmetic(op, *result, next, element) : std::nullopt;
      return result;
    });
  }
  if (llvm::is_contained({"Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual"}, op))
    return elementwise(node, inputs, boolean, [&](ArrayRef<Number> x) -> Maybe {
      std::optional<bool> holds = comparison(op, x[0], x[1], isa<FloatType>(element));
      return holds ? Maybe(Number::of(*holds)) : std::nullopt;
    });
  if (op == "And" || op == "Or" || op == "Xor")
    return elementwise(node, inputs, boolean, [&](ArrayRef<Number> x) -> Maybe {
      const bool a = x[0].integer, b = x[1].integer;
      return Number::of(op == "And" ? a && b : op == "Or" ? a || b : a != b);
    });
  if (op == "Not")
    return elementwise(node, inputs, boolean,
                       [&](ArrayRef<Number> x) -> Maybe { return Number::of(!x[0].integer); });
  if (op == "Where")
    return elementwise(node, inputs, inputs[1]->element,
                       [&](ArrayRef<Number> x) -> Maybe { return x[0].integer ? x[1] : x[2]; });
  if (llvm::is_contained(
          {"Neg", "Abs", "Floor", "Ceil", "Round", "Sqrt", "Exp", "Log", "Reciprocal", "Sign", "Relu"}, op))
    return foldUnary(node, op, *inputs.front());
  if (op == "Cast")
    return foldCast(node, *inputs.front(), node.elementType(node.needI("to")));
  if (op == "Range")
    return foldRange(node);
  if (llvm::is_contained({"ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin"}, op))
    return foldReduce(node, op, *inputs.front());
  return false;
}

bool fold(Node &node) {
  if (!node.domain().empty() && node.domain() != "ai.onnx")
    return false;
  const StringRef op = node.opType();
  if (op == "CastLike" && node.known(0) && node.has(1))
    return foldCast(node, *node.known(0), node.element(1));
  if (node.inputCount() == 0)
    return false;
  for (size_t i = 0; i < node.inputCount(); ++i)
    if (node.has(i) ? !node.known(i) : i == 0)
      return false;
  // A weight that learns is no constant.
  for (size_t i = 0; i < node.inputCount(); ++i)
    if (node.has(i) && node.scope.isTrainable(*node.item(i)))
      return false;
  if (foldMove(node))
    return true;
  for (size_t i = 0; i < node.inputCount(); ++i)
    if (!node.has(i))
      return false;
  return foldElementwise(node, op);
}

} // namespace dlc::importer

// Arithmetic, comparisons, bits and casts, element by element.
#include "Import/Casts.h"
#include "Import/RuleTable.h"
#include "Import/TensorValues.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace dlc::importer {

template <typename Op> static void unary(Node &node) { node.set(node.e.unary<Op>(node.in(0))); }
template <typename Op> static void binary(Node &node) { node.set(node.e.one<Op>({node.in(0), node.in(1)})); }

/// Of any number of operands, from left to right.
template <typename Op> static void variadic(Node &node) {
  Value result = node.in(0);
  for (size_t i = 1; i < node.inputCount(); ++i)
    result = node.e.one<Op>({result, node.in(i)});
  node.set(result);
}

/// The second operand as it broadcasts before operator set 7: only if the attribute says so, and from `axis`
/// on.
static Value alignedAt(Node &node, Value lhs, Value rhs) {
  const int64_t from = rankOf(lhs), count = rankOf(rhs);
  if (!node.i("broadcast", 0) || count == 0 || count > from || !node.hasAttr("axis"))
    return rhs;
  const int64_t axis = node.axis(node.i("axis", 0), from);
  if (axis + count > from)
    refuse("its second input has rank " + Twine(count) + ", which does not fit behind axis " + Twine(axis));
  Shape shape = shapeOf(rhs);
  shape.append(from - axis - count, 1);
  return node.e.reshape(rhs, shape);
}
template <typename Op> static void oldBinary(Node &node) {
  Value lhs = node.in(0);
  node.set(node.e.one<Op>({lhs, alignedAt(node, lhs, node.in(1))}));
}

/// A slope for each channel.
static void oldPRelu(Node &node) {
  Value x = node.in(0), slope = node.in(1);
  Shape line(std::max<int64_t>(rankOf(x) - 1, 1), 1);
  if (rankOf(slope) == 1 && rankOf(x) > 1) {
    line.front() = shapeOf(slope)[0];
    slope = node.e.reshape(slope, line);
  }
  node.set(node.e.one<nn::PReluOp>({x, slope}));
}

static void mean(Node &node) {
  variadic<nn::AddOp>(node);
  if (node.inputCount() > 1)
    node.set(
        node.e.div(node.valueOf(node.scope.find(node.output(0))), static_cast<double>(node.inputCount())));
}

static void mod(Node &node) {
  node.set(
      node.e.one<nn::ModOp>({node.in(0), node.in(1)}, node.attrs().unit("fmod", node.i("fmod", 0) != 0)));
}

/// The exponent may have a type of its own; powers of integers are computed in f64, which holds them to 2^53.
static void pow(Node &node) {
  Value base = node.in(0), exponent = node.in(1);
  Type element = elementOf(base), wide = isFloat(base) ? element : Type(node.e.builder.getF64Type());
  Value result = node.e.one<nn::PowOp>({node.e.cast(base, wide), node.e.cast(exponent, wide)});
  node.set(node.e.cast(result, element));
}

template <nn::ComparePredicate predicate> static void compare(Node &node) {
  node.set(node.e.compare(predicate, node.in(0), node.in(1)));
}

static void isInf(Node &node) {
  Value x = node.in(0);
  const bool negative = node.i("detect_negative", 1), positive = node.i("detect_positive", 1);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (negative && positive)
    node.set(node.e.one<nn::IsInfOp>(x));
  else if (negative || positive)
    node.set(node.e.compare(nn::ComparePredicate::eq, x, negative ? -infinity : infinity));
  else
    node.set(node.e.filled(0, node.type(0).clone(node.e.builder.getI1Type())));
}

static void bitShift(Node &node) {
  const std::string direction = node.choice("direction", "", {"LEFT", "RIGHT"});
  auto attribute = nn::ShiftDirectionAttr::get(
      node.context(), direction == "LEFT" ? nn::ShiftDirection::left : nn::ShiftDirection::right);
  node.set(node.e.one<nn::BitShiftOp>({node.in(0), node.in(1)}, node.attrs().add("direction", attribute)));
}

/// Bounds are inputs from operator set 11 on, attributes before. NaN stays what it is.
static void clip(Node &node) {
  Value result = node.in(0);
  auto bound = [&](size_t input, const char *attribute) -> Value {
    if (node.has(input))
      return node.in(input);
    return node.hasAttr(attribute) ? node.e.scalar(node.f(attribute, 0), result) : Value();
  };
  const bool areNumbers = isFloat(result) && (!node.has(1) || node.known(1)) &&
                          (!node.has(2) || node.known(2)) && (node.has(1) || node.has(2) || node.opset < 11);
  if (areNumbers) {
    Attrs attributes = node.attrs();
    double low = -std::numeric_limits<double>::infinity(), high = -low;
    if (node.has(1) || node.hasAttr("min"))
      low = node.has(1) ? node.real(1, "min") : node.f("min", 0);
    if (node.has(2) || node.hasAttr("max"))
      high = node.has(2) ? node.real(2, "max") : node.f("max", 0);
    if (low <= high) {
      if (std::isfinite(low))
        attributes.real("min", low);
      if (std::isfinite(high))
        attributes.real("max", high);
      node.set(node.e.typed<nn::ClipOp>(result.getType(), result, attributes));
      return;
    }
  }
  if (Value low = bound(1, "min"))
    result = node.e.max(result, low);
  if (Value high = bound(2, "max"))
    result = node.e.min(result, high);
  if (result == node.in(0))
    node.setItem(node.item(0));
  else
    node.set(result);
}

static void cast(Node &node) {
  node.set(castTo(node.e, node.in(0), node.elementType(node.needI("to")), node.i("saturate", 1) != 0));
}
static void castLike(Node &node) {
  node.set(castTo(node.e, node.in(0), node.element(1), node.i("saturate", 1) != 0));
}

static void bitCast(Node &node) {
  Value x = node.in(0);
  if (elementOf(x).isInteger(1)) // a byte that is 0 or 1
    x = node.e.cast(x, IntegerType::get(node.context(), 8, IntegerType::Unsigned));
  auto type = typeOf(x).clone(node.elementType(node.needI("to")));
  node.set(typeOf(x) == type ? x : node.e.typed<nn::BitcastOp>(type, x));
}

static void prelu(Node &node) { node.set(node.e.one<nn::PReluOp>({node.in(0), node.in(1)})); }

using P = nn::ComparePredicate;

ArrayRef<Rule> elementwiseRules() {
  static const Rule rules[] = {
      {"Abs", 1, newest, unary<nn::AbsOp>},
      {"Neg", 1, newest, unary<nn::NegOp>},
      {"Sign", 9, newest, unary<nn::SignOp>},
      {"Reciprocal", 1, newest, unary<nn::ReciprocalOp>},
      {"Floor", 1, newest, unary<nn::FloorOp>},
      {"Ceil", 1, newest, unary<nn::CeilOp>},
      {"Round", 11, newest, unary<nn::RoundOp>},
      {"Sqrt", 1, newest, unary<nn::SqrtOp>},
      {"Exp", 1, newest, unary<nn::ExpOp>},
      {"Log", 1, newest, unary<nn::LogOp>},
      {"Sin", 7, newest, unary<nn::SinOp>},
      {"Cos", 7, newest, unary<nn::CosOp>},
      {"Tan", 7, newest, unary<nn::TanOp>},
      {"Asin", 7, newest, unary<nn::AsinOp>},
      {"Acos", 7, newest, unary<nn::AcosOp>},
      {"Atan", 7, newest, unary<nn::AtanOp>},
      {"Sinh", 9, newest, unary<nn::SinhOp>},
      {"Cosh", 9, newest, unary<nn::CoshOp>},
      {"Asinh", 9, newest, unary<nn::AsinhOp>},
      {"Acosh", 9, newest, unary<nn::AcoshOp>},
      {"Atanh", 9, newest, unary<nn::AtanhOp>},
      {"Erf", 9, newest, unary<nn::ErfOp>},
      {"Add", 1, 6, oldBinary<nn::AddOp>, "broadcasts by attributes"},
      {"Sub", 1, 6, oldBinary<nn::SubOp>, "broadcasts by attributes"},
      {"Mul", 1, 6, oldBinary<nn::MulOp>, "broadcasts by attributes"},
      {"Div", 1, 6, oldBinary<nn::DivOp>, "broadcasts by attributes"},
      {"Pow", 1, 6, oldBinary<nn::PowOp>, "broadcasts by attributes"},
      {"PRelu", 1, 6, oldPRelu, "a slope for each channel"},
      {"Add", 7, newest, binary<nn::AddOp>},
      {"Sub", 7, newest, binary<nn::SubOp>},
      {"Mul", 7, newest, binary<nn::MulOp>},
      {"Div", 7, newest, binary<nn::DivOp>, "integers give 0 where the divisor is 0"},
      {"Pow", 7, newest, pow, "integers by way of f64"},
      {"Mod", 10, newest, mod},
      {"Max", 1, newest, variadic<nn::MaxOp>},
      {"Min", 1, newest, variadic<nn::MinOp>},
      {"Sum", 1, newest, variadic<nn::AddOp>},
      {"Mean", 1, newest, mean},
      {"Equal", 7, newest, compare<P::eq>},
      {"Less", 7, newest, compare<P::lt>},
      {"Greater", 7, newest, compare<P::gt>},
      {"LessOrEqual", 12, newest, compare<P::le>},
      {"GreaterOrEqual", 12, newest, compare<P::ge>},
      {"And", 7, newest, binary<nn::AndOp>},
      {"Or", 7, newest, binary<nn::OrOp>},
      {"Xor", 7, newest, binary<nn::XorOp>},
      {"Not", 1, newest, unary<nn::NotOp>},
      {"Where", 9, newest, [](Node &node) { node.set(node.e.where(node.in(0), node.in(1), node.in(2))); }},
      {"IsNaN", 9, newest, [](Node &node) { node.set(node.e.one<nn::IsNaNOp>(node.in(0))); }},
      {"IsInf", 10, newest, isInf},
      {"BitwiseAnd", 18, newest, binary<nn::BitwiseAndOp>},
      {"BitwiseOr", 18, newest, binary<nn::BitwiseOrOp>},
      {"BitwiseXor", 18, newest, binary<nn::BitwiseXorOp>},
      {"BitwiseNot", 18, newest, unary<nn::BitwiseNotOp>},
      {"BitShift", 11, newest, bitShift},
      {"Clip", 1, newest, clip, "bounds are attributes before 11"},
      {"Cast", 6, newest, cast},
      {"CastLike", 15, newest, castLike},
      {"BitCast", 26, newest, bitCast, "but to bool"},
      {"PRelu", 7, newest, prelu},
  };
  return rules;
}

} // namespace dlc::importer

// Arithmetic, comparisons, bits and casts, element by element.
#include "Export/RuleTable.h"

#include <limits>

using namespace mlir;

namespace dlc::exporter {

/// An operator that means the same.
static void same(Writer &w, Operation *op) {
  std::vector<std::string> inputs;
  for (Value operand : op->getOperands())
    inputs.push_back(w.in(operand));
  w.set(ruleFor(op)->operators, inputs);
}
template <typename Op> static Rule like(const char *onnx, const char *note = "") {
  return {Op::getOperationName(), onnx, leastOpset, same, note};
}

static bool isUnsigned(Value value) { return elementOf(value).isUnsignedInteger(); }

static void neg(Writer &w, nn::NegOp op) {
  if (isUnsigned(op.getInput()))
    w.set("Sub", {w.scalar(0, elementOf(op.getInput())), w.in(op.getInput())});
  else
    w.set("Neg", {w.in(op.getInput())});
}

/// ONNX's Mod of floats has the sign of the dividend.
static void mod(Writer &w, nn::ModOp op) {
  const std::string lhs = w.in(op.getLhs()), rhs = w.in(op.getRhs());
  if (op.getFmod() || !isFloat(op.getLhs())) {
    w.set("Mod", {lhs, rhs}, Attrs().i("fmod", op.getFmod()));
    return;
  }
  const std::string zero = w.scalar(0, elementOf(op.getLhs())),
                    rest = w.make("Mod", {lhs, rhs}, Attrs().i("fmod", 1));
  const std::string isOther = w.make("Xor", {w.make("Less", {rest, zero}), w.make("Less", {rhs, zero})});
  const std::string isLeft = w.make("Not", {w.make("Equal", {rest, zero})});
  w.set("Where", {w.make("And", {isLeft, isOther}), w.make("Add", {rest, rhs}), rest});
}

static void clip(Writer &w, nn::ClipOp op) {
  Type element = elementOf(op.getInput());
  auto bound = [&](std::optional<APFloat> value, bool isLow) -> std::string {
    if (!value)
      return "";
    const double number = value->convertToDouble();
    if (auto integer = dyn_cast<IntegerType>(element)) {
      // A bound outside of the type bounds nothing.
      const unsigned width = integer.getWidth();
      const double least = integer.isUnsigned() ? 0 : -std::ldexp(1, static_cast<int>(width) - 1);
      const double most = std::ldexp(1, static_cast<int>(width) - (integer.isUnsigned() ? 0 : 1));
      if (isLow ? number < least : number >= most)
        return "";
      if (isLow ? number >= most : number < least)
        refuse("its bound is outside of the element type");
    }
    return w.scalar(number, element);
  };
  const std::string low = bound(op.getMin(), true), high = bound(op.getMax(), false);
  if (low.empty() && high.empty())
    w.setAlias(w.in(op.getInput()));
  else
    w.set("Clip", {w.in(op.getInput()), low, high});
}

template <typename Op> static void alias(Writer &w, Op op) { w.setAlias(w.in(op.getInput())); }

static void rsqrt(Writer &w, nn::RsqrtOp op) { w.set("Reciprocal", {w.make("Sqrt", {w.in(op.getInput())})}); }

/// e^x - 1 = tanh(x / 2) · (e^x + 1), which is exact near 0, too.
static void expm1(Writer &w, nn::Expm1Op op) {
  const std::string x = w.in(op.getInput());
  Type element = elementOf(op.getInput());
  const std::string half = w.make("Tanh", {w.make("Mul", {x, w.scalar(0.5, element)})});
  w.set("Mul", {half, w.make("Add", {w.make("Exp", {x}), w.scalar(1, element)})});
}

/// With u = 1 + x as it is rounded, log(u) · x / (u - 1) is exact near 0, too (Higham, 2002, section 1.14.1).
static void log1p(Writer &w, nn::Log1pOp op) {
  const std::string x = w.in(op.getInput());
  Type element = elementOf(op.getInput());
  const std::string one = w.scalar(1, element), sum = w.make("Add", {x, one});
  const std::string moved = w.make("Sub", {sum, one});
  const std::string corrected = w.make("Mul", {w.make("Log", {sum}), w.make("Div", {x, moved})});
  const std::string isTiny = w.make("Equal", {moved, w.scalar(0, element)});
  const std::string isInfinite =
      w.make("Equal", {x, w.scalar(std::numeric_limits<double>::infinity(), element)});
  w.set("Where", {w.make("Or", {isTiny, isInfinite}), x, corrected});
}

static void compare(Writer &w, nn::CompareOp op) {
  using P = nn::ComparePredicate;
  const P predicate = op.getPredicate();
  std::string lhs = w.in(op.getLhs()), rhs = w.in(op.getRhs());
  if (elementOf(op.getLhs()).isInteger(1) && predicate != P::eq && predicate != P::ne) {
    Type number = IntegerType::get(op.getContext(), 32);
    lhs = w.cast(lhs, number), rhs = w.cast(rhs, number);
  }
  switch (predicate) {
  case P::eq:
    return w.set("Equal", {lhs, rhs});
  case P::ne:
    return w.set("Not", {w.make("Equal", {lhs, rhs})});
  case P::lt:
    return w.set("Less", {lhs, rhs});
  case P::le:
    return w.set("LessOrEqual", {lhs, rhs});
  case P::gt:
    return w.set("Greater", {lhs, rhs});
  case P::ge:
    return w.set("GreaterOrEqual", {lhs, rhs});
  }
}

static void bitShift(Writer &w, nn::BitShiftOp op) {
  if (!isUnsigned(op.getLhs()))
    refuse("BitShift is for unsigned integers");
  const bool isLeft = op.getDirection() == nn::ShiftDirection::left;
  w.set("BitShift", {w.in(op.getLhs()), w.in(op.getRhs())},
        Attrs().s("direction", isLeft ? "LEFT" : "RIGHT"));
}

static void cast(Writer &w, nn::CastOp op) {
  Attrs attributes = Attrs().i("to", dataTypeOf(elementOf(op.getResult())));
  if (isFloat(op.getResult()) && elementOf(op.getResult()).getIntOrFloatBitWidth() == 8)
    attributes.i("saturate", 0);
  w.set("Cast", {w.in(op.getInput())}, attributes);
}

static void bitcast(Writer &w, nn::BitcastOp op) {
  w.set("BitCast", {w.in(op.getInput())}, Attrs().i("to", dataTypeOf(elementOf(op.getResult()))));
}

ArrayRef<Rule> elementwiseRules() {
  static const Rule rules[] = {
      like<nn::AddOp>("Add"),
      like<nn::SubOp>("Sub"),
      like<nn::MulOp>("Mul"),
      like<nn::DivOp>("Div", "what an integer divided by 0 gives is open in ONNX"),
      like<nn::MaxOp>("Max"),
      like<nn::MinOp>("Min"),
      like<nn::PowOp>("Pow"),
      rule<nn::ModOp, mod>("Mod", "with the sign of the divisor, of floats: and Where"),
      rule<nn::NegOp, neg>("Neg", "unsigned: Sub"),
      like<nn::AbsOp>("Abs"),
      like<nn::SignOp>("Sign"),
      like<nn::ReciprocalOp>("Reciprocal"),
      like<nn::FloorOp>("Floor"),
      like<nn::CeilOp>("Ceil"),
      like<nn::RoundOp>("Round"),
      rule<nn::ClipOp, clip>("Clip"),
      rule<nn::StopGradientOp, alias<nn::StopGradientOp>>("", "its operand"),
      rule<nn::BarrierOp, alias<nn::BarrierOp>>("", "its operand"),
      like<nn::SqrtOp>("Sqrt"),
      rule<nn::RsqrtOp, rsqrt>("Reciprocal, Sqrt"),
      like<nn::ExpOp>("Exp"),
      rule<nn::Expm1Op, expm1>("Mul, Tanh, Exp", "exact near 0"),
      like<nn::LogOp>("Log"),
      rule<nn::Log1pOp, log1p>("Log, Where", "exact near 0"),
      like<nn::SinOp>("Sin"),
      like<nn::CosOp>("Cos"),
      like<nn::TanOp>("Tan"),
      like<nn::AsinOp>("Asin"),
      like<nn::AcosOp>("Acos"),
      like<nn::AtanOp>("Atan"),
      like<nn::SinhOp>("Sinh"),
      like<nn::CoshOp>("Cosh"),
      like<nn::AsinhOp>("Asinh"),
      like<nn::AcoshOp>("Acosh"),
      like<nn::AtanhOp>("Atanh"),
      like<nn::ErfOp>("Erf"),
      like<nn::IsNaNOp>("IsNaN"),
      like<nn::IsInfOp>("IsInf"),
      like<nn::AndOp>("And"),
      like<nn::OrOp>("Or"),
      like<nn::XorOp>("Xor"),
      like<nn::NotOp>("Not"),
      rule<nn::CompareOp, compare>("Equal, Less, LessOrEqual, Greater, GreaterOrEqual"),
      like<nn::WhereOp>("Where"),
      like<nn::BitwiseAndOp>("BitwiseAnd"),
      like<nn::BitwiseOrOp>("BitwiseOr"),
      like<nn::BitwiseXorOp>("BitwiseXor"),
      like<nn::BitwiseNotOp>("BitwiseNot"),
      rule<nn::BitShiftOp, bitShift>("BitShift", "of unsigned integers"),
      rule<nn::CastOp, cast>("Cast"),
      rule<nn::BitcastOp, bitcast>("BitCast", "", 26),
  };
  return rules;
}

} // namespace dlc::exporter

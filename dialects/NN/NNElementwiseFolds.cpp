// Folds of the elementwise ops: identities, and constants element by element.
#include "NN/NNInference.h"

#include "mlir/Dialect/CommonFolders.h"

#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

//===-- What folds are made of ----------------------------------------------------------------------===//

// Whether the constant holds `value` everywhere.
static bool isSplat(Attribute attribute, double value) {
  auto splat = dyn_cast_if_present<SplatElementsAttr>(attribute);
  if (!splat)
    return false;
  if (isa<FloatType>(splat.getElementType()))
    return splat.getSplatValue<APFloat>().convertToDouble() == value;
  APInt number = splat.getSplatValue<APInt>();
  return number.getBitWidth() == 1 ? number.getBoolValue() == (value != 0)
                                   : number.getSExtValue() == static_cast<int64_t>(value);
}

// `operand`, where it already has the type of the op's result: a fold must not change a type.
static OpFoldResult sameType(Operation *op, Value operand) {
  return operand.getType() == op->getResult(0).getType() ? OpFoldResult(operand) : OpFoldResult();
}

// lhs, where rhs is the op's neutral element.
template <typename Op> static OpFoldResult foldNeutral(Op op, Attribute rhs, double neutral) {
  return isSplat(rhs, neutral) ? sameType(op, op.getLhs()) : OpFoldResult();
}

static bool isUnsigned(Value value) { return getElementTypeOrSelf(value).isUnsignedInteger(); }

// Constants of one static type fold element by element; broadcasting ones are left to the lowering.
static bool areOfResultType(Operation *op, Attribute lhs, Attribute rhs) {
  auto left = dyn_cast_if_present<DenseElementsAttr>(lhs),
       right = dyn_cast_if_present<DenseElementsAttr>(rhs);
  return left && right && left.getType() == right.getType() && left.getType() == op->getResult(0).getType();
}
template <typename FloatFn>
static OpFoldResult foldFloats(Operation *op, Attribute lhs, Attribute rhs, FloatFn floats) {
  if (!areOfResultType(op, lhs, rhs) || !isa<FloatType>(getElementTypeOrSelf(op->getResult(0))))
    return {};
  return constFoldBinaryOp<FloatAttr, APFloat, void>({lhs, rhs}, floats);
}
template <typename IntFn>
static OpFoldResult foldIntegers(Operation *op, Attribute lhs, Attribute rhs, IntFn integers) {
  if (!areOfResultType(op, lhs, rhs) || isa<FloatType>(getElementTypeOrSelf(op->getResult(0))))
    return {};
  return constFoldBinaryOp<IntegerAttr, APInt, void>({lhs, rhs}, integers);
}
template <typename FloatFn, typename IntFn>
static OpFoldResult foldBinary(Operation *op, Attribute lhs, Attribute rhs, FloatFn floats, IntFn integers) {
  OpFoldResult result = foldFloats(op, lhs, rhs, floats);
  return result ? result : foldIntegers(op, lhs, rhs, integers);
}

// Floats fold through the host's function in f64, rounded once to the element type; integers through i64,
// cut off to theirs.
using Floats = llvm::function_ref<double(double)>;
using Integers = llvm::function_ref<int64_t(int64_t)>;
static OpFoldResult foldUnary(Attribute input, Floats floats, Integers integers = nullptr) {
  auto elements = dyn_cast_if_present<DenseElementsAttr>(input);
  if (!elements)
    return {};
  if (isa<FloatType>(elements.getElementType()))
    return constFoldUnaryOp<FloatAttr, APFloat, void>(input, [&](APFloat x) {
      const llvm::fltSemantics &semantics = x.getSemantics();
      bool lossy;
      x.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lossy);
      APFloat result(floats(x.convertToDouble()));
      result.convert(semantics, APFloat::rmNearestTiesToEven, &lossy);
      return result;
    });
  bool isUnsigned = elements.getElementType().isUnsignedInteger() || elements.getElementType().isInteger(1);
  return constFoldUnaryOp<IntegerAttr, APInt, void>(input, [&](const APInt &x) {
    int64_t value = isUnsigned ? static_cast<int64_t>(x.getZExtValue()) : x.getSExtValue();
    return APInt(x.getBitWidth(), integers(value), /*isSigned=*/true, /*implicitTrunc=*/true);
  });
}

//===-- Arithmetic ----------------------------------------------------------------------------------===//

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult lhs = foldNeutral(*this, adaptor.getRhs(), 0))
    return lhs;
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, const APFloat &b) { return a + b; },
      [](APInt a, const APInt &b) { return a + b; });
}
OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult lhs = foldNeutral(*this, adaptor.getRhs(), 0))
    return lhs;
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, const APFloat &b) { return a - b; },
      [](APInt a, const APInt &b) { return a - b; });
}
OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult lhs = foldNeutral(*this, adaptor.getRhs(), 1))
    return lhs;
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, const APFloat &b) { return a * b; },
      [](APInt a, const APInt &b) { return a * b; });
}
OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult lhs = foldNeutral(*this, adaptor.getRhs(), 1))
    return lhs;
  bool plain = isUnsigned(getLhs());
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, const APFloat &b) { return a / b; },
      [=](const APInt &a, const APInt &b) { return b.isZero() ? b
                                                   : plain    ? a.udiv(b)
                                                              : a.sdiv(b); });
}
OpFoldResult ModOp::fold(FoldAdaptor adaptor) {
  bool ofLhs = getFmod(), plain = isUnsigned(getLhs());
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(),
      [=](APFloat a, const APFloat &b) {
        a.mod(b);
        return !ofLhs && !a.isZero() && !b.isNaN() && a.isNegative() != b.isNegative() ? a + b : a;
      },
      [=](const APInt &a, const APInt &b) {
        if (b.isZero())
          return b;
        APInt rest = plain ? a.urem(b) : a.srem(b);
        return !plain && !ofLhs && !rest.isZero() && rest.isNegative() != b.isNegative() ? rest + b : rest;
      });
}
OpFoldResult MaxOp::fold(FoldAdaptor adaptor) {
  bool plain = isUnsigned(getLhs());
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(),
      [](const APFloat &a, const APFloat &b) { return llvm::maximum(a, b); },
      [=](const APInt &a, const APInt &b) { return (plain ? a.ugt(b) : a.sgt(b)) ? a : b; });
}
OpFoldResult MinOp::fold(FoldAdaptor adaptor) {
  bool plain = isUnsigned(getLhs());
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(),
      [](const APFloat &a, const APFloat &b) { return llvm::minimum(a, b); },
      [=](const APInt &a, const APInt &b) { return (plain ? a.ult(b) : a.slt(b)) ? a : b; });
}
OpFoldResult PowOp::fold(FoldAdaptor adaptor) { return foldNeutral(*this, adaptor.getRhs(), 1); }

OpFoldResult ClipOp::fold(FoldAdaptor adaptor) {
  if (!getMin() && !getMax())
    return getInput();
  return foldUnary(
      adaptor.getInput(),
      [&](double x) {
        if (getMin() && x < getMin()->convertToDouble())
          x = getMin()->convertToDouble();
        return getMax() && x > getMax()->convertToDouble() ? getMax()->convertToDouble() : x;
      },
      [&](int64_t x) {
        if (getMin() && x < static_cast<int64_t>(getMin()->convertToDouble()))
          x = static_cast<int64_t>(getMin()->convertToDouble());
        return getMax() ? std::min(x, static_cast<int64_t>(getMax()->convertToDouble())) : x;
      });
}

//===-- Truth values and bits -----------------------------------------------------------------------===//

#define DLC_FOLD_BITS(OP, NEUTRAL, EXPRESSION)                                                               \
  OpFoldResult OP::fold(FoldAdaptor adaptor) {                                                               \
    if (OpFoldResult lhs = foldNeutral(*this, adaptor.getRhs(), NEUTRAL))                                    \
      return lhs;                                                                                            \
    return foldIntegers(*this, adaptor.getLhs(), adaptor.getRhs(),                                           \
                        [](const APInt &a, const APInt &b) -> APInt { return EXPRESSION; });                 \
  }
DLC_FOLD_BITS(AndOp, 1, a &b)
DLC_FOLD_BITS(OrOp, 0, a | b)
DLC_FOLD_BITS(XorOp, 0, a ^ b)
DLC_FOLD_BITS(BitwiseAndOp, -1, a &b)
DLC_FOLD_BITS(BitwiseOrOp, 0, a | b)
DLC_FOLD_BITS(BitwiseXorOp, 0, a ^ b)
#undef DLC_FOLD_BITS

OpFoldResult BitShiftOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult lhs = foldNeutral(*this, adaptor.getRhs(), 0))
    return lhs;
  bool left = getDirection() == ShiftDirection::left, plain = isUnsigned(getLhs());
  return foldIntegers(*this, adaptor.getLhs(), adaptor.getRhs(), [=](const APInt &a, const APInt &b) {
    // Seen as unsigned, a negative number of bits is too large as well.
    return left ? a.shl(b) : plain ? a.lshr(b) : a.ashr(b);
  });
}

OpFoldResult CompareOp::fold(FoldAdaptor adaptor) {
  auto lhs = dyn_cast_if_present<DenseElementsAttr>(adaptor.getLhs()),
       rhs = dyn_cast_if_present<DenseElementsAttr>(adaptor.getRhs());
  if (!lhs || !rhs || lhs.getType() != rhs.getType())
    return {};
  bool plain = isUnsigned(getLhs()) || getElementTypeOrSelf(getLhs()).isInteger(1);
  auto holds = [&](auto isLess, auto isGreater, auto isEqual) {
    switch (getPredicate()) {
    case ComparePredicate::eq:
      return isEqual;
    case ComparePredicate::ne:
      return !isEqual;
    case ComparePredicate::lt:
      return isLess;
    case ComparePredicate::le:
      return isLess || isEqual;
    case ComparePredicate::gt:
      return isGreater;
    case ComparePredicate::ge:
      return isGreater || isEqual;
    }
    return false;
  };
  SmallVector<bool> results;
  auto fill = [&](auto lefts, auto rights, auto compare) {
    for (auto [a, b] : llvm::zip(lefts, rights))
      results.push_back(compare(a, b));
  };
  if (isa<FloatType>(lhs.getElementType()))
    fill(lhs.getValues<APFloat>(), rhs.getValues<APFloat>(), [&](const APFloat &a, const APFloat &b) {
      APFloat::cmpResult order = a.compare(b);
      return holds(order == APFloat::cmpLessThan, order == APFloat::cmpGreaterThan,
                   order == APFloat::cmpEqual);
    });
  else
    fill(lhs.getValues<APInt>(), rhs.getValues<APInt>(), [&](const APInt &a, const APInt &b) {
      return holds(plain ? a.ult(b) : a.slt(b), plain ? a.ugt(b) : a.sgt(b), a == b);
    });
  return DenseElementsAttr::get(cast<ShapedType>(getResult().getType()), results);
}

OpFoldResult WhereOp::fold(FoldAdaptor adaptor) {
  if (getLhs() == getRhs() || isSplat(adaptor.getCondition(), 1))
    return sameType(*this, getLhs());
  return isSplat(adaptor.getCondition(), 0) ? sameType(*this, getRhs()) : OpFoldResult();
}

//===-- One operand ---------------------------------------------------------------------------------===//

#define DLC_FOLD_UNARY(OP, EXPRESSION)                                                                       \
  OpFoldResult OP::fold(FoldAdaptor adaptor) {                                                               \
    return foldUnary(adaptor.getInput(), [](double x) -> double { return EXPRESSION; });                     \
  }
DLC_FOLD_UNARY(ReciprocalOp, 1 / x)
DLC_FOLD_UNARY(FloorOp, std::floor(x))
DLC_FOLD_UNARY(CeilOp, std::ceil(x))
DLC_FOLD_UNARY(RoundOp, std::nearbyint(x))
DLC_FOLD_UNARY(SqrtOp, std::sqrt(x))
DLC_FOLD_UNARY(RsqrtOp, 1 / std::sqrt(x))
DLC_FOLD_UNARY(ExpOp, std::exp(x))
DLC_FOLD_UNARY(Expm1Op, std::expm1(x))
DLC_FOLD_UNARY(LogOp, std::log(x))
DLC_FOLD_UNARY(Log1pOp, std::log1p(x))
DLC_FOLD_UNARY(SinOp, std::sin(x))
DLC_FOLD_UNARY(CosOp, std::cos(x))
DLC_FOLD_UNARY(TanOp, std::tan(x))
DLC_FOLD_UNARY(AsinOp, std::asin(x))
DLC_FOLD_UNARY(AcosOp, std::acos(x))
DLC_FOLD_UNARY(AtanOp, std::atan(x))
DLC_FOLD_UNARY(SinhOp, std::sinh(x))
DLC_FOLD_UNARY(CoshOp, std::cosh(x))
DLC_FOLD_UNARY(AsinhOp, std::asinh(x))
DLC_FOLD_UNARY(AcoshOp, std::acosh(x))
DLC_FOLD_UNARY(AtanhOp, std::atanh(x))
DLC_FOLD_UNARY(ErfOp, std::erf(x))
DLC_FOLD_UNARY(TanhOp, std::tanh(x))
DLC_FOLD_UNARY(SigmoidOp, 1 / (1 + std::exp(-x)))
DLC_FOLD_UNARY(StopGradientOp, x)
DLC_FOLD_UNARY(SoftplusOp, std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))))
#undef DLC_FOLD_UNARY

// The same expression for floats and integers; one that undoes itself folds in pairs.
#define DLC_FOLD_NUMBER(OP, EXPRESSION)                                                                      \
  OpFoldResult OP::fold(FoldAdaptor adaptor) {                                                               \
    auto expression = [](auto x) { return EXPRESSION; };                                                     \
    return foldUnary(adaptor.getInput(), expression, expression);                                            \
  }
#define DLC_FOLD_INVOLUTION(OP, EXPRESSION)                                                                  \
  OpFoldResult OP::fold(FoldAdaptor adaptor) {                                                               \
    if (auto inner = getInput().getDefiningOp<OP>())                                                         \
      return inner.getInput();                                                                               \
    auto expression = [](auto x) { return EXPRESSION; };                                                     \
    return foldUnary(adaptor.getInput(), expression, expression);                                            \
  }
DLC_FOLD_NUMBER(AbsOp, std::abs(x))
DLC_FOLD_NUMBER(SignOp, x != x ? x : decltype(x)(x > 0) - decltype(x)(x < 0))
DLC_FOLD_NUMBER(ReluOp, x < 0 ? decltype(x)(0) : x)
DLC_FOLD_INVOLUTION(NegOp, -x)
DLC_FOLD_INVOLUTION(NotOp, decltype(x)(x == 0))
DLC_FOLD_INVOLUTION(BitwiseNotOp, -x - 1)
#undef DLC_FOLD_NUMBER
#undef DLC_FOLD_INVOLUTION

//===-- cast ----------------------------------------------------------------------------------------===//

// One element in another type. None where the type cannot hold it.
static std::optional<double> castElement(double x, Type from, Type to) {
  if (to.isInteger(1))
    return x != 0;
  if (isa<FloatType>(to) || !isa<FloatType>(from))
    return x;
  unsigned width = to.getIntOrFloatBitWidth();
  double low = to.isUnsignedInteger() ? 0 : -std::ldexp(1.0, width - 1);
  double high = std::ldexp(1.0, to.isUnsignedInteger() ? width : width - 1);
  double whole = std::trunc(x);
  return whole >= low && whole < high ? std::optional<double>(whole) : std::nullopt;
}

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult input = sameType(*this, getInput()))
    return input;
  auto splat = dyn_cast_if_present<SplatElementsAttr>(adaptor.getInput());
  if (!splat)
    return {};
  Type from = splat.getElementType(), to = getElementTypeOrSelf(getResult());
  double x;
  if (isa<FloatType>(from)) {
    x = splat.getSplatValue<APFloat>().convertToDouble();
  } else {
    APInt number = splat.getSplatValue<APInt>();
    bool isUnsigned = from.isUnsignedInteger() || from.isInteger(1);
    int64_t whole = isUnsigned ? static_cast<int64_t>(number.getZExtValue()) : number.getSExtValue();
    if (std::abs(whole) > (int64_t(1) << 53))
      return {}; // more digits than a double has
    x = static_cast<double>(whole);
  }
  std::optional<double> value = castElement(x, from, to);
  if (!value)
    return {};
  auto type = cast<ShapedType>(getResult().getType());
  if (isa<FloatType>(to))
    return DenseElementsAttr::get(type, Attribute(FloatAttr::get(to, *value)));
  return DenseElementsAttr::get(type, APInt(to.getIntOrFloatBitWidth(), static_cast<int64_t>(*value),
                                            /*isSigned=*/true, /*implicitTrunc=*/true));
}

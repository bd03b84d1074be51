// Folds of the elementwise ops: identities, and constants element by element.
#include "NN/NNInference.h"
#include "NN/NNWholeNumbers.h"

#include "mlir/Dialect/CommonFolders.h"

#include "llvm/ADT/APSInt.h"

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

// Floats fold through the host's function in f64, rounded once to the element type; integers, with whether
// they are unsigned, as integers that wrap.
using Floats = llvm::function_ref<double(double)>;
using Integers = llvm::function_ref<APInt(const APInt &, bool)>;
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
  return constFoldUnaryOp<IntegerAttr, APInt, void>(input,
                                                    [&](const APInt &x) { return integers(x, isUnsigned); });
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
  bool isUnsignedType = isUnsigned(getLhs());
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, const APFloat &b) { return a / b; },
      [=](const APInt &a, const APInt &b) {
        return b.isZero() ? b : isUnsignedType ? a.udiv(b) : a.sdiv(b);
      });
}
OpFoldResult ModOp::fold(FoldAdaptor adaptor) {
  bool ofLhs = getFmod(), isUnsignedType = isUnsigned(getLhs());
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(),
      [=](APFloat a, const APFloat &b) {
        a.mod(b);
        return !ofLhs && !a.isZero() && !b.isNaN() && a.isNegative() != b.isNegative() ? a + b : a;
      },
      [=](const APInt &a, const APInt &b) {
        if (b.isZero())
          return b;
        APInt rest = isUnsignedType ? a.urem(b) : a.srem(b);
        return !isUnsignedType && !ofLhs && !rest.isZero() && rest.isNegative() != b.isNegative() ? rest + b
                                                                                                  : rest;
      });
}
OpFoldResult MaxOp::fold(FoldAdaptor adaptor) {
  bool isUnsignedType = isUnsigned(getLhs());
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(),
      [](const APFloat &a, const APFloat &b) { return llvm::maximum(a, b); },
      [=](const APInt &a, const APInt &b) { return (isUnsignedType ? a.ugt(b) : a.sgt(b)) ? a : b; });
}
OpFoldResult MinOp::fold(FoldAdaptor adaptor) {
  bool isUnsignedType = isUnsigned(getLhs());
  return foldBinary(
      *this, adaptor.getLhs(), adaptor.getRhs(),
      [](const APFloat &a, const APFloat &b) { return llvm::minimum(a, b); },
      [=](const APInt &a, const APInt &b) { return (isUnsignedType ? a.ult(b) : a.slt(b)) ? a : b; });
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
      [&](APInt x, bool isUnsigned) {
        Type element = getElementTypeOrSelf(getInput());
        auto isLess = [&](const APInt &a, const APInt &b) { return isUnsigned ? a.ult(b) : a.slt(b); };
        if (getMin())
          if (APInt least = saturated(getMin()->convertToDouble(), element); isLess(x, least))
            x = least;
        if (getMax())
          if (APInt greatest = saturated(getMax()->convertToDouble(), element); isLess(greatest, x))
            x = greatest;
        return x;
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
  bool left = getDirection() == ShiftDirection::left, isUnsignedType = isUnsigned(getLhs());
  return foldIntegers(*this, adaptor.getLhs(), adaptor.getRhs(), [=](const APInt &a, const APInt &b) {
    // Seen as unsigned, a negative number of bits is too large as well.
    return left ? a.shl(b) : isUnsignedType ? a.lshr(b) : a.ashr(b);
  });
}

OpFoldResult CompareOp::fold(FoldAdaptor adaptor) {
  auto lhs = dyn_cast_if_present<DenseElementsAttr>(adaptor.getLhs()),
       rhs = dyn_cast_if_present<DenseElementsAttr>(adaptor.getRhs());
  if (!lhs || !rhs || lhs.getType() != rhs.getType())
    return {};
  bool isUnsignedType = isUnsigned(getLhs()) || getElementTypeOrSelf(getLhs()).isInteger(1);
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
      return holds(isUnsignedType ? a.ult(b) : a.slt(b), isUnsignedType ? a.ugt(b) : a.sgt(b), a == b);
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

// One expression for floats, one for integers; an op that undoes itself folds in pairs.
#define DLC_FOLD_NUMBER(OP, FLOAT, INTEGER)                                                                  \
  OpFoldResult OP::fold(FoldAdaptor adaptor) {                                                               \
    return foldUnary(                                                                                        \
        adaptor.getInput(), [](double x) -> double { return FLOAT; },                                        \
        []([[maybe_unused]] const APInt &x, [[maybe_unused]] bool isUnsigned) -> APInt { return INTEGER; }); \
  }
#define DLC_FOLD_INVOLUTION(OP, FLOAT, INTEGER)                                                              \
  OpFoldResult OP::fold(FoldAdaptor adaptor) {                                                               \
    if (auto inner = getInput().getDefiningOp<OP>())                                                         \
      return inner.getInput();                                                                               \
    return foldUnary(                                                                                        \
        adaptor.getInput(), [](double x) -> double { return FLOAT; },                                        \
        [](const APInt &x, bool) -> APInt { return INTEGER; });                                              \
  }
static APInt signOf(const APInt &x, bool isUnsigned) {
  return !isUnsigned && x.isNegative() ? APInt::getAllOnes(x.getBitWidth())
                                       : APInt(x.getBitWidth(), !x.isZero());
}
DLC_FOLD_NUMBER(AbsOp, std::fabs(x), isUnsigned ? x : x.abs())
DLC_FOLD_NUMBER(SignOp, x != x ? x : double(x > 0) - double(x < 0), signOf(x, isUnsigned))
DLC_FOLD_NUMBER(ReluOp, x < 0 ? 0 : x, !isUnsigned && x.isNegative() ? APInt::getZero(x.getBitWidth()) : x)
DLC_FOLD_INVOLUTION(NegOp, -x, -x)
DLC_FOLD_INVOLUTION(NotOp, x == 0, APInt(x.getBitWidth(), x.isZero()))
DLC_FOLD_INVOLUTION(BitwiseNotOp, -x - 1, ~x)
#undef DLC_FOLD_NUMBER
#undef DLC_FOLD_INVOLUTION

//===-- cast ----------------------------------------------------------------------------------------===//

// Rounded once, as it is at run time.
OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult input = sameType(*this, getInput()))
    return input;
  auto splat = dyn_cast_if_present<SplatElementsAttr>(adaptor.getInput());
  if (!splat)
    return {};
  Type from = splat.getElementType(), to = getElementTypeOrSelf(getResult());
  auto type = cast<ShapedType>(getResult().getType());
  bool fromUnsigned = from.isUnsignedInteger() || from.isInteger(1);
  if (auto floating = dyn_cast<FloatType>(to)) {
    APFloat result(floating.getFloatSemantics());
    bool lossy;
    if (isa<FloatType>(from)) {
      result = splat.getSplatValue<APFloat>();
      result.convert(floating.getFloatSemantics(), APFloat::rmNearestTiesToEven, &lossy);
    } else {
      result.convertFromAPInt(splat.getSplatValue<APInt>(), !fromUnsigned, APFloat::rmNearestTiesToEven);
    }
    return DenseElementsAttr::get(type, result);
  }
  unsigned width = to.getIntOrFloatBitWidth();
  if (isa<FloatType>(from)) {
    APFloat x = splat.getSplatValue<APFloat>();
    if (width == 1)
      return DenseElementsAttr::get(type, APInt(1, !x.isZero()));
    APSInt whole(width, to.isUnsignedInteger());
    bool isExact;
    // What the type cannot hold is left to the machine.
    if (x.convertToInteger(whole, APFloat::rmTowardZero, &isExact) & APFloat::opInvalidOp)
      return {};
    return DenseElementsAttr::get(type, APInt(whole));
  }
  APInt x = splat.getSplatValue<APInt>();
  if (width == 1)
    return DenseElementsAttr::get(type, APInt(1, !x.isZero()));
  return DenseElementsAttr::get(type, fromUnsigned ? x.zextOrTrunc(width) : x.sextOrTrunc(width));
}

//===-- bitcast -------------------------------------------------------------------------------------===//

OpFoldResult BitcastOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult input = sameType(*this, getInput()))
    return input;
  if (auto inner = getInput().getDefiningOp<BitcastOp>()) {
    getInputMutable().assign(inner.getInput());
    return getResult();
  }
  auto elements = dyn_cast_if_present<DenseElementsAttr>(adaptor.getInput());
  return elements ? elements.bitcast(getElementTypeOrSelf(getResult())) : OpFoldResult();
}

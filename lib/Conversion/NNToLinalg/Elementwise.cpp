// Elementwise ops: one loop each; broadcasting is in the maps. The table says what one element is.
#include "Conversion/NNToLinalg/Casts.h"
#include "Conversion/NNToLinalg/Patterns.h"
#include "NN/NNWholeNumbers.h"

#include "llvm/ADT/StringMap.h"

#include <cmath>

using namespace mlir;

namespace dlc::lowering {
namespace {
/// What the scalar code of one element is written with.
struct Scalar {
  OpBuilder &b;
  Location loc;
  Operation *op;
  ValueRange x;
  bool isUnsigned;

  Type type() { return x[0].getType(); }
  bool isFloat() { return isa<FloatType>(type()); }
  Value constant(double value) { return number(b, loc, type(), value); }
  template <typename Op> Value make(Value first) { return Op::create(b, loc, first); }
  template <typename Op> Value make(Value first, Value second) { return Op::create(b, loc, first, second); }
  Value select(Value condition, Value yes, Value no) {
    return arith::SelectOp::create(b, loc, condition, yes, no);
  }
  Value compare(arith::CmpFPredicate predicate, Value lhs, Value rhs) {
    return arith::CmpFOp::create(b, loc, predicate, lhs, rhs);
  }
  Value compare(arith::CmpIPredicate predicate, Value lhs, Value rhs) {
    return arith::CmpIOp::create(b, loc, predicate, lhs, rhs);
  }
};
using ScalarCode = Value (*)(Scalar &);
using F = arith::CmpFPredicate;
using I = arith::CmpIPredicate;

//===-- One op of arith or math ---------------------------------------------------------------------===//

template <typename Op> Value unary(Scalar &s) { return s.make<Op>(s.x[0]); }
template <typename Op> Value binary(Scalar &s) { return s.make<Op>(s.x[0], s.x[1]); }
template <typename Float, typename Integer, typename Unsigned = Integer> Value binary(Scalar &s) {
  if (s.isFloat())
    return s.make<Float>(s.x[0], s.x[1]);
  return s.isUnsigned ? s.make<Unsigned>(s.x[0], s.x[1]) : s.make<Integer>(s.x[0], s.x[1]);
}

//===-- Arithmetic ----------------------------------------------------------------------------------===//

/// A divisor that the machine can divide by: 1 instead of 0, and instead of -1, whose quotient may overflow.
Value safeDivisor(Scalar &s, Value &isZero, Value &isMinusOne) {
  isZero = s.compare(I::eq, s.x[1], s.constant(0));
  isMinusOne = s.compare(I::eq, s.x[1], s.constant(-1));
  Value unsafe = s.isUnsigned ? isZero : s.make<arith::OrIOp>(isZero, isMinusOne);
  return s.select(unsafe, s.constant(1), s.x[1]);
}

Value div(Scalar &s) {
  if (s.isFloat())
    return binary<arith::DivFOp>(s);
  Value isZero, isMinusOne, divisor = safeDivisor(s, isZero, isMinusOne);
  Value quotient =
      s.isUnsigned ? s.make<arith::DivUIOp>(s.x[0], divisor) : s.make<arith::DivSIOp>(s.x[0], divisor);
  if (!s.isUnsigned)
    quotient = s.select(isMinusOne, s.make<arith::SubIOp>(s.constant(0), s.x[0]), quotient);
  return s.select(isZero, s.constant(0), quotient);
}

/// The remainder has the sign of the dividend; where the divisor has another, it is one divisor further.
Value mod(Scalar &s) {
  bool ofDividend = cast<nn::ModOp>(s.op).getFmod();
  Value zero = s.constant(0);
  if (s.isFloat()) {
    Value rest = binary<arith::RemFOp>(s);
    if (ofDividend)
      return rest;
    Value differs = s.make<arith::XOrIOp>(s.compare(F::OLT, rest, zero), s.compare(F::OLT, s.x[1], zero));
    Value further = s.make<arith::AndIOp>(differs, s.compare(F::ONE, rest, zero));
    return s.select(further, s.make<arith::AddFOp>(rest, s.x[1]), rest);
  }
  // Divided by 1, the safe divisor of 0 and -1, nothing is left.
  Value isZero, isMinusOne, divisor = safeDivisor(s, isZero, isMinusOne);
  if (s.isUnsigned)
    return s.make<arith::RemUIOp>(s.x[0], divisor);
  Value rest = s.make<arith::RemSIOp>(s.x[0], divisor);
  if (ofDividend)
    return rest;
  Value differs = s.make<arith::XOrIOp>(s.compare(I::slt, rest, zero), s.compare(I::slt, s.x[1], zero));
  Value further = s.make<arith::AndIOp>(differs, s.compare(I::ne, rest, zero));
  return s.select(further, s.make<arith::AddIOp>(rest, s.x[1]), rest);
}

Value neg(Scalar &s) {
  return s.isFloat() ? unary<arith::NegFOp>(s) : s.make<arith::SubIOp>(s.constant(0), s.x[0]);
}

Value abs(Scalar &s) {
  if (s.isFloat())
    return unary<math::AbsFOp>(s);
  return s.isUnsigned ? Value(s.x[0]) : s.make<arith::MaxSIOp>(s.x[0], neg(s));
}

Value sign(Scalar &s) {
  Value zero = s.constant(0);
  if (s.isUnsigned)
    return s.make<arith::MinUIOp>(s.x[0], s.constant(1));
  if (!s.isFloat())
    return s.make<arith::MaxSIOp>(s.make<arith::MinSIOp>(s.x[0], s.constant(1)), s.constant(-1));
  // What is neither above nor below is zero or NaN, and its own sign.
  Value rest = s.select(s.compare(F::OLT, s.x[0], zero), s.constant(-1), s.x[0]);
  return s.select(s.compare(F::OGT, s.x[0], zero), s.constant(1), rest);
}

Value reciprocal(Scalar &s) { return s.make<arith::DivFOp>(s.constant(1), s.x[0]); }

Value clip(Scalar &s) {
  auto op = cast<nn::ClipOp>(s.op);
  Value result = s.x[0];
  auto bound = [&](std::optional<APFloat> value, auto choose) {
    if (!value)
      return;
    double number = value->convertToDouble();
    if (s.isFloat())
      result = choose(s.constant(number));
    else
      result = choose(arith::ConstantOp::create(
          s.b, s.loc,
          s.b.getIntegerAttr(s.type(), nn::saturated(number, getElementTypeOrSelf(op.getInput())))));
  };
  bound(op.getMin(), [&](Value least) {
    return s.isFloat()    ? s.make<arith::MaximumFOp>(result, least)
           : s.isUnsigned ? s.make<arith::MaxUIOp>(result, least)
                          : s.make<arith::MaxSIOp>(result, least);
  });
  bound(op.getMax(), [&](Value greatest) {
    return s.isFloat()    ? s.make<arith::MinimumFOp>(result, greatest)
           : s.isUnsigned ? s.make<arith::MinUIOp>(result, greatest)
                          : s.make<arith::MinSIOp>(result, greatest);
  });
  return result;
}

//===-- Functions -----------------------------------------------------------------------------------===//

/// 1 / (1 + e⁻ˣ), of which e⁻ˣ would overflow where the result is small: there eˣ / (1 + eˣ).
Value sigmoid(Scalar &s) {
  Value power = s.make<math::ExpOp>(s.make<arith::NegFOp>(s.make<math::AbsFOp>(s.x[0])));
  Value numerator = s.select(s.compare(F::OLT, s.x[0], s.constant(0)), power, s.constant(1));
  return s.make<arith::DivFOp>(numerator, s.make<arith::AddFOp>(s.constant(1), power));
}

Value relu(Scalar &s) {
  if (s.isFloat())
    return s.make<arith::MaximumFOp>(s.x[0], s.constant(0));
  return s.isUnsigned ? Value(s.x[0]) : s.make<arith::MaxSIOp>(s.x[0], s.constant(0));
}

/// max(x, 0) + log1p(exp(-|x|)): the exponential is at most 1.
Value softplus(Scalar &s) {
  Value power = s.make<math::ExpOp>(s.make<arith::NegFOp>(s.make<math::AbsFOp>(s.x[0])));
  return s.make<arith::AddFOp>(relu(s), s.make<math::Log1pOp>(power));
}

//===-- Truth values, bits, types -------------------------------------------------------------------===//

Value isNaN(Scalar &s) { return s.compare(F::UNO, s.x[0], s.x[0]); }

Value isInf(Scalar &s) {
  auto infinity = APFloat::getInf(cast<FloatType>(s.type()).getFloatSemantics());
  Value bound = arith::ConstantOp::create(s.b, s.loc, s.b.getFloatAttr(s.type(), infinity));
  return s.compare(F::OEQ, s.make<math::AbsFOp>(s.x[0]), bound);
}

Value compare(Scalar &s) {
  static constexpr F floats[] = {F::OEQ, F::UNE, F::OLT, F::OLE, F::OGT, F::OGE};
  static constexpr I integers[] = {I::eq, I::ne, I::slt, I::sle, I::sgt, I::sge};
  static constexpr I naturals[] = {I::eq, I::ne, I::ult, I::ule, I::ugt, I::uge};
  auto which = static_cast<size_t>(cast<nn::CompareOp>(s.op).getPredicate());
  if (s.isFloat())
    return s.compare(floats[which], s.x[0], s.x[1]);
  return s.compare(s.isUnsigned ? naturals[which] : integers[which], s.x[0], s.x[1]);
}

Value where(Scalar &s) { return s.select(s.x[0], s.x[1], s.x[2]); }

Value flipBits(Scalar &s) { return s.make<arith::XOrIOp>(s.x[0], s.constant(-1)); }

/// The machine leaves open what a shift by the width or more gives.
Value shift(Scalar &s) {
  bool left = cast<nn::BitShiftOp>(s.op).getDirection() == nn::ShiftDirection::left;
  unsigned width = s.type().getIntOrFloatBitWidth();
  Value inside = s.compare(I::ult, s.x[1], s.constant(width));
  if (!left && !s.isUnsigned)
    return s.make<arith::ShRSIOp>(s.x[0], s.select(inside, s.x[1], s.constant(width - 1)));
  Value bits = s.select(inside, s.x[1], s.constant(0));
  Value shifted = left ? s.make<arith::ShLIOp>(s.x[0], bits) : s.make<arith::ShRUIOp>(s.x[0], bits);
  return s.select(inside, shifted, s.constant(0));
}

//===-- The table -----------------------------------------------------------------------------------===//

const llvm::StringMap<ScalarCode> &scalarCodes() {
  static const llvm::StringMap<ScalarCode> table{
      {"nn.add", binary<arith::AddFOp, arith::AddIOp>},
      {"nn.sub", binary<arith::SubFOp, arith::SubIOp>},
      {"nn.mul", binary<arith::MulFOp, arith::MulIOp>},
      {"nn.div", div},
      {"nn.max", binary<arith::MaximumFOp, arith::MaxSIOp, arith::MaxUIOp>},
      {"nn.min", binary<arith::MinimumFOp, arith::MinSIOp, arith::MinUIOp>},
      {"nn.pow", binary<math::PowFOp>},
      {"nn.mod", mod},
      {"nn.neg", neg},
      {"nn.abs", abs},
      {"nn.sign", sign},
      {"nn.reciprocal", reciprocal},
      {"nn.floor", unary<math::FloorOp>},
      {"nn.ceil", unary<math::CeilOp>},
      {"nn.round", unary<math::RoundEvenOp>},
      {"nn.clip", clip},
      {"nn.stop_gradient", [](Scalar &s) { return s.x[0]; }},
      {"nn.sqrt", unary<math::SqrtOp>},
      {"nn.rsqrt", unary<math::RsqrtOp>},
      {"nn.exp", unary<math::ExpOp>},
      {"nn.expm1", unary<math::ExpM1Op>},
      {"nn.log", unary<math::LogOp>},
      {"nn.log1p", unary<math::Log1pOp>},
      {"nn.sin", unary<math::SinOp>},
      {"nn.cos", unary<math::CosOp>},
      {"nn.tan", unary<math::TanOp>},
      {"nn.asin", unary<math::AsinOp>},
      {"nn.acos", unary<math::AcosOp>},
      {"nn.atan", unary<math::AtanOp>},
      {"nn.sinh", unary<math::SinhOp>},
      {"nn.cosh", unary<math::CoshOp>},
      {"nn.asinh", unary<math::AsinhOp>},
      {"nn.acosh", unary<math::AcoshOp>},
      {"nn.atanh", unary<math::AtanhOp>},
      {"nn.erf", unary<math::ErfOp>},
      {"nn.tanh", unary<math::TanhOp>},
      {"nn.sigmoid", sigmoid},
      {"nn.relu", relu},
      {"nn.softplus", softplus},
      {"nn.is_nan", isNaN},
      {"nn.is_inf", isInf},
      {"nn.and", binary<arith::AndIOp>},
      {"nn.or", binary<arith::OrIOp>},
      {"nn.xor", binary<arith::XOrIOp>},
      {"nn.not", flipBits},
      {"nn.compare", compare},
      {"nn.where", where},
      {"nn.bitwise_and", binary<arith::AndIOp>},
      {"nn.bitwise_or", binary<arith::OrIOp>},
      {"nn.bitwise_xor", binary<arith::XOrIOp>},
      {"nn.bitwise_not", flipBits},
      {"nn.bit_shift", shift},
      {"nn.bitcast",
       [](Scalar &s) -> Value {
         return arith::BitcastOp::create(s.b, s.loc, typeOf(s.op->getResult(0)).getElementType(), s.x[0]);
       }},
      {"nn.cast", [](Scalar &s) { return castElement(s.b, s.loc, cast<nn::CastOp>(s.op), s.x[0]); }},
  };
  return table;
}

struct LowerElementwise : OpInterfaceConversionPattern<nn::ElementwiseOp> {
  using OpInterfaceConversionPattern::OpInterfaceConversionPattern;
  LogicalResult matchAndRewrite(nn::ElementwiseOp op, ArrayRef<Value> operands,
                                ConversionPatternRewriter &rewriter) const override {
    auto code = scalarCodes().find(op->getName().getStringRef());
    if (code == scalarCodes().end())
      return rewriter.notifyMatchFailure(op, "has no scalar code");
    // The same bits, only taken for others: signed integers for unsigned ones, say.
    auto isFloat = [](Value value) { return isa<FloatType>(getElementTypeOrSelf(value)); };
    const bool keepsBits = isa<nn::BitcastOp>(op) ||
                           (isa<nn::CastOp>(op) && !isFloat(op->getOperand(0)) && !isFloat(op->getResult(0)));
    if (keepsBits && typeOf(op->getResult(0)) == typeOf(op->getOperand(0))) {
      rewriter.replaceOp(op, operands);
      return success();
    }
    Emitter emit(rewriter, op, operands);
    if (failed(checkSizes(emit, op)))
      return failure();
    auto body = [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
      Scalar scalar{b, loc, op, x, isUnsigned(op->getOperand(0))};
      return {code->second(scalar)};
    };
    rewriter.replaceOp(op, emit.elementwise(typeOf(op->getResult(0)), operands, body));
    return success();
  }
};
} // namespace

void populateElementwisePatterns(Patterns &patterns) { patterns.add<LowerElementwise>(); }
} // namespace dlc::lowering

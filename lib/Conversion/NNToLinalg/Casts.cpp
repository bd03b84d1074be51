// nn.cast: one element of one type as one of another, rounded once.
#include "Conversion/NNToLinalg/Casts.h"
#include "Conversion/NNToLinalg/Emitter.h"

#include <cmath>

using namespace mlir;

namespace dlc::lowering {
namespace {
using F = arith::CmpFPredicate;
using I = arith::CmpIPredicate;

/// Arithmetic on scalars of 32 bits, floats and what their bits are.
struct Bits {
  OpBuilder &b;
  Location loc;

  Value constant(uint32_t value) {
    return arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(static_cast<int32_t>(value)));
  }
  Value constant(Type type, uint64_t value) {
    return arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, static_cast<int64_t>(value)));
  }
  Value asFloat(Value bits) { return arith::BitcastOp::create(b, loc, b.getF32Type(), bits); }
  Value asBits(Value number) { return arith::BitcastOp::create(b, loc, b.getI32Type(), number); }
  template <typename Op> Value make(Value x, Value y) { return Op::create(b, loc, x, y); }
  template <typename Op> Value make(Value x, uint32_t y) { return Op::create(b, loc, x, constant(y)); }
  Value select(I predicate, Value x, uint32_t limit, Value yes, Value no) {
    Value holds = arith::CmpIOp::create(b, loc, predicate, x, constant(limit));
    return arith::SelectOp::create(b, loc, holds, yes, no);
  }
};

//===-- Floats of 8 bits ----------------------------------------------------------------------------===//

/// What differs between the formats; `beyond` is the code of what is larger than all finite numbers.
struct Float8Format {
  uint32_t mantissaBits, exponentBias, beyond, nan;

  explicit Float8Format(Type type)
      : mantissaBits(isa<Float8E5M2Type>(type) ? 2 : 3), exponentBias(isa<Float8E5M2Type>(type) ? 15 : 7),
        beyond(isa<Float8E5M2Type>(type) ? 0x7c : 0x7f), nan(isa<Float8E5M2Type>(type) ? 0x7e : 0x7f) {}
  uint32_t dropped() const { return 23 - mantissaBits; }
  uint32_t rebias() const { return (127 - exponentBias) << 23; }
};

/// The code, shifted to where f32 has its digits, is the number but for a power of two: subnormal ones, too.
Value float8ToF32(Bits bits, Float8Format format, Value code) {
  Value wide = arith::ExtUIOp::create(bits.b, bits.loc, bits.b.getI32Type(), code);
  Value size = bits.make<arith::AndIOp>(wide, 0x7f);
  Value magnitude = bits.make<arith::ShLIOp>(size, format.dropped());
  Value scale = bits.asFloat(bits.constant((254 - format.exponentBias) << 23)); // 2^(127 - bias)
  Value finite = bits.asBits(bits.make<arith::MulFOp>(bits.asFloat(magnitude), scale));
  // Beyond are infinity, whose digits are 0, and NaN.
  Value other = format.beyond == format.nan ? bits.constant(0x7fc00000)
                                            : bits.make<arith::OrIOp>(magnitude, 0x7f800000);
  Value number = bits.select(I::uge, size, format.beyond, other, finite);
  Value sign = bits.make<arith::ShLIOp>(bits.make<arith::AndIOp>(wide, 0x80), 24);
  return bits.asFloat(bits.make<arith::OrIOp>(number, sign));
}

/// To the nearest, of two that are equally near to the even one.
Value f32ToFloat8(Bits bits, Float8Format format, Value number) {
  Value wide = bits.asBits(number), size = bits.make<arith::AndIOp>(wide, 0x7fffffff);
  // A half of the last digit that stays is added, less a little if that is even; it may carry into the
  // exponent.
  Value lastBit = bits.make<arith::AndIOp>(bits.make<arith::ShRUIOp>(size, format.dropped()), 1);
  Value rounded = bits.make<arith::AddIOp>(size, (1U << (format.dropped() - 1)) - 1 - format.rebias());
  rounded = bits.make<arith::ShRUIOp>(bits.make<arith::AddIOp>(rounded, lastBit), format.dropped());
  rounded = bits.make<arith::MinUIOp>(rounded, format.beyond);
  // A subnormal number is a multiple of the last digit of this one: the addition rounds to it.
  Value step = bits.constant((127 + 24 - format.exponentBias - format.mantissaBits) << 23);
  Value sum = bits.make<arith::AddFOp>(bits.asFloat(size), bits.asFloat(step));
  Value subnormal = bits.make<arith::SubIOp>(bits.asBits(sum), step);
  Value code = bits.select(I::ult, size, (128 - format.exponentBias) << 23, subnormal, rounded);
  code = bits.select(I::ugt, size, 0x7f800000, bits.constant(format.nan), code);
  Value sign = bits.make<arith::AndIOp>(bits.make<arith::ShRUIOp>(wide, 24), 0x80);
  return arith::TruncIOp::create(bits.b, bits.loc, bits.b.getI8Type(), bits.make<arith::OrIOp>(code, sign));
}

//===-- Rounding to few bits once -------------------------------------------------------------------===//

/// An f64 as an f32, to odd: where it lies between two, the one with an odd last bit, so that another
/// rounding to fewer bits gives what one rounding of the f64 gives. (Boldo and Melquiond, 2008)
Value truncateToOdd(Bits bits, Value x) {
  OpBuilder &b = bits.b;
  Location loc = bits.loc;
  Value nearest = arith::TruncFOp::create(b, loc, b.getF32Type(), x);
  Value back = arith::ExtFOp::create(b, loc, x.getType(), nearest);
  Value isInexact = arith::CmpFOp::create(b, loc, F::ONE, back, x);
  Value isFarther = arith::CmpFOp::create(b, loc, F::OGT, math::AbsFOp::create(b, loc, back),
                                          math::AbsFOp::create(b, loc, x));
  Value whole = bits.asBits(nearest);
  Value isOdd = arith::TruncIOp::create(b, loc, b.getI1Type(), whole);
  // An even neighbour of x has an odd one on the other side of x. Bits count magnitudes, infinity included.
  Value step = arith::SelectOp::create(b, loc, isFarther, bits.constant(-1), bits.constant(1));
  Value odd = arith::SelectOp::create(b, loc, isOdd, whole, bits.make<arith::AddIOp>(whole, step));
  return bits.asFloat(arith::SelectOp::create(b, loc, isInexact, odd, whole));
}

/// An integer as an f64 that rounds to 16 bits and fewer as it does: of more than 53 bits, the last 12 only
/// tell whether one of them is set.
Value wideInteger(Bits bits, Value x, bool isUnsigned) {
  OpBuilder &b = bits.b;
  Location loc = bits.loc;
  Type type = x.getType();
  if (type.isInteger(64)) {
    Value low = bits.make<arith::AndIOp>(x, bits.constant(type, 4095));
    Value isSticky = arith::CmpIOp::create(b, loc, I::ne, low, bits.constant(type, 0));
    Value sticky =
        arith::SelectOp::create(b, loc, isSticky, bits.constant(type, 2048), bits.constant(type, 0));
    Value shortened = bits.make<arith::OrIOp>(bits.make<arith::SubIOp>(x, low), sticky);
    const uint64_t limit = uint64_t(1) << 53;
    // Of both signs, by one comparison.
    Value moved = isUnsigned ? x : bits.make<arith::AddIOp>(x, bits.constant(type, limit));
    Value isLong =
        arith::CmpIOp::create(b, loc, I::ugt, moved, bits.constant(type, isUnsigned ? limit : 2 * limit));
    x = arith::SelectOp::create(b, loc, isLong, shortened, x);
  }
  return isUnsigned ? Value(arith::UIToFPOp::create(b, loc, b.getF64Type(), x))
                    : Value(arith::SIToFPOp::create(b, loc, b.getF64Type(), x));
}

} // namespace

/// By what arith has: between types that the machine computes with, `to` as it is lowered.
static Value convert(OpBuilder &b, Location loc, Value x, Type to, bool fromUnsigned, bool toUnsigned) {
  Type from = x.getType();
  const unsigned before = from.getIntOrFloatBitWidth(), after = to.getIntOrFloatBitWidth();
  const bool fromFloat = isa<FloatType>(from), toFloat = isa<FloatType>(to);
  if (from == to)
    return x;
  if (fromFloat && toFloat)
    return after > before ? Value(arith::ExtFOp::create(b, loc, to, x))
                          : Value(arith::TruncFOp::create(b, loc, to, x));
  if (to.isInteger(1))
    return fromFloat ? Value(arith::CmpFOp::create(b, loc, F::UNE, x, number(b, loc, from, 0)))
                     : Value(arith::CmpIOp::create(b, loc, I::ne, x, number(b, loc, from, 0)));
  if (fromFloat)
    return toUnsigned ? Value(arith::FPToUIOp::create(b, loc, to, x))
                      : Value(arith::FPToSIOp::create(b, loc, to, x));
  // True is 1, not the -1 that its one bit would mean as a signed number.
  if (toFloat)
    return fromUnsigned ? Value(arith::UIToFPOp::create(b, loc, to, x))
                        : Value(arith::SIToFPOp::create(b, loc, to, x));
  if (after < before)
    return arith::TruncIOp::create(b, loc, to, x);
  return fromUnsigned ? Value(arith::ExtUIOp::create(b, loc, to, x))
                      : Value(arith::ExtSIOp::create(b, loc, to, x));
}

Value castElement(OpBuilder &b, Location loc, nn::CastOp op, Value x) {
  Bits bits{b, loc};
  Type from = getElementTypeOrSelf(op.getInput()), to = getElementTypeOrSelf(op.getResult());
  const bool fromUnsigned = isUnsigned(op.getInput());
  if (from == to)
    return x;
  if (isFloat8(from))
    x = float8ToF32(bits, Float8Format(from), x);
  else if (isa<FloatType>(to) && to.getIntOrFloatBitWidth() <= 16 && !from.isF32() &&
           from.getIntOrFloatBitWidth() >= 32)
    x = truncateToOdd(bits, isa<FloatType>(from) ? x : wideInteger(bits, x, fromUnsigned));
  Type lowered = isFloat8(to) ? Type(b.getF32Type()) : typeOf(op.getResult()).getElementType();
  x = convert(b, loc, x, lowered, fromUnsigned, isUnsigned(op.getResult()));
  return isFloat8(to) ? f32ToFloat8(bits, Float8Format(to), x) : x;
}
} // namespace dlc::lowering

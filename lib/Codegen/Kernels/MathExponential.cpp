// exp, expm1, log, log1p and pow: powers of two by their bits, the rest by polynomials. The reductions and
// the polynomials of exp and log are those of S. Moshier's Cephes library (expf, logf); the others are
// minimax polynomials found for this file.
#include "Codegen/Kernels/MathExpansion.h"

#include <cmath>

using namespace mlir;

namespace dlc::codegen {
MathExpansion::MathExpansion(Operation *op, bool fused)
    : b(op->getLoc(), op), fused(fused), type(op->getResult(0).getType()) {
  wideType = shaped(type, b.getF64Type());
  integerType = shaped(type, b.getI32Type());
}

Type MathExpansion::shaped(Type of, Type element) {
  auto vector = dyn_cast<VectorType>(of);
  return vector ? Type(vector.clone(element)) : element;
}

Value MathExpansion::constant(Type of, Attribute value) {
  if (auto vector = dyn_cast<VectorType>(of))
    return arith::ConstantOp::create(b, DenseElementsAttr::get(vector, value));
  return arith::ConstantOp::create(b, cast<TypedAttr>(value));
}

Value MathExpansion::productError(Value x, Value y, Value rounded) {
  if (fused)
    return fma(x, y, negate(rounded));
  // Veltkamp's splitting: the products of x with either half of y have 53 digits at most.
  Value scaled = mul(y, wide(0x1p27 + 1)), high = sub(scaled, sub(scaled, y)), low = sub(y, high);
  return add(sub(mul(x, high), rounded), mul(x, low));
}

Value MathExpansion::round(Value x) {
  if (fused)
    return math::RoundEvenOp::create(b, x);
  // What is added leaves no digits behind the point.
  bool isWide = x.getType() == wideType;
  Value shift = isWide ? wide(0x1.8p52) : number(0x1.8p23f);
  return sub(add(x, shift), shift);
}

Value MathExpansion::floor(Value x) {
  if (fused)
    return math::FloorOp::create(b, x);
  // As above, with the sign apart. What is greater is whole already.
  bool isWide = x.getType() == wideType;
  Value shift = isWide ? wide(0x1p52) : number(0x1p23f), magnitude = abs(x);
  Value nearest = copySign(sub(add(magnitude, shift), shift), x);
  nearest = select(less(magnitude, shift), nearest, x);
  return select(less(x, nearest), sub(nearest, isWide ? wide(1) : number(1.0f)), nearest);
}

Value MathExpansion::powerOfTwo(Value n) {
  return fromBits(arith::ShLIOp::create(b, arith::AddIOp::create(b, n, integer(127)), integer(23)));
}

Value MathExpansion::polynomial(Value x, ArrayRef<float> coefficients) {
  Value sum = number(coefficients[0]);
  for (float coefficient : coefficients.drop_front())
    sum = fma(sum, x, number(coefficient));
  return sum;
}

Value MathExpansion::widePolynomial(Value x, ArrayRef<double> coefficients) {
  Value sum = wide(coefficients[0]);
  for (double coefficient : coefficients.drop_front())
    sum = fma(sum, x, wide(coefficient));
  return sum;
}

MathExpansion::Power MathExpansion::splitPower(Value x) {
  Value n = round(mul(x, number(1.44269504088896341f)));
  // ln 2 in two parts, of which the first has so few digits that its products are exact.
  Value rest = fma(n, number(-0.693359375f), x);
  return {n, fma(n, number(2.12194440e-4f), rest)};
}

/// eˣ · 2^shift for |x| ≤ 104.
Value MathExpansion::scaledExp(Value x, int32_t shift) {
  auto [n, r] = splitPower(x);
  Value p = polynomial(r, {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f,
                           1.6666665459e-1f, 5.0000001201e-1f});
  Value result = add(fma(p, mul(r, r), r), number(1.0f));
  // In two factors, because 2ⁿ alone may be no normal number.
  Value exponent = toInteger(n);
  if (shift)
    exponent = arith::AddIOp::create(b, exponent, integer(shift));
  Value half = arith::ShRSIOp::create(b, exponent, integer(1));
  return mul(mul(result, powerOfTwo(half)), powerOfTwo(arith::SubIOp::create(b, exponent, half)));
}

Value MathExpansion::exp(Value x) {
  // Outside, the result is 0 or ∞ all the same.
  return orNaN(x, scaledExp(clamp(x, number(-104.0f), number(89.0f)), 0));
}

/// 2ⁿ · (eʳ - 1) + 2ⁿ - 1, halved: at the end of the range 2ⁿ would be no number.
Value MathExpansion::expm1(Value x) {
  auto [n, r] = splitPower(clamp(x, number(-20.0f), number(89.0f))); // below it is -1
  Value p = polynomial(r, {1.984597475e-4f, 1.394164865e-3f, 8.333391510e-3f, 4.166634753e-2f,
                           1.666666567e-1f, 5.000000000e-1f});
  p = fma(mul(r, r), p, r);
  Value scale = powerOfTwo(arith::SubIOp::create(b, toInteger(n), integer(1)));
  Value half = fma(scale, p, sub(scale, number(0.5f)));
  // Below 2^-27 it is x, with the sign of zero; denormals are too small to be halved.
  Value result = select(less(mul(x, x), number(0x1p-54f)), x, add(half, half));
  return orNaN(x, result);
}

MathExpansion::Fraction MathExpansion::splitFraction(Value x) {
  Value denormal = less(x, number(0x1p-126f));
  Value bits = bitsOf(select(denormal, mul(x, number(0x1p23f)), x));
  Value shifted = arith::SubIOp::create(b, bits, integer(0x3f3504f3)); // √½
  Value e = arith::ShRSIOp::create(b, shifted, integer(23));
  Value mantissa = fromBits(arith::SubIOp::create(b, bits, arith::ShLIOp::create(b, e, integer(23))));
  Value exponent = arith::SIToFPOp::create(b, type, e);
  return {add(exponent, select(denormal, number(-23.0f), number(0.0f))), mantissa};
}

/// log(x + correction), where the correction is so small against x that its square does not count.
Value MathExpansion::logOfSum(Value x, Value correction) {
  auto [exponent, mantissa] = splitFraction(x);
  Value r = sub(mantissa, number(1.0f)), square = mul(r, r);
  Value p = polynomial(r, {7.0376836292e-2f, -1.1514610310e-1f, 1.1676998740e-1f, -1.2420140846e-1f,
                           1.4249322787e-1f, -1.6668057665e-1f, 2.0000714765e-1f, -2.4999993993e-1f,
                           3.3333331174e-1f});
  Value y = mul(mul(p, r), square);
  if (correction)
    y = add(y, div(correction, x));
  y = fma(exponent, number(-2.12194440e-4f), y);
  y = fma(square, number(-0.5f), y);
  return fma(exponent, number(0.693359375f), add(r, y));
}

Value MathExpansion::log(Value x) {
  Value result = logOfSum(x, {});
  result = select(less(x, number(INFINITY)), result, x); // ∞ and NaN
  result = select(equal(x, number(0.0f)), number(-INFINITY), result);
  return select(less(x, number(0.0f)), number(NAN), result);
}

/// log(1 + x + low), where 1 + x is rounded and what that loses is a correction.
Value MathExpansion::log1p(Value x, Value low) {
  Value one = number(1.0f), sum = add(x, one);
  Value lost = select(less(abs(x), one), sub(x, sub(sum, one)), sub(one, sub(sum, x)));
  Value result = logOfSum(sum, low ? add(lost, low) : lost);
  result = select(less(x, number(INFINITY)), result, x); // ∞ and NaN
  result = select(equal(x, number(0.0f)), x, result);    // keeps the sign of zero
  result = select(equal(x, number(-1.0f)), number(-INFINITY), result);
  return select(less(x, number(-1.0f)), number(NAN), result);
}

Value MathExpansion::log1pOfWide(Value x) {
  Value high = truncate(x);
  return log1p(high, truncate(sub(x, extend(high))));
}

/// 2^(y · log₂ |x|) in f64, whose digits the product needs, with the sign and the exceptions of IEEE 754.
Value MathExpansion::pow(Value x, Value y) {
  Value magnitude = abs(x), one = number(1.0f), zero = number(0.0f);
  auto [exponent, mantissa] = splitFraction(magnitude);
  Value m = extend(mantissa), s = div(sub(m, wide(1)), add(m, wide(1)));
  Value logarithm =
      widePolynomial(mul(s, s), {2.82920905954688329e-01, 3.19904322105274586e-01, 4.12209283877962296e-01,
                                 5.77077942074735950e-01, 9.61796694114259498e-01, 2.88539008177784950e+00});
  logarithm = fma(logarithm, s, extend(exponent));
  logarithm = select(equal(magnitude, zero), wide(-INFINITY), logarithm);
  logarithm = select(equal(magnitude, number(INFINITY)), wide(INFINITY), logarithm);

  Value z = clamp(mul(extend(y), logarithm), wide(-151), wide(129)); // beyond it is 0 or ∞
  Value n = round(z);
  Value p =
      widePolynomial(sub(z, n), {1.52018804570445258e-05, 1.54693173289777538e-04, 1.33339229556654051e-03,
                                 9.61802717320395413e-03, 5.55041035269700431e-02, 2.40226511987428670e-01,
                                 6.93147180728753809e-01, 9.99999999961623809e-01});
  Value scale = extend(powerOfTwo(arith::ShRSIOp::create(b, toInteger(n), integer(1))));
  Value odd = both(toInteger(n), integer(1));
  scale = mul(scale, mul(scale, select(isNonZero(odd), wide(2), wide(1))));
  Value result = truncate(mul(p, scale));

  // |y| ≥ 2²⁴ is even.
  Value whole = equal(floor(y), y), half = mul(y, number(0.5f));
  Value isOdd = both(whole, compare(arith::CmpFPredicate::UNE, floor(half), half));
  result = select(isOdd, copySign(result, x), result);
  Value negative = both(less(x, zero), less(number(-INFINITY), x));
  result = select(both(negative, compare(arith::CmpFPredicate::UNE, floor(y), y)), number(NAN), result);
  // ±1 to the power ±∞.
  Value infinite = equal(abs(y), number(INFINITY));
  result = select(both(infinite, equal(magnitude, one)), one, result);
  result = select(either(isNaN(x), isNaN(y)), number(NAN), result);
  return select(either(equal(x, one), equal(y, zero)), one, result);
}
} // namespace dlc::codegen

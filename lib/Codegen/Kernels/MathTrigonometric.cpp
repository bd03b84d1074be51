// sin, cos and tan, for every f32, and their inverses. Near zero Cephes' polynomials (sinf, cosf).
#include "Codegen/Kernels/MathExpansion.h"

#include <cmath>

using namespace mlir;

namespace dlc::codegen {
namespace {
/// 2/π · 2^shift modulo 4, in two parts. An f32 from `from` on is a multiple of 2^shift, and full turns, 4
/// quarters, may be left out.
struct Quarters {
  float from;
  int shift;
  double high, low;
};
constexpr Quarters quartersOfTurn[] = {{0, 0, 0x1.45f306dc9c883p-1, -0x1.6b01ec5417056p-55},
                                       {0x1p47f, 24, 0x1.b727220a94fe1p+1, 0x1.d5f47d4d37703p-54},
                                       {0x1p70f, 47, 0x1.054a7f09d5f48p+1, -0x1.596447e493ad5p-54},
                                       {0x1p93f, 70, 0x1.84eafa3ea69bcp+1, -0x1.f924eb53361dep-53},
                                       {0x1p116f, 93, 0x1.1f534ddc0db63p+1, -0x1.a99b0ef1bef80p-53}};
} // namespace

/// The angle in quarters of a turn, as the nearest whole number and a rest, in f64.
MathExpansion::Angle MathExpansion::splitAngle(Value x) {
  Value magnitude = abs(x), scale = wide(1), high = wide(quartersOfTurn[0].high),
        low = wide(quartersOfTurn[0].low);
  for (const Quarters &q : ArrayRef(quartersOfTurn).drop_front()) {
    Value applies = compare(arith::CmpFPredicate::OGE, magnitude, number(q.from));
    scale = select(applies, wide(std::ldexp(1.0, -q.shift)), scale);
    high = select(applies, wide(q.high), high);
    low = select(applies, wide(q.low), low);
  }
  Value scaled = mul(extend(x), scale);
  Value quarters = mul(scaled, high), nearest = round(quarters);
  Value error = productError(scaled, high, quarters);
  Value rest = add(sub(quarters, nearest), fma(scaled, low, error));
  // Modulo 4, without a conversion that could overflow: of ∞ and NaN nothing but NaN is used.
  Value quarter = fma(floor(mul(nearest, wide(0.25))), wide(-4), nearest);
  quarter = toInteger(clamp(quarter, wide(0), wide(3)));
  return {quarter, mul(rest, wide(M_PI_2))};
}

/// `ahead`: quarters of a turn; 1 makes a sine a cosine.
Value MathExpansion::sine(Value x, int32_t ahead) {
  auto [quarter, rest] = splitAngle(x);
  Value r = truncate(rest), square = mul(r, r);
  Value sinus = polynomial(square, {-1.9515295891e-4f, 8.3321608736e-3f, -1.6666654611e-1f});
  sinus = fma(mul(sinus, square), r, r);
  Value cosine = polynomial(square, {2.443315711809948e-5f, -1.388731625493765e-3f, 4.166664568298827e-2f});
  cosine = fma(mul(cosine, square), square, fma(square, number(-0.5f), number(1.0f)));
  if (ahead)
    quarter = arith::AddIOp::create(b, quarter, integer(ahead));
  Value result = select(isNonZero(both(quarter, integer(1))), cosine, sinus);
  return select(isNonZero(both(quarter, integer(2))), negate(result), result);
}

Value MathExpansion::sin(Value x) {
  return select(equal(x, number(0.0f)), x, sine(x, 0)); // keeps the sign of zero
}

Value MathExpansion::cos(Value x) { return sine(x, 1); }

/// A quotient, which would add up the errors of two f32: in f64.
Value MathExpansion::tan(Value x) {
  auto [quarter, r] = splitAngle(x);
  Value square = mul(r, r);
  Value sinus = fma(
      mul(widePolynomial(square, {-2.48056210542164139e-08, 2.75559907976241571e-06, -1.98412669166982483e-04,
                                  8.33333333107915894e-03, -1.66666666666638819e-01}),
          square),
      r, r);
  Value cosine = fma(mul(widePolynomial(square, {-2.73009608220309287e-07, 2.48006004313857157e-05,
                                                 -1.38888876722330790e-03, 4.16666666643222341e-02}),
                         square),
                     square, fma(square, wide(-0.5), wide(1)));
  Value odd = isNonZero(both(quarter, integer(1)));
  Value result = truncate(div(select(odd, negate(cosine), sinus), select(odd, sinus, cosine)));
  return select(equal(x, number(0.0f)), x, result);
}

/// Of 0 … ½.
Value MathExpansion::arcSine(Value magnitude) {
  Value square = mul(magnitude, magnitude);
  Value p = polynomial(square, {3.769431636e-2f, 1.431482844e-2f, 3.183964267e-2f, 4.451323301e-2f,
                                7.500523329e-2f, 1.666665971e-1f});
  return fma(mul(p, square), magnitude, magnitude);
}

/// From ½ on π/2 - 2 · asin √((1 - x) / 2).
Value MathExpansion::asin(Value x) {
  Value magnitude = abs(x), far = less(number(0.5f), magnitude);
  Value root = squareRoot(mul(sub(number(1.0f), magnitude), number(0.5f)));
  Value angle = arcSine(select(far, root, magnitude));
  Value reflected = add(fma(angle, number(-2.0f), number(0x1.921fb6p+0f)), number(-4.371139e-08f));
  return copySign(select(far, reflected, angle), x); // NaN beyond 1, as is the root
}

Value MathExpansion::acos(Value x) {
  Value magnitude = abs(x), far = less(number(0.5f), magnitude), positive = less(number(0.0f), x);
  Value root = squareRoot(mul(sub(number(1.0f), magnitude), number(0.5f)));
  Value angle = arcSine(select(far, root, magnitude)), twice = add(angle, angle);
  // π and π/2 in two parts.
  Value outer = select(positive, twice, add(sub(number(0x1.921fb6p+1f), twice), number(-8.742278e-08f)));
  Value inner = add(number(0x1.921fb6p+0f), sub(number(-4.371139e-08f), copySign(angle, x)));
  return select(far, outer, inner);
}

/// atan x = a + atan z, with a an eighth or a quarter of a turn's half and |z| ≤ tan(π/8).
Value MathExpansion::atan(Value x) {
  Value magnitude = abs(x), zero = number(0.0f);
  Value large = less(number(2.414213562f), magnitude), middle = less(number(0.4142135624f), magnitude);
  auto choose = [&](Value l, Value m, Value s) { return select(large, l, select(middle, m, s)); };
  // In f64, because what z loses counts for more where most of a and atan z cancel.
  Value m = extend(magnitude), one = wide(1);
  Value numerator = choose(wide(-1), sub(m, one), m), denominator = choose(m, add(m, one), one);
  Value z = truncate(div(numerator, denominator)), square = mul(z, z);
  Value p = polynomial(
      square, {-6.079869345e-2f, 1.059472710e-1f, -1.424369961e-1f, 1.999848336e-1f, -3.333331645e-1f});
  Value rest = fma(mul(p, square), z, z);
  // π/2 and π/4 in two parts.
  Value low = choose(number(-4.371139e-08f), number(-2.1855694e-08f), zero);
  Value high = choose(number(0x1.921fb6p+0f), number(0x1.921fb6p-1f), zero);
  return orNaN(x, copySign(add(high, add(rest, low)), x));
}
} // namespace dlc::codegen

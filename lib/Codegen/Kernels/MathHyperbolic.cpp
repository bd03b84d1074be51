// sinh, cosh, tanh and erf: near zero a polynomial, which keeps every digit of the argument; further out an
// exponential. asinh, acosh and atanh: log1p of an argument that is computed in f64.
#include "Codegen/Kernels/MathExpansion.h"

#include <cmath>

using namespace mlir;

namespace dlc::codegen {
/// (eˣ - e⁻ˣ) / 2, of which the first half is computed with its factor: eˣ alone overflows earlier.
Value MathExpansion::sinh(Value x) {
  Value magnitude = abs(x), square = mul(x, x);
  Value p = polynomial(square, {2.816951337e-6f, 1.983615948e-4f, 8.333349600e-3f, 1.666666716e-1f});
  Value small = fma(mul(p, square), x, x);
  Value half = scaledExp(clamp(magnitude, number(0.0f), number(91.0f)), -1);
  Value large = copySign(sub(half, div(number(0.25f), half)), x);
  return orNaN(x, select(less(magnitude, number(1.0f)), small, large));
}

Value MathExpansion::cosh(Value x) {
  Value half = scaledExp(clamp(abs(x), number(0.0f), number(91.0f)), -1);
  return orNaN(x, add(half, div(number(0.25f), half)));
}

/// Cephes' tanhf near zero.
Value MathExpansion::tanh(Value x) {
  Value magnitude = abs(x), square = mul(x, x);
  Value p = polynomial(square, {-5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f, 1.33314422036e-1f,
                                -3.33332819422e-1f});
  Value small = fma(mul(p, square), x, x);
  Value power = scaledExp(mul(clamp(magnitude, number(0.0f), number(16.0f)), number(2.0f)), 0);
  Value large = sub(number(1.0f), div(number(2.0f), add(power, number(1.0f))));
  Value result = select(less(magnitude, number(0.625f)), small, large);
  return orNaN(x, copySign(result, x)); // of zero, too
}

/// log(x + √(x² + 1)); of an x whose double is ∞, log x + log 2.
Value MathExpansion::asinh(Value x) {
  Value magnitude = abs(x), m = extend(magnitude), square = mul(m, m);
  Value root = squareRoot(add(square, wide(1)));
  Value near = log1pOfWide(add(m, div(square, add(root, wide(1)))));
  Value far = add(log(magnitude), number(0.693147181f));
  Value result = select(less(magnitude, number(0x1p30f)), near, far);
  result = select(equal(x, number(0.0f)), x, result);
  return orNaN(x, copySign(result, x));
}

/// log(x + √(x² - 1)), with t = x - 1 and x² - 1 = t · (t + 2).
Value MathExpansion::acosh(Value x) {
  Value t = sub(extend(x), wide(1));
  Value near = log1pOfWide(add(t, squareRoot(mul(t, add(t, wide(2))))));
  Value far = add(log(x), number(0.693147181f));
  Value result = select(less(x, number(0x1p30f)), near, far);
  return select(less(x, number(1.0f)), number(NAN), orNaN(x, result));
}

/// log((1 + x) / (1 - x)) / 2.
Value MathExpansion::atanh(Value x) {
  Value magnitude = abs(x), m = extend(magnitude);
  Value quotient = div(add(m, m), sub(wide(1), m));
  Value result = mul(number(0.5f), log1pOfWide(quotient)); // beyond 1 the logarithm of a negative number
  // Of so small an x the quotient is twice a denormal, which f32 rounds; and it is the function itself.
  result = select(less(magnitude, number(0x1p-100f)), magnitude, result);
  return orNaN(x, copySign(result, x));
}

/// Further out 1 - e^-p(|x|), where p approximates -log(1 - erf).
Value MathExpansion::erf(Value x) {
  Value magnitude = abs(x), square = mul(x, x);
  Value p = polynomial(square, {8.193781105e-5f, -8.099877741e-4f, 5.197154824e-3f, -2.685779147e-2f,
                                1.128366590e-1f, -3.761263192e-1f, 1.283791671e-1f}); // 2/√π - 1
  Value small = fma(p, x, x);
  Value q = polynomial(clamp(magnitude, number(0.0f), number(4.0f)),
                       {2.121786019e-5f, -4.358840524e-4f, 4.177959170e-3f, -2.513761260e-2f, 1.083082557e-1f,
                        6.333212852e-1f, 1.129527688e+0f, -1.773337863e-4f});
  Value large = copySign(sub(number(1.0f), scaledExp(negate(q), 0)), x);
  return orNaN(x, select(less(magnitude, number(0.9375f)), small, large));
}
} // namespace dlc::codegen

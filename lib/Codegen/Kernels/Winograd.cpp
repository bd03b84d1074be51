#include "Codegen/Kernels/Winograd.h"

#include <numbers>

using namespace mlir;

namespace dlc::codegen::winograd {
namespace {
/// The points a and b, of which the negatives are points too: a² = ½, b² = 2.
constexpr double a = std::numbers::sqrt2 / 2, b = std::numbers::sqrt2;

/// What products at ±a and at ±b are divided by, in the weights.
constexpr double normOfA = 2 * a * a * (a * a - b * b), normOfB = 2 * b * b * (b * b - a * a);

/// Sums of vectors times numbers.
struct Arithmetic {
  TileBuilder &builder;

  Value number(double value, Value like) {
    auto type = cast<VectorType>(like.getType());
    return arith::ConstantOp::create(
        builder, DenseElementsAttr::get(type, builder.getFloatAttr(type.getElementType(), value)));
  }
  Value add(Value x, Value y) { return arith::AddFOp::create(builder, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(builder, x, y); }
  Value times(double factor, Value x) { return arith::MulFOp::create(builder, x, number(factor, x)); }
  /// x + factor · y
  Value plus(Value x, double factor, Value y) {
    return vector::FMAOp::create(builder, y, number(factor, y), x);
  }
};
} // namespace

Values transformInputs(TileBuilder &builder, ValueRange x) {
  Arithmetic math{builder};
  Value evenOfA = math.plus(x[4], -b * b, x[2]), oddOfA = math.plus(x[3], -b * b, x[1]);
  Value evenOfB = math.plus(x[4], -a * a, x[2]), oddOfB = math.plus(x[3], -a * a, x[1]);
  auto ends = [&](int64_t i) { return math.plus(math.add(x[i], x[i + 4]), -(a * a + b * b), x[i + 2]); };
  return {ends(0),
          math.plus(evenOfA, a, oddOfA),
          math.plus(evenOfA, -a, oddOfA),
          math.plus(evenOfB, b, oddOfB),
          math.plus(evenOfB, -b, oddOfB),
          ends(1)};
}

Values transformWeights(TileBuilder &builder, ValueRange x) {
  Arithmetic math{builder};
  auto at = [&](double point, double norm) {
    Value even = math.plus(math.times(1 / norm, x[0]), point * point / norm, x[2]);
    return std::pair(math.plus(even, point / norm, x[1]), math.plus(even, -point / norm, x[1]));
  };
  auto [plusA, minusA] = at(a, normOfA);
  auto [plusB, minusB] = at(b, normOfB);
  return {x[0], plusA, minusA, plusB, minusB, x[2]};
}

Values transformProducts(TileBuilder &builder, ValueRange x) {
  Arithmetic math{builder};
  Value evenA = math.add(x[1], x[2]), oddA = math.sub(x[1], x[2]);
  Value evenB = math.add(x[3], x[4]), oddB = math.sub(x[3], x[4]);
  return {math.add(math.add(x[0], evenA), evenB), math.plus(math.times(a, oddA), b, oddB),
          math.plus(math.times(a * a, evenA), b * b, evenB),
          math.plus(math.plus(x[5], a * a * a, oddA), b * b * b, oddB)};
}

Values transformGradients(TileBuilder &builder, ValueRange y) {
  Arithmetic math{builder};
  auto at = [&](double point) {
    Value even = math.plus(y[0], point * point, y[2]), odd = math.plus(y[1], point * point, y[3]);
    return std::pair(math.plus(even, point, odd), math.plus(even, -point, odd));
  };
  auto [plusA, minusA] = at(a);
  auto [plusB, minusB] = at(b);
  return {y[0], plusA, minusA, plusB, minusB, y[3]};
}

Values transformSums(TileBuilder &builder, ValueRange x) {
  Arithmetic math{builder};
  Value evenA = math.add(x[1], x[2]), oddA = math.sub(x[1], x[2]);
  Value evenB = math.add(x[3], x[4]), oddB = math.sub(x[3], x[4]);
  return {math.plus(math.plus(x[0], 1 / normOfA, evenA), 1 / normOfB, evenB),
          math.plus(math.times(a / normOfA, oddA), b / normOfB, oddB),
          math.plus(math.plus(x[5], a * a / normOfA, evenA), b * b / normOfB, evenB)};
}
} // namespace dlc::codegen::winograd

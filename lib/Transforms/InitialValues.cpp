// Each initialiser as the computation of its numbers. Straight-line code on whole tensors, which every back
// end has: the inverse of a distribution where others draw again, an iteration of products where others
// factor.
#include "Transforms/InitialValues.h"

#include "NN/NNExpression.h"
#include "Train/Train.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
// How many inputs and outputs an element of the result of a layer has, as nn.variable documents.
struct Fans {
  double in, out;
};

static Fans fansOf(nn::SizedTensorType type) {
  if (type.getRank() == 2)
    return {double(type.getDimSize(0)), double(type.getDimSize(1))};
  double window = 1;
  for (int64_t size : type.getShape().drop_front(2))
    window *= double(size);
  return {double(type.getDimSize(1)) * window, double(type.getDimSize(0)) * window};
}

static Value filled(ImplicitLocOpBuilder &builder, nn::SizedTensorType type, Attribute element) {
  return ConstantOp::create(builder, type, DenseElementsAttr::get(type, element));
}

static Value integers(ImplicitLocOpBuilder &builder, ArrayRef<int64_t> values) {
  auto type = nn::SizedTensorType::get({int64_t(values.size())}, builder.getI64Type());
  return ConstantOp::create(builder, type, DenseElementsAttr::get(type, values));
}

// With the first dimension and all others as rows and columns.
static nn::SizedTensorType matrixOf(nn::SizedTensorType type) {
  int64_t rows = type.getDimSize(0);
  return nn::SizedTensorType::get({rows, rows ? type.getNumElements() / rows : 0}, type.getElementType());
}

static Value reshaped(ImplicitLocOpBuilder &builder, Value value, nn::SizedTensorType type) {
  return value.getType() == type ? value : Value(ReshapeOp::create(builder, type, value));
}

// -√2 … √2 · erf⁻¹(u) is normal for a uniform u. With u in ±erf(√2), two standard deviations, the central one
// of the polynomials of Giles (Approximating the erfinv function, 2012) is enough, to 3e-7.
static Value truncatedNormal(ImplicitLocOpBuilder &builder, Value uniform, double mean, double stddev) {
  constexpr double coefficients[] = {2.81022636e-08,  3.43273939e-07, -3.5233877e-06,
                                     -4.39150654e-06, 0.00021858087,  -0.00125372503,
                                     -0.00417768164,  0.246640727,    1.50140941};
  Expression u(builder, uniform);
  Expression w = 0 - log((1 - u) * (u + 1)) - 2.5;
  Expression polynomial = w * coefficients[0];
  for (double coefficient : ArrayRef(coefficients).drop_front().drop_back())
    polynomial = (polynomial + coefficient) * w;
  polynomial = polynomial + coefficients[8];
  return (u * polynomial * (std::sqrt(2.0) * stddev) + mean).getValue();
}

// The nearest matrix with orthogonal columns to one of normal numbers, or rows if they are fewer. It is
// distributed evenly, as those numbers prefer no direction. Singular values go to 1 by odd polynomials of the
// matrix (Newton and Schulz; Björck and Bowie, 1971): first some that lift small ones fast and only come near
// (those of Jordan et al., 2024), then the plain ones.
static Value orthogonal(ImplicitLocOpBuilder &builder, Value normal, double gain) {
  auto type = cast<nn::SizedTensorType>(normal.getType());
  bool isTall = type.getDimSize(0) >= type.getDimSize(1);
  auto product = [&](Expression x, Expression y, bool transposeX = false, bool transposeY = false) {
    auto flag = [&](bool isSet) { return isSet ? builder.getUnitAttr() : UnitAttr(); };
    return Expression(
        builder, MatmulOp::create(builder, x.getValue(), y.getValue(), flag(transposeX), flag(transposeY)));
  };
  auto gram = [&](Expression x) { return product(x, x, isTall, !isTall); };
  auto times = [&](Expression x, Expression square) {
    return isTall ? product(x, square) : product(square, x);
  };

  Expression x(builder, normal), square = gram(x);
  Expression bound = sqrt(sum(square * square)); // of the largest singular value's square
  x = x / sqrt(bound);
  for (int i = 0; i < 12; ++i) {
    square = i == 0 ? square / bound : gram(x);
    x = x * 3.4445 + times(x, square * -4.775 + product(square, square) * 2.0315);
  }
  for (int i = 0; i < 8; ++i)
    x = x * 1.5 - times(x, gram(x)) * 0.5;
  return (gain == 1 ? x : x * gain).getValue();
}

// A row for each output: where its 1 is, or behind the row's end. (A negative place would count from the
// end.)
static Value identity(ImplicitLocOpBuilder &builder, nn::SizedTensorType type) {
  nn::SizedTensorType matrix = matrixOf(type);
  int64_t window = 1, centre = 0;
  for (int64_t size : type.getShape().drop_front(2)) {
    window *= size;
    centre = centre * size + size / 2;
  }
  SmallVector<int64_t> places;
  for (int64_t row = 0; row < type.getDimSize(0); ++row)
    places.push_back(row < type.getDimSize(1) ? row * window + centre : matrix.getDimSize(1));
  return reshaped(builder, OneHotOp::create(builder, matrix, integers(builder, places)), type);
}

Value InitialValues::draw(Attribute initializer, nn::SizedTensorType type, int64_t place) {
  auto uniform = [&](double low, double high) -> Value {
    return RandomUniformOp::create(builder, type, state(place), low, high).getResult();
  };
  auto normal = [&](double mean, double stddev) -> Value {
    return RandomNormalOp::create(builder, type, state(place), mean, stddev).getResult();
  };
  // Uniform in [-bound, bound) has the variance bound² / 3.
  auto uniformOf = [&](double variance) {
    return uniform(-std::sqrt(3 * variance), std::sqrt(3 * variance));
  };
  // What is computed of draws is rounded once.
  nn::SizedTensorType wide = type.clone(train::computedType(type.getElementType()));
  auto rounded = [&](Value value) -> Value {
    return wide == type ? value : Value(CastOp::create(builder, type, value));
  };
  auto normalOf = [&](double variance) { return normal(0, std::sqrt(variance)); };
  return llvm::TypeSwitch<Attribute, Value>(initializer)
      .Case([&](UniformAttr init) {
        return uniform(init.getLow().getValueAsDouble(), init.getHigh().getValueAsDouble());
      })
      .Case([&](NormalAttr init) {
        return normal(init.getMean().getValueAsDouble(), init.getStddev().getValueAsDouble());
      })
      .Case([&](TruncatedNormalAttr init) {
        double bound = std::erf(std::sqrt(2.0));
        Value uniform = RandomUniformOp::create(builder, wide, state(place), -bound, bound).getResult();
        return rounded(truncatedNormal(builder, uniform, init.getMean().getValueAsDouble(),
                                       init.getStddev().getValueAsDouble()));
      })
      .Case([&](XavierUniformAttr) { return uniformOf(2 / (fansOf(type).in + fansOf(type).out)); })
      .Case([&](XavierNormalAttr) { return normalOf(2 / (fansOf(type).in + fansOf(type).out)); })
      .Case([&](HeUniformAttr) { return uniformOf(2 / fansOf(type).in); })
      .Case([&](HeNormalAttr) { return normalOf(2 / fansOf(type).in); })
      .Case([&](LecunUniformAttr) { return uniformOf(1 / fansOf(type).in); })
      .Case([&](FanInUniformAttr) { return uniformOf(1 / (3 * fansOf(type).in)); })
      .Case([&](LecunNormalAttr) { return normalOf(1 / fansOf(type).in); })
      .Case([&](OrthogonalAttr init) {
        Value matrix = RandomNormalOp::create(builder, matrixOf(wide), state(place), 0.0, 1.0).getResult();
        double gain = init.getGain() ? init.getGain().getValueAsDouble() : 1;
        return rounded(reshaped(builder, orthogonal(builder, matrix, gain), wide));
      })
      .Case([&](RandomStateAttr) { return state(place); });
}

Value InitialValues::of(VariableOp variable, int64_t place) {
  builder.setLoc(variable.getLoc());
  auto type = cast<nn::SizedTensorType>(variable.getType());
  Attribute initializer = variable.getInitializer();
  if (isa<ZerosAttr>(initializer))
    return filled(builder, type, builder.getZeroAttr(type.getElementType()));
  if (auto fill = dyn_cast<FillAttr>(initializer))
    return filled(builder, type, FloatAttr::get(type.getElementType(), fill.getValue().getValueAsDouble()));
  if (auto elements = dyn_cast<DenseElementsAttr>(initializer))
    return ConstantOp::create(builder, type, elements);
  if (isa<IdentityAttr>(initializer))
    return identity(builder, type);
  return draw(initializer, type, place);
}

// Key and counter [seed, place · 2^32]: draws that follow count on from there and never meet the next stream.
Value InitialValues::state(int64_t place) {
  if (!key)
    key = MulOp::create(builder, seed, integers(builder, {1, 0}));
  return AddOp::create(builder, key, integers(builder, {0, place << 32}));
}
} // namespace dlc

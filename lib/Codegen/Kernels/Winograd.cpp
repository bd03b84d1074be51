#include "Codegen/Kernels/Winograd.h"

using namespace mlir;

namespace dlc::codegen::winograd {
namespace {
bool isNear(double a, double b) { return std::abs(a - b) < 1e-12; }

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
    if (isNear(factor, 1))
      return add(x, y);
    if (isNear(factor, -1))
      return sub(x, y);
    return vector::FMAOp::create(builder, y, number(factor, y), x);
  }
  /// Σ factors[i] · x[i], which begins with a term that needs no multiplication, if there is one.
  Value sum(ArrayRef<double> factors, ValueRange x) {
    const double *first = llvm::find_if(factors, [](double factor) { return isNear(factor, 1); });
    if (first == factors.end())
      first = llvm::find_if(factors, [](double factor) { return !isNear(factor, 0); });
    Value result = x[first - factors.begin()];
    if (!isNear(*first, 1))
      result = times(*first, result);
    for (auto [factor, value] : llvm::zip_equal(factors, x))
      if (&factor != first && !isNear(factor, 0))
        result = plus(result, factor, value);
    return result;
  }
};

/// The coefficients of Π (x - roots[i]), that of 1 first.
SmallVector<double> polynomial(ArrayRef<double> roots) {
  SmallVector<double> result{1};
  for (double root : roots) {
    result.push_back(0);
    for (size_t i = result.size() - 1; i > 0; --i)
      result[i] = result[i - 1] - root * result[i];
    result[0] *= -root;
  }
  return result;
}

SmallVector<SmallVector<double>> transposed(const SmallVector<SmallVector<double>> &matrix) {
  SmallVector<SmallVector<double>> result(matrix[0].size(), SmallVector<double>(matrix.size()));
  for (size_t i = 0; i < matrix.size(); ++i)
    for (size_t j = 0; j < matrix[i].size(); ++j)
      result[j][i] = matrix[i][j];
  return result;
}

int64_t pixelsOfPhase(const Window &window) { return llvm::divideCeil(window.kernel[0], window.strides[0]); }
} // namespace

bool Filtering::suits(const Window &window) {
  auto isOne = [](int64_t number) { return number == 1; };
  return window.kernel[0] == window.kernel[1] && window.strides[0] == window.strides[1] &&
         window.strides[0] <= 2 && llvm::all_of(window.dilations, isOne) && window.group == 1 &&
         pixelsOfPhase(window) >= 2 && pixelsOfPhase(window) <= 5;
}

// With 6 points, rounding errors of 2/3 and 3/2 are a half of those of 1 and 2, and reciprocals save a
// multiplication; with 5, two pairs without 0 are half as bad as 0, a pair and another one. Found by trying:
// docs/decisions/0024-winograd.md.
Filtering::Filtering(const Window &convolution)
    : kernel(convolution.kernel[0]), stride(convolution.strides[0]), window(pixelsOfPhase(convolution)),
      outputs(window == 2 ? 4 : 7 - window), hasZero(window > 2) {
  if (window == 2)
    pairs = {0.4, 1.3};
  else
    pairs = {2.0 / 3, 3.0 / 2};
}

std::string Filtering::name() const {
  auto square = [](int64_t side) { return std::to_string(side) + " × " + std::to_string(side); };
  return "Winograd F(" + square(outputs) + ", " + square(window) + ")";
}

SmallVector<double> Filtering::finitePoints() const {
  SmallVector<double> result;
  if (hasZero)
    result.push_back(0);
  for (double point : pairs)
    result.append({point, -point});
  return result;
}

Filtering::Matrix Filtering::ofInputs() const {
  Matrix result;
  const SmallVector<double> points = finitePoints();
  for (double point : points) {
    SmallVector<double> others(llvm::make_filter_range(points, [&](double each) { return each != point; }));
    result.push_back(polynomial(others));
    result.back().push_back(0);
  }
  result.push_back(polynomial(points));
  return result;
}

Filtering::Matrix Filtering::ofWeights() const {
  Matrix result;
  const SmallVector<double> points = finitePoints();
  for (double point : points) {
    double norm = 1;
    for (double each : points)
      norm *= each == point ? 1 : point - each;
    SmallVector<double> &row = result.emplace_back();
    for (int64_t k = 0; k < window; ++k)
      row.push_back(std::pow(point, k) / norm);
  }
  result.emplace_back(window, 0.0).back() = 1;
  return result;
}

Filtering::Matrix Filtering::ofProducts() const {
  Matrix result;
  for (int64_t k = 0; k < outputs; ++k) {
    SmallVector<double> &row = result.emplace_back();
    for (double point : finitePoints())
      row.push_back(std::pow(point, k));
    row.push_back(k == outputs - 1);
  }
  return result;
}

Values Filtering::times(TileBuilder &b, const Matrix &rows, ValueRange x) const {
  Arithmetic math{b};
  Values result;
  if (hasZero)
    result.push_back(math.sum(rows.front(), x));
  for (size_t pair = 0; pair < pairs.size(); ++pair) {
    ArrayRef<double> positive = rows[hasZero + 2 * pair], negative = rows[hasZero + 2 * pair + 1];
    SmallVector<double> even, odd;
    double scale = 0; // of the odd terms, the last of which needs no multiplication
    for (auto [p, n] : llvm::zip_equal(positive, negative)) {
      even.push_back((p + n) / 2);
      odd.push_back((p - n) / 2);
      scale = isNear(odd.back(), 0) ? scale : odd.back();
    }
    for (double &factor : odd)
      factor /= scale;
    Value sumOfEven = math.sum(even, x), sumOfOdd = math.sum(odd, x);
    result.push_back(math.plus(sumOfEven, scale, sumOfOdd));
    result.push_back(math.plus(sumOfEven, -scale, sumOfOdd));
  }
  result.push_back(math.sum(rows.back(), x));
  return result;
}

Values Filtering::timesColumns(TileBuilder &b, const Matrix &rows, ValueRange x) const {
  Arithmetic math{b};
  Values sums, differences;
  for (size_t pair = 0; pair < pairs.size(); ++pair) {
    Value positive = x[hasZero + 2 * pair], negative = x[hasZero + 2 * pair + 1];
    sums.push_back(math.add(positive, negative));
    differences.push_back(math.sub(positive, negative));
  }
  Values result;
  for (ArrayRef<double> row : rows) {
    SmallVector<double> factors;
    Values terms;
    auto add = [&](double factor, Value term) {
      factors.push_back(factor);
      terms.push_back(term);
    };
    if (hasZero)
      add(row.front(), x.front());
    add(row.back(), x.back());
    for (size_t pair = 0; pair < pairs.size(); ++pair) {
      double positive = row[hasZero + 2 * pair], negative = row[hasZero + 2 * pair + 1];
      add(positive, isNear(positive, negative) ? sums[pair] : differences[pair]);
    }
    result.push_back(math.sum(factors, terms));
  }
  return result;
}

Values Filtering::transformInputs(TileBuilder &b, ValueRange x) const { return times(b, ofInputs(), x); }
Values Filtering::transformWeights(TileBuilder &b, ValueRange x) const { return times(b, ofWeights(), x); }
Values Filtering::transformProducts(TileBuilder &b, ValueRange x) const {
  return timesColumns(b, ofProducts(), x);
}
Values Filtering::transformGradients(TileBuilder &b, ValueRange y) const {
  return times(b, transposed(ofProducts()), y);
}
Values Filtering::transformSums(TileBuilder &b, ValueRange x) const {
  return timesColumns(b, transposed(ofWeights()), x);
}
} // namespace dlc::codegen::winograd

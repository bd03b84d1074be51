#include "NN/NNProduct.h"

#include <algorithm>

using namespace llvm;

namespace dlc::nn {
/// How many letters all three begin with.
static size_t commonFront(StringRef lhs, StringRef rhs, StringRef result) {
  size_t count = 0, most = std::min({lhs.size(), rhs.size(), result.size()});
  while (count < most && lhs[count] == result[count] && rhs[count] == result[count])
    ++count;
  return count;
}

std::optional<MatrixProduct> matrixProductOf(StringRef lhs, StringRef rhs, StringRef result) {
  MatrixProduct product{};
  product.batch = commonFront(lhs, rhs, result);
  lhs = lhs.drop_front(product.batch);
  rhs = rhs.drop_front(product.batch);
  result = result.drop_front(product.batch);
  auto inBoth = [](StringRef term, StringRef other) {
    return lettersWhere(term, [&](char letter) { return other.contains(letter); });
  };
  std::string rows = inBoth(result, lhs), columns = inBoth(result, rhs);
  if (result != rows + columns) {
    product.isSwapped = true;
    std::swap(lhs, rhs);
    std::swap(rows, columns);
  }
  std::string sum = inBoth(lhs, rhs);
  if (rows.empty() || columns.empty() || sum.empty() || result != rows + columns)
    return std::nullopt;
  product.transposeLhs = lhs == sum + rows;
  product.transposeRhs = rhs == columns + sum;
  if ((!product.transposeLhs && lhs != rows + sum) || (!product.transposeRhs && rhs != sum + columns))
    return std::nullopt;
  product.rows = rows.size();
  product.columns = columns.size();
  product.sum = sum.size();
  return product;
}
} // namespace dlc::nn

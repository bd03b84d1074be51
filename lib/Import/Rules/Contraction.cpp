// Sums of products.
#include "Import/Products.h"
#include "Import/RuleTable.h"

#include "llvm/ADT/StringExtras.h"

#include <set>

using namespace mlir;

namespace dlc::importer {

Value matmul(Emit &e, Value a, Value b) {
  if (rankOf(a) == 0 || rankOf(b) == 0)
    refuse("its operands must not be scalars");
  Type element = elementOf(a);
  if (!isFloat(a)) {
    Type wide = e.builder.getF64Type();
    return e.cast(matmul(e, e.cast(a, wide), e.cast(b, wide)), element);
  }
  const bool row = rankOf(a) == 1, column = rankOf(b) == 1;
  if (row)
    a = e.reshape(a, {1, shapeOf(a)[0]});
  if (column)
    b = e.reshape(b, {shapeOf(b)[0], 1});
  Value result = e.matmul(a, b);
  Shape shape = shapeOf(result);
  if (column)
    shape.pop_back();
  if (row)
    shape.erase(shape.end() - (column ? 1 : 2));
  return e.reshape(result, shape);
}

static void matMul(Node &node) { node.set(matmul(node.e, node.in(0), node.in(1))); }

static void gemm(Node &node) {
  Emit &e = node.e;
  Value a = node.in(0), b = node.in(1);
  const double beta = node.f("beta", 1);
  Type element = elementOf(a), wide = isFloat(a) ? element : Type(e.builder.getF64Type());
  SmallVector<Value> operands{e.cast(a, wide), e.cast(b, wide)};
  // With a beta of 0 the addend is not read: its NaN does not count.
  if (node.has(2) && beta != 0)
    operands.push_back(e.cast(node.in(2), wide));
  Value result = e.one<nn::GemmOp>(operands, node.attrs()
                                                 .unit("transpose_lhs", node.i("transA", 0) != 0)
                                                 .unit("transpose_rhs", node.i("transB", 0) != 0)
                                                 .real("alpha", node.f("alpha", 1))
                                                 .real("beta", beta));
  node.set(e.cast(result, element));
}

/// Transposed and scaled (com.microsoft).
static void fusedMatMul(Node &node) {
  Emit &e = node.e;
  Value a = node.in(0), b = node.in(1);
  node.needOnly("transBatchA", 0);
  node.needOnly("transBatchB", 0);
  if (node.i("transA", 0) && rankOf(a) > 1)
    a = e.swap(a, rankOf(a) - 2, rankOf(a) - 1);
  if (node.i("transB", 0) && rankOf(b) > 1)
    b = e.swap(b, rankOf(b) - 2, rankOf(b) - 1);
  const double alpha = node.f("alpha", 1);
  Value result = matmul(e, a, b);
  node.set(alpha == 1 ? result : e.mul(result, alpha));
}

//===-- Einsum --------------------------------------------------------------------------------------===//

/// Blanks go, an ellipsis becomes letters, an implicit result is written out, and sizes of 1 broadcast.
static void einsum(Node &node) {
  Emit &e = node.e;
  std::string equation;
  for (char c : node.s("equation", ""))
    if (c != ' ')
      equation += c;
  SmallVector<Value> operands;
  for (size_t i = 0; i < node.inputCount(); ++i)
    operands.push_back(node.in(i));
  auto [left, right] = StringRef(equation).split("->");
  SmallVector<StringRef> terms;
  left.split(terms, ',');
  if (terms.size() != operands.size())
    refuse("its equation '" + shortened(equation, 100) + "' has " + Twine(terms.size()) + " terms for " +
           Twine(operands.size()) + " inputs");
  std::string unused;
  for (char c : StringRef("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
    if (!StringRef(equation).contains(c))
      unused += c;
  size_t most = 0;
  std::vector<size_t> dots;
  for (auto [term, operand] : llvm::zip(terms, operands)) {
    const bool has = term.contains("...");
    const size_t letters = term.size() - (has ? 3 : 0), rank = static_cast<size_t>(rankOf(operand));
    if (letters > rank || (!has && letters != rank))
      refuse("its term '" + shortened(term, 100) + "' does not fit an input of rank " + Twine(rank));
    dots.push_back(has ? rank - letters : 0);
    most = std::max(most, dots.back());
  }
  if (most > unused.size())
    refuse("its equation has too many dimensions");
  const std::string ellipsis = unused.substr(0, most);
  auto expandedTerm = [&](StringRef term, size_t count) {
    std::string text = term.str();
    if (size_t at = text.find("..."); at != std::string::npos)
      text.replace(at, 3, ellipsis.substr(most - count));
    return text;
  };
  std::string all;
  SmallVector<std::string> written;
  for (auto [term, count] : llvm::zip(terms, dots)) {
    written.push_back(expandedTerm(term, count));
    all += written.back();
  }
  std::string result;
  if (equation.find("->") == std::string::npos) {
    std::set<char> single;
    for (char c : all)
      if (StringRef(all).count(c) == 1 && ellipsis.find(c) == std::string::npos)
        single.insert(c);
    result = ellipsis + std::string(single.begin(), single.end());
  } else {
    result = expandedTerm(right, most);
  }
  // A size of 1 beside a larger one is a dimension that is not there.
  std::map<char, int64_t> sizes;
  for (auto [term, operand] : llvm::zip(written, operands))
    for (auto [letter, size] : llvm::zip(term, shapeOf(operand)))
      if (auto [known, isNew] = sizes.try_emplace(letter, size); !isNew && known->second == 1)
        known->second = size;
  for (auto [term, operand] : llvm::zip(written, operands)) {
    Shape kept;
    std::string letters;
    for (auto [letter, size] : llvm::zip(term, shapeOf(operand)))
      if (size != 1 || sizes[letter] == 1) {
        kept.push_back(size);
        letters += letter;
      }
    operand = e.reshape(operand, kept);
    term = letters;
  }
  const std::string full = llvm::join(written, ","); // terms of scalars are empty
  // nn wants each letter of the result in an operand, which holds: a size that is not 1 is in one.
  Type element = elementOf(operands.front());
  Type wide = isFloat(operands.front()) ? element : Type(e.builder.getF64Type());
  for (Value &operand : operands)
    operand = e.cast(operand, wide);
  Value product =
      e.one<nn::EinsumOp>(operands, e.attrs().add("equation", e.builder.getStringAttr(full + "->" + result)));
  node.set(e.cast(product, element));
}

/// By elimination without pivots it would fail on zeros; by the rule of Leibniz for the sizes that occur.
static Value determinant(Emit &e, Value x) {
  const int64_t rank = rankOf(x), size = shapeOf(x)[rank - 1];
  auto entry = [&](int64_t i, int64_t j) {
    return e.slice(e.slice(x, rank - 2, i, i + 1), rank - 1, j, j + 1);
  };
  if (size == 1)
    return x;
  if (size == 2)
    return e.sub(e.mul(entry(0, 0), entry(1, 1)), e.mul(entry(0, 1), entry(1, 0)));
  Value sum;
  Value below = e.slice(x, rank - 2, 1, size);
  for (int64_t j = 0; j < size; ++j) {
    SmallVector<Value> columns;
    if (j > 0)
      columns.push_back(e.slice(below, rank - 1, 0, j));
    if (j + 1 < size)
      columns.push_back(e.slice(below, rank - 1, j + 1, size));
    Value part = e.mul(entry(0, j), determinant(e, e.concat(columns, rank - 1)));
    sum = !sum ? part : j % 2 ? e.sub(sum, part) : e.add(sum, part);
  }
  return sum;
}

static void det(Node &node) {
  Value x = node.in(0);
  const int64_t rank = rankOf(x);
  if (rank < 2 || shapeOf(x)[rank - 1] != shapeOf(x)[rank - 2] || shapeOf(x)[rank - 1] < 1 ||
      shapeOf(x)[rank - 1] > 5)
    refuse("its matrices must be square and have at most 5 rows; the input is " + nn::shapeText(shapeOf(x)));
  Shape shape = shapeOf(x);
  shape.resize(rank - 2);
  node.set(node.e.reshape(determinant(node.e, x), shape));
}

ArrayRef<Rule> contractionRules() {
  static const Rule rules[] = {
      {"MatMul", 1, newest, matMul, "integers by way of f64"},
      {"Gemm", 1, newest, gemm, "integers by way of f64"},
      {"Einsum", 12, newest, einsum},
      {"Det", 11, newest, det, "of matrices of at most 5 × 5"},
      {"FusedMatMul", 1, newest, fusedMatMul, "", "com.microsoft"},
      {"TransposeMatMul", 1, newest, fusedMatMul, "", "com.microsoft"},
  };
  return rules;
}

} // namespace dlc::importer

// Matrix products in every transposition, over sizes at which tiles are cut, and epilogues.
#include "Cases.h"

#include <cmath>

namespace dlc::test {
namespace {

Array multiply(const Array &a, const Array &b, bool left, bool right) {
  int64_t m = a.dim(left), k = a.dim(!left), n = b.dim(!right);
  Array c({m, n});
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j)
      for (int64_t l = 0; l < k; ++l)
        c(i, j) += (left ? a(l, i) : a(i, l)) * (right ? b(j, l) : b(l, j));
  return c;
}

std::string matrix(const std::string &rows, const std::string &columns) {
  return "tensor<" + rows + "x" + columns + "x$T>";
}

/// lhs is m × k, or its transpose; "?" stands for the batch.
Case product(const std::string &m, const std::string &k, const std::string &n, bool left, bool right) {
  std::string a = left ? matrix(k, m) : matrix(m, k), b = right ? matrix(n, k) : matrix(k, n);
  std::string name = "matmul_" + m + "_" + k + "_" + n + (left ? "_lhs" : "") + (right ? "_rhs" : "");
  std::replace(name.begin(), name.end(), '?', 'N');
  Case result;
  result.text = "nn.func @" + name + "(%a: " + a + ", %b: " + b + ") -> (y: " + matrix(m, n) +
                ") {\n  %y = nn.matmul %a, %b" + (left ? " transpose_lhs" : "") +
                (right ? " transpose_rhs" : "") + " : " + a + ", " + b +
                "\n  nn.return %y : " + matrix(m, n) + "\n}";
  result.expected = [=](const Arrays &in, int64_t) { return Arrays{multiply(in[0], in[1], left, right)}; };
  return result;
}

std::vector<Case> products() {
  std::vector<Case> cases;
  struct {
    const char *k, *n;
  } sizes[] = {{"1", "1"}, {"5", "3"}, {"64", "16"}, {"33", "17"}, {"31", "129"}, {"10", "32"}};
  for (auto [k, n] : sizes) {
    cases.push_back(product("?", k, n, false, false));
    cases.push_back(product("?", k, n, false, true));
    cases.push_back(product(k, "?", n, true, false)); // the sum goes over the batch
  }
  for (bool left : {false, true})
    for (bool right : {false, true})
      for (const char *m : {"1", "7", "24", "97"})
        cases.push_back(product(m, "19", "35", left, right));
  // Sums in parts; a right side that is too large for a cache, with few rows and with many.
  for (bool left : {false, true})
    for (bool right : {false, true})
      for (const char *m : {"3", "70"})
        cases.push_back(product(m, "1100", "300", left, right));
  cases.push_back(product("?", "600", "1100", false, false));
  cases.push_back(product("?", "600", "70", false, true));
  cases.push_back(product("260", "1100", "1030", false, false));
  return cases;
}

/// `code` makes %y of %c = %a · %b, and of a row, a column, a scalar, another matrix and a mask.
Case epilogue(const std::string &name, const std::string &code,
              double (*element)(double c, double row, double column, double scalar, double other,
                                bool mask)) {
  Case result;
  result.text = "nn.func @" + name +
                R"((%a: tensor<?x7x$T>, %b: tensor<7x37x$T>, %row: tensor<37x$T>, %column: tensor<?x1x$T>,
      %scalar: tensor<$T>, %other: tensor<?x37x$T>, %mask: tensor<?x37xi1>) -> (y: tensor<?x37x$T>) {
  %zero = nn.constant dense<0.0> : tensor<$T>
  %c = nn.matmul %a, %b : tensor<?x7x$T>, tensor<7x37x$T>
)" + code + "\n  nn.return %y : tensor<?x37x$T>\n}";
  result.expected = [=](const Arrays &in, int64_t) {
    Array y = multiply(in[0], in[1], false, false);
    for (int64_t i = 0; i < y.dim(0); ++i)
      for (int64_t j = 0; j < y.dim(1); ++j)
        y(i, j) = element(y(i, j), in[2](j), in[3](i, 0), in[4].values[0], in[5](i, j), in[6](i, j) != 0);
    return Arrays{y};
  };
  return result;
}

std::vector<Case> epilogues() {
  return {
      epilogue("bias_and_relu",
               "%s = nn.add %c, %row : tensor<?x37x$T>, tensor<37x$T>\n%y = nn.relu %s : tensor<?x37x$T>",
               [](double c, double row, double, double, double, bool) { return std::max(c + row, 0.0); }),
      epilogue("bias_and_tanh",
               "%s = nn.add %row, %c : tensor<37x$T>, tensor<?x37x$T>\n%y = nn.tanh %s : tensor<?x37x$T>",
               [](double c, double row, double, double, double, bool) { return std::tanh(c + row); }),
      epilogue(
          "residual_and_scale",
          "%s = nn.mul %c, %scalar : tensor<?x37x$T>, tensor<$T>\n"
          "%y = nn.sub %other, %s : tensor<?x37x$T>, tensor<?x37x$T>",
          [](double c, double, double, double scalar, double other, bool) { return other - c * scalar; }),
      epilogue("per_example", "%y = nn.mul %column, %c : tensor<?x1x$T>, tensor<?x37x$T>",
               [](double c, double, double column, double, double, bool) { return c * column; }),
      epilogue("masked", "%y = nn.where %mask, %c, %zero : tensor<?x37xi1>, tensor<?x37x$T>, tensor<$T>",
               [](double c, double, double, double, double, bool mask) { return mask ? c : 0; }),
      epilogue("used_twice", "%y = nn.mul %c, %c : tensor<?x37x$T>, tensor<?x37x$T>",
               [](double c, double, double, double, double, bool) { return c * c; }),
      epilogue("compared",
               "%p = nn.compare gt %c, %other : tensor<?x37x$T>, tensor<?x37x$T>\n"
               "%y = nn.cast %p : tensor<?x37xi1> to tensor<?x37x$T>",
               [](double c, double, double, double, double other, bool) { return c > other ? 1.0 : 0.0; }),
      epilogue("of_two_products",
               "%d = nn.matmul %a, %b : tensor<?x7x$T>, tensor<7x37x$T>\n"
               "%e = nn.exp %d : tensor<?x37x$T>\n%y = nn.add %e, %row : tensor<?x37x$T>, tensor<37x$T>",
               [](double c, double row, double, double, double, bool) { return std::exp(c) + row; })};
}

/// What is added is read across the rows of the product.
Case transposed() {
  return {"nn.func @transposed(%a: tensor<20x3x$T>, %b: tensor<3x20x$T>, %t: tensor<20x20x$T>) -> (y: "
          "tensor<20x20x$T>) {\n"
          "  %c = nn.matmul %a, %b : tensor<20x3x$T>, tensor<3x20x$T>\n"
          "  %u = nn.transpose %t perm [1, 0] : tensor<20x20x$T>\n"
          "  %y = nn.add %c, %u : tensor<20x20x$T>, tensor<20x20x$T>\n"
          "  nn.return %y : tensor<20x20x$T>\n}",
          [](const Arrays &in, int64_t) {
            Array y = multiply(in[0], in[1], false, false);
            for (int64_t i = 0; i < 20; ++i)
              for (int64_t j = 0; j < 20; ++j)
                y(i, j) += in[2](j, i);
            return Arrays{y};
          }};
}

/// Products of matrices in two heads of each example, and what comes behind them.
Case many(const std::string &m, const std::string &k, const std::string &n, bool left, bool right) {
  auto heads = [](const std::string &rows, const std::string &columns) {
    return "tensor<?x2x" + rows + "x" + columns + "x$T>";
  };
  std::string a = left ? heads(k, m) : heads(m, k), b = right ? heads(n, k) : heads(k, n), y = heads(m, n);
  Case result;
  result.text = "nn.func @many_" + m + "_" + k + "_" + n + (left ? "_lhs" : "") + (right ? "_rhs" : "") +
                "(%a: " + a + ", %b: " + b + ") -> (y: " + y + ") {\n  %c = nn.matmul %a, %b" +
                (left ? " transpose_lhs" : "") + (right ? " transpose_rhs" : "") + " : " + a + ", " + b +
                "\n  %y = nn.relu %c : " + y + "\n  nn.return %y : " + y + "\n}";
  result.expected = [=](const Arrays &in, int64_t) {
    const Array &first = in[0], &second = in[1];
    Array y({first.dim(0), 2, first.dim(left ? 3 : 2), second.dim(right ? 2 : 3)});
    int64_t depth = first.dim(left ? 2 : 3);
    for (int64_t e = 0; e < y.dim(0); ++e)
      for (int64_t h = 0; h < 2; ++h)
        for (int64_t i = 0; i < y.dim(2); ++i)
          for (int64_t j = 0; j < y.dim(3); ++j) {
            double sum = 0;
            for (int64_t l = 0; l < depth; ++l)
              sum += (left ? first(e, h, l, i) : first(e, h, i, l)) *
                     (right ? second(e, h, j, l) : second(e, h, l, j));
            y(e, h, i, j) = std::max(sum, 0.0);
          }
    return Arrays{y};
  };
  return result;
}

class Matmul : public testing::TestWithParam<Configuration> {};
INSTANTIATE_TEST_SUITE_P(, Matmul, testing::ValuesIn(configurations), nameOf);

TEST_P(Matmul, AgreesWithNaiveLoops) { check(products(), GetParam()); }

TEST_P(Matmul, IsManyAtOnce) {
  std::vector<Case> cases;
  for (bool left : {false, true})
    for (bool right : {false, true}) {
      cases.push_back(many("7", "19", "35", left, right));
      cases.push_back(many("1", "5", "3", left, right));
    }
  check(cases, GetParam());
}

TEST_P(Matmul, RunsItsEpilogue) {
  std::vector<Case> cases = epilogues();
  cases.push_back(transposed());
  check(cases, GetParam());
}

TEST(Library, HoldsTheSameMatmuls) {
  std::vector<Case> cases = epilogues();
  cases.push_back(product("?", "33", "17", false, true));
  checkLibrary(cases, configurations[0]);
}

} // namespace
} // namespace dlc::test

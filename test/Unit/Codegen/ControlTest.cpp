// Loops over steps and branches through all of the compiler: buffers that steps update in place, slices of
// them, memory of a step, kernels and threads inside a serial loop.
#include "Cases.h"

#include <cmath>

namespace dlc::test {
namespace {

constexpr int64_t steps = 6, inputs = 5, units = 37;

/// One recurrent layer, h' = tanh(x·W + h·U + b): all its states, [batch, steps, units].
Array states(const Arrays &in) {
  const Array &x = in[0], &h = in[1], &w = in[2], &u = in[3], &b = in[4];
  Array all({x.dim(0), steps, units});
  for (int64_t n = 0; n < x.dim(0); ++n)
    for (int64_t t = 0; t < steps; ++t)
      for (int64_t j = 0; j < units; ++j) {
        double sum = b(j);
        for (int64_t i = 0; i < inputs; ++i)
          sum += x(n, t, i) * w(i, j);
        for (int64_t i = 0; i < units; ++i)
          sum += (t ? all(n, t - 1, i) : h(n, i)) * u(i, j);
        all(n, t, j) = std::tanh(sum);
      }
  return all;
}

Array last(const Array &all) {
  Array result({all.dim(0), units});
  for (int64_t n = 0; n < all.dim(0); ++n)
    for (int64_t j = 0; j < units; ++j)
      result(n, j) = all(n, steps - 1, j);
  return result;
}

const std::string arguments = "(%x: tensor<?x6x5x$T>, %h: tensor<?x37x$T>, %w: tensor<5x37x$T>, "
                              "%u: tensor<37x37x$T>, %b: tensor<37x$T>)";
const std::string layer = R"(
  %s = nn.constant dense<0.125> : tensor<$T>
  %us = nn.mul %u, %s : tensor<37x37x$T>, tensor<$T>
  %last, %all = nn.scan axis 1 carry(%h = %h : tensor<?x37x$T>) over(%x = %x : tensor<?x6x5x$T>)
      capture(%w = %w : tensor<5x37x$T>, %u = %us : tensor<37x37x$T>, %b = %b : tensor<37x$T>) {
    %p = nn.matmul %x, %w : tensor<?x5x$T>, tensor<5x37x$T>
    %q = nn.matmul %h, %u : tensor<?x37x$T>, tensor<37x37x$T>
    %r = nn.add %p, %q : tensor<?x37x$T>, tensor<?x37x$T>
    %t = nn.add %r, %b : tensor<?x37x$T>, tensor<37x$T>
    %n = nn.tanh %t : tensor<?x37x$T>
    nn.yield %n, %n : tensor<?x37x$T>, tensor<?x37x$T>
  })";

Arrays scaled(Arrays in) {
  for (double &value : in[3].values)
    value *= 0.125;
  return in;
}

Case forward() {
  Case result;
  result.text = "nn.func @recurrent" + arguments + " -> (all: tensor<?x6x37x$T>, last: tensor<?x37x$T>) {" +
                layer + "\n  nn.return %all, %last : tensor<?x6x37x$T>, tensor<?x37x$T>\n}";
  result.expected = [](const Arrays &in, int64_t) {
    Array all = states(scaled(in));
    return Arrays{all, last(all)};
  };
  return result;
}

/// Of the sum of the last states with respect to everything.
Case backward() {
  Case result;
  result.text = "nn.func @gradients" + arguments +
                R"( -> (dx: tensor<?x6x5x$T>, dh: tensor<?x37x$T>, dw: tensor<5x37x$T>,
      du: tensor<37x37x$T>, db: tensor<37x$T>) {)" +
                layer + R"(
  %l = nn.reduce_sum %last : tensor<?x37x$T>
  %dx, %dh, %dw, %du, %db = train.gradient %l wrt (%x, %h, %w, %u, %b) : tensor<$T>,
      (tensor<?x6x5x$T>, tensor<?x37x$T>, tensor<5x37x$T>, tensor<37x37x$T>, tensor<37x$T>)
  nn.return %dx, %dh, %dw, %du, %db : tensor<?x6x5x$T>, tensor<?x37x$T>, tensor<5x37x$T>, tensor<37x37x$T>, tensor<37x$T>
})";
  result.expected = [](const Arrays &given, int64_t) {
    Arrays in = scaled(given);
    const Array &x = in[0], &h = in[1], &w = in[2], &u = in[3];
    Array all = states(in);
    int64_t batch = x.dim(0);
    Array dx(x.shape), dw(w.shape), du(u.shape), db({units}), dh({batch, units}, 1.0);
    for (int64_t t = steps - 1; t >= 0; --t) {
      Array before({batch, units});
      for (int64_t n = 0; n < batch; ++n)
        for (int64_t j = 0; j < units; ++j) {
          double g = dh(n, j) * (1 - all(n, t, j) * all(n, t, j));
          db(j) += g;
          for (int64_t i = 0; i < inputs; ++i) {
            dw(i, j) += x(n, t, i) * g;
            dx(n, t, i) += w(i, j) * g;
          }
          for (int64_t i = 0; i < units; ++i) {
            du(i, j) += (t ? all(n, t - 1, i) : h(n, i)) * g * 0.125;
            before(n, i) += u(i, j) * g;
          }
        }
      dh = before;
    }
    return Arrays{dx, dh, dw, du, db};
  };
  result.tolerance = 20; // the sums go over batch and steps
  return result;
}

/// Values that change places, in steps that also stack what was before; a branch in a step.
Case choices() {
  Case result;
  result.text =
      R"(nn.func @choices(%x: tensor<?x4x$T>, %y: tensor<?x4x$T>) -> (a: tensor<?x4x$T>, b: tensor<?x4x$T>, all: tensor<?x5x4x$T>) {
  %two = nn.constant dense<2> : tensor<i64>
  %zero = nn.constant dense<0> : tensor<i64>
  %a, %b, %k, %all = nn.scan length 5 axis 1 carry(%a = %x : tensor<?x4x$T>, %b = %y : tensor<?x4x$T>, %k = %zero : tensor<i64>)
      capture(%two = %two : tensor<i64>) {
    %one = nn.constant dense<1> : tensor<i64>
    %p = nn.compare lt %k, %two : tensor<i64>, tensor<i64>
    %c = nn.if %p capture(%a = %a : tensor<?x4x$T>, %b = %b : tensor<?x4x$T>) {
      %s = nn.softmax %a : tensor<?x4x$T>
      nn.yield %s : tensor<?x4x$T>
    } else {
      %s = nn.sub %b, %a : tensor<?x4x$T>, tensor<?x4x$T>
      nn.yield %s : tensor<?x4x$T>
    }
    %n = nn.add %k, %one : tensor<i64>, tensor<i64>
    nn.yield %b, %c, %n, %a : tensor<?x4x$T>, tensor<?x4x$T>, tensor<i64>, tensor<?x4x$T>
  }
  nn.return %a, %b, %all : tensor<?x4x$T>, tensor<?x4x$T>, tensor<?x5x4x$T>
})";
  result.expected = [](const Arrays &in, int64_t) {
    Array a = in[0], b = in[1], all({a.dim(0), 5, 4});
    for (int64_t t = 0; t < 5; ++t) {
      Array c(a.shape);
      for (int64_t n = 0; n < a.dim(0); ++n) {
        double sum = 0;
        for (int64_t j = 0; j < 4; ++j) {
          all(n, t, j) = a(n, j);
          sum += std::exp(a(n, j));
        }
        for (int64_t j = 0; j < 4; ++j)
          c(n, j) = t < 2 ? std::exp(a(n, j)) / sum : b(n, j) - a(n, j);
      }
      a = b;
      b = c;
    }
    return Arrays{a, b, all};
  };
  return result;
}

/// Images as slices, along the leading axis, last one first; a convolution in a step.
Case images() {
  Case result;
  result.text =
      R"(nn.func @images(%x: tensor<3x2x1x6x6x$T>, %w: tensor<1x1x3x3x$T>) -> (y: tensor<3x2x1x6x6x$T>) {
  %zero = nn.constant dense<0.0> : tensor<2x1x6x6x$T>
  %c, %y = nn.scan axis 0 reverse carry(%c = %zero : tensor<2x1x6x6x$T>) over(%x = %x : tensor<3x2x1x6x6x$T>) capture(%w = %w : tensor<1x1x3x3x$T>) {
    %s = nn.add %c, %x : tensor<2x1x6x6x$T>, tensor<2x1x6x6x$T>
    %d = nn.conv %s, %w pads [1, 1, 1, 1] : tensor<2x1x6x6x$T>, tensor<1x1x3x3x$T>
    nn.yield %d, %d : tensor<2x1x6x6x$T>, tensor<2x1x6x6x$T>
  }
  nn.return %y : tensor<3x2x1x6x6x$T>
})";
  result.expected = [](const Arrays &in, int64_t) {
    const Array &x = in[0], &w = in[1];
    Array c({2, 1, 6, 6}), y(x.shape);
    for (int64_t t = 2; t >= 0; --t) {
      Array d(c.shape);
      for (int64_t n = 0; n < 2; ++n)
        for (int64_t i = 0; i < 6; ++i)
          for (int64_t j = 0; j < 6; ++j) {
            for (int64_t a = std::max<int64_t>(0, 1 - i); a < std::min<int64_t>(3, 7 - i); ++a)
              for (int64_t b = std::max<int64_t>(0, 1 - j); b < std::min<int64_t>(3, 7 - j); ++b)
                d(n, 0, i, j) +=
                    w(0, 0, a, b) * (c(n, 0, i + a - 1, j + b - 1) + x(t, n, 0, i + a - 1, j + b - 1));
            y(t, n, 0, i, j) = d(n, 0, i, j);
          }
      c = d;
    }
    return Arrays{y};
  };
  return result;
}

/// One value for two places; a place that holds a view of another; one step; none.
Case places() {
  Case result;
  result.text =
      R"(nn.func @places(%x: tensor<?x4x$T>, %y: tensor<?x2x2x$T>) -> (a: tensor<?x4x$T>, b: tensor<?x4x$T>,
      c: tensor<?x2x2x$T>, once: tensor<?x4x$T>, none: tensor<?x4x$T>, empty: tensor<?x0x4x$T>) {
  %a, %b, %c = nn.scan length 3 axis 1 carry(%a = %x : tensor<?x4x$T>, %b = %x : tensor<?x4x$T>, %c = %y : tensor<?x2x2x$T>) {
    %s = nn.add %a, %b : tensor<?x4x$T>, tensor<?x4x$T>
    %v = nn.reshape %b : tensor<?x4x$T> to tensor<?x2x2x$T>
    nn.yield %s, %s, %v : tensor<?x4x$T>, tensor<?x4x$T>, tensor<?x2x2x$T>
  }
  %once = nn.scan length 1 axis 1 carry(%a = %x : tensor<?x4x$T>) {
    %s = nn.add %a, %a : tensor<?x4x$T>, tensor<?x4x$T>
    nn.yield %s : tensor<?x4x$T>
  }
  %none, %empty = nn.scan length 0 axis 1 carry(%a = %x : tensor<?x4x$T>) {
    %s = nn.add %a, %a : tensor<?x4x$T>, tensor<?x4x$T>
    nn.yield %s, %s : tensor<?x4x$T>, tensor<?x4x$T>
  }
  nn.return %a, %b, %c, %once, %none, %empty : tensor<?x4x$T>, tensor<?x4x$T>, tensor<?x2x2x$T>, tensor<?x4x$T>, tensor<?x4x$T>, tensor<?x0x4x$T>
})";
  result.expected = [](const Arrays &in, int64_t) {
    auto times = [&](double factor, std::vector<int64_t> shape) {
      Array y(shape);
      for (size_t i = 0; i < y.values.size(); ++i)
        y.values[i] = factor * in[0].values[i];
      return y;
    };
    int64_t n = in[0].dim(0);
    return Arrays{times(8, {n, 4}), times(8, {n, 4}), times(4, {n, 2, 2}),
                  times(2, {n, 4}), times(1, {n, 4}), Array({n, 0, 4})};
  };
  return result;
}

/// Sizes that are multiples of the batch, in memory that is planned: what copies of joined tensors take.
Case joined() {
  Case result;
  result.text = R"(nn.func @joined(%x: tensor<?x4x24x$T>, %w: tensor<24x24x$T>) -> (y: tensor<?x4x24x$T>) {
  %d = nn.cumsum %x axis 1 : tensor<?x4x24x$T>
  %e = nn.matmul %d, %w : tensor<?x4x24x$T>, tensor<24x24x$T>
  %f = nn.cumsum %e axis 1 : tensor<?x4x24x$T>
  %g = nn.matmul %f, %w : tensor<?x4x24x$T>, tensor<24x24x$T>
  %y = nn.cumsum %g axis 1 : tensor<?x4x24x$T>
  nn.return %y : tensor<?x4x24x$T>
})";
  result.expected = [](const Arrays &in, int64_t) {
    auto sums = [](Array x) {
      for (int64_t n = 0; n < x.dim(0); ++n)
        for (int64_t t = 1; t < 4; ++t)
          for (int64_t j = 0; j < 24; ++j)
            x(n, t, j) += x(n, t - 1, j);
      return x;
    };
    auto product = [&](const Array &x) {
      Array y(x.shape);
      for (int64_t n = 0; n < x.dim(0); ++n)
        for (int64_t t = 0; t < 4; ++t)
          for (int64_t j = 0; j < 24; ++j)
            for (int64_t i = 0; i < 24; ++i)
              y(n, t, j) += x(n, t, i) * in[1](i, j);
      return y;
    };
    return Arrays{sums(product(sums(product(sums(in[0])))))};
  };
  result.tolerance = 1000; // sums of sums of sums
  return result;
}

class Control : public testing::TestWithParam<Configuration> {};

TEST_P(Control, MatchesNaiveLoops) {
  check({forward(), backward(), choices(), images(), places(), joined()}, GetParam());
}

INSTANTIATE_TEST_SUITE_P(, Control, testing::ValuesIn(configurations), nameOf);

TEST(ControlLibrary, IsTheSame) {
  checkLibrary({forward(), choices()}, {DType::f32, "native", Parallel::openmp});
}

} // namespace
} // namespace dlc::test

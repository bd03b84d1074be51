// What becomes plain loop nests: pooling, reductions, normalisation, losses, moves of elements.
#include "Cases.h"

#include <cmath>
#include <limits>

namespace dlc::test {
namespace {
constexpr double lowest = -std::numeric_limits<double>::infinity();

struct Pool {
  std::string name;
  int64_t height, width, kernelHeight, kernelWidth, strideHeight, strideWidth;
  int64_t top, left, bottom, right;
};

Array maxPool(const Pool &p, const Array &x, const Array *grad, Array *back) {
  Array y({x.dim(0), x.dim(1), (p.height + p.top + p.bottom - p.kernelHeight) / p.strideHeight + 1,
           (p.width + p.left + p.right - p.kernelWidth) / p.strideWidth + 1});
  for (int64_t n = 0; n < y.dim(0); ++n)
    for (int64_t c = 0; c < y.dim(1); ++c)
      for (int64_t oh = 0; oh < y.dim(2); ++oh)
        for (int64_t ow = 0; ow < y.dim(3); ++ow) {
          double best = lowest;
          int64_t atRow = 0, atColumn = 0;
          for (int64_t kh = 0; kh < p.kernelHeight; ++kh)
            for (int64_t kw = 0; kw < p.kernelWidth; ++kw) {
              int64_t h = oh * p.strideHeight + kh - p.top, w = ow * p.strideWidth + kw - p.left;
              if (h < 0 || h >= p.height || w < 0 || w >= p.width || x(n, c, h, w) <= best)
                continue;
              best = x(n, c, h, w);
              atRow = h;
              atColumn = w;
            }
          y(n, c, oh, ow) = best;
          if (back)
            (*back)(n, c, atRow, atColumn) += (*grad)(n, c, oh, ow);
        }
  return y;
}

/// Both directions; the values are rounded, so that windows hold ties.
Case pooling(const Pool &p) {
  std::string x = "tensor<?x2x" + std::to_string(p.height) + "x" + std::to_string(p.width) + "x$T>";
  std::string y = "tensor<?x2x" +
                  std::to_string((p.height + p.top + p.bottom - p.kernelHeight) / p.strideHeight + 1) + "x" +
                  std::to_string((p.width + p.left + p.right - p.kernelWidth) / p.strideWidth + 1) + "x$T>";
  auto pair = [](int64_t a, int64_t b) { return "[" + std::to_string(a) + ", " + std::to_string(b) + "]"; };
  std::string window = "kernel_shape " + pair(p.kernelHeight, p.kernelWidth) + " strides " +
                       pair(p.strideHeight, p.strideWidth) + " pads [" + std::to_string(p.top) + ", " +
                       std::to_string(p.left) + ", " + std::to_string(p.bottom) + ", " +
                       std::to_string(p.right) + "]";
  Case result;
  std::string wide = x;
  result.text = "nn.func @" + p.name + "(%x: " + x + ", %g: " + y + ") -> (y: " + y + ", dx: " + x +
                ") {\n  %four = nn.constant dense<4.0> : tensor<$T>\n  %scaled = nn.mul %x, %four : " + x +
                ", tensor<$T>\n  %whole = nn.cast %scaled : " + x + " to tensor<?x2x" +
                std::to_string(p.height) + "x" + std::to_string(p.width) +
                "xi64>\n  %r = nn.cast %whole : tensor<?x2x" + std::to_string(p.height) + "x" +
                std::to_string(p.width) + "xi64> to " + x + "\n  %y = nn.max_pool %r " + window + " : " + x +
                "\n  %dx = nn.max_pool_backward %r, %g " + window + " : " + x + ", " + y +
                "\n  nn.return %y, %dx : " + y + ", " + x + "\n}";
  result.expected = [p](const Arrays &in, int64_t) {
    Array x = in[0], dx(x.shape);
    for (double &value : x.values)
      value = std::trunc(value * 4);
    Array y = maxPool(p, x, &in[1], &dx);
    return Arrays{y, dx};
  };
  return result;
}

std::vector<Case> pools() {
  return {pooling({"disjoint", 8, 8, 2, 2, 2, 2, 0, 0, 0, 0}),
          pooling({"pairs_in_odd_rows", 9, 9, 2, 2, 2, 2, 0, 0, 0, 0}),
          pooling({"pairs_in_long_rows", 7, 71, 3, 2, 2, 2, 0, 0, 0, 0}),
          pooling({"tiles", 6, 9, 2, 3, 2, 3, 0, 0, 0, 0}),
          pooling({"overlapping", 9, 9, 3, 3, 2, 2, 1, 1, 1, 1}),
          pooling({"oblong", 7, 10, 2, 3, 1, 2, 1, 0, 0, 2}),
          pooling({"skipping", 8, 9, 1, 2, 3, 3, 0, 0, 0, 1}),
          pooling({"whole", 5, 4, 5, 4, 1, 1, 0, 0, 0, 0}),
          pooling({"wide", 3, 70, 2, 2, 1, 1, 0, 1, 0, 0})};
}

/// A function of one input of shape [?, 5, 7, 3] that is called x.
Case ofFour(const std::string &name, const std::string &result, const std::string &code,
            std::function<Array(const Array &)> expected) {
  return {"nn.func @" + name + "(%x: tensor<?x5x7x3x$T>) -> (y: " + result + ") {\n" + code +
              "\n  nn.return %y : " + result + "\n}",
          [=](const Arrays &in, int64_t) { return Arrays{expected(in[0])}; }};
}

/// Sums or maxima over axes, which the result drops; `start` tells which.
Array reduced(const Array &x, std::vector<size_t> axes, double start) {
  auto isReduced = [&](size_t axis) { return std::find(axes.begin(), axes.end(), axis) != axes.end(); };
  Shape shape;
  for (size_t axis = 0; axis < x.shape.size(); ++axis)
    if (!isReduced(axis))
      shape.push_back(x.shape[axis]);
  Array y(shape, start);
  for (size_t i = 0; i < x.values.size(); ++i) {
    size_t rest = i, place = 0, stride = 1;
    for (size_t axis = x.shape.size(); axis-- > 0;) {
      size_t index = rest % size_t(x.shape[axis]);
      rest /= size_t(x.shape[axis]);
      if (isReduced(axis))
        continue;
      place += index * stride;
      stride *= size_t(x.shape[axis]);
    }
    y.values[place] = start == 0 ? y.values[place] + x.values[i] : std::max(y.values[place], x.values[i]);
  }
  return y;
}

Array divided(Array x, double by) {
  for (double &value : x.values)
    value /= by;
  return x;
}

/// Of [?, 5, 7, 3] along its dimension 1 or 3.
Array softmax(const Array &x, int axis, bool logarithm) {
  Array y = x;
  int64_t size = x.shape[size_t(axis)], stride = axis == 3 ? 1 : 21;
  for (int64_t first = 0; first < int64_t(x.values.size()); ++first) {
    if (first / stride % size)
      continue;
    double largest = lowest, sum = 0;
    for (int64_t i = 0; i < size; ++i)
      largest = std::max(largest, x.values[size_t(first + i * stride)]);
    for (int64_t i = 0; i < size; ++i)
      sum += std::exp(x.values[size_t(first + i * stride)] - largest);
    for (int64_t i = 0; i < size; ++i) {
      double shifted = x.values[size_t(first + i * stride)] - largest;
      y.values[size_t(first + i * stride)] = logarithm ? shifted - std::log(sum) : std::exp(shifted) / sum;
    }
  }
  return y;
}

std::vector<Case> reductions() {
  const std::string x = " : tensor<?x5x7x3x$T>";
  return {
      ofFour("sum_of_all", "tensor<$T>", "%y = nn.reduce_sum %x" + x,
             [](const Array &x) { return reduced(x, {0, 1, 2, 3}, 0); }),
      ofFour("sum_of_batch", "tensor<5x7x3x$T>", "%y = nn.reduce_sum %x axes [0]" + x,
             [](const Array &x) { return reduced(x, {0}, 0); }),
      ofFour("sum_of_rows", "tensor<?x5x7x$T>", "%y = nn.reduce_sum %x axes [-1]" + x,
             [](const Array &x) { return reduced(x, {3}, 0); }),
      ofFour("sum_of_columns", "tensor<?x5x3x$T>", "%y = nn.reduce_sum %x axes [2]" + x,
             [](const Array &x) { return reduced(x, {2}, 0); }),
      ofFour("sum_of_two_apart", "tensor<?x7x$T>", "%y = nn.reduce_sum %x axes [1, 3]" + x,
             [](const Array &x) { return reduced(x, {1, 3}, 0); }),
      ofFour("mean_per_channel", "tensor<5x$T>", "%y = nn.reduce_mean %x axes [0, 2, 3]" + x,
             [](const Array &x) { return divided(reduced(x, {0, 2, 3}, 0), double(x.dim(0) * 21)); }),
      ofFour("mean_kept", "tensor<?x1x7x1x$T>", "%y = nn.reduce_mean %x axes [1, 3] keepdims" + x,
             [](const Array &x) {
               Array y = divided(reduced(x, {1, 3}, 0), 15);
               y.shape = {x.dim(0), 1, 7, 1};
               return y;
             }),
      ofFour("max_of_batch", "tensor<7x3x$T>", "%y = nn.reduce_max %x axes [0, 1]" + x,
             [](const Array &x) { return reduced(x, {0, 1}, lowest); }),
      ofFour("max_of_rows", "tensor<?x5x$T>", "%y = nn.reduce_max %x axes [2, 3]" + x,
             [](const Array &x) { return reduced(x, {2, 3}, lowest); }),
      ofFour("arg_max", "tensor<?x5x3xi64>", "%y = nn.arg_max %x axis 2" + x,
             [](const Array &x) {
               Array y({x.dim(0), 5, 3});
               for (int64_t n = 0; n < x.dim(0); ++n)
                 for (int64_t c = 0; c < 5; ++c)
                   for (int64_t w = 0; w < 3; ++w)
                     for (int64_t h = 1; h < 7; ++h)
                       if (x(n, c, h, w) > x(n, c, int64_t(y(n, c, w)), w))
                         y(n, c, w) = double(h);
               return y;
             }),
      ofFour("softmax_of_rows", "tensor<?x5x7x3x$T>", "%y = nn.softmax %x" + x,
             [](const Array &x) { return softmax(x, 3, false); }),
      ofFour("log_softmax_of_channels", "tensor<?x5x7x3x$T>", "%y = nn.log_softmax %x axis 1" + x,
             [](const Array &x) { return softmax(x, 1, true); }),
      ofFour("centred", "tensor<?x5x7x3x$T>",
             "%m = nn.reduce_mean %x axes [0] keepdims" + x +
                 "\n%y = nn.sub %x, %m : tensor<?x5x7x3x$T>, tensor<1x5x7x3x$T>",
             [](const Array &x) {
               Array mean = divided(reduced(x, {0}, 0), double(x.dim(0))), y = x;
               for (size_t i = 0; i < y.values.size(); ++i)
                 y.values[i] -= mean.values[i % mean.values.size()];
               return y;
             }),
      ofFour("transposed", "tensor<?x3x5x7x$T>", "%y = nn.transpose %x perm [0, 3, 1, 2]" + x,
             [](const Array &x) {
               Array y({x.dim(0), 3, 5, 7});
               for (int64_t n = 0; n < x.dim(0); ++n)
                 for (int64_t i = 0; i < 3; ++i)
                   for (int64_t j = 0; j < 5; ++j)
                     for (int64_t k = 0; k < 7; ++k)
                       y(n, i, j, k) = x(n, j, k, i);
               return y;
             }),
      ofFour("reshaped", "tensor<?x3x5x7x$T>",
             "%f = nn.flatten %x" + x + "\n%y = nn.reshape %f : tensor<?x105x$T> to tensor<?x3x5x7x$T>",
             [](const Array &x) {
               Array y = x;
               y.shape = {x.dim(0), 3, 5, 7};
               return y;
             }),
  };
}

std::vector<Case> others() {
  return {
      {R"(nn.func @batch_norm_training(%x: tensor<?x4x3x3x$T>, %scale: tensor<4x$T>, %bias: tensor<4x$T>)
              -> (y: tensor<?x4x3x3x$T>, mean: tensor<4x$T>, variance: tensor<4x$T>) {
          %y, %mean, %variance = nn.batch_norm_training %x scale %scale bias %bias {epsilon = 1.0e-3} : tensor<?x4x3x3x$T>, tensor<4x$T>, tensor<4x$T>
          nn.return %y, %mean, %variance : tensor<?x4x3x3x$T>, tensor<4x$T>, tensor<4x$T>
        })",
       [](const Arrays &in, int64_t) {
         const Array &x = in[0];
         Array y = x, mean({4}), variance({4});
         double count = double(x.dim(0) * 9);
         for (size_t i = 0; i < x.values.size(); ++i)
           mean.values[i / 9 % 4] += x.values[i] / count;
         for (size_t i = 0; i < x.values.size(); ++i)
           variance.values[i / 9 % 4] += std::pow(x.values[i] - mean.values[i / 9 % 4], 2) / count;
         for (size_t i = 0; i < x.values.size(); ++i) {
           size_t c = i / 9 % 4;
           y.values[i] =
               (x.values[i] - mean.values[c]) / std::sqrt(variance.values[c] + 1e-3) * in[1].values[c] +
               in[2].values[c];
         }
         return Arrays{y, mean, variance};
       }},
      {R"(nn.func @cross_entropy(%logits: tensor<?x10x$T>, %label: tensor<?xi64>) -> (loss: tensor<$T>, hot: tensor<?x10x$T>) {
          %loss = nn.softmax_cross_entropy_loss %logits, %label : tensor<?x10x$T>, tensor<?xi64>
          %hot = nn.one_hot %label : tensor<?xi64> -> tensor<?x10x$T>
          nn.return %loss, %hot : tensor<$T>, tensor<?x10x$T>
        })",
       [](const Arrays &in, int64_t) {
         Array loss{Shape{}}, hot(in[0].shape);
         for (int64_t n = 0; n < in[0].dim(0); ++n) {
           double sum = 0;
           for (int64_t i = 0; i < 10; ++i)
             sum += std::exp(in[0](n, i));
           int64_t label = int64_t(in[1](n));
           loss.values[0] += (std::log(sum) - in[0](n, label)) / double(in[0].dim(0));
           hot(n, label) = 1;
         }
         return Arrays{loss, hot};
       }},
      // The batch is in the output alone, or nowhere.
      {R"(nn.func @expanded(%row: tensor<3x$T>) -> (y: tensor<?x3x$T>, count: tensor<$T>) {
          %y = nn.expand %row : tensor<3x$T> to tensor<?x3x$T>
          %n = nn.size %y axes [0] : tensor<?x3x$T> -> tensor<$T>
          nn.return %y, %n : tensor<?x3x$T>, tensor<$T>
        })",
       [](const Arrays &in, int64_t batch) {
         Array y({batch, 3}), count(Shape{}, double(batch));
         for (size_t i = 0; i < y.values.size(); ++i)
           y.values[i] = in[0].values[i % 3];
         return Arrays{y, count};
       }},
      {R"(nn.func @constant() -> (y: tensor<2x2x$T>) {
          %y = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2x$T>
          nn.return %y : tensor<2x2x$T>
        })",
       [](const Arrays &, int64_t) {
         Array y({2, 2});
         y.values = {1, 2, 3, 4};
         return Arrays{y};
       }},
      // An input is an output, and two outputs are the same value.
      {R"(nn.func @identical(%x: tensor<?x3x$T>, %s: tensor<$T>) -> (a: tensor<?x3x$T>, b: tensor<?x3x$T>, c: tensor<?x3x$T>, d: tensor<?x3x$T>, s: tensor<$T>) {
          %y = nn.neg %x : tensor<?x3x$T>
          nn.return %x, %y, %y, %x, %s : tensor<?x3x$T>, tensor<?x3x$T>, tensor<?x3x$T>, tensor<?x3x$T>, tensor<$T>
        })",
       [](const Arrays &in, int64_t) {
         Array y = in[0];
         for (double &value : y.values)
           value = -value;
         return Arrays{in[0], y, y, in[0], in[1]};
       }},
      {R"(nn.func @logic(%x: tensor<?x9x$T>, %m: tensor<?x9xi1>, %i: tensor<?x9xi64>) -> (p: tensor<?x9xi1>, y: tensor<?x9x$T>, q: tensor<?x9xi1>, k: tensor<?x9xi32>) {
          %c = nn.cast %i : tensor<?x9xi64> to tensor<?x9x$T>
          %p = nn.compare lt %x, %c : tensor<?x9x$T>, tensor<?x9x$T>
          %y = nn.where %m, %x, %c : tensor<?x9xi1>, tensor<?x9x$T>, tensor<?x9x$T>
          %q = nn.cast %i : tensor<?x9xi64> to tensor<?x9xi1>
          %k = nn.cast %i : tensor<?x9xi64> to tensor<?x9xi32>
          nn.return %p, %y, %q, %k : tensor<?x9xi1>, tensor<?x9x$T>, tensor<?x9xi1>, tensor<?x9xi32>
        })",
       [](const Arrays &in, int64_t) {
         Array p = in[0], y = in[0], q = in[0];
         for (size_t i = 0; i < p.values.size(); ++i) {
           p.values[i] = in[0].values[i] < in[2].values[i];
           y.values[i] = in[1].values[i] != 0 ? in[0].values[i] : in[2].values[i];
           q.values[i] = in[2].values[i] != 0;
         }
         return Arrays{p, y, q, in[2]};
       }},
      // A mask behind the gradient of a pool, whose windows tile the input.
      {R"(nn.func @masked_pool(%x: tensor<?x2x6x8x$T>, %g: tensor<?x2x3x4x$T>) -> (y: tensor<?x2x6x8x$T>) {
          %zero = nn.constant dense<0.0> : tensor<$T>
          %dx = nn.max_pool_backward %x, %g kernel_shape [2, 2] strides [2, 2] : tensor<?x2x6x8x$T>, tensor<?x2x3x4x$T>
          %p = nn.compare gt %x, %zero : tensor<?x2x6x8x$T>, tensor<$T>
          %y = nn.where %p, %dx, %zero : tensor<?x2x6x8xi1>, tensor<?x2x6x8x$T>, tensor<$T>
          nn.return %y : tensor<?x2x6x8x$T>
        })",
       [](const Arrays &in, int64_t) {
         Array dx(in[0].shape);
         maxPool({"", 6, 8, 2, 2, 2, 2, 0, 0, 0, 0}, in[0], &in[1], &dx);
         for (size_t i = 0; i < dx.values.size(); ++i)
           if (in[0].values[i] <= 0)
             dx.values[i] = 0;
         return Arrays{dx};
       }},
      // Larger than what one thread takes at once.
      {R"(nn.func @chain(%x: tensor<?x70x90x$T>, %b: tensor<90x$T>) -> (y: tensor<?x70x90x$T>, total: tensor<?x$T>) {
          %s = nn.add %x, %b : tensor<?x70x90x$T>, tensor<90x$T>
          %t = nn.tanh %s : tensor<?x70x90x$T>
          %y = nn.mul %t, %s : tensor<?x70x90x$T>, tensor<?x70x90x$T>
          %total = nn.reduce_sum %y axes [1, 2] : tensor<?x70x90x$T>
          nn.return %y, %total : tensor<?x70x90x$T>, tensor<?x$T>
        })",
       [](const Arrays &in, int64_t) {
         Array y = in[0], total({y.dim(0)});
         for (size_t i = 0; i < y.values.size(); ++i) {
           double sum = y.values[i] + in[1].values[i % 90];
           y.values[i] = std::tanh(sum) * sum;
           total.values[i / 6300] += y.values[i];
         }
         return Arrays{y, total};
       }},
  };
}

class Loops : public testing::TestWithParam<Configuration> {};
INSTANTIATE_TEST_SUITE_P(, Loops, testing::ValuesIn(configurations), nameOf);

TEST_P(Loops, PoolLikeNaiveOnes) { check(pools(), GetParam()); }
TEST_P(Loops, ReduceLikeNaiveOnes) { check(reductions(), GetParam()); }
TEST_P(Loops, AgreeWithNaiveOnesInAllElse) { check(others(), GetParam()); }

/// NaN is the largest of a window, its first NaN takes the gradient; of equal elements the first does, also
/// of -∞. In windows side by side, which vectors take, and in others.
TEST(Pooling, KnowsSpecialValues) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(),
                  least = -std::numeric_limits<float>::infinity();
  struct {
    float elements[4]; // two rows of two
    float largest;
    int place;
  } windows[] = {{{1, nan, 5, 2}, nan, 1},
                 {{nan, nan, 1, nan}, nan, 0},
                 {{1, 2, 3, nan}, nan, 3},
                 {{least, least, least, least}, least, 0},
                 {{least, least, least, -3}, -3, 3},
                 {{2, 7, 7, 7}, 7, 1},
                 {{-least, 1, -least, 2}, -least, 0},
                 {{0, 1, -1, 1}, 1, 1}};
  constexpr int64_t width = 64; // every window four times
  std::string text;
  for (std::string overlap : {"", "_and_pad"}) {
    std::string pads = overlap.empty() ? "" : " pads [0, 0, 1, 0]";
    text +=
        "nn.func @pool" + overlap +
        R"((%x: tensor<1x1x2x64xf32>, %g: tensor<1x1x1x32xf32>) -> (y: tensor<1x1x1x32xf32>, dx: tensor<1x1x2x64xf32>) {
      %y = nn.max_pool %x kernel_shape [2, 2] strides [2, 2])" +
        pads + R"( : tensor<1x1x2x64xf32>
      %dx = nn.max_pool_backward %x, %g kernel_shape [2, 2] strides [2, 2])" +
        pads + R"( : tensor<1x1x2x64xf32>, tensor<1x1x1x32xf32>
      nn.return %y, %dx : tensor<1x1x1x32xf32>, tensor<1x1x2x64xf32>
    })";
  }
  Program program = compile(Graph::parse(text));
  Tensor x({1, 1, 2, width}, DType::f32), g({1, 1, 1, width / 2}, DType::f32);
  for (int64_t i = 0; i < width / 2; ++i) {
    for (int64_t k = 0; k < 4; ++k)
      x.values<float>()[size_t(k / 2 * width + 2 * i + k % 2)] = windows[i % 8].elements[k];
    g.values<float>()[size_t(i)] = float(i + 1);
  }
  for (const char *function : {"pool", "pool_and_pad"}) {
    Outputs outputs = program.call(function, {{"x", x}, {"g", g}});
    for (int64_t i = 0; i < width / 2; ++i) {
      float largest = outputs["y"].values<float>()[size_t(i)], expected = windows[i % 8].largest;
      EXPECT_TRUE(largest == expected || (std::isnan(largest) && std::isnan(expected)))
          << function << " " << i;
      for (int64_t k = 0; k < 4; ++k)
        EXPECT_EQ(outputs["dx"].values<float>()[size_t(k / 2 * width + 2 * i + k % 2)],
                  k == windows[i % 8].place ? float(i + 1) : 0.0f)
            << function << " " << i << " " << k;
    }
  }
}

} // namespace
} // namespace dlc::test

// dlc::GradientCheck: what it compares, finds and refuses. On the command line:
// test/Tools/dlc/check-grad.test.
#include "ApiTest.h"

#include "dlc/Compile.h"
#include "dlc/GradientCheck.h"

namespace dlc {
namespace {

/// A cubic, of which differences are not exact, and a corner for w = 0.
constexpr const char *text = R"(
module @cubic {
  nn.variable @w : tensor<3xf32> init #nn.constant<0.5>
  nn.func @loss(%x: tensor<?x3xf32>, %class: tensor<?xi64>) -> (loss: tensor<f32>) {
    %w = nn.read @w : tensor<3xf32>
    %abs = nn.relu %w : tensor<3xf32>
    %cube = nn.mul %abs, %w : tensor<3xf32>, tensor<3xf32>
    %cubes = nn.mul %cube, %w : tensor<3xf32>, tensor<3xf32>
    %one = nn.add %cubes, %abs : tensor<3xf32>, tensor<3xf32>
    %y = nn.mul %x, %one : tensor<?x3xf32>, tensor<3xf32>
    %loss = nn.softmax_cross_entropy_loss %y, %class : tensor<?x3xf32>, tensor<?xi64>
    nn.return %loss : tensor<f32>
  }
}
)";

Program compiledCheck() {
  Program program = compileGradientCheck(Graph::parse(text), "loss", {.parallel = Parallel::none});
  program.init(0);
  return program;
}

TEST(GradientCheck, ComparesInputsAndVariables) {
  Program program = compiledCheck();
  GradientCheck check(program, {.batch = 4, .classes = 3});
  int heard = 0;
  check.onRecord = [&](const GradientRecord &) { ++heard; };
  const std::vector<GradientRecord> records = check.run();
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(heard, 2);
  EXPECT_EQ(records[0].tensor.name, "x");
  EXPECT_TRUE(records[0].isInput);
  EXPECT_EQ(records[0].tensor.shape, (Shape{4, 3}));
  EXPECT_EQ(records[0].elements, 12);
  EXPECT_EQ(records[1].tensor.name, "w");
  EXPECT_FALSE(records[1].isInput);
  for (const GradientRecord &record : records) {
    EXPECT_TRUE(record.agrees);
    EXPECT_LT(record.error, 1e-8);
    EXPECT_NE(record.derivative, 0);
  }
  // The variables are as they were.
  EXPECT_EQ(program.variable("w").values<double>()[1], 0.5);
}

TEST(GradientCheck, FindsACorner) {
  Program program = compiledCheck();
  const Tensor corner = Tensor::of<double>({3}, {0.5, 0, -0.5});
  program.setVariable("w", corner);
  const Tensor x = Tensor::of<float>({1, 3}, {1, 2, 3}), label = Tensor::of<std::int64_t>({1}, {1});
  const std::vector<GradientRecord> records = GradientCheck(program).run({{"x", x}, {"class", label}});
  EXPECT_TRUE(records[0].agrees);
  EXPECT_FALSE(records[1].agrees);
  EXPECT_EQ(records[1].place, "[1]");
  EXPECT_EQ(records[1].derivative, 0);
  EXPECT_LT(records[1].difference, -0.1);
}

/// What 1e8 leaves of the digits of f64 is not enough for a derivative of 0.5; a corner is found all the
/// same.
TEST(GradientCheck, KnowsWhatItCannotTell) {
  const Graph graph = Graph::parse(R"(
    nn.func @loss(%x: tensor<1xf64>, %corner: tensor<1xf64>) -> (loss: tensor<f64>) {
      %large = nn.constant dense<1.0e8> : tensor<f64>
      %sin = nn.sin %x : tensor<1xf64>
      %relu = nn.relu %corner : tensor<1xf64>
      %sum = nn.add %sin, %relu : tensor<1xf64>, tensor<1xf64>
      %total = nn.reduce_sum %sum : tensor<1xf64>
      %loss = nn.add %total, %large : tensor<f64>, tensor<f64>
      nn.return %loss : tensor<f64>
    })");
  Program program = compileGradientCheck(graph, "loss", {.parallel = Parallel::none});
  const Tensor x = Tensor::of<double>({1}, {1.0}), corner = Tensor::of<double>({1}, {0.0});
  const std::vector<GradientRecord> records = GradientCheck(program).run({{"x", x}, {"corner", corner}});
  EXPECT_FALSE(records[0].agrees);
  EXPECT_TRUE(records[0].isDrowned);
  EXPECT_FALSE(records[0].isWrong());
  EXPECT_LE(records[0].error, records[0].rounding);
  EXPECT_LT(records[0].rounding, 0.1);
  EXPECT_TRUE(records[1].isWrong());
}

TEST(GradientCheck, TakesVariablesOfAnotherType) {
  Program plain = compile(Graph::parse(text));
  const Tensor weights = Tensor::of<float>({3}, {1, 2, 3});
  plain.setVariable("w", weights);
  Program program = compiledCheck();
  GradientCheck(program).takeVariables(plain);
  EXPECT_THAT(program.variable("w").values<double>(), testing::ElementsAre(1, 2, 3));
}

TEST(GradientCheck, RefusesWhatMakesNoSense) {
  Program plain = compile(Graph::parse(text));
  EXPECT_EQ(
      messageOf([&] { GradientCheck check(plain); }),
      "program 'cubic' was not compiled for a check of its derivatives: compileGradientCheck() does that");
  Program program = compiledCheck();
  EXPECT_EQ(messageOf([&] { GradientCheck(program, {.batch = 0}); }),
            "a check of derivatives needs a batch, sizes, classes and samples of at least 1");
  EXPECT_EQ(messageOf([&] { GradientCheck(program, {.tolerance = 0}); }),
            "the tolerance is 0, it must be greater than 0");
  EXPECT_EQ(messageOf([&] { GradientCheck(program).run({{"y", program.variable("w")}}); }),
            "the function has no input 'y' to give a value to");
}

} // namespace
} // namespace dlc

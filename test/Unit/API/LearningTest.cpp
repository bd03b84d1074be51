// Learning rules in native code: every optimizer and what a recipe adds make a small network learn; averages
// and derivatives are what they say; penalties have the values that they should.
#include "ApiTest.h"

#include "dlc/Builder.h"
#include "dlc/Compile.h"
#include "dlc/Lbfgs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <unistd.h>

namespace dlc {
namespace {

/// Two layers that learn the product of two numbers.
Graph productNetwork() {
  Builder network("product");
  Function &predict = network.function("predict");
  Value x = predict.input("x", DType::f32, {batch, 2});
  const LinearOptions options{.weightInitializer = Initializer::orthogonal()};
  Value hidden = predict.tanh(predict.linear(x, "fc1", 16, options));
  predict.output("y", predict.linear(hidden, "fc2", 1, options));
  Function &loss = network.function("loss");
  Value input = loss.input("x", DType::f32, {batch, 2}),
        target = loss.input("target", DType::f32, {batch, 1});
  Value error = loss.call("predict", {input})[0] - target;
  loss.output("loss", loss.reduceMean(error * error));
  return network.build();
}

class Learning : public testing::Test {
protected:
  static constexpr std::int64_t examples = 32;

  Learning() {
    for (std::int64_t i = 0; i < examples; ++i) {
      const float a = static_cast<float>(i % 8) / 4 - 1, b = static_cast<float>(i / 8) / 2 - 0.75f;
      x.values<float>()[static_cast<std::size_t>(2 * i)] = a;
      x.values<float>()[static_cast<std::size_t>(2 * i + 1)] = b;
      target.values<float>()[static_cast<std::size_t>(i)] = a * b;
    }
  }

  static Program compiled(const std::string &optimizer) {
    Program program =
        compile(graph(), {.parallel = Parallel::none, .mode = Mode::train, .optimizer = optimizer});
    program.init(1);
    return program;
  }
  static const Graph &graph() {
    static const Graph network = productNetwork();
    return network;
  }
  float step(Program &program, float rate) {
    const Tensor learningRate = Tensor::of<float>({}, {rate});
    return program.call("train_step", {{"x", x}, {"target", target}, {"learning_rate", learningRate}})["loss"]
        .values<float>()[0];
  }
  float evaluate(Program &program) {
    return program.call("evaluate", {{"x", x}, {"target", target}})["loss"].values<float>()[0];
  }

  Tensor x{{examples, 2}, DType::f32}, target{{examples, 1}, DType::f32};
};

/// Two steps of Adam, at a rate of 0.1, with the gradients (1, -2, 0) and (3, 1, 0).
std::vector<float> afterTwoSteps(const std::string &type, const auto &number) {
  using Narrow = std::decay_t<decltype(number(0.0f))>;
  std::string text = R"(
    nn.variable @w : tensor<3xTYPE> init #nn.constant<0.5>
    nn.func @loss(%x: tensor<3xTYPE>) -> (loss: tensor<TYPE>) {
      %w = nn.read @w : tensor<3xTYPE>
      %product = nn.mul %w, %x : tensor<3xTYPE>, tensor<3xTYPE>
      %loss = nn.reduce_sum %product : tensor<3xTYPE>
      nn.return %loss : tensor<TYPE>
    })";
  for (std::size_t at; (at = text.find("TYPE")) != std::string::npos;)
    text.replace(at, 4, type);
  Program program =
      compile(Graph::parse(text), {.parallel = Parallel::none, .mode = Mode::train, .optimizer = "adam"});
  program.init(0);
  const Tensor rate = Tensor::of<float>({}, {0.1f});
  for (const std::array<float, 3> &gradient : {std::array{1.0f, -2.0f, 0.0f}, std::array{3.0f, 1.0f, 0.0f}}) {
    const Tensor x = Tensor::of<Narrow>({3}, {number(gradient[0]), number(gradient[1]), number(gradient[2])});
    program.call("train_step", {{"x", x}, {"learning_rate", rate}});
  }
  EXPECT_EQ(program.variable("w.adam_v").dtype(), DType::f32);
  std::vector<float> weights;
  for (const Narrow weight : program.variable("w").values<Narrow>())
    weights.push_back(static_cast<float>(weight));
  return weights;
}

/// Computed in f32 and rounded once a step. In f16 itself an epsilon of 1e-8 would be 0, and 0 / 0 the third;
/// in bf16 a beta2 of 0.999 would be 1, and v stay 0.
TEST_F(Learning, WithWeightsOf16Bits) {
  EXPECT_THAT(afterTwoSteps("f16", [](float value) { return Float16(value); }),
              testing::ElementsAre(0.30810547f, 0.62695312f, 0.5f));
  EXPECT_THAT(afterTwoSteps("bf16", [](float value) { return BFloat16(value); }),
              testing::ElementsAre(0.30859375f, 0.62890625f, 0.5f));
}

TEST_F(Learning, WithEachOptimizerAndRecipe) {
  const std::pair<const char *, float> cases[] = {
      {"sgd", 0.3f},
      {"momentum", 0.1f},
      {"nesterov(momentum=0.8, weight_decay=1e-4)", 0.1f},
      {"lion", 0.005f},
      {"adagrad", 0.1f},
      {"rmsprop(centered=true, momentum=0.5)", 0.003f},
      {"adadelta", 2.0f},
      {"adam", 0.02f},
      {"adamw", 0.02f},
      {"amsgrad", 0.02f},
      {"nadam", 0.02f},
      {"lamb", 0.02f},
      {"adam, clip_norm=1, group(*.bias, sgd, rate=2)", 0.02f},
      {"adam, clip_value=0.1, accumulate=2", 0.03f},
      {"sgd, average=0.9, group(*.weight, l1=1e-5, l2=1e-5)", 0.3f},
      {"momentum, loss_scale=1024, growth_interval=10", 0.1f},
  };
  for (const auto &[optimizer, rate] : cases) {
    Program program = compiled(optimizer);
    const float first = step(program, rate);
    float last = first;
    // For the first half of these the plain rules go along a plateau, where the network is still linear.
    for (int i = 1; i < 300; ++i)
      last = step(program, rate);
    EXPECT_LT(last, 0.1f * first) << optimizer;
    EXPECT_LT(evaluate(program), 0.1f * first) << optimizer;
  }
}

TEST_F(Learning, AccumulatedStepsMoveOnce) {
  Program program = compiled("sgd, accumulate=3");
  const auto weight = [&] { return program.variable("fc1.weight").values<float>()[0]; };
  const float first = weight();
  step(program, 0.1f);
  step(program, 0.1f);
  EXPECT_EQ(weight(), first);
  step(program, 0.1f);
  EXPECT_NE(weight(), first);
  // All batches were the same: three together are as good as one.
  Program plain = compiled("sgd");
  step(plain, 0.1f);
  EXPECT_NEAR(weight(), plain.variable("fc1.weight").values<float>()[0], 1e-6);
}

TEST_F(Learning, AveragesAreWhatIsEvaluatedAndDeployed) {
  Program program = compiled("sgd, average=0.5");
  Program plain = compiled("sgd");
  EXPECT_EQ(evaluate(program), evaluate(plain)); // before the first step there is no average
  std::vector<float> average;
  for (int i = 0; i < 4; ++i) {
    step(program, 0.3f);
    const auto weights = program.variable("fc1.weight").values<float>();
    if (average.empty())
      average.assign(weights.begin(), weights.end());
    for (std::size_t k = 0; k < average.size(); ++k)
      average[k] = 0.5f * average[k] + 0.5f * weights[k];
  }
  for (std::size_t k = 0; k < average.size(); ++k)
    EXPECT_NEAR(program.variable("fc1.weight.average").values<float>()[k], average[k], 1e-6);
  for (int i = 0; i < 4; ++i)
    step(plain, 0.3f);
  EXPECT_NE(evaluate(program), evaluate(plain));

  const std::string path = testing::TempDir() + "dlc-average-" + std::to_string(::getpid()) + ".dlm";
  program.save(path);
  Program deployed = compile(Graph::load(path), {.mode = Mode::evaluate});
  deployed.load(path);
  EXPECT_FLOAT_EQ(evaluate(deployed), evaluate(program));
  Program last = compile(Graph::load(path), {.mode = Mode::evaluate, .average = false});
  last.load(path);
  EXPECT_FLOAT_EQ(evaluate(last), evaluate(plain));

  // What is not trained has no average, and before the first step nothing has.
  Program head = compiled("sgd, average=0.5, trainable(*.bias)");
  head.save(path);
  EXPECT_THAT(Graph::load(path).averagedVariables(), testing::IsEmpty());
  step(head, 0.3f);
  head.save(path);
  const Graph partly = Graph::load(path);
  EXPECT_THAT(partly.averagedVariables(), testing::Each(testing::EndsWith(".bias")));
  Program mixed = compile(partly, {.mode = Mode::evaluate});
  mixed.load(path);
  std::filesystem::remove(path);
  EXPECT_FLOAT_EQ(evaluate(mixed), evaluate(head));
}

TEST_F(Learning, LossScaleSkipsWhatIsNotFinite) {
  for (float &value : target.values<float>())
    value *= 100; // so that the derivative of each example's error is greater than 1
  Program program = compiled("sgd, loss_scale=3e38, growth_interval=100");
  const auto weight = [&] { return program.variable("fc1.weight").values<float>()[0]; };
  const float first = weight();
  int steps = 0;
  for (; weight() == first && steps < 100; ++steps)
    step(program, 0.1f);
  EXPECT_GT(steps, 1); // the first ones overflowed
  EXPECT_LT(steps, 100);
  EXPECT_TRUE(std::isfinite(weight()));
  Program plain = compiled("sgd");
  step(plain, 0.1f);
  const float moved = plain.variable("fc1.weight").values<float>()[0];
  EXPECT_NEAR(weight(), moved, 1e-5 * std::fabs(moved - first));
}

TEST_F(Learning, OnlyWhatIsTrainable) {
  const std::string optimizer = "adam, trainable(fc2.*)";
  Program program = compiled(optimizer);
  const Tensor frozen = program.variable("fc1.weight").clone(),
               moving = program.variable("fc2.weight").clone();
  const float first = step(program, 0.02f);
  for (int i = 0; i < 50; ++i)
    step(program, 0.02f);
  EXPECT_LT(evaluate(program), first);
  EXPECT_THAT(program.variable("fc1.weight").values<float>(),
              testing::ElementsAreArray(frozen.values<float>()));
  EXPECT_NE(program.variable("fc2.weight").values<float>()[0], moving.values<float>()[0]);

  const auto costWith = [](const std::string &text) {
    return stepCost(graph(), {.mode = Mode::train, .optimizer = text}, examples);
  };
  const StepCost all = costWith("adam"), head = costWith(optimizer);
  EXPECT_EQ(all.trainedParameters, 2 * 16 + 16 + 16 + 1);
  EXPECT_EQ(head.trainedParameters, 16 + 1);
  EXPECT_LT(head.flops, all.flops);
  // tanh of the hidden layer and the error; the derivative of tanh needs its value, which the head needs too.
  EXPECT_LE(head.keptBytes, all.keptBytes);
  EXPECT_GE(head.keptBytes, (16 + 1) * examples * 4);
  EXPECT_THAT(messageOf([] { stepCost(graph(), {.mode = Mode::train, .gradient = true}, 1); }),
              testing::HasSubstr("has no train_step whose cost could be reported"));
}

TEST_F(Learning, EntryPointsThatAreNotNamedAreNotCompiled) {
  CompileOptions options{.parallel = Parallel::none, .mode = Mode::train, .optimizer = "adam"};
  options.entries = {"train_step"};
  Program few = compile(graph(), options), all = compiled("adam");
  std::vector<std::string> names;
  for (const EntryInfo &entry : few.entries())
    names.push_back(entry.name);
  std::ranges::sort(names);
  EXPECT_EQ(names, (std::vector<std::string>{"init", "reset_optimizer", "train_step"}));
  few.init(1);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(step(few, 0.1f), step(all, 0.1f));
  ASSERT_EQ(few.variables().size(), all.variables().size());
  for (const VariableInfo &variable : all.variables())
    EXPECT_TRUE(std::ranges::equal(few.variable(variable.tensor.name).bytes(),
                                   all.variable(variable.tensor.name).bytes()))
        << variable.tensor.name;
  options.entries = {"train_step", "forward"};
  EXPECT_NE(messageOf([&] { compile(graph(), options); })
                .find("program 'product' has no entry 'forward'; it has predict, evaluate, train_step, "
                      "reset_optimizer, init"),
            std::string::npos);
}

TEST_F(Learning, WithLbfgs) {
  Program program = compile(graph(), {.mode = Mode::train, .gradient = true});
  EXPECT_FALSE(program.has("train_step"));
  program.init(1);
  const Outputs outputs = program.call("gradient", {{"x", x}, {"target", target}});
  EXPECT_EQ(outputs.size(), 5u); // the loss, and with respect to two weights and two biases
  const LbfgsResult result = Lbfgs(program).minimize({{"x", x}, {"target", target}});
  EXPECT_LT(result.loss, 1e-4);
  EXPECT_NEAR(evaluate(program), result.loss, 1e-5);
}

TEST_F(Learning, OptionsThatDoNotFitAreErrors) {
  EXPECT_EQ(messageOf([] { compile(graph(), {.gradient = true}); }),
            "the entry point gradient is asked for, but not the mode train");
  EXPECT_THAT(
      messageOf([] { compile(graph(), {.mode = Mode::train, .optimizer = "sgd, group(head.*, rate=2)"}); }),
      testing::HasSubstr("has a group \"head.*\", but none of its variables fits: @fc1.weight, @fc1.bias"));
}

TEST(DropConnect, LeavesOutWeightsInTraining) {
  constexpr std::int64_t weights = 400;
  Builder network("sparse");
  Function &loss = network.function("loss");
  const LinearOptions options{
      .bias = false, .dropConnect = 0.75, .weightInitializer = Initializer::constant(1)};
  loss.output("loss",
              loss.reduceMean(loss.linear(loss.input("x", DType::f32, {batch, weights}), "fc", 1, options)));
  Program program = compile(network.build(), {.mode = Mode::train, .optimizer = "sgd"});
  program.init(3);
  Tensor ones({2, weights}, DType::f32);
  std::ranges::fill(ones.values<float>(), 1.0f);
  const Tensor still = Tensor::of<float>({}, {0});
  std::vector<float> sums;
  for (int i = 0; i < 20; ++i) {
    const float sum =
        program.call("train_step", {{"x", ones}, {"learning_rate", still}})["loss"].values<float>()[0];
    EXPECT_EQ(std::fmod(sum, 4.0f), 0); // a quarter of the weights, each four times as large
    sums.push_back(sum);
  }
  const float mean = std::accumulate(sums.begin(), sums.end(), 0.0f) / 20;
  EXPECT_NEAR(mean, weights, 25); // its standard deviation is 4 * sqrt(400 * 0.25 * 0.75 / 20), about 8
  EXPECT_NE(*std::ranges::min_element(sums), *std::ranges::max_element(sums));
  EXPECT_EQ(program.call("evaluate", {{"x", ones}})["loss"].values<float>()[0], weights);
}

TEST(Penalties, HaveTheirValues) {
  Builder network("penalties");
  Function &f = network.function("predict");
  Value x = f.input("x", DType::f64, {batch, 2});
  f.output("l1", f.l1Penalty(x, 0.5));
  f.output("l2", f.l2Penalty(x, 1));
  f.output("sparsity", f.sparsityPenalty(x, 0.1, 2));
  Value saturated = f.sparsityPenalty(x * 0.0, 0.5, 1);
  f.output("saturated", saturated);
  EXPECT_EQ(messageOf([&] { f.sparsityPenalty(x, 1, 1); }),
            "penalties, @predict: the sparsity 1.000000 must be greater than 0 and less than 1");
  Program program = compile(network.build());
  const Tensor input = Tensor::of<double>({2, 2}, {0.2, 0.9, 0.4, 0.7});
  const Outputs outputs = program.call("predict", {{"x", input}});
  EXPECT_NEAR(outputs["l1"].values<double>()[0], 1.1, 1e-12);
  EXPECT_NEAR(outputs["l2"].values<double>()[0], 1.5, 1e-12);
  // 2 · (KL(0.1 ‖ 0.3) + KL(0.1 ‖ 0.8))
  EXPECT_NEAR(outputs["sparsity"].values<double>()[0], 2 * (0.1163217564 + 1.1457255028), 1e-8);
  // 2 · (log 0.5 - log(1e-7) / 2), where the formula alone is infinite
  EXPECT_NEAR(outputs["saturated"].values<double>()[0], 2 * (std::log(0.5) - std::log(1e-7) / 2), 1e-6);
}

} // namespace
} // namespace dlc

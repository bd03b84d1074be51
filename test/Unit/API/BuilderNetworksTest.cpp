// dlc::Builder, whole networks with loops and learning rules: one of the zoo's texts, built call by call,
// computes the same bits; a recurrent network with a cell of its own learns.
#include "ApiTest.h"

#include "dlc/Builder.h"
#include "dlc/Compile.h"
#include "dlc/Random.h"
#include "dlc/Zoo.h"

#include <algorithm>
#include <regex>

namespace dlc {
namespace {

/// A chain of layers, of which the last one has no activation.
Value layers(Function &f, Value x, const std::string &name, const std::vector<std::int64_t> &sizes,
             Value (Function::*activation)(Value)) {
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const bool last = i + 1 == sizes.size();
    const auto weights = last ? Initializer::xavierNormal() : Initializer::heNormal();
    x = f.linear(x, name + ".fc" + std::to_string(i + 1), sizes[i], {.weightInitializer = weights});
    x = last ? x : (f.*activation)(x);
  }
  return x;
}

constexpr std::int64_t hidden = 16;

Value draw(Function &f, Value latent) {
  return f.sigmoid(layers(f, latent, "generator", {hidden, hidden, 784}, &Function::relu));
}
Value judge(Function &f, Value image) {
  return layers(f, image, "critic", {hidden, hidden, 1}, &Function::softplus);
}
Value fake(Function &f) { return draw(f, f.randomNormal("random", {batch, 64})); }

/// 10 times the mean of (slope - 1)², and the mean slope: its derivative is one of a gradient.
std::pair<Value, Value> penalty(Function &f, Value real, Value fake) {
  Value between = real + (fake - real) * f.randomUniform("random", {batch, 1});
  Value gradient = f.gradient(f.reduceSum(judge(f, between)), between);
  Value slopes = f.sqrt(f.reduceSum(gradient * gradient, {1}) + 1e-12);
  Value excess = slopes - 1;
  return {f.reduceMean(excess * excess) * 10, f.reduceMean(slopes)};
}

/// lib/Zoo/Texts/wgan_gp.mlir, with fewer units, where C++ functions are in place of the private ones of the
/// text.
Graph wasserstein() {
  Builder network("wgan_gp");
  Function &f = network.function("train_step");
  Value image = f.input("image", DType::f32, {batch, 784}), rate = f.input("learning_rate", DType::f32, {});
  Value given = f.stopGradient(fake(f));
  Value realScores = judge(f, image), fakeScores = judge(f, given);
  Value distance = f.reduceMean(realScores) - f.reduceMean(fakeScores);
  auto [excess, slope] = penalty(f, image, given);
  Value loss = excess - distance;
  f.minimize(loss, rate, parseOptimizer("adam(beta1=0.5, beta2=0.9)"), {"critic.*"});
  f.minimize(-f.reduceMean(judge(f, fake(f))), rate,
             parseOptimizer("adam(beta1=0.5, beta2=0.9), accumulate=2"), {"generator.*"});
  f.output("loss", loss);
  f.output("distance", distance);
  f.output("slope", slope);
  return network.build();
}

TEST(BuilderNetworks, WassersteinGanIsThatOfTheText) {
  const std::string text =
      std::regex_replace(std::regex_replace(zoo("wgan_gp").text(), std::regex("256"), std::to_string(hidden)),
                         std::regex("accumulate = 5"), "accumulate = 2");
  CompileOptions options{.parallel = Parallel::none, .mode = Mode::train};
  options.entries = {"train_step"};
  Program written = compile(Graph::parse(text), options), built = compile(wasserstein(), options);
  Tensor images({4, 784}, DType::f32);
  Random random(5);
  for (float &pixel : images.values<float>())
    pixel = static_cast<float>(random.uniform());
  const Tensor rate = Tensor::of<float>({}, {1e-3f});
  written.init(3);
  // Initial values follow from the order in which variables stand in the text.
  for (const VariableInfo &variable : written.variables())
    built.setVariable(variable.tensor.name, written.variable(variable.tensor.name));
  auto step = [&](Program &program) {
    return program.call("train_step", {{"image", images}, {"learning_rate", rate}});
  };
  for (int i = 0; i < 4; ++i) {
    const Outputs expected = step(written), outputs = step(built);
    for (const auto &[name, tensor] : expected)
      EXPECT_EQ(outputs[name].values<float>()[0], tensor.values<float>()[0]) << name << i;
  }
  for (const VariableInfo &variable : written.variables())
    EXPECT_TRUE(std::ranges::equal(written.variable(variable.tensor.name).bytes(),
                                   built.variable(variable.tensor.name).bytes()))
        << variable.tensor.name;
}

/// A minimal gated unit (Zhou et al., 2016), which dlc has no layer for: h ← (1 - g) h + g tanh(…).
Value gatedUnit(Function &f, Value steps, std::int64_t units) {
  Value start = f.expand(f.constant(0.0), {batch, units});
  auto cell = [&](Value h, Value x) {
    Value seen = f.concat({x, h}, 1);
    Value gate = f.sigmoid(f.linear(seen, "gate", units));
    Value next = f.tanh(f.linear(f.concat({x, gate * h}, 1), "next", units));
    return h + gate * (next - h);
  };
  return f.scan(start, steps, cell, {.axis = 1}).last;
}

// The adding problem (Hochreiter and Schmidhuber, 1997): the sum of the two numbers that are marked.
TEST(BuilderNetworks, CellOfItsOwnLearns) {
  constexpr std::int64_t examples = 32, steps = 6;
  Builder network("adding");
  auto loss = [](Function &f) {
    Value x = f.input("x", DType::f32, {batch, steps, 2}), target = f.input("target", DType::f32, {batch, 1});
    return f.mseLoss(f.linear(gatedUnit(f, x, 16), "sum", 1), target);
  };
  Function &f = network.function("train_step"), &evaluate = network.function("loss");
  Value made = loss(f);
  f.minimize(made, f.input("learning_rate", DType::f32, {}), parseOptimizer("adam, clip_norm=1"));
  f.output("loss", made);
  evaluate.output("loss", loss(evaluate));
  Program program = compile(network.build(), {.parallel = Parallel::none, .mode = Mode::train});
  program.init(1);
  Random random(2);
  Tensor x({examples, steps, 2}, DType::f32), target({examples, 1}, DType::f32);
  const Tensor rate = Tensor::of<float>({}, {0.01f});
  auto drawExamples = [&] {
    std::ranges::fill(target.values<float>(), 0.0f);
    for (std::int64_t i = 0; i < examples; ++i) {
      const auto first = static_cast<std::int64_t>(random.below(steps / 2));
      const auto second = steps / 2 + static_cast<std::int64_t>(random.below(steps / 2));
      for (std::int64_t t = 0; t < steps; ++t) {
        const auto number = static_cast<float>(random.uniform());
        const bool marked = t == first || t == second;
        x.values<float>()[static_cast<std::size_t>((i * steps + t) * 2)] = number;
        x.values<float>()[static_cast<std::size_t>((i * steps + t) * 2 + 1)] = marked ? 1.0f : 0.0f;
        target.values<float>()[static_cast<std::size_t>(i)] += marked ? number : 0.0f;
      }
    }
  };
  for (int i = 0; i < 600; ++i) {
    drawExamples();
    program.call("train_step", {{"x", x}, {"target", target}, {"learning_rate", rate}});
  }
  drawExamples();
  // Who answers 1 always is wrong by 0.17.
  EXPECT_LT(program.call("evaluate", {{"x", x}, {"target", target}})["loss"].values<float>()[0], 0.02f);
}

} // namespace
} // namespace dlc

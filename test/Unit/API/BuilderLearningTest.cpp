// dlc::Builder, derivatives and learning rules: the text that is written, numbers of compiled code against
// formulas, networks with rules of their own that learn, and what is refused.
#include "BuiltNetworks.h"

#include <algorithm>
#include <cmath>

namespace dlc {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

class BuilderLearning : public testing::Test {
protected:
  Builder network{"net"};
  Function &f = network.function("f");
  Value x = f.input("x", DType::f32, {3}), w = f.variable("w", DType::f32, {3}, Initializer::constant(2));
  const Tensor numbers = Tensor::of<float>({3}, {1, 2, 3});
};

//===-- Derivatives ---------------------------------------------------------------------------------===//

TEST_F(BuilderLearning, Gradients) {
  Value loss = f.reduceSum(w * x * x).named("loss");
  Values gradients = f.gradient(loss, {x, w});
  f.output("dx", gradients[0]);
  f.output("dw", gradients[1]);
  EXPECT_THAT(bodyOf(network), HasSubstr("    %dx, %dw = train.gradient %loss wrt (%x, %w) : tensor<f32>, "
                                         "(tensor<3xf32>, tensor<3xf32>)\n"));
  const Outputs outputs = run(network, {{"x", numbers}});
  EXPECT_THAT(outputs["dx"].values<float>(), ElementsAre(4, 8, 12));
  EXPECT_THAT(outputs["dw"].values<float>(), ElementsAre(1, 4, 9));
}

TEST_F(BuilderLearning, GradientsOfGradients) {
  Value slope = f.gradient(f.reduceSum(w * x * x * x), x);
  f.output("slope", slope);
  f.output("second", f.gradient(f.reduceSum(slope * slope), w));
  EXPECT_THAT(bodyOf(network), HasSubstr("%slope = train.gradient "));
  EXPECT_THAT(bodyOf(network), HasSubstr("%second = train.gradient "));
  const Outputs outputs = run(network, {{"x", numbers}});
  EXPECT_THAT(outputs["slope"].values<float>(), ElementsAre(6, 24, 54)); // 3 w x²
  EXPECT_THAT(outputs["second"].values<float>(),
              Pointwise(FloatNear(1e-3f), {36.0f, 576.0f, 2916.0f})); // 18 w x⁴
}

// Forward mode, and over a gradient: the Hessian times a vector.
TEST_F(BuilderLearning, DerivativesAlongDirections) {
  Value v = f.input("v", DType::f32, {3});
  Value y = (x * x * w).named("y");
  Values along = f.jvp({y, x}, {x, w}, {v, x});
  f.output("dy", along[0]);
  f.output("same", along[1]);
  f.output("hv", f.jvp(f.gradient(f.reduceSum(x * y), x), x, v));
  EXPECT_THAT(bodyOf(network), HasSubstr("%dy, %same = train.jvp (%y, %x) wrt (%x, %w) along (%v, %x) : "));
  const Outputs outputs = run(network, {{"x", numbers}, {"v", Tensor::of<float>({3}, {1, 0, -1})}});
  EXPECT_THAT(outputs["dy"].values<float>(), ElementsAre(4 + 1, 8, -12 + 27)); // 2 w x v + x² x
  EXPECT_THAT(outputs["same"].values<float>(), ElementsAre(1, 0, -1));
  EXPECT_THAT(outputs["hv"].values<float>(), ElementsAre(12, 0, -36)); // 6 w x v
}

// A variable that a body reads is read in front of it, so that derivatives pass.
TEST_F(BuilderLearning, GradientsPassThroughLoops) {
  auto factor = [&] { return f.variable("factor", DType::f32, {}, Initializer::constant(3)); };
  auto [states, last] =
      f.scan(f.constant(1.0), x, [&](Value product, Value each) { return product * each * factor(); });
  f.output("factor", f.gradient(last, factor()));
  Value y = f.loop(2, x, [&](Value, Value now) {
    return now * f.gradient(f.reduceSum(now * now * w), now); // 2 w now²
  });
  f.output("y", f.gradient(f.reduceSum(y), x));
  const Outputs outputs = run(network, {{"x", numbers}});
  EXPECT_THAT(outputs["factor"].values<float>(), ElementsAre(162)); // 3 · 3² · 6
  EXPECT_THAT(outputs["y"].values<float>(),
              Pointwise(FloatNear(0.5f), {256.0f, 2048.0f, 6912.0f})); // (64 x⁴)'
}

//===-- Learning rules ------------------------------------------------------------------------------===//

TEST_F(BuilderLearning, MinimizeWritesARule) {
  Value rate = f.input("rate", DType::f32, {}), loss = f.reduceSum(w * x).named("loss");
  f.variable("b.weight", DType::f32, {2}, Initializer::zeros());
  f.variable("b.count", DType::f32, {2}, Initializer::zeros(), VariableRole::Buffer);
  f.minimize(loss, rate, parseOptimizer("sgd"));
  f.minimize(loss, rate, parseOptimizer("adam(beta1=0.5), clip_norm=1"), {"w", "b.*"});
  f.update("w", x, rate, parseOptimizer("momentum"));
  f.output("w", f.variable("w", DType::f32, {3}, Initializer::constant(2)));
  EXPECT_THAT(bodyOf(network), HasSubstr(R"(
    train.minimize %loss, %rate using #train.sgd
    train.minimize %loss, %rate using #train.recipe<#train.adam<beta1 = 0.5>, clip_norm = 1.0> of (@w, @b.weight)
    train.update @w, %x, %rate : tensor<3xf32> using #train.momentum
    %w2 = nn.read @w : tensor<3xf32>
)"));
}

// Two steps in one function, of which the second one goes on from what the first one has left; and the rule
// on values.
TEST_F(BuilderLearning, RulesMoveWeights) {
  Value rate = f.constant(0.5);
  auto weight = [&] { return f.variable("w", DType::f32, {3}, Initializer::constant(2)); };
  f.minimize(f.reduceSum(w * x), rate, parseOptimizer("sgd"));
  f.output("first", weight());
  f.update("w", weight() * x, rate, parseOptimizer("sgd"));
  f.output("second", weight());
  Values next = f.apply(parseOptimizer("momentum(momentum=0.5)"), {w}, {x},
                        {f.constant(Tensor::of<float>({3}, {4, 4, 4}))}, rate);
  f.output("weight", next[0]);
  f.output("state", next[1]);
  EXPECT_THAT(
      bodyOf(network),
      HasSubstr("%weight, %state = train.apply (%w) gradients (%x) states (%constant) rate %c0.5 : "));
  const Outputs outputs = run(network, {{"x", numbers}}, Mode::train);
  EXPECT_THAT(outputs["first"].values<float>(), ElementsAre(1.5f, 1, 0.5f));
  EXPECT_THAT(outputs["second"].values<float>(), ElementsAre(0.75f, 0, -0.25f));
  EXPECT_THAT(outputs["state"].values<float>(), ElementsAre(3, 4, 5));
  EXPECT_THAT(outputs["weight"].values<float>(), ElementsAre(0.5f, 0, -0.5f));
}

TEST_F(BuilderLearning, PlansAreAttributes) {
  f.minimize(f.reduceSum(w * x), f.input("learning_rate", DType::f32, {}), parseOptimizer("sgd"));
  network.plan("f*2");
  EXPECT_EQ(network.build().plan(), "f*2"); // a function that returns nothing is one, too
}

//===-- What is refused -----------------------------------------------------------------------------===//

TEST_F(BuilderLearning, DerivativesThatAreNone) {
  EXPECT_THAT(messageOf([&] { f.gradient(x, w); }),
              HasSubstr("net, @f: gradient() of f32 [3], but a loss is one"));
  Value i = f.input("i", DType::i64, {});
  EXPECT_THAT(messageOf([&] { f.gradient(f.reduceSum(x), i); }),
              HasSubstr("wrt value #0 must be a float tensor"));
  EXPECT_THAT(messageOf([&] { f.gradient(f.reduceSum(x), Values{}); }),
              HasSubstr("needs at least one value"));
  EXPECT_THAT(messageOf([&] { f.jvp(x, x, f.reduceSum(x)); }),
              HasSubstr("direction #0 has type 'tensor<f32>', but its wrt value has 'tensor<3xf32>'"));
  Value loss = f.reduceSum(x * w);
  EXPECT_THAT(
      messageOf([&] { f.loop(2, x, [&](Value, Value now) { return now * f.gradient(loss, w); }); }),
      HasSubstr("gradient() is asked for the derivative of f32 [], which is computed around the body that is "
                "being written; take it there, and use it here"));
  Value around = x * w;
  EXPECT_THAT(messageOf([&] {
                f.loop(2, x,
                       [&](Value, Value now) { return now * f.gradient(f.reduceSum(around * now), w); });
              }),
              HasSubstr("gradient() is taken in a body with respect to a value from outside, and what is "
                        "differentiated depends on it through 'mul', which is computed outside, too"));
  // The derivative with respect to what is read here would be 0.
  Function &predict = network.privateFunction("predict");
  predict.output("y", predict.input("x", DType::f32, {3}) *
                          predict.variable("w", DType::f32, {3}, Initializer::constant(2)));
  EXPECT_EQ(
      messageOf([&] { f.gradient(f.reduceSum(f.call("predict", {x})[0]), w); }),
      "net, @f: gradient() is taken with respect to '@w' as it is read here, but '@predict' reads it once "
      "more, "
      "itself: give it to '@predict' as an argument, or write its ops here, by a C++ function that takes the "
      "Function");
  EXPECT_NO_THROW(f.gradient(f.reduceSum(f.call("predict", {x})[0]), x));
}

TEST_F(BuilderLearning, RulesThatAreNone) {
  const Optimizer adam = parseOptimizer("adam");
  Value rate = f.input("rate", DType::f32, {}), loss = f.reduceSum(w * x);
  EXPECT_THAT(messageOf([&] { f.minimize(x, rate, adam); }),
              HasSubstr("minimize() of f32 [3], but a loss is one"));
  EXPECT_THAT(messageOf([&] { f.minimize(loss, x, adam); }),
              HasSubstr("minimize() has a learning rate of f32 [3], but it is one floating-point number"));
  EXPECT_THAT(messageOf([&] { f.minimize(loss, rate, {}); }),
              HasSubstr("optimizer '': there is no optimizer ''"));
  EXPECT_EQ(messageOf([&] { f.minimize(loss, rate, adam, {"critic.*"}); }),
            "net, @f: no parameter that has not been named before fits 'critic.*'; there are @w");
  EXPECT_THAT(messageOf([&] { f.minimize(loss, rate, adam, {"w["}); }),
              HasSubstr("the pattern 'w[' is not well-formed"));
  f.variable("seen", DType::f32, {3}, Initializer::zeros(), VariableRole::Buffer);
  EXPECT_THAT(
      messageOf([&] { f.minimize(loss, rate, adam, {"seen"}); }),
      HasSubstr("'@seen' is buffer f32 [3], but what learns is a parameter of floating-point numbers"));
  EXPECT_THAT(messageOf([&] { f.update("seen", x, rate, adam); }),
              HasSubstr("updates '@seen', which is buffer f32 [3]"));
  EXPECT_THAT(messageOf([&] { f.update("none", x, rate, adam); }),
              HasSubstr("updates '@none', which is no variable of the network"));
  EXPECT_EQ(messageOf([&] { f.update("w", loss, rate, adam); }),
            "net, @f: updates '@w', which is f32 [3], with a gradient of f32 []");
  EXPECT_THAT(
      messageOf([&] { f.update("w", x, rate, parseOptimizer("adam, clip_norm=1")); }),
      HasSubstr(
          "update() takes an optimizer alone, but is given 'adam, clip_norm=1'; minimize() takes recipes"));
  EXPECT_THAT(messageOf([&] { f.apply(adam, {w}, {x}, {}, rate); }),
              HasSubstr("for which #train.adam needs 2 states"));
  EXPECT_THAT(
      messageOf([&] { f.loop(2, x, [&](Value, Value now) { return f.minimize(loss, rate, adam), now; }); }),
      HasSubstr("minimize() stands in a region, but variables learn in a function itself"));
}

} // namespace
} // namespace dlc

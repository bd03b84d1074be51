// dlc::Builder, loops and branches: the text that is written equals what people write, op by op; what bodies
// read and assign; numbers of compiled code; what is refused, and how.
#include "BuiltNetworks.h"

#include <algorithm>
#include <cmath>

namespace dlc {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

class BuilderControl : public testing::Test {
protected:
  Builder network{"net"};
  Function &f = network.function("f");
};

//===-- nn.scan -------------------------------------------------------------------------------------===//

TEST_F(BuilderControl, ScanWritesAStep) {
  Value x = f.input("x", DType::f32, {batch, 5, 3}), h0 = f.input("h0", DType::f32, {batch, 4});
  Value w = f.variable("w", DType::f32, {3, 4}, Initializer::constant(0.5));
  f.comment("The hidden layer.");
  auto [states, last] = f.scan(h0, x,
                               [&](Value h, Value slice) {
                                 f.comment("A step.");
                                 return f.tanh(f.matmul(slice, w) + h);
                               },
                               {.axis = 1});
  EXPECT_EQ(states.shape(), (Shape{batch, 5, 4}));
  f.output("last", last);
  f.output("states", states);
  EXPECT_EQ(bodyOf(network), R"(    %w = nn.read @w : tensor<3x4xf32>

    // The hidden layer.
    %last, %states = nn.scan axis 1 carry(%carried = %h0 : tensor<?x4xf32>) over(%slice = %x : tensor<?x5x3xf32>) capture(%w = %w : tensor<3x4xf32>) {
      // A step.
      %matmul = nn.matmul %slice, %w : tensor<?x3xf32>, tensor<3x4xf32>
      %add = nn.add %matmul, %carried : tensor<?x4xf32>, tensor<?x4xf32>
      %tanh = nn.tanh %add : tensor<?x4xf32>
      nn.yield %tanh, %tanh : tensor<?x4xf32>, tensor<?x4xf32>
    }
    nn.return %last, %states : tensor<?x4xf32>, tensor<?x5x4xf32>
)");
}

TEST_F(BuilderControl, ScanComputes) {
  Value x = f.input("x", DType::f32, {3, 2});
  // Running sums from the last row on, and the rows above each.
  Scanned all =
      f.scan({f.constant(Tensor::of<float>({2}, {0, 0}))}, {x},
             [&](const Values &sum, const Values &row) {
               return Scanned{.carried = {sum[0] + row[0]}, .stacked = {sum[0] + row[0], row[0] * 2.0}};
             },
             {.reverse = true});
  f.output("sum", all.carried[0]);
  f.output("sums", all.stacked[0]);
  f.output("twice", all.stacked[1]);
  const Outputs outputs = run(network, {{"x", Tensor::of<float>({3, 2}, {1, 2, 3, 4, 5, 6})}});
  EXPECT_THAT(outputs["sum"].values<float>(), ElementsAre(9, 12));
  EXPECT_THAT(outputs["sums"].values<float>(), ElementsAre(9, 12, 8, 10, 5, 6));
  EXPECT_THAT(outputs["twice"].values<float>(), ElementsAre(2, 4, 6, 8, 10, 12));
}

TEST_F(BuilderControl, ScanOverNothingHasALength) {
  Value one = f.constant(1.0);
  Scanned powers = f.scan(
      {one}, {},
      [](const Values &p, const Values &) { return Scanned{.carried = {p[0] * 2.0}, .stacked = {p[0]}}; },
      {.length = 4});
  f.output("powers", powers.stacked[0]);
  EXPECT_THAT(run(network, {})["powers"].values<float>(), ElementsAre(1, 2, 4, 8));
}

TEST_F(BuilderControl, SizesOfScansHaveNames) {
  Value x = f.input("x", DType::f32, {batch, size("steps"), 3});
  auto [states, last] =
      f.scan(f.reduceSum(x, {1}) * 0.0, x, [](Value h, Value slice) { return h + slice; }, {.axis = 1});
  EXPECT_EQ(toString(states.shape()), "[batch, steps, 3]");
  f.output("last", last);
  EXPECT_NO_THROW(network.build());
}

//===-- nn.loop -------------------------------------------------------------------------------------===//

TEST_F(BuilderControl, LoopCounts) {
  Value x = f.input("x", DType::f32, {2});
  Value y = f.loop(3, x, [&](Value step, Value carried) { return carried + f.cast(step, DType::f32) * x; });
  f.output("y", y);
  EXPECT_THAT(bodyOf(network),
              HasSubstr("    %y = nn.loop %step to 3 carry(%carried = %x : tensor<2xf32>) "
                        "capture(%x = %x : tensor<2xf32>) {\n      %cast = nn.cast %step : "));
  EXPECT_THAT(run(network, {{"x", Tensor::of<float>({2}, {1, -2})}})["y"].values<float>(),
              ElementsAre(4, -8));
}

// Newton's method, until it changes nothing.
TEST_F(BuilderControl, LoopEndsWhereAConditionDoes) {
  Value x = f.input("x", DType::f64, {});
  Value close = f.constant(1e-12, DType::f64);
  Values end = f.loopWhile(
      50, {f.max(x, f.constant(1, DType::f64)), f.constant(0, DType::i64)},
      [&](const Values &now) { return f.compare(Compare::greater, f.abs(now[0] * now[0] - x), close * x); },
      [&](Value, const Values &now) { return Values{(now[0] + x / now[0]) * 0.5, now[1] + 1}; });
  f.output("root", end[0]);
  f.output("steps", end[1]);
  // The condition stands in front of the loop, and at the end of its body.
  EXPECT_THAT(bodyOf(network), HasSubstr("nn.loop %step to 50 while %compare1 carry("));
  EXPECT_THAT(bodyOf(network), HasSubstr("nn.yield %compare2, "));
  Program program = compile(network.build(), {.parallel = Parallel::none});
  const Outputs outputs = program.call("f", {{"x", Tensor::of<double>({}, {2})}});
  EXPECT_NEAR(outputs["root"].values<double>()[0], std::sqrt(2.0), 1e-12);
  EXPECT_THAT(outputs["steps"].values<std::int64_t>(),
              ElementsAre(testing::AllOf(testing::Gt(3), testing::Lt(9))));
  const Outputs one = program.call("f", {{"x", Tensor::of<double>({}, {1})}});
  EXPECT_THAT(one["steps"].values<std::int64_t>(), ElementsAre(0));
}

//===-- nn.if ---------------------------------------------------------------------------------------===//

TEST_F(BuilderControl, IfTakesABranch) {
  Value x = f.input("x", DType::f32, {2}), deep = f.input("deep", DType::i1, {});
  f.output("y", f.ifElse(deep, [&] { return f.exp(x); }, [&] { return x; }));
  EXPECT_EQ(bodyOf(network), R"(    %y = nn.if %deep capture(%x = %x : tensor<2xf32>) {
      %exp = nn.exp %x : tensor<2xf32>
      nn.yield %exp : tensor<2xf32>
    } else {
      nn.yield %x : tensor<2xf32>
    }
    nn.return %y : tensor<2xf32>
)");
  for (bool is : {true, false})
    EXPECT_THAT(
        run(network, {{"x", Tensor::of<float>({2}, {0, 1})}, {"deep", Tensor::of<bool>({}, {is})}})["y"]
            .values<float>(),
        Pointwise(FloatNear(1e-6f), is ? std::vector{1.0f, 2.7182817f} : std::vector{0.0f, 1.0f}));
}

//===-- Regions in regions --------------------------------------------------------------------------===//

// MLIR numbers values anew in each region; names must not pass from one to another.
TEST_F(BuilderControl, BodiesNest) {
  Value x = f.input("x", DType::f32, {3, 2}), flag = f.input("flag", DType::i1, {});
  Value zero = f.constant(Tensor::of<float>({2}, {0, 0}));
  auto [states, last] = f.scan(zero, x, [&](Value sum, Value row) {
    Value scaled = row * 3.0;
    Value inner = f.loop(2, scaled, [&](Value, Value carried) {
      Value moved = carried + row;
      return f.ifElse(flag, [&] { return moved - 1.0; }, [&] { return f.neg(carried); }).named("chosen");
    });
    return sum + inner + scaled;
  });
  f.output("states", states);
  // Row r: 3r, twice r - 1 more: 5r - 2; and 3r. Or 3r, its sign changed twice, and 3r.
  const Tensor rows = Tensor::of<float>({3, 2}, {1, 2, 3, 4, 5, 6});
  EXPECT_THAT(run(network, {{"x", rows}, {"flag", Tensor::of<bool>({}, {true})}})["states"].values<float>(),
              ElementsAre(6, 14, 28, 44, 66, 90));
  EXPECT_THAT(run(network, {{"x", rows}, {"flag", Tensor::of<bool>({}, {false})}})["states"].values<float>(),
              ElementsAre(6, 12, 24, 36, 54, 72));
}

TEST_F(BuilderControl, BodiesReadVariablesAndCall) {
  Function &half = network.privateFunction("half");
  half.output("y", half.input("x", DType::f32, {2}) *
                       half.variable("factor", DType::f32, {}, Initializer::constant(0.5)));
  Value x = f.input("x", DType::f32, {3, 2});
  auto [states, last] = f.scan(f.constant(Tensor::of<float>({2}, {0, 0})), x, [&](Value sum, Value row) {
    Value shift = f.variable("shift", DType::f32, {2}, Initializer::constant(1));
    return f.call("half", {sum})[0] + row + shift;
  });
  f.output("last", last);
  // What a body reads is read once, in front of the loop.
  EXPECT_THAT(bodyOf(network),
              HasSubstr("    %shift = nn.read @shift : tensor<2xf32>\n    %last, %add1 = nn.scan"));
  EXPECT_THAT(run(network, {{"x", Tensor::of<float>({3, 2}, {1, 2, 3, 4, 5, 6})}})["last"].values<float>(),
              ElementsAre(8.5f, 10.25f));
}

// What is assigned in a body goes from step to step, and on behind the loop.
TEST_F(BuilderControl, BodiesAssignVariables) {
  auto count = [&] {
    return f.variable("count", DType::f32, {}, Initializer::constant(10), VariableRole::Buffer);
  };
  Value x = f.input("x", DType::f32, {3});
  Value before = count();
  auto [states, last] = f.scan(f.constant(0), x, [&](Value sum, Value each) {
    Value now = count();
    f.assign("count", now + 1);
    // In front of the loop, here, and as it was when the step began.
    return sum + each * (count() - before) + (now - now);
  });
  f.output("sum", last);
  f.output("count", count());
  Value deep = f.input("deep", DType::i1, {});
  f.output(
      "chosen",
      f.ifElse(deep, [&] { return f.assign("count", count() * 2.0), count(); }, [&] { return count(); }));
  f.output("end", count());
  Program program = compile(network.build(), {.parallel = Parallel::none});
  program.init(1);
  const Tensor xs = Tensor::of<float>({3}, {1, 10, 100});
  for (auto [deep, count, end] : {std::tuple(false, 13.0f, 13.0f), std::tuple(true, 16.0f, 32.0f)}) {
    const Outputs outputs = program.call("f", {{"x", xs}, {"deep", Tensor::of<bool>({}, {deep})}});
    EXPECT_THAT(outputs["sum"].values<float>(), ElementsAre(321));
    EXPECT_THAT(outputs["count"].values<float>(), ElementsAre(count));
    EXPECT_THAT(outputs["chosen"].values<float>(), ElementsAre(end));
    EXPECT_THAT(outputs["end"].values<float>(), ElementsAre(end));
    EXPECT_THAT(program.variable("count").values<float>(), ElementsAre(end));
  }
}

TEST_F(BuilderControl, BodiesDrawRandomNumbers) {
  Function &at = network.function("at_once");
  Value zero = f.constant(Tensor::of<float>({2}, {0, 0}));
  Scanned drawn = f.scan({zero}, {},
                         [&](const Values &sum, const Values &) {
                           Value noise = f.training([&] { return f.randomUniform("random", {2}) + 1.0; },
                                                    [&] { return f.randomUniform("random", {2}); });
                           return Scanned{.carried = {sum[0] + noise}, .stacked = {noise}};
                         },
                         {.length = 3});
  f.output("noise", drawn.stacked[0]);
  f.output("then", f.randomUniform("random", {2}));
  Values noise;
  for (int i = 0; i < 4; ++i)
    noise.push_back(at.randomUniform("random", {2}));
  at.output("noise", at.concat(noise, 0));
  Program program = compile(network.build(), {.parallel = Parallel::none});
  program.init(1);
  const Tensor expected = program.call("at_once", {}).take("noise");
  program.init(1);
  const Outputs outputs = program.call("f", {});
  std::vector<float> all;
  for (const char *each : {"noise", "then"})
    all.insert(all.end(), outputs[each].values<float>().begin(), outputs[each].values<float>().end());
  EXPECT_THAT(all, testing::ElementsAreArray(expected.values<float>()));
}

// Each step has a mask of its own in a training step, and none elsewhere.
TEST_F(BuilderControl, BodiesDropOut) {
  Function &loss = network.function("loss");
  Value x = loss.input("x", DType::f32, {batch, 64});
  Value w = loss.variable("w", DType::f32, {}, Initializer::constant(1));
  auto cell = [&](Value sum, Value each) { return sum + loss.dropout("random", each) * w; };
  loss.output("loss",
              loss.reduceMean(loss.scan(loss.expand(loss.constant(0), {batch}), x, cell, {.axis = 1}).last));
  f.output("y", f.constant(0));
  Program program =
      compile(network.build(), {.parallel = Parallel::none, .mode = Mode::train, .optimizer = "sgd"});
  program.init(1);
  Tensor ones({1, 64}, DType::f32);
  std::ranges::fill(ones.values<float>(), 1.0f);
  const Tensor rate = Tensor::of<float>({}, {0});
  std::vector<float> sums;
  for (int i = 0; i < 2; ++i)
    sums.push_back(
        program.call("train_step", {{"x", ones}, {"learning_rate", rate}})["loss"].values<float>()[0]);
  for (const float sum : sums)
    EXPECT_NEAR(sum, 64, 40); // 0 or 128 with one mask for all steps; its deviation is 8
  EXPECT_NE(sums[0], sums[1]);
  EXPECT_EQ(program.call("evaluate", {{"x", ones}})["loss"].values<float>()[0], 64);
}

//===-- What is refused -----------------------------------------------------------------------------===//

TEST_F(BuilderControl, TypesThatDoNotFit) {
  Value x = f.input("x", DType::f32, {batch, 5, 3}), y = f.input("y", DType::f32, {batch, 4, 3});
  Value scalar = f.constant(1.0);
  auto same = [](const Values &carried, const Values &) { return Scanned{.carried = carried}; };
  EXPECT_EQ(
      messageOf([&] { f.scan({}, {x, y}, same, {.axis = 1}); }),
      "net, @f: scans over f32 [batch, 4, 3], which has 4 steps along axis 1, where f32 [batch, 5, 3] has 5");
  EXPECT_EQ(
      messageOf([&] { f.scan({}, {x}, same, {.axis = 1, .length = 6}); }),
      "net, @f: scans over f32 [batch, 5, 3], which has 5 steps along axis 1, where options.length has 6");
  EXPECT_THAT(messageOf([&] { f.scan({}, {scalar}, same); }),
              HasSubstr("scans over f32 [], which has no dimension to step along; use it in the body"));
  EXPECT_THAT(messageOf([&] { f.scan({scalar}, {}, same); }),
              HasSubstr("scans over nothing; give it values to step along, or options.length"));
  EXPECT_THAT(messageOf([&] { f.scan({}, {x}, same, {.axis = -1}); }), HasSubstr("scans along axis -1"));
  EXPECT_EQ(
      messageOf([&] { f.scan(scalar, x, [](Value, Value slice) { return slice; }, {.axis = 1}); }),
      "net, @f: carries (f32 []), but a step returns (f32 [batch, 3]) as the next values; a carried value "
      "keeps its type");
  EXPECT_THAT(messageOf([&] { f.loop(-1, x, [](Value, Value now) { return now; }); }),
              HasSubstr("loops -1 times; a bound is at least 0"));
  EXPECT_THAT(messageOf([&] {
                f.loopWhile(
                    3, x, [&](Value now) { return f.compare(Compare::less, now, now); },
                    [](Value, Value now) { return now; });
              }),
              HasSubstr("loops while i1 [batch, 5, 3], but a condition is i1 []"));
  EXPECT_THAT(messageOf([&] { f.ifElse(scalar, [&] { return x; }, [&] { return x; }); }),
              HasSubstr("chooses a branch by f32 [], but a condition is i1 []"));
  Value flag = f.input("flag", DType::i1, {});
  EXPECT_EQ(
      messageOf([&] { f.ifElse(flag, [&] { return x; }, [&] { return y; }); }),
      "net, @f: returns (f32 [batch, 5, 3]) where the condition holds, but (f32 [batch, 4, 3]) where it does "
      "not");
  // It is as it was in front of the calls that failed, but for the condition in front of a loop.
  f.output("z", x);
  EXPECT_EQ(bodyOf(network), "    %c1 = nn.constant dense<1.0> : tensor<f32>\n"
                             "    %compare = nn.compare lt %x, %x : tensor<?x5x3xf32>, tensor<?x5x3xf32>\n"
                             "    nn.return %x : tensor<?x5x3xf32>\n");
}

TEST_F(BuilderControl, ValuesStayInTheirRegion) {
  Value x = f.input("x", DType::f32, {3});
  Value inner = x, read = x;
  auto [states, last] = f.scan(f.constant(0), x, [&](Value sum, Value each) {
    read = f.variable("w", DType::f32, {}, Initializer::zeros());
    return inner = sum + each * read;
  });
  f.output("last", last);
  for (Value each : {inner, read})
    EXPECT_THAT(messageOf([&] { f.tanh(each); }),
                HasSubstr("was given a value of a region that is complete; what it returns is passed on"));
  EXPECT_THAT(messageOf([&] {
                f.loop(2, x, [&](Value, Value now) {
                  inner = f.tanh(now);
                  throw Error("given up");
                  return now;
                });
              }),
              HasSubstr("given up"));
  EXPECT_THAT(messageOf([&] { f.tanh(inner); }), HasSubstr("a region that is complete"));
  EXPECT_NO_THROW(network.build());
}

TEST_F(BuilderControl, CallsThatChangeState) {
  Value x = f.input("x", DType::f32, {3});
  Function &draw = network.privateFunction("draw"), &reads = network.privateFunction("reads");
  draw.output("noise", draw.randomNormal("random", {}));
  reads.output("count", reads.variable("count", DType::f32, {}, Initializer::zeros(), VariableRole::Buffer));
  EXPECT_EQ(messageOf([&] { f.scan(f.constant(0), x, [&](Value, Value) { return f.call("draw", {})[0]; }); }),
            "net, @f: calls '@draw', which assigns '@random', in the body of nn.scan; write its ops in the "
            "body, by "
            "a C++ function that takes the Function");
  EXPECT_EQ(
      messageOf([&] {
        f.loop(3, f.constant(0), [&](Value, Value now) {
          Value count = f.call("reads", {})[0];
          f.assign("count", count + 1);
          return now + count;
        });
      }),
      "net, @f: assigns '@count' in the body of nn.loop, where it calls '@reads', which reads it; give it to "
      "'@reads' as an argument");
}

// What a callee assigned, the next read sees.
TEST_F(BuilderControl, CallsAssign) {
  Function &count = network.privateFunction("count");
  auto read = [](Function &in) {
    return in.variable("counted", DType::f32, {}, Initializer::zeros(), VariableRole::Buffer);
  };
  count.assign("counted", read(count) + 1);
  f.output("before", read(f));
  f.call("count", {});
  f.output("after", read(f));
  const Outputs outputs = run(network, {});
  EXPECT_THAT(outputs["before"].values<float>(), ElementsAre(0));
  EXPECT_THAT(outputs["after"].values<float>(), ElementsAre(1));
}

TEST_F(BuilderControl, CallsInARegionAssign) {
  Function &count = network.privateFunction("count");
  auto read = [](Function &in) {
    return in.variable("counted", DType::f32, {}, Initializer::zeros(), VariableRole::Buffer);
  };
  count.assign("counted", read(count) + 1);
  f.output("before", read(f));
  auto counts = [&] {
    f.call("count", {});
    return Values{f.constant(0.0f)};
  };
  f.training(counts, counts);
  f.output("after", read(f));
  EXPECT_THAT(run(network, {})["after"].values<float>(), ElementsAre(1));
}

} // namespace
} // namespace dlc

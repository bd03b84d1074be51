// Programs by sizes: compiled once, shared, forgotten in the order of use.
#include "dlc/Specializations.h"

#include "ApiTest.h"

#include <thread>

namespace dlc {
namespace {

/// Of each row, its first elements times a weight.
Graph network() {
  return Graph::parse(R"(
nn.variable @w : tensor<f32> init #nn.zeros
nn.func @predict(%x: tensor<?x?xf32, #nn.sizes<batch, width>>) -> (y: tensor<?x?xf32, #nn.sizes<batch, width>>) {
  %w = nn.read @w : tensor<f32>
  %y = nn.mul %x, %w : tensor<?x?xf32, #nn.sizes<batch, width>>, tensor<f32>
  nn.return %y : tensor<?x?xf32, #nn.sizes<batch, width>>
}
)",
                      "scaled");
}

std::vector<float> call(Program &program, std::int64_t rows, std::int64_t width) {
  Tensor x({rows, width}, DType::f32);
  for (std::size_t i = 0; float &value : x.values<float>())
    value = static_cast<float>(i++);
  Outputs outputs = program.call("predict", {{"x", x}});
  auto values = outputs["y"].values<float>();
  return {values.begin(), values.end()};
}

void scale(Program &program, float by) {
  Tensor w({}, DType::f32);
  w.values<float>()[0] = by;
  program.setVariable("w", w);
}

TEST(Specializations, AreCompiledOnceAndHaveVariablesOfTheirOwn) {
  Specializations programs(network());
  Program first = programs.program({{"width", 3}}), second = programs.program({{"width", 3}});
  EXPECT_EQ(programs.compiled(), 1u);
  scale(first, 2);
  scale(second, 5);
  EXPECT_THAT(call(first, 1, 3), testing::ElementsAre(0, 2, 4));
  EXPECT_THAT(call(second, 1, 3), testing::ElementsAre(0, 5, 10));
  // The code is for that width alone.
  EXPECT_EQ(first.entry("predict").inputs[0].shape, (Shape{batchDimension, 3}));
  EXPECT_THROW(call(first, 1, 4), Error);
}

TEST(Specializations, AreKeptInTheOrderOfUse) {
  Specializations programs(network(), {}, 2);
  Program one = programs.program({{"width", 1}});
  programs.program({{"width", 2}});
  programs.program({{"width", 1}});
  programs.program({{"width", 3}}); // in the place of 2
  EXPECT_EQ(programs.kept(), 2u);
  EXPECT_EQ(programs.compiled(), 3u);
  programs.program({{"width", 1}});
  EXPECT_EQ(programs.compiled(), 3u);
  programs.program({{"width", 2}}); // in the place of 3
  EXPECT_EQ(programs.compiled(), 4u);
  programs.program({{"width", 3}});
  EXPECT_EQ(programs.compiled(), 5u);
  // Its code is not kept any more, but is its own.
  scale(one, 7);
  EXPECT_THAT(call(one, 2, 1), testing::ElementsAre(0, 7));
}

TEST(Specializations, AreSafeForThreads) {
  Specializations programs(network());
  std::vector<std::thread> threads;
  std::array<std::vector<float>, 6> results;
  for (std::size_t i = 0; i < results.size(); ++i)
    threads.emplace_back([&, i] {
      const auto width = static_cast<std::int64_t>(1 + i % 2);
      Program program = programs.program({{"width", width}});
      scale(program, static_cast<float>(i));
      results[i] = call(program, 1, width);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(programs.compiled(), 2u);
  for (std::size_t i = 0; i < results.size(); ++i)
    EXPECT_EQ(results[i].back(), static_cast<float>(i % 2 * i)) << i;
}

TEST(Specializations, FailAndAreTriedAgain) {
  Specializations programs(network(), {.sizes = {{"width", 2}}});
  EXPECT_THAT(messageOf([&] { programs.program({{"height", 2}}); }), testing::HasSubstr("height"));
  EXPECT_THAT(messageOf([&] { programs.program({{"height", 2}}); }), testing::HasSubstr("height"));
  EXPECT_EQ(messageOf([&] { programs.program({{"width", 4}}); }),
            "the size 'width' is 2 in the options of all specializations, and is asked for as 4");
  EXPECT_EQ(programs.kept(), 0u);
  programs.program(Sizes(8));
  EXPECT_EQ(programs.compiled(), 1u);
}

} // namespace
} // namespace dlc

// What the evaluation of a network leaves unused: nothing in the zoo, and all that it should be.
#include "Training/IgnoredResults.h"
#include "dlc/Zoo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dlc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(IgnoredResults, AreNoneInTheZoo) {
  for (const std::string &name : zooNames())
    EXPECT_THAT(ignoredResults(zoo(name).functions()), IsEmpty()) << name;
}

EntryInfo functionOf(const char *name, std::vector<TensorInfo> inputs, std::vector<TensorInfo> outputs) {
  EntryInfo function;
  function.name = name;
  function.inputs = std::move(inputs);
  function.outputs = std::move(outputs);
  return function;
}

const TensorInfo x{"x", DType::f32, {batchDimension, 2}}, hit{"hit", DType::f32, {batchDimension}},
    share{"share", DType::f32, {}}, count{"count", DType::i64, {}};

TEST(IgnoredResults, AreWhatNobodyTakes) {
  const EntryInfo loss = functionOf("loss", {x}, {share, hit, count});
  EXPECT_THAT(
      ignoredResults({loss}),
      ElementsAre(HasSubstr("'hit', which @loss returns, is used nowhere: a function @metrics"),
                  HasSubstr("'count', which @loss returns, is used nowhere: metrics are f32 [] or f64 "
                            "[], and it is count i64 []")));
  EXPECT_THAT(ignoredResults({loss, functionOf("metrics", {hit}, {share})}),
              ElementsAre(HasSubstr("'count'")));
  // Of a network's own @evaluate, and not of its loss.
  EXPECT_THAT(ignoredResults({loss, functionOf("evaluate", {x}, {share})}), IsEmpty());
}

TEST(IgnoredResults, AreFunctionsThatLookLikeMetrics) {
  const EntryInfo loss = functionOf("loss", {x}, {share, hit});
  const auto remarkOn = [&](const EntryInfo &function) { return ignoredResults({loss, function}); };
  EXPECT_THAT(remarkOn(functionOf("score", {hit, x}, {share})),
              ElementsAre(HasSubstr("@score looks like a function that computes metrics")));
  EXPECT_THAT(remarkOn(functionOf("summarize", {count}, {share})),
              ElementsAre(HasSubstr("@summarize looks")));
  // Takes nothing that the evaluation returns, or gives more than metrics.
  for (const EntryInfo &other : {functionOf("score", {x}, {share}), functionOf("score", {hit}, {hit})})
    EXPECT_THAT(remarkOn(other), ElementsAre(HasSubstr("'hit'")));
}

} // namespace
} // namespace dlc

// The text of a learning rule: one form of it, the usual learning rate, and what is said of a wrong one.
#include "ApiTest.h"

#include "dlc/Optimizer.h"

namespace dlc {
namespace {

std::string textOf(const std::string &text) { return parseOptimizer(text).text; }

TEST(OptimizerText, HasOneForm) {
  EXPECT_EQ(textOf(" adam( ) "), "adam");
  EXPECT_EQ(textOf("adam(beta2=0.999,beta1=.5,epsilon=1e-6)"), "adam(beta1=0.5, epsilon=1e-06)");
  EXPECT_EQ(textOf("rmsprop(centered=true, momentum=0.9)"), "rmsprop(momentum=0.9, centered=true)");
  EXPECT_EQ(textOf("sgd, accumulate=1, clip_norm=2,growth_interval=2000 , loss_scale=1024, clip_value=0.5, "
                   "average=0.99"),
            "sgd, clip_value=0.5, clip_norm=2, average=0.99, loss_scale=1024, growth_interval=2000");
  const char *groups =
      "lion(beta1=0.5), accumulate=4, group(*.bias), group(fc{1,2}.*, adam(beta1=0.5), rate=2, l1=1e-05)";
  EXPECT_EQ(textOf(groups), groups);
}

TEST(OptimizerText, EveryOptimizerIsKnown) {
  const std::vector<std::string> names = optimizerNames();
  EXPECT_THAT(names, testing::IsSupersetOf({"adam", "lamb", "sgd"}));
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  for (const std::string &name : names) {
    EXPECT_EQ(textOf(name), name);
    EXPECT_EQ(parseOptimizer(name + ", clip_norm=1").name, name);
    EXPECT_GT(parseOptimizer(name).learningRate, 0);
  }
  EXPECT_EQ(parseOptimizer("adam, clip_norm=1").learningRate, 1e-3);
  EXPECT_EQ(parseOptimizer("sgd").learningRate, 1e-2);
}

TEST(OptimizerText, WhatIsWrongIsSaid) {
  EXPECT_THAT(messageOf([] { parseOptimizer("adamax"); }),
              testing::StartsWith(
                  "optimizer 'adamax': there is no optimizer 'adamax'; there are adadelta, adagrad, "));
  EXPECT_EQ(messageOf([] { parseOptimizer("adam(beta1=1)"); }),
            "optimizer 'adam(beta1=1)': beta1 must be at least 0 and less than 1, but is 1.0");
}

} // namespace
} // namespace dlc

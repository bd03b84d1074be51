// Plans as text: what is read, what is written again, and what is refused.
#include "dlc/Plan.h"

#include <gtest/gtest.h>

namespace dlc {
namespace {

std::string again(std::string_view text) { return Plan::parse(text).text(); }

std::string problem(std::string_view text) {
  try {
    Plan::parse(text);
  } catch (const Error &error) {
    return error.what();
  }
  return "";
}

TEST(Plan, IsReadAndWritten) {
  EXPECT_EQ(again("train_step"), "train_step");
  EXPECT_EQ(again(" critic *5,generator "), "critic*5, generator");
  EXPECT_EQ(again("q_step, copy every 100"), "q_step, copy every 100");
  EXPECT_EQ(again("a for 5;b( x=0..1,learning_rate=1e-4 )*2 every 3"),
            "a for 5; b(x=0..1, learning_rate=1e-04)*2 every 3");
  const Plan plan = Plan::parse("a(beta=-.5..2.5) for 2; b for 3");
  EXPECT_EQ(plan.phases.size(), 2u);
  EXPECT_EQ(plan.phases[0].calls[0].scalars[0].first, -0.5);
  EXPECT_EQ(plan.phases[0].calls[0].scalars[0].last, 2.5);
  EXPECT_EQ(plan.phases[1].epochs, 3);
}

TEST(Plan, WhatIsNoneSaysWhere) {
  const std::string end = "; a plan is such as 'critic*5, generator' or 'pretrain for 5; finetune'";
  EXPECT_EQ(problem(""), "plan '', at character 1: the name of a function or of an input is missing" + end);
  EXPECT_EQ(problem("a*0"),
            "plan 'a*0', at character 3: how often a function is called is a whole number of at least 1" +
                end);
  EXPECT_EQ(problem("a b"),
            "plan 'a b', at character 3: ',', ';', '*', '(', 'every' or 'for' is expected" + end);
  EXPECT_EQ(problem("a; b"), "plan 'a; b', at character 5: phase 1 does not say how long it lasts: NAME for "
                             "5; only the last one may" +
                                 end);
  EXPECT_EQ(problem("a(x=)"), "plan 'a(x=)', at character 5: a number is missing" + end);
  EXPECT_EQ(problem("a(x=1"), "plan 'a(x=1', at character 6: ',' or ')' is missing" + end);
}

TEST(Plan, AddsUpItsEpochs) {
  EXPECT_EQ(Plan::parse("a").epochs(7), 7);
  EXPECT_EQ(Plan::parse("a for 2; b for 3").epochs(5), 5);
  EXPECT_EQ(Plan::parse("a for 2; b").epochs(3), 3);
  EXPECT_THROW(Plan::parse("a for 2; b").epochs(2), Error);
  EXPECT_THROW(Plan::parse("a for 2; b for 3").epochs(6), Error);
}

} // namespace
} // namespace dlc

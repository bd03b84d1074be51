// Environments: the classic equations, the rules of the game, and what is refused.
#include "EnvironmentsTest.h"

#include "dlc/Environment.h"
#include "dlc/Error.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace dlc::test {
namespace {

TEST(CartPole, FollowsGymnasiumsTrajectories) {
  std::ifstream table(ENVIRONMENT_TABLES "/cartpole.txt");
  CartPole pole;
  int steps = 0, ends = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#'))
      continue;
    std::istringstream words(line);
    std::string episode, action, numbers[4];
    int terminated = 0;
    words >> episode >> action >> numbers[0] >> numbers[1] >> numbers[2] >> numbers[3] >> terminated;
    double wanted[4];
    for (int i = 0; i < 4; ++i)
      wanted[i] = std::strtod(numbers[i].c_str(), nullptr);
    if (action == "-") {
      pole.start({wanted[0], wanted[1], wanted[2], wanted[3]});
      continue;
    }
    const Environment::Outcome outcome = pole.step(std::atoi(action.c_str()));
    const CartPole::Physics &now = pole.physics();
    const double found[4] = {now.position, now.velocity, now.angle, now.angularVelocity};
    for (int i = 0; i < 4; ++i)
      EXPECT_NEAR(found[i], wanted[i], 1e-12) << "episode " << episode << ", number " << i;
    EXPECT_EQ(outcome.terminated, terminated == 1) << "episode " << episode;
    EXPECT_FALSE(outcome.truncated);
    EXPECT_EQ(outcome.reward, 1);
    const std::vector<float> observation = pole.observation();
    EXPECT_EQ(observation[3], static_cast<float>(now.angularVelocity));
    ++steps;
    ends += terminated;
  }
  EXPECT_GT(steps, 100);
  EXPECT_GT(ends, 3);
}

TEST(CartPole, IsTruncatedWhereItHasLastedLongEnough) {
  CartPole pole(3);
  pole.start({});
  EXPECT_FALSE(pole.step(0).isOver());
  EXPECT_FALSE(pole.step(1).isOver());
  const Environment::Outcome last = pole.step(0);
  EXPECT_TRUE(last.truncated);
  EXPECT_FALSE(last.terminated);
  EXPECT_EQ(messageOf([&] { pole.step(0); }),
            "environment 'cartpole': the episode is over; reset() starts another");
  // One that falls in its last step is terminated: nothing is behind it.
  CartPole once(1);
  once.start({.position = 2.4, .velocity = 1});
  EXPECT_TRUE(once.step(1).terminated);
}

TEST(CartPole, StartsNearTheMiddleAndAsTheSeedSays) {
  CartPole pole, other;
  Random random(1), same(1);
  std::set<double> starts;
  for (int i = 0; i < 50; ++i) {
    pole.reset(random);
    other.reset(same);
    EXPECT_EQ(pole.observation(), other.observation());
    EXPECT_LE(std::abs(pole.physics().angle), 0.05);
    starts.insert(pole.physics().position);
  }
  EXPECT_EQ(starts.size(), 50u);
}

/// Plays by looking at the image: towards the ball.
int follow(std::span<const float> image) {
  int ball = 0, paddle = -1;
  for (int i = 0; i < 100; ++i) {
    if (image[static_cast<std::size_t>(i)] == 1)
      ball = i % 10;
    else if (image[static_cast<std::size_t>(i)] == 0.5f && paddle < 0)
      paddle = i % 10 + 1;
  }
  return ball > paddle ? 2 : ball < paddle ? 0 : 1;
}

TEST(Catch, IsWonByWhoFollowsTheBallAndSeldomByWhoDoesNot) {
  Catch game;
  Random random(3);
  double followed = 0, left = 0;
  for (const double sum : episodeReturns(game, follow, 200, random))
    followed += sum;
  for (const double sum : episodeReturns(game, [](std::span<const float>) { return 0; }, 200, random))
    left += sum;
  EXPECT_EQ(followed, 200);
  EXPECT_LT(left, -20);
}

TEST(Catch, ShowsOneBallThatFallsAndAPaddleThatStaysInside) {
  Catch game(6);
  Random random(5);
  game.reset(random);
  for (int row = 0; row < 5; ++row) {
    const std::vector<float> image = game.observation();
    int balls = 0, paddle = 0;
    for (std::size_t i = 0; i < image.size(); ++i) {
      balls += image[i] == 1 && static_cast<int>(i) / 6 == row;
      paddle += image[i] == 0.5f && i / 6 == 5;
    }
    EXPECT_EQ(balls, 1);
    EXPECT_EQ(paddle, 3);
    EXPECT_EQ(game.step(2).terminated, row == 4);
  }
  // It is at the right border now.
  const std::vector<float> end = game.observation();
  EXPECT_EQ(end[5 * 6 + 2], end[5 * 6 + 2] == 1 ? 1 : 0);
  EXPECT_GE(end[5 * 6 + 5], 0.5f);
}

/// An environment of one's own: it rewards the action that the observation names.
class Echo : public Environment {
public:
  explicit Echo(Shape shape = {1}, int actions = 2) : Environment("echo", std::move(shape), actions) {}

protected:
  void begin(Random &random) override { side = static_cast<int>(random.below(2)); }
  Outcome advance(int action) override {
    return {.reward = action == side ? 1.0f : 0.0f, .terminated = true};
  }
  void observe(std::span<float> observation) const override { observation[0] = static_cast<float>(side); }

private:
  int side = 0;
};

TEST(Environment, OfOnesOwnIsPlayedAsAnyOther) {
  Echo echo;
  Random random(1);
  const auto returns =
      episodeReturns(echo, [](std::span<const float> seen) { return static_cast<int>(seen[0]); }, 20, random);
  EXPECT_EQ(returns, std::vector<double>(20, 1.0));
}

TEST(Environment, RefusesWhatItHasNot) {
  Echo echo;
  EXPECT_EQ(messageOf([&] { echo.step(0); }), "environment 'echo' has no episode yet: reset() starts one");
  EXPECT_EQ(messageOf([&] { echo.observation(); }),
            "environment 'echo' has no episode yet: reset() starts one");
  Random random(1);
  echo.reset(random);
  EXPECT_EQ(messageOf([&] { echo.step(2); }), "environment 'echo' has the actions 0 to 1, and none is 2");
  EXPECT_EQ(messageOf([&] { echo.step(-1); }), "environment 'echo' has the actions 0 to 1, and none is -1");
  std::vector<float> wide(3);
  EXPECT_EQ(messageOf([&] { echo.observation(wide); }),
            "environment 'echo' observes 1 numbers, and there is room for 3");
  EXPECT_EQ(messageOf([] { Echo({2, 0}); }), "environment 'echo' observes [2, 0], which has no elements");
  EXPECT_EQ(messageOf([] { Echo({1}, 1); }),
            "environment 'echo' has 1 actions, so there is nothing to choose");
  EXPECT_EQ(
      messageOf([] { Catch(3); }),
      "environment 'catch' has an image of 3 pixels a side; the paddle alone has three, so it needs four");
  EXPECT_EQ(messageOf([] { CartPole(0); }),
            "environment 'cartpole' has 0 steps at most; an episode has one at least");
}

TEST(Random, IsTheSameOnEveryMachine) {
  Random random(5489);
  // The 10000th number of a std::mt19937_64 with this seed, as the C++ standard says.
  for (int i = 1; i < 10000; ++i)
    random.bits();
  EXPECT_EQ(random.bits(), 9981545732273789042u);
  Random again(1);
  EXPECT_EQ(again.uniform(), 0.13387664401253263);
  std::vector<int> counts(3);
  for (int i = 0; i < 3000; ++i)
    ++counts[static_cast<std::size_t>(again.below(3))];
  for (const int count : counts)
    EXPECT_NEAR(count, 1000, 100);
  EXPECT_EQ(messageOf([&] { again.below(0); }), "a random number is to be below 0, and there is none");
}

TEST(Random, GoesOnFromAState) {
  Random random(1), other(2);
  random.bits();
  const std::string state = random.state();
  const std::uint64_t next = random.bits();
  other.setState(state);
  EXPECT_EQ(other.bits(), next);
  EXPECT_EQ(messageOf([&] { other.setState("1 2 three"); }),
            "'1 2 three' is no state of a generator of random numbers");
  EXPECT_EQ(other.bits(), random.bits());
}

} // namespace
} // namespace dlc::test

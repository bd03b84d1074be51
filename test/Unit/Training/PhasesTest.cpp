// Phases of a plan have losses of their own: what is compared is compared within a phase.
#include "TrainingTest.h"

namespace dlc::test {
namespace {

class Phases : public TrainingTest {
protected:
  /// Without a part that is held back: a phase is compared by what its entry gives.
  TrainOptions planned(const std::string &plan, std::int64_t epochs) const {
    TrainOptions given = options(epochs);
    given.plan = plan;
    given.validation = 0;
    return given;
  }

  TrainResult train(const TrainOptions &given) {
    Dataset data = task(100);
    for (std::size_t i = 0; i < 100; i += 3) // a part that cannot be learnt
      data["labels"].values<std::int64_t>()[i] = static_cast<std::int64_t>(i / 3 % 3);
    Program program(TinyProgram::make());
    Trainer trainer(program, data, given);
    trainer.onMessage = [&](const std::string &text) { said.push_back(text); };
    trainer.onEpoch = [&](const EpochRecord &record) {
      states.push_back(bytesOf(program));
      losses.push_back(record.validation ? record.validation->loss : record.training.loss);
      return record.epoch != stopAfter;
    };
    return trainer.run();
  }

  std::ptrdiff_t bestFrom(std::ptrdiff_t first) const {
    return std::min_element(losses.begin() + first, losses.end()) - losses.begin();
  }

  std::int64_t stopAfter = 0;
  std::vector<std::string> said, states;
  std::vector<double> losses;
};

TEST_F(Phases, TheBestAndThePatienceAreOfTheLast) {
  // The second one begins with steps that are far too large.
  TrainOptions given = planned("train_step for 4; train_step(learning_rate=20)", 40);
  given.patience = 5;
  const TrainResult result = train(given);
  EXPECT_EQ(result.end, TrainResult::End::NoBetter);
  const std::ptrdiff_t best = bestFrom(4);
  ASSERT_GT(losses[static_cast<std::size_t>(best)], losses[3]) << "or else no test";
  EXPECT_EQ(result.bestEpoch, best + 1);
  EXPECT_EQ(std::ssize(losses), best + 1 + 5);
  Program kept(TinyProgram::make());
  kept.load(bestFile(path));
  EXPECT_EQ(bytesOf(kept), states[static_cast<std::size_t>(best)]);
}

TEST_F(Phases, OfDataThatAreHeldBackToo) {
  TrainOptions given = planned("train_step for 4; train_step(learning_rate=60) for 6", 10);
  given.validation = 0.2;
  given.keepBest = true;
  const TrainResult result = train(given);
  const std::ptrdiff_t best = bestFrom(4);
  ASSERT_GT(losses[static_cast<std::size_t>(best)], losses[3]) << "or else no test";
  EXPECT_EQ(result.bestEpoch, best + 1);
}

TEST_F(Phases, NoBestFileIsOfAnother) {
  TrainOptions given = planned("train_step for 4; train_step for 2", 6);
  given.keepBest = true;
  stopAfter = 3;
  train(given);
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(bestFile(path)));
}

TEST_F(Phases, OnlyTheLastEndsEarly) {
  TrainOptions given = planned("train_step(learning_rate=0) for 6; train_step for 3", 9);
  given.patience = 1;
  const TrainResult result = train(given);
  ASSERT_FALSE(std::is_sorted(losses.begin(), losses.begin() + 6, std::greater_equal<>())) << "or no test";
  EXPECT_EQ(result.end, TrainResult::End::Finished);
  EXPECT_EQ(losses.size(), 9u);
}

TEST_F(Phases, APlateauIsOfOne) {
  TrainOptions given = planned("train_step for 3; train_step(learning_rate=1e-4) for 3", 6);
  given.schedule = Schedule::parse("plateau(patience=0, threshold=1)"); // everything is one
  const TrainResult result = train(given);
  std::vector<double> rates;
  for (const EpochRecord &epoch : result.epochs)
    rates.push_back(epoch.learningRate);
  const std::vector<double> expected{0.5, 0.5, 0.5 * 0.1, 1e-4, 1e-4, 1e-4 * 0.1};
  EXPECT_EQ(rates, expected);
  EXPECT_EQ(said, (std::vector<std::string>{
                      "phase 1 of 2: train_step for 3",
                      "the loss has stopped falling, the learning rate is 0.05 from here on",
                      "phase 2 of 2: train_step(learning_rate=1e-04) for 3",
                      "the loss has stopped falling, the learning rate is 1e-05 from here on",
                  }));
}

/// The steps are repeated with the learning rates that they had.
TEST_F(Phases, APlateauOfOneIsRepeatedSo) {
  TrainOptions given = planned("train_step(learning_rate=1) for 4; train_step(learning_rate=1e38) for 1", 5);
  given.schedule = Schedule::parse("plateau(patience=0, threshold=1, factor=1e-30)");
  given.checkpointSeconds = 1e9; // behind the first epoch alone
  const Dataset data = task(100);
  Program program(TinyProgram::make());
  Trainer trainer(program, data, given);
  trainer.onNonFinite = [](const std::string &entry, const Program &, const std::vector<Argument> &) {
    return "here, in " + entry;
  };
  EXPECT_NE(problemOf([&] { trainer.run(); }).find(": here, in train_step; "), std::string::npos);
}

TEST_F(Phases, ALearningRateIsRoundedForPeople) {
  TrainOptions given = planned("", 4);
  given.learningRate = 1e-4; // a tenth of which is 1.0000000000000001e-05
  given.schedule = Schedule::parse("plateau(patience=0, threshold=1)");
  train(given);
  ASSERT_EQ(said.size(), 2u);
  EXPECT_EQ(said[0], "the loss has stopped falling, the learning rate is 1e-05 from here on");
}

/// Older files have the best epoch of a phase before.
TEST_F(Phases, WhatAFileSaysOfAnotherIsForgotten) {
  TrainOptions given = planned("train_step for 2; train_step for 4", 6);
  given.patience = 2;
  stopAfter = 3;
  train(given);
  Program program(TinyProgram::make());
  program.load(path);
  ModelContents contents;
  {
    const ModelFile file(path);
    contents.progress = *file.contents().progress;
    contents.optimizer = *file.contents().optimizer;
  }
  contents.progress->bestEpoch = 1;
  contents.progress->bestLoss = 0;
  program.save(path, contents);
  given.resume = true;
  stopAfter = 0;
  EXPECT_EQ(train(given).end, TrainResult::End::Finished);
  EXPECT_EQ(losses.size(), 6u);
}

TEST_F(Phases, NamesOfMetricsAreThoseOfAPhaseInEachEpoch) {
  // Rounds have two steps, and an epoch has seven: the first one has no call of `evaluate`.
  const TrainOptions given = planned("evaluate every 8, train_step for 2; train_step for 1", 3);
  const TrainResult result = train(given);
  ASSERT_EQ(result.epochs.size(), 3u);
  const auto namesOf = [&](std::size_t epoch) {
    std::vector<std::string> names;
    for (const Metric &metric : result.epochs[epoch].training.metrics)
      names.push_back(metric.name);
    return names;
  };
  EXPECT_EQ(namesOf(0), (std::vector<std::string>{"train_step.accuracy"}));
  EXPECT_EQ(namesOf(1),
            (std::vector<std::string>{"evaluate.accuracy", "train_step.loss", "train_step.accuracy"}));
  EXPECT_EQ(namesOf(2), (std::vector<std::string>{"accuracy"}));
}

} // namespace
} // namespace dlc::test

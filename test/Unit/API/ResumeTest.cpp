// Whatever a training is made of, stopped behind some step, and stopped once more after it was
// resumed, it ends with the same files, byte for byte, and has reported the same epochs as one that nobody
// disturbed: variables, states of optimizers and of random numbers, averages, sums of metrics, the schedule,
// the best state.
#include "ApiTest.h"
#include "ResumeTexts.h"

#include "dlc/Compile.h"
#include "dlc/Optimizer.h"
#include "dlc/Trainer.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <unistd.h>

namespace dlc {
namespace {

using End = TrainResult::End;

struct Case {
  std::string name, text;
  std::string optimizer = {}; ///< of a model with a loss
  std::function<void(TrainOptions &)> change = {};
  End end = End::Finished;
};

std::ostream &operator<<(std::ostream &stream, const Case &given) { return stream << given.name; }

/// All numbers with all their bits, but for times.
std::string exactly(const EpochRecord &record) {
  std::ostringstream text;
  const auto add = [&](const Averages &averages) {
    text << ' ' << averages.loss << ' ' << averages.examples;
    for (const Metric &metric : averages.metrics)
      text << ' ' << metric.name << ' ' << metric.value;
  };
  text << std::hexfloat << record.epoch << ' ' << record.learningRate;
  add(record.training);
  if (record.validation)
    add(*record.validation);
  return text.str() + "\n";
}

class ResumeEverything : public testing::TestWithParam<Case> {
protected:
  ResumeEverything() : graph(Graph::parse(GetParam().text, "model")), program(compiled()) {
    data.source = "points";
    data["x"] = Tensor({examples, 4}, DType::f32);
    data["labels"] = Tensor({examples}, DType::i64);
    std::uint32_t noise = 1;
    for (std::size_t i = 0; i < examples; ++i) {
      const std::size_t label = i % 3;
      data["labels"].values<std::int64_t>()[i] = static_cast<std::int64_t>(label);
      for (std::size_t k = 0; k < 4; ++k) {
        noise = noise * 1664525 + 1013904223;
        data["x"].values<float>()[4 * i + k] =
            static_cast<float>(noise >> 8) / (1 << 24) + (k == label ? 0.5f : 0);
      }
    }
    options.epochs = 3;
    options.batch = 16; // four steps an epoch, the last one short
    options.learningRate = 0.05;
    options.seed = 5;
    options.plan = graph.plan();
    options.optimizer = GetParam().optimizer.empty() ? "" : parseOptimizer(GetParam().optimizer).text;
    options.checkpointSeconds = 1e9; // at the end, and where it is stopped
    if (GetParam().change)
      GetParam().change(options);
  }
  void SetUp() override {
    std::string pattern = testing::TempDir() + "dlc-resume-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    options.checkpoint = folder / "model.dlm";
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  Program compiled() const {
    CompileOptions how{.parallel = Parallel::none, .mode = Mode::train, .optimizer = GetParam().optimizer};
    how.gradient = graph.hasFunction("loss");
    how.average = false; // the weights themselves learn on
    return compile(graph, how);
  }

  /// What is reported until the training ends, or has been stopped behind a step: by a callback, or as Ctrl-C
  /// does it.
  std::string train(bool resumes, std::int64_t stop, bool interrupts, End &end) {
    TrainOptions given = options;
    given.resume = resumes;
    Program own = program.fork();
    Trainer trainer(own, data, given);
    std::string records;
    std::atomic<bool> interrupt = false;
    trainer.interrupt = &interrupt;
    trainer.onStep = [&](const StepRecord &step) {
      interrupt = interrupts && step.globalStep >= stop;
      return interrupts || step.globalStep < stop;
    };
    trainer.onEpoch = [&](const EpochRecord &record) {
      records += exactly(record);
      return true;
    };
    end = trainer.run().end;
    return records;
  }
  /// The checkpoint, and the best state beside it.
  std::string files() const {
    std::string all;
    for (const std::string &file : {options.checkpoint, bestFile(options.checkpoint)}) {
      std::ifstream stream(file, std::ios::binary);
      all.append(std::istreambuf_iterator<char>(stream), {});
    }
    return all;
  }

  static constexpr std::size_t examples = 60;
  static constexpr std::int64_t never = 1 << 30;

  Graph graph;
  Program program; ///< without values: those come from the seed
  Dataset data;
  TrainOptions options;
  std::filesystem::path folder;
};

TEST_P(ResumeEverything, EndsInTheSameBits) {
  End end;
  const std::string records = train(false, never, false, end), whole = files();
  ASSERT_EQ(end, GetParam().end);
  ASSERT_FALSE(whole.empty());
  const std::int64_t steps = std::ranges::count(records, '\n') * (options.lbfgs ? 1 : 4);
  for (std::int64_t stop = 1; stop <= steps; stop += 3) { // each place in an epoch comes up
    std::filesystem::remove(options.checkpoint);
    std::filesystem::remove(bestFile(options.checkpoint));
    std::string reported = train(false, stop, false, end);
    reported += train(true, stop + 2, true, end);
    reported += train(true, never, false, end);
    EXPECT_EQ(end, GetParam().end) << "stopped behind step " << stop;
    EXPECT_EQ(reported, records) << "stopped behind step " << stop;
    EXPECT_TRUE(files() == whole) << "stopped behind step " << stop;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Of, ResumeEverything,
    testing::Values(Case{"accumulated_and_averaged_steps", classifierText,
                         "adam, accumulate=3, average=0.9, clip_norm=1"},
                    Case{"early_stopping_with_the_best_state", classifierText, "momentum",
                         [](TrainOptions &options) {
                           options.epochs = 50;
                           options.learningRate = 0.5;
                           options.validation = 0.2;
                           options.stratify = true;
                           options.patience = 2;
                         },
                         End::NoBetter},
                    Case{"a_schedule_that_observes_and_balanced_classes", classifierText, "rmsprop",
                         [](TrainOptions &options) {
                           options.epochs = 4;
                           options.learningRate = 1;
                           options.schedule = Schedule::parse("plateau(patience=0)");
                           options.balance = options.keepBest = true;
                         }},
                    Case{"lbfgs", classifierText, "sgd",
                         [](TrainOptions &options) {
                           options.epochs = 8;
                           options.validation = 0.25;
                           options.learningRate = 1;
                           options.keepBest = true;
                           options.lbfgs = LbfgsOptions{.history = 3};
                         }},
                    Case{"alternating_adversaries", adversariesText},
                    Case{"phases_with_scalars", adversariesText, "",
                         [](TrainOptions &options) {
                           options.plan = "critic for 1; critic, generator(strength=0..1) for 2";
                         }},
                    Case{"phases_of_which_the_last_keeps_its_best", adversariesText, "",
                         [](TrainOptions &options) {
                           options.plan = "critic for 2; generator(strength=4) for 9";
                           options.epochs = 11;
                           options.schedule = Schedule::parse("plateau(patience=0)");
                           options.patience = 3;
                         },
                         End::NoBetter},
                    Case{"an_entry_twice_in_a_round", adversariesText, "",
                         [](TrainOptions &options) {
                           options.plan = "critic, generator(strength=1), critic(learning_rate=0.01)";
                         }},
                    Case{"a_target_that_is_copied", targetText},
                    Case{"chains_of_gibbs_sampling", chainsText}),
    [](const auto &info) { return info.param.name; });

} // namespace
} // namespace dlc

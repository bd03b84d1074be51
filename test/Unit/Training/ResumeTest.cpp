// Whatever ends a training, going on from its checkpoint ends in the same bits and tells the same records as
// a training that nobody disturbed; and a file of another training is refused.
#include "TrainingTest.h"

#include <csignal>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>

namespace dlc::test {
namespace {

class Resume : public TrainingTest {
protected:
  /// The undisturbed training: records, one a line, and final variables.
  std::pair<std::string, std::string> undisturbed(const Dataset &data, TrainOptions given) const {
    given.checkpoint = (folder / "undisturbed.dlm").string();
    Program program(TinyProgram::make());
    std::string records;
    for (const EpochRecord &record : Trainer(program, data, given).run().epochs)
      records += exactly(record) + "\n";
    return {records, bytesOf(program)};
  }
  /// Trains up to so many steps, with a stop there.
  void trainUpTo(std::int64_t steps, const Dataset &data, const TrainOptions &given) const {
    Program program(TinyProgram::make());
    Trainer trainer(program, data, given);
    trainer.onStep = [&](const StepRecord &step) { return step.globalStep < steps; };
    trainer.run();
  }
  /// Lines, with only the last of those that begin with the same number.
  static std::string lastOfEach(const std::string &lines) {
    std::istringstream stream(lines);
    std::vector<std::string> kept;
    for (std::string line; std::getline(stream, line);) {
      if (!kept.empty() && kept.back().substr(0, kept.back().find(' ')) == line.substr(0, line.find(' ')))
        kept.pop_back();
      kept.push_back(line);
    }
    std::string text;
    for (const std::string &line : kept)
      text += line + "\n";
    return text;
  }
  void rewrite(const std::function<void(ModelContents &)> &change) const {
    ModelFile file(path);
    ModelContents contents = file.contents();
    change(contents);
    writeModelFile(path, contents);
  }
};

TEST_F(Resume, AtEveryStepIsAsIfNothingHadHappened) {
  const Dataset data = task(100); // 5 steps an epoch, and 20 to validate with
  TrainOptions given = options(3);
  const auto [records, variables] = undisturbed(data, given);
  for (std::int64_t stop = 1; stop <= 15; ++stop) {
    std::filesystem::remove(path);
    Program first(TinyProgram::make()), second(TinyProgram::make());
    std::string reported;
    const auto tell = [&](const EpochRecord &record) { return reported += exactly(record) + "\n", true; };
    Trainer trainer(first, data, given);
    trainer.onStep = [&](const StepRecord &step) { return step.globalStep < stop; };
    trainer.onEpoch = tell;
    EXPECT_EQ(trainer.run().end, TrainResult::End::Stopped);

    TrainOptions again = given;
    again.resume = true;
    Trainer resumed(second, data, again);
    resumed.onEpoch = tell;
    std::string message;
    resumed.onMessage = [&](const std::string &text) { message += text; };
    const TrainResult result = resumed.run();
    EXPECT_TRUE(result.resumed);
    EXPECT_EQ(result.end, TrainResult::End::Finished);
    EXPECT_EQ(reported, records) << "stopped at " << stop;
    EXPECT_EQ(bytesOf(second), variables) << "stopped at " << stop;
    EXPECT_EQ(message, "resuming " + path + " in epoch " + std::to_string((stop - 1) / 5 + 1) + ", " +
                           std::to_string((stop - 1) % 5 + 1) + " of 5 steps are done");
  }
}

TEST_F(Resume, AfterKillAtAnyMoment) {
  const Dataset data = task(160);
  TrainOptions given = options(4);
  given.checkpointEvery = 3;
  const auto [records, variables] = undisturbed(data, given);
  const std::string log = (folder / "records").string();
  std::mt19937 random(1);
  int killed = 0;
  std::uint_fast32_t longest = 20000;
  // On a busy machine a child may always end before its time has come: go on until enough were killed.
  for (int round = 0; round < 3 || (killed < 10 && round < 100); ++round) {
    std::filesystem::remove(path);
    std::filesystem::remove(log);
    for (bool isDone = false; !isDone;) {
      const pid_t child = ::fork();
      ASSERT_GE(child, 0);
      if (child == 0) {
        Program program(TinyProgram::make());
        TrainOptions mine = given;
        mine.resume = true;
        Trainer trainer(program, data, mine);
        trainer.onStep = [](const StepRecord &) { return ::usleep(500), true; };
        trainer.onEpoch = [&](const EpochRecord &record) {
          std::ofstream(log, std::ios::app) << exactly(record) + "\n" << std::flush;
          return true;
        };
        int code = 1;
        try {
          code = trainer.run().end == TrainResult::End::Finished ? 0 : 2;
        } catch (const Error &error) {
          std::fprintf(stderr, "%s\n", error.what());
        }
        ::_exit(code);
      }
      std::this_thread::sleep_for(std::chrono::microseconds(1000 + random() % longest));
      ::kill(child, SIGKILL);
      int status = 0;
      ::waitpid(child, &status, 0);
      if (WIFEXITED(status)) {
        ASSERT_EQ(WEXITSTATUS(status), 0);
        isDone = true;
      } else {
        ASSERT_EQ(WTERMSIG(status), SIGKILL);
        // A life too short for one checkpoint is no progress: on a slow machine they get longer.
        longest += 500;
        ASSERT_LT(++killed, 2000);
      }
    }
    Program program(TinyProgram::make());
    program.load(path);
    EXPECT_EQ(bytesOf(program), variables);
    EXPECT_EQ(lastOfEach(read(log)), records);
  }
  EXPECT_GE(killed, 10);
  RecordProperty("killed", killed);
}

TEST_F(Resume, AfterAnInterruptThatSaves) {
  const Dataset data = task(160);
  TrainOptions given = options(2);
  const auto [records, variables] = undisturbed(data, given);
  // As the command line does it: a signal handler that sets the flag.
  static std::atomic<bool> interrupt = false;
  const auto old = std::signal(SIGINT, [](int) { interrupt = true; });
  Program first(TinyProgram::make()), second(TinyProgram::make());
  Trainer trainer(first, data, given);
  trainer.interrupt = &interrupt;
  trainer.onStep = [](const StepRecord &step) {
    if (step.globalStep == 10)
      ::raise(SIGINT);
    return true;
  };
  const TrainResult result = trainer.run();
  std::signal(SIGINT, old);
  EXPECT_EQ(result.end, TrainResult::End::Interrupted);
  EXPECT_EQ(ModelFile(path).contents().progress->globalStep, 10u);
  TrainOptions again = given;
  again.resume = true;
  std::string reported;
  for (const EpochRecord &record : result.epochs)
    reported += exactly(record) + "\n";
  for (const EpochRecord &record : Trainer(second, data, again).run().epochs)
    reported += exactly(record) + "\n";
  EXPECT_EQ(reported, records);
  EXPECT_EQ(bytesOf(second), variables);
}

TEST_F(Resume, AfterAnInterruptDuringValidation) {
  const Dataset data = task(160); // 8 steps an epoch
  const TrainOptions given = options(2);
  const auto [records, variables] = undisturbed(data, given);
  std::atomic<bool> interrupt = false;
  Program first(TinyProgram::make()), second(TinyProgram::make());
  Trainer trainer(first, data, given);
  trainer.interrupt = &interrupt;
  trainer.onStep = [&](const StepRecord &step) {
    interrupt = step.globalStep == 8; // all steps of the epoch are made: validation is next
    return true;
  };
  EXPECT_EQ(trainer.run().end, TrainResult::End::Interrupted);
  const ModelProgress progress = *ModelFile(path).contents().progress;
  EXPECT_EQ(progress.epoch, 0u);
  EXPECT_EQ(progress.stepInEpoch, 8u);
  TrainOptions again = given;
  again.resume = true;
  std::string reported;
  for (const EpochRecord &record : Trainer(second, data, again).run().epochs)
    reported += exactly(record) + "\n";
  EXPECT_EQ(reported, records);
  EXPECT_EQ(bytesOf(second), variables);
}

TEST_F(Resume, OfAFinishedTrainingDoesNothing) {
  const Dataset data = task(50);
  TrainOptions given = options(2);
  Program first(TinyProgram::make()), second(TinyProgram::make());
  Trainer(first, data, given).run();
  const std::string before = read(path);
  given.resume = true;
  Trainer trainer(second, data, given);
  std::string message;
  trainer.onMessage = [&](const std::string &text) { message = text; };
  EXPECT_TRUE(trainer.run().epochs.empty());
  EXPECT_EQ(message, path + " has been trained for 2 epochs already, nothing is left to do");
  EXPECT_EQ(read(path), before);
  EXPECT_EQ(bytesOf(second), bytesOf(first));
  // More epochs are the same training, only longer.
  given.epochs = 3;
  EXPECT_EQ(Trainer(second, data, given).run().epochs.size(), 1u);
}

TEST_F(Resume, WithoutAFileStartsAnew) {
  const Dataset data = task(50);
  TrainOptions given = options(1);
  given.resume = true;
  Program program(TinyProgram::make());
  Trainer trainer(program, data, given);
  std::string message;
  trainer.onMessage = [&](const std::string &text) { message = text; };
  const TrainResult result = trainer.run();
  EXPECT_FALSE(result.resumed);
  EXPECT_EQ(result.epochs.size(), 1u);
  EXPECT_EQ(message, "there is no " + path + " to resume from, training starts anew");
}

TEST_F(Resume, WithAnotherLearningRateIsSaid) {
  const Dataset data = task(100);
  TrainOptions given = options(1);
  trainUpTo(2, data, given);
  given.resume = true;
  given.learningRate = 0.1;
  Program program(TinyProgram::make());
  Trainer trainer(program, data, given);
  std::vector<std::string> messages;
  trainer.onMessage = [&](const std::string &text) { messages.push_back(text); };
  trainer.run();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0], path + " was trained with learning_rate=0.5, from here on with learning_rate=0.1");
}

TEST_F(Resume, OfAFileWithoutSumsIsSaid) {
  const Dataset data = task(100);
  TrainOptions given = options(1);
  trainUpTo(2, data, given);
  rewrite([](ModelContents &contents) {
    contents.progress->metrics.clear();
    contents.progress->examplesInEpoch = contents.progress->examples = contents.progress->validationExamples =
        0;
  });
  given.resume = true;
  Program program(TinyProgram::make());
  Trainer trainer(program, data, given);
  std::vector<std::string> messages;
  trainer.onMessage = [&](const std::string &text) { messages.push_back(text); };
  const TrainResult result = trainer.run();
  EXPECT_EQ(result.epochs[0].training.examples, 80 - 2 * 16);
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(
      messages[0],
      path + " comes from an older dlc and has no sums: the record of this epoch covers the rest of it only");
}

TEST_F(Resume, RefusesAnotherTraining) {
  const Dataset data = task(100);
  trainUpTo(2, data, options(1));
  const std::string before = read(path);
  const auto problem = [&](const std::function<void(TrainOptions &)> &change, std::int64_t count = 100) {
    TrainOptions given = options(1);
    given.resume = true;
    change(given);
    Program program(TinyProgram::make());
    const std::string text = problemOfTraining(program, task(count), given);
    EXPECT_FALSE(program.isInitialized());
    return text;
  };
  const std::string start = path + " cannot be resumed: it is of another training: ";
  EXPECT_EQ(problem([](auto &o) { o.batch = 8; }), start + "the batch size is 16 there, 8 here");
  EXPECT_EQ(problem([](auto &o) { o.seed = 12; }), start + "the seed is 11 there, 12 here");
  EXPECT_EQ(problem([](auto &o) { o.optimizer = "adam"; }),
            start + "the optimizer is momentum there, adam here");
  EXPECT_EQ(problem([](auto &o) { o.optimizer = ""; }), start + "the optimizer is momentum there, none here");
  EXPECT_EQ(problem([](auto &o) { o.validation = 0.1; }),
            start + "the number of those held back for validation is 20 there, 10 here");
  EXPECT_EQ(problem([](auto &) {}, 101), start + "the number of examples is 100 there, 101 here");
  EXPECT_EQ(problem([](auto &o) { o.seed = 12, o.batch = 8; }),
            start + "the batch size is 16 there, 8 here; the seed is 11 there, 12 here");
  EXPECT_EQ(read(path), before);
}

TEST_F(Resume, RefusesAnotherGraph) {
  const Dataset data = task(100);
  trainUpTo(2, data, options(1));
  TrainOptions given = options(1);
  given.resume = true;
  const auto problem = [&](const char *graph) {
    auto tiny = std::make_shared<TinyProgram>();
    tiny->program.graph = graph;
    Program program(TinyProgram::share(tiny));
    return problemOfTraining(program, data, given);
  };
  const std::string start =
      path + " cannot be resumed: it is of another training: the graph differs in line ";
  EXPECT_EQ(problem("nn.module @tiny {\n  something else\n}\n"),
            start + "2: '  softmax regression' there, '  something else' here");
  EXPECT_EQ(problem("nn.module @tiny {\n"), start + "2: '  softmax regression' there, its end here");
}

TEST_F(Resume, RefusesAFileThatIsNoCheckpoint) {
  const Dataset data = task(100);
  TrainOptions given = options(1);
  trainUpTo(2, data, given);
  given.resume = true;
  const auto problem = [&](const std::function<void(ModelContents &)> &change) {
    const std::string before = read(path);
    rewrite(change);
    Program program(TinyProgram::make());
    const std::string text = problemOfTraining(program, data, given);
    EXPECT_FALSE(program.isInitialized());
    std::ofstream(path, std::ios::binary) << before;
    EXPECT_TRUE(text.starts_with(path + " cannot be resumed: ")) << text;
    return text.substr(std::min(text.size(), path.size() + 20));
  };
  EXPECT_EQ(problem([](auto &c) { c.progress.reset(); }),
            "it holds a model, but no progress of training; start a new training from it instead");
  EXPECT_EQ(problem([](auto &c) {
              std::erase_if(c.segments, [](const ModelSegment &s) { return s.name == "momentum"; });
            }),
            "it lacks the optimizer's momentum f32 [5, 3]");
  EXPECT_EQ(problem([](auto &c) { c.progress->stepInEpoch = 6; }), "it stands at epoch 0, step 6 of 5");
  EXPECT_EQ(problem([](auto &c) { c.progress->epoch = std::uint64_t(1) << 60; }),
            "it stands at epoch 1152921504606846976, step 2 of 5");
  EXPECT_EQ(problem([](auto &c) { c.progress->metrics[1].name = "recall"; }),
            "it has sums of 'loss' 'recall', the program computes 'loss' 'accuracy'");
  // Damage is reported as everywhere.
  std::string bytes = read(path);
  bytes[70] = static_cast<char>(bytes[70] ^ 1);
  std::ofstream(path, std::ios::binary) << bytes;
  Program program(TinyProgram::make());
  const std::string damaged = problemOfTraining(program, data, given);
  EXPECT_TRUE(damaged.starts_with(path + ": byte 64: segment 'weight': checksum is ")) << damaged;
  EXPECT_FALSE(program.isInitialized());
}

TEST_F(Resume, AFullDiskLeavesTheOldCheckpoint) {
  const Dataset data = task(100);
  TrainOptions given = options(1);
  trainUpTo(2, data, given);
  const std::string before = read(path);
  Program program(TinyProgram::make());
  const auto oldHandler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  ::getrlimit(RLIMIT_FSIZE, &old);
  const rlimit limit = {200, old.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  const std::string problem = problemOfTraining(program, data, given);
  ::setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, oldHandler);
  EXPECT_EQ(problem, path + ": cannot write: File too large");
  EXPECT_EQ(read(path), before);
  EXPECT_EQ(filesInFolder(), 1);
  given.resume = true;
  EXPECT_EQ(problemOfTraining(program, data, given), "no error");
}

} // namespace
} // namespace dlc::test

// Training as such: it learns, the same seed gives the same bits, records and callbacks tell the truth, and
// what does not fit is refused before the first step.
#include "TrainingTest.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace dlc::test {
namespace {

class TrainerTest : public TrainingTest {
protected:
  /// As a function is that has another name: it has no role.
  static void rename(dlc_entry_info &entry, const char *name) {
    entry.name = name;
    entry.role = 0;
  }
};

TEST_F(TrainerTest, Learns) {
  const Dataset data = task(500);
  Program program(TinyProgram::make());
  const TrainResult result = Trainer(program, data, options(6)).run();
  EXPECT_EQ(result.end, TrainResult::End::Finished);
  EXPECT_FALSE(result.resumed);
  ASSERT_EQ(result.epochs.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    const EpochRecord &record = result.epochs[i];
    EXPECT_EQ(record.epoch, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(record.epochs, 6);
    EXPECT_EQ(record.training.examples, 400);
    EXPECT_EQ(record.validation->examples, 100);
    EXPECT_GT(record.seconds, 0);
    EXPECT_NEAR(record.imagesPerSecond, 400 / record.seconds, 1e-6 * record.imagesPerSecond);
    EXPECT_GT(record.peakBytes, 1'000'000);
    EXPECT_LT(record.peakBytes, std::int64_t(1) << 40);
  }
  EXPECT_LT(result.epochs[5].training.loss, 0.5 * result.epochs[0].training.loss);
  EXPECT_GT(*result.epochs[5].validation->accuracy(), 0.95);
  EXPECT_GT(*evaluate(program, data).accuracy(), 0.95);
  Program loaded(TinyProgram::make());
  loaded.load(path);
  EXPECT_EQ(bytesOf(loaded), bytesOf(program));
}

TEST_F(TrainerTest, SameSeedSameBits) {
  const Dataset data = task(203);
  const auto train = [&](std::uint64_t seed) {
    Program program(TinyProgram::make());
    TrainOptions given = options(2);
    given.seed = seed;
    std::string text;
    for (const EpochRecord &record : Trainer(program, data, given).run().epochs)
      text += exactly(record) + "\n";
    return text + bytesOf(program);
  };
  const std::string first = train(1);
  EXPECT_EQ(first, train(1));
  EXPECT_NE(first, train(2));
}

TEST_F(TrainerTest, LearnsOnFromValuesThatAreThere) {
  const Dataset data = task(100);
  Program program(TinyProgram::make());
  TrainOptions still = options(1);
  still.learningRate = 0;
  program.setVariable("weight", Tensor::of<float>({4, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
  Trainer(program, data, still).run();
  EXPECT_EQ(program.variable("weight").values<float>()[7], 8);
}

TEST_F(TrainerTest, AveragesOverExamplesNotSteps) {
  const Dataset data = task(20); // batches of 16 and 4
  Program program(TinyProgram::make());
  TrainOptions given = options(1);
  given.validation = 0;
  given.checkpoint.clear();
  Trainer trainer(program, data, given);
  std::vector<double> losses;
  std::int64_t seen = 0;
  trainer.onStep = [&](const StepRecord &step) {
    losses.push_back(step.loss);
    EXPECT_EQ(step.step, static_cast<std::int64_t>(losses.size()));
    EXPECT_EQ(step.globalStep, step.step);
    EXPECT_EQ(step.steps, 2);
    EXPECT_EQ(step.epoch, 1);
    EXPECT_EQ(step.epochs, 1);
    EXPECT_EQ(step.examplesPerEpoch, 20);
    seen = step.averages->examples;
    return true;
  };
  const TrainResult result = trainer.run();
  ASSERT_EQ(losses.size(), 2u);
  EXPECT_EQ(seen, 20);
  EXPECT_DOUBLE_EQ(result.epochs[0].training.loss, (losses[0] * 16 + losses[1] * 4) / 20);
  EXPECT_FALSE(result.epochs[0].validation);
  EXPECT_EQ(filesInFolder(), 0) << "no checkpoint was asked for";
}

TEST_F(TrainerTest, CallbacksStop) {
  const Dataset data = task(100); // 80 to learn from: 5 steps
  Program program(TinyProgram::make());
  Trainer byStep(program, data, options(3));
  byStep.onStep = [](const StepRecord &step) { return step.globalStep < 7; };
  TrainResult result = byStep.run();
  EXPECT_EQ(result.end, TrainResult::End::Stopped);
  EXPECT_EQ(result.epochs.size(), 1u);
  ModelProgress progress = *ModelFile(path).contents().progress;
  EXPECT_EQ(progress.epoch, 1u);
  EXPECT_EQ(progress.stepInEpoch, 2u);
  EXPECT_EQ(progress.globalStep, 7u);

  Program other(TinyProgram::make());
  Trainer byEpoch(other, data, options(3));
  byEpoch.onEpoch = [](const EpochRecord &record) { return record.epoch < 2; };
  result = byEpoch.run();
  EXPECT_EQ(result.end, TrainResult::End::Stopped);
  EXPECT_EQ(result.epochs.size(), 2u);
  progress = *ModelFile(path).contents().progress;
  EXPECT_EQ(progress.epoch, 2u);
  EXPECT_EQ(progress.stepInEpoch, 0u);
}

TEST_F(TrainerTest, StopsWhereTheLossHasStoppedFallingAndKeepsTheBest) {
  Dataset data = task(200);
  for (std::size_t i = 0; i < 200; i += 3) // a part that cannot be learnt
    data["labels"].values<std::int64_t>()[i] = static_cast<std::int64_t>(i / 3 % 3);
  TrainOptions given = options(30);
  given.patience = 3;
  // It falls at first, and then jumps about.
  given.schedule = Schedule::parse("step(every=5, factor=50)");
  Program program(TinyProgram::make());
  std::vector<std::string> states;
  std::vector<double> losses;
  Trainer trainer(program, data, given);
  trainer.onEpoch = [&](const EpochRecord &record) {
    states.push_back(bytesOf(program));
    losses.push_back(record.validation->loss);
    return true;
  };
  const TrainResult result = trainer.run();
  ASSERT_EQ(result.end, TrainResult::End::NoBetter);
  const auto best = static_cast<std::int64_t>(std::ranges::min_element(losses) - losses.begin());
  EXPECT_EQ(result.bestEpoch, best + 1);
  EXPECT_EQ(static_cast<std::int64_t>(losses.size()), best + 1 + 3);
  Program loaded(TinyProgram::make());
  loaded.load(bestFile(path));
  EXPECT_EQ(bytesOf(loaded), states[static_cast<std::size_t>(best)]);
  EXPECT_EQ(ModelFile(path).contents().progress->bestEpoch, static_cast<std::uint64_t>(best) + 1);
  EXPECT_EQ(ModelFile(bestFile(path)).contents().progress->epoch, static_cast<std::uint64_t>(best) + 1);

  // Going on, there is nothing to do; with more patience, there is.
  given.resume = true;
  Program again(TinyProgram::make());
  const TrainResult rest = Trainer(again, data, given).run();
  EXPECT_EQ(rest.end, TrainResult::End::NoBetter);
  EXPECT_TRUE(rest.epochs.empty());
  given.patience = 5;
  Program longer(TinyProgram::make());
  EXPECT_EQ(Trainer(longer, data, given).run().epochs.size(), 2u);
}

TEST_F(TrainerTest, KeepsTheBestAcrossAnInterruption) {
  const Dataset data = task(200);
  TrainOptions given = options(8);
  given.keepBest = true;
  Program whole(TinyProgram::make());
  Trainer(whole, data, given).run();
  const std::string best = read(bestFile(path));
  std::filesystem::remove(bestFile(path));
  std::filesystem::remove(path);
  Program first(TinyProgram::make());
  Trainer stopped(first, data, given);
  stopped.onEpoch = [](const EpochRecord &record) { return record.epoch < 3; };
  stopped.run();
  given.resume = true;
  Program second(TinyProgram::make());
  Trainer(second, data, given).run();
  EXPECT_EQ(bytesOf(whole), bytesOf(second));
  Program a(TinyProgram::make()), b(TinyProgram::make());
  a.load(bestFile(path));
  std::ofstream(path, std::ios::binary) << best;
  b.load(path);
  EXPECT_EQ(bytesOf(a), bytesOf(b));
}

TEST_F(TrainerTest, ShortEpochsDoNotWriteAFileEach) {
  const Dataset data = task(40);
  Program program(TinyProgram::make());
  TrainOptions given = options(20);
  given.checkpointSeconds = 1000;
  Trainer trainer(program, data, given);
  std::vector<std::uint64_t> states; // of the file, as each epoch finds it
  trainer.onEpoch = [&](const EpochRecord &) {
    if (std::filesystem::exists(path))
      states.push_back(ModelFile(path).contents().progress->epoch);
    return true;
  };
  EXPECT_EQ(trainer.run().end, TrainResult::End::Finished);
  EXPECT_EQ(states, std::vector<std::uint64_t>(19, 1)) << "written after the first epoch";
  EXPECT_EQ(ModelFile(path).contents().progress->epoch, 20u) << "and at the end";

  // Stopped in the middle, the last state is written, too.
  Program other(TinyProgram::make());
  Trainer stopped(other, data, given);
  stopped.onEpoch = [](const EpochRecord &record) { return record.epoch < 7; };
  stopped.run();
  EXPECT_EQ(ModelFile(path).contents().progress->epoch, 7u);
}

TEST_F(TrainerTest, StopsBeforeWhatIsNotFiniteIsWritten) {
  const Dataset data = task(40);
  Program program(TinyProgram::make());
  Trainer good(program, data, options(2));
  good.run();
  // A learning rate that is too large for any weight; what is asked sees the step that is to blame.
  TrainOptions given = options(9);
  given.resume = true;
  given.learningRate = 1e30;
  Trainer bad(program, data, given);
  int asked = 0;
  bad.onNonFinite = [&](const std::string &entry, const Program &before,
                        const std::vector<Argument> &inputs) {
    ++asked;
    EXPECT_EQ(entry, "train_step");
    EXPECT_EQ(inputs.size(), 3u);
    for (const float x : before.variable("weight").values<float>())
      EXPECT_TRUE(std::isfinite(x));
    Program again = before.fork();
    const Outputs outputs = again.call("train_step", inputs);
    bool isFinite = std::isfinite(outputs["loss"].values<float>()[0]);
    for (const float x : again.variable("weight").values<float>())
      isFinite &= std::isfinite(x);
    EXPECT_FALSE(isFinite);
    return std::string("it is the rate");
  };
  const std::string problem = problemOf([&] { bad.run(); });
  EXPECT_NE(problem.find("training stopped after "), std::string::npos) << problem;
  EXPECT_NE(problem.find(": it is the rate; " + path + " is as it was after epoch "), std::string::npos)
      << problem;
  EXPECT_EQ(asked, 1);
  const ModelFile file(path);
  file.verifyChecksums();
  for (const ModelSegment &segment : file.segments())
    if (segment.role == ModelSegment::Role::Parameter)
      for (std::size_t i = 0; i < segment.bytes.size(); i += sizeof(float)) {
        float x;
        std::memcpy(&x, segment.bytes.data() + i, sizeof(x));
        EXPECT_TRUE(std::isfinite(x));
      }
}

TEST_F(TrainerTest, FileSaysWhatItIs) {
  Dataset data = task(100);
  data.classNames = {"a", "b", "c"};
  const auto trained = [&](const std::function<void(TinyProgram &)> &change, const TrainOptions &given) {
    auto tiny = std::make_shared<TinyProgram>();
    change(*tiny);
    Program program(TinyProgram::share(tiny));
    Trainer(program, data, given).run();
    return ModelFile(path);
  };
  ModelFile file = trained([](TinyProgram &) {}, options(1));
  EXPECT_EQ(file.contents().classNames, (std::vector<std::string>{"left", "right", "none"}));
  EXPECT_EQ(file.contents().optimizer, (ModelOptimizer{"momentum", "learning_rate=0.5"}));
  EXPECT_EQ(file.contents().graph, TinyProgram().graph);
  EXPECT_EQ(file.contents().progress->examples, 100u);
  EXPECT_EQ(file.contents().progress->validationExamples, 20u);
  file = trained([](TinyProgram &tiny) { tiny.program.class_count = 0; }, options(1));
  EXPECT_EQ(file.contents().classNames, data.classNames);
  TrainOptions given = options(1);
  given.classNames = {"x", "y", "z"};
  file = trained([](TinyProgram &) {}, given);
  EXPECT_EQ(file.contents().classNames, given.classNames);
}

TEST_F(TrainerTest, NormalisesAsTheProgramSays) {
  // The first loss is that of the initial weights, so it tells what the program saw.
  static const float means[] = {0.5f, 0.5f}, deviations[] = {0.25f, 0.25f}, others[] = {0.25f, 0.125f};
  static const std::int64_t twoChannels[] = {DLC_BATCH, 2, 1, 2};
  const auto loss = [&](int channels, const float *deviation) {
    auto tiny = std::make_shared<TinyProgram>();
    tiny->train[0].shape = tiny->evaluate[0].shape = twoChannels;
    tiny->program.normalization_count = channels;
    tiny->program.mean = means;
    tiny->program.stddev = deviation;
    Program program(TinyProgram::share(tiny));
    program.init(1);
    return evaluate(program, task(30)).loss;
  };
  const double none = loss(0, nullptr), one = loss(1, deviations), two = loss(2, deviations),
               different = loss(2, others);
  EXPECT_NE(none, one);
  EXPECT_EQ(one, two);
  EXPECT_NE(two, different);
  // The same by hand.
  Dataset data = task(30);
  Tensor scaled({30, 2, 2}, DType::f32);
  for (std::size_t i = 0; i < 120; ++i)
    scaled.values<float>()[i] =
        (static_cast<float>(data["images"].values<std::uint8_t>()[i]) / 255.0f - 0.5f) /
        (i / 2 % 2 ? 0.125f : 0.25f);
  data["images"] = std::move(scaled);
  Program program(TinyProgram::make());
  program.init(1);
  EXPECT_EQ(evaluate(program, data).loss, different);
}

TEST_F(TrainerTest, RefusesNormalisationOfOtherChannels) {
  static const float means[] = {0.5f, 0.25f}, deviations[] = {1, 1};
  auto tiny = std::make_shared<TinyProgram>();
  tiny->program.normalization_count = 2;
  tiny->program.mean = means;
  tiny->program.stddev = deviations;
  Program program(TinyProgram::share(tiny));
  EXPECT_EQ(problemOfTraining(program, task(30), options(1)),
            "program 'tiny' normalises 2 channels, its entry 'train_step' takes image f32 [batch, 1, 2, 2]");
}

TEST_F(TrainerTest, RefusesOptionsThatMakeNoSense) {
  Program program(TinyProgram::make());
  const Dataset data = task(20);
  const auto problem = [&](const std::function<void(TrainOptions &)> &change) {
    TrainOptions given = options(1);
    change(given);
    return problemOfTraining(program, data, given);
  };
  EXPECT_EQ(problem([](auto &o) { o.epochs = 0; }),
            "training: the number of epochs is 0, it must be at least 1");
  EXPECT_EQ(problem([](auto &o) { o.batch = 0; }), "training: the batch size is 0, it must be at least 1");
  EXPECT_EQ(problem([](auto &o) { o.learningRate = std::nan(""); }),
            "training: the learning rate is nan, it must be a number of at least 0");
  EXPECT_EQ(problem([](auto &o) { o.checkpointEvery = -1; }),
            "training: a checkpoint every -1 steps is impossible; 0 means after epochs only");
  EXPECT_EQ(problem([](auto &o) { o.resume = true, o.checkpoint = ""; }),
            "training: checkpoints need a file to go to");
  EXPECT_EQ(problem([](auto &o) { o.validation = 0.01; }),
            "training: to hold back 0.01 of 20 examples leaves 20 to train on and 0 to validate with");
  EXPECT_EQ(problem([](auto &o) { o.validation = 1; }),
            "training: to hold back 1 of 20 examples leaves 0 to train on and 20 to validate with");
  EXPECT_NE(problem([](auto &o) { o.validation = 2; }), "no error");
  EXPECT_EQ(problem([this](auto &o) { o.checkpoint = (folder / "absent" / "a.dlm").string(); }),
            (folder / "absent" / "a.dlm").string() +
                ": cannot create a temporary file beside it: No such file or directory");
  EXPECT_FALSE(program.isInitialized()) << "nothing was begun";
  EXPECT_EQ(filesInFolder(), 0);
}

TEST_F(TrainerTest, RefusesDataThatDoesNotFit) {
  Program program(TinyProgram::make());
  const auto problem = [&](const std::function<void(Dataset &)> &change) {
    Dataset data = task(20);
    change(data);
    return problemOfTraining(program, data, options(1));
  };
  EXPECT_EQ(
      problem([](Dataset &d) { d.remove("labels"); }),
      "entry 'train_step' of program 'tiny' wants label i64 [batch], and task has no column 'label'; it has "
      "images u8 [batch, 2, 2]; --data 'task,label=COLUMN' gives a column that name");
  EXPECT_EQ(problem([](Dataset &d) { d["labels"] = Tensor({19}, DType::i64); }),
            "task: the column 'images' has 20 examples, but 'labels' is [19]");
  EXPECT_EQ(problem([](Dataset &d) { d["labels"].values<std::int64_t>()[17] = 3; }),
            "task: the label of example 17 is 3, program 'tiny' has 3 classes, 0 to 2");
  EXPECT_EQ(problem([](Dataset &d) { d["labels"].values<std::int64_t>()[3] = -1; }),
            "task: the label of example 3 is -1, program 'tiny' has 3 classes, 0 to 2");
  EXPECT_EQ(problem([](Dataset &d) { d["images"] = Tensor({20, 3, 2}, DType::u8); }),
            "task has 'images' of [3, 2] with 6 elements an example, entry 'train_step' of program 'tiny' "
            "wants image f32 "
            "[batch, 1, 2, 2] with 4");
  EXPECT_EQ(
      problem([](Dataset &d) { d["labels"] = Tensor({20}, DType::f32); }),
      "task: the column 'labels' is f32, and entry 'train_step' of program 'tiny' wants integers, label i64 "
      "[batch]: give it a column of integers");
  EXPECT_EQ(problem([](Dataset &d) { d = Dataset{}, d.source = "void"; }), "void: there are no examples");
  EXPECT_EQ(problem([](Dataset &d) { d["images"] = Tensor({}, DType::u8); }), "task: there are no examples");
  EXPECT_EQ(problemOf([&] { evaluate(program, Dataset{}); }), "dataset: there are no examples");
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(TrainerTest, CountsClassesByNamesIfNothingPredicts) {
  auto tiny = std::make_shared<TinyProgram>();
  tiny->entries[TinyProgram::Predict].role = 0;
  tiny->program.class_count = 2;
  Program named(TinyProgram::share(tiny));
  EXPECT_EQ(problemOfTraining(named, task(20), options(1)),
            "task: the label of example 2 is 2, program 'tiny' has 2 classes, 0 to 1");
  tiny->program.class_count = 0;
  Program unnamed(TinyProgram::share(tiny));
  Dataset data = task(20);
  data["labels"].values<std::int64_t>()[3] = -1;
  EXPECT_EQ(problemOfTraining(unnamed, data, options(1)),
            "task: the label of example 3 is -1, it must not be negative");
}

TEST_F(TrainerTest, RefusesEntriesThatItCannotFeed) {
  const auto problem = [this](const std::function<void(TinyProgram &)> &change) {
    auto tiny = std::make_shared<TinyProgram>();
    change(*tiny);
    Program program(TinyProgram::share(tiny));
    return problemOfTraining(program, task(20), options(1));
  };
  EXPECT_EQ(problem([](TinyProgram &t) { rename(t.entries[TinyProgram::TrainStep], "step"); }),
            "program 'tiny' has no entry 'train_step'; it has init, predict, step, evaluate, generate");
  EXPECT_EQ(problem([](TinyProgram &t) { rename(t.entries[TinyProgram::Evaluate], "test"); }),
            "program 'tiny' has no entry 'evaluate'; it has init, predict, train_step, test, generate");
  EXPECT_EQ(problem([](TinyProgram &t) { t.train[1].name = "target", t.train[1].role = 0; }),
            "entry 'train_step' of program 'tiny' wants target i64 [batch], and task has no column 'target'; "
            "it has images "
            "u8 [batch, 2, 2], labels i64 [batch]; --data 'task,target=COLUMN' gives a column that name");
  EXPECT_EQ(
      problem([](TinyProgram &t) {
        static const std::int64_t shape[] = {16, 1, 2, 2};
        t.train[0].shape = shape;
      }),
      "entry 'train_step' of program 'tiny' wants image f32 [16, 1, 2, 2], whose first dimension is the "
      "number "
      "16: data give inputs whose first dimension is the batch, and the last batch is as small as what is "
      "left; write '?' in its place wherever the model has it, and --batch says how many (an ONNX file whose "
      "batch is 1 is read so with --dynamic-batch)");
  EXPECT_EQ(
      problem([](TinyProgram &t) { t.metrics[0].dtype = DLC_I32; }),
      "entry 'train_step' of program 'tiny' should return the loss first, f32 []; it returns loss i32 []");
  EXPECT_EQ(problem([](TinyProgram &t) { t.entries[TinyProgram::TrainStep].output_count = 0; }),
            "entry 'train_step' of program 'tiny' should return the loss first, f32 []; it returns nothing");
}

TEST_F(TrainerTest, EvaluationRepeatsAndWeighsByExamples) {
  Program program(TinyProgram::make());
  program.init(3);
  const std::string before = bytesOf(program);
  const Dataset data = task(50);
  const Averages first = evaluate(program, data, 16), second = evaluate(program, data, 16);
  EXPECT_EQ(first.examples, 50);
  EXPECT_EQ(first.loss, second.loss);
  EXPECT_EQ(bytesOf(program), before) << "the random state too is as it was";
  // Right answers are counted whole, whatever the batches: 50 = 3 · 16 + 2.
  EXPECT_NEAR(*first.accuracy(), *evaluate(program, data, 50).accuracy(), 1e-6);
  EXPECT_EQ(first.find("kl"), std::nullopt);
}

} // namespace
} // namespace dlc::test

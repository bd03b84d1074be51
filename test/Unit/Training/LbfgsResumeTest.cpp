// A minimisation that was interrupted in any of its evaluations, and goes on from its checkpoint, ends with
// the same file, byte for byte, as one that nobody disturbed; and a state that does not fit is refused.
#include "TrainingTest.h"

#include "dlc/Lbfgs.h"

#include <cmath>

namespace dlc::test {
namespace {

constexpr std::int64_t count = 4;

/// A cubic through points of a curve, by a robust loss, which is no quadratic. Its weights are f32, so that
/// they are rounded; and it counts its calls in a buffer, which the loss depends on: what is random in a real
/// network.
struct Cubic {
  static inline std::int64_t callsLeft; ///< until `interrupt`
  static inline std::atomic<bool> interrupt;

  static double evaluate(std::int64_t batch, void *const *t, const float *weight, const double *calls,
                         double *gradient) {
    interrupt = interrupt || callsLeft-- == 0;
    const auto *x = static_cast<const double *>(t[0]), *y = static_cast<const double *>(t[1]);
    double loss = 0;
    for (std::int64_t i = 0; i < batch; ++i) {
      const double powers[count] = {1, x[i], x[i] * x[i], x[i] * x[i] * x[i]};
      double error = *calls * 1e-3 - y[i];
      for (std::int64_t k = 0; k < count; ++k)
        error += static_cast<double>(weight[k]) * powers[k];
      loss += std::log(std::cosh(error)) / static_cast<double>(batch);
      for (std::int64_t k = 0; gradient && k < count; ++k)
        gradient[k] += std::tanh(error) * powers[k] / static_cast<double>(batch);
    }
    return loss;
  }
  static void runGradient(const std::int64_t *sizes, void *const *t) {
    auto *calls = static_cast<double *>(t[5]);
    *calls += 1;
    double gradient[count] = {};
    *static_cast<double *>(t[2]) = evaluate(sizes[0], t, static_cast<const float *>(t[4]), calls, gradient);
    std::copy(gradient, gradient + count, static_cast<float *>(t[3]));
  }
  static void runEvaluate(const std::int64_t *sizes, void *const *t) {
    *static_cast<double *>(t[2]) =
        evaluate(sizes[0], t, static_cast<const float *>(t[3]), static_cast<const double *>(t[4]), nullptr);
  }

  Cubic() {
    static constexpr std::int64_t scalar[] = {0}, column[] = {DLC_BATCH}, vector[] = {count};
    static constexpr std::int32_t used[] = {0, 1};
    static const char *const names[] = {"batch"};
    alignas(64) static constexpr float start[count] = {0, 2, -1, 0.5};
    alignas(64) static constexpr double zero[1] = {};
    inputs = {{"x", DLC_F64, 1, column, 0, 0}, {"y", DLC_F64, 1, column, 0, 0}};
    outputs = {{"loss", DLC_F64, 0, scalar, 0, 0}, {"weight.gradient", DLC_F32, 1, vector, 0, 0}};
    variables = {{{{"weight", DLC_F32, 1, vector, 0, 0}, DLC_PARAMETER, 0, start},
                  {{"calls", DLC_F64, 0, scalar, 0, 0}, DLC_BUFFER, 0, zero}}};
    for (dlc_entry_info &entry : entries) {
      entry.size_count = 1;
      entry.size_texts = names;
      entry.input_count = 2;
      entry.inputs = inputs.data();
      entry.outputs = outputs.data();
      entry.variable_count = 2;
      entry.variables = used;
    }
    entries[0].name = "gradient";
    entries[0].role = DLC_ENTRY_GRADIENT;
    entries[0].output_count = 2;
    entries[0].writes = 1;
    entries[0].run = runGradient;
    entries[1].name = "evaluate";
    entries[1].role = DLC_ENTRY_EVALUATE;
    entries[1].output_count = 1;
    entries[1].run = runEvaluate;
    program.magic = DLC_PROGRAM_MAGIC;
    program.version = DLC_PROGRAM_VERSION;
    program.name = "cubic";
    program.cpu = "generic";
    program.cpu_features = "";
    program.graph = "cubic";
    program.variable_count = 2;
    program.variables = variables.data();
    program.entry_count = 2;
    program.entries = entries.data();
  }
  static Program make() {
    auto cubic = std::make_shared<Cubic>();
    return Program(std::shared_ptr<const dlc_program>(cubic, &cubic->program));
  }

  dlc_program program{};
  std::array<dlc_entry_info, 2> entries{};
  std::vector<dlc_tensor_info> inputs, outputs;
  std::array<dlc_variable_info, 2> variables{};
};

class LbfgsResume : public TrainingTest {
protected:
  LbfgsResume() {
    data.source = "curve";
    data["x"] = Tensor({40}, DType::f64);
    data["y"] = Tensor({40}, DType::f64);
    for (std::size_t i = 0; i < 40; ++i) {
      const double x = static_cast<double>(i) / 20 - 1;
      data["x"].values<double>()[i] = x;
      data["y"].values<double>()[i] = std::cos(4 * x) + 0.3 * x;
    }
  }
  TrainOptions options(std::size_t history = 3) const {
    TrainOptions result = TrainingTest::options(9);
    result.learningRate = 1;
    result.keepBest = true;
    result.checkpointSeconds = 1e9; // at the end, and where it is interrupted
    result.lbfgs = LbfgsOptions{.history = history};
    return result;
  }
  /// Trains until it is finished, or until so many calls have been made. Returns what was reported.
  std::string train(const TrainOptions &options, std::int64_t calls, TrainResult &result,
                    std::string *talk = nullptr) {
    Cubic::interrupt = false;
    Cubic::callsLeft = calls;
    Program program = Cubic::make();
    Trainer trainer(program, data, options);
    std::ostringstream records;
    trainer.onEpoch = [&](const EpochRecord &record) {
      records << std::hexfloat << record.epoch << ' ' << record.training.loss << ' '
              << record.validation->loss << '\n';
      return true;
    };
    if (talk)
      trainer.onMessage = [=](const std::string &message) { *talk += message + "\n"; };
    trainer.interrupt = &Cubic::interrupt;
    result = trainer.run();
    if (result.end != TrainResult::End::Interrupted) {
      Program saved = Cubic::make();
      saved.load(options.checkpoint);
      EXPECT_EQ(bytesOf(program), bytesOf(saved));
    }
    return records.str();
  }
  static constexpr std::int64_t never = -1;

  Dataset data;
};

TEST_F(LbfgsResume, AfterAnInterruptInAnyCall) {
  using End = TrainResult::End;
  TrainResult result;
  const std::string records = train(options(), never, result), file = read(path), best = read(bestFile(path));
  ASSERT_EQ(result.end, End::Finished);
  ASSERT_EQ(std::ranges::count(records, '\n'), 9);
  std::int64_t stop = 0;
  for (bool wasInterrupted = true; wasInterrupted; ++stop) {
    std::filesystem::remove(path);
    std::string reported = train(options(), stop, result);
    wasInterrupted = result.end == End::Interrupted;
    TrainOptions again = options();
    again.resume = true;
    // Twice, so that what was resumed is interrupted, too.
    reported += train(again, stop / 2 + 1, result);
    reported += train(again, never, result);
    EXPECT_EQ(result.end, End::Finished) << stop;
    EXPECT_EQ(reported, records) << stop;
    EXPECT_EQ(read(path), file) << stop;
    EXPECT_EQ(read(bestFile(path)), best) << stop;
  }
  EXPECT_GT(stop, 20); // calls of so many iterations, each of two batches at least
}

// The last iteration of a training that has come to its end is not followed by another.
TEST_F(LbfgsResume, EndsWhereTheWholeEnds) {
  TrainResult result;
  std::string talk;
  TrainOptions many = options();
  many.epochs = 1000;
  train(many, never, result, &talk);
  const std::string file = read(path);
  EXPECT_NE(
      talk.find("L-BFGS has ended after " + std::to_string(result.epochs.size()) + " iterations, since"),
      std::string::npos)
      << talk;
  many.resume = true;
  EXPECT_EQ(train(many, never, result, &talk), "");
  EXPECT_EQ(read(path), file);
}

TEST_F(LbfgsResume, AnotherTrainingIsRefused) {
  TrainResult result;
  TrainOptions few = options();
  few.epochs = 5;
  train(few, never, result);
  const std::string file = read(path);
  const auto problem = [&](TrainOptions given) {
    given.resume = true;
    return problemOf([&] { train(given, never, result); });
  };
  EXPECT_EQ(problem(options(4)), path + " cannot be resumed: it is of another training: the optimizer is "
                                        "lbfgs(history=3) there, lbfgs(history=4) here");
  const auto rewrite = [&](const std::function<void(ModelSegment &)> &change) {
    std::ofstream(path, std::ios::binary) << file;
    const ModelFile old(path);
    ModelContents contents = old.contents();
    for (ModelSegment &segment : contents.segments)
      change(segment);
    writeModelFile(path, contents);
  };
  rewrite([](ModelSegment &segment) {
    if (segment.name == "lbfgs.changes")
      segment.name = "other";
  });
  EXPECT_EQ(problem(options()), path + " cannot be resumed: it lacks 'lbfgs.changes', which is part of what "
                                       "L-BFGS remembers; a new training can start from its weights");
  rewrite([](ModelSegment &segment) {
    if (segment.name == "lbfgs.steps")
      segment.shape = {4, 3};
  });
  EXPECT_EQ(problem(options()), path + " cannot be resumed: L-BFGS: the state's steps is f64 [4, 3], and "
                                       "should be f64 [4, 4]");
  rewrite([](ModelSegment &segment) {
    if (segment.name == "lbfgs.start.calls")
      segment.name = "lbfgs.start.others";
  });
  EXPECT_EQ(problem(options()), path + " cannot be resumed: L-BFGS: the state lacks the buffer 'calls'");
  rewrite([](ModelSegment &segment) {
    if (segment.name == "lbfgs.loss")
      segment.shape = {1, 1};
  });
  EXPECT_EQ(problem(options()), path + " cannot be resumed: 'lbfgs.loss' is no number");
}

TEST_F(LbfgsResume, AStateGoesToAnotherObject) {
  Program whole = Cubic::make(), first = Cubic::make(), second = Cubic::make();
  const std::vector<Argument> inputs{{"x", data["x"]}, {"y", data["y"]}};
  const LbfgsOptions one{.iterations = 8, .evaluations = 1000}, half{.iterations = 4, .evaluations = 1000};
  Lbfgs parts(first, half);
  EXPECT_FALSE(parts.state());
  const double loss = Lbfgs(whole, one).minimize(inputs).loss;
  parts.minimize(inputs);
  second.setVariable("weight", first.variable("weight"));
  Lbfgs others(second, half);
  others.resume(*parts.state());
  EXPECT_EQ(others.minimize(inputs).loss, loss);
  EXPECT_EQ(bytesOf(second), bytesOf(whole));
  Lbfgs small(second, {.history = 2});
  EXPECT_EQ(problemOf([&] { small.resume(*others.state()); }),
            "L-BFGS: the state remembers 8 steps, and the history is 2");
}

TEST_F(LbfgsResume, WhatIsThrownLeavesTheLastIteration) {
  Program program = Cubic::make(), other = Cubic::make();
  const std::vector<Argument> inputs{{"x", data["x"]}, {"y", data["y"]}};
  Lbfgs(program, {.iterations = 3}).minimize(inputs);
  Lbfgs lbfgs(other, {.iterations = 10});
  std::int64_t done = 0;
  lbfgs.onIteration = [&](const Lbfgs::Record &record) { return done = record.iteration, true; };
  EXPECT_EQ(problemOf([&] {
              lbfgs.minimize([&](const auto &call) {
                call(inputs, 40);
                if (done == 3)
                  throw Error("no more");
              });
            }),
            "no more");
  EXPECT_EQ(bytesOf(other), bytesOf(program));
}

} // namespace
} // namespace dlc::test

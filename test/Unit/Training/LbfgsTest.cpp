// L-BFGS goes the way of PyTorch's (tools/make-training-tables made the table), on a program written by hand
// that computes Rosenbrock's function; and what it does at the edges.
#include "TrainingTest.h"

#include "Training/LineSearch.h"
#include "dlc/Lbfgs.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace dlc::test {
namespace {

using Json = nlohmann::json;
using End = LbfgsResult::End;

/// Rosenbrock's valley: Σ 20 (x[i + 1] - x[i]²)² + (1 - x[i])², plus what an input and a buffer that counts
/// calls add. One entry, `gradient`. Not as steep as his, with 100: there the way is one of rounding (two
/// ways of PyTorch's own that start 1e-15 apart are 1e-5 apart after 50 iterations).
struct Valley {
  static constexpr std::int64_t count = 20;
  static constexpr double steepness = 20;

  static void run(const std::int64_t *, void *const *t) {
    const double shift = *static_cast<const double *>(t[0]);
    auto *loss = static_cast<double *>(t[1]), *gradient = static_cast<double *>(t[2]);
    const auto *x = static_cast<const double *>(t[3]);
    auto *calls = static_cast<double *>(t[4]);
    *calls += 1;
    *loss = shift + 1e-3 * *calls;
    std::fill_n(gradient, count, 0.0);
    for (std::int64_t i = 0; i + 1 < count; ++i) {
      const double wall = x[i + 1] - x[i] * x[i], floor = 1 - x[i];
      *loss += steepness * wall * wall + floor * floor;
      gradient[i] += -4 * steepness * wall * x[i] - 2 * floor;
      gradient[i + 1] += 2 * steepness * wall;
    }
  }

  Valley() {
    static constexpr std::int64_t scalar[] = {0}, vector[] = {count};
    static constexpr std::int32_t used[] = {0, 1};
    inputs = {{"shift", DLC_F64, 0, scalar, 0, 0}};
    outputs = {{"loss", DLC_F64, 0, scalar, 0, 0}, {"x.gradient", DLC_F64, 1, vector, 0, 0}};
    variables = {{{{"x", DLC_F64, 1, vector, 0, 0}, DLC_PARAMETER, 0, nullptr},
                  {{"calls", DLC_F64, 0, scalar, 0, 0}, DLC_BUFFER, 0, nullptr}}};
    static const char *const names[] = {"batch"};
    entry.name = "gradient";
    entry.size_count = 1;
    entry.size_texts = names;
    entry.role = DLC_ENTRY_GRADIENT;
    entry.input_count = 1;
    entry.output_count = 2;
    entry.inputs = inputs.data();
    entry.outputs = outputs.data();
    entry.variable_count = 2;
    entry.variables = used;
    entry.writes = 1;
    entry.run = run;
    program.magic = DLC_PROGRAM_MAGIC;
    program.version = DLC_PROGRAM_VERSION;
    program.name = "valley";
    program.cpu = "generic";
    program.cpu_features = "";
    program.graph = "";
    program.variable_count = 2;
    program.variables = variables.data();
    program.entry_count = 1;
    program.entries = &entry;
  }

  dlc_program program{};
  dlc_entry_info entry{};
  std::vector<dlc_tensor_info> inputs, outputs;
  std::array<dlc_variable_info, 2> variables{};
};

class LbfgsTest : public TrainingTest {
protected:
  LbfgsTest() : program(share(std::make_shared<Valley>())) {
    set(std::vector<double>(Valley::count, 0.5));
    program.setVariable("calls", shift);
  }
  static std::shared_ptr<const dlc_program> share(std::shared_ptr<Valley> valley) {
    return {valley, &valley->program};
  }
  void set(const std::vector<double> &values) {
    Tensor x({Valley::count}, DType::f64);
    std::copy(values.begin(), values.end(), x.values<double>().begin());
    program.setVariable("x", x);
  }
  std::vector<double> get() const {
    const auto values = program.variable("x").values<double>();
    return {values.begin(), values.end()};
  }
  std::vector<Argument> inputs() const { return {{"shift", shift}}; }
  /// Without the ends that come before all iterations are made.
  static LbfgsOptions exactly(std::int64_t iterations) {
    return {.iterations = iterations, .evaluations = 10000, .gradientTolerance = 0, .changeTolerance = 0};
  }

  Tensor shift{Shape(), DType::f64};
  Program program;
};

TEST_F(LbfgsTest, GoesPyTorchsWay) {
  std::ifstream file(TRAINING_TABLES "/lbfgs.json");
  const Json table = Json::parse(file);
  ASSERT_GE(table["runs"].size(), 3u);
  shift.values<double>()[0] = -1e-3; // what the first call adds
  for (const Json &run : table["runs"]) {
    program.setVariable("calls", Tensor({}, DType::f64));
    const std::string where = "history " + run["history"].dump();
    set(run["start"].get<std::vector<double>>());
    LbfgsOptions options = exactly(100);
    options.history = run["history"];
    options.learningRate = run["learning_rate"];
    Lbfgs lbfgs(program, options);
    lbfgs.onIteration = [&](const Lbfgs::Record &record) {
      const auto row = run["way"].find(std::to_string(record.iteration));
      if (row == run["way"].end())
        return true;
      const double loss = (*row)["loss"];
      EXPECT_NEAR(record.loss, loss, 1e-6 * std::max(loss, 1e-3)) << where << ", " << record.iteration;
      EXPECT_EQ(record.evaluations, (*row)["evaluations"]) << where << ", " << record.iteration;
      return true;
    };
    EXPECT_EQ(lbfgs.minimize(inputs()).iterations, 100) << where;
    const std::vector<double> ours = get(), theirs = run["way"]["100"]["x"];
    for (std::size_t i = 0; i < ours.size(); ++i)
      EXPECT_NEAR(ours[i], theirs[i], 1e-6) << where << ", x[" << i << "]";
  }
}

TEST_F(LbfgsTest, FindsTheMinimumAndSaysWhyItEnds) {
  const LbfgsResult result = Lbfgs(program, {.iterations = 500, .evaluations = 700}).minimize(inputs());
  EXPECT_EQ(result.end, End::Change);
  EXPECT_NEAR(result.loss, 1e-3, 1e-6);
  for (double x : get())
    EXPECT_NEAR(x, 1, 1e-3);
  EXPECT_LT(result.iterations, 500);
  // At a minimum there is nothing to do, and nothing is done.
  set(std::vector<double>(Valley::count, 1));
  const LbfgsResult again = Lbfgs(program).minimize(inputs());
  EXPECT_EQ(again.end, End::Gradient);
  EXPECT_EQ(again.iterations, 0);
  EXPECT_EQ(again.evaluations, 1);
  EXPECT_EQ(get(), std::vector<double>(Valley::count, 1));
}

TEST_F(LbfgsTest, StopsWhenAskedTo) {
  EXPECT_EQ(Lbfgs(program, exactly(3)).minimize(inputs()).end, End::Iterations);
  LbfgsOptions few = exactly(100);
  few.evaluations = 5;
  const LbfgsResult result = Lbfgs(program, few).minimize(inputs());
  EXPECT_EQ(result.end, End::Evaluations);
  EXPECT_GE(result.evaluations, 5);
  Lbfgs stopped(program, exactly(100));
  stopped.onIteration = [](const Lbfgs::Record &record) { return record.iteration < 2; };
  EXPECT_EQ(stopped.minimize(inputs()).iterations, 2);
}

TEST_F(LbfgsTest, TheLossIsThatOfTheVariablesAsTheyAre) {
  const LbfgsResult result = Lbfgs(program, exactly(7)).minimize(inputs());
  Tensor calls({}, DType::f64);
  program.setVariable("calls", calls);
  EXPECT_EQ(program.call("gradient", inputs())["loss"].values<double>()[0], result.loss);
}

TEST_F(LbfgsTest, BuffersAreTheSameInEachEvaluation) {
  // A loss that grows with each call by itself would mislead the search.
  std::vector<double> losses;
  Lbfgs lbfgs(program, exactly(5));
  const LbfgsResult result = lbfgs.minimize(inputs());
  EXPECT_GT(result.evaluations, 5);
  EXPECT_EQ(program.variable("calls").values<double>()[0], 1);
}

// Two batches of different sizes, with other constants in their loss: the mean over the examples is made
// small, and a batch that is the mean of both goes the same way.
TEST_F(LbfgsTest, MeansOverBatches) {
  Tensor low({}, DType::f64), high({}, DType::f64);
  low.values<double>()[0] = -1;
  high.values<double>()[0] = 3;
  const LbfgsResult parts = Lbfgs(program, exactly(7)).minimize([&](const auto &call) {
    call({{"shift", low}}, 3);
    call({{"shift", high}}, 1);
  });
  const std::vector<double> there = get();
  set(std::vector<double>(Valley::count, 0.5));
  program.setVariable("calls", Tensor({}, DType::f64));
  const LbfgsResult whole = Lbfgs(program, exactly(7)).minimize(inputs());
  EXPECT_NEAR(parts.loss, whole.loss, 1e-2); // the valley counts calls, of which parts has two
  EXPECT_EQ(parts.evaluations, whole.evaluations);
  for (std::size_t i = 0; i < there.size(); ++i)
    EXPECT_NEAR(there[i], get()[i], 1e-9);
  EXPECT_EQ(problemOf([&] { Lbfgs(program).minimize([](const auto &) {}); }),
            "L-BFGS: there are no examples");
}

TEST_F(LbfgsTest, GoesOnWithWhatItHasLearnt) {
  Lbfgs whole(program, exactly(20));
  whole.minimize(inputs());
  const std::vector<double> expected = get();
  set(std::vector<double>(Valley::count, 0.5));
  Lbfgs parts(program, exactly(10));
  parts.minimize(inputs());
  parts.minimize(inputs());
  EXPECT_NEAR(get()[0], expected[0], 1e-9);
  EXPECT_NEAR(get()[19], expected[19], 1e-9);
}

TEST_F(LbfgsTest, WhatIsWrongIsSaid) {
  shift.values<double>()[0] = std::nan("");
  EXPECT_EQ(
      problemOf([&] { Lbfgs(program).minimize(inputs()); }),
      "L-BFGS: the loss at the start is nan, there is nothing to go down from; start from other values");
  EXPECT_EQ(problemOf([&] { Lbfgs(program, {.iterations = 0}); }),
            "L-BFGS: there must be at least 1 iteration and 1 evaluation, but there are 0 and 125");
  EXPECT_EQ(problemOf([&] { Lbfgs(program, {.learningRate = 0}); }),
            "L-BFGS: the learning rate is 0, it must be greater than 0");
  EXPECT_EQ(problemOf([&] { Lbfgs(program, {.gradientTolerance = -1}); }),
            "L-BFGS: the tolerances are -1 and 1e-09, they must be at least 0");
  Program tiny(TinyProgram::make());
  EXPECT_NE(problemOf([&] { Lbfgs x(tiny); }).find("'gradient'"), std::string::npos);
  auto valley = std::make_shared<Valley>();
  valley->outputs[1].name = "y.gradient";
  Program other(share(valley));
  EXPECT_EQ(problemOf([&] { Lbfgs x(other); }), "entry 'gradient' of program 'valley' returns no derivative: "
                                                "none of its results is named as one of its "
                                                "variables and .gradient");
  valley = std::make_shared<Valley>();
  std::swap(valley->outputs[0], valley->outputs[1]);
  Program transposed(share(valley));
  EXPECT_EQ(
      problemOf([&] { Lbfgs x(transposed); }),
      "entry 'gradient' of program 'valley' should return the loss first; it returns x.gradient f64 [20]");
}

/// A line search over a function of one number.
LinePoint search(const std::function<std::pair<double, double>(double)> &f, double first) {
  const auto point = [&](double step) {
    const auto [loss, slope] = f(step);
    return LinePoint{step, loss, slope, {}};
  };
  return searchLine(point(0), first, point);
}

TEST(LineSearchTest, FindsFlatPlacesNearAndFar) {
  const auto bowl = [](double x) { return std::pair((x - 3) * (x - 3), 2 * (x - 3)); };
  for (double first : {1e-3, 0.1, 1.0, 3.0, 20.0, 1e4}) {
    const LinePoint found = search(bowl, first);
    EXPECT_LT(found.loss, 9 - 1e-4 * 6 * found.step) << first;
    EXPECT_LE(std::fabs(found.slope), 0.9 * 6) << first;
  }
}

TEST(LineSearchTest, ComesBackFromWhereTheLossIsNoNumber) {
  const auto wall = [](double x) {
    return std::pair(x < 1 ? -std::log(1 - x) - 3 * x : std::nan(""), 1 / (1 - x) - 3);
  };
  const LinePoint found = search(wall, 50);
  EXPECT_LT(found.step, 1);
  EXPECT_LT(found.loss, 0);
}

TEST(LineSearchTest, StaysWhereNothingIsLower) {
  // The slope lies.
  const LinePoint found = search([](double x) { return std::pair(x, -1.0); }, 1);
  EXPECT_LT(found.step, 1e-6);
}

TEST(LineSearchTest, EndsWhereItGoesDownForever) {
  const LinePoint found = search([](double x) { return std::pair(-x, -1.0); }, 1);
  EXPECT_TRUE(std::isfinite(found.step));
  EXPECT_GT(found.step, 1e20);
}

} // namespace
} // namespace dlc::test

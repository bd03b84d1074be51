// Training and evaluation on batches that the caller makes.
#include "TrainingTest.h"

#include <cmath>
#include <limits>

namespace dlc::test {
namespace {

class BatchesTest : public TrainingTest {
protected:
  /// Goes over the task in steps of up to `size` examples, or of NaN instead.
  struct Source {
    Source(const Dataset &data, std::int64_t size, double value = 1) : data(data), size(size), value(value) {}
    std::optional<std::vector<Argument>> operator()() {
      const std::int64_t count = std::min(size, data.size() - at);
      if (count == 0)
        return std::nullopt;
      images = std::make_shared<Tensor>(Shape{count, 1, 2, 2}, DType::f32);
      labels = std::make_shared<Tensor>(Shape{count}, DType::i64);
      for (std::int64_t i = 0; i < 4 * count; ++i)
        images->values<float>()[i] =
            static_cast<float>(data["images"].values<std::uint8_t>()[4 * at + i] / 255. * value);
      for (std::int64_t i = 0; i < count; ++i)
        labels->values<std::int64_t>()[i] = data["labels"].values<std::int64_t>()[at + i];
      at += count;
      return std::vector<Argument>{{"image", *images}, {"label", *labels}};
    }
    const Dataset &data;
    std::int64_t size, at = 0;
    double value;
    std::shared_ptr<Tensor> images, labels;
  };
};

TEST_F(BatchesTest, LearnsAndMeasuresAsOnADataset) {
  const Dataset data = task(203);
  Program program(TinyProgram::make());
  program.init(3);
  std::vector<double> losses;
  std::vector<std::int64_t> asked;
  Averages last;
  for (int pass = 0; pass < 8; ++pass)
    last = trainBatches(
        program, Source(data, 16),
        [&](std::int64_t step) {
          asked.push_back(step);
          return 0.5;
        },
        [&](std::int64_t step, double loss) {
          EXPECT_EQ(step, asked.back());
          losses.push_back(loss);
          return true;
        });
  EXPECT_EQ(last.examples, 203);
  EXPECT_EQ(losses.size(), 8u * 13);
  EXPECT_LT(losses.back(), 0.5 * losses.front());

  const Averages measured = evaluateBatches(program, Source(data, 50)), whole = evaluate(program, data, 64);
  EXPECT_EQ(measured.examples, 203);
  EXPECT_NEAR(measured.loss, whole.loss, 1e-4); // its evaluation draws a little noise for each batch
  EXPECT_NEAR(*measured.accuracy(), *whole.accuracy(), 1e-12);
  EXPECT_GT(*measured.accuracy(), 0.95);
}

TEST_F(BatchesTest, StopsWhenTold) {
  const Dataset data = task(100);
  Program program(TinyProgram::make());
  program.init(3);
  const Averages some = trainBatches(
      program, Source(data, 16), [](std::int64_t) { return 0.1; },
      [](std::int64_t step, double) { return step < 1; });
  EXPECT_EQ(some.examples, 32);
}

TEST_F(BatchesTest, RefusesWhatDoesNotFit) {
  const Dataset data = task(100);
  Program program(TinyProgram::make());
  const auto rate = [](std::int64_t) { return 0.1; };
  EXPECT_NE(problemOf([&] { trainBatches(program, Source(data, 16), rate); }).find("has no value yet"),
            std::string::npos);
  program.init(3);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(problemOf([&] { trainBatches(program, Source(data, 16, nan), rate); }),
            "program 'tiny': the loss of step 0 is NaN");
  const Tensor other({3}, DType::f32);
  const auto wrong = [&]() { return std::vector<Argument>{{"picture", other}}; };
  EXPECT_NE(problemOf([&] { trainBatches(program, wrong, rate); }).find("there is no input 'picture'"),
            std::string::npos);
}

} // namespace
} // namespace dlc::test

// What a call computes of variables alone is kept for the next one, and computed anew once a variable has
// changed.
#include "dlc/Compile.h"

#include "ApiTest.h"

#include <filesystem>

namespace dlc {
namespace {

/// A convolution whose weights are packed, and a training step for it.
Graph network() {
  return Graph::parse(R"(
nn.variable @w : tensor<32x16x3x3xf32> init #nn.normal<0.0 : f32, 0.1 : f32>
nn.func @predict(%x: tensor<?x16x8x8xf32>) -> (y: tensor<?x32x8x8xf32>) {
  %w = nn.read @w : tensor<32x16x3x3xf32>
  %y = nn.conv %x, %w pads [1, 1, 1, 1] : tensor<?x16x8x8xf32>, tensor<32x16x3x3xf32>
  nn.return %y : tensor<?x32x8x8xf32>
}
nn.func @loss(%x: tensor<?x16x8x8xf32>) -> (loss: tensor<f32>) {
  %y = nn.call @predict(%x) : (tensor<?x16x8x8xf32>) -> tensor<?x32x8x8xf32>
  %square = nn.mul %y, %y : tensor<?x32x8x8xf32>, tensor<?x32x8x8xf32>
  %loss = nn.reduce_mean %square : tensor<?x32x8x8xf32>
  nn.return %loss : tensor<f32>
}
)",
                      "packed");
}

class Prepared : public testing::Test {
protected:
  static Program compiled(bool keep) {
    CompileOptions options;
    options.mode = Mode::train;
    options.optimizer = "sgd";
    options.keepPrepared = keep;
    options.convolution = Convolution::winograd; // which a training step takes as well
    return compile(network(), options);
  }

  static std::vector<float> predict(Program &program) {
    Tensor x({2, 16, 8, 8}, DType::f32);
    for (std::size_t i = 0; float &value : x.values<float>())
      value = static_cast<float>(i++ % 11) - 5;
    Outputs outputs = program.call("predict", {{"x", x}});
    auto values = outputs["y"].values<float>();
    return {values.begin(), values.end()};
  }

  /// Both predict the same but for the rounding, since forms may differ; `kept` twice the very same, which is
  /// returned.
  std::vector<float> same() {
    std::vector<float> once = predict(kept);
    EXPECT_EQ(predict(kept), once);
    EXPECT_THAT(once, testing::Pointwise(testing::FloatNear(1e-4f), predict(plain)));
    return once;
  }

  Program kept = compiled(true), plain = compiled(false);
};

TEST_F(Prepared, FollowsTheVariables) {
  ASSERT_GT(kept.peakBytes({{"batch", 1}}), plain.peakBytes({{"batch", 1}})) << "nothing is prepared";
  for (Program *program : {&kept, &plain})
    program->init(1);
  const std::vector<float> first = same();

  Tensor w({32, 16, 3, 3}, DType::f32);
  for (float &value : w.values<float>())
    value = 0.5f;
  for (Program *program : {&kept, &plain})
    program->setVariable("w", w);
  const std::vector<float> second = same();
  EXPECT_NE(second, first);

  Tensor x({2, 16, 8, 8}, DType::f32);
  std::ranges::fill(x.values<float>(), 1.0f);
  Tensor rate({}, DType::f32);
  rate.values<float>()[0] = 0.1f;
  for (Program *program : {&kept, &plain})
    program->call("train_step", {{"x", x}, {"learning_rate", rate}});
  EXPECT_NE(same(), second);

  for (Program *program : {&kept, &plain})
    program->init(1);
  EXPECT_EQ(same(), first);
}

/// Overwrites the weights where they lie, which the program does not notice: what it has prepared of them is
/// what they were.
void overwrite(Program &program, float value) {
  const std::span<const std::byte> bytes = program.variable("w").bytes();
  auto *weights = reinterpret_cast<float *>(const_cast<std::byte *>(bytes.data()));
  std::fill_n(weights, bytes.size() / sizeof(float), value);
}

TEST_F(Prepared, IsSharedByEntryPoints) {
  for (Program *program : {&kept, &plain})
    program->init(1);
  Tensor x({2, 16, 8, 8}, DType::f32), rate({}, DType::f32);
  std::ranges::fill(x.values<float>(), 1.0f);
  rate.values<float>()[0] = 0;
  auto lossOf = [&](Program &program, const char *entry) {
    Outputs outputs = std::string_view(entry) == "evaluate"
                          ? program.call(entry, {{"x", x}})
                          : program.call(entry, {{"x", x}, {"learning_rate", rate}});
    return outputs["loss"].values<float>()[0];
  };
  const std::vector<float> before = same();
  const float loss = lossOf(plain, "evaluate");
  overwrite(kept, 0);
  EXPECT_EQ(predict(kept), before);
  // It has not been called yet: it uses what `predict` has prepared.
  EXPECT_NEAR(lossOf(kept, "evaluate"), loss, 1e-4f * loss);
  // A step does not, of weights that it writes; and the next call prepares anew.
  EXPECT_EQ(lossOf(kept, "train_step"), 0.0f);
  EXPECT_THAT(predict(kept), testing::Each(0.0f));
  EXPECT_EQ(lossOf(kept, "evaluate"), 0.0f);
}

TEST_F(Prepared, FollowsAFileAndIsNotShared) {
  const std::string path = (std::filesystem::path(testing::TempDir()) / "prepared-weights.dlm").string();
  for (Program *program : {&kept, &plain})
    program->init(2);
  const std::vector<float> second = same();
  kept.save(path);
  for (Program *program : {&kept, &plain})
    program->init(1);
  const std::vector<float> first = same();
  Program copy = kept.fork();
  for (Program *program : {&kept, &plain})
    program->load(path);
  EXPECT_EQ(same(), second);
  EXPECT_EQ(predict(copy), first);
  std::filesystem::remove(path);
}

} // namespace
} // namespace dlc

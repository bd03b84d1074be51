// Figures of classifiers, against scikit-learn's (Tables/classification.py).
#include "dlc/Classification.h"
#include "Training/TokenScores.h"
#include "dlc/Error.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <functional>

namespace dlc::test {
namespace {

using Json = nlohmann::json;

/// Numbers in lists of lists as a tensor, f64 or i64.
Tensor tensorOf(const Json &numbers, DType type) {
  Shape shape;
  for (const Json *list = &numbers; list->is_array(); list = &list->front())
    shape.push_back(static_cast<std::int64_t>(list->size()));
  Tensor tensor(shape, type);
  std::size_t at = 0;
  const std::function<void(const Json &)> fill = [&](const Json &part) {
    if (part.is_array())
      for (const Json &each : part)
        fill(each);
    else if (type == DType::i64)
      tensor.values<std::int64_t>()[at++] = part.get<std::int64_t>();
    else
      tensor.values<double>()[at++] = part.get<double>();
  };
  fill(numbers);
  return tensor;
}

/// Some of the examples.
Tensor slice(const Tensor &all, std::int64_t first, std::int64_t count) {
  Shape shape = all.shape();
  shape[0] = count;
  Tensor part(shape, all.dtype());
  const std::size_t each = all.bytes().size() / static_cast<std::size_t>(all.dim(0));
  std::ranges::copy(all.bytes().subspan(each * static_cast<std::size_t>(first), part.bytes().size()),
                    part.bytes().begin());
  return part;
}

/// scikit-learn's to 1e-9; intervals, whose tables have derivatives by differences, to 1e-7.
void expectInterval(const Interval &found, const Json &wanted, const char *what) {
  EXPECT_NEAR(found.first, wanted[0].get<double>(), 1e-7) << what;
  EXPECT_NEAR(found.second, wanted[1].get<double>(), 1e-7) << what;
}

TEST(Classification, IsScikitLearns) {
  std::ifstream file(TRAINING_TABLES "/classification.json");
  const Json table = Json::parse(file);
  ASSERT_EQ(table["cases"].size(), 5u);
  for (const Json &wanted : table["cases"]) {
    SCOPED_TRACE(wanted["name"].get<std::string>());
    const Classification found =
        classify(tensorOf(wanted["labels"], DType::i64), tensorOf(wanted["logits"], DType::f64),
                 wanted["name"] == "probabilities" ? Scores::probabilities : Scores::logits);
    EXPECT_EQ(found.confusion, wanted["confusion"].get<std::vector<std::int64_t>>());
    constexpr double close = 1e-9;
    EXPECT_NEAR(found.accuracy, wanted["accuracy"].get<double>(), close);
    const auto compare = [&](const PrecisionRecall &mean, const char *name) {
      EXPECT_NEAR(mean.precision, wanted[name][0].get<double>(), close) << name;
      EXPECT_NEAR(mean.recall, wanted[name][1].get<double>(), close) << name;
      EXPECT_NEAR(mean.f1, wanted[name][2].get<double>(), close) << name;
    };
    compare(found.micro, "micro");
    compare(found.macro, "macro");
    compare(found.weighted, "weighted");
    double areas = 0;
    for (std::size_t k = 0; k < found.byClass.size(); ++k) {
      const ClassScores &scores = found.byClass[k];
      EXPECT_NEAR(scores.precision, wanted["by_class"][0][k].get<double>(), close);
      EXPECT_NEAR(scores.recall, wanted["by_class"][1][k].get<double>(), close);
      EXPECT_NEAR(scores.f1, wanted["by_class"][2][k].get<double>(), close);
      EXPECT_NEAR(scores.rocArea, wanted["roc_auc"][k].get<double>(), close);
      EXPECT_NEAR(scores.averagePrecision, wanted["average_precision"][k].get<double>(), close);
      areas += wanted["roc_auc"][k].get<double>();
      expectInterval(scores.f1Interval, wanted["f1_interval"][k], "F1");
      expectInterval(scores.rocAreaInterval, wanted["roc_auc_interval"][k], "ROC area");
    }
    expectInterval(found.macroF1Interval, wanted["macro_f1_interval"], "macro F1");
    expectInterval(found.rocAreaInterval, wanted["mean_roc_auc_interval"], "mean ROC area");
    expectInterval(found.logLossInterval, wanted["log_loss_interval"], "log loss");
    EXPECT_NEAR(found.perplexityInterval.second, std::exp(wanted["log_loss_interval"][1].get<double>()),
                1e-7);
    // The approximations are those of resampling, to a tenth.
    const auto isNear = [](const Interval &interval, double deviation) {
      const double own = (interval.second - interval.first) / (2 * 1.96);
      EXPECT_NEAR(own / deviation, 1, 0.1);
    };
    isNear(found.macroF1Interval, wanted["resampled"][0]);
    isNear(found.rocAreaInterval, wanted["resampled"][1]);
    EXPECT_NEAR(found.rocArea, areas / static_cast<double>(found.classes), close);
    const std::vector<CurvePoint> &roc = found.byClass[1].roc;
    ASSERT_EQ(roc.size(), wanted["roc_of_1"][0].size());
    for (std::size_t i = 0; i < roc.size(); ++i) {
      EXPECT_NEAR(roc[i].x, wanted["roc_of_1"][0][i].get<double>(), close);
      EXPECT_NEAR(roc[i].y, wanted["roc_of_1"][1][i].get<double>(), close);
    }
    EXPECT_NEAR(found.logLoss, wanted["log_loss"].get<double>(), close);
    EXPECT_NEAR(found.perplexity, std::exp(wanted["log_loss"].get<double>()), close);
    EXPECT_NEAR(found.brier, wanted["brier"].get<double>(), close);
    if (wanted.contains("top_k"))
      for (std::size_t k = 0; k + 1 < found.topK.size(); ++k)
        EXPECT_NEAR(found.topK[k], wanted["top_k"][k].get<double>(), close);
    EXPECT_EQ(found.topK.back(), 1);
  }
}

TEST(Classification, IsScikitLearnsOfTokens) {
  std::ifstream file(TRAINING_TABLES "/classification.json");
  const Json wanted = Json::parse(file)["tokens"];
  const Tensor labels = tensorOf(wanted["labels"], DType::i64);
  const Tensor logits = tensorOf(wanted["logits"], DType::f64);
  TokenSums sums(Scores::logits, wanted["ignored"].get<std::int64_t>());
  sums.add(slice(labels, 0, 5), slice(logits, 0, 5)); // in batches of any size
  sums.add(slice(labels, 5, labels.dim(0) - 5), slice(logits, 5, labels.dim(0) - 5));
  const TokenScores found = sums.finish();
  EXPECT_EQ(found.sequences, labels.dim(0));
  EXPECT_EQ(found.tokens, wanted["tokens"].get<std::int64_t>());
  EXPECT_LT(found.tokens, labels.size());
  EXPECT_NEAR(found.crossEntropy, wanted["log_loss"].get<double>(), 1e-9);
  EXPECT_NEAR(found.perplexity, std::exp(wanted["log_loss"].get<double>()), 1e-9);
  EXPECT_NEAR(found.accuracy, wanted["accuracy"].get<double>(), 1e-9);
  for (std::size_t k = 0; k + 1 < found.topK.size(); ++k)
    EXPECT_NEAR(found.topK[k], wanted["top_k"][k].get<double>(), 1e-9);
  EXPECT_EQ(found.topK.back(), 1);
  expectInterval(found.crossEntropyInterval, wanted["log_loss_interval"], "cross entropy");
  expectInterval(found.accuracyInterval, wanted["accuracy_interval"], "accuracy");
}

TEST(Classification, MeasuresCalibration) {
  // Two examples with 0.9, of which one is right, and two with 0.6, both right: |0.9 - 0.5| and |0.6 - 1|.
  Tensor scores({4, 2}, DType::f64);
  const double values[] = {0.9, 0.1, 0.9, 0.1, 0.4, 0.6, 0.4, 0.6};
  std::ranges::copy(values, scores.values<double>().begin());
  Tensor labels({4}, DType::i64);
  const std::int64_t truths[] = {0, 1, 1, 1};
  std::ranges::copy(truths, labels.values<std::int64_t>().begin());
  const Classification found = classify(labels, scores, Scores::probabilities, 5);
  EXPECT_NEAR(found.calibrationError, 0.4, 1e-12);
  EXPECT_EQ(found.calibration[4].examples, 2);
  EXPECT_NEAR(found.calibration[4].accuracy, 0.5, 1e-12);
  EXPECT_NEAR(found.calibration[3].confidence, 0.6, 1e-12);
  EXPECT_EQ(found.calibration[0].examples, 0);
}

TEST(Classification, GivesWilsonsInterval) {
  // R's prop.test(8, 10, correct = FALSE).
  const auto [low, high] = wilsonInterval(8, 10);
  EXPECT_NEAR(low, 0.4901625, 1e-6);
  EXPECT_NEAR(high, 0.9433178, 1e-6);
  EXPECT_EQ(wilsonInterval(0, 0), (std::pair<double, double>{0, 1}));
}

TEST(Classification, KeepsIntervalsWhereAFigureCanBe) {
  Tensor scores({3, 2}, DType::f64), labels({3}, DType::i64);
  const double values[] = {2, 1, 1, 2, 1, 3};
  std::ranges::copy(values, scores.values<double>().begin());
  labels.values<std::int64_t>()[1] = labels.values<std::int64_t>()[2] = 1;
  const Classification found = classify(labels, scores);
  EXPECT_EQ(found.macroF1Interval, (Interval{1, 1}));
  // A single example of a class does not say how much others would differ.
  EXPECT_EQ(found.rocArea, 1);
  EXPECT_TRUE(std::isnan(found.rocAreaInterval.first));
}

TEST(Classification, SaysNothingOfAClassWithoutExamples) {
  Tensor scores({2, 3}, DType::f32);
  const float values[] = {3, 1, 2, 1, 3, 2};
  std::ranges::copy(values, scores.values<float>().begin());
  Tensor labels({2}, DType::u8);
  labels.values<std::uint8_t>()[1] = 1;
  const Classification found = classify(labels, scores);
  EXPECT_TRUE(std::isnan(found.byClass[2].rocArea));
  EXPECT_EQ(found.rocArea, 1);
  EXPECT_EQ(found.accuracy, 1);
}

TEST(Classification, RefusesWhatIsNone) {
  const auto messageOf = [](const std::function<void()> &body) -> std::string {
    try {
      body();
    } catch (const Error &error) {
      return error.what();
    }
    return "nothing is refused";
  };
  Tensor scores({2, 3}, DType::f32), labels({2}, DType::i64);
  labels.values<std::int64_t>()[1] = 3;
  EXPECT_EQ(messageOf([&] { classify(labels, scores); }),
            "the label of example 1 is 3, and there are 3 classes");
  labels.values<std::int64_t>()[1] = -1;
  EXPECT_EQ(messageOf([&] { classify(labels, scores); }),
            "the label of example 1 is -1, and there are 3 classes");
  labels.values<std::int64_t>()[1] = 0;
  scores.values<float>()[4] = std::nanf("");
  EXPECT_EQ(messageOf([&] { classify(labels, scores); }), "the scores of example 1 are not finite");
  EXPECT_EQ(messageOf([&] { classify(Tensor({5}, DType::i64), Tensor({2, 3}, DType::f32)); }),
            "there are 5 labels for scores of 2 examples");
  EXPECT_EQ(messageOf([&] { classify(labels, Tensor({2, 3, 4}, DType::f32)); }),
            "scores of classes are [examples, classes], or [examples] for the second of two, not [2, 3, 4]");
  EXPECT_EQ(messageOf([&] { classify(labels, Tensor({0, 3}, DType::f32)); }),
            "there are no examples to classify");
  TokenSums sums(Scores::logits);
  EXPECT_EQ(messageOf([&] { sums.finish(); }), "there are no tokens to foretell");
  EXPECT_EQ(
      messageOf([&] { sums.add(Tensor({2, 4}, DType::i64), Tensor({2, 3, 4}, DType::f32)); }),
      "scores of tokens are [examples, tokens, classes] for labels [examples, tokens], not [2, 3, 4] for "
      "[2, 4]");
  Tensor tokens({1, 2}, DType::i64);
  tokens.values<std::int64_t>()[1] = 4;
  EXPECT_EQ(messageOf([&] { sums.add(tokens, Tensor({1, 2, 4}, DType::f32)); }),
            "the label of token 1 of example 0 is 4, and there are 4 classes");
}

} // namespace
} // namespace dlc::test

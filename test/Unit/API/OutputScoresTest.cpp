// What the numbers of an output are, by the ops that make them, by the loss, and by names.
#include "ApiTest.h"

#include "dlc/Ensemble.h"
#include "dlc/OutputScores.h"

#include <vector>

namespace dlc {
namespace {

/// A network whose @predict returns `output`, the value that `ops` make of %x: tensor<?x1xf32>.
Graph networkOf(const std::string &output, const std::string &ops, const std::string &others = "") {
  return Graph::parse("module @net {\n"
                      "nn.func @predict(%x: tensor<?x1xf32>) -> (" +
                      output + ": tensor<?x1xf32>) {\n" + ops + "nn.return %y : tensor<?x1xf32>\n}\n" +
                      others + "}\n");
}

constexpr const char *sigmoid = "%y = nn.sigmoid %x : tensor<?x1xf32>\n";
constexpr const char *same = "%y = nn.neg %x : tensor<?x1xf32>\n";
constexpr const char *loss =
    "nn.func @loss(%x: tensor<?x1xf32>, %label: tensor<?x1xf32>) -> (loss: tensor<f32>) {\n"
    "%y = nn.call @predict(%x) : (tensor<?x1xf32>) -> tensor<?x1xf32>\n"
    "%loss = nn.binary_cross_entropy_with_logits_loss %y, %label : tensor<?x1xf32>, tensor<?x1xf32>\n"
    "nn.return %loss : tensor<f32>\n}\n";

TEST(OutputScores, AreProbabilitiesOfASigmoid) {
  EXPECT_EQ(scoresOf(networkOf("y", sigmoid), "predict", "y"), Scores::probabilities);
  // Whatever the loss is, and behind views and calls.
  EXPECT_EQ(scoresOf(networkOf("logit", sigmoid, loss), "predict", "logit"), Scores::probabilities);
  EXPECT_EQ(scoresOf(networkOf("y",
                               "%s = nn.call @squash(%x) : (tensor<?x1xf32>) -> tensor<?xf32>\n"
                               "%y = nn.unsqueeze %s axes [1] : tensor<?xf32>\n",
                               "nn.func private @squash(%x: tensor<?x1xf32>) -> (s: tensor<?xf32>) {\n"
                               "%y = nn.sigmoid %x : tensor<?x1xf32>\n"
                               "%s = nn.squeeze %y axes [1] : tensor<?x1xf32>\n"
                               "nn.return %s : tensor<?xf32>\n}\n"),
                     "predict", "y"),
            Scores::probabilities);
}

TEST(OutputScores, AreThoseOfTheMembersOfAnEnsemble) {
  const std::vector<Graph> sure(3, networkOf("y", sigmoid)), unsure(2, networkOf("y", same));
  EXPECT_EQ(scoresOf(ensembleOf(sure), "predict", "y"), Scores::probabilities);
  EXPECT_EQ(scoresOf(ensembleOf(unsure), "predict", "y"), std::nullopt);
}

TEST(OutputScores, AreNoProbabilitiesBecauseASigmoidIsPartOfThem) {
  const std::string sum = "%s = nn.sigmoid %x : tensor<?x1xf32>\n"
                          "%y = nn.add %s, %s : tensor<?x1xf32>, tensor<?x1xf32>\n";
  EXPECT_EQ(scoresOf(networkOf("y", sum), "predict", "y"), std::nullopt);
  const std::string product = "%s = nn.sigmoid %x : tensor<?x1xf32>\n"
                              "%c = nn.constant dense<2.0> : tensor<f32>\n"
                              "%y = nn.mul %s, %c : tensor<?x1xf32>, tensor<f32>\n";
  EXPECT_EQ(scoresOf(networkOf("y", product), "predict", "y"), std::nullopt);
}

TEST(OutputScores, AreLogitsOfALossOrByName) {
  EXPECT_EQ(scoresOf(networkOf("y", same, loss), "predict", "y"), Scores::logits);
  EXPECT_EQ(scoresOf(networkOf("logit", same), "predict", "logit"), Scores::logits);
  EXPECT_EQ(scoresOf(networkOf("probability", same), "predict", "probability"), Scores::probabilities);
  EXPECT_EQ(scoresOf(networkOf("y", same), "predict", "y"), std::nullopt);
  EXPECT_EQ(scoresOf(networkOf("y", same), "predict", "z"), std::nullopt);
  EXPECT_EQ(scoresOf(networkOf("y", same), "guess", "y"), std::nullopt);
}

TEST(OutputScores, KnowTheLabelThatIsIgnored) {
  const auto graphOf = [](const std::string &ignored) {
    return Graph::parse("module @net {\n"
                        "nn.func @loss(%x: tensor<?x3xf32>, %label: tensor<?xi64>) -> (loss: tensor<f32>) {\n"
                        "%loss = nn.softmax_cross_entropy_loss %x, %label" +
                        ignored + " : tensor<?x3xf32>, tensor<?xi64>\nnn.return %loss : tensor<f32>\n}\n}\n");
  };
  EXPECT_EQ(ignoredLabel(graphOf(" ignore_index 2")), 2);
  EXPECT_EQ(ignoredLabel(graphOf("")), std::nullopt);
}

} // namespace
} // namespace dlc

// The section of classes: what is taken for what.
#include "Data/Columns.h"
#include "Data/Image.h"
#include "Report/Html.h"
#include "Report/Report.h"
#include "Report/Svg.h"
#include "dlc/Classification.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dlc {
namespace {

/// The examples that are taken for another class, the most certain mistakes first: those whose answer has
/// the most above their class, or above the middle, if there is one score for the second of two classes.
std::vector<std::int64_t> mistakesOf(const Classification &classes, const std::vector<std::int64_t> &labels,
                                     const Tensor &scores, Scores meaning) {
  const std::vector<double> values = numbersOf(scores);
  const bool isOne = scores.size() == classes.examples;
  const double middle = meaning == Scores::logits ? 0 : 0.5;
  const auto margin = [&](std::int64_t n) {
    const auto place = static_cast<std::size_t>(n);
    if (isOne)
      return std::abs(values[place] - middle);
    const auto at = static_cast<std::size_t>(n * classes.classes);
    return values[at + static_cast<std::size_t>(classes.predictions[place])] -
           values[at + static_cast<std::size_t>(labels[place])];
  };
  std::vector<std::int64_t> wrong;
  for (std::int64_t n = 0; n < classes.examples; ++n)
    if (classes.predictions[static_cast<std::size_t>(n)] != labels[static_cast<std::size_t>(n)])
      wrong.push_back(n);
  std::ranges::sort(wrong, [&](std::int64_t a, std::int64_t b) {
    const double first = margin(a), second = margin(b);
    return first != second ? first > second : a < b;
  });
  return wrong;
}

double ratio(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

/// ", with 95 % confidence 0.81 … 0.83", or nothing.
std::string confidence(const Interval &interval, int digits = 4) {
  if (std::isnan(interval.first))
    return "";
  return ", with 95 % confidence " + decimal(interval.first, digits) + " … " +
         decimal(interval.second, digits);
}

std::string orNone(double value) { return std::isnan(value) ? "–" : fixed(value); }

std::string confusion(const Classification &answers, const std::vector<std::string> &names) {
  std::string result = "<h3>Confusion: a row for each class, a column for what it is taken for</h3>\n"
                       "<table class=\"confusion\"><thead><tr><th></th>";
  for (const std::string &name : names)
    result += "<th>" + escaped(name) + "</th>";
  result += "</tr></thead><tbody>\n";
  for (std::int64_t truth = 0; truth < answers.classes; ++truth) {
    const auto row = static_cast<std::size_t>(truth);
    result += "<tr><th>" + escaped(names[row]) + "</th>";
    for (std::int64_t guess = 0; guess < answers.classes; ++guess) {
      const std::int64_t count = answers.count(truth, guess);
      const double part = ratio(count, answers.byClass[row].examples);
      const char *colour = truth == guess ? "47, 133, 90" : "192, 86, 33";
      // Mistakes are few: their colour is stronger than their part.
      const double strength = truth == guess ? 0.7 * part : std::sqrt(part);
      result += "<td style=\"background: rgba(" + std::string(colour) + ", " + decimal(strength, 3) + ")\">" +
                std::to_string(count) + "</td>";
    }
    result += "</tr>\n";
  }
  return result + "</tbody></table>\n";
}

std::string ofEachClass(const Classification &answers, const std::vector<std::string> &names) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const ClassScores &scores = answers.byClass[k];
    rows.push_back({escaped(names[k]), std::to_string(scores.examples), percent(scores.precision),
                    percent(scores.recall), fixed(scores.f1), orNone(scores.rocArea),
                    orNone(scores.averagePrecision)});
  }
  const auto add = [&](const char *name, const PrecisionRecall &mean, bool hasAreas) {
    rows.push_back({name, "", percent(mean.precision), percent(mean.recall), fixed(mean.f1),
                    hasAreas ? orNone(answers.rocArea) : "",
                    hasAreas ? orNone(answers.averagePrecision) : ""});
  };
  add("macro", answers.macro, true);
  add("weighted", answers.weighted, false);
  add("micro", answers.micro, false);
  return "<h3>By class</h3>\n" +
         table({"class", "examples", "precision", "recall", "F1", "ROC area", "average precision"}, rows) +
         "<p>Macro F1 " + fixed(answers.macro.f1) + confidence(answers.macroF1Interval) + "; mean ROC area " +
         orNone(answers.rocArea) + confidence(answers.rocAreaInterval) + ".</p>\n";
}

/// One against all others, and how far probabilities can be believed.
std::string curves(const Classification &answers, const std::vector<std::string> &names) {
  std::vector<Curve> roc, precision;
  constexpr std::size_t most = 10; // more could not be told apart
  for (std::size_t k = 0; k < std::min(names.size(), most); ++k) {
    const ClassScores &scores = answers.byClass[k];
    if (std::isnan(scores.rocArea))
      continue;
    roc.push_back({names[k], {}});
    for (const CurvePoint &point : scores.roc)
      roc.back().points.emplace_back(point.x, point.y);
    precision.push_back({names[k], {}});
    for (const CurvePoint &point : scores.precisionRecall)
      precision.back().points.emplace_back(point.x, point.y);
  }
  Curve ideal{"as it should be", {{0, 0}, {1, 1}}}, measured{"measured", {}};
  for (const CalibrationBin &bin : answers.calibration)
    if (bin.examples > 0)
      measured.points.emplace_back(bin.confidence, bin.accuracy);
  return "<h3>Each class against all others, and how sure the model is</h3>\n<div class=\"charts\">\n" +
         lineChart("ROC: true positives over false ones", "false-positive rate", roc) +
         lineChart("precision over recall", "recall", precision) +
         lineChart("calibration: accuracy over confidence", "probability of the answer", {measured, ideal}) +
         "</div>\n<p>Calibration error " + decimal(answers.calibrationError, 3) + "; Brier score " +
         decimal(answers.brier, 3) + "; log loss " + decimal(answers.logLoss, 4) +
         confidence(answers.logLossInterval) + "; perplexity " + decimal(answers.perplexity, 4) +
         confidence(answers.perplexityInterval) + ".</p>\n";
}

std::string pictures(const Dataset &dataset, const Classification &answers,
                     const std::vector<std::int64_t> &labels, const std::vector<std::string> &names,
                     std::vector<std::int64_t> examples, const char *heading) {
  constexpr std::size_t most = 24;
  examples.resize(std::min(examples.size(), most));
  const std::optional<Tensor> images = imagesOf(dataset, examples);
  if (!images)
    return "";
  const Shape one{1, images->dim(1), images->dim(2), images->dim(3)};
  const std::int64_t scale = std::max<std::int64_t>(1, 84 / images->dim(3));
  const auto each = static_cast<std::size_t>(elementCount(one));
  std::string result = "<h3>" + std::string(heading) + "</h3>\n<div class=\"images\">\n";
  for (std::size_t i = 0; i < examples.size(); ++i) {
    Tensor pixels(one, DType::f32);
    std::ranges::copy(images->values<float>().subspan(i * each, each), pixels.values<float>().begin());
    const auto n = static_cast<std::size_t>(examples[i]);
    const std::string &truth = names[static_cast<std::size_t>(labels[n])];
    const std::string &guess = names[static_cast<std::size_t>(answers.predictions[n])];
    result += "<figure>" + image(imageGrid(pixels, 1, "report"), scale, "example " + std::to_string(n)) +
              "<figcaption>" + escaped(truth == guess ? truth : truth + " → " + guess) +
              "</figcaption></figure>\n";
  }
  return result + "</div>\n";
}

} // namespace

void Report::addClasses(const Dataset &dataset, const Tensor &labels, const Tensor &scores, Scores meaning,
                        const std::vector<std::string> &classNames) {
  const Classification answers = classify(labels, scores, meaning);
  std::vector<std::int64_t> truths;
  for (const double number : numbersOf(labels))
    truths.push_back(static_cast<std::int64_t>(number));
  std::vector<std::string> names;
  for (std::size_t k = 0; k < answers.byClass.size(); ++k)
    names.push_back(k < classNames.size() ? classNames[k] : std::to_string(k));
  const auto [low, high] = answers.accuracyInterval;
  std::string contents = "<p>" + percent(answers.accuracy) + " of " + std::to_string(dataset.size()) +
                         " examples are right; with 95 % confidence, " + percent(low) + " … " +
                         percent(high) + ".</p>\n";
  constexpr std::int64_t mostClasses = 40; // a larger matrix is no picture any more
  if (answers.classes <= mostClasses)
    contents += confusion(answers, names);
  contents += ofEachClass(answers, names);
  contents += curves(answers, names);
  contents += pictures(dataset, answers, truths, names, mistakesOf(answers, truths, scores, meaning),
                       "Mistakes, the most certain ones first");
  std::vector<std::int64_t> first(static_cast<std::size_t>(std::min<std::int64_t>(dataset.size(), 24)));
  std::iota(first.begin(), first.end(), 0);
  contents += pictures(dataset, answers, truths, names, first, "The first examples");
  addSection("Classes", contents);
}

} // namespace dlc

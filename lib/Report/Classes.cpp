// The section of classes: what is taken for what.
#include "Data/Columns.h"
#include "Data/Image.h"
#include "Report/Html.h"
#include "Report/Report.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace dlc {
namespace {

/// Counts of examples by class and answer, and those that are wrong, the worst first.
class Answers {
public:
  Answers(const Column &labels, const Tensor &logits)
      : classes(static_cast<std::size_t>(logits.dim(1))), counts(classes * classes) {
    const std::vector<double> given = numbersOf(labels.values), values = numbersOf(logits);
    std::vector<double> margins;
    for (std::size_t n = 0; n < given.size(); ++n) {
      if (given[n] < 0 || given[n] >= static_cast<double>(classes))
        throw Error("the label of example " + std::to_string(n) + " is " + decimal(given[n], 9) +
                    ", and there are " + std::to_string(classes) + " classes");
      const auto label = static_cast<std::size_t>(given[n]);
      const auto row = std::span(values).subspan(n * classes, classes);
      const auto best = static_cast<std::size_t>(std::ranges::max_element(row) - row.begin());
      truths.push_back(label);
      guesses.push_back(best);
      ++counts[label * classes + best];
      margins.push_back(row[best] - row[label]);
      if (best != label)
        wrong.push_back(static_cast<std::int64_t>(n));
    }
    std::ranges::sort(wrong, [&](std::int64_t a, std::int64_t b) {
      const double first = margins[static_cast<std::size_t>(a)],
                   second = margins[static_cast<std::size_t>(b)];
      return first != second ? first > second : a < b;
    });
  }

  std::int64_t count(std::size_t truth, std::size_t guess) const { return counts[truth * classes + guess]; }
  std::int64_t ofClass(std::size_t truth) const {
    std::int64_t sum = 0;
    for (std::size_t guess = 0; guess < classes; ++guess)
      sum += count(truth, guess);
    return sum;
  }
  std::int64_t ofGuess(std::size_t guess) const {
    std::int64_t sum = 0;
    for (std::size_t truth = 0; truth < classes; ++truth)
      sum += count(truth, guess);
    return sum;
  }

  std::size_t classes;
  std::vector<std::int64_t> counts;
  std::vector<std::size_t> truths, guesses;
  std::vector<std::int64_t> wrong;
};

double ratio(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

/// E. B. Wilson's interval, in which the probability of a right answer lies with 95 %.
std::string interval(std::int64_t right, std::int64_t all) {
  const double n = static_cast<double>(all), p = ratio(right, all), z = 1.959964;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double around = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return percent(middle - around) + " … " + percent(middle + around);
}

std::string confusion(const Answers &answers, const std::vector<std::string> &names) {
  std::string result = "<h3>Confusion: a row for each class, a column for what it is taken for</h3>\n"
                       "<table class=\"confusion\"><thead><tr><th></th>";
  for (const std::string &name : names)
    result += "<th>" + escaped(name) + "</th>";
  result += "</tr></thead><tbody>\n";
  for (std::size_t truth = 0; truth < answers.classes; ++truth) {
    result += "<tr><th>" + escaped(names[truth]) + "</th>";
    for (std::size_t guess = 0; guess < answers.classes; ++guess) {
      const std::int64_t count = answers.count(truth, guess);
      const double part = ratio(count, answers.ofClass(truth));
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

std::string ofEachClass(const Answers &answers, const std::vector<std::string> &names) {
  std::vector<std::vector<std::string>> rows;
  double precisions = 0, recalls = 0, scores = 0;
  for (std::size_t k = 0; k < answers.classes; ++k) {
    const std::int64_t right = answers.count(k, k);
    const double precision = ratio(right, answers.ofGuess(k)), recall = ratio(right, answers.ofClass(k));
    const double score = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    precisions += precision, recalls += recall, scores += score;
    rows.push_back({escaped(names[k]), std::to_string(answers.ofClass(k)), percent(precision),
                    percent(recall), decimal(score, 4)});
  }
  const auto count = static_cast<double>(answers.classes);
  rows.push_back(
      {"mean", "", percent(precisions / count), percent(recalls / count), decimal(scores / count, 4)});
  return "<h3>By class</h3>\n" + table({"class", "examples", "precision", "recall", "F1"}, rows);
}

std::string pictures(const Dataset &dataset, const Answers &answers, const std::vector<std::string> &names,
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
    const std::string &truth = names[answers.truths[n]], &guess = names[answers.guesses[n]];
    result += "<figure>" + image(imageGrid(pixels, 1, "report"), scale, "example " + std::to_string(n)) +
              "<figcaption>" + escaped(truth == guess ? truth : truth + " → " + guess) +
              "</figcaption></figure>\n";
  }
  return result + "</div>\n";
}

} // namespace

void Report::addClasses(const Dataset &dataset, const Tensor &logits,
                        const std::vector<std::string> &classNames) {
  const Column *labels = dataset.find("labels") ? dataset.find("labels") : dataset.find("label");
  if (!labels || logits.rank() != 2 || logits.dim(1) < 2 || logits.dim(0) != dataset.size() ||
      labels->values.size() != dataset.size() || !isConvertible(labels->values.dtype(), DType::i64))
    return;
  const Answers answers(*labels, logits);
  std::vector<std::string> names;
  for (std::size_t k = 0; k < answers.classes; ++k)
    names.push_back(k < classNames.size() ? classNames[k] : std::to_string(k));
  std::int64_t right = 0;
  for (std::size_t k = 0; k < answers.classes; ++k)
    right += answers.count(k, k);
  std::string contents = "<p>" + percent(ratio(right, dataset.size())) + " of " +
                         std::to_string(dataset.size()) + " examples are right; with 95 % confidence, " +
                         interval(right, dataset.size()) + ".</p>\n";
  constexpr std::size_t mostClasses = 40; // a larger matrix is no picture any more
  if (answers.classes <= mostClasses)
    contents += confusion(answers, names);
  contents += ofEachClass(answers, names);
  contents += pictures(dataset, answers, names, answers.wrong, "Mistakes, the most certain ones first");
  std::vector<std::int64_t> first(static_cast<std::size_t>(std::min<std::int64_t>(dataset.size(), 24)));
  std::iota(first.begin(), first.end(), 0);
  contents += pictures(dataset, answers, names, first, "The first examples");
  addSection("Classes", contents);
}

} // namespace dlc

// A page about a model and its training that needs no other file, for a browser. Comes in: records of
// trainings, a program, examples and what the program says of them. Goes out: HTML with charts as SVG and
// images as PNG inside.
#pragma once

#include "Report/Distribution.h"
#include "Training/EventFile.h"
#include "Training/Numbers.h"
#include "dlc/Classification.h"
#include "dlc/Dataset.h"
#include "dlc/Program.h"

#include <optional>

namespace dlc {

/// Curves of a training, by name, over steps.
struct RecordedRun {
  std::string name;
  std::map<std::string, std::vector<EventPoint>> series;
};

/// The event files of a folder and of the folders in it, each a run under its path from `folder` on. Throws
/// Error as readEvents does, and if there are none.
std::vector<RecordedRun> readRuns(const std::filesystem::path &folder);

/// What a layer gives, or what a derivative is like.
struct NamedDistribution {
  std::string name;
  Shape shape;
  Distribution numbers;
};

/// Each add… makes a section, or nothing where there is nothing to show.
class Report {
public:
  explicit Report(std::string title) : title(std::move(title)) {}

  /// What is known beside, such as accuracy on data: name and value.
  void addFacts(const std::vector<std::pair<std::string, std::string>> &facts);
  /// A chart for each name; runs that have it are curves in it.
  void addCurves(const std::vector<RecordedRun> &runs);
  /// Of the classes that scores tell apart, as classify() takes them: confusion matrix, precision, recall and
  /// F1, curves, and images of the dataset that are taken for what they are not. `classNames` may be fewer
  /// than there are classes. Throws Error as classify() does.
  void addClasses(const Dataset &dataset, const Tensor &labels, const Tensor &scores, Scores meaning,
                  const std::vector<std::string> &classNames);
  /// What the layers give for `examples` of the data, in their order.
  void addActivations(const std::vector<NamedDistribution> &layers, std::int64_t examples);
  /// Derivatives of the loss of as many examples, by trained variable: a chart of norms over the layers, and
  /// distributions.
  void addGradients(const std::vector<NamedDistribution> &variables, std::int64_t examples);
  /// Trained variables: distribution, and as images those whose rows, columns or filters are some.
  void addWeights(const Program &program);

  std::string html() const;

private:
  void addSection(const std::string &heading, const std::string &contents);

  const std::string title;
  std::string sections;
};

/// A tensor as pixels, u8 [H, W] or [H, W, 3], in which grey is 0. Filters of [N, C, H, W] with one channel
/// or three, and rows or columns that have the size of images that one of the entries takes, are images in a
/// grid, up to 64, each on a scale of its own. An input `image` [batch, N] is taken for squares, if N is the
/// number of pixels of one. All else is one image with a row for each element of the first dimension. Throws
/// Error, with the name, for a tensor without elements.
Tensor pictureOf(const Tensor &tensor, const std::vector<EntryInfo> &entries, const std::string &name);

/// f32 [N, C, H, W] (C is 1 or 3) in 0 … 1 of these examples, from pixels of any element type; nothing if the
/// dataset has no images.
std::optional<Tensor> imagesOf(const Dataset &dataset, const std::vector<std::int64_t> &examples);

} // namespace dlc

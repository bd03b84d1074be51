// What `dlc generate` makes: images, or the text of a model that writes.
#pragma once

#include "Models.h"

#include "dlc/Generate.h"

namespace dlc {

struct Generate {
  ModelOptions model;
  std::optional<std::int64_t> count;
  std::string output;
  std::optional<std::uint64_t> seed;

  // Of images.
  std::string entry;
  std::vector<std::string> classes, inputs;
  std::int64_t interpolate = 0, steps = 1, columns = 0, scale = 0;
  bool grid = false;

  // Of texts.
  std::optional<std::string> prompt;
  TextOptions text;
  bool shapesText = false; ///< one of the latter is given

  int run();

private:
  bool isText(const Graph &graph) const;
  int writeText(const Graph &graph) const;
  int makeImages(const Graph &graph);
  void checkImages() const;
  [[noreturn]] void failWithoutGenerate(const std::vector<EntryInfo> &functions,
                                        const std::vector<std::string> &names) const;
  /// The entry to call, if none is named: the first that can do what is asked for.
  std::string chooseEntry(const Graph &graph) const;
  std::vector<std::int64_t> labelsFor(const Graph &graph, const EntryInfo &entry) const;
  void writeImages(const Tensor &images) const;
};

} // namespace dlc

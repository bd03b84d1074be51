// Results of the trials of a search, in a file that grows by a line with each. Comes in: results. Goes out:
// the same, also of an earlier run.
#pragma once

#include "Training/SearchSpace.h"
#include "dlc/Trainer.h"

#include <deque>
#include <filesystem>
#include <utility>

namespace dlc {

struct TrialResult {
  std::int64_t trial = 0;  ///< from 0
  std::int64_t epochs = 0; ///< that it was trained for
  std::vector<SearchValue> values;
  Averages averages;   ///< of the validation data
  std::string problem; ///< why there are none; empty: there are
};

/// What a search is, by name and value: with other values, it would be another one.
using SearchSettings = std::vector<std::pair<std::string, std::string>>;

/// For a setting that tells whether a file is still what it was; empty for no file. Throws Error if it cannot
/// be read.
std::string checksumOf(const std::string &file);

class Trials {
public:
  /// Reads the file, or begins one. Throws Error if it cannot be read or written, or has a line that is none;
  /// and if it is of a search with other settings, of which it names those that differ, with both sides.
  /// `trials` is how many there are in all. A search that is `extensible` may have another number of them
  /// than it began with, but no fewer than it has results of; of any other one, that is a setting, too.
  Trials(std::filesystem::path file, const SearchSettings &settings, std::int64_t trials, bool extensible);

  const std::deque<TrialResult> &all() const { return list; }
  /// Null if it has not been trained for so long.
  const TrialResult *find(std::int64_t trial, std::int64_t epochs) const;
  /// Appends it, and makes sure that it is in the file. Throws Error.
  void add(TrialResult result);

private:
  void compare(const std::string &line, const SearchSettings &settings, std::int64_t trials,
               bool extensible) const;
  void write() const;

  std::filesystem::path file;
  std::string first; ///< line
  std::deque<TrialResult> list;
};

/// trial (from 1), epochs, values by name, loss and metrics, or the problem.
std::string toJson(const TrialResult &result);

} // namespace dlc

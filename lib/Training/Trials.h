// Results of the trials of a search, in a file that grows by a line with each. Comes in: results. Goes out:
// the same, also of an earlier run.
#pragma once

#include "Training/SearchSpace.h"
#include "dlc/Trainer.h"

#include <deque>
#include <filesystem>

namespace dlc {

struct TrialResult {
  std::int64_t trial = 0;  ///< from 0
  std::int64_t epochs = 0; ///< that it was trained for
  std::vector<SearchValue> values;
  Averages averages;   ///< of the validation data
  std::string problem; ///< why there are none; empty: there are
};

class Trials {
public:
  /// Reads the file, or begins one. Throws Error if it cannot be read or written, has a line that is none, or
  /// is of another search than `description`.
  Trials(std::filesystem::path file, const std::string &description);

  const std::deque<TrialResult> &all() const { return list; }
  /// Null if it has not been trained for so long.
  const TrialResult *find(std::int64_t trial, std::int64_t epochs) const;
  /// Appends it, and makes sure that it is in the file. Throws Error.
  void add(TrialResult result);

private:
  void write() const;

  std::filesystem::path file;
  std::string first; ///< line
  std::deque<TrialResult> list;
};

/// trial (from 1), epochs, values by name, loss and metrics, or the problem.
std::string toJson(const TrialResult &result);

} // namespace dlc

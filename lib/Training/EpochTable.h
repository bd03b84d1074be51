// How a training goes, as a table of comma-separated values. Comes in: the records of a Trainer. Goes out: a
// .csv.
#pragma once

#include "dlc/Trainer.h"

namespace dlc {

/// A line of names, and a line for each epoch. A training that goes on adds to the lines of the epochs
/// before.
class EpochTable {
public:
  /// Throws Error if the file is there and cannot be read.
  explicit EpochTable(std::string path, bool resumes);

  /// Makes the trainer record here, too, behind what its callbacks do already. Both must outlive the
  /// training.
  void attach(Trainer &trainer);

  /// Writes the file anew, whole or not at all. Throws Error if it cannot be written, and if a table that
  /// goes on has other columns.
  void add(const EpochRecord &record);

private:
  const std::string path;
  std::vector<std::string> lines;
};

} // namespace dlc

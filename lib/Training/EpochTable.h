// How a training goes, as a table of comma-separated values. Comes in: the records of a Trainer. Goes out: a
// .csv.
#pragma once

#include "dlc/Trainer.h"

namespace dlc {

/// A line of names, and a line for each epoch. A training that goes on adds to the lines of the epochs
/// before. Phases of a plan may give different metrics: the table has the columns of all epochs so far, and a
/// cell is empty where an epoch gives no such value.
class EpochTable {
public:
  /// Throws Error if the file could not be written, and, where the training goes on, if the file is there
  /// and cannot be read, or is none of epochs.
  explicit EpochTable(std::string path, bool resumes);

  /// Makes the trainer record here, too, behind what its callbacks do already. Both must outlive the
  /// training, which goes on where the table cannot be written: that is said once, and each further epoch
  /// tries again.
  void attach(Trainer &trainer);

  /// Writes the file anew, whole or not at all. Throws Error if it cannot be written.
  void add(const EpochRecord &record);

private:
  using Cells = std::vector<std::string>; ///< as the file has them, with quotes

  void read();
  void write() const;

  const std::string path;
  Cells names;
  std::vector<Cells> rows; ///< one an epoch, whose number comes first
  bool isFailing = false;
};

} // namespace dlc

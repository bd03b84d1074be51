// Writes how training goes where TensorBoard finds it. Comes in: the records of a Trainer. Goes out: event
// files.
#pragma once

#include "Training/EventFile.h"
#include "dlc/Trainer.h"

#include <optional>

namespace dlc {

/// Two runs in a folder, `training` and `validation`, whose curves of one name TensorBoard draws into one
/// chart: `loss` and the other metrics of each epoch. The former also has, of about a hundred steps an epoch,
/// `step_loss` and `learning_rate`, and of each epoch `examples_per_second`. All are over the number of
/// steps.
class Recorder {
public:
  /// Makes the folder. Throws Error, as step() and epoch() do, if it cannot be written.
  explicit Recorder(std::filesystem::path folder);

  /// Makes the trainer record here, too, behind what its callbacks do already. Both must outlive the
  /// training, which goes on without records where they cannot be written any more: that is said.
  void attach(Trainer &trainer);

  void step(const StepRecord &record);
  void epoch(const EpochRecord &record);

private:
  /// Of one of the above.
  void record(const std::function<void()> &action);
  EventWriter &writer(std::optional<EventWriter> &writer, const char *run);

  const std::filesystem::path folder;
  std::optional<EventWriter> training, validation;
  std::int64_t first = 1, last = 0; ///< steps of this run
  std::function<void(const std::string &)> say;
  bool hasFailed = false;
};

} // namespace dlc

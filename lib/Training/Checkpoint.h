// Checkpoints: the state of a training as a .dlm file, and the way back.
// Comes in: a program, options and progress. Goes out: the file; or, from it, variables and progress, once it
// is sure that the file is of the very same training.
#pragma once

#include "Model/ModelContents.h"
#include "dlc/Trainer.h"

namespace dlc {

/// The shortest text that reads back as the same number.
std::string exact(double value);
/// The same for people: six digits at most.
std::string readable(double value);

/// Writes everything that resuming needs to `path`, all at once or not at all. `memory` is what the training
/// remembers beside the program's variables.
void writeCheckpoint(const Program &program, const TrainOptions &options, const ModelProgress &progress,
                     const std::vector<std::string> &classNames, const std::string &path,
                     std::vector<ModelSegment> memory = {});

/// Throws Error if no checkpoint could be written: before the work that it would save. Leaves no trace.
void checkWritable(const std::string &path);

/// Loads the variables from the options' checkpoint and returns the progress; nothing if there is no such
/// file. `start` is that of a training that begins: what the file must agree with, as its sums must with the
/// names of `metrics`. Throws Error, with both sides, if it is of another training or of none; the program is
/// then as it was. Learning on with another learning rate, or another schedule of it, is allowed. `say` is
/// given that, and where the training goes on.
std::optional<ModelProgress> resumeFrom(Program &program, const TrainOptions &options,
                                        const ModelProgress &start, std::int64_t stepsPerEpoch,
                                        const std::vector<std::string> &metrics,
                                        const std::function<void(const std::string &)> &say);

/// Whether the loss has not fallen for as long as the options' patience allows.
bool hasRunOut(const TrainOptions &options, const ModelProgress &progress);

} // namespace dlc

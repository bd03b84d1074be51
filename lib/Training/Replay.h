// When a training has gone wrong: which step made the first value that is not finite.
#pragma once

#include "Model/ModelContents.h"
#include "Training/Ranks.h"
#include "dlc/Plan.h"
#include "dlc/Trainer.h"

namespace dlc {

/// The name of a parameter that is not finite everywhere, or nothing.
std::optional<std::string> findNonFiniteParameter(const Program &program);

/// A training as it was at some step, from which the next ones can be repeated to the bit.
struct Replay {
  const Dataset &dataset;
  const TrainOptions &options;
  const Plan &plan;
  const std::vector<std::int64_t> &examples; ///< to train on
  std::vector<double> observed;              ///< the losses that the schedule saw, of the epochs from here on
  Program program;
  ModelProgress progress;
  Ranks *ranks = nullptr; ///< that repeat them together, each with its part of every batch
};

/// Gives a program the state of rank 0, and the progress that belongs to it.
void takeFirst(Ranks &ranks, Program &program, ModelProgress &progress);

/// Repeats the steps up to and including number `last`, and asks `explain` of the first call after which the
/// loss or a parameter is not finite: with the entry, the variables before it, and its inputs. Of several
/// ranks, it is the first whose part explains it, and is named.
std::string explainFirstNonFinite(Replay replay, std::uint64_t last,
                                  const std::function<std::string(const std::string &, const Program &,
                                                                  const std::vector<Argument> &)> &explain);

} // namespace dlc

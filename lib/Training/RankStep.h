// A training step of several ranks: the gradients of this rank's part of a batch, the mean over all ranks,
// and the update, which all of them make alike. Comes in: a rank's part of a batch. Goes out: the loss of the
// whole batch, and variables that are the same on all ranks.
#pragma once

#include "Training/Feed.h"
#include "Training/RankMean.h"

namespace dlc {

class RankStep {
public:
  /// Of the function that was split (CompileOptions::splitSteps). Throws Error, as Feed does, for what does
  /// not fit, and for a function that is not split.
  RankStep(Program &program, const std::string &function, const Dataset &dataset,
           const std::vector<std::string> &scalars, Ranks &ranks);

  /// Of the half that takes data.
  Feed &feed() { return *gradients; }
  void setLearningRate(double rate);
  void setScalar(const std::string &name, double value);

  /// What the whole function would be called with that was split: inputs of the last run(), of this rank's
  /// part of the batch.
  std::vector<Argument> arguments() const;
  /// Gives the random states of a program, which are rank 0's, the streams that this rank draws from.
  void takeOwnStreams(Program &program) const;

  /// Returns the loss of the whole batch, which is added to the sums, with the metrics. A step that throws,
  /// as LostProcess, has changed no variable.
  double run(Batch &batch, Sums &sums, const std::vector<std::size_t> &places);

private:
  void runGradients(Batch &batch, Sums &sums, const std::vector<std::size_t> &places,
                    const std::vector<double> &weights);
  void bindUpdate(const std::vector<std::string> &scalars);
  Tensor &addScalar(const TensorInfo &info);

  Program &program;
  Ranks &ranks;
  const EntryInfo &update;
  std::size_t updateIndex;
  std::unique_ptr<Feed> gradients;
  std::map<std::string, Tensor> scalars; ///< of the update
  std::vector<const Tensor *> inputs;    ///< of the update, in its order
  std::vector<Tensor *> others;          ///< of these, what is no float: rank 0's holds
  std::vector<std::string> randomStates; ///< variables that the first half draws from
  std::vector<std::size_t> nextStates;   ///< what it returns for them
  std::unique_ptr<RankMean> mean;
  std::map<std::size_t, std::size_t> meanOf; ///< of an output of the first half: its place in the mean
};

} // namespace dlc

// A network, data and a rule, as options give them, up to one training: what `dlc train` does once or for
// each fold, and `dlc tune` for each trial.
#pragma once

#include "Interrupt.h"
#include "Models.h"

#include "Training/Reporter.h"
#include "Training/SearchSpace.h"
#include "dlc/Trainer.h"

namespace dlc {

struct TrainingOptions {
  ModelOptions model;
  MemoryOptions memory;
  RuleOptions rule;
  std::string data, schedule, entry, plan;
  bool localBatchNorm = false; ///< of several processes, each takes the statistics of its part
  std::string records;         ///< a folder for event files; empty: none
  std::string table;           ///< a .csv for the epochs; empty: none
  bool normalize = false;      ///< by mean and deviation of the images to learn from
  std::optional<std::int64_t> epochs;
  std::optional<double> learningRate;
  TrainOptions options;
  bool json = false;

  /// Declares MODEL and --data, which come first in the help.
  void declareModel(CLI::App &verb);
  /// Declares how the network learns: --epochs to --seed.
  void declare(CLI::App &verb);
  /// Declares weights, memory and code, which come last.
  void declareRest(CLI::App &verb, const char *jsonHelp);
};

/// Where a training is recorded; empty: not.
struct RecordFiles {
  std::filesystem::path events; ///< a folder
  std::string table;            ///< a .csv
};

/// What trainings of one network by one rule share: the network, and its code.
class Training {
public:
  /// Reads the network and its data, and compiles it. Throws UsageError and Error. `values` are put in the
  /// place of {NAME} in a network that is text.
  Training(TrainingOptions options, const std::vector<SearchValue> &values = {});

  const TrainOptions &options() const { return given.options; }
  const Graph &network() const { return graph; }
  const Dataset &data() const { return *dataset; }
  /// Whose variables have no values yet.
  const Program &program() const { return *compiled; }
  /// What --trainable saves; empty without.
  std::string savings() const;

  /// Compiles. Before it, nothing has a value.
  void compile();

  /// One training, with the checkpoint that `options` name, of a program that is a fork of the above. `adapt`
  /// may change the trainer before it runs.
  TrainResult run(Program &program, const TrainOptions &options, Reporter &reporter,
                  const Interrupt &interrupt, const RecordFiles &records = {},
                  const std::function<void(Trainer &)> &adapt = {}) const;

private:
  void choosePlan();
  /// What --optimizer lbfgs leaves to be chosen. Throws UsageError for what does not go with it.
  void chooseLbfgs();
  Mode mode() const;
  /// By which the step learns that is compiled, and all else that it is compiled by.
  RuleOptions stepRule() const;
  CompileOptions stepOptions(Mode mode) const;
  std::vector<std::string> calledEntries(Mode mode) const;
  void chooseRule();
  void open();
  /// Gives the network the mean and the deviation of its images. Throws UsageError if it has them already.
  void normalize();

  TrainingOptions given;
  Graph graph;
  CompileOptions code;
  std::optional<Dataset> dataset;
  std::optional<Program> compiled;
};

} // namespace dlc

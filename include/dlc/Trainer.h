// Learning from data: the loop around a Program's train_step, with validation, checkpoints and resuming.
// Comes in: a Program, a Dataset. Goes out: trained variables in the Program, records of the epochs, and a
// .dlm file that is model and checkpoint in one.
#pragma once

#include "dlc/Communicator.h"
#include "dlc/Dataset.h"
#include "dlc/Lbfgs.h"
#include "dlc/Program.h"
#include "dlc/Schedule.h"
#include "dlc/StepHooks.h"

#include <atomic>
#include <functional>
#include <optional>

namespace dlc {

struct TrainOptions {
  std::int64_t epochs = 1; ///< in all, also when resuming
  std::int64_t batch = 32; ///< examples a step, of all processes; the last step of an epoch has what is left
  double learningRate = 1e-3;
  Schedule schedule = {}; ///< of the learning rate
  std::uint64_t seed = 0; ///< of initial values, of the order of examples and of the split
  double validation = 0;  ///< part of the examples, 0 … 1, to hold back and evaluate after each epoch
  /// Hold back that part of each class (of a column `label` or `labels` of integers), to one example.
  bool stratify = false;
  /// In place of that, one of so many folds of the examples, from 0, is held back; 0 folds: none. Where
  /// labels are classes, each fold has its share of each (K-fold cross-validation, stratified).
  std::int64_t folds = 0, fold = 0;
  /// The .dlm file, written after epochs, at the end, and when training is stopped; empty: none is written.
  std::string checkpoint = {};
  /// Seconds that lie at least between the writes after two epochs; also ten times as long as a write takes.
  double checkpointSeconds = 1;
  std::int64_t checkpointEvery = 0; ///< also after so many steps; 0: not
  /// Keep the state after the epoch with the least loss, of the validation data where some are held back, in
  /// a file of its own (bestFile), which is written whenever the checkpoint is. Of a plan with phases, in the
  /// last one: losses of others are not compared with it.
  bool keepBest = false;
  /// Stop after so many epochs in which that loss did not fall below its least, and keep the best; 0: go on.
  /// Of a plan with phases, only the last one ends so.
  std::int64_t patience = 0;
  bool resume = false;        ///< go on from the checkpoint; where there is no file, start anew
  std::string optimizer = {}; ///< name for the checkpoint, and what a resumed one must agree with
  /// What is called in which order, see dlc/Plan.h; empty: `train_step` alone. A resumed one must agree with
  /// it.
  std::string plan = {};
  /// How images are changed at random for each step, such as 'shift(2), flip'; empty: not. The validation
  /// data stay as they are. What there is: `dlc train --help`. A resumed one must agree with it.
  std::string augmentation = {};
  /// Each class equally often: an epoch has as many examples as without, of each class the same number, to
  /// one; those of rare classes come several times, and of frequent ones, each epoch takes others. A resumed
  /// one must agree with it.
  bool balance = false;
  /// In place of steps, L-BFGS on the loss of all examples, by the program's entry `gradient` (see
  /// dlc/Lbfgs.h): an epoch is an iteration, `batch` is how many examples are in memory at a time, and the
  /// learning rate is the first length that a search tries. It does not work by a plan, a schedule, an
  /// augmentation or a balance. Of its own limits, iterations and evaluations are ignored.
  std::optional<LbfgsOptions> lbfgs = {};
  std::vector<std::string> classNames = {}; ///< for the checkpoint; empty: the program's, else the dataset's
};

/// A scalar output beside the loss, under the name that the program gives it.
struct Metric {
  std::string name;
  double value = 0;
};

/// Means over examples: a short last batch counts for what it holds. What an entry returns for a batch must
/// be the mean over the batch for that to be right; what is no mean, such as a precision, belongs into the
/// entry `metrics` (see evaluate()).
struct Averages {
  double loss = 0;
  std::vector<Metric> metrics;
  std::int64_t examples = 0;
  /// Of the above, those that evaluate() has found to be no means: their values depend on the batch size.
  std::vector<std::string> dependOnBatch = {};

  /// The metric of that name, if the program computes it.
  std::optional<double> find(std::string_view name) const;
  std::optional<double> accuracy() const { return find("accuracy"); }
};

/// After each step.
struct StepRecord {
  std::int64_t epoch = 0;             ///< from 1
  std::int64_t epochs = 0;            ///< in all
  std::int64_t step = 0, steps = 0;   ///< of this epoch, from 1
  std::int64_t globalStep = 0;        ///< from 1, over all epochs
  double loss = 0;                    ///< of this batch
  double learningRate = 0;            ///< that it was made with
  const Averages *averages = nullptr; ///< of the epoch so far, for the time of the callback
  std::int64_t examplesPerEpoch = 0;
  double seconds = 0; ///< of the epoch so far
};

/// After each epoch.
struct EpochRecord {
  std::int64_t epoch = 0;  ///< from 1
  std::int64_t epochs = 0; ///< in all
  Averages training;       ///< over the steps, each with the weights of its moment
  std::optional<Averages> validation;
  double seconds = 0; ///< of the training steps, resumed parts included; without the validation
  double imagesPerSecond = 0;
  double learningRate = 0;    ///< of its last step
  double waitedSeconds = 0;   ///< of `seconds` in this run, for data
  std::int64_t peakBytes = 0; ///< the most memory that the process had resident so far
};

/// Where the best state goes: net.best.dlm beside net.dlm.
std::string bestFile(const std::string &checkpoint);

struct TrainResult {
  /// All epochs; by a callback; by `interrupt`; because the loss has stopped falling (patience).
  enum class End { Finished, Stopped, Interrupted, NoBetter };

  End end = End::Finished;
  bool resumed = false;
  std::int64_t bestEpoch = 0;      ///< of the phase, with the least loss, from 1; 0: none has ended
  std::vector<EpochRecord> epochs; ///< those that ended in this run
};

/// Inputs take the columns of their names (see Dataset), reshaped and converted, `learning_rate` the learning
/// rate. The first output is the loss; other scalar outputs are metrics. Thread safety: as the program's.
class Trainer {
public:
  /// Both must outlive the trainer.
  Trainer(Program &program, const Dataset &dataset, TrainOptions options)
      : program(program), dataset(dataset), options(std::move(options)) {}

  /// Called in the training thread; false stops, after a checkpoint.
  std::function<bool(const StepRecord &)> onStep;
  std::function<bool(const EpochRecord &)> onEpoch;
  /// What the user should know, such as where training goes on; one line, no full stop.
  std::function<void(const std::string &)> onMessage;
  /// Asked when a loss or a parameter is no longer finite, with the entry, the variables and the inputs of
  /// the call that made it so: what is to blame, as a sentence without a full stop, or nothing. To find that
  /// call, the steps since the last good state are repeated; of several processes by all, each of which is
  /// asked with its part of the batch.
  std::function<std::string(const std::string &entry, const Program &before,
                            const std::vector<Argument> &inputs)>
      onNonFinite;
  /// When it becomes true (from a signal handler, say), the step is finished, a checkpoint is written, and
  /// run() returns.
  const std::atomic<bool> *interrupt = nullptr;

  /// With other processes that train the same program, data and options: each takes its part of every batch,
  /// and all end with the same variables. The program must have been compiled with
  /// CompileOptions::splitSteps. Only rank 0 writes the checkpoint and calls onMessage; records are the same
  /// on all. The result is that of one process, but for rounding, statistics of batch norms, which are those
  /// of a part, and random draws; it is the same bits for the same number of processes. Whoever sets
  /// `interrupt` in one of them stops all.
  Communicator *communicator = nullptr;
  /// Those that the program was compiled with (CompileOptions::hooks): gradients then travel while others are
  /// computed, and batch norms may take the statistics of the whole batch.
  std::shared_ptr<StepHooks> stepHooks;

  /// Trains. Variables that have no value get one from the seed, others are learnt on. The same program,
  /// dataset, options and seed give the same bits, also across any number of interruptions and resumptions.
  /// Throws Error, before the first step, for what does not fit (program and dataset, labels and classes,
  /// checkpoint and options), and later if a checkpoint cannot be written, or if a loss or a parameter is NaN
  /// or infinite; the file is then as it was. Throws LostProcess if another process is lost, after a
  /// checkpoint of the state before that step.
  TrainResult run();

private:
  Program &program;
  const Dataset &dataset;
  TrainOptions options;
};

/// Runs the entry `evaluate` over all examples in their order. The program's variables are afterwards as they
/// were, so that evaluations can be repeated.
///
/// If there is an entry `metrics`, it is then called once, with all examples as one batch: its inputs have
/// names and types of what `evaluate` returns for each example (`[batch, …]`), or are its `label`; its
/// outputs are scalars, which become metrics as they are. So they do not depend on the batch size. Of the
/// scalars that `evaluate` itself returns, those that do depend on it are named, unless it draws random
/// numbers: the first batch is then evaluated in halves, too. Throws Error as Trainer::run does, and for a
/// `metrics` that cannot be called so.
Averages evaluate(Program &program, const Dataset &dataset, std::int64_t batch = 256);

/// Calls an entry with all examples in their order, `batch` of them at a time, and returns what it returns
/// for them: outputs that have the batch first are put one behind the other; of scalars (f32, f64), it is the
/// mean over the examples, and of all else, what the last call returned. Inputs take the columns of their
/// names, as in training; those in `given` are the same in all calls. What the entry assigns to variables
/// stays. Nothing if `interrupt` became true before the end. Throws Error as Trainer::run does, and for an
/// output that has another number of rows than the batch.
std::optional<Outputs> collect(Program &program, std::string_view entry, const Dataset &dataset,
                               std::int64_t batch = 256, const std::vector<Argument> &given = {},
                               const std::atomic<bool> *interrupt = nullptr);

/// The next batch that a caller makes: inputs by name, without the learning rate, borrowed until the next one
/// is asked for; nothing when there are no more.
using BatchSource = std::function<std::optional<std::vector<Argument>>()>;

/// One pass over such batches, with a `train_step` for each: for data that no Dataset holds. The batches may
/// have any sizes. `learningRate` is asked before each step, with its number from 0, and `onStep`, if there
/// is one, given the loss of each; false ends the pass. Variables without a value must have got one
/// (initMissing). Returns the means over the examples. Throws Error as Program::call does, if the first
/// output is no loss, and if a loss is NaN or infinite.
Averages trainBatches(Program &program, const BatchSource &next,
                      const std::function<double(std::int64_t step)> &learningRate,
                      const std::function<bool(std::int64_t step, double loss)> &onStep = {});

/// The same with the entry `evaluate`, after which the program's variables are as they were.
Averages evaluateBatches(Program &program, const BatchSource &next);

} // namespace dlc

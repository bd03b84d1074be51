// dlc train: a network and data in, a trained model out. The loop itself is lib/Training's.
#include "Processes.h"
#include "Table.h"
#include "Training.h"

#include "Training/Checkpoint.h"
#include "Training/Evaluate.h"
#include "Training/Examples.h"
#include "Training/IgnoredResults.h"
#include "Training/Json.h"
#include "Training/Spread.h"

#include <iostream>
#include <unistd.h>

namespace dlc {
namespace {
namespace fs = std::filesystem;

struct Train : TrainingOptions {
  int run();

private:
  void chooseOutput();
  TrainResult trainOnce(const Training &training, Program &program, const TrainOptions &options,
                        Reporter &reporter, const Interrupt &interrupt) const;
  int trainFolds(const Training &training, Reporter &reporter, const Interrupt &interrupt) const;
  std::string foldFile(std::int64_t fold) const;
};

/// net.dlm of fold 0 is net.1.dlm.
std::string Train::foldFile(std::int64_t fold) const {
  return fs::path(options.checkpoint).replace_extension(std::to_string(fold + 1) + ".dlm").string();
}

void Train::chooseOutput() {
  const bool isChosen = !options.checkpoint.empty();
  if (!isChosen)
    options.checkpoint = fs::path(model.file).filename().replace_extension(".dlm").string();
  if (fs::path(options.checkpoint).extension() != ".dlm")
    throw UsageError("-o " + options.checkpoint + ": a trained model ends in .dlm");
  // Hours of training should not go because -o was forgotten.
  const std::string file = options.folds > 0 ? foldFile(0) : options.checkpoint;
  if (!isChosen && !options.resume && fs::exists(file))
    throw UsageError(file + " exists: --resume goes on with it, -o " + options.checkpoint +
                     " replaces it, and -o with another name keeps it");
  if (options.folds > 0 && options.validation > 0)
    throw UsageError("--folds holds back a fold for validation, so --validation has nothing to");
  if (options.stratify && options.validation == 0)
    throw UsageError(options.folds > 0 ? "--stratify: folds have their share of each class as they are"
                                       : "--stratify says how --validation splits, which is not given");
}

/// One training, with the checkpoint that the options name.
TrainResult Train::trainOnce(const Training &training, Program &program, const TrainOptions &options,
                             Reporter &reporter, const Interrupt &interrupt) const {
  RecordFiles files{records, table};
  const std::string fold = std::to_string(options.fold + 1);
  if (!records.empty() && options.folds > 0)
    files.events /= "fold" + fold;
  if (!table.empty() && options.folds > 0)
    files.table = fs::path(table).replace_extension(fold + ".csv").string();
  const TrainResult result = training.run(program, options, reporter, interrupt, files);
  if (result.end == TrainResult::End::NoBetter && !result.epochs.empty() && isFirstProcess())
    reporter.message("stopped: the loss has not fallen since epoch " + std::to_string(result.bestEpoch) +
                     ", whose state is in " + bestFile(options.checkpoint));
  if (!isFirstProcess())
    return result;
  if (result.end == TrainResult::End::Interrupted)
    reporter.message("interrupted; saved in " + options.checkpoint +
                     ", and the same command with --resume goes on from there");
  else if (!json && !result.epochs.empty())
    std::cout << "wrote " << options.checkpoint << " ("
              << scaledBytes(static_cast<std::int64_t>(fs::file_size(options.checkpoint))) << ")\n";
  return result;
}

/// A training for each fold, and what the models say of the examples that they have not seen.
int Train::trainFolds(const Training &training, Reporter &reporter, const Interrupt &interrupt) const {
  std::vector<Averages> results;
  const std::int64_t count = options.folds;
  const std::vector<Split> folds = foldsOf(training.data(), count, options.seed);
  for (std::int64_t fold = 0; fold < count; ++fold) {
    TrainOptions one = training.options();
    one.fold = fold;
    one.checkpoint = foldFile(fold);
    if (isFirstProcess())
      reporter.message("fold " + std::to_string(fold + 1) + " of " + std::to_string(count));
    Program program = training.program().fork();
    if (trainOnce(training, program, one, reporter, interrupt).end == TrainResult::End::Interrupted)
      return interrupt.exitCode();
    const std::optional<Averages> averages =
        evaluateExamples(program, training.data(), one.batch,
                         folds[static_cast<std::size_t>(fold)].validation, interrupt.flag());
    if (!averages)
      return interrupt.exitCode();
    results.push_back(*averages);
  }
  const std::vector<MetricSpread> spreads = spreadsOf(results);
  if (json) {
    std::cout << toJson(spreads, count) << '\n';
    return exitDone;
  }
  Table table({Table::Align::left, Table::Align::right, Table::Align::right});
  for (const MetricSpread &spread : spreads)
    table.row({spread.name, numberText(spread.name, spread.mean),
               "± " + numberText(spread.name, spread.deviation)});
  table.print(std::cout);
  return exitDone;
}

int Train::run() {
  chooseOutput();
  Training training(*this);
  if (isFirstProcess())
    checkWritable(options.checkpoint); // the compiler takes a moment
  training.compile();
  // mpirun gives its processes terminals, and hands on what they print, to whatever it is.
  Reporter::Style style = Reporter::styleFor(STDOUT_FILENO, json);
  if (communicator() && style == Reporter::Style::Bar)
    style = Reporter::Style::Lines;
  Reporter reporter(std::cout, std::cerr, style, Reporter::widthOf(STDOUT_FILENO));
  if (const std::string savings = training.savings(); !savings.empty() && isFirstProcess())
    reporter.message(savings);
  if ((options.validation > 0 || options.folds > 0) && isFirstProcess())
    for (const std::string &remark : ignoredResults(training.network().functions()))
      reporter.message(remark);
  const Interrupt interrupt;
  if (options.folds > 0)
    return trainFolds(training, reporter, interrupt);
  Program program = training.program().fork();
  const TrainResult result = trainOnce(training, program, training.options(), reporter, interrupt);
  return result.end == TrainResult::End::Interrupted ? interrupt.exitCode() : exitDone;
}

} // namespace

Action declareTrain(CLI::App &verb) {
  auto train = std::make_shared<Train>();
  TrainOptions &options = train->options;
  train->declareModel(verb);
  verb.add_option("-o,--output", options.checkpoint,
                  "the .dlm to write after epochs, once a second at most,\nand at the end: model and "
                  "checkpoint in one;\n"
                  "default: MODEL's name with .dlm")
      ->option_text("FILE");
  train->declare(verb);
  verb.add_option("--validation", options.validation,
                  "part of the examples, 0 … 1, to hold back and\nevaluate after each epoch")
      ->option_text("PART")
      ->check(fraction);
  verb.add_flag("--stratify", options.stratify,
                "hold back that part of each class, and not of all\nexamples together");
  verb.add_option("--folds", options.folds,
                  "K-fold cross-validation: train N models, each without\none N-th of the examples, and "
                  "measure each on that;\nthey go to OUTPUT.1.dlm, OUTPUT.2.dlm, …")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("--tensorboard", train->records,
                  "a folder for event files, which TensorBoard shows: loss\nand metrics of epochs, and the "
                  "loss of steps")
      ->option_text("FOLDER");
  verb.add_option("--csv", train->table, "a table with a line for each epoch, as --json has them")
      ->option_text("FILE");
  verb.add_flag(
      "--keep-best", options.keepBest,
      "also write the state with the least loss, of the\nvalidation data where some are held back, to "
      "NAME.best.dlm;\nof a plan's phases, in the last one");
  verb.add_option("--patience", options.patience,
                  "stop after N epochs in which that loss has not fallen,\nand keep the best state; of a "
                  "plan's phases, in the last\none")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_flag("--local-batch-norm", train->localBatchNorm,
                "of several processes, each takes the statistics of batch\nnorms of its part; by default "
                "they are those of the whole\nbatch, as in one process");
  verb.add_option("--checkpoint-every", options.checkpointEvery, "write the .dlm after every N steps, too")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_flag("--resume", options.resume,
                "go on from the .dlm, to the very same result; start\nanew where there is none");
  train->declareRest(verb, "one JSON object an epoch on standard output");
  verb.footer("Ctrl-C finishes the step, saves, and ends with exit code 130.\n"
              "`mpirun -n N dlc train …` trains with N processes; --batch is that of all.\n\n"
              "  dlc train lenet.mlir --data fashion-mnist --epochs 3 --validation 0.1 -o lenet.dlm");
  return [train] { return train->run(); };
}

} // namespace dlc

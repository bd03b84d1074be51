// dlc tune: a search for hyperparameters. Trials are trainings with values that are drawn; what counts is the
// validation data alone. Its whole state is a file of results and a checkpoint a trial, so it can be stopped
// and taken up again anywhere.
#include "Table.h"
#include "Training.h"

#include "Data/Order.h"
#include "Data/Spec.h"
#include "Report/Svg.h"
#include "Training/Evaluate.h"
#include "Training/Examples.h"
#include "Training/Spread.h"
#include "Training/Trials.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <unistd.h>

namespace dlc {
namespace {
namespace fs = std::filesystem;

/// How many trials of a rung go on to the next one, which trains them for so many times as long.
constexpr std::int64_t reduction = 3;

struct Tune : TrainingOptions {
  std::string search, folder, by = "loss";
  std::int64_t trials = 20, rounds = 1, rungs = 1;
  bool resume = false;

  int run();

private:
  void check();
  SearchSettings settings() const;
  /// The training with these values, its own rate and batch; compiled once for each network and rule.
  const Training &trainingFor(const std::vector<SearchValue> &values);
  TrainOptions optionsFor(const Training &training, std::int64_t trial,
                          const std::vector<SearchValue> &values) const;
  /// Nothing if it was interrupted.
  std::optional<TrialResult> train(std::int64_t trial, const std::vector<SearchValue> &values,
                                   std::int64_t epochs);
  /// Whether all were trained.
  bool runRound(std::int64_t first, std::int64_t last, const SearchSpace &space);
  std::string fileOf(std::int64_t trial) const;
  std::vector<const TrialResult *> ranking() const;
  void report() const;
  std::string chart() const;

  SearchSpace space;
  std::optional<Trials> results;
  std::map<std::string, std::unique_ptr<Training>> trainings;
  std::int64_t allEpochs = 0;
  std::optional<Interrupt> interrupt; ///< while it searches: other verbs end at once
};

/// Options of the command that values may be put into.
std::vector<std::string *> textsOf(TrainingOptions &options) {
  return {&options.rule.optimizer, &options.schedule, &options.plan, &options.rule.trainable};
}

std::string text(const char *format, double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof(buffer), format, value);
  return buffer;
}

std::string joined(const std::vector<std::string> &texts) {
  std::string all;
  for (const std::string &each : texts)
    all += (all.empty() ? "" : " ") + each;
  return all;
}

std::string given(bool flag) { return flag ? "given" : ""; }

bool isOption(const std::string &name) { return name == "lr" || name == "batch"; }

double scoreOf(const TrialResult &result, const std::string &by) {
  const double value = by == "loss" ? result.averages.loss : result.averages.find(by).value_or(NAN);
  const double score = by == "loss" ? value : -value; // less is better
  return std::isfinite(score) ? score : INFINITY;
}

void Tune::check() {
  space = SearchSpace::parse(search);
  if (options.validation <= 0 || options.validation >= 1)
    throw UsageError("--validation: trials are compared by what is held back; give a part between 0 and 1");
  if (const SourceSpec source = parseSourceSpec(parseDataSpec(data).source); source.isTest)
    throw UsageError(
        "--data " + data +
        ": a search chooses by the data that it sees, and test data that have chosen do not tell any "
        "more how good the choice is: give the training data, of which --validation holds back a "
        "part, and `dlc eval` the test data in the end");
  if (trials < rounds)
    throw UsageError("--trials " + std::to_string(trials) + " is less than --rounds " +
                     std::to_string(rounds));
  if (fs::exists(fs::path(folder) / "trials.jsonl") && !resume)
    throw UsageError(folder + " has a search already: --resume goes on with it, and another -o keeps it");
  std::string text;
  for (const std::string *each : textsOf(*this))
    text += *each + "\n";
  if (fs::path(model.file).extension() == ".mlir")
    text += readText(model.file);
  for (const SearchParameter &parameter : space.parameters()) {
    const bool isInText = text.find("{" + parameter.name + "}") != text.npos;
    if (!isOption(parameter.name) && !isInText)
      throw UsageError("--search: '" + parameter.name + "' is used nowhere; it is lr, batch, or stands as {" +
                       parameter.name + "} in the network, --optimizer, --schedule or --plan");
    if (parameter.name == "lr" && learningRate)
      throw UsageError("--lr is given, and searched for, too");
  }
}

/// What a search that is taken up again must agree with, by the options that say it.
SearchSettings Tune::settings() const {
  return {{"--search", space.text()},
          {"--rounds", std::to_string(rounds)},
          {"--rungs", std::to_string(rungs)},
          {"--by", by},
          {"--seed", std::to_string(options.seed)},
          {"--validation", text("%g", options.validation)},
          {"--data", data},
          {"the model", model.file},
          {"the contents of the model", checksumOf(model.file)},
          {"--weights", model.weights},
          {"the contents of the weights", checksumOf(model.weights)},
          {"--rename", joined(model.renamings)},
          {"--transpose", joined(model.transposed)},
          {"--normalize", given(normalize)},
          {"--optimizer", rule.optimizer},
          {"--trainable", rule.trainable},
          {"--loss", rule.loss},
          {"--freeze", rule.frozen},
          {"--schedule", schedule},
          {"--plan", plan},
          {"--entry", entry},
          {"--lr", learningRate ? text("%g", *learningRate) : ""},
          {"--batch", std::to_string(options.batch)},
          {"--augment", options.augmentation},
          {"--balance", given(options.balance)},
          {"--epochs", epochs ? std::to_string(*epochs) : ""}};
}

const Training &Tune::trainingFor(const std::vector<SearchValue> &values) {
  TrainingOptions filled = *this;
  std::string key;
  for (std::string *text : textsOf(filled)) {
    *text = filledIn(*text, values);
    key += *text + "\n";
  }
  if (fs::path(model.file).extension() == ".mlir")
    key += filledIn(readText(model.file), values);
  std::unique_ptr<Training> &training = trainings[key];
  if (!training) {
    trainings.clear(); // one program at a time: they may be large
    auto made = std::make_unique<Training>(std::move(filled), values);
    made->compile();
    return *(trainings[key] = std::move(made));
  }
  return *training;
}

std::string Tune::fileOf(std::int64_t trial) const {
  std::string number = std::to_string(trial + 1);
  number.insert(0, number.size() < 3 ? 3 - number.size() : 0, '0');
  return (fs::path(folder) / ("trial-" + number + ".dlm")).string();
}

TrainOptions Tune::optionsFor(const Training &training, std::int64_t trial,
                              const std::vector<SearchValue> &values) const {
  TrainOptions own = training.options();
  for (const SearchValue &value : values) {
    if (value.name == "lr")
      own.learningRate = value.number;
    if (value.name == "batch")
      own.batch = std::stoll(value.text);
  }
  own.checkpoint = fileOf(trial);
  own.checkpointSeconds = 1e9; // at its end alone
  own.resume = true;
  return own;
}

std::optional<TrialResult> Tune::train(std::int64_t trial, const std::vector<SearchValue> &values,
                                       std::int64_t epochs) {
  TrialResult result{trial, epochs, values, {}, ""};
  const Training &training = trainingFor(values);
  const TrainOptions own = optionsFor(training, trial, values);
  std::ostream nowhere(nullptr);
  Reporter quiet(nowhere, nowhere, Reporter::Style::Lines);
  Program program = training.program().fork();
  try {
    const TrainResult trained = training.run(program, own, quiet, *interrupt, {}, [&](Trainer &trainer) {
      trainer.onNonFinite = {}; // it is no fault of the network, but of the values
      trainer.onEpoch = [&](const EpochRecord &record) { return record.epoch < epochs; };
    });
    if (trained.end == TrainResult::End::Interrupted)
      return std::nullopt;
    const auto held = sidesOf(training.data(), own).validation;
    const auto averages = !trained.epochs.empty() ? trained.epochs.back().validation
                                                  : evaluateExamples(program, training.data(), own.batch,
                                                                     held, interrupt->flag());
    if (!averages)
      return std::nullopt;
    result.averages = *averages;
  } catch (const Error &error) {
    // A rate that is too high is a result, too; all else is the same for all trials.
    if (std::string_view(error.what()).find("training stopped after") != 0)
      throw;
    result.averages.loss = NAN;
    result.problem = "diverged";
  }
  if (by != "loss" && result.problem.empty() && !result.averages.find(by))
    throw UsageError("--by " + by + ": the network has no metric of that name");
  return result;
}

std::string textOf(const std::vector<SearchValue> &values) {
  std::string text;
  for (const SearchValue &value : values)
    text += (text.empty() ? "" : "  ") + value.name + " " + value.text;
  return text;
}

bool Tune::runRound(std::int64_t first, std::int64_t last, const SearchSpace &space) {
  std::vector<std::int64_t> alive;
  for (std::int64_t trial = first; trial < last; ++trial)
    alive.push_back(trial);
  for (std::int64_t rung = 0; rung < rungs; ++rung) {
    std::int64_t share = 1;
    for (std::int64_t i = rung + 1; i < rungs; ++i)
      share *= reduction;
    const std::int64_t until = std::max<std::int64_t>((allEpochs + share - 1) / share, 1);
    for (const std::int64_t trial : alive) {
      const auto values = space.draw(options.seed, static_cast<std::uint64_t>(trial));
      if (results->find(trial, until))
        continue;
      const std::optional<TrialResult> result = train(trial, values, until);
      if (!result)
        return false;
      results->add(*result);
      std::cout << "trial " << trial + 1 << "/" << trials << "  " << textOf(values) << "  epochs " << until
                << "  "
                << (result->problem.empty() ? by + " " + numberText(by, std::abs(scoreOf(*result, by)))
                                            : result->problem)
                << std::endl;
    }
    std::ranges::sort(alive, {}, [&](std::int64_t trial) {
      return std::pair(scoreOf(*results->find(trial, until), by), trial);
    });
    const auto kept = (static_cast<std::int64_t>(alive.size()) + reduction - 1) / reduction;
    alive.resize(static_cast<std::size_t>(kept));
  }
  return true;
}

/// Those that were trained longest first, and of these the best.
std::vector<const TrialResult *> Tune::ranking() const {
  std::map<std::int64_t, const TrialResult *> last;
  for (const TrialResult &result : results->all())
    if (const TrialResult *&known = last[result.trial]; !known || known->epochs <= result.epochs)
      known = &result;
  std::vector<const TrialResult *> ranked;
  for (const auto &[trial, result] : last)
    ranked.push_back(result);
  std::ranges::sort(ranked, {}, [&](const TrialResult *result) {
    return std::tuple(-result->epochs, scoreOf(*result, by), result->trial);
  });
  return ranked;
}

std::string Tune::chart() const {
  std::vector<std::string> charts;
  const std::vector<const TrialResult *> ranked = ranking();
  for (std::size_t i = 0; i < space.parameters().size(); ++i) {
    const SearchParameter &parameter = space.parameters()[i];
    Scatter scatter{by + " over " + parameter.name,
                    parameter.name,
                    parameter.kind == SearchParameter::Kind::Log,
                    parameter.choices,
                    {}};
    bool anyStopped = false;
    for (const TrialResult *result : ranked) {
      if (!result->problem.empty()) // it has no value to be drawn at
        continue;
      const bool isStopped = result->epochs < allEpochs;
      anyStopped |= isStopped;
      const SearchValue &value = result->values[i];
      const auto choice = std::ranges::find(parameter.choices, value.text) - parameter.choices.begin();
      const double score = scoreOf(*result, by);
      scatter.dots.push_back({parameter.choices.empty() ? value.number : static_cast<double>(choice),
                              by == "loss" ? score : -score,
                              "trial " + std::to_string(result->trial + 1) + ": " + textOf(result->values) +
                                  (isStopped ? "; stopped after " + std::to_string(result->epochs) + " of " +
                                                   std::to_string(allEpochs) + " epochs"
                                             : ""),
                              result == ranked.front(), isStopped});
    }
    scatter.xLabel += anyStopped ? " (orange: the best; hollow: stopped early)" : " (orange: the best)";
    charts.push_back(scatterChart(scatter));
  }
  return sideBySide(charts);
}

void Tune::report() const {
  const std::vector<const TrialResult *> ranked = ranking();
  const TrialResult &best = *ranked.front();
  if (!best.problem.empty())
    throw Error("every trial has diverged: search among lower learning rates");
  fs::copy_file(fileOf(best.trial), fs::path(folder) / "best.dlm", fs::copy_options::overwrite_existing);
  printOrWrite(chart(), (fs::path(folder) / "tune.svg").string());
  if (json) {
    std::cout << toJson(best) << '\n';
    return;
  }
  std::vector<Table::Align> columns(3 + space.parameters().size(), Table::Align::right);
  Table table(columns);
  std::vector<std::string> head{"trial"};
  for (const SearchParameter &parameter : space.parameters())
    head.push_back(parameter.name);
  head.insert(head.end(), {"epochs", by});
  table.row(head);
  constexpr std::size_t most = 10;
  for (std::size_t i = 0; i < std::min(ranked.size(), most); ++i) {
    std::vector<std::string> cells{std::to_string(ranked[i]->trial + 1)};
    for (const SearchValue &value : ranked[i]->values)
      cells.push_back(value.text);
    cells.push_back(std::to_string(ranked[i]->epochs));
    cells.push_back(ranked[i]->problem.empty() ? numberText(by, std::abs(scoreOf(*ranked[i], by)))
                                               : ranked[i]->problem);
    table.row(std::move(cells));
  }
  std::cout << '\n';
  table.print(std::cout);
  std::cout << "wrote " << folder << "/best.dlm, " << folder << "/tune.svg and " << folder
            << "/trials.jsonl\n";
}

int Tune::run() {
  check();
  interrupt.emplace();
  fs::create_directories(folder);
  // Each trial of one round and one rung is what it is whatever others there are.
  results.emplace(fs::path(folder) / "trials.jsonl", settings(), trials, rounds == 1 && rungs == 1);
  allEpochs = trainingFor(space.draw(options.seed, 0)).options().epochs;
  SearchSpace narrowed = space;
  for (std::int64_t round = 0; round < rounds; ++round) {
    const auto [first, last] = partOf(trials, round, rounds);
    if (round > 0) {
      // The best quarter, and no fewer than two.
      std::vector<std::vector<SearchValue>> best;
      const std::vector<const TrialResult *> ranked = ranking();
      for (std::size_t i = 0; i < std::min(ranked.size(), std::max<std::size_t>(ranked.size() / 4, 2)); ++i)
        best.push_back(ranked[i]->values);
      narrowed = space.around(best);
      std::cout << "round " << round + 1 << "/" << rounds << "  " << narrowed.text() << std::endl;
    }
    if (!runRound(first, last, narrowed)) {
      std::cerr << "interrupted; the same command with --resume goes on from there" << std::endl;
      return interrupt->exitCode();
    }
  }
  report();
  return exitDone;
}

} // namespace

Action declareTune(CLI::App &verb) {
  auto tune = std::make_shared<Tune>();
  tune->options.validation = 0.2;
  tune->declareModel(verb);
  verb.add_option("--search", tune->search,
                  "required: what to search for, and where:\n'lr=log(1e-4..1e-1), wd=uniform(0..0.1),\n"
                  "width=whole(16..256), batch=choice(32|64)'. lr and batch\nare options; others stand as "
                  "{NAME} in the "
                  "network,\n--optimizer, --schedule or --plan")
      ->required()
      ->option_text("SPACE");
  verb.add_option("-o,--output", tune->folder,
                  "required: a folder for results, checkpoints, the best\nmodel and a chart")
      ->required()
      ->option_text("FOLDER");
  verb.add_option("--trials", tune->trials, "trainings in all; default 20")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("--rounds", tune->rounds,
                  "let each round of trials search around the best ones\nbefore it; default 1")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option(
          "--rungs", tune->rungs,
          "successive halving: train all for few epochs, the best\nthird of them for three times as many, "
          "and so on;\ndefault 1: all to the end")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option(
          "--by", tune->by,
          "what is to be best: loss (default), or a metric, such as\naccuracy, of which more is better")
      ->option_text("METRIC");
  tune->declare(verb);
  verb.add_option("--validation", tune->options.validation,
                  "part of the examples to hold back, by which trials are\ncompared; default 0.2")
      ->option_text("PART")
      ->check(fraction);
  verb.add_flag(
      "--resume", tune->resume,
      "go on with the search in that folder, or with more\n--trials, if it has neither rungs nor rounds");
  tune->declareRest(verb, "the best trial as a JSON object on standard output");
  verb.footer(
      "Test data are not searched with: they judge the best model in the end, by\n`dlc eval`.\n\n"
      "  dlc tune lenet.mlir --data fashion-mnist --epochs 3 --search 'lr=log(1e-4..1e-2)' -o search");
  return [tune] { return tune->run(); };
}

} // namespace dlc

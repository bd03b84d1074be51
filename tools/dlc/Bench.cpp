// dlc bench: how long the entry points of a model take. Inputs are made up: what compiled code does does not
// depend on them.
#include "Models.h"
#include "Peak.h"
#include "ProfileTable.h"
#include "Status.h"
#include "Table.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace dlc {
namespace {

struct Bench {
  ModelOptions model;
  LearningOptions learning;
  std::string entry;
  std::vector<std::int64_t> batches = {128};
  std::vector<unsigned> threads; ///< one after the other; empty: as many as usual
  std::vector<std::string> at;   ///< other sizes of calls, as they are given
  double seconds = 1;
  bool json = false, profiles = false;
  std::filesystem::path trace; ///< empty: none

  int run();

private:
  struct Result {
    std::string entry;
    std::int64_t batch = 0;
    unsigned threads = 0;
    double peak = 0;                               ///< FLOP/s of as many threads
    std::int64_t calls = 0, flops = 0;             ///< flops of a call
    double median = 0, percentile95 = 0, best = 0; ///< seconds of a call
    double conversions = 0;                        ///< the part of the time that conversions of layout take
    std::string profile;                           ///< a table of its kernels, if they are asked for
    nlohmann::ordered_json ops;                    ///< the same for a program
  };

  Sizes sizes; ///< of calls: all that the graph has
  std::shared_ptr<Profile> profile;

  void chooseSizes(const Graph &graph);
  std::vector<std::string> chooseEntries(const Program &program) const;
  void measure(Program &program, Result &result) const;
  void print(const std::vector<Result> &results) const;
  void printJson(const std::vector<Result> &results) const;
};

/// Those that code is made for, those that are given, and what is usual.
void Bench::chooseSizes(const Graph &graph) {
  sizes = model.sizesFor(graph);
  if (sizes["batch"] != 0)
    batches = {sizes["batch"]};
  sizes.set("batch", batches.front());
  const Sizes given = parseSizes(at, "--at");
  const std::vector<std::string> names = graph.sizes();
  for (const auto &[name, value] : given.all()) {
    if (!std::ranges::count(names, name))
      throw Error(model.file + ": there is no size '" + name + "' for --at");
    if (sizes[name] != 0 && sizes[name] != value)
      throw UsageError("--at " + name + "=" + std::to_string(value) + ": the size is " +
                       std::to_string(sizes[name]) + " already");
    sizes.set(name, value);
  }
  for (const std::string &name : names)
    if (sizes[name] == 0)
      sizes.set(name, assumedSize);
}

/// All that is called in a loop.
std::vector<std::string> Bench::chooseEntries(const Program &program) const {
  std::vector<std::string> names;
  if (!entry.empty())
    names.push_back(program.entry(entry).name);
  else
    for (const EntryInfo &info : program.entries())
      if (info.role != EntryRole::Init && info.role != EntryRole::ResetOptimizer)
        names.push_back(info.name);
  return names;
}

/// Pixels that are no zeros, since arithmetic with these may be faster or slower; labels and rates that are
/// 0, so that steps go nowhere.
Tensor makeInput(const TensorInfo &info, Shape shape) {
  Tensor tensor(std::move(shape), info.dtype);
  if (info.dtype == DType::f32 && !info.shape.empty())
    for (std::size_t i = 0; float &value : tensor.values<float>())
      value = static_cast<float>(i++ * 7 % 256) / 255;
  return tensor;
}

void Bench::measure(Program &program, Result &result) const {
  using Clock = std::chrono::steady_clock;
  const Status status("timing " + result.entry);
  const std::size_t index = program.entryIndex(result.entry);
  const EntryInfo &info = program.entries()[index];
  std::vector<Tensor> tensors; // as many as there are inputs and outputs, which point into it
  tensors.reserve(info.inputs.size() + info.outputs.size());
  std::vector<const Tensor *> inputs;
  std::vector<Tensor *> outputs;
  for (const TensorInfo &input : info.inputs)
    inputs.push_back(&tensors.emplace_back(makeInput(input, program.shapeOf(index, input, sizes))));
  for (const TensorInfo &output : info.outputs)
    outputs.push_back(&tensors.emplace_back(program.shapeOf(index, output, sizes), output.dtype));
  Sizes own; // of this entry
  for (const std::string &size : info.sizes)
    own.set(size, sizes[size]);

  program.run(index, inputs, outputs, own); // makes the scratch memory and wakes the threads
  if (profile)
    profile->clear();
  std::vector<double> times;
  constexpr std::size_t fewest = 5;
  const auto start = Clock::now();
  for (auto before = start;
       times.size() < fewest || before - start < std::chrono::duration<double>(seconds);) {
    program.run(index, inputs, outputs, own);
    const auto after = Clock::now();
    times.push_back(std::chrono::duration<double>(after - before).count());
    before = after;
  }
  std::ranges::sort(times);
  result.calls = static_cast<std::int64_t>(times.size());
  result.median = times[times.size() / 2];
  result.percentile95 = times[(times.size() * 95 + 99) / 100 - 1];
  result.best = times.front();
  if (profiles) {
    std::ostringstream table;
    printProfile(table, *profile, result.entry, result.calls, result.peak);
    result.profile = table.str();
    result.conversions = conversionShare(*profile, result.entry);
    result.ops = profileAsJson(*profile, result.entry, result.calls, result.peak);
  }
  if (!trace.empty()) {
    profile->keepEvents(true);
    program.run(index, inputs, outputs, own);
    profile->keepEvents(false);
  }
}

std::string milliseconds(double seconds) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.3f ms", seconds * 1e3);
  return text;
}

void Bench::print(const std::vector<Result> &results) const {
  using enum Table::Align;
  for (const Result &result : results)
    if (!result.profile.empty())
      std::cout << result.profile << '\n';
  Table table({left, right, right, right, right, right, right, right, right, right});
  table.row(
      {"entry", "batch", "threads", "median", "95 %", "best", "examples/s", "FLOP/s", "of peak", "calls"});
  table.rule();
  for (const Result &result : results) {
    const double rate = static_cast<double>(result.flops) / result.median;
    char share[16];
    std::snprintf(share, sizeof(share), "%.1f %%", 100 * rate / result.peak);
    table.row({result.entry, grouped(result.batch), std::to_string(result.threads),
               milliseconds(result.median), milliseconds(result.percentile95), milliseconds(result.best),
               grouped(static_cast<std::int64_t>(static_cast<double>(result.batch) / result.median)),
               scaled(static_cast<std::int64_t>(rate)), share, grouped(result.calls)});
  }
  table.print(std::cout);
  std::vector<unsigned> reported;
  for (const Result &result : results) {
    if (std::ranges::count(reported, result.threads))
      continue;
    reported.push_back(result.threads);
    std::cout << "peak: " << scaled(static_cast<std::int64_t>(result.peak))
              << "FLOP/s, measured: f32 multiply-adds in registers, " << result.threads
              << (result.threads == 1 ? " thread" : " threads");
    if (profiles)
      std::cout << "; memory: " << scaledBytes(static_cast<std::int64_t>(measureBandwidth(result.threads)))
                << "/s read";
    std::cout << '\n';
  }
  if (sizes.all().size() > 1)
    std::cout << "with " << toString(sizes) << '\n';
}

void Bench::printJson(const std::vector<Result> &results) const {
  for (const Result &result : results) {
    nlohmann::ordered_json object;
    object["entry"] = result.entry;
    object["batch"] = result.batch;
    object["threads"] = result.threads;
    for (const auto &[name, value] : sizes.all())
      object["sizes"][name] = name == "batch" ? result.batch : value;
    object["median_seconds"] = result.median;
    object["percentile95_seconds"] = result.percentile95;
    object["best_seconds"] = result.best;
    object["examples_per_second"] = static_cast<double>(result.batch) / result.median;
    object["flops_per_second"] = static_cast<double>(result.flops) / result.median;
    object["peak_flops_per_second"] = result.peak;
    object["calls"] = result.calls;
    if (profiles) {
      object["memory_bytes_per_second"] = measureBandwidth(result.threads);
      object["conversions_share"] = result.conversions;
      object["ops"] = result.ops;
    }
    std::cout << object.dump() << '\n';
  }
}

int Bench::run() {
  learning.check();
  if (batches.size() * std::max<std::size_t>(threads.size(), 1) > 1 && (profiles || !trace.empty()))
    throw UsageError("--profile and --trace are of one batch and one number of threads");
  const Graph graph = model.load(learning.train ? &learning.rule : nullptr);
  chooseSizes(graph);
  const std::string optimizer = learning.optimizerFor(graph);
  CompileOptions options = model.compileOptions(graph, learning.mode(), optimizer);
  if (!entry.empty())
    options.entries = {entry};
  if (profiles || !trace.empty())
    options.profile = profile = std::make_shared<Profile>(batches.front());
  Program program = model.compiled(graph, options);
  if (threads.empty())
    threads = {program.threads()};
  if (model.parallel == "none")
    threads = {1};
  program.init(0); // weights make no difference either
  // Steps with their backward pass and updates are there once they are made.
  const Graph whole = expanded(graph, model.compileOptions(graph, learning.mode(), optimizer));
  std::vector<Result> results;
  for (const unsigned count : threads) {
    const double peak = measurePeak(count);
    program.setThreads(count);
    for (const std::string &name : chooseEntries(program))
      for (const std::int64_t batch : batches) {
        sizes.set("batch", batch);
        Result &result = results.emplace_back();
        result.entry = name;
        result.batch = batch;
        result.threads = count;
        result.peak = peak;
        measure(program, result);
        for (const OpCost &cost : whole.costs(name, sizes))
          result.flops += cost.flops;
      }
  }
  if (!trace.empty())
    writeTrace(*profile, trace);
  if (json)
    printJson(results);
  else
    print(results);
  return exitDone;
}

} // namespace

Action declareBench(CLI::App &verb) {
  auto bench = std::make_shared<Bench>();
  bench->model.declare(verb);
  verb.add_option("--batch", bench->batches, "the batch size; several, as 1,32, in turn; default 128")
      ->option_text("N,…")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(atLeastOne);
  verb.add_option("--at", bench->at, "the value of another size, where the code is for any;\ndefault 64 each")
      ->option_text("NAME=N")
      ->allow_extra_args(false);
  bench->learning.declare(verb, "also the steps of training and of evaluation");
  verb.add_option("--entry", bench->entry, "measure this entry point alone")->option_text("NAME");
  verb.add_option("--seconds", bench->seconds, "the time to repeat each call for, at least; default 1")
      ->option_text("S")
      ->check(notNegative);
  verb.add_flag("--profile", bench->profiles,
                "print first a table of the ops that the time of each\nentry point is spent in, with their "
                "rates relative to\nthe peak");
  verb.add_option("--trace", bench->trace,
                  "write a trace of one call of each entry point, kernel by\nkernel, for Perfetto "
                  "(ui.perfetto.dev) or Chrome")
      ->option_text("FILE.json");
  verb.add_flag("--json", bench->json, "one JSON object an entry point on standard output");
  verb.footer("FLOP/s: as `dlc inspect` counts them. Peak: what as many threads do that only multiply and\n"
              "add, in f32 and in registers.\n\n"
              "  dlc bench lenet.mlir --train --batch 1,32,128 --threads 1,2");
  bench->model.declareSizes(verb);
  bench->model.declareCode(verb, false);
  verb.add_option(
          "--threads", bench->threads,
          "the number of threads; several, as 1,2, in turn;\ndefault: as many as this process may use")
      ->option_text("N,…")
      ->group("Code")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(atLeastOne);
  return [bench] { return bench->run(); };
}

} // namespace dlc

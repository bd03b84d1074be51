#include "Models.h"

#include "Data/Files.h"
#include "Status.h"
#include "Table.h"
#include "Training/Feed.h"

#include <filesystem>
#include <iostream>

namespace dlc {

void ModelOptions::declare(CLI::App &verb) {
  verb.add_option("MODEL", file, "a network as text (.mlir), or with weights (.dlm)")
      ->required()
      ->option_text(" ");
}

void ModelOptions::declareCode(CLI::App &verb, bool runs) {
  const char *const group = "Code";
  verb.add_option("--cpu", cpu, "to make code for: native (default), x86-64-v3, znver5, …")
      ->option_text("NAME")
      ->group(group);
  verb.add_option("--parallel", parallel, "what code is made for: openmp (default) or none")
      ->option_text("HOW")
      ->group(group)
      ->check(CLI::IsMember({"openmp", "none"}));
  if (runs)
    verb.add_option("--threads", threads, "how many run; default: as many as this process may use")
        ->option_text("N")
        ->group(group)
        ->check(atLeastOne);
}

bool ModelOptions::hasWeights() const { return std::filesystem::path(file).extension() == ".dlm"; }

CompileOptions ModelOptions::compileOptions(Mode mode, const std::string &optimizer) const {
  CompileOptions options;
  options.cpu = cpu;
  options.parallel = parallel == "none" ? Parallel::none : Parallel::openmp;
  options.mode = mode;
  options.optimizer = optimizer;
  options.threads = threads;
  return options;
}

Program ModelOptions::compiled(const Graph &graph, const CompileOptions &options) const {
  const Status status("compiling " + graph.name());
  Program program = compile(graph, options);
  if (threads)
    program.setThreads(threads);
  return program;
}

Program ModelOptions::loaded(const Graph &graph, Mode mode, std::optional<std::uint64_t> seed) const {
  if (!hasWeights() && !seed && !graph.variables().empty())
    throw Error(file +
                " is a network without weights: give the .dlm that `dlc train` has made of it, or --seed N "
                "for weights at random");
  Program program = compiled(graph, mode);
  if (hasWeights())
    program.load(file);
  else if (seed)
    program.init(*seed);
  return program;
}

std::string optimizerFor(const Graph &graph, const std::string &given) {
  return given.empty() && !graph.hasFunction("train_step") ? "adam" : given;
}

void MemoryOptions::declare(CLI::App &verb) {
  verb.add_option("--max-memory", most,
                  "that a training step may take beside weights and\noptimizer, such as 200MB: where it "
                  "would take more, it\n"
                  "computes again what it cannot keep")
      ->option_text("BYTES")
      ->transform(CLI::AsNumberWithUnit(
          std::map<std::string, double>{{"B", 1}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}},
          CLI::AsNumberWithUnit::CASE_INSENSITIVE, "BYTES"))
      ->check(notNegative);
}

void MemoryOptions::apply(CompileOptions &options, std::int64_t batch, std::ostream &out) const {
  options.maxMemory = static_cast<std::int64_t>(most);
  options.memoryBatch = batch;
  options.onMemoryTrade = [&out](const MemoryTrade &trade) {
    const auto percent = [](std::int64_t part, std::int64_t whole) {
      return std::to_string((100 * part + whole / 2) / std::max<std::int64_t>(whole, 1)) + " %";
    };
    out << "memory of a step with " << grouped(trade.batch) << " examples: " << scaledBytes(trade.bytes);
    if (trade.bytes < trade.bytesBefore)
      out << " instead of " << scaledBytes(trade.bytesBefore) << " ("
          << percent(trade.bytes, trade.bytesBefore) << "), for "
          << percent(trade.flops - trade.flopsBefore, trade.flopsBefore) << " more arithmetic";
    out << '\n';
  };
}

void LearningOptions::declare(CLI::App &verb, const char *help) {
  verb.add_flag("--train", train, help);
  verb.add_option("--optimizer", optimizer, optimizerHelp)->option_text("NAME");
}

void LearningOptions::check() const {
  if (!train && !optimizer.empty())
    throw UsageError("--optimizer is for --train");
}

std::string LearningOptions::optimizerFor(const Graph &graph) const {
  return train ? dlc::optimizerFor(graph, optimizer) : "";
}

void declareWeightSeed(CLI::App &verb, std::optional<std::uint64_t> &seed) {
  verb.add_option("--seed", seed, "for a MODEL without weights: draw them at random")
      ->option_text("N")
      ->check(atLeastZero);
}

bool usesLabels(const Graph &graph) {
  for (const EntryInfo &function : graph.functions())
    for (const TensorInfo &input : function.inputs)
      if (input.name == labelInput)
        return true;
  return false;
}

Dataset openDataFor(const Graph &graph, const std::string &spec) {
  const Status status("reading " + spec);
  return openDataset(spec,
                     usesLabels(graph) ? classCount(graph.functions(), graph.classNames()) : std::nullopt);
}

void printOrWrite(const std::string &text, const std::string &file) {
  if (file.empty())
    std::cout << text;
  else
    writeFile(file, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

} // namespace dlc

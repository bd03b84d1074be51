// dlc compile: a model becomes a library with a C header, which needs no dlc where it runs.
#include "Models.h"
#include "Peak.h"
#include "ReportTable.h"
#include "Status.h"
#include "Table.h"

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

namespace dlc {
namespace {
namespace fs = std::filesystem;

struct CompileVerb {
  ModelOptions model;
  LearningOptions learning;
  MemoryOptions memory;
  std::int64_t batch = 128;
  std::string output, lastStage, target, sanitizer = "none", stored = "embed";
  std::vector<std::string> cpus, entries;
  bool json = false, time = false, reports = false, freestanding = false, selftest = false;

  int run();

private:
  void check();
  void report(const CompiledLibrary &files, const std::string &savings, const Profile &kernels) const;
  Limits limits() const;
  std::string weightsText(const CompiledLibrary &files) const;
  std::string cpuText() const;
  std::string contentText() const;
  bool hasVariables = false; // without, weights are constants
};

void CompileVerb::check() {
  learning.check();
  if (memory.most && !learning.train)
    throw UsageError("--max-memory is for training steps: it needs --train");
  if (!lastStage.empty() && !cpus.empty())
    throw UsageError("--stop-after prints the code for one CPU: --cpu, not --cpu-dispatch");
  if (!lastStage.empty())
    return; // text, to any file
  if (freestanding && !cpus.empty())
    throw UsageError("--cpu-dispatch asks the CPU what it has, which --freestanding does not");
  if (output.empty())
    output = "lib" + fs::path(model.file).stem().string() + (freestanding ? ".a" : ".so");
  const std::string suffix = fs::path(output).extension();
  if (suffix != ".so" && suffix != ".a" && suffix != ".o")
    throw UsageError("-o " + output + ": a library ends in .so, .a or .o");
  if (freestanding && suffix == ".so")
    throw UsageError("-o " + output + ": a freestanding library ends in .a or .o: a system loads an .so");
  if (selftest && stored != "embed")
    throw UsageError("--with-selftest compares with what the weights in the library give: it needs "
                     "--store-weights embed");
  if (freestanding && sanitizer != "none")
    throw UsageError("--sanitize needs a run time, which --freestanding does without");
}

/// What this machine does at most; nothing is known of another.
Limits CompileVerb::limits() const {
  Limits limits;
  if (!target.empty())
    return limits;
  limits.threads =
      model.parallel == "none" || freestanding ? 1 : std::max(1u, std::thread::hardware_concurrency());
  limits.operations = measurePeak(limits.threads);
  limits.bytes = measureBandwidth(limits.threads);
  return limits;
}

/// Where the library's weights are.
std::string CompileVerb::weightsText(const CompiledLibrary &files) const {
  if (!files.weights.empty())
    return ", without weights: `map` or `load` takes them from the file beside it";
  if (stored == "none")
    return ", without weights: `map` or `load` gives them";
  return model.hasWeights() || !hasVariables ? ", weights inside"
                                             : ", without weights: `init` or `load` gives them";
}

/// What the library can do.
std::string CompileVerb::contentText() const {
  if (entries.empty())
    return learning.train ? "predicts and learns" : "predicts";
  std::string text;
  for (const std::string &entry : entries)
    text += (text.empty() ? "has " : ", ") + entry;
  return text;
}

/// "; for x86-64-v2 and x86-64-v3", where there are several.
std::string CompileVerb::cpuText() const {
  std::string text;
  for (std::size_t i = 0; i < cpus.size(); ++i)
    text += (i == 0 ? "; for " : i + 1 < cpus.size() ? ", " : " and ") + cpus[i];
  return text;
}

void CompileVerb::report(const CompiledLibrary &files, const std::string &savings,
                         const Profile &kernels) const {
  if (!savings.empty())
    std::cerr << savings << '\n';
  const auto sizeOf = [](const fs::path &file) { return static_cast<std::int64_t>(fs::file_size(file)); };
  if (json) {
    nlohmann::ordered_json object;
    object["library"] = files.library.string();
    object["library_bytes"] = sizeOf(files.library);
    object["header"] = files.header.string();
    object["header_bytes"] = sizeOf(files.header);
    object["weights"] = stored == "embed" && (model.hasWeights() || !hasVariables);
    if (!files.weights.empty()) {
      object["weights_file"] = files.weights.string();
      object["weights_file_bytes"] = sizeOf(files.weights);
    }
    if (!cpus.empty())
      object["cpus"] = cpus;
    if (reports)
      object["kernels"] = reportAsJson(kernels, limits());
    std::cout << object.dump() << '\n';
    return;
  }
  if (reports) {
    printReport(std::cout, kernels, limits());
    std::cout << '\n';
  }
  const std::string holds = contentText() + weightsText(files) + cpuText();
  Table table({Table::Align::left, Table::Align::right, Table::Align::left});
  table.row({files.library.string(), scaledBytes(sizeOf(files.library)), holds});
  table.row({files.header.string(), scaledBytes(sizeOf(files.header)), "its C interface"});
  if (!files.weights.empty())
    table.row({files.weights.string(), scaledBytes(sizeOf(files.weights)), "its weights"});
  table.print(std::cout);
}

int CompileVerb::run() {
  check();
  model.weightsAreVariables = stored != "embed";
  const Graph graph = model.load(learning.train ? &learning.rule : nullptr);
  hasVariables = !graph.variables().empty();
  CompileOptions options = model.compileOptions(graph, learning.mode(), learning.optimizerFor(graph));
  options.entries = entries;
  options.target = target;
  options.cpuDispatch = cpus;
  options.freestanding = freestanding;
  options.selftest = selftest;
  options.storedWeights = stored == "file"   ? StoredWeights::file
                          : stored == "none" ? StoredWeights::none
                                             : StoredWeights::embedded;
  options.sanitizer = sanitizer == "address"  ? Sanitizer::address
                      : sanitizer == "thread" ? Sanitizer::thread
                                              : Sanitizer::none;
  memory.apply(options, batch, std::cerr);
  if (!lastStage.empty()) {
    printOrWrite(lower(graph, lastStage, options), output);
    return exitDone;
  }
  std::vector<std::string> remarks;
  std::string times;
  Profile kernels(batch);
  if (reports)
    options.report = &kernels;
  if (time)
    options.onTimes = [&](const std::string &table) { times = table; };
  options.onRemark = [&](const std::string &remark) { remarks.push_back(remark); };
  const CompiledLibrary files = [&] {
    Status status("compiling " + graph.name());
    options.onPhase = [&](const std::string &phase) {
      status.say("compiling " + graph.name() + ": " + phase);
    };
    if (!model.weights.empty())
      return compileLibrary(graph, output, options, model.weightsFor(graph, std::nullopt));
    return compileLibrary(graph, output, options, model.isTrained() ? fs::path(model.file) : fs::path());
  }();
  std::cerr << times;
  for (const std::string &remark : remarks)
    std::cerr << "dlc: remark: " << remark << '\n';
  report(files, learning.rule.savings(graph, options, 1), kernels);
  return exitDone;
}

} // namespace

Action declareCompile(CLI::App &verb) {
  auto compile = std::make_shared<CompileVerb>();
  compile->model.declare(verb);
  verb.add_option("-o,--output", compile->output,
                  "the .so, .a or .o to write, with a .h beside it;\ndefault: libMODEL.so")
      ->option_text("FILE");
  compile->learning.declare(verb, "the library also learns: train_step, evaluate");
  verb.add_option("--entry", compile->entries,
                  "the functions that the library is to have, of all that\nit could have, which makes it "
                  "smaller: train_step,predict;\nit has init and reset_optimizer in any case")
      ->option_text("NAME,…")
      ->delimiter(',')
      ->transform([](std::string name) { return CLI::detail::trim(name); });
  compile->memory.declare(verb);
  verb.add_option("--batch", compile->batch,
                  "the batch size that --max-memory and --report are for;\ndefault 128")
      ->option_text("N")
      ->check(atLeastOne);
  verb.add_option("--stop-after", compile->lastStage,
                  "instead of a library, print the code after a stage:\nsimplify, differentiate, legalize, "
                  "fuse, linalg,\nbufferize, tile, parallelize, llvm")
      ->option_text("STAGE");
  verb.add_flag("--json", compile->json, "one JSON object on standard output");
  verb.add_flag("--report", compile->reports,
                "print what each op has become: form of the kernel,\nvectors, threads, work, the time that "
                "this machine could\ndo it in, and why there is no faster form");
  verb.add_flag("--time", compile->time,
                "print on standard error the time of each phase and each\npass of the compiler");
  verb.add_flag(
      "--with-selftest", compile->selftest,
      "put inputs into the library, and what its functions\ngive for them on this machine: dlc verify, or "
      "a C program,\nlets it prove that it computes the same elsewhere");
  compile->model.declareWeights(verb);
  verb.add_option(
          "--store-weights", compile->stored,
          "where the library has its weights: embed (default); file,\nNAME.weights.dlm beside it, which a "
          "program maps into\nmemory; or none, for a .dlm that the program brings")
      ->option_text("WHERE")
      ->check(CLI::IsMember({"embed", "file", "none"}));
  compile->model.declareSizes(verb);
  compile->model.declareCode(verb, false);
  verb.add_option("--target", compile->target,
                  "the target triple to generate code for, such as\naarch64-linux-gnu; default: this machine")
      ->option_text("TRIPLE")
      ->group("Code");
  verb.add_option(
          "--cpu-dispatch", compile->cpus,
          "generate code for several CPUs into one library, which\nchooses when it runs by what the CPU "
          "has; weights are\nthere once. In place of --cpu:\nx86-64-v2,x86-64-v3,x86-64-v4")
      ->option_text("NAME,…")
      ->group("Code")
      ->delimiter(',')
      ->excludes("--cpu");
  verb.add_flag(
          "--freestanding", compile->freestanding,
          "write an .a or .o that needs no libc and no system, for\none thread, in memory that the caller "
          "brings; the header\nthen has create_at, load_from and save_to")
      ->group("Code");
  verb.add_option("--sanitize", compile->sanitizer,
                  "check accesses to memory at run time, in a program that\nclang builds with the same "
                  "-fsanitize: address, thread,\nor none (default)")
      ->option_text("KIND")
      ->group("Code")
      ->check(CLI::IsMember({"none", "address", "thread"}));
  verb.footer("The header says how to use the library. Link .a and .o with -lm, and with -lomp if they are "
              "parallel.\n\n"
              "  dlc compile lenet.dlm -o liblenet.so\n"
              "  dlc compile lenet.dlm --train --optimizer adam -o liblenet.so\n"
              "  dlc compile lenet.dlm --target aarch64-linux-gnu --cpu cortex-a72 -o lenet.a\n"
              "  dlc compile lenet.dlm --cpu-dispatch x86-64-v2,x86-64-v3,x86-64-v4 -o liblenet.so\n"
              "  dlc compile net.onnx --store-weights file -o libnet.so\n"
              "  dlc compile lenet.dlm --train --optimizer sgd --freestanding -o lenet.a");
  return [compile] { return compile->run(); };
}

} // namespace dlc

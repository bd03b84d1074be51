#include "Models.h"

#include "Data/Files.h"
#include "Data/Npy.h"
#include "Data/Spec.h"
#include "Status.h"
#include "Suggest.h"
#include "Table.h"
#include "Training/Feed.h"
#include "dlc/Ensemble.h"
#include "dlc/Onnx.h"
#include "dlc/Optimizer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>

namespace dlc {

void ModelOptions::declare(CLI::App &verb) {
  verb.add_option("MODEL", file,
                  "a network as text (.mlir), a model with weights (.dlm),\nor an ONNX file (.onnx)")
      ->required()
      ->option_text(" ");
  verb.add_flag("--dynamic-batch", dynamicBatch,
                "let the inputs of an ONNX file that is made for a batch\nof 1 take any batch");
}

void ModelOptions::declareOthers(CLI::App &verb) {
  verb.add_option(
          "MORE", others,
          "further .dlm: the models are an ensemble, which answers\nwith the mean of what they answer")
      ->option_text(" ");
}

void ModelOptions::declareCode(CLI::App &verb, bool runs) {
  const char *const group = "Code";
  verb.add_option("--cpu", cpu, "the CPU to generate code for: native (default),\nx86-64-v3, znver5, …")
      ->option_text("NAME")
      ->group(group);
  verb.add_option("--parallel", parallel, "how the code runs in parallel: openmp (default) or none")
      ->option_text("HOW")
      ->group(group)
      ->check(CLI::IsMember({"openmp", "none"}));
  verb.add_option("--conv", convolution,
                  "the algorithm of convolutions: auto (default, the faster\none), direct, or winograd "
                  "wherever possible")
      ->option_text("FORM")
      ->group(group)
      ->check(CLI::IsMember({"auto", "direct", "winograd"}));
  verb.add_flag("--no-prepare", noPrepare,
                "compute what depends on weights alone, such as their\norder in memory, in each call and not "
                "once: slower, "
                "but\nwithout a second copy of them")
      ->group(group);
  verb.add_option("--cache", cache,
                  "keep compiled code in this folder, readable by its owner\nalone, and reuse what was "
                  "compiled before; the folder\nmay be removed at any time; also set by DLC_CACHE=FOLDER")
      ->option_text("FOLDER")
      ->envname("DLC_CACHE")
      ->group(group);
  if (runs)
    verb.add_option("--threads", threads, "the number of threads; default: as many as this process\nmay use")
        ->option_text("N")
        ->group(group)
        ->check(atLeastOne);
}

void ModelOptions::declareWeightFile(CLI::App &verb) {
  verb.add_option(
          "--weights", weights,
          "take weights from this .safetensors, .npz, .onnx or .dlm,\nby name, instead of those of MODEL")
      ->option_text("FILE");
  verb.add_option("--rename", renamings,
                  "rename the weights of that file: a regular expression\nand its replacement, such as "
                  "'^model\\.=' or\n'fc(.)=dense\\1'; several are applied in order")
      ->option_text("PATTERN=NEW")
      ->allow_extra_args(false);
  verb.add_option("--transpose", transposed,
                  "transpose the matrices of that file whose new names match\none of these patterns, such as "
                  "'fc*.weight': PyTorch's\nLinear has [out, in], and the zoo's networks [in, out]")
      ->option_text("NAMES")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void ModelOptions::declareWeights(CLI::App &verb) {
  declareWeightFile(verb);
  verb.add_flag(
      "--last-weights", lastWeights,
      "where the training kept averages of weights\n(average=0.999), use the weights of its last step");
}

bool ModelOptions::isOnnx() const { return std::filesystem::path(file).extension() == ".onnx"; }

bool ModelOptions::isTrained() const { return std::filesystem::path(file).extension() == ".dlm"; }

void ModelOptions::declareSizes(CLI::App &verb) {
  const char *const group = "Code";
  verb.add_option("--size", sizes,
                  "specialize the code for one value of a named size, such\nas sequence=128 or batch=8")
      ->option_text("NAME=N")
      ->group(group)
      ->allow_extra_args(false);
  verb.add_option("--shape", shapes,
                  "specialize the code for the shape of an input, such as\nimage=8x3x224x224")
      ->option_text("INPUT=NxN…")
      ->group(group)
      ->allow_extra_args(false);
}

/// "8x3x224x224", or nothing where it is something else.
static std::optional<Shape> parseShape(const std::string &text) {
  Shape shape;
  const char *next = text.data(), *end = text.data() + text.size();
  while (true) {
    std::int64_t number = 0;
    const auto [rest, error] = std::from_chars(next, end, number);
    if (error != std::errc() || number < 0)
      return std::nullopt;
    shape.push_back(number);
    if (rest == end)
      return shape;
    if (*rest != 'x')
      return std::nullopt;
    next = rest + 1;
  }
}

Sizes parseSizes(const std::vector<std::string> &pairs, const char *option) {
  Sizes result;
  for (const std::string &pair : pairs) {
    const std::size_t equals = pair.find('=');
    const auto number = equals == pair.npos ? std::nullopt : parseShape(pair.substr(equals + 1));
    if (equals == 0 || !number || number->size() != 1 || number->front() < 1)
      throw UsageError(std::string(option) + " wants NAME=N with N of at least 1, not '" + pair + "'");
    const std::string name = pair.substr(0, equals);
    if (result[name] != 0 && result[name] != number->front())
      throw UsageError(std::string(option) + ": '" + name + "' is given as " + std::to_string(result[name]) +
                       " and as " + std::to_string(number->front()));
    result.set(name, number->front());
  }
  return result;
}

static std::vector<std::pair<std::string, Shape>> parseShapes(const std::vector<std::string> &pairs) {
  std::vector<std::pair<std::string, Shape>> result;
  for (const std::string &pair : pairs) {
    const std::size_t equals = pair.rfind('=');
    std::optional<Shape> shape = equals == pair.npos ? std::nullopt : parseShape(pair.substr(equals + 1));
    if (equals == 0 || !shape)
      throw UsageError("--shape wants INPUT=8x3x224x224, not '" + pair + "'");
    result.emplace_back(pair.substr(0, equals), *std::move(shape));
  }
  return result;
}

/// 'head.*, *.bias'.
static std::vector<std::string> parsePatterns(const std::string &text) {
  std::vector<std::string> patterns;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(", ", at), text.size());
    if (end > at)
      patterns.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return patterns;
}

Graph ModelOptions::loadEnsemble() const {
  if (!weights.empty())
    throw UsageError("--weights gives weights to one model, and " + std::to_string(others.size() + 1) +
                     " are given");
  std::vector<Graph> members;
  std::vector<std::string> files{file};
  files.insert(files.end(), others.begin(), others.end());
  for (const std::string &each : files) {
    if (std::filesystem::path(each).extension() != ".dlm")
      throw UsageError(each + ": an ensemble consists of trained models, .dlm");
    members.push_back(Graph::load(each));
  }
  return ensembleOf(members);
}

/// As a .dlm alone is used: with averages of a training where it has some.
void ModelOptions::loadMembersInto(Program &program) const {
  for (std::size_t member = 0; member <= others.size(); ++member) {
    const std::string &path = member == 0 ? file : others[member - 1];
    const Weights given = loadWeights(path);
    const std::vector<std::string> averaged =
        usesAverages() ? Graph::load(path).averagedVariables() : std::vector<std::string>();
    const std::string prefix = memberVariable(member, "");
    for (const VariableInfo &variable : program.variables()) {
      if (!variable.tensor.name.starts_with(prefix))
        continue;
      std::string name = variable.tensor.name.substr(prefix.size());
      if (std::ranges::count(averaged, name))
        name += ".average";
      const Tensor *value = given.find(name);
      if (!value)
        throw Error(path + ": has no value of '" + name + "'");
      program.setVariable(variable.tensor.name, *value);
    }
  }
}

/// Weights that learnt from normalised images are of little use to a network that sees others, and the file
/// has no other place for what they were normalised by than its own network.
static void noteOtherNormalization(const Graph &graph, const std::string &weights) {
  if (std::filesystem::path(weights).extension() != ".dlm")
    return;
  const Graph from = Graph::load(weights);
  if (from.mean() != graph.mean() || from.standardDeviation() != graph.standardDeviation())
    std::cerr << "dlc: note: " << weights
              << (from.mean().empty()
                      ? " does not normalise its images, and " + graph.file() + " does"
                      : " has a mean and a deviation by which its images are normalised, and " +
                            graph.file() + (graph.mean().empty() ? " has none" : " has others") +
                            ": weights alone are taken")
              << '\n';
}

Graph ModelOptions::load(const RuleOptions *rule) const {
  Graph graph = read(rule);
  if (weights.empty() && !changesOutput && !(renamings.empty() && transposed.empty()))
    throw UsageError(std::string(renamings.empty() ? "--transpose" : "--rename") +
                     " is for the tensors of --weights FILE, and there is none");
  noteOtherNormalization(graph, weights);
  return graph;
}

Graph ModelOptions::read(const RuleOptions *rule) const {
  if (!others.empty())
    return loadEnsemble();
  if (!isOnnx()) {
    if (rule && !rule->loss.empty())
      throw UsageError("--loss is for ONNX files: " + file + " says itself what it learns, in @loss");
    if (rule && !rule->frozen.empty())
      throw UsageError("--freeze is for ONNX files; --trainable says what a network learns");
    if (dynamicBatch)
      throw UsageError("--dynamic-batch is for ONNX files");
    return Graph::load(file);
  }
  if (rule && rule->loss.empty())
    throw UsageError("an ONNX file does not say by what it learns: --loss softmax_cross_entropy, or another");
  return importOnnx(file, {.sizes = parseSizes(sizes, "--size"),
                           .shapes = parseShapes(shapes),
                           .dynamicBatch = dynamicBatch,
                           .train = rule != nullptr || weightsAreVariables,
                           .frozen = rule ? parsePatterns(rule->frozen) : std::vector<std::string>(),
                           .loss = rule ? rule->loss : ""});
}

Sizes ModelOptions::sizesFor(const Graph &graph) const {
  if (isOnnx()) // they are numbers in the graph already
    return {};
  return graph.sizesFor(parseShapes(shapes), parseSizes(sizes, "--size"));
}

CompileOptions ModelOptions::compileOptions(const Graph &graph, Mode mode,
                                            const std::string &optimizer) const {
  CompileOptions options;
  options.cpu = cpu;
  options.parallel = parallel == "none" ? Parallel::none : Parallel::openmp;
  options.keepPrepared = !noPrepare;
  options.convolution = convolution == "direct"     ? Convolution::direct
                        : convolution == "winograd" ? Convolution::winograd
                                                    : Convolution::automatic;
  options.mode = mode;
  options.optimizer = optimizer;
  options.threads = threads;
  options.cache = cache;
  options.average = usesAverages();
  options.sizes = sizesFor(graph);
  return options;
}

Program ModelOptions::compiled(const Graph &graph, const CompileOptions &options) const {
  Status status("compiling " + graph.name());
  CompileOptions reporting = options;
  reporting.onPhase = [&](const std::string &phase) {
    status.say("compiling " + graph.name() + ": " + phase);
  };
  Program program = compile(graph, reporting);
  if (threads)
    program.setThreads(threads);
  return program;
}

std::vector<Renaming> ModelOptions::parsedRenamings() const {
  std::vector<Renaming> parsed;
  try {
    for (const std::string &renaming : renamings)
      parsed.push_back(parseRenaming(renaming));
  } catch (const Error &error) {
    throw UsageError("--rename: " + std::string(error.what()));
  }
  return parsed;
}

WeightChanges ModelOptions::weightChanges() const { return {parsedRenamings(), transposed}; }

/// Variables that a file of weights may have, and has not.
static std::vector<std::string> missingIn(const Weights &given, const std::vector<VariableInfo> &variables) {
  std::vector<std::string> names;
  for (const VariableInfo &variable : variables)
    if (variable.role != VariableRole::Optimizer && !variable.isRandomState &&
        !given.tensors.contains(variable.tensor.name))
      names.push_back(variable.tensor.name);
  return names;
}

void ModelOptions::loadInto(Program &program, MissingWeights missing) const {
  if (!others.empty())
    return loadMembersInto(program);
  if (isTrained())
    program.load(file);
  if (weights.empty())
    return;
  const Weights given = readWeightFile(weights, weightChanges(), program.variables());
  for (const VariableInfo &variable : program.variables())
    if (const Tensor *tensor = given.find(variable.tensor.name))
      program.setVariable(variable.tensor.name, *tensor);
  const std::vector<std::string> names = missingIn(given, program.variables());
  if (missing == MissingWeights::begin && !names.empty())
    std::cerr << "dlc: note: " << weights << " lacks " << names.size()
              << " variables of the network, which begin "
              << (isTrained() ? "as " + file + " has them"
                              : "with the network's initial values, as --seed draws them")
              << ": " << shortList(names) << '\n';
}

void ModelOptions::failWithoutWeights() const {
  throw Error(
      file +
      " is a network without weights: give the .dlm that `dlc train` has made of it, --weights FILE, or "
      "--seed N for weights at random");
}

Program ModelOptions::loaded(const Graph &graph, Mode mode, std::optional<std::uint64_t> seed,
                             std::vector<std::string> entries) const {
  const bool brings = isOnnx() && !graph.variables().empty(); // the initial values are the file's
  if (!hasWeights() && !seed && !brings && !graph.variables().empty())
    failWithoutWeights(); // before compiling
  CompileOptions options = compileOptions(graph, mode);
  options.entries = std::move(entries);
  Program program = compiled(graph, options);
  fill(program, brings && !seed ? std::optional<std::uint64_t>(0) : seed);
  return program;
}

void ModelOptions::fill(Program &program, std::optional<std::uint64_t> seed) const {
  if (!hasWeights() && !seed && !program.variables().empty())
    failWithoutWeights();
  if (threads)
    program.setThreads(threads);
  if (seed && !isTrained())
    program.init(*seed);
  loadInto(program);
  if (weights.empty() || program.isInitialized())
    return;
  for (const VariableInfo &variable : program.variables())
    if (variable.role != VariableRole::Optimizer && !variable.isRandomState &&
        !program.hasValue(variable.tensor.name))
      throw Error(
          weights + ": has no variable '" + variable.tensor.name +
          "', which the network needs: --rename PATTERN=NEW if it is called otherwise, --seed N for a value "
          "at random");
  program.initMissing(0);
}

Weights ModelOptions::weightsFor(const Graph &graph, std::optional<std::uint64_t> seed) const {
  if (isTrained() && weights.empty())
    return loadWeights(file);
  Weights result{.tensors = {}, .file = hasWeights() ? weights : file, .others = {}};
  if (!hasWeights() && !seed)
    return result;
  Program program = loaded(graph, Mode::predict, seed);
  for (const VariableInfo &variable : program.variables())
    result.tensors.emplace(variable.tensor.name, program.variable(variable.tensor.name).clone());
  return result;
}

void MemoryOptions::declare(CLI::App &verb) {
  verb.add_option("--max-memory", most,
                  "a limit for the memory of a training step beside weights\nand optimizer state, such as "
                  "200MB; to stay below it,\nthe step recomputes activations")
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

void RuleOptions::declare(CLI::App &verb, const std::string &others) {
  constexpr std::size_t width = 50;
  std::string help, line;
  for (const std::string &name : optimizerNames()) {
    const std::string item = name == "adam" ? " adam (default)," : " " + name + ",";
    if (line.size() + item.size() > width) {
      help += line.substr(1) + '\n';
      line.clear();
    }
    line += item;
  }
  help += line.substr(1) +
          " with settings in brackets,\nand what is done around it behind them:\n'adamw(weight_decay=0.05), "
          "clip_norm=1'" +
          others;
  verb.add_option("--optimizer", optimizer, help)->option_text("RULE");
  declareOnnx(verb);
  verb.add_option(
          "--trainable", trainable,
          "train only these variables, given as patterns of names:\n'head.*, *.bias'; prints what that saves")
      ->option_text("NAMES");
}

void RuleOptions::declareOnnx(CLI::App &verb) {
  verb.add_option("--loss", loss,
                  "the loss of an ONNX file:\nsoftmax_cross_entropy (of labels), bce, mse, "
                  "l1, huber\n(of targets), a function of the file, or a text (.mlir)\nwith a function @loss")
      ->option_text("NAME");
  verb.add_option("--freeze", frozen,
                  "weights of an ONNX file that stay constant, given as\npatterns of their names")
      ->option_text("NAMES");
}

std::string RuleOptions::textFor(const Graph &graph) const {
  bool isOwn = graph.hasFunction("train_step");
  if (!isOwn && !graph.hasFunction("loss"))
    for (const EntryInfo &function : graph.functions())
      isOwn |= graph.learns(function.name);
  if (isOwn && !trainable.empty())
    throw UsageError("--trainable " + trainable +
                     ": the model says itself, in functions that learn, what is trained");
  const std::string text = optimizer.empty() && !isOwn ? "adam" : optimizer;
  return trainable.empty() ? text : text + ", trainable(" + trainable + ")";
}

/// "1.5 of 3 kB (50 %)", with the unit of `text`.
static std::string part(std::int64_t some, std::int64_t all,
                        const std::function<std::string(std::int64_t)> &text) {
  const double percent = all > 0 ? 100.0 * static_cast<double>(some) / static_cast<double>(all) : 0;
  return text(some) + " of " + text(all) + " (" + std::to_string(std::lround(percent)) + " %)";
}

std::string RuleOptions::savings(const Graph &graph, CompileOptions options, std::int64_t batch) const {
  if (trainable.empty())
    return "";
  options.maxMemory = 0; // what is computed again for its sake is another matter
  const StepCost some = stepCost(graph, options, batch);
  RuleOptions everything = *this;
  everything.trainable.clear();
  options.optimizer = everything.textFor(graph);
  const StepCost all = stepCost(graph, options, batch);
  const auto flops = [](std::int64_t count) { return scaled(count) + (count < 1000 ? " FLOP" : "FLOP"); };
  return "trains " + part(some.trainedParameters, all.trainedParameters, grouped) +
         " parameters; a step with a batch of " + std::to_string(batch) + " saves " +
         part(all.flops - some.flops, all.flops, flops) + ", and " +
         part(all.keptBytes - some.keptBytes, all.keptBytes, scaledBytes) +
         " that are kept for the backward pass";
}

void LearningOptions::declare(CLI::App &verb, const char *help) {
  verb.add_flag("--train", train, help);
  rule.declare(verb);
}

void LearningOptions::check() const {
  if (!train && rule.isGiven())
    throw UsageError(std::string(!rule.optimizer.empty()   ? "--optimizer"
                                 : !rule.trainable.empty() ? "--trainable"
                                 : !rule.loss.empty()      ? "--loss"
                                                           : "--freeze") +
                     " is for --train");
}

void declareWeightSeed(CLI::App &verb, std::optional<std::uint64_t> &seed) {
  verb.add_option("--seed", seed, "initialize a MODEL without weights at random, with this\nseed")
      ->option_text("N")
      ->check(atLeastZero);
}

static bool takesLabel(const Graph &graph, const std::function<bool(DType)> &ofType) {
  for (const EntryInfo &function : graph.functions())
    for (const TensorInfo &input : function.inputs)
      if (input.role == InputRole::Label && ofType(input.dtype))
        return true;
  return false;
}

bool usesLabels(const Graph &graph) {
  return takesLabel(graph, [](DType type) { return type == DType::i64; });
}

bool namesLabels(const Graph &graph) {
  return takesLabel(graph, [](DType) { return true; });
}

/// What data there are by a name of their own, and what lies beside a path.
static std::vector<std::string> dataBeside(const std::filesystem::path &path) {
  std::vector<std::string> names{"fashion-mnist"};
  std::error_code error;
  const auto folder = path.has_parent_path() ? path.parent_path() : ".";
  for (const auto &entry : std::filesystem::directory_iterator(folder, error))
    names.push_back((path.parent_path() / entry.path().filename()).string());
  std::ranges::sort(names); // of two that are as near, always the same
  return names;
}

Dataset openDataFor(const Graph &graph, const std::string &spec) {
  const Status status("reading " + spec);
  try {
    return openDataset(spec,
                       usesLabels(graph) ? countClasses(graph.functions(), graph.classNames()) : std::nullopt,
                       namesLabels(graph) ? graph.classNames() : std::vector<std::string>());
  } catch (const NoSuchData &missing) {
    const std::string meant = suggestion(missing.path, dataBeside(missing.path));
    if (meant.empty())
      throw;
    throw Error(missing.path + ": no such file or folder" + meant + " Data are " + missing.kinds);
  }
}

std::string readText(const std::filesystem::path &path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream || stream.bad())
    throw Error(path.string() + ": cannot be read");
  return text.str();
}

void printOrWrite(const std::string &text, const std::string &file) {
  if (file.empty())
    std::cout << text;
  else
    writeFile(file, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

} // namespace dlc

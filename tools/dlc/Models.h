// What verbs share: options about models, and the way from a file to a Program and from a name to its data.
#pragma once

#include "Checks.h"
#include "Verbs.h"
#include "WeightFile.h"
#include "dlc/Compile.h"
#include "dlc/Dataset.h"
#include "dlc/Weights.h"

#include <optional>
#include <ostream>

namespace dlc {

struct RuleOptions;

/// What becomes of variables that --weights lacks: the caller sees to them, or they begin with initial
/// values, or those of MODEL, and a note tells which.
enum class MissingWeights : std::uint8_t { keep, begin };

/// A model on the command line, and how it is compiled and run.
struct ModelOptions {
  std::string file;
  std::vector<std::string> others; ///< further models, with which it is an ensemble
  std::string cpu = "native";
  std::string parallel = "openmp";
  std::string convolution = "auto";
  bool noPrepare = false;
  std::string cache;                      ///< where compiled code is kept; empty: nowhere
  unsigned threads = 0;                   ///< 0: as many as the process may use
  bool dynamicBatch = false;              ///< of an ONNX file
  bool weightsAreVariables = false;       ///< weights of an ONNX file become variables, if it does not learn
  bool lastWeights = false;               ///< in place of averages
  std::string weights;                    ///< a file of weights, in place of those that MODEL has
  std::vector<std::string> renamings;     ///< of names in that file
  std::vector<std::string> transposed;    ///< patterns of those matrices in it that are transposed
  bool changesOutput = false;             ///< --rename and --transpose may be for a file that is written
  std::vector<std::string> sizes, shapes; ///< numbers that code is made for alone, as they are given

  /// Declares MODEL.
  void declare(CLI::App &verb);
  /// Declares further models behind it.
  void declareOthers(CLI::App &verb);
  /// Declares --cpu, --parallel, --conv and --no-prepare, and --threads for verbs that run what they compile.
  /// To be called last, since that is where they are in the help.
  void declareCode(CLI::App &verb, bool runs = true);

  /// Declares --size and --shape.
  void declareSizes(CLI::App &verb);
  /// Declares --weights, --rename and --transpose.
  void declareWeightFile(CLI::App &verb);
  /// The same and --last-weights, of verbs that use a network as it is.
  void declareWeights(CLI::App &verb);

  /// Reads MODEL. An ONNX file takes --size, --shape and --dynamic-batch when it is read; `rule` says how one
  /// that learns does.
  Graph load(const RuleOptions *rule = nullptr) const;
  /// An ONNX file.
  bool isOnnx() const;
  /// A .dlm, which has weights, and not only a network; or --weights is given.
  bool hasWeights() const { return isTrained() || !weights.empty(); }
  /// A .dlm.
  bool isTrained() const;
  /// Whether averages of a training take the place of its last weights: not where others are given here,
  /// which are meant to be used.
  bool usesAverages() const { return !lastWeights && weights.empty(); }
  /// What --rename says. Throws UsageError for what cannot be understood.
  std::vector<Renaming> parsedRenamings() const;
  /// The same, and what --transpose says.
  WeightChanges weightChanges() const;
  /// What --size and --shape say. Throws UsageError for what they cannot say, Error for what the graph has
  /// not.
  Sizes sizesFor(const Graph &graph) const;
  CompileOptions compileOptions(const Graph &graph, Mode mode, const std::string &optimizer = "") const;
  /// Compiles in this process. Variables have no values yet.
  Program compiled(const Graph &graph, const CompileOptions &options) const;
  /// The same for what is to be used as it is: with the weights of the file, or where it has none, those that
  /// the seed gives. Throws Error if there are neither. Of the entry points, it has those that are named;
  /// none: all.
  Program loaded(const Graph &graph, Mode mode, std::optional<std::uint64_t> seed,
                 std::vector<std::string> entries = {}) const;
  /// Gives the variables of a program that was compiled in another way the same values, and sets threads.
  void fill(Program &program, std::optional<std::uint64_t> seed) const;
  /// Throws Error: there are no weights, and how to give some.
  [[noreturn]] void failWithoutWeights() const;
  /// The values alone: those of the files, or those that the seed gives; none if there are neither.
  Weights weightsFor(const Graph &graph, std::optional<std::uint64_t> seed) const;
  /// Gives a program the weights of a .dlm, and then those of --weights. What neither has keeps its value.
  void loadInto(Program &program, MissingWeights missing = MissingWeights::keep) const;

private:
  Graph read(const RuleOptions *rule) const;
  Graph loadEnsemble() const;
  void loadMembersInto(Program &program) const;
};

/// --optimizer, --trainable, and --loss and --freeze for ONNX files: how a step that dlc writes learns.
struct RuleOptions {
  std::string optimizer, trainable;
  std::string loss, frozen; ///< of an ONNX file

  /// The help names every optimizer, and `others` behind them.
  void declare(CLI::App &verb, const std::string &others = "");
  /// Declares --loss and --freeze alone.
  void declareOnnx(CLI::App &verb);
  bool isGiven() const {
    return !optimizer.empty() || !trainable.empty() || !loss.empty() || !frozen.empty();
  }
  /// The text to compile with; Adam unless another is given, but nothing for a network that says in functions
  /// of its own how it learns. Throws UsageError for --trainable with such a network.
  std::string textFor(const Graph &graph) const;
  /// What --trainable saves, in words; empty without. `options` are those to compile with.
  std::string savings(const Graph &graph, CompileOptions options, std::int64_t batch) const;
};

/// --train and the above, of verbs that can do without.
struct LearningOptions {
  bool train = false;
  RuleOptions rule;

  void declare(CLI::App &verb, const char *help);
  /// Throws UsageError for a rule without --train.
  void check() const;
  Mode mode() const { return train ? Mode::train : Mode::predict; }
  /// Empty without --train.
  std::string optimizerFor(const Graph &graph) const { return train ? rule.textFor(graph) : ""; }
};

/// --max-memory, of verbs that make training steps.
struct MemoryOptions {
  double most = 0; ///< bytes; 0: as many as it likes

  void declare(CLI::App &verb);
  /// For steps of `batch` examples. What it costs is reported on `out`.
  void apply(CompileOptions &options, std::int64_t batch, std::ostream &out) const;
};

/// Declares --seed as the source of weights for networks without.
void declareWeightSeed(CLI::App &verb, std::optional<std::uint64_t> &seed);

/// Whether the network learns from labels that are numbers of classes.
bool usesLabels(const Graph &graph);
/// The same of labels of any type, such as 0 and 1 of floats: what these stand for has names, too.
bool namesLabels(const Graph &graph);

/// Opens what --data names, and checks labels against the classes that the network tells apart.
Dataset openDataFor(const Graph &graph, const std::string &spec);

/// What a named size is taken to be where nothing tells it.
inline constexpr std::int64_t assumedSize = 64;

/// Reads NAME=NUMBER, 1 or more, for an option. Throws UsageError for what is none.
Sizes parseSizes(const std::vector<std::string> &pairs, const char *option);

/// A text file, whole. Throws Error if it cannot be read.
std::string readText(const std::filesystem::path &path);

/// To standard output, or to a file if one is named.
void printOrWrite(const std::string &text, const std::string &file);

/// What --data takes, for the help.
inline constexpr const char *dataHelp =
    "required: fashion-mnist, a folder of IDX or CIFAR files or\nof a folder of images for each class, as "
    "'FOLDER(size=64)'\n(these with :train or :test), an .npz, a .csv, a text as\n'FILE.txt(sequence=64)' or "
    "'…(tokens=512)', an .npy of images.\nInputs take the columns of their "
    "names; the first f32\none takes `images`, the label `labels`. To name\ncolumns: "
    "'FILE,x=COLUMN,y=A+B,z=A:C,t=FILE.npy'";

} // namespace dlc

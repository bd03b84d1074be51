// Calls of entry points with values from the command line: what `dlc run` and `dlc grad` share.
#pragma once

#include "Models.h"
#include "Values.h"

namespace dlc {

/// -i, --set, --batch, --seed, --columns, --scale, --json.
struct CallOptions {
  std::vector<std::string> inputs, variables;
  std::int64_t batch = 0;
  GridOptions grid;
  std::optional<std::uint64_t> seed;
  bool json = false;

  void declare(CLI::App &verb, const char *seedHelp);

  /// Gives variables the values that --set says. Throws Error for names that the program has not, and for
  /// what does not fit.
  void setVariables(Program &program, const std::string &where) const;
  /// The program with its variables as they are before the call: those of MODEL, of --seed, of --set. Those
  /// of `entry` that have none then are an error, unless `mayStart`: then all start as the seed says.
  Program start(const ModelOptions &model, const Graph &graph, Program program, const std::string &entry,
                bool mayStart) const;
  /// Whether there are values for variables at all.
  bool hasValues(const ModelOptions &model) const { return model.hasWeights() || seed || !variables.empty(); }
};

/// Declares --scale.
void declareScale(CLI::App &verb, std::int64_t &scale);

/// Inputs of a call, read.
struct GivenInputs {
  std::vector<NamedValue> values;
  std::vector<Tensor> tensors;
  std::vector<Argument> arguments; ///< point into both

  /// An image file for the input that takes images is normalised as the graph says; arrays and literals are
  /// taken as they are. Throws Error, as readValue does, and for names that are not declared.
  GivenInputs(std::vector<NamedValue> given, const EntryInfo &entry, const Graph &graph,
              const std::string &where);
  GivenInputs(const GivenInputs &) = delete;
};

/// Writes what `files` name, and shows all else. `classes` are the program's, which tokens are written as.
void writeOrShow(const Outputs &results, const std::vector<NamedFile> &files, const CallOptions &options,
                 const std::vector<std::string> &classes);

} // namespace dlc

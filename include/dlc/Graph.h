// A network before it is compiled: its text, checked, with what can be asked of it. Comes from text, from a
// .mlir or .dlm file, from dlc::Builder or from the zoo; goes to compile().
#pragma once

#include "dlc/Program.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dlc {

/// What one op of a function costs.
struct OpCost {
  std::string op;              ///< without its dialect: "conv"
  std::string layer;           ///< "conv1", if it uses @conv1.weight or its like; else empty
  TensorInfo output;           ///< its first result; no name
  std::int64_t parameters = 0; ///< elements of the trained variables that it is the first to use
  std::int64_t flops = 0;      ///< multiplications, additions, comparisons and function values, each one
  std::int64_t bytes = 0;      ///< of its operands and results, each once
};

/// Immutable but for its attributes, and cheap to copy. Copies share what they hold: use a graph and its
/// copies from one thread at a time.
class Graph {
public:
  /// Reads a network. `file` stands before line and column in messages; `name` is used where the text has no
  /// `module @name`. Throws Error with every diagnostic as `file:line:column: error: …`, the line and a
  /// caret.
  static Graph parse(std::string text, std::string name = "model", std::string file = "<text>");

  /// Reads a .dlm (its graph, class names and normalisation), an .onnx (dlc/Onnx.h), or a text file; the name
  /// defaults to that of the file. Throws Error with the file's name if it cannot be read, as ModelFile does,
  /// and as parse does.
  static Graph load(const std::filesystem::path &path);

  /// Writes the text into a .mlir file, all at once or not at all. Throws Error for another suffix, and with
  /// the system's reason if the file cannot be written.
  void save(const std::filesystem::path &path) const;

  const std::string &text() const;
  /// Letters, digits and underscores, no digit first: it becomes the prefix of the C interface.
  const std::string &name() const;
  /// The file that it was read from, or what parse was given.
  const std::string &file() const;

  /// What an input or an output is called here that has another name in the ONNX file that the graph was
  /// imported from; every other name is itself.
  std::string nameOf(std::string_view original) const;

  /// All variables, in the order of the text.
  std::vector<VariableInfo> variables() const;
  /// All functions but private ones, in the order of the text: entry points once it is compiled.
  /// Which variables they use is for the compiler to say; the list is left empty.
  std::vector<EntryInfo> functions() const;
  bool hasFunction(std::string_view function) const;
  /// Whether the function updates variables by a learning rule (train.minimize, train.update), itself or in
  /// what it calls: then it is an entry point with Mode::train alone. False if there is none of that name.
  bool learns(std::string_view function) const;
  /// Whether it reads or writes a variable, itself or in what it calls. False if there is none of that name.
  bool usesVariables(std::string_view function) const;
  /// Elements of all trained variables.
  std::int64_t parameterCount() const;
  /// The ops of a function with its calls expanded, in order; those that compute nothing (reads, constants)
  /// are left out. A batch that is not given is 1. Throws Error if there is no such function, a size is below
  /// 1, or another size than the batch is not given.
  std::vector<OpCost> costs(std::string_view function, const Sizes &sizes = 1) const;

  /// The names of all sizes that a call may have: "batch", and then others, sorted.
  std::vector<std::string> sizes() const;
  /// The named sizes for which inputs have these shapes, by name and whole, beside `given` ones. Throws
  /// Error, with both sides, for an input that no function has, and for numbers that are not those of its
  /// shape.
  Sizes sizesFor(const std::vector<std::pair<std::string, Shape>> &shapes, const Sizes &given = {}) const;

  /// The weights of whose values over a training with average=… the .dlm holds an average, as variable
  /// NAME.average; empty for a graph from elsewhere.
  const std::vector<std::string> &averagedVariables() const;

  /// What a training calls, unless it is told otherwise (dlc/Plan.h): the attribute `train.plan`; empty if
  /// there is none.
  std::string plan() const;

  /// Names of the classes that logits stand for; empty if none are given.
  std::vector<std::string> classNames() const;
  /// Of each channel, for (x - mean) / standardDeviation on pixels in 0…1; empty if pixels stay as they are.
  std::vector<float> mean() const;
  std::vector<float> standardDeviation() const;

  /// Write the attributes into the text, which is otherwise kept, comments included. Empty vectors remove
  /// them. Throw Error if the result would not verify (as many means as deviations, deviations positive).
  void setClassNames(const std::vector<std::string> &names);
  void setNormalization(const std::vector<float> &mean, const std::vector<float> &standardDeviation);

  struct Impl;
  /// For the compiler, which knows what is in it (lib/API/GraphImpl.h).
  const Impl &implementation() const { return *impl; }

private:
  explicit Graph(std::shared_ptr<const Impl> impl) : impl(std::move(impl)) {}
  std::shared_ptr<const Impl> impl;
  std::vector<std::string> averaged;
};

} // namespace dlc

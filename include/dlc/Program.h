// An instance of a compiled model: shared code, and variables and scratch memory of its own.
// Comes in: the dlc_program that the compiler or a compiled library hands over. Goes out: calls of its entry
// points by name, its variables, and .dlm files.
#pragma once

#include "dlc/Roles.h"
#include "dlc/Tensor.h"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct dlc_program; // dlc/program.h

namespace dlc {
class ModelFile;
struct ModelContents;
struct ModelSegment;

/// In a TensorInfo's shape: as many as the call has examples. dlc::size() gives what stands for other names.
inline constexpr std::int64_t batchDimension = -1;

/// Named sizes and what they are in a call.
class Sizes {
public:
  Sizes() = default;
  /// The batch alone; 0: it is not given.
  Sizes(std::int64_t batch) : batch(batch) {}
  Sizes(std::initializer_list<std::pair<std::string_view, std::int64_t>> sizes) {
    for (const auto &[name, value] : sizes)
      set(name, value);
  }

  /// A size of 0 is one that is not given.
  void set(std::string_view name, std::int64_t value);
  /// 0 if it is not given.
  std::int64_t operator[](std::string_view name) const;
  bool empty() const { return batch == 0 && others.empty(); }
  /// Those that are given: the batch, and then in the order in which they were.
  std::vector<std::pair<std::string, std::int64_t>> all() const;

private:
  std::int64_t batch = 0;
  std::vector<std::pair<std::string, std::int64_t>> others;
};

/// "batch = 8, sequence = 128".
std::string toString(const Sizes &sizes);

/// A tensor as an entry or a variable declares it.
struct TensorInfo {
  std::string name;
  DType dtype = DType::f32;
  Shape shape;                       ///< a negative number is a size by name, see dlc::size()
  InputRole role = InputRole::Other; ///< of an input

  bool isBatched() const { return !shape.empty() && shape[0] == batchDimension; }
  /// Whether its shape depends on the call.
  bool isDynamic() const;
  /// The shape that it has in a call with these sizes. Throws Error if one is missing, or computed of others,
  /// which Program::shapeOf knows.
  Shape shapeFor(const Sizes &sizes) const;
};

/// "image f32 [batch, 1, 28, 28]".
std::string toString(const TensorInfo &info);

/// An entry point: what it takes and returns, in order.
struct EntryInfo {
  std::string name;
  std::vector<TensorInfo> inputs, outputs;
  std::vector<std::size_t> variables; ///< that it uses, as places in Program::variables()
  bool writes = false;                ///< whether it may change these
  EntryRole role = EntryRole::Other;
  /// Names of the sizes that a call has: "batch", always, and then others, sorted.
  std::vector<std::string> sizes = {"batch"};
  /// Sizes that are computed of these and occur in the shapes: "2 * sequence - 1".
  std::vector<std::string> derivedSizes = {};
};

/// Parameters are trained, buffers are other state (running statistics, random state), optimizer variables
/// are what a learning rule remembers.
enum class VariableRole : std::uint8_t { Parameter, Buffer, Optimizer };

struct VariableInfo {
  TensorInfo tensor;
  VariableRole role = VariableRole::Parameter;
  bool isRandomState = false; ///< a buffer of key and counter, from which random numbers are drawn
};

/// An input of a call, borrowed until the call returns.
struct Argument {
  Argument(std::string_view name, const Tensor &tensor) : name(name), tensor(&tensor) {}

  std::string_view name;
  const Tensor *tensor;
};

/// What a call returns: named tensors in the entry's order.
class Outputs {
public:
  struct Item {
    std::string name;
    Tensor tensor;
  };

  explicit Outputs(std::vector<Item> items) : items(std::move(items)) {}

  /// Throws Error, with the names that there are, if there is none of that name.
  const Tensor &operator[](std::string_view name) const;
  /// The same, moved out.
  Tensor take(std::string_view name);

  std::size_t size() const { return items.size(); }
  auto begin() const { return items.begin(); }
  auto end() const { return items.end(); }

private:
  std::size_t find(std::string_view name) const;

  std::vector<Item> items;
};

/// How many classes the labels of a model may name: as many as `predict` has logits, unless that is one, or
/// else names. Nothing if the model does not say.
std::optional<std::int64_t> countClasses(const std::vector<EntryInfo> &entries,
                                         const std::vector<std::string> &classNames);

/// Move-only; a moved-from Program may only be assigned to or destroyed. Thread safety: the calls of one
/// instance must not overlap, and it is the caller who sees to that; instances never meet, also those of the
/// same code. Whatever throws Error leaves the variables as they were.
class Program {
public:
  /// Variables get the values that the code carries for them; those without one have none until init(),
  /// load() or setVariable(). Throws Error for what is no sound dlc_program of the version that this library
  /// knows.
  explicit Program(std::shared_ptr<const dlc_program> code);
  Program(Program &&) noexcept;
  Program &operator=(Program &&) noexcept;
  ~Program();

  /// Another instance on the same code, with copies of the variables as they are now.
  Program fork() const;

  const std::string &name() const;
  /// The network as text, as save() stores it: large constants are named in it (constants()), and it is in a
  /// version of the dialects (graphVersion()).
  const std::string &graph() const;
  std::uint32_t graphVersion() const;
  const std::vector<ModelSegment> &constants() const;
  /// Empty if the model names no classes.
  const std::vector<std::string> &classNames() const;
  /// How many classes labels may name: see countClasses, also where the program was compiled without
  /// `predict`. Nothing if the model does not say.
  std::optional<std::int64_t> classCount() const;
  /// compile() does this.
  void setClassCount(std::optional<std::int64_t> count);
  /// Per channel; both empty if pixels stay in 0 … 1. Inputs are expected as (x - mean) / deviation.
  const std::vector<float> &mean() const;
  const std::vector<float> &standardDeviation() const;

  const std::vector<EntryInfo> &entries() const;
  bool has(std::string_view entry) const;
  /// Both throw Error, with the entries that there are, if there is none of that name.
  const EntryInfo &entry(std::string_view name) const;
  std::size_t entryIndex(std::string_view name) const;
  /// The same by role.
  bool has(EntryRole role) const;
  const EntryInfo &entry(EntryRole role) const;
  std::size_t entryIndex(EntryRole role) const;

  /// Gives every variable that the entry `init` sets its initial value, drawn from the seed. Throws Error if
  /// the program has no such entry.
  void init(std::uint64_t seed);
  /// The same for those variables alone that have no value yet: weights that were loaded stay, the state of
  /// an optimizer that the file did not know begins.
  void initMissing(std::uint64_t seed);
  /// The same for random states alone: what is drawn from here on depends on the seed.
  void reseed(std::uint64_t seed);
  /// Whether every variable has a value.
  bool isInitialized() const;
  /// Whether this one has. Throws Error if there is none of that name.
  bool hasValue(std::string_view variable) const;

  /// Calls an entry: `program.call("predict", {{"image", images}})["logits"]`. The inputs tell the sizes;
  /// those that none tells must be given: `program.call("generate", {}, 64)`, where 64 is the batch, or
  /// `program.call("generate", {}, {{"batch", 64}, {"sequence", 20}})`. Throws Error, with what the entry
  /// declares, for names, element types, shapes and sizes that do not fit, and if a variable that the entry
  /// uses has no value yet.
  Outputs call(std::string_view entry, const std::vector<Argument> &inputs = {}, const Sizes &sizes = {});

  /// The same for loops: by position, into tensors that are there already, without a look-up and, once the
  /// scratch memory has grown to the sizes, without an allocation. Throws Error, too, if the memory of an
  /// output overlaps that of another argument, or any that of a variable which the call writes.
  void run(std::size_t entry, std::span<const Tensor *const> inputs, std::span<Tensor *const> outputs,
           const Sizes &sizes = {});

  /// The sizes of a call with these inputs, in the entry's order, and `given` ones. Throws Error as call().
  Sizes sizesOf(std::size_t entry, std::span<const Tensor *const> inputs, const Sizes &given = {}) const;

  /// The shape that an input or an output of an entry has in a call with these sizes, which may have names
  /// that the entry has not. Throws Error if one is missing, below 1, or refused by the entry.
  Shape shapeOf(std::size_t entry, const TensorInfo &tensor, const Sizes &sizes) const;

  const std::vector<VariableInfo> &variables() const;
  /// Throws Error if there is none of that name or it has no value yet. Valid as long as the instance.
  const Tensor &variable(std::string_view name) const;
  /// Copies. Throws Error if name, element type or shape do not fit.
  void setVariable(std::string_view name, const Tensor &value);

  /// Takes over every variable from a .dlm file, after verifying its checksums. What the file lacks of an
  /// optimizer's state begins anew, as `reset_optimizer` or else `init` makes it; what it has of it beyond
  /// the program is ignored. Throws Error, with both sides, for every other difference.
  void load(const ModelFile &file);
  void load(const std::string &path);

  /// Writes a .dlm file, all at once or not at all: graph, variables, class names, normalisation.
  void save(const std::string &path) const;
  /// The same with what `extra` adds: progress, optimizer, segments; its graph, class names and
  /// normalisation, where it has them, replace the program's.
  void save(const std::string &path, const ModelContents &extra) const;

  /// Bytes of variables and scratch memory that calls with these sizes make this instance hold. Throws Error
  /// if a size is missing that an entry has, other than the batch, which then is 1.
  std::int64_t peakBytes(const Sizes &sizes) const;

  /// How many threads compiled code may use, if it was made for several: at first what OMP_NUM_THREADS says,
  /// else as many as the process may really use, by its affinity mask and its CPU quota. Code made for one
  /// thread ignores it. The run time of OpenMP is found among the libraries that are loaded; this library
  /// links none. How threads wait for each other follows what the machine has to spare, unless one of
  /// OMP_WAIT_POLICY, KMP_BLOCKTIME and KMP_LIBRARY is set. Throws Error for 0.
  void setThreads(unsigned threads);
  /// Of the next call; 1 for code made for one thread.
  unsigned threads() const;

private:
  struct Instance;
  explicit Program(std::unique_ptr<Instance> instance);

  std::unique_ptr<Instance> instance;
};

} // namespace dlc

// What is behind a Program, private to this library: an instance of the runtime core, and the description of
// its code in C++ terms.
#pragma once

#include "dlc/Program.h"

#include "Model/ModelContents.h"
#include "Runtime/OpenMP.h"
#include "Support/Support.h"

namespace dlc {

struct Program::Instance {
  explicit Instance(std::shared_ptr<const dlc_program> code);

  // Program.cpp: what is declared.
  const dlc_entry_info &raw(std::size_t entry) const { return code->entries[entry]; }
  std::size_t findEntry(std::string_view name) const;
  std::size_t findEntry(EntryRole role) const;
  [[noreturn]] void failNoEntry(std::string_view wanted) const;
  std::size_t findVariable(std::string_view name) const;

  // ProgramCall.cpp
  /// Puts the named sizes of a call into `named`.
  void bindSizes(std::size_t entry, std::span<const Tensor *const> inputs, const Sizes &given);
  /// What an entry of a tensor's shape is in the call that was measured last.
  std::int64_t sizeIn(const EntryInfo &entry, std::int64_t declared) const;
  /// Computes the derived sizes.
  void measure(std::size_t entry);
  void checkTensors(const EntryInfo &entry, const char *kind, const std::vector<TensorInfo> &declared,
                    std::span<const Tensor *const> tensors) const;
  void execute(std::size_t entry, std::span<const Tensor *const> inputs, std::span<Tensor *const> outputs);

  // ProgramState.cpp
  bool hasValue(std::size_t variable) const { return core->variables[variable] != nullptr; }
  const Tensor &value(std::size_t variable) const;
  void assign(std::size_t variable, std::span<const std::byte> bytes);
  /// Throws Error with the core's message if the status is one.
  void check(std::int32_t status) const;

  struct Destroy {
    void operator()(dlc_instance *instance) const { dlc_support_destroy(instance); }
  };

  std::shared_ptr<const dlc_program> code;
  std::string name, graph;
  std::uint32_t graphVersion = 1;
  std::vector<ModelSegment> constants; ///< of the graph; their bytes belong to the code
  std::vector<std::string> classNames;
  std::optional<std::int64_t> classCount;
  std::vector<float> mean, deviation;
  std::vector<EntryInfo> entries;
  std::vector<Shape> entrySizes; ///< of each entry: what stands for its sizes in shapes, named, then derived
  std::vector<VariableInfo> variables;

  std::unique_ptr<dlc_instance, Destroy> core;
  mutable std::vector<Tensor> values; ///< over the core's memory, once it has been asked for
  std::vector<void *> arguments;      ///< as many as the longest entry takes
  std::vector<std::int64_t> named;    ///< the named sizes of a call
};

/// "'image' f32 [batch, 4], 'label' i64 [batch]", or "nothing".
std::string listTensors(const std::vector<TensorInfo> &infos);

} // namespace dlc

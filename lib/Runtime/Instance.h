// What is behind a Program, private to this room: the description of the code in C++ terms, the variables and
// the scratch memory.
#pragma once

#include "dlc/Program.h"
#include "dlc/program.h"

#include "Runtime/OpenMP.h"

#include <cstdlib>

namespace dlc {

/// Memory that only grows, aligned for compiled code; its contents are nobody's between calls.
class Arena {
public:
  /// Throws Error if there is not so much memory; the arena is then empty.
  void reserve(std::int64_t bytes);
  void *data() const { return memory.get(); }

private:
  struct Free {
    void operator()(void *memory) const { std::free(memory); }
  };
  std::unique_ptr<void, Free> memory;
  std::int64_t capacity = 0;
};

struct Program::Instance {
  struct Variable {
    Tensor value;
    bool hasValue = false;
  };

  explicit Instance(std::shared_ptr<const dlc_program> code);

  // Program.cpp: what is declared.
  const dlc_entry_info &raw(std::size_t entry) const { return code->entries[entry]; }
  std::size_t findEntry(std::string_view name) const;
  std::size_t findVariable(std::string_view name) const;

  // ProgramCall.cpp
  std::int64_t batchOf(const EntryInfo &entry, std::span<const Tensor *const> inputs,
                       std::int64_t given) const;
  void checkTensors(const EntryInfo &entry, const char *kind, const std::vector<TensorInfo> &declared,
                    std::span<const Tensor *const> tensors, std::int64_t batch) const;
  void requireVariables(std::size_t entry) const;
  void execute(std::size_t entry, std::int64_t batch, std::span<const Tensor *const> inputs,
               std::span<Tensor *const> outputs);

  std::shared_ptr<const dlc_program> code;
  std::string name, graph;
  std::vector<std::string> classNames;
  std::vector<float> mean, deviation;
  std::vector<EntryInfo> entries;
  std::vector<VariableInfo> variables;

  std::vector<Variable> state;
  Arena fixedArena, batchArena;
  std::vector<void *> table; ///< as long as the longest that an entry takes
  dlc_threads threads;
};

/// "'image' f32 [batch, 4], 'label' i64 [batch]", or "nothing".
std::string listTensors(const std::vector<TensorInfo> &infos);

} // namespace dlc

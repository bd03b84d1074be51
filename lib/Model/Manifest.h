// What a compiled model is made of, in C++: entry points, variables, tensors and what travels with the model.
// The compiler fills it; Target turns it into the constant `dlc_program` (include/dlc/program.h) and a C
// header, and this library into the index of the .dlm files that a compiled library writes.
#pragma once

#include "Model/ModelContents.h"
#include "dlc/Roles.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dlc {

struct ManifestTensor {
  std::string name;
  DType type = DType::f32;
  std::vector<int64_t> shape; ///< row-major; -1 - k is size number k of the entry; empty for a scalar

  InputRole role = InputRole::Other; ///< of an input
};

struct ManifestVariable {
  ManifestTensor tensor; ///< its shape has numbers alone
  ModelSegment::Role role = ModelSegment::Role::Parameter;
  std::span<const std::byte> initial; ///< borrowed; empty: none
  bool isRandomState = false;
};

struct ManifestEntry {
  std::string name;   ///< as the model calls it: predict, train_step, …
  std::string symbol; ///< of the compiled function, see dlc_entry_info.run
  std::vector<ManifestTensor> inputs, outputs;
  std::vector<int32_t> variables; ///< indices into Manifest::variables, ascending
  int64_t fixedArenaBytes = 0;
  int64_t batchArenaBytes = 0; ///< multiplied by the batch, where there is no measure function
  bool writes = true;          ///< false: the code only reads its variables, so that they may be shared
  EntryRole role = EntryRole::Other;
  std::vector<std::string> sizes = {"batch"}; ///< names of sizes that a call gives; the batch is the first
  std::vector<std::string> derivedSizes = {}; ///< expressions over these, which the shapes have too
  bool hasMeasure = false;                    ///< there is a function SYMBOL.measure, see dlc_entry_info
  bool prepares = false;                      ///< see dlc_entry_info.prepares
  std::vector<int32_t> outdated = {};         ///< flags of the prepared memory, ascending

  /// What an entry of a shape says: "128", "batch", "2 * sequence".
  std::string sizeText(int64_t size) const;
  /// Whether a shape depends on the named size of that index.
  bool depends(size_t namedSize) const;
  std::string measureSymbol() const { return symbol + ".measure"; }
};

/// A large constant of the graph, which its text names.
struct ManifestConstant {
  ManifestTensor tensor; ///< its shape has no batch
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> owner; ///< of the bytes
  std::string symbol = {}; ///< by which code reads it: the copy that the Program holds; empty: it does not
};

/// One call that a library proves itself with.
struct ManifestCall {
  int32_t entry;
  std::vector<int64_t> sizes;                    ///< the named ones
  std::vector<std::vector<std::byte>> arguments; ///< inputs, then what the outputs are
  uint64_t resultBytes;                          ///< of the outputs, each rounded up to DLC_ARENA_ALIGNMENT
};

/// Calls of one new instance, in this order, and what they give.
struct ManifestSelftest {
  bool initialises = false; ///< the variables have no values: the first call is of `init`, with the seed 1
  std::vector<ManifestCall> calls;
};

/// What entry points compute of variables alone and keep, see dlc_program.prepared_bytes.
struct ManifestPrepared {
  int64_t bytes = 0;
  int32_t count = 0; ///< of flags
};

/// The same program compiled for another CPU: its entry points have the same names, sizes, tensors and
/// variables, and symbols and memory of their own.
struct ManifestFallback {
  std::string cpu, features; ///< as in Manifest
  std::vector<ManifestEntry> entries;
  ManifestPrepared prepared = {};
};

struct Manifest {
  std::string name;            ///< of the model; prefixes the C functions of a library
  std::string cpu;             ///< that the code is made for, as LLVM names it
  std::string features;        ///< that the code needs, comma-separated, as LLVM names them
  std::string graph;           ///< the network as text
  uint32_t dialectVersion = 1; ///< in which that is written
  std::vector<ManifestConstant> constants;
  bool openmp = false;       ///< the code calls the OpenMP run time
  bool freestanding = false; ///< its library needs no system, and its instances lie in memory of the caller
  std::vector<ManifestVariable> variables;
  std::vector<ManifestEntry> entries;
  ManifestPrepared prepared = {};
  std::vector<ManifestFallback> fallbacks; ///< for CPUs that have less, each for what those before it need
  std::vector<std::string> classNames;
  std::vector<float> mean, standardDeviation; ///< per channel; both empty: pixels stay in 0…1
  std::optional<ManifestSelftest> selftest;   ///< that a library carries
  std::optional<ModelOptimizer> optimizer;    ///< whose slots the optimizer variables are
};

/// The first rule of the above that is broken, or nothing: names missing or twice, sizes that no entry
/// has, indices out of range or order, initial values or constants of the wrong size.
std::optional<std::string> findProblem(const Manifest &manifest);

/// What files of the model hold: the initial values of its variables, which may have none, in their order,
/// then its constants; no progress of training. Borrows all bytes.
ModelContents contentsOf(const Manifest &manifest);

/// The fixed parts of a .dlm file that holds the variables of a manifest, in their order, then its constants,
/// and no progress of training. The index is complete but for the checksums, which are little-endian 64-bit
/// numbers at `checksumPlaces`, one a variable.
struct ModelTemplate {
  std::vector<std::byte> index;
  std::vector<uint64_t> checksumPlaces; ///< offsets into index
};

/// Throws dlc::Error if findProblem finds one.
ModelTemplate makeModelTemplate(const Manifest &manifest);

} // namespace dlc

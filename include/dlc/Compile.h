// From a Graph to native code: in this process, as a Program, or in a library that needs no dlc where it
// runs. Both are made of the same objects, and give the same bits.
#pragma once

#include "dlc/Graph.h"
#include "dlc/Program.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace dlc {

/// Which entry points are made beside `init` and those of the graph itself (see
/// docs/decisions/0003-entry-points.md).
enum class Mode : std::uint8_t {
  predict,  ///< none
  evaluate, ///< `evaluate`, from the graph's `loss`
  train     ///< that, `train_step` and `reset_optimizer`
};

enum class Parallel : std::uint8_t {
  none,  ///< one thread
  openmp ///< as many threads as are set when it runs
};

/// What a training step with a limit on its memory costs.
struct MemoryTrade {
  std::int64_t batch;              ///< examples at which the limit holds
  std::int64_t bytes, bytesBefore; ///< of scratch memory, as planned: with the limit, and without
  std::int64_t flops, flopsBefore; ///< floating-point operations of a step
};

struct CompileOptions {
  /// "native" or a CPU as LLVM names it: x86-64-v3, znver5, …
  std::string cpu = "native";
  Parallel parallel = Parallel::openmp;
  Mode mode = Mode::predict;
  /// With Mode::train, unless the graph has a `train_step` of its own: a name, and settings where they are
  /// not as preset, such as adam or rmsprop(momentum=0.9). docs/reference/train.md has all of them.
  std::string optimizer = {};
  /// Bytes that the scratch memory of `train_step` may take with `memoryBatch` examples; 0: as many as it
  /// likes. Where it would take more, the backward pass computes values again instead of keeping them.
  /// Results are the same to the bit. Error if no such plan fits.
  std::int64_t maxMemory = 0;
  std::int64_t memoryBatch = 1;
  /// Told what `maxMemory` has led to.
  std::function<void(const MemoryTrade &)> onMemoryTrade = {};
  /// That the compiler may use; 0: as many as the process may run on.
  unsigned threads = 0;
};

/// Compiles and links in this process. Variables have no value until init(), load() or setVariable(). Throws
/// Error, with the compiler's diagnostics and their places in the graph's file, for what cannot be compiled,
/// and for options that do not fit: an unknown CPU or optimizer, an optimizer without Mode::train, a mode
/// that needs `loss` where there is none. Thread-safe for different graphs.
Program compile(const Graph &graph, const CompileOptions &options = {});

/// The module as it is after the stage of that name (simplify, differentiate, fuse, linalg, bufferize, tile,
/// parallelize, llvm), as MLIR text. Throws Error as compile does, and with the stages that there are if
/// there is none of that name.
std::string lower(const Graph &graph, std::string_view lastStage, const CompileOptions &options = {});

struct CompiledLibrary {
  std::filesystem::path library, header;
};

/// Writes a library, whose suffix says what it is (.so, .a, .o), and beside it a C header of the same stem.
/// `weights` names a .dlm file whose variables the library carries; where it is empty, `init` or `load` must
/// give them values. Existing files are replaced whole, after all else has succeeded. Throws Error as compile
/// does, and for weights that are not the graph's, another suffix or a failing file system.
CompiledLibrary compileLibrary(const Graph &graph, const std::filesystem::path &library,
                               const CompileOptions &options = {}, const std::filesystem::path &weights = {});

} // namespace dlc

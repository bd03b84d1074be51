// From a Graph to native code: in this process, as a Program, or in a library that needs no dlc where it
// runs. Both are made of the same objects, and give the same bits.
#pragma once

#include "dlc/Graph.h"
#include "dlc/Profile.h"
#include "dlc/Program.h"
#include "dlc/StepHooks.h"
#include "dlc/Weights.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

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

/// How convolutions with square windows are computed. Winograd's minimal filtering takes windows of 2 to 5
/// pixels, and those of twice as many that move by 2. It needs a quarter of the multiplications for 3 × 3 and
/// up to two fifths for others; its results in f32 differ from the exact ones by some times as much as those
/// of the direct form (docs/decisions/0024-winograd.md), and it takes memory of its own.
enum class Convolution : std::uint8_t {
  automatic, ///< by the form that is expected to take less time
  direct,    ///< never by Winograd's
  winograd   ///< by Winograd's wherever it is possible
};

/// Of LLVM, for finding faults in compiled code: its loads and stores are checked when it runs, at several
/// times the cost. Such code runs in a program that has the run time of the same sanitizer, as one has that
/// clang builds with -fsanitize=address or -fsanitize=thread.
enum class Sanitizer : std::uint8_t {
  none,
  address, ///< accesses beyond a caller's memory, a variable or a buffer of a step; each of them has memory
           ///< of its own
  thread   ///< accesses of several threads without order. OpenMP's is known to it by its tool libarcher
};

/// Where the weights of a library are.
enum class StoredWeights : std::uint8_t {
  embedded, ///< in the library
  file,     ///< in a file beside it, which a program maps or loads by the function NAME_map or NAME_load
  none      ///< nowhere: a program brings a file of its own
};

/// What a training step with a limit on its memory costs.
struct MemoryTrade {
  std::int64_t batch;              ///< examples at which the limit holds
  std::int64_t bytes, bytesBefore; ///< of scratch memory, as planned: with the limit, and without
  std::int64_t flops, flopsBefore; ///< floating-point operations of a step
};

struct CompileOptions {
  /// A CPU as LLVM names it (x86-64-v3, znver5, cortex-a72, …), or "native": this CPU, or for another target
  /// the oldest that it covers.
  std::string cpu = "native";
  /// For compileLibrary, in place of `cpu`: several CPUs, in any order, for each of which the library has
  /// code. When it runs, it takes that whose features this CPU has, of these the one with the most. Weights
  /// are there once. No freestanding library, which does not ask the CPU
  /// (docs/decisions/0037-cpu-dispatch.md).
  std::vector<std::string> cpuDispatch = {};
  /// Empty: this machine. Else the triple of the machine that a library is for: aarch64-linux-gnu, …
  std::string target = {};
  Parallel parallel = Parallel::openmp;
  /// For compileLibrary: an .a or .o that needs no libc and no system, in memory that its caller brings; code
  /// for one thread. Every named size but the batch must have a number in `sizes`. What its header offers in
  /// place of files and threads, and what it still needs: docs/how-to/run-without-a-system.md.
  bool freestanding = false;
  /// For compileLibrary: the library carries inputs, made up, and what the functions of the network give for
  /// them, which a program compiled for this machine tells; see verifyLibrary. It is larger by these.
  bool selftest = false;
  /// For compileLibrary. Unless they are embedded, values that the graph itself gives variables, as that of
  /// an ONNX file does (OnnxOptions::train), are not in the library either, which then has no function
  /// `init`; constants are in any case.
  StoredWeights storedWeights = StoredWeights::embedded;
  Convolution convolution = Convolution::automatic;
  Mode mode = Mode::predict;
  /// Names of the entry points that are called: those of the graph's functions, and of those that the mode
  /// adds. The program has these, `init` and with Mode::train `reset_optimizer`; others take no time to
  /// compile and no space. With splitSteps: before steps are split. Empty: all of the mode. Error for a name
  /// that there is not. Variables are the same ones in any case.
  std::vector<std::string> entries = {};
  /// Numbers for named sizes, for which alone the code is then made: it may be faster, and calls do not give
  /// them. The graph that the program holds stays as it is. See Graph::sizesFor.
  Sizes sizes = {};
  /// With Mode::train, unless the graph has a `train_step` of its own: adam, rmsprop(momentum=0.9), and so on
  /// (see dlc/Optimizer.h).
  std::string optimizer = {};
  /// Bytes that the scratch memory of `train_step` may take with `memoryBatch` examples; 0: as many as it
  /// likes. Where it would take more, the backward pass computes values again instead of keeping them.
  /// Results are the same but for the rounding of sums: the order of the terms may change where they are not
  /// stored any more. Error if no such plan fits.
  std::int64_t maxMemory = 0;
  std::int64_t memoryBatch = 1;
  /// Called with what `maxMemory` has led to.
  std::function<void(const MemoryTrade &)> onMemoryTrade = {};
  /// Called with each remark of the compiler, "FILE:LINE:COLUMN: TEXT": what is compiled, but is slower than
  /// one might expect, and why.
  std::function<void(const std::string &)> onRemark = {};
  /// Called with the name of each phase when it begins: the stages that `lower` names, translate, code, link.
  std::function<void(const std::string &)> onPhase = {};
  /// Called at the end with a table, as text, of what each phase and each pass of the compiler took:
  /// wall-clock time, and CPU time of the whole process. Nothing is measured without it.
  std::function<void(const std::string &)> onTimes = {};
  /// Filled by the code with what its kernels take (see dlc/Profile.h); the program keeps it. For compile()
  /// alone. Such code is not cached.
  std::shared_ptr<Profile> profile = {};
  /// Where it is not null, kernels are listed here, with their ops and forms, when code is made: what
  /// `profile` would count, without a change of the code. Of several CPUs: the code for that with the most
  /// features.
  Profile *report = nullptr;
  /// With Mode::train: also `gradient`, which returns the derivatives of the loss (see dlc/Lbfgs.h). No
  /// optimizer is needed then, and without one there is no `train_step`.
  bool gradient = false;
  /// With Mode::train: each function `f` that minimises is two entry points, for training by several
  /// processes (dlc/Communicator.h). `f_gradients` changes no variable and returns, behind its own results,
  /// what `f_update` takes by the same names: gradients, `w.gradient`, and other next values, `v.next`.
  bool splitSteps = false;
  /// With splitSteps: batch norms of a step take the statistics of all ranks, as those of one process would
  /// (docs/decisions/0041-batch-statistics.md). Needs `hooks`. For batch norms of f32 and narrower floats.
  bool syncBatchNorms = false;
  /// With splitSteps: called by the code of a step (see dlc/StepHooks.h); the program keeps it. For compile()
  /// alone. Such code is not cached.
  std::shared_ptr<StepHooks> hooks = {};
  /// Without Mode::train: of a graph from a .dlm that holds averages of weights (Graph::averagedVariables),
  /// use these and not the weights of the last step. The program then loads them from such files.
  bool average = true;
  /// For tests: no two buffers of a call share memory, and behind each are 64 bytes that no one may touch.
  /// What is read before it was written, or beyond its end, then shows if the caller of `run` (dlc/program.h)
  /// fills the arenas with NaN.
  bool separateBuffers = false;
  /// What entry points compute of variables alone, such as weights in the order in which the code reads
  /// them, is computed by the first call that needs it and kept by the instance, once for all entry points,
  /// until one of these variables changes; by a training step only of what it does not update. false: by each
  /// call, which needs less memory. Never in freestanding libraries.
  bool keepPrepared = true;
  /// Whose checks the code carries. With Sanitizer::address, separateBuffers holds too.
  Sanitizer sanitizer = Sanitizer::none;
  /// A folder in which compiled code is kept: what was compiled before, with the same options, for the same
  /// target and by the same build of dlc, is taken from there. It is made if there is none; Error if others
  /// than this user may write there. What is damaged is compiled again. The folder may be removed at any
  /// time, and takes 1 GB at most. Empty: nothing is kept. Steps with a limit on their memory are not kept.
  std::filesystem::path cache = {};
  /// That the compiler may use; 0: as many as the process may run on.
  unsigned threads = 0;
};

/// Compiles and links in this process. Variables have no value until init(), load() or setVariable(). Throws
/// Error, with the compiler's diagnostics and their places in the graph's file, for what cannot be compiled,
/// and for options that do not fit: an unknown CPU or optimizer, an optimizer without Mode::train, a mode
/// that needs `loss` where there is none, a sanitizer whose run time this process does not have. Thread-safe
/// for different graphs.
Program compile(const Graph &graph, const CompileOptions &options = {});

/// A function of the graph in f64, as dlc::GradientCheck (dlc/GradientCheck.h) calls it: the number that it
/// computes, and the derivatives of that with respect to all that it takes. `loss` is as in a training step.
/// Of the options, those about code hold. Throws Error as compile does.
Program compileGradientCheck(const Graph &graph, const std::string &function,
                             const CompileOptions &options = {});

/// Derivatives of a function of the graph.
struct GradientRequest {
  std::string function = "loss"; ///< which may be private
  std::string of = {};           ///< the result to differentiate; empty: the first of floats
  /// With respect to which inputs and variables of floats, by patterns of names; none: to all its inputs and
  /// all trained variables.
  std::vector<std::string> wrt = {};
  /// Also of what each op gives: behind the other results, `NODE.gradient` for each op that gives floats, and
  /// then `NODE`, the value, for each op, in the order of computation. A node is named as `%1 = mul(x, w)`:
  /// by the result, if it is one, or a number, and by the op and what it takes.
  bool nodes = false;
};

/// The entry point `gradient`: the function, and behind its results `NAME.gradient` for each that is asked
/// for. Where the result that is differentiated is more than a number, they are the derivatives of the sum of
/// its elements. It changes no variable; batch norms of `loss` take the statistics of the batch. Of the
/// options, those about code hold. Throws Error as compile does, and for names that the function has not.
Program compileGradient(const Graph &graph, const GradientRequest &request,
                        const CompileOptions &options = {});

/// A function of the graph that also returns what its layers compute: the entry point `layers`, which behind
/// the function's results gives `LAYER.output` for each layer in their order. A layer is named by the
/// parameters that it reads, as OpCost's; its value is the last one of what it computes with them, bias and
/// activation included. Where weights are used again, it is `LAYER.2.output`. It changes no variable, and
/// leaves dropouts out. Of the options, those about code hold. Throws Error as compile does, for a function
/// that learns, and if there is none of that name.
Program compileLayers(const Graph &graph, const std::string &function, const CompileOptions &options = {});

/// The module as it is after the stage of that name (simplify, differentiate, fuse, linalg, bufferize, tile,
/// parallelize, llvm), as MLIR text. Throws Error as compile does, and with the stages that there are if
/// there is none of that name.
std::string lower(const Graph &graph, std::string_view lastStage, const CompileOptions &options = {});

/// The graph with all entry points of the mode, derivatives and updates written out: what Graph::costs can be
/// asked of. Throws Error as compile does.
Graph expanded(const Graph &graph, const CompileOptions &options);

/// What one call of `train_step` costs, before anything is fused.
struct StepCost {
  std::int64_t flops = 0;             ///< as OpCost counts them: forward, backward and update
  std::int64_t keptBytes = 0;         ///< of the forward pass's values that are read after it
  std::int64_t trainedParameters = 0; ///< elements of the variables that learn
};

/// Throws Error as compile does, and if there is no `train_step`: for Mode::train; and if its cost depends on
/// another size than the batch: options.sizes gives those.
StepCost stepCost(const Graph &graph, const CompileOptions &options, std::int64_t batch);

/// Which op of an entry point of a Mode::train program is the first to make a value that is not finite, as a
/// sentence without a full stop: "'nn.log' (net.mlir:9:10) is the first to make NaN". `state` has the
/// variables as they are before the call, `inputs` what it is called with. Every op is repeated, watched,
/// before anything is fused, which may round otherwise: then nothing may be found, and the text is empty.
/// Throws Error as compile does.
std::string explainNonFinite(const Graph &graph, const std::string &entry, const CompileOptions &options,
                             const Program &state, const std::vector<Argument> &inputs);

/// Bytes of the variables and of the scratch memory that a call with `batch` examples takes, the largest of
/// all entry points: what Program::peakBytes says of the compiled graph. Plans memory and makes no code.
/// Throws Error as compile does, and if there are other sizes, which options.sizes does not give.
std::int64_t peakBytes(const Graph &graph, const CompileOptions &options, std::int64_t batch);

struct CompiledLibrary {
  std::filesystem::path library, header;
  std::filesystem::path weights; ///< of StoredWeights::file; else empty
};

/// Writes a library, whose suffix says what it is (.so, .a, .o), and beside it a C header of the same stem.
/// `weights` names a .dlm file whose variables the library carries; where it is empty, `init` or `load` must
/// give them values. With StoredWeights::file they are written to a third file, STEM.weights.dlm. Existing
/// files are replaced whole, after all else has succeeded. Throws Error as compile does, for weights that are
/// not the graph's, for StoredWeights::file without weights, for another suffix and a failing file system.
CompiledLibrary compileLibrary(const Graph &graph, const std::filesystem::path &library,
                               const CompileOptions &options = {}, const std::filesystem::path &weights = {});
/// The same with weights of whatever origin: every variable but those of an optimizer must be among them.
CompiledLibrary compileLibrary(const Graph &graph, const std::filesystem::path &library,
                               const CompileOptions &options, const Weights &weights);

/// What verifyLibrary has called.
struct VerifiedLibrary {
  std::vector<std::string> functions; ///< by name
  std::vector<std::string> cpus;      ///< whose code was called: one, or all of several that this CPU can run
};

/// Runs the self-test of a library (.so) in this process. Throws Error with what is wrong if a function gives
/// something else than when the library was made, beyond rounding; and if the library has no self-test, or
/// cannot be loaded.
VerifiedLibrary verifyLibrary(const std::filesystem::path &library);

} // namespace dlc

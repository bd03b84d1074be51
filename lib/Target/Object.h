// From LLVM modules to ELF objects in memory: optimised for one target, position independent, nothing
// exported. The same objects are linked in-process (Jit.h) and into libraries (Library.h).
#pragma once

#include "Target/Sanitizer.h"
#include "Target/TargetDescription.h"

#include <atomic>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <memory>
#include <vector>

namespace dlc {

/// The bytes of a relocatable ELF file.
using Object = std::vector<char>;

/// Seconds of CPU time, summed over threads.
struct CodeTimes {
  std::atomic<double> optimise = 0; ///< passes over LLVM IR
  std::atomic<double> generate = 0; ///< from there to machine code
};

struct TargetOptions {
  TargetDescription target = describeTarget();
  SanitizerKind sanitizer = SanitizerKind::none; ///< whose checks the code carries
  CodeTimes *times = nullptr;                    ///< if given, what emitObject takes is added there
  unsigned threads = 0; ///< that emitObjects may use; 0: as many as this process may run on
};

/// A module and the context that it lives in; the context must be its own if modules are compiled in
/// parallel.
struct ModuleAndContext {
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
  bool isGlue = false; ///< computes nothing large: to be compiled fast, not to fast code
};

/// Optimises (-O3, without licence to reorder floating point) and compiles. The module is changed: triple,
/// data layout, attributes, hidden visibility, optimised bodies. Throws dlc::Error if it is malformed or LLVM
/// cannot compile it. Thread-safe for modules of different contexts.
///
/// `isGlue`: not optimised, since such code is long, runs once, and takes LLVM more time than all kernels. A
/// sanitizer's checks are written all the same.
Object emitObject(llvm::Module &module, const TargetOptions &options, bool isGlue = false);

/// emitObject for each, several at once; objects in the order of the modules. Frees each module when it is
/// done. Throws the first module's problem, after all are finished.
std::vector<Object> emitObjects(std::vector<ModuleAndContext> modules, const TargetOptions &options);

} // namespace dlc

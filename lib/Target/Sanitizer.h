// LLVM's sanitizers in compiled code: checks of its loads and stores, which call a run time that the program
// brings along, as one that is built with clang -fsanitize=address or thread does. Private to what compiles.
#pragma once

#include <cstdint>

namespace llvm {
class Module;
template <typename IRUnitT, typename... ExtraArgTs> class AnalysisManager;
template <typename IRUnitT, typename AnalysisManagerT, typename... ExtraArgTs> class PassManager;
} // namespace llvm

namespace dlc {

enum class SanitizerKind : std::uint8_t { none, address, thread };

/// Marks the functions of a module that have bodies: before it is optimised, since LLVM does not transform
/// accesses of such functions in ways that the checks would report.
void markForSanitizer(llvm::Module &module, SanitizerKind kind);

/// Adds the passes that write the checks, to run behind all others.
void addSanitizer(llvm::PassManager<llvm::Module, llvm::AnalysisManager<llvm::Module>> &passes,
                  SanitizerKind kind);

/// Throws dlc::Error, with the way out, if this process does not have the sanitizer's run time, without which
/// such code cannot be linked into it.
void checkHasRunTime(SanitizerKind kind);

} // namespace dlc

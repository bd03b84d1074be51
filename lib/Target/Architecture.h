// What dlc knows of an architecture: all literals of a machine are in the file that defines one (X86.cpp,
// AArch64.cpp, RiscV.cpp, Wasm.cpp). Private to this library.
#pragma once

#include "Target/TargetDescription.h"

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace llvm {
class Target;
}

namespace dlc {

/// Features of a CPU by LLVM's names.
using Features = std::set<std::string>;

/// A name for what CPUs have in common, beside those that LLVM has.
struct Profile {
  const char *name, *cpu, *attributes; ///< the latter two as LLVM wants them
};

struct Architecture {
  const char *triple;   ///< as LLVM normalizes it
  const char *baseline; ///< the CPU or profile that code runs on which every machine of this triple must run
  /// Registers LLVM's code generator, once.
  void (*initialize)();
  /// Fills in what follows from the features of a CPU; false if it is too old.
  bool (*describe)(const Features &features, TargetDescription &target);
  /// Whether the run-time core can ask the running CPU for the feature.
  bool (*checks)(std::string_view feature);
  /// Where a linker finds libm and libc, and an OpenMP run time.
  std::span<const char *const> libraryFolders;
  /// The run-time core (lib/Support) as an object; empty if this build of dlc has none for it.
  std::span<const char> (*support)();
  /// The same where there is no system.
  std::span<const char> (*freestanding)();
  std::span<const Profile> profiles = {};
  const char *abi = ""; ///< where an architecture has several: as LLVM names it
  /// Objects are WebAssembly's: not position independent, and not ELF.
  bool isWasm = false;
  /// Whether dlc writes objects of data for it itself.
  bool hasDataObjects() const { return !isWasm; }
};

const Architecture &x86();
const Architecture &aarch64();
const Architecture &riscv64();
const Architecture &wasm32();

/// That of this process.
const Architecture &hostArchitecture();
/// By a triple, which may be written short (aarch64-linux-gnu). Throws dlc::Error with those that there are.
const Architecture &architectureOf(std::string_view triple);

} // namespace dlc

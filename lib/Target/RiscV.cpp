// RISC-V of 64 bits under Linux, with vectors (extension V) where a CPU has them. Code uses vectors of the
// length that all CPUs of its name have at least.
#include "Target/Architecture.h"

#include <algorithm>
#include <llvm/Support/TargetSelect.h>

extern "C" const char dlc_support_riscv64_begin[];
extern "C" const char dlc_support_riscv64_end[];
extern "C" const char dlc_freestanding_riscv64_begin[];
extern "C" const char dlc_freestanding_riscv64_end[];

namespace dlc {

static void initialize() {
  LLVMInitializeRISCVTargetInfo();
  LLVMInitializeRISCVTarget();
  LLVMInitializeRISCVTargetMC();
  LLVMInitializeRISCVAsmPrinter();
  LLVMInitializeRISCVAsmParser(); // for inline assembly
}

static bool describe(const Features &features, TargetDescription &target) {
  auto has = [&](const char *feature) { return features.contains(feature); };
  for (const char *needed : {"64bit", "m", "a", "f", "d", "c"})
    if (!has(needed))
      return false;
  target.fused = true;
  target.halfPrecision = has("zfhmin") && (!has("v") || has("zvfhmin"));
  target.vectorBits = !has("v") ? 64 : has("zvl512b") ? 512 : has("zvl256b") ? 256 : 128;
  target.vectorRegisters = 32;
  target.l1Bytes = 32 * 1024;
  target.l2Bytes = 256 * 1024;
  target.stackBytes = 256 * 1024;
  target.regionOperations = 100 * 1000;
  return true;
}

/// The letters of what the kernel says of a CPU.
static bool checks(std::string_view feature) {
  return feature.size() == 1 && std::string_view("mafdcv").find(feature.front()) != std::string_view::npos;
}

static constexpr const char *folders[] = {"/usr/lib/riscv64-linux-gnu", "/lib/riscv64-linux-gnu",
                                          "/usr/riscv64-linux-gnu/lib"};

/// What software is built for, and no name of a processor.
static constexpr Profile profiles[] = {{"rv64gc", "generic-rv64", "+m,+a,+f,+d,+c"},
                                       {"rv64gcv", "generic-rv64", "+m,+a,+f,+d,+c,+v"}};

const Architecture &riscv64() {
  static const Architecture architecture{
      "riscv64-unknown-linux-gnu",
      "rv64gc",
      initialize,
      describe,
      checks,
      folders,
      [] { return std::span(dlc_support_riscv64_begin, dlc_support_riscv64_end); },
      [] { return std::span(dlc_freestanding_riscv64_begin, dlc_freestanding_riscv64_end); },
      profiles,
      "lp64d"};
  return architecture;
}

} // namespace dlc

// AArch64 under Linux, with vectors of 128 bits (Advanced SIMD, which all of its processors have).
#include "Target/Architecture.h"

#include <algorithm>
#include <llvm/Support/TargetSelect.h>

extern "C" const char dlc_support_aarch64_begin[];
extern "C" const char dlc_support_aarch64_end[];
extern "C" const char dlc_freestanding_aarch64_begin[];
extern "C" const char dlc_freestanding_aarch64_end[];

namespace dlc {

static void initialize() {
  LLVMInitializeAArch64TargetInfo();
  LLVMInitializeAArch64Target();
  LLVMInitializeAArch64TargetMC();
  LLVMInitializeAArch64AsmPrinter();
  LLVMInitializeAArch64AsmParser(); // for inline assembly
}

static bool describe(const Features &features, TargetDescription &target) {
  if (!features.contains("neon"))
    return false;
  target.fused = true;
  target.halfPrecision = true;
  target.vectorBits = 128;
  if (features.contains("i8mm"))
    target.byteProducts = "llvm.aarch64.neon.usdot.v4i32.v16i8";
  target.vectorRegisters = 32;
  target.l1Bytes = 32 * 1024;
  target.l2Bytes = 512 * 1024;
  target.stackBytes = 256 * 1024;
  target.regionOperations = 100 * 1000;
  return true;
}

static constexpr std::string_view checked[] = {
#define DLC_CPU_FEATURE(name, ...) name,
#include "Support/cpu_features_aarch64.def"
};

static bool checks(std::string_view feature) {
  return std::find(std::begin(checked), std::end(checked), feature) != std::end(checked);
}

static constexpr const char *folders[] = {"/usr/lib/aarch64-linux-gnu", "/lib/aarch64-linux-gnu",
                                          "/usr/aarch64-linux-gnu/lib"};

const Architecture &aarch64() {
  static const Architecture architecture{
      "aarch64-unknown-linux-gnu",
      "generic",
      initialize,
      describe,
      checks,
      folders,
      [] { return std::span(dlc_support_aarch64_begin, dlc_support_aarch64_end); },
      [] { return std::span(dlc_freestanding_aarch64_begin, dlc_freestanding_aarch64_end); }};
  return architecture;
}

} // namespace dlc

// WebAssembly with addresses of 32 bits, where there is no system: in a browser, or in any other host. It has
// no multiply-add.
#include "Target/Architecture.h"

#include <llvm/Support/TargetSelect.h>

extern "C" const char dlc_freestanding_wasm32_begin[];
extern "C" const char dlc_freestanding_wasm32_end[];

namespace dlc {

static void initialize() {
  LLVMInitializeWebAssemblyTargetInfo();
  LLVMInitializeWebAssemblyTarget();
  LLVMInitializeWebAssemblyTargetMC();
  LLVMInitializeWebAssemblyAsmPrinter();
}

static bool describe(const Features &features, TargetDescription &target) {
  target.fused = false;
  target.halfPrecision = false;
  target.vectorBits = features.contains("simd128") ? 128 : 64;
  target.vectorRegisters = 16;
  target.l1Bytes = 32 * 1024;
  target.l2Bytes = 512 * 1024;
  target.stackBytes = 16 * 1024; // linkers give a program 64 kB
  target.regionOperations = 100 * 1000;
  return true;
}

/// A host refuses a module whose instructions it does not know.
static bool checks(std::string_view) { return false; }

/// All browsers have had vectors since 2023.
static constexpr Profile profiles[] = {{"simd128", "generic", "+simd128"}};

const Architecture &wasm32() {
  static const Architecture architecture{
      "wasm32-unknown-unknown",
      "generic",
      initialize,
      describe,
      checks,
      {},
      [] { return std::span<const char>(); },
      [] { return std::span(dlc_freestanding_wasm32_begin, dlc_freestanding_wasm32_end); },
      profiles,
      "",
      /*isWasm=*/true};
  return architecture;
}

} // namespace dlc

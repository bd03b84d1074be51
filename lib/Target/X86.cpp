// x86-64 under Linux.
#include "Target/Architecture.h"

#include <algorithm>
#include <llvm/Support/TargetSelect.h>

extern "C" const char dlc_support_x86_begin[];
extern "C" const char dlc_support_x86_end[];
extern "C" const char dlc_freestanding_x86_begin[];
extern "C" const char dlc_freestanding_x86_end[];

namespace dlc {

static void initialize() {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  LLVMInitializeX86AsmParser(); // for inline assembly
}

static bool describe(const Features &features, TargetDescription &target) {
  auto has = [&](const char *feature) { return features.contains(feature); };
  if (!has("64bit"))
    return false;
  target.fused = has("fma") && has("sse4.1");
  target.halfPrecision = has("f16c");
  target.vectorBits = 128;
  if (has("avx512f") && has("avx512vl") && has("avx512bw") && has("avx512dq"))
    target.vectorBits = 512;
  else if (has("avx2") && has("fma"))
    target.vectorBits = 256;
  const std::string bits = std::to_string(target.vectorBits);
  if ((has("avx512vnni") && has("avx512vl")) || (has("avxvnni") && target.vectorBits <= 256))
    target.byteProducts = "llvm.x86.avx512.vpdpbusd." + bits;
  target.pairProducts = target.vectorBits == 512   ? "llvm.x86.avx512.pmaddw.d.512"
                        : target.vectorBits == 256 ? "llvm.x86.avx2.pmadd.wd"
                                                   : "llvm.x86.sse2.pmadd.wd";
  target.vectorRegisters = has("avx512vl") ? 32 : 16;
  target.l1Bytes = 32 * 1024;
  target.l2Bytes = 1024 * 1024;
  target.stackBytes = 256 * 1024;
  target.regionOperations = 100 * 1000;
  return true;
}

static constexpr std::string_view checked[] = {
#define DLC_CPU_FEATURE(name, ...) name,
#include "Support/cpu_features_x86.def"
};

static bool checks(std::string_view feature) {
  return std::find(std::begin(checked), std::end(checked), feature) != std::end(checked);
}

static constexpr const char *folders[] = {
    "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/lib"};

const Architecture &x86() {
  static const Architecture architecture{
      "x86_64-unknown-linux-gnu",
      "x86-64",
      initialize,
      describe,
      checks,
      folders,
      [] { return std::span(dlc_support_x86_begin, dlc_support_x86_end); },
      [] { return std::span(dlc_freestanding_x86_begin, dlc_freestanding_x86_end); }};
  return architecture;
}

} // namespace dlc

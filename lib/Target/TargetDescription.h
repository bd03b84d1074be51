// The CPU that code is made for. Comes in: what the user wrote after --cpu. Goes out: what LLVM must be told,
// what the vectoriser may count on, and what a machine must have to run the result.
#pragma once

#include <string>
#include <string_view>

namespace dlc {

struct Cpu {
  std::string name;       ///< as LLVM names it; "native" is resolved
  std::string attributes; ///< "+avx2,-sse4a": what differs from the name, for LLVM's target-features
  std::string features;   ///< "avx,avx2": all that the code may use, comma-separated; for Manifest::features
  int vectorBits = 128;   ///< width of the widest vector registers that pay: 512, 256 or 128
  int vectorRegisters = 16;
  bool fused = false; ///< multiplies, adds and rounds in one instruction, and rounds to whole numbers in one
};

/// `name`: "native" or an x86-64 CPU as LLVM names it (x86-64-v3, znver5, sapphirerapids, …). Throws
/// dlc::Error for an unknown one, with names that are near it. Thread-safe.
Cpu resolveCpu(std::string_view name);

/// Throws dlc::Error if this machine lacks one of the comma-separated features that code made for `cpu`
/// needs.
void checkCpuHas(std::string_view cpu, std::string_view features);

} // namespace dlc

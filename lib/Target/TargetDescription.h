// The machine that code is made for. Comes in: the names of a CPU and of a target triple. Goes out: what LLVM
// must be given, what passes may count on, and what a machine must have to run the result.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dlc {

/// Passes see it as #kernel.target (docs/decisions/0016-target-description.md).
struct TargetDescription {
  std::string triple;      ///< as LLVM normalizes it
  std::string cpu;         ///< as LLVM names it; "native" is resolved
  std::string attributes;  ///< "+avx2,-sse4a": what differs from the name, for LLVM's target-features
  std::string features;    ///< "avx,avx2": all that the code may use, comma-separated; for Manifest::features
  unsigned vectorBits = 0; ///< width of the widest vector registers that pay
  unsigned vectorRegisters = 0;
  bool fused = false; ///< multiplies, adds and rounds in one instruction, and rounds to whole numbers in one
  bool halfPrecision = false; ///< converts f16 by instructions
  /// LLVM's intrinsic that adds the four products of unsigned bytes with signed ones to each lane of a vector
  /// of 32-bit integers; and the one that makes lanes of two products of 16-bit integers. Empty: there is
  /// none.
  std::string byteProducts, pairProducts;
  std::int64_t l1Bytes = 0, l2Bytes = 0; ///< caches of one core: of the architecture, not of this machine
  std::int64_t stackBytes = 0;           ///< that a kernel may take of the stack of a thread
  std::int64_t regionOperations = 0;     ///< below which a loop is not worth a thread region
};

/// `triple`: empty for this machine, else one of the targets that this build makes code for
/// (aarch64-linux-gnu, …). `cpu`: a CPU of it as LLVM names it (x86-64-v3, znver5, cortex-a72, …), or
/// "native": this CPU, or for another machine the oldest that its triple covers. Throws dlc::Error for an
/// unknown one, with those that there are. Thread-safe.
TargetDescription describeTarget(std::string_view cpu = "native", std::string_view triple = {});

/// Whether code for it may run in this process.
bool isForThisMachine(const TargetDescription &target);

/// Throws dlc::Error if this machine lacks one of the comma-separated features that code made for `cpu`
/// needs.
void checkCpuHas(std::string_view cpu, std::string_view features);

} // namespace dlc

// Names of CPUs are LLVM's tables; what runs here is what CPUID says, through the very code of compiled
// libraries.
#include "Target/Cpu.h"

#include "Support/Cpu.h"
#include "Target/Machine.h"
#include "dlc/Error.h"

#include <algorithm>
#include <llvm/ADT/StringRef.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/TargetParser/Host.h>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace dlc {

static std::unique_ptr<llvm::MCSubtargetInfo> subtarget(llvm::StringRef cpu, llvm::StringRef attributes) {
  return std::unique_ptr<llvm::MCSubtargetInfo>(
      hostTarget().createMCSubtargetInfo(targetTriple(), cpu, attributes));
}

static std::set<std::string> enabledFeatures(llvm::StringRef cpu, llvm::StringRef attributes) {
  std::set<std::string> result;
  for (const llvm::SubtargetFeatureKV &feature : subtarget(cpu, attributes)->getEnabledProcessorFeatures())
    result.insert(feature.Key);
  return result;
}

/// Up to five names that differ least from `wanted`.
static std::string nearNames(llvm::StringRef wanted) {
  std::vector<std::pair<unsigned, std::string>> names;
  for (const llvm::SubtargetSubTypeKV &known : subtarget("", "")->getAllProcessorDescriptions())
    if (enabledFeatures(known.Key, "").contains("64bit"))
      names.emplace_back(llvm::StringRef(known.Key).edit_distance(wanted.lower()), known.Key);
  std::sort(names.begin(), names.end());
  std::string text;
  for (size_t i = 0; i < std::min<size_t>(names.size(), 5); ++i)
    text += (i ? ", " : "") + names[i].second;
  return text;
}

static std::string hostAttributes() {
  // Sorted, because the same machine must give the same text: it goes into objects and keys of caches.
  std::map<std::string, bool> sorted;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    sorted[feature.first().str()] = feature.second;
  std::string text;
  for (const auto &[name, present] : sorted)
    text += (text.empty() ? "" : ",") + std::string(present ? "+" : "-") + name;
  return text;
}

Cpu resolveCpu(std::string_view name) {
  Cpu cpu;
  if (name == "native") {
    cpu.name = llvm::sys::getHostCPUName().str();
    // A virtual machine may hide features of the CPU whose name it shows.
    cpu.attributes = hostAttributes();
  } else {
    cpu.name = name;
    // "help" is a request to LLVM, not a name.
    if (name.empty() || name == "help" || !subtarget("", "")->isCPUStringValid(cpu.name))
      throw Error("unknown CPU '" + cpu.name + "'; near are: " + nearNames(name) + ", or native");
  }
  std::set<std::string> enabled = enabledFeatures(cpu.name, cpu.attributes);
  if (!enabled.contains("64bit"))
    throw Error("CPU '" + cpu.name + "' has no 64-bit mode; near are: " + nearNames(name) + ", or native");
  for (const std::string &feature : enabled)
    if (dlc_support_knows_feature(feature.data(), feature.size()))
      cpu.features += (cpu.features.empty() ? "" : ",") + feature;

  auto has = [&](const char *feature) { return enabled.contains(feature); };
  cpu.fused = has("fma") && has("sse4.1");
  if (has("avx512f") && has("avx512vl") && has("avx512bw") && has("avx512dq"))
    cpu.vectorBits = 512;
  else if (has("avx2") && has("fma"))
    cpu.vectorBits = 256;
  cpu.vectorRegisters = has("avx512vl") ? 32 : 16;
  return cpu;
}

void checkCpuHas(std::string_view cpu, std::string_view features) {
  std::string list(features);
  size_t length = 0;
  if (const char *missing = dlc_support_missing_feature(list.c_str(), &length))
    throw Error("the code is made for " + std::string(cpu) + ", but this CPU (" +
                llvm::sys::getHostCPUName().str() + ") lacks " + std::string(missing, length) +
                "; compile with --cpu=native");
}

} // namespace dlc

// Names of CPUs are LLVM's tables; what runs here is what the CPU says, through the very code of compiled
// libraries.
#include "Target/TargetDescription.h"

#include "Support/Cpu.h"
#include "Target/Architecture.h"
#include "Target/Machine.h"
#include "dlc/Error.h"

#include <algorithm>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/TargetParser/Host.h>
#include <map>
#include <memory>
#include <vector>

namespace dlc {
namespace {
std::unique_ptr<llvm::MCSubtargetInfo> subtarget(const Architecture &architecture, llvm::StringRef cpu,
                                                 llvm::StringRef attributes) {
  llvm::Triple triple(architecture.triple);
  return std::unique_ptr<llvm::MCSubtargetInfo>(
      llvmTarget(architecture).createMCSubtargetInfo(triple, cpu, attributes));
}

Features enabledFeatures(const Architecture &architecture, llvm::StringRef cpu, llvm::StringRef attributes) {
  Features result;
  for (const llvm::SubtargetFeatureKV &feature :
       subtarget(architecture, cpu, attributes)->getEnabledProcessorFeatures())
    result.insert(feature.Key);
  return result;
}

/// Up to five names that differ least from `wanted`.
std::string nearNames(const Architecture &architecture, llvm::StringRef wanted) {
  std::vector<std::pair<unsigned, std::string>> names;
  for (const llvm::SubtargetSubTypeKV &known : subtarget(architecture, "", "")->getAllProcessorDescriptions())
    if (TargetDescription target; architecture.describe(enabledFeatures(architecture, known.Key, ""), target))
      names.emplace_back(llvm::StringRef(known.Key).edit_distance(wanted.lower()), known.Key);
  for (const Profile &profile : architecture.profiles)
    names.emplace_back(llvm::StringRef(profile.name).edit_distance(wanted.lower()), profile.name);
  std::sort(names.begin(), names.end());
  std::string text;
  for (size_t i = 0; i < std::min<size_t>(names.size(), 5); ++i)
    text += (i ? ", " : "") + names[i].second;
  return text + ", or native";
}

std::string hostAttributes() {
  // Sorted, because the same machine must give the same text: it goes into objects and keys of caches.
  std::map<std::string, bool> sorted;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    sorted[feature.first().str()] = feature.second;
  std::string text;
  for (const auto &[name, present] : sorted)
    text += (text.empty() ? "" : ",") + std::string(present ? "+" : "-") + name;
  return text;
}
} // namespace

TargetDescription describeTarget(std::string_view cpu, std::string_view triple) {
  const Architecture &architecture = triple.empty() ? hostArchitecture() : architectureOf(triple);
  TargetDescription target;
  target.triple = architecture.triple;
  const bool isHost = &architecture == &hostArchitecture();
  const std::string_view name = cpu == "native" && !isHost ? architecture.baseline : cpu;
  const auto profile = std::ranges::find(architecture.profiles, name, &Profile::name);
  if (profile != architecture.profiles.end()) {
    target.cpu = profile->cpu;
    target.attributes = profile->attributes;
  } else if (name != "native") {
    target.cpu = name;
    // "help" is a request to LLVM, not a name.
    if (cpu.empty() || cpu == "help" || !subtarget(architecture, "", "")->isCPUStringValid(target.cpu))
      throw Error("unknown CPU '" + target.cpu + "' of " + target.triple +
                  "; near are: " + nearNames(architecture, cpu));
  } else {
    target.cpu = llvm::sys::getHostCPUName().str();
    // A virtual machine may hide features of the CPU whose name it shows.
    target.attributes = hostAttributes();
  }
  const Features enabled = enabledFeatures(architecture, target.cpu, target.attributes);
  if (!architecture.describe(enabled, target))
    throw Error("CPU '" + target.cpu + "' is too old for " + target.triple +
                "; near are: " + nearNames(architecture, cpu));
  for (const std::string &feature : enabled)
    if (architecture.checks(feature))
      target.features += (target.features.empty() ? "" : ",") + feature;
  return target;
}

bool isForThisMachine(const TargetDescription &target) { return target.triple == hostArchitecture().triple; }

void checkCpuHas(std::string_view cpu, std::string_view features) {
  std::string list(features);
  size_t length = 0;
  if (const char *missing = dlc_support_missing_feature(list.c_str(), &length))
    throw Error("the code is made for " + std::string(cpu) + ", but this CPU (" +
                llvm::sys::getHostCPUName().str() + ") lacks " + std::string(missing, length) +
                "; compile with --cpu=native");
}

} // namespace dlc

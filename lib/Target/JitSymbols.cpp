#include "Target/JitSymbols.h"

#include "Target/Machine.h"
#include "dlc/Error.h"

#include <cstdlib>
#include <llvm/ExecutionEngine/Orc/Debugging/ELFDebugObjectPlugin.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Process.h>

namespace dlc {
namespace {
namespace orc = llvm::orc;
namespace jitlink = llvm::jitlink;

/// Writes what perf reads of code that has no file: address, size and name of each function, in hexadecimal.
class PerfMap : public orc::ObjectLinkingLayer::Plugin {
public:
  explicit PerfMap(std::string path) : path(std::move(path)) {}

  void modifyPassConfig(orc::MaterializationResponsibility &, jitlink::LinkGraph &,
                        jitlink::PassConfiguration &config) override {
    config.PostFixupPasses.push_back([this](jitlink::LinkGraph &graph) { return append(graph); });
  }
  llvm::Error notifyFailed(orc::MaterializationResponsibility &) override { return llvm::Error::success(); }
  llvm::Error notifyRemovingResources(orc::JITDylib &, orc::ResourceKey) override {
    return llvm::Error::success();
  }
  void notifyTransferringResources(orc::JITDylib &, orc::ResourceKey, orc::ResourceKey) override {}

private:
  llvm::Error append(jitlink::LinkGraph &graph) {
    std::error_code problem;
    llvm::raw_fd_ostream out(path, problem, llvm::sys::fs::OF_Append);
    if (problem)
      return llvm::createStringError(problem, path + ": cannot write");
    for (jitlink::Symbol *symbol : graph.defined_symbols())
      if (symbol->hasName() && symbol->isCallable() && symbol->getSize() > 0)
        out << llvm::format_hex_no_prefix(symbol->getAddress().getValue(), 1) << ' '
            << llvm::format_hex_no_prefix(symbol->getSize(), 1) << ' ' << *symbol->getName() << '\n';
    return llvm::Error::success();
  }

  std::string path;
};
} // namespace

void announceSymbols(orc::ExecutionSession &session, orc::ObjectLinkingLayer &layer) {
  const char *asked = std::getenv("DLC_JIT_SYMBOLS");
  if (!asked || !*asked || llvm::StringRef(asked) == "0")
    return;
  layer.addPlugin(
      std::make_shared<PerfMap>("/tmp/perf-" + std::to_string(llvm::sys::Process::getProcessId()) + ".map"));
  llvm::Error problem = llvm::Error::success();
  auto debugger = std::make_shared<orc::ELFDebugObjectPlugin>(session, /*RequireDebugSections=*/false,
                                                              /*AutoRegisterCode=*/true, problem);
  if (problem)
    throw Error("compiled code cannot be registered with GDB: " + messageOf(std::move(problem)));
  layer.addPlugin(std::move(debugger));
}

} // namespace dlc

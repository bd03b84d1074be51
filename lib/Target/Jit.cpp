// ORC with JITLink, eager and without any platform support: models have no constructors, no threads of their
// own and no thread-local storage.
#include "Target/Jit.h"

#include "Target/JitSymbols.h"
#include "Target/Machine.h"
#include "Target/ProgramObject.h"
#include "dlc/Error.h"

#include <llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h>
#include <llvm/ExecutionEngine/Orc/AbsoluteSymbols.h>
#include <llvm/ExecutionEngine/Orc/ExecutionUtils.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/ExecutionEngine/Orc/SelfExecutorProcessControl.h>

// lib/Support/HalfCalls.c; of their types, only addresses are taken.
extern "C" {
void dlc_support_truncdfhf2();
void dlc_support_truncsfhf2();
void dlc_support_truncdfbf2();
void dlc_support_truncsfbf2();
void dlc_support_extendhfsf2();
}

namespace dlc {
namespace orc = llvm::orc;

namespace {
/// The linked code; its memory is released with it.
struct LinkedCode {
  std::unique_ptr<orc::ExecutionSession> session;
  std::unique_ptr<orc::ObjectLinkingLayer> layer;
  std::string problems;                               ///< what the session reported
  std::vector<std::shared_ptr<const void>> constants; ///< what the Program refers to

  ~LinkedCode() {
    if (session)
      llvm::consumeError(session->endSession());
  }
};
} // namespace

static void check(llvm::Error error, const std::string &what) {
  if (error)
    throw Error(what + ": " + messageOf(std::move(error)));
}

template <typename T> static T take(llvm::Expected<T> value, const std::string &what) {
  check(value.takeError(), what);
  return std::move(*value);
}

static void addOpenMP(orc::JITDylib &code, std::vector<std::string> candidates) {
  if (candidates.empty())
    candidates = {DLC_LIBOMP, "libomp.so.5"};
  std::string problems;
  for (const std::string &candidate : candidates) {
    auto library = orc::DynamicLibrarySearchGenerator::Load(candidate.c_str(), '\0');
    if (library) {
      code.addGenerator(std::move(*library));
      return;
    }
    problems += "\n  " + messageOf(library.takeError());
  }
  throw Error(
      "the code is parallel and needs libomp, which cannot be loaded (install Debian's libomp5-22, or "
      "compile with --parallel=none):" +
      problems);
}

/// So that code in this process gives what a library gives, whatever this process is linked with.
static llvm::Error addHalfCalls(orc::JITDylib &code, orc::ExecutionSession &session) {
  orc::SymbolMap symbols;
  auto add = [&](const char *name, void (*function)()) {
    symbols[session.intern(name)] = {orc::ExecutorAddr::fromPtr(function), llvm::JITSymbolFlags::Callable};
  };
  add("__truncdfhf2", dlc_support_truncdfhf2);
  add("__truncsfhf2", dlc_support_truncsfhf2);
  add("__truncdfbf2", dlc_support_truncdfbf2);
  add("__truncsfbf2", dlc_support_truncsfbf2);
  add("__extendhfsf2", dlc_support_extendhfsf2);
  return code.define(orc::absoluteSymbols(std::move(symbols)));
}

std::shared_ptr<const dlc_program> linkInProcess(const std::vector<Object> &objects, const Manifest &manifest,
                                                 const TargetOptions &options,
                                                 const std::vector<std::string> &openmpLibraries) {
  checkCpuHas(manifest.cpu, manifest.features);
  std::string what = "cannot link model " + quoteName(manifest.name) + " in-process";
  auto linked = std::make_shared<LinkedCode>();
  linked->session = std::make_unique<orc::ExecutionSession>(
      take(orc::SelfExecutorProcessControl::Create(nullptr, std::make_unique<orc::InPlaceTaskDispatcher>()),
           what));
  linked->session->setErrorReporter([problems = &linked->problems](llvm::Error error) {
    *problems += (problems->empty() ? "" : "; ") + messageOf(std::move(error));
  });
  linked->layer = std::make_unique<orc::ObjectLinkingLayer>(*linked->session);
  announceSymbols(*linked->session, *linked->layer);

  orc::JITDylib &code = linked->session->createBareJITDylib(manifest.name);
  check(addHalfCalls(code, *linked->session), what);
  code.addGenerator(take(orc::DynamicLibrarySearchGenerator::GetForCurrentProcess('\0'), what));
  if (manifest.openmp)
    addOpenMP(code, openmpLibraries);
  // Each object has a name of its own, after which the linker names what a constructor of a sanitizer needs.
  auto add = [&, number = 0](const Object &object) mutable {
    auto copy = llvm::MemoryBuffer::getMemBufferCopy(llvm::StringRef(object.data(), object.size()),
                                                     manifest.name + "-" + std::to_string(number++));
    check(linked->layer->add(code, std::move(copy)), what);
  };
  for (const Object &object : objects)
    add(object);
  add(emitProgramObject(manifest, options));
  for (const ManifestConstant &constant : manifest.constants)
    linked->constants.push_back(constant.owner);

  auto symbol = linked->session->lookup({{&code, orc::JITDylibLookupFlags::MatchAllSymbols}},
                                        linked->session->intern(programSymbol));
  if (!symbol) {
    // The error of the lookup says that linking failed, the session's report says why.
    std::string reason = messageOf(symbol.takeError());
    throw Error(what + ": " + (linked->problems.empty() ? reason : linked->problems));
  }
  return {linked, symbol->getAddress().toPtr<const dlc_program *>()};
}

} // namespace dlc

// A short pipeline of LLVM's passes, and its code generator. Exceptions are thrown only outside of LLVM's
// frames, which have no unwinding tables: what LLVM reports while it works is collected and thrown after it
// has returned.
#include "Target/Object.h"

#include "Support/Threads.h"
#include "Target/Machine.h"
#include "dlc/Error.h"

#include <algorithm>
#include <atomic>
#include <ctime>
#include <exception>
#include <llvm/Analysis/TargetLibraryInfo.h>
#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/raw_ostream.h>
#include <thread>

namespace dlc {

/// Collects errors as long as it lives. Without it, LLVM prints them and ends the process.
class Diagnostics {
public:
  explicit Diagnostics(llvm::LLVMContext &context) : context(context) {
    context.setDiagnosticHandlerCallBack(
        [](const llvm::DiagnosticInfo *info, void *self) {
          if (info->getSeverity() != llvm::DS_Error)
            return;
          llvm::raw_string_ostream stream(static_cast<Diagnostics *>(self)->errors);
          llvm::DiagnosticPrinterRawOStream printer(stream);
          stream << (static_cast<Diagnostics *>(self)->errors.empty() ? "" : "; ");
          info->print(printer);
        },
        this);
  }
  ~Diagnostics() { context.setDiagnosticHandlerCallBack(nullptr); }
  Diagnostics(const Diagnostics &) = delete;
  Diagnostics &operator=(const Diagnostics &) = delete;

  std::string errors;

private:
  llvm::LLVMContext &context;
};

/// Tells each function which CPU it is for, and hides it from whatever the object is linked into.
static void annotate(llvm::Module &module, const TargetDescription &target) {
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", target.cpu);
    if (!target.attributes.empty())
      function.addFnAttr("target-features", target.attributes);
    // Several Intel CPUs have 512-bit registers that LLVM does not use unasked.
    function.addFnAttr("prefer-vector-width", std::to_string(target.vectorBits));
    function.addFnAttr(llvm::Attribute::NoUnwind);
  }
  const bool isWasm = architectureOf(target.triple).isWasm;
  for (llvm::GlobalValue &value : module.global_values()) {
    if (value.isDeclaration() || value.hasLocalLinkage())
      continue;
    if (value.getVisibility() != llvm::GlobalValue::ProtectedVisibility) {
      value.setVisibility(llvm::GlobalValue::HiddenVisibility);
      value.setDSOLocal(true);
    } else if (isWasm) {
      value.setVisibility(llvm::GlobalValue::DefaultVisibility); // it knows these two alone
    }
  }
  if (module.getPICLevel() == llvm::PICLevel::NotPIC && !isWasm)
    module.setPICLevel(llvm::PICLevel::BigPIC);
}

/// Adds the CPU time of this thread, from here to the end of the block, to a sum; does nothing without one.
class AddTime {
public:
  explicit AddTime(std::atomic<double> *sum) : sum(sum), start(sum ? now() : 0) {}
  ~AddTime() {
    if (sum)
      *sum += now() - start;
  }
  AddTime(const AddTime &) = delete;

private:
  static double now() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }

  std::atomic<double> *sum;
  double start;
};

/// What kernels need of LLVM's -O3, in half of its time: they come vectorized and in tiles, without
/// calls that are worth inlining. Loops of up to 8 rounds are unrolled, which are those over a window; more
/// of them make code larger, but no kernel faster. Elementwise loops and reductions are vectorized here.
constexpr llvm::StringLiteral kernelPasses =
    "function<eager-inv>("
    "sroa<modify-cfg>,early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>,"
    "loop-mssa(loop-rotate,licm),loop(loop-idiom,indvars),gvn,dse,instcombine<no-verify-fixpoint>,"
    "loop-vectorize,slp-vectorizer,vector-combine,instcombine<no-verify-fixpoint>,"
    "loop-unroll<O3;no-runtime;no-partial;full-unroll-max=8>,instcombine<no-verify-fixpoint>,"
    "loop-mssa(licm),simplifycfg)";

/// The passes over LLVM IR: of glue, those of the sanitizer alone.
static void transform(llvm::Module &module, llvm::TargetMachine &machine, SanitizerKind sanitizer,
                      bool isGlue) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager passes;
  if (!isGlue)
    llvm::cantFail(builder.parsePassPipeline(passes, kernelPasses));
  addSanitizer(passes, sanitizer);
  passes.run(module, modules);
}

Object emitObject(llvm::Module &module, const TargetOptions &options, bool isGlue) {
  std::string name = "module '" + module.getName().str() + "'";
  std::unique_ptr<llvm::TargetMachine> machine =
      createMachine(options.target, isGlue ? llvm::CodeGenOptLevel::Less : llvm::CodeGenOptLevel::Aggressive);
  module.setTargetTriple(llvm::Triple(options.target.triple));
  module.setDataLayout(machine->createDataLayout());

  std::string problem;
  llvm::raw_string_ostream problems(problem);
  if (llvm::verifyModule(module, &problems))
    throw Error("internal error: LLVM " + name + " is malformed: " + problem);
  annotate(module, options.target);
  markForSanitizer(module, options.sanitizer);

  Diagnostics diagnostics(module.getContext());
  if (!isGlue || options.sanitizer != SanitizerKind::none) {
    const AddTime time(options.times ? &options.times->optimise : nullptr);
    transform(module, *machine, options.sanitizer, isGlue);
  }
  const AddTime time(options.times ? &options.times->generate : nullptr);
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  bool refused = machine->addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::ObjectFile,
                                              /*DisableVerify=*/true); // that was done above
  if (!refused)
    passes.run(module);
  if (refused || !diagnostics.errors.empty())
    throw Error("LLVM cannot compile " + name + " for " + options.target.cpu + ": " +
                (refused ? "no object emission" : diagnostics.errors));
  return Object(bytes.begin(), bytes.end());
}

std::vector<Object> emitObjects(std::vector<ModuleAndContext> modules, const TargetOptions &options) {
  std::vector<Object> objects(modules.size());
  std::vector<std::exception_ptr> problems(modules.size());
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i; (i = next++) < modules.size();) {
      try {
        objects[i] = emitObject(*modules[i].module, options, modules[i].isGlue);
      } catch (...) {
        problems[i] = std::current_exception();
      }
      modules[i].module.reset();
    }
  };
  size_t threads = options.threads ? options.threads : static_cast<size_t>(dlc_support_available_threads());
  std::vector<std::thread> others;
  for (size_t i = 1; i < std::min(threads, modules.size()); ++i)
    others.emplace_back(work);
  work();
  for (std::thread &other : others)
    other.join();
  for (const std::exception_ptr &problem : problems)
    if (problem)
      std::rethrow_exception(problem);
  return objects;
}

} // namespace dlc

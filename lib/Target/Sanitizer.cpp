#include "Target/Sanitizer.h"

#include "dlc/Error.h"

#include <dlfcn.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/PassManager.h>
#include <llvm/Transforms/Instrumentation/AddressSanitizer.h>
#include <llvm/Transforms/Instrumentation/ThreadSanitizer.h>

namespace dlc {
namespace {
/// LLVM's thread sanitizer looks at loads and stores of 1, 2, 4, 8 and 16 bytes alone: not at those of wide
/// vectors, which kernels are made of, and at no masked ones. This pass, in front of it, reports these.
struct WideAccesses : llvm::PassInfoMixin<WideAccesses> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
  static bool isRequired() { return true; }
};

class Reporter {
public:
  explicit Reporter(llvm::Function &function)
      : function(function), layout(function.getDataLayout()), b(function.getContext()) {}

  /// Returns whether it has added anything.
  bool run() {
    llvm::SmallVector<llvm::Instruction *> instructions;
    for (llvm::Instruction &instruction : llvm::instructions(function))
      instructions.push_back(&instruction);
    for (llvm::Instruction *instruction : instructions)
      look(*instruction);
    return changed;
  }

private:
  void look(llvm::Instruction &instruction) {
    b.SetInsertPoint(&instruction);
    if (llvm::Value *pointer = llvm::getLoadStorePointerOperand(&instruction)) {
      const llvm::TypeSize bytes = layout.getTypeStoreSize(llvm::getLoadStoreType(&instruction));
      if (!bytes.isScalable() && !isSeen(bytes) && isShared(pointer))
        report("range", llvm::isa<llvm::StoreInst>(instruction), {pointer, b.getInt64(bytes)});
      return;
    }
    auto *call = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction);
    if (!call)
      return;
    switch (call->getIntrinsicID()) {
    case llvm::Intrinsic::masked_load:
    case llvm::Intrinsic::masked_gather:
      masked(call->getArgOperand(0), *call, call->getType(), false);
      return;
    case llvm::Intrinsic::masked_store:
    case llvm::Intrinsic::masked_scatter:
      masked(call->getArgOperand(1), *call, call->getArgOperand(0)->getType(), true);
      return;
    default:
      return;
    }
  }

  /// What the sanitizer sees by itself.
  static bool isSeen(uint64_t bytes) { return llvm::isPowerOf2_64(bytes) && bytes <= 16; }

  /// Memory of one thread alone, and constants, have no races.
  static bool isShared(const llvm::Value *pointer) {
    const llvm::Value *object = llvm::getUnderlyingObject(pointer, /*MaxLookup=*/0);
    const auto *global = llvm::dyn_cast<llvm::GlobalVariable>(object);
    return !llvm::isa<llvm::AllocaInst>(object) && !(global && global->isConstant());
  }

  /// Reports each lane, the one of a pointer to the first or the one of pointers to all. A lane that the mask
  /// leaves out reports memory that no other thread sees.
  void masked(llvm::Value *address, const llvm::IntrinsicInst &call, llvm::Type *type, bool isWrite) {
    auto *vector = llvm::dyn_cast<llvm::FixedVectorType>(type);
    llvm::Value *mask = nullptr; // the one operand whose elements are bits
    for (llvm::Value *operand : call.args())
      if (!mask && operand->getType()->isVectorTy() && operand->getType()->getScalarSizeInBits() == 1 &&
          operand->getType()->getScalarType()->isIntegerTy())
        mask = operand;
    if (!vector || !mask || (address->getType()->isPointerTy() && !isShared(address)))
      return;
    const uint64_t bytes = layout.getTypeStoreSize(vector->getElementType());
    auto *known = llvm::dyn_cast<llvm::Constant>(mask);
    for (unsigned lane = 0; lane < vector->getNumElements(); ++lane) {
      llvm::Constant *bit = known ? known->getAggregateElement(lane) : nullptr;
      if (bit && bit->isNullValue())
        continue;
      llvm::Value *own = address->getType()->isVectorTy()
                             ? b.CreateExtractElement(address, lane)
                             : b.CreateConstGEP1_64(vector->getElementType(), address, lane);
      if (!bit || !bit->isOneValue())
        own = b.CreateSelect(b.CreateExtractElement(mask, lane), own, nowhere());
      report(std::to_string(bytes), isWrite, {own});
    }
  }

  llvm::Value *nowhere() {
    if (!unshared) {
      llvm::IRBuilder<> entry(&function.getEntryBlock(), function.getEntryBlock().begin());
      unshared = entry.CreateAlloca(llvm::ArrayType::get(entry.getInt8Ty(), 16));
      unshared->setAlignment(llvm::Align(16));
    }
    return unshared;
  }

  /// Calls __tsan_read4, __tsan_write_range and so on.
  void report(const std::string &what, bool isWrite, llvm::ArrayRef<llvm::Value *> operands) {
    llvm::SmallVector<llvm::Type *> types;
    for (llvm::Value *operand : operands)
      types.push_back(operand->getType());
    const std::string name =
        std::string(isWrite ? "__tsan_write" : "__tsan_read") + (what == "range" ? "_" : "") + what;
    b.CreateCall(function.getParent()->getOrInsertFunction(
                     name, llvm::FunctionType::get(b.getVoidTy(), types, /*isVarArg=*/false)),
                 operands);
    changed = true;
  }

  llvm::Function &function;
  const llvm::DataLayout &layout;
  llvm::IRBuilder<> b;
  llvm::AllocaInst *unshared = nullptr;
  bool changed = false;
};

llvm::PreservedAnalyses WideAccesses::run(llvm::Function &function, llvm::FunctionAnalysisManager &) {
  const bool changed = function.hasFnAttribute(llvm::Attribute::SanitizeThread) && Reporter(function).run();
  return changed ? llvm::PreservedAnalyses::none() : llvm::PreservedAnalyses::all();
}
} // namespace

void markForSanitizer(llvm::Module &module, SanitizerKind kind) {
  if (kind == SanitizerKind::none)
    return;
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr(kind == SanitizerKind::address ? llvm::Attribute::SanitizeAddress
                                                      : llvm::Attribute::SanitizeThread);
    // So that a report names the callers.
    function.setUWTableKind(llvm::UWTableKind::Async);
  }
}

void addSanitizer(llvm::ModulePassManager &passes, SanitizerKind kind) {
  if (kind == SanitizerKind::address) {
    llvm::AddressSanitizerOptions options;
    // Checks are calls: kernels are unrolled, and with checks in place take LLVM five times as long. A call
    // also looks at every byte of a vector.
    options.InstrumentationWithCallsThreshold = 0;
    // Globals are registered one by one: by sections, the linker would have to keep those of each object
    // apart.
    passes.addPass(llvm::AddressSanitizerPass(options, /*UseGlobalGC=*/false, /*UseOdrIndicator=*/false));
  }
  if (kind == SanitizerKind::thread) {
    passes.addPass(llvm::ModuleThreadSanitizerPass());
    llvm::FunctionPassManager functions;
    functions.addPass(WideAccesses());
    functions.addPass(llvm::ThreadSanitizerPass());
    passes.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(functions)));
  }
}

void checkHasRunTime(SanitizerKind kind) {
  if (kind == SanitizerKind::none)
    return;
  const bool address = kind == SanitizerKind::address;
  if (dlsym(RTLD_DEFAULT, address ? "__asan_init" : "__tsan_init"))
    return;
  const std::string name = address ? "address" : "thread";
  throw Error("code with the checks of the " + name +
              " sanitizer does not run in this process, which has no run time of it: compile a library for a "
              "program that is built with clang -fsanitize=" +
              name + ", or build the program that compiles with it");
}

} // namespace dlc

// What LLVM's OpenMP run time calls for each thread of a region takes two pointers, to the thread's number in
// the process and in its team, and the region's data (__kmpc_fork_call, kmp.h). A plain call gives it -1 for
// the place in the team, since the run time would answer for a region of the caller's own.
#include "Target/LoneThread.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

using namespace llvm;

namespace dlc {
namespace {
constexpr const char *forkName = "__kmpc_fork_call", *numberName = "omp_get_thread_num",
                     *countName = "omp_get_num_threads", *mostName = "omp_get_max_threads";

bool calls(const Instruction &instruction, StringRef name) {
  auto call = dyn_cast<CallInst>(&instruction);
  return call && call->getCalledFunction() && call->getCalledFunction()->getName() == name;
}

class Regions {
public:
  explicit Regions(Module &module) : module(module), number(Type::getInt32Ty(module.getContext())) {}

  void run() {
    Function *fork = module.getFunction(forkName);
    if (!fork)
      return;
    SmallVector<CallInst *> forks;
    for (User *user : fork->users())
      if (auto call = dyn_cast<CallInst>(user); call && call->getCalledOperand() == fork && regionOf(call))
        forks.push_back(call);
    if (forks.empty())
      return;
    for (CallInst *call : forks) {
      Function *region = regionOf(call);
      if (changed.insert(region).second)
        numberThread(*region);
      callAlone(call, region);
    }
  }

private:
  // The function of a region with one pointer to its data, which asks nothing of the run time but where it
  // is.
  static Function *regionOf(CallInst *fork) {
    auto region = fork->arg_size() == 4 ? dyn_cast<Function>(fork->getArgOperand(2)) : nullptr;
    if (!region || region->isDeclaration() || region->arg_size() != 3)
      return nullptr;
    for (Instruction &instruction : instructions(*region))
      if (auto call = dyn_cast<CallInst>(&instruction)) {
        Function *callee = call->getCalledFunction();
        if (!callee || callee->getName().starts_with("__kmpc_") ||
            (callee->getName().starts_with("omp_") && callee->getName() != numberName &&
             callee->getName() != countName))
          return nullptr;
      }
    return region;
  }

  // In the region: the number and how many there are, of a team or of a thread alone.
  void numberThread(Function &region) {
    SmallVector<CallInst *> numbers, counts;
    for (Instruction &instruction : instructions(region)) {
      if (calls(instruction, numberName))
        numbers.push_back(cast<CallInst>(&instruction));
      if (calls(instruction, countName))
        counts.push_back(cast<CallInst>(&instruction));
    }
    IRBuilder<> builder(&*region.getEntryBlock().getFirstInsertionPt());
    Value *own = builder.CreateLoad(number, region.getArg(1), "place");
    Value *isAlone = builder.CreateICmpSLT(own, builder.getInt32(0), "alone");
    Value *first = builder.CreateSelect(isAlone, builder.getInt32(0), own);
    for (CallInst *call : numbers) {
      call->replaceAllUsesWith(first);
      call->eraseFromParent();
    }
    for (CallInst *call : counts) {
      builder.SetInsertPoint(call->getNextNode());
      auto *chosen = cast<Instruction>(builder.CreateSelect(isAlone, builder.getInt32(1), call));
      call->replaceUsesWithIf(chosen, [&](Use &use) { return use.getUser() != chosen; });
    }
  }

  void callAlone(CallInst *fork, Function *region) {
    IRBuilder<> builder(fork);
    FunctionCallee most = module.getOrInsertFunction(mostName, number);
    Value *isAlone = builder.CreateICmpEQ(builder.CreateCall(most), builder.getInt32(1), "alone");
    Instruction *alone, *together;
    SplitBlockAndInsertIfThenElse(isAlone, fork, &alone, &together);
    auto [place, isNew] = cells.try_emplace(fork->getFunction());
    if (isNew)
      place->second = {cell(*fork->getFunction(), 0), cell(*fork->getFunction(), -1)};
    builder.SetInsertPoint(alone);
    // Not a second copy of the region's code.
    builder.CreateCall(region, {place->second.first, place->second.second, fork->getArgOperand(3)})
        ->setIsNoInline();
    fork->moveBefore(together->getIterator());
  }

  // In memory of the function that calls: of a constant, LLVM might make a copy of the region that is for it.
  AllocaInst *cell(Function &function, int value) {
    IRBuilder<> builder(&*function.getEntryBlock().getFirstInsertionPt());
    AllocaInst *result = builder.CreateAlloca(number);
    builder.CreateStore(ConstantInt::getSigned(number, value), result);
    return result;
  }

  Module &module;
  Type *number;
  SmallPtrSet<Function *, 16> changed;
  DenseMap<Function *, std::pair<AllocaInst *, AllocaInst *>> cells;
};
} // namespace

void callRegionsOfOneThread(Module &module) { Regions(module).run(); }
} // namespace dlc

#include "Codegen/Memory/PoisonGaps.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace dlc {
/// The function of compiler-rt's asan_interface.h, which takes an address and a number of bytes.
static LLVM::LLVMFuncOp runTime(func::FuncOp user, StringRef name) {
  auto module = user->getParentOfType<ModuleOp>();
  if (auto function = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return function;
  MLIRContext *context = user.getContext();
  auto type = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(context), {LLVM::LLVMPointerType::get(context), IntegerType::get(context, 64)});
  OpBuilder b = OpBuilder::atBlockBegin(module.getBody());
  return LLVM::LLVMFuncOp::create(b, user.getLoc(), name, type);
}

void codegen::poisonGaps(OpBuilder &builder, func::FuncOp function, ArrayRef<Gap> gaps) {
  if (gaps.empty())
    return;
  ImplicitLocOpBuilder b(function.getLoc(), builder);
  auto asInteger = [&](Value value) { return arith::IndexCastOp::create(b, b.getI64Type(), value); };
  SmallVector<std::pair<Value, Value>> regions; // addresses and bytes
  for (const Gap &gap : gaps) {
    Value start = memref::ExtractAlignedPointerAsIndexOp::create(b, gap.arena);
    Value address = asInteger(b.createOrFold<arith::AddIOp>(start, gap.begin));
    Value bytes = asInteger(b.createOrFold<arith::SubIOp>(gap.end, gap.begin));
    auto pointer = LLVM::LLVMPointerType::get(b.getContext());
    regions.emplace_back(LLVM::IntToPtrOp::create(b, pointer, address), bytes);
  }
  auto callForEach = [&](ImplicitLocOpBuilder &at, StringRef name) {
    LLVM::LLVMFuncOp callee = runTime(function, name);
    for (auto [address, bytes] : regions)
      LLVM::CallOp::create(at, callee, ValueRange{address, bytes});
  };
  callForEach(b, "__asan_poison_memory_region");
  function.walk([&](func::ReturnOp end) {
    ImplicitLocOpBuilder at(function.getLoc(), end);
    callForEach(at, "__asan_unpoison_memory_region");
  });
}
} // namespace dlc

#include "Codegen/EntryPoints/OpenMPCalls.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace dlc::codegen {
Value OpenMPCalls::ask(ImplicitLocOpBuilder &b, StringRef name) {
  if (!symbols.lookup(name)) {
    auto function = func::FuncOp::create(b.getLoc(), name, b.getFunctionType({}, b.getI32Type()));
    function.setPrivate();
    symbols.insert(function, module.getBody()->begin());
  }
  Value number = func::CallOp::create(b, name, b.getI32Type(), ValueRange()).getResult(0);
  return arith::IndexCastOp::create(b, b.getIndexType(), number);
}

void OpenMPCalls::fork(ImplicitLocOpBuilder &b, LLVM::LLVMFuncOp task, Value record) {
  auto run = declared("__kmpc_fork_call", {pointer, b.getI32Type(), pointer}, /*isVariadic=*/true);
  Value arguments = LLVM::ConstantOp::create(b, b.getI32Type(), b.getI32IntegerAttr(1));
  Value address = LLVM::AddressOfOp::create(b, pointer, task.getSymName());
  LLVM::CallOp::create(b, run, ValueRange{ident(b), arguments, address, record});
}

void OpenMPCalls::barrier(ImplicitLocOpBuilder &b, Value number) {
  auto wait = declared("__kmpc_barrier", {pointer, b.getI32Type()}, /*isVariadic=*/false);
  LLVM::CallOp::create(b, wait, ValueRange{ident(b), number});
}

LLVM::LLVMFuncOp OpenMPCalls::declared(StringRef name, ArrayRef<Type> arguments, bool isVariadic) {
  if (auto found = symbols.lookup<LLVM::LLVMFuncOp>(name))
    return found;
  ImplicitLocOpBuilder b(module.getLoc(), module.getContext());
  b.setInsertionPointToStart(module.getBody());
  auto type =
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(module.getContext()), arguments, isVariadic);
  auto function = LLVM::LLVMFuncOp::create(b, name, type);
  symbols.insert(function);
  return function;
}

Value OpenMPCalls::ident(ImplicitLocOpBuilder &at) {
  static constexpr StringLiteral name = "dlc.omp_ident", text = "dlc.omp_place";
  if (symbols.lookup(name))
    return LLVM::AddressOfOp::create(at, pointer, name);
  ImplicitLocOpBuilder b(module.getLoc(), module.getContext());
  b.setInsertionPointToStart(module.getBody());
  const std::string none(";unknown;unknown;0;0;;", 23); // with the zero at its end
  auto bytes = LLVM::LLVMArrayType::get(b.getI8Type(), none.size());
  symbols.insert(LLVM::GlobalOp::create(b, bytes, /*isConstant=*/true, LLVM::Linkage::Private, text,
                                        b.getStringAttr(none)));
  auto type = LLVM::LLVMStructType::getLiteral(
      module.getContext(), {b.getI32Type(), b.getI32Type(), b.getI32Type(), b.getI32Type(), pointer});
  auto ident =
      LLVM::GlobalOp::create(b, type, /*isConstant=*/true, LLVM::Linkage::Private, name, Attribute());
  symbols.insert(ident);
  b.createBlock(&ident.getInitializer());
  Value value = LLVM::PoisonOp::create(b, type);
  const int32_t compiled = 2, length = static_cast<int32_t>(none.size()) - 1; // KMP_IDENT_KMPC
  const int32_t numbers[] = {0, compiled, 0, length};
  for (auto [i, number] : llvm::enumerate(numbers))
    value = LLVM::InsertValueOp::create(
        b, value, LLVM::ConstantOp::create(b, b.getI32Type(), b.getI32IntegerAttr(number)),
        static_cast<int64_t>(i));
  value = LLVM::InsertValueOp::create(b, value, LLVM::AddressOfOp::create(b, pointer, text), 4);
  LLVM::ReturnOp::create(b, value);
  return LLVM::AddressOfOp::create(at, pointer, name);
}
} // namespace dlc::codegen

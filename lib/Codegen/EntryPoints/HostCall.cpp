#include "Codegen/EntryPoints/HostCall.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace dlc::codegen {
static Value number(ImplicitLocOpBuilder &b, int64_t value) {
  return LLVM::ConstantOp::create(b, b.getI64Type(), b.getI64IntegerAttr(value));
}

void emitHostCall(ImplicitLocOpBuilder &b, uint64_t function, uint64_t object, ValueRange arguments) {
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  auto address = [&](uint64_t value) -> Value {
    return LLVM::IntToPtrOp::create(b, pointer, number(b, static_cast<int64_t>(value)));
  };
  SmallVector<Value> operands{address(function), address(object)};
  llvm::append_range(operands, arguments);
  SmallVector<Type> types(ValueRange(operands).drop_front().getTypes());
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), types);
  LLVM::CallOp::create(b, type, operands);
}

void emitHostCall(ImplicitLocOpBuilder &b, uint64_t function, uint64_t object, int64_t value) {
  emitHostCall(b, function, object, ValueRange{number(b, value)});
}
} // namespace dlc::codegen

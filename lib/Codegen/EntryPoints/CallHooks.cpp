// Calls of the host from a step that several processes share: when a result is complete, so that it may
// travel while the rest is computed, and where a value is to become the mean over all ranks. Behind
// outlining, when what writes a result is one call, and before memory is planned, after which an argument is
// no buffer any more.
#include "Codegen/EntryPoints/Hooks.h"
#include "Codegen/EntryPoints/HostCall.h"
#include "Codegen/Passes.h"
#include "Train/Train.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_CALLHOOKS
#include "Codegen/EntryPoints/Passes.h.inc"

namespace {
/// The last op of the function's block that has to do with a buffer, or null.
Operation *lastUse(Value buffer, Block &body) {
  Operation *last = nullptr;
  SmallVector<Value> views{buffer};
  while (!views.empty())
    for (Operation *user : views.pop_back_val().getUsers()) {
      if (isa<ViewLikeOpInterface>(user))
        llvm::append_range(views, user->getResults());
      Operation *inBody = body.findAncestorOpInBlock(*user);
      if (!last || last->isBeforeInBlock(inBody))
        last = inBody;
    }
  return last;
}

struct CallHooks : impl::CallHooksBase<CallHooks> {
  using CallHooksBase::CallHooksBase;

  void runOnOperation() override {
    getOperation().walk([&](train::ExchangeOp op) {
      ImplicitLocOpBuilder builder(op.getLoc(), op);
      callExchange(builder, op);
      op.erase();
    });
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr(kEntryPoint) && !function.isExternal())
        reportResults(function);
  }

private:
  void callExchange(ImplicitLocOpBuilder &b, train::ExchangeOp op) {
    auto integer = [&](Value index) -> Value { return arith::IndexCastOp::create(b, b.getI64Type(), index); };
    const int64_t count = cast<MemRefType>(op.getBuffer().getType()).getNumElements();
    Value address = integer(memref::ExtractAlignedPointerAsIndexOp::create(b, op.getBuffer()));
    Value pointer = LLVM::IntToPtrOp::create(b, LLVM::LLVMPointerType::get(b.getContext()), address);
    auto number = [&](int64_t value) -> Value {
      return LLVM::ConstantOp::create(b, b.getI64Type(), b.getI64IntegerAttr(value));
    };
    codegen::emitHostCall(b, exchange, hooks, {pointer, number(count), number(op.getSum())});
  }

  void reportResults(func::FuncOp function) {
    Block &body = function.getBody().front();
    for (BlockArgument argument : body.getArguments()) {
      auto result = function.getArgAttrOfType<IntegerAttr>(argument.getArgNumber(), kResult);
      if (!result)
        continue;
      ImplicitLocOpBuilder builder(function.getLoc(), &body, body.begin());
      if (Operation *last = lastUse(argument, body))
        builder.setInsertionPointAfter(last);
      codegen::emitHostCall(builder, resultReady, hooks, result.getInt());
    }
  }
};
} // namespace
} // namespace dlc

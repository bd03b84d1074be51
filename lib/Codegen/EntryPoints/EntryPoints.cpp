// Public functions get the signature that include/dlc/program.h promises: the batch, and a table of pointers.
// Before conversion to LLVM, because here an argument is still one buffer and not the parts of its
// descriptor.
#include "Codegen/Passes.h"

#include "NN/NN.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_ENTRYPOINTS
#include "Codegen/Passes.h.inc"

namespace {
class EntryPoint {
public:
  EntryPoint(func::FuncOp function, LLVMTypeConverter &types)
      : function(function), types(types), b(function.getLoc(), function.getContext()) {}

  LogicalResult run() {
    Block &body = function.getBody().front();
    if (!body.getNumArguments() || !isa<IndexType>(body.getArgument(0).getType()))
      return function.emitOpError("must take the batch as its first argument");
    SmallVector<BlockArgument> arguments(body.getArguments());
    auto pointer = LLVM::LLVMPointerType::get(b.getContext());
    Value size = body.addArgument(b.getI64Type(), function.getLoc());
    Value table = body.addArgument(pointer, function.getLoc());
    b.setInsertionPointToStart(&body);
    Value batch = arith::IndexCastOp::create(b, b.getIndexType(), size);
    arguments[0].replaceAllUsesWith(batch);
    for (auto [slot, argument] : llvm::enumerate(MutableArrayRef(arguments).drop_front())) {
      auto type = dyn_cast<MemRefType>(argument.getType());
      if (!type)
        return function.emitOpError()
               << "argument " << slot + 1 << " is " << argument.getType() << ", not a buffer";
      Value place =
          LLVM::GEPOp::create(b, pointer, pointer, table, ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(slot)});
      Value buffer = describe(type, LLVM::LoadOp::create(b, pointer, place), size);
      argument.replaceAllUsesWith(buffer);
    }
    body.eraseArguments(0, arguments.size());
    function.setFunctionType(b.getFunctionType(body.getArgumentTypes(), {}));
    function.removeArgAttrsAttr();
    function->removeAttr(kEntryPoint);
    return success();
  }

private:
  /// A row-major buffer at `pointer`. An unknown size is the batch; of an arena it is not needed.
  Value describe(MemRefType type, Value pointer, Value batch) {
    auto descriptor = MemRefDescriptor::poison(b, b.getLoc(), types.convertType(type));
    descriptor.setAllocatedPtr(b, b.getLoc(), pointer);
    descriptor.setAlignedPtr(b, b.getLoc(), pointer);
    descriptor.setConstantOffset(b, b.getLoc(), 0);
    int64_t stride = 1;
    for (int64_t d = type.getRank(); d-- > 0;) {
      descriptor.setConstantStride(b, b.getLoc(), d, stride);
      if (type.isDynamicDim(d)) {
        descriptor.setSize(b, b.getLoc(), d, batch);
      } else {
        descriptor.setConstantSize(b, b.getLoc(), d, type.getDimSize(d));
        stride *= type.getDimSize(d);
      }
    }
    return UnrealizedConversionCastOp::create(b, TypeRange{type}, ValueRange{descriptor}).getResult(0);
  }

  func::FuncOp function;
  LLVMTypeConverter &types;
  ImplicitLocOpBuilder b;
};

struct EntryPoints : impl::EntryPointsBase<EntryPoints> {
  using EntryPointsBase::EntryPointsBase;

  void runOnOperation() override {
    LLVMTypeConverter types(&getContext());
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (isEntry(function) && failed(EntryPoint(function, types).run()))
        return signalPassFailure();
    if (failed(addPrefix()))
      return signalPassFailure();
    for (auto variable : llvm::make_early_inc_range(getOperation().getOps<nn::VariableOp>()))
      variable.erase();
  }

private:
  static bool isEntry(func::FuncOp function) { return function.isPublic() && !function.isExternal(); }

  /// Renames all entry points at once: a search for the uses of each would take quadratic time.
  LogicalResult addPrefix() {
    llvm::DenseMap<StringAttr, func::FuncOp> entries;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (isEntry(function))
        entries[StringAttr::get(&getContext(), prefix + function.getSymName())] = function;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!isEntry(function) && entries.contains(function.getSymNameAttr()))
        return function.emitOpError() << "has the symbol of the entry point '@"
                                      << entries[function.getSymNameAttr()].getSymName() << "'";
    llvm::DenseMap<StringAttr, StringAttr> names;
    for (auto [name, function] : entries)
      names[function.getSymNameAttr()] = name;
    getOperation().walk([&](func::CallOp call) {
      if (StringAttr name = names.lookup(call.getCalleeAttr().getAttr()))
        call.setCalleeAttr(FlatSymbolRefAttr::get(name));
    });
    for (auto [name, function] : entries)
      function.setSymNameAttr(name);
    return success();
  }
};
} // namespace
} // namespace dlc

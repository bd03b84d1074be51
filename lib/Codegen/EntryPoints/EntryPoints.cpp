// Public functions get the signature that include/dlc/program.h promises: named sizes, and a table of
// pointers. Before conversion to LLVM, because here an argument is still one buffer and not the parts of its
// descriptor.
#include "Codegen/EntryPoints/Descriptor.h"
#include "Codegen/Memory/BufferSizes.h"
#include "Codegen/Passes.h"

#include "NN/NN.h"
#include "NN/NNSizeCode.h"

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
    // By name, before arguments change.
    for (BlockArgument argument : arguments)
      if (!isa<IndexType>(argument.getType()))
        sizesOfArguments.push_back(sizesOf(argument));
    Value given = body.addArgument(pointer, function.getLoc());
    Value table = body.addArgument(pointer, function.getLoc());
    b.setInsertionPointToStart(&body);
    int32_t slot = 0;
    for (BlockArgument argument : arguments) {
      if (isa<IndexType>(argument.getType())) {
        auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), "nn.name");
        Value size =
            LLVM::LoadOp::create(b, b.getI64Type(), at(given, b.getI64Type(), argument.getArgNumber()));
        named[name ? name.getValue() : StringRef(nn::kBatch)] =
            arith::IndexCastOp::create(b, b.getIndexType(), size);
        argument.replaceAllUsesWith(named[name ? name.getValue() : StringRef(nn::kBatch)]);
        continue;
      }
      auto type = dyn_cast<MemRefType>(argument.getType());
      if (!type)
        return function.emitOpError()
               << "argument " << slot + 1 << " is " << argument.getType() << ", not a buffer";
      Value start = LLVM::LoadOp::create(b, pointer, at(table, pointer, slot));
      argument.replaceAllUsesWith(describe(type, start, sizesOfArguments[slot]));
      ++slot;
    }
    if (function->hasAttr(kMeasure) && function.getNumResults())
      storeResults(table);
    body.eraseArguments(0, arguments.size());
    function.removeArgAttrsAttr();
    function.setFunctionType(b.getFunctionType(body.getArgumentTypes(), {}));
    function->removeAttr(kEntryPoint);
    return success();
  }

private:
  Value at(Value pointer, Type element, int32_t place) {
    return LLVM::GEPOp::create(b, LLVM::LLVMPointerType::get(b.getContext()), element, pointer,
                               ArrayRef<LLVM::GEPArg>{place});
  }

  SmallVector<int64_t> sizesOf(BlockArgument argument) {
    SmallVector<int64_t> sizes;
    if (auto type = dyn_cast<MemRefType>(argument.getType()))
      for (int64_t d = 0; d < type.getRank(); ++d)
        sizes.push_back(codegen::argumentSize(function, argument.getArgNumber(), d));
    return sizes;
  }

  /// Of a function that measures: its results go where the second pointer points to.
  void storeResults(Value results) {
    Operation *terminator = function.getBody().front().getTerminator();
    SmallVector<Value> values(terminator->getOperands());
    ImplicitLocOpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(terminator);
    for (auto [i, value] : llvm::enumerate(values))
      LLVM::StoreOp::create(b, arith::IndexCastOp::create(b, b.getI64Type(), value),
                            at(results, b.getI64Type(), static_cast<int32_t>(i)));
    terminator->setOperands({});
  }

  /// A row-major buffer at `pointer`. The size of an arena is not needed.
  Value describe(MemRefType type, Value pointer, ArrayRef<int64_t> sizes) {
    SmallVector<Value> sizeValues(type.getRank()), strides(type.getRank());
    int64_t stride = 1;
    for (int64_t d = type.getRank(); d-- > 0;) {
      strides[d] = value(stride);
      sizeValues[d] = value(sizes[d]);
      if (d > 0)
        stride = nn::multiplySizes(stride, sizes[d]).value_or(stride);
    }
    return codegen::describeBuffer(b, types, type, pointer, sizeValues, strides);
  }

  /// A size as LLVM has it.
  Value value(int64_t size) {
    if (!nn::isSymbolic(size))
      return LLVM::ConstantOp::create(b, types.getIndexType(), b.getIntegerAttr(types.getIndexType(), size));
    Value index = nn::emitSize(b, b.getLoc(), size, [&](StringRef name) { return named.lookup(name); });
    return arith::IndexCastOp::create(b, b.getI64Type(), index);
  }

  func::FuncOp function;
  LLVMTypeConverter &types;
  ImplicitLocOpBuilder b;
  SmallVector<SmallVector<int64_t>> sizesOfArguments; ///< of the buffers
  llvm::StringMap<Value> named;                       ///< what the named sizes are
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

  /// Renames all functions at once: a search for the uses of each would take quadratic time. Kernels too,
  /// since code for several CPUs is linked into one library, and has the same ones.
  LogicalResult addPrefix() {
    llvm::DenseMap<StringAttr, func::FuncOp> defined;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal())
        defined[StringAttr::get(&getContext(), prefix + function.getSymName())] = function;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function.isExternal() && defined.contains(function.getSymNameAttr()))
        return function.emitOpError()
               << "has the symbol of '@" << defined[function.getSymNameAttr()].getSymName() << "'";
    llvm::DenseMap<StringAttr, StringAttr> names;
    for (auto [name, function] : defined)
      names[function.getSymNameAttr()] = name;
    getOperation().walk([&](func::CallOp call) {
      if (StringAttr name = names.lookup(call.getCalleeAttr().getAttr()))
        call.setCalleeAttr(FlatSymbolRefAttr::get(name));
    });
    for (auto [name, function] : defined)
      function.setSymNameAttr(name);
    return success();
  }
};
} // namespace
} // namespace dlc

// The calling convention of kernels. After EntryPoints, which knows where buffers begin; before conversion to
// LLVM, which would pass every part of a descriptor, and because here an argument is still one buffer.
#include "Codegen/EntryPoints/Descriptor.h"
#include "Codegen/Passes.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_PASSPOINTERS
#include "Codegen/Passes.h.inc"

namespace {
/// Whether a pointer and the dynamic sizes and strides tell all of it.
bool isPassed(Type type) {
  auto buffer = dyn_cast<MemRefType>(type);
  if (!buffer || !buffer.isStrided())
    return false;
  const int64_t offset = buffer.getStridesAndOffset().second;
  return offset == 0 || ShapedType::isDynamic(offset);
}

bool isRowMajor(MemRefType type) { return type.getLayout().isIdentity(); }

class Convention {
public:
  explicit Convention(MLIRContext *context)
      : types(context), pointer(LLVM::LLVMPointerType::get(context)), index(IndexType::get(context)) {}

  void convert(func::FuncOp kernel) {
    Block &body = kernel.getBody().front();
    ImplicitLocOpBuilder b(kernel.getLoc(), kernel.getContext());
    b.setInsertionPointToStart(&body);
    const auto noAlias = kernel->getAttrOfType<DenseI64ArrayAttr>(kNoAlias); // tiles have none
    kernel->removeAttr(kNoAlias);
    const SmallVector<BlockArgument> arguments(body.getArguments());
    SmallVector<DictionaryAttr> attributes;
    auto add = [&](Type type, DictionaryAttr given = {}) {
      attributes.push_back(given ? given : b.getDictionaryAttr({}));
      return body.addArgument(type, kernel.getLoc());
    };
    for (BlockArgument argument : arguments) {
      if (!isPassed(argument.getType())) {
        argument.replaceAllUsesWith(add(argument.getType()));
        continue;
      }
      const bool alone = noAlias && llvm::is_contained(noAlias.asArrayRef(), argument.getArgNumber());
      Value start = add(pointer, alone ? aliasesNothing(b) : DictionaryAttr());
      auto type = cast<MemRefType>(argument.getType());
      SmallVector<Value> sizes;
      for (int64_t size : type.getShape())
        sizes.push_back(ShapedType::isDynamic(size)
                            ? arith::IndexCastOp::create(b, b.getI64Type(), add(index)).getResult()
                            : constant(b, size));
      SmallVector<Value> strides;
      if (isRowMajor(type))
        strides = stridesOf(b, type, sizes);
      else
        for (int64_t stride : type.getStridesAndOffset().first)
          strides.push_back(ShapedType::isDynamic(stride) ? Value(add(b.getI64Type())) : constant(b, stride));
      argument.replaceAllUsesWith(codegen::describeBuffer(b, types, type, start, sizes, strides));
    }
    body.eraseArguments(0, arguments.size());
    kernel.setType(b.getFunctionType(body.getArgumentTypes(), {}));
    kernel.setAllArgAttrs(attributes);
  }

  void convert(func::CallOp call) {
    ImplicitLocOpBuilder b(call.getLoc(), call);
    SmallVector<Value> operands;
    for (Value operand : call.getOperands()) {
      if (!isPassed(operand.getType())) {
        operands.push_back(operand);
        continue;
      }
      operands.push_back(pointerOf(operand));
      auto type = cast<MemRefType>(operand.getType());
      for (int64_t d = 0; d < type.getRank(); ++d)
        if (type.isDynamicDim(d))
          operands.push_back(b.createOrFold<memref::DimOp>(operand, d));
      if (isRowMajor(type))
        continue;
      for (auto [d, stride] : llvm::enumerate(type.getStridesAndOffset().first))
        if (ShapedType::isDynamic(stride))
          operands.push_back(part(b, operand, {4, static_cast<int64_t>(d)}));
    }
    auto converted = func::CallOp::create(b, call.getCallee(), TypeRange(), operands);
    converted->setDiscardableAttrs(call->getDiscardableAttrDictionary());
    call.erase();
  }

private:
  static DictionaryAttr aliasesNothing(OpBuilder &b) {
    return b.getDictionaryAttr({b.getNamedAttr(LLVM::LLVMDialect::getNoAliasAttrName(), b.getUnitAttr()),
                                b.getNamedAttr(LLVM::LLVMDialect::getNoUndefAttrName(), b.getUnitAttr())});
  }

  static Value constant(ImplicitLocOpBuilder &b, int64_t value) {
    return LLVM::ConstantOp::create(b, b.getI64Type(), b.getI64IntegerAttr(value));
  }

  static SmallVector<Value> stridesOf(ImplicitLocOpBuilder &b, MemRefType type, ArrayRef<Value> sizes) {
    SmallVector<Value> strides(sizes.size());
    int64_t known = 1;
    Value dynamic;
    for (int64_t d = type.getRank(); d-- > 0;) {
      strides[d] = constant(b, known);
      if (dynamic)
        strides[d] = arith::MulIOp::create(b, strides[d], dynamic);
      if (d == 0)
        break;
      if (!type.isDynamicDim(d))
        known *= type.getDimSize(d);
      else
        dynamic = dynamic ? arith::MulIOp::create(b, dynamic, sizes[d]).getResult() : sizes[d];
    }
    return strides;
  }

  /// A part of a buffer's descriptor.
  Value part(ImplicitLocOpBuilder &b, Value buffer, ArrayRef<int64_t> place) {
    Value descriptor =
        UnrealizedConversionCastOp::create(b, TypeRange{types.convertType(buffer.getType())}, buffer)
            .getResult(0);
    return LLVM::ExtractValueOp::create(b, descriptor, place);
  }

  /// Where a buffer begins, computed once, right behind the buffer.
  Value pointerOf(Value buffer) {
    auto [found, isNew] = pointers.try_emplace(buffer);
    if (!isNew)
      return found->second;
    ImplicitLocOpBuilder b(buffer.getLoc(), buffer.getContext());
    b.setInsertionPointAfterValue(buffer);
    Value result;
    if (auto view = buffer.getDefiningOp<memref::ViewOp>(); view && isRowMajor(view.getSource().getType())) {
      Value base = pointerOf(view.getSource());
      Value shift = arith::IndexCastOp::create(b, b.getI64Type(), view.getByteShift());
      result = LLVM::GEPOp::create(b, pointer, b.getI8Type(), base, ArrayRef<LLVM::GEPArg>{shift});
    } else {
      result = part(b, buffer, {1});
      auto type = cast<MemRefType>(buffer.getType());
      if (!isRowMajor(type) && type.getStridesAndOffset().second != 0)
        result = LLVM::GEPOp::create(b, pointer, types.convertType(type.getElementType()), result,
                                     ArrayRef<LLVM::GEPArg>{part(b, buffer, {2})});
    }
    return pointers[buffer] = result;
  }

  LLVMTypeConverter types;
  Type pointer, index;
  llvm::DenseMap<Value, Value> pointers;
};

struct PassPointers : impl::PassPointersBase<PassPointers> {
  void runOnOperation() override {
    llvm::DenseSet<StringAttr> kernels;
    Convention convention(&getContext());
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr(kNoAlias) || (function->hasAttr(kTile) && !function.isExternal())) {
        kernels.insert(function.getSymNameAttr());
        convention.convert(function);
      }
    SmallVector<func::CallOp> calls;
    getOperation().walk([&](func::CallOp call) {
      if (kernels.contains(call.getCalleeAttr().getAttr()))
        calls.push_back(call);
    });
    for (func::CallOp call : calls)
      convention.convert(call);
  }
};
} // namespace
} // namespace dlc

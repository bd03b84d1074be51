// Functions, calls and constants. Unsigned integers become plain ones of their width, which the ops that mind
// interpret.
#include "Conversion/NNToLinalg/Patterns.h"
#include "Kernel/Kernel.h"
#include "NN/NNSizeList.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
struct LowerFunc : OpConversionPattern<nn::FuncOp> {
  LowerFunc(const TypeConverter &types, MLIRContext *context, bool batchArgument)
      : OpConversionPattern(types, context), batchArgument(batchArgument) {}
  LogicalResult matchAndRewrite(nn::FuncOp op, OpAdaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<Type> arguments, results;
    if (failed(getTypeConverter()->convertTypes(op.getArgumentTypes(), arguments)) ||
        failed(getTypeConverter()->convertTypes(op.getResultTypes(), results)))
      return rewriter.notifyMatchFailure(op, "an argument or a result has no type to lower to");
    auto function = func::FuncOp::create(rewriter, op.getLoc(), op.getSymName(),
                                         rewriter.getFunctionType(arguments, results));
    for (NamedAttribute attribute : op->getDiscardableAttrs())
      function->setAttr(attribute.getName(), attribute.getValue());
    if (auto visibility = op.getSymVisibilityAttr())
      function.setSymVisibilityAttr(visibility);
    if (ArrayAttr attributes = op.getArgAttrsAttr())
      function.setAllArgAttrs(attributes);
    if (ArrayAttr attributes = op.getResAttrsAttr())
      function.setAllResultAttrs(attributes);
    for (auto [i, name] : llvm::enumerate(op.getArgNames()))
      function.setArgAttr(i, "nn.name", name);
    for (auto [i, name] : llvm::enumerate(op.getResultNames()))
      function.setResultAttr(i, "nn.name", name);
    rewriter.inlineRegionBefore(op.getBody(), function.getBody(), function.end());
    if (batchArgument)
      for (auto [i, name] : llvm::enumerate(nn::sizesOf(op.getArgumentTypes(), op.getResultTypes()).named))
        (void)function.insertArgument(
            i, rewriter.getIndexType(),
            rewriter.getDictionaryAttr(rewriter.getNamedAttr("nn.name", rewriter.getStringAttr(name))),
            op.getLoc());
    rewriter.eraseOp(op);
    return success(succeeded(rewriter.convertRegionTypes(&function.getBody(), *getTypeConverter())));
  }

private:
  bool batchArgument;
};

struct LowerReturn : OpConversionPattern<nn::ReturnOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(nn::ReturnOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<func::ReturnOp>(op, adaptor.getOperands());
    return success();
  }
};

struct LowerCall : OpConversionPattern<nn::CallOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(nn::CallOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<Type> results;
    if (failed(getTypeConverter()->convertTypes(op.getResultTypes(), results)))
      return rewriter.notifyMatchFailure(op, "a result has no type to lower to");
    rewriter.replaceOpWithNewOp<func::CallOp>(op, op.getCallee(), results, adaptor.getOperands());
    return success();
  }
};
} // namespace

/// One value everywhere is a loop and not data that the code would carry: zeros of a large variable, say.
static Values constant(nn::ConstantOp op, nn::ConstantOp::Adaptor, Emitter &emit) {
  // The bits stay, the type that arith wants has no sign.
  ElementsAttr value = op.getValueAttr();
  nn::SizedTensorType type = typeOf(op.getResult());
  if (auto dense = dyn_cast<DenseElementsAttr>(value); dense && value.getType() != type)
    value = dense.bitcast(type.getElementType());
  else if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    value = DenseResourceElementsAttr::get(type, resource.getRawHandle());
  auto elements = dyn_cast<DenseElementsAttr>(value);
  if (elements && elements.isSplat() && type.getNumElements() > 1) {
    auto scalar = cast<TypedAttr>(elements.getSplatValue<Attribute>());
    return {emit.filled(type, arith::ConstantOp::create(emit.b, emit.loc, scalar))};
  }
  return {arith::ConstantOp::create(emit.b, emit.loc, cast<TypedAttr>(value))};
}

static Values barrier(nn::BarrierOp, nn::BarrierOp::Adaptor adaptor, Emitter &emit) {
  Value input = adaptor.getInput();
  return {kernel::BarrierOp::create(emit.b, emit.loc, input.getType(), input)};
}

static Type withoutSizes(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getEncoding() ? RankedTensorType::get(tensor.getShape(), tensor.getElementType())
                                        : type;
}

static void dropSizes(func::FuncOp function) {
  FunctionType type = function.getFunctionType();
  for (auto [i, argument] : llvm::enumerate(type.getInputs()))
    if (auto tensor = dyn_cast<RankedTensorType>(argument); tensor && tensor.getEncoding())
      function.setArgAttr(i, kSizes, tensor.getEncoding());
  for (auto [i, result] : llvm::enumerate(type.getResults()))
    if (auto tensor = dyn_cast<RankedTensorType>(result); tensor && tensor.getEncoding())
      function.setResultAttr(i, kSizes, tensor.getEncoding());
  auto plain = [](TypeRange types) { return llvm::map_to_vector(types, withoutSizes); };
  function.setFunctionType(
      FunctionType::get(type.getContext(), plain(type.getInputs()), plain(type.getResults())));
}

void dropSizes(ModuleOp module) {
  module.walk([](Operation *op) {
    if (auto function = dyn_cast<func::FuncOp>(op))
      dropSizes(function);
    for (Value result : op->getResults())
      result.setType(withoutSizes(result.getType()));
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (BlockArgument argument : block.getArguments())
          argument.setType(withoutSizes(argument.getType()));
  });
}

void populateStructurePatterns(Patterns &patterns, bool batchArgument) {
  patterns.set.add<LowerFunc>(patterns.types, patterns.context(), batchArgument);
  patterns.add<LowerReturn, LowerCall>();
  add<nn::ConstantOp>(patterns, constant);
  add<nn::BarrierOp>(patterns, barrier);
}
} // namespace dlc::lowering

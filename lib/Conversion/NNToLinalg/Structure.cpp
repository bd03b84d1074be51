// Functions, calls and constants.
#include "Conversion/NNToLinalg/Patterns.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
struct LowerFunc : OpConversionPattern<nn::FuncOp> {
  LowerFunc(MLIRContext *context, bool batchArgument)
      : OpConversionPattern(context), batchArgument(batchArgument) {}
  LogicalResult matchAndRewrite(nn::FuncOp op, OpAdaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto function = func::FuncOp::create(rewriter, op.getLoc(), op.getSymName(), op.getFunctionType());
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
      (void)function.insertArgument(
          0, rewriter.getIndexType(),
          rewriter.getDictionaryAttr(rewriter.getNamedAttr("nn.name", rewriter.getStringAttr("batch"))),
          op.getLoc());
    rewriter.eraseOp(op);
    return success();
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
    rewriter.replaceOpWithNewOp<func::CallOp>(op, op.getCallee(), op.getResultTypes(), adaptor.getOperands());
    return success();
  }
};
} // namespace

/// One value everywhere is a loop and not data that the code would carry: zeros of a large variable, say.
static Values constant(nn::ConstantOp op, nn::ConstantOp::Adaptor, Emitter &emit) {
  auto elements = dyn_cast<DenseElementsAttr>(op.getValueAttr());
  RankedTensorType type = typeOf(op.getResult());
  if (elements && elements.isSplat() && type.getNumElements() > 1) {
    auto value = cast<TypedAttr>(elements.getSplatValue<Attribute>());
    return {emit.filled(type, arith::ConstantOp::create(emit.b, emit.loc, value))};
  }
  return {arith::ConstantOp::create(emit.b, emit.loc, cast<TypedAttr>(op.getValueAttr()))};
}

void populateStructurePatterns(RewritePatternSet &set, bool batchArgument) {
  set.add<LowerFunc>(set.getContext(), batchArgument);
  set.add<LowerReturn, LowerCall>(set.getContext());
  add<nn::ConstantOp>(set, constant);
}
} // namespace dlc::lowering

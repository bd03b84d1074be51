// Functions, calls and constants. Unsigned integers become plain ones of their width, which the ops that mind
// interpret.
#include "Conversion/NNToLinalg/Patterns.h"
#include "Conversion/SizeValues.h"
#include "Kernel/Kernel.h"
#include "NN/NNSizeList.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
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

/// With named sizes as arguments, a function has destinations for its results once memory is decided: the
/// call brings them.
struct LowerCall : OpConversionPattern<nn::CallOp> {
  LowerCall(const TypeConverter &types, MLIRContext *context, bool batchArgument)
      : OpConversionPattern(types, context), batchArgument(batchArgument) {}
  LogicalResult matchAndRewrite(nn::CallOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<Type> results;
    if (failed(getTypeConverter()->convertTypes(op.getResultTypes(), results)))
      return rewriter.notifyMatchFailure(op, "a result has no type to lower to");
    if (batchArgument)
      bringDestinations(op, results, adaptor.getOperands(), rewriter);
    else
      rewriter.replaceOpWithNewOp<func::CallOp>(op, op.getCallee(), results, adaptor.getOperands());
    return success();
  }

private:
  static SmallVector<StringAttr> stateOf(nn::CallOp op, StringRef attribute) {
    Operation *callee = SymbolTable::lookupNearestSymbolFrom(op, op.getCalleeAttr());
    auto symbols = callee->getAttrOfType<ArrayAttr>(attribute);
    SmallVector<StringAttr> names;
    if (symbols)
      for (auto symbol : symbols.getAsRange<FlatSymbolRefAttr>())
        names.push_back(symbol.getAttr());
    return names;
  }

  /// The callee takes sizes, inputs, destinations of outputs and variables, of which it updates some.
  static void bringDestinations(nn::CallOp op, TypeRange results, ValueRange operands,
                                ConversionPatternRewriter &rewriter) {
    const SmallVector<StringAttr> variables = stateOf(op, kStateArguments),
                                  updated = stateOf(op, kStateResults);
    const size_t numInputs = operands.size() - variables.size(), numOutputs = results.size() - updated.size();
    SizeValues sizes(rewriter, op.getLoc(), op, operands);
    SmallVector<Value> inputs, inits;
    for (const std::string &name : nn::sizesOf(op.getOperandTypes(), op.getResultTypes()).named)
      inputs.push_back(sizes.of(nn::namedSize(name)));
    llvm::append_range(inputs, operands.take_front(numInputs));
    for (Type type : results.take_front(numOutputs)) {
      auto tensor = cast<RankedTensorType>(type);
      inits.push_back(tensor::EmptyOp::create(rewriter, op.getLoc(), tensor, sizes.dynamicSizes(tensor)));
    }
    // Places among the inputs, then among the inits.
    SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(0, inputs.size()));
    SmallVector<std::pair<bool, int64_t>> places;
    for (int64_t i = 0; i < static_cast<int64_t>(numOutputs); ++i)
      places.emplace_back(true, i);
    SmallVector<Value> destinations(updated.size());
    for (auto [name, value] : llvm::zip_equal(variables, operands.drop_front(numInputs))) {
      const auto *place = llvm::find(updated, name);
      if (place == updated.end()) {
        places.emplace_back(false, inputs.size());
        inputs.push_back(value);
      } else {
        places.emplace_back(true, numOutputs + (place - updated.begin()));
        destinations[place - updated.begin()] = value;
      }
    }
    llvm::append_range(inits, destinations);
    for (auto [isInit, place] : places)
      order.push_back(isInit ? place + static_cast<int64_t>(inputs.size()) : place);
    rewriter.replaceOpWithNewOp<kernel::CallOp>(op, results, op.getCalleeAttr(), inputs, inits,
                                                rewriter.getDenseI64ArrayAttr(order));
  }

  bool batchArgument;
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
  patterns.set.add<LowerCall>(patterns.types, patterns.context(), batchArgument);
  patterns.add<LowerReturn>();
  add<nn::ConstantOp>(patterns, constant);
  add<nn::BarrierOp>(patterns, barrier);
}
} // namespace dlc::lowering

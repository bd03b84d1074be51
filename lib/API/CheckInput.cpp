// Checks of a module that was parsed from outside.
#include "API/CheckInput.h"

#include "API/GraphImpl.h"
#include "NN/NNRank.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace dlc {

/// Bytes of one tensor, per batch element: all that 64-bit processors address, less what padding needs.
static constexpr uint64_t maxBytes = uint64_t(1) << 46;

static LogicalResult checkType(Operation *op, Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return success();
  if (tensor.getEncoding() && !isa<nn::SizesAttr>(tensor.getEncoding()))
    return op->emitError() << "a tensor of a network has a shape and an element type, and no encoding but "
                              "#nn.sizes";
  if (tensor.getRank() > nn::kMostDimensions)
    return op->emitError() << "'" << op->getName() << "' op has a tensor of rank " << tensor.getRank()
                           << "; a network's tensors have at most " << nn::kMostDimensions << " dimensions";
  uint64_t bytes = llvm::divideCeil(getElementTypeOrSelf(type).getIntOrFloatBitWidth(), 8);
  for (int64_t size : tensor.getShape())
    if (!ShapedType::isDynamic(size))
      bytes = llvm::SaturatingMultiply(bytes, static_cast<uint64_t>(size));
  if (bytes > maxBytes && !llvm::is_contained(tensor.getShape(), 0))
    return op->emitError() << "no memory holds a tensor of the type " << type;
  return success();
}

/// Whether an attribute names variables of the module whose types are the last ones of `types`.
static bool namesVariables(Attribute attribute, TypeRange types, ModuleOp module) {
  auto names = dyn_cast<ArrayAttr>(attribute);
  if (!names || names.size() > types.size())
    return false;
  return llvm::all_of(llvm::zip_equal(names, types.take_back(names.size())), [&](auto pair) {
    auto name = dyn_cast<FlatSymbolRefAttr>(std::get<0>(pair));
    auto variable = name ? module.lookupSymbol<nn::VariableOp>(name.getValue()) : nn::VariableOp();
    return variable && variable.getType() == std::get<1>(pair);
  });
}

/// What passes write on functions stands in the text that `dlc compile --stop-after` prints; it must say what
/// is so.
static bool isSound(nn::FuncOp function, NamedAttribute attribute) {
  auto module = function->getParentOfType<ModuleOp>();
  if (attribute.getName() == kStateArguments)
    return namesVariables(attribute.getValue(), function.getArgumentTypes(), module);
  if (attribute.getName() == kStateResults)
    return namesVariables(attribute.getValue(), function.getResultTypes(), module);
  if (attribute.getName() == kLimits) // nn-limit-sizes writes it anew
    return isa<nn::SizesAttr>(attribute.getValue());
  auto estimate = dyn_cast<DictionaryAttr>(attribute.getValue());
  return attribute.getName() == kRecomputed && estimate &&
         llvm::all_of(ArrayRef<StringRef>{"bytes", "flops", "flops_more"},
                      [&](StringRef name) { return estimate.getAs<IntegerAttr>(name) != nullptr; });
}

static LogicalResult checkAttributes(Operation *op) {
  for (NamedAttribute attribute : op->getDiscardableAttrs()) {
    StringRef name = attribute.getName();
    if (isa<ModuleOp>(op) && (llvm::is_contained({kClassNames, kMean, kStandardDeviation}, name) ||
                              isa<StringAttr, IntegerAttr, FloatAttr, UnitAttr>(attribute.getValue())))
      continue;
    if (auto function = dyn_cast<nn::FuncOp>(op); function && isSound(function, attribute))
      continue;
    return op->emitError() << "'" << op->getName() << "' op has no attribute '" << name << "' of this value";
  }
  return success();
}

LogicalResult checkInput(ModuleOp module) {
  WalkResult result = module.walk<WalkOrder::PreOrder>([](Operation *op) -> WalkResult {
    if (failed(checkAttributes(op)))
      return WalkResult::interrupt();
    if (auto variable = dyn_cast<nn::VariableOp>(op); variable && failed(checkType(op, variable.getType())))
      return WalkResult::interrupt();
    for (Type type : op->getResultTypes())
      if (failed(checkType(op, type)))
        return WalkResult::interrupt();
    for (Region &region : op->getRegions())
      for (Type type : region.getArgumentTypes())
        if (failed(checkType(op, type)))
          return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

} // namespace dlc

// Attributes of a module that travel with a model: names of its classes, and how its images are normalised.
#include "NN/NN.h"

#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

static LogicalResult verifyClassNames(Operation *op, Attribute value) {
  auto names = dyn_cast<ArrayAttr>(value);
  if (!names || !llvm::all_of(names, llvm::IsaPred<StringAttr>))
    return op->emitError() << "nn.class_names must be an array of strings, got " << value;
  return success();
}

// `nn.mean` and `nn.stddev`: one number for each channel, and never one without the other.
static LogicalResult verifyNormalization(Operation *op, StringRef name, Attribute value) {
  auto numbers = dyn_cast<ArrayAttr>(value);
  auto isFinite = [](Attribute number) {
    auto attribute = dyn_cast<FloatAttr>(number);
    return attribute && attribute.getValue().isFinite();
  };
  if (!numbers || !llvm::all_of(numbers, isFinite))
    return op->emitError() << name << " must be an array of finite floats, got " << value;
  if (name == "nn.stddev")
    for (FloatAttr number : numbers.getAsRange<FloatAttr>())
      if (!(number.getValueAsDouble() > 0))
        return op->emitError() << "nn.stddev must be positive, got " << number;
  StringRef otherName = name == "nn.mean" ? "nn.stddev" : "nn.mean";
  auto other = op->getAttrOfType<ArrayAttr>(otherName);
  size_t otherSize = other ? other.size() : 0;
  if (numbers.size() != otherSize)
    return op->emitError() << "nn.mean and nn.stddev must have a number for each channel: " << name << " has "
                           << numbers.size() << ", " << otherName << " has " << otherSize;
  return success();
}

LogicalResult NNDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  StringRef name = attribute.getName();
  if (name != "nn.class_names" && name != "nn.mean" && name != "nn.stddev")
    return success();
  if (!isa<ModuleOp>(op))
    return op->emitError() << name << " belongs on the module, not on '" << op->getName() << "'";
  if (name == "nn.class_names")
    return verifyClassNames(op, attribute.getValue());
  return verifyNormalization(op, name, attribute.getValue());
}

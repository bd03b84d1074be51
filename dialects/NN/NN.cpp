// The nn dialect itself: registration, and the few helpers that all categories share.
#include "NN/NN.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

#include "NN/NNDialect.cpp.inc"
#include "NN/NNEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "NN/NNAttributes.cpp.inc"

#include "NN/NNInterfaces.cpp.inc"

void NNDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "NN/NNAttributes.cpp.inc"
      >();
  registerNNDialectOperations(this);
}

bool nn::isRandomState(Type type) {
  auto tensor = dyn_cast<SizedTensorType>(type);
  return tensor && tensor.getShape() == ArrayRef<int64_t>{2} && tensor.getElementType().isSignlessInteger(64);
}

FailureOr<SmallVector<int64_t>> nn::broadcastShapes(ArrayRef<ArrayRef<int64_t>> shapes) {
  size_t rank = 0;
  for (ArrayRef<int64_t> shape : shapes)
    rank = std::max(rank, shape.size());
  SmallVector<int64_t> result(rank, 1);
  for (ArrayRef<int64_t> shape : shapes) {
    for (auto [i, size] : llvm::enumerate(shape)) {
      int64_t &out = result[rank - shape.size() + i];
      if (out == 1)
        out = size;
      else if (size != 1 && size != out)
        return failure();
    }
  }
  return result;
}

FailureOr<SmallVector<int64_t>> nn::normalizedAxes(std::optional<ArrayRef<int64_t>> axes, int64_t rank) {
  if (!axes)
    return llvm::to_vector(llvm::seq<int64_t>(0, rank));
  SmallVector<int64_t> result;
  for (int64_t axis : *axes) {
    if (axis < -rank || axis >= rank)
      return failure();
    result.push_back(axis < 0 ? axis + rank : axis);
  }
  llvm::sort(result);
  if (std::adjacent_find(result.begin(), result.end()) != result.end())
    return failure();
  return result;
}

std::string nn::shapeText(ArrayRef<int64_t> shape) {
  // A batch beside other names has its own.
  bool isNamed = llvm::any_of(shape, [](int64_t size) { return isSymbolic(size) && size != kBatchSize; });
  std::string text = "[";
  for (auto [i, size] : llvm::enumerate(shape))
    text += (i ? ", " : "") + (isNamed ? sizeExpression(size) : sizeText(size));
  return text + "]";
}

Operation *NNDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type, Location location) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, location, type, elements);
}

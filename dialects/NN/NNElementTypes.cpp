// What the list of element types says of a type decides to which classes it belongs.
#include "NN/NNElementTypes.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc;

// By the list's names.
using F32Float = Float32Type;
using F64Float = Float64Type;
using BF16Float = BFloat16Type;
using F16Float = Float16Type;
using F8E4M3FNFloat = Float8E4M3FNType;
using F8E5M2Float = Float8E5M2Type;

Type nn::elementType(MLIRContext *context, DType type) {
  Builder builder(context);
#define DLC_MLIR_Float(ID, bits) ID##Float::get(context)
#define DLC_MLIR_Signed(ID, bits) builder.getIntegerType(bits)
#define DLC_MLIR_Unsigned(ID, bits) builder.getIntegerType(bits, /*isSigned=*/false)
#define DLC_MLIR_Bool(ID, bits) builder.getI1Type()
  switch (type) {
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, ...)                                             \
  case DType::name:                                                                                          \
    return DLC_MLIR_##kind(ID, bits);
#include "dlc/element_types.def"
  }
  llvm_unreachable("an element type that is not in the list");
}

std::optional<DType> nn::dtypeOf(Type element) {
#define DLC_IS_Float(ID, bits) isa<ID##Float>(element)
#define DLC_IS_Signed(ID, bits) element.isSignlessInteger(bits)
#define DLC_IS_Unsigned(ID, bits) element.isUnsignedInteger(bits)
#define DLC_IS_Bool(ID, bits) element.isSignlessInteger(1)
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, ...)                                             \
  if (DLC_IS_##kind(ID, bits))                                                                               \
    return DType::name;
#include "dlc/element_types.def"
  return std::nullopt;
}

bool nn::isOfClass(DType type, ElementClass elements) {
  const ElementType &info = infoOf(type);
  bool isFloat = info.kind == ElementKind::Float, isBool = info.kind == ElementKind::Bool;
  switch (elements) {
  case ElementClass::Float:
    return isFloat;
  case ElementClass::Number:
    return !isBool;
  case ElementClass::Integer:
    return !isFloat && !isBool;
  case ElementClass::Index:
    return info.kind == ElementKind::Signed && info.bits >= 32;
  case ElementClass::Bool:
    return isBool;
  case ElementClass::Any:
    return true;
  }
  return false;
}

std::string nn::listOf(ElementClass elements) {
  std::vector<std::string> names;
  for (ElementKind kind : {ElementKind::Float, ElementKind::Signed, ElementKind::Unsigned, ElementKind::Bool})
    for (const ElementType &info : elementTypes)
      if (info.kind == kind && isOfClass(info.type, elements))
        names.push_back(info.mlir);
  std::string text;
  for (size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  return text;
}

bool nn::isTensorOf(Type type, ElementClass elements) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !knowsSizes(tensor))
    return false;
  std::optional<DType> element = dtypeOf(tensor.getElementType());
  return element && isOfClass(*element, elements);
}

#include "Conversion/SizeValues.h"

#include "NN/NNSizeCode.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace dlc {
using nn::isSymbolic;
using nn::nameOf;
using nn::SizedTensorType;

/// The dimension of a tensor that has a size.
static std::optional<int64_t> dimensionOf(Value tensor, int64_t size) {
  auto type = dyn_cast<SizedTensorType>(tensor.getType());
  if (!type)
    return std::nullopt;
  ArrayRef<int64_t> shape = type.getShape();
  auto place = llvm::find(shape, size);
  return place == shape.end() ? std::nullopt : std::optional<int64_t>(place - shape.begin());
}

Value SizeValues::find(int64_t size, bool create, bool *found) {
  auto tell = [&](Value value) {
    if (found)
      *found = true;
    return value;
  };
  auto function = op->getParentOfType<FunctionOpInterface>();
  std::string name = nameOf(size);
  for (unsigned i = 0; function && !name.empty() && i < function.getNumArguments(); ++i)
    if (auto given = function.getArgAttrOfType<StringAttr>(i, "nn.name");
        isa<IndexType>(function.getArgument(i).getType()) && given && given.getValue() == name)
      return tell(function.getArgument(i));
  auto among = [&](ValueRange tensors) -> Value {
    for (Value tensor : tensors)
      if (std::optional<int64_t> dimension = dimensionOf(tensor, size))
        return tell(create ? Value(tensor::DimOp::create(b, loc, tensor, *dimension)) : tensor);
    return {};
  };
  if (Value value = among(sources))
    return value;
  return function ? among(function.getArguments()) : Value();
}

bool SizeValues::knows(int64_t size) {
  if (!isSymbolic(size))
    return true;
  bool found = false;
  find(size, /*create=*/false, &found);
  if (found || !nameOf(size).empty())
    return found;
  return llvm::all_of(nn::sizeTerms(size), [&](const nn::SizeTerm &term) {
    return llvm::all_of(term.factors, [&](const nn::SizeFactor &factor) {
      return knows(factor.name.empty() ? factor.numerator : nn::namedSize(factor.name));
    });
  });
}

Value SizeValues::of(int64_t size) {
  if (!isSymbolic(size))
    return arith::ConstantIndexOp::create(b, loc, size);
  if (Value value = find(size))
    return value;
  return nn::emitSize(b, loc, size, [&](StringRef name) {
    Value value = find(nn::namedSize(name));
    assert(value && "a size that nothing tells");
    return value;
  });
}

OpFoldResult SizeValues::fold(int64_t size) {
  return isSymbolic(size) ? OpFoldResult(of(size)) : OpFoldResult(b.getIndexAttr(size));
}

SmallVector<OpFoldResult> SizeValues::fold(ArrayRef<int64_t> sizes) {
  return llvm::map_to_vector(sizes, [&](int64_t size) { return fold(size); });
}

SmallVector<Value> SizeValues::dynamicSizes(RankedTensorType type) {
  SmallVector<Value> sizes;
  for (int64_t size : SizedTensorType(type).getShape())
    if (isSymbolic(size))
      sizes.push_back(of(size));
  return sizes;
}
} // namespace dlc

#include "Import/Emit.h"

#include "Import/Numbers.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;

namespace dlc::importer {

/// The types that an op infers, from properties that its attributes make.
static SmallVector<Type> inferred(OperationName name, ValueRange operands, DictionaryAttr attributes,
                                  Location location, const std::string &message) {
  MLIRContext *context = attributes.getContext();
  std::vector<std::max_align_t> storage(name.getOpPropertyByteSize() / sizeof(std::max_align_t) + 1);
  OpaqueProperties properties(storage.data());
  name.initOpProperties(properties, OpaqueProperties(nullptr));
  auto destroy = llvm::scope_exit([&] { name.destroyOpProperties(properties); });
  auto emitError = [&] { return mlir::emitError(location); };
  SmallVector<Type> types;
  auto *inference = name.getInterface<InferTypeOpInterface>();
  if ((name.getOpPropertyByteSize() != 0 &&
       failed(name.setOpPropertiesFromAttribute(name, properties, attributes, emitError))) ||
      failed(inference->inferReturnTypes(context, location, operands, attributes, properties, {}, types)))
    refuse(message);
  return types;
}

Operation *Emit::create(StringRef name, ValueRange operands, const Attrs &attributes,
                        std::optional<TypeRange> types) {
  std::string message;
  ScopedDiagnosticHandler handler(builder.getContext(), [&](Diagnostic &diagnostic) {
    message += (message.empty() ? "" : "; ") + diagnostic.str();
  });
  SmallVector<Value> local;
  for (Value operand : operands)
    local.push_back(capture ? capture(operand) : operand);
  OperationState state(location, name);
  state.addOperands(local);
  state.addAttributes(attributes.get());
  if (types)
    state.addTypes(*types);
  else
    state.addTypes(
        inferred(state.name, local, builder.getDictionaryAttr(attributes.get()), location, message));
  for (Type type : state.types)
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      checkRank("its result", static_cast<size_t>(tensor.getRank()));
  Operation *op = builder.create(state);
  if (failed(verify(op, /*verifyRecursively=*/false))) {
    op->erase();
    refuse(message);
  }
  return op;
}

//===-- Constants -----------------------------------------------------------------------------------===//

Value Emit::constant(DenseElementsAttr value) {
  return typed<nn::ConstantOp>(value.getType(), {}, attrs().add("value", value));
}

static Attribute numberOf(double value, Type element) {
  if (auto type = dyn_cast<FloatType>(element))
    return FloatAttr::get(type, value);
  return IntegerAttr::get(element, static_cast<int64_t>(value));
}

Value Emit::scalar(double value, Type element) {
  auto type = RankedTensorType::get({}, element);
  return constant(DenseElementsAttr::get(type, numberOf(value, element)));
}

Value Emit::integers(ArrayRef<int64_t> values) {
  auto type = RankedTensorType::get({static_cast<int64_t>(values.size())}, builder.getI64Type());
  return constant(DenseElementsAttr::get(type, values));
}

Value Emit::reals(ArrayRef<double> values, ArrayRef<int64_t> shape, Type element) {
  auto type = RankedTensorType::get(shape, element);
  // Without an attribute for each number, of which there may be millions.
  if (element.isF32())
    return constant(DenseElementsAttr::get(type, ArrayRef(SmallVector<float>(values.begin(), values.end()))));
  if (element.isF64())
    return constant(DenseElementsAttr::get(type, values));
  SmallVector<Attribute> numbers;
  for (double value : values)
    numbers.push_back(numberOf(value, element));
  return constant(DenseElementsAttr::get(type, numbers));
}

Value Emit::filled(double value, nn::SizedTensorType type) {
  if (type.hasStaticShape())
    return constant(DenseElementsAttr::get(type, numberOf(value, type.getElementType())));
  return expand(scalar(value, type.getElementType()), type.getShape());
}

//===-- Elementwise ---------------------------------------------------------------------------------===//

Value Emit::compare(nn::ComparePredicate predicate, Value a, Value b) {
  return one<nn::CompareOp>({a, b},
                            attrs().add("predicate", nn::ComparePredicateAttr::get(context(), predicate)));
}

Value Emit::cast(Value value, Type element) {
  return elementOf(value) == element ? value : typed<nn::CastOp>(typeOf(value).clone(element), value);
}

//===-- Shapes --------------------------------------------------------------------------------------===//

Value Emit::reshape(Value value, ArrayRef<int64_t> shape) {
  auto type = nn::SizedTensorType::get(shape, elementOf(value));
  return value.getType() == type ? value : typed<nn::ReshapeOp>(type, value);
}

Value Emit::expand(Value value, ArrayRef<int64_t> shape) {
  auto type = nn::SizedTensorType::get(shape, elementOf(value));
  return value.getType() == type ? value : typed<nn::ExpandOp>(type, value);
}

Value Emit::transpose(Value value, ArrayRef<int64_t> perm) {
  return llvm::is_sorted(perm) ? value : one<nn::TransposeOp>(value, attrs().ints("perm", perm));
}

Value Emit::swap(Value value, int64_t a, int64_t b) {
  Shape perm = counting(0, rankOf(value));
  std::swap(perm[a], perm[b]);
  return transpose(value, perm);
}

Value Emit::flip(Value value, ArrayRef<int64_t> axes) {
  return axes.empty() ? value : one<nn::FlipOp>(value, attrs().ints("axes", axes));
}

Value Emit::slice(Value value, int64_t axis, int64_t start, int64_t end, int64_t step) {
  return one<nn::SliceOp>(
      value, attrs().ints("starts", start).ints("ends", end).ints("axes", axis).ints("steps", step));
}

Value Emit::concat(ValueRange values, int64_t axis) {
  // Each operand is a write of its own into the result, and bufferization compares each write with each: many
  // operands become a few groups of them.
  constexpr size_t mostOperands = 64;
  SmallVector<Value> parts(values);
  while (parts.size() > mostOperands) {
    SmallVector<Value> groups;
    for (ArrayRef<Value> rest = parts; !rest.empty();
         rest = rest.drop_front(std::min(rest.size(), mostOperands)))
      groups.push_back(concat(rest.take_front(mostOperands), axis));
    parts = std::move(groups);
  }
  return parts.size() == 1 ? parts[0] : one<nn::ConcatOp>(parts, attrs().integer("axis", axis));
}

Value Emit::gather(Value data, Value indices, int64_t axis) {
  return one<nn::GatherOp>({data, indices}, attrs().integer("axis", axis));
}

Value Emit::range(int64_t size, Type element) {
  return typed<nn::RangeOp>(nn::SizedTensorType::get({size}, element), {});
}

} // namespace dlc::importer

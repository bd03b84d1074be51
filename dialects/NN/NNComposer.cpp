// What decompositions and derivative rules write nn ops with.
#include "NN/NNComposer.h"

#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc::nn;

Value Composer::cast(Value input, Type element) {
  SizedTensorType type = tensorOf(input);
  return type.getElementType() == element ? input : make<CastOp>(type.clone(element), input);
}

static Value constant(Composer &compose, double value, SizedTensorType type) {
  Type element = type.getElementType();
  Attribute number = isa<FloatType>(element) ? Attribute(FloatAttr::get(element, value))
                                             : IntegerAttr::get(element, static_cast<int64_t>(value));
  return compose.make<ConstantOp>(type, DenseElementsAttr::get(type, number));
}

Value Composer::scalar(double value, Value like) {
  return constant(*this, value, SizedTensorType::get({}, tensorOf(like).getElementType()));
}

Value Composer::filled(double value, SizedTensorType type) {
  if (type.hasStaticShape())
    return constant(*this, value, type);
  return expand(constant(*this, value, SizedTensorType::get({}, type.getElementType())), type);
}

Value Composer::size(Value input, std::optional<ArrayRef<int64_t>> axes, Value like) {
  DenseI64ArrayAttr attribute = axes ? builder.getDenseI64ArrayAttr(*axes) : DenseI64ArrayAttr();
  return make<SizeOp>(SizedTensorType::get({}, tensorOf(like).getElementType()), input, attribute);
}

Value Composer::reshape(Value input, SizedTensorType type) {
  return input.getType() == type ? input : make<ReshapeOp>(type, input);
}

Value Composer::reshape(Value input, ArrayRef<int64_t> shape) {
  return reshape(input, SizedTensorType::get(shape, tensorOf(input).getElementType()));
}

Value Composer::expand(Value input, SizedTensorType type) {
  return input.getType() == type ? input : make<ExpandOp>(type, input);
}

Value Composer::slice(Value input, int64_t axis, int64_t start, int64_t end) {
  if (start == 0 && end == tensorOf(input).getDimSize(axis < 0 ? axis + tensorOf(input).getRank() : axis))
    return input;
  int64_t size = tensorOf(input).getDimSize(axis < 0 ? axis + tensorOf(input).getRank() : axis);
  // From the end, as a number.
  auto place = [&](int64_t at) {
    if (!isSymbolic(at))
      return at;
    int64_t fromEnd = subtractSizes(at, size).value_or(at);
    return fromEnd == 0 ? INT64_MAX : fromEnd;
  };
  start = place(start), end = place(end);
  return make<SliceOp>(input, builder.getDenseI64ArrayAttr(start), builder.getDenseI64ArrayAttr(end),
                       builder.getDenseI64ArrayAttr(axis), DenseI64ArrayAttr());
}

Value Composer::transpose(Value input, ArrayRef<int64_t> perm) {
  return llvm::is_sorted(perm) ? input : make<TransposeOp>(input, builder.getDenseI64ArrayAttr(perm));
}

Value Composer::flip(Value input, ArrayRef<int64_t> axes) {
  return axes.empty() ? input : make<FlipOp>(input, builder.getDenseI64ArrayAttr(axes));
}

Value Composer::concat(ValueRange inputs, int64_t axis) {
  return inputs.size() == 1 ? inputs[0] : make<ConcatOp>(inputs, builder.getI64IntegerAttr(axis));
}

Value Composer::pad(Value input, ArrayRef<int64_t> pads) {
  if (llvm::all_of(pads, [](int64_t pad) { return pad == 0; }))
    return input;
  return make<PadOp>(input, builder.getDenseI64ArrayAttr(pads),
                     PadModeAttr::get(builder.getContext(), PadMode::constant), builder.getF64FloatAttr(0));
}

Value Composer::range(int64_t size, Type element) {
  return make<RangeOp>(SizedTensorType::get({size}, element), builder.getF64FloatAttr(0),
                       builder.getF64FloatAttr(1));
}

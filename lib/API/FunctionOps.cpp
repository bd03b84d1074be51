// dlc::Function, the ops: each is one op of nn, in the order of the header.
#include "API/BuilderImpl.h"

#include <cstdio>

using namespace mlir;

namespace dlc {

//===-- Elementwise ---------------------------------------------------------------------------------===//

#define DLC_BINARY(NAME)                                                                                     \
  Value Function::NAME(Value lhs, Value rhs) {                                                               \
    return impl->value(#NAME, {impl->unwrap(lhs), impl->unwrap(rhs)});                                       \
  }
DLC_BINARY(add)
DLC_BINARY(sub)
DLC_BINARY(mul)
DLC_BINARY(div)
DLC_BINARY(max)
DLC_BINARY(min)
DLC_BINARY(pow)
#undef DLC_BINARY

#define DLC_UNARY(NAME)                                                                                      \
  Value Function::NAME(Value x) { return impl->value(#NAME, impl->unwrap(x)); }
DLC_UNARY(neg)
DLC_UNARY(abs)
DLC_UNARY(sign)
DLC_UNARY(sqrt)
DLC_UNARY(rsqrt)
DLC_UNARY(reciprocal)
DLC_UNARY(exp)
DLC_UNARY(log)
DLC_UNARY(log1p)
DLC_UNARY(tanh)
DLC_UNARY(sigmoid)
DLC_UNARY(relu)
DLC_UNARY(softplus)
DLC_UNARY(flatten)
#undef DLC_UNARY

Value Function::compare(Compare predicate, Value lhs, Value rhs) {
  // The two enums list the comparisons in one order.
  auto attribute =
      nn::ComparePredicateAttr::get(&impl->graph->context, static_cast<nn::ComparePredicate>(predicate));
  return impl->value("compare", {impl->unwrap(lhs), impl->unwrap(rhs)},
                     impl->attribute("predicate", attribute));
}

Value Function::where(Value condition, Value lhs, Value rhs) {
  return impl->value("where", {impl->unwrap(condition), impl->unwrap(lhs), impl->unwrap(rhs)});
}

Value Function::cast(Value x, DType dtype) {
  return impl->value("cast", impl->unwrap(x), {}, impl->tensorType(dtype, x.shape()));
}

// An operand of an expression with a number: that number, in the value's element type.
static Value scalar(Value like, double number) { return like.function().constant(number, like.dtype()); }

Value operator+(Value lhs, Value rhs) { return lhs.function().add(lhs, rhs); }
Value operator-(Value lhs, Value rhs) { return lhs.function().sub(lhs, rhs); }
Value operator*(Value lhs, Value rhs) { return lhs.function().mul(lhs, rhs); }
Value operator/(Value lhs, Value rhs) { return lhs.function().div(lhs, rhs); }
Value operator-(Value x) { return x.function().neg(x); }
Value operator+(Value lhs, double rhs) { return lhs + scalar(lhs, rhs); }
Value operator-(Value lhs, double rhs) { return lhs - scalar(lhs, rhs); }
Value operator*(Value lhs, double rhs) { return lhs * scalar(lhs, rhs); }
Value operator/(Value lhs, double rhs) { return lhs / scalar(lhs, rhs); }
Value operator+(double lhs, Value rhs) { return scalar(rhs, lhs) + rhs; }
Value operator-(double lhs, Value rhs) { return scalar(rhs, lhs) - rhs; }
Value operator*(double lhs, Value rhs) { return scalar(rhs, lhs) * rhs; }

//===-- Products, windows, normalisation ------------------------------------------------------------===//

Value Function::matmul(Value lhs, Value rhs, const MatmulOptions &options) {
  SmallVector<NamedAttribute> attributes;
  auto unit = UnitAttr::get(&impl->graph->context);
  if (options.transposeLhs)
    attributes.push_back(impl->attribute("transpose_lhs", unit));
  if (options.transposeRhs)
    attributes.push_back(impl->attribute("transpose_rhs", unit));
  return impl->value("matmul", {impl->unwrap(lhs), impl->unwrap(rhs)}, attributes);
}

Value Function::maxPool2d(Value x, std::int64_t kernel, const MaxPool2dOptions &options) {
  int64_t stride = options.stride ? options.stride : kernel, pad = options.padding;
  SmallVector<NamedAttribute> attributes{impl->integers("kernel_shape", {kernel, kernel}),
                                         impl->integers("strides", {stride, stride})};
  if (pad)
    attributes.push_back(impl->integers("pads", {pad, pad, pad, pad}));
  return impl->value("max_pool", impl->unwrap(x), attributes);
}

static NamedAttribute integer(Function::Impl &impl, StringRef name, int64_t value) {
  return impl.attribute(name, OpBuilder(&impl.graph->context).getI64IntegerAttr(value));
}

Value Function::softmax(Value x, std::int64_t axis) {
  return impl->value("softmax", impl->unwrap(x), integer(*impl, "axis", axis));
}
Value Function::logSoftmax(Value x, std::int64_t axis) {
  return impl->value("log_softmax", impl->unwrap(x), integer(*impl, "axis", axis));
}

//===-- Reductions ----------------------------------------------------------------------------------===//

Value Function::Impl::reduce(StringRef op, Value x, const std::vector<std::int64_t> &axes,
                             bool keepDimensions) {
  SmallVector<NamedAttribute> attributes;
  if (!axes.empty())
    attributes.push_back(integers("axes", axes));
  if (keepDimensions)
    attributes.push_back(attribute("keepdims", UnitAttr::get(&graph->context)));
  Value result = value(op, unwrap(x), attributes);
  return result;
}

Value Function::reduceSum(Value x, const std::vector<std::int64_t> &axes, bool keepDimensions) {
  return impl->reduce("reduce_sum", x, axes, keepDimensions);
}
Value Function::reduceMean(Value x, const std::vector<std::int64_t> &axes, bool keepDimensions) {
  return impl->reduce("reduce_mean", x, axes, keepDimensions);
}
Value Function::reduceMax(Value x, const std::vector<std::int64_t> &axes, bool keepDimensions) {
  return impl->reduce("reduce_max", x, axes, keepDimensions);
}
Value Function::argMax(Value x, std::int64_t axis) {
  return impl->value("arg_max", impl->unwrap(x), integer(*impl, "axis", axis));
}

//===-- Shapes --------------------------------------------------------------------------------------===//

Value Function::reshape(Value x, Shape shape) {
  return impl->value("reshape", impl->unwrap(x), {}, impl->tensorType(x.dtype(), shape));
}

Value Function::transpose(Value x, const std::vector<std::int64_t> &permutation) {
  return impl->value("transpose", impl->unwrap(x), impl->integers("perm", permutation));
}

Value Function::expand(Value x, Shape shape) {
  return impl->value("expand", impl->unwrap(x), {}, impl->tensorType(x.dtype(), shape));
}

Value Function::oneHot(Value labels, std::int64_t classes) {
  Shape shape = labels.shape();
  shape.push_back(classes);
  return impl->value("one_hot", impl->unwrap(labels), {}, impl->tensorType(DType::f32, shape));
}

//===-- Constants and random numbers ----------------------------------------------------------------===//

Value Function::constant(double value, DType dtype) {
  RankedTensorType type = impl->tensorType(dtype, {});
  Type element = type.getElementType();
  Attribute number;
  if (isa<FloatType>(element))
    number = FloatAttr::get(element, value);
  else if (value == static_cast<double>(static_cast<int64_t>(value)) &&
           llvm::isIntN(element.getIntOrFloatBitWidth(), static_cast<int64_t>(value)))
    number = IntegerAttr::get(element, static_cast<int64_t>(value));
  else
    impl->fail("has the constant " + std::to_string(value) + ", which " + nameOf(dtype) + " cannot hold");
  Value result =
      impl->value("constant", {}, impl->attribute("value", DenseElementsAttr::get(type, number)), type);
  char name[32]; // %c0.5, as MLIR names its own
  std::snprintf(name, sizeof name, "c%.5g", value);
  for (char &c : name)
    c = c == '+' ? '_' : c;
  impl->graph->annotations.names[impl->unwrap(result)] = name;
  return result;
}

Value Function::constant(const Tensor &value) {
  RankedTensorType type = impl->tensorType(value.dtype(), value.shape());
  DenseElementsAttr elements;
  if (value.dtype() == DType::i1) { // one bit each in MLIR, one byte here
    SmallVector<bool> bits;
    for (bool bit : value.values<bool>())
      bits.push_back(bit);
    elements = DenseElementsAttr::get(type, bits);
  } else {
    std::span<const std::byte> bytes = value.bytes();
    elements = DenseElementsAttr::getFromRawBuffer(
        type, ArrayRef<char>(reinterpret_cast<const char *>(bytes.data()), bytes.size()));
  }
  return impl->value("constant", {}, impl->attribute("value", elements), type);
}

Value Function::Impl::draw(StringRef op, const std::string &state, const Shape &shape, DType dtype) {
  RankedTensorType stateType = tensorType(DType::i64, {2});
  mlir::Value key = read(state, stateType, Initializer::randomState(), VariableRole::Buffer);
  Type types[] = {tensorType(dtype, shape), stateType};
  Operation *draw = emit(op, key, {}, ArrayRef<Type>(types));
  graph->annotations.names[draw->getResult(0)] = "noise";
  graph->annotations.names[draw->getResult(1)] = "next_" + state;
  assign(state, draw->getResult(1));
  return wrap(draw->getResult(0));
}

Value Function::randomNormal(const std::string &state, Shape shape, DType dtype) {
  return impl->draw("nn.random_normal", state, shape, dtype);
}
Value Function::randomUniform(const std::string &state, Shape shape, DType dtype) {
  return impl->draw("nn.random_uniform", state, shape, dtype);
}

} // namespace dlc

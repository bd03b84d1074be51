// dlc::Function, the ops: each is one op of nn, in the order of the header.
#include "API/BuilderImpl.h"

#include <cstdio>

using namespace mlir;

namespace dlc {

//===-- Elementwise ---------------------------------------------------------------------------------===//

#define DLC_BINARY(NAME, OP)                                                                                 \
  Value Function::NAME(Value lhs, Value rhs) {                                                               \
    return impl->value(OP, {impl->unwrap(lhs), impl->unwrap(rhs)});                                          \
  }
DLC_BINARY(add, "add")
DLC_BINARY(sub, "sub")
DLC_BINARY(mul, "mul")
DLC_BINARY(div, "div")
DLC_BINARY(max, "max")
DLC_BINARY(min, "min")
DLC_BINARY(pow, "pow")
DLC_BINARY(mod, "mod")
DLC_BINARY(logicalAnd, "and")
DLC_BINARY(logicalOr, "or")
DLC_BINARY(logicalXor, "xor")
DLC_BINARY(bitwiseAnd, "bitwise_and")
DLC_BINARY(bitwiseOr, "bitwise_or")
DLC_BINARY(bitwiseXor, "bitwise_xor")
DLC_BINARY(prelu, "prelu")
#undef DLC_BINARY

#define DLC_UNARY(NAME, OP)                                                                                  \
  Value Function::NAME(Value x) { return impl->value(OP, impl->unwrap(x)); }
DLC_UNARY(neg, "neg")
DLC_UNARY(abs, "abs")
DLC_UNARY(sign, "sign")
DLC_UNARY(reciprocal, "reciprocal")
DLC_UNARY(floor, "floor")
DLC_UNARY(ceil, "ceil")
DLC_UNARY(round, "round")
DLC_UNARY(stopGradient, "stop_gradient")
DLC_UNARY(sqrt, "sqrt")
DLC_UNARY(rsqrt, "rsqrt")
DLC_UNARY(exp, "exp")
DLC_UNARY(expm1, "expm1")
DLC_UNARY(log, "log")
DLC_UNARY(log1p, "log1p")
DLC_UNARY(sin, "sin")
DLC_UNARY(cos, "cos")
DLC_UNARY(tan, "tan")
DLC_UNARY(asin, "asin")
DLC_UNARY(acos, "acos")
DLC_UNARY(atan, "atan")
DLC_UNARY(sinh, "sinh")
DLC_UNARY(cosh, "cosh")
DLC_UNARY(asinh, "asinh")
DLC_UNARY(acosh, "acosh")
DLC_UNARY(atanh, "atanh")
DLC_UNARY(erf, "erf")
DLC_UNARY(isNaN, "is_nan")
DLC_UNARY(isInf, "is_inf")
DLC_UNARY(logicalNot, "not")
DLC_UNARY(bitwiseNot, "bitwise_not")
DLC_UNARY(tanh, "tanh")
DLC_UNARY(sigmoid, "sigmoid")
DLC_UNARY(relu, "relu")
DLC_UNARY(softplus, "softplus")
DLC_UNARY(step, "step")
DLC_UNARY(softsign, "softsign")
DLC_UNARY(silu, "silu")
DLC_UNARY(mish, "mish")
DLC_UNARY(hardSwish, "hard_swish")
DLC_UNARY(selu, "selu")
DLC_UNARY(gelu, "gelu")
#undef DLC_UNARY

#define DLC_WITH_ALPHA(NAME, OP)                                                                             \
  Value Function::NAME(Value x, double alpha) {                                                              \
    return impl->value(OP, impl->unwrap(x), impl->real("alpha", alpha));                                     \
  }
DLC_WITH_ALPHA(leakyRelu, "leaky_relu")
DLC_WITH_ALPHA(thresholdedRelu, "thresholded_relu")
DLC_WITH_ALPHA(elu, "elu")
DLC_WITH_ALPHA(celu, "celu")
#undef DLC_WITH_ALPHA

Value Function::hardSigmoid(Value x, double alpha, double beta) {
  return impl->value("hard_sigmoid", impl->unwrap(x), {impl->real("alpha", alpha), impl->real("beta", beta)});
}

Value Function::geluTanh(Value x) {
  auto tanh = nn::GeluApproximationAttr::get(&impl->graph->context, nn::GeluApproximation::tanh);
  return impl->value("gelu", impl->unwrap(x), impl->attribute("approximate", tanh));
}

Value Function::clip(Value x, std::optional<double> min, std::optional<double> max) {
  SmallVector<NamedAttribute> attributes;
  if (min)
    attributes.push_back(impl->real("min", *min));
  if (max)
    attributes.push_back(impl->real("max", *max));
  return impl->value("clip", impl->unwrap(x), attributes);
}

Value Function::fmod(Value lhs, Value rhs) {
  return impl->value("mod", {impl->unwrap(lhs), impl->unwrap(rhs)}, impl->unit("fmod"));
}

Value Function::Impl::shift(nn::ShiftDirection direction, Value x, Value bits) {
  return value("bit_shift", {unwrap(x), unwrap(bits)},
               attribute("direction", nn::ShiftDirectionAttr::get(&graph->context, direction)));
}
Value Function::shiftLeft(Value x, Value bits) { return impl->shift(nn::ShiftDirection::left, x, bits); }
Value Function::shiftRight(Value x, Value bits) { return impl->shift(nn::ShiftDirection::right, x, bits); }

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

Value Function::bitcast(Value x, DType dtype) {
  return impl->value("bitcast", impl->unwrap(x), {}, impl->tensorType(dtype, x.shape()));
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

Value Function::gemm(Value lhs, Value rhs, Value addend, const GemmOptions &options) {
  SmallVector<NamedAttribute> attributes{impl->real("alpha", options.alpha),
                                         impl->real("beta", options.beta)};
  if (options.transposeLhs)
    attributes.push_back(impl->unit("transpose_lhs"));
  if (options.transposeRhs)
    attributes.push_back(impl->unit("transpose_rhs"));
  return impl->value("gemm", {impl->unwrap(lhs), impl->unwrap(rhs), impl->unwrap(addend)}, attributes);
}

Value Function::einsum(const std::string &equation, const std::vector<Value> &operands) {
  SmallVector<mlir::Value> values;
  for (Value operand : operands)
    values.push_back(impl->unwrap(operand));
  return impl->value("einsum", values,
                     impl->attribute("equation", StringAttr::get(&impl->graph->context, equation)));
}

Value Function::outer(Value lhs, Value rhs) {
  return impl->value("outer", {impl->unwrap(lhs), impl->unwrap(rhs)});
}

Value Function::maxPool2d(Value x, std::int64_t kernel, const MaxPool2dOptions &options) {
  int64_t stride = options.stride ? options.stride : kernel, pad = options.padding;
  SmallVector<NamedAttribute> attributes{impl->integers("kernel_shape", {kernel, kernel}),
                                         impl->integers("strides", {stride, stride})};
  if (pad)
    attributes.push_back(impl->integers("pads", {pad, pad, pad, pad}));
  return impl->value("max_pool", impl->unwrap(x), attributes);
}

Value Function::softmax(Value x, std::int64_t axis) {
  return impl->value("softmax", impl->unwrap(x), impl->integer("axis", axis));
}
Value Function::logSoftmax(Value x, std::int64_t axis) {
  return impl->value("log_softmax", impl->unwrap(x), impl->integer("axis", axis));
}

//===-- Constants -----------------------------------------------------------------------------------===//

Value Function::constant(double value, DType dtype) {
  RankedTensorType type = impl->tensorType(dtype, {});
  Type element = type.getElementType();
  Attribute number;
  if (isa<FloatType>(element))
    number = FloatAttr::get(element, value);
  else if (int64_t whole = static_cast<int64_t>(value);
           value == static_cast<double>(whole) &&
           (element.isUnsignedInteger() ? whole >= 0 && llvm::isUIntN(element.getIntOrFloatBitWidth(), whole)
                                        : llvm::isIntN(element.getIntOrFloatBitWidth(), whole)))
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

} // namespace dlc

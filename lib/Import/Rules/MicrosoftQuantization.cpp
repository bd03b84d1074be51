// Operators of com.microsoft on quantized numbers, as ONNX Runtime's quantizer writes them.
#include "Import/Products.h"
#include "Import/Quantized.h"
#include "Import/RuleTable.h"
#include "Import/Windows.h"

using namespace mlir;

namespace dlc::importer {

/// Sets the output: as many bits as the first input has, with the scale and the zero point that are inputs.
static void setQuantized(Node &node, Value value, size_t scale, size_t zero, Type element) {
  Emit &e = node.e;
  Value offset = node.has(zero) ? e.reshape(e.cast(node.in(zero), elementOf(value)), {}) : Value();
  node.set(quantized(e, value, e.reshape(node.in(scale), {}), offset, element));
}

/// Of two quantized inputs.
template <Value (Emit::*op)(Value, Value)> static void binary(Node &node) {
  Value a = dequantized(node, 0, 1, 2), b = dequantized(node, 3, 4, 5);
  setQuantized(node, (node.e.*op)(a, b), 6, 7, node.element(0));
}

/// Of one quantized input.
static void setUnary(Node &node, Value value) { setQuantized(node, value, 3, 4, node.element(0)); }

static void sigmoid(Node &node) { setUnary(node, node.e.unary<nn::SigmoidOp>(dequantized(node, 0, 1, 2))); }

static void leakyRelu(Node &node) {
  Value x = dequantized(node, 0, 1, 2);
  setUnary(node,
           node.e.typed<nn::LeakyReluOp>(x.getType(), x, node.attrs().real("alpha", node.f("alpha", 0.01))));
}

static void globalAveragePool(Node &node) {
  node.needOnly("channels_last", 0);
  setUnary(node, node.e.one<nn::GlobalAveragePoolOp>(dequantized(node, 0, 1, 2)));
}

static void averagePool(Node &node) {
  node.needOnly("channels_last", 0);
  Value x = dequantized(node, 0, 1, 2);
  setUnary(node, node.e.one<nn::AveragePoolOp>(
                     x, poolAttrs(node, x).unit("count_include_pad", node.i("count_include_pad", 0) != 0)));
}

/// As Softmax of the operator set that an attribute names: before 13 the dimensions from `axis` on are one.
static void softmax(Node &node) {
  Emit &e = node.e;
  Value x = dequantized(node, 0, 1, 2);
  const bool isFlat = node.i("opset", 13) < 13;
  const int64_t axis = node.axis(node.i("axis", isFlat ? 1 : -1), rankOf(x));
  Value rows = isFlat ? e.one<nn::FlattenOp>(x, node.attrs().integer("axis", axis)) : x;
  Value y = e.typed<nn::SoftmaxOp>(rows.getType(), rows, node.attrs().integer("axis", isFlat ? 1 : axis));
  setUnary(node, e.reshape(y, shapeOf(x)));
}

/// A scale and a zero point in front, then the inputs, each with its own.
static void concat(Node &node) {
  SmallVector<Value> parts;
  for (size_t i = 2; i + 2 < node.inputCount(); i += 3)
    parts.push_back(dequantized(node, i, i + 1, i + 2));
  if (parts.empty())
    refuse("it joins nothing");
  Value joined = node.e.concat(parts, node.axis(node.needI("axis"), rankOf(parts.front())));
  setQuantized(node, joined, 0, 1, node.element(2));
}

/// A product of two quantized matrices, the right one of which may have a scale for each column.
static Value product(Node &node, Value a, size_t b, size_t scale, size_t zero) {
  Value right = dequantized(node, b, scale, zero, node.type(b).getRank() - 1);
  return matmul(node.e, a, right);
}

static void gemm(Node &node) {
  Emit &e = node.e;
  const bool transA = node.i("transA", 0) != 0, transB = node.i("transB", 0) != 0;
  const double alpha = node.f("alpha", 1);
  Value a = dequantized(node, 0, 1, 2), b = dequantized(node, 3, 4, 5, transB ? 0 : 1);
  Value result = e.mul(
      e.one<nn::MatmulOp>({a, b}, e.attrs().unit("transpose_lhs", transA).unit("transpose_rhs", transB)),
      alpha);
  if (node.has(6)) { // integers in units of both scales
    Value unit = e.mul(e.reshape(node.in(1), {}), alpha);
    Value scale =
        rankOf(node.in(4)) == 1 && shapeOf(node.in(4))[0] == 1 ? e.reshape(node.in(4), {}) : node.in(4);
    result = e.add(result, e.mul(e.cast(node.in(6), elementOf(a)), e.mul(scale, unit)));
  }
  if (node.has(7))
    setQuantized(node, result, 7, 8, node.has(8) ? node.element(8) : node.element(0));
  else
    node.set(result);
}

static void matMulIntegerToFloat(Node &node) {
  const int64_t rank = node.type(0).getRank();
  Value result = product(node, dequantized(node, 0, 2, 4, rank < 2 ? 0 : rank - 2), 1, 3, 5);
  node.set(node.has(6) ? node.e.add(result, node.in(6)) : result);
}

/// The left side is quantized as DynamicQuantizeLinear does it.
static void dynamicQuantizeMatMul(Node &node) {
  const DynamicallyQuantized a = dynamicallyQuantized(node.e, node.in(0));
  Emit &e = node.e;
  Value left =
      e.mul(e.sub(e.cast(a.numbers, elementOf(a.scale)), e.cast(a.zero, elementOf(a.scale))), a.scale);
  Value result = product(node, left, 1, 2, 3);
  node.set(node.has(4) ? e.add(result, node.in(4)) : result);
}

ArrayRef<Rule> microsoftQuantizationRules() {
  static const char *const domain = "com.microsoft";
  static const Rule rules[] = {
      {"QuantizeLinear", 1, newest, quantizeLinear, "to integers of 8 and 16 bits", domain},
      {"DequantizeLinear", 1, newest, dequantizeLinear, "from the same, and int32", domain},
      {"QLinearAdd", 1, newest, binary<&Emit::add>, "", domain},
      {"QLinearMul", 1, newest, binary<&Emit::mul>, "", domain},
      {"QLinearSigmoid", 1, newest, sigmoid, "", domain},
      {"QLinearLeakyRelu", 1, newest, leakyRelu, "", domain},
      {"QLinearGlobalAveragePool", 1, newest, globalAveragePool, "of channels in front", domain},
      {"QLinearAveragePool", 1, newest, averagePool, "of channels in front", domain},
      {"QLinearSoftmax", 1, newest, softmax, "", domain},
      {"QLinearConcat", 1, newest, concat, "", domain},
      {"QGemm", 1, newest, gemm, "", domain},
      {"MatMulIntegerToFloat", 1, newest, matMulIntegerToFloat, "", domain},
      {"DynamicQuantizeMatMul", 1, newest, dynamicQuantizeMatMul, "", domain},
  };
  return rules;
}

} // namespace dlc::importer

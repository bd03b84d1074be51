// Quantized networks, composed in floating point: integers of 8 bits, whose sums f32 and f64 hold. Products
// are found there again, and computed in integers (Conversion/NNToKernel/Bytes.cpp).
#include "Import/Casts.h"
#include "Import/Products.h"
#include "Import/Quantized.h"
#include "Import/RuleTable.h"
#include "Import/Windows.h"

using namespace mlir;

namespace dlc::importer {

/// A scale or zero point of one element, one for each index of the axis, or one for each block, in the shape
/// that broadcasts to the input.
static Value aligned(Node &node, Value parameter, Value x, int64_t axis, int64_t block) {
  Emit &e = node.e;
  if (rankOf(parameter) == 0 || (rankOf(parameter) == 1 && shapeOf(parameter)[0] == 1))
    return e.reshape(parameter, {});
  const Shape shape = shapeOf(x);
  if (rankOf(parameter) == 1) {
    Shape line(shape.size(), 1);
    line[axis] = shapeOf(parameter)[0];
    return e.reshape(parameter, line);
  }
  if (block < 1 || rankOf(parameter) != rankOf(x))
    refuse("its scale is " + nn::shapeText(shapeOf(parameter)) + ", its input " + nn::shapeText(shape));
  // Each repeated `block` times along the axis; the last block may be cut.
  Shape split = shapeOf(parameter), wide, joined = shapeOf(parameter);
  split.insert(split.begin() + axis + 1, 1);
  wide = split;
  wide[axis + 1] = block;
  joined[axis] *= block;
  Value repeated = e.reshape(e.expand(e.reshape(parameter, split), wide), joined);
  return joined[axis] == shape[axis] ? repeated : e.slice(repeated, axis, 0, shape[axis]);
}

static std::pair<double, double> rangeOf(Type element, unsigned packedBits = 0) {
  const unsigned bits = packedBits ? packedBits : element.getIntOrFloatBitWidth();
  if (!element.isInteger() || bits == 1 || bits > 16)
    refuse("it quantizes to a type other than integers of 8 and 16 bits and floats of 8 bits");
  const double count = 1 << bits;
  return element.isUnsignedInteger() ? std::pair(0.0, count - 1) : std::pair(-count / 2, count / 2 - 1);
}

Value quantized(Emit &e, Value x, Value scale, Value zero, Type element, bool saturates,
                unsigned packedBits) {
  if (isFloat8(element)) {
    Value q = e.div(x, scale);
    return castTo(e, zero ? e.add(q, e.cast(zero, elementOf(q))) : q, element, saturates);
  }
  auto [low, high] = rangeOf(element, packedBits);
  Value q = e.unary<nn::RoundOp>(e.div(x, scale));
  if (zero)
    q = e.add(q, e.cast(zero, elementOf(q)));
  q = e.typed<nn::ClipOp>(q.getType(), q, e.attrs().real("min", low).real("max", high));
  return e.cast(q, element);
}

void quantizeLinear(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0);
  const int64_t axis =
      rankOf(x) ? node.axis(node.i("axis", 1) >= rankOf(x) ? 0 : node.i("axis", 1), rankOf(x)) : 0;
  const int64_t block = node.i("block_size", 0);
  Type element = node.has(2)                 ? node.element(2)
                 : node.i("output_dtype", 0) ? node.elementType(node.i("output_dtype", 0))
                                             : Type(e.builder.getIntegerType(8, false));
  Type wide = isFloat(x) ? elementOf(x) : Type(e.builder.getF64Type());
  if (element.getIntOrFloatBitWidth() == 16 && wide.getIntOrFloatBitWidth() < 32)
    wide = e.builder.getF32Type(); // which holds the range
  Value value = e.cast(x, wide);
  Value scale = aligned(node, e.cast(node.in(1), wide), x, axis, block);
  Value zero = node.has(2) ? aligned(node, e.cast(node.in(2), wide), x, axis, block) : Value();
  node.set(quantized(e, value, scale, zero, element, node.i("saturate", 1) != 0,
                     node.has(2) ? node.item(2)->packedBits : 0));
}

Value dequantized(Node &node, size_t x, size_t scale, size_t zero, int64_t axis) {
  Emit &e = node.e;
  Value value = node.in(x), factor = node.in(scale);
  Type element = elementOf(factor);
  const int64_t block = node.i("block_size", 0);
  Value q = e.cast(value, element);
  if (node.has(zero))
    q = e.sub(q, aligned(node, e.cast(node.in(zero), element), value, axis, block));
  return e.mul(q, aligned(node, factor, value, axis, block));
}

void dequantizeLinear(Node &node) {
  const int64_t rank = node.type(0).getRank(), axis = node.i("axis", 1);
  Value result = dequantized(node, 0, 1, 2, rank ? node.axis(axis >= rank ? 0 : axis, rank) : 0);
  if (node.i("output_dtype", 0))
    result = node.e.cast(result, node.elementType(node.i("output_dtype", 0)));
  node.set(result);
}

DynamicallyQuantized dynamicallyQuantized(Emit &e, Value x) {
  Shape all = counting(0, rankOf(x));
  Value high = e.max(e.reduce<nn::ReduceMaxOp>(x, ArrayRef<int64_t>(all), false), 0);
  Value low = e.min(e.reduce<nn::ReduceMinOp>(x, ArrayRef<int64_t>(all), false), 0);
  Value scale = e.div(e.sub(high, low), 255);
  Value zero = e.unary<nn::RoundOp>(e.div(e.neg(low), scale));
  zero = e.typed<nn::ClipOp>(zero.getType(), zero, e.attrs().real("min", 0).real("max", 255));
  Type u8 = e.builder.getIntegerType(8, false);
  return {quantized(e, x, scale, zero, u8), scale, e.cast(zero, u8)};
}

static void dynamicQuantizeLinear(Node &node) {
  const DynamicallyQuantized result = dynamicallyQuantized(node.e, node.in(0));
  node.set(0, result.numbers);
  node.set(1, result.scale);
  node.set(2, result.zero);
}

//===-- Products ------------------------------------------------------------------------------------===//

/// An integer operand without its zero point, in f64; a zero point for each row or column stands at `axis`.
static Value centred(Node &node, size_t x, size_t zero, int64_t axis) {
  Emit &e = node.e;
  Type f64 = e.builder.getF64Type();
  Value value = e.cast(node.in(x), f64);
  if (!node.has(zero))
    return value;
  Value offset = e.cast(node.in(zero), f64);
  if (rankOf(offset) == 1 && shapeOf(offset)[0] != 1) {
    Shape line(rankOf(value), 1);
    line[axis] = shapeOf(offset)[0];
    offset = e.reshape(offset, line);
  } else if (rankOf(offset) == 1) {
    offset = e.reshape(offset, {});
  }
  return e.sub(value, offset);
}

static void matMulInteger(Node &node) {
  Emit &e = node.e;
  const int64_t a = node.type(0).getRank(), b = node.type(1).getRank();
  Value product = matmul(e, centred(node, 0, 2, a - 2 < 0 ? 0 : a - 2), centred(node, 1, 3, b - 1));
  node.set(e.cast(product, e.builder.getI32Type()));
}

static void convInteger(Node &node) {
  Emit &e = node.e;
  Value x = centred(node, 0, 2, 0), weight = centred(node, 1, 3, 0);
  Value product =
      e.one<nn::ConvOp>({x, weight}, windowAttrs(node, rankOf(x) - 2).integer("group", node.i("group", 1)));
  node.set(e.cast(product, e.builder.getI32Type()));
}

/// A scale in f64 in the shape that broadcasts along an axis.
static Value scaleAlong(Node &node, size_t i, int64_t rank, int64_t axis) {
  Emit &e = node.e;
  Value scale = e.cast(node.in(i), e.builder.getF64Type());
  Shape line(rank, 1);
  if (rankOf(scale) == 1 && shapeOf(scale)[0] != 1)
    line[axis] = shapeOf(scale)[0];
  else
    line.clear();
  return e.reshape(scale, line);
}

static void qLinearMatMul(Node &node) {
  Emit &e = node.e;
  const int64_t a = node.type(0).getRank(), b = node.type(3).getRank();
  Value product = matmul(e, centred(node, 0, 2, a - 2 < 0 ? 0 : a - 2), centred(node, 3, 5, b - 1));
  const int64_t rank = rankOf(product);
  Value scale = e.div(e.mul(scaleAlong(node, 1, rank, rank - 2), scaleAlong(node, 4, rank, rank - 1)),
                      scaleAlong(node, 6, rank, rank - 1));
  Value zero = e.reshape(e.cast(node.in(7), e.builder.getF64Type()), {});
  node.set(quantized(e, e.mul(product, scale), e.scalar(1, product), zero, node.element(7)));
}

static void qLinearConv(Node &node) {
  Emit &e = node.e;
  Value x = centred(node, 0, 2, 1), weight = centred(node, 3, 5, 0);
  SmallVector<Value> operands{x, weight};
  if (node.has(8))
    operands.push_back(e.cast(node.in(8), e.builder.getF64Type()));
  Value product =
      e.one<nn::ConvOp>(operands, windowAttrs(node, rankOf(x) - 2).integer("group", node.i("group", 1)));
  Value scale = e.div(e.mul(scaleAlong(node, 1, rankOf(x), 1), scaleAlong(node, 4, rankOf(x), 1)),
                      scaleAlong(node, 6, rankOf(x), 1));
  Value zero = e.reshape(e.cast(node.in(7), e.builder.getF64Type()), {});
  node.set(quantized(e, e.mul(product, scale), e.scalar(1, product), zero, node.element(7)));
}

//===-- Packed weights ------------------------------------------------------------------------------===//

/// Numbers of `bits` bits, the first in the lowest bits of a byte, in rows of whole bytes of which the
/// first `count` numbers are taken: ui8 [rows, count]. The constant stays packed.
static Value unpacked(Node &node, size_t input, int64_t bits, int64_t rows, int64_t count) {
  Emit &e = node.e;
  DenseElementsAttr packed = node.item(input)->constant;
  if (!packed)
    refuse("its packed weights (input " + Twine(input) + ") must be constants of the file");
  const int64_t perByte = 8 / bits, rowBytes = (count + perByte - 1) / perByte;
  if (!packed.getElementType().isUnsignedInteger(8) || packed.getNumElements() != rows * rowBytes)
    refuse("its packed weights (input " + Twine(input) + ") have " + Twine(packed.getNumElements()) +
           " elements, and by its attributes " + Twine(rows * rowBytes) + " bytes");
  Value bytes = e.reshape(node.in(input), {rows, rowBytes, 1});
  if (bits == 8)
    return e.reshape(bytes, {rows, count});
  std::vector<double> places;
  for (int64_t i = 0; i < perByte; ++i)
    places.push_back(static_cast<double>(i * bits));
  Value shifted = e.one<nn::BitShiftOp>(
      {bytes, e.reals(places, {perByte}, elementOf(bytes))},
      e.attrs().add("direction", nn::ShiftDirectionAttr::get(node.context(), nn::ShiftDirection::right)));
  Value numbers = e.one<nn::BitwiseAndOp>({shifted, e.scalar(static_cast<double>((1 << bits) - 1), shifted)});
  return e.slice(e.reshape(numbers, {rows, rowBytes * perByte}), 1, 0, count);
}

/// The block of each column, as g_idx has it: of a longer one, which is padded to whole blocks, the first
/// `k`.
static Value groupsOf(Node &node, size_t input, int64_t k) {
  Value groups = node.in(input);
  if (rankOf(groups) != 1 || nn::isSymbolic(shapeOf(groups)[0]) || shapeOf(groups)[0] < k)
    refuse("its g_idx is " + nn::shapeText(shapeOf(groups)) + ", and K is " + Twine(k));
  return node.e.slice(groups, 0, 0, k);
}

/// A product with weights of 2, 4 or 8 bits [N, blocks, bytes of a block], each block of K with a scale and a
/// zero point of its own (com.microsoft).
static void matMulNBits(Node &node) {
  node.needOnly("weight_prepacked", 0);
  Emit &e = node.e;
  const int64_t k = node.needI("K"), n = node.needI("N"), bits = node.i("bits", 4),
                block = node.needI("block_size");
  if ((bits != 2 && bits != 4 && bits != 8) || block < 8 / bits || block % (8 / bits) != 0 || k < 1 ||
      n < 1 || block > INT32_MAX || k > INT32_MAX || n > INT32_MAX)
    refuse("its bits " + Twine(bits) + ", block_size " + Twine(block) + ", K " + Twine(k) + " and N " +
           Twine(n) + " do not fit each other");
  const int64_t blocks = (k + block - 1) / block;
  Value x = node.in(0);
  Type element = elementOf(x);
  // Each column of K has the scale of its block, which g_idx names where columns were reordered.
  auto perBlock = [&](Value value) {
    Value blockwise = e.reshape(e.cast(value, element), {n, blocks, 1});
    return node.has(4) ? e.gather(e.reshape(blockwise, {n, blocks}), groupsOf(node, 4, k), 1) : blockwise;
  };
  Value weight = e.cast(unpacked(node, 1, bits, n, blocks * block), element);
  if (node.has(4))
    weight = e.slice(weight, 1, 0, k);
  else
    weight = e.reshape(weight, {n, blocks, block});
  if (!node.has(3))
    weight = e.sub(weight, static_cast<double>(1 << (bits - 1)));
  else
    weight = e.sub(weight, perBlock(isFloat(node.in(3)) ? node.in(3) : unpacked(node, 3, bits, n, blocks)));
  weight = e.mul(weight, perBlock(node.in(2)));
  if (!node.has(4))
    weight = e.slice(e.reshape(weight, {n, blocks * block}), 1, 0, k);
  Value product = e.one<nn::MatmulOp>({x, weight}, e.attrs().unit("transpose_rhs"));
  node.set(node.has(5) ? e.add(product, node.in(5)) : product);
}

ArrayRef<Rule> quantizationRules() {
  static const Rule rules[] = {
      {"QuantizeLinear", 10, newest, quantizeLinear, "to integers of 8 and 16 bits and floats of 8 bits"},
      {"DequantizeLinear", 10, newest, dequantizeLinear, "from the same, and int32"},
      {"DynamicQuantizeLinear", 11, newest, dynamicQuantizeLinear},
      {"MatMulInteger", 10, newest, matMulInteger,
       "in integers; in f64 where the right side has no known size"},
      {"ConvInteger", 10, newest, convInteger, "in integers; in f64 where images have no known size"},
      {"QLinearMatMul", 10, newest, qLinearMatMul,
       "to int8 and uint8; sums as those of the integer operators"},
      {"QLinearConv", 10, newest, qLinearConv, "to int8 and uint8; sums as those of the integer operators"},
      {"MatMulNBits", 1, newest, matMulNBits, "of weights that are constants", "com.microsoft"},
  };
  return rules;
}

} // namespace dlc::importer

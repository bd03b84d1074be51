// Pooling over windows, and over all that is spatial.
#include "Import/RuleTable.h"
#include "Import/Windows.h"

using namespace mlir;

namespace dlc::importer {

Attrs poolAttrs(Node &node, Value x) {
  Shape kernel = node.is("kernel_shape");
  if (rankOf(x) < 3 || static_cast<int64_t>(kernel.size()) != rankOf(x) - 2)
    refuse("its kernel_shape " + nn::shapeText(kernel) + " does not fit its input " +
           nn::shapeText(shapeOf(x)));
  return windowAttrs(node, rankOf(x) - 2)
      .ints("kernel_shape", kernel)
      .unit("ceil_mode", node.i("ceil_mode", 0) != 0);
}

/// Integers take part in f32 or f64, which hold them.
static Value asFloat(Emit &e, Value x) {
  if (isFloat(x))
    return x;
  const bool isNarrow = elementOf(x).getIntOrFloatBitWidth() <= 16;
  return e.cast(x, isNarrow ? Type(e.builder.getF32Type()) : Type(e.builder.getF64Type()));
}

/// Where a maximum is, counted over the whole tensor; with storage_order 1 columns come first within a
/// channel.
static Value placesInTensor(Node &node, Value places, Value x) {
  Emit &e = node.e;
  Shape shape = shapeOf(x);
  ArrayRef<int64_t> spatial = ArrayRef<int64_t>(shape).drop_front(2);
  const std::optional<int64_t> channels = nn::multiplySizes(shape[0], shape[1]);
  std::optional<int64_t> pixels = 1;
  for (int64_t size : spatial)
    pixels = pixels ? nn::multiplySizes(*pixels, size) : std::nullopt;
  if (!channels || !pixels)
    refuse("the product of its input's sizes " + nn::shapeText(shape) +
           " has too many terms; give them numbers: "
           "--size NAME=N");
  if (node.i("storage_order", 0)) {
    if (nn::isSymbolic(*pixels))
      refuse("its storage_order is 1, and it has dynamic sizes: with 0 it may");
    Value rest = places, result;
    int64_t weight = countOf(spatial);
    // From the last dimension on: row-major in, column-major out.
    for (int64_t d = static_cast<int64_t>(spatial.size()) - 1; d >= 0; --d) {
      weight /= spatial[d];
      Value size = e.scalar(static_cast<double>(spatial[d]), rest);
      Value index = e.one<nn::ModOp>({rest, size});
      rest = e.div(rest, size);
      Value part = e.mul(index, static_cast<double>(weight));
      result = result ? e.add(result, part) : part;
    }
    places = result;
  }
  Shape line(shape.size(), 1);
  line[0] = shape[0], line[1] = shape[1];
  Value channel = e.reshape(e.range(*channels, elementOf(places)), line);
  Value count = e.cast(node.valueOf(itemOf(Known{e.builder.getI64Type(), {}, {Number::ofSize(*pixels)}})),
                       elementOf(places));
  return e.add(places, e.mul(channel, count));
}

static void maxPool(Node &node) {
  Value x = node.in(0), wide = asFloat(node.e, x);
  Attrs attributes = poolAttrs(node, wide);
  node.set(0, node.e.cast(node.e.one<nn::MaxPoolOp>(wide, attributes), elementOf(x)));
  if (node.wants(1))
    node.set(1, placesInTensor(node, node.e.one<nn::MaxPoolIndicesOp>(wide, attributes), x));
}

static void averagePool(Node &node) {
  Value x = node.in(0);
  node.set(node.e.one<nn::AveragePoolOp>(
      x, poolAttrs(node, x).unit("count_include_pad", node.i("count_include_pad", 0) != 0)));
}

static void lpPool(Node &node) {
  Value x = node.in(0);
  node.set(node.e.one<nn::LpPoolOp>(x, poolAttrs(node, x).integer("p", node.i("p", 2))));
}

template <typename Op> static void globalPool(Node &node) { node.set(node.e.one<Op>(node.in(0))); }

static void globalLpPool(Node &node) {
  node.set(node.e.one<nn::GlobalLpPoolOp>(node.in(0), node.attrs().integer("p", node.i("p", 2))));
}

/// Values go back to where the maxima were; all else is 0.
static void maxUnpool(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0), places = node.in(1);
  Shape shape = shapeOf(x), kernel = node.is("kernel_shape");
  if (shape.size() < 3)
    refuse("its input has rank " + Twine(shape.size()) + ", which leaves no spatial dimension");
  const size_t spatial = shape.size() - 2;
  Shape strides = node.is("strides", Shape(spatial, 1)), pads = node.is("pads", Shape(2 * spatial, 0));
  if (kernel.size() != spatial || strides.size() != spatial || pads.size() != 2 * spatial ||
      llvm::any_of(shape, nn::isSymbolic))
    refuse("its attributes do not fit its input " + nn::shapeText(shape));
  Shape whole(ArrayRef<int64_t>(shape).take_front(2));
  for (size_t d = 0; d < spatial; ++d)
    whole.push_back((shape[d + 2] - 1) * strides[d] + kernel[d] - pads[d] - pads[d + spatial]);
  Value flat = e.filled(0, nn::SizedTensorType::get({countOf(whole)}, elementOf(x)));
  const int64_t count = countOf(shape);
  Value result =
      e.typed<nn::ScatterNDOp>(flat.getType(), {flat, e.reshape(places, {count, 1}), e.reshape(x, {count})});
  result = e.reshape(result, whole);
  if (node.has(2)) {
    Shape wanted = node.integers(2, "output_shape"), border(2 * whole.size(), 0);
    for (size_t d = 0; d < whole.size(); ++d)
      border[d + whole.size()] = wanted[d] - whole[d];
    result = e.one<nn::PadOp>(result, e.attrs().ints("pads", border));
  }
  node.set(result);
}

ArrayRef<Rule> poolingRules() {
  static const Rule rules[] = {
      {"MaxPool", 1, newest, maxPool, "of 1, 2 or 3 dimensions; NaN wins"},
      {"AveragePool", 1, newest, averagePool, "of 1, 2 or 3 dimensions"},
      {"LpPool", 1, newest, lpPool, "of 1, 2 or 3 dimensions"},
      {"GlobalMaxPool", 1, newest, globalPool<nn::GlobalMaxPoolOp>},
      {"GlobalAveragePool", 1, newest, globalPool<nn::GlobalAveragePoolOp>},
      {"GlobalLpPool", 1, newest, globalLpPool},
      {"MaxUnpool", 9, newest, maxUnpool, "of static sizes"},
  };
  return rules;
}

} // namespace dlc::importer

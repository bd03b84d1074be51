// Constants, and what a shape becomes.
#include "Import/RuleTable.h"
#include "Import/TensorValues.h"

#include <cmath>

using namespace mlir;

namespace dlc::importer {

static void constant(Node &node) {
  for (const char *name : {"value", "sparse_value", "value_float", "value_int", "value_floats", "value_ints"})
    if (node.hasAttr(name)) {
      Ref item = itemOf(node.tensor(name));
      item->isWeight = true;
      item->packedBits = node.packedBits(name);
      node.setItem(item);
      return;
    }
  refuse("it has no value of numbers: nn has no strings");
}

static Known sizesOf(Node &node, ArrayRef<int64_t> sizes) {
  Known known{node.e.builder.getI64Type(), {static_cast<int64_t>(sizes.size())}, {}};
  for (int64_t size : sizes)
    known.elements.push_back(Number::ofSize(size));
  return known;
}

static void shape(Node &node) {
  ArrayRef<int64_t> sizes = node.type(0).getShape();
  const auto rank = static_cast<int64_t>(sizes.size());
  auto place = [&](int64_t at) { return std::clamp<int64_t>(at < 0 ? at + rank : at, 0, rank); };
  const int64_t start = place(node.i("start", 0)), end = place(node.i("end", rank));
  node.setItem(itemOf(sizesOf(node, sizes.slice(start, std::max<int64_t>(end - start, 0)))));
}

static void size(Node &node) {
  std::optional<int64_t> count = 1;
  for (int64_t size : node.type(0).getShape())
    count = count ? nn::multiplySizes(*count, size) : std::nullopt;
  if (!count)
    refuse("its input has more elements than 64 bits count");
  Known known = sizesOf(node, *count);
  known.shape.clear();
  node.setItem(itemOf(std::move(known)));
}

static void constantOfShape(Node &node) {
  DenseElementsAttr value = node.hasAttr("value") ? node.tensor("value") : DenseElementsAttr();
  if (!value)
    value = DenseElementsAttr::get(RankedTensorType::get({1}, node.e.builder.getF32Type()), 0.0f);
  if (value.getNumElements() != 1)
    refuse("its value has " + Twine(value.getNumElements()) + " elements, not one");
  Shape sizes = node.sizes(0, "shape");
  for (int64_t size : sizes)
    if (size < 0 && !nn::isSymbolic(size))
      refuse("its shape has the size " + Twine(size));
  auto type = nn::SizedTensorType::get(sizes, value.getElementType());
  if (type.hasStaticShape()) {
    if (countOf(sizes) > (int64_t(1) << 34))
      refuse("no memory holds its shape " + nn::shapeText(sizes));
    node.setItem(
        itemOf(DenseElementsAttr::getFromRawBuffer(cast<RankedTensorType>(Type(type)), value.getRawData())));
    return;
  }
  Value scalar = node.e.reshape(node.e.constant(value), {});
  node.set(node.e.expand(scalar, sizes));
}

static void range(Node &node) {
  const double start = node.real(0, "start"), delta = node.real(2, "delta");
  if (delta == 0)
    refuse("its delta is 0");
  const Known *limit = node.known(1);
  if (!limit || limit->elements.size() != 1)
    refuse("its limit must be known when the file is read, or a named size");
  Type element = node.element(0);
  int64_t count;
  if (limit->elements[0].isSize) {
    // From a whole number on in steps of one, up to a size.
    std::optional<int64_t> length =
        delta == 1 ? nn::subtractSizes(limit->elements[0].integer, static_cast<int64_t>(start))
                   : std::nullopt;
    std::optional<int64_t> least = length ? nn::leastOf(*length) : std::nullopt;
    if (!least || *least < 0)
      refuse("its limit is the size '" + nn::sizeExpression(limit->elements[0].integer) +
             "', which needs a delta of 1 and a start that it reaches");
    count = *length;
  } else {
    const double steps = std::ceil((node.real(1, "limit") - start) / delta);
    if (!(steps < 1e12))
      refuse("it has " + Twine(std::to_string(steps)) + " elements");
    count = static_cast<int64_t>(std::max(steps, 0.0));
  }
  node.set(node.e.typed<nn::RangeOp>(nn::SizedTensorType::get({count}, element), ValueRange(),
                                     node.attrs().real("start", start).real("delta", delta)));
}

static void eyeLike(Node &node) {
  Type element = node.hasAttr("dtype") ? node.elementType(node.i("dtype", 1)) : node.element(0);
  Type made = element.isInteger(1) ? Type(node.e.builder.getI32Type()) : element;
  Value eye = node.e.typed<nn::EyeOp>(nn::SizedTensorType::get(node.type(0).getShape(), made), ValueRange(),
                                      node.attrs().integer("k", node.i("k", 0)));
  node.set(element == made ? eye : node.e.compare(nn::ComparePredicate::ne, eye, 0));
}

ArrayRef<Rule> constantRules() {
  static const Rule rules[] = {
      {"Constant", 1, newest, constant, "tensors and numbers"},
      {"Shape", 1, newest, shape},
      {"Size", 1, newest, size},
      {"ConstantOfShape", 9, newest, constantOfShape, "of a constant shape or one made of named sizes"},
      {"Range", 11, newest, range, "of constant bounds, or up to a named size"},
      {"EyeLike", 9, newest, eyeLike},
  };
  return rules;
}

} // namespace dlc::importer

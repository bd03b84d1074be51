// Reading and writing at indices, and what finds them: gather, scatter, one-hot, top-k, cumulative sums.
#include "Import/RuleTable.h"

using namespace mlir;

namespace dlc::importer {

/// Types that nn's op has not take part in one that holds them: i1 as i8, others as they are.
static Value asNumber(Emit &e, Value value) {
  return elementOf(value).isInteger(1) ? e.cast(value, e.builder.getI8Type()) : value;
}
static Value back(Emit &e, Value value, Type element) {
  return element.isInteger(1) && !elementOf(value).isInteger(1)
             ? e.compare(nn::ComparePredicate::ne, value, 0)
             : e.cast(value, element);
}

/// i64 or i32, as nn's indices are.
static Value indices(Node &node, size_t i) {
  Value value = node.in(i);
  Type element = elementOf(value);
  return element.isSignlessInteger(64) || element.isSignlessInteger(32)
             ? value
             : node.e.cast(value, node.e.builder.getI64Type());
}

static void gather(Node &node) {
  Value data = node.in(0);
  const int64_t axis = node.axis(node.i("axis", 0), rankOf(data));
  // One element that is known is a slice, which any size allows.
  if (const Known *known = node.known(1); known && known->elements.size() == 1 && !known->hasSizes()) {
    const int64_t at = known->elements[0].integer, size = shapeOf(data)[axis];
    if (!nn::isSymbolic(size) && (at < -size || at >= size))
      refuse("its index " + Twine(at) + " is out of range for size " + Twine(size));
    if (!nn::isSymbolic(size)) {
      Value slice = node.e.slice(data, axis, at, at == -1 ? INT64_MAX : at + 1);
      Shape shape = shapeOf(data);
      shape.erase(shape.begin() + axis);
      shape.insert(shape.begin() + axis, known->shape.begin(), known->shape.end());
      node.set(node.e.reshape(slice, shape));
      return;
    }
  }
  node.set(node.e.gather(data, indices(node, 1), axis));
}

/// nn wants the sizes of data and indices equal but for the axis; ONNX lets the indices have fewer.
static Value cutTo(Emit &e, Value data, Value indices, int64_t axis) {
  for (int64_t d = 0; d < rankOf(data); ++d)
    if (d != axis && shapeOf(data)[d] != shapeOf(indices)[d] && !nn::isSymbolic(shapeOf(indices)[d]))
      data = e.slice(data, d, 0, shapeOf(indices)[d]);
  return data;
}

static void gatherElements(Node &node) {
  Value data = node.in(0), at = indices(node, 1);
  const int64_t axis = node.axis(node.i("axis", 0), rankOf(data));
  if (rankOf(at) != rankOf(data))
    refuse("its data have rank " + Twine(rankOf(data)) + ", its indices rank " + Twine(rankOf(at)));
  node.set(node.e.one<nn::GatherElementsOp>({cutTo(node.e, data, at, axis), at},
                                            node.attrs().integer("axis", axis)));
}

static void gatherND(Node &node) {
  node.set(node.e.one<nn::GatherNDOp>({node.in(0), indices(node, 1)},
                                      node.attrs().integer("batch_dims", node.i("batch_dims", 0))));
}

static nn::ScatterReductionAttr reductionOf(Node &node) {
  const std::string reduction = node.choice("reduction", "none", {"none", "add", "mul", "max", "min"});
  return nn::ScatterReductionAttr::get(node.context(), *nn::symbolizeScatterReduction(reduction));
}

/// Places of all indices in the whole tensor: a row of coordinates each, in which the axis is what the index
/// says.
static Value coordinates(Emit &e, Value at, int64_t axis) {
  Shape shape = shapeOf(at), column = shape;
  column.push_back(1);
  SmallVector<Value> columns;
  Type element = elementOf(at);
  for (int64_t d = 0; d < rankOf(at); ++d) {
    if (d == axis) {
      columns.push_back(e.reshape(at, column));
      continue;
    }
    Shape line(shape.size() + 1, 1);
    line[d] = shape[d];
    columns.push_back(e.expand(e.reshape(e.range(shape[d], element), line), column));
  }
  return e.concat(columns, rankOf(at));
}

static void scatterElements(Node &node) {
  Value data = node.in(0), at = indices(node, 1), updates = node.in(2);
  Emit &e = node.e;
  Type element = elementOf(data);
  const int64_t axis = node.axis(node.i("axis", 0), rankOf(data));
  if (rankOf(at) != rankOf(data))
    refuse("its data have rank " + Twine(rankOf(data)) + ", its indices rank " + Twine(rankOf(at)));
  bool isWhole = true;
  for (int64_t d = 0; d < rankOf(data); ++d)
    isWhole &= d == axis || shapeOf(data)[d] == shapeOf(at)[d];
  Value number = asNumber(e, data), change = asNumber(e, updates);
  Attrs attributes = node.attrs().add("reduction", reductionOf(node));
  Value result = isWhole ? e.typed<nn::ScatterElementsOp>(number.getType(), {number, at, change},
                                                          attributes.integer("axis", axis))
                         : e.typed<nn::ScatterNDOp>(number.getType(),
                                                    {number, coordinates(e, at, axis), change}, attributes);
  node.set(back(e, result, element));
}

static void scatterND(Node &node) {
  Value data = asNumber(node.e, node.in(0)), updates = asNumber(node.e, node.in(2));
  Value result = node.e.typed<nn::ScatterNDOp>(data.getType(), {data, indices(node, 1), updates},
                                               node.attrs().add("reduction", reductionOf(node)));
  node.set(back(node.e, result, node.element(0)));
}

/// Rows of a cache, written from the index of each batch element on.
static void tensorScatter(Node &node) {
  Emit &e = node.e;
  Value cache = node.in(0), update = node.in(1);
  const int64_t rank = rankOf(cache), axis = node.axis(node.i("axis", -2), rank);
  const std::string mode = node.choice("mode", "linear", {"linear", "circular"});
  const int64_t count = shapeOf(update)[axis], size = shapeOf(cache)[axis];
  if (nn::isSymbolic(count) || nn::isSymbolic(size))
    refuse("its axis has a dynamic size; give it a number: --size NAME=N");
  Type i64 = e.builder.getI64Type();
  Shape line(rank, 1), start(rank, 1);
  line[axis] = count;
  start[0] = shapeOf(cache)[0];
  Value at = e.reshape(e.range(count, i64), line);
  if (node.has(2))
    at = e.add(at, e.reshape(e.cast(node.in(2), i64), start));
  if (mode == "circular")
    at = e.one<nn::ModOp>({at, e.scalar(static_cast<double>(size), at)});
  node.set(e.typed<nn::ScatterNDOp>(cache.getType(),
                                    {cache, coordinates(e, e.expand(at, shapeOf(update)), axis), update}));
}

static void oneHot(Node &node) {
  Emit &e = node.e;
  Value labels = node.in(0);
  const int64_t depth = node.integer(1, "depth"), rank = rankOf(labels);
  const int64_t axis = node.axis(node.i("axis", -1), rank + 1);
  Value values = node.in(2);
  Type element = elementOf(values);
  Shape shape = shapeOf(labels);
  shape.insert(shape.begin() + axis, depth);
  Value whole = e.cast(labels, e.builder.getI64Type());
  Value hot = e.typed<nn::OneHotOp>(nn::SizedTensorType::get(shape, e.builder.getI32Type()), whole,
                                    e.attrs().integer("axis", axis));
  Value off = e.reshape(e.slice(values, 0, 0, 1), {}), on = e.reshape(e.slice(values, 0, 1, 2), {});
  Value result = e.where(e.compare(nn::ComparePredicate::ne, hot, 0), on, off);
  node.set(e.cast(result, element));
}

static void topK(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0);
  const int64_t axis = node.axis(node.i("axis", -1), rankOf(x));
  const bool isSmallest = node.i("largest", 1) == 0;
  // All of a dynamic size: in order.
  if (node.has(1) && nn::isSymbolic(shapeOf(x)[axis]) && node.known(1) &&
      ArrayRef<int64_t>(node.sizes(1, "k")) == ArrayRef<int64_t>(shapeOf(x)[axis])) {
    node.setResults(e.op<nn::SortOp>(x, node.attrs().integer("axis", axis).unit("descending", !isSmallest)));
    return;
  }
  const int64_t k = node.has(1) ? node.integer(1, "k") : node.needI("k");
  Operation *op =
      e.op<nn::TopKOp>(x, node.attrs().integer("k", k).integer("axis", axis).unit("smallest", isSmallest));
  node.setResults(op);
}

template <typename Op> static void arg(Node &node) {
  Value x = node.in(0);
  node.set(node.e.one<Op>(x, node.attrs()
                                 .integer("axis", node.axis(node.i("axis", 0), rankOf(x)))
                                 .unit("keepdims", node.i("keepdims", 1) != 0)
                                 .unit("select_last_index", node.i("select_last_index", 0) != 0)));
}

static void cumSum(Node &node) {
  Value x = node.in(0);
  const int64_t axis = node.axis(node.integer(1, "axis"), rankOf(x));
  node.set(node.e.typed<nn::CumsumOp>(x.getType(), x,
                                      node.attrs()
                                          .integer("axis", axis)
                                          .unit("exclusive", node.i("exclusive", 0) != 0)
                                          .unit("reverse", node.i("reverse", 0) != 0)));
}

/// Products of doubling reach: after k steps each element holds that of 2^k.
static void cumProd(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0);
  const int64_t axis = node.axis(node.integer(1, "axis"), rankOf(x)), rank = rankOf(x),
                size = shapeOf(x)[axis];
  if (nn::isSymbolic(size))
    refuse("its axis has a dynamic size; give it a number: --size NAME=N");
  const bool reverse = node.i("reverse", 0) != 0;
  auto shifted = [&](Value value, int64_t by) {
    Shape pads(2 * rank, 0);
    pads[reverse ? axis + rank : axis] = by;
    Value padded = e.one<nn::PadOp>(value, e.attrs().ints("pads", pads).real("value", 1));
    return e.slice(padded, axis, reverse ? by : 0, reverse ? INT64_MAX : size);
  };
  if (node.i("exclusive", 0) && size > 0)
    x = shifted(x, 1);
  for (int64_t reach = 1; reach < size; reach *= 2)
    x = e.mul(x, shifted(x, reach));
  node.set(x);
}

static void trilu(Node &node) {
  Value x = node.in(0);
  const int64_t k = node.has(1) ? node.integer(1, "k") : 0;
  Value number = asNumber(node.e, x);
  Value result = node.e.typed<nn::TriluOp>(
      number.getType(), number, node.attrs().unit("upper", node.i("upper", 1) != 0).integer("k", k));
  node.set(back(node.e, result, elementOf(x)));
}

/// Which slices are kept must be known: their number is a shape.
static void compress(Node &node) {
  Value x = node.in(0);
  Shape keep = node.integers(1, "condition"), places;
  if (!node.hasAttr("axis"))
    x = node.e.reshape(x, countOf(shapeOf(x)));
  for (auto [at, kept] : llvm::enumerate(keep))
    if (kept)
      places.push_back(static_cast<int64_t>(at));
  const int64_t axis = node.hasAttr("axis") ? node.axis(node.needI("axis"), rankOf(x)) : 0;
  node.set(node.e.gather(x, node.e.integers(places), axis));
}

/// Of elements that are known it is computed when the file is read; what comes here are others.
static void nonZero(Node &) {
  refuse("how many elements of its input are not 0 is not known when the file is read, and that is the shape "
         "of its "
         "output; nn.non_zero has a bound and a count");
}

/// The first elements of each sequence in the reverse order.
static void reverseSequence(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0);
  const int64_t rank = rankOf(x), batch = node.axis(node.i("batch_axis", 1), rank),
                time = node.axis(node.i("time_axis", 0), rank);
  const int64_t steps = shapeOf(x)[time];
  if (nn::isSymbolic(steps))
    refuse("its time axis has a dynamic size; give it a number: --size NAME=N");
  Shape line(rank, 1), batches(rank, 1);
  line[time] = steps, batches[batch] = shapeOf(x)[batch];
  Value at = e.reshape(e.range(steps, e.builder.getI64Type()), line);
  Value length = e.reshape(e.cast(node.in(1), e.builder.getI64Type()), batches);
  Value mirrored = e.sub(e.sub(length, at), 1);
  Value place = e.where(e.compare(nn::ComparePredicate::lt, at, length), mirrored, at);
  node.set(e.one<nn::GatherElementsOp>({x, e.expand(place, shapeOf(x))}, e.attrs().integer("axis", time)));
}

ArrayRef<Rule> indexingRules() {
  static const Rule rules[] = {
      {"Gather", 1, newest, gather, "an index that is out of range reads 0"},
      {"GatherElements", 11, newest, gatherElements, "an index that is out of range reads 0"},
      {"GatherND", 11, newest, gatherND, "an index that is out of range reads 0"},
      {"Scatter", 9, newest, scatterElements},
      {"ScatterElements", 11, newest, scatterElements},
      {"ScatterND", 11, newest, scatterND},
      {"TensorScatter", 24, newest, tensorScatter},
      {"OneHot", 9, newest, oneHot, "of a constant depth"},
      {"TopK", 1, 9, topK, "k is an attribute"},
      {"TopK", 10, newest, topK, "of a constant k, or of all elements"},
      {"ArgMax", 1, newest, arg<nn::ArgMaxOp>},
      {"ArgMin", 1, newest, arg<nn::ArgMinOp>},
      {"CumSum", 11, newest, cumSum},
      {"CumProd", 26, newest, cumProd},
      {"Trilu", 14, newest, trilu, "of a constant k"},
      {"Compress", 9, newest, compress, "by a constant condition"},
      {"NonZero", 9, newest, nonZero, "of constant elements"},
      {"ReverseSequence", 10, newest, reverseSequence},
  };
  return rules;
}

} // namespace dlc::importer

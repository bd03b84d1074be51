// Ops that change shapes and move elements, with axes as attributes (old) or inputs (new).
#include "Import/RuleTable.h"

using namespace mlir;

namespace dlc::importer {

//===-- Other shapes --------------------------------------------------------------------------------===//

static void reshape(Node &node) {
  Value input = node.in(0);
  Shape from = shapeOf(input), shape;
  if (node.opset < 5 && node.hasAttr("shape"))
    shape = node.is("shape");
  else
    shape = node.sizes(1, "shape");
  int64_t open = -1;
  std::optional<int64_t> known = 1, all = 1;
  // A file for a batch of 1 may say so in its shapes.
  if (node.scope.session.dynamicBatch && !shape.empty() && shape[0] == 1 && !from.empty() &&
      from[0] == nn::kBatchSize)
    shape[0] = nn::kBatchSize;
  for (auto [d, size] : llvm::enumerate(shape)) {
    if (size == 0 && !node.i("allowzero", 0)) {
      if (d >= from.size())
        refuse("its shape has a 0 at dimension " + Twine(d) + ", and the input has " + Twine(from.size()) +
               " dimensions");
      size = from[d];
    }
    if (size == -1) {
      if (open >= 0)
        refuse("its shape has two -1");
      open = static_cast<int64_t>(d);
    } else if (size < 0 && !nn::isSymbolic(size)) {
      refuse("its shape has the size " + Twine(size));
    } else {
      known = known ? nn::multiplySizes(*known, size) : std::nullopt;
    }
  }
  for (int64_t size : from)
    all = all ? nn::multiplySizes(*all, size) : std::nullopt;
  if (open >= 0) {
    std::optional<int64_t> rest = known && all && *known != 0 ? nn::divideSizes(*all, *known) : std::nullopt;
    if (!rest && known && *known == 0 && all == 0)
      rest = 0;
    if (!rest)
      refuse("the -1 of its shape " + nn::shapeText(shape) + " is no whole number for the input's shape " +
             nn::shapeText(from));
    shape[open] = *rest;
  }
  node.set(node.e.reshape(input, shape));
}

static void flatten(Node &node) {
  Value input = node.in(0);
  node.set(node.e.one<nn::FlattenOp>(
      input, node.attrs().integer("axis", node.axis(node.i("axis", 1), rankOf(input), /*allowEnd=*/true))));
}

static void squeeze(Node &node) {
  Value input = node.in(0);
  Shape from = shapeOf(input), shape;
  std::optional<Shape> given = node.integersOf(1, "axes");
  Shape axes = given ? node.axes(*given, rankOf(input)) : Shape();
  for (auto [d, size] : llvm::enumerate(from)) {
    const bool isDropped = given ? llvm::is_contained(axes, static_cast<int64_t>(d)) : size == 1;
    if (isDropped && size != 1)
      refuse("dimension " + Twine(d) + " of its input " + nn::shapeText(from) + " is not 1");
    if (!isDropped)
      shape.push_back(size);
  }
  node.set(node.e.reshape(input, shape));
}

static void unsqueeze(Node &node) {
  Value input = node.in(0);
  std::optional<Shape> given = node.integersOf(1, "axes");
  if (!given)
    refuse("its axes are missing");
  const int64_t rank = rankOf(input) + static_cast<int64_t>(given->size());
  Shape added = node.axes(*given, rank), from = shapeOf(input), shape;
  for (int64_t d = 0, next = 0; d < rank; ++d)
    shape.push_back(llvm::is_contained(added, d) ? 1 : from[next++]);
  node.set(node.e.reshape(input, shape));
}

static void transpose(Node &node) {
  Value input = node.in(0);
  Shape perm = node.is("perm");
  if (perm.empty())
    perm = llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, rankOf(input))));
  if (static_cast<int64_t>(perm.size()) != rankOf(input))
    refuse("its perm has " + Twine(perm.size()) + " entries for " + Twine(rankOf(input)) + " dimensions");
  node.set(node.e.transpose(input, perm));
}

static void expand(Node &node) {
  Value input = node.in(0);
  FailureOr<SmallVector<int64_t>> shape = nn::broadcastShapes({shapeOf(input), node.sizes(1, "shape")});
  if (failed(shape))
    refuse("its input " + nn::shapeText(shapeOf(input)) + " does not broadcast to " +
           nn::shapeText(node.sizes(1, "shape")));
  node.set(node.e.expand(input, *shape));
}

static void tile(Node &node) {
  Value input = node.in(0);
  Shape repeats = node.sizes(1, "repeats"), shape = shapeOf(input);
  if (repeats.size() != shape.size())
    refuse("it has " + Twine(repeats.size()) + " repeats for " + Twine(shape.size()) + " dimensions");
  if (llvm::is_contained(repeats, 0)) {
    for (auto [size, repeat] : llvm::zip(shape, repeats))
      size = nn::multiplySizes(size, repeat).value_or(size);
    node.set(node.e.filled(0, nn::SizedTensorType::get(shape, elementOf(input))));
    return;
  }
  if (llvm::none_of(repeats, nn::isSymbolic)) {
    node.set(node.e.one<nn::TileOp>(input, node.attrs().ints("repeats", repeats)));
    return;
  }
  // A size many times: a dimension of 1 in front of each, which is expanded.
  Shape split, wide, joined;
  for (auto [size, repeat] : llvm::zip(shape, repeats)) {
    split.append({1, size});
    wide.append({repeat, size});
    joined.push_back(nn::multiplySizes(repeat, size).value_or(0));
  }
  node.set(node.e.reshape(node.e.expand(node.e.reshape(input, split), wide), joined));
}

//===-- Pieces --------------------------------------------------------------------------------------===//

static void concat(Node &node) {
  SmallVector<Value> inputs;
  for (size_t i = 0; i < node.inputCount(); ++i)
    inputs.push_back(node.in(i));
  node.set(node.e.concat(inputs, node.axis(node.i("axis", 1), rankOf(inputs.front()))));
}

static void split(Node &node) {
  Value input = node.in(0);
  const int64_t axis = node.axis(node.i("axis", 0), rankOf(input));
  const int64_t size = shapeOf(input)[axis], count = static_cast<int64_t>(node.outputCount());
  std::optional<Shape> parts = node.integersOf(1, "split");
  if (count == 0)
    refuse("it has no output");
  if (!parts) {
    if (nn::isSymbolic(size))
      refuse("it splits the size '" + nn::sizeExpression(size) + "' without telling into what");
    if (node.hasAttr("num_outputs") && node.i("num_outputs", count) != count)
      refuse("it has " + Twine(count) + " outputs, and num_outputs " + Twine(node.i("num_outputs", count)));
    const int64_t part = (size + count - 1) / count;
    if (node.opset < 18 && size % count != 0)
      refuse("it splits " + Twine(size) + " elements into " + Twine(count) + " equal parts");
    parts = Shape(count, part);
    parts->back() = size - part * (count - 1);
  }
  node.setResults(node.e.op<nn::SplitOp>(input, node.attrs().integer("axis", axis).ints("split", *parts)));
}

/// A bound of a slice that may be a size: a number from either end, if it is plain that it is one.
static int64_t boundOf(const Number &bound, int64_t size) {
  if (!bound.isSize)
    return bound.integer;
  std::optional<int64_t> past = nn::subtractSizes(bound.integer, size);
  std::optional<int64_t> least = past ? nn::leastOf(*past) : std::nullopt;
  if (least && *least >= 0)
    return INT64_MAX;
  if (past && !nn::isSymbolic(*past) && *past < 0)
    return *past;
  refuse("it slices up to '" + nn::sizeExpression(bound.integer) + "' of a size of " + nn::sizeText(size) +
         "; give the sizes numbers: --size NAME=N");
}

static void slice(Node &node) {
  Value input = node.in(0);
  Shape from = shapeOf(input);
  std::optional<Shape> axes = node.integersOf(3, "axes"), steps = node.integersOf(4, "steps");
  auto bounds = [&](size_t i, const char *what) -> std::vector<Number> {
    if (const Known *known = node.known(i))
      return known->elements;
    if (node.has(i))
      refuse("its " + Twine(what) + " (input " + Twine(i) + ") must be known when the file is read");
    std::vector<Number> result;
    for (int64_t at : node.is(what))
      result.push_back(Number::of(at));
    return result;
  };
  std::vector<Number> starts = bounds(1, "starts"), ends = bounds(2, "ends");
  if (!axes)
    axes = llvm::to_vector(llvm::seq<int64_t>(0, static_cast<int64_t>(starts.size())));
  if (starts.size() != ends.size() || starts.size() != axes->size() ||
      (steps && steps->size() != axes->size()))
    refuse("its starts, ends, axes and steps are not equally many");
  Shape at = node.axes(*axes, rankOf(input)), begin, end;
  // What is taken whole is left out, as some of nn's ops ask for static sizes.
  Shape cut, by;
  for (size_t i = 0; i < at.size(); ++i) {
    const int64_t size = from[at[i]], step = steps ? (*steps)[i] : 1;
    const int64_t first = boundOf(starts[i], size), last = boundOf(ends[i], size);
    if (step == 1 && first == 0 && (last == INT64_MAX || last == size || last >= INT32_MAX))
      continue;
    cut.push_back(at[i]), begin.push_back(first), end.push_back(last), by.push_back(step);
  }
  if (cut.empty()) {
    node.setItem(node.item(0));
    return;
  }
  node.set(node.e.one<nn::SliceOp>(
      input, node.attrs().ints("starts", begin).ints("ends", end).ints("axes", cut).ints("steps", by)));
}

//===-- Borders -------------------------------------------------------------------------------------===//

/// Pads < 0 take elements away.
static Value cropped(Node &node, Value input, Shape &pads) {
  const int64_t rank = rankOf(input);
  for (int64_t d = 0; d < rank; ++d) {
    int64_t &front = pads[d], &behind = pads[d + rank];
    if (front < 0 || behind < 0)
      input = node.e.slice(input, d, std::max<int64_t>(-front, 0), behind < 0 ? behind : INT64_MAX);
    front = std::max<int64_t>(front, 0), behind = std::max<int64_t>(behind, 0);
  }
  return input;
}

/// Borders of the elements at places that are computed here: for modes and widths that nn.pad has not.
static Value gatheredBorder(Node &node, Value input, ArrayRef<int64_t> pads, StringRef mode) {
  const int64_t rank = rankOf(input);
  for (int64_t d = 0; d < rank; ++d) {
    const int64_t size = shapeOf(input)[d];
    if (pads[d] == 0 && pads[d + rank] == 0)
      continue;
    if (std::max(pads[d], pads[d + rank]) > (1 << 24))
      refuse("its border of " + Twine(std::max(pads[d], pads[d + rank])) + " elements is too wide for mode " +
             mode);
    if (nn::isSymbolic(size) || size == 0)
      refuse("it has a border of mode " + mode + " along a size of " + nn::sizeText(size));
    Shape places;
    for (int64_t at = -pads[d]; at < size + pads[d + rank]; ++at) {
      const int64_t period = mode == "wrap" ? size : std::max<int64_t>(2 * (size - 1), 1);
      int64_t place = ((at % period) + period) % period;
      places.push_back(mode == "edge" ? std::clamp<int64_t>(at, 0, size - 1)
                       : place < size ? place
                                      : period - place);
    }
    input = node.e.gather(input, node.e.integers(places), d);
  }
  return input;
}

static void pad(Node &node) {
  Value input = node.in(0);
  const int64_t rank = rankOf(input);
  std::optional<Shape> given = node.integersOf(1, "pads");
  if (!given)
    refuse("its pads are missing");
  Shape pads = *given;
  if (node.has(3)) {
    Shape axes = node.axes(node.integers(3, "axes"), rank), all(2 * rank, 0);
    if (pads.size() != 2 * axes.size())
      refuse("it has " + Twine(pads.size()) + " pads for " + Twine(axes.size()) + " axes");
    for (size_t i = 0; i < axes.size(); ++i)
      all[axes[i]] = pads[i], all[axes[i] + rank] = pads[i + axes.size()];
    pads = all;
  }
  if (static_cast<int64_t>(pads.size()) != 2 * rank)
    refuse("it has " + Twine(pads.size()) + " pads for " + Twine(rank) + " dimensions");
  const std::string mode = node.choice("mode", "constant", {"constant", "reflect", "edge", "wrap"});
  input = cropped(node, input, pads);
  if (llvm::all_of(pads, [](int64_t pad) { return pad == 0; })) {
    node.set(input == node.in(0) ? node.e.reshape(input, shapeOf(input)) : input);
    return;
  }
  if (mode == "constant") {
    Attrs attributes = node.attrs().ints("pads", pads);
    if (!node.has(2) || node.known(2)) {
      attributes.real("value", node.has(2) ? node.real(2, "constant_value") : node.f("value", 0));
      node.set(node.e.one<nn::PadOp>(input, attributes));
      return;
    }
    // A value that is computed: what is in the border of a padded mask.
    Value padded = node.e.one<nn::PadOp>(input, attributes);
    Value inside =
        node.e.one<nn::PadOp>(node.e.filled(1, typeOf(input).clone(node.e.builder.getI32Type())), attributes);
    node.set(node.e.where(node.e.compare(nn::ComparePredicate::ne, inside, 0), padded,
                          node.e.reshape(node.in(2), {})));
    return;
  }
  bool isNarrow = mode != "wrap";
  for (int64_t d = 0; d < rank; ++d) {
    const int64_t size = shapeOf(input)[d];
    isNarrow &= nn::isSymbolic(size) || mode == "edge" || (pads[d] < size && pads[d + rank] < size);
  }
  if (!isNarrow) {
    node.set(gatheredBorder(node, input, pads, mode));
    return;
  }
  auto kind = nn::PadModeAttr::get(node.context(), mode == "edge" ? nn::PadMode::edge : nn::PadMode::reflect);
  node.set(node.e.one<nn::PadOp>(input, node.attrs().ints("pads", pads).add("mode", kind)));
}

/// Cut in the middle or padded with zeros.
static void centerCropPad(Node &node) {
  Value value = node.in(0);
  const int64_t rank = rankOf(value);
  Shape sizes = node.integers(1, "shape");
  Shape axes =
      node.hasAttr("axes") ? node.axes(node.is("axes"), rank) : llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (axes.size() != sizes.size())
    refuse("it has " + Twine(sizes.size()) + " sizes for " + Twine(axes.size()) + " axes");
  Shape pads(2 * rank, 0);
  for (auto [axis, size] : llvm::zip(axes, sizes)) {
    const int64_t now = shapeOf(value)[axis];
    if (now > size) {
      const int64_t start = (now - size) / 2;
      value = node.e.slice(value, axis, start, start + size);
    } else {
      pads[axis] = (size - now) / 2;
      pads[axis + rank] = size - now - pads[axis];
    }
  }
  node.set(node.e.one<nn::PadOp>(value, node.attrs().ints("pads", pads)));
}

static void depthToSpace(Node &node) {
  const std::string mode = node.choice("mode", "DCR", {"DCR", "CRD"});
  auto order = nn::DepthToSpaceModeAttr::get(node.context(), mode == "CRD" ? nn::DepthToSpaceMode::crd
                                                                           : nn::DepthToSpaceMode::dcr);
  node.set(node.e.one<nn::DepthToSpaceOp>(
      node.in(0), node.attrs().integer("blocksize", node.needI("blocksize")).add("mode", order)));
}

static void spaceToDepth(Node &node) {
  node.set(
      node.e.one<nn::SpaceToDepthOp>(node.in(0), node.attrs().integer("blocksize", node.needI("blocksize"))));
}

/// Exporters store parameters of equal values once, as those of a new network often are, and name the others
/// by an Identity: to learn, each must be a variable of its own.
static void identity(Node &node) {
  if (node.item(0)->isWeight && node.scope.session.trains) {
    auto own = std::make_shared<Item>(*node.item(0));
    own->value = {};
    own->name = node.output(0);
    node.setItem(own);
  } else if (!node.item(0)->type || node.item(0)->constant || node.item(0)->elements)
    node.setItem(node.item(0));
  else
    node.setItem(itemOf(node.in(0)));
}

ArrayRef<Rule> shapeRules() {
  static const Rule rules[] = {
      {"Identity", 1, newest, identity},
      {"Reshape", 1, newest, reshape, "to a constant shape or one made of named sizes"},
      {"Flatten", 1, newest, flatten},
      {"Squeeze", 1, 12, squeeze, "axes are an attribute"},
      {"Squeeze", 13, newest, squeeze},
      {"Unsqueeze", 1, 12, unsqueeze, "axes are an attribute"},
      {"Unsqueeze", 13, newest, unsqueeze},
      {"Transpose", 1, newest, transpose},
      {"Expand", 8, newest, expand, "to a constant shape or one made of named sizes"},
      {"Tile", 6, newest, tile, "of repeats that are constants or named sizes"},
      {"Concat", 1, newest, concat},
      {"Split", 1, 12, split, "parts are an attribute"},
      {"Split", 13, newest, split, "into parts of constant sizes"},
      {"Slice", 1, 9, slice, "bounds are attributes"},
      {"Slice", 10, newest, slice, "of constant bounds"},
      {"Pad", 2, 10, pad, "pads are an attribute"},
      {"Pad", 11, newest, pad, "of constant pads; constant, reflect, edge, wrap"},
      {"CenterCropPad", 18, newest, centerCropPad, "to a constant shape"},
      {"DepthToSpace", 1, newest, depthToSpace},
      {"SpaceToDepth", 1, newest, spaceToDepth},
  };
  return rules;
}

} // namespace dlc::importer

// Moves elements that are known: reshapes, slices, gathers.
#include "Import/Fold.h"

using namespace mlir;

namespace dlc::importer {

void forEachIndex(ArrayRef<int64_t> shape, llvm::function_ref<void(ArrayRef<int64_t>)> visit) {
  if (llvm::is_contained(shape, 0))
    return;
  SmallVector<int64_t> index(shape.size(), 0);
  while (true) {
    visit(index);
    int64_t d = static_cast<int64_t>(shape.size()) - 1;
    while (d >= 0 && ++index[d] == shape[d])
      index[d--] = 0;
    if (d < 0)
      return;
  }
}

int64_t broadcastPosition(ArrayRef<int64_t> shape, ArrayRef<int64_t> index) {
  int64_t position = 0;
  const size_t offset = index.size() - shape.size();
  for (size_t d = 0; d < shape.size(); ++d)
    position = position * shape[d] + (shape[d] == 1 ? 0 : index[d + offset]);
  return position;
}

static int64_t positionIn(ArrayRef<int64_t> shape, ArrayRef<int64_t> index) {
  int64_t position = 0;
  for (auto [size, i] : llvm::zip(shape, index))
    position = position * size + i;
  return position;
}

/// A result whose every element is one of the input, at the index that `source` makes of its own.
static bool moved(Node &node, const Known &input, ArrayRef<int64_t> shape,
                  llvm::function_ref<int64_t(ArrayRef<int64_t>)> source, size_t output = 0) {
  if (countOf(shape) > mostKnownElements)
    return false;
  Known result{input.element, Shape(shape), {}};
  forEachIndex(shape,
               [&](ArrayRef<int64_t> index) { result.elements.push_back(input.elements[source(index)]); });
  Ref item = itemOf(std::move(result));
  item->packedBits = node.item(0)->packedBits;
  node.setItem(output, std::move(item));
  return true;
}

static bool reshaped(Node &node, const Known &input, Shape shape) {
  Known result = input;
  result.shape = std::move(shape);
  Ref item = itemOf(std::move(result));
  item->packedBits = node.item(0)->packedBits;
  node.setItem(std::move(item));
  return true;
}

static bool foldReshape(Node &node, const Known &input) {
  if (node.known(1)->hasSizes())
    return false;
  Shape shape = node.integers(1, "shape");
  int64_t rest = -1, product = 1;
  for (auto [d, size] : llvm::enumerate(shape)) {
    if (size == 0 && !node.i("allowzero", 0) && d < input.shape.size())
      size = input.shape[d];
    if (size == -1)
      rest = static_cast<int64_t>(d);
    else
      product *= size;
  }
  if (rest >= 0 && product > 0)
    shape[rest] = countOf(input.shape) / product;
  return countOf(shape) == countOf(input.shape) && !llvm::is_contained(shape, -1) &&
         reshaped(node, input, shape);
}

static bool foldSqueeze(Node &node, const Known &input) {
  std::optional<Shape> axes = node.integersOf(1, "axes");
  Shape dropped = axes ? node.axes(*axes, static_cast<int64_t>(input.shape.size())) : Shape();
  Shape shape;
  for (auto [d, size] : llvm::enumerate(input.shape)) {
    const bool isDropped = axes ? llvm::is_contained(dropped, static_cast<int64_t>(d)) : size == 1;
    if (isDropped && size != 1)
      return false;
    if (!isDropped)
      shape.push_back(size);
  }
  return reshaped(node, input, shape);
}

static bool foldUnsqueeze(Node &node, const Known &input) {
  std::optional<Shape> axes = node.integersOf(1, "axes");
  if (!axes)
    return false;
  const auto rank = static_cast<int64_t>(input.shape.size() + axes->size());
  Shape added = node.axes(*axes, rank), shape;
  for (int64_t d = 0, from = 0; d < rank; ++d)
    shape.push_back(llvm::is_contained(added, d) ? 1 : input.shape[from++]);
  return reshaped(node, input, shape);
}

static bool foldGather(Node &node, const Known &data) {
  const Known &indices = *node.known(1);
  if (indices.hasSizes() || data.shape.empty())
    return false;
  const int64_t axis = node.axis(node.i("axis", 0), static_cast<int64_t>(data.shape.size()));
  const int64_t size = data.shape[axis];
  for (const Number &index : indices.elements)
    if (index.integer < -size || index.integer >= size)
      refuse("its index " + Twine(index.integer) + " is out of range for size " + Twine(size));
  Shape shape(ArrayRef(data.shape).take_front(axis));
  shape.append(indices.shape.begin(), indices.shape.end());
  shape.append(data.shape.begin() + axis + 1, data.shape.end());
  return moved(node, data, shape, [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> from(index.take_front(axis));
    int64_t at = indices.elements[positionIn(indices.shape, index.slice(axis, indices.shape.size()))].integer;
    from.push_back(at < 0 ? at + size : at);
    llvm::append_range(from, index.drop_front(axis + indices.shape.size()));
    return positionIn(data.shape, from);
  });
}

static bool foldConcat(Node &node) {
  const Known &first = *node.known(0);
  if (first.shape.empty())
    return false;
  const int64_t axis = node.axis(node.i("axis", 0), static_cast<int64_t>(first.shape.size()));
  Shape shape = first.shape;
  shape[axis] = 0;
  for (size_t i = 0; i < node.inputCount(); ++i) {
    if (node.known(i)->shape.size() != shape.size())
      return false;
    shape[axis] += node.known(i)->shape[axis];
  }
  if (countOf(shape) > mostKnownElements)
    return false;
  Known result{first.element, shape, {}};
  forEachIndex(shape, [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> at(index);
    size_t i = 0;
    while (at[axis] >= node.known(i)->shape[axis])
      at[axis] -= node.known(i++)->shape[axis];
    result.elements.push_back(node.known(i)->elements[positionIn(node.known(i)->shape, at)]);
  });
  node.setItem(itemOf(std::move(result)));
  return true;
}

static bool foldSlice(Node &node, const Known &input) {
  for (size_t i = 1; i < node.inputCount(); ++i)
    if (node.has(i) && node.known(i)->hasSizes())
      return false;
  std::optional<Shape> starts = node.integersOf(1, "starts"), ends = node.integersOf(2, "ends"),
                       axes = node.integersOf(3, "axes"), steps = node.integersOf(4, "steps");
  if (!starts || !ends)
    return false;
  if (starts->size() != ends->size())
    return false;
  const auto rank = static_cast<int64_t>(input.shape.size());
  Shape from(rank, 0), by(rank, 1), shape = input.shape;
  for (size_t i = 0; i < starts->size(); ++i) {
    const int64_t axis = node.axis(axes ? (*axes)[i] : static_cast<int64_t>(i), rank),
                  size = input.shape[axis];
    const int64_t step = steps ? (*steps)[i] : 1;
    if (step == 0)
      refuse("a step of it is 0");
    auto place = [&](int64_t at, int64_t low, int64_t high) {
      return std::clamp(at < 0 ? at + size : at, low, high);
    };
    const int64_t start = step > 0 ? place((*starts)[i], 0, size) : place((*starts)[i], 0, size - 1);
    const int64_t end = step > 0             ? place((*ends)[i], 0, size)
                        : (*ends)[i] < -size ? -1
                                             : place((*ends)[i], -1, size - 1);
    from[axis] = start, by[axis] = step;
    shape[axis] =
        std::max<int64_t>(0, step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step);
  }
  return moved(node, input, shape, [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> at;
    for (int64_t d = 0; d < rank; ++d)
      at.push_back(from[d] + index[d] * by[d]);
    return positionIn(input.shape, at);
  });
}

static bool foldSplit(Node &node, const Known &input) {
  const int64_t axis = node.axis(node.i("axis", 0), static_cast<int64_t>(input.shape.size()));
  std::optional<Shape> parts = node.integersOf(1, "split");
  const auto count = static_cast<int64_t>(node.outputCount());
  if (count == 0)
    return false;
  if (!parts) {
    if (input.shape[axis] % count != 0)
      return false;
    parts = Shape(count, input.shape[axis] / count);
  }
  int64_t begin = 0;
  for (int64_t part : *parts)
    begin = part < 0 ? INT64_MIN / 2 : begin + part;
  if (begin != input.shape[axis] || static_cast<int64_t>(parts->size()) != count)
    return false;
  begin = 0;
  for (int64_t i = 0; i < count; ++i) {
    Shape shape = input.shape;
    shape[axis] = (*parts)[i];
    moved(
        node, input, shape,
        [&](ArrayRef<int64_t> index) {
          SmallVector<int64_t> at(index);
          at[axis] += begin;
          return positionIn(input.shape, at);
        },
        i);
    begin += (*parts)[i];
  }
  return true;
}

static bool foldTranspose(Node &node, const Known &input) {
  Shape perm = node.is("perm");
  const auto rank = static_cast<int64_t>(input.shape.size());
  if (perm.empty())
    perm = llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, rank)));
  if (static_cast<int64_t>(perm.size()) != rank || static_cast<int64_t>(node.axes(perm, rank).size()) != rank)
    return false;
  Shape shape;
  for (int64_t d : perm)
    shape.push_back(input.shape[d]);
  return moved(node, input, shape, [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> at(rank);
    for (int64_t d = 0; d < rank; ++d)
      at[perm[d]] = index[d];
    return positionIn(input.shape, at);
  });
}

static bool foldExpand(Node &node, const Known &input) {
  if (node.known(1)->hasSizes())
    return false;
  Shape wanted = node.integers(1, "shape");
  FailureOr<SmallVector<int64_t>> shape = nn::broadcastShapes({input.shape, wanted});
  return succeeded(shape) && moved(node, input, *shape, [&](ArrayRef<int64_t> index) {
           return broadcastPosition(input.shape, index);
         });
}

static bool foldTile(Node &node, const Known &input) {
  if (node.known(1)->hasSizes())
    return false;
  Shape repeats = node.integers(1, "repeats"), shape;
  if (repeats.size() != input.shape.size())
    return false;
  for (auto [size, repeat] : llvm::zip(input.shape, repeats))
    shape.push_back(size * std::max<int64_t>(repeat, 0));
  return moved(node, input, shape, [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> at;
    for (auto [i, size] : llvm::zip(index, input.shape))
      at.push_back(i % size);
    return positionIn(input.shape, at);
  });
}

/// The places of elements that are not 0, [rank, count].
static bool foldNonZero(Node &node, const Known &input) {
  if (input.hasSizes() || input.shape.empty())
    return false;
  SmallVector<SmallVector<int64_t>> places;
  int64_t at = 0;
  forEachIndex(input.shape, [&](ArrayRef<int64_t> index) {
    const Number &number = input.elements[at++];
    if (input.isReal() ? number.real != 0 : number.integer != 0)
      places.emplace_back(index);
  });
  Known result{IntegerType::get(node.context(), 64),
               {static_cast<int64_t>(input.shape.size()), static_cast<int64_t>(places.size())},
               {}};
  for (size_t d = 0; d < input.shape.size(); ++d)
    for (const auto &place : places)
      result.elements.push_back(Number::of(place[d]));
  node.setItem(itemOf(std::move(result)));
  return true;
}

bool foldMove(Node &node) {
  const StringRef op = node.opType();
  const Known &input = *node.known(0);
  if (op == "Identity") // of a weight: the rule makes it another one
    return !node.item(0)->isWeight && reshaped(node, input, input.shape);
  if (op == "Reshape")
    return node.has(1) && foldReshape(node, input);
  if (op == "Squeeze")
    return foldSqueeze(node, input);
  if (op == "Unsqueeze")
    return foldUnsqueeze(node, input);
  if (op == "Gather")
    return foldGather(node, input);
  if (op == "Concat")
    return foldConcat(node);
  if (op == "Slice")
    return foldSlice(node, input);
  if (op == "Split")
    return foldSplit(node, input);
  if (op == "Transpose")
    return foldTranspose(node, input);
  if (op == "Expand")
    return foldExpand(node, input);
  if (op == "Tile")
    return node.inputCount() == 2 && foldTile(node, input);
  if (op == "NonZero")
    return foldNonZero(node, input);
  return false;
}

} // namespace dlc::importer

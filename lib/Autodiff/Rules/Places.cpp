// Reading and writing by indices that are values, and which of several updates with one index stays.
//
// That is found by writing the updates' own numbers and reading them again: whoever reads another one's
// number was overwritten. The op that writes them is the one that wrote the updates, so both agree for any
// indices, negative ones and those out of range included.
#include "Places.h"

#include "mlir/IR/Matchers.h"

#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

// 0, 1, 2, … over the dimensions from `first` up to and without `end`, row-major; the same over all others.
static Value numbersOver(nn::SizedTensorType type, int64_t first, int64_t end, Emitter &emit) {
  Type element = emit.builder.getI64Type();
  auto whole = nn::SizedTensorType::get(type.getShape(), element);
  ArrayRef<int64_t> counted = type.getShape().slice(first, end - first);
  if (!llvm::any_of(counted, nn::isSymbolic)) {
    SmallVector<int64_t> shape(type.getRank(), 1);
    llvm::copy(counted, shape.begin() + first);
    Value numbers = emit.reshape(emit.range(ShapedType::getNumElements(counted), element), shape);
    return emit.expand(numbers, whole);
  }
  // How many there are is known at run time only: each is counted by those in front of it.
  int64_t count = 1;
  for (int64_t size : counted)
    count = nn::multiplySizes(count, size).value_or(size);
  SmallVector<int64_t> flat(type.getShape().take_front(first));
  flat.push_back(count);
  llvm::append_range(flat, type.getShape().drop_front(end));
  auto line = nn::SizedTensorType::get(flat, element);
  Value before = emit.make<CumsumOp>(line, emit.filled(1.0, line), emit.builder.getI64IntegerAttr(first),
                                     emit.builder.getUnitAttr(), UnitAttr());
  return emit.reshape(before, whole);
}

template <typename Places>
static Value whoseNumberStays(Places places, nn::SizedTensorType data, Value numbers, Emitter &emit) {
  Value none = emit.zeros(nn::SizedTensorType::get(data.getShape(), typeOf(numbers).getElementType()));
  Value last = places.write(none, numbers, ScatterReduction::none, emit);
  return emit.compare(ComparePredicate::eq, numbers, places.read(last, emit));
}

//===-- Indices that are known to differ -------------------------------------------------------------===//

// Constant indices, in row-major order; nothing if they are none, or so many that a mask is cheaper than to
// compare them.
static std::optional<SmallVector<int64_t>> constantIndices(Value indices) {
  constexpr int64_t most = 1 << 16;
  DenseIntElementsAttr constant;
  if (!matchPattern(indices, m_Constant(&constant)) || constant.getNumElements() > most)
    return std::nullopt;
  return llvm::map_to_vector(constant.getValues<APInt>(),
                             [](const APInt &index) { return index.getSExtValue(); });
}

// Negative indices count from the end.
static int64_t fromStart(int64_t index, int64_t size) { return index < 0 ? index + size : index; }

static bool allDiffer(int64_t count, function_ref<int64_t(int64_t)> offsetOf) {
  DenseSet<int64_t> met;
  return llvm::all_of(llvm::seq<int64_t>(0, count),
                      [&](int64_t i) { return met.insert(offsetOf(i)).second; });
}

static bool areDistinct(ByElement places, int64_t axis, int64_t size) {
  nn::SizedTensorType type = typeOf(places.indices);
  if (type.getDimSize(axis) <= 1 && !type.isDynamicDim(axis))
    return true;
  // A sort's indices along its axis are a permutation.
  if (auto sort = places.indices.getDefiningOp<SortOp>())
    if (places.indices == sort.getIndices() && fromStart(sort.getAxis(), type.getRank()) == axis)
      return true;
  std::optional<SmallVector<int64_t>> indices = constantIndices(places.indices);
  if (!indices || nn::isSymbolic(size))
    return false;
  const int64_t stride = ShapedType::getNumElements(type.getShape().drop_front(axis + 1));
  const int64_t line = stride * type.getDimSize(axis);
  return allDiffer(type.getNumElements(), [&](int64_t i) {
    return (i / line * size + fromStart((*indices)[i], size)) * stride + i % stride;
  });
}

// `rows` rows belong to each batch element.
static bool areDistinct(BySlice places, int64_t rows, ArrayRef<int64_t> sizes) {
  if (rows <= 1 && !nn::isSymbolic(rows))
    return true;
  std::optional<SmallVector<int64_t>> indices = constantIndices(places.indices);
  if (!indices || llvm::any_of(sizes, nn::isSymbolic))
    return false;
  const int64_t width = sizes.size();
  return allDiffer(static_cast<int64_t>(indices->size()) / width, [&](int64_t row) {
    int64_t offset = row / rows;
    for (auto [i, size] : llvm::enumerate(sizes))
      offset = offset * size + fromStart((*indices)[row * width + i], size);
    return offset;
  });
}

//===-- Reading, writing, and what stays -------------------------------------------------------------===//

Value ByElement::read(Value data, Emitter &emit) const {
  return emit.make<GatherElementsOp>(data, indices, axis);
}

Value ByElement::write(Value data, Value updates, ScatterReduction reduction, Emitter &emit) const {
  return emit.make<ScatterElementsOp>(data.getType(), data, indices, updates, axis,
                                      ScatterReductionAttr::get(data.getContext(), reduction));
}

Value ByElement::isLast(nn::SizedTensorType data, Emitter &emit) const {
  const int64_t along = fromStart(axis.getInt(), data.getRank());
  if (areDistinct(*this, along, data.getDimSize(along)))
    return {};
  return whoseNumberStays(*this, data, numbersOver(typeOf(indices), along, along + 1, emit), emit);
}

Value BySlice::read(Value data, Emitter &emit) const {
  return emit.make<GatherNDOp>(data, indices, batchDims);
}

Value BySlice::write(Value data, Value updates, ScatterReduction reduction, Emitter &emit) const {
  return emit.make<ScatterNDOp>(data.getType(), data, indices, updates, batchDims,
                                ScatterReductionAttr::get(data.getContext(), reduction));
}

Value BySlice::isLast(nn::SizedTensorType data, Emitter &emit) const {
  nn::SizedTensorType type = typeOf(indices);
  const int64_t common = batchDims.getInt(), width = type.getShape().back();
  ArrayRef<int64_t> rows = type.getShape().drop_back();
  const bool isDynamic = llvm::any_of(rows.drop_front(common), nn::isSymbolic);
  const int64_t count =
      isDynamic ? ShapedType::kDynamic : ShapedType::getNumElements(rows.drop_front(common));
  if (areDistinct(*this, count, data.getShape().slice(common, width)))
    return {};
  // One number for each slice.
  auto slices = nn::SizedTensorType::get(data.getShape().take_front(common + width), data.getElementType());
  Value numbers = numbersOver(nn::SizedTensorType::get(rows, type.getElementType()), common,
                              static_cast<int64_t>(rows.size()), emit);
  SmallVector<int64_t> shape(rows);
  shape.append(data.getRank() - common - width, 1);
  return emit.reshape(whoseNumberStays(*this, slices, numbers, emit), shape);
}
} // namespace dlc::autodiff

// Derivative rules of the ops that move elements, and of those that draw random ones.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

static Adjoints transpose(TransposeOp op, Value g, Emitter &emit) {
  SmallVector<int64_t> inverse(op.getPerm().size());
  for (auto [i, dimension] : llvm::enumerate(op.getPerm()))
    inverse[dimension] = i;
  return {emit.make<TransposeOp>(g, DenseI64ArrayAttr::get(op.getContext(), inverse))};
}

/// Whether a place along a dimension of `size` is a number of elements from one of its ends.
static bool isNumberFromAnEnd(int64_t place, int64_t size) {
  std::optional<int64_t> fromEnd = nn::subtractSizes(place, size);
  return !nn::isSymbolic(place) || (fromEnd && !nn::isSymbolic(*fromEnd));
}

// Each part is cut out again. Equal parts of a dynamic size are slices of a dimension of their own.
static FailureOr<Adjoints> concat(ConcatOp op, ArrayRef<Value> adjoints, Emitter &emit) {
  Value g = adjoints[0];
  int64_t axis = static_cast<int64_t>(op.getAxis()), start = 0, parts = op.getInputs().size();
  if (axis < 0)
    axis += typeOf(g).getRank();
  int64_t total = typeOf(g).getDimSize(axis), each = typeOf(op.getInputs()[0]).getDimSize(axis);
  bool areEqual = nn::isSymbolic(each) && llvm::all_of(op.getInputs(), [&](Value input) {
                    return typeOf(input).getDimSize(axis) == each;
                  });
  if (areEqual && parts > 1) {
    SmallVector<int64_t> split(typeOf(g).getShape());
    split[axis] = parts;
    split.insert(split.begin() + axis + 1, each);
    g = emit.reshape(g, split);
  }
  Adjoints result;
  for (auto [i, input] : llvm::enumerate(op.getInputs())) {
    int64_t end = nn::addSizes(start, typeOf(input).getDimSize(axis)).value_or(start);
    Value part;
    if (emit.wants(input) && areEqual && parts > 1) {
      int64_t first = i;
      part = emit.reshape(emit.slice(g, axis, first, first + 1), typeOf(input));
    } else if (emit.wants(input)) {
      if (!isNumberFromAnEnd(start, total) || !isNumberFromAnEnd(end, total))
        return op.emitOpError() << "has no derivative with respect to input " << i << ", which lies from "
                                << nn::sizeText(start) << " to " << nn::sizeText(end) << " of "
                                << nn::sizeText(total)
                                << ": a part must be a number of elements from an end, or all must be equal; "
                                   "give sizes numbers (--size)";
      part = emit.slice(g, axis, start, end);
    }
    result.push_back(part);
    start = end;
  }
  return result;
}

static Adjoints split(SplitOp op, ArrayRef<Value> adjoints, Emitter &emit) {
  SmallVector<Value> parts;
  for (auto [part, adjoint] : llvm::zip_equal(op.getParts(), adjoints))
    parts.push_back(adjoint ? adjoint : emit.zeros(typeOf(part)));
  return {emit.concat(parts, static_cast<int64_t>(op.getAxis()))};
}

// Elements `step` apart along one dimension become the first of groups of that size, in which the others are
// 0.
static Value spread(Value g, int64_t axis, int64_t step, Emitter &emit) {
  SmallVector<int64_t> shape(typeOf(g).getShape()), apart(shape);
  apart.insert(apart.begin() + axis + 1, 1);
  SmallVector<int64_t> pads(2 * apart.size(), 0);
  pads[apart.size() + axis + 1] = step - 1;
  shape[axis] = nn::multiplySizes(shape[axis], step).value_or(shape[axis]);
  return emit.reshape(emit.pad(emit.reshape(g, apart), pads), shape);
}

// The same along a dynamic size, where the number of elements behind the last one depends on how often the
// step fits: each element of the input looks up the one of the result that was read from it. An index that is
// out of range reads 0.
static Value spreadDynamic(Value g, Value input, int64_t axis, SliceOp::Range range, Emitter &emit) {
  constexpr double outside = 0x1p+52;
  int64_t size = typeOf(input).getDimSize(axis), step = std::abs(range.step);
  Value index = emit.range(size, emit.builder.getI64Type());
  Value start = emit.scalar(static_cast<double>(range.start), index);
  if (nn::isSymbolic(range.start)) // counted from the end
    start = emit.add(emit.size(input, axis, index),
                     static_cast<double>(nn::subtractSizes(range.start, size).value_or(0)));
  Value distance = range.step < 0 ? emit.sub(start, index) : emit.sub(index, start);
  Value steps = emit.div(distance, static_cast<double>(step));
  Value isMultiple = emit.compare(ComparePredicate::eq, emit.mul(steps, static_cast<double>(step)), distance);
  Value isBehind = emit.compare(ComparePredicate::ge, distance, 0);
  Value isRead = emit.make<AndOp>(isMultiple, isBehind);
  return emit.make<GatherOp>(g, emit.where(isRead, steps, outside), emit.builder.getI64IntegerAttr(axis));
}

// The same for a step of 1, where what stands in front and behind may be no number.
static Value amongZeros(Value g, int64_t axis, SliceOp::Range range, int64_t size, Emitter &emit) {
  auto zeros = [&](int64_t count) {
    SmallVector<int64_t> shape(typeOf(g).getShape());
    shape[axis] = count;
    return emit.zeros(typeOf(g).clone(shape));
  };
  SmallVector<Value> parts{g};
  if (range.start != 0)
    parts.insert(parts.begin(), zeros(range.start));
  int64_t end = nn::addSizes(range.start, range.count).value_or(size);
  if (end != size)
    parts.push_back(zeros(nn::subtractSizes(size, end).value_or(0)));
  return emit.concat(parts, axis);
}

// Zeros where nothing was taken: between the elements, then around them.
static Adjoints slice(SliceOp op, Value g, Emitter &emit) {
  nn::SizedTensorType input = typeOf(op.getInput());
  SmallVector<SliceOp::Range> ranges = op.getRanges();
  SmallVector<int64_t> pads(2 * input.getRank(), 0), backwards;
  for (auto [i, range] : llvm::enumerate(ranges)) {
    if (range.count == 0)
      return {emit.zeros(input)};
    const bool isDynamic = input.isDynamicDim(i);
    if (isDynamic ? range.step == -1 : range.step < 0 && range.count > 1)
      backwards.push_back(static_cast<int64_t>(i));
    if (isDynamic && range.step == -1)
      range = {nn::addSizes(range.start, nn::subtractSizes(1, range.count).value_or(0)).value_or(0), 1,
               range.count};
  }
  g = emit.flip(g, backwards);
  for (auto [i, range] : llvm::enumerate(ranges)) {
    int64_t axis = static_cast<int64_t>(i), size = input.getDimSize(axis);
    if (range.count == size)
      continue;
    if (input.isDynamicDim(axis)) {
      g = range.step == 1 ? amongZeros(g, axis, range, size, emit)
                          : spreadDynamic(g, op.getInput(), axis, range, emit);
      continue;
    }
    // One element needs no step, which may be as large as one likes.
    int64_t step = range.count > 1 ? std::abs(range.step) : 1;
    int64_t start = range.step < 0 ? range.start - (range.count - 1) * step : range.start;
    if (step > 1) // the last group may reach beyond the end
      g = emit.slice(spread(g, axis, step, emit), axis, 0, std::min(size - start, range.count * step));
    pads[axis] = start;
    pads[input.getRank() + axis] = size - start - typeOf(g).getDimSize(axis);
  }
  return {emit.pad(g, pads)};
}

static Adjoints pad(PadOp op, Value g, Emitter &emit) {
  int64_t rank = typeOf(g).getRank();
  for (int64_t axis = 0; axis < rank; ++axis) {
    int64_t start = op.getPads()[axis], size = typeOf(op.getInput()).getDimSize(axis);
    g = emit.slice(g, axis, start, nn::addSizes(start, size).value_or(size));
  }
  return {g};
}

void addShapeRules(RuleTable &table) {
  auto reshaped = [](auto op, Value g, Emitter &emit) -> Adjoints {
    return {emit.reshape(g, typeOf(op.getInput()))};
  };
  table.add<ReshapeOp>(reshaped);
  table.add<FlattenOp>(reshaped);
  table.add(transpose);
  table.add<FlipOp>(
      [](FlipOp op, Value g, Emitter &emit) -> Adjoints { return {emit.flip(g, op.getAxes())}; });
  table.add<ExpandOp>([](ExpandOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.unbroadcast(g, op.getInput().getType())};
  });
  table.add<BarrierOp>([](BarrierOp, Value g, Emitter &) -> Adjoints { return {g}; });
  table.addControl(concat);
  table.addMultiResult(split);
  table.add(slice);
  // Borders made of elements are decomposed, and give back to where those came from.
  table.add(pad, [](PadOp op) { return op.getMode() == PadMode::constant; });
  table.addZero<RandomUniformOp>("its operand is a random state, which is no number");
  table.addZero<RandomNormalOp>("its operand is a random state, which is no number");
  table.addZero<BernoulliOp>("a draw stays the same, but for a jump, when its probability changes");
  table.addZero<CategoricalOp>("its result is an index");
  table.addZero<PermutationOp>("its operand is a random state, which is no number");
  table.addZero<DropoutMaskOp>("its operand is a random state, which is no number");
}
} // namespace dlc::autodiff

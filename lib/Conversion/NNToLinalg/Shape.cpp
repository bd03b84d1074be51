// Ops that move elements: reshapes are views, the others loops or copies of slices.
#include "Conversion/NNToLinalg/Patterns.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

using namespace mlir;

namespace dlc::lowering {
template <typename Op> static Values reshape(Op op, typename Op::Adaptor adaptor, Emitter &emit) {
  return {emit.reshape(adaptor.getInput(), typeOf(op.getResult()))};
}

static Values transpose(nn::TransposeOp op, nn::TransposeOp::Adaptor adaptor, Emitter &emit) {
  return {linalg::TransposeOp::create(emit.b, emit.loc, adaptor.getInput(),
                                      emit.empty(typeOf(op.getResult())), op.getPerm())
              ->getResult(0)};
}

static Values same(OpBuilder &, Location, ValueRange x) { return {x[0]}; }

static Values expand(nn::ExpandOp op, nn::ExpandOp::Adaptor adaptor, Emitter &emit) {
  return {emit.elementwise(typeOf(op.getResult()), adaptor.getInput(), same)};
}

/// A loop that reads backwards along the axes, of which some are dynamic: an affine map cannot say where that
/// is, so the body reads the element.
static Value reversedDynamic(Value input, ArrayRef<int64_t> axes, Emitter &emit) {
  nn::SizedTensorType type = typeOf(input);
  return emit.elementwise(type, ValueRange(), ArrayRef<AffineMap>(),
                          [&](OpBuilder &b, Location loc, ValueRange) -> Values {
                            Values at;
                            for (int64_t i = 0; i < type.getRank(); ++i) {
                              Value index = linalg::IndexOp::create(b, loc, i);
                              if (llvm::is_contained(axes, i)) {
                                Value size = b.createOrFold<tensor::DimOp>(loc, input, i);
                                Value last = arith::SubIOp::create(b, loc, size, lowering::index(b, loc, 1));
                                index = arith::SubIOp::create(b, loc, last, index);
                              }
                              at.push_back(index);
                            }
                            return {tensor::ExtractOp::create(b, loc, input, at)};
                          });
}

/// A loop that reads backwards along the axes.
static Value reversed(Value input, ArrayRef<int64_t> axes, Emitter &emit) {
  nn::SizedTensorType type = typeOf(input);
  if (llvm::any_of(axes, [&](int64_t axis) { return type.isDynamicDim(axis); }))
    return reversedDynamic(input, axes, emit);
  SmallVector<AffineExpr> places;
  for (int64_t i = 0; i < type.getRank(); ++i) {
    AffineExpr place = emit.b.getAffineDimExpr(i);
    places.push_back(llvm::is_contained(axes, i) ? type.getDimSize(i) - 1 - place : place);
  }
  if (llvm::any_of(axes, [&](int64_t axis) { return type.getDimSize(axis) == 0; }))
    return input; // the last element has no place
  return emit.elementwise(type, input, AffineMap::get(type.getRank(), 0, places, emit.b.getContext()), same);
}

static Values flip(nn::FlipOp op, nn::FlipOp::Adaptor adaptor, Emitter &emit) {
  return {
      reversed(adaptor.getInput(), *nn::normalizedAxes(op.getAxes(), typeOf(op.getInput()).getRank()), emit)};
}

/// Tensors that are inserted into one, at most. The analysis of bufferization compares every pair of a chain
/// of insertions.
constexpr size_t maxInserted = 16;

/// Inserts the inputs into `result`, one behind the other.
static Value insertAll(ValueRange inputs, int64_t axis, Value result, Emitter &emit) {
  SmallVector<int64_t> offsets(typeOf(result).getRank(), 0);
  for (Value input : inputs) {
    result = emit.insert(input, result, offsets);
    offsets[axis] = nn::addSizes(offsets[axis], typeOf(input).getDimSize(axis)).value_or(offsets[axis]);
  }
  return result;
}

static Values concat(nn::ConcatOp op, nn::ConcatOp::Adaptor adaptor, Emitter &emit) {
  nn::SizedTensorType type = typeOf(op.getResult());
  int64_t axis = op.getAxis();
  if (axis < 0)
    axis += type.getRank();
  SmallVector<Value> inputs(adaptor.getInputs());
  while (inputs.size() > maxInserted) {
    // A longer list is joined in groups first, each in memory of its own.
    SmallVector<Value> groups;
    for (ArrayRef<Value> rest = inputs; !rest.empty();) {
      ArrayRef<Value> group = rest.take_front(maxInserted);
      rest = rest.drop_front(group.size());
      SmallVector<int64_t> shape(type.getShape());
      shape[axis] = 0;
      for (Value input : group)
        shape[axis] = nn::addSizes(shape[axis], typeOf(input).getDimSize(axis)).value_or(shape[axis]);
      nn::SizedTensorType joined = type.clone(shape);
      Value memory =
          bufferization::AllocTensorOp::create(emit.b, emit.loc, joined, emit.dynamicSizes(joined));
      groups.push_back(insertAll(group, axis, memory, emit));
    }
    inputs = std::move(groups);
  }
  return {insertAll(inputs, axis, emit.empty(type), emit)};
}

/// The least index of a range that goes backwards; its count is positive or an expression.
static int64_t lastOf(const nn::SliceOp::Range &range) {
  std::optional<int64_t> steps = nn::addSizes(range.count, -1);
  std::optional<int64_t> distance = steps ? nn::multiplySizes(*steps, range.step) : std::nullopt;
  return (distance ? nn::addSizes(range.start, *distance) : std::nullopt).value_or(range.start);
}

/// Backwards is forwards from the other end, and reversed.
static Values slice(nn::SliceOp op, nn::SliceOp::Adaptor adaptor, Emitter &emit) {
  nn::SizedTensorType type = typeOf(op.getResult());
  SmallVector<int64_t> starts, steps, backwards;
  for (auto [i, range] : llvm::enumerate(op.getRanges())) {
    const bool isDynamic = nn::isSymbolic(range.count), isBackward = range.step < 0;
    starts.push_back(range.count == 0 ? 0 : isBackward ? lastOf(range) : range.start);
    // One element needs no step, which may be as large as one likes.
    steps.push_back(range.count > 1 || isDynamic ? std::abs(range.step) : 1);
    if (isBackward && (isDynamic || range.count > 1))
      backwards.push_back(static_cast<int64_t>(i));
  }
  return {reversed(emit.slice(adaptor.getInput(), type, starts, steps), backwards, emit)};
}

/// One value around the tensor; other borders are decomposed.
struct LowerConstantPad : OpConversionPattern<nn::PadOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(nn::PadOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (op.getMode() != nn::PadMode::constant)
      return rewriter.notifyMatchFailure(op, "the border is made of elements");
    Location loc = op.getLoc();
    nn::SizedTensorType type = typeOf(op.getResult());
    SmallVector<OpFoldResult> widths;
    for (int64_t width : op.getPads())
      widths.push_back(rewriter.getIndexAttr(width));
    ArrayRef<OpFoldResult> all(widths);
    Value value = number(rewriter, loc, type.getElementType(), op.getValue().convertToDouble());
    if (isEmpty(typeOf(op.getInput()))) { // nothing lies inside of the border
      rewriter.replaceOp(op, Emitter(rewriter, op, adaptor.getOperands()).filled(type, value));
      return success();
    }
    rewriter.replaceOp(op, tensor::PadOp::create(rewriter, loc, type, adaptor.getInput(),
                                                 all.take_front(type.getRank()),
                                                 all.take_back(type.getRank()), value));
    return success();
  }
};

void populateShapePatterns(Patterns &patterns) {
  add<nn::ReshapeOp>(patterns, reshape<nn::ReshapeOp>);
  add<nn::FlattenOp>(patterns, reshape<nn::FlattenOp>);
  add<nn::TransposeOp>(patterns, transpose);
  add<nn::ExpandOp>(patterns, expand);
  add<nn::FlipOp>(patterns, flip);
  add<nn::ConcatOp>(patterns, concat);
  add<nn::SliceOp>(patterns, slice);
  patterns.add<LowerConstantPad>();
}
} // namespace dlc::lowering

// The kernel dialect: registration, effects and verification.
#include "Kernel/Kernel.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::kernel;

#include "Kernel/KernelDialect.cpp.inc"

#define GET_OP_CLASSES
#include "Kernel/KernelOps.cpp.inc"

void KernelDialect::initialize() {
  registerAttributes();
  addOperations<
#define GET_OP_LIST
#include "Kernel/KernelOps.cpp.inc"
      >();
}

namespace {
template <typename Op>
void buildContraction(OpBuilder &b, OperationState &state, Value lhs, Value rhs, Value init,
                      ArrayRef<NamedAttribute> attributes) {
  state.addOperands({lhs, rhs, init});
  state.addAttribute(Op::getEpilogueMapsAttrName(state.name), b.getArrayAttr({}));
  state.addAttributes(attributes);
  state.addRegion();
  if (isa<RankedTensorType>(init.getType()))
    state.addTypes(init.getType());
}

template <typename Op>
void contractionEffects(Op op, SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  auto isBuffer = [](Value value) { return isa<MemRefType>(value.getType()); };
  for (OpOperand &operand : op->getOpOperands())
    if (isBuffer(operand.get()) && !op.isDpsInit(&operand))
      effects.emplace_back(MemoryEffects::Read::get(), &operand);
  for (OpOperand &operand : op.getDpsInitsMutable())
    if (isBuffer(operand.get())) {
      if (op->hasAttr("accumulate"))
        effects.emplace_back(MemoryEffects::Read::get(), &operand);
      effects.emplace_back(MemoryEffects::Write::get(), &operand);
    }
}

ShapedType shaped(Value value) { return cast<ShapedType>(value.getType()); }

bool agree(int64_t a, int64_t b) { return a == b || ShapedType::isDynamic(a) || ShapedType::isDynamic(b); }

/// Whether a number is below `least`, or a size unknown, which is a negative number.
bool anyLess(ArrayRef<int64_t> numbers, int64_t least) {
  return llvm::any_of(numbers, [=](int64_t number) { return number < least; });
}

/// How many windows fit in `size` elements.
int64_t windowsIn(int64_t size, int64_t window, int64_t stride) {
  return size < window ? 0 : (size - window) / stride + 1;
}

// C3: what an epilogue reads beside the element.
template <typename Op> LogicalResult verifyExtras(Op op, int64_t rank) {
  ShapedType out = shaped(op.getInit());
  if (op.getEpilogueMaps().size() != op.getExtras().size())
    return op.emitOpError() << "has " << op.getExtras().size() << " extras but "
                            << op.getEpilogueMaps().size() << " epilogue maps";
  for (auto [map, extra] :
       llvm::zip_equal(op.getEpilogueMaps().template getAsValueRange<AffineMapAttr>(), op.getExtras())) {
    ShapedType type = shaped(extra);
    if (map.getNumDims() != rank || map.getNumResults() != type.getRank() || !map.isProjectedPermutation())
      return op.emitOpError() << "epilogue map " << AffineMapAttr::get(map)
                              << " must choose dimensions of the output of rank " << rank
                              << " for an extra of type " << type;
    for (auto [d, result] : llvm::enumerate(map.getResults())) {
      int64_t position = cast<AffineDimExpr>(result).getPosition();
      if (!agree(type.getDimSize(d), out.getDimSize(position)))
        return op.emitOpError() << "an extra of type " << type << " has " << type.getDimSize(d)
                                << " elements where the output has " << out.getDimSize(position);
      if (position == rank - 1 && d + 1 != map.getNumResults())
        return op.emitOpError() << "epilogue map " << AffineMapAttr::get(map)
                                << " must keep the output's last dimension last: rows are read as vectors";
    }
    if (!type.getElementType().isIntOrFloat() || type.getElementTypeBitWidth() % 8)
      return op.emitOpError() << "an extra has elements of type " << type.getElementType()
                              << ", of which memory holds no dense vectors";
  }
  return success();
}

template <typename Op> bool isOfBytes(Op op) { return areBytes(op.getLhs(), op.getRhs()); }

// C3: from the sum and one of each extra to one element.
template <typename Op> LogicalResult verifyEpilogue(Op op, Type element) {
  Type sum = isOfBytes(op) ? IntegerType::get(op.getContext(), 32) : element;
  if (op.getEpilogue().empty() && sum != element)
    return op.emitOpError() << "sums " << sum << " into elements of type " << element
                            << " without an epilogue";
  if (op.getEpilogue().empty())
    return op.getExtras().empty() ? success() : op.emitOpError("has extras but no epilogue");
  Block &body = op.getEpilogue().front();
  SmallVector<Type> expected{sum};
  for (Value extra : op.getExtras())
    expected.push_back(shaped(extra).getElementType());
  if (body.getArgumentTypes() != ArrayRef<Type>(expected))
    return op.emitOpError("epilogue must take the element and one element of each extra");
  auto yield = body.empty() ? YieldOp() : dyn_cast<YieldOp>(body.back());
  if (!yield || yield.getValue().getType() != element)
    return op.emitOpError() << "epilogue must yield one " << element;
  return success();
}

// C1 and C3, which all ops share.
template <typename Op> LogicalResult verifyContraction(Op op, int64_t rank) {
  Type element = shaped(op.getInit()).getElementType();
  const bool takesBytes = isa<MatmulOp, ConvOp>(op.getOperation()) && isOfBytes(op);
  for (Value value : {op.getLhs(), op.getRhs(), op.getInit()})
    if (shaped(value).getRank() != rank ||
        (!takesBytes && (shaped(value).getElementType() != element || !isa<FloatType>(element))))
      return op.emitOpError() << "operands must be float tensors of rank " << rank
                              << " and of one element type, but one has type " << value.getType();
  bool onTensors = isa<RankedTensorType>(op.getInit().getType());
  for (Value value : op->getOperands())
    if (isa<RankedTensorType>(value.getType()) != onTensors)
      return op.emitOpError() << "operands must be all tensors or all buffers: init is "
                              << op.getInit().getType() << ", another " << value.getType();
  if (failed(verifyExtras(op, rank)))
    return failure();
  return verifyEpilogue(op, element);
}

// C2 of a convolution, of input [N, C, H, W], weights [M, C / group, KH, KW] and output [N, M, OH, OW].
template <typename Op>
LogicalResult verifyWindow(Op op, ArrayRef<int64_t> input, ArrayRef<int64_t> weight,
                           ArrayRef<int64_t> output) {
  int64_t group = op.getGroup();
  if (op.getStrides().size() != 2 || op.getDilations().size() != 2 || op.getPads().size() != 4 ||
      anyLess(op.getStrides(), 1) || anyLess(op.getDilations(), 1) || anyLess(op.getPads(), 0))
    return op.emitOpError("needs 2 positive strides, 2 positive dilations and 4 non-negative pads");
  if (anyLess(input[1], 0) || anyLess(weight, 0) || anyLess(output[1], 0))
    return op.emitOpError("has unknown channels or weights");
  if (group < 1 || weight[1] * group != input[1] || weight[0] != output[1] || weight[0] % group)
    return op.emitOpError() << "channels differ: input has " << input[1] << ", output " << output[1]
                            << ", weights are " << weight[0] << " × " << weight[1] << " in " << group
                            << " groups";
  if (!agree(input[0], output[0]))
    return op.emitOpError() << "batches differ: " << input[0] << " and " << output[0];
  for (int64_t d : {0, 1}) {
    if (ShapedType::isDynamic(input[2 + d]) || ShapedType::isDynamic(output[2 + d]))
      continue;
    int64_t reach = op.getDilations()[d] * (weight[2 + d] - 1) + 1;
    int64_t size = windowsIn(input[2 + d] + op.getPads()[d] + op.getPads()[d + 2], reach, op.getStrides()[d]);
    if (size != output[2 + d])
      return op.emitOpError() << "output has size " << output[2 + d] << " in dimension " << 2 + d
                              << ", but input, window and pads give " << size;
  }
  return success();
}
} // namespace

#define DLC_CONTRACTION(Op)                                                                                  \
  void Op::build(OpBuilder &b, OperationState &state, Value lhs, Value rhs, Value init,                      \
                 ArrayRef<NamedAttribute> attributes) {                                                      \
    buildContraction<Op>(b, state, lhs, rhs, init, attributes);                                              \
  }                                                                                                          \
  void Op::getEffects(SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {        \
    contractionEffects(*this, effects);                                                                      \
  }
DLC_CONTRACTION(MatmulOp)
DLC_CONTRACTION(BrgemmOp)
DLC_CONTRACTION(ConvOp)
DLC_CONTRACTION(ConvBackwardWeightsOp)
DLC_CONTRACTION(MaxPoolBackwardOp)
#undef DLC_CONTRACTION

void MaxPoolOp::getEffects(SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  contractionEffects(*this, effects);
}

LogicalResult MaxPoolOp::verify() {
  auto input = shaped(getInput()), init = shaped(getInit());
  Type element = init.getElementType();
  if (input.getRank() != 4 || init.getRank() != 4 || input.getElementType() != element ||
      !isa<FloatType>(element))
    return emitOpError() << "operands must be float tensors of rank 4 and of one element type, but they are "
                         << input << " and " << init;
  if (isa<RankedTensorType>(input) != isa<RankedTensorType>(init))
    return emitOpError() << "operands must be all tensors or all buffers: init is " << init << ", another "
                         << input;
  int64_t rows = getRows(), stride = getRowStride();
  if (rows < 1 || stride < 1)
    return emitOpError() << "needs positive rows and a positive stride, but has " << rows << " and "
                         << stride;
  auto from = input.getShape(), to = init.getShape();
  bool fits = !anyLess(from.drop_front(), 0) && agree(from[0], to[0]) && from[1] == to[1] &&
              from[3] / 2 == to[3] && windowsIn(from[2], rows, stride) == to[2];
  return fits ? success() : emitOpError() << "sizes differ: input is " << input << ", init " << init;
}

void SortOp::getEffects(SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  contractionEffects(*this, effects);
}

LogicalResult SortOp::verify() {
  auto input = shaped(getInput()), values = shaped(getValues()), indices = shaped(getIndices());
  if (!input.getElementType().isIntOrFloat() || values.getElementType() != input.getElementType() ||
      !indices.getElementType().isInteger(64))
    return emitOpError() << "needs values of the input's element type and indices of i64: input is " << input
                         << ", values " << values << ", indices " << indices;
  for (ShapedType init : {values, indices}) {
    if (isa<RankedTensorType>(input) != isa<RankedTensorType>(init))
      return emitOpError() << "operands must be all tensors or all buffers: input is " << input
                           << ", another " << init;
    if (init.getRank() != input.getRank() ||
        !llvm::all_of(llvm::zip_equal(input.getShape(), init.getShape()),
                      [](auto sizes) { return agree(std::get<0>(sizes), std::get<1>(sizes)); }))
      return emitOpError() << "sizes differ: input is " << input << ", another " << init;
  }
  if (getAxis() >= static_cast<uint64_t>(input.getRank()))
    return emitOpError() << "has no dimension " << static_cast<int64_t>(getAxis()) << ": input is " << input;
  return success();
}

void AttentionOp::getEffects(SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  contractionEffects(*this, effects);
}

void AttentionBackwardOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  contractionEffects(*this, effects);
}

namespace {
/// The sizes of an operand, with heads in front of the length.
SmallVector<int64_t> headsFirst(Value operand, bool isLengthFirst) {
  SmallVector<int64_t> shape(shaped(operand).getShape());
  if (isLengthFirst)
    std::swap(shape[1], shape[2]);
  return shape;
}

/// `like` says of each operand but the mask which one of query, key and value (0 to 2) it is like, or the
/// result (3).
template <typename Op> LogicalResult verifyAttention(Op op, ArrayRef<unsigned> like) {
  auto first = shaped(op->getOperand(0));
  SmallVector<Value> operands(op->getOperands());
  if (op.getMask())
    operands.erase(operands.begin() + OperandRange(op.getMaskMutable()).getBeginOperandIndex());
  const bool onTensors = isa<RankedTensorType>(first);
  for (Value value : op->getOperands()) // C1
    if (shaped(value).getRank() != 4 || shaped(value).getElementType() != first.getElementType() ||
        isa<RankedTensorType>(value.getType()) != onTensors ||
        !(first.getElementType().isF32() || first.getElementType().isF64()))
      return op.emitOpError() << "takes tensors, or buffers, of rank 4 and of f32 or f64, but one has type "
                              << value.getType() << ", query " << first;
  if (op.getLengthFirst().size() != like.size()) // C3
    return op.emitOpError() << "has " << like.size() << " operands but " << op.getLengthFirst().size()
                            << " flags in `length_first`";
  SmallVector<SmallVector<int64_t>> shapes;
  for (auto [operand, flag] : llvm::zip_equal(operands, op.getLengthFirst()))
    shapes.push_back(headsFirst(operand, flag));
  const auto query = shapes[0], key = shapes[1], value = shapes[2];
  SmallVector<int64_t> result(query);
  result[3] = value[3];
  const SmallVector<int64_t> expected[] = {
      query, {query[0], key[1], key[2], query[3]}, {query[0], key[1], key[2], value[3]}, result};
  for (auto [i, shape] : llvm::enumerate(shapes)) { // C2
    auto sizes = llvm::zip_equal(ArrayRef(shape), ArrayRef(expected[like[i]]));
    if (anyLess({shape[1], shape[3]}, 1) ||
        !llvm::all_of(sizes, [](auto pair) { return agree(std::get<0>(pair), std::get<1>(pair)); }))
      return op.emitOpError() << "sizes differ, or heads and their size are not known: operand " << i
                              << " has type " << operands[i].getType() << ", query " << first << ", key "
                              << operands[1].getType();
  }
  if (Value mask = op.getMask()) { // C4
    ArrayRef<int64_t> sizes = shaped(mask).getShape();
    auto fits = [](int64_t size, int64_t wanted) { return size == 1 || agree(size, wanted); };
    if (!agree(sizes[3], key[2]) || !fits(sizes[0], query[0]) || !fits(sizes[1], query[1]) ||
        !fits(sizes[2], query[2]))
      return op.emitOpError() << "a mask of type " << mask.getType() << " does not fit the scores of "
                              << query[1] << " heads: query has type " << first << ", key "
                              << operands[1].getType();
  }
  if (query[1] % key[1])
    return op.emitOpError() << "the query's " << query[1] << " heads are no multiple of the keys' " << key[1];
  return success();
}
} // namespace

LogicalResult AttentionOp::verify() { return verifyAttention(*this, {0, 1, 2, 3}); }
LogicalResult AttentionBackwardOp::verify() { return verifyAttention(*this, {0, 1, 2, 3, 3, 0, 1, 2}); }

void CallOp::getEffects(SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  for (OpOperand &operand : (*this)->getOpOperands())
    if (isa<MemRefType>(operand.get().getType())) {
      effects.emplace_back(MemoryEffects::Read::get(), &operand);
      if (isDpsInit(&operand))
        effects.emplace_back(MemoryEffects::Write::get(), &operand);
    }
}

LogicalResult CallOp::verify() {
  SmallVector<int64_t> places(getOrder());
  llvm::sort(places);
  if (!llvm::equal(places, llvm::seq<int64_t>(0, getNumOperands()))) // C1
    return emitOpError() << "has " << getNumOperands()
                         << " operands, but `order` does not have each of them once";
  TypeRange inits = getInits().getTypes();
  const bool onTensors = llvm::all_of(inits, llvm::IsaPred<RankedTensorType>);
  if (getNumResults() ? !llvm::equal(inits, getResultTypes()) : onTensors && !inits.empty()) // C2
    return emitOpError() << "has inits of types (" << inits << "), but results of (" << getResultTypes()
                         << ")";
  return success();
}

SmallVector<Value> CallOp::operandsInOrder() {
  return llvm::map_to_vector(getOrder(), [&](int64_t place) { return (*this)->getOperand(place); });
}

LogicalResult MatmulOp::verify() {
  int64_t rank = shaped(getInit()).getRank() == 3 ? 3 : 2;
  if (failed(verifyContraction(*this, rank)))
    return failure();
  auto lhs = shaped(getLhs()).getShape(), rhs = shaped(getRhs()).getShape(),
       out = shaped(getInit()).getShape();
  if (rank == 3 && (!agree(lhs[0], out[0]) || !agree(rhs[0], out[0])))
    return emitOpError() << "numbers of products differ: lhs is " << getLhs().getType() << ", rhs "
                         << getRhs().getType() << ", init " << getInit().getType();
  lhs = lhs.take_back(2), rhs = rhs.take_back(2), out = out.take_back(2);
  bool left = getTransposeLhs(), right = getTransposeRhs();
  if (!agree(lhs[left], out[0]) || !agree(rhs[!right], out[1]) || !agree(lhs[!left], rhs[right]))
    return emitOpError() << "sizes differ: lhs is " << getLhs().getType() << ", rhs " << getRhs().getType()
                         << ", init " << getInit().getType();
  return success();
}

LogicalResult BrgemmOp::verify() {
  ShapedType lhs = shaped(getLhs()), rhs = shaped(getRhs()), init = shaped(getInit());
  Type element = init.getElementType();
  for (Value value : getOperands())
    if (!isa<MemRefType>(value.getType()))
      return emitOpError() << "is a tile in memory, but an operand has type " << value.getType();
  int64_t batch = lhs.getRank() - 2;
  const bool areBytes = isOfBytes(*this);
  if (batch < 0 || rhs.getRank() != lhs.getRank() || init.getRank() != 2 ||
      (!areBytes &&
       (!isa<FloatType>(element) || lhs.getElementType() != element || rhs.getElementType() != element)))
    return emitOpError() << "takes two buffers of one rank and makes one of rank 2, of one float type or of "
                            "bytes, but they are "
                         << lhs << ", " << rhs << " and " << init;
  if (areBytes && getAccumulate() && !element.isInteger(32))
    return emitOpError() << "adds sums of bytes to an init that is not i32: " << init;
  auto left = lhs.getShape(), right = rhs.getShape(), out = init.getShape();
  for (int64_t d = 0; d < batch; ++d)
    if (!agree(left[d], right[d]))
      return emitOpError() << "batches differ: lhs is " << lhs << ", rhs " << rhs;
  if (ShapedType::isDynamic(out[0]))
    return emitOpError() << "does not know how many rows it has: init is " << init;
  const int64_t group = areBytes ? 4 : 1;
  const int64_t depth = ShapedType::isDynamic(right[batch]) ? right[batch] : group * right[batch];
  if (!agree(left[batch], out[0]) || !agree(left[batch + 1], depth))
    return emitOpError() << "sizes differ: lhs is " << lhs << ", rhs " << rhs << ", init " << init;
  if (ShapedType::isDynamic(out[1]) && getColumns().value_or(0) < 1)
    return emitOpError() << "needs `columns`, the most that init has: its type is " << init;
  int64_t most = ShapedType::isDynamic(out[1]) ? *getColumns() : out[1];
  if (!ShapedType::isDynamic(right[batch + 1]) && right[batch + 1] < group * most)
    return emitOpError() << "reads " << group * most << " columns of rhs, whose type is " << rhs;
  if (failed(verifyExtras(*this, 2)))
    return failure();
  return verifyEpilogue(*this, element);
}

template <typename Op> static LogicalResult verifyWinograd(Op op, ArrayRef<int64_t> weight) {
  if (!op.getWinogradImages())
    return success();
  const int64_t stride = op.getStrides()[0], phase = stride > 0 ? llvm::divideCeil(weight[2], stride) : 0;
  if (weight[2] == weight[3] && op.getStrides()[1] == stride && stride <= 2 && phase >= 2 && phase <= 5 &&
      op.getGroup() == 1 && llvm::all_of(op.getDilations(), [](int64_t each) { return each == 1; }))
    return success();
  return op.emitOpError(
      "has `winograd_images`, but not a dense square window of one group that moves by 1 or 2 "
      "pixels and has 2 to 5 of them for each");
}

bool dlc::kernel::takesLhsDilation(ArrayRef<int64_t> lhs, ArrayRef<int64_t> weight, ArrayRef<int64_t> init,
                                   int64_t group, ArrayRef<int64_t> lhsDilation, ArrayRef<int64_t> strides,
                                   ArrayRef<int64_t> dilations) {
  auto isOne = [](int64_t entry) { return entry == 1; };
  auto isOneOrTwo = [](int64_t entry) { return entry == 1 || entry == 2; };
  return lhs.size() == 4 && lhsDilation.size() == 2 && llvm::all_of(lhsDilation, isOneOrTwo) &&
         llvm::all_of(strides, isOne) && llvm::all_of(dilations, isOne) && group == lhs[1] &&
         group == init[1] && !anyLess(lhs.drop_front(), 1) && !anyLess(init.drop_front(), 1) &&
         weight[2] * weight[3] <= kMostDepthwiseWeights;
}

LogicalResult ConvOp::verify() {
  if (failed(verifyContraction(*this, 4)))
    return failure();
  SmallVector<int64_t> weight(shaped(getRhs()).getShape());
  if (getTransposed()) {
    if (getGroup() < 1 || weight[0] % getGroup())
      return emitOpError() << "weights of " << weight[0] << " channels do not fall into " << getGroup()
                           << " groups";
    int64_t perGroup = weight[0] / getGroup();
    weight[0] = weight[1] * getGroup();
    weight[1] = perGroup;
  }
  if (failed(verifyWinograd(*this, weight)))
    return failure();
  if (isOfBytes(*this) && (getTransposed() || getWinogradImages() ||
                           !llvm::all_of(getPads(), [](int64_t pad) { return pad == 0; }) ||
                           anyLess(shaped(getLhs()).getShape().drop_front(), 0)))
    return emitOpError()
           << "of bytes is transposed, of Winograd, or has pads or images of unknown size: lhs is "
           << getLhs().getType();
  SmallVector<int64_t> input(shaped(getLhs()).getShape());
  if (auto dilation = getLhsDilation()) {
    if (!getTransposed() || getWinogradImages() ||
        !takesLhsDilation(input, weight, shaped(getInit()).getShape(), getGroup(), *dilation, getStrides(),
                          getDilations()))
      return emitOpError(
          "has an `lhs_dilation`, but not one of 1 or 2 for rows and columns, or is not transposed, "
          "with stride 1 and one channel for each group, of images of a known size and a "
          "window of 25 weights at most");
    for (int64_t d : {0, 1})
      input[2 + d] = (input[2 + d] - 1) * (*dilation)[d] + 1;
  }
  return verifyWindow(*this, input, weight, shaped(getInit()).getShape());
}

LogicalResult ConvBackwardWeightsOp::verify() {
  if (failed(verifyContraction(*this, 4)))
    return failure();
  if (!getEpilogue().empty())
    return emitOpError("has an epilogue, which a sum over the batch cannot have");
  if (failed(verifyWinograd(*this, shaped(getInit()).getShape())))
    return failure();
  return verifyWindow(*this, shaped(getLhs()).getShape(), shaped(getInit()).getShape(),
                      shaped(getRhs()).getShape());
}

bool MaxPoolBackwardOp::windowsTile() {
  auto shape = shaped(getLhs()).getShape(), output = shaped(getRhs()).getShape();
  for (int64_t d : {0, 1})
    if (getKernelShape()[d] != getStrides()[d] || shape[2 + d] != output[2 + d] * getStrides()[d])
      return false;
  return llvm::all_of(getPads(), [](int64_t pad) { return pad == 0; });
}

LogicalResult MaxPoolBackwardOp::verify() {
  if (failed(verifyContraction(*this, 4)))
    return failure();
  if (getKernelShape().size() != 2 || getStrides().size() != 2 || getPads().size() != 4 ||
      anyLess(getKernelShape(), 1) || anyLess(getStrides(), 1) || anyLess(getPads(), 0))
    return emitOpError("needs 2 positive sizes of the window, 2 positive strides and 4 non-negative pads");
  auto input = shaped(getLhs()).getShape(), output = shaped(getRhs()).getShape(),
       init = shaped(getInit()).getShape();
  if (anyLess(input.drop_front(), 0) || anyLess(output.drop_front(), 0) || anyLess(init.drop_front(), 0))
    return emitOpError("has a dynamic size that is not the batch of its images");
  for (int64_t d = 0; d < 4; ++d) {
    if (!agree(input[d], init[d]))
      return emitOpError() << "sizes differ: lhs is " << getLhs().getType() << ", init "
                           << getInit().getType();
    int64_t size = d < 2 ? input[d]
                         : windowsIn(input[d] + getPads()[d - 2] + getPads()[d], getKernelShape()[d - 2],
                                     getStrides()[d - 2]);
    if (!agree(size, output[d]))
      return emitOpError() << "rhs has size " << output[d] << " in dimension " << d
                           << ", but input and window give " << size;
  }
  if (!getEpilogue().empty() && !windowsTile())
    return emitOpError(
        "has an epilogue, but its windows overlap or leave out elements, so that none is finished at once");
  return success();
}

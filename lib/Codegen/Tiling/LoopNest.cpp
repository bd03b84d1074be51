#include "Codegen/Tiling/LoopNest.h"

#include "Codegen/ControlFlow.h"
#include "Codegen/KernelForm.h"
#include "NN/NNSizeCode.h"

#include "mlir/Analysis/FlatLinearValueConstraints.h"
#include "mlir/Dialect/Affine/Analysis/AffineStructures.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace dlc::codegen {
namespace {
constexpr int64_t assumedBatch = 64; // where a decision needs one
/// Iterations that one thread takes at once, at least.
constexpr int64_t grain = 4096;

/// Terms of a column's sum that are added to one another; an element of LongSums.cpp.
constexpr int64_t columnTerms = 128;

int64_t known(int64_t size) {
  return ShapedType::isDynamic(size) || nn::isSymbolic(size) ? assumedBatch : size;
}

/// Iterations, at most INT64_MAX: a window may have more than any tensor has elements.
int64_t times(int64_t a, int64_t b) {
  int64_t product = 0;
  return llvm::MulOverflow(a, b, product) ? INT64_MAX : product;
}
} // namespace

LoopNest::LoopNest(linalg::GenericOp op, ArrayRef<Value> starts, kernel::TargetAttr target)
    : op(op), target(target), starts(starts), group(op->getAttr(kImageGroup)) {
  this->starts.resize(op.getNumDpsInits());
  described = describe();
  if (!described)
    return;
  mergeLoops();
  chooseOrder();
  chooseTransposes();
}

int64_t LoopNest::sizeOfValue(Value value) {
  if (std::optional<int64_t> number = getConstantIntValue(OpFoldResult(value)))
    return *number;
  extents.push_back(value);
  return nn::namedSize("%" + std::to_string(extents.size() - 1));
}

Value LoopNest::emitSize(ImplicitLocOpBuilder &b, int64_t size) {
  return nn::emitSize(b, b.getLoc(), size, [&](StringRef name) {
    size_t place = 0;
    (void)name.drop_front().getAsInteger(10, place);
    return extents[place];
  });
}

/// Sizes of dynamic loops are those of dimensions which they alone walk through.
bool LoopNest::describeLoops() {
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  for (auto [i, size, kind] : llvm::enumerate(sizes, op.getIteratorTypesArray()))
    loops.push_back({size, kind == utils::IteratorType::reduction, false, static_cast<int64_t>(i)});
  for (OpOperand &operand : op->getOpOperands())
    if (auto type = dyn_cast<MemRefType>(operand.get().getType()))
      for (auto [d, expression] : llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
        if (auto dimension = dyn_cast<AffineDimExpr>(expression))
          if (Loop &loop = loops[dimension.getPosition()];
              ShapedType::isDynamic(loop.size) && type.isDynamicDim(d)) {
            OpBuilder b(op);
            loop.size = sizeOfValue(b.createOrFold<memref::DimOp>(op.getLoc(), operand.get(), d));
          }
  return llvm::none_of(loops, [](const Loop &loop) { return ShapedType::isDynamic(loop.size); });
}

/// Sizes and strides of a buffer that `map` reads or writes.
void LoopNest::describeBuffer(Operand &operand, AffineMap map) {
  auto type = cast<MemRefType>(operand.value.getType());
  OpBuilder b(op);
  for (auto [d, size] : llvm::enumerate(type.getShape())) {
    auto dimension = dyn_cast<AffineDimExpr>(map.getResult(d));
    operand.sizes.push_back(!ShapedType::isDynamic(size) ? size
                            : dimension
                                ? loops[dimension.getPosition()].size
                                : sizeOfValue(memref::DimOp::create(b, op.getLoc(), operand.value, d)));
  }
  // A buffer without elements has no strides that could be given, and needs none.
  int64_t offset;
  if (llvm::is_contained(type.getShape(), 0)) {
    operand.steps.assign(type.getRank(), 0);
  } else if (type.getLayout().isIdentity()) {
    operand.steps.assign(type.getRank(), 1);
    for (int64_t d = type.getRank() - 1; d-- > 0;)
      operand.steps[d] = nn::multiplySizes(operand.steps[d + 1], operand.sizes[d + 1]).value_or(0);
  } else if (succeeded(type.getStridesAndOffset(operand.steps, offset)) &&
             llvm::any_of(operand.steps, ShapedType::isDynamic)) {
    auto metadata = memref::ExtractStridedMetadataOp::create(b, op.getLoc(), operand.value);
    for (auto [d, step] : llvm::enumerate(operand.steps))
      if (ShapedType::isDynamic(step))
        step = sizeOfValue(metadata.getStrides()[d]);
  }
}

bool LoopNest::describe() {
  if (!describeLoops())
    return false;
  for (OpOperand &operand : op->getOpOperands()) {
    Operand &description = operands.emplace_back();
    description.value = operand.get();
    description.strides.assign(loops.size(), 0);
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    if (!type)
      continue;
    AffineMap map = op.getMatchingIndexingMap(&operand);
    describeBuffer(description, map);
    if (description.steps.size() != static_cast<size_t>(type.getRank()))
      return false;
    for (auto [d, expression] : llvm::enumerate(map.getResults())) {
      SmallVector<int64_t> flat;
      if (failed(getFlattenedAffineExpr(expression, map.getNumDims(), 0, &flat)) ||
          flat.size() != loops.size() + 1)
        return false;
      auto accumulate = [&](int64_t &sum, int64_t factor) {
        std::optional<int64_t> part = nn::multiplySizes(factor, description.steps[d]);
        sum = part ? nn::addSizes(sum, *part).value_or(sum) : sum;
        return part.has_value();
      };
      for (size_t i = 0; i < loops.size(); ++i)
        if (!accumulate(description.strides[i], flat[i]))
          return false;
      if (!accumulate(description.offset, flat.back()))
        return false;
    }
  }
  return true;
}

void LoopNest::mergeLoops() {
  if (op.hasIndexSemantics())
    return;
  auto drop = [&](size_t i) {
    loops.erase(loops.begin() + i);
    for (Operand &operand : operands)
      operand.strides.erase(operand.strides.begin() + i);
  };
  size_t first = group ? 1 : 0;
  for (size_t i = loops.size(); i-- > first;)
    if (loops[i].size == 1 && !loops[i].reduction && loops.size() > first + 1)
      drop(i);
  for (size_t i = loops.size(); i-- > first + 1;) {
    Loop &outer = loops[i - 1], &inner = loops[i];
    if (outer.reduction != inner.reduction)
      continue;
    if (!llvm::all_of(operands, [&](const Operand &operand) {
          return operand.strides[i - 1] == nn::multiplySizes(operand.strides[i], inner.size);
        }))
      continue;
    std::optional<int64_t> both = nn::multiplySizes(outer.size, inner.size);
    if (!both)
      continue;
    outer.size = *both;
    for (Operand &operand : operands)
      operand.strides[i - 1] = operand.strides[i];
    drop(i);
  }
}

void LoopNest::swapToEnd(size_t loop) {
  std::rotate(loops.begin() + loop, loops.begin() + loop + 1, loops.end());
  for (Operand &operand : operands)
    std::rotate(operand.strides.begin() + loop, operand.strides.begin() + loop + 1, operand.strides.end());
}

// Parallel loops, then reductions; last the loop along which memory is dense.
void LoopNest::chooseOrder() {
  if (loops.empty())
    return;
  size_t inputs = op.getNumDpsInputs();
  auto isUsed = [&](size_t i) { return i >= inputs || !op.getBody()->getArgument(i).use_empty(); };
  auto score = [&](size_t loop) {
    int64_t total = 0;
    for (auto [i, operand] : llvm::enumerate(operands)) {
      if (!isUsed(i) || !isa<MemRefType>(operand.value.getType()))
        continue;
      int64_t stride = known(operand.strides[loop]), weight = i >= inputs ? 3 : 2;
      total += stride == 1 ? 2 * weight : stride == 0 ? 1 : stride <= 4 ? 0 : -2 * weight;
    }
    if (known(loops[loop].size) < 4)
      total -= 6;
    return total;
  };
  int64_t window = 1;
  for (const Loop &loop : loops)
    if (loop.reduction)
      window = times(window, known(loop.size));
  size_t innermost = loops.size() - 1;
  size_t first = group ? 1 : 0;
  bool hasParallel = llvm::any_of(llvm::drop_begin(loops, first),
                                  [](const Loop &loop) { return !loop.reduction && known(loop.size) >= 4; });
  bool unroll = window <= 32 && hasParallel && !op.hasIndexSemantics() && !scatters();
  int64_t best = std::numeric_limits<int64_t>::min();
  for (size_t i = first; i < loops.size(); ++i) {
    if (unroll && loops[i].reduction)
      continue;
    int64_t value = score(i);
    if (value >= best) {
      best = value;
      innermost = i;
    }
  }
  // A short sum along dense memory with a wide dense output beside it: unrolled, it costs no horizontal sums.
  if (unroll && best < 0)
    unroll = false;
  swapToEnd(innermost);
  // Stable: parallel before reductions, all before the innermost.
  for (size_t i = 0, moved = 0, count = loops.size() - 1; moved < count; ++moved) {
    if (!loops[i].reduction) {
      ++i;
      continue;
    }
    swapToEnd(i);
    // The innermost goes back to the end.
    std::swap(loops[loops.size() - 1], loops[loops.size() - 2]);
    for (Operand &operand : operands)
      std::swap(operand.strides[loops.size() - 1], operand.strides[loops.size() - 2]);
  }
  for (Loop &loop : llvm::drop_end(loops))
    loop.unrolled = unroll && loop.reduction;
}

bool LoopNest::scatters() const {
  return llvm::any_of(ArrayRef(operands).take_back(starts.size()), [&](const Operand &output) {
    return llvm::any_of(llvm::zip_equal(loops, output.strides),
                        [](auto pair) { return std::get<0>(pair).reduction && std::get<1>(pair) != 0; });
  });
}

bool LoopNest::accumulatesInRegisters() const {
  if (!described || scatters())
    return false;
  if (loops.empty() || loops.back().reduction)
    return true;
  return llvm::all_of(loops, [](const Loop &loop) { return !loop.reduction || loop.unrolled; });
}

int64_t LoopNest::work() {
  const auto ops = static_cast<int64_t>(op.getBody()->getOperations().size());
  int64_t total = ops;
  for (const Loop &loop : loops)
    total = times(total, known(loop.size));
  // Merged with the batch, the size itself is unknown; the operands still tell.
  int64_t elements = 1;
  for (Value operand : op->getOperands())
    if (auto type = dyn_cast<MemRefType>(operand.getType())) {
      int64_t count = 1;
      for (int64_t size : type.getShape())
        count = times(count, known(size));
      elements = std::max(elements, count);
    }
  return std::max(total, times(elements, ops));
}

void LoopNest::flatten(ImplicitLocOpBuilder &b) {
  for (Operand &operand : operands) {
    auto type = dyn_cast<MemRefType>(operand.value.getType());
    if (!type)
      continue;
    SmallVector<int64_t> strides;
    int64_t offset;
    (void)type.getStridesAndOffset(strides, offset);
    OpFoldResult size = b.getIndexAttr(1);
    int64_t elements = 1;
    for (auto [stride, extent] : llvm::zip_equal(operand.steps, operand.sizes))
      if (!nn::isSymbolic(extent) && !nn::isSymbolic(stride))
        elements = std::max(elements, stride * extent);
    bool isStatic = !nn::hasSymbolic(operand.sizes) && !nn::hasSymbolic(operand.steps);
    if (isStatic)
      size = b.getIndexAttr(elements);
    else
      size = emitSize(b, nn::multiplySizes(operand.sizes[0], operand.steps[0]).value_or(operand.sizes[0]));
    // The offset of a slice of this step is known when it runs.
    OpFoldResult start = b.getIndexAttr(offset);
    if (ShapedType::isDynamic(offset))
      start = memref::ExtractStridedMetadataOp::create(b, operand.value).getOffset();
    auto layout = StridedLayoutAttr::get(b.getContext(), offset, {1});
    auto flat = MemRefType::get({isStatic ? elements : ShapedType::kDynamic}, type.getElementType(),
                                offset ? MemRefLayoutAttrInterface(layout) : MemRefLayoutAttrInterface());
    operand.flat =
        memref::ReinterpretCastOp::create(b, flat, operand.value, start, ArrayRef<OpFoldResult>{size},
                                          ArrayRef<OpFoldResult>{b.getIndexAttr(1)});
  }
}

Value LoopNest::sizeOf(ImplicitLocOpBuilder &b, const Loop &loop) { return emitSize(b, loop.size); }

Value LoopNest::place(ImplicitLocOpBuilder &b, const Operand &operand) {
  Value at;
  for (auto [counter, stride] : llvm::zip_equal(counters, operand.strides)) {
    if (!stride)
      continue;
    Value step = stride == 1 ? counter : b.createOrFold<arith::MulIOp>(counter, emitSize(b, stride));
    at = at ? b.createOrFold<arith::AddIOp>(at, step) : step;
  }
  Value offset = emitSize(b, operand.offset);
  if (!at)
    return offset;
  return operand.offset ? b.createOrFold<arith::AddIOp>(at, offset) : at;
}

Value LoopNest::load(ImplicitLocOpBuilder &b, size_t i) {
  if (!operands[i].flat)
    return operands[i].value;
  if (Value part = inSquare.empty() ? Value() : squares.lookup(i))
    return memref::LoadOp::create(b, part, inSquare);
  return memref::LoadOp::create(b, operands[i].flat, place(b, operands[i]));
}

/// Sums along the innermost loop may be taken in lanes.
void LoopNest::allowReordering() {
  if (loops.empty() || !loops.back().reduction)
    return;
  for (BlockArgument output : op.getBody()->getArguments().drop_front(op.getNumDpsInputs()))
    for (Operation *user : output.getUsers())
      if (auto sum = dyn_cast<arith::AddFOp>(user))
        sum.setFastmath(arith::FastMathFlags::reassoc);
}

KernelForm LoopNest::form() const {
  const bool moves = llvm::hasSingleElement(op->getRegion(0).front());
  if (!transposed.empty())
    return {"loops over squares that are transposed in registers", 0, 1, moves};
  if (loops.empty() || llvm::all_of(operands, [](const Operand &operand) {
        return operand.strides.empty() || operand.strides.back() == 0 || operand.strides.back() == 1;
      }))
    return {loops.empty() || !loops.back().reduction ? "loops" : "sums in lanes"};
  return {"loops, elements not side by side", 0, 1, moves};
}

LogicalResult LoopNest::emit() {
  if (!described)
    return op.emitOpError("cannot be lowered to loops: a buffer's layout or a loop's size is not static");
  ImplicitLocOpBuilder b(withForm(op.getLoc(), form()), op);
  allowReordering();
  flatten(b);
  counters.assign(loops.size(), {});
  if (group)
    emitImages(b);
  else if (isOfNetwork(op) && !loops.empty() && !loops[0].reduction && work() >= target.getRegionOperations())
    emitParallel(b);
  else {
    scratchPoint = arith::ConstantIndexOp::create(b, 0);
    isScratchPlanned = isOfNetwork(op); // a loop over steps would allocate on the stack again and again
    emitFrom(b, 0);
  }
  op.erase();
  return success();
}

void LoopNest::emitParallel(ImplicitLocOpBuilder &b) {
  int64_t inner = 1;
  for (const Loop &loop : llvm::drop_begin(loops))
    inner = times(inner, known(loop.size));
  Value size = sizeOf(b, loops[0]), zero = arith::ConstantIndexOp::create(b, 0),
        one = arith::ConstantIndexOp::create(b, 1);
  const bool isTransposed = !transposed.empty() && loops.size() == 2;
  Value chunk = arith::ConstantIndexOp::create(
      b, llvm::alignTo(llvm::divideCeil(grain, inner), isTransposed ? bandOfSquares() : 1));
  Value chunks = b.createOrFold<arith::CeilDivUIOp>(size, chunk);
  auto parallel = scf::ParallelOp::create(b, ValueRange{zero}, ValueRange{chunks}, ValueRange{one});
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(parallel.getBody()->getTerminator());
  scratchPoint = arith::ConstantIndexOp::create(b, 0); // each iteration has its own
  Value first = arith::MulIOp::create(b, parallel.getInductionVars()[0], chunk);
  Value last = arith::MinUIOp::create(b, arith::AddIOp::create(b, first, chunk), size);
  if (isTransposed)
    return emitTransposed(b, first, last);
  auto loop = scf::ForOp::create(b, first, last, one);
  b.setInsertionPoint(loop.getBody()->getTerminator());
  counters[0] = loop.getInductionVar();
  if (loops.size() == 1)
    store(b, emitBody(b, 1, startValues(b)));
  else
    emitFrom(b, 1);
}

void LoopNest::emitImages(ImplicitLocOpBuilder &b) {
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  auto parallel =
      scf::ParallelOp::create(b, ValueRange{zero}, ValueRange{sizeOf(b, loops[0])}, ValueRange{one});
  parallel->setAttr(kImageGroup, group);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(parallel.getBody()->getTerminator());
  scratchPoint = arith::ConstantIndexOp::create(b, 0); // each iteration has its own
  counters[0] = parallel.getInductionVars()[0];
  emitFrom(b, 1);
}

void LoopNest::emitFrom(ImplicitLocOpBuilder &b, size_t i) {
  bool inRegisters = accumulatesInRegisters();
  if (i == loops.size() || (inRegisters && loops[i].reduction && loops.back().reduction)) {
    store(b, emitSumsInRegisters(b, i, startValues(b)));
    return;
  }
  if (!transposed.empty() && i + 2 == loops.size())
    return emitTransposed(b, arith::ConstantIndexOp::create(b, 0), sizeOf(b, loops[i]));
  if (loops[i].reduction && !inRegisters && !scatters())
    if (std::optional<Blocks> blocks = blocksOf(i, columnTerms, 2 * columnTerms)) {
      emitSumsOfColumns(b, i, *blocks);
      return;
    }
  if (loops[i].unrolled && i + 1 < loops.size()) {
    // Unrolled windows stand inside the innermost loop.
    size_t innermost = loops.size() - 1;
    Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
    auto loop = scf::ForOp::create(b, zero, sizeOf(b, loops[innermost]), one);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(loop.getBody()->getTerminator());
    counters[innermost] = loop.getInductionVar();
    store(b, emitBody(b, i, startValues(b)));
    return;
  }
  emitLoop(b, i, [&] { emitFrom(b, i + 1); });
}

void LoopNest::emitLoop(ImplicitLocOpBuilder &b, size_t i, llvm::function_ref<void()> body) {
  bool isPart = endColumn && i + 1 == loops.size();
  Value first = isPart ? firstColumn : arith::ConstantIndexOp::create(b, 0);
  Value end = isPart ? endColumn : sizeOf(b, loops[i]);
  auto loop = scf::ForOp::create(b, first, end, arith::ConstantIndexOp::create(b, 1));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(loop.getBody()->getTerminator());
  counters[i] = loop.getInductionVar();
  body();
}

LoopNest::Values LoopNest::emitReductions(ImplicitLocOpBuilder &b, size_t i, Values carried) {
  if (i == loops.size())
    return emitBody(b, i, carried);
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  auto loop = scf::ForOp::create(b, zero, sizeOf(b, loops[i]), one, carried);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  counters[i] = loop.getInductionVar();
  Values results = emitReductions(b, i + 1, Values(loop.getRegionIterArgs()));
  scf::YieldOp::create(b, results);
  return Values(loop.getResults());
}

/// The element's code, once, or for each place of unrolled loops from `i` on.
LoopNest::Values LoopNest::emitBody(ImplicitLocOpBuilder &b, size_t i, Values carried) {
  if (i < loops.size() && loops[i].unrolled) {
    for (int64_t place = 0; place < loops[i].size; ++place) {
      counters[i] = arith::ConstantIndexOp::create(b, place);
      carried = emitBody(b, i + 1, carried);
    }
    return carried;
  }
  IRMapping mapping;
  Block *body = op.getBody();
  size_t inputs = op.getNumDpsInputs();
  for (size_t k = 0; k < inputs; ++k)
    if (!body->getArgument(k).use_empty())
      mapping.map(body->getArgument(k), load(b, k));
  for (size_t k = 0; k < carried.size(); ++k)
    mapping.map(body->getArgument(inputs + k), carried[k]);
  for (Operation &inner : body->without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
      auto loop = llvm::find_if(
          loops, [&](const Loop &l) { return l.position == static_cast<int64_t>(index.getDim()); });
      mapping.map(index.getResult(), counters[loop - loops.begin()]);
      continue;
    }
    b.clone(inner, mapping);
  }
  Values results;
  for (Value result : body->getTerminator()->getOperands())
    results.push_back(mapping.lookupOrDefault(result));
  return results;
}

/// What the outputs' elements start from: zero where nobody reads it, so that memory need not be.
LoopNest::Values LoopNest::startValues(ImplicitLocOpBuilder &b) {
  Values values;
  size_t inputs = op.getNumDpsInputs();
  for (size_t i = 0; i < starts.size(); ++i) {
    BlockArgument argument = op.getBody()->getArgument(inputs + i);
    if (starts[i])
      values.push_back(starts[i]);
    else if (argument.use_empty() && llvm::none_of(loops, [](const Loop &loop) { return loop.reduction; }))
      values.push_back(arith::ConstantOp::create(b, b.getZeroAttr(argument.getType())));
    else
      values.push_back(load(b, inputs + i));
  }
  return values;
}

void LoopNest::store(ImplicitLocOpBuilder &b, ValueRange values) {
  for (auto [value, operand] : llvm::zip_equal(values, ArrayRef(operands).drop_front(op.getNumDpsInputs())))
    memref::StoreOp::create(b, value, operand.flat, place(b, operand));
}
} // namespace dlc::codegen

// Places every allocation of a function in one of two arenas that the caller brings. At the end, because
// every pass before it may allocate; the plan needs only to know between which two operations of the function
// a buffer is alive.
#include "Codegen/ControlFlow.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_PLANMEMORY
#include "Codegen/Passes.h.inc"

namespace {
constexpr int64_t alignment = 64;

/// The number that a value is, if that is known.
std::optional<int64_t> numberOf(Value value) { return getConstantIntValue(OpFoldResult(value)); }

std::optional<int64_t> perExample(Value size);

/// An argument of the function itself, whose dynamic size is the batch. That of a loop's body says nothing.
bool isFunctionArgument(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && isa<func::FuncOp>(argument.getOwner()->getParentOp());
}

/// How often the batch goes into the leading size of a buffer. The arguments' is the batch itself.
std::optional<int64_t> leadingPerExample(Value buffer) {
  if (isFunctionArgument(buffer))
    return 1;
  Operation *op = buffer.getDefiningOp();
  if (!op) { // what a loop carries has the sizes of what it starts from
    auto argument = cast<BlockArgument>(buffer);
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    return loop && argument != loop.getInductionVar()
               ? leadingPerExample(loop.getTiedLoopInit(argument)->get())
               : std::nullopt;
  }
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return leadingPerExample(loop.getTiedLoopInit(cast<OpResult>(buffer))->get());
  if (auto alloc = dyn_cast<memref::AllocOp>(op))
    return alloc.getType().isDynamicDim(0) ? perExample(alloc.getDynamicSizes()[0]) : std::nullopt;
  if (auto slice = dyn_cast<memref::SubViewOp>(op)) {
    OpFoldResult size = slice.getMixedSizes().front();
    if (auto value = dyn_cast<Value>(size); value && !slice.getDroppedDims().test(0))
      return perExample(value);
    return std::nullopt;
  }
  if (isa<memref::CastOp>(op))
    return leadingPerExample(op->getOperand(0));
  bool joins = isa<memref::CollapseShapeOp>(op);
  if (!joins && !isa<memref::ExpandShapeOp>(op))
    return std::nullopt;
  std::optional<int64_t> leading = leadingPerExample(op->getOperand(0));
  if (!leading)
    return std::nullopt;
  // Behind the first, the sizes of the group that is joined or taken apart are known.
  int64_t factor = 1;
  auto [groups, wide] =
      joins ? std::pair(cast<memref::CollapseShapeOp>(op).getReassociationIndices(), op->getOperand(0))
            : std::pair(cast<memref::ExpandShapeOp>(op).getReassociationIndices(), Value(op->getResult(0)));
  for (int64_t d : ArrayRef(groups.front()).drop_front())
    if (int64_t size = cast<MemRefType>(wide.getType()).getDimSize(d);
        size <= 0 || llvm::MulOverflow(factor, size, factor))
      return std::nullopt;
  if (!joins)
    return *leading % factor ? std::nullopt : std::optional(*leading / factor);
  return llvm::MulOverflow(factor, *leading, factor) ? std::nullopt : std::optional(factor);
}

/// How often the batch goes into a size, if it is such a multiple: layers join heads or steps to it.
std::optional<int64_t> perExample(Value size) {
  if (isFunctionArgument(size))
    return 1;
  Operation *op = size.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (auto dim = dyn_cast<memref::DimOp>(op))
    return numberOf(dim.getIndex()) == 0 ? leadingPerExample(dim.getSource()) : std::nullopt;
  if (!isa<arith::MulIOp>(op))
    return std::nullopt;
  for (auto [some, other] : {std::pair(0, 1), std::pair(1, 0)})
    if (std::optional<int64_t> number = numberOf(op->getOperand(other)))
      if (std::optional<int64_t> factor = perExample(op->getOperand(some));
          factor && !llvm::MulOverflow(*factor, *number, *factor))
        return factor;
  return std::nullopt;
}

struct Buffer {
  memref::AllocOp op;
  bool perExample;
  int64_t bytes;       ///< in all, or for each example
  int64_t first, last; ///< operations, by number
  int64_t offset = 0;
};

class Plan {
public:
  Plan(func::FuncOp function, bool separate)
      : function(function), body(function.getBody().front()), separate(separate) {}

  LogicalResult run() {
    number(body);
    WalkResult found = function.walk([&](memref::AllocOp op) { return describe(op); });
    if (found.wasInterrupted())
      return failure();
    int64_t fixed = place(false), perExample = place(true);
    OpBuilder b(function.getContext());
    function->setAttr(kFixedArenaBytes, b.getI64IntegerAttr(fixed));
    function->setAttr(kBatchArenaBytes, b.getI64IntegerAttr(perExample));
    auto type = MemRefType::get({ShapedType::kDynamic}, b.getI8Type());
    Value fixedArena = body.addArgument(type, function.getLoc());
    Value batchArena = body.addArgument(type, function.getLoc());
    function.setFunctionType(b.getFunctionType(body.getArgumentTypes(), {}));
    for (Buffer &buffer : buffers)
      replace(buffer, buffer.perExample ? batchArena : fixedArena);
    return success();
  }

private:
  /// In the order of the text: an op with a body comes before what is in it, and ends behind.
  void number(Block &block) {
    for (Operation &op : block) {
      int64_t first = count++;
      if (codegen::isControlFlow(&op))
        for (Region &region : op.getRegions())
          for (Block &inner : region)
            number(inner);
      numbers[&op] = {first, count - 1};
    }
  }

  WalkResult describe(memref::AllocOp op) {
    MemRefType type = op.getType();
    if (!codegen::isOfNetwork(op)) {
      op.emitOpError(
          "is inside a kernel; memory that is planned must be allocated by the function itself, or "
          "by its loops over steps");
      return WalkResult::interrupt();
    }
    bool isPerExample = !type.hasStaticShape();
    if (type.getNumDynamicDims() > 1 || (isPerExample && !type.isDynamicDim(0)) ||
        !type.getLayout().isIdentity()) {
      op.emitOpError() << "of type " << type
                       << " cannot be planned: only the leading size, the batch, may be unknown";
      return WalkResult::interrupt();
    }
    std::optional<int64_t> leading = isPerExample ? perExample(op.getDynamicSizes()[0]) : 1;
    if (!leading) {
      op.emitOpError() << "of type " << type
                       << " cannot be planned: its leading size is no multiple of the batch";
      return WalkResult::interrupt();
    }
    auto bytes = static_cast<int64_t>(llvm::divideCeil(type.getElementTypeBitWidth(), 8));
    bool tooLarge = llvm::MulOverflow(bytes, *leading, bytes);
    for (int64_t size : type.getShape())
      tooLarge |= !ShapedType::isDynamic(size) && llvm::MulOverflow(bytes, size, bytes);
    if (tooLarge || bytes > INT64_MAX / 2) {
      op.emitOpError() << "of type " << type << " cannot be planned: no memory is as large";
      return WalkResult::interrupt();
    }
    Buffer buffer{op, isPerExample, static_cast<int64_t>(llvm::alignTo(bytes, alignment)), INT64_MAX, -1};
    if (failed(extend(buffer, op.getResult())))
      return WalkResult::interrupt();
    if (buffer.last < 0)
      buffer.first = buffer.last = numbers[op].first; // never used
    if (separate) {
      buffer.first = 0;
      buffer.last = INT64_MAX;
      buffer.bytes += alignment;
    }
    buffers.push_back(buffer);
    return WalkResult::advance();
  }

  /// A buffer is alive from its first use to its last, those of its views included, among the ops of the
  /// block that allocates it: in a step, of a step. What a loop inside uses is alive for all of its steps.
  LogicalResult extend(Buffer &buffer, Value value) {
    for (Operation *user : value.getUsers()) {
      Operation *ancestor = buffer.op->getBlock()->findAncestorOpInBlock(*user);
      if (!ancestor || isa<scf::YieldOp>(user))
        return buffer.op.emitOpError("cannot be planned: it leaves the step or the branch that allocates it");
      auto [first, last] = numbers[ancestor];
      bool view = isa<ViewLikeOpInterface>(user);
      if (!view) {
        buffer.first = std::min(buffer.first, first);
        buffer.last = std::max(buffer.last, last);
      }
      for (Value result : user->getResults())
        if (isa<MemRefType>(result.getType()) && failed(extend(buffer, result)))
          return failure();
    }
    return success();
  }

  /// Large buffers first, each at the lowest place that is free for as long as it lives. Returns the arena's
  /// bytes.
  int64_t place(bool perExample) {
    SmallVector<Buffer *> order, placed;
    for (Buffer &buffer : buffers)
      if (buffer.perExample == perExample)
        order.push_back(&buffer);
    // Equal ones in the order of the function: they lie in one array.
    llvm::sort(order,
               [](Buffer *a, Buffer *b) { return a->bytes != b->bytes ? a->bytes > b->bytes : a < b; });
    int64_t total = 0;
    for (Buffer *buffer : order) {
      int64_t offset = 0;
      for (Buffer *other : placed) { // by offset
        if (other->last < buffer->first || buffer->last < other->first)
          continue;
        if (offset + buffer->bytes <= other->offset)
          break;
        offset = std::max(offset, other->offset + other->bytes);
      }
      buffer->offset = offset;
      total = std::max(total, offset + buffer->bytes);
      placed.insert(
          llvm::upper_bound(placed, buffer, [](Buffer *a, Buffer *b) { return a->offset < b->offset; }),
          buffer);
    }
    return total;
  }

  /// The size of the batch, for a buffer that stands behind: an argument, or the leading size of one.
  Value batch() {
    if (knownBatch)
      return knownBatch;
    auto given = body.getArguments().drop_back(2); // behind them stand the arenas
    for (BlockArgument argument : given)
      if (isa<IndexType>(argument.getType()))
        return knownBatch = argument;
    OpBuilder b = OpBuilder::atBlockBegin(&body);
    for (BlockArgument argument : given)
      if (auto type = dyn_cast<MemRefType>(argument.getType());
          type && type.getRank() > 0 && type.isDynamicDim(0))
        return knownBatch = memref::DimOp::create(b, function.getLoc(), argument, 0);
    llvm_unreachable("a size is a multiple of an argument's");
  }

  void replace(Buffer &buffer, Value arena) {
    OpBuilder b(buffer.op);
    Location loc = buffer.op.getLoc();
    Value offset = arith::ConstantIndexOp::create(b, loc, buffer.offset);
    SmallVector<Value> sizes(buffer.op.getDynamicSizes());
    if (buffer.perExample && buffer.offset)
      offset = b.createOrFold<arith::MulIOp>(loc, offset, batch());
    Value view = memref::ViewOp::create(b, loc, buffer.op.getType(), arena, offset, sizes);
    buffer.op.getResult().replaceAllUsesWith(view);
    buffer.op.erase();
  }

  func::FuncOp function;
  Block &body;
  bool separate;
  SmallVector<Buffer> buffers;
  Value knownBatch;
  llvm::DenseMap<Operation *, std::pair<int64_t, int64_t>> numbers; ///< of an op and of the last one in it
  int64_t count = 0;
};

struct PlanMemory : impl::PlanMemoryBase<PlanMemory> {
  using PlanMemoryBase::PlanMemoryBase;
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function.isPublic() && !function.isExternal() && failed(Plan(function, separate).run()))
        return signalPassFailure();
  }
};
} // namespace
} // namespace dlc

// Places every allocation of a function in one of two arenas that the caller brings. A shared function's
// caller is another function, which has the arenas among its own buffers. At the end, because
// every pass before it may allocate; the plan needs only to know between which two operations of the function
// a buffer is alive, and what its size is: a number, so many bytes for each example, or an expression over
// the named sizes, for which the offsets are computed when the function is called.
#include "Codegen/ControlFlow.h"
#include "Codegen/Memory/BufferSizes.h"
#include "Codegen/Memory/PoisonGaps.h"
#include "NN/NNShared.h"
#include "NN/NNSizeCode.h"
#include "NN/NNSizeList.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_PLANMEMORY
#include "Codegen/Passes.h.inc"

namespace {
constexpr int64_t alignment = kernel::kBufferAlignment;

struct Buffer {
  memref::AllocOp op;
  int64_t contents;    ///< of all elements, in bytes: a number, or an expression over named sizes
  int64_t bytes;       ///< the same to the next place where another may begin
  int64_t first, last; ///< operations, by number
  int64_t offset = 0;  ///< in the arena, times the batch in that of the batch; in slots, the slot's number

  bool livesWith(const Buffer &other) const { return first <= other.last && other.first <= last; }
};

/// Memory for buffers of several sizes that live at different times.
struct Slot {
  SmallVector<Buffer *> buffers;
  SmallVector<int64_t> bytes; ///< it is as large as the largest of these
};

std::optional<int64_t> aligned(std::optional<int64_t> bytes) {
  std::optional<int64_t> units = bytes ? nn::ceilDivideSize(*bytes, alignment) : std::nullopt;
  return units ? nn::multiplySizes(*units, alignment) : std::nullopt;
}

/// The number of bytes for each example, where that is all that a size depends on.
std::optional<int64_t> perExample(int64_t bytes) {
  std::optional<int64_t> factor =
      nn::isSymbolic(bytes) ? nn::divideSizes(bytes, nn::kBatchSize) : std::nullopt;
  return factor && !nn::isSymbolic(*factor) ? factor : std::nullopt;
}

/// The bytes of the two arenas that a shared function is given by those that call it: numbers, or expressions
/// over named sizes.
struct Arenas {
  int64_t fixed = 0, other = 0;
};
using SharedArenas = llvm::DenseMap<StringAttr, Arenas>;

class Plan {
public:
  Plan(func::FuncOp function, bool separate, bool poison)
      : function(function), body(function.getBody().front()), separate(separate), poison(poison) {}

  /// `shared` has what the functions need that this one calls, and gets what this one needs if it is one.
  LogicalResult run(SharedArenas &shared) {
    if (failed(bringArenas(shared)))
      return failure();
    number(body);
    WalkResult found = function.walk([&](memref::AllocOp op) { return describe(op); });
    if (found.wasInterrupted())
      return failure();
    SmallVector<Buffer *> fixed, batched, dynamic;
    for (Buffer &buffer : buffers)
      (!nn::isSymbolic(buffer.bytes) ? fixed
       : perExample(buffer.bytes)    ? batched
                                     : dynamic)
          .push_back(&buffer);
    // One arena holds all whose size is not known: if one depends on more than the batch, none has a place
    // that is a multiple of it.
    if (!dynamic.empty())
      dynamic.append(batched.begin(), batched.end());
    if (!dynamic.empty())
      batched.clear();
    auto number = [](Buffer *buffer) { return buffer->bytes; };
    auto share = [](Buffer *buffer) { return *perExample(buffer->bytes); };
    OpBuilder b(function.getContext());
    function->setAttr(kFixedArenaBytes, b.getI64IntegerAttr(place(fixed, number)));
    function->setAttr(kBatchArenaBytes, b.getI64IntegerAttr(place(batched, share)));
    placeInSlots(dynamic);
    if (function.isPublic())
      addMeasure();
    else if (failed(noteArenas(shared)))
      return failure();
    auto type = MemRefType::get({ShapedType::kDynamic}, b.getI8Type());
    unsigned place = function.getNumArguments();
    (void)function.insertArguments({place, place}, {type, type}, {{}, {}},
                                   {function.getLoc(), function.getLoc()});
    Value fixedArena = body.getArguments().drop_back().back(), otherArena = body.getArguments().back();
    b.setInsertionPointToStart(&body);
    SmallVector<Value> starts = startsOfSlots(b, function);
    if (poison) {
      SmallVector<codegen::Gap> gaps;
      for (Buffer *buffer : fixed)
        gaps.push_back(gapBehind(b, *buffer, fixedArena, constant(b, buffer->offset)));
      for (Buffer *buffer : batched)
        gaps.push_back(gapBehind(b, *buffer, otherArena, timesBatch(b, buffer->offset)));
      for (Buffer *buffer : dynamic)
        gaps.push_back(gapBehind(b, *buffer, otherArena, starts[buffer->offset]));
      codegen::poisonGaps(b, function, gaps);
    }
    for (Buffer *buffer : fixed) {
      b.setInsertionPoint(buffer->op);
      replace(*buffer, fixedArena, arith::ConstantIndexOp::create(b, buffer->op.getLoc(), buffer->offset));
    }
    for (Buffer *buffer : batched) {
      OpBuilder at(buffer->op);
      replace(*buffer, otherArena, timesBatch(at, buffer->offset));
    }
    for (Buffer *buffer : dynamic)
      replace(*buffer, otherArena, starts[buffer->offset]);
    return success();
  }

private:
  /// Allocates what shared functions need where they are called: buffers like any others.
  LogicalResult bringArenas(const SharedArenas &shared) {
    WalkResult brought = function.walk([&](func::CallOp call) {
      auto found = shared.find(call.getCalleeAttr().getAttr());
      if (found == shared.end())
        return WalkResult::advance();
      OpBuilder b(call);
      auto type = MemRefType::get({ShapedType::kDynamic}, b.getI8Type());
      for (int64_t bytes : {found->second.fixed, found->second.other}) {
        Value size =
            nn::emitSize(b, call.getLoc(), bytes, [&](StringRef name) { return valueOf(function, name); });
        call.getOperandsMutable().append(
            memref::AllocOp::create(b, call.getLoc(), type, ValueRange{size}).getResult());
      }
      return WalkResult::advance();
    });
    return failure(brought.wasInterrupted());
  }

  /// Where it is not known which size of a slot is the largest, their sum is enough.
  LogicalResult noteArenas(SharedArenas &shared) {
    Arenas own;
    own.fixed = function->getAttrOfType<IntegerAttr>(kFixedArenaBytes).getInt();
    const int64_t share = function->getAttrOfType<IntegerAttr>(kBatchArenaBytes).getInt();
    std::optional<int64_t> other = nn::multiplySizes(share, nn::kBatchSize);
    for (const Slot &slot : slots)
      for (int64_t bytes : slot.bytes)
        other = other ? nn::addSizes(*other, bytes) : std::nullopt;
    if (!other)
      return function.emitOpError("cannot be planned: no memory is as large");
    own.other = *other;
    shared[function.getSymNameAttr()] = own;
    return success();
  }

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
    if (!type.getLayout().isIdentity()) {
      op.emitOpError() << "of type " << type << " cannot be planned: its elements do not lie side by side";
      return WalkResult::interrupt();
    }
    std::optional<int64_t> bytes = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    for (int64_t d = 0; d < type.getRank(); ++d) {
      std::optional<int64_t> size = codegen::sizeOf(op.getResult(), d);
      if (!size) {
        op.emitOpError() << "of type " << type << " cannot be planned: the size of dimension " << d
                         << " does not follow from the named sizes of the function's arguments";
        return WalkResult::interrupt();
      }
      bytes = bytes ? nn::multiplySizes(*bytes, *size) : std::nullopt;
    }
    int64_t contents = bytes.value_or(0);
    // Bytes for each example are a multiple of the alignment, so that offsets are multiples of the batch.
    std::optional<int64_t> share = bytes ? perExample(*bytes) : std::nullopt;
    bytes = share ? nn::multiplySizes(llvm::alignTo(*share, alignment), nn::kBatchSize) : aligned(bytes);
    if (bytes && separate)
      bytes = nn::addSizes(*bytes, share ? *nn::multiplySizes(alignment, nn::kBatchSize) : alignment);
    if (!bytes || (!nn::isSymbolic(*bytes) && *bytes > INT64_MAX / 2) || (share && *share > INT64_MAX / 2)) {
      op.emitOpError() << "of type " << type << " cannot be planned: no memory is as large";
      return WalkResult::interrupt();
    }
    Buffer buffer{op, contents, *bytes, INT64_MAX, -1};
    if (failed(extend(buffer, op.getResult())))
      return WalkResult::interrupt();
    if (buffer.last < 0)
      buffer.first = buffer.last = numbers[op].first; // never used
    if (separate) {
      buffer.first = 0;
      buffer.last = INT64_MAX;
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
  static int64_t place(ArrayRef<Buffer *> buffers, llvm::function_ref<int64_t(Buffer *)> bytesOf) {
    SmallVector<Buffer *> order(buffers), placed;
    // Equal ones in the order of the function: they lie in one array.
    llvm::sort(order, [&](Buffer *a, Buffer *b) {
      return bytesOf(a) != bytesOf(b) ? bytesOf(a) > bytesOf(b) : a < b;
    });
    int64_t total = 0;
    for (Buffer *buffer : order) {
      int64_t offset = 0, bytes = bytesOf(buffer);
      for (Buffer *other : placed) { // by offset
        if (!buffer->livesWith(*other))
          continue;
        if (offset + bytes <= other->offset)
          break;
        offset = std::max(offset, other->offset + bytesOf(other));
      }
      buffer->offset = offset;
      total = std::max(total, offset + bytes);
      placed.insert(
          llvm::upper_bound(placed, buffer, [](Buffer *a, Buffer *b) { return a->offset < b->offset; }),
          buffer);
    }
    return total;
  }

  /// Where sizes cannot be compared: buffers share a slot if they live at different times, likely large ones
  /// first.
  void placeInSlots(ArrayRef<Buffer *> buffers) {
    SmallVector<std::pair<int64_t, Buffer *>> order;
    for (Buffer *buffer : buffers)
      order.emplace_back(nn::assumedSize(buffer->bytes, /*batch=*/64), buffer);
    llvm::sort(order,
               [](auto &a, auto &b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
    for (auto &[size, buffer] : order) {
      auto isFree = [&, added = buffer](const Slot &slot) {
        return llvm::none_of(slot.buffers, [&](Buffer *other) { return added->livesWith(*other); });
      };
      auto slot = llvm::find_if(slots, isFree);
      if (slot == slots.end())
        slot = slots.insert(slots.end(), Slot());
      buffer->offset = slot - slots.begin();
      slot->buffers.push_back(buffer);
      // Of sizes of which one is never less than another the greater counts.
      auto isAtLeast = [](int64_t a, int64_t b) {
        std::optional<int64_t> difference = nn::subtractSizes(a, b);
        std::optional<int64_t> least = difference ? nn::leastOf(*difference) : std::nullopt;
        return least && *least >= 0;
      };
      if (llvm::any_of(slot->bytes, [&](int64_t bytes) { return isAtLeast(bytes, buffer->bytes); }))
        continue;
      llvm::erase_if(slot->bytes, [&](int64_t bytes) { return isAtLeast(buffer->bytes, bytes); });
      slot->bytes.push_back(buffer->bytes);
    }
  }

  /// Where each slot begins, and behind the last one where they end; code in `at`, a function that has the
  /// named sizes as arguments.
  SmallVector<Value> startsOfSlots(OpBuilder &b, func::FuncOp at,
                                   llvm::function_ref<Value(Value, Value)> multiply = {}) {
    Location loc = function.getLoc();
    auto named = [&](StringRef name) { return valueOf(at, name); };
    SmallVector<Value> starts{arith::ConstantIndexOp::create(b, loc, 0)};
    for (const Slot &slot : slots) {
      Value most;
      for (int64_t bytes : slot.bytes) {
        Value size = nn::emitSize(b, loc, bytes, named, multiply);
        most = most ? b.createOrFold<arith::MaxSIOp>(loc, most, size) : size;
      }
      starts.push_back(b.createOrFold<arith::AddIOp>(loc, starts.back(), most));
    }
    return starts;
  }

  /// Writes the function that tells how much memory a call needs and how large its results are, if that takes
  /// more than the batch. See dlc_entry_info.measure.
  void addMeasure() {
    SmallVector<Attribute> arguments;
    SmallVector<Type> tensors;
    for (BlockArgument argument : function.getArguments()) {
      unsigned number = argument.getArgNumber();
      if (isa<IndexType>(argument.getType()))
        arguments.push_back(function.getArgAttrDict(number));
      auto type = dyn_cast<MemRefType>(argument.getType());
      SmallVector<int64_t> shape;
      for (int64_t d = 0; type && d < type.getRank(); ++d)
        shape.push_back(codegen::argumentSize(function, number, d));
      if (type)
        tensors.push_back(nn::SizedTensorType::get(shape, type.getElementType()));
    }
    nn::SizeList list = nn::sizesOf(tensors, {}, function->getAttr(kLimits));
    if (arguments.size() <= 1 && list.derived.empty() && slots.empty())
      return;
    Location loc = function.getLoc();
    OpBuilder b(function);
    SmallVector<Type> inputs(arguments.size(), b.getIndexType()),
        results(1 + list.derived.size(), b.getIndexType());
    auto measure = func::FuncOp::create(b, loc, (function.getSymName() + ".measure").str(),
                                        b.getFunctionType(inputs, results));
    measure.setAllArgAttrs(arguments);
    measure->setAttr(kMeasure, b.getUnitAttr());
    function->setAttr(kMeasure, b.getUnitAttr());
    b.setInsertionPointToStart(measure.addEntryBlock());
    // Where a product exceeds 64 bits there is no memory as large: the caller gets -1.
    Value exceeds = arith::ConstantOp::create(b, loc, b.getBoolAttr(false));
    auto multiply = [&](Value lhs, Value rhs) -> Value {
      auto whole = arith::MulSIExtendedOp::create(b, loc, lhs, rhs);
      Value sign = arith::ShRSIOp::create(b, loc, whole.getLow(), arith::ConstantIndexOp::create(b, loc, 63));
      Value isCut = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, whole.getHigh(), sign);
      exceeds = arith::OrIOp::create(b, loc, exceeds, isCut);
      return whole.getLow();
    };
    Value bytes = startsOfSlots(b, measure, multiply).back();
    if (slots.empty()) // all that is dynamic is a multiple of the batch
      bytes = multiply(valueOf(measure, nn::kBatch),
                       arith::ConstantIndexOp::create(
                           b, loc, function->getAttrOfType<IntegerAttr>(kBatchArenaBytes).getInt()));
    SmallVector<Value> values;
    for (int64_t size : list.derived)
      values.push_back(
          nn::emitSize(b, loc, size, [&](StringRef name) { return valueOf(measure, name); }, multiply));
    Value none = arith::ConstantIndexOp::create(b, loc, -1);
    values.insert(values.begin(), arith::SelectOp::create(b, loc, exceeds, none, bytes));
    func::ReturnOp::create(b, loc, values);
  }

  static Value valueOf(func::FuncOp at, StringRef name) { return codegen::namedArgument(at, name); }

  /// The batch: an argument, or the size of one.
  Value batch() {
    if (cachedBatch)
      return cachedBatch;
    if (Value argument = codegen::namedArgument(function, nn::kBatch))
      return cachedBatch = argument;
    OpBuilder b = OpBuilder::atBlockBegin(&body);
    for (BlockArgument argument : body.getArguments().drop_back(2)) { // behind them stand the arenas
      int64_t rank = cast<MemRefType>(argument.getType()).getRank();
      for (int64_t d = 0; d < rank; ++d)
        if (codegen::argumentSize(function, argument.getArgNumber(), d) == nn::kBatchSize)
          return cachedBatch = memref::DimOp::create(b, function.getLoc(), argument, d);
    }
    llvm_unreachable("a size is a multiple of an argument's");
  }

  Value constant(OpBuilder &b, int64_t number) {
    return arith::ConstantIndexOp::create(b, function.getLoc(), number);
  }

  Value timesBatch(OpBuilder &b, int64_t number) {
    Value factor = constant(b, number);
    return number ? b.createOrFold<arith::MulIOp>(function.getLoc(), factor, batch()) : factor;
  }

  /// From behind the last element to where the next buffer may begin.
  codegen::Gap gapBehind(OpBuilder &b, const Buffer &buffer, Value arena, Value offset) {
    auto behind = [&](int64_t bytes) {
      Value size = nn::emitSize(b, function.getLoc(), bytes, [&](StringRef name) {
        return name == nn::kBatch ? batch() : valueOf(function, name);
      });
      return b.createOrFold<arith::AddIOp>(function.getLoc(), offset, size);
    };
    return {arena, behind(buffer.contents), behind(buffer.bytes)};
  }

  static void replace(Buffer &buffer, Value arena, Value offset) {
    OpBuilder b(buffer.op);
    SmallVector<Value> sizes(buffer.op.getDynamicSizes());
    Value view = memref::ViewOp::create(b, buffer.op.getLoc(), buffer.op.getType(), arena, offset, sizes);
    buffer.op.getResult().replaceAllUsesWith(view);
    buffer.op.erase();
  }

  func::FuncOp function;
  Block &body;
  bool separate, poison;
  SmallVector<Buffer> buffers;
  SmallVector<Slot, 0> slots; ///< of what depends on more than the batch
  Value cachedBatch;
  llvm::DenseMap<Operation *, std::pair<int64_t, int64_t>> numbers; ///< of an op and of the last one in it
  int64_t count = 0;
};

struct PlanMemory : impl::PlanMemoryBase<PlanMemory> {
  using PlanMemoryBase::PlanMemoryBase;
  void runOnOperation() override {
    SmallVector<func::FuncOp> functions(getOperation().getOps<func::FuncOp>());
    SharedArenas shared;
    for (func::FuncOp function : functions) // those that are called first
      if ((function.isPublic() || function->hasAttr(kShared)) && !function.isExternal() &&
          failed(Plan(function, separate, poison).run(shared)))
        return signalPassFailure();
  }
};
} // namespace
} // namespace dlc

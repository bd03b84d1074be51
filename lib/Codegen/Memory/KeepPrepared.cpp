// What entry points compute of variables and of constants alone, such as weights in the order in which tiles
// read them, is prepared by the first call that needs it, and kept for all that follow, of any entry point,
// until one of these variables changes. Before memory is planned, from which these buffers are taken out.
#include "Codegen/Memory/PreparedUnits.h"

#include "NN/NN.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"

#include <map>
#include <tuple>

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_KEEPPREPARED
#include "Codegen/Passes.h.inc"

using namespace codegen;

namespace {
constexpr int64_t alignment = kernel::kBufferAlignment;

/// An entry point and what it prepares.
struct Entry {
  func::FuncOp function;
  PreparedUnits units;
};

/// One for all units that compute the same, wherever they stand.
struct Shared {
  llvm::SetVector<Attribute> sources; ///< variables that it depends on
  int level = 0;                      ///< how many others, one of the other, stand before it
  SmallVector<int> blocks;            ///< in which it stands, by number
  SmallVector<int64_t> places;        ///< of its buffers in the memory
  int flag = 0;                       ///< those with one are prepared together
};

class Keeper {
public:
  explicit Keeper(ModuleOp module) : module(module) {
    KernelAccesses accesses(module);
    for (auto function : module.getOps<func::FuncOp>())
      if (function->hasAttr(kEntryPoint) && !function.isExternal())
        entries.push_back({function, PreparedUnits(function, accesses)});
    for (const Entry &entry : entries)
      for (const PreparedUnit &unit : entry.units.all())
        identify(entry, unit);
  }

  void run() {
    group();
    if (flagCount == 0)
      return;
    Builder b(module.getContext());
    module->setAttr(kPreparedBytes, b.getI64IntegerAttr(layOut()));
    module->setAttr(kPreparedCount, b.getI64IntegerAttr(flagCount));
    for (const Entry &entry : entries)
      rewrite(entry);
  }

private:
  /// Finds out which of all units one is. What it reads has been identified before.
  void identify(const Entry &entry, const PreparedUnit &unit) {
    std::string text;
    llvm::raw_string_ostream os(text);
    Shared found;
    for (func::CallOp call : unit.calls) {
      os << call.getCallee() << '(';
      for (Value operand : call.getOperands())
        describe(operand, entry, unit, found, os);
      os << ")\n";
    }
    auto [known, isNew] = identities.try_emplace(text, shared.size());
    if (isNew)
      shared.push_back(std::move(found));
    const int number = known->second;
    Shared &one = shared[number];
    one.blocks.push_back(blocks.try_emplace(unit.block, blocks.size()).first->second);
    for (auto [i, buffer] : llvm::enumerate(unit.buffers))
      buffers[buffer] = {number, i};
  }

  /// Writes what a value is of variables, constants and prepared buffers, in words that are the same in all
  /// entry points.
  void describe(Value value, const Entry &entry, const PreparedUnit &unit, Shared &found, raw_ostream &os) {
    if (FlatSymbolRefAttr variable = entry.units.variable(value)) {
      found.sources.insert(variable);
      os << variable << ' ';
      return;
    }
    if (const auto *own = llvm::find(unit.buffers, value); own != unit.buffers.end()) {
      os << "own " << own - unit.buffers.begin() << ' ' << value.getType() << ' ';
      return;
    }
    if (auto other = buffers.find(value); other != buffers.end()) {
      const Shared &read = shared[other->second.unit];
      found.sources.insert(read.sources.begin(), read.sources.end());
      found.level = std::max(found.level, read.level + 1);
      os << "buffer " << other->second.unit << '.' << other->second.index << ' ';
      return;
    }
    Operation *op = value.getDefiningOp();
    if (isa<memref::AllocOp>(op)) // no two would be told apart
      llvm::reportFatalInternalError("a buffer is read before it is prepared");
    os << op->getName() << op->getAttrDictionary() << cast<OpResult>(value).getResultNumber()
       << value.getType() << '(';
    for (Value operand : op->getOperands())
      describe(operand, entry, unit, found, os);
    os << ") ";
  }

  /// Units that always stand together, and go out of date together, have one flag: there is a branch for each
  /// in each block. One that depends on another of them has another, so that groups have an order.
  void group() {
    using Key = std::tuple<int, SmallVector<int>, SmallVector<size_t>>;
    std::map<Key, int> flags;
    for (Shared &one : shared) {
      SmallVector<size_t> writers;
      for (auto [i, entry] : llvm::enumerate(entries))
        if (writesAny(entry, one))
          writers.push_back(i);
      llvm::sort(one.blocks);
      one.flag = flags.try_emplace({one.level, one.blocks, writers}, flagCount).first->second;
      flagCount = static_cast<int>(flags.size());
    }
  }

  static bool writesAny(const Entry &entry, const Shared &one) {
    auto written = entry.function->getAttrOfType<ArrayAttr>(kStateResults);
    return written &&
           llvm::any_of(written, [&](Attribute variable) { return one.sources.contains(variable); });
  }

  /// Behind the flags each buffer has its place. Returns the bytes of all.
  int64_t layOut() {
    int64_t bytes = llvm::alignTo(flagCount, alignment);
    for (const auto &[buffer, identity] : buffers) {
      Shared &one = shared[identity.unit];
      if (identity.index < one.places.size()) // was seen elsewhere
        continue;
      auto type = cast<MemRefType>(buffer.getType());
      one.places.push_back(bytes);
      bytes += llvm::alignTo(type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8),
                             alignment);
    }
    return bytes;
  }

  void rewrite(const Entry &entry) {
    func::FuncOp function = entry.function;
    SmallVector<int32_t> outdated;
    for (const Shared &one : shared)
      if (writesAny(entry, one) && !llvm::is_contained(outdated, one.flag))
        outdated.push_back(one.flag);
    llvm::sort(outdated);
    if (!outdated.empty())
      function->setAttr(kOutdated, DenseI32ArrayAttr::get(function.getContext(), outdated));
    llvm::MapVector<Block *, SmallVector<const PreparedUnit *>> inBlocks;
    for (const PreparedUnit &unit : entry.units.all())
      inBlocks[unit.block].push_back(&unit);
    if (inBlocks.empty())
      return;
    OpBuilder b(function.getContext());
    (void)function.insertArgument(function.getNumArguments(),
                                  cast<MemRefType>(MemRefType::get({bytesOfMemory()}, b.getI8Type())), {},
                                  function.getLoc());
    function->setAttr(kPrepares, b.getUnitAttr());
    for (auto &[block, units] : inBlocks)
      move(*block, units, function.getArguments().back());
  }

  int64_t bytesOfMemory() { return module->getAttrOfType<IntegerAttr>(kPreparedBytes).getInt(); }
  const Shared &sharedOf(const PreparedUnit &unit) {
    return shared[buffers.find(unit.buffers.front())->second.unit];
  }

  /// Gives the buffers of units of a block their places, and moves the calls into branches at its begin.
  void move(Block &block, ArrayRef<const PreparedUnit *> units, Value memory) {
    Location loc = memory.getLoc();
    OpBuilder b = OpBuilder::atBlockBegin(&block);
    auto at = [&](int64_t number) -> Value { return arith::ConstantIndexOp::create(b, loc, number); };
    SmallVector<Operation *> replaced;
    for (const PreparedUnit *unit : units)
      for (auto [given, place] : llvm::zip_equal(unit->buffers, sharedOf(*unit).places)) {
        Value buffer = given;
        Value view = memref::ViewOp::create(b, loc, cast<MemRefType>(buffer.getType()), memory, at(place),
                                            ValueRange());
        buffer.replaceAllUsesWith(view);
        replaced.push_back(buffer.getDefiningOp());
      }
    // Those that others read come first: units are in such an order, and levels put groups into one.
    std::map<std::pair<int, int>, SmallVector<const PreparedUnit *>> groups;
    for (const PreparedUnit *unit : units)
      groups[{sharedOf(*unit).level, sharedOf(*unit).flag}].push_back(unit);
    Operation *anchor = at(0).getDefiningOp();
    for (auto &[key, group] : groups)
      anchor = branch(group, key.second, memory, anchor);
    for (Operation *op : replaced) // one may have been where the builder was
      op->erase();
  }

  /// The branch that is taken while a flag is 0, behind `anchor`.
  Operation *branch(ArrayRef<const PreparedUnit *> units, int flag, Value memory, Operation *anchor) {
    Location loc = memory.getLoc();
    OpBuilder b(anchor->getContext());
    b.setInsertionPointAfter(anchor);
    for (const PreparedUnit *unit : units)
      for (func::CallOp call : unit->calls)
        for (Value operand : call.getOperands())
          moveDefinition(operand, b);
    Value index = arith::ConstantIndexOp::create(b, loc, flag);
    Value state = memref::LoadOp::create(b, loc, memory, index);
    auto number = [&](int64_t value) -> Value {
      return arith::ConstantOp::create(b, loc, b.getI8IntegerAttr(static_cast<int8_t>(value)));
    };
    Value isMissing = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, state, number(0));
    auto branch = scf::IfOp::create(b, loc, isMissing, /*withElseRegion=*/false);
    Operation *end = branch.thenBlock()->getTerminator();
    llvm::DenseSet<const Shared *> done;
    for (const PreparedUnit *unit : units) {
      const bool isFirst = done.insert(&sharedOf(*unit)).second;
      for (func::CallOp call : unit->calls) {
        if (!isFirst) { // the same twice in one block
          call.erase();
          continue;
        }
        call->setAttr(kPreparation, b.getUnitAttr());
        call->moveBefore(end);
      }
    }
    b.setInsertionPoint(end);
    memref::StoreOp::create(b, loc, number(1), memory, index);
    return branch;
  }

  /// Moves what defines a value, as far as it stands behind the builder's place, to that place.
  static void moveDefinition(Value value, OpBuilder &b) {
    Operation *op = value.getDefiningOp();
    Block *block = b.getInsertionBlock();
    if (!op || op->getBlock() != block || b.getInsertionPoint() == block->end() ||
        op->isBeforeInBlock(&*b.getInsertionPoint()))
      return;
    for (Value operand : op->getOperands())
      moveDefinition(operand, b);
    if (op == &*b.getInsertionPoint())
      b.setInsertionPointAfter(op);
    else
      op->moveBefore(block, b.getInsertionPoint());
  }

  struct Identity {
    int unit;
    size_t index; ///< of the buffer in it
  };

  ModuleOp module;
  SmallVector<Entry, 0> entries;
  llvm::StringMap<int> identities;
  SmallVector<Shared, 0> shared;
  llvm::DenseMap<Block *, int> blocks;
  llvm::MapVector<Value, Identity> buffers;
  int flagCount = 0;
};

struct KeepPrepared : impl::KeepPreparedBase<KeepPrepared> {
  void runOnOperation() override { Keeper(getOperation()).run(); }
};
} // namespace
} // namespace dlc

// What an entry point computes of its variables and of constants alone, such as weights in the order in which
// tiles read them, is prepared by its first call and kept for all others. Behind outlining, when a kernel is
// one call that says what it reads and writes; before memory is planned, from which these buffers are taken
// out.
#include "Codegen/Memory/BufferAccess.h"

#include "NN/NN.h"

#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_KEEPPREPARED
#include "Codegen/Passes.h.inc"

using namespace codegen;

namespace {
constexpr int64_t alignment = kernel::kBufferAlignment;

/// Calls in one block that prepare something: that of the function, or of a branch in it, where forms depend
/// on sizes.
struct Scope {
  Block *block;
  SmallVector<Value> buffers;
  SmallVector<func::CallOp> calls;
};

class Keeper {
public:
  Keeper(func::FuncOp function, KernelAccesses &accesses) : function(function), accesses(accesses) {
    auto state = function->getAttrOfType<ArrayAttr>(kStateArguments);
    for (BlockArgument variable : function.getArguments().take_back(state ? state.size() : 0))
      constants.insert(variable);
  }

  void run() {
    find(function.getBody().front());
    if (scopes.empty())
      return;
    // Behind the flags each buffer has its place.
    int64_t bytes = alignment;
    for (const Scope &scope : scopes)
      for (Value buffer : scope.buffers) {
        auto type = cast<MemRefType>(buffer.getType());
        places[buffer] = bytes;
        bytes += llvm::alignTo(type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8),
                               alignment);
      }
    OpBuilder b(function.getContext());
    (void)function.insertArgument(function.getNumArguments(), MemRefType::get({bytes}, b.getI8Type()), {},
                                  function.getLoc());
    function->setAttr(kPreparedBytes, b.getI64IntegerAttr(bytes));
    memory = function.getArguments().back();
    for (auto [number, scope] : llvm::enumerate(scopes))
      move(scope, int64_t(1) << number);
  }

private:
  /// The scopes of a block and of the branches in it, as many as there are flags.
  void find(Block &block) {
    if (scopes.size() == mostScopes)
      return;
    llvm::SetVector<Value> before = kept;
    for (auto op : block.getOps<memref::AllocOp>())
      if (op.getType().hasStaticShape() && op.getType().getLayout().isIdentity())
        kept.insert(op.getResult());
    // Each buffer is thought to be one until something else than preparations turns out to write it; and a
    // call that also writes or reads such a buffer is none.
    bool changed = true;
    while (changed) {
      changed = false;
      for (Value buffer : llvm::to_vector(kept))
        if (!before.contains(buffer) && !isPrepared(buffer, block)) {
          kept.remove(buffer);
          changed = true;
        }
    }
    Scope scope{&block, {}, {}};
    for (Value buffer : kept)
      if (!before.contains(buffer))
        scope.buffers.push_back(buffer);
    for (auto call : block.getOps<func::CallOp>())
      if (!scope.buffers.empty() && isPreparation(call, block) && writesAny(call))
        scope.calls.push_back(call);
    if (!scope.calls.empty())
      scopes.push_back(std::move(scope));
    for (auto branch : block.getOps<scf::IfOp>())
      for (Region &region : branch->getRegions())
        if (!region.empty())
          find(region.front());
  }

  /// Whether nothing but preparations writes a buffer of a block, and nothing reads it before the last of
  /// them.
  bool isPrepared(Value buffer, Block &block) {
    std::optional<SmallVector<Access>> found = accesses.to(buffer);
    if (!found)
      return false;
    Operation *last = nullptr;
    for (const Access &access : *found) {
      if (!access.writes)
        continue;
      if (!isPreparation(access.op, block))
        return false;
      if (!last || last->isBeforeInBlock(access.op))
        last = access.op;
    }
    return last && llvm::all_of(*found, [&](const Access &access) {
             return isPreparation(access.op, block) ||
                    last->isBeforeInBlock(block.findAncestorOpInBlock(*access.op));
           });
  }

  /// Whether an op is the call of a kernel of which every argument is known, or is a buffer that is kept.
  bool isPreparation(Operation *op, Block &block) {
    auto call = dyn_cast<func::CallOp>(op);
    if (!call || call->getBlock() != &block || call->getNumResults() ||
        !llvm::all_of(call.getOperands(), [&](Value operand) { return isKnown(operand); }))
      return false;
    const KernelAccesses::OfKernel *kernel = accesses.isKernel(call) ? accesses.of(call) : nullptr;
    return kernel && llvm::all_of(llvm::enumerate(call.getOperands()), [&](auto operand) {
             return !(*kernel)[operand.index()].writes || kept.contains(rootOf(operand.value()));
           });
  }

  bool writesAny(func::CallOp call) {
    return llvm::any_of(*accesses.of(call), [](const KernelAccesses::Kind &kind) { return kind.writes; });
  }

  /// Whether a value is the same in all calls, or a buffer that is to be.
  bool isKnown(Value value) {
    if (constants.contains(value) || kept.contains(value))
      return true;
    Operation *op = value.getDefiningOp();
    if (!op || op->getNumRegions())
      return false;
    if (auto global = dyn_cast<memref::GetGlobalOp>(op)) {
      auto definition = SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(global, global.getNameAttr());
      return definition && definition.getConstant();
    }
    return isPure(op) && !isa<memref::AllocOp>(op) &&
           llvm::all_of(op->getOperands(), [&](Value operand) { return isKnown(operand); });
  }

  static Value rootOf(Value buffer) {
    auto typed = dyn_cast<MemrefValue>(buffer);
    return typed ? Value(memref::skipViewLikeOps(typed)) : buffer;
  }

  void move(const Scope &scope, int64_t flag) {
    Location loc = function.getLoc();
    OpBuilder b = OpBuilder::atBlockBegin(scope.block);
    auto at = [&](int64_t number) -> Value { return arith::ConstantIndexOp::create(b, loc, number); };
    auto number = [&](int64_t value) -> Value {
      return arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(value));
    };
    for (Value buffer : scope.buffers) {
      Value view = memref::ViewOp::create(b, loc, cast<MemRefType>(buffer.getType()), memory,
                                          at(places[buffer]), ValueRange());
      buffer.replaceAllUsesWith(view);
    }
    Value zero = at(0);
    Value flags =
        memref::ViewOp::create(b, loc, MemRefType::get({1}, b.getI64Type()), memory, zero, ValueRange());
    for (func::CallOp call : scope.calls)
      for (Value operand : call.getOperands())
        moveDefinition(operand, b);
    Value state = memref::LoadOp::create(b, loc, flags, ValueRange{zero});
    Value own = arith::AndIOp::create(b, loc, state, number(flag));
    Value isMissing = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, own, number(0));
    auto branch = scf::IfOp::create(b, loc, isMissing, /*withElseRegion=*/false);
    Operation *end = branch.thenBlock()->getTerminator();
    for (func::CallOp call : scope.calls) {
      call->setAttr(kPreparation, b.getUnitAttr());
      call->moveBefore(end);
    }
    b.setInsertionPoint(end);
    Value set = arith::OrIOp::create(b, loc, state, number(flag));
    memref::StoreOp::create(b, loc, set, flags, ValueRange{zero});
    for (Value buffer : scope.buffers) // one may have been where the builder was
      buffer.getDefiningOp()->erase();
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

  static constexpr size_t mostScopes = 63; // flags in one number

  func::FuncOp function;
  KernelAccesses &accesses;
  llvm::DenseSet<Value> constants; ///< the variables
  llvm::SetVector<Value> kept;     ///< of all scopes
  SmallVector<Scope, 0> scopes;
  llvm::DenseMap<Value, int64_t> places; ///< of the buffers in the memory
  Value memory;
};

struct KeepPrepared : impl::KeepPreparedBase<KeepPrepared> {
  void runOnOperation() override {
    KernelAccesses accesses(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>())
      // An entry point that writes variables would have to prepare anew in each call.
      if (function->hasAttr(kEntryPoint) && !function.isExternal() && !function->hasAttr(kStateResults))
        Keeper(function, accesses).run();
  }
};
} // namespace
} // namespace dlc

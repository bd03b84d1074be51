// Moves loop nests into functions of their own. After loops are vectors and flat buffers, because then
// nothing looks across two of them any more; before memory is planned, because afterwards all buffers are
// parts of one arena and only a function's arguments can still say that they do not overlap.
#include "Codegen/ControlFlow.h"

#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "Codegen/Passes.h.inc"

namespace {
/// Constants and views cost nothing to make again, and inside the kernel they say what they are; memory on
/// the stack that no other kernel uses is scratch memory of this one.
bool belongsInside(Operation *op, Operation *loop) {
  if (isa_and_present<memref::AllocaOp>(op))
    return llvm::all_of(op->getUsers(), [&](Operation *user) { return loop->isAncestor(user); });
  return op && (op->hasTrait<OpTrait::ConstantLike>() ||
                (isa<ViewLikeOpInterface, memref::ExtractStridedMetadataOp>(op) && isPure(op)));
}

/// A buffer that shares memory with no other value that the kernel takes.
bool isWhole(Value buffer) {
  if (!isa<MemRefType>(buffer.getType()))
    return false;
  if (auto argument = dyn_cast<BlockArgument>(buffer))
    return isa<func::FuncOp>(argument.getOwner()->getParentOp());
  return isa<memref::AllocOp, memref::GetGlobalOp>(buffer.getDefiningOp());
}

/// Whether a loop has ops that are kernels of their own, or, over steps, memory that is still to be planned.
bool hasKernels(scf::ForOp loop) {
  auto isOne = [&](Operation *op) {
    return isa<scf::ParallelOp>(op) || (isa<memref::AllocOp>(op) && loop->hasAttr(kernel::kSteps));
  };
  return loop.walk([&](Operation *op) { return isOne(op) ? WalkResult::interrupt() : WalkResult::advance(); })
      .wasInterrupted();
}

/// How many arguments a value becomes in LLVM: a buffer's descriptor is two pointers, an offset, sizes and
/// strides.
int64_t argumentsOf(Type type) {
  auto buffer = dyn_cast<MemRefType>(type);
  return buffer ? 3 + 2 * buffer.getRank() : 1;
}

class Outliner {
public:
  Outliner(func::FuncOp function, SymbolTable &symbols) : function(function), symbols(symbols), b(function) {}

  /// The loops of a block, and of the control flow in it.
  void outlineIn(Block &block) {
    for (Operation &op : llvm::make_early_inc_range(block)) {
      auto loop = dyn_cast<scf::ForOp>(op);
      if (isa<scf::IfOp>(op) || (loop && hasKernels(loop))) {
        for (Region &region : op.getRegions())
          for (Block &inner : region)
            outlineIn(inner);
      } else if (isa<scf::ParallelOp, scf::ForOp>(op) && op.getNumResults() == 0) {
        outline(&op);
      }
    }
  }

private:
  void outline(Operation *loop) {
    auto parallel = dyn_cast<scf::ParallelOp>(loop);
    // The operations that become the kernel, and what they need from outside.
    SmallVector<Operation *> body;
    if (parallel)
      for (Operation &op : parallel.getBody()->without_terminator())
        body.push_back(&op);
    else
      body.push_back(loop);
    llvm::SetVector<Value> captured;
    if (parallel)
      captured.insert_range(ValueRange(parallel.getInductionVars()));
    SmallVector<Operation *> inside;
    for (Operation *op : body)
      op->walk([&](Operation *inner) {
        for (Value operand : inner->getOperands())
          if (isOutside(operand, loop))
            capture(operand, loop, captured, inside);
      });

    func::FuncOp kernel = createKernel(captured.getArrayRef());
    Block &block = *kernel.addEntryBlock();
    IRMapping mapping;
    mapping.map(captured.getArrayRef(), block.getArguments());
    OpBuilder inner = OpBuilder::atBlockBegin(&block);
    for (Operation *op : inside)
      inner.clone(*op, mapping);
    for (Operation *op : body)
      inner.clone(*op, mapping);
    func::ReturnOp::create(inner, loop->getLoc());
    // Else the stack would grow with each iteration of a loop around it.
    kernel.walk([&](memref::AllocaOp scratch) {
      if (scratch->getBlock() != &block && scratch->getNumOperands() == 0)
        scratch->moveBefore(&block, block.begin());
    });

    b.setInsertionPoint(body.empty() ? loop : body.front());
    func::CallOp::create(b, loop->getLoc(), kernel, captured.getArrayRef());
    for (Operation *op : llvm::reverse(body))
      op->erase();
  }

  static bool isOutside(Value value, Operation *loop) {
    return !loop->isAncestor(value.getParentRegion()->getParentOp());
  }

  void capture(Value value, Operation *loop, llvm::SetVector<Value> &captured,
               SmallVector<Operation *> &inside) {
    Operation *op = value.getDefiningOp();
    if (!belongsInside(op, loop)) {
      captured.insert(value);
      return;
    }
    if (llvm::is_contained(inside, op))
      return;
    for (Value operand : op->getOperands())
      capture(operand, loop, captured, inside);
    inside.push_back(op);
  }

  func::FuncOp createKernel(ArrayRef<Value> captured) {
    auto type = b.getFunctionType(TypeRange(ValueRange(captured)), {});
    auto kernel = func::FuncOp::create(function.getLoc(), (function.getSymName() + "_kernel").str(), type);
    kernel.setPrivate();
    symbols.insert(kernel, Block::iterator(function)); // makes the name unique
    SmallVector<int64_t> noAlias;
    int64_t position = 0;
    for (Value value : captured) {
      if (isWhole(value))
        noAlias.push_back(position + 1); // the pointer that is used; the first is what was allocated
      position += argumentsOf(value.getType());
    }
    kernel->setAttr(kNoAlias, b.getDenseI64ArrayAttr(noAlias));
    return kernel;
  }

  func::FuncOp function;
  SymbolTable &symbols;
  OpBuilder b;
};

struct OutlineKernels : impl::OutlineKernelsBase<OutlineKernels> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto function : llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (function.isExternal() || function->hasAttr(kTile))
        continue;
      Outliner(function, symbols).outlineIn(function.getBody().front());
      if (function.isPublic())
        function->setAttr(kEntryPoint, function.getSymNameAttr());
    }
  }
};
} // namespace
} // namespace dlc

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
  return op && (op->hasTrait<OpTrait::ConstantLike>() || isa<vector::ConstantMaskOp>(op) ||
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

/// Scratch memory that several kernels use is a buffer like any other: where a parallel loop had one
/// iteration, and is none any more. On the stack it would stay there until the function ends, in a loop over
/// steps once a step.
void planScratch(func::FuncOp function) {
  SmallVector<memref::AllocaOp> scratch;
  function.walk([&](memref::AllocaOp op) {
    if (codegen::isOfNetwork(op))
      scratch.push_back(op);
  });
  for (memref::AllocaOp op : scratch) {
    Operation *nest = nullptr;
    const bool isOfOne = llvm::all_of(op->getUsers(), [&](Operation *user) {
      Operation *around = op->getBlock()->findAncestorOpInBlock(*user);
      const bool isSame = around && isa<LoopLikeOpInterface>(around) && !codegen::isControlFlow(around) &&
                          (!nest || nest == around);
      nest = around;
      return isSame;
    });
    if (isOfOne)
      continue;
    OpBuilder b(op);
    op.replaceAllUsesWith(memref::AllocOp::create(b, op.getLoc(), op.getType(), op.getDynamicSizes(),
                                                  op.getSymbolOperands(), op.getAlignmentAttr())
                              .getResult());
    op.erase();
  }
}

/// Runs a parallel loop in one thread: inside a kernel, which is what threads share.
void makeSequential(scf::ParallelOp parallel) {
  OpBuilder b(parallel);
  auto loop = scf::ForOp::create(b, parallel.getLoc(), parallel.getLowerBound()[0],
                                 parallel.getUpperBound()[0], parallel.getStep()[0]);
  parallel.getBody()->getTerminator()->erase();
  parallel.getInductionVars()[0].replaceAllUsesWith(loop.getInductionVar());
  Block &body = *loop.getBody();
  body.getOperations().splice(body.begin(), parallel.getBody()->getOperations());
  parallel.erase();
}

/// Whether a function has loops that are no kernels, and not over steps.
bool hasLoops(func::FuncOp function) {
  return function
      .walk([](Operation *op) {
        return isa<LoopLikeOpInterface>(op) && !op->hasAttr(kernel::kSteps) ? WalkResult::interrupt()
                                                                            : WalkResult::advance();
      })
      .wasInterrupted();
}

/// The location of a kernel: that of its loop, or where ops have labels (nn-label-ops), of all ops whose code
/// is in it.
Location locationOf(Operation *loop) {
  llvm::SetVector<Location> labelled;
  loop->walk([&](Operation *op) {
    op->getLoc()->walk([&](Location inner) {
      auto fused = dyn_cast<FusedLoc>(inner);
      if (!fused || !fused.getMetadata())
        return WalkResult::advance();
      labelled.insert(inner);
      return WalkResult::skip();
    });
  });
  return labelled.empty() ? loop->getLoc() : FusedLoc::get(loop->getContext(), labelled.getArrayRef());
}

/// Lets LLVM not inline a function: its code is made once, and in a caller LLVM would forget what aliases
/// what.
void keepApart(func::FuncOp function) {
  function->setAttr("passthrough", Builder(function.getContext()).getStrArrayAttr({"noinline"}));
}

/// What a thread's part of the iterations begins with is the lower bound that its call of the kernel has.
/// Where the loop is gone, all of its one iteration is one part.
void replaceFirstOfPart(func::FuncOp function) {
  function.walk([](kernel::FirstOfPartOp op) {
    auto iteration = dyn_cast<BlockArgument>(op.getIteration());
    Operation *loop = iteration ? iteration.getOwner()->getParentOp() : nullptr;
    if (isa_and_present<scf::ParallelOp>(loop))
      return; // is to become a kernel
    op.replaceAllUsesWith(isa_and_present<scf::ForOp>(loop) ? cast<scf::ForOp>(loop).getLowerBound()
                                                            : op.getIteration());
    op.erase();
  });
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
    // What the kernel needs from outside. Of a parallel loop it takes the first iteration and the one behind
    // the last as arguments, in front of all others.
    llvm::SetVector<Value> captured;
    SmallVector<Operation *> inside;
    auto captureOf = [&](ValueRange operands) {
      for (Value operand : operands)
        if (isOutside(operand, loop))
          capture(operand, loop, captured, inside);
    };
    captureOf(parallel ? ValueRange(parallel.getStep()) : loop->getOperands());
    for (Region &region : loop->getRegions())
      region.walk([&](Operation *inner) { captureOf(inner->getOperands()); });
    SmallVector<Value> arguments;
    if (parallel)
      arguments = {parallel.getLowerBound()[0], parallel.getUpperBound()[0]};
    const size_t bounds = arguments.size();
    arguments.append(captured.begin(), captured.end());

    func::FuncOp kernel = createKernel(arguments, bounds);
    Block &block = *kernel.addEntryBlock();
    IRMapping mapping;
    mapping.map(captured.getArrayRef(), block.getArguments().drop_front(bounds));
    OpBuilder inner = OpBuilder::atBlockBegin(&block);
    for (Operation *op : inside)
      inner.clone(*op, mapping);
    inner.clone(*loop, mapping);
    func::ReturnOp::create(inner, loop->getLoc());
    if (parallel) {
      auto own = cast<scf::ParallelOp>(std::prev(block.getTerminator()->getIterator()));
      own.getLowerBoundMutable().assign(block.getArgument(0));
      own.getUpperBoundMutable().assign(block.getArgument(1));
    }
    SmallVector<scf::ParallelOp> loops;
    kernel.walk([&](scf::ParallelOp op) { loops.push_back(op); });
    llvm::for_each(loops, makeSequential);
    replaceFirstOfPart(kernel);
    // Else the stack would grow with each iteration of a loop around it.
    kernel.walk([&](memref::AllocaOp scratch) {
      if (scratch->getBlock() != &block && scratch->getNumOperands() == 0)
        scratch->moveBefore(&block, block.begin());
    });

    b.setInsertionPoint(loop);
    auto call = func::CallOp::create(b, locationOf(loop), kernel, arguments);
    if (parallel)
      call->setAttr(kParallel, b.getUnitAttr());
    loop->erase();
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

  /// `bounds` arguments stand in front of what is captured.
  func::FuncOp createKernel(ArrayRef<Value> arguments, size_t bounds) {
    auto type = b.getFunctionType(TypeRange(ValueRange(arguments)), {});
    auto kernel = func::FuncOp::create(function.getLoc(), (function.getSymName() + "_kernel").str(), type);
    kernel.setPrivate();
    keepApart(kernel);
    symbols.insert(kernel, Block::iterator(function)); // makes the name unique
    SmallVector<int64_t> noAlias;
    for (auto [i, value] : llvm::enumerate(arguments))
      if (i >= bounds && isWhole(value))
        noAlias.push_back(static_cast<int64_t>(i));
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
      if (function->hasAttr(kTile))
        keepApart(function);
      if (function.isExternal() || function->hasAttr(kTile))
        continue;
      planScratch(function);
      replaceFirstOfPart(function);
      Outliner(function, symbols).outlineIn(function.getBody().front());
      if (function.isPublic())
        function->setAttr(kEntryPoint, function.getSymNameAttr());
      if (!hasLoops(function))
        function->setAttr(kGlue, UnitAttr::get(&getContext()));
    }
  }
};
} // namespace
} // namespace dlc

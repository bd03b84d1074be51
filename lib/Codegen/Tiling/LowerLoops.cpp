// Lowers linalg on buffers to loops. Every operand is a flat buffer and a stride for each loop, which makes
// merging, reordering and addressing loops plain arithmetic. Vectors are left to LLVM: what it needs is a
// dense innermost loop without calls, whose buffers do not alias.
#include "Codegen/ControlFlow.h"
#include "Codegen/Tiling/LoopNest.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_LOWERLOOPS
#include "Codegen/Passes.h.inc"

using namespace codegen;

namespace {
/// memref.copy as the loop that it is.
linalg::GenericOp copyLoop(IRRewriter &rewriter, memref::CopyOp copy) {
  rewriter.setInsertionPoint(copy);
  AffineMap map = rewriter.getMultiDimIdentityMap(cast<MemRefType>(copy.getSource().getType()).getRank());
  SmallVector<utils::IteratorType> iterators(map.getNumDims(), utils::IteratorType::parallel);
  auto loop = linalg::GenericOp::create(
      rewriter, copy.getLoc(), ValueRange{copy.getSource()}, ValueRange{copy.getTarget()},
      ArrayRef<AffineMap>{map, map}, iterators,
      [](OpBuilder &b, Location loc, ValueRange x) { linalg::YieldOp::create(b, loc, x[0]); });
  rewriter.eraseOp(copy);
  return loop;
}

struct LowerLoops : impl::LowerLoopsBase<LowerLoops> {
  void runOnOperation() override {
    target = kernel::targetOf(getOperation());
    if (!target)
      return signalPassFailure();
    IRRewriter rewriter(&getContext());
    SmallVector<Operation *> work;
    getOperation().walk([&](Operation *op) {
      if (isa<linalg::LinalgOp, memref::CopyOp>(op))
        work.push_back(op);
    });
    SmallVector<linalg::GenericOp> loops;
    for (Operation *op : work) {
      rewriter.setInsertionPoint(op);
      if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
        loops.push_back(generic);
      } else if (auto copy = dyn_cast<memref::CopyOp>(op)) {
        if (copy.getSource() == copy.getTarget())
          rewriter.eraseOp(copy);
        else
          loops.push_back(copyLoop(rewriter, copy));
      } else {
        Attribute group = op->getAttr(kImageGroup);
        loops.push_back(*linalg::generalizeNamedOp(rewriter, cast<linalg::LinalgOp>(op)));
        if (group)
          loops.back()->setAttr(kImageGroup, group);
      }
    }
    foldFills(rewriter, loops);
    for (linalg::GenericOp op : loops)
      if (op && failed(LoopNest(op, starts.lookup(op), target).emit()))
        signalPassFailure(); // and on: every such op is reported
  }

  /// A reduction that keeps its sums in registers starts from a constant itself: the loop that stores it is
  /// dropped.
  void foldFills(IRRewriter &rewriter, SmallVector<linalg::GenericOp> &loops) {
    llvm::DenseMap<Value, linalg::GenericOp>
        constantIn; // buffers whose last writer stores one value everywhere
    for (linalg::GenericOp &op : loops) {
      if (!isOfNetwork(op))
        continue;
      if (LoopNest(op, {}, target).accumulatesInRegisters())
        for (OpOperand &init : op.getDpsInitsMutable()) {
          linalg::GenericOp fill = constantIn.lookup(init.get());
          if (!fill || !onlyUserBetween(fill, op, init))
            continue;
          starts[op].resize(op.getNumDpsInits());
          starts[op][op.getDpsInitOperand(0)->getOperandNumber() <= init.getOperandNumber()
                         ? init.getOperandNumber() - op.getDpsInitOperand(0)->getOperandNumber()
                         : 0] = filledWith(fill);
          llvm::replace(loops, fill, linalg::GenericOp());
          rewriter.eraseOp(fill);
        }
      for (Value init : op.getDpsInits())
        constantIn.erase(init);
      if (filledWith(op))
        constantIn[op.getDpsInits()[0]] = op;
    }
  }

  static Value filledWith(linalg::GenericOp op) {
    if (!op || op.getNumDpsInits() != 1 || !llvm::hasSingleElement(*op.getBody()))
      return {};
    auto argument = dyn_cast<BlockArgument>(op.getBody()->getTerminator()->getOperand(0));
    if (!argument || argument.getOwner() != op.getBody() || argument.getArgNumber() != 0 ||
        op.getNumDpsInputs() != 1)
      return {};
    Value scalar = op.getDpsInputs()[0];
    return isa<ShapedType>(scalar.getType()) ? Value() : scalar;
  }

  /// Whether both lie in one allocation, whatever part of it each is a view of.
  static bool shareMemory(Value a, Value b) {
    auto first = dyn_cast<MemrefValue>(a), second = dyn_cast<MemrefValue>(b);
    return first && second && memref::skipViewLikeOps(first) == memref::skipViewLikeOps(second);
  }

  /// Whether nothing that runs behind the fill touches its memory, by whatever view, before `init` starts
  /// from it; nor does the op itself as another operand. Both stand in one block.
  static bool onlyUserBetween(Operation *fill, Operation *op, OpOperand &init) {
    if (fill->getBlock() != op->getBlock())
      return false;
    for (OpOperand &operand : op->getOpOperands())
      if (&operand != &init && shareMemory(operand.get(), init.get()))
        return false;
    for (Operation *between = fill->getNextNode(); between != op; between = between->getNextNode()) {
      if (isa<ViewLikeOpInterface>(between))
        continue; // touches nothing
      WalkResult walked = between->walk([&](Operation *inner) {
        bool touches = llvm::any_of(inner->getOperands(),
                                    [&](Value operand) { return shareMemory(operand, init.get()); });
        return touches ? WalkResult::interrupt() : WalkResult::advance();
      });
      if (walked.wasInterrupted())
        return false;
    }
    return true;
  }

  kernel::TargetAttr target;
  llvm::DenseMap<Operation *, SmallVector<Value>> starts;
};
} // namespace
} // namespace dlc

// Gives each op that starts from a constant tensor, and each result that is one, a fill of its own, and
// groups of ops an empty tensor of their own. Before bufferization, to which two readers of one fill are two
// versions of one buffer, of which one is copied; and after CSE, which made one fill of them. A constant
// would be copied from an array in the program, as large as the variable that it resets.
#include "Codegen/Passes.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_SEPARATEDESTINATIONS
#include "Codegen/Passes.h.inc"

namespace {
/// Operands that one empty tensor is. All loops of one shape start from one of them; bufferization asks of
/// each in turn what all others read and write, which takes the square of their number.
constexpr size_t maxReaders = 64;

struct SeparateDestinations : impl::SeparateDestinationsBase<SeparateDestinations> {
  void runOnOperation() override {
    OpBuilder b(&getContext());
    SmallVector<linalg::FillOp> fills;
    SmallVector<arith::ConstantOp> constants;
    getOperation().walk([&](Operation *op) {
      if (auto fill = dyn_cast<linalg::FillOp>(op))
        fills.push_back(fill);
      else if (auto constant = dyn_cast<arith::ConstantOp>(op))
        constants.push_back(constant);
    });
    for (linalg::FillOp fill : fills)
      separate(fill, b);
    getOperation().walk([&](linalg::GenericOp loop) { separateResults(loop, b); });
    splitEmptyTensors(b);
    for (arith::ConstantOp constant : constants)
      replaceDestinations(constant, b);
  }

  /// Where a fill is written over, or becomes a result or a variable of its own.
  static bool isDestination(OpOperand &use) {
    if (isa<func::ReturnOp>(use.getOwner()))
      return true;
    // A loop over steps writes into what it starts from.
    if (auto loop = dyn_cast<scf::ForOp>(use.getOwner()))
      return llvm::is_contained(loop.getInitArgs(), use.get());
    auto user = dyn_cast<DestinationStyleOpInterface>(use.getOwner());
    return user && user.isDpsInit(&use);
  }

  static void separate(linalg::FillOp fill, OpBuilder &b) {
    if (fill->getNumResults() == 0 || fill->hasOneUse())
      return;
    for (OpOperand &use : llvm::make_early_inc_range(fill.getResult(0).getUses())) {
      if (!isDestination(use))
        continue;
      b.setInsertionPoint(use.getOwner());
      Operation *memory = fill.getOutputs()[0].getDefiningOp<tensor::EmptyOp>();
      Operation *own = b.clone(*fill);
      if (memory) {
        b.setInsertionPoint(own);
        cast<linalg::FillOp>(own).getOutputsMutable().assign(b.clone(*memory)->getResult(0));
      }
      use.set(own->getResult(0));
    }
    if (fill->use_empty())
      fill.erase();
  }

  /// Gives each of several results memory of its own, which then can be where the result is copied to.
  static void separateResults(linalg::GenericOp loop, OpBuilder &b) {
    if (loop.getNumDpsInits() < 2)
      return;
    b.setInsertionPoint(loop);
    for (OpOperand &init : loop.getDpsInitsMutable())
      if (auto empty = init.get().getDefiningOp<tensor::EmptyOp>(); empty && !empty->hasOneUse())
        init.set(b.clone(*empty)->getResult(0));
  }

  /// Gives so many uses that stand one behind the other an empty tensor of their own. Those still share
  /// memory among them where one has been read when the next one is written.
  void splitEmptyTensors(OpBuilder &b) {
    struct Share {
      Value memory;
      size_t readers = 0;
    };
    llvm::DenseMap<tensor::EmptyOp, Share> shares;
    getOperation().walk([&](tensor::EmptyOp empty) {
      if (empty.getResult().hasNUsesOrMore(maxReaders + 1))
        shares[empty].memory = empty;
    });
    getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
      for (OpOperand &operand : op->getOpOperands()) {
        auto empty = operand.get().getDefiningOp<tensor::EmptyOp>();
        auto found = shares.find(empty);
        if (found == shares.end())
          continue;
        Share &share = found->second;
        if (++share.readers > maxReaders) {
          b.setInsertionPoint(empty->getBlock()->findAncestorOpInBlock(*op));
          share = {b.clone(*empty)->getResult(0), 1};
        }
        operand.set(share.memory);
      }
    });
  }

  /// Where a constant of one number is only read, its array costs least: it stays.
  static void replaceDestinations(arith::ConstantOp constant, OpBuilder &b) {
    auto values = dyn_cast<SplatElementsAttr>(constant.getValue());
    if (!values || values.getNumElements() == 1)
      return;
    auto type = cast<ShapedType>(constant.getType());
    for (OpOperand &use : llvm::make_early_inc_range(constant->getUses())) {
      if (!isDestination(use) && !isa<func::ReturnOp>(use.getOwner()))
        continue;
      b.setInsertionPoint(use.getOwner());
      Location loc = constant.getLoc();
      Value number = arith::ConstantOp::create(b, loc, values.getSplatValue<TypedAttr>());
      Value memory = tensor::EmptyOp::create(b, loc, type.getShape(), type.getElementType());
      use.set(linalg::FillOp::create(b, loc, number, memory).getResult(0));
    }
  }
};
} // namespace
} // namespace dlc

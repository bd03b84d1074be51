// Gives each op that starts from a constant tensor, and each result that is one, a fill of its own, and each
// op an empty tensor of its own. Before bufferization, to which two readers of one fill are two
// versions of one buffer, of which one is copied; and after CSE, which made one fill of them. A constant
// would be copied from an array in the program, as large as the variable that it resets.
#include "Codegen/Passes.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_SEPARATEDESTINATIONS
#include "Codegen/Passes.h.inc"

namespace {
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
    getOperation().walk([&](DestinationStyleOpInterface op) { separateEmptyTensors(op, b); });
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

  /// Gives each result memory of its own. Shared, it would bind ops in an order that nothing else asks for,
  /// and bufferization would ask of each in turn what all others read and write; the plan of memory sees
  /// which are alive together.
  static void separateEmptyTensors(DestinationStyleOpInterface op, OpBuilder &b) {
    b.setInsertionPoint(op);
    for (OpOperand &init : op.getDpsInitsMutable())
      if (auto empty = init.get().getDefiningOp<tensor::EmptyOp>(); empty && !empty->hasOneUse())
        init.set(b.clone(*empty)->getResult(0));
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

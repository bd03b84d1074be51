// Computes in f32 what is stored in bf16 or f16: each op reads its operands as f32 and rounds its results
// once. So sums accumulate in f32, and later passes know two types of 16 bits only as something that is
// loaded and stored. In and out: nn.
#include "NN/NNMemory.h"
#include "Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_WIDENNARROWFLOATS
#include "Transforms/Passes.h.inc"

namespace {
bool isNarrow(Type type) {
  Type element = getElementTypeOrSelf(type);
  return element.isBF16() || element.isF16();
}

Type widened(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor.clone(Float32Type::get(type.getContext()));
}

/// Whether the op only hands values on, or is a conversion that the lowering knows.
bool keepsTypes(Operation *op) {
  if (auto cast = dyn_cast<CastOp>(op)) {
    Type from = getElementTypeOrSelf(cast.getInput()), to = getElementTypeOrSelf(cast.getResult());
    return from.isF32() || to.isF32();
  }
  return op->hasTrait<OpTrait::ConstantLike>() || op->hasTrait<OpTrait::IsTerminator>() ||
         op->getNumRegions() || isView(op) || isa<CallOp>(op);
}

void widen(Operation *op) {
  OpBuilder b(op);
  IRMapping wide;
  for (Value operand : op->getOperands())
    if (isNarrow(operand.getType()) && !wide.contains(operand))
      wide.map(operand, CastOp::create(b, op->getLoc(), widened(operand.getType()), operand));
  Operation *inF32 = b.clone(*op, wide);
  for (auto [before, result] : llvm::zip_equal(op->getResults(), inF32->getResults())) {
    Value value = result;
    if (isNarrow(result.getType())) {
      result.setType(widened(result.getType()));
      value = CastOp::create(b, op->getLoc(), before.getType(), result);
    }
    before.replaceAllUsesWith(value);
  }
  op->erase();
}

struct WidenNarrowFloats : impl::WidenNarrowFloatsBase<WidenNarrowFloats> {
  void runOnOperation() override {
    SmallVector<Operation *> narrow;
    getOperation().walk([&](Operation *op) {
      if (!keepsTypes(op) &&
          (llvm::any_of(op->getOperandTypes(), isNarrow) || llvm::any_of(op->getResultTypes(), isNarrow)))
        narrow.push_back(op);
    });
    llvm::for_each(narrow, widen);
  }
};
} // namespace
} // namespace dlc

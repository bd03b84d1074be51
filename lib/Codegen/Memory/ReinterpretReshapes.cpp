// Views that take a dimension apart into several of which more than one is dynamic. Upstream's lowering of
// memref.expand_shape computes strides only where one is; here each stride is that of the next dimension
// times its size.
#include "Codegen/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_REINTERPRETRESHAPES
#include "Codegen/Passes.h.inc"

namespace {
void reinterpret(memref::ExpandShapeOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  auto metadata = memref::ExtractStridedMetadataOp::create(b, op.getSrc());
  SmallVector<OpFoldResult> sizes = op.getMixedOutputShape(), strides(sizes.size());
  auto value = [&](OpFoldResult size) {
    return isa<Value>(size)
               ? cast<Value>(size)
               : arith::ConstantIndexOp::create(b, cast<IntegerAttr>(cast<Attribute>(size)).getInt());
  };
  SmallVector<int64_t> known;
  int64_t offset;
  (void)op.getType().getStridesAndOffset(known, offset);
  for (auto [i, group] : llvm::enumerate(op.getReassociationIndices())) {
    Value stride = metadata.getStrides()[i];
    for (int64_t d : llvm::reverse(group)) {
      strides[d] = ShapedType::isDynamic(known[d]) ? OpFoldResult(stride) : b.getIndexAttr(known[d]);
      if (d != group.front())
        stride = b.createOrFold<arith::MulIOp>(stride, value(sizes[d]));
    }
  }
  OpFoldResult start =
      ShapedType::isDynamic(offset) ? OpFoldResult(metadata.getOffset()) : b.getIndexAttr(offset);
  auto view = memref::ReinterpretCastOp::create(b, op.getType(), op.getSrc(), start, sizes, strides);
  op.getResult().replaceAllUsesWith(view);
  op.erase();
}

struct ReinterpretReshapes : impl::ReinterpretReshapesBase<ReinterpretReshapes> {
  void runOnOperation() override {
    getOperation().walk([](memref::ExpandShapeOp op) {
      ArrayRef<int64_t> shape = op.getType().getShape();
      if (llvm::any_of(op.getReassociationIndices(), [&](const ReassociationIndices &group) {
            return llvm::count_if(group, [&](int64_t d) { return ShapedType::isDynamic(shape[d]); }) > 1;
          }))
        reinterpret(op);
    });
  }
};
} // namespace
} // namespace dlc

// Matrix products: one loop nest; a transposition is in the maps.
#include "Conversion/NNToLinalg/Patterns.h"

using namespace mlir;

namespace dlc::lowering {
static Values matmul(nn::MatmulOp op, nn::MatmulOp::Adaptor adaptor, Emitter &emit) {
  AffineExpr i, j, k;
  bindDims(emit.b.getContext(), i, j, k);
  auto map = [&](AffineExpr row, AffineExpr column) {
    return AffineMap::get(3, 0, {row, column}, emit.b.getContext());
  };
  SmallVector<AffineMap> maps{op.getTransposeLhs() ? map(k, i) : map(i, k),
                              op.getTransposeRhs() ? map(j, k) : map(k, j), map(i, j)};
  Values inputs{adaptor.getLhs(), adaptor.getRhs()};
  return {emit.generic(inputs, emit.zeros(typeOf(op.getResult())), maps, {parallel, parallel, reduction},
                       [](OpBuilder &b, Location loc, ValueRange x) -> Values {
                         return {
                             arith::AddFOp::create(b, loc, x[2], arith::MulFOp::create(b, loc, x[0], x[1]))};
                       })[0]};
}

void populateContractionPatterns(Patterns &patterns) { add<nn::MatmulOp>(patterns, matmul); }
} // namespace dlc::lowering

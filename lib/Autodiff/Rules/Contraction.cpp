// Derivative rule of the matrix product. Transpositions go into the products' attributes: no transpose op is
// needed.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static Value product(Value lhs, Value rhs, bool transposeLhs, bool transposeRhs, Emitter &emit) {
  UnitAttr yes = UnitAttr::get(lhs.getContext());
  return emit.make<MatmulOp>(lhs, rhs, transposeLhs ? yes : UnitAttr(), transposeRhs ? yes : UnitAttr());
}

static Adjoints matmul(MatmulOp op, Value g, Emitter &emit) {
  Value a = op.getLhs(), b = op.getRhs();
  bool ta = op.getTransposeLhs(), tb = op.getTransposeRhs();
  Adjoints result(2);
  if (emit.wants(a))
    result[0] = ta ? product(b, g, tb, true, emit) : product(g, b, false, !tb, emit);
  if (emit.wants(b))
    result[1] = tb ? product(g, a, true, ta, emit) : product(a, g, !ta, false, emit);
  return result;
}

void addContractionRules(RuleTable &table) { table.add(matmul); }
} // namespace dlc::autodiff

// Derivative rules of the ops that move elements, and of those that draw random ones.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

static Adjoints transpose(TransposeOp op, Value g, Emitter &emit) {
  SmallVector<int64_t> inverse(op.getPerm().size());
  for (auto [i, dimension] : llvm::enumerate(op.getPerm()))
    inverse[dimension] = i;
  return {emit.make<TransposeOp>(g, DenseI64ArrayAttr::get(op.getContext(), inverse))};
}

void addShapeRules(RuleTable &table) {
  table.add<ReshapeOp>([](ReshapeOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.reshape(g, typeOf(op.getInput()))};
  });
  table.add<FlattenOp>([](FlattenOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.reshape(g, typeOf(op.getInput()))};
  });
  table.add(transpose);
  table.add<ExpandOp>([](ExpandOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.unbroadcast(g, op.getInput().getType())};
  });
  table.add<BarrierOp>([](BarrierOp, Value g, Emitter &) -> Adjoints { return {g}; });
  table.addZero<OneHotOp>("its operand is an index");
  table.addZero<RandomUniformOp>("its operand is a random state, which is no number");
  table.addZero<RandomNormalOp>("its operand is a random state, which is no number");
}
} // namespace dlc::autodiff

// Lets batch norms of a step that several processes share take the statistics of the whole batch, and not of
// their part. In: functions that learn, whose batch norms are in training mode. Out: the same, with
// statistics that are means over ranks. Before state becomes values, because whether a function learns is
// seen there; before derivatives, which then follow.
#include "Transforms/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_SYNCBATCHNORMS
#include "Transforms/Passes.h.inc"

namespace {
bool learns(FuncOp function) {
  return function
      ->walk([](Operation *op) {
        return isa<train::MinimizeOp, train::UpdateOp>(op) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Elements of f32 travel.
Value asWide(ImplicitLocOpBuilder &b, Value value) {
  auto type = cast<SizedTensorType>(value.getType());
  return CastOp::create(b, SizedTensorType::get(type.getShape(), b.getF32Type()), value);
}

template <typename RankOp> Value overRanks(ImplicitLocOpBuilder &b, Value value) {
  Type type = value.getType();
  if (getElementTypeOrSelf(type).isF32())
    return RankOp::create(b, type, value);
  Value wide = asWide(b, value);
  return CastOp::create(b, type, RankOp::create(b, wide.getType(), wide));
}

/// The numbers of elements of a channel that a step asks for, as it does to make a variance unbiased: those
/// of the whole batch.
void countAllRanks(BatchNormTrainingOp op, llvm::DenseSet<Operation *> &counted) {
  const int64_t rank = cast<SizedTensorType>(op.getInput().getType()).getRank();
  for (Operation *user : llvm::to_vector(op.getInput().getUsers())) {
    auto size = dyn_cast<SizeOp>(user);
    if (!size || !size.getAxes() || static_cast<int64_t>(size.getAxes()->size()) != rank - 1 ||
        llvm::any_of(*size.getAxes(), [&](int64_t axis) { return axis == 1 || axis == 1 - rank; }) ||
        !counted.insert(size).second)
      continue;
    SmallVector<OpOperand *> uses;
    for (OpOperand &use : size->getUses())
      uses.push_back(&use);
    ImplicitLocOpBuilder b(size.getLoc(), size->getContext());
    b.setInsertionPointAfter(size);
    Value all = overRanks<train::RankSumOp>(b, size.getResult());
    for (OpOperand *use : uses)
      use->set(all);
  }
}

/// Of parts with means m_r and variances v_r, the whole has the mean m = Σ w_r m_r and the variance
/// Σ w_r (v_r + (m_r - m)²), in which nothing large is subtracted from something large (T. F. Chan, G. H.
/// Golub and R. J. LeVeque, 1979).
void synchronize(BatchNormTrainingOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  auto own = BatchNormTrainingOp::create(b, op.getInput(), op.getScale(), op.getBias(), op.getEpsilonAttr());
  Value mean = overRanks<train::RankMeanOp>(b, own.getMean());
  Value off = SubOp::create(b, own.getMean(), mean);
  Value around = AddOp::create(b, own.getVariance(), MulOp::create(b, off, off).getResult());
  Value variance = overRanks<train::RankMeanOp>(b, around);
  Value result = BatchNormOp::create(b, op.getResult().getType(), op.getInput(), op.getScale(), op.getBias(),
                                     mean, variance, op.getEpsilonAttr(), b.getF64FloatAttr(0.1));
  op.replaceAllUsesWith(ValueRange{result, mean, variance});
  op.erase();
}

struct SyncBatchNorms : impl::SyncBatchNormsBase<SyncBatchNorms> {
  void runOnOperation() override {
    for (FuncOp function : getOperation().getOps<FuncOp>()) {
      if (!learns(function))
        continue;
      SmallVector<BatchNormTrainingOp> norms;
      llvm::DenseSet<Operation *> counted; // two batch norms may have one input
      function.walk([&](BatchNormTrainingOp op) { norms.push_back(op); });
      for (BatchNormTrainingOp op : norms) {
        if (op->getParentOp() != function) {
          op.emitOpError()
              << "cannot take the statistics of all ranks inside '" << op->getParentOp()->getName()
              << "': not all of them need enter it; normalise in front of it or behind it, or let "
                 "each rank take those of its part";
          return signalPassFailure();
        }
        if (getElementTypeOrSelf(op.getInput().getType()).isF64()) {
          op.emitOpError("cannot take the statistics of all ranks in f64, since f32 travels; let each rank "
                         "take those of its part");
          return signalPassFailure();
        }
        countAllRanks(op, counted);
        synchronize(op);
      }
    }
  }
};
} // namespace
} // namespace dlc

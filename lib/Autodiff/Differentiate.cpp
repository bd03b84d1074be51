// Expands each train.gradient by reverse-mode differentiation: a walk from the loss backwards
// (ReverseWalk.h); and each train.jvp by two such walks.
#include "Autodiff/Passes.h"
#include "Autodiff/ReverseWalk.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_DIFFERENTIATE
#include "Autodiff/Passes.h.inc"

namespace {
using namespace autodiff;

/// Operations that all functions together may have with their derivatives, as with what they call: a
/// derivative of a derivative is some times as large, and ten of them are more than memory holds.
constexpr uint64_t maxOperations = 1 << 20;

/// Counts what the walks write.
struct Written : OpBuilder::Listener {
  void notifyOperationInserted(Operation *, OpBuilder::InsertPoint) override { ++operations; }
  uint64_t operations = 0;
};

LogicalResult expand(train::GradientOp gradient, Written &written) {
  OpBuilder builder(gradient, &written);
  ReverseWalk walk(builder, gradient, gradient, gradient.getWrt(), "the loss");
  if (walk.wants(gradient.getLoss()))
    walk.start(gradient.getLoss(), walk.emitter().scalar(1, gradient.getLoss()));
  LogicalResult complete = walk.run();
  // Asked of the gradient again: the walk may have put other values in their place.
  for (auto [value, result] : llvm::zip(gradient.getWrt(), gradient.getGradients()))
    result.replaceAllUsesWith(walk.adjointOrZeros(value));
  gradient.erase();
  return complete;
}

// Two walks back are one forward. The first takes cotangents u of the values to Jᵀu; that is linear in u, and
// a walk from it back to u takes the directions v to Jv. What the first has written serves the second alone
// and holds no value of u, so most of it is dead.
LogicalResult expand(train::JvpOp jvp, Written &written) {
  OpBuilder builder(jvp, &written);
  ReverseWalk back(builder, jvp, jvp, jvp.getWrt(), "the values");
  SmallVector<Value> cotangents;
  for (Value value : jvp.getValues()) {
    Value cotangent = back.emitter().zeros(cast<nn::SizedTensorType>(value.getType()));
    cotangents.push_back(cotangent);
    back.start(value, cotangent);
  }
  LogicalResult complete = back.run();
  ReverseWalk forth(builder, jvp, jvp, cotangents, "");
  if (succeeded(complete)) {
    for (auto [value, direction] : llvm::zip_equal(jvp.getWrt(), jvp.getDirections()))
      if (Value adjoint = back.adjointOf(value))
        forth.start(adjoint, direction);
    complete = forth.run();
  }
  for (auto [cotangent, result] : llvm::zip_equal(cotangents, jvp.getDerivatives()))
    result.replaceAllUsesWith(forth.adjointOrZeros(cotangent));
  jvp.erase();
  return complete;
}

class Differentiate : public impl::DifferentiateBase<Differentiate> {
  void runOnOperation() override {
    // In order, so that a derivative of a derivative finds the inner one expanded.
    SmallVector<Operation *> requests;
    Written written;
    getOperation().walk([&](Operation *op) {
      ++written.operations;
      if (isa<train::GradientOp, train::JvpOp>(op))
        requests.push_back(op);
    });
    // All of them, also behind one that fails: what has no rule is reported at once.
    for (Operation *op : requests) {
      const uint64_t before = written.operations;
      Location loc = op->getLoc();
      auto gradient = dyn_cast<train::GradientOp>(op);
      if (failed(gradient ? expand(gradient, written) : expand(cast<train::JvpOp>(op), written)))
        signalPassFailure();
      if (written.operations > maxOperations) {
        emitError(loc) << "this derivative has " << written.operations - before
                       << " operations, and the module with it more than " << maxOperations
                       << ": each derivative of a derivative multiplies them; ask for a lower order";
        return signalPassFailure();
      }
    }
    // What concerns derivatives alone.
    getOperation().walk([](Operation *op) {
      if (!isa<nn::StopGradientOp, train::IndependentOp>(op))
        return;
      op->replaceAllUsesWith(op->getOperands());
      op->erase();
    });
  }
};
} // namespace
} // namespace dlc

// Keeps values apart that derivatives are taken with respect to. In and out: nn and train with named
// variables and calls. Before every other pass, because inlining, state and simplification each give the uses
// of one value to another, and a derivative is that with respect to the uses in the text. Where a variable
// has other reads that count for what is differentiated, that is refused: it would silently be less.
#include "Train/VariableUses.h"
#include "Transforms/Passes.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_MARKINDEPENDENT
#include "Transforms/Passes.h.inc"

/// Refuses a derivative that nobody can have meant: with respect to a read that nothing uses, where another
/// one of the same variable is used.
static LogicalResult checkReads(Operation *derivative, ValueRange values, ValueRange wrt) {
  const llvm::SetVector<Operation *> behind = opsBehind(values);
  for (Value value : wrt) {
    auto read = value.getDefiningOp<nn::ReadOp>();
    Operation *other = read && !behind.contains(read) ? findOtherRead(read, values, wrt) : nullptr;
    if (!other)
      continue;
    const std::string variable = "'@" + read.getVariable().str() + "'";
    auto call = dyn_cast<nn::CallOp>(other);
    InFlightDiagnostic error =
        derivative->emitOpError("would be 0 with respect to ")
        << variable << " as it is read in one place, since what is differentiated depends on it through ";
    if (call)
      error << "'@" << call.getCallee() << "', which reads it itself: give it to '@" << call.getCallee()
            << "' as an argument";
    else
      error << "another read of it: use that one";
    error.attachNote(read.getLoc()) << "it is read here";
    error.attachNote(other->getLoc()) << (call ? "and called here" : "and once more here");
    return error;
  }
  return success();
}

namespace {
struct MarkIndependent : impl::MarkIndependentBase<MarkIndependent> {
  void runOnOperation() override {
    llvm::SetVector<Value> values;
    const WalkResult walked = getOperation().walk([&](Operation *op) {
      LogicalResult isRight = success();
      if (auto gradient = dyn_cast<train::GradientOp>(op)) {
        isRight = checkReads(op, gradient.getLoss(), gradient.getWrt());
        values.insert_range(gradient.getWrt());
      } else if (auto jvp = dyn_cast<train::JvpOp>(op)) {
        isRight = checkReads(op, jvp.getValues(), jvp.getWrt());
        values.insert_range(jvp.getWrt());
      }
      return failed(isRight) ? WalkResult::interrupt() : WalkResult::advance();
    });
    if (walked.wasInterrupted())
      return signalPassFailure();
    for (Value value : values) {
      if (value.getDefiningOp<train::IndependentOp>())
        continue;
      OpBuilder builder(&getContext());
      builder.setInsertionPointAfterValue(value);
      auto marked = train::IndependentOp::create(builder, value.getLoc(), value);
      value.replaceAllUsesExcept(marked, marked);
    }
  }
};
} // namespace
} // namespace dlc

// The pass convert-train-to-nn: each train.apply becomes the formula of its optimizer, as nn ops. What
// depends on the step alone is a scalar that all weights share; what remains for a weight is elementwise in
// weight, gradient and states (LAMB's two norms aside), so that one loop can do it.
#include "Conversion/Passes.h"
#include "Conversion/TrainToNN/Formulas.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_CONVERTTRAINTONN
#include "Conversion/Passes.h.inc"

namespace {
using namespace formula;

// The formula with the decay that most optimizers offer in front of it. LAMB, Lion and AdamW have their own.
template <typename Optimizer> Formula withDecay(Optimizer optimizer, const Step &step) {
  Formula formula = formulaOf(optimizer, step);
  if constexpr (requires { optimizer.getDecoupled(); }) {
    double decay = optimizer.getWeightDecay();
    if (decay != 0 && optimizer.getDecoupled())
      return [formula, kept = 1 - step.rate * decay](Expression w, Expression g, States states) {
        return formula(w * kept, g, states);
      };
    if (decay != 0)
      return [formula, decay](Expression w, Expression g, States states) {
        return formula(w, g + w * decay, states);
      };
  }
  return formula;
}

struct ConvertTrainToNN : impl::ConvertTrainToNNBase<ConvertTrainToNN> {
  void runOnOperation() override {
    WalkResult walk = getOperation().walk([&](Operation *op) {
      if (isa<train::MinimizeOp, train::UpdateOp>(op))
        op->emitOpError("must be lifted to values before it is converted to nn; run nn-lift-state first");
      else if (isa<train::GradientOp>(op))
        op->emitOpError("must be expanded before updates are converted to nn; run train-differentiate first");
      else {
        if (auto apply = dyn_cast<train::ApplyOp>(op))
          convert(apply);
        return WalkResult::advance();
      }
      return WalkResult::interrupt();
    });
    if (walk.wasInterrupted())
      signalPassFailure();
  }

  static void convert(train::ApplyOp op) {
    ImplicitLocOpBuilder builder(op.getLoc(), op);
    auto expression = [&](Value value) { return Expression(builder, value); };
    Step step{Expression(builder, op.getLearningRate(), /*isFactor=*/true), std::nullopt};
    if (op.getStep())
      step.count = expression(op.getStep()).wide();
    auto formula = train::visitOptimizer<Formula>(op.getOptimizer(),
                                                  [&](auto optimizer) { return withDecay(optimizer, step); });

    SmallVector<Expression> states = llvm::map_to_vector(op.getStates(), expression);
    MutableArrayRef<Expression> rest = states;
    size_t perWeight = op.getOptimizer().states().size();
    SmallVector<Value> next;
    for (auto [weight, gradient] : llvm::zip_equal(op.getWeights(), op.getGradients())) {
      next.push_back(
          formula(expression(weight), expression(gradient), rest.take_front(perWeight)).getValue());
      rest = rest.drop_front(perWeight);
    }
    for (Expression state : states)
      next.push_back(state.getValue());
    op.replaceAllUsesWith(next);
    op.erase();
  }
};
} // namespace
} // namespace dlc

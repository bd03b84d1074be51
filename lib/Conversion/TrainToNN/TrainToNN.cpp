// The pass convert-train-to-nn: the formulas of the optimizers as elementwise nn ops. What depends on the
// step alone is a scalar that all weights share; what remains for a weight is elementwise in weight, gradient
// and states, so that one loop can do it.
#include "Conversion/Passes.h"
#include "Train/Train.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_CONVERTTRAINTONN
#include "Conversion/Passes.h.inc"

namespace {
/// nn ops in few words. A number takes the element type of the value beside it.
class Formula {
public:
  explicit Formula(train::ApplyOp op) : builder(op.getLoc(), op) {}

  Value number(double value, Type element) {
    auto type = RankedTensorType::get({}, element);
    return nn::ConstantOp::create(builder, type,
                                  DenseElementsAttr::get(type, Attribute(FloatAttr::get(element, value))));
  }
  Value add(Value x, Value y) { return nn::AddOp::create(builder, x, y); }
  Value add(Value x, double y) { return add(x, number(y, getElementTypeOrSelf(x))); }
  Value sub(Value x, Value y) { return nn::SubOp::create(builder, x, y); }
  Value mul(Value x, Value y) { return nn::MulOp::create(builder, x, y); }
  Value mul(Value x, double y) { return mul(x, number(y, getElementTypeOrSelf(x))); }
  Value div(Value x, Value y) { return nn::DivOp::create(builder, x, y); }
  Value pow(Value x, Value y) { return nn::PowOp::create(builder, x, y); }
  Value sqrt(Value x) { return nn::SqrtOp::create(builder, x); }
  Value cast(Value x, Type element) {
    auto type = llvm::cast<RankedTensorType>(x.getType()).clone(element);
    return x.getType() == type ? x : Value(nn::CastOp::create(builder, type, x));
  }
  Type f64() { return builder.getF64Type(); }

private:
  ImplicitLocOpBuilder builder;
};

/// A scalar in the element types of the weights, each made once.
class Scalar {
public:
  Scalar(Formula &formula, Value value) : formula(formula), value(value) {}
  Value like(Value weight) {
    Type element = getElementTypeOrSelf(weight);
    Value &made = byElement[element];
    if (!made)
      made = formula.cast(value, element);
    return made;
  }

private:
  Formula &formula;
  Value value;
  llvm::DenseMap<Type, Value> byElement;
};

using Values = SmallVector<Value>;

// Each gives the next weights in `weights`, the next states in `states`.
void applySGD(train::ApplyOp op, Formula &f, Values &weights, Values &) {
  Scalar rate(f, op.getLearningRate());
  for (auto [weight, gradient] : llvm::zip_equal(op.getWeights(), op.getGradients()))
    weights.push_back(f.sub(weight, f.mul(gradient, rate.like(weight))));
}

void applyMomentum(train::ApplyOp op, train::MomentumAttr optimizer, Formula &f, Values &weights,
                   Values &states) {
  Scalar rate(f, op.getLearningRate());
  double momentum = optimizer.getMomentum().getValueAsDouble();
  for (auto [weight, gradient, velocity] :
       llvm::zip_equal(op.getWeights(), op.getGradients(), op.getStates())) {
    Value next = f.add(f.mul(velocity, momentum), gradient);
    states.push_back(next);
    weights.push_back(f.sub(weight, f.mul(next, rate.like(weight))));
  }
}

void applyAdam(train::ApplyOp op, train::AdamAttr optimizer, Formula &f, Values &weights, Values &states) {
  double beta1 = optimizer.getBeta1().getValueAsDouble(), beta2 = optimizer.getBeta2().getValueAsDouble();
  double epsilon = optimizer.getEpsilon().getValueAsDouble();
  // In f64: 1 - beta2^t is a small difference in the first steps.
  Value step = f.cast(op.getStep(), f.f64()), one = f.number(1, f.f64());
  auto correction = [&](double beta) { return f.sub(one, f.pow(f.number(beta, f.f64()), step)); };
  Scalar rate(f, f.div(f.cast(op.getLearningRate(), f.f64()), correction(beta1)));
  Scalar scale(f, f.div(one, f.sqrt(correction(beta2))));
  for (auto [i, weight] : llvm::enumerate(op.getWeights())) {
    Value gradient = op.getGradients()[i];
    Value mean = f.add(f.mul(op.getStates()[2 * i], beta1), f.mul(gradient, 1 - beta1));
    Value square =
        f.add(f.mul(op.getStates()[2 * i + 1], beta2), f.mul(f.mul(gradient, gradient), 1 - beta2));
    Value deviation = f.add(f.mul(f.sqrt(square), scale.like(weight)), epsilon);
    states.append({mean, square});
    weights.push_back(f.sub(weight, f.mul(f.div(mean, deviation), rate.like(weight))));
  }
}

struct ConvertTrainToNN : impl::ConvertTrainToNNBase<ConvertTrainToNN> {
  void runOnOperation() override {
    WalkResult walk = getOperation().walk([&](Operation *op) {
      if (isa<train::MinimizeOp, train::UpdateOp>(op))
        op->emitOpError("must be lifted to values before it is converted to nn; run nn-lift-state first");
      else if (isa<train::GradientOp>(op))
        op->emitOpError("must be expanded before updates are converted to nn; run train-differentiate first");
      else
        return failed(convert(dyn_cast<train::ApplyOp>(op))) ? WalkResult::interrupt()
                                                             : WalkResult::advance();
      return WalkResult::interrupt();
    });
    if (walk.wasInterrupted())
      signalPassFailure();
  }

  static LogicalResult convert(train::ApplyOp op) {
    if (!op)
      return success();
    Formula formula(op);
    Values next, states;
    train::OptimizerInterface optimizer = op.getOptimizer();
    if (isa<train::SGDAttr>(optimizer))
      applySGD(op, formula, next, states);
    else if (auto momentum = dyn_cast<train::MomentumAttr>(optimizer))
      applyMomentum(op, momentum, formula, next, states);
    else
      applyAdam(op, cast<train::AdamAttr>(optimizer), formula, next, states);
    llvm::append_range(next, states);
    op.replaceAllUsesWith(next);
    op.erase();
    return success();
  }
};
} // namespace
} // namespace dlc

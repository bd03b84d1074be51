// A train.minimize is a gradient, what its recipe does to that, and a train.apply for each group of
// variables. All of it is computed in f32 at least; weights of 16 bits are rounded where they are assigned.
// What depends on how the step went (a gradient that is still being accumulated, or is not finite) is written
// as a choice between next and current values, because a step is straight-line code.
#include "Transforms/ExpandUpdates.h"
#include "Transforms/Sources.h"

#include "NN/NNExpression.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
namespace {
using Group = OptimizerState::Group;

class Expansion {
public:
  Expansion(Operation *op, Value rate, const OptimizerState::Update &update, Versions &versions)
      : op(op), rate(rate), update(update), recipe(update.recipe), versions(versions),
        builder(op->getLoc(), op) {
    for (const Group &group : update.groups)
      llvm::append_range(weights, group.weights);
  }

  LogicalResult minimize(Value loss) {
    if (failed(checkVersions(loss)) || failed(checkLearns(loss)))
      return failure();
    differentiate(loss);
    accumulate();
    penalize();
    clip();
    applyOptimizers();
    average();
    return success();
  }

  void apply(Value gradient) {
    gradients.push_back(expression(gradient));
    applyOptimizers();
  }

private:
  Expression expression(Value value, bool isFactor = false) {
    Expression stored(builder, value, isFactor);
    return stored.as(train::computedType(getElementTypeOrSelf(value)));
  }
  Expression current(VariableOp variable) { return expression(versions.current(variable)); }
  void assign(VariableOp variable, Expression next) {
    versions.assign(variable, next.as(getElementTypeOrSelf(variable.getType())).getValue(), op);
  }
  // Where the step moves weights: the next value.
  void assignIfMoving(VariableOp variable, Expression next) {
    assign(variable, moves ? where(*moves, next, current(variable)) : next);
  }

  /// Whether an op is constant but for jumps, and its derivative 0, so that nothing in front of it learns.
  static bool isFlat(Value value) {
    return isa_and_present<StepOp, SignOp, FloorOp, CeilOp, RoundOp>(value.getDefiningOp());
  }

  /// What a value is computed from, the nearest first; not what lies in front of flat ops alone, if those end
  /// the search.
  static llvm::SetVector<Value> valuesBehind(Value value, bool endsAtFlat = false) {
    llvm::SetVector<Value> seen;
    seen.insert(value);
    for (size_t i = 0; i < seen.size(); ++i)
      if (Value each = seen[i]; !endsAtFlat || !isFlat(each))
        for (Value source : sourcesOf(each))
          seen.insert(source);
    return seen;
  }

  LogicalResult checkVersions(Value loss) {
    llvm::SetVector<Value> behindLoss = valuesBehind(loss);
    auto isUsed = [&](Value version) { return behindLoss.contains(version); };
    for (VariableOp weight : weights) {
      const Versions::Variable &variable = versions.of(weight.getSymNameAttr());
      if (isUsed(variable.values.back()) || llvm::none_of(variable.values, isUsed))
        continue;
      InFlightDiagnostic error = op->emitOpError()
                                 << "has a loss that was computed from an earlier version of '@"
                                 << weight.getSymName()
                                 << "' than the one to update; compute the loss after the assignment";
      error.attachNote(*variable.written) << "the current version is assigned here";
      return error;
    }
    return success();
  }

  /// Refuses a weight that no step would move.
  LogicalResult checkLearns(Value loss) {
    const llvm::SetVector<Value> behind = valuesBehind(loss),
                                 learning = valuesBehind(loss, /*endsAtFlat=*/true);
    for (VariableOp weight : weights) {
      Value value = versions.current(weight);
      if (!behind.contains(value) || learning.contains(value))
        continue;
      auto hides = [&](Value each) { return isFlat(each) && valuesBehind(each).contains(value); };
      Operation *flat = llvm::find_if(learning, hides)->getDefiningOp();
      InFlightDiagnostic error =
          flat->emitOpError()
          << "has the derivative 0, and '@" << weight.getSymName()
          << "' acts on the loss through it alone, so that no step would ever change it; use "
             "an op with a slope in its place (nn.sigmoid, nn.tanh, nn.relu), or leave '@"
          << weight.getSymName() << "' out of what is trained";
      error.attachNote(op->getLoc()) << "it is trained here";
      return error;
    }
    return success();
  }

  // One gradient for all groups: one walk back over the network.
  void differentiate(Value loss) {
    std::optional<Expression> scale;
    if (update.lossScale)
      scale = expression(versions.current(update.lossScale), /*isFactor=*/true);
    else if (recipe.getLossScale() != 1)
      scale = expression(loss, /*isFactor=*/true).number(recipe.getLossScale());
    if (scale)
      loss = (Expression(builder, loss) * *scale).getValue();
    SmallVector<Value> values =
        llvm::map_to_vector(weights, [&](VariableOp weight) { return versions.current(weight); });
    std::optional<Expression> inverse;
    auto gradient = train::GradientOp::create(builder, loss, values);
    if (scale)
      inverse = 1 / *scale;
    for (Value value : gradient.getGradients())
      gradients.push_back(inverse ? expression(value) * *inverse : expression(value));
  }

  // Sets `moves`.
  void accumulate() {
    // Each zero where weights move: how many gradients are missing; NaN if one is not finite.
    std::optional<Expression> missing, poison;
    std::optional<Expression> isFull;
    if (update.accumulatedSteps) {
      Expression count = current(update.accumulatedSteps) + 1;
      moves = isFull = count == double(recipe.getAccumulate());
      missing = (count - double(recipe.getAccumulate())).wide();
      assign(update.accumulatedSteps, where(*isFull, count.number(0), count));
      for (auto [variable, gradient] : llvm::zip_equal(update.accumulated, gradients)) {
        Expression sum = current(variable) + gradient;
        assign(variable, where(*isFull, sum.number(0), sum));
        gradient = sum * (1.0 / double(recipe.getAccumulate()));
      }
    }
    if (!update.lossScale)
      return;
    for (Expression &gradient : gradients) {
      Expression zero = sum(gradient * 0).wide();
      poison = poison ? *poison + zero : zero;
    }
    Expression isFinite = *poison == 0;
    adaptScale(isFinite, isFull);
    moves = missing ? *missing + *poison == 0 : isFinite;
  }

  // After a gradient that is not finite half the scale, after enough that are the double of it.
  void adaptScale(Expression isFinite, std::optional<Expression> isFull) {
    Expression scale = current(update.lossScale), steps = current(update.finiteSteps);
    bool isWide = getElementTypeOrSelf(scale.getValue()).isF64();
    Expression largest = scale.number(std::ldexp(1, isWide ? 1023 : 127)), none = steps.number(0);
    Expression more = steps + 1, isLong = more == double(recipe.getGrowthInterval());
    Expression grown = where(isLong, min(scale * 2, largest), scale);
    Expression nextScale = where(isFinite, grown, scale * 0.5);
    Expression nextSteps = where(isFinite, where(isLong, none, more), none);
    assign(update.lossScale, isFull ? where(*isFull, nextScale, scale) : nextScale);
    assign(update.finiteSteps, isFull ? where(*isFull, nextSteps, steps) : nextSteps);
  }

  // The derivatives of l1 · Σ|w| + l2 · Σw².
  void penalize() {
    MutableArrayRef<Expression> rest = gradients;
    for (const Group &group : update.groups) {
      for (auto [variable, gradient] : llvm::zip(group.weights, rest)) {
        if (group.l1 != 0)
          gradient = gradient + sign(current(variable)) * group.l1;
        if (group.l2 != 0)
          gradient = gradient + current(variable) * (2 * group.l2);
      }
      rest = rest.drop_front(group.weights.size());
    }
  }

  void clip() {
    if (double bound = recipe.getClipValue(); bound != 0)
      for (Expression &gradient : gradients)
        gradient = min(max(gradient, gradient.number(-bound)), gradient.number(bound));
    if (double bound = recipe.getClipNorm(); bound != 0) {
      std::optional<Expression> square;
      for (Expression gradient : gradients) {
        Expression part = sum(gradient * gradient).wide();
        square = square ? *square + part : part;
      }
      Expression norm = sqrt(*square);
      Expression factor = min(bound / (norm + 1e-6), norm.number(1));
      for (Expression &gradient : gradients)
        gradient = gradient * factor;
    }
  }

  void applyOptimizers() {
    ArrayRef<Expression> rest = gradients;
    for (const Group &group : update.groups) {
      auto currentOf = [&](VariableOp variable) { return current(variable).getValue(); };
      auto valueOf = [](Expression gradient) { return gradient.getValue(); };
      Value step;
      if (group.step) {
        Expression next = current(group.step) + 1;
        step = next.getValue();
        assignIfMoving(group.step, next);
      }
      Expression groupRate = expression(rate);
      if (group.rate != 1)
        groupRate = groupRate * group.rate;
      auto next = train::ApplyOp::create(builder, llvm::map_to_vector(group.weights, currentOf),
                                         llvm::map_to_vector(rest.take_front(group.weights.size()), valueOf),
                                         llvm::map_to_vector(group.states, currentOf), groupRate.getValue(),
                                         step, group.optimizer);
      SmallVector<VariableOp> updated(group.weights);
      llvm::append_range(updated, group.states);
      for (auto [variable, value] : llvm::zip_equal(updated, next.getNext()))
        assignIfMoving(variable, expression(value));
      rest = rest.drop_front(group.weights.size());
    }
  }

  void average() {
    if (!update.averageSteps)
      return;
    double kept = recipe.getAverage();
    Expression isFirst = current(update.averageSteps) == 0;
    for (auto [weight, variable] : llvm::zip_equal(weights, update.averages)) {
      Expression value = current(weight);
      assignIfMoving(variable, where(isFirst, value, current(variable) * kept + value * (1 - kept)));
    }
    assignIfMoving(update.averageSteps, current(update.averageSteps) + 1);
  }

  Operation *op;
  Value rate;
  const OptimizerState::Update &update;
  train::RecipeAttr recipe;
  Versions &versions;
  ImplicitLocOpBuilder builder;
  SmallVector<VariableOp> weights; // of all groups
  SmallVector<Expression> gradients;
  std::optional<Expression> moves; // whether this step does; nothing: it always does
};
} // namespace

LogicalResult expandUpdate(train::MinimizeOp op, const OptimizerState::Update &update, Versions &versions) {
  return Expansion(op, op.getLearningRate(), update, versions).minimize(op.getLoss());
}

void expandUpdate(train::UpdateOp op, const OptimizerState::Update &update, Versions &versions) {
  Expansion(op, op.getLearningRate(), update, versions).apply(op.getGradient());
}
} // namespace dlc

// Steps of optimizers, as the preview of training in ONNX has them: R (rate), T (count), then for each tensor
// X, its gradient and what the optimizer keeps.
#include "Import/RuleTable.h"
#include "Train/Train.h"

using namespace mlir;

namespace dlc::importer {

namespace {
/// One tensor of a step.
struct Slot {
  Value x, gradient; ///< the latter with the penalty on the norm
  SmallVector<Value> kept;
};
} // namespace

/// Calls `update` for each tensor; it gives the next X, then what is kept.
static void forEachTensor(Node &node, size_t keptCount,
                          llvm::function_ref<SmallVector<Value>(const Slot &)> update) {
  Emit &e = node.e;
  const size_t groups = 2 + keptCount, count = (node.inputCount() - 2) / groups;
  if (node.inputCount() < 2 + groups || (node.inputCount() - 2) % groups != 0)
    refuse("it has " + Twine(node.inputCount()) + " inputs, which are not two and " + Twine(groups) +
           " for each tensor");
  const double norm = node.f("norm_coefficient", 0);
  for (size_t i = 0; i < count; ++i) {
    Slot slot{node.in(2 + i), node.in(2 + count + i), {}};
    slot.gradient = norm == 0 ? slot.gradient : e.add(e.mul(slot.x, norm), slot.gradient);
    for (size_t k = 0; k < keptCount; ++k)
      slot.kept.push_back(node.in(2 + (2 + k) * count + i));
    for (auto [k, value] : llvm::enumerate(update(slot)))
      node.set(k * count + i, value);
  }
}

static Value scalarOf(Node &node, size_t i, Type element) {
  return node.e.reshape(node.e.cast(node.in(i), element), {});
}

static void adagrad(Node &node) {
  Emit &e = node.e;
  forEachTensor(node, 1, [&](const Slot &slot) {
    Type element = elementOf(slot.x);
    Value decay = e.add(e.mul(scalarOf(node, 1, element), node.f("decay_factor", 0)), 1);
    Value rate = e.div(scalarOf(node, 0, element), decay);
    Value squares = e.add(slot.kept[0], e.mul(slot.gradient, slot.gradient));
    Value step =
        e.div(e.mul(rate, slot.gradient), e.add(e.unary<nn::SqrtOp>(squares), node.f("epsilon", 1e-6)));
    return SmallVector<Value>{e.sub(slot.x, step), squares};
  });
}

static void momentum(Node &node) {
  Emit &e = node.e;
  const std::string mode = node.choice("mode", "standard", {"standard", "nesterov"});
  forEachTensor(node, 1, [&](const Slot &slot) {
    Type element = elementOf(slot.x);
    Value rate = scalarOf(node, 0, element);
    Value isLater = e.compare(nn::ComparePredicate::gt, e.reshape(node.in(1), {}), 0);
    Value beta = e.where(isLater, e.scalar(node.f("beta", 0), element), e.scalar(1, element));
    Value velocity = e.add(e.mul(slot.kept[0], node.f("alpha", 0)), e.mul(slot.gradient, beta));
    Value way = mode == "standard" ? velocity : e.add(slot.gradient, e.mul(velocity, node.f("alpha", 0)));
    return SmallVector<Value>{e.sub(slot.x, e.mul(rate, way)), velocity};
  });
}

static void adam(Node &node) {
  Emit &e = node.e;
  const double alpha = node.f("alpha", 0.9), beta = node.f("beta", 0.999);
  forEachTensor(node, 2, [&](const Slot &slot) {
    Type element = elementOf(slot.x);
    Value rate = scalarOf(node, 0, element), count = scalarOf(node, 1, element);
    auto rest = [&](double factor) { // 1 - factor^T
      return e.sub(e.scalar(1, element), e.one<nn::PowOp>({e.scalar(factor, element), count}));
    };
    Value corrected = e.div(e.mul(rate, e.unary<nn::SqrtOp>(rest(beta))), rest(alpha));
    rate = e.where(e.compare(nn::ComparePredicate::gt, count, 0), corrected, rate);
    Value mean = e.add(e.mul(slot.kept[0], alpha), e.mul(slot.gradient, 1 - alpha));
    Value squares = e.add(e.mul(slot.kept[1], beta), e.mul(e.mul(slot.gradient, slot.gradient), 1 - beta));
    Value step = e.div(e.mul(rate, mean), e.add(e.unary<nn::SqrtOp>(squares), node.f("epsilon", 1e-6)));
    Value x = e.mul(e.sub(slot.x, step), 1 - node.f("norm_coefficient_post", 0));
    return SmallVector<Value>{x, mean, squares};
  });
}

/// Of a value of the graph with respect to others, at the values that these have there.
static void gradient(Node &node) {
  Emit &e = node.e;
  std::vector<std::string> names = node.ss("xs");
  const size_t count = names.size();
  llvm::append_range(names, node.ss("zs"));
  for (size_t i = 0; i < names.size(); ++i)
    if (i >= node.inputCount() || node.input(i) != names[i])
      refuse("it wants the derivative at other values than the graph has for '" + Twine(names[i]) + "'");
  Ref y = node.scope.find(node.s("y", ""));
  if (!y)
    refuse("there is no value '" + Twine(node.s("y", "")) + "' to differentiate");
  SmallVector<Value> operands{e.reduce<nn::ReduceSumOp>(node.valueOf(y), std::nullopt, false)};
  for (size_t i = 0; i < count; ++i)
    operands.push_back(node.in(i));
  node.setResults(e.op<train::GradientOp>(operands, e.attrs()));
}

ArrayRef<Rule> trainingRules() {
  static const Rule rules[] = {
      {"Gradient", 1, newest, gradient, "at the values of the graph", "ai.onnx.preview.training"},
      {"Adagrad", 1, newest, adagrad, "", "ai.onnx.preview.training"},
      {"Adam", 1, newest, adam, "", "ai.onnx.preview.training"},
      {"Momentum", 1, newest, momentum, "", "ai.onnx.preview.training"},
  };
  return rules;
}

} // namespace dlc::importer

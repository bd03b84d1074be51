// Adam and its kin: two moments of the gradient, and the correction of what they lack in the first steps.
// That is in f64, because 1 - beta^t is a small difference there.
#include "Conversion/TrainToNN/Formulas.h"

namespace dlc::formula {
// How much of a moment's weights the steps so far have filled.
static Expression filled(double beta, const Step &step) { return 1 - pow(beta, *step.count); }

namespace {
/// m and v, the first two states, of an optimizer that has beta1, beta2 and epsilon.
template <typename Optimizer> class Moments {
public:
  Moments(Optimizer optimizer, const Step &step)
      : optimizer(optimizer), scale(1 / sqrt(filled(optimizer.getBeta2(), step))) {}

  void update(Expression g, States states) const {
    double beta1 = optimizer.getBeta1(), beta2 = optimizer.getBeta2();
    states[0] = states[0] * beta1 + g * (1 - beta1);
    states[1] = states[1] * beta2 + g * g * (1 - beta2);
  }
  /// From v, or what takes its place, to what a step is divided by.
  Expression deviation(Expression square) const { return sqrt(square) * scale + optimizer.getEpsilon(); }

private:
  Optimizer optimizer;
  Expression scale;
};
} // namespace

template <typename Optimizer> static Formula adam(Optimizer optimizer, const Step &step) {
  Moments<Optimizer> moments(optimizer, step);
  Expression rate = step.rate.wide() / filled(optimizer.getBeta1(), step);
  return [=](Expression w, Expression g, States states) {
    moments.update(g, states);
    return w - states[0] / moments.deviation(states[1]) * rate;
  };
}

Formula formulaOf(train::AdamAttr optimizer, const Step &step) { return adam(optimizer, step); }

Formula formulaOf(train::AdamWAttr optimizer, const Step &step) {
  return [formula = adam(optimizer, step), kept = 1 - step.rate * optimizer.getWeightDecay()](
             Expression w, Expression g, States states) { return formula(w * kept, g, states); };
}

Formula formulaOf(train::AMSGradAttr optimizer, const Step &step) {
  Moments<train::AMSGradAttr> moments(optimizer, step);
  Expression rate = step.rate.wide() / filled(optimizer.getBeta1(), step);
  return [=](Expression w, Expression g, States states) {
    moments.update(g, states);
    states[2] = max(states[2], states[1]);
    return w - states[0] / moments.deviation(states[2]) * rate;
  };
}

Formula formulaOf(train::NAdamAttr optimizer, const Step &step) {
  Moments<train::NAdamAttr> moments(optimizer, step);
  auto momentum = [&](Expression count) {
    return (1 - pow(0.96, count * optimizer.getMomentumDecay()) * 0.5) * optimizer.getBeta1();
  };
  Expression now = momentum(*step.count), next = momentum(*step.count + 1);
  Expression rate = step.rate.wide();
  return [=](Expression w, Expression g, States states) {
    moments.update(g, states);
    Expression product = states[2].wide() * now;
    states[2] = product;
    Expression ofGradient = rate * (1 - now) / (1 - product);
    Expression ofMean = rate * next / (1 - product * next);
    return w - (g * ofGradient + states[0] * ofMean) / moments.deviation(states[1]);
  };
}

Formula formulaOf(train::LAMBAttr optimizer, const Step &step) {
  Moments<train::LAMBAttr> moments(optimizer, step);
  return [=, rate = step.rate, scale = 1 / filled(optimizer.getBeta1(), step)](Expression w, Expression g,
                                                                               States states) {
    moments.update(g, states);
    Expression direction = states[0] * scale / moments.deviation(states[1]) + w * optimizer.getWeightDecay();
    // Without the factor where a norm is 0: a weight that begins with zeros would keep them.
    Expression length = sqrt(sum(w * w)), stride = sqrt(sum(direction * direction)), one = length.number(1);
    Expression factor = where(length > 0, where(stride > 0, length / stride, one), one);
    return w - direction * (factor * rate);
  };
}
} // namespace dlc::formula

// Optimizers whose step has one size for all elements of a weight: gradient descent, momentum, signs.
#include "Conversion/TrainToNN/Formulas.h"

namespace dlc::formula {
Formula formulaOf(train::SGDAttr, const Step &step) {
  return [rate = step.rate](Expression w, Expression g, States) { return w - g * rate; };
}

Formula formulaOf(train::MomentumAttr optimizer, const Step &step) {
  return [rate = step.rate, momentum = optimizer.getMomentum()](Expression w, Expression g, States states) {
    Expression &velocity = states[0];
    velocity = velocity * momentum + g;
    return w - velocity * rate;
  };
}

Formula formulaOf(train::NesterovAttr optimizer, const Step &step) {
  return [rate = step.rate, momentum = optimizer.getMomentum()](Expression w, Expression g, States states) {
    Expression &velocity = states[0];
    velocity = velocity * momentum + g;
    return w - (g + velocity * momentum) * rate;
  };
}

Formula formulaOf(train::LionAttr optimizer, const Step &step) {
  return [rate = step.rate, optimizer](Expression w, Expression g, States states) {
    Expression &m = states[0];
    double beta1 = optimizer.getBeta1(), beta2 = optimizer.getBeta2(), decay = optimizer.getWeightDecay();
    Expression direction = sign(m * beta1 + g * (1 - beta1));
    m = m * beta2 + g * (1 - beta2);
    return w - (decay == 0 ? direction : direction + w * decay) * rate;
  };
}
} // namespace dlc::formula

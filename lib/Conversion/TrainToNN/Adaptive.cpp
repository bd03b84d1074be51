// Optimizers that divide by how large the gradients of an element have been.
#include "Conversion/TrainToNN/Formulas.h"

namespace dlc::formula {
Formula formulaOf(train::AdaGradAttr optimizer, const Step &step) {
  return [rate = step.rate, epsilon = optimizer.getEpsilon()](Expression w, Expression g, States states) {
    Expression &sum = states[0];
    sum = sum + g * g;
    return w - g / (sqrt(sum) + epsilon) * rate;
  };
}

Formula formulaOf(train::RMSPropAttr optimizer, const Step &step) {
  return [rate = step.rate, optimizer](Expression w, Expression g, States states) {
    double alpha = optimizer.getAlpha();
    Expression &v = states.front();
    v = v * alpha + g * g * (1 - alpha);
    Expression variance = v;
    if (optimizer.getCentered()) {
      Expression &mean = states[1];
      mean = mean * alpha + g * (1 - alpha);
      variance = v - mean * mean;
    }
    Expression direction = g / (sqrt(variance) + optimizer.getEpsilon());
    if (optimizer.getMomentum() != 0) {
      Expression &velocity = states.back();
      direction = velocity = velocity * optimizer.getMomentum() + direction;
    }
    return w - direction * rate;
  };
}

Formula formulaOf(train::AdaDeltaAttr optimizer, const Step &step) {
  return [rate = step.rate, optimizer](Expression w, Expression g, States states) {
    double rho = optimizer.getRho(), epsilon = optimizer.getEpsilon();
    Expression &v = states[0], &d = states[1];
    v = v * rho + g * g * (1 - rho);
    Expression direction = sqrt(d + epsilon) / sqrt(v + epsilon) * g;
    d = d * rho + direction * direction * (1 - rho);
    return w - direction * rate;
  };
}
} // namespace dlc::formula

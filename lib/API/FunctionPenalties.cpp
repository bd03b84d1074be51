// Penalties, made of what there is: the text says what is computed.
#include "API/BuilderImpl.h"

namespace dlc {

static Value named(Value penalty, double strength, const char *name) {
  return strength == 1 ? penalty.named(name) : (penalty * strength).named(name);
}

Value Function::l1Penalty(Value x, double strength) {
  return named(reduceSum(abs(x)), strength, "l1_penalty");
}

Value Function::l2Penalty(Value x, double strength) {
  return named(reduceSum(x * x), strength, "l2_penalty");
}

Value Function::sparsityPenalty(Value activations, double rho, double strength) {
  if (!(rho > 0 && rho < 1))
    impl->fail("the sparsity " + std::to_string(rho) + " must be greater than 0 and less than 1");
  constexpr double margin = 1e-7;
  const DType dtype = activations.dtype();
  Value mean = reduceMean(activations, {0});
  Value q = min(max(mean, constant(margin, dtype)), constant(1 - margin, dtype)).named("mean_activation");
  // ρ log(ρ / q) + (1 - ρ) log((1 - ρ) / (1 - q))
  const double constantPart = rho * std::log(rho) + (1 - rho) * std::log(1 - rho);
  Value divergence = constantPart - rho * log(q) - (1 - rho) * log(1.0 - q);
  return named(reduceSum(divergence), strength, "sparsity_penalty");
}

} // namespace dlc

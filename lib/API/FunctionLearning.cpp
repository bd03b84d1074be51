// dlc::Function, the rules by which variables learn: train.minimize, train.update, train.apply.
#include "API/BuilderImpl.h"
#include "API/GraphImpl.h"
#include "Train/Train.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/GlobPattern.h"

using namespace mlir;

namespace dlc {

/// The attribute of an optimizer or recipe, whose text was read before, or was made by hand.
static Attribute ruleOf(Function::Impl &impl, const Optimizer &optimizer) {
  MLIRContext *context = &impl.graph->context;
  std::string problem;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) { problem = diagnostic.str(); });
  FailureOr<Attribute> rule =
      train::parseOptimizer(optimizer.text, context, [&] { return emitError(UnknownLoc::get(context)); });
  if (failed(rule))
    impl.fail("optimizer '" + optimizer.text + "': " + problem);
  return *rule;
}

static void checkStep(Function::Impl &impl, const char *call, Value learningRate) {
  if (impl.region)
    impl.fail(std::string(call) +
              "() stands in a region, but variables learn in a function itself; return what "
              "is to be made small from the region");
  if (mlir::Value rate = impl.unwrap(learningRate); !train::isScalar(rate.getType()))
    impl.fail(std::string(call) + "() has a learning rate of " + typeText(rate.getType()) +
              ", but it is one floating-point number");
}

static bool learns(nn::VariableOp variable) {
  return variable.getRole() == nn::VariableRole::parameter &&
         nn::isTensorOf(variable.getType(), nn::ElementClass::Float);
}

/// The parameters of these names, or whose names fit these patterns.
static SmallVector<Attribute> parametersOf(Function::Impl &impl, const std::vector<std::string> &patterns) {
  llvm::SetVector<Attribute> found;
  for (const std::string &pattern : patterns) {
    if (nn::VariableOp named = impl.graph->findVariable(pattern); named && !learns(named))
      impl.fail("'@" + pattern + "' is " + nn::stringifyVariableRole(named.getRole()).str() + " " +
                typeText(named.getType()) + ", but what learns is a parameter of floating-point numbers");
    llvm::Expected<llvm::GlobPattern> glob = llvm::GlobPattern::create(pattern, /*MaxSubPatterns=*/1024);
    if (!glob)
      impl.fail("the pattern '" + pattern + "' is not well-formed: " + llvm::toString(glob.takeError()));
    const size_t before = found.size();
    std::string known;
    for (nn::VariableOp variable : impl.graph->module->getOps<nn::VariableOp>()) {
      if (!learns(variable))
        continue;
      known += (known.empty() ? "@" : ", @") + variable.getSymName().str();
      if (glob->match(variable.getSymName()))
        found.insert(FlatSymbolRefAttr::get(variable.getSymNameAttr()));
    }
    if (found.size() == before)
      impl.fail("no parameter that has not been named before fits '" + pattern + "'; there are " +
                (known.empty() ? "none" : known));
  }
  return found.takeVector();
}

void Function::minimize(Value loss, Value learningRate, const Optimizer &optimizer,
                        const std::vector<std::string> &variables) {
  checkStep(*impl, "minimize", learningRate);
  mlir::Value made = impl->unwrap(loss);
  if (!train::isScalar(made.getType()))
    impl->fail("minimize() of " + typeText(made.getType()) +
               ", but a loss is one floating-point number; reduceMean() makes one");
  SmallVector<NamedAttribute> attributes{impl->attribute("optimizer", ruleOf(*impl, optimizer))};
  if (!variables.empty())
    attributes.push_back(
        impl->attribute("variables", ArrayAttr::get(&impl->graph->context, parametersOf(*impl, variables))));
  impl->emit("train.minimize", {made, impl->unwrap(learningRate)}, attributes, ArrayRef<Type>());
  impl->current.clear(); // the next reads see what has been learnt
}

void Function::update(const std::string &variable, Value gradient, Value learningRate,
                      const Optimizer &optimizer) {
  checkStep(*impl, "update", learningRate);
  const Attribute rule = ruleOf(*impl, optimizer);
  if (isa<train::RecipeAttr>(rule))
    impl->fail("update() takes an optimizer alone, but is given '" + optimizer.text +
               "'; minimize() takes recipes");
  nn::VariableOp updated = impl->graph->findVariable(variable);
  if (!updated || !learns(updated))
    impl->fail("updates '@" + variable + "', which is " +
               (updated
                    ? nn::stringifyVariableRole(updated.getRole()).str() + " " + typeText(updated.getType())
                    : "no variable of the network") +
               "; what learns is a parameter of floating-point numbers");
  mlir::Value direction = impl->unwrap(gradient);
  if (direction.getType() != updated.getType())
    impl->fail("updates '@" + variable + "', which is " + typeText(updated.getType()) +
               ", with a gradient of " + typeText(direction.getType()));
  impl->emit("train.update", {direction, impl->unwrap(learningRate)},
             {impl->attribute("variable", FlatSymbolRefAttr::get(&impl->graph->context, variable)),
              impl->attribute("optimizer", rule)},
             ArrayRef<Type>());
  impl->current.erase(variable);
}

Values Function::apply(const Optimizer &optimizer, const Values &weights, const Values &gradients,
                       const Values &states, Value learningRate, std::optional<Value> step) {
  const Attribute rule = ruleOf(*impl, optimizer);
  if (isa<train::RecipeAttr>(rule))
    impl->fail("apply() takes an optimizer alone, but is given '" + optimizer.text +
               "'; minimize() takes recipes");
  SmallVector<mlir::Value> operands = impl->unwrap(weights);
  SmallVector<int32_t> sizes{static_cast<int32_t>(weights.size())};
  SmallVector<std::string> names;
  for (mlir::Value weight : operands)
    names.push_back(impl->nameOf(weight));
  for (const Values *more : {&gradients, &states}) {
    operands.append(impl->unwrap(*more));
    sizes.push_back(static_cast<int32_t>(more->size()));
  }
  for (mlir::Value state : ArrayRef(operands).take_back(states.size()))
    names.push_back(impl->nameOf(state));
  SmallVector<Type> types(ValueRange(operands).take_front(weights.size()).getTypes());
  llvm::append_range(types, ValueRange(operands).take_back(states.size()).getTypes());
  operands.push_back(impl->unwrap(learningRate));
  if (step)
    operands.push_back(impl->unwrap(*step));
  sizes.append({1, step ? 1 : 0});
  Operation *op = impl->emit(
      "train.apply", operands,
      {impl->attribute("optimizer", rule),
       impl->attribute("operandSegmentSizes", DenseI32ArrayAttr::get(&impl->graph->context, sizes))},
      ArrayRef<Type>(types));
  Values next;
  for (auto [i, name] : llvm::enumerate(names))
    next.push_back(impl->wrapNamed(op, static_cast<unsigned>(i), name + ".next"));
  return next;
}

} // namespace dlc

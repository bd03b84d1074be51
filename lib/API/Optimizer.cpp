// The text of a learning rule, read with the settings that the train dialect declares.
#include "dlc/Optimizer.h"

#include "Train/Train.h"

#include "mlir/IR/Diagnostics.h"

using namespace mlir;

namespace dlc {

Optimizer parseOptimizer(const std::string &text) {
  MLIRContext context;
  context.loadDialect<train::TrainDialect>();
  std::string problem;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    problem = diagnostic.str();
    return success();
  });
  FailureOr<Attribute> parsed =
      train::parseOptimizer(text, &context, [&] { return emitError(UnknownLoc::get(&context)); });
  if (failed(parsed))
    throw Error("optimizer '" + text + "': " + problem);
  const train::OptimizerKind &kind = train::RecipeAttr::of(*parsed).getOptimizer().kind();
  return {kind.name.str(), train::optimizerText(*parsed), kind.learningRate};
}

std::vector<std::string> optimizerNames() {
  std::vector<std::string> names;
  for (const train::OptimizerKind *kind : train::optimizerKinds())
    names.push_back(kind->name.str());
  return names;
}

} // namespace dlc

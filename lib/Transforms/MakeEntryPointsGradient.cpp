// Derivatives as results: what an optimizer outside of the model needs, and who checks them.
#include "Transforms/MakeEntryPoints.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
Value readOnce(FuncOp function, VariableOp variable) {
  // In the order of the calls: behind what is read first, where nothing is assigned yet.
  Block &body = function.getBody().front();
  OpBuilder builder(&body, llvm::find_if_not(body, llvm::IsaPred<ReadOp>));
  Value value = ReadOp::create(builder, variable.getLoc(), variable.getType(), variable.getSymName());
  for (ReadOp read : llvm::make_early_inc_range(function.getOps<ReadOp>()))
    if (read.getVariable() == variable.getSymName() && read != value.getDefiningOp()) {
      read.getResult().replaceAllUsesWith(value);
      read.erase();
    }
  return value;
}

void setResults(FuncOp function, ValueRange results, ArrayRef<StringAttr> names) {
  Builder builder(function.getContext());
  Block &body = function.getBody().front();
  body.getTerminator()->setOperands(results);
  function.setResultNamesAttr(builder.getArrayAttr(SmallVector<Attribute>(names.begin(), names.end())));
  function.setFunctionType(
      builder.getFunctionType(body.getArgumentTypes(), llvm::to_vector(results.getTypes())));
}

void appendGradients(FuncOp function, ValueRange wrt, ArrayRef<StringRef> names) {
  Operation *end = function.getBody().front().getTerminator();
  ImplicitLocOpBuilder builder(function.getLoc(), end);
  auto gradient = train::GradientOp::create(builder, end->getOperand(0), wrt);
  SmallVector<Value> results(end->getOperands());
  llvm::append_range(results, gradient.getGradients());
  auto resultNames = llvm::to_vector(function.getResultNames().getAsRange<StringAttr>());
  for (StringRef name : names)
    resultNames.push_back(builder.getStringAttr(name + ".gradient"));
  setResults(function, results, resultNames);
}

LogicalResult returnGradients(FuncOp function) {
  Operation *end = function.getBody().front().getTerminator();
  FailureOr<SmallVector<VariableOp>> weights = parametersBehind(end->getOperand(0), function);
  if (failed(weights))
    return failure();
  SmallVector<Value> values;
  SmallVector<StringRef> names;
  for (VariableOp weight : *weights) {
    for (AssignOp assign : function.getOps<AssignOp>())
      if (assign.getVariable() == weight.getSymName())
        return assign.emitOpError()
               << "gives '@" << weight.getSymName()
               << "' another value within the loss: with respect to which the derivative in "
                  "'@gradient' would be, is unclear";
    values.push_back(readOnce(function, weight));
    names.push_back(weight.getSymName());
  }
  appendGradients(function, values, names);
  return success();
}
} // namespace dlc

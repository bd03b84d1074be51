// Writes what a check of derivatives calls: a function of the module as one number, and its derivatives with
// respect to everything that it takes. In: a module without calls. Out: these two functions and @init.
#include "Transforms/MakeEntryPoints.h"
#include "Transforms/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_MAKEGRADIENTCHECK
#include "Transforms/Passes.h.inc"

namespace {
bool isFloat(Value value) { return isTensorOf(value.getType(), ElementClass::Float); }

class MakeGradientCheck : public impl::MakeGradientCheckBase<MakeGradientCheck> {
public:
  using MakeGradientCheckBase::MakeGradientCheckBase;

private:
  void runOnOperation() override {
    if (failed(run()))
      signalPassFailure();
  }

  LogicalResult run() {
    ModuleOp module = getOperation();
    auto value = module.lookupSymbol<FuncOp>(function);
    if (!value) {
      InFlightDiagnostic error = module.emitError()
                                 << "has no nn.func '@" << function << "' to check; it has ";
      llvm::interleaveComma(module.getOps<FuncOp>(), error,
                            [&](FuncOp each) { error << '@' << each.getSymName(); });
      return error;
    }
    for (Operation &op : value.getOps())
      if (isa<train::MinimizeOp, train::UpdateOp>(op))
        return op.emitOpError() << "updates variables in '@" << function
                                << "', but only what computes and changes nothing can be checked";
    for (FuncOp other : llvm::make_early_inc_range(module.getOps<FuncOp>()))
      if (other != value)
        other.erase();
    // As in a training step, where derivatives are taken.
    if (function == "loss" && failed(trainBatchNorms(value, /*strict=*/true)))
      return failure();
    discardAssignments(value);
    SmallVector<Value> inputs(llvm::make_filter_range(value.getBody().getArguments(), isFloat));
    if (failed(reduceToNumber(value)))
      return failure();
    value.setSymName("check.value");
    value.setPublic();
    if (failed(addGradient(value, inputs.size())))
      return failure();
    addInitializer(module);
    return success();
  }

  // Its first result if that is a number; else the sum over all results, each times a weight that is an
  // argument.
  static LogicalResult reduceToNumber(FuncOp value) {
    Block &body = value.getBody().front();
    Operation *end = body.getTerminator();
    ImplicitLocOpBuilder builder(value.getLoc(), end);
    StringAttr name = builder.getStringAttr("check.value");
    if (end->getNumOperands() > 0 && train::isScalar(end->getOperand(0).getType())) {
      setResults(value, end->getOperands().take_front(), {name});
      return success();
    }
    SmallVector<Attribute> names(value.getArgNames().getValue());
    Value sum;
    for (auto [i, result] : llvm::enumerate(end->getOperands())) {
      if (!isFloat(result))
        continue;
      Value weight = body.addArgument(result.getType(), value.getLoc());
      names.push_back(builder.getStringAttr("check.weight." + value.getResultName(i)));
      Value product = MulOp::create(builder, result, weight);
      Value part = ReduceSumOp::create(builder, product, DenseI64ArrayAttr(), UnitAttr());
      sum = sum ? Value(AddOp::create(builder, sum, part)) : part;
    }
    if (!sum)
      return value.emitOpError("has no result of f32 or f64, so it has no derivative");
    value.setArgNamesAttr(builder.getArrayAttr(names));
    setResults(value, sum, {name});
    return success();
  }

  // `inputs` counts the float arguments that are the function's own: they come before the weights.
  LogicalResult addGradient(FuncOp value, size_t inputs) {
    FuncOp gradient = value.clone();
    gradient.setSymName("check.gradient");
    getOperation().push_back(gradient);
    SmallVector<Value> wrt;
    SmallVector<StringRef> names;
    for (auto [argument, name] : llvm::zip_equal(gradient.getBody().getArguments(),
                                                 gradient.getArgNames().getAsValueRange<StringAttr>()))
      if (wrt.size() < inputs && isFloat(argument)) {
        wrt.push_back(argument);
        names.push_back(name);
      }
    llvm::DenseSet<StringAttr> behind =
        variablesBehind(gradient.getBody().front().getTerminator()->getOperand(0));
    for (VariableOp variable : getOperation().getOps<VariableOp>())
      if (behind.contains(variable.getSymNameAttr()) && isTensorOf(variable.getType(), ElementClass::Float)) {
        wrt.push_back(readOnce(gradient, variable));
        names.push_back(variable.getSymName());
      }
    if (wrt.empty())
      return value.emitOpError(
          "is computed from no input and no variable of f32 or f64, so it has no derivative");
    appendGradients(gradient, wrt, names);
    return success();
  }
};
} // namespace
} // namespace dlc

// Writes what a check of derivatives calls: a function of the module as one number, and its derivatives with
// respect to everything that it takes. In: a module without calls. Out: these two functions and @init.
#include "Transforms/MakeEntryPoints.h"
#include "Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"
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
    // As in a training step, where derivatives are taken. What is drawn there is the same in each call, since
    // the states do not move on.
    resolveTraining(value, function == "loss");
    if (function == "loss" && failed(trainBatchNorms(value, /*strict=*/true)))
      return failure();
    discardAssignments(value);
    SmallVector<Value> inputs(llvm::make_filter_range(value.getBody().getArguments(), isFloat));
    if (failed(reduceToNumber(value)))
      return failure();
    value.setSymName("check.value");
    value.setPublic();
    SmallVector<Request> requests = addRequests(value);
    if (failed(addGradient(value, inputs.size(), requests)))
      return failure();
    moveRequested(value, requests);
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

  // A derivative that the function itself asks for. Its values move along directions, or what moves is summed
  // with weights: both are arguments. How far they move is a variable, which starts at 0: `name`.
  struct Request {
    Operation *op;
    std::string name;
    SmallVector<unsigned> factors; // numbers of the arguments
  };

  // Those in bodies of loops and branches are not looked at: what they differentiate is no value of the
  // function.
  SmallVector<Request> addRequests(FuncOp value) {
    Block &body = value.getBody().front();
    OpBuilder builder(getOperation().getBodyRegion());
    SmallVector<Attribute> names(value.getArgNames().getValue());
    SmallVector<Request> requests;
    for (Operation &op : body) {
      if (!isa<train::GradientOp, train::JvpOp>(op))
        continue;
      Request &request = requests.emplace_back();
      request.op = &op;
      request.name = (op.getName().getStringRef() + "." + Twine(requests.size())).str();
      for (auto [i, result] : llvm::enumerate(op.getResults())) {
        request.factors.push_back(body.getNumArguments());
        body.addArgument(result.getType(), op.getLoc());
        names.push_back(builder.getStringAttr("check.factor." + request.name + "." + Twine(i)));
      }
      // Of an optimizer, so that it is not asked of a model's file.
      VariableOp::create(builder, op.getLoc(), builder.getStringAttr(request.name),
                         TypeAttr::get(nn::SizedTensorType::get({}, builder.getF64Type())),
                         ZerosAttr::get(&getContext()),
                         VariableRoleAttr::get(&getContext(), VariableRole::optimizer), StringAttr());
    }
    value.setArgNamesAttr(builder.getArrayAttr(names));
    value.setFunctionType(builder.getFunctionType(body.getArgumentTypes(), value.getResultTypes()));
    return requests;
  }

  // Σ values · factors
  static Value weighted(ImplicitLocOpBuilder &builder, ValueRange values, const Request &request,
                        Block &body) {
    Value sum;
    for (auto [value, factor] : llvm::zip_equal(values, request.factors)) {
      Value product = MulOp::create(builder, value, body.getArgument(factor));
      Value part = ReduceSumOp::create(builder, product, DenseI64ArrayAttr(), UnitAttr());
      sum = sum ? Value(AddOp::create(builder, sum, part)) : part;
    }
    return sum;
  }

  // The function's value grows by what each request differentiates, computed once more from values that have
  // moved. Nothing else moves with them, so that the slope is what the request gives.
  static void moveRequested(FuncOp value, ArrayRef<Request> requests) {
    Block &body = value.getBody().front();
    ImplicitLocOpBuilder builder(value.getLoc(), body.getTerminator());
    Value number = body.getTerminator()->getOperand(0);
    Operation *last = body.getTerminator()->getPrevNode();
    for (const Request &request : requests) {
      auto jvp = dyn_cast<train::JvpOp>(request.op);
      ValueRange moving = jvp ? jvp.getWrt() : cast<train::GradientOp>(request.op).getWrt();
      Value step = ReadOp::create(builder, nn::SizedTensorType::get({}, builder.getF64Type()), request.name);
      IRMapping mapping;
      auto move = [&](ValueRange values) {
        for (Value each : values)
          for (auto [i, source] : llvm::enumerate(moving))
            if (source == each) {
              Value direction = jvp ? jvp.getDirections()[i] : body.getArgument(request.factors[i]);
              mapping.map(each, AddOp::create(builder, mapping.lookupOrDefault(each),
                                              MulOp::create(builder, direction, step).getResult()));
            }
      };
      move(body.getArguments());
      for (Operation &op : llvm::make_range(body.begin(), std::next(last->getIterator()))) {
        if (&op == request.op)
          break;
        builder.clone(op, mapping);
        move(op.getResults());
      }
      auto goal = [&](auto valueOf) -> Value {
        return jvp ? weighted(builder, llvm::map_to_vector(jvp.getValues(), valueOf), request, body)
                   : valueOf(cast<train::GradientOp>(request.op).getLoss());
      };
      Value moved = goal([&](Value each) { return mapping.lookupOrDefault(each); });
      Value difference = SubOp::create(builder, moved, goal([](Value each) { return each; }));
      number = AddOp::create(builder, number, difference);
    }
    body.getTerminator()->setOperand(0, number);
  }

  // `inputs` counts the float arguments that are the function's own: they come before the weights.
  LogicalResult addGradient(FuncOp value, size_t inputs, ArrayRef<Request> requests) {
    IRMapping mapping;
    auto gradient = cast<FuncOp>(value->clone(mapping));
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
    if (wrt.empty() && requests.empty())
      return value.emitOpError(
          "is computed from no input and no variable of f32 or f64, so it has no derivative");
    if (!wrt.empty())
      appendGradients(gradient, wrt, names);
    Block &body = gradient.getBody().front();
    ImplicitLocOpBuilder builder(gradient.getLoc(), body.getTerminator());
    SmallVector<Value> results(body.getTerminator()->getOperands());
    SmallVector<StringAttr> resultNames(gradient.getResultNames().getAsRange<StringAttr>());
    for (const Request &request : requests) {
      results.push_back(weighted(builder, mapping.lookup(request.op)->getResults(), request, body));
      resultNames.push_back(builder.getStringAttr(request.name + ".gradient"));
    }
    setResults(gradient, results, resultNames);
    return success();
  }
};
} // namespace
} // namespace dlc

// Writes what `dlc grad` calls: a function of the module with its derivatives behind its results. In: a
// module without calls. Out: that function as @gradient, and @init.
#include "Transforms/MakeEntryPoints.h"
#include "Transforms/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/Support/GlobPattern.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_MAKEGRADIENT
#include "Transforms/Passes.h.inc"

namespace {
bool isFloat(Value value) { return isTensorOf(value.getType(), ElementClass::Float); }

class MakeGradient : public impl::MakeGradientBase<MakeGradient> {
public:
  using MakeGradientBase::MakeGradientBase;

private:
  // What a derivative may be taken with respect to: an argument or a variable.
  struct Candidate {
    std::string name;
    Value argument;      // or null
    VariableOp variable; // or null
    bool isChosen = false;
  };

  // What an op gives, as the graph names it: "%2 = mul(%1, tax)".
  struct Node {
    std::string name;
    Value value;
  };

  void runOnOperation() override {
    if (failed(run()))
      signalPassFailure();
  }

  LogicalResult run() {
    ModuleOp module = getOperation();
    auto value = module.lookupSymbol<FuncOp>(function);
    if (!value) {
      InFlightDiagnostic error = module.emitError()
                                 << "has no nn.func '@" << function << "' to differentiate; it has ";
      llvm::interleaveComma(module.getOps<FuncOp>(), error,
                            [&](FuncOp each) { error << '@' << each.getSymName(); });
      return error;
    }
    for (Operation &op : value.getOps())
      if (isa<train::MinimizeOp, train::UpdateOp>(op))
        return op.emitOpError() << "updates variables in '@" << function
                                << "', but derivatives are those of a function that changes nothing";
    for (FuncOp other : llvm::make_early_inc_range(module.getOps<FuncOp>()))
      if (other != value)
        other.erase();
    resolveTraining(value, /*training=*/false);
    // As in a training step, where derivatives are taken.
    if (function == "loss" && failed(trainBatchNorms(value, /*strict=*/false)))
      return failure();
    skipDropouts(value);
    discardAssignments(value);
    FailureOr<Value> number = numberOf(value);
    if (failed(number))
      return failure();
    FailureOr<SmallVector<Candidate>> chosen = choose(value, *number);
    if (failed(chosen))
      return failure();
    append(value, *number, *chosen, nodes ? nodesOf(value) : SmallVector<Node>());
    value.setSymName("gradient");
    value.setPublic();
    addInitializer(module);
    return success();
  }

  // The result to differentiate, summed where it is more than a number.
  FailureOr<Value> numberOf(FuncOp value) {
    Operation *end = value.getBody().front().getTerminator();
    std::string names;
    for (auto [i, result] : llvm::enumerate(end->getOperands())) {
      StringRef name = value.getResultName(i);
      names += (names.empty() ? "'" : ", '") + name.str() + "'";
      if (of.empty() ? !isFloat(result) : name != StringRef(of))
        continue;
      if (!isFloat(result))
        return value.emitOpError() << "has the result '" << name << "' of " << result.getType()
                                   << ", but derivatives are those of floats";
      ImplicitLocOpBuilder builder(value.getLoc(), end);
      if (cast<nn::SizedTensorType>(result.getType()).getRank() == 0)
        return result;
      return ReduceSumOp::create(builder, result, DenseI64ArrayAttr(), UnitAttr()).getResult();
    }
    if (!of.empty())
      return value.emitOpError() << "has no result '" << of << "'; it has "
                                 << (names.empty() ? "none" : names);
    return value.emitOpError("has no result of floats, so it has no derivative");
  }

  FailureOr<SmallVector<Candidate>> choose(FuncOp value, Value number) {
    SmallVector<Candidate> candidates;
    for (auto [i, argument] : llvm::enumerate(value.getBody().getArguments()))
      if (isFloat(argument))
        candidates.push_back({value.getArgName(i).str(), argument, {}, wrt.empty()});
    llvm::DenseSet<StringAttr> behind = variablesBehind(number);
    for (VariableOp variable : getOperation().getOps<VariableOp>())
      if (behind.contains(variable.getSymNameAttr()) && isTensorOf(variable.getType(), ElementClass::Float))
        candidates.push_back({variable.getSymName().str(),
                              {},
                              variable,
                              wrt.empty() && variable.getRole() == VariableRole::parameter});
    for (const std::string &pattern : wrt) {
      llvm::Expected<llvm::GlobPattern> parsed = llvm::GlobPattern::create(pattern, /*MaxSubPatterns=*/1024);
      if (!parsed)
        return value.emitOpError() << "cannot be differentiated with respect to '" << pattern
                                   << "': " << llvm::toString(parsed.takeError());
      bool isFound = false;
      for (Candidate &candidate : candidates)
        if (parsed->match(candidate.name))
          isFound = candidate.isChosen = true;
      if (!isFound) {
        InFlightDiagnostic error = value.emitOpError() << "is computed from no float input or variable '"
                                                       << pattern << "'; it is from ";
        llvm::interleaveComma(candidates, error,
                              [&](const Candidate &each) { error << '\'' << each.name << '\''; });
        return error;
      }
    }
    llvm::erase_if(candidates, [](const Candidate &each) { return !each.isChosen; });
    if (candidates.empty())
      return value.emitOpError(
          "is computed from no input and no parameter of floats, so it has no derivative");
    return candidates;
  }

  // What ops give, in the order of computation. Constants are no steps, and are named by their value.
  static SmallVector<Node> nodesOf(FuncOp value) {
    Block &body = value.getBody().front();
    llvm::DenseMap<Value, std::string> names;
    for (auto [i, argument] : llvm::enumerate(body.getArguments()))
      names[argument] = value.getArgName(i).str();
    for (auto [i, result] : llvm::enumerate(body.getTerminator()->getOperands()))
      names.try_emplace(result, value.getResultName(i).str());
    SmallVector<Node> nodes;
    for (Operation &op : body.without_terminator()) {
      if (auto read = dyn_cast<ReadOp>(op))
        names[read.getResult()] = read.getVariable().str();
      else if (auto constant = dyn_cast<ConstantOp>(op))
        names.try_emplace(constant.getResult(), textOf(constant));
      else
        for (Value result : op.getResults()) {
          std::string number = "%" + std::to_string(nodes.size() + 1);
          const std::string &name = names.try_emplace(result, std::move(number)).first->second;
          nodes.push_back({name + " = " + expressionOf(op, names), result});
        }
    }
    return nodes;
  }

  static std::string expressionOf(Operation &op, const llvm::DenseMap<Value, std::string> &names) {
    std::string operands;
    for (Value operand : op.getOperands())
      operands += (operands.empty() ? "" : ", ") + names.lookup(operand);
    return (op.getName().stripDialect() + "(" + operands + ")").str();
  }

  static std::string textOf(ConstantOp constant) {
    auto elements = dyn_cast<DenseElementsAttr>(constant.getValue());
    if (!elements || !elements.isSplat() || !isTensorOf(constant.getType(), ElementClass::Float))
      return "constant";
    SmallString<16> text;
    elements.getSplatValue<APFloat>().toString(text, /*FormatPrecision=*/6);
    return text.str().str();
  }

  static void append(FuncOp value, Value number, ArrayRef<Candidate> chosen, ArrayRef<Node> nodes) {
    SmallVector<Value> sources;
    for (Candidate each : chosen)
      sources.push_back(each.variable ? readOnce(value, each.variable) : each.argument);
    for (const Node &node : nodes)
      if (isFloat(node.value))
        sources.push_back(node.value);
    Operation *end = value.getBody().front().getTerminator();
    ImplicitLocOpBuilder builder(value.getLoc(), end);
    auto gradient = train::GradientOp::create(builder, number, sources);
    SmallVector<Value> results(end->getOperands());
    llvm::append_range(results, gradient.getGradients());
    auto names = llvm::to_vector(value.getResultNames().getAsRange<StringAttr>());
    for (const Candidate &each : chosen)
      names.push_back(builder.getStringAttr(each.name + ".gradient"));
    for (const Node &node : nodes)
      if (isFloat(node.value))
        names.push_back(builder.getStringAttr(node.name + ".gradient"));
    for (const Node &node : nodes) {
      results.push_back(node.value);
      names.push_back(builder.getStringAttr(node.name));
    }
    setResults(value, results, names);
  }
};
} // namespace
} // namespace dlc

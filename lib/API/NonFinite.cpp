// Which op first made NaN or infinity: the entry point as it is once derivatives and updates are expanded,
// made to return for each of its values whether it holds such numbers, compiled and called.
#include "dlc/Compile.h"

#include "API/GraphImpl.h"
#include "API/Lowering.h"
#include "NN/NNComposer.h"

using namespace mlir;

namespace dlc {
namespace {

/// What a value holds; both bits may be set.
enum : int { Finite = 0, Infinite = 1, NaN = 2 };

class Watch {
public:
  /// Makes the function return, in place of its results, one number for each of its values that are
  /// floating-point.
  explicit Watch(nn::FuncOp function) : function(function) {
    Block &body = function.getBody().front();
    for (BlockArgument argument : body.getArguments())
      add(argument);
    for (Operation &op : body.without_terminator())
      for (OpResult result : op.getResults())
        add(result);
    for (Value value : values)
      results.push_back(test(value));
    setResults();
  }

  void take(const Outputs &outputs) {
    for (const Outputs::Item &item : outputs)
      held[values[held.size()]] = static_cast<int>(item.tensor.values<float>()[0]);
  }

  std::string explain() const {
    for (Value value : values)
      if (has(value, NaN) && llvm::none_of(operandsOf(value), [&](Value v) { return has(v, NaN); }))
        return describe(value, "NaN") + infinityBehind(value);
    // A constant may be infinite on purpose: attention is masked by it.
    for (Value value : values)
      if (has(value, Infinite) && !value.getDefiningOp<nn::ConstantOp>() &&
          llvm::none_of(operandsOf(value), [&](Value v) { return has(v, Infinite); }))
        return describe(value, "an infinite value");
    return "";
  }

private:
  void add(Value value) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (type && isa<FloatType>(type.getElementType()) && !llvm::is_contained(type.getShape(), 0))
      values.push_back(value);
  }

  /// A scalar of the bits that the value holds.
  Value test(Value value) {
    OpBuilder builder(function.getBody().front().getTerminator());
    nn::Composer compose(builder, value.getLoc());
    auto most = [&](Value found) {
      return compose.reduce<nn::ReduceMaxOp>(compose.cast(found, builder.getF32Type()), std::nullopt);
    };
    return compose.add(compose.mul(most(compose.make<nn::IsNaNOp>(value)), NaN),
                       most(compose.make<nn::IsInfOp>(value)));
  }

  void setResults() {
    Operation *terminator = function.getBody().front().getTerminator();
    terminator->setOperands(results);
    OpBuilder builder(function.getContext());
    SmallVector<Attribute> names;
    for (size_t i = 0; i < results.size(); ++i)
      names.push_back(builder.getStringAttr("v" + std::to_string(i)));
    function.setResultNamesAttr(builder.getArrayAttr(names));
    function.setFunctionType(
        builder.getFunctionType(function.getArgumentTypes(), TypeRange(ValueRange(results))));
  }

  /// Operands, and what regions capture.
  static SmallVector<Value> operandsOf(Value value) {
    SmallVector<Value> operands;
    if (Operation *op = value.getDefiningOp())
      op->walk([&](Operation *inner) { llvm::append_range(operands, inner->getOperands()); });
    return operands;
  }

  bool has(Value value, int bit) const { return (held.lookup(value) & bit) != 0; }

  static std::string placeOf(Location location) {
    std::string text;
    location->walk([&](Location part) {
      auto place = dyn_cast<FileLineColLoc>(part);
      if (!place)
        return WalkResult::advance();
      text = " (" + place.getFilename().str() + ":" + std::to_string(place.getLine()) + ":" +
             std::to_string(place.getColumn()) + ")";
      return WalkResult::interrupt();
    });
    return text;
  }

  static std::string nameOf(Operation *op) {
    return "'" + op->getName().getStringRef().str() + "'" + placeOf(op->getLoc());
  }

  std::string describe(Value value, const std::string &what) const {
    if (Operation *op = value.getDefiningOp())
      return nameOf(op) + " is the first to make " + what;
    unsigned index = cast<BlockArgument>(value).getArgNumber();
    nn::FuncOp function = this->function; // whose accessors are not const
    const bool isVariable = index >= function.getNumArguments() - variables();
    return std::string(isVariable ? "the variable" : "the input") + " '" +
           cast<StringAttr>(function.getArgNames()[index]).getValue().str() + "' holds " + what +
           " before the step";
  }

  unsigned variables() const {
    auto state = function->getAttrOfType<ArrayAttr>(kStateArguments);
    return state ? static_cast<unsigned>(state.size()) : 0;
  }

  /// Where the infinity comes from that an op has made NaN of.
  std::string infinityBehind(Value value) const {
    Value source;
    while (true) {
      SmallVector<Value> operands = operandsOf(value);
      auto *next = llvm::find_if(operands, [&](Value v) { return has(v, Infinite); });
      if (next == operands.end() || *next == value)
        break;
      source = value = *next;
    }
    if (!source)
      return "";
    Operation *op = source.getDefiningOp();
    return op ? ", of an infinite value that " + nameOf(op) + " has made"
              : ", of an infinite value that it is given";
  }

  nn::FuncOp function;
  SmallVector<Value> values, results;
  llvm::DenseMap<Value, int> held;
};

} // namespace

std::string explainNonFinite(const Graph &graph, const std::string &entry, const CompileOptions &options,
                             const Program &state, const std::vector<Argument> &inputs) {
  CompileOptions plain = options;
  plain.maxMemory = 0;
  plain.splitSteps = plain.syncBatchNorms = false; // a rank's part of a batch as if it were all of it
  plain.hooks = nullptr;
  StageOptions stages;
  setStageOptions(stages, graph, plain);
  Lowering module(graph, stages);
  module.runUntil("differentiate");

  auto function = (*module).lookupSymbol<nn::FuncOp>(entry);
  if (!function)
    throw Error("the model has no entry point '" + entry + "'");
  std::vector<Argument> arguments = inputs;
  if (auto variables = function->getAttrOfType<ArrayAttr>(kStateArguments))
    for (FlatSymbolRefAttr variable : variables.getAsRange<FlatSymbolRefAttr>())
      arguments.emplace_back(variable.getValue(), state.variable(variable.getValue()));
  Watch watch(function);

  // A module of this function alone, which has no state and no updates: a prediction.
  OwningOpRef<ModuleOp> single(ModuleOp::create((*module).getLoc(), (*module).getSymName()));
  nn::FuncOp copy = function.clone();
  copy.setSymName("predict");
  copy->removeAttr(kStateArguments);
  copy->removeAttr(kStateResults);
  copy->removeAttr(kRecomputed);
  single->push_back(copy);

  CompileOptions code;
  code.cpu = options.cpu;
  code.parallel = options.parallel;
  code.threads = options.threads;
  Program program = compile(Graph::Impl::graphOf(std::move(single), graph), code);
  watch.take(program.call("predict", arguments));
  return watch.explain();
}

} // namespace dlc

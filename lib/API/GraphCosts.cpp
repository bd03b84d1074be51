// What a graph's functions cost: a row for each op, with those of the functions that are called.
#include "API/GraphImpl.h"

#include "API/Diagnostics.h"
#include "NN/NNCalls.h"
#include "NN/NNCost.h"
#include "NN/NNSizeList.h"

#include "mlir/IR/Verifier.h"

#include <map>

using namespace mlir;

namespace dlc {

/// Rows of a table of costs, at most: calls in calls may have more of them than memory holds.
constexpr size_t maxCostRows = 1 << 20;

void checkSizes(Operation &op) {
  if (std::optional<int64_t> size = nn::sizeBesideBatch(&op))
    throw Error("the cost of '" + op.getName().getStringRef().str() + "' depends on the size '" +
                nn::sizeExpression(*size) + "', which is not given");
}

namespace {

/// The rows of a function and of those that it calls. Without recursion: a chain of calls may be long.
class CostRows {
public:
  CostRows(int64_t batchSize, SymbolTable &symbols) : batchSize(batchSize), symbols(symbols) {}

  std::vector<OpCost> of(nn::FuncOp root);

private:
  /// A function on the way from the root, and the variables that it is given as arguments.
  struct Visit {
    nn::FuncOp function;
    Block::iterator next;
    llvm::DenseMap<Value, nn::VariableOp> given;
  };

  void enter(nn::FuncOp function, llvm::DenseMap<Value, nn::VariableOp> given);
  void enter(nn::CallOp call);
  void add(Operation &op);
  /// The variable that a value is, read here or by a caller; null for any other value.
  nn::VariableOp variableOf(Value value) const;

  const int64_t batchSize;
  SymbolTable &symbols;
  std::vector<Visit> visits; // the functions that led here
  llvm::DenseSet<Operation *> active;
  llvm::DenseSet<Operation *> counted; // variables that a row has
  std::vector<OpCost> rows;
};

void CostRows::enter(nn::FuncOp function, llvm::DenseMap<Value, nn::VariableOp> given) {
  if (!active.insert(function).second)
    throw Error("'@" + function.getSymName().str() + "' calls itself, so its cost has no end");
  visits.push_back({function, function.getBody().front().begin(), std::move(given)});
}

void CostRows::enter(nn::CallOp call) {
  auto function = symbols.lookup<nn::FuncOp>(call.getCallee());
  llvm::DenseMap<Value, nn::VariableOp> given;
  for (auto [argument, value] : llvm::zip(function.getBody().front().getArguments(), call.getOperands()))
    if (nn::VariableOp variable = variableOf(value))
      given[argument] = variable;
  enter(function, std::move(given));
}

nn::VariableOp CostRows::variableOf(Value value) const {
  if (auto read = value.getDefiningOp<nn::ReadOp>())
    return symbols.lookup<nn::VariableOp>(read.getVariable());
  return visits.back().given.lookup(value);
}

void CostRows::add(Operation &op) {
  std::optional<nn::Cost> cost = nn::costOf(&op, batchSize);
  if (!cost || cost->bytes == 0)
    return;
  checkSizes(op);
  OpCost &row = rows.emplace_back();
  row.op = op.getName().stripDialect().str();
  row.output = tensorInfo("", op.getResult(0).getType());
  // Sizes that are computed of the batch.
  auto sizes = cast<nn::SizedTensorType>(op.getResult(0).getType()).getShape();
  for (auto [size, shown] : llvm::zip(sizes, row.output.shape))
    if (nn::isSymbolic(size) && size != nn::kBatchSize)
      shown = nn::evaluateSize(size, {{nn::kBatch.str(), batchSize}}).value_or(shown);
  row.flops = cost->flops;
  row.bytes = cost->bytes;
  for (Value operand : op.getOperands()) {
    nn::VariableOp variable = variableOf(operand);
    if (!variable)
      continue;
    auto [layer, part] = variable.getSymName().rsplit('.');
    if (row.layer.empty() && !part.empty())
      row.layer = layer.str();
    if (variable.getRole() == nn::VariableRole::parameter && counted.insert(variable.getOperation()).second)
      row.parameters += cast<RankedTensorType>(variable.getType()).getNumElements();
  }
}

std::vector<OpCost> CostRows::of(nn::FuncOp root) {
  enter(root, llvm::DenseMap<Value, nn::VariableOp>());
  size_t seen = 0;
  while (!visits.empty()) {
    Visit &visit = visits.back();
    if (visit.next == visit.function.getBody().front().end()) {
      active.erase(visit.function);
      visits.pop_back();
      continue;
    }
    Operation &op = *visit.next++;
    if (++seen > maxCostRows)
      throw Error("'@" + root.getSymName().str() + "' has more than " + std::to_string(maxCostRows) +
                  " operations, with those of the functions that it calls");
    if (auto call = dyn_cast<nn::CallOp>(op))
      enter(call);
    else
      add(op);
  }
  return std::move(rows);
}

} // namespace

std::vector<OpCost> Graph::costs(std::string_view name, const Sizes &sizes) const {
  for (const auto &[size, value] : sizes.all())
    if (value < 1)
      throw Error("the cost of '@" + std::string(name) + "' was asked for a " + size + " of " +
                  std::to_string(value) + "; it must be at least 1");
  std::map<std::string, int64_t> named;
  for (const std::string &size : this->sizes())
    if (sizes[size])
      named[size] = sizes[size];
  Diagnostics diagnostics(*impl->context, impl->carried, impl->file);
  OwningOpRef<ModuleOp> module = impl->module.get().clone();
  if (failed(nn::instantiateCalls(*module)))
    throw Error(diagnostics.text());
  // The batch may stay: there is nothing but it to compute with.
  if (this->sizes().size() > 1 && !named.empty() &&
      (failed(nn::specializeSizes(*module, named)) || failed(verify(*module))))
    throw Error(diagnostics.text());
  SymbolTable symbols(*module);
  auto function = symbols.lookup<nn::FuncOp>(name);
  if (!function)
    throw Error(impl->file + ": has no function '@" + std::string(name) + "'");
  return CostRows(sizes["batch"] ? sizes["batch"] : 1, symbols).of(function);
}

} // namespace dlc

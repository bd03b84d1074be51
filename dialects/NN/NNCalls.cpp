#include "NN/NNCalls.h"

#include "NN/NNSizeList.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace dlc::nn {
namespace {
/// More copies than any network has: a function that calls itself with ever larger sizes would never end.
constexpr size_t kMostInstances = 1000;

/// Takes the names of a parameter for the sizes of what is given for it. False if one name would be two.
bool bind(Type parameter, Type given, std::map<std::string, int64_t> &sizes) {
  auto from = dyn_cast<RankedTensorType>(parameter), to = dyn_cast<RankedTensorType>(given);
  if (!from || !to || from.getRank() != to.getRank())
    return from == to;
  for (auto [size, value] : llvm::zip_equal(SizedTensorType(from).getShape(), SizedTensorType(to).getShape()))
    if (isSymbolic(size) && isName(size))
      if (auto [known, isNew] = sizes.try_emplace(nameOf(size), value); known->second != value)
        return false;
  return true;
}

/// Expressions in types say nothing of their names, but must fit.
bool fit(TypeRange declared, TypeRange given, const std::map<std::string, int64_t> &sizes) {
  return llvm::all_of(llvm::zip_equal(declared, given),
                      [&](auto pair) { return replaceSizes(std::get<0>(pair), sizes) == std::get<1>(pair); });
}

/// What a callee's names stand for where it is given these operands.
std::optional<std::map<std::string, int64_t>> bindAll(FuncOp callee, TypeRange operands) {
  const TypeRange parameters = callee.getArgumentTypes();
  std::map<std::string, int64_t> sizes;
  if (parameters.size() != operands.size())
    return std::nullopt;
  for (auto [parameter, given] : llvm::zip_equal(parameters, operands))
    if (!bind(parameter, given, sizes))
      return std::nullopt;
  return fit(parameters, operands, sizes) ? std::optional(sizes) : std::nullopt;
}

/// A name for the copy that says what it is for: `layer.batch_4`.
std::string symbolFor(FuncOp callee, const std::map<std::string, int64_t> &sizes) {
  std::string symbol = callee.getSymName().str();
  for (const auto &[name, size] : sizes)
    symbol += "." + name + "_" + (isSymbolic(size) ? sizeExpression(size) : std::to_string(size));
  for (char &c : symbol)
    if (!llvm::isAlnum(c) && c != '.' && c != '_')
      c = '_';
  return symbol;
}
} // namespace

std::optional<std::map<std::string, int64_t>> sizesOfCall(FuncOp callee, TypeRange operands,
                                                          TypeRange results) {
  const TypeRange returned = callee.getResultTypes();
  if (llvm::equal(callee.getArgumentTypes(), operands) && llvm::equal(returned, results))
    return std::map<std::string, int64_t>();
  std::optional<std::map<std::string, int64_t>> sizes = bindAll(callee, operands);
  if (!sizes || returned.size() != results.size() || !fit(returned, results, *sizes))
    return std::nullopt;
  return sizes;
}

std::optional<SmallVector<Type>> resultTypesOfCall(FuncOp callee, TypeRange operands) {
  const std::optional<std::map<std::string, int64_t>> sizes = bindAll(callee, operands);
  if (!sizes)
    return std::nullopt;
  return llvm::map_to_vector(callee.getResultTypes(),
                             [&](Type type) -> Type { return replaceSizes(type, *sizes); });
}

LogicalResult instantiateCalls(ModuleOp module) {
  SymbolTable symbols(module);
  std::map<std::pair<std::string, std::map<std::string, int64_t>>, FuncOp> instances; // by callee and sizes
  SmallVector<CallOp> pending;
  SmallVector<std::pair<CallOp, StringAttr>> chosen; // set at the end: copies are of what was written
  module.walk([&](CallOp call) { pending.push_back(call); });
  while (!pending.empty()) {
    CallOp call = pending.pop_back_val();
    auto callee = symbols.lookup<FuncOp>(call.getCallee());
    const std::optional<std::map<std::string, int64_t>> sizes =
        sizesOfCall(callee, call.getOperandTypes(), call.getResultTypes());
    if (!sizes)
      return call.emitOpError() << "does not fit '@" << call.getCallee() << "'";
    if (sizes->empty())
      continue;
    FuncOp &instance = instances[{callee.getSymName().str(), *sizes}];
    if (!instance) {
      if (instances.size() > kMostInstances)
        return call.emitOpError() << "needs '@" << call.getCallee()
                                  << "' with sizes of its own, and there are " << kMostInstances
                                  << " functions for calls with other sizes already: does it call itself?";
      OwningOpRef<FuncOp> copy = callee.clone();
      copy->setPrivate();
      copy->setSymName(symbolFor(callee, *sizes)); // the symbol table makes it unique
      if (failed(replaceSizes(*copy, *sizes)))
        return failure();
      instance = copy.release();
      symbols.insert(instance, std::next(Block::iterator(callee)));
      instance.walk([&](CallOp inner) { pending.push_back(inner); });
    }
    chosen.emplace_back(call, instance.getSymNameAttr());
  }
  for (auto [call, instance] : chosen)
    call.setCallee(instance.getValue());
  return success();
}

} // namespace dlc::nn

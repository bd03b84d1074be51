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
  const TypeRange parameters = callee.getArgumentTypes(), returned = callee.getResultTypes();
  std::map<std::string, int64_t> sizes;
  if (llvm::equal(parameters, operands) && llvm::equal(returned, results))
    return sizes;
  if (parameters.size() != operands.size() || returned.size() != results.size())
    return std::nullopt;
  for (auto [parameter, given] : llvm::zip_equal(parameters, operands))
    if (!bind(parameter, given, sizes))
      return std::nullopt;
  // Expressions in types say nothing of their names, but must fit.
  auto fit = [&](TypeRange declared, TypeRange given) {
    return llvm::all_of(llvm::zip_equal(declared, given), [&](auto pair) {
      return replaceSizes(std::get<0>(pair), sizes) == std::get<1>(pair);
    });
  };
  if (!fit(parameters, operands) || !fit(returned, results))
    return std::nullopt;
  return sizes;
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

// Several networks in one module: their functions and variables under other names, and a @predict over them.
#include "dlc/Ensemble.h"

#include "API/GraphImpl.h"
#include "API/ImageNormalization.h"
#include "Train/Train.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;

namespace dlc {

static constexpr llvm::StringLiteral kPredict = "predict";

static std::string prefixOf(std::size_t member) { return "member" + std::to_string(member + 1); }

std::string memberVariable(std::size_t member, std::string_view variable) {
  return prefixOf(member) + "." + std::string(variable);
}

/// Throws Error for a member, with its file.
[[noreturn]] static void refuse(const Graph &member, const std::string &reason) {
  throw Error(member.file() + ": " + reason);
}

/// A member's module in the context of the ensemble.
static OwningOpRef<ModuleOp> copyInto(MLIRContext &context, const Graph &member) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  ModuleOp(*member.implementation().module).print(stream);
  return parseSourceString<ModuleOp>(text, &context);
}

static nn::FuncOp predictOf(ModuleOp module, const Graph &member) {
  auto predict = module.lookupSymbol<nn::FuncOp>(kPredict);
  if (!predict)
    refuse(member, "has no function 'predict', of whose results an ensemble has the mean");
  return predict;
}

static void checkAlike(nn::FuncOp predict, const Graph &member, nn::FuncOp first, const Graph &firstMember) {
  if (predict.getFunctionType() != first.getFunctionType() || predict.getArgNames() != first.getArgNames() ||
      predict.getResultNames() != first.getResultNames())
    refuse(member, "'predict' has other inputs or outputs than that of " + firstMember.file());
  for (Type type : predict.getResultTypes())
    if (!nn::isTensorOf(type, nn::ElementClass::Float))
      refuse(member, "'predict' returns " + typeText(type) + ", and a mean is one of floats");
}

static bool learns(nn::FuncOp function) {
  return !function.getOps<train::MinimizeOp>().empty() || !function.getOps<train::UpdateOp>().empty();
}

/// Erases functions that nothing of `roots` calls.
static void keepReachable(ModuleOp module, llvm::function_ref<bool(nn::FuncOp)> isRoot) {
  SymbolTable symbols(module);
  llvm::SetVector<Operation *> reached;
  for (auto function : module.getOps<nn::FuncOp>())
    if (isRoot(function))
      reached.insert(function);
  for (size_t i = 0; i < reached.size(); ++i)
    reached[i]->walk([&](nn::CallOp call) { reached.insert(symbols.lookup(call.getCallee())); });
  for (auto function : llvm::make_early_inc_range(module.getOps<nn::FuncOp>()))
    if (!reached.contains(function))
      function.erase();
}

/// Gives symbols the member's names; of the first one, only to variables, and to its @predict where it is
/// defined, so that what calls that calls the ensemble's.
static void renameSymbols(ModuleOp module, std::size_t member) {
  for (Operation &op : module.getOps()) {
    StringAttr name = SymbolTable::getSymbolName(&op);
    const bool isVariable = isa<nn::VariableOp>(op);
    if (member == 0 && !isVariable) {
      if (name == kPredict)
        SymbolTable::setSymbolName(&op, prefixOf(member) + "_" + kPredict.str());
      continue;
    }
    auto renamed = StringAttr::get(module.getContext(), isVariable ? memberVariable(member, name.getValue())
                                                                   : prefixOf(member) + "_" + name.str());
    if (failed(SymbolTable::replaceAllSymbolUses(name, renamed, module)))
      throw Error("the symbol '" + name.str() + "' cannot be renamed");
    SymbolTable::setSymbolName(&op, renamed);
  }
}

/// The ensemble's inputs are those of the first member, whose images may be normalised by other numbers than
/// a member's are.
static SmallVector<Value> inputsFor(nn::FuncOp predict, const Graph &member, const Graph &first,
                                    ImplicitLocOpBuilder &builder) {
  SmallVector<Value> inputs(predict.getBody().getArguments());
  const auto from = ImageStatistics::of(first), to = ImageStatistics::of(member);
  if (from == to)
    return inputs;
  const std::string images = imageName(first);
  for (auto [i, input] : llvm::enumerate(inputs))
    if (predict.getArgName(static_cast<unsigned>(i)) == images)
      input = renormalized(builder, input, from, to);
  return inputs;
}

static void addPredict(ModuleOp module, ArrayRef<nn::FuncOp> members, std::span<const Graph> graphs) {
  nn::FuncOp first = members.front();
  OpBuilder atEnd = OpBuilder::atBlockEnd(module.getBody());
  const auto names = [](ArrayAttr attributes) {
    return llvm::map_to_vector(attributes.getAsRange<StringAttr>(),
                               [](StringAttr name) { return name.str(); });
  };
  auto predict = nn::FuncOp::create(atEnd, first.getLoc(), kPredict, first.getFunctionType(),
                                    names(first.getArgNames()), names(first.getResultNames()));
  auto builder = ImplicitLocOpBuilder::atBlockBegin(first.getLoc(), &predict.getBody().front());
  SmallVector<Value> sums;
  for (auto [member, callee] : llvm::enumerate(members)) {
    auto call = nn::CallOp::create(builder, first.getResultTypes(), nn::FuncOp(callee).getSymName(),
                                   inputsFor(predict, graphs[member], graphs.front(), builder));
    for (auto [i, result] : llvm::enumerate(call.getResults()))
      if (i < sums.size())
        sums[i] = nn::AddOp::create(builder, sums[i], result);
      else
        sums.push_back(result);
  }
  for (Value &sum : sums) {
    Type element = getElementTypeOrSelf(sum);
    auto type = nn::SizedTensorType::get({}, element);
    auto part = FloatAttr::get(element, 1.0 / static_cast<double>(members.size()));
    Value factor = nn::ConstantOp::create(builder, type, DenseElementsAttr::get(type, Attribute(part)));
    sum = nn::MulOp::create(builder, sum, factor);
  }
  nn::ReturnOp::create(builder, sums);
}

Graph ensembleOf(std::span<const Graph> members) {
  const Graph &first = members.front();
  MLIRContext &context = *first.implementation().context;
  OwningOpRef<ModuleOp> whole = ModuleOp(*first.implementation().module).clone();
  nn::FuncOp firstPredict = predictOf(*whole, first);
  for (auto function : llvm::make_early_inc_range(whole->getOps<nn::FuncOp>()))
    if (learns(function))
      function.erase();
  keepReachable(*whole, [](nn::FuncOp function) {
    return llvm::is_contained({kPredict, llvm::StringLiteral("loss"), llvm::StringLiteral("metrics")},
                              function.getSymName());
  });
  if (auto loss = whole->lookupSymbol<nn::FuncOp>("loss"))
    if (!loss.walk([](nn::CallOp call) {
               return call.getCallee() == kPredict ? WalkResult::interrupt() : WalkResult::advance();
             })
             .wasInterrupted())
      refuse(first, "'loss' does not call 'predict', so it says nothing of the mean of several models");
  renameSymbols(*whole, 0);
  SmallVector<nn::FuncOp> predicts{firstPredict};
  for (std::size_t i = 1; i < members.size(); ++i) {
    OwningOpRef<ModuleOp> module = copyInto(context, members[i]);
    nn::FuncOp predict = predictOf(*module, members[i]);
    checkAlike(predict, members[i], firstPredict, first);
    keepReachable(*module, [](nn::FuncOp function) { return function.getSymName() == kPredict; });
    renameSymbols(*module, i);
    for (Operation &op : llvm::make_early_inc_range(module->getOps())) {
      op.moveBefore(whole->getBody(), whole->getBody()->end());
      if (auto function = dyn_cast<nn::FuncOp>(op))
        function.setPrivate();
    }
    predicts.push_back(predict);
  }
  checkAlike(firstPredict, first, firstPredict, first);
  firstPredict.setPrivate();
  addPredict(*whole, predicts, members);
  return Graph::Impl::graphOf(std::move(whole), first);
}

} // namespace dlc

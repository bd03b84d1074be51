#include "dlc/OutputScores.h"

#include "API/GraphImpl.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/SymbolTable.h"

#include <cmath>

using namespace mlir;

namespace dlc {
namespace {

/// Follows a value to the ops that make it, into functions that are called.
class Tracer {
public:
  explicit Tracer(ModuleOp module) : symbols(module) {}

  bool isProbability(Value value) {
    value = behindViews(value);
    Operation *op = value.getDefiningOp();
    if (!op)
      return false;
    if (isa<nn::SigmoidOp, nn::SoftmaxOp, nn::StepOp>(op))
      return true;
    auto product = dyn_cast<nn::MulOp>(op);
    return product && isMean(product);
  }

private:
  /// The value that this one has the elements of. Calls that lead in a circle end it.
  Value behindViews(Value value) {
    llvm::SmallPtrSet<Operation *, 8> seen;
    while (Operation *op = value.getDefiningOp()) {
      if (!seen.insert(op).second)
        break;
      if (auto call = dyn_cast<nn::CallOp>(op)) {
        auto callee = symbols.lookup<nn::FuncOp>(call.getCallee());
        value = callee.getBody().front().getTerminator()->getOperand(cast<OpResult>(value).getResultNumber());
        continue;
      }
      if (!isa<nn::ReshapeOp, nn::FlattenOp, nn::SqueezeOp, nn::UnsqueezeOp, nn::TransposeOp, nn::CastOp>(op))
        break;
      value = op->getOperand(0);
    }
    return value;
  }

  /// Whether a product is a sum of N probabilities by 1 / N.
  bool isMean(nn::MulOp product) {
    DenseFPElementsAttr factor;
    if (!matchPattern(product->getOperand(1), m_Constant(&factor)) || !factor.isSplat())
      return false;
    SmallVector<Value> sums{product->getOperand(0)};
    std::size_t count = 0;
    while (!sums.empty()) {
      Value value = sums.pop_back_val();
      if (auto sum = value.getDefiningOp<nn::AddOp>()) {
        llvm::append_range(sums, sum->getOperands());
        continue;
      }
      // Of a mean of means, there is no use.
      if (behindViews(value).getDefiningOp<nn::MulOp>() || !isProbability(value))
        return false;
      ++count;
    }
    const double whole = factor.getSplatValue<APFloat>().convertToDouble() * static_cast<double>(count);
    return std::abs(whole - 1) < 1e-6;
  }

  SymbolTable symbols;
};

template <typename... Ops> bool has(ModuleOp module) {
  return module
      .walk([](Operation *op) { return isa<Ops...>(op) ? WalkResult::interrupt() : WalkResult::advance(); })
      .wasInterrupted();
}

} // namespace

std::optional<Scores> scoresOf(const Graph &graph, std::string_view function, std::string_view output) {
  ModuleOp module = *graph.implementation().module;
  auto called = module.lookupSymbol<nn::FuncOp>(function);
  if (!called)
    return std::nullopt;
  auto names = called.getResultNames().getAsRange<StringAttr>();
  const auto found = llvm::find_if(names, [&](StringAttr name) { return name == StringRef(output); });
  if (found == names.end())
    return std::nullopt;
  const auto index = static_cast<unsigned>(std::distance(names.begin(), found));
  Value value = called.getBody().front().getTerminator()->getOperand(index);
  if (Tracer(module).isProbability(value))
    return Scores::probabilities;
  ArrayRef<int64_t> shape = cast<nn::SizedTensorType>(value.getType()).getShape();
  const bool isOneNumber =
      llvm::all_of(shape.drop_front(shape.empty() ? 0 : 1), [](int64_t size) { return size == 1; });
  if (isOneNumber ? has<nn::BinaryCrossEntropyWithLogitsLossOp>(module)
                  : has<nn::SoftmaxCrossEntropyLossOp, nn::NegativeLogLikelihoodLossOp>(module))
    return Scores::logits;
  if (output == "logit" || output == "logits")
    return Scores::logits;
  if (output == "probability" || output == "probabilities")
    return Scores::probabilities;
  return std::nullopt;
}

std::optional<std::int64_t> ignoredLabel(const Graph &graph) {
  std::optional<std::int64_t> ignored;
  const auto note = [&](std::optional<std::uint64_t> index) {
    if (index)
      ignored = static_cast<std::int64_t>(*index);
  };
  ModuleOp(*graph.implementation().module).walk([&](Operation *op) {
    if (auto loss = dyn_cast<nn::SoftmaxCrossEntropyLossOp>(op))
      note(loss.getIgnoreIndex());
    else if (auto loss = dyn_cast<nn::NegativeLogLikelihoodLossOp>(op))
      note(loss.getIgnoreIndex());
  });
  return ignored;
}

} // namespace dlc

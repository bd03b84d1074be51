#include "NN/NNSizeList.h"

#include "NN/NN.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

#include <set>

using namespace mlir;

namespace dlc::nn {

std::optional<size_t> SizeList::indexOf(int64_t size) const {
  if (!isSymbolic(size))
    return std::nullopt;
  for (auto [i, name] : llvm::enumerate(named))
    if (namedSize(name) == size)
      return i;
  auto place = llvm::find(derived, size);
  return place == derived.end() ? std::optional<size_t>() : named.size() + (place - derived.begin());
}

SizeList sizesOf(TypeRange arguments, TypeRange results, Attribute limits) {
  SizeList list;
  std::set<std::string> names;
  SmallVector<int64_t> sizes;
  for (TypeRange types : {arguments, results})
    for (Type type : types)
      if (auto tensor = dyn_cast<RankedTensorType>(type))
        for (int64_t size : SizedTensorType(tensor).getShape())
          if (isSymbolic(size)) {
            for (std::string &name : namesIn(size))
              names.insert(std::move(name));
            sizes.push_back(size);
          }
  names.erase(kBatch.str());
  list.named.push_back(kBatch.str());
  llvm::append_range(list.named, names);
  if (auto more = dyn_cast_if_present<SizesAttr>(limits))
    llvm::append_range(sizes, more.getSizes());
  for (int64_t size : sizes)
    if (!list.indexOf(size))
      list.derived.push_back(size);
  return list;
}

/// Whether a size is never negative where another one is not.
static bool isImplied(int64_t size, int64_t other) {
  std::optional<int64_t> difference = subtractSizes(size, other);
  std::optional<int64_t> least = difference ? leastOf(*difference) : std::nullopt;
  return least && *least >= 0;
}

Attribute limitsOf(FuncOp function) {
  SizeList shown = sizesOf(function.getArgumentTypes(), function.getResultTypes());
  SmallVector<int64_t> met, limits;
  auto ofTypes = [&](TypeRange types) {
    for (Type type : types)
      if (auto tensor = dyn_cast<RankedTensorType>(type))
        llvm::append_range(met, SizedTensorType(tensor).getShape());
  };
  function.walk([&](Operation *op) {
    ofTypes(op->getResultTypes());
    for (Region &region : op->getRegions())
      ofTypes(region.getArgumentTypes());
    if (auto limited = dyn_cast<LimitedSizesOp>(op))
      limited.appendLimits(met);
    if (auto call = dyn_cast<CallOp>(op))
      if (auto callee = SymbolTable::lookupNearestSymbolFrom<FuncOp>(call, call.getCalleeAttr()))
        if (auto limits = callee->getAttrOfType<SizesAttr>(kLimits))
          llvm::append_range(met, limits.getSizes());
  });
  for (int64_t size : llvm::SmallSetVector<int64_t, 8>(met.begin(), met.end())) {
    std::optional<int64_t> least = leastOf(size);
    // A name that no argument shows has no value; that is an error of its own, where the value is needed.
    bool hasValue = llvm::all_of(
        namesIn(size), [&](const std::string &name) { return llvm::is_contained(shown.named, name); });
    auto implies = [&](int64_t other) { return isImplied(size, other); };
    if (!isSymbolic(size) || (least && *least >= 0) || !hasValue || llvm::any_of(shown.derived, implies) ||
        llvm::any_of(limits, implies))
      continue;
    llvm::erase_if(limits, [&](int64_t other) { return isImplied(other, size); });
    limits.push_back(size);
  }
  return limits.empty() ? Attribute() : SizesAttr::get(function.getContext(), limits);
}

std::optional<int64_t> parseSize(StringRef text, MLIRContext *context) {
  ScopedDiagnosticHandler unheard(context, [](Diagnostic &) { return success(); });
  auto sizes = dyn_cast_if_present<SizesAttr>(parseAttribute(("#nn.sizes<" + text + ">").str(), context));
  if (!sizes || sizes.getSizes().size() != 1)
    return std::nullopt;
  return sizes.getSizes().front();
}

std::optional<int64_t> specializeSize(int64_t size, const std::map<std::string, int64_t> &named) {
  if (!isSymbolic(size))
    return size;
  std::optional<int64_t> sum = 0;
  for (const SizeTerm &term : sizeTerms(size)) {
    std::optional<int64_t> product = term.coefficient;
    for (const SizeFactor &factor : term.factors) {
      std::optional<int64_t> value;
      if (factor.name.empty()) {
        if ((value = specializeSize(factor.numerator, named)))
          value = floorDivideSize(*value, factor.divisor);
      } else {
        auto found = named.find(factor.name);
        value = found == named.end() ? namedSize(factor.name) : found->second;
      }
      product = product && value ? multiplySizes(*product, *value) : std::nullopt;
    }
    sum = sum && product ? addSizes(*sum, *product) : std::nullopt;
  }
  return sum;
}

namespace {
/// Looks at the types of a module before anything is changed.
class Check {
public:
  explicit Check(const std::map<std::string, int64_t> &named) : named(named) {}

  LogicalResult of(Operation *op, Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !seen.insert(type).second)
      return success();
    for (int64_t size : SizedTensorType(tensor).getShape()) {
      if (!isSymbolic(size))
        continue;
      for (std::string &name : namesIn(size))
        names.insert(std::move(name));
      std::optional<int64_t> number = specializeSize(size, named);
      if (!number)
        return op->emitError() << "the size '" << sizeExpression(size) << "' exceeds 64 bits where "
                               << list();
      if (!isSymbolic(*number) && *number < 0)
        return op->emitError() << "the size '" << sizeExpression(size) << "' would be " << *number
                               << " where " << list();
    }
    return success();
  }

  std::set<std::string> names; ///< that the types have

private:
  std::string list() const {
    std::string text;
    for (const auto &[name, number] : named)
      text += (text.empty() ? "" : ", ") + name + " = " + std::to_string(number);
    return text;
  }

  const std::map<std::string, int64_t> &named;
  llvm::DenseSet<Type> seen;
};
} // namespace

static LogicalResult checkAll(Operation *root, Check &check) {
  WalkResult checked = root->walk<WalkOrder::PreOrder>([&](Operation *op) -> WalkResult {
    for (Type type : op->getResultTypes())
      if (failed(check.of(op, type)))
        return WalkResult::interrupt();
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (Type type : block.getArgumentTypes())
          if (failed(check.of(op, type)))
            return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return failure(checked.wasInterrupted());
}

Type replaceSizes(Type type, const std::map<std::string, int64_t> &named) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return type;
  SmallVector<int64_t> shape(SizedTensorType(tensor).getShape());
  for (int64_t &size : shape) {
    std::optional<int64_t> value = specializeSize(size, named);
    if (!value || (!isSymbolic(*value) && *value < 0))
      return {};
    size = *value;
  }
  return SizedTensorType::get(shape, tensor.getElementType());
}

static void replaceAll(Operation *root, const std::map<std::string, int64_t> &named) {
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](Type type) -> std::optional<std::pair<Type, WalkResult>> {
    if (!isa<RankedTensorType>(type))
      return std::nullopt;
    return std::pair<Type, WalkResult>(replaceSizes(type, named), WalkResult::skip());
  });
  replacer.recursivelyReplaceElementsIn(root, /*replaceAttrs=*/true, /*replaceLocs=*/false,
                                        /*replaceTypes=*/true);
}

LogicalResult replaceSizes(Operation *root, const std::map<std::string, int64_t> &named) {
  Check check(named);
  if (failed(checkAll(root, check)))
    return failure();
  replaceAll(root, named);
  return success();
}

LogicalResult specializeSizes(ModuleOp module, const std::map<std::string, int64_t> &named) {
  for (const auto &[name, number] : named)
    if (number < 1)
      return module.emitError() << "the size '" << name << "' is to be " << number << ", must be at least 1";
  Check check(named);
  if (failed(checkAll(module, check)))
    return failure();
  for (const auto &[name, number] : named)
    if (name != kBatch && !check.names.contains(name))
      return module.emitError() << "there is no size '" << name << "'; "
                                << (check.names.empty() ? "all sizes are numbers"
                                                        : "there are " + llvm::join(check.names, ", "));
  replaceAll(module, named);
  return success();
}

} // namespace dlc::nn

// dlc::Function, ops with regions: the calls that a function of the user makes are written into a region, and
// what they use from around it is captured.
#include "API/BuilderImpl.h"
#include "API/GraphImpl.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace dlc {

void Function::Impl::write(Region &into, const std::function<std::vector<Value>()> &body) {
  Region *around = std::exchange(region, &into);
  into.emplaceBlock();
  SmallVector<mlir::Value> yielded;
  for (Value each : body())
    yielded.push_back(unwrap(each));
  emit("nn.yield", yielded, {}, ArrayRef<Type>());
  region = around;
}

/// Gives each region an argument for every value from around them that one of them uses; these values.
static SmallVector<mlir::Value> capture(MutableArrayRef<Region> regions) {
  llvm::SetVector<mlir::Value> captured;
  auto isOutside = [&](mlir::Value value) {
    return llvm::none_of(regions, [&](Region &region) { return region.isAncestor(value.getParentRegion()); });
  };
  for (Region &region : regions)
    region.walk([&](Operation *op) {
      for (mlir::Value operand : op->getOperands())
        if (isOutside(operand))
          captured.insert(operand);
    });
  for (Region &region : regions)
    for (mlir::Value value : captured) {
      mlir::Value argument = region.addArgument(value.getType(), value.getLoc());
      value.replaceUsesWithIf(
          argument, [&](OpOperand &use) { return region.isAncestor(use.getOwner()->getParentRegion()); });
    }
  return captured.takeVector();
}

static std::string listOf(TypeRange types) {
  std::string text;
  for (Type type : types)
    text += (text.empty() ? "" : ", ") + typeText(type);
  return text;
}

std::vector<Value> Function::training(const std::function<std::vector<Value>()> &training,
                                      const std::function<std::vector<Value>()> &inference) {
  OpBuilder at = impl->builder();
  std::string comment = std::exchange(impl->nextComment, {});
  // The types of an op are those that its regions yield: until these are complete they are another's.
  OperationState state(at.getUnknownLoc(), nn::TrainingOp::getOperationName());
  state.addRegion(), state.addRegion();
  Operation *draft = at.create(state);
  MutableArrayRef<Region> drafts = draft->getRegions();
  Region *around = impl->region;
  const std::map<std::string, mlir::Value> current = impl->current;
  auto leave = [&] { impl->region = around, impl->current = current; };
  try {
    impl->write(drafts[0], training);
    leave();
    impl->write(drafts[1], inference);
    leave();
    auto typesOf = [&](size_t i) { return drafts[i].front().getTerminator()->getOperandTypes(); };
    if (!llvm::equal(typesOf(0), typesOf(1)))
      impl->fail("returns (" + listOf(typesOf(0)) + ") in training, but (" + listOf(typesOf(1)) +
                 ") in inference");
  } catch (...) {
    leave();
    draft->erase();
    throw;
  }
  // What a region assigned, the next read sees.
  draft->walk([&](nn::AssignOp assign) { impl->current.erase(assign.getVariable().str()); });
  const SmallVector<mlir::Value> captures = capture(drafts);
  std::unique_ptr<Region> regions[2];
  for (auto [from, to] : llvm::zip_equal(drafts, regions)) {
    to = std::make_unique<Region>();
    to->takeBody(from);
  }
  auto op =
      nn::TrainingOp::create(at, at.getUnknownLoc(), captures, std::move(regions[0]), std::move(regions[1]));
  draft->erase();
  if (!comment.empty())
    impl->graph->annotations.comments[op] = std::move(comment);
  std::vector<Value> results;
  for (auto [i, yielded] : llvm::enumerate(op.getTraining().front().getTerminator()->getOperands())) {
    auto known = impl->graph->annotations.names.find(yielded);
    results.push_back(
        impl->wrapNamed(op, static_cast<unsigned>(i),
                        known == impl->graph->annotations.names.end() ? "training" : known->second));
  }
  return results;
}

Value Function::training(const std::function<Value()> &training, const std::function<Value()> &inference) {
  return this->training([&] { return std::vector{training()}; }, [&] { return std::vector{inference()}; })[0];
}

} // namespace dlc

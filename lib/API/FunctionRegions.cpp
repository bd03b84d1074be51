// dlc::Function, ops with two regions, of which one gives the results: nn.if, nn.training.
#include "API/RegionDraft.h"

#include "API/GraphImpl.h"

using namespace mlir;

namespace dlc {

/// Writes both regions, which must return the same types; `first` and `second` say when each of them does.
static void writeBoth(Function::Impl &impl, RegionDraft &draft, const std::function<Values()> (&bodies)[2],
                      const char *first, const char *second) {
  for (unsigned i : {0u, 1u}) {
    draft.begin(i);
    draft.end(bodies[i]());
  }
  if (!llvm::equal(draft.yieldedTypes(0), draft.yieldedTypes(1)))
    impl.fail("returns (" + typesText(draft.yieldedTypes(0)) + ") " + first + ", but (" +
              typesText(draft.yieldedTypes(1)) + ") " + second);
}

Values Function::ifElse(Value condition, const std::function<Values()> &then,
                        const std::function<Values()> &otherwise) {
  mlir::Value chosen = impl->unwrap(condition);
  if (condition.dtype() != DType::i1 || !condition.shape().empty())
    impl->fail("chooses a branch by " + typeText(chosen.getType()) +
               ", but a condition is i1 []; compare() scalars, or choose element by element with where()");
  RegionDraft draft(*impl, nn::IfOp::getOperationName(), 2);
  writeBoth(*impl, draft, {then, otherwise}, "where the condition holds", "where it does not");
  const auto results = static_cast<unsigned>(draft.yieldedTypes(0).size());
  draft.liftVariables();
  const SmallVector<mlir::Value> captures = draft.capture();
  OpBuilder at = draft.builder();
  return draft.complete(
      nn::IfOp::create(at, at.getUnknownLoc(), chosen, captures, draft.take(0), draft.take(1)), results);
}

Value Function::ifElse(Value condition, const std::function<Value()> &then,
                       const std::function<Value()> &otherwise) {
  return ifElse(condition, [&] { return Values{then()}; }, [&] { return Values{otherwise()}; })[0];
}

Values Function::training(const std::function<Values()> &training, const std::function<Values()> &inference) {
  RegionDraft draft(*impl, nn::TrainingOp::getOperationName(), 2);
  writeBoth(*impl, draft, {training, inference}, "in training", "in inference");
  const auto results = static_cast<unsigned>(draft.yieldedTypes(0).size());
  draft.liftVariables();
  const SmallVector<mlir::Value> captures = draft.capture();
  OpBuilder at = draft.builder();
  return draft.complete(
      nn::TrainingOp::create(at, at.getUnknownLoc(), captures, draft.take(0), draft.take(1)), results);
}

Value Function::training(const std::function<Value()> &training, const std::function<Value()> &inference) {
  return this->training([&] { return Values{training()}; }, [&] { return Values{inference()}; })[0];
}

} // namespace dlc

// The reverse walk over the ops of one block.
#include "Autodiff/ReverseWalk.h"

#include "Autodiff/Rules.h"
#include "NN/NNNarrowFloats.h"

#include "mlir/IR/AsmState.h"

using namespace mlir;

namespace dlc::autodiff {
bool isFloat(Value value) {
  auto type = dyn_cast<nn::SizedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

// Adds to `active` the values made from `begin` on, in front of `end`, whose derivative with respect to those
// in it may differ from zero.
static void markDependents(llvm::DenseSet<Value> &active, Operation *begin, Operation *end) {
  for (Operation &op : llvm::make_range(begin->getIterator(), end->getIterator())) {
    if (rules().isZero(&op) || llvm::none_of(op.getOperands(), [&](Value v) { return active.contains(v); }))
      continue;
    for (Value result : op.getResults())
      if (isFloat(result))
        active.insert(result);
  }
}

llvm::DenseSet<Value> dependents(ValueRange sources, Operation *end) {
  llvm::DenseSet<Value> active(sources.begin(), sources.end());
  markDependents(active, &end->getBlock()->front(), end);
  return active;
}

static std::string nameOf(Value value, Operation *within) {
  std::string name;
  llvm::raw_string_ostream stream(name);
  AsmState state(within);
  value.printAsOperand(stream, state);
  return name;
}

ReverseWalk::ReverseWalk(OpBuilder &builder, Operation *end, Operation *request, ValueRange wrt,
                         StringRef goal)
    : last(end->getPrevNode()), end(end), request(request), wrt(wrt), goal(goal),
      active(dependents(wrt, end)), emit(builder, active, request) {
  emit.setLocation(request->getLoc());
}

LogicalResult ReverseWalk::run() {
  // What is written may lie in front of `end` too; the walk starts before the first of it.
  for (Operation *op = last; op;) {
    op = decomposed(op);
    if (!op)
      break;
    op = visit(op)->getPrevNode();
  }
  emit.setLocation(request->getLoc());
  return success(isComplete);
}

Value ReverseWalk::adjointOrZeros(Value value) {
  Value adjoint = adjointOf(value);
  return adjoint ? adjoint : emit.zeros(cast<nn::SizedTensorType>(value.getType()));
}

void ReverseWalk::contribute(Value value, Value contribution) {
  Value &adjoint = adjoints[value];
  adjoint = adjoint ? emit.add(adjoint, contribution) : contribution;
}

/// Whether derivatives flow from the op's results to its operands.
bool ReverseWalk::isOnTheWay(Operation *op) {
  // A result may have an adjoint although no operand is wanted: it is itself one of the values asked for.
  return !rules().isZero(op) &&
         llvm::any_of(op->getOperands(), [&](Value operand) { return emit.wants(operand); }) &&
         llvm::any_of(op->getResults(), [&](Value result) { return adjoints.contains(result); });
}

/// Puts other values in the place of an op's results, with their adjoints; the op goes.
void ReverseWalk::replace(Operation *op, ValueRange values) {
  for (auto [result, value] : llvm::zip_equal(op->getResults(), values)) {
    result.replaceAllUsesWith(value);
    llvm::replace(wrt, Value(result), value);
    if (Value adjoint = adjoints.lookup(result))
      contribute(value, adjoint);
    adjoints.erase(result);
    active.erase(result);
  }
  op->erase();
}

/// The op to visit: `op` itself, or the last of what it is written as: of its decomposition where it has no
/// rule, of its computation in f32 where it is one of narrow floats, since counts and epsilons of rules and
/// decompositions have no place in 16 bits, of the form that has a rule. Only here, on the way: elsewhere the
/// op stays what it is, with the form that the lowering has for it.
Operation *ReverseWalk::decomposed(Operation *op) {
  if (!isOnTheWay(op))
    return op;
  OpBuilder at(op);
  nn::Composer compose(at, op->getLoc());
  Operation *before = op->getPrevNode();
  SmallVector<Value> values;
  const Rule *rule = rules().find(op);
  if (nn::computesInNarrowFloats(op))
    values = nn::computeInF32(at, op);
  else if (rule && rule->rewrite)
    values = rule->rewrite(op, compose);
  else if (auto compound = dyn_cast<nn::DecomposableOp>(op); compound && !rule)
    values = compound.decompose(compose);
  if (values.empty())
    return op;
  Operation *first = before ? before->getNextNode() : &op->getBlock()->front();
  markDependents(active, first, op);
  Operation *made = op->getPrevNode();
  replace(op, values);
  return made ? decomposed(made) : made;
}

/// Gives the op from whose front the walk goes on: the rule of an op with a body may have put another in its
/// place, which also gives what the derivative needs.
Operation *ReverseWalk::visit(Operation *op) {
  if (!isOnTheWay(op))
    return op;
  SmallVector<Value> results =
      llvm::map_to_vector(op->getResults(), [&](Value result) { return adjoints.lookup(result); });
  const Rule *rule = rules().find(op);
  if (!rule) {
    reportMissing(op);
    return giveUp(op);
  }
  emit.setLocation(op->getLoc());
  SmallVector<Value> operands(op->getOperands());
  Operation *replacement = nullptr;
  emit.replace = [&](Operation *other) {
    replacement = other;
    for (auto [before, after] : llvm::zip(op->getResults(), other->getResults()))
      if (active.contains(before))
        active.insert(after);
    replace(op, other->getResults().take_front(op->getNumResults()));
  };
  FailureOr<Adjoints> contributions = rule->apply(op, results, emit);
  if (failed(contributions))
    return giveUp(op); // a body of the op lacks a rule, and has said so
  for (auto [operand, contribution] : llvm::zip_equal(operands, *contributions)) {
    if (!contribution || !emit.wants(operand))
      continue;
    assert(contribution.getType() == operand.getType() && "a rule must give each adjoint its operand's type");
    contribute(operand, contribution);
  }
  return replacement ? replacement : op;
}

/// The walk goes on in front of an op that it cannot differentiate, to find all such ops at once.
Operation *ReverseWalk::giveUp(Operation *op) {
  isComplete = false;
  for (Value operand : op->getOperands())
    if (emit.wants(operand))
      contribute(operand, emit.zeros(cast<RankedTensorType>(operand.getType())));
  return op;
}

void ReverseWalk::reportMissing(Operation *op) {
  InFlightDiagnostic error = op->emitOpError() << "has no derivative rule";
  if (goal.empty()) {
    error << ", which forward mode needs: it differentiates what the reverse mode writes";
  } else if (end == request) {
    Value source = *llvm::find_if(wrt, [&](Value value) {
      llvm::DenseSet<Value> reached = dependents(value, end);
      return llvm::any_of(op->getOperands(), [&](Value operand) { return reached.contains(operand); });
    });
    error << "; it lies between " << goal << " and " << nameOf(source, request->getParentOp());
  } else {
    // Values of a body have no name that the reader would know.
    error << "; it lies between " << goal << " and what it takes";
  }
  error.attachNote(request->getLoc()) << "the derivative is asked for here";
}
} // namespace dlc::autodiff

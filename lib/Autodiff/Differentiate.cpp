// Expands each train.gradient by reverse-mode differentiation. Op by op from the loss backwards, in the order
// of the block turned round: then all uses of a value have added to its adjoint before the op that makes it
// is reached. An op without a rule is replaced by its decomposition, whose ops are visited instead.
#include "Autodiff/Passes.h"
#include "Autodiff/Rules.h"

#include "mlir/IR/AsmState.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_DIFFERENTIATE
#include "Autodiff/Passes.h.inc"

namespace {
using namespace autodiff;

bool isFloat(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

// Adds to `active` the values made from `begin` on, in front of `end`, whose derivative with respect to those
// in it may differ from zero.
void markDependents(llvm::DenseSet<Value> &active, Operation *begin, Operation *end) {
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

std::string nameOf(Value value, Operation *within) {
  std::string name;
  llvm::raw_string_ostream stream(name);
  AsmState state(within);
  value.printAsOperand(stream, state);
  return name;
}

class Expansion {
public:
  explicit Expansion(train::GradientOp gradient)
      : gradient(gradient), active(dependents(gradient.getWrt(), gradient)), builder(gradient),
        emit(builder, active) {}

  LogicalResult run() {
    emit.setLocation(gradient.getLoc());
    // The ops that are written lie in front of the gradient too; the walk starts before the first of them.
    Operation *op = gradient->getPrevNode();
    if (emit.wants(gradient.getLoss()))
      adjoints[gradient.getLoss()] = emit.scalar(1, gradient.getLoss());
    for (; op; op = op->getPrevNode()) {
      op = decomposed(op);
      if (failed(visit(op)))
        return failure();
    }
    emit.setLocation(gradient.getLoc());
    for (auto [value, result] : llvm::zip(gradient.getWrt(), gradient.getGradients())) {
      Value adjoint = adjoints.lookup(value);
      result.replaceAllUsesWith(adjoint ? adjoint : emit.zeros(cast<RankedTensorType>(value.getType())));
    }
    gradient.erase();
    return success();
  }

private:
  /// Whether derivatives flow from the op's results to its operands.
  bool isOnTheWay(Operation *op) {
    // A result may have an adjoint although no operand is wanted: it is itself one of the values asked for.
    return !rules().isZero(op) &&
           llvm::any_of(op->getOperands(), [&](Value operand) { return emit.wants(operand); }) &&
           llvm::any_of(op->getResults(), [&](Value result) { return adjoints.contains(result); });
  }

  /// The op to visit: `op` itself, or the last of its decomposition where it has no rule. Only here, on the
  /// way: elsewhere the op stays what it is, with the form that the lowering has for it.
  Operation *decomposed(Operation *op) {
    auto compound = dyn_cast<nn::DecomposableOp>(op);
    if (!compound || rules().find(op) || !isOnTheWay(op))
      return op;
    OpBuilder at(op);
    nn::Composer compose(at, op->getLoc());
    Operation *before = op->getPrevNode();
    SmallVector<Value> values = compound.decompose(compose);
    Operation *first = before ? before->getNextNode() : &op->getBlock()->front();
    markDependents(active, first, op);
    for (auto [result, value] : llvm::zip_equal(op->getResults(), values)) {
      result.replaceAllUsesWith(value);
      if (Value adjoint = adjoints.lookup(result)) {
        Value &sum = adjoints[value];
        sum = sum ? emit.add(sum, adjoint) : adjoint;
      }
      adjoints.erase(result);
      active.erase(result);
    }
    Operation *last = op->getPrevNode();
    op->erase();
    return last ? decomposed(last) : last;
  }

  LogicalResult visit(Operation *op) {
    if (!isOnTheWay(op))
      return success();
    SmallVector<Value> results =
        llvm::map_to_vector(op->getResults(), [&](Value result) { return adjoints.lookup(result); });
    const Rule *rule = rules().find(op);
    if (!rule)
      return reportMissing(op);
    emit.setLocation(op->getLoc());
    Adjoints contributions = rule->apply(op, results, emit);
    for (auto [operand, contribution] : llvm::zip_equal(op->getOperands(), contributions)) {
      if (!contribution || !emit.wants(operand))
        continue;
      assert(contribution.getType() == operand.getType() &&
             "a rule must give each adjoint its operand's type");
      Value &adjoint = adjoints[operand];
      adjoint = adjoint ? emit.add(adjoint, contribution) : contribution;
    }
    return success();
  }

  LogicalResult reportMissing(Operation *op) {
    Value source = *llvm::find_if(gradient.getWrt(), [&](Value value) {
      llvm::DenseSet<Value> reached = dependents(value, gradient);
      return llvm::any_of(op->getOperands(), [&](Value operand) { return reached.contains(operand); });
    });
    InFlightDiagnostic error = op->emitOpError() << "has no derivative rule; it lies between the loss and "
                                                 << nameOf(source, gradient->getParentOp());
    error.attachNote(gradient.getLoc()) << "the gradient is asked for here";
    return error;
  }

  train::GradientOp gradient;
  llvm::DenseSet<Value> active; // values whose adjoint is wanted
  OpBuilder builder;
  Emitter emit;
  llvm::DenseMap<Value, Value> adjoints;
};

class Differentiate : public impl::DifferentiateBase<Differentiate> {
  void runOnOperation() override {
    // In order, so that a gradient of a gradient finds the inner one expanded.
    SmallVector<train::GradientOp> gradients;
    getOperation().walk([&](train::GradientOp gradient) { gradients.push_back(gradient); });
    for (train::GradientOp gradient : gradients)
      if (failed(Expansion(gradient).run()))
        return signalPassFailure();
  }
};
} // namespace
} // namespace dlc

// Derivative rules of the elementwise ops. The adjoint of a repeated operand is summed over what was
// repeated.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static Adjoints add(AddOp op, Value g, Emitter &emit) {
  return {emit.wants(op.getLhs()) ? emit.unbroadcast(g, op.getLhs().getType()) : Value(),
          emit.wants(op.getRhs()) ? emit.unbroadcast(g, op.getRhs().getType()) : Value()};
}

static Adjoints sub(SubOp op, Value g, Emitter &emit) {
  return {emit.wants(op.getLhs()) ? emit.unbroadcast(g, op.getLhs().getType()) : Value(),
          emit.wants(op.getRhs()) ? emit.unbroadcast(emit.neg(g), op.getRhs().getType()) : Value()};
}

static Adjoints mul(MulOp op, Value g, Emitter &emit) {
  Value lhs = op.getLhs(), rhs = op.getRhs();
  return {emit.wants(lhs) ? emit.unbroadcast(emit.mul(g, rhs), lhs.getType()) : Value(),
          emit.wants(rhs) ? emit.unbroadcast(emit.mul(g, lhs), rhs.getType()) : Value()};
}

static Adjoints div(DivOp op, Value g, Emitter &emit) {
  Value lhs = op.getLhs(), rhs = op.getRhs();
  Adjoints result(2);
  Value quotient = emit.div(g, rhs);
  if (emit.wants(lhs))
    result[0] = emit.unbroadcast(quotient, lhs.getType());
  if (emit.wants(rhs))
    result[1] = emit.unbroadcast(emit.neg(emit.mul(quotient, op.getResult())), rhs.getType());
  return result;
}

// Adjoint of the operand that loses where `loses(operand, other)`; at a tie each of the two gets half, as in
// PyTorch.
static Value ofExtremum(ComparePredicate loses, Value operand, Value other, Value g, Emitter &emit) {
  if (!emit.wants(operand))
    return {};
  Value half = emit.mul(g, emit.scalar(0.5, g));
  Value shared = emit.where(emit.compare(ComparePredicate::eq, operand, other), half, g);
  Value kept = emit.where(emit.compare(loses, operand, other), emit.scalar(0, g), shared);
  return emit.unbroadcast(kept, operand.getType());
}

static Adjoints max(MaxOp op, Value g, Emitter &emit) {
  return {ofExtremum(ComparePredicate::lt, op.getLhs(), op.getRhs(), g, emit),
          ofExtremum(ComparePredicate::lt, op.getRhs(), op.getLhs(), g, emit)};
}

static Adjoints min(MinOp op, Value g, Emitter &emit) {
  return {ofExtremum(ComparePredicate::gt, op.getLhs(), op.getRhs(), g, emit),
          ofExtremum(ComparePredicate::gt, op.getRhs(), op.getLhs(), g, emit)};
}

// Where the formula would give 0 · ∞, its operand is replaced and not its result: a masked infinity becomes
// NaN when the rule's own ops are differentiated.
static Adjoints pow(PowOp op, Value g, Emitter &emit) {
  Value base = op.getLhs(), exponent = op.getRhs();
  Value zero = emit.scalar(0, g), one = emit.scalar(1, g);
  Value baseIsZero = emit.compare(ComparePredicate::eq, base, zero);
  Adjoints result(2);
  if (emit.wants(base)) {
    // x^0 is 1 even at 0, where x^-1 is infinite.
    Value safe = emit.where(emit.compare(ComparePredicate::eq, exponent, zero), one, exponent);
    Value power = emit.make<PowOp>(base, emit.sub(emit.where(baseIsZero, safe, exponent), one));
    result[0] = emit.unbroadcast(emit.mul(g, emit.mul(exponent, power)), base.getType());
  }
  if (emit.wants(exponent)) {
    // 0^y is constant for y ≥ 0, although log 0 is infinite.
    Value safe = emit.where(emit.compare(ComparePredicate::ge, exponent, zero), one, base);
    Value logarithm = emit.unary<LogOp>(emit.where(baseIsZero, safe, base));
    result[1] = emit.unbroadcast(emit.mul(g, emit.mul(op.getResult(), logarithm)), exponent.getType());
  }
  return result;
}

/// The result is positive where the operand is, and then the operand need not be kept.
static Adjoints relu(ReluOp op, Value g, Emitter &emit) {
  Value zero = emit.scalar(0, g);
  return {emit.where(emit.compare(ComparePredicate::gt, op.getResult(), zero), g, zero)};
}

static Adjoints rsqrt(RsqrtOp op, Value g, Emitter &emit) {
  Value r = op.getResult();
  return {emit.mul(emit.mul(g, emit.scalar(-0.5, g)), emit.mul(r, emit.mul(r, r)))};
}

static Adjoints tanh(TanhOp op, Value g, Emitter &emit) {
  Value y = op.getResult();
  return {emit.mul(g, emit.sub(emit.scalar(1, g), emit.mul(y, y)))};
}

static Adjoints sigmoid(SigmoidOp op, Value g, Emitter &emit) {
  Value y = op.getResult();
  return {emit.mul(g, emit.mul(y, emit.sub(emit.scalar(1, g), y)))};
}

static Adjoints where(WhereOp op, Value g, Emitter &emit) {
  Value condition = op.getCondition(), lhs = op.getLhs(), rhs = op.getRhs();
  Value zero = emit.scalar(0, g);
  return {Value(),
          emit.wants(lhs) ? emit.unbroadcast(emit.where(condition, g, zero), lhs.getType()) : Value(),
          emit.wants(rhs) ? emit.unbroadcast(emit.where(condition, zero, g), rhs.getType()) : Value()};
}

void addElementwiseRules(RuleTable &table) {
  table.add(add);
  table.add(sub);
  table.add(mul);
  table.add(div);
  table.add(max);
  table.add(min);
  table.add(pow);
  table.add<NegOp>([](NegOp, Value g, Emitter &emit) -> Adjoints { return {emit.neg(g)}; });
  table.add<AbsOp>([](AbsOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.mul(g, emit.unary<SignOp>(op.getInput()))};
  });
  table.add<SqrtOp>([](SqrtOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.div(emit.mul(g, emit.scalar(0.5, g)), op.getResult())};
  });
  table.add(rsqrt);
  table.add<ReciprocalOp>([](ReciprocalOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.neg(emit.mul(g, emit.mul(op.getResult(), op.getResult())))};
  });
  table.add<ExpOp>(
      [](ExpOp op, Value g, Emitter &emit) -> Adjoints { return {emit.mul(g, op.getResult())}; });
  table.add<LogOp>([](LogOp op, Value g, Emitter &emit) -> Adjoints { return {emit.div(g, op.getInput())}; });
  table.add<Log1pOp>([](Log1pOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.div(g, emit.add(op.getInput(), emit.scalar(1, g)))};
  });
  table.add(tanh);
  table.add(sigmoid);
  table.add(relu);
  table.add<SoftplusOp>([](SoftplusOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.mul(g, emit.unary<SigmoidOp>(op.getInput()))};
  });
  table.add(where);
  // Only between float types: an integer carries no derivative.
  table.add<CastOp>([](CastOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.make<CastOp>(op.getInput().getType(), g)};
  });
  table.addZero<SignOp>("constant on each side of 0");
  table.addZero<CompareOp>("its result is a truth value");
}
} // namespace dlc::autodiff

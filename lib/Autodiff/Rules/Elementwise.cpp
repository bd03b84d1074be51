// Derivative rules of the elementwise ops. The adjoint of a repeated operand is summed over what was
// repeated.
#include "Autodiff/Rules.h"
#include "Train/Train.h"

#include <numbers>

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
    // x^0 is 1 even at 0 and at NaN, where x^-1 is infinite or NaN.
    Value safe = emit.where(emit.compare(ComparePredicate::eq, exponent, zero), one, exponent);
    Value isNumber = emit.compare(ComparePredicate::gt, emit.unary<AbsOp>(base), zero);
    Value power = emit.make<PowOp>(base, emit.sub(emit.where(isNumber, exponent, safe), one));
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

// lhs = rhs · quotient + remainder, with a quotient whose derivative is 0.
static Adjoints mod(ModOp op, Value g, Emitter &emit) {
  Value lhs = op.getLhs(), rhs = op.getRhs();
  Adjoints result(2);
  if (emit.wants(lhs))
    result[0] = emit.unbroadcast(g, lhs.getType());
  if (emit.wants(rhs)) {
    Value ratio = emit.div(lhs, rhs), quotient = emit.unary<FloorOp>(ratio);
    if (op.getFmod())
      quotient =
          emit.where(emit.compare(ComparePredicate::lt, ratio, 0), emit.unary<CeilOp>(ratio), quotient);
    result[1] = emit.unbroadcast(emit.neg(emit.mul(g, quotient)), rhs.getType());
  }
  return result;
}

// At the bounds the derivative is 1, as in PyTorch; at NaN it is 0.
static Adjoints clip(ClipOp op, Value g, Emitter &emit) {
  Value x = op.getInput();
  if (op.getMin())
    g = emit.where(emit.compare(ComparePredicate::ge, x, op.getMin()->convertToDouble()), g, 0);
  if (op.getMax())
    g = emit.where(emit.compare(ComparePredicate::le, x, op.getMax()->convertToDouble()), g, 0);
  return {g};
}

static Adjoints where(WhereOp op, Value g, Emitter &emit) {
  Value condition = op.getCondition(), lhs = op.getLhs(), rhs = op.getRhs();
  Value zero = emit.scalar(0, g);
  return {Value(),
          emit.wants(lhs) ? emit.unbroadcast(emit.where(condition, g, zero), lhs.getType()) : Value(),
          emit.wants(rhs) ? emit.unbroadcast(emit.where(condition, zero, g), rhs.getType()) : Value()};
}

//===-- Functions of one operand --------------------------------------------------------------------===//

// The adjoint of x is what is written, from x, the result y and its adjoint g.
#define DLC_RULE(OP, EXPRESSION)                                                                             \
  table.add<OP>([](OP op, Value g, Emitter &e) -> Adjoints {                                                 \
    [[maybe_unused]] Value x = op.getInput(), y = op.getResult();                                            \
    return {EXPRESSION};                                                                                     \
  })
static void addFunctions(RuleTable &table) {
  using Is = ComparePredicate;
  DLC_RULE(NegOp, e.neg(g));
  DLC_RULE(AbsOp, e.mul(g, e.unary<SignOp>(x)));
  DLC_RULE(ReciprocalOp, e.neg(e.mul(g, e.mul(y, y))));
  DLC_RULE(SqrtOp, e.div(e.mul(g, 0.5), y));
  DLC_RULE(RsqrtOp, e.mul(e.mul(g, -0.5), e.mul(y, e.mul(y, y))));
  DLC_RULE(ExpOp, e.mul(g, y));
  DLC_RULE(Expm1Op, e.mul(g, e.add(y, 1)));
  DLC_RULE(LogOp, e.div(g, x));
  DLC_RULE(Log1pOp, e.div(g, e.add(x, 1)));
  DLC_RULE(SinOp, e.mul(g, e.unary<CosOp>(x)));
  DLC_RULE(CosOp, e.neg(e.mul(g, e.unary<SinOp>(x))));
  DLC_RULE(TanOp, e.mul(g, e.add(e.mul(y, y), 1)));
  DLC_RULE(AsinOp, e.mul(g, e.unary<RsqrtOp>(e.sub(1, e.mul(x, x)))));
  DLC_RULE(AcosOp, e.neg(e.mul(g, e.unary<RsqrtOp>(e.sub(1, e.mul(x, x))))));
  DLC_RULE(AtanOp, e.div(g, e.add(e.mul(x, x), 1)));
  DLC_RULE(SinhOp, e.mul(g, e.unary<CoshOp>(x)));
  DLC_RULE(CoshOp, e.mul(g, e.unary<SinhOp>(x)));
  DLC_RULE(AsinhOp, e.mul(g, e.unary<RsqrtOp>(e.add(e.mul(x, x), 1))));
  DLC_RULE(AcoshOp, e.mul(g, e.unary<RsqrtOp>(e.sub(e.mul(x, x), 1))));
  DLC_RULE(AtanhOp, e.div(g, e.sub(1, e.mul(x, x))));
  DLC_RULE(ErfOp, e.mul(e.mul(g, 2 * std::numbers::inv_sqrtpi), e.unary<ExpOp>(e.neg(e.mul(x, x)))));
  DLC_RULE(TanhOp, e.mul(g, e.sub(1, e.mul(y, y))));
  DLC_RULE(SigmoidOp, e.mul(g, e.mul(y, e.sub(1, y))));
  // The result is positive where the operand is, and then the operand need not be kept.
  DLC_RULE(ReluOp, e.where(e.compare(Is::gt, y, 0), g, 0));
  DLC_RULE(SoftplusOp, e.mul(g, e.unary<SigmoidOp>(x)));
}
#undef DLC_RULE

void addElementwiseRules(RuleTable &table) {
  table.add(add);
  table.add(sub);
  table.add(mul);
  table.add(div);
  table.add(max);
  table.add(min);
  table.add(pow);
  table.add(mod);
  table.add(clip);
  table.add(where);
  // Only between float types: an integer carries no derivative.
  table.add<CastOp>([](CastOp op, Value g, Emitter &emit) -> Adjoints {
    return {emit.make<CastOp>(op.getInput().getType(), g)};
  });
  table.add<train::IndependentOp>([](train::IndependentOp, Value g, Emitter &) -> Adjoints { return {g}; });
  table.addZero<SignOp>("constant on each side of 0");
  addFunctions(table);
  table.addZero<FloorOp>("constant between whole numbers");
  table.addZero<CeilOp>("constant between whole numbers");
  table.addZero<RoundOp>("constant between whole numbers and a half");
  table.addZero<StepOp>("constant on each side of 0");
  table.addZero<StopGradientOp>("that is what it is for");
  table.addZero<IsNaNOp>("its result is a truth value");
  table.addZero<IsInfOp>("its result is a truth value");
  table.addZero<CompareOp>("its result is a truth value");
  table.addZero<BitcastOp>("its results are bits");
  table.addZero<AndOp>("its operands are truth values");
  table.addZero<OrOp>("its operands are truth values");
  table.addZero<XorOp>("its operands are truth values");
  table.addZero<NotOp>("its operand is a truth value");
  table.addZero<BitwiseAndOp>("its operands are integers");
  table.addZero<BitwiseOrOp>("its operands are integers");
  table.addZero<BitwiseXorOp>("its operands are integers");
  table.addZero<BitwiseNotOp>("its operand is an integer");
  table.addZero<BitShiftOp>("its operands are integers");
}
} // namespace dlc::autodiff

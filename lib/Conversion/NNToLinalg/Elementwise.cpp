// Elementwise ops: one loop each; broadcasting is in the maps.
#include "Conversion/NNToLinalg/Patterns.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
/// The scalar code of one element.
struct Scalar {
  OpBuilder &b;
  Location loc;
  ValueRange x;

  Type type() { return x[0].getType(); }
  bool isFloat() { return isa<FloatType>(type()); }
  Value constant(double value) { return number(b, loc, type(), value); }

  template <typename Op> Value unary() { return Op::create(b, loc, x[0]); }
  template <typename Float, typename Integer> Value binary() {
    if (isFloat())
      return Float::create(b, loc, x[0], x[1]);
    return Integer::create(b, loc, x[0], x[1]);
  }

  Value sign() {
    Value zero = constant(0);
    Value above = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT, x[0], zero);
    Value below = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x[0], zero);
    // What is neither is zero or NaN, and its own sign.
    Value rest = arith::SelectOp::create(b, loc, below, constant(-1), x[0]);
    return arith::SelectOp::create(b, loc, above, constant(1), rest);
  }

  Value sigmoid() {
    Value power = math::ExpOp::create(b, loc, arith::NegFOp::create(b, loc, x[0]));
    return arith::DivFOp::create(b, loc, constant(1), arith::AddFOp::create(b, loc, constant(1), power));
  }

  Value relu() { return arith::MaximumFOp::create(b, loc, x[0], constant(0)); }

  /// max(x, 0) + log1p(exp(-|x|)): the exponential is at most 1.
  Value softplus() {
    Value magnitude = math::AbsFOp::create(b, loc, x[0]);
    Value power = math::ExpOp::create(b, loc, arith::NegFOp::create(b, loc, magnitude));
    return arith::AddFOp::create(b, loc, relu(), math::Log1pOp::create(b, loc, power));
  }

  Value compare(nn::ComparePredicate predicate) {
    using F = arith::CmpFPredicate;
    using I = arith::CmpIPredicate;
    static constexpr F floats[] = {F::OEQ, F::UNE, F::OLT, F::OLE, F::OGT, F::OGE};
    static constexpr I integers[] = {I::eq, I::ne, I::slt, I::sle, I::sgt, I::sge};
    auto which = static_cast<size_t>(predicate);
    if (isFloat())
      return arith::CmpFOp::create(b, loc, floats[which], x[0], x[1]);
    return arith::CmpIOp::create(b, loc, integers[which], x[0], x[1]);
  }

  Value cast(Type to) {
    Type from = type();
    unsigned before = from.getIntOrFloatBitWidth(), after = to.getIntOrFloatBitWidth();
    if (from == to)
      return x[0];
    if (isFloat() && isa<FloatType>(to))
      return after > before ? Value(arith::ExtFOp::create(b, loc, to, x[0]))
                            : Value(arith::TruncFOp::create(b, loc, to, x[0]));
    if (to.isInteger(1))
      return isFloat() ? Value(arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNE, x[0], constant(0)))
                       : Value(arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, x[0], constant(0)));
    if (isFloat())
      return arith::FPToSIOp::create(b, loc, to, x[0]);
    // True is 1, not the -1 that its one bit would mean as a signed number.
    if (from.isInteger(1))
      return isa<FloatType>(to) ? Value(arith::UIToFPOp::create(b, loc, to, x[0]))
                                : Value(arith::ExtUIOp::create(b, loc, to, x[0]));
    if (isa<FloatType>(to))
      return arith::SIToFPOp::create(b, loc, to, x[0]);
    return after > before ? Value(arith::ExtSIOp::create(b, loc, to, x[0]))
                          : Value(arith::TruncIOp::create(b, loc, to, x[0]));
  }
};

Value scalarCode(Operation *op, Scalar s) {
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<nn::AddOp>([&](auto) { return s.binary<arith::AddFOp, arith::AddIOp>(); })
      .Case<nn::SubOp>([&](auto) { return s.binary<arith::SubFOp, arith::SubIOp>(); })
      .Case<nn::MulOp>([&](auto) { return s.binary<arith::MulFOp, arith::MulIOp>(); })
      .Case<nn::DivOp>([&](auto) { return s.binary<arith::DivFOp, arith::DivSIOp>(); })
      .Case<nn::MaxOp>([&](auto) { return s.binary<arith::MaximumFOp, arith::MaxSIOp>(); })
      .Case<nn::MinOp>([&](auto) { return s.binary<arith::MinimumFOp, arith::MinSIOp>(); })
      .Case<nn::PowOp>([&](auto) { return Value(math::PowFOp::create(s.b, s.loc, s.x[0], s.x[1])); })
      .Case<nn::NegOp>([&](auto) { return s.unary<arith::NegFOp>(); })
      .Case<nn::AbsOp>([&](auto) { return s.unary<math::AbsFOp>(); })
      .Case<nn::SignOp>([&](auto) { return s.sign(); })
      .Case<nn::SqrtOp>([&](auto) { return s.unary<math::SqrtOp>(); })
      .Case<nn::RsqrtOp>([&](auto) { return s.unary<math::RsqrtOp>(); })
      .Case<nn::ReciprocalOp>(
          [&](auto) { return Value(arith::DivFOp::create(s.b, s.loc, s.constant(1), s.x[0])); })
      .Case<nn::ExpOp>([&](auto) { return s.unary<math::ExpOp>(); })
      .Case<nn::LogOp>([&](auto) { return s.unary<math::LogOp>(); })
      .Case<nn::Log1pOp>([&](auto) { return s.unary<math::Log1pOp>(); })
      .Case<nn::TanhOp>([&](auto) { return s.unary<math::TanhOp>(); })
      .Case<nn::SigmoidOp>([&](auto) { return s.sigmoid(); })
      .Case<nn::ReluOp>([&](auto) { return s.relu(); })
      .Case<nn::SoftplusOp>([&](auto) { return s.softplus(); })
      .Case<nn::CompareOp>([&](nn::CompareOp compare) { return s.compare(compare.getPredicate()); })
      .Case<nn::WhereOp>(
          [&](auto) { return Value(arith::SelectOp::create(s.b, s.loc, s.x[0], s.x[1], s.x[2])); })
      .Case<nn::CastOp>([&](nn::CastOp cast) { return s.cast(typeOf(cast.getResult()).getElementType()); });
}

template <typename Op> Values elementwise(Op op, typename Op::Adaptor adaptor, Emitter &emit) {
  return {emit.elementwise(
      typeOf(op.getResult()), adaptor.getOperands(),
      [&](OpBuilder &b, Location loc, ValueRange x) -> Values { return {scalarCode(op, {b, loc, x})}; })};
}

template <typename... Ops> void addAll(RewritePatternSet &set) { (add<Ops>(set, elementwise<Ops>), ...); }
} // namespace

void populateElementwisePatterns(RewritePatternSet &set) {
  addAll<nn::AddOp, nn::SubOp, nn::MulOp, nn::DivOp, nn::MaxOp, nn::MinOp, nn::PowOp, nn::NegOp, nn::AbsOp,
         nn::SignOp, nn::SqrtOp, nn::RsqrtOp, nn::ReciprocalOp, nn::ExpOp, nn::LogOp, nn::Log1pOp, nn::TanhOp,
         nn::SigmoidOp, nn::ReluOp, nn::SoftplusOp, nn::CompareOp, nn::WhereOp, nn::CastOp>(set);
}
} // namespace dlc::lowering

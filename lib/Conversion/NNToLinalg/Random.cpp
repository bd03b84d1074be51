// Random numbers: Philox 4x32-10 (Salmon et al., 2011) in integer arithmetic. Element i of a draw has the
// counter (i low, i high, counter low, counter high), so each element can be computed anywhere and in any
// order.
#include "Conversion/NNToLinalg/Patterns.h"

#include <array>
#include <numbers>

using namespace mlir;

namespace dlc::lowering {
namespace {
using Words = std::array<Value, 4>;

/// Scalar code on 32-bit words, which are held in the low halves of i64 values: products need 64 bits anyway.
struct Philox {
  OpBuilder &b;
  Location loc;

  Value constant(int64_t value) { return arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(value)); }
  Value low(Value word) { return arith::AndIOp::create(b, loc, word, constant(0xFFFFFFFF)); }
  Value high(Value word) { return arith::ShRUIOp::create(b, loc, word, constant(32)); }
  Value mix(Value x, Value y, Value z) {
    return arith::XOrIOp::create(b, loc, arith::XOrIOp::create(b, loc, x, y), z);
  }
  Value times(Value word, int64_t factor) { return arith::MulIOp::create(b, loc, word, constant(factor)); }
  Value plus(Value word, int64_t addend) {
    return low(arith::AddIOp::create(b, loc, word, constant(addend)));
  }

  Words words(Value place, Value key, Value counter) {
    Words c{low(place), high(place), low(counter), high(counter)};
    Value k0 = low(key), k1 = high(key);
    for (int round = 0; round < 10; ++round) {
      if (round > 0) {
        k0 = plus(k0, 0x9E3779B9);
        k1 = plus(k1, 0xBB67AE85);
      }
      Value first = times(c[0], 0xD2511F53), second = times(c[2], 0xCD9E8D57);
      c = {mix(high(second), c[1], k0), low(second), mix(high(first), c[3], k1), low(first)};
    }
    return c;
  }

  /// `bits` as many as the type's fraction holds exactly, plus `offset`, over 2^bits.
  Value fraction(FloatType type, Value first, Value second, int64_t offset) {
    unsigned precision = type.getFPMantissaWidth();
    Value bits = first;
    if (precision > 32) {
      Value upper = arith::ShLIOp::create(b, loc, first, constant(32));
      Value both = arith::OrIOp::create(b, loc, upper, second);
      bits = arith::ShRUIOp::create(b, loc, both, constant(64 - precision));
    } else {
      bits = arith::ShRUIOp::create(b, loc, first, constant(32 - precision));
    }
    if (offset != 0)
      bits = arith::AddIOp::create(b, loc, bits, constant(offset));
    Value whole = arith::SIToFPOp::create(b, loc, type, bits);
    return arith::MulFOp::create(b, loc, whole,
                                 number(b, loc, type, std::ldexp(1.0, -static_cast<int>(precision))));
  }
};

using Sample = llvm::function_ref<Value(Philox, FloatType, const Words &)>;

template <typename Op> Values draw(Op op, typename Op::Adaptor adaptor, Emitter &emit, Sample sample) {
  OpBuilder &b = emit.b;
  Location loc = emit.loc;
  nn::SizedTensorType type = typeOf(op.getResult());
  Value key = tensor::ExtractOp::create(b, loc, adaptor.getState(), index(b, loc, 0));
  Value counter = tensor::ExtractOp::create(b, loc, adaptor.getState(), index(b, loc, 1));
  SmallVector<Value> extents;
  for (int64_t i = 1; i < type.getRank(); ++i)
    extents.push_back(emit.dim(type, i));
  Value result = emit.elementwise(type, {}, [&](OpBuilder &b, Location loc, ValueRange) -> Values {
    Value place = index(b, loc, 0);
    for (int64_t i = 0; i < type.getRank(); ++i) {
      if (i > 0) // the leading size multiplies nothing
        place = arith::MulIOp::create(b, loc, place, extents[i - 1]);
      place = arith::AddIOp::create(b, loc, place, linalg::IndexOp::create(b, loc, i));
    }
    Value wide = arith::IndexCastOp::create(b, loc, b.getI64Type(), place);
    Philox philox{b, loc};
    return {sample(philox, cast<FloatType>(type.getElementType()), philox.words(wide, key, counter))};
  });
  Value next = arith::AddIOp::create(b, loc, counter, number(b, loc, b.getI64Type(), 1));
  return {result, tensor::FromElementsOp::create(b, loc, ValueRange{key, next})};
}
} // namespace

static Values uniform(nn::RandomUniformOp op, nn::RandomUniformOp::Adaptor adaptor, Emitter &emit) {
  double low = op.getLow().convertToDouble(), high = op.getHigh().convertToDouble();
  return draw(op, adaptor, emit, [&](Philox philox, FloatType type, const Words &words) -> Value {
    OpBuilder &b = philox.b;
    Location loc = philox.loc;
    Value unit = philox.fraction(type, words[0], words[1], 0);
    if (low == 0 && high == 1)
      return unit;
    Value scaled = arith::MulFOp::create(b, loc, unit, number(b, loc, type, high - low));
    Value value = arith::AddFOp::create(b, loc, scaled, number(b, loc, type, low));
    // Rounding may reach `high`, which the interval excludes.
    APFloat below(high);
    bool inexact;
    below.convert(type.getFloatSemantics(), APFloat::rmTowardNegative, &inexact);
    if (below.convertToDouble() >= high)
      below.next(/*nextDown=*/true);
    return arith::MinimumFOp::create(b, loc, value,
                                     arith::ConstantOp::create(b, loc, b.getFloatAttr(type, below)));
  });
}

/// Box and Muller: √(-2 ln u₁) · cos 2π u₂, with u₁ in (0, 1]. f64 takes two words for each.
static Values normal(nn::RandomNormalOp op, nn::RandomNormalOp::Adaptor adaptor, Emitter &emit) {
  double mean = op.getMean().convertToDouble(), stddev = op.getStddev().convertToDouble();
  return draw(op, adaptor, emit, [&](Philox philox, FloatType type, const Words &words) -> Value {
    OpBuilder &b = philox.b;
    Location loc = philox.loc;
    bool wide = type.getFPMantissaWidth() > 32;
    Value first = philox.fraction(type, words[0], words[1], 1);
    Value second = philox.fraction(type, words[wide ? 2 : 1], words[3], 0);
    Value log = math::LogOp::create(b, loc, first);
    Value radius = math::SqrtOp::create(b, loc, arith::MulFOp::create(b, loc, log, number(b, loc, type, -2)));
    Value angle = arith::MulFOp::create(b, loc, second, number(b, loc, type, 2 * std::numbers::pi));
    Value unit = arith::MulFOp::create(b, loc, radius, math::CosOp::create(b, loc, angle));
    Value scaled = arith::MulFOp::create(b, loc, unit, number(b, loc, type, stddev));
    return arith::AddFOp::create(b, loc, scaled, number(b, loc, type, mean));
  });
}

void populateRandomPatterns(Patterns &patterns) {
  add<nn::RandomUniformOp>(patterns, uniform);
  add<nn::RandomNormalOp>(patterns, normal);
}
} // namespace dlc::lowering

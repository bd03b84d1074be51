#include "Codegen/Kernels/AttentionBlocks.h"

#include "Codegen/Kernels/MatmulPacking.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc::codegen {
namespace {
/// Keys of a block where the stack has room for it: what a tile of keys reads again stays in the first cache.
constexpr int64_t usualKeys = 128;
/// Keys of a block where it has little.
constexpr int64_t leastKeys = 8;
} // namespace

//===-- Heads ---------------------------------------------------------------------------------------===//

Heads::Heads(TileBuilder &b, Value buffer, bool isLengthFirst) : buffer(buffer) {
  if (!isLengthFirst)
    return;
  auto exchange = AffineMap::getPermutationMap(ArrayRef<unsigned>{0, 2, 1, 3}, b.getContext());
  this->buffer = memref::TransposeOp::create(b, buffer, AffineMapAttr::get(exchange));
}

Value Heads::matrix(TileBuilder &b, Value batch, Value head) const {
  OpFoldResult one = b.getIndexAttr(1), zero = b.getIndexAttr(0);
  SmallVector<OpFoldResult> offsets{batch, head, zero, zero}, steps(4, one),
      sizes{one, one, getAsOpFoldResult(length(b)), b.getIndexAttr(size())};
  auto part =
      memref::SubViewOp::inferRankReducedResultType({knownLength(), size()}, type(), offsets, sizes, steps);
  return memref::SubViewOp::create(b, cast<MemRefType>(part), buffer, offsets, sizes, steps);
}

Value AttentionMask::matrix(TileBuilder &b, Value batch, Value head, Value firstKey, Value count) const {
  OpFoldResult one = b.getIndexAttr(1), zero = b.getIndexAttr(0), width = getAsOpFoldResult(count);
  auto at = [&](int64_t d, Value place) {
    return type().getDimSize(d) == 1 ? zero : getAsOpFoldResult(place);
  };
  SmallVector<OpFoldResult> offsets{at(0, batch), at(1, head), zero, getAsOpFoldResult(firstKey)},
      steps(4, one), sizes{one, one, getAsOpFoldResult(b.size(buffer, 2)), width};
  const int64_t known[] = {type().getDimSize(2), getConstantIntValue(width).value_or(ShapedType::kDynamic)};
  auto part = memref::SubViewOp::inferRankReducedResultType(known, type(), offsets, sizes, steps);
  return memref::SubViewOp::create(b, cast<MemRefType>(part), buffer, offsets, sizes, steps);
}

Value rowsOf(TileBuilder &b, Value matrix, Value first, OpFoldResult count) {
  int64_t columns = cast<MemRefType>(matrix.getType()).getDimSize(1);
  return partOf(b, matrix, {}, first, b.index(0), count, b.getIndexAttr(columns));
}

//===-- AttentionBlocks -----------------------------------------------------------------------------===//

AttentionBlocks::AttentionBlocks(TileBuilder &b, Type element, int64_t sizes, int64_t matrices, bool isCausal,
                                 double scale, AttentionMask mask, int64_t knownQueries)
    : lanes(b.target.lanes(element)), b(b), element(element), isCausal(isCausal), scale(scale), mask(mask) {
  matrices += needsBlock() ? 1 : 0;
  while (vectors > 1 && !ShapedType::isDynamic(knownQueries) && knownQueries <= vectors / 2 * lanes)
    vectors /= 2;
  const int64_t room = b.target.stackBytes / 2, bytes = lanes * element.getIntOrFloatBitWidth() / 8;
  while (vectors > 1 && (sizes + leastKeys * matrices) * vectors * bytes > room)
    vectors /= 2;
  const int64_t rows = room / (vectors * bytes) - sizes;
  mostKeys =
      std::clamp<int64_t>(llvm::alignDown(std::max<int64_t>(rows / matrices, 0), 8), leastKeys, usualKeys);
}

Value AttentionBlocks::allocate(int64_t rows) {
  return memref::AllocaOp::create(b, MemRefType::get({rows, queries()}, element),
                                  b.getI64IntegerAttr(kernel::kBufferAlignment));
}

void AttentionBlocks::pack(Value matrix, Value first, Value packed) { packRows(b, matrix, first, packed); }

Value AttentionBlocks::endOfKeys(Value firstQuery, Value length) {
  return isCausal ? b.min(length, b.add(firstQuery, queries())) : length;
}

void AttentionBlocks::overKeys(Value end, int64_t known, llvm::function_ref<void(Value, Value, bool)> body) {
  if (isOneBlock(known))
    return body(b.index(0), end, true);
  body(b.index(0), b.min(end, b.index(mostKeys)), true);
  b.loop(b.index(mostKeys), end, mostKeys,
         [&](Value first) { body(first, b.min(b.sub(end, first), b.index(mostKeys)), false); });
}

void AttentionBlocks::product(Value lhs, Value rhs, Value to, Value count, bool accumulates,
                              int64_t multiple) {
  const int64_t columns = cast<MemRefType>(to.getType()).getDimSize(1), width = 2 * lanes;
  const OpFoldResult deep = getAsOpFoldResult(b.size(rhs, 0));
  auto panel = [&](Value column, int64_t valid) {
    const OpFoldResult wide = b.getIndexAttr(valid);
    Value right = partOf(b, rhs, {}, b.index(0), column, deep, wide);
    overRows(b, b.index(0), count, ShapedType::kDynamic,
             b.target.accumulators() / llvm::divideCeil(valid, lanes), multiple,
             [&](Value row, int64_t height) {
               const OpFoldResult high = b.getIndexAttr(height);
               auto tile = kernel::BrgemmOp::create(b, partOf(b, lhs, {}, row, b.index(0), high, deep), right,
                                                    partOf(b, to, {}, row, column, high, wide));
               tile.setAccumulate(accumulates);
             });
  };
  const int64_t whole = columns / width * width;
  b.loop(b.index(0), b.index(whole), width, [&](Value column) { panel(column, width); });
  if (whole < columns)
    panel(b.index(whole), columns - whole);
}

Values AttentionBlocks::overColumns(int64_t columns, ValueRange carried,
                                    llvm::function_ref<Values(Value, int64_t, ValueRange)> body) {
  const int64_t whole = columns / lanes * lanes;
  Values results = b.loop(b.index(0), b.index(whole), lanes, carried,
                          [&](Value column, ValueRange inner) { return body(column, lanes, inner); });
  return whole < columns ? body(b.index(whole), columns - whole, results) : results;
}

void AttentionBlocks::overColumns(int64_t columns, llvm::function_ref<void(Value, int64_t)> body) {
  overColumns(columns, {}, [&](Value column, int64_t valid, ValueRange) {
    body(column, valid);
    return Values();
  });
}

Value AttentionBlocks::splat(double value) {
  VectorType type = b.vectorOf(element);
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, b.getFloatAttr(element, value)));
}

Value AttentionBlocks::unseen(Value firstQuery, Value firstKey, Value key, int64_t vector) {
  if (!isCausal)
    return {};
  Value behind = b.sub(b.add(firstKey, key), b.add(firstQuery, vector * lanes));
  return vector::CreateMaskOp::create(b, VectorType::get({lanes}, b.getI1Type()), behind);
}

Value AttentionBlocks::scaled(Value score) {
  return mask ? score : Value(arith::MulFOp::create(b, score, splat(scale)));
}

void AttentionBlocks::addMask(Value scores, Value ofMask, Value batch, Value head, Value firstQuery,
                              Value firstKey, Value count) {
  if (!mask)
    return;
  Value matrix = mask.matrix(b, batch, head, firstKey, count);
  if (needsBlock())
    packRows(b, matrix, firstQuery, ofMask);
  b.loop(b.index(0), count, 1, [&](Value key) {
    Value ofKey = needsBlock() ? Value() : b.broadcast(matrix, {b.index(0), key});
    for (int64_t v = 0; v < vectors; ++v) {
      Value place[] = {key, b.index(v * lanes)};
      Value added = ofKey ? ofKey : b.load(ofMask, place, lanes);
      // Where -∞ is added the score does not count, not even if it is NaN.
      Value isHidden = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, added,
                                             splat(-std::numeric_limits<double>::infinity()));
      Value sum = vector::FMAOp::create(b, b.load(scores, place, lanes), splat(scale), added);
      b.store(arith::SelectOp::create(b, isHidden, added, sum), scores, place, lanes);
    }
  });
}

Value AttentionBlocks::subtrahend(Value maximum) {
  Value isNone = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, maximum,
                                       splat(-std::numeric_limits<double>::infinity()));
  return arith::SelectOp::create(b, isNone, splat(0), maximum);
}

Value AttentionBlocks::exponential(Value scores, Value firstQuery, Value firstKey, Value key, int64_t vector,
                                   Value subtrahend) {
  Value score = b.load(scores, {key, b.index(vector * lanes)}, lanes);
  Value power = math::ExpOp::create(b, arith::SubFOp::create(b, scaled(score), subtrahend));
  Value hidden = unseen(firstQuery, firstKey, key, vector);
  return hidden ? arith::SelectOp::create(b, hidden, splat(0), power).getResult() : power;
}

void AttentionBlocks::takeIn(Value scores, Value firstQuery, Value firstKey, Value count, Value maxima,
                             Value sums, Value correction, bool isFirst, bool keeps) {
  Values before, largest;
  for (int64_t v = 0; v < vectors; ++v)
    before.push_back(isFirst ? splat(-std::numeric_limits<double>::infinity()) : vectorAt(maxima, v));
  largest = b.loop(b.index(0), count, 1, before, [&](Value key, ValueRange carried) {
    Values next;
    for (int64_t v = 0; v < vectors; ++v) {
      Value score = scaled(b.load(scores, {key, b.index(v * lanes)}, lanes));
      if (Value hidden = unseen(firstQuery, firstKey, key, v))
        score = arith::SelectOp::create(b, hidden, carried[v], score);
      // Not by an op that keeps a NaN, which takes three instructions: the sum of exponentials keeps it.
      Value isLarger = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, score, carried[v]);
      next.push_back(arith::SelectOp::create(b, isLarger, score, carried[v]));
    }
    return next;
  });
  Values start, less;
  for (int64_t v = 0; v < vectors; ++v) {
    setVectorAt(maxima, v, largest[v]);
    less.push_back(subtrahend(largest[v]));
    if (isFirst) {
      start.push_back(splat(0));
      continue;
    }
    Value factor = math::ExpOp::create(b, arith::SubFOp::create(b, before[v], less[v]));
    if (correction)
      setVectorAt(correction, v, factor);
    start.push_back(arith::MulFOp::create(b, vectorAt(sums, v), factor));
  }
  Values total = b.loop(b.index(0), count, 1, start, [&](Value key, ValueRange carried) {
    Values next;
    for (int64_t v = 0; v < vectors; ++v) {
      Value power = exponential(scores, firstQuery, firstKey, key, v, less[v]);
      if (keeps)
        b.store(power, scores, {key, b.index(v * lanes)}, lanes);
      next.push_back(arith::AddFOp::create(b, carried[v], power));
    }
    return next;
  });
  for (int64_t v = 0; v < vectors; ++v)
    setVectorAt(sums, v, total[v]);
}

void AttentionBlocks::invert(Value sums) {
  for (int64_t v = 0; v < vectors; ++v) {
    Value sum = vectorAt(sums, v);
    Value isNone = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, sum, splat(0));
    Value inverse = arith::DivFOp::create(b, splat(1), sum);
    setVectorAt(sums, v, arith::SelectOp::create(b, isNone, splat(0), inverse));
  }
}
} // namespace dlc::codegen

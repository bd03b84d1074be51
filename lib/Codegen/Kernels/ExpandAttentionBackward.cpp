// The gradients of attention, which makes its weights again and keeps none (Dao et al., 2022). A task is one
// head of keys with all queries that share it, block by block. Blocks of keys are gone over twice where there
// are several: first for the maximum and the sum of exponentials of each query, then for its weights, with
// which
//
//     d value += weightsᵀ · d result
//     d scores = weights · (d result · valueᵀ - mean) · scale,   mean = Σ d result · result
//     d query += d scores · key,   d key += d scoresᵀ · query
#include "Codegen/Kernels/AttentionBlocks.h"
#include "Codegen/Kernels/MatmulPacking.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
class AttentionBackward {
public:
  AttentionBackward(kernel::AttentionBackwardOp op, Target target)
      : b(op, target), query(b, op.getQuery(), op.getLengthFirst()[0]),
        key(b, op.getKey(), op.getLengthFirst()[1]), value(b, op.getValue(), op.getLengthFirst()[2]),
        result(b, op.getResult(), op.getLengthFirst()[3]), grad(b, op.getGrad(), op.getLengthFirst()[4]),
        queryGrad(b, op.getQueryGrad(), op.getLengthFirst()[5]),
        keyGrad(b, op.getKeyGrad(), op.getLengthFirst()[6]),
        valueGrad(b, op.getValueGrad(), op.getLengthFirst()[7]), scale(op.getScale().convertToDouble()),
        blocks(b, query.element(), query.size() + value.size(), /*matrices=*/2, op.getCausal(), scale,
               AttentionMask(op.getMask()), query.knownLength()) {}

  void run() {
    const int64_t heads = key.heads(), group = query.heads() / heads;
    b.parallel(b.mul(query.batch(b), heads), [&](Value task) {
      batch = b.div(task, b.index(heads));
      Value head = b.rem(task, b.index(heads));
      keys = key.matrix(b, batch, head), values = value.matrix(b, batch, head);
      toKeys = keyGrad.matrix(b, batch, head), toValues = valueGrad.matrix(b, batch, head);
      allocateMemory();
      // What is added up begins as nothing.
      clear(toKeys, key.length(b), key.size());
      clear(toValues, key.length(b), value.size());
      b.loop(b.index(0), b.index(group), 1, [&](Value member) {
        ofQuery = b.add(b.mul(head, group), member);
        queries = query.matrix(b, batch, ofQuery), results = result.matrix(b, batch, ofQuery);
        grads = grad.matrix(b, batch, ofQuery), toQueries = queryGrad.matrix(b, batch, ofQuery);
        b.loop(b.index(0), query.length(b), blocks.queries(), [&](Value first) { block(first); });
      });
    });
  }

private:
  void allocateMemory() {
    packedQueries = blocks.allocate(query.size()), packedGrads = blocks.allocate(value.size());
    scores = blocks.allocate(blocks.keys()), ofScores = blocks.allocate(blocks.keys());
    ofMask = blocks.allocateMask();
    maxima = blocks.allocateRow(), sums = blocks.allocateRow(), means = blocks.allocateRow();
  }

  void clear(Value matrix, Value count, int64_t columns) {
    b.loop(b.index(0), count, 1, [&](Value row) {
      blocks.overColumns(columns, [&](Value column, int64_t valid) {
        b.store(blocks.splat(0), matrix, {row, column}, valid);
      });
    });
  }

  /// Queries first … of one head.
  void block(Value first) {
    Value count = b.min(b.sub(query.length(b), first), b.index(blocks.queries()));
    blocks.pack(queries, first, packedQueries);
    blocks.pack(grads, first, packedGrads);
    fillMeans(first, count);
    Value end = blocks.endOfKeys(first, key.length(b));
    const int64_t known = key.knownLength();
    const bool isOne = blocks.isOneBlock(known);
    blocks.overKeys(end, known, [&](Value from, Value size, bool isFirst) {
      fillScores(first, from, size);
      blocks.takeIn(scores, first, from, size, maxima, sums, {}, isFirst, /*keeps=*/false);
    });
    blocks.invert(sums);
    blocks.overKeys(end, known, [&](Value from, Value size, bool isFirst) {
      if (!isOne)
        fillScores(first, from, size);
      addGradients(first, count, from, size, isFirst);
    });
  }

  void fillScores(Value first, Value from, Value size) {
    blocks.product(rowsOf(b, keys, from, getAsOpFoldResult(size)), packedQueries, scores, size,
                   /*accumulates=*/false, key.multiple());
    blocks.addMask(scores, ofMask, batch, ofQuery, first, from, size);
  }

  /// Of each query the mean of its adjoints under the weights. Behind the last query: nothing.
  void fillMeans(Value first, Value count) {
    for (int64_t v = 0; v < blocks.vectors; ++v)
      blocks.setVectorAt(means, v, blocks.splat(0));
    b.loop(b.index(0), count, 1, [&](Value row) {
      Value at = b.add(first, row), zero = blocks.splat(0);
      Value sum = blocks.overColumns(value.size(), zero, [&](Value column, int64_t valid, ValueRange before) {
        Value x = b.load(results, {at, column}, valid), y = b.load(grads, {at, column}, valid);
        return Values{vector::FMAOp::create(b, x, y, before[0])};
      })[0];
      Value total =
          vector::ReductionOp::create(b, vector::CombiningKind::ADD, sum, arith::FastMathFlags::reassoc);
      memref::StoreOp::create(b, total, means, ValueRange{b.index(0), row});
    });
  }

  void addGradients(Value first, Value count, Value from, Value size, bool isFirst) {
    const OpFoldResult many = getAsOpFoldResult(size), some = getAsOpFoldResult(count);
    blocks.product(rowsOf(b, values, from, many), packedGrads, ofScores, size, /*accumulates=*/false,
                   key.multiple());
    weigh(first, from, size);
    // Rows are as long as a block of queries; of them count are queries.
    auto used = [&](Value matrix) { return partOf(b, matrix, {}, b.index(0), b.index(0), many, some); };
    auto part = [&](Value matrix, Value at, OpFoldResult rows) { return rowsOf(b, matrix, at, rows); };
    blocks.product(used(scores), part(grads, first, some), part(toValues, from, many), size,
                   /*accumulates=*/true, key.multiple());
    blocks.product(used(ofScores), part(queries, first, some), part(toKeys, from, many), size,
                   /*accumulates=*/true, key.multiple());
    blocks.product(transposed(b, part(ofScores, b.index(0), many)), part(keys, from, many),
                   part(toQueries, first, some), count, /*accumulates=*/!isFirst, query.multiple());
  }

  /// Scores become weights, and adjoints of weights those of scores.
  void weigh(Value first, Value from, Value size) {
    Values largest, inverse, mean;
    for (int64_t v = 0; v < blocks.vectors; ++v) {
      largest.push_back(blocks.subtrahend(blocks.vectorAt(maxima, v)));
      inverse.push_back(blocks.vectorAt(sums, v));
      mean.push_back(blocks.vectorAt(means, v));
    }
    b.loop(b.index(0), size, 1, [&](Value at) {
      for (int64_t v = 0; v < blocks.vectors; ++v) {
        Value indices[] = {at, b.index(v * blocks.lanes)};
        Value power = blocks.exponential(scores, first, from, at, v, largest[v]);
        Value weight = arith::MulFOp::create(b, power, inverse[v]);
        Value adjoint = arith::SubFOp::create(b, b.load(ofScores, indices, blocks.lanes), mean[v]);
        adjoint = arith::MulFOp::create(b, adjoint, arith::MulFOp::create(b, weight, blocks.splat(scale)));
        b.store(weight, scores, indices, blocks.lanes);
        b.store(adjoint, ofScores, indices, blocks.lanes);
      }
    });
  }

  TileBuilder b;
  Heads query, key, value, result, grad, queryGrad, keyGrad, valueGrad;
  double scale;
  AttentionBlocks blocks;
  /// Matrices of the head that a task has.
  Value keys, values, toKeys, toValues, queries, results, grads, toQueries;
  Value batch, ofQuery; ///< places of the queries
  /// Memory of the task.
  Value packedQueries, packedGrads, scores, ofScores, ofMask, maxima, sums, means;
};
} // namespace

void expandAttentionBackward(kernel::AttentionBackwardOp op, Target target) {
  AttentionBackward(op, target).run();
}
} // namespace dlc

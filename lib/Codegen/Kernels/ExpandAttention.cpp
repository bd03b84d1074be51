// Attention without its scores in memory (Dao et al., 2022). A task is a block of queries of one head, which
// goes over blocks of keys: scores of a block are made, become exponentials, and take part of the values;
// what earlier blocks have added up is scaled where a larger maximum turns up (Milakov and Gimelshein, 2018).
// Keys that no query of a block sees are left out.
#include "Codegen/Kernels/AttentionBlocks.h"
#include "Codegen/Kernels/MatmulPacking.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
class Attention {
public:
  Attention(kernel::AttentionOp op, Target target)
      : b(op, target), query(b, op.getQuery(), op.getLengthFirst()[0]),
        key(b, op.getKey(), op.getLengthFirst()[1]), value(b, op.getValue(), op.getLengthFirst()[2]),
        output(b, op.getInit(), op.getLengthFirst()[3]),
        blocks(b, query.element(), query.size(), /*matrices=*/1, op.getCausal(),
               op.getScale().convertToDouble(), AttentionMask(op.getMask()), query.knownLength()) {}

  void run() {
    const int64_t heads = query.heads(), group = heads / key.heads();
    Value length = query.length(b), perHead = b.ceilDiv(length, blocks.queries());
    b.parallel(b.mul(b.mul(query.batch(b), heads), perHead), [&](Value task) {
      Value first = b.mul(b.rem(task, perHead), blocks.queries()), matrix = b.div(task, perHead);
      batch = b.div(matrix, b.index(heads)), head = b.rem(matrix, b.index(heads));
      Value keyHead = b.div(head, b.index(group));
      Value count = b.min(b.sub(length, first), b.index(blocks.queries()));
      attend(first, count, query.matrix(b, batch, head), key.matrix(b, batch, keyHead),
             value.matrix(b, batch, keyHead), output.matrix(b, batch, head));
    });
  }

private:
  /// Queries first … of one head.
  void attend(Value first, Value count, Value queries, Value keys, Value values, Value to) {
    Value packed = blocks.allocate(query.size()), scores = blocks.allocate(blocks.keys());
    Value ofMask = blocks.allocateMask();
    Value maxima = blocks.allocateRow(), sums = blocks.allocateRow(), factors = blocks.allocateRow();
    to = rowsOf(b, to, first, getAsOpFoldResult(count));
    blocks.pack(queries, first, packed);
    const int64_t known = key.knownLength();
    blocks.overKeys(blocks.endOfKeys(first, key.length(b)), known, [&](Value from, Value size, bool isFirst) {
      const OpFoldResult many = getAsOpFoldResult(size);
      blocks.product(rowsOf(b, keys, from, many), packed, scores, size, /*accumulates=*/false,
                     key.multiple());
      blocks.addMask(scores, ofMask, batch, head, first, from, size);
      blocks.takeIn(scores, first, from, size, maxima, sums, factors, isFirst, /*keeps=*/true);
      if (!isFirst)
        scaleRows(to, count, factors);
      blocks.product(transposed(b, rowsOf(b, scores, b.index(0), many)), rowsOf(b, values, from, many), to,
                     count, /*accumulates=*/!isFirst, query.multiple());
    });
    blocks.invert(sums);
    scaleRows(to, count, sums);
  }

  /// Multiplies row i by the element i of `factors`.
  void scaleRows(Value matrix, Value count, Value factors) {
    b.loop(b.index(0), count, 1, [&](Value row) {
      Value factor = b.broadcast(factors, {b.index(0), row});
      blocks.overColumns(value.size(), [&](Value column, int64_t valid) {
        Value scaled = arith::MulFOp::create(b, b.load(matrix, {row, column}, valid), factor);
        b.store(scaled, matrix, {row, column}, valid);
      });
    });
  }

  TileBuilder b;
  Heads query, key, value, output;
  AttentionBlocks blocks;
  Value batch, head; ///< of the queries of a task
};
} // namespace

void expandAttention(kernel::AttentionOp op, Target target) { Attention(op, target).run(); }
} // namespace dlc

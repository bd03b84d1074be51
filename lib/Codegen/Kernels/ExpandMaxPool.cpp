// Max pooling over pairs of columns: a vector of left elements, one of right ones, and their larger for each
// row of the window. Loops over single windows would read memory in steps of two, which LLVM does not
// vectorise well.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

void expandMaxPool(kernel::MaxPoolOp op, Target target) {
  TileBuilder b(op, target);
  Value input = op.getInput(), output = op.getInit();
  auto type = cast<MemRefType>(output.getType());
  int64_t lanes = target.lanes(type.getElementType());
  b.overImages(b.size(input, 0), [&](Value n) {
    b.loop(b.index(0), b.index(type.getDimSize(1)), 1, [&](Value c) {
      b.loop(b.index(0), b.index(type.getDimSize(2)), 1, [&](Value row) {
        for (int64_t first = 0; first < type.getDimSize(3); first += lanes) {
          int64_t count = std::min(lanes, type.getDimSize(3) - first);
          Value best;
          for (int64_t kh = 0; kh < static_cast<int64_t>(op.getRows()); ++kh) {
            Value h = b.add(b.mul(row, op.getRowStride()), kh);
            auto [left, right] = b.loadPairs(input, ValueRange{n, c, h, b.index(2 * first)}, count);
            Value larger = arith::MaximumFOp::create(b, left, right);
            best = best ? Value(arith::MaximumFOp::create(b, best, larger)) : larger;
          }
          b.store(best, output, ValueRange{n, c, row, b.index(first)}, count);
        }
      });
    });
  });
}
} // namespace dlc

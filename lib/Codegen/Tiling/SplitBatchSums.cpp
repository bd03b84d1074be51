// A sum over a batch of images and over their pixels becomes one over the pixels of each image and one over
// the images. On tensors, after elementwise loops have moved into the sums. The first part can then run while
// an image is still in the cache.
#include "Codegen/Passes.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_SPLITBATCHSUMS
#include "Codegen/Passes.h.inc"

namespace {
/// Pixels of an image below which its sums would be as much work as the pixels.
constexpr int64_t leastPixels = 16;

/// Whether each output is the former one plus a term.
bool addsUp(linalg::GenericOp op) {
  Block *body = op.getBody();
  ArrayRef<BlockArgument> sums = body->getArguments().take_back(op.getNumDpsInits());
  return llvm::all_of(llvm::zip_equal(sums, body->getTerminator()->getOperands()), [](auto pair) {
    auto [sum, next] = pair;
    auto add = next.template getDefiningOp<arith::AddFOp>();
    return add && sum.hasOneUse() && (add.getLhs() == sum) != (add.getRhs() == sum);
  });
}

bool sumsImages(linalg::GenericOp op) {
  SmallVector<utils::IteratorType> kinds = op.getIteratorTypesArray();
  if (kinds.size() < 3 || kinds[0] != utils::IteratorType::reduction || op.hasIndexSemantics() || !addsUp(op))
    return false;
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  int64_t pixels = 1, channels = 0;
  for (size_t i = 1; i < kinds.size(); ++i) {
    if (ShapedType::isDynamic(sizes[i]))
      return false;
    if (kinds[i] == utils::IteratorType::reduction)
      pixels *= sizes[i];
    else
      ++channels;
  }
  // One input leads with the images: it is as long as there are any.
  bool led = llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *input) {
    AffineMap map = op.getMatchingIndexingMap(input);
    return map.getNumResults() && map.getResult(0) == getAffineDimExpr(0, op.getContext());
  });
  return led && channels > 0 && pixels >= leastPixels &&
         llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
           return op.getMatchingIndexingMap(&init).isProjectedPermutation();
         });
}

void split(linalg::GenericOp op, RewriterBase &b) {
  Location loc = op.getLoc();
  b.setInsertionPoint(op);
  OpOperand *leader = *llvm::find_if(op.getDpsInputOperands(), [&](OpOperand *input) {
    AffineMap map = op.getMatchingIndexingMap(input);
    return map.getNumResults() && map.getResult(0) == b.getAffineDimExpr(0);
  });
  OpFoldResult images = tensor::getMixedSize(b, loc, leader->get(), 0);

  SmallVector<Value> starts;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  size_t inputs = op.getNumDpsInputs();
  for (auto [i, init] : llvm::enumerate(op.getDpsInits())) {
    auto type = cast<RankedTensorType>(init.getType());
    SmallVector<OpFoldResult> shape{images};
    llvm::append_range(shape, tensor::getMixedSizes(b, loc, init));
    Value memory = tensor::EmptyOp::create(b, loc, shape, type.getElementType());
    Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(type.getElementType()));
    starts.push_back(linalg::FillOp::create(b, loc, zero, memory).getResult(0));
    AffineMap &map = maps[inputs + i];
    SmallVector<AffineExpr> places{b.getAffineDimExpr(0)};
    llvm::append_range(places, map.getResults());
    map = AffineMap::get(map.getNumDims(), 0, places, b.getContext());
  }
  SmallVector<utils::IteratorType> kinds = op.getIteratorTypesArray();
  kinds[0] = utils::IteratorType::parallel;
  auto ofImages = linalg::GenericOp::create(b, loc, TypeRange(ValueRange(starts)), op.getDpsInputs(), starts,
                                            maps, kinds);
  b.cloneRegionBefore(op.getRegion(), ofImages.getRegion(), ofImages.getRegion().begin());

  SmallVector<Value> results;
  for (auto [partial, init] : llvm::zip_equal(ofImages.getResults(), op.getDpsInits())) {
    int64_t rank = cast<RankedTensorType>(partial.getType()).getRank();
    SmallVector<utils::IteratorType> overImages(rank, utils::IteratorType::parallel);
    overImages[0] = utils::IteratorType::reduction;
    AffineMap all = b.getMultiDimIdentityMap(rank);
    auto total = linalg::GenericOp::create(b, loc, TypeRange{init.getType()}, ValueRange{partial},
                                           ValueRange{init}, ArrayRef<AffineMap>{all, all.dropResult(0)},
                                           overImages, [](OpBuilder &b, Location loc, ValueRange x) {
                                             linalg::YieldOp::create(
                                                 b, loc, Value(arith::AddFOp::create(b, loc, x[0], x[1])));
                                           });
    results.push_back(total.getResult(0));
  }
  b.replaceOp(op, results);
}

struct SplitBatchSums : impl::SplitBatchSumsBase<SplitBatchSums> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<linalg::GenericOp> found;
    getOperation().walk([&](linalg::GenericOp op) {
      if (sumsImages(op))
        found.push_back(op);
    });
    for (linalg::GenericOp op : found)
      split(op, rewriter);
  }
};
} // namespace
} // namespace dlc

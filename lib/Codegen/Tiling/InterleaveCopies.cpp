// The pass dlc-interleave-copies: two copies that lie next to each other, of which one fills the even places
// of rows and the other the odd ones, as the phases of a transposed convolution do, are one loop that writes
// whole vectors.
#include "Codegen/KernelForm.h"
#include "Codegen/Kernels/VectorTile.h"

#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_INTERLEAVECOPIES
#include "Codegen/Passes.h.inc"

using namespace codegen;

namespace {
/// A copy of [.., w, 1] dense elements to every other place of the rows of a buffer [.., w, 2].
struct Scatter {
  memref::CopyOp copy;
  memref::SubViewOp target;
  int64_t first = 0; ///< the place of the first element in a row: 0 or 1

  static std::optional<Scatter> of(Operation *op) {
    auto copy = dyn_cast<memref::CopyOp>(op);
    auto target = copy ? copy.getTarget().getDefiningOp<memref::SubViewOp>() : memref::SubViewOp();
    if (!target)
      return std::nullopt;
    auto isNumber = [](OpFoldResult each, int64_t value) { return getConstantIntValue(each) == value; };
    MemRefType from = cast<MemRefType>(copy.getSource().getType()), to = target.getSourceType();
    const SmallVector<OpFoldResult> offsets = target.getMixedOffsets();
    const std::optional<int64_t> first = getConstantIntValue(offsets.back());
    if (to.getRank() < 3 || to.getShape().back() != 2 || target.getType().getShape().back() != 1 ||
        target.getType().getRank() != to.getRank() || !first ||
        !llvm::all_of(target.getMixedStrides(), [&](OpFoldResult each) { return isNumber(each, 1); }) ||
        !to.getLayout().isIdentity() || !from.getLayout().isIdentity() || !from.getElementType().isFloat() ||
        ShapedType::isDynamicShape(from.getShape().drop_front()) ||
        to.getDimSize(to.getRank() - 2) != from.getDimSize(to.getRank() - 2) ||
        rootOf(copy.getSource()) == rootOf(target))
      return std::nullopt;
    return Scatter{copy, target, *first};
  }

  /// Whether the other one fills the places between.
  bool isBeside(Scatter other) {
    auto beginning = [](Scatter &each) {
      SmallVector<OpFoldResult> offsets = each.target.getMixedOffsets();
      offsets.pop_back();
      return offsets;
    };
    return first != other.first && target.getSource() == other.target.getSource() &&
           copy.getSource().getType() == other.copy.getSource().getType() &&
           beginning(*this) == beginning(other) && target.getMixedSizes() == other.target.getMixedSizes();
  }

  static Value rootOf(Value buffer) {
    while (auto view = buffer.getDefiningOp<ViewLikeOpInterface>())
      buffer = view.getViewSource();
    return buffer;
  }
};

/// The buffer with its last two dimensions as one.
Value withJoinedRows(TileBuilder &b, Value buffer) {
  const int64_t rank = cast<MemRefType>(buffer.getType()).getRank();
  SmallVector<ReassociationIndices> groups;
  for (int64_t d = 0; d + 1 < rank; ++d)
    groups.push_back({d});
  groups.back().push_back(rank - 1);
  return memref::CollapseShapeOp::create(b, buffer, groups);
}

class Interleaving {
public:
  Interleaving(Scatter even, Scatter odd, Target target)
      : b(odd.copy, target), shape(cast<MemRefType>(even.copy.getSource().getType()).getShape()),
        lanes(target.lanes(cast<MemRefType>(even.copy.getSource().getType()).getElementType())) {
    sources[0] = withJoinedRows(b, even.copy.getSource());
    sources[1] = withJoinedRows(b, odd.copy.getSource());
    rows = withJoinedRows(b, even.target.getSource());
    offsets = getValueOrCreateConstantIndexOp(b, b.getLoc(), even.target.getMixedOffsets());
  }

  void run() {
    // The batch and the channels, if there are any, are for threads.
    if (shape.size() == 3)
      b.parallel(b.size(sources[0], 0), [&](Value task) { row({task}); });
    else
      b.parallel(b.mul(b.size(sources[0], 0), shape[1]), [&](Value task) {
        loops({b.div(task, b.index(shape[1])), b.rem(task, b.index(shape[1]))});
      });
  }

private:
  void loops(Values place) {
    if (place.size() + 2 == shape.size())
      return row(place);
    b.loop(b.index(0), b.index(shape[place.size()]), 1, [&](Value i) {
      Values longer(place);
      longer.push_back(i);
      loops(longer);
    });
  }

  void row(const Values &place) {
    const int64_t length = shape[shape.size() - 2], whole = llvm::alignDown(length, lanes);
    b.loop(b.index(0), b.index(whole), lanes, [&](Value column) { vectors(place, column, lanes); });
    if (whole < length)
      vectors(place, b.index(whole), length - whole);
  }

  /// `count` elements of each source.
  void vectors(const Values &place, Value column, int64_t count) {
    Values from(place), to;
    from.push_back(column);
    for (auto [i, index] : llvm::enumerate(place))
      to.push_back(b.add(index, offsets[i]));
    Value first = b.load(sources[0], from, count), second = b.load(sources[1], from, count);
    for (int64_t half = 0; half < 2; ++half) {
      SmallVector<int64_t> lanesOfBoth;
      for (int64_t i = 0; i < lanes; ++i)
        lanesOfBoth.push_back((half * lanes + i) / 2 + (half * lanes + i) % 2 * lanes); // of one lane, too
      const int64_t used = std::clamp<int64_t>(2 * count - half * lanes, 0, lanes);
      Values at(to);
      at.push_back(b.add(b.mul(b.add(column, Value(offsets[place.size()])), 2), half * lanes));
      if (used)
        b.store(vector::ShuffleOp::create(b, first, second, lanesOfBoth), rows, at, used);
    }
  }

  TileBuilder b;
  ArrayRef<int64_t> shape; ///< of a source
  int64_t lanes;
  Value sources[2], rows;
  SmallVector<Value> offsets;
};

struct InterleaveCopies : impl::InterleaveCopiesBase<InterleaveCopies> {
  void runOnOperation() override {
    kernel::TargetAttr description = kernel::targetOf(getOperation());
    if (!description)
      return signalPassFailure();
    getOperation().walk([&](Block *block) { interleave(*block, Target(description)); });
  }

private:
  static void interleave(Block &block, const Target &target) {
    std::optional<Scatter> last;
    for (Operation &op : llvm::make_early_inc_range(block)) {
      std::optional<Scatter> scatter = Scatter::of(&op);
      if (!scatter && (isPure(&op) || isa<memref::AllocOp>(op)))
        continue; // touches no memory
      if (last && scatter && last->isBeside(*scatter)) {
        const bool isFirstEven = last->first == 0;
        noteForm(&op, {"vectors, interleaved", target.lanes(scatter->target.getType().getElementType()), 1,
                       /*moves=*/true});
        Interleaving(isFirstEven ? *last : *scatter, isFirstEven ? *scatter : *last, target).run();
        last->copy.erase();
        op.erase();
        scatter.reset();
      }
      last = scatter;
    }
  }
};
} // namespace
} // namespace dlc

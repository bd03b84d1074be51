// Sums of tensors that zeros fill up: the derivative of slices that lie side by side, such as the gates of a
// recurrent network. One concatenation writes each element once, where each sum would read and write all of
// them.
#include "Transforms/Legalize.h"

#include "NN/NNComposer.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::legalize {
namespace {
nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

/// A tensor that a pad moves along one axis, between zeros.
struct Part {
  Value value;
  int64_t axis, first, end; ///< where it lies in the result
};

/// Of a pad whose border is zero along one axis of static size and nowhere else; none of any other.
std::optional<Part> partOf(PadOp pad) {
  if (pad.getMode() != PadMode::constant || !pad.getValue().isZero())
    return std::nullopt;
  nn::SizedTensorType from = typeOf(pad.getInput());
  ArrayRef<int64_t> pads = pad.getPads();
  std::optional<Part> part;
  for (int64_t d = 0; d < from.getRank(); ++d) {
    int64_t front = pads[d], back = pads[from.getRank() + d];
    if (front == 0 && back == 0)
      continue;
    if (part || front < 0 || back < 0 || nn::isSymbolic(from.getDimSize(d)))
      return std::nullopt;
    part = {pad.getInput(), d, front, front + from.getDimSize(d)};
  }
  return part;
}

/// Sums of pads alone, whose inputs do not meet.
struct JoinPads : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AddOp op, PatternRewriter &rewriter) const override {
    if (op->hasOneUse() && isa<AddOp>(*op->user_begin()))
      return rewriter.notifyMatchFailure(op, "is a part of a longer sum");
    SmallVector<Part> parts;
    if (!collect(op, op, parts) || parts.size() < 2)
      return rewriter.notifyMatchFailure(op,
                                         "adds something else than tensors with zeros in front or behind");
    llvm::sort(parts, [](const Part &a, const Part &b) { return a.first < b.first; });
    nn::SizedTensorType type = typeOf(op.getResult());
    const int64_t axis = parts[0].axis, size = type.getDimSize(axis);
    Composer compose(rewriter, op.getLoc());
    SmallVector<Value> pieces;
    int64_t at = 0;
    auto fill = [&](int64_t end) {
      if (end == at)
        return;
      SmallVector<int64_t> shape(type.getShape());
      shape[axis] = end - at;
      pieces.push_back(compose.zeros(type.clone(shape)));
    };
    for (const Part &part : parts)
      if (part.axis != axis || part.first < std::exchange(at, part.end))
        return rewriter.notifyMatchFailure(op, "its parts meet, or lie along several axes");
    at = 0;
    for (const Part &part : parts) {
      fill(part.first);
      pieces.push_back(part.value);
      at = part.end;
    }
    fill(size);
    rewriter.replaceOp(op, compose.concat(pieces, axis));
    return success();
  }

private:
  /// The pads that a sum adds up; false if there is anything else. `type`: that of the whole sum, which no
  /// term may be broadcast to.
  static bool collect(AddOp sum, AddOp whole, SmallVectorImpl<Part> &parts) {
    for (Value term : {sum.getLhs(), sum.getRhs()}) {
      if (term.getType() != whole.getResult().getType())
        return false;
      if (auto inner = term.getDefiningOp<AddOp>(); inner && inner->hasOneUse()) {
        if (!collect(inner, whole, parts))
          return false;
        continue;
      }
      auto pad = term.getDefiningOp<PadOp>();
      std::optional<Part> part = pad ? partOf(pad) : std::nullopt;
      if (!part)
        return false;
      parts.push_back(*part);
    }
    return true;
  }
};
} // namespace

void populatePadPatterns(RewritePatternSet &patterns) { patterns.add<JoinPads>(patterns.getContext()); }
} // namespace dlc::legalize

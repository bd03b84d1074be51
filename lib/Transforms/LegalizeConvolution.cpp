// Convolutions and pooling in forms that kernels have: windows of two dimensions, and gradients with
// stride 1, but those of depthwise convolutions, whose kernel knows strides.
#include "Transforms/Legalize.h"

#include "Kernel/Kernel.h"
#include "NN/NNComposer.h"

#include <numeric>

using namespace mlir;
using namespace dlc::nn;

namespace dlc::legalize {
namespace {
nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

/// [a, b, length] as [a, b, 1, length].
nn::SizedTensorType widened(nn::SizedTensorType type) {
  ArrayRef<int64_t> shape = type.getShape();
  return type.clone({shape[0], shape[1], 1, shape[2]});
}

/// Windows of one dimension are windows of two, of which the first has size 1.
template <typename Op> struct Widen : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    nn::SizedTensorType type = typeOf(op.getResult());
    if (type.getRank() != 3)
      return rewriter.notifyMatchFailure(op, "windows are not of one dimension");
    Window window = op.getWindow();
    auto set = [&](StringRef name, ArrayRef<int64_t> entries) {
      return rewriter.getNamedAttr(name, rewriter.getDenseI64ArrayAttr(entries));
    };
    SmallVector<NamedAttribute> attributes{set("strides", {1, window.strides[0]}),
                                           set("dilations", {1, window.dilations[0]}),
                                           set("pads", {0, window.before[0], 0, window.after[0]})};
    if constexpr (requires { op.getGroupAttr(); })
      attributes.push_back(rewriter.getNamedAttr("group", op.getGroupAttr()));
    else
      attributes.push_back(set("kernel_shape", {1, window.kernel[0]}));
    Composer compose(rewriter, op.getLoc());
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(typeOf(operand).getRank() == 3 ? compose.reshape(operand, widened(typeOf(operand)))
                                                        : operand);
    auto wide = Op::create(rewriter, op.getLoc(), TypeRange{widened(type)}, operands, attributes);
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, type, wide.getResult());
    return success();
  }
};

/// A phase of a gradient along one dimension: the elements offset, offset + stride, … of the input. Each is
/// made of those rows of the window that fall on it, which are a window with stride 1 over the output.
struct Phase {
  int64_t first, step, taps; ///< rows of the window; no taps: the gradient is zero
  int64_t dilation;          ///< of that window
  int64_t before, after;     ///< its pads
  /// Rows of zeros in front of the output's gradient and behind it; negative: rows that are left out.
  int64_t front, back;

  Phase(const Window &window, int64_t d, int64_t offset, int64_t outputs, int64_t count) {
    int64_t stride = window.strides[d], common = std::gcd(stride, window.dilations[d]);
    int64_t position = offset + window.before[d];
    first = 0;
    while (first < window.kernel[d] && (position - first * window.dilations[d]) % stride != 0)
      ++first;
    step = stride / common;
    taps = first < window.kernel[d] ? llvm::divideCeil(window.kernel[d] - first, step) : 0;
    dilation = window.dilations[d] / common;
    int64_t reach = std::max<int64_t>(taps - 1, 0) * dilation;
    int64_t shift = (position - first * window.dilations[d]) / stride;
    before = std::clamp<int64_t>(shift, 0, reach);
    front = before - shift;
    int64_t wanted = outputs + reach - shift - count;
    after = std::clamp<int64_t>(wanted, 0, reach);
    back = after - wanted;
    if (std::max<int64_t>(-front, 0) + std::max<int64_t>(-back, 0) >=
        outputs) // nothing of the gradient is left
      taps = 0;
  }
};

/// The gradient with respect to the input of a convolution with strides, as one with stride 1 for each phase.
/// The zeros that a stride would put between the output's elements are never multiplied. Rows of the output's
/// gradient that fall into a pad wider than the window are left out.
class ByPhase {
public:
  ByPhase(ConvBackwardDataOp op, Composer &compose)
      : op(op), compose(compose), window(op.getWindow()), result(typeOf(op.getResult())),
        gradient(typeOf(op.getGrad())) {}

  Value run() {
    SmallVector<int64_t> joined(result.getShape());
    for (int64_t d = 0; d < window.rank(); ++d)
      joined[2 + d] = count(d) * window.strides[d];
    Value all = compose.reshape(interleaved({}), joined);
    for (int64_t d = 0; d < window.rank(); ++d)
      all = compose.slice(all, 2 + d, 0, result.getDimSize(2 + d));
    return all;
  }

private:
  /// Elements of a phase along a dimension; the last may lie beyond the input's end.
  int64_t count(int64_t d) const { return llvm::divideCeil(result.getDimSize(2 + d), window.strides[d]); }

  /// The phases that begin with these offsets, with a dimension of phases behind each one that has a stride.
  Value interleaved(SmallVector<int64_t> offsets) {
    int64_t d = offsets.size();
    if (d == window.rank())
      return phase(offsets);
    SmallVector<Value> phases;
    for (int64_t offset = 0; offset < window.strides[d]; ++offset) {
      SmallVector<int64_t> longer(offsets);
      longer.push_back(offset);
      phases.push_back(interleaved(longer));
    }
    return phases.size() == 1 ? phases[0] : compose.concat(phases, axisOfPhases(d));
  }

  int64_t axisOfPhases(int64_t d) const {
    int64_t axis = 3;
    for (int64_t earlier = 0; earlier < d; ++earlier)
      axis += window.strides[earlier] == 1 ? 1 : 2;
    return axis;
  }

  Value phase(ArrayRef<int64_t> offsets) {
    SmallVector<Phase> phases;
    SmallVector<int64_t> shape{result.getDimSize(0), result.getDimSize(1)}, apart(shape);
    for (int64_t d = 0; d < window.rank(); ++d) {
      phases.emplace_back(window, d, offsets[d], gradient.getDimSize(2 + d), count(d));
      shape.push_back(count(d));
      apart.push_back(count(d));
      if (window.strides[d] != 1)
        apart.push_back(1);
    }
    nn::SizedTensorType type = result.clone(shape);
    bool isZero = llvm::any_of(phases, [](const Phase &each) { return each.taps == 0; });
    return compose.reshape(isZero ? compose.zeros(type) : computed(phases, type), apart);
  }

  Value computed(ArrayRef<Phase> phases, nn::SizedTensorType type) {
    Value grad = op.getGrad(), weight = op.getWeight();
    SmallVector<int64_t> ones(phases.size(), 1), pads, dilations, starts, ends, axes, steps;
    SmallVector<int64_t> border(2 * gradient.getRank(), 0);
    for (auto [d, each] : llvm::enumerate(phases)) {
      pads.push_back(each.before);
      dilations.push_back(each.dilation);
      starts.push_back(each.first);
      ends.push_back(each.first + (each.taps - 1) * each.step + 1);
      axes.push_back(2 + d);
      steps.push_back(each.step);
      grad = compose.slice(grad, 2 + d, std::max<int64_t>(-each.front, 0),
                           gradient.getDimSize(2 + d) - std::max<int64_t>(-each.back, 0));
      border[2 + d] = std::max<int64_t>(each.front, 0);
      border[gradient.getRank() + 2 + d] = std::max<int64_t>(each.back, 0);
    }
    for (const Phase &each : phases)
      pads.push_back(each.after);
    if (llvm::any_of(border, [](int64_t width) { return width != 0; }))
      grad = compose.pad(grad, border);
    OpBuilder &b = compose.builder;
    auto attribute = [&](ArrayRef<int64_t> entries) { return b.getDenseI64ArrayAttr(entries); };
    weight =
        compose.make<SliceOp>(weight, attribute(starts), attribute(ends), attribute(axes), attribute(steps));
    return compose.make<ConvBackwardDataOp>(type, grad, weight, attribute(ones), attribute(pads),
                                            attribute(dilations), op.getGroupAttr());
  }

  ConvBackwardDataOp op;
  Composer &compose;
  Window window;
  nn::SizedTensorType result, gradient;
};

struct SplitIntoPhases : OpRewritePattern<ConvBackwardDataOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvBackwardDataOp op, PatternRewriter &rewriter) const override {
    Window window = op.getWindow();
    bool isOnePhase = true;
    for (int64_t d = 0; d < window.rank(); ++d)
      isOnePhase &= window.strides[d] == 1 && std::max(window.before[d], window.after[d]) < window.extent(d);
    if (isOnePhase)
      return rewriter.notifyMatchFailure(op, "the stride is 1, and no pad is wider than the window");
    for (Value value : {op.getGrad(), op.getWeight(), op.getResult()})
      if (llvm::is_contained(typeOf(value).getShape(), 0))
        return rewriter.notifyMatchFailure(op, "a tensor is empty");
    bool isWithinWindow = true;
    for (int64_t d = 0; d < window.rank(); ++d)
      isWithinWindow &= std::max(window.before[d], window.after[d]) < window.extent(d);
    SmallVector<int64_t> ones(window.rank(), 1);
    if (isWithinWindow &&
        kernel::takesLhsDilation(typeOf(op.getGrad()).getShape(), typeOf(op.getWeight()).getShape(),
                                 typeOf(op.getResult()).getShape(), op.getGroup(), window.strides, ones,
                                 window.dilations))
      return rewriter.notifyMatchFailure(op, "a kernel has strides like these");
    if (nn::hasSymbolic(typeOf(op.getResult()).getShape().drop_front(2)))
      return rewriter.notifyMatchFailure(op, "how far phases reach depends on a dynamic size");
    Composer compose(rewriter, op.getLoc());
    rewriter.replaceOp(op, ByPhase(op, compose).run());
    return success();
  }
};
} // namespace

void populateConvolutionPatterns(RewritePatternSet &patterns) {
  patterns.add<Widen<ConvOp>, Widen<ConvBackwardDataOp>, Widen<ConvBackwardWeightsOp>, Widen<MaxPoolOp>,
               Widen<MaxPoolBackwardOp>, SplitIntoPhases>(patterns.getContext());
}
} // namespace dlc::legalize

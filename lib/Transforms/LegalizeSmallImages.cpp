// Convolutions of images that are small beside their window, as products of matrices. Where the window is the
// whole image there is one output of each channel: a dense layer in the guise of a convolution, the first
// layer of a generator, the last one of a discriminator. Where there are a few, as for the 2 × 2 pixels that
// are left at the end of a deep network, the weights are spread first: a copy of the window for each of its
// places, cut off at the image's edge. Then every output is a product with the whole image,
//
//     output[n, (o, place)] = Σ input[n, (c, pixel)] · spread[(o, place), (c, pixel)]
//
// in which the border of zeros, which is most of what a window sees there, is never multiplied.
#include "Transforms/Legalize.h"

#include "NN/NNComposer.h"
#include "NN/NNNarrowFloats.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::legalize {
namespace {
/// Batch size from which on a copy of the weights pays that is made in each call.
constexpr int64_t leastBatchToSpread = 8;
/// Output positions up to which weights are copied for each; all copies together may be twice as large as the
/// weights.
constexpr int64_t mostPlaces = 16;

nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }
ArrayRef<int64_t> spatial(Value value) { return typeOf(value).getShape().drop_front(2); }

/// The image, the weights and the output of a convolution, or of the one whose gradient is computed.
class SmallImage {
public:
  template <typename Op>
  SmallImage(Op op, Value image, Value weight, Value output, Composer &compose)
      : compose(compose), window(op.getWindow()), group(op.getGroup()), image(image), weight(weight),
        output(output) {}

  /// Whether the weights stay small when they are spread, and there are examples enough to make up for it.
  bool isSmall() const {
    auto isOne = [](int64_t size) { return size == 1; };
    const int64_t examples = typeOf(image).getDimSize(0);
    if (group != 1 || !llvm::all_of(window.dilations, isOne) ||
        llvm::is_contained(typeOf(weight).getShape(), 0) || examples == 0 || nn::hasSymbolic(spatial(image)))
      return false;
    const int64_t pixels = ShapedType::getNumElements(spatial(image)),
                  places = ShapedType::getNumElements(spatial(output));
    if (places == 0 || pixels == 0)
      return false;
    const bool isWhole = places == 1 && spatial(image) == spatial(weight);
    // Sums over output positions would be rounded at each of them in narrow floats.
    const bool isWide = cast<FloatType>(typeOf(image).getElementType()).getWidth() >= 32;
    const bool isMany = nn::isSymbolic(examples) || examples >= leastBatchToSpread;
    const int64_t taps = ShapedType::getNumElements(spatial(weight));
    if (!isWhole && !(isWide && isMany && places <= mostPlaces && places * pixels <= 2 * taps))
      return false;
    bool seesAll = true; // a window that lies in the border alone has no pixels
    overPlaces([&](ArrayRef<Overlap> overlaps) {
      seesAll &= llvm::all_of(overlaps, [](const Overlap &each) { return each.count > 0; });
    });
    return seesAll;
  }

  /// [n, c, spatial…] as [n, c · spatial].
  Value flattened(Value value) {
    nn::SizedTensorType type = typeOf(value);
    return compose.reshape(value,
                           {type.getDimSize(0), ShapedType::getNumElements(type.getShape().drop_front())});
  }

  /// Weights [o, c, window…] as [o · places, c · pixels].
  Value spread() {
    nn::SizedTensorType type = typeOf(weight);
    SmallVector<Value> copies;
    overPlaces([&](ArrayRef<Overlap> overlaps) {
      copies.push_back(
          compose.reshape(moved(weight, overlaps, &Overlap::firstTap, typeOf(image), &Overlap::firstPixel),
                          {type.getDimSize(0), 1, pixelsOfAll()}));
    });
    Value all = copies.size() == 1 ? copies[0] : compose.concat(copies, /*axis=*/1);
    return compose.reshape(all, {type.getDimSize(0) * int64_t(copies.size()), pixelsOfAll()});
  }

  /// The gradient of the weights from that of what they are spread to: a sum over places.
  Value gathered(Value grad) {
    nn::SizedTensorType type = typeOf(weight);
    SmallVector<int64_t> apart{type.getDimSize(0), ShapedType::getNumElements(spatial(output)),
                               pixelsOfAll()};
    grad = compose.reshape(grad, apart);
    SmallVector<int64_t> ofPlace(typeOf(image).getShape());
    ofPlace[0] = type.getDimSize(0);
    Value sum;
    int64_t place = 0;
    overPlaces([&](ArrayRef<Overlap> overlaps) {
      Value part = compose.reshape(compose.slice(grad, 1, place, place + 1), ofPlace);
      part = moved(part, overlaps, &Overlap::firstPixel, type, &Overlap::firstTap);
      sum = sum ? compose.add(sum, part) : part;
      ++place;
    });
    return sum;
  }

private:
  /// Which taps of a window at a place lie on which pixels, along one dimension.
  struct Overlap {
    int64_t firstTap, firstPixel, count;
  };

  /// All places of the window, the last dimension first.
  void overPlaces(llvm::function_ref<void(ArrayRef<Overlap>)> body) const {
    const int64_t places = ShapedType::getNumElements(spatial(output));
    for (int64_t number = 0; number < places; ++number) {
      SmallVector<Overlap> overlaps;
      int64_t rest = number;
      for (int64_t d = window.rank() - 1; d >= 0; --d) {
        overlaps.push_back(overlap(d, rest % spatial(output)[d]));
        rest /= spatial(output)[d];
      }
      std::reverse(overlaps.begin(), overlaps.end());
      body(overlaps);
    }
  }

  Overlap overlap(int64_t d, int64_t place) const {
    const int64_t first = place * window.strides[d] - window.before[d]; // the pixel of the first tap
    const int64_t begin = std::clamp<int64_t>(first, 0, spatial(image)[d]);
    const int64_t end = std::clamp<int64_t>(first + spatial(weight)[d], begin, spatial(image)[d]);
    return {std::clamp<int64_t>(begin - first, 0, spatial(weight)[d]), begin, end - begin};
  }

  /// Where a window overlaps the image, the elements that begin at `from`, at `to` between zeros in a tensor
  /// of the spatial sizes of `target`.
  Value moved(Value value, ArrayRef<Overlap> overlaps, int64_t Overlap::*from, nn::SizedTensorType target,
              int64_t Overlap::*to) {
    const int64_t rank = target.getRank();
    SmallVector<int64_t> axes, starts, ends, counts, pads(2 * rank);
    for (auto [d, overlap] : llvm::enumerate(overlaps)) {
      axes.push_back(2 + d);
      starts.push_back(overlap.*from);
      ends.push_back(overlap.*from + overlap.count);
      counts.push_back(overlap.count);
      pads[2 + d] = overlap.*to;
      pads[rank + 2 + d] = target.getDimSize(2 + d) - overlap.*to - overlap.count;
    }
    auto attribute = [&](ArrayRef<int64_t> entries) { return compose.builder.getDenseI64ArrayAttr(entries); };
    if (spatial(value) != ArrayRef(counts))
      value = compose.make<SliceOp>(value, attribute(starts), attribute(ends), attribute(axes),
                                    DenseI64ArrayAttr());
    return llvm::any_of(pads, [](int64_t width) { return width != 0; }) ? compose.pad(value, pads) : value;
  }

  int64_t pixelsOfAll() const { return ShapedType::getNumElements(typeOf(image).getShape().drop_front()); }

  Composer &compose;
  Window window;
  int64_t group;
  Value image, weight, output;
};

struct ConvOfSmallImage : OpRewritePattern<ConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvOp op, PatternRewriter &rewriter) const override {
    Composer compose(rewriter, op.getLoc());
    SmallImage small(op, op.getInput(), op.getWeight(), op.getResult(), compose);
    if (!small.isSmall())
      return rewriter.notifyMatchFailure(op, "the image is not small beside the window");
    if (op.getBias() && computesInNarrowFloats(op))
      return rewriter.notifyMatchFailure(op, "the product would be rounded, and the sum with the bias again");
    Value product =
        compose.make<MatmulOp>(small.flattened(op.getInput()), small.spread(),
                               /*transpose_lhs=*/UnitAttr(), /*transpose_rhs=*/rewriter.getUnitAttr());
    product = compose.reshape(product, typeOf(op.getResult()));
    if (Value bias = op.getBias()) {
      SmallVector<int64_t> ofChannels(typeOf(product).getRank() - 1, 1);
      ofChannels[0] = typeOf(bias).getDimSize(0);
      product = compose.add(product, compose.reshape(bias, ofChannels));
    }
    rewriter.replaceOp(op, product);
    return success();
  }
};

struct BackwardDataOfSmallImage : OpRewritePattern<ConvBackwardDataOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvBackwardDataOp op, PatternRewriter &rewriter) const override {
    Composer compose(rewriter, op.getLoc());
    SmallImage small(op, op.getResult(), op.getWeight(), op.getGrad(), compose);
    if (!small.isSmall())
      return rewriter.notifyMatchFailure(op, "the image is not small beside the window");
    Value product = compose.make<MatmulOp>(small.flattened(op.getGrad()), small.spread(),
                                           /*transpose_lhs=*/UnitAttr(), /*transpose_rhs=*/UnitAttr());
    rewriter.replaceOp(op, compose.reshape(product, typeOf(op.getResult())));
    return success();
  }
};

struct BackwardWeightsOfSmallImage : OpRewritePattern<ConvBackwardWeightsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvBackwardWeightsOp op, PatternRewriter &rewriter) const override {
    Composer compose(rewriter, op.getLoc());
    SmallImage small(op, op.getInput(), op.getResult(), op.getGrad(), compose);
    if (!small.isSmall())
      return rewriter.notifyMatchFailure(op, "the image is not small beside the window");
    Value product =
        compose.make<MatmulOp>(small.flattened(op.getGrad()), small.flattened(op.getInput()),
                               /*transpose_lhs=*/rewriter.getUnitAttr(), /*transpose_rhs=*/UnitAttr());
    rewriter.replaceOp(op, small.gathered(product));
    return success();
  }
};
} // namespace

void populateSmallImagePatterns(RewritePatternSet &patterns) {
  patterns.add<ConvOfSmallImage, BackwardDataOfSmallImage, BackwardWeightsOfSmallImage>(
      patterns.getContext());
}
} // namespace dlc::legalize

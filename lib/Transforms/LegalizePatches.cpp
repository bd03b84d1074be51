// Convolutions whose window moves by its own size, as products of matrices: patch embeddings of vision
// transformers, layers that halve an image without overlap. Each pixel lies in one patch, so that the image
// only has to be put into another order, and nothing is computed or stored twice:
//
//     patches[n, place, (c, tap)]        the pixels of each patch
//     output[n, place, o] = Σ patches[n, place, (c, tap)] · weight[o, (c, tap)]
#include "Transforms/Legalize.h"

#include "Kernel/Kernel.h"
#include "NN/NNComposer.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::legalize {
namespace {
/// Pixels of a row of a patch from which on it is moved as vectors. Where rows are shorter, as in the 2 × 2
/// windows between the stages of a network, the kernels of convolutions are as fast or faster for weights.
constexpr int64_t leastWidth = 7;
/// Elements of a patch, and output channels, from which on its product with the weights makes up for moving
/// shorter rows.
constexpr int64_t leastElements = 256, leastOutputs = 64;
/// Output channels, over which the gradient of the image sums, from which on it makes up for moving shorter
/// rows. Poolings have one.
constexpr int64_t leastDepth = 8;
/// Patches beside each other below which the kernel of gradients of weights has no vectors to work on.
constexpr int64_t leastBeside = 4;

nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }
ArrayRef<int64_t> spatial(Value value) { return typeOf(value).getShape().drop_front(2); }

/// Whether a factor is made of bytes, for which convolutions have kernels of their own.
bool isOfBytes(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (auto cast = dyn_cast<CastOp>(op))
      return getElementTypeOrSelf(cast.getInput()).isInteger(8);
    if (!isa<ReshapeOp, ExpandOp, TransposeOp, SubOp, MulOp>(op))
      return false;
    value = op->getOperand(0);
  }
  return false;
}

/// The image, the weights and the output of a convolution, or of the one whose gradient is computed.
class Patches {
public:
  template <typename Op>
  Patches(Op op, Value image, Value weight, Value output, Composer &compose)
      : compose(compose), window(op.getWindow()), group(op.getGroup()), image(image), weight(weight),
        output(output) {}

  /// Whether windows neither overlap nor leave out pixels between them, and see no border. Of a single window
  /// nothing has to change its order, and sums in narrow floats are rounded once by convolutions alone.
  bool areDisjoint() const {
    auto isZero = [](int64_t size) { return size == 0; };
    return group == 1 && spatial(image) != spatial(weight) &&
           cast<FloatType>(typeOf(image).getElementType()).getWidth() >= 32 &&
           llvm::all_of(window.before, isZero) && llvm::all_of(window.after, isZero) &&
           window.strides == window.kernel &&
           llvm::any_of(window.kernel, [](int64_t size) { return size > 1; }) &&
           llvm::all_of(llvm::seq(window.rank()),
                        [&](int64_t d) { return window.dilations[d] == 1 || window.kernel[d] == 1; }) &&
           !nn::hasSymbolic(spatial(image)) && !nn::hasSymbolic(typeOf(weight).getShape()) &&
           !llvm::is_contained(typeOf(image).getShape(), 0) &&
           !llvm::is_contained(typeOf(output).getShape(), 0);
  }

  bool haveLongRows() const { return window.kernel.back() >= leastWidth; }
  bool areDeep() const { return typeOf(weight).getDimSize(0) >= leastDepth; }
  bool areFewBeside() const { return spatial(output).back() < leastBeside; }
  bool areLarge() const {
    return elements() >= leastElements && typeOf(weight).getDimSize(0) >= leastOutputs;
  }
  /// c · taps.
  int64_t elements() const { return ShapedType::getNumElements(typeOf(weight).getShape().drop_front()); }

  /// [n, c, spatial…] as [n, places, c · taps]; pixels behind the last patch are left out.
  Value ofImage(Value value) {
    for (int64_t d = 0; d < window.rank(); ++d)
      value = compose.slice(value, 2 + d, 0, spatial(output)[d] * window.kernel[d]);
    return compose.reshape(compose.transpose(compose.reshape(value, apart()), order()), joined());
  }

  /// The reverse: zeros behind the last patch.
  Value toImage(Value value) {
    const SmallVector<int64_t> perm = order(), from = apart();
    SmallVector<int64_t> shape, inverse(perm.size());
    for (auto [position, axis] : llvm::enumerate(perm)) {
      shape.push_back(from[axis]);
      inverse[axis] = position;
    }
    SmallVector<int64_t> covered{from[0], from[1]}, pads(2 * typeOf(image).getRank());
    for (int64_t d = 0; d < window.rank(); ++d) {
      covered.push_back(spatial(output)[d] * window.kernel[d]);
      pads[typeOf(image).getRank() + 2 + d] = spatial(image)[d] - covered.back();
    }
    value = compose.reshape(compose.transpose(compose.reshape(value, shape), inverse), covered);
    return llvm::all_of(pads, [](int64_t width) { return width == 0; }) ? value : compose.pad(value, pads);
  }

  /// [o, c, window…] as [o, c · taps].
  Value ofWeight(Value value) {
    const int64_t outputs = typeOf(value).getDimSize(0);
    return compose.reshape(value, {outputs, elements()});
  }

  /// [n, o, spatial…] as [n, places, o].
  Value ofOutput(Value value) {
    ArrayRef<int64_t> shape = typeOf(value).getShape();
    return compose.transpose(compose.reshape(value, {shape[0], shape[1], places()}), {0, 2, 1});
  }

  /// [n, places, o] as [n, o, spatial…].
  Value toOutput(Value value) { return compose.reshape(compose.transpose(value, {0, 2, 1}), typeOf(output)); }

private:
  int64_t taps() const { return ShapedType::getNumElements(spatial(weight)); }
  int64_t places() const { return ShapedType::getNumElements(spatial(output)); }

  /// [n, c, place, tap, place, tap, …]
  SmallVector<int64_t> apart() const {
    SmallVector<int64_t> shape(typeOf(image).getShape().take_front(2));
    for (int64_t d = 0; d < window.rank(); ++d)
      shape.append({spatial(output)[d], window.kernel[d]});
    return shape;
  }

  /// Where [n, place, place, …, c, tap, tap, …] comes from in `apart`.
  SmallVector<int64_t> order() const {
    SmallVector<int64_t> perm{0};
    for (int64_t d = 0; d < window.rank(); ++d)
      perm.push_back(2 + 2 * d);
    perm.push_back(1);
    for (int64_t d = 0; d < window.rank(); ++d)
      perm.push_back(3 + 2 * d);
    return perm;
  }

  SmallVector<int64_t> joined() const {
    ArrayRef<int64_t> shape = typeOf(image).getShape();
    return {shape[0], places(), elements()};
  }

  Composer &compose;
  Window window;
  int64_t group;
  Value image, weight, output;
};

struct ConvOfPatches : OpRewritePattern<ConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvOp op, PatternRewriter &rewriter) const override {
    Composer compose(rewriter, op.getLoc());
    Patches patches(op, op.getInput(), op.getWeight(), op.getResult(), compose);
    if (!patches.areDisjoint() || !(patches.haveLongRows() || patches.areLarge()))
      return rewriter.notifyMatchFailure(op, "the windows are no patches, or too small");
    if (isOfBytes(op.getWeight()))
      return rewriter.notifyMatchFailure(op, "a kernel of bytes may be for it");
    if (llvm::any_of(op->getUsers(), [](Operation *user) { return isa<BatchNormOp>(user); }))
      return rewriter.notifyMatchFailure(op, "a batch norm will be folded into its weights");
    Value product =
        compose.make<EinsumOp>(rewriter.getStringAttr("npk,ok->npo"),
                               ValueRange{patches.ofImage(op.getInput()), patches.ofWeight(op.getWeight())});
    if (Value bias = op.getBias())
      product = compose.add(product, bias);
    rewriter.replaceOp(op, patches.toOutput(product));
    return success();
  }
};

struct BackwardDataOfPatches : OpRewritePattern<ConvBackwardDataOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvBackwardDataOp op, PatternRewriter &rewriter) const override {
    Composer compose(rewriter, op.getLoc());
    Patches patches(op, op.getResult(), op.getWeight(), op.getGrad(), compose);
    if (!patches.areDisjoint() || !(patches.haveLongRows() || patches.areDeep()))
      return rewriter.notifyMatchFailure(op, "the windows are no patches, or too small");
    const Window window = op.getWindow();
    if (kernel::takesLhsDilation(typeOf(op.getGrad()).getShape(), typeOf(op.getWeight()).getShape(),
                                 typeOf(op.getResult()).getShape(), op.getGroup(), window.strides,
                                 SmallVector<int64_t>(window.rank(), 1), window.dilations))
      return rewriter.notifyMatchFailure(op, "a kernel has strides like these");
    Value product = compose.make<MatmulOp>(patches.ofOutput(op.getGrad()), patches.ofWeight(op.getWeight()),
                                           /*transpose_lhs=*/UnitAttr(), /*transpose_rhs=*/UnitAttr());
    rewriter.replaceOp(op, patches.toImage(product));
    return success();
  }
};

struct BackwardWeightsOfPatches : OpRewritePattern<ConvBackwardWeightsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvBackwardWeightsOp op, PatternRewriter &rewriter) const override {
    Composer compose(rewriter, op.getLoc());
    Patches patches(op, op.getInput(), op.getResult(), op.getGrad(), compose);
    if (!patches.areDisjoint() || !(patches.haveLongRows() || patches.areFewBeside()))
      return rewriter.notifyMatchFailure(op, "the windows are no patches, or too small");
    Value product =
        compose.make<EinsumOp>(rewriter.getStringAttr("npo,npk->ok"),
                               ValueRange{patches.ofOutput(op.getGrad()), patches.ofImage(op.getInput())});
    rewriter.replaceOp(op, compose.reshape(product, typeOf(op.getResult())));
    return success();
  }
};
} // namespace

void populatePatchPatterns(RewritePatternSet &patterns) {
  // Before a gradient with strides is split into phases.
  patterns.add<ConvOfPatches, BackwardDataOfPatches, BackwardWeightsOfPatches>(patterns.getContext(),
                                                                               /*benefit=*/2);
}
} // namespace dlc::legalize

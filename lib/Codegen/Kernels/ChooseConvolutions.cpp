// The pass kernel-choose-convolutions: which convolutions Winograd's minimal filtering computes in less time,
// by an estimate of the cycles of both forms.
#include "Codegen/KernelForm.h"
#include "Codegen/Kernels/Winograd.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_CHOOSECONVOLUTIONS
#include "Codegen/Passes.h.inc"

using namespace codegen;

namespace {
/// Cycles for a vector of channels and each product of a tile: to transform the inputs of a tile, its
/// products and the weights of one input channel, with the squares that are transposed in registers. Counted
/// in the code for AVX-512, where there are 36 products.
constexpr double cyclesOfInputs = 220. / 36, cyclesOfProducts = 180. / 36, cyclesOfWeights = 200. / 36;
/// Bytes of transformed weights that come from memory in a cycle.
constexpr double bytesPerCycle = 8;
/// The same where they were transformed by an earlier call: then no cache has them any more.
constexpr double keptBytesPerCycle = 4;
/// The part of the direct form's time that the other may take at most: what its loops cost beside these
/// figures, and fusion with neighbours that is lost.
constexpr double gain = 0.8;

/// Below so many lanes the estimates mean nothing, and there is nothing to transpose in registers.
constexpr int64_t leastLanes = 4;

/// Why the form is not possible, which takes whole vectors of channels and images of a static size; none if
/// it is.
std::optional<std::string> obstacle(const Window &window, bool isTransposed, int64_t lanes) {
  if (!winograd::Filtering::suits(window))
    return "the window is not dense, or not of a size that suits its strides";
  if (isTransposed && window.strides[0] != 1)
    return "the window has strides";
  if (!window.isStatic() || window.output[2] <= 0 || window.output[3] <= 0)
    return "the size of an image is not static";
  if (lanes < leastLanes)
    return "vectors have less than " + std::to_string(leastLanes) + " lanes";
  if (window.input[1] % lanes || window.output[1] % lanes)
    return "channels are no multiple of " + std::to_string(lanes);
  return std::nullopt;
}

/// The number of images from which on it takes less time; none if there is no such number.
/// `isPrepared`: weights have been transformed already.
std::optional<int64_t> leastImages(const Window &window, int64_t lanes, int64_t bytes, int64_t cacheBytes,
                                   bool isPrepared) {
  const winograd::Filtering filtering(window);
  double channels = window.input[1], depth = channels * filtering.phases(), outputs = window.output[1];
  double tiles = double(llvm::divideCeil(window.output[2], filtering.outputs)) *
                 llvm::divideCeil(window.output[3], filtering.outputs);
  double products = filtering.products();
  // One multiply-add of a vector in a cycle: what most machines do with their widest.
  double direct =
      channels * outputs / lanes * window.kernel[0] * window.kernel[1] * window.output[2] * window.output[3];
  double ofImage =
      products * tiles * (depth * outputs + depth * cyclesOfInputs + outputs * cyclesOfProducts) / lanes;
  double weightBytes = products * depth * outputs * bytes;
  double ofWeights = products * depth * outputs * cyclesOfWeights / lanes;
  if (isPrepared)
    ofWeights = weightBytes / keptBytesPerCycle;
  else if (weightBytes > cacheBytes)
    ofWeights += 2 * weightBytes / bytesPerCycle;
  double saved = gain * direct - ofImage;
  if (saved <= 0)
    return std::nullopt;
  return std::max<int64_t>(1, static_cast<int64_t>(std::ceil(ofWeights / saved)));
}

struct ChooseConvolutions : impl::ChooseConvolutionsBase<ChooseConvolutions> {
  using ChooseConvolutionsBase::ChooseConvolutionsBase;

  void runOnOperation() override {
    kernel::TargetAttr description = kernel::targetOf(getOperation());
    if (!description)
      return signalPassFailure();
    if (form == ConvolutionForm::direct)
      return;
    Target target(description, keepPrepared);
    getOperation().walk([&](kernel::ConvOp op) { // on buffers
      if (op.getLhsDilation())
        return noteRefusal(op, "Winograd: the window has strides");
      choose(op, Window(op, op.getLhs(), op.getInit(), op.getRhs()), op.getRhs(), op.getTransposed(), target);
    });
    getOperation().walk([&](kernel::ConvBackwardWeightsOp op) {
      choose(op, Window(op, op.getLhs(), op.getRhs(), op.getInit()), op.getInit(), /*isTransposed=*/false,
             target);
    });
  }

private:
  /// Weights are read wherever they are; gradients are written side by side.
  static bool suitsWeights(kernel::ConvOp, MemRefType type) {
    SmallVector<int64_t> strides;
    int64_t offset;
    return succeeded(type.getStridesAndOffset(strides, offset)) &&
           llvm::all_of(strides, [](int64_t stride) { return stride > 0; });
  }
  static bool suitsWeights(kernel::ConvBackwardWeightsOp, MemRefType type) {
    return type.getLayout().isIdentity();
  }

  template <typename Op>
  void choose(Op op, const Window &window, Value weights, bool isTransposed, const Target &target) {
    auto type = cast<MemRefType>(weights.getType());
    if (!type.getElementType().isF32() || !suitsWeights(op, type))
      return;
    if (auto reason = obstacle(window, isTransposed, target.lanes(type.getElementType()))) {
      if (window.kernel[0] > 1 && window.kernel[1] > 1)
        noteRefusal(op, "Winograd: " + *reason);
      return;
    }
    std::optional<int64_t> least = 1;
    if (form == ConvolutionForm::automatic)
      least = leastImages(window, target.lanes(type.getElementType()), type.getElementTypeBitWidth() / 8,
                          target.l2Bytes, target.prepares(weights));
    if (least)
      op.setWinogradImages(*least);
    if (!least)
      noteRefusal(op, "Winograd: its transforms take longer than it saves");
    else if (*least > 1 && (ShapedType::isDynamic(window.output[0]) || window.output[0] < *least))
      noteRefusal(op, "Winograd: pays from " + Twine(*least) + " images on");
  }
};
} // namespace
} // namespace dlc

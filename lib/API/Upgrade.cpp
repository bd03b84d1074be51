// The table of upgrades. Each row rewrites what the version before its own wrote, on parsed ops, and keeps
// what stands in the text where it can. Ops that an upgrade adds have the location of the op that they are
// for.
#include "API/Upgrade.h"

#include "NN/NNComposer.h"

using namespace mlir;

namespace dlc {

/// In version 1 the places of `align_corners` followed from the sizes alone, and scales said nothing.
static bool dropScales(nn::ResizeOp resize) {
  if (!resize.getScales() ||
      resize.getCoordinateTransformationMode() != nn::CoordinateTransformationMode::align_corners)
    return false;
  resize.removeScalesAttr();
  return true;
}

/// In version 1 a negative label was nowhere: it becomes one beyond the last.
static bool moveNegativeLabels(nn::OneHotOp oneHot) {
  // What does not verify, here and below, is for the verifier to say.
  if (oneHot->getNumOperands() != 1 || oneHot->getNumResults() != 1)
    return false;
  Value labels = oneHot.getLabels();
  auto type = dyn_cast<RankedTensorType>(oneHot.getResult().getType());
  int64_t axis = oneHot.getAxis();
  if (type && axis < 0)
    axis += type.getRank();
  if (!type || axis < 0 || axis >= type.getRank() || type.isDynamicDim(axis) ||
      !nn::isTensorOf(labels.getType(), nn::ElementClass::Index) || labels.getDefiningOp<nn::ArgMaxOp>())
    return false;
  OpBuilder builder(oneHot);
  nn::Composer compose(builder, oneHot.getLoc());
  Value isNegative = compose.compare(nn::ComparePredicate::lt, labels, 0);
  oneHot.getLabelsMutable().assign(compose.where(isNegative, double(type.getDimSize(axis)), labels));
  return true;
}

static bool toVersion2(ModuleOp module) {
  SmallVector<nn::ResizeOp> resizes;
  SmallVector<nn::OneHotOp> oneHots;
  module.walk([&](nn::ResizeOp op) { resizes.push_back(op); });
  module.walk([&](nn::OneHotOp op) { oneHots.push_back(op); });
  bool changed = false;
  for (nn::ResizeOp op : resizes)
    changed |= dropScales(op);
  for (nn::OneHotOp op : oneHots)
    changed |= moveNegativeLabels(op);
  return changed;
}

/// Row i leads from version i + 1 to version i + 2.
static constexpr bool (*upgrades[])(ModuleOp) = {toVersion2};
static_assert(std::size(upgrades) + 1 == dialectVersion);

bool upgrade(ModuleOp module, std::uint32_t version) {
  bool changed = false;
  for (std::size_t row = version - 1; row < std::size(upgrades); ++row)
    changed |= upgrades[row](module);
  return changed;
}

} // namespace dlc

// Ops that change shapes and move elements, and ops on space and channels.
#include "Export/RuleTable.h"

using namespace mlir;

namespace dlc::exporter {

/// A size that the input has at the same position is a 0, one more that is dynamic is -1: so it needs no
/// computation. An input without elements tells all sizes.
static void reshape(Writer &w, nn::ReshapeOp op) {
  ArrayRef<int64_t> from = shapeOf(op.getInput()), to = shapeOf(op.getResult());
  SmallVector<int64_t> shape(to);
  const bool isEmpty = llvm::is_contained(to, 0);
  int64_t open = 0;
  for (size_t d = 0; d < shape.size(); ++d) {
    if (!nn::isSymbolic(shape[d]))
      continue;
    if (!isEmpty && d < from.size() && from[d] == shape[d])
      shape[d] = 0;
    else if (open++ == 0 && !isEmpty)
      shape[d] = -1;
  }
  if (open > 1 || (isEmpty && open > 0) || llvm::any_of(shape, nn::isSymbolic))
    w.set("Reshape", {w.in(op.getInput()), w.shape(to)}, Attrs().i("allowzero", isEmpty));
  else
    w.set("Reshape", {w.in(op.getInput()), w.ints(shape)}, isEmpty ? Attrs().i("allowzero", 1) : Attrs());
}

static void flatten(Writer &w, nn::FlattenOp op) {
  w.set("Flatten", {w.in(op.getInput())}, Attrs().i("axis", op.getAxis()));
}

static void squeeze(Writer &w, nn::SqueezeOp op) {
  if (op.getAxes().empty())
    w.setAlias(w.in(op.getInput()));
  else
    w.set("Squeeze", {w.in(op.getInput()), w.ints(op.getAxes())});
}
static void unsqueeze(Writer &w, nn::UnsqueezeOp op) {
  w.set("Unsqueeze", {w.in(op.getInput()), w.ints(op.getAxes())});
}

static void transpose(Writer &w, nn::TransposeOp op) {
  w.set("Transpose", {w.in(op.getInput())}, Attrs().is("perm", op.getPerm()));
}

/// Backwards from the last element to in front of the first.
static void flip(Writer &w, nn::FlipOp op) {
  if (op.getAxes().empty()) {
    w.setAlias(w.in(op.getInput()));
    return;
  }
  const size_t count = op.getAxes().size();
  w.set("Slice", {w.in(op.getInput()), w.ints(SmallVector<int64_t>(count, -1)),
                  w.ints(SmallVector<int64_t>(count, INT64_MIN)), w.ints(op.getAxes()),
                  w.ints(SmallVector<int64_t>(count, -1))});
}

static void expand(Writer &w, nn::ExpandOp op) {
  w.set("Expand", {w.in(op.getInput()), w.shape(shapeOf(op.getResult()))});
}

static void tile(Writer &w, nn::TileOp op) { w.set("Tile", {w.in(op.getInput()), w.ints(op.getRepeats())}); }

static void concat(Writer &w, nn::ConcatOp op) {
  std::vector<std::string> inputs;
  for (Value input : op.getInputs())
    inputs.push_back(w.in(input));
  w.set("Concat", inputs, Attrs().i("axis", op.getAxis()));
}

static void split(Writer &w, nn::SplitOp op) {
  w.set("Split", {w.in(op.getInput()), w.ints(op.getSplit())}, Attrs().i("axis", op.getAxis()));
}

static void slice(Writer &w, nn::SliceOp op) {
  SmallVector<int64_t> axes =
      llvm::to_vector(llvm::seq<int64_t>(0, static_cast<int64_t>(op.getStarts().size())));
  if (op.getAxes())
    axes.assign(op.getAxes()->begin(), op.getAxes()->end());
  if (axes.empty()) {
    w.setAlias(w.in(op.getInput()));
    return;
  }
  w.set("Slice", {w.in(op.getInput()), w.ints(op.getStarts()), w.ints(op.getEnds()), w.ints(axes),
                  op.getSteps() ? w.ints(*op.getSteps()) : ""});
}

static void pad(Writer &w, nn::PadOp op) {
  Type element = elementOf(op.getInput());
  const bool isConstant = op.getMode() == nn::PadMode::constant;
  w.set("Pad",
        {w.in(op.getInput()), w.ints(op.getPads()),
         isConstant ? w.scalar(op.getValue().convertToDouble(), element) : ""},
        Attrs().s("mode", nn::stringifyPadMode(op.getMode())));
}

static void size(Writer &w, nn::SizeOp op) {
  ArrayRef<int64_t> shape = shapeOf(op.getInput());
  FailureOr<SmallVector<int64_t>> axes = nn::normalizedAxes(op.getAxes(), static_cast<int64_t>(shape.size()));
  int64_t count = 1;
  for (int64_t axis : *axes) {
    std::optional<int64_t> product = nn::multiplySizes(count, shape[axis]);
    if (!product)
      refuse("the number of elements has too many terms");
    count = *product;
  }
  const std::string scalar = w.make("Squeeze", {w.shape(count)});
  w.set("Cast", {scalar}, Attrs().i("to", dataTypeOf(elementOf(op.getResult()))));
}

//===-- Space ---------------------------------------------------------------------------------------===//

static void resize(Writer &w, nn::ResizeOp op) {
  Attrs attributes;
  attributes.s("mode", nn::stringifyResizeMode(op.getMode()))
      .s("coordinate_transformation_mode",
         nn::stringifyCoordinateTransformationMode(op.getCoordinateTransformationMode()));
  if (op.getMode() == nn::ResizeMode::nearest)
    attributes.s("nearest_mode", nn::stringifyNearestMode(op.getNearestMode()));
  if (op.getMode() == nn::ResizeMode::cubic)
    attributes.f("cubic_coeff_a", op.getCubicCoeffA().convertToDouble());
  std::string scales, sizes;
  if (op.getScales()) {
    SmallVector<float> numbers;
    for (auto [scale, from, to] :
         llvm::zip(*op.getScales(), shapeOf(op.getInput()), shapeOf(op.getResult()))) {
      numbers.push_back(static_cast<float>(scale));
      if (static_cast<double>(numbers.back()) != scale)
        refuse("its scale is no float");
      // ONNX's size follows from the scale, rounded down.
      if (!nn::isSymbolic(from) && static_cast<int64_t>(std::floor(static_cast<double>(from) * scale)) != to)
        refuse("its result has another size than its scale says");
    }
    auto type =
        RankedTensorType::get({static_cast<int64_t>(numbers.size())}, Float32Type::get(op.getContext()));
    scales = w.session.constant(DenseElementsAttr::get(type, ArrayRef<float>(numbers)));
  } else {
    sizes = w.shape(shapeOf(op.getResult()));
  }
  w.set("Resize", {w.in(op.getInput()), "", scales, sizes}, attributes);
}

static void gridSample(Writer &w, nn::GridSampleOp op) {
  if (op.getMode() == nn::ResizeMode::cubic && rankOf(op.getInput()) != 4)
    refuse("GridSample is cubic in images alone");
  w.set("GridSample", {w.in(op.getInput()), w.in(op.getGrid())},
        Attrs()
            .s("mode", nn::stringifyResizeMode(op.getMode()))
            .s("padding_mode", nn::stringifySamplePadding(op.getPaddingMode()))
            .i("align_corners", op.getAlignCorners()));
}

/// The size is that of images, whose channels do not matter.
static void affineGrid(Writer &w, nn::AffineGridOp op) {
  SmallVector<int64_t> size(shapeOf(op.getResult()).drop_back());
  size.insert(size.begin() + 1, 1);
  w.set("AffineGrid", {w.in(op.getTheta()), w.shape(size)}, Attrs().i("align_corners", op.getAlignCorners()));
}

static void depthToSpace(Writer &w, nn::DepthToSpaceOp op) {
  w.set("DepthToSpace", {w.in(op.getInput())},
        Attrs()
            .i("blocksize", op.getBlocksize())
            .s("mode", op.getMode() == nn::DepthToSpaceMode::crd ? "CRD" : "DCR"));
}
static void spaceToDepth(Writer &w, nn::SpaceToDepthOp op) {
  w.set("SpaceToDepth", {w.in(op.getInput())}, Attrs().i("blocksize", op.getBlocksize()));
}

ArrayRef<Rule> shapeRules() {
  static const Rule rules[] = {
      rule<nn::ReshapeOp, reshape>("Reshape"),
      rule<nn::FlattenOp, flatten>("Flatten"),
      rule<nn::SqueezeOp, squeeze>("Squeeze"),
      rule<nn::UnsqueezeOp, unsqueeze>("Unsqueeze"),
      rule<nn::TransposeOp, transpose>("Transpose"),
      rule<nn::FlipOp, flip>("Slice", "with negative steps"),
      rule<nn::ExpandOp, expand>("Expand"),
      rule<nn::TileOp, tile>("Tile"),
      rule<nn::ConcatOp, concat>("Concat"),
      rule<nn::SplitOp, split>("Split"),
      rule<nn::SliceOp, slice>("Slice"),
      rule<nn::PadOp, pad>("Pad"),
      rule<nn::SizeOp, size>("Shape", "and arithmetic on sizes"),
      rule<nn::ResizeOp, resize>("Resize"),
      rule<nn::GridSampleOp, gridSample>("GridSample", "cubic ones of lines and volumes: decomposed"),
      rule<nn::AffineGridOp, affineGrid>("AffineGrid"),
      rule<nn::DepthToSpaceOp, depthToSpace>("DepthToSpace"),
      rule<nn::SpaceToDepthOp, spaceToDepth>("SpaceToDepth"),
  };
  return rules;
}

} // namespace dlc::exporter

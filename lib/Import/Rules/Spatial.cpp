// Resizing, sampling at places that are data, and grids of such places.
#include "Import/ResizeMatrix.h"
#include "Import/RuleTable.h"

#include <cmath>

using namespace mlir;

namespace dlc::importer {

//===-- Resize --------------------------------------------------------------------------------------===//

namespace {
struct Resizing {
  ResizeMode mode;
  std::vector<double> scales; ///< of all dimensions
  Shape sizes;
  bool byScales = false;
  std::vector<double> starts, ends; ///< of the region
};
} // namespace

/// Matrices with more elements are not written out where their rows have few entries.
static constexpr int64_t mostOfMatrix = 1 << 20;
static constexpr long fewTaps = 16;

/// x times the matrix, along one dimension: as a product of matrices.
static Value denseProduct(Emit &e, Value x, int64_t d, const ResizeMatrix &matrix) {
  const int64_t rank = rankOf(x);
  checkComputed("matrix, in a mode for which nn has no op,", {matrix.to, matrix.from}, 1 << 26);
  Value weights = e.reals(matrix.dense(), {matrix.to, matrix.from}, elementOf(x));
  // [.., from] × [to, from]ᵀ
  Value last = e.swap(x, d, rank - 1);
  Value product = e.one<nn::MatmulOp>({rank == 1 ? e.reshape(last, {1, matrix.from}) : last, weights},
                                      e.attrs().unit("transpose_rhs"));
  return e.swap(rank == 1 ? e.reshape(product, {matrix.to}) : product, d, rank - 1);
}

/// The same as a sum of elements that are read, each times its weight.
static Value sparseProduct(Emit &e, Value x, int64_t d, const ResizeMatrix &matrix) {
  Shape line(rankOf(x), 1);
  line[d] = matrix.to;
  Value sum;
  for (long tap = 0; tap < matrix.taps; ++tap) {
    std::vector<int64_t> at;
    std::vector<double> weights;
    for (size_t i = tap; i < matrix.at.size(); i += matrix.taps) {
      at.push_back(matrix.at[i]);
      weights.push_back(matrix.weights[i]);
    }
    if (llvm::all_of(weights, [](double weight) { return weight == 0; }))
      continue;
    Value part = e.mul(e.gather(x, e.integers(at), d), e.reals(weights, line, elementOf(x)));
    sum = sum ? e.add(sum, part) : part;
  }
  if (sum)
    return sum;
  Shape shape = shapeOf(x);
  shape[d] = matrix.to;
  return e.filled(0, typeOf(x).clone(ArrayRef<int64_t>(shape)));
}

static Value byMatrices(Node &node, Value x, const Resizing &resizing) {
  Emit &e = node.e;
  const int64_t rank = rankOf(x);
  for (int64_t d = 0; d < rank; ++d) {
    const int64_t from = shapeOf(x)[d], to = resizing.sizes[d];
    const bool isCropped = resizing.mode.coordinates == "tf_crop_and_resize" &&
                           (resizing.starts[d] != 0 || resizing.ends[d] != 1);
    if (from == to && resizing.scales[d] == 1 && !isCropped)
      continue;
    if (nn::isSymbolic(from) || nn::isSymbolic(to) || from == 0)
      refuse("this mode resizes static sizes alone, and dimension " + Twine(d) + " is " + nn::sizeText(from));
    const ResizeLine way{from, to, resizing.scales[d], resizing.starts[d], resizing.ends[d]};
    checkComputed("weights, in a mode for which nn has no op,", {to, tapsOf(resizing.mode, way)});
    const ResizeMatrix matrix = resizeMatrix(resizing.mode, way);
    const bool isSparse = matrix.taps <= fewTaps && countOf({to, from}) > mostOfMatrix;
    x = isSparse ? sparseProduct(e, x, d, matrix) : denseProduct(e, x, d, matrix);
    if (llvm::is_contained(matrix.isOutside, true)) {
      Shape line(rank, 1);
      line[d] = to;
      std::vector<double> outside(matrix.isOutside.begin(), matrix.isOutside.end());
      Value mask = e.compare(nn::ComparePredicate::ne, e.reals(outside, line, e.builder.getI32Type()), 0);
      x = e.where(mask, e.scalar(resizing.mode.extrapolation, x), x);
    }
  }
  return x;
}

/// Whether nn.resize has the mode; sizes that are dynamic it alone has.
static bool hasResize(const Resizing &resizing) {
  const ResizeMode &mode = resizing.mode;
  return !mode.excludeOutside && !mode.antialias &&
         nn::symbolizeCoordinateTransformationMode(mode.coordinates) && nn::symbolizeResizeMode(mode.mode) &&
         nn::symbolizeNearestMode(mode.nearest);
}

static void emitResize(Node &node, const Resizing &resizing) {
  Emit &e = node.e;
  Value x = node.in(0), wide = isFloat(x) ? x : e.cast(x, e.builder.getF32Type());
  const ResizeMode &mode = resizing.mode;
  if (ArrayRef<int64_t>(resizing.sizes) == ArrayRef<int64_t>(shapeOf(x)) &&
      mode.coordinates != "tf_crop_and_resize" &&
      llvm::all_of(resizing.scales, [](double scale) { return scale == 1; })) {
    node.set(e.reshape(x, resizing.sizes));
    return;
  }
  Value result;
  if (hasResize(resizing) && !llvm::is_contained(shapeOf(x), 0) && !llvm::is_contained(resizing.sizes, 0)) {
    MLIRContext *context = node.context();
    Attrs attributes =
        e.attrs()
            .add("mode", nn::ResizeModeAttr::get(context, *nn::symbolizeResizeMode(mode.mode)))
            .add("coordinate_transformation_mode",
                 nn::CoordinateTransformationModeAttr::get(
                     context, *nn::symbolizeCoordinateTransformationMode(mode.coordinates)))
            .add("nearest_mode", nn::NearestModeAttr::get(context, *nn::symbolizeNearestMode(mode.nearest)))
            .real("cubic_coeff_a", mode.cubicA);
    if (resizing.byScales)
      attributes.add("scales", DenseF64ArrayAttr::get(context, resizing.scales));
    result = e.typed<nn::ResizeOp>(typeOf(wide).clone(ArrayRef<int64_t>(resizing.sizes)), wide, attributes);
  } else {
    result = byMatrices(node, wide, resizing);
  }
  node.set(e.cast(result, elementOf(x)));
}

/// A size times a scale, rounded down.
static int64_t scaledSize(int64_t size, double scale) {
  if (!nn::isSymbolic(size)) {
    const double scaled = std::floor(static_cast<double>(size) * scale + 1e-9);
    constexpr double most = 0x1p46; // bytes that a processor addresses
    if (!(scaled <= most))
      refuse("its scale " + Twine(std::to_string(scale)) + " makes a size of more than 2^46");
    return static_cast<int64_t>(scaled);
  }
  if (scale == 1)
    return size;
  std::optional<int64_t> result =
      scale == std::floor(scale) ? nn::multiplySizes(size, static_cast<int64_t>(scale)) : std::nullopt;
  if (!result)
    refuse("it scales the size '" + nn::sizeExpression(size) + "' by " + std::to_string(scale) +
           "; give that a number: --size NAME=N");
  return *result;
}

static void resize(Node &node) {
  Value x = node.in(0);
  Shape shape = shapeOf(x);
  const size_t rank = shape.size();
  Resizing resizing;
  resizing.mode = {node.choice("mode", "nearest", {"nearest", "linear", "bilinear", "cubic"}),
                   node.choice("coordinate_transformation_mode", "half_pixel",
                               {"half_pixel", "half_pixel_symmetric", "pytorch_half_pixel",
                                "tf_half_pixel_for_nn", "align_corners", "asymmetric", "tf_crop_and_resize"}),
                   node.choice("nearest_mode", "round_prefer_floor",
                               {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"}),
                   node.f("cubic_coeff_a", -0.75),
                   node.f("extrapolation_value", 0),
                   node.i("exclude_outside", 0) != 0,
                   node.i("antialias", 0) != 0};
  if (resizing.mode.mode == "bilinear")
    resizing.mode.mode = "linear";
  resizing.sizes = shape;
  resizing.scales.assign(rank, 1);
  resizing.starts.assign(rank, 0), resizing.ends.assign(rank, 1);
  Shape axes = node.hasAttr("axes") ? node.axes(node.is("axes"), static_cast<int64_t>(rank))
                                    : llvm::to_vector(llvm::seq<int64_t>(0, static_cast<int64_t>(rank)));
  auto checkCount = [&](size_t count, size_t wanted, const char *what) {
    if (count != wanted)
      refuse("it has " + Twine(count) + " " + what + " for " + Twine(axes.size()) + " axes");
  };
  const bool hasScales = node.has(2) && !(node.known(2) && node.known(2)->elements.empty());
  if (hasScales) {
    std::vector<double> scales = node.reals(2, "scales");
    checkCount(scales.size(), axes.size(), "scales");
    resizing.byScales = true;
    for (auto [axis, scale] : llvm::zip(axes, scales)) {
      if (!(scale > 0))
        refuse("its scale " + Twine(std::to_string(scale)) + " is not positive");
      resizing.scales[axis] = scale;
      resizing.sizes[axis] = scaledSize(shape[axis], scale);
    }
  } else {
    Shape sizes = node.sizes(3, "sizes");
    checkCount(sizes.size(), axes.size(), "sizes");
    const std::string policy =
        node.choice("keep_aspect_ratio_policy", "stretch", {"stretch", "not_larger", "not_smaller"});
    double common = policy == "not_larger" ? INFINITY : 0;
    for (auto [axis, size] : llvm::zip(axes, sizes)) {
      resizing.sizes[axis] = size;
      if (size == shape[axis] && nn::isSymbolic(size))
        continue;
      if (nn::isSymbolic(size) || nn::isSymbolic(shape[axis])) {
        // A multiple of what is there; nn.resize says what it cannot do.
        std::optional<int64_t> factor = nn::divideSizes(size, shape[axis]);
        resizing.scales[axis] = factor && !nn::isSymbolic(*factor) ? static_cast<double>(*factor) : 0;
        continue;
      }
      const double scale = static_cast<double>(size) / static_cast<double>(shape[axis]);
      resizing.scales[axis] = scale;
      common = policy == "not_larger" ? std::min(common, scale) : std::max(common, scale);
    }
    if (policy != "stretch")
      for (int64_t axis : axes) {
        resizing.scales[axis] = common;
        resizing.sizes[axis] =
            static_cast<int64_t>(std::floor(static_cast<double>(shape[axis]) * common + 0.5));
      }
  }
  if (resizing.mode.coordinates == "tf_crop_and_resize") {
    std::vector<double> region = node.reals(1, "roi");
    checkCount(region.size(), 2 * axes.size(), "numbers of a region");
    for (size_t i = 0; i < axes.size(); ++i)
      resizing.starts[axes[i]] = region[i], resizing.ends[axes[i]] = region[i + axes.size()];
  }
  emitResize(node, resizing);
}

/// Resize 10 and Upsample: by scales, asymmetric, rounded down.
static void upsample(Node &node) {
  Shape shape = shapeOf(node.in(0));
  Resizing resizing;
  resizing.mode.mode = node.choice("mode", "nearest", {"nearest", "linear", "bilinear"});
  if (resizing.mode.mode == "bilinear")
    resizing.mode.mode = "linear";
  resizing.mode.coordinates = "asymmetric";
  resizing.mode.nearest = "floor";
  resizing.byScales = true;
  resizing.scales = node.has(1) ? node.reals(1, "scales") : node.fs("scales");
  if (resizing.scales.size() != shape.size())
    refuse("it has " + Twine(resizing.scales.size()) + " scales for " + Twine(shape.size()) + " dimensions");
  for (auto [size, scale] : llvm::zip(shape, resizing.scales)) {
    if (!(scale > 0))
      refuse("its scale " + Twine(std::to_string(scale)) + " is not positive");
    resizing.sizes.push_back(scaledSize(size, scale));
  }
  resizing.starts.assign(shape.size(), 0), resizing.ends.assign(shape.size(), 1);
  emitResize(node, resizing);
}

//===-- Sampling ------------------------------------------------------------------------------------===//

static void gridSample(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0), grid = e.cast(node.in(1), node.element(0));
  for (int64_t d = 2; d < rankOf(x); ++d)
    if (nn::isSymbolic(shapeOf(x)[d]))
      refuse("it samples images of a dynamic size; give it a number: --size NAME=N");
  std::string mode = node.choice("mode", node.opset < 20 ? "bilinear" : "linear",
                                 {"linear", "bilinear", "nearest", "cubic", "bicubic"});
  if (mode == "bilinear" || mode == "bicubic")
    mode.erase(0, 2);
  const std::string padding = node.choice("padding_mode", "zeros", {"zeros", "border", "reflection"});
  MLIRContext *context = node.context();
  node.set(e.one<nn::GridSampleOp>(
      {x, grid},
      e.attrs()
          .add("mode", nn::ResizeModeAttr::get(context, *nn::symbolizeResizeMode(mode)))
          .add("padding_mode", nn::SamplePaddingAttr::get(context, *nn::symbolizeSamplePadding(padding)))
          .unit("align_corners", node.i("align_corners", 0) != 0)));
}

static void affineGrid(Node &node) {
  Value theta = node.in(0);
  Shape shape = node.sizes(1, "size");
  if (rankOf(theta) != 3 || shape.size() < 2)
    refuse("its theta is " + nn::shapeText(shapeOf(theta)) + ", its size " + nn::shapeText(shape));
  // Without the channels of the images, whose places become rows.
  shape[0] = shapeOf(theta)[0];
  shape.erase(shape.begin() + 1);
  shape.push_back(shapeOf(theta)[1]);
  node.set(
      node.e.typed<nn::AffineGridOp>(typeOf(theta).clone(ArrayRef<int64_t>(shape)), theta,
                                     node.e.attrs().unit("align_corners", node.i("align_corners", 0) != 0)));
}

//===-- Regions -------------------------------------------------------------------------------------===//

/// Where samples of regions lie along one dimension, [regions, bins · ratio].
static Value samplesOf(Emit &e, Value start, Value length, int64_t bins, int64_t ratio) {
  std::vector<double> steps;
  for (int64_t i = 0; i < bins * ratio; ++i)
    steps.push_back((static_cast<double>(i) + 0.5) / static_cast<double>(ratio));
  Value bin = e.div(length, static_cast<double>(bins));
  return e.add(start, e.mul(bin, e.reals(steps, {1, bins * ratio}, elementOf(start))));
}

/// Averages over the samples of each bin of each region.
static void roiAlign(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0), regions = node.in(1);
  const int64_t rows = node.i("output_height", 1), columns = node.i("output_width", 1),
                ratio = node.i("sampling_ratio", 0);
  const double scale = node.f("spatial_scale", 1);
  const bool isHalf =
      node.choice("coordinate_transformation_mode", node.opset < 16 ? "output_half_pixel" : "half_pixel",
                  {"half_pixel", "output_half_pixel"}) == "half_pixel";
  if (ratio < 1)
    refuse("its sampling_ratio of 0 makes the number of samples depend on the regions; a fixed one is "
           "supported");
  node.choice("mode", "avg", {"avg"});
  if (rankOf(x) != 4 || rankOf(regions) != 2 || nn::isSymbolic(shapeOf(x)[2]) ||
      nn::isSymbolic(shapeOf(x)[3]))
    refuse("its input is " + nn::shapeText(shapeOf(x)) + ", its regions " + nn::shapeText(shapeOf(regions)));
  for (int64_t bins : {rows, columns})
    checkComputed("samples", {bins, ratio});
  const int64_t count = shapeOf(regions)[0], height = rows * ratio, width = columns * ratio;
  Value scaled = e.mul(regions, scale);
  auto corner = [&](int64_t i) {
    Value one = e.slice(scaled, 1, i, i + 1);
    return isHalf ? e.sub(one, 0.5) : one;
  };
  auto length = [&](int64_t from, int64_t to) {
    Value all = e.sub(corner(to), corner(from));
    return isHalf ? all : e.max(all, 1);
  };
  // [regions, height, 1] and [regions, 1, width]
  Value y = e.reshape(samplesOf(e, corner(1), length(1, 3), rows, ratio), {count, height, 1});
  Value at = e.reshape(samplesOf(e, corner(0), length(0, 2), columns, ratio), {count, 1, width});
  Type i64 = e.builder.getI64Type();
  const Shape grid{count, height, width};
  Value image = e.expand(e.reshape(e.cast(node.in(2), i64), {count, 1, 1}), grid);
  Value pixels = e.transpose(x, {0, 2, 3, 1});
  Value valid, sum;
  SmallVector<Value> low, rest;
  for (auto [place, size] : {std::pair(y, shapeOf(x)[2]), std::pair(at, shapeOf(x)[3])}) {
    Value inside = e.one<nn::AndOp>({e.compare(nn::ComparePredicate::ge, place, -1),
                                     e.compare(nn::ComparePredicate::le, place, static_cast<double>(size))});
    valid = valid ? e.one<nn::AndOp>({valid, inside}) : inside;
    Value clamped = e.min(e.max(place, 0), static_cast<double>(size - 1));
    low.push_back(e.unary<nn::FloorOp>(clamped));
    rest.push_back(e.sub(clamped, low.back()));
  }
  for (int64_t down = 0; down < 2; ++down)
    for (int64_t right = 0; right < 2; ++right) {
      auto index = [&](size_t d, int64_t step) {
        Value next =
            e.min(e.add(low[d], static_cast<double>(step)), static_cast<double>(shapeOf(x)[d + 2] - 1));
        return e.expand(e.cast(next, i64), grid);
      };
      auto weight = [&](size_t d, int64_t step) {
        return step ? rest[d] : e.sub(e.scalar(1, rest[d]), rest[d]);
      };
      SmallVector<Value> coordinates;
      for (Value one : {image, index(0, down), index(1, right)})
        coordinates.push_back(e.reshape(one, {count, height, width, 1}));
      Value values = e.one<nn::GatherNDOp>({pixels, e.concat(coordinates, 3)});
      Value factor = e.reshape(e.mul(weight(0, down), weight(1, right)), {count, height, width, 1});
      Value part = e.mul(values, factor);
      sum = sum ? e.add(sum, part) : part;
    }
  sum = e.where(e.reshape(valid, {count, height, width, 1}), sum, e.scalar(0, sum));
  Value bins = e.reshape(sum, {count, rows, ratio, columns, ratio, shapeOf(x)[1]});
  const Shape samples{2, 4};
  node.set(e.transpose(e.reduce<nn::ReduceMeanOp>(bins, ArrayRef<int64_t>(samples), false), {0, 3, 1, 2}));
}

ArrayRef<Rule> spatialRules() {
  static const Rule rules[] = {
      {"Upsample", 7, 9, upsample, "scales are an attribute before 9"},
      {"Resize", 10, 10, upsample, "asymmetric, rounded down"},
      {"Resize", 11, newest, resize, "of constant scales or sizes; along dynamic sizes whole multiples"},
      {"RoiAlign", 10, newest, roiAlign, "averages of a fixed number of samples"},
      {"GridSample", 16, newest, gridSample, "of static images"},
      {"AffineGrid", 20, newest, affineGrid, "of a constant size"},
  };
  return rules;
}

} // namespace dlc::importer

// Images that are sampled at the places of a grid, and grids of affine maps: types and decompositions.
#include "NN/NNInference.h"
#include "NN/NNSampler.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

LogicalResult GridSampleOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) {
    return emitOptionalError(location, "'", getOperationName(), "' op ", message...);
  };
  SizedTensorType input = tensorOf(adaptor.getInput()), grid = tensorOf(adaptor.getGrid());
  if (!input || !grid)
    return fail("requires ranked tensors");
  ArrayRef<int64_t> image = input.getShape(), places = grid.getShape();
  // C1
  if (image.size() < 3 || image.size() > 5 || image.size() != places.size() || image[0] != places[0] ||
      input.getElementType() != grid.getElementType())
    return fail(
        "input and grid must have one rank from 3 to 5, one first size and one element type: input is ",
        input, ", grid is ", grid);
  // C2
  if (hasSymbolic(image.drop_front(2)) || llvm::is_contained(image.drop_front(2), 0))
    return fail("spatial sizes of the input must be static and not 0, got shape ", shapeText(image));
  // C3
  const auto spatial = static_cast<int64_t>(image.size()) - 2;
  if (places.back() != spatial)
    return fail("rows of the grid must have an entry for each spatial dimension: input has ", spatial,
                ", grid has shape ", shapeText(places));
  SmallVector<int64_t> shape{image[0], image[1]};
  llvm::append_range(shape, places.drop_front().drop_back());
  types.push_back(input.clone(shape));
  return success();
}

Values GridSampleOp::decompose(Composer &compose) {
  Sampler sampler(compose, getInput(), getPaddingMode(), getAlignCorners());
  ArrayRef<int64_t> shape = tensorOf(getGrid()).getShape();
  const int64_t spatial = shape.back(), last = static_cast<int64_t>(shape.size()) - 1;
  Values places;
  // The last coordinate of the grid is that of the first spatial dimension.
  for (int64_t d = 0; d < spatial; ++d) {
    Value column = compose.slice(getGrid(), last, spatial - 1 - d, spatial - d);
    places.push_back(sampler.denormalized(compose.reshape(column, shape.drop_back()), d));
  }
  SmallVector<int64_t> perm{0, last};
  llvm::append_range(perm, llvm::seq<int64_t>(1, last));
  return {compose.transpose(sampler.sample(places, getMode()), perm)};
}

LogicalResult AffineGridOp::verify() {
  SizedTensorType theta = tensorOf(getTheta()), grid = tensorOf(getResult());
  const int64_t spatial = grid.getRank() - 2;
  ArrayRef<int64_t> shape = grid.getShape();
  // C1
  if (spatial < 2 || spatial > 3 || shape.back() != spatial ||
      theta.getShape() != ArrayRef<int64_t>({shape.front(), spatial, spatial + 1}) ||
      theta.getElementType() != grid.getElementType())
    return emitOpError("theta [N, 2, 3] makes grids [N, rows, columns, 2], theta [N, 3, 4] grids [N, planes, "
                       "rows, columns, 3] of its element type: theta is ")
           << theta << ", grid is " << grid;
  // C2
  if (hasSymbolic(shape.drop_front()))
    return emitOpError("spatial sizes of the grid must be static, got shape ") << shapeText(shape);
  return success();
}

// Coordinate d of a place is Σ theta[d, i] · (coordinate i of the element) + theta[d, last]. Each coordinate
// of an element depends on one index, so that the sum broadcasts.
Values AffineGridOp::decompose(Composer &compose) {
  SizedTensorType type = tensorOf(getResult());
  const int64_t spatial = type.getRank() - 2;
  SmallVector<int64_t> row(type.getRank(), 1);
  row.front() = type.getDimSize(0), row.back() = spatial;
  auto column = [&](int64_t i) { return compose.reshape(compose.slice(getTheta(), 2, i, i + 1), row); };
  Value sum = column(spatial);
  for (int64_t i = 0; i < spatial; ++i) {
    // The first coordinate of the grid is that of the last dimension.
    const int64_t dimension = spatial - i, size = type.getDimSize(dimension);
    const auto n = static_cast<double>(size);
    Value at = compose.range(size, type.getElementType());
    at = getAlignCorners() ? compose.sub(compose.mul(at, size == 1 ? 0 : 2 / (n - 1)), size == 1 ? 0 : 1)
                           : compose.sub(compose.div(compose.add(compose.mul(at, 2), 1), n), 1);
    SmallVector<int64_t> line(type.getRank(), 1);
    line[dimension] = size;
    sum = compose.add(sum, compose.mul(column(i), compose.reshape(at, line)));
  }
  return {compose.expand(sum, type)};
}

// Ops whose places are data, and those made of their indices: shape inference, verifiers and decompositions.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"
#include "NN/NNWholeNumbers.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

static IntegerType indexType(MLIRContext *context) { return IntegerType::get(context, 64); }

static LogicalResult inferRead(ArrayRef<int64_t> shape, Type element, SmallVectorImpl<Type> &types) {
  types.push_back(SizedTensorType::get(shape, element));
  return success();
}

template <typename Op> static int64_t axisAttribute(typename Op::Adaptor &adaptor) {
  IntegerAttr attribute = attributeOf(adaptor, adaptor.getProperties().axis, "axis");
  return attribute ? attribute.getInt() : 0;
}

//===-- gather --------------------------------------------------------------------------------------===//

LogicalResult GatherOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  SizedTensorType data = tensorOf(adaptor.getData()), indices = tensorOf(adaptor.getIndices());
  // C1
  FailureOr<int64_t> axis =
      checkedAxis(location, getOperationName(), axisAttribute<GatherOp>(adaptor), data.getRank(), "data");
  if (failed(axis))
    return failure();
  SmallVector<int64_t> shape(data.getShape().take_front(*axis));
  llvm::append_range(shape, indices.getShape());
  llvm::append_range(shape, data.getShape().drop_front(*axis + 1));
  // C2
  return inferRead(shape, data.getElementType(), types);
}

// C2 and C3 of the ops on elements: where the shapes of data and indices must be the same.
static LogicalResult checkElements(std::optional<Location> location, StringRef op, int64_t axis,
                                   SizedTensorType data, SizedTensorType indices) {
  bool fits = indices.getRank() == data.getRank();
  for (int64_t i = 0; fits && i < data.getRank(); ++i)
    fits = i == axis || indices.getDimSize(i) == data.getDimSize(i);
  if (fits)
    return success();
  return emitOptionalError(location, "'", op, "' op indices must have the data's shape but for axis ", axis,
                           ": data have shape ", shapeText(data.getShape()), ", indices have ",
                           shapeText(indices.getShape()));
}

LogicalResult GatherElementsOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                                 Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SizedTensorType data = tensorOf(adaptor.getData()), indices = tensorOf(adaptor.getIndices());
  // C1
  FailureOr<int64_t> axis = checkedAxis(location, getOperationName(),
                                        axisAttribute<GatherElementsOp>(adaptor), data.getRank(), "data");
  // C2
  if (failed(axis) || failed(checkElements(location, getOperationName(), *axis, data, indices)))
    return failure();
  return inferRead(indices.getShape(), data.getElementType(), types);
}

// The shape of the slices that gather_nd reads; its constraints C1 to C3.
static FailureOr<SmallVector<int64_t>> slicesShape(std::optional<Location> location, StringRef op,
                                                   int64_t common, SizedTensorType data,
                                                   SizedTensorType indices) {
  auto fail = [&](StringRef what) -> LogicalResult {
    return emitOptionalError(location, "'", op, "' op ", what, ": batch_dims is ", common,
                             ", data have shape ", shapeText(data.getShape()), ", indices have ",
                             shapeText(indices.getShape()));
  };
  // C1
  if (common < 0 || common >= data.getRank() || common >= indices.getRank())
    return fail("both operands must have more dimensions than batch_dims");
  // C2
  int64_t row = indices.getShape().back();
  if (isSymbolic(row) || row < 1 || row > data.getRank() - common)
    return fail("rows of the indices must have 1 to as many entries as there are dimensions to index");
  // C3
  if (data.getShape().take_front(common) != indices.getShape().take_front(common))
    return fail("common dimensions differ");
  SmallVector<int64_t> shape(indices.getShape().drop_back());
  llvm::append_range(shape, data.getShape().drop_front(common + row));
  return shape;
}

LogicalResult GatherNDOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  SizedTensorType data = tensorOf(adaptor.getData()), indices = tensorOf(adaptor.getIndices());
  IntegerAttr attribute = attributeOf(adaptor, adaptor.getProperties().batch_dims, "batch_dims");
  FailureOr<SmallVector<int64_t>> shape =
      slicesShape(location, getOperationName(), attribute ? attribute.getInt() : 0, data, indices);
  // C4
  return failed(shape) ? failure() : inferRead(*shape, data.getElementType(), types);
}

//===-- scatter -------------------------------------------------------------------------------------===//

// C1 of both.
template <typename Op> static LogicalResult verifyUpdates(Op op) {
  Type data = tensorOf(op.getData()).getElementType(), updates = tensorOf(op.getUpdates()).getElementType();
  if (data != updates)
    return op.emitOpError("element types differ: data have ") << data << ", updates have " << updates;
  return success();
}

LogicalResult ScatterElementsOp::verify() {
  // C1
  if (failed(verifyUpdates(*this)))
    return failure();
  SizedTensorType data = tensorOf(getData()), indices = tensorOf(getIndices()),
                  updates = tensorOf(getUpdates());
  // C2
  FailureOr<int64_t> axis =
      checkedAxis(getLoc(), getOperationName(), static_cast<int64_t>(getAxis()), data.getRank(), "data");
  // C3
  if (failed(axis) || failed(checkElements(getLoc(), getOperationName(), *axis, data, indices)))
    return failure();
  if (updates.getShape() != indices.getShape())
    return emitOpError("there must be an update for each index: indices have shape ")
           << shapeText(indices.getShape()) << ", updates have " << shapeText(updates.getShape());
  return success();
}

LogicalResult ScatterNDOp::verify() {
  // C1
  if (failed(verifyUpdates(*this)))
    return failure();
  // C2
  FailureOr<SmallVector<int64_t>> shape =
      slicesShape(getLoc(), getOperationName(), static_cast<int64_t>(getBatchDims()), tensorOf(getData()),
                  tensorOf(getIndices()));
  if (failed(shape))
    return failure();
  if (tensorOf(getUpdates()).getShape() != ArrayRef<int64_t>(*shape))
    return emitOpError("updates must have the shape of the slices that the indices name: updates have shape ")
           << shapeText(tensorOf(getUpdates()).getShape()) << ", slices have " << shapeText(*shape);
  return success();
}

//===-- embedding, one_hot --------------------------------------------------------------------------===//

LogicalResult EmbeddingOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  SizedTensorType table = tensorOf(adaptor.getTable()), indices = tensorOf(adaptor.getIndices());
  // C1
  if (table.getRank() != 2)
    return emitOptionalError(location, "'nn.embedding' op table must have rank 2, got shape ",
                             shapeText(table.getShape()));
  // C2
  IntegerAttr padding = attributeOf(adaptor, adaptor.getProperties().padding_idx, "padding_idx");
  if (padding && (padding.getInt() < 0 || padding.getInt() >= table.getDimSize(0)))
    return emitOptionalError(location, "'nn.embedding' op padding_idx must be a row of the table: it is ",
                             padding.getInt(), ", the table has shape ", shapeText(table.getShape()));
  SmallVector<int64_t> shape(indices.getShape());
  shape.push_back(table.getDimSize(1));
  return inferRead(shape, table.getElementType(), types);
}

Values EmbeddingOp::decompose(Composer &compose) {
  return {compose.make<GatherOp>(getTable(), getIndices(), compose.builder.getI64IntegerAttr(0))};
}

LogicalResult OneHotOp::verify() {
  SmallVector<int64_t> result(tensorOf(getResult()).getShape());
  // C1
  FailureOr<int64_t> axis = checkedAxis(getLoc(), getOperationName(), static_cast<int64_t>(getAxis()),
                                        static_cast<int64_t>(result.size()), "the result");
  if (failed(axis))
    return failure();
  // C2
  int64_t classes = result[*axis];
  result.erase(result.begin() + *axis);
  ArrayRef<int64_t> labels = tensorOf(getLabels()).getShape();
  if (ArrayRef<int64_t>(result) != labels || isSymbolic(classes))
    return emitOpError("result must have the labels' shape and one static dimension more: labels have shape ")
           << shapeText(labels) << ", result has " << shapeText(tensorOf(getResult()).getShape());
  return success();
}

//===-- non_zero ------------------------------------------------------------------------------------===//

LogicalResult NonZeroOp::verify() {
  SizedTensorType input = tensorOf(getInput()), indices = tensorOf(getIndices());
  // C1
  if (input.getRank() == 0 || !input.hasStaticShape())
    return emitOpError("input must have rank 1 or more and static sizes, got shape ")
           << shapeText(input.getShape());
  // C2
  if (indices.getRank() != 2 || !indices.hasStaticShape() || indices.getDimSize(1) != input.getRank() ||
      tensorOf(getCount()).getRank() != 0)
    return emitOpError(
               "indices must have shape [bound, rank of the input], the count rank 0: input has shape ")
           << shapeText(input.getShape()) << ", indices have " << shapeText(indices.getShape())
           << ", the count has " << shapeText(tensorOf(getCount()).getShape());
  return success();
}

// Each such element writes its number, in row-major order, at the place that tells how many came before it.
// Places without one hold the number of elements: the first entry of that row is out of range.
Values NonZeroOp::decompose(Composer &compose) {
  SizedTensorType input = tensorOf(getInput()), indices = tensorOf(getIndices());
  Builder &b = compose.builder;
  Type i64 = b.getI64Type();
  int64_t size = input.getNumElements(), bound = indices.getDimSize(0);
  Value flat = compose.reshape(getInput(), size);
  Value isFound = input.getElementType().isInteger(1) ? flat : compose.compare(ComparePredicate::ne, flat, 0);
  Value found = compose.cast(isFound, i64);
  Value before =
      compose.make<CumsumOp>(found.getType(), found, b.getI64IntegerAttr(0), b.getUnitAttr(), UnitAttr());
  Value places = compose.where(isFound, before, static_cast<double>(bound));
  auto rows = SizedTensorType::get({bound}, i64);
  Value numbers = compose.make<ScatterElementsOp>(
      rows, compose.filled(static_cast<double>(size), rows), places, compose.range(size, i64),
      b.getI64IntegerAttr(0), ScatterReductionAttr::get(getContext(), ScatterReduction::none));
  Values entries(input.getRank());
  for (int64_t i = input.getRank() - 1; i >= 0; --i) {
    double extent = static_cast<double>(std::max<int64_t>(input.getDimSize(i), 1));
    Value rest = compose.div(numbers, extent);
    Value entry = i == 0 ? numbers : compose.sub(numbers, compose.mul(rest, extent));
    entries[i] = compose.reshape(entry, {bound, 1});
    numbers = rest;
  }
  Value count = compose.reduce<ReduceSumOp>(found, std::nullopt);
  return {compose.cast(compose.concat(entries, 1), indices.getElementType()),
          compose.cast(count, getElementTypeOrSelf(getCount()))};
}

//===-- range, eye, trilu ---------------------------------------------------------------------------===//

LogicalResult RangeOp::verify() {
  SizedTensorType type = tensorOf(getResult());
  // C1
  if (type.getRank() != 1)
    return emitOpError("result must have rank 1, got shape ") << shapeText(type.getShape());
  // C2
  Type element = type.getElementType(), i64 = indexType(getContext());
  double start = getStart().convertToDouble(), delta = getDelta().convertToDouble();
  double last = type.hasStaticShape()
                    ? start + delta * static_cast<double>(std::max<int64_t>(0, type.getDimSize(0) - 1))
                    : start;
  // A step may go down where elements are unsigned.
  for (auto [name, number, as] : {std::tuple("start", start, element), std::tuple("delta", delta, i64),
                                  std::tuple("the last element", last, element)})
    if (std::string fault = isa<FloatType>(element) ? "" : wholeNumberFault(number, as); !fault.empty())
      return emitOpError() << name << " " << fault;
  return success();
}

// Where column - row is `k` (eq), at least `k` (ge), … in a matrix of this type.
static Value diagonals(Composer &compose, ComparePredicate predicate, SizedTensorType matrix, int64_t k) {
  Type i64 = indexType(matrix.getContext());
  int64_t rank = matrix.getRank(), rows = matrix.getDimSize(rank - 2);
  Value row = compose.reshape(compose.range(rows, i64), {rows, 1});
  Value column = compose.range(matrix.getDimSize(rank - 1), i64);
  return compose.compare(predicate, compose.sub(column, row), static_cast<double>(k));
}

LogicalResult EyeOp::verify() {
  // C1
  if (tensorOf(getResult()).getRank() != 2)
    return emitOpError("result must have rank 2, got shape ") << shapeText(tensorOf(getResult()).getShape());
  return success();
}

Values EyeOp::decompose(Composer &compose) {
  SizedTensorType type = tensorOf(getResult());
  Value isOne = diagonals(compose, ComparePredicate::eq, type, static_cast<int64_t>(getK()));
  return {compose.cast(isOne, type.getElementType())};
}

LogicalResult TriluOp::verify() {
  // C1
  if (tensorOf(getInput()).getRank() < 2)
    return emitOpError("input must have rank 2 or more, got shape ")
           << shapeText(tensorOf(getInput()).getShape());
  return success();
}

Values TriluOp::decompose(Composer &compose) {
  ComparePredicate kept = getUpper() ? ComparePredicate::ge : ComparePredicate::le;
  Value isKept = diagonals(compose, kept, tensorOf(getInput()), static_cast<int64_t>(getK()));
  return {compose.where(isKept, getInput(), 0)};
}

// Pooling: one function infers the output of all that slides, and verifies the adjoint; decompositions of
// means and norms.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

#include "llvm/Support/CheckedArithmetic.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

template <typename Adaptor> static Sliding slidingOf(Adaptor &adaptor) {
  Sliding result = Sliding::of(adaptor).withCeilMode(adaptor);
  if constexpr (requires { adaptor.getProperties().auto_pad; })
    return result.withAutoPad(adaptor);
  return result;
}

static ArrayRef<int64_t> spatial(Value value) { return tensorOf(value).getShape().drop_front(2); }

template <typename Op> static Window windowOf(Op op) {
  typename Op::Adaptor adaptor(op);
  return *inferWindow(spatial(op.getInput()), op.getKernelShape(), slidingOf(adaptor),
                      [](const Twine &) -> LogicalResult { return failure(); });
}
Window MaxPoolOp::getWindow() { return windowOf(*this); }
Window MaxPoolIndicesOp::getWindow() { return windowOf(*this); }
Window MaxPoolBackwardOp::getWindow() { return windowOf(*this); }
Window AveragePoolOp::getWindow() { return windowOf(*this); }
Window LpPoolOp::getWindow() { return windowOf(*this); }

// C1–C3 of nn.max_pool, in the name of `op`.
template <typename Adaptor>
static FailureOr<SizedTensorType> inferPool(std::optional<Location> location, StringRef op,
                                            Adaptor &adaptor) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'", op, "' op ", message...); };
  SizedTensorType input = tensorOf(adaptor.getInput());
  // C1
  if (!input)
    return fail("input must be a ranked tensor");
  ArrayRef<int64_t> in = input.getShape();
  if (in.size() < 3 || in.size() > 5)
    return fail("input must have rank 3, 4 or 5, got shape ", shapeText(in));
  if (isSymbolic(in[1]))
    return fail("channels cannot be dynamic: input has shape ", shapeText(in));
  // C2
  DenseI64ArrayAttr kernel = attributeOf(adaptor, adaptor.getProperties().kernel_shape, "kernel_shape");
  if (!kernel)
    return fail("requires attribute 'kernel_shape'");
  size_t rank = in.size() - 2;
  if (kernel.size() != static_cast<int64_t>(rank) ||
      !llvm::all_of(kernel.asArrayRef(), [](int64_t size) { return size > 0; }))
    return fail("kernel_shape must be ", rank, " positive number", rank == 1 ? "" : "s", ", got ",
                shapeText(kernel));
  Sliding attributes = slidingOf(adaptor);
  auto report = [&](const Twine &message) -> LogicalResult { return fail(message); };
  FailureOr<Window> given = inferAttributes(kernel, attributes, report);
  if (failed(given))
    return failure();
  for (size_t i = 0; i < 2 * rank; ++i) {
    std::optional<int64_t> reach = llvm::checkedMul(given->dilations[i % rank], kernel[i % rank] - 1);
    if (reach && given->pads()[i] > *reach)
      return fail("pads must be smaller than the window: pads are ", shapeText(given->pads()),
                  ", kernel_shape is ", shapeText(kernel), ", dilations are ", shapeText(given->dilations));
  }
  // C3
  FailureOr<Window> window = inferWindow(in.drop_front(2), kernel, attributes, report);
  if (failed(window))
    return failure();
  SmallVector<int64_t> shape{in[0], in[1]};
  shape.append(window->count);
  if (llvm::is_contained(ArrayRef(shape).drop_front(), 0))
    return fail("output is empty: input has shape ", shapeText(in), ", kernel_shape is ", shapeText(kernel));
  return SizedTensorType::get(shape, input.getElementType());
}

template <typename Op>
static LogicalResult inferPoolOf(std::optional<Location> location, typename Op::Adaptor &adaptor,
                                 SmallVectorImpl<Type> &types) {
  FailureOr<SizedTensorType> result = inferPool(location, Op::getOperationName(), adaptor);
  if (failed(result))
    return failure();
  types.push_back(*result);
  return success();
}

LogicalResult MaxPoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  return inferPoolOf<MaxPoolOp>(location, adaptor, types);
}
LogicalResult MaxPoolIndicesOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                                 Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (failed(inferPoolOf<MaxPoolIndicesOp>(location, adaptor, types)))
    return failure();
  types.back() = cast<SizedTensorType>(types.back()).clone(IntegerType::get(context, 64));
  return success();
}
LogicalResult AveragePoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                              Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (failed(inferPoolOf<AveragePoolOp>(location, adaptor, types)))
    return failure();
  // C4
  bool countsPads = !!attributeOf(adaptor, adaptor.getProperties().count_include_pad, "count_include_pad");
  Window window = *inferWindow(spatial(adaptor.getInput()),
                               attributeOf(adaptor, adaptor.getProperties().kernel_shape, "kernel_shape"),
                               slidingOf(adaptor), [](const Twine &) -> LogicalResult { return failure(); });
  for (auto [d, size] : llvm::enumerate(spatial(adaptor.getInput())))
    if (isSymbolic(size) && !countsPads && (window.before[d] || window.after[d]))
      return emitOptionalError(
          location, "'nn.average_pool' op along a dynamic size counts its pads or has none: input has shape ",
          shapeText(tensorOf(adaptor.getInput()).getShape()), ", pads are ", shapeText(window.pads()),
          "; say count_include_pad");
  return success();
}
LogicalResult LpPoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  return inferPoolOf<LpPoolOp>(location, adaptor, types);
}

LogicalResult MaxPoolBackwardOp::verify() {
  Adaptor adaptor(*this);
  FailureOr<SizedTensorType> output = inferPool(getLoc(), getOperationName(), adaptor);
  if (failed(output))
    return failure();
  // C1
  if (*output != getGrad().getType())
    return emitOpError("max_pool of ")
           << getInput().getType() << " gives " << *output << ", but grad has " << getGrad().getType();
  return success();
}

//===-- Means and norms over windows ----------------------------------------------------------------===//

// The sum over each window times `factor`: a convolution of each channel alone, whose weights are the factor.
static Value sumOverWindows(Value input, const Window &window, double factor, Composer &compose) {
  SizedTensorType type = tensorOf(input);
  SmallVector<int64_t> shape{type.getDimSize(1), 1};
  llvm::append_range(shape, window.kernel);
  OpBuilder &b = compose.builder;
  Value weight = compose.filled(factor, SizedTensorType::get(shape, type.getElementType()));
  return compose.make<ConvOp>(input, weight, Value(), b.getDenseI64ArrayAttr(window.strides),
                              b.getDenseI64ArrayAttr(window.pads()), b.getDenseI64ArrayAttr(window.dilations),
                              b.getI64IntegerAttr(type.getDimSize(1)), AutoPadAttr());
}

// How many elements each position along a dimension counts: those of the input, and of the pads that were
// asked for.
static SmallVector<int64_t> countedElements(const Window &window, int64_t d, int64_t size, bool withPads) {
  if (isSymbolic(size)) // a window that lacks elements is refused (C4)
    return {window.kernel[d]};
  int64_t low = withPads ? -window.before[d] : 0,
          high = withPads ? size + window.after[d] - window.excess[d] : size;
  SmallVector<int64_t> counts;
  for (int64_t position = 0; position < window.count[d]; ++position) {
    int64_t count = 0;
    for (int64_t k = 0; k < window.kernel[d]; ++k) {
      int64_t place = position * window.strides[d] - window.before[d] + k * window.dilations[d];
      count += place >= low && place < high;
    }
    counts.push_back(count);
  }
  return counts;
}

Values AveragePoolOp::decompose(Composer &compose) {
  Window window = getWindow();
  ArrayRef<int64_t> sizes = spatial(getInput());
  Type element = getElementTypeOrSelf(getInput());
  int64_t full = *elementCount(window.kernel);
  bool isEven = true;
  SmallVector<double> shares{1};
  for (int64_t d = 0; d < window.rank(); ++d) {
    SmallVector<double> next;
    SmallVector<int64_t> counts = countedElements(window, d, sizes[d], getCountIncludePad());
    isEven &= llvm::all_of(counts, [&](int64_t count) { return count == window.kernel[d]; });
    for (double share : shares)
      for (int64_t count : counts)
        next.push_back(count ? share / static_cast<double>(count) : 0);
    shares = std::move(next);
  }
  if (isEven)
    return {sumOverWindows(getInput(), window, 1.0 / static_cast<double>(full), compose)};
  Value sum = sumOverWindows(getInput(), window, 1, compose);
  auto elements =
      llvm::map_to_vector(shares, [&](double share) -> Attribute { return FloatAttr::get(element, share); });
  // Along a dynamic size all windows count alike.
  auto shape =
      llvm::map_to_vector(window.count, [](int64_t size) { return isSymbolic(size) ? int64_t(1) : size; });
  auto type = SizedTensorType::get(shape, element);
  return {compose.mul(sum, compose.make<ConstantOp>(type, DenseElementsAttr::get(type, elements)))};
}

// |x|^p.
static Value power(Value x, int64_t p, Composer &compose) {
  if (p == 1)
    return compose.unary<AbsOp>(x);
  if (p == 2)
    return compose.mul(x, x);
  return compose.make<PowOp>(compose.unary<AbsOp>(x), compose.scalar(static_cast<double>(p), x));
}

// The p-th root of a sum of powers. Where that is 0 nothing reaches the root, whose derivative is infinite
// there.
static Value root(Value sum, int64_t p, Composer &compose) {
  if (p == 1)
    return sum;
  Value isZero = compose.compare(ComparePredicate::eq, sum, 0);
  Value positive = compose.where(isZero, 1, sum);
  Value root = p == 2 ? compose.unary<SqrtOp>(positive)
                      : compose.make<PowOp>(positive, compose.scalar(1.0 / static_cast<double>(p), positive));
  return compose.where(isZero, 0, root);
}

Values LpPoolOp::decompose(Composer &compose) {
  int64_t p = static_cast<int64_t>(getP());
  return {root(sumOverWindows(power(getInput(), p, compose), getWindow(), 1, compose), p, compose)};
}

template <typename Op> static LogicalResult verifyP(Op op) {
  int64_t p = static_cast<int64_t>(op.getP());
  if (p < 1)
    return op.emitOpError("p must be at least 1, got ") << p;
  return success();
}
LogicalResult LpPoolOp::verify() { return verifyP(*this); }       // C4
LogicalResult GlobalLpPoolOp::verify() { return verifyP(*this); } // C2

//===-- Over all that is spatial --------------------------------------------------------------------===//

template <typename Op>
static LogicalResult inferGlobal(std::optional<Location> location, typename Op::Adaptor &adaptor,
                                 SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput());
  // C1
  if (!input || input.getRank() < 3)
    return emitOptionalError(location, "'", Op::getOperationName(),
                             "' op input must have rank 3 or more, got ", adaptor.getInput().getType());
  SmallVector<int64_t> shape(input.getRank(), 1);
  shape[0] = input.getDimSize(0);
  shape[1] = input.getDimSize(1);
  types.push_back(input.clone(shape));
  return success();
}
LogicalResult GlobalAveragePoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                                    Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferGlobal<GlobalAveragePoolOp>(location, adaptor, types);
}
LogicalResult GlobalMaxPoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                                Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferGlobal<GlobalMaxPoolOp>(location, adaptor, types);
}
LogicalResult GlobalLpPoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferGlobal<GlobalLpPoolOp>(location, adaptor, types);
}

static SmallVector<int64_t> spatialAxes(Value input) {
  return llvm::to_vector(llvm::seq<int64_t>(2, tensorOf(input).getRank()));
}

Values GlobalAveragePoolOp::decompose(Composer &compose) {
  return {compose.reduceMean(getInput(), spatialAxes(getInput()), /*keepdims=*/true)};
}
Values GlobalMaxPoolOp::decompose(Composer &compose) {
  return {compose.reduce<ReduceMaxOp>(getInput(), ArrayRef<int64_t>(spatialAxes(getInput())),
                                      /*keepdims=*/true)};
}
Values GlobalLpPoolOp::decompose(Composer &compose) {
  int64_t p = static_cast<int64_t>(getP());
  Value powers = power(getInput(), p, compose);
  return {root(compose.reduceSum(powers, spatialAxes(powers), /*keepdims=*/true), p, compose)};
}

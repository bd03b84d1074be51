// dlc::Function, the ops that reduce, reshape, and read and write at places that are data, in the order of
// the header.
#include "API/BuilderImpl.h"

using namespace mlir;

namespace dlc {

//===-- Reductions ----------------------------------------------------------------------------------===//

Value Function::Impl::reduce(StringRef op, Value x, const std::vector<std::int64_t> &axes,
                             bool keepDimensions) {
  SmallVector<NamedAttribute> attributes;
  if (!axes.empty())
    attributes.push_back(integers("axes", axes));
  if (keepDimensions)
    attributes.push_back(unit("keepdims"));
  return value(op, unwrap(x), attributes);
}

#define DLC_REDUCE(NAME, OP)                                                                                 \
  Value Function::NAME(Value x, const std::vector<std::int64_t> &axes, bool keepDimensions) {                \
    return impl->reduce(OP, x, axes, keepDimensions);                                                        \
  }
DLC_REDUCE(reduceSum, "reduce_sum")
DLC_REDUCE(reduceMean, "reduce_mean")
DLC_REDUCE(reduceMax, "reduce_max")
DLC_REDUCE(reduceMin, "reduce_min")
DLC_REDUCE(reduceProd, "reduce_prod")
DLC_REDUCE(reduceL1, "reduce_l1")
DLC_REDUCE(reduceL2, "reduce_l2")
DLC_REDUCE(reduceLogSum, "reduce_log_sum")
DLC_REDUCE(reduceLogSumExp, "reduce_log_sum_exp")
DLC_REDUCE(reduceSumSquare, "reduce_sum_square")
#undef DLC_REDUCE

Value Function::size(Value x, const std::vector<std::int64_t> &axes, DType dtype) {
  SmallVector<NamedAttribute> attributes;
  if (!axes.empty())
    attributes.push_back(impl->integers("axes", axes));
  return impl->value("size", impl->unwrap(x), attributes, impl->tensorType(dtype, {}));
}

Value Function::argMax(Value x, std::int64_t axis) {
  return impl->value("arg_max", impl->unwrap(x), impl->integer("axis", axis));
}
Value Function::argMin(Value x, std::int64_t axis) {
  return impl->value("arg_min", impl->unwrap(x), impl->integer("axis", axis));
}

Value Function::histogram(Value x, Value low, Value high, std::int64_t bins) {
  return impl->value("histogram", {impl->unwrap(x), impl->unwrap(low), impl->unwrap(high)}, {},
                     impl->tensorType(DType::i64, {bins}));
}

//===-- Along one axis ------------------------------------------------------------------------------===//

Value Function::cumsum(Value x, std::int64_t axis, const CumsumOptions &options) {
  SmallVector<NamedAttribute> attributes{impl->integer("axis", axis)};
  if (options.exclusive)
    attributes.push_back(impl->unit("exclusive"));
  if (options.reverse)
    attributes.push_back(impl->unit("reverse"));
  return impl->value("cumsum", impl->unwrap(x), attributes);
}

std::pair<Value, Value> Function::sort(Value x, std::int64_t axis, bool descending) {
  SmallVector<NamedAttribute> attributes{impl->integer("axis", axis)};
  if (descending)
    attributes.push_back(impl->unit("descending"));
  Operation *op = impl->emit("nn.sort", impl->unwrap(x), attributes);
  return {impl->wrapNamed(op, 0, "sorted"), impl->wrapNamed(op, 1, "indices")};
}

std::pair<Value, Value> Function::topK(Value x, std::int64_t k, std::int64_t axis, bool smallest) {
  SmallVector<NamedAttribute> attributes{impl->integer("k", k), impl->integer("axis", axis)};
  if (smallest)
    attributes.push_back(impl->unit("smallest"));
  Operation *op = impl->emit("nn.top_k", impl->unwrap(x), attributes);
  return {impl->wrapNamed(op, 0, "top"), impl->wrapNamed(op, 1, "indices")};
}

//===-- Shapes --------------------------------------------------------------------------------------===//

Value Function::reshape(Value x, Shape shape) {
  return impl->value("reshape", impl->unwrap(x), {}, impl->tensorType(x.dtype(), shape));
}

Value Function::flatten(Value x, std::int64_t axis) {
  return impl->value("flatten", impl->unwrap(x), impl->integer("axis", axis));
}

#define DLC_WITH_INTEGERS(NAME, ATTRIBUTE)                                                                   \
  Value Function::NAME(Value x, const std::vector<std::int64_t> &numbers) {                                  \
    return impl->value(#NAME, impl->unwrap(x), impl->integers(ATTRIBUTE, numbers));                          \
  }
DLC_WITH_INTEGERS(squeeze, "axes")
DLC_WITH_INTEGERS(unsqueeze, "axes")
DLC_WITH_INTEGERS(transpose, "perm")
DLC_WITH_INTEGERS(flip, "axes")
DLC_WITH_INTEGERS(tile, "repeats")
#undef DLC_WITH_INTEGERS

Value Function::expand(Value x, Shape shape) {
  return impl->value("expand", impl->unwrap(x), {}, impl->tensorType(x.dtype(), shape));
}

Value Function::concat(const std::vector<Value> &parts, std::int64_t axis) {
  SmallVector<mlir::Value> operands;
  for (Value part : parts)
    operands.push_back(impl->unwrap(part));
  return impl->value("concat", operands, impl->integer("axis", axis));
}

std::vector<Value> Function::split(Value x, const std::vector<std::int64_t> &sizes, std::int64_t axis) {
  Operation *op =
      impl->emit("nn.split", impl->unwrap(x), {impl->integer("axis", axis), impl->integers("split", sizes)});
  std::vector<Value> parts;
  for (unsigned i = 0; i < op->getNumResults(); ++i)
    parts.push_back(impl->wrapNamed(op, i, "part"));
  return parts;
}

Value Function::slice(Value x, std::int64_t axis, std::int64_t start, std::int64_t end, std::int64_t step) {
  SmallVector<NamedAttribute> attributes{impl->integers("starts", start), impl->integers("ends", end),
                                         impl->integers("axes", axis)};
  if (step != 1)
    attributes.push_back(impl->integers("steps", step));
  return impl->value("slice", impl->unwrap(x), attributes);
}

Value Function::pad(Value x, const std::vector<std::int64_t> &pads, PadMode mode, double value) {
  // The two enums list the modes in one order.
  auto attribute = nn::PadModeAttr::get(&impl->graph->context, static_cast<nn::PadMode>(mode));
  return impl->value(
      "pad", impl->unwrap(x),
      {impl->integers("pads", pads), impl->attribute("mode", attribute), impl->real("value", value)});
}

//===-- Places that are data ------------------------------------------------------------------------===//

Value Function::gather(Value data, Value indices, std::int64_t axis) {
  return impl->value("gather", {impl->unwrap(data), impl->unwrap(indices)}, impl->integer("axis", axis));
}
Value Function::gatherElements(Value data, Value indices, std::int64_t axis) {
  return impl->value("gather_elements", {impl->unwrap(data), impl->unwrap(indices)},
                     impl->integer("axis", axis));
}
Value Function::gatherND(Value data, Value indices, std::int64_t batchDimensions) {
  return impl->value("gather_nd", {impl->unwrap(data), impl->unwrap(indices)},
                     impl->integer("batch_dims", batchDimensions));
}

Value Function::Impl::scatter(StringRef op, Value data, Value indices, Value updates, NamedAttribute where,
                              Scatter reduction) {
  mlir::Value into = unwrap(data);
  // The two enums list the reductions in one order.
  auto how = nn::ScatterReductionAttr::get(&graph->context, static_cast<nn::ScatterReduction>(reduction));
  return value(op, {into, unwrap(indices), unwrap(updates)}, {where, attribute("reduction", how)},
               into.getType());
}
Value Function::scatterElements(Value data, Value indices, Value updates, std::int64_t axis,
                                Scatter reduction) {
  return impl->scatter("scatter_elements", data, indices, updates, impl->integer("axis", axis), reduction);
}
Value Function::scatterND(Value data, Value indices, Value updates, Scatter reduction,
                          std::int64_t batchDimensions) {
  return impl->scatter("scatter_nd", data, indices, updates, impl->integer("batch_dims", batchDimensions),
                       reduction);
}

Value Function::embedding(Value table, Value indices, std::optional<std::int64_t> padding) {
  SmallVector<NamedAttribute> attributes;
  if (padding)
    attributes.push_back(impl->integer("padding_idx", *padding));
  return impl->value("embedding", {impl->unwrap(table), impl->unwrap(indices)}, attributes);
}

Value Function::oneHot(Value labels, std::int64_t classes, std::int64_t axis, DType dtype) {
  Shape shape = labels.shape();
  int64_t rank = static_cast<int64_t>(shape.size()) + 1, place = axis < 0 ? axis + rank : axis;
  shape.insert(shape.begin() + std::clamp<int64_t>(place, 0, rank - 1), classes);
  return impl->value("one_hot", impl->unwrap(labels), impl->integer("axis", axis),
                     impl->tensorType(dtype, shape));
}

std::pair<Value, Value> Function::nonZero(Value x, std::int64_t bound) {
  Type types[] = {impl->tensorType(DType::i64, {bound, static_cast<std::int64_t>(x.shape().size())}),
                  impl->tensorType(DType::i64, {})};
  Operation *op = impl->emit("nn.non_zero", impl->unwrap(x), {}, ArrayRef<Type>(types));
  return {impl->wrapNamed(op, 0, "places"), impl->wrapNamed(op, 1, "count")};
}

Value Function::triu(Value x, std::int64_t k) {
  return impl->value("trilu", impl->unwrap(x), {impl->unit("upper"), impl->integer("k", k)});
}
Value Function::tril(Value x, std::int64_t k) {
  return impl->value("trilu", impl->unwrap(x), impl->integer("k", k));
}

Value Function::range(std::int64_t size, double start, double delta, DType dtype) {
  return impl->value("range", {}, {impl->real("start", start), impl->real("delta", delta)},
                     impl->tensorType(dtype, {size}));
}

Value Function::eye(std::int64_t rows, std::int64_t columns, std::int64_t k, DType dtype) {
  return impl->value("eye", {}, impl->integer("k", k), impl->tensorType(dtype, {rows, columns}));
}

} // namespace dlc

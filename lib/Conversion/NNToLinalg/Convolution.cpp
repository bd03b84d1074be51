// Convolution and its adjoints. All three are one loop nest over (n, g, oc, o…, c, k…), o and k being places
// of the output and of the window, and one product between the same three tensors; they differ only in which
// of them is written.
#include "Conversion/NNToLinalg/Patterns.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
enum Tensor : unsigned { Input, Weight, Output };

/// [.., C, ..] to [.., groups, C / groups, ..].
nn::SizedTensorType splitType(nn::SizedTensorType type, int64_t dimension, int64_t groups) {
  SmallVector<int64_t> shape(type.getShape());
  shape[dimension] /= groups;
  shape.insert(shape.begin() + dimension, groups);
  return type.clone(shape);
}

SmallVector<ReassociationIndices> splitGroups(int64_t dimension, int64_t rank) {
  SmallVector<ReassociationIndices> indices;
  for (int64_t i = 0; i < rank; ++i) {
    if (i < dimension)
      indices.push_back({i});
    else if (i == dimension)
      indices.push_back({i, i + 1});
    else
      indices.push_back({i + 1});
  }
  return indices;
}

struct Convolution {
  Emitter &emit;
  nn::Window window;
  int64_t groups;

  // Weights have the groups in their first dimension, values in the second.
  static int64_t groupDimension(Tensor tensor) { return tensor == Weight ? 0 : 1; }

  Value split(Tensor tensor, Value value) {
    int64_t dimension = groupDimension(tensor);
    return tensor::ExpandShapeOp::create(emit.b, emit.loc, splitType(typeOf(value), dimension, groups), value,
                                         splitGroups(dimension, typeOf(value).getRank()));
  }

  Value join(Tensor tensor, Value value, nn::SizedTensorType type) {
    return tensor::CollapseShapeOp::create(emit.b, emit.loc, type, value,
                                           splitGroups(groupDimension(tensor), type.getRank()));
  }

  /// Multiplies the two tensors other than `written` and adds the products to `start`; the input is padded
  /// already. Written as an output, the input is indexed by o · stride + k · dilation: each product goes
  /// where it belongs and no inserted zero is ever multiplied.
  Value run(Tensor written, Value first, Value second, Value start) {
    MLIRContext *context = emit.b.getContext();
    int64_t spatial = window.rank(), loops = 4 + 2 * spatial;
    auto dimension = [&](int64_t i) { return emit.b.getAffineDimExpr(i); };
    AffineExpr n = dimension(0), g = dimension(1), oc = dimension(2), c = dimension(3 + spatial);
    SmallVector<AffineExpr> input{n, g, c}, weight{g, oc, c}, output{n, g, oc};
    for (int64_t d = 0; d < spatial; ++d) {
      AffineExpr o = dimension(3 + d), k = dimension(4 + spatial + d);
      input.push_back(o * window.strides[d] + k * window.dilations[d]);
      weight.push_back(k);
      output.push_back(o);
    }
    AffineMap maps[] = {AffineMap::get(loops, 0, input, context), AffineMap::get(loops, 0, weight, context),
                        AffineMap::get(loops, 0, output, context)};
    SmallVector<AffineMap> order;
    for (Tensor tensor : {Input, Weight, Output})
      if (tensor != written)
        order.push_back(maps[tensor]);
    order.push_back(maps[written]);
    SmallVector<utils::IteratorType> iterators(loops, reduction);
    for (AffineExpr result : maps[written].getResults())
      if (auto dimension = dyn_cast<AffineDimExpr>(result))
        iterators[dimension.getPosition()] = parallel;
    return emit.generic(
        {first, second}, start, order, iterators, [](OpBuilder &b, Location loc, ValueRange x) -> Values {
          return {arith::AddFOp::create(b, loc, x[2], arith::MulFOp::create(b, loc, x[0], x[1]))};
        })[0];
  }

  Value padded(Value input) {
    return emit.pad(input, window.pads(), number(emit.b, emit.loc, typeOf(input).getElementType(), 0));
  }
};

template <typename Op> Convolution describe(Op op, Emitter &emit) {
  remarkPlainLoops(op, op.getWindow().rank() == 2 ? "no kernel takes its strides and pads"
                                                  : "kernels have windows of two dimensions");
  return {emit, op.getWindow(), static_cast<int64_t>(op.getGroup())};
}
} // namespace

static Values conv(nn::ConvOp op, nn::ConvOp::Adaptor adaptor, Emitter &emit) {
  Convolution convolution = describe(op, emit);
  nn::SizedTensorType type = typeOf(op.getResult());
  nn::SizedTensorType splitResult = splitType(type, 1, convolution.groups);
  Value start;
  if (Value bias = adaptor.getBias()) {
    nn::SizedTensorType perGroup = splitType(typeOf(bias), 0, convolution.groups);
    Value split = tensor::ExpandShapeOp::create(emit.b, emit.loc, perGroup, bias,
                                                SmallVector<ReassociationIndices>{{0, 1}});
    AffineMap channel =
        AffineMap::get(splitResult.getRank(), 0, {emit.b.getAffineDimExpr(1), emit.b.getAffineDimExpr(2)},
                       emit.b.getContext());
    start = emit.elementwise(splitResult, split, channel,
                             [](OpBuilder &, Location, ValueRange x) -> Values { return {x[0]}; });
  } else {
    start = emit.zeros(splitResult);
  }
  Value result = convolution.run(Output, convolution.split(Input, convolution.padded(adaptor.getInput())),
                                 convolution.split(Weight, adaptor.getWeight()), start);
  return {convolution.join(Output, result, type)};
}

static Values backwardData(nn::ConvBackwardDataOp op, nn::ConvBackwardDataOp::Adaptor adaptor,
                           Emitter &emit) {
  Convolution convolution = describe(op, emit);
  nn::SizedTensorType type = typeOf(op.getResult());
  SmallVector<int64_t> pads = convolution.window.pads();
  nn::SizedTensorType whole = paddedType(type, pads);
  Value start = emit.zeros(splitType(whole, 1, convolution.groups));
  Value result = convolution.run(Input, convolution.split(Weight, adaptor.getWeight()),
                                 convolution.split(Output, adaptor.getGrad()), start);
  return {emit.crop(convolution.join(Input, result, whole), type, pads)};
}

static Values backwardWeights(nn::ConvBackwardWeightsOp op, nn::ConvBackwardWeightsOp::Adaptor adaptor,
                              Emitter &emit) {
  Convolution convolution = describe(op, emit);
  nn::SizedTensorType type = typeOf(op.getResult());
  Value start = emit.zeros(splitType(type, 0, convolution.groups));
  Value result = convolution.run(Weight, convolution.split(Input, convolution.padded(adaptor.getInput())),
                                 convolution.split(Output, adaptor.getGrad()), start);
  return {convolution.join(Weight, result, type)};
}

void populateConvolutionPatterns(Patterns &patterns) {
  add<nn::ConvOp>(patterns, conv);
  add<nn::ConvBackwardDataOp>(patterns, backwardData);
  add<nn::ConvBackwardWeightsOp>(patterns, backwardWeights);
}
} // namespace dlc::lowering

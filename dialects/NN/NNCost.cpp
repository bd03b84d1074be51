// The table of costs: a case for each kind of op.
#include "NN/NNCost.h"

#include "NN/NN.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <map>
#include <set>

using namespace mlir;

namespace dlc::nn {
namespace {
// A count that stops at the largest int64 instead of wrapping.
struct Count {
  uint64_t value;
  Count(int64_t value) : value(value) {}
  Count operator*(Count other) const { return capped(llvm::SaturatingMultiply(value, other.value)); }
  Count operator+(Count other) const { return capped(llvm::SaturatingAdd(value, other.value)); }
  static Count capped(uint64_t value) {
    return Count(static_cast<int64_t>(std::min<uint64_t>(value, INT64_MAX)));
  }
};

class Counter {
public:
  Counter(int64_t batch) : batch(batch) {}

  Count elements(Value value) const {
    Count count = 1;
    for (int64_t size : cast<RankedTensorType>(value.getType()).getShape())
      count = count * Count(ShapedType::isDynamic(size) ? batch : size);
    return count;
  }
  Count bytes(Operation *op) const {
    Count count = 0;
    auto add = [&](Value value) {
      // An i1 takes a byte.
      unsigned bits = cast<RankedTensorType>(value.getType()).getElementTypeBitWidth();
      count = count + elements(value) * Count(llvm::divideCeil(bits, 8));
    };
    llvm::for_each(op->getOperands(), add);
    llvm::for_each(op->getResults(), add);
    return count;
  }

  // Multiply-adds of a convolution between an output and its weights: each output element meets the weights
  // of one output channel.
  Count convolution(Value output, Value weight) const {
    ArrayRef<int64_t> shape = cast<RankedTensorType>(weight.getType()).getShape();
    return Count(2) * elements(output) * product(shape.drop_front());
  }
  static Count product(ArrayRef<int64_t> sizes) {
    Count count = 1;
    for (int64_t size : sizes)
      count = count * Count(size);
    return count;
  }
  template <typename Op> Count recurrent(Op op, int64_t gates, int64_t perUnit) const {
    int64_t units = cast<RankedTensorType>(op.getRecurrence().getType()).getDimSize(2);
    int64_t features = cast<RankedTensorType>(op.getInput().getType()).getDimSize(2);
    Count products = Count(2) * Count(gates) * (Count(units) + Count(features));
    return elements(op.getY()) * (products + Count(perUnit));
  }

  // Multiply-adds: each element of the result is a sum over rows or columns of lhs.
  template <typename Op> Count product(Op op) const {
    ArrayRef<int64_t> shape = cast<RankedTensorType>(op.getLhs().getType()).getShape();
    return Count(2) * elements(op.getResult()) * size(shape[shape.size() - (op.getTransposeLhs() ? 2 : 1)]);
  }
  // Of operands from left to right, as they are contracted: each pair's letters are the loops.
  Count products(EinsumOp op) const {
    SmallVector<StringRef> terms = op.getTerms();
    std::map<char, Count> sizes;
    for (auto [term, input] : llvm::zip(terms, op.getInputs()))
      for (auto [letter, extent] : llvm::zip(term, cast<RankedTensorType>(input.getType()).getShape()))
        sizes.emplace(letter, size(extent));
    if (op.getInputs().size() == 1)
      return elements(op.getInputs()[0]);
    Count total = 0;
    std::string left = terms[0].str();
    for (size_t i = 1; i + 1 < terms.size(); ++i) {
      std::set<char> loops(left.begin(), left.end());
      loops.insert(terms[i].begin(), terms[i].end());
      Count pair = 2;
      left.clear();
      for (char letter : loops) {
        pair = pair * sizes.at(letter);
        if (llvm::any_of(ArrayRef(terms).drop_front(i + 1),
                         [&](StringRef term) { return term.contains(letter); }))
          left += letter;
      }
      total = total + pair;
    }
    return total;
  }

  Count size(int64_t extent) const { return ShapedType::isDynamic(extent) ? batch : extent; }

private:
  int64_t batch;
};
} // namespace

static Count flopsOf(Operation *op, const Counter &counter) {
  auto elements = [&](Value value) { return counter.elements(value); };
  return TypeSwitch<Operation *, Count>(op)
      .Case<MatmulOp>([&](MatmulOp matmul) { return counter.product(matmul); })
      .Case<GemmOp>([&](GemmOp gemm) {
        Count scaled = gemm.getAlpha().isExactlyValue(1) ? Count(0) : elements(gemm.getResult());
        Count added = gemm.getAddend() ? elements(gemm.getResult()) : Count(0);
        return counter.product(gemm) + scaled + added;
      })
      .Case<EinsumOp>([&](EinsumOp einsum) { return counter.products(einsum); })
      .Case<OuterOp>([&](OuterOp outer) { return elements(outer.getResult()); })
      .Case<ConvOp>([&](ConvOp conv) {
        Count bias = conv.getBias() ? elements(conv.getResult()) : Count(0);
        return counter.convolution(conv.getResult(), conv.getWeight()) + bias;
      })
      .Case<ConvBackwardDataOp>(
          [&](auto conv) { return counter.convolution(conv.getGrad(), conv.getWeight()); })
      .Case<ConvBackwardWeightsOp>(
          [&](auto conv) { return counter.convolution(conv.getGrad(), conv.getResult()); })
      .Case<ConvTransposeOp>([&](ConvTransposeOp conv) {
        Count bias = conv.getBias() ? elements(conv.getResult()) : Count(0);
        return counter.convolution(conv.getInput(), conv.getWeight()) + bias;
      })
      .Case<Col2ImOp>([&](Col2ImOp op) { return elements(op.getInput()); })
      // Comparisons; backward finds the maximum again and adds to its place.
      .Case<MaxPoolOp, MaxPoolIndicesOp>(
          [&](auto pool) { return elements(pool.getResult()) * Counter::product(pool.getKernelShape()); })
      .Case<MaxPoolBackwardOp>([&](MaxPoolBackwardOp pool) {
        return elements(pool.getGrad()) * (Counter::product(pool.getKernelShape()) + Count(1));
      })
      // Sums and a product; powers, sums and a root.
      .Case<AveragePoolOp>([&](AveragePoolOp pool) {
        return elements(pool.getResult()) * (Counter::product(pool.getKernelShape()) + Count(1));
      })
      .Case<LpPoolOp>([&](LpPoolOp pool) {
        return elements(pool.getInput()) +
               elements(pool.getResult()) * (Counter::product(pool.getKernelShape()) + Count(1));
      })
      .Case<GlobalAveragePoolOp>(
          [&](auto pool) { return elements(pool.getInput()) + elements(pool.getResult()); })
      .Case<GlobalMaxPoolOp>([&](auto pool) { return elements(pool.getInput()); })
      .Case<GlobalLpPoolOp>(
          [&](auto pool) { return Count(2) * elements(pool.getInput()) + elements(pool.getResult()); })
      // A product for each neighbour but the nearest, along each dimension.
      .Case<ResizeOp>([&](ResizeOp resize) {
        int64_t neighbours = resize.getMode() == ResizeMode::nearest  ? 0
                             : resize.getMode() == ResizeMode::linear ? 2
                                                                      : 4;
        auto from = cast<RankedTensorType>(resize.getInput().getType()).getShape(),
             to = cast<RankedTensorType>(resize.getResult().getType()).getShape();
        int64_t lines = llvm::count_if(llvm::zip_equal(from, to),
                                       [](auto sizes) { return std::get<0>(sizes) != std::get<1>(sizes); });
        return Count(2 * neighbours * lines) * elements(resize.getResult());
      })
      // Subtract, multiply, multiply, add; with statistics: a sum, and subtract, square, sum.
      .Case<BatchNormOp>([&](BatchNormOp norm) { return Count(4) * elements(norm.getInput()); })
      .Case<BatchNormTrainingOp>([&](auto norm) { return Count(8) * elements(norm.getInput()); })
      // Two products over all pairs of query and key, and the softmax between them.
      .Case<AttentionOp>([&](AttentionOp attention) {
        auto key = cast<RankedTensorType>(attention.getKey().getType()),
             value = cast<RankedTensorType>(attention.getValue().getType()),
             query = cast<RankedTensorType>(attention.getQuery().getType());
        Count rows =
            counter.size(query.getDimSize(0)) * Count(query.getDimSize(1)) * Count(query.getDimSize(2));
        int64_t perScore = 2 * key.getDimSize(3) + 2 * value.getDimSize(3) + 5;
        return rows * Count(key.getDimSize(2)) * Count(perScore);
      })
      // Four products and two sums for each pair.
      .Case<RotaryEmbeddingOp>([&](RotaryEmbeddingOp op) { return Count(3) * elements(op.getInput()); })
      // A sum, then subtract, square, sum, then multiply, multiply, add.
      .Case<LayerNormOp, GroupNormOp, InstanceNormOp>(
          [&](auto norm) { return Count(8) * elements(norm.getInput()); })
      .Case<RmsNormOp>([&](RmsNormOp norm) { return Count(4) * elements(norm.getInput()); })
      .Case<LpNormalizationOp>([&](auto norm) { return Count(3) * elements(norm.getInput()); })
      // Square, sum over neighbours, scale and shift, power, multiply.
      .Case<LrnOp>([&](LrnOp norm) {
        return elements(norm.getInput()) * (Count(static_cast<int64_t>(norm.getSize())) + Count(5));
      })
      // Maximum, subtract, exp, sum, divide or subtract.
      .Case<SoftmaxOp, LogSoftmaxOp>([&](auto softmax) { return Count(5) * elements(softmax.getInput()); })
      .Case<SoftmaxCrossEntropyLossOp>([&](auto loss) {
        return Count(4) * elements(loss.getLogits()) + Count(3) * elements(loss.getLabels());
      })
      .Case<NegativeLogLikelihoodLossOp>([&](auto loss) { return Count(2) * elements(loss.getLabels()); })
      // The single losses, and their sum.
      .Case<MseLossOp, L1LossOp>([&](auto loss) { return Count(3) * elements(loss.getInput()); })
      .Case<HingeLossOp, KLDivergenceLossOp>([&](auto loss) { return Count(4) * elements(loss.getInput()); })
      .Case<HuberLossOp>([&](auto loss) { return Count(6) * elements(loss.getInput()); })
      .Case<BinaryCrossEntropyLossOp, BinaryCrossEntropyWithLogitsLossOp>(
          [&](auto loss) { return Count(8) * elements(loss.getInput()); })
      // Three products, three sums.
      .Case<CosineSimilarityOp, CosineEmbeddingLossOp>(
          [&](auto loss) { return Count(6) * elements(loss.getLhs()); })
      // The exponentials, and ten operations for each state at each step, twice as many as labels.
      .Case<CtcLossOp>([&](CtcLossOp loss) {
        int64_t steps = cast<RankedTensorType>(loss.getLogProbabilities().getType()).getDimSize(1);
        return elements(loss.getLogProbabilities()) + Count(20) * Count(steps) * elements(loss.getLabels());
      })
      .Case<ReduceSumOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp, ArgMaxOp, ArgMinOp, CumsumOp>(
          [&](auto reduce) { return elements(reduce.getInput()); })
      .Case<ReduceMeanOp, ReduceLogSumOp>(
          [&](auto reduce) { return elements(reduce.getInput()) + elements(reduce.getResult()); })
      .Case<ReduceL1Op, ReduceL2Op, ReduceSumSquareOp>(
          [&](auto reduce) { return Count(2) * elements(reduce.getInput()); })
      // Maximum, subtract, exp, sum.
      .Case<ReduceLogSumExpOp>([&](auto reduce) { return Count(4) * elements(reduce.getInput()); })
      // Comparisons: each element meets about log₂ of the length.
      .Case<SortOp, TopKOp>([&](auto sort) {
        auto type = cast<RankedTensorType>(sort.getInput().getType());
        int64_t axis = sort.getAxis();
        int64_t length = type.getDimSize(axis < 0 ? axis + type.getRank() : axis);
        return elements(sort.getInput()) * Count(llvm::Log2_64_Ceil(std::max<int64_t>(length, 1)));
      })
      .Case<ScatterElementsOp, ScatterNDOp>([&](auto scatter) {
        return scatter.getReduction() == ScatterReduction::none ? Count(0) : elements(scatter.getUpdates());
      })
      // Products with weights, for every step; then additions, products and functions for every unit of a
      // step.
      .Case<RnnOp>([&](RnnOp op) { return counter.recurrent(op, 1, 4); })
      .Case<LstmOp>([&](LstmOp op) { return counter.recurrent(op, 4, 17); })
      .Case<GruOp>([&](GruOp op) { return counter.recurrent(op, 3, 14); })
      // Scale and shift; a normal number is √(-2 log u) · cos before that. Philox itself is integer work.
      .Case<RandomUniformOp>([&](auto draw) { return Count(2) * elements(draw.getResult()); })
      .Case<RandomNormalOp>([&](auto draw) { return Count(7) * elements(draw.getResult()); })
      .Case<BernoulliOp, DropoutMaskOp>([&](auto draw) { return Count(3) * elements(draw.getResult()); })
      // Two logarithms, a sign, a sum, and the search.
      .Case<CategoricalOp>([&](CategoricalOp draw) { return Count(7) * elements(draw.getLogits()); })
      .Case<PermutationOp>([&](PermutationOp draw) {
        int64_t length = cast<RankedTensorType>(draw.getResult().getType()).getDimSize(0);
        return Count(length) * Count(2 + llvm::Log2_64_Ceil(std::max<int64_t>(length, 1)));
      })
      .Case<ElementwiseOp>([&](ElementwiseOp) { return elements(op->getResult(0)); })
      // The rest moves data: transpose, concat, gather, one_hot.
      .Default([](Operation *) { return Count(0); });
}

// What a body costs, once. Values that stay inside it are read and written like any others.
static std::pair<Count, Count> bodyCost(Region &body, int64_t batch) {
  Count flops = 0, bytes = 0;
  for (Operation &op : body.getOps())
    if (std::optional<Cost> cost = costOf(&op, batch)) {
      flops = flops + Count(cost->flops);
      bytes = bytes + Count(cost->bytes);
    }
  return {flops, bytes};
}

// An op with bodies costs what they do, as often as they run; of two branches, the dearer one.
static std::optional<Cost> controlCost(Operation *op, int64_t batch) {
  auto times = [](std::pair<Count, Count> cost, Count count) {
    return Cost{static_cast<int64_t>((cost.first * count).value),
                static_cast<int64_t>((cost.second * count).value)};
  };
  if (auto scan = dyn_cast<ScanOp>(op))
    return times(bodyCost(scan.getBody(), batch), Count(scan.getLength()));
  if (auto loop = dyn_cast<LoopOp>(op))
    return times(bodyCost(loop.getBody(), batch), Count(loop.getBound()));
  if (auto choice = dyn_cast<IfOp>(op)) {
    auto first = times(bodyCost(choice.getThenBranch(), batch), 1);
    auto second = times(bodyCost(choice.getElseBranch(), batch), 1);
    return Cost{std::max(first.flops, second.flops), std::max(first.bytes, second.bytes)};
  }
  return std::nullopt;
}

std::optional<Cost> costOf(Operation *op, int64_t batch) {
  if (!isa_and_present<NNDialect>(op->getDialect()))
    return std::nullopt;
  if (isa<FuncOp, VariableOp, ReturnOp, CallOp, ReadOp, AssignOp, ConstantOp, ReshapeOp, FlattenOp, SqueezeOp,
          UnsqueezeOp, SizeOp, YieldOp>(op))
    return Cost{};
  if (std::optional<Cost> cost = controlCost(op, batch))
    return cost;
  Counter counter(batch);
  return Cost{static_cast<int64_t>(flopsOf(op, counter).value),
              static_cast<int64_t>(counter.bytes(op).value)};
}

} // namespace dlc::nn

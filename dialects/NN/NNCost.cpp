// Costs that take more than an expression (NNCost.td has the others).
#include "NN/NNCost.h"

#include "NN/NN.h"
#include "NN/NNSteps.h"

#include <map>
#include <set>

using namespace mlir;

namespace dlc::nn {

//===-- Counting ------------------------------------------------------------------------------------===//

static SizedTensorType typeOf(Value value) { return cast<SizedTensorType>(value.getType()); }

static Count product(ArrayRef<int64_t> sizes) {
  Count count = 1;
  for (int64_t size : sizes)
    count = count * Count(size);
  return count;
}

Count Counter::size(int64_t extent) const { return assumedSize(extent, batch); }

Count Counter::elements(Value tensor) const {
  Count count = 1;
  for (int64_t extent : typeOf(tensor).getShape())
    count = count * size(extent);
  return count;
}

Count Counter::bytes(Value tensor) const {
  return elements(tensor) * Count(llvm::divideCeil(typeOf(tensor).getElementTypeBitWidth(), 8));
}

Count Counter::bytes(Operation *op) const {
  Count count = 0;
  for (Value operand : op->getOperands())
    count = count + bytes(operand);
  for (Value result : op->getResults())
    count = count + bytes(result);
  return count;
}

// One count at a time: bodies in bodies are then visited once for each, and not twice for each level.
static Count flopsOf(Region &body, const Counter &count) {
  Count flops = 0;
  for (CostOp op : body.getOps<CostOp>())
    flops = flops + op.getFlops(count);
  return flops;
}
static Count bytesOf(Region &body, const Counter &count) {
  Count bytes = 0;
  for (CostOp op : body.getOps<CostOp>())
    bytes = bytes + op.getBytesMoved(count);
  return bytes;
}

Cost Counter::total(Region &body) const { return {flopsOf(body, *this).value, bytesOf(body, *this).value}; }

Cost Counter::callee(Operation *call, FlatSymbolRefAttr name) const {
  auto [known, isNew] = functions.try_emplace(name);
  if (!isNew)
    return known->second;
  Cost cost;
  if (auto function = SymbolTable::lookupNearestSymbolFrom<FuncOp>(call, name))
    cost = total(function.getBody());
  return functions[name] = cost;
}

std::optional<int64_t> sizeBesideBatch(Operation *op) {
  for (TypeRange types : {TypeRange(op->getOperandTypes()), TypeRange(op->getResultTypes())})
    for (Type type : types)
      if (auto tensor = dyn_cast<RankedTensorType>(type))
        for (int64_t size : SizedTensorType(tensor).getShape())
          if (isSymbolic(size) && size != kBatchSize &&
              namesIn(size) != std::vector<std::string>{kBatch.str()})
            return size;
  return std::nullopt;
}

std::optional<Cost> costOf(Operation *op, int64_t batch) {
  auto costed = dyn_cast<CostOp>(op);
  if (!costed)
    return std::nullopt;
  Counter counter(batch);
  return Cost{costed.getFlops(counter).value, costed.getBytesMoved(counter).value};
}

bool isCheapToRecompute(Operation *op) {
  auto costed = dyn_cast<CostOp>(op);
  return costed && costed.isCheapToRecompute();
}

//===-- Contractions --------------------------------------------------------------------------------===//

// Multiply-adds: each element of the result is a sum over rows or columns of lhs.
template <typename Op> static Count multiplyAdds(Op op, const Counter &count) {
  ArrayRef<int64_t> shape = typeOf(op.getLhs()).getShape();
  int64_t contracted = shape[shape.size() - (op.getTransposeLhs() ? 2 : 1)];
  return Count(2) * count.elements(op.getResult()) * count.size(contracted);
}

Count MatmulOp::getFlops(const Counter &count) { return multiplyAdds(*this, count); }

Count GemmOp::getFlops(const Counter &count) {
  Count scaled = getAlpha().isExactlyValue(1) ? Count(0) : count.elements(getResult());
  Count added = getAddend() ? count.elements(getResult()) : Count(0);
  return multiplyAdds(*this, count) + scaled + added;
}

// Operands are contracted from left to right: the letters of a pair are its loops.
Count EinsumOp::getFlops(const Counter &count) {
  SmallVector<StringRef> terms = getTerms();
  std::map<char, Count> sizes;
  for (auto [term, input] : llvm::zip(terms, getInputs()))
    for (auto [letter, extent] : llvm::zip(term, typeOf(input).getShape()))
      sizes.emplace(letter, count.size(extent));
  if (getInputs().size() == 1)
    return count.elements(getInputs()[0]);
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

// Products over all pairs of query and key, so many over the features of each, and what softmax and its
// gradient take in between.
template <typename Op>
static Count ofScores(Op op, int64_t ofKeys, int64_t ofValues, int64_t others, const Counter &count) {
  SizedTensorType query = typeOf(op.getQuery()), key = typeOf(op.getKey()), value = typeOf(op.getValue());
  Count rows = count.size(query.getDimSize(0)) * Count(query.getDimSize(1)) * count.size(query.getDimSize(2));
  int64_t perScore = 2 * ofKeys * key.getDimSize(3) + 2 * ofValues * value.getDimSize(3) + others;
  return rows * count.size(key.getDimSize(2)) * Count(perScore);
}

Count AttentionOp::getFlops(const Counter &count) { return ofScores(*this, 1, 1, 5, count); }
Count AttentionBackwardOp::getFlops(const Counter &count) { return ofScores(*this, 3, 2, 9, count); }

// Products with weights, for every step; then additions, products and functions for every unit of a step.
template <typename Op> static Count recurrent(Op op, int64_t gates, int64_t perUnit, const Counter &count) {
  int64_t units = typeOf(op.getRecurrence()).getDimSize(2), features = typeOf(op.getInput()).getDimSize(2);
  Count products = Count(2) * Count(gates) * (Count(units) + Count(features));
  return count.elements(op.getY()) * (products + Count(perUnit));
}

Count RnnOp::getFlops(const Counter &count) { return recurrent(*this, 1, 4, count); }
Count LstmOp::getFlops(const Counter &count) { return recurrent(*this, 4, 17, count); }
Count GruOp::getFlops(const Counter &count) { return recurrent(*this, 3, 14, count); }

//===-- Windows -------------------------------------------------------------------------------------===//

// Multiply-adds of a convolution between an output and its weights: each output element meets the weights of
// one output channel.
static Count convolution(Value output, Value weight, const Counter &count) {
  return Count(2) * count.elements(output) * product(typeOf(weight).getShape().drop_front());
}

Count ConvOp::getFlops(const Counter &count) {
  Count bias = getBias() ? count.elements(getResult()) : Count(0);
  return convolution(getResult(), getWeight(), count) + bias;
}
Count ConvBackwardDataOp::getFlops(const Counter &count) {
  return convolution(getGrad(), getWeight(), count);
}
Count ConvBackwardWeightsOp::getFlops(const Counter &count) {
  return convolution(getGrad(), getResult(), count);
}
Count ConvTransposeOp::getFlops(const Counter &count) {
  Count bias = getBias() ? count.elements(getResult()) : Count(0);
  return convolution(getInput(), getWeight(), count) + bias;
}

// Comparisons; backward finds the maximum again and adds to it.
Count MaxPoolOp::getFlops(const Counter &count) {
  return count.elements(getResult()) * product(getKernelShape());
}
Count MaxPoolIndicesOp::getFlops(const Counter &count) {
  return count.elements(getResult()) * product(getKernelShape());
}
Count MaxPoolBackwardOp::getFlops(const Counter &count) {
  return count.elements(getGrad()) * (product(getKernelShape()) + Count(1));
}
// Sums and a product; powers, sums and a root.
Count AveragePoolOp::getFlops(const Counter &count) {
  return count.elements(getResult()) * (product(getKernelShape()) + Count(1));
}
Count LpPoolOp::getFlops(const Counter &count) {
  return count.elements(getInput()) + count.elements(getResult()) * (product(getKernelShape()) + Count(1));
}

// Square, sum over neighbours, scale and shift, power, multiply.
Count LrnOp::getFlops(const Counter &count) {
  return count.elements(getInput()) * (Count(static_cast<int64_t>(getSize())) + Count(5));
}

// A product for each neighbour but the nearest, along each dimension whose size changes.
Count ResizeOp::getFlops(const Counter &count) {
  int64_t neighbours = 0;
  switch (getMode()) {
  case ResizeMode::nearest:
    return 0;
  case ResizeMode::linear:
    neighbours = 2;
    break;
  case ResizeMode::cubic:
    neighbours = 4;
    break;
  }
  auto sizes = llvm::zip_equal(typeOf(getInput()).getShape(), typeOf(getResult()).getShape());
  int64_t lines = llvm::count_if(sizes, [](auto pair) { return std::get<0>(pair) != std::get<1>(pair); });
  return Count(2 * neighbours * lines) * count.elements(getResult());
}

// A product for each neighbour, and another for each dimension of its weight.
Count GridSampleOp::getFlops(const Counter &count) {
  const int64_t dimensions = typeOf(getInput()).getRank() - 2;
  const int64_t along = getMode() == ResizeMode::nearest ? 1 : getMode() == ResizeMode::linear ? 2 : 4;
  Count neighbours = 1;
  for (int64_t d = 0; d < dimensions; ++d)
    neighbours = neighbours * Count(along);
  Count places = count.elements(getGrid());
  return getMode() == ResizeMode::nearest
             ? places
             : Count(2) * neighbours * count.elements(getResult()) + neighbours * places;
}
// A multiply-add for each column of theta but the last, which is added.
Count AffineGridOp::getFlops(const Counter &count) {
  return Count(2 * typeOf(getTheta()).getDimSize(1)) * count.elements(getResult());
}

//===-- Order, indices, randomness, losses ----------------------------------------------------------===//

static int64_t log2Ceil(int64_t length) { return llvm::Log2_64_Ceil(std::max<int64_t>(length, 1)); }

// Comparisons: each element meets about log₂ of the length.
template <typename Op> static Count comparisons(Op op, const Counter &count) {
  int64_t axis = op.getAxis(), rank = typeOf(op.getInput()).getRank();
  int64_t length = typeOf(op.getInput()).getDimSize(axis < 0 ? axis + rank : axis);
  return count.elements(op.getInput()) * Count(log2Ceil(count.size(length).value));
}

Count SortOp::getFlops(const Counter &count) { return comparisons(*this, count); }
Count TopKOp::getFlops(const Counter &count) { return comparisons(*this, count); }

Count ScatterElementsOp::getFlops(const Counter &count) {
  return getReduction() == ScatterReduction::none ? Count(0) : count.elements(getUpdates());
}
Count ScatterNDOp::getFlops(const Counter &count) {
  return getReduction() == ScatterReduction::none ? Count(0) : count.elements(getUpdates());
}

// A draw for each element, and a sort.
Count PermutationOp::getFlops(const Counter &count) {
  int64_t length = typeOf(getResult()).getDimSize(0);
  return Count(length) * Count(2 + log2Ceil(length));
}

// The exponentials, and ten operations for each state at each step, twice as many as labels.
Count CtcLossOp::getFlops(const Counter &count) {
  int64_t steps = typeOf(getLogProbabilities()).getDimSize(1);
  return count.elements(getLogProbabilities()) + Count(20) * Count(steps) * count.elements(getLabels());
}

//===-- Bodies: what they cost, as often as they run; of two branches, the more expensive one. ------===//

Count ScanOp::getFlops(const Counter &count) {
  return flopsOf(getBody(), count) * count.size(stepsOf(*this));
}
Count ScanOp::getBytesMoved(const Counter &count) {
  return bytesOf(getBody(), count) * count.size(stepsOf(*this));
}
bool ScanOp::isCheapToRecompute() { return false; }

Count LoopOp::getFlops(const Counter &count) { return flopsOf(getBody(), count) * Count(getBound()); }
Count LoopOp::getBytesMoved(const Counter &count) { return bytesOf(getBody(), count) * Count(getBound()); }
bool LoopOp::isCheapToRecompute() { return false; }

Count IfOp::getFlops(const Counter &count) {
  return std::max(flopsOf(getThenBranch(), count).value, flopsOf(getElseBranch(), count).value);
}
Count IfOp::getBytesMoved(const Counter &count) {
  return std::max(bytesOf(getThenBranch(), count).value, bytesOf(getElseBranch(), count).value);
}
bool IfOp::isCheapToRecompute() { return false; }

// What a prediction computes of it; a training step has no such op any more.
Count TrainingOp::getFlops(const Counter &count) { return flopsOf(getInference(), count); }
Count TrainingOp::getBytesMoved(const Counter &count) { return bytesOf(getInference(), count); }
bool TrainingOp::isCheapToRecompute() { return false; }

Count CallOp::getFlops(const Counter &count) { return count.callee(*this, getCalleeAttr()).flops; }
Count CallOp::getBytesMoved(const Counter &count) { return count.callee(*this, getCalleeAttr()).bytes; }
bool CallOp::isCheapToRecompute() { return false; }

} // namespace dlc::nn

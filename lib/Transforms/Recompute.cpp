// Lets a training step keep fewer values for its backward pass, and compute the others again where they are
// read. In and out: nn with state as values, gradients expanded.
//
// Two ways. Values that are elementwise in others that are kept anyway, or cheap to recompute from them
// (CostOp), cost next to nothing. If that is not
// enough, the forward pass is cut into segments: of all but the last, only what crosses a cut is kept, and a
// segment is computed again as a whole when the backward pass comes to it. Segments near the front may be
// longer: when their turn comes, fewer cuts are still kept.
//
// What is computed again reads the values that were kept through nn.barrier, or CSE would find that it is
// there already.
#include "NN/NNCost.h"
#include "NN/NNMemory.h"
#include "Transforms/MemoryEstimate.h"
#include "Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"

#include <numeric>

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_RECOMPUTE
#include "Transforms/Passes.h.inc"

namespace {
/// Whether to compute an op again costs little time: fusion makes it part of the loop that reads it, or it
/// takes no longer than reading its result.
bool isInexpensive(Operation *op) { return isFusible(op) || isCheapToRecompute(op); }

/// What the backward pass does not find any more, and what cuts through the forward pass keep for it instead.
struct Plan {
  llvm::DenseSet<Value> dropped, kept;
};

class Step {
public:
  Step(nn::FuncOp function, int64_t batch) : body(function.getBody().front()), batch(batch) {
    auto states = function->getAttrOfType<ArrayAttr>(kStateArguments);
    firstState = body.getNumArguments() - (states ? states.size() : 0);
    findForward(function);
    findSaved();
    findCrossing();
  }

  int64_t savedBytes() const {
    int64_t bytes = 0;
    for (Operation *op : forward)
      bytes += savedBy(op);
    return bytes;
  }

  /// Drops what inexpensive ops make of values that stay.
  Plan inexpensive() const {
    Plan plan;
    for (Operation *op : forward)
      for (Value value : op->getResults())
        if (saved.contains(value) && isInexpensive(op) && comesFromKept(op, plan))
          plan.dropped.insert(value);
    return plan;
  }

  /// Drops all that lies inside a segment; its saved values and those of the cuts before it take `budget`
  /// bytes at most. Nothing if there is no such plan.
  std::optional<Plan> segments(int64_t budget) const {
    Plan plan;
    int64_t keptBytes = 0;
    for (size_t start = 0;;) {
      size_t end = start;
      for (int64_t inside = 0; end < forward.size(); ++end) {
        inside += savedBy(forward[end]);
        if (keptBytes + inside > budget)
          break;
      }
      if (end == forward.size())
        return plan; // the last segment keeps what it has
      std::optional<size_t> cut = bestCut(start, end);
      if (!cut)
        return std::nullopt;
      for (Value value : crossing(*cut))
        if (plan.kept.insert(value).second)
          keptBytes += bytesOf(value.getType(), batch);
      for (; start <= *cut; ++start)
        for (Value value : forward[start]->getResults())
          if (saved.contains(value) && !plan.kept.contains(value))
            plan.dropped.insert(value);
    }
  }

  /// Rewrites the backward pass. Returns the floating-point operations that come on top.
  int64_t apply(const Plan &plan) {
    OpBuilder b(body.getParentOp());
    llvm::DenseMap<Value, Value> barriers, again;
    auto behindBarrier = [&](Value value) {
      Value &result = barriers[value];
      if (!result)
        result = BarrierOp::create(b, value.getLoc(), value.getType(), value);
      return result;
    };
    int64_t flops = 0;
    std::function<Value(Value)> recompute = [&](Value value) {
      if (Value found = again.lookup(value))
        return found;
      Operation *op = value.getDefiningOp();
      IRMapping mapping;
      for (Value operand : op->getOperands())
        if (needsNoMemory(operand))
          continue;
        else if (isPresent(operand, plan))
          mapping.map(operand, behindBarrier(operand));
        else
          mapping.map(operand, recompute(operand));
      Operation *clone = b.clone(*op, mapping);
      if (std::optional<Cost> cost = costOf(op, batch))
        flops += cost->flops;
      for (auto [from, to] : llvm::zip_equal(op->getResults(), clone->getResults()))
        again[from] = to;
      return again.lookup(value);
    };
    for (Operation *op : backward) {
      b.setInsertionPoint(op);
      for (OpOperand &operand : op->getOpOperands())
        if (plan.dropped.contains(rootOf(operand.get())))
          operand.set(recompute(operand.get()));
    }
    return flops;
  }

private:
  void findForward(nn::FuncOp function) {
    forward = forwardPass(function);
    for (auto [i, op] : llvm::enumerate(forward))
      numbers[op] = i;
    if (!forward.empty())
      for (Operation *op = forward.back()->getNextNode(); op && !op->hasTrait<OpTrait::IsTerminator>();
           op = op->getNextNode())
        backward.push_back(op);
  }

  void findSaved() {
    for (Operation *op : backward)
      for (Value operand : op->getOperands()) {
        Value root = rootOf(operand);
        Operation *definition = root.getDefiningOp();
        if (definition && numbers.contains(definition) && !needsNoMemory(root))
          saved.insert(root);
      }
  }

  void findCrossing() {
    for (auto [i, op] : llvm::enumerate(forward))
      for (Value operand : op->getOperands()) {
        Value root = rootOf(operand);
        Operation *definition = root.getDefiningOp();
        if (definition && !needsNoMemory(root))
          lastReads[root] = i;
      }
    // Bytes that come and go, then their running sum.
    crossingBytes.assign(forward.size() + 1, 0);
    for (auto [value, last] : lastReads) {
      crossingBytes[numbers.lookup(value.getDefiningOp())] += bytesOf(value.getType(), batch);
      crossingBytes[last] -= bytesOf(value.getType(), batch);
    }
    std::partial_sum(crossingBytes.begin(), crossingBytes.end(), crossingBytes.begin());
  }

  /// A variable's version, or a constant.
  bool needsNoMemory(Value value) const {
    Value root = rootOf(value);
    if (Operation *op = root.getDefiningOp())
      return op->hasTrait<OpTrait::ConstantLike>();
    return cast<BlockArgument>(root).getArgNumber() >= firstState;
  }

  /// Whether the backward pass finds a value where it was: an input, or one that is kept.
  bool isPresent(Value value, const Plan &plan) const {
    Value root = rootOf(value);
    Operation *definition = root.getDefiningOp();
    return !definition || !numbers.contains(definition) || plan.kept.contains(root) ||
           (saved.contains(root) && !plan.dropped.contains(root));
  }

  /// Whether inexpensive ops alone, this one included, make it of what stays, and not of variables alone.
  bool comesFromKept(Operation *op, const Plan &plan) const {
    bool present = false;
    for (Value operand : op->getOperands()) {
      if (needsNoMemory(operand))
        continue;
      present = true;
      Operation *definition = rootOf(operand).getDefiningOp();
      if (!isPresent(operand, plan) && !(isInexpensive(definition) && comesFromKept(definition, plan)))
        return false;
    }
    return present;
  }

  int64_t savedBy(Operation *op) const {
    int64_t bytes = 0;
    for (Value value : op->getResults())
      if (saved.contains(value))
        bytes += bytesOf(value.getType(), batch);
    return bytes;
  }

  /// What the forward pass up to and including op number `cut` hands on to the rest of it.
  SmallVector<Value> crossing(size_t cut) const {
    SmallVector<Value> values;
    for (auto [value, last] : lastReads)
      if (numbers.lookup(value.getDefiningOp()) <= cut && last > cut)
        values.push_back(value);
    return values;
  }

  /// The place in the later half of a segment, which begins at `start` and has no space for op number `end`,
  /// where least crosses; the last of several.
  std::optional<size_t> bestCut(size_t start, size_t end) const {
    std::optional<size_t> best;
    for (size_t cut = start + (end - start) / 2; cut < end; ++cut)
      if (!best || crossingBytes[cut] <= crossingBytes[*best])
        best = cut;
    return best;
  }

  Block &body;
  int64_t batch;
  size_t firstState; ///< of the arguments
  SmallVector<Operation *> forward, backward;
  llvm::DenseMap<Operation *, size_t> numbers; ///< of forward ops
  llvm::DenseSet<Value> saved;                 ///< by the forward pass for the backward pass; no views
  llvm::MapVector<Value, size_t> lastReads;    ///< in the forward pass, of what takes memory; no views
  SmallVector<int64_t> crossingBytes;          ///< behind each forward op, on to later ones
};

struct Recompute : impl::RecomputeBase<Recompute> {
  using RecomputeBase::RecomputeBase;

  void runOnOperation() override {
    nn::FuncOp function = getOperation();
    if (maxBytes <= 0 || !function->hasAttr(kStateResults))
      return;
    int64_t before = estimatePeakBytes(function, batch), after = before, flops = 0;
    if (before > maxBytes)
      if (std::optional<Plan> plan = choose(before)) {
        flops = Step(function, batch).apply(*plan);
        after = estimatePeakBytes(function, batch);
      }
    int64_t all = 0;
    for (Operation &op : function.getBody().front())
      if (std::optional<Cost> cost = costOf(&op, batch))
        all += cost->flops;
    Builder b(&getContext());
    auto number = [&](StringRef name, int64_t value) {
      return b.getNamedAttr(name, b.getI64IntegerAttr(value));
    };
    function->setAttr(kRecomputed,
                      b.getDictionaryAttr({number("bytes", after), number("bytes_before", before),
                                           number("flops", all), number("flops_more", flops)}));
  }

private:
  /// The plan that computes least again of those that fit, or else the one that comes closest.
  std::optional<Plan> choose(int64_t before) {
    std::optional<Plan> best;
    // Plans are compared by what they are over the limit, then by their work.
    std::pair<int64_t, int64_t> least{before - maxBytes, 0};
    auto consider = [&](auto makePlan) {
      OwningOpRef<nn::FuncOp> copy = cast<nn::FuncOp>(getOperation()->clone());
      Step step(*copy, batch);
      std::optional<Plan> plan = makePlan(step);
      if (!plan)
        return;
      int64_t flops = step.apply(*plan);
      std::pair<int64_t, int64_t> price{std::max<int64_t>(estimatePeakBytes(*copy, batch) - maxBytes, 0),
                                        flops};
      if (price < least) {
        least = price;
        best = makePlan(Step(getOperation(), batch)); // of this function's values
      }
    };
    consider([](const Step &step) { return std::optional(step.inexpensive()); });
    constexpr int steps = 48;
    int64_t saved = Step(getOperation(), batch).savedBytes();
    for (int i = 1; i < steps; ++i)
      consider([&](const Step &step) { return step.segments(saved / steps * i); });
    return best;
  }
};
} // namespace
} // namespace dlc

#include "Transforms/MemoryEstimate.h"

#include "NN/NNMemory.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {

bool isFusible(Operation *op) { return isa<ElementwiseOp, ExpandOp>(op); }

namespace {
class Liveness {
public:
  Liveness(nn::FuncOp function, int64_t batch) : body(function.getBody().front()), batch(batch) {
    for (auto [i, op] : llvm::enumerate(body))
      numbers[&op] = static_cast<int64_t>(i);
    if (auto names = function->getAttrOfType<ArrayAttr>(kStateResults)) {
      Operation *terminator = body.getTerminator();
      for (Value next : terminator->getOperands().take_back(names.size()))
        nextVersions.insert(next);
    }
  }

  int64_t peak() {
    SmallVector<int64_t> change(numbers.size() + 1, 0);
    for (Operation &op : body)
      for (Value value : op.getResults())
        if (int64_t bytes = memoryOf(value)) {
          change[numbers[&op]] += bytes;
          // An operand that ends here may be overwritten.
          int64_t last = lastUse(value);
          Operation *reader = operationAt(last);
          bool overwritten = last > numbers[&op] && isFusible(reader) && reader->getNumResults() == 1 &&
                             memoryOf(reader->getResult(0)) == bytes && !reuses.contains(reader);
          if (overwritten)
            reuses.insert(reader);
          change[overwritten ? last : last + 1] -= bytes;
        }
    int64_t now = 0, most = 0;
    for (int64_t bytes : change)
      most = std::max(most, now += bytes);
    return most;
  }

private:
  /// Part of the loop of the op that reads it.
  bool isFused(Operation *op) {
    if (isa<CompareOp, ExpandOp>(op))
      return true;
    if (!isFusible(op) || !op->hasOneUse())
      return false;
    Operation *user = *op->user_begin();
    return isFusible(user) || isa<ReduceSumOp, ReduceMeanOp>(user);
  }

  int64_t memoryOf(Value value) {
    Operation *op = value.getDefiningOp();
    if (op->hasTrait<OpTrait::ConstantLike>() || isView(op) || isFused(op) || nextVersions.contains(value))
      return 0;
    return bytesOf(value.getType(), batch);
  }

  /// Also by what reads a view of it, or computes it again in a loop of its own.
  int64_t lastUse(Value value) {
    auto [found, isFirst] = ends.try_emplace(value, 0);
    if (!isFirst)
      return found->second;
    int64_t last = value.getDefiningOp() ? numbers[value.getDefiningOp()] : 0;
    for (Operation *user : value.getUsers()) {
      Operation *ancestor = body.findAncestorOpInBlock(*user);
      last = std::max(last, numbers[ancestor]);
      if (isView(user) || isFused(user))
        last = std::max(last, lastUse(user->getResult(0)));
    }
    return ends[value] = last;
  }

  Operation *operationAt(int64_t number) {
    if (order.empty())
      for (Operation &op : body)
        order.push_back(&op);
    return order[number];
  }

  Block &body;
  int64_t batch;
  llvm::DenseMap<Operation *, int64_t> numbers;
  llvm::DenseSet<Value> nextVersions;
  llvm::DenseMap<Value, int64_t> ends;
  llvm::DenseSet<Operation *> reuses; ///< that overwrite an operand already
  SmallVector<Operation *> order;
};
} // namespace

int64_t estimatePeakBytes(nn::FuncOp function, int64_t batch) { return Liveness(function, batch).peak(); }

} // namespace dlc

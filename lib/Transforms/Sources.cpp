// The flow of values through nn.scan, nn.if and nn.loop, by the positions of operands, arguments, yielded
// values and results.
#include "Transforms/Sources.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
namespace {
/// How the body of a loop hangs together with it.
struct Loop {
  ValueRange starts;    ///< of the carried values
  ValueRange operands;  ///< those that arguments stand for, the first ones being `starts`
  unsigned counters;    ///< arguments in front of those
  ValueRange yielded;   ///< carried values first
  ValueRange condition; ///< of the first step and of the next one, or nothing
};

std::optional<Loop> loopOf(Operation *op) {
  if (auto scan = dyn_cast<ScanOp>(op))
    return Loop{scan.getInits(), scan->getOperands(), 0, scan.getYield().getOperands(), {}};
  auto loop = dyn_cast<LoopOp>(op);
  if (!loop)
    return std::nullopt;
  const unsigned conditions = loop.getCondition() ? 1 : 0;
  ValueRange yielded = loop.getYield().getOperands();
  return Loop{loop.getInits(), loop->getOperands().drop_front(conditions), 1, yielded.drop_front(conditions),
              yielded.take_front(conditions)};
}

void appendOfResult(Operation *op, unsigned number, SmallVectorImpl<Value> &sources) {
  if (auto branches = dyn_cast<IfOp>(op)) {
    sources.push_back(branches.getCondition());
    for (Region *branch : {&branches.getThenBranch(), &branches.getElseBranch()})
      sources.push_back(branches.getYield(*branch).getOperand(number));
  } else if (std::optional<Loop> loop = loopOf(op)) {
    sources.push_back(loop->yielded[number]);
    if (number < loop->starts.size()) // there may be no step
      sources.push_back(loop->starts[number]);
    llvm::append_range(sources, loop->condition);
    if (!loop->condition.empty())
      sources.push_back(op->getOperand(0));
  } else {
    llvm::append_range(sources, op->getOperands());
  }
}

void appendOfArgument(BlockArgument argument, SmallVectorImpl<Value> &sources) {
  Operation *op = argument.getOwner()->getParentOp();
  unsigned number = argument.getArgNumber();
  if (auto branches = dyn_cast<IfOp>(op)) {
    sources.push_back(branches.getCaptures()[number]);
  } else if (std::optional<Loop> loop = loopOf(op); loop && number >= loop->counters) {
    number -= loop->counters;
    sources.push_back(loop->operands[number]);
    if (number < loop->starts.size())
      sources.push_back(loop->yielded[number]);
  }
}
} // namespace

SmallVector<Value> sourcesOf(Value value) {
  SmallVector<Value> sources;
  if (auto result = dyn_cast<OpResult>(value))
    appendOfResult(result.getOwner(), result.getResultNumber(), sources);
  else
    appendOfArgument(cast<BlockArgument>(value), sources);
  return sources;
}
} // namespace dlc

// Derivative rules of scan and if. Each differentiates its bodies by a reverse walk of their own.
//
// The derivative of a scan is a scan in the other direction, which carries the adjoints of what the scan
// carries, and the sums for what it captures. What it needs of a step is computed again where that is cheap;
// what is expensive is stacked by the forward scan, as are the carried values that a step started from. The
// derivative of an if is an if, whose branches compute the whole branch again: only one of them has run, so
// there is nothing that could be kept under a type.
#include "Autodiff/ReverseWalk.h"
#include "Autodiff/Rules.h"
#include "NN/NNBody.h"
#include "Train/Train.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
namespace {
nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

/// A copy of a body with the ops of its reverse walk behind it. The copy's nn.yield stays between the two
/// until both are taken apart.
class DifferentiatedBody {
public:
  explicit DifferentiatedBody(Region &body) {
    IRMapping mapping;
    body.cloneInto(&region, mapping);
    yield = cast<YieldOp>(block().getTerminator());
    taken = block().getNumArguments();
  }

  Block &block() { return region.front(); }
  /// What the body itself takes.
  Block::BlockArgListType arguments() { return block().getArguments().take_front(taken); }
  /// An adjoint that goes into the reverse walk.
  Value addAdjoint(Type type) { return adjoints.emplace_back(block().addArgument(type, yield.getLoc())); }
  ArrayRef<Value> getAdjoints() const { return adjoints; }

  bool isForward(Operation *op) { return op->isBeforeInBlock(yield); }
  auto forwardOps() { return llvm::make_range(block().begin(), yield->getIterator()); }
  auto reverseOps() { return llvm::make_range(std::next(yield->getIterator()), block().end()); }

  YieldOp yield;

private:
  Region region;
  unsigned taken;
  SmallVector<Value> adjoints;
};

/// What reverse ops and `results` read of the forward ops, after cheap ones are marked to be computed again.
struct Reads {
  llvm::SetVector<Value> saved;            ///< carried values and results of expensive ops
  llvm::SetVector<Value> slices, captures; ///< arguments that are there anyway
  llvm::DenseSet<Operation *> again;

  Reads(DifferentiatedBody &body, ValueRange results, size_t carried, size_t slices)
      : body(body), carried(carried), numSlices(slices) {
    for (Operation &op : body.reverseOps())
      for (Value operand : op.getOperands())
        read(operand);
    for (Value result : results)
      read(result);
  }

private:
  void read(Value value) {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      size_t number = argument.getArgNumber();
      if (number >= body.arguments().size())
        return; // an adjoint
      if (number < carried)
        saved.insert(value);
      else
        (number < carried + numSlices ? slices : captures).insert(value);
      return;
    }
    Operation *op = value.getDefiningOp();
    if (!body.isForward(op) || again.contains(op))
      return;
    if (!isCheapToRecompute(op)) {
      saved.insert(value);
      return;
    }
    again.insert(op);
    for (Value operand : op->getOperands())
      read(operand);
  }

  DifferentiatedBody &body;
  size_t carried, numSlices;
};

//===-- scan ----------------------------------------------------------------------------------------===//

class ScanRule {
public:
  ScanRule(ScanOp op, ArrayRef<Value> adjoints, Emitter &emit)
      : op(op), adjoints(adjoints), emit(emit), body(op.getBody()), carried(op.getInits().size()),
        slices(op.getInputs().size()), location(op.getLoc()),
        axis(op.getInputs().empty() && op.getStacked().empty() ? 1 : op.getAxis()) {}

  FailureOr<Adjoints> run() {
    chooseSources();
    if (failed(differentiate()))
      return failure();
    Reads reads(body, results(), carried, slices);
    ScanOp forward = writeForward(reads);
    ScanOp backward = writeBackward(forward, reads);
    if (forward != op)
      emit.replace(forward);

    Adjoints contributions(wanted.size());
    auto finals = backward.getFinals();
    auto stacked = backward.getStacked();
    unsigned nextFinal = 0, nextStacked = 0;
    for (size_t i = 0; i < wanted.size(); ++i) {
      bool isSlice = i >= carried && i < carried + slices;
      if (gradients[i])
        contributions[i] = isSlice ? stacked[nextStacked++] : finals[nextFinal++];
    }
    return contributions;
  }

private:
  /// Which of the body's arguments have an adjoint. A carried value has one if its next version depends on
  /// another that has.
  void chooseSources() {
    for (auto [argument, operand] : llvm::zip_equal(body.arguments(), op->getOperands()))
      wanted.push_back(isFloat(argument) && emit.wants(operand));
    for (bool changed = true; changed;) {
      changed = false;
      llvm::DenseSet<Value> active = dependents(sources(), body.yield);
      for (size_t i = 0; i < carried; ++i)
        if (!wanted[i] && active.contains(body.yield.getOperand(i)))
          wanted[i] = changed = true;
    }
  }

  SmallVector<Value> sources() {
    SmallVector<Value> values;
    for (auto [argument, isWanted] : llvm::zip_equal(body.arguments(), wanted))
      if (isWanted)
        values.push_back(argument);
    return values;
  }

  LogicalResult differentiate() {
    OpBuilder at = endOf(body.block(), op.getContext());
    ReverseWalk walk(at, body.yield, emit.request, sources(), "the loss");
    for (size_t i = 0; i < carried; ++i)
      if (wanted[i])
        walk.start(body.yield.getOperand(i), body.addAdjoint(body.yield.getOperand(i).getType()));
    for (size_t i = carried; i < adjoints.size(); ++i)
      if (adjoints[i]) {
        stackedAdjoints.push_back(adjoints[i]);
        walk.start(body.yield.getOperand(i), body.addAdjoint(body.yield.getOperand(i).getType()));
      }
    if (failed(walk.run()))
      return failure();
    gradients.resize(wanted.size());
    for (size_t i = 0; i < wanted.size(); ++i)
      if (wanted[i]) // what is captured has an adjoint only where a step gives one
        gradients[i] = i < carried + slices ? walk.adjointOrZeros(body.arguments()[i])
                                            : walk.adjointOf(body.arguments()[i]);
    return success();
  }

  SmallVector<Value> results() {
    SmallVector<Value> values(gradients);
    llvm::erase(values, Value());
    return values;
  }

  Block &newBlock(std::unique_ptr<Region> &region) {
    region = std::make_unique<Region>();
    return region->emplaceBlock();
  }

  /// The scan as it was, which also stacks what the backward one reads; itself if that is nothing.
  ScanOp writeForward(const Reads &reads) {
    if (reads.saved.empty())
      return op;
    std::unique_ptr<Region> region;
    Block &block = newBlock(region);
    IRMapping mapping;
    for (Value argument : body.arguments())
      mapping.map(argument, block.addArgument(argument.getType(), location));
    OpBuilder at = endOf(block, op.getContext());
    for (Operation &inner : body.forwardOps())
      at.clone(inner, mapping);
    SmallVector<Value> yielded;
    for (Value value : body.yield.getOperands())
      yielded.push_back(mapping.lookup(value));
    for (Value value : reads.saved)
      yielded.push_back(mapping.lookup(value));
    YieldOp::create(at, location, yielded);
    OpBuilder before(op);
    return ScanOp::create(before, location, op.getInits(), op.getInputs(), op.getCaptures(), axis,
                          op.getLength(), op.getReverse(), std::move(region));
  }

  ScanOp writeBackward(ScanOp forward, const Reads &reads) {
    std::unique_ptr<Region> region;
    Block &block = newBlock(region);
    IRMapping mapping;
    SmallVector<Value> inits, inputs, captures, sums;
    ArrayRef<Value> stepAdjoints = body.getAdjoints();

    // Carried: adjoints of carried values, then the sums for captures.
    for (size_t i = 0; i < carried; ++i)
      if (wanted[i]) {
        Value from = stepAdjoints.front();
        stepAdjoints = stepAdjoints.drop_front();
        inits.push_back(adjoints[i] ? adjoints[i] : emit.zeros(typeOf(from)));
        mapping.map(from, block.addArgument(from.getType(), location));
      }
    for (Value gradient : ArrayRef(gradients).drop_front(carried + slices))
      if (gradient) {
        inits.push_back(emit.zeros(typeOf(gradient)));
        sums.push_back(block.addArgument(gradient.getType(), location));
      }
    // Slices: adjoints of stacked values, what was saved, the scan's own inputs.
    auto slice = [&](Value inBody, Value stacked) {
      inputs.push_back(stacked);
      mapping.map(inBody, block.addArgument(inBody.getType(), location));
    };
    for (auto [inBody, stacked] : llvm::zip_equal(stepAdjoints, stackedAdjoints))
      slice(inBody, stacked);
    for (auto [inBody, stacked] :
         llvm::zip_equal(reads.saved, forward.getResults().drop_front(op.getNumResults())))
      slice(inBody, stacked);
    for (Value inBody : reads.slices)
      slice(inBody, op->getOperand(cast<BlockArgument>(inBody).getArgNumber()));
    // A length that is no number is that of an input.
    if (inputs.empty() && nn::isSymbolic(static_cast<int64_t>(op.getLength())))
      slice(body.arguments()[carried], op.getInputs().front());
    for (Value inBody : reads.captures) {
      captures.push_back(op->getOperand(cast<BlockArgument>(inBody).getArgNumber()));
      mapping.map(inBody, block.addArgument(inBody.getType(), location));
    }

    OpBuilder at = endOf(block, op.getContext());
    for (Operation &inner : body.forwardOps())
      if (reads.again.contains(&inner))
        at.clone(inner, mapping);
    for (Operation &inner : body.reverseOps())
      at.clone(inner, mapping);
    SmallVector<Value> yielded, stacked;
    for (size_t i = 0; i < gradients.size(); ++i) {
      if (!gradients[i])
        continue;
      Value value = mapping.lookup(gradients[i]);
      if (i < carried)
        yielded.push_back(value);
      else if (i < carried + slices)
        stacked.push_back(value);
      else
        yielded.push_back(
            AddOp::create(at, location, sums[yielded.size() - (inits.size() - sums.size())], value));
    }
    llvm::append_range(yielded, stacked);
    YieldOp::create(at, location, yielded);
    return emit.create<ScanOp>(inits, inputs, captures, axis, op.getLength(), !op.getReverse(),
                               std::move(region));
  }

  ScanOp op;
  ArrayRef<Value> adjoints;
  Emitter &emit;
  DifferentiatedBody body;
  size_t carried, slices;
  Location location;
  int64_t axis;                       ///< of both scans; free where the scan itself cuts and stacks nothing
  SmallVector<bool> wanted;           ///< for each argument of the body
  SmallVector<Value> gradients;       ///< the same: the adjoint that a step gives
  SmallVector<Value> stackedAdjoints; ///< of the results that have one
};

/// Along axis 0 no value with a batch can be kept for each step, since a batch must come first: the same
/// along axis 1. What is cut and stacked has no batch there; a slice of rank 0 lies along axis 0 in both.
SmallVector<Value> alongSecondAxis(ScanOp op, Composer &compose) {
  bool hasBatch = false;
  op.getBody().walk([&](Operation *inner) {
    hasBatch |= llvm::any_of(inner->getOperandTypes(),
                             [](Type type) { return !cast<ShapedType>(type).hasStaticShape(); });
  });
  if (op.getAxis() != 0 || !hasBatch || (op.getInputs().empty() && op.getStacked().empty()))
    return {};
  auto exchanged = [&](Value value) {
    SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(0, typeOf(value).getRank()));
    if (order.size() > 1)
      std::swap(order[0], order[1]);
    return compose.transpose(value, order);
  };
  auto body = std::make_unique<Region>();
  IRMapping mapping;
  op.getBody().cloneInto(body.get(), mapping);
  auto scan =
      compose.create<ScanOp>(op.getInits(), llvm::map_to_vector(op.getInputs(), exchanged), op.getCaptures(),
                             /*axis=*/1, op.getLength(), op.getReverse(), std::move(body));
  SmallVector<Value> results(scan.getFinals());
  llvm::append_range(results, llvm::map_range(scan.getStacked(), exchanged));
  return results;
}

FailureOr<Adjoints> scan(ScanOp op, ArrayRef<Value> adjoints, Emitter &emit) {
  return ScanRule(op, adjoints, emit).run();
}

//===-- if ------------------------------------------------------------------------------------------===//

/// The branch of the derivative: the branch again, then its adjoints for what `wanted` says.
FailureOr<std::unique_ptr<Region>> differentiateBranch(Region &branch, ArrayRef<Value> adjoints,
                                                       ArrayRef<bool> wanted, Emitter &emit) {
  DifferentiatedBody body(branch);
  SmallVector<Value> sources;
  for (auto [argument, isWanted] : llvm::zip_equal(body.arguments(), wanted))
    if (isWanted)
      sources.push_back(argument);
  OpBuilder at = endOf(body.block(), emit.request->getContext());
  ReverseWalk walk(at, body.yield, emit.request, sources, "the loss");
  for (auto [value, adjoint] : llvm::zip_equal(body.yield.getOperands(), adjoints))
    if (adjoint)
      walk.start(value, body.addAdjoint(adjoint.getType()));
  if (failed(walk.run()))
    return failure();
  SmallVector<Value> yielded =
      llvm::map_to_vector(sources, [&](Value source) { return walk.adjointOrZeros(source); });
  auto region = std::make_unique<Region>();
  Block &block = region->emplaceBlock();
  IRMapping mapping;
  for (Value argument : body.block().getArguments())
    mapping.map(argument, block.addArgument(argument.getType(), argument.getLoc()));
  OpBuilder inner = endOf(block, emit.request->getContext());
  for (auto ops : {body.forwardOps(), body.reverseOps()})
    for (Operation &op : ops)
      inner.clone(op, mapping);
  for (Value &value : yielded)
    value = mapping.lookup(value);
  YieldOp::create(inner, branch.getLoc(), yielded);
  return region;
}

FailureOr<Adjoints> choose(IfOp op, ArrayRef<Value> adjoints, Emitter &emit) {
  SmallVector<bool> wanted;
  for (Value capture : op.getCaptures())
    wanted.push_back(isFloat(capture) && emit.wants(capture));
  auto thenBranch = differentiateBranch(op.getThenBranch(), adjoints, wanted, emit);
  if (failed(thenBranch))
    return failure();
  auto elseBranch = differentiateBranch(op.getElseBranch(), adjoints, wanted, emit);
  if (failed(elseBranch))
    return failure();
  SmallVector<Value> captures(op.getCaptures());
  for (Value adjoint : adjoints)
    if (adjoint)
      captures.push_back(adjoint);
  auto derivative =
      emit.create<IfOp>(op.getCondition(), captures, std::move(*thenBranch), std::move(*elseBranch));
  Adjoints contributions(op->getNumOperands());
  unsigned next = 0;
  for (size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i])
      contributions[1 + i] = derivative.getResult(next++);
  return contributions;
}
} // namespace

void addControlRules(RuleTable &table) {
  table.addControl(scan);
  table.addRewrite(alongSecondAxis);
  table.addControl(choose);
}
} // namespace dlc::autodiff

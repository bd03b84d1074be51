// Takes out of scans what can be computed for all steps at once: products with the input of every step, those
// that are only stacked, sums of products over the steps, and what no step changes. On nn, after
// differentiation, because there a sum of weight gradients is still a product and an addition; a product over
// batch and time then is one contraction, in the place of as many small ones as there are steps.
#include "Transforms/Passes.h"

#include "NN/NNComposer.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_HOISTFROMSCAN
#include "Transforms/Passes.h.inc"

namespace {
nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

class Hoisting {
public:
  explicit Hoisting(ScanOp scan) : scan(scan), before(scan), compose(before, scan.getLoc()) {}

  void run() {
    for (Operation &op : llvm::make_early_inc_range(scan.getBlock().without_terminator())) {
      compose.setLocation(op.getLoc());
      if (isInvariant(&op))
        hoistInvariant(&op);
      else if (auto matmul = dyn_cast<MatmulOp>(op))
        hoistInput(matmul);
    }
    hoistOutputs();
  }

private:
  //===-- Arguments of the body ---------------------------------------------------------------------===//

  size_t carried() { return scan.getInits().size(); }
  bool isCapture(Value value) { return isArgument(value, carried() + scan.getInputs().size(), SIZE_MAX); }
  bool isSlice(Value value) { return isArgument(value, carried(), carried() + scan.getInputs().size()); }
  bool isArgument(Value value, size_t first, size_t end) {
    auto argument = dyn_cast<BlockArgument>(value);
    return argument && argument.getOwner() == &scan.getBlock() && argument.getArgNumber() >= first &&
           argument.getArgNumber() < end;
  }
  /// What a slice or a captured value is outside.
  Value outside(Value argument) { return scan->getOperand(cast<BlockArgument>(argument).getArgNumber()); }

  Value addCapture(Value value) {
    scan.getCapturesMutable().append(value);
    return scan.getBlock().addArgument(value.getType(), value.getLoc());
  }
  Value addInput(Value stacked) {
    size_t place = carried() + scan.getInputs().size();
    scan.getInputsMutable().append(stacked);
    Type slice = ScanOp::sliceType(typeOf(stacked), scan.getAxis());
    return scan.getBlock().insertArgument(place, slice, stacked.getLoc());
  }

  /// Whether matrices are stacked so that a product of all is one of […, rows, columns].
  bool stacksMatrices(Value slice) { return typeOf(slice).getRank() == 2 && scan.getAxis() < 2; }

  //===-- What goes in front ------------------------------------------------------------------------===//

  bool isInvariant(Operation *op) {
    // To repeat a value costs nothing where it is read, and memory where it is stored.
    if (isa<ConstantOp, ExpandOp>(op) || op->getNumRegions() || !isPure(op))
      return false;
    bool captures = false;
    for (Value operand : op->getOperands()) {
      if (isCapture(operand))
        captures = true;
      else if (!operand.getDefiningOp<ConstantOp>())
        return false;
    }
    return captures;
  }

  void hoistInvariant(Operation *op) {
    Operation *clone = before.clone(*op);
    for (OpOperand &operand : clone->getOpOperands()) {
      if (auto constant = operand.get().getDefiningOp<ConstantOp>()) {
        OpBuilder front(clone);
        operand.set(front.clone(*constant)->getResult(0));
      } else {
        operand.set(outside(operand.get()));
      }
    }
    for (auto [inside, hoisted] : llvm::zip_equal(op->getResults(), clone->getResults()))
      if (!inside.use_empty())
        inside.replaceAllUsesWith(addCapture(hoisted));
    op->erase();
  }

  void hoistInput(MatmulOp op) {
    if (typeOf(op.getRhs()).getRank() != 2 || !isCapture(op.getRhs()))
      return;
    if (isSlice(op.getLhs()) && stacksMatrices(op.getLhs()) && !op.getTransposeLhs()) {
      Value all = compose.make<MatmulOp>(outside(op.getLhs()), outside(op.getRhs()), UnitAttr(),
                                         op.getTransposeRhsAttr());
      op.getResult().replaceAllUsesWith(addInput(all));
      op.erase();
      return;
    }
  }

  //===-- What goes behind --------------------------------------------------------------------------===//

  /// A result that becomes a contraction of what is stacked: of a product, its factors.
  struct Sum {
    unsigned result;
    MatmulOp product;
    ReduceSumOp sum;
  };

  /// What a carried value adds in each step, if nothing else is done with it.
  Operation *addend(unsigned i) {
    BlockArgument total = scan.getCarried()[i];
    auto add = scan.getYield().getOperand(i).getDefiningOp<AddOp>();
    if (!add || !total.hasOneUse() || !add->hasOneUse() || (add.getLhs() != total && add.getRhs() != total))
      return nullptr;
    Value other = add.getLhs() == total ? add.getRhs() : add.getLhs();
    return other.getType() == total.getType() ? other.getDefiningOp() : nullptr;
  }

  bool changes(Value value) { return !isCapture(value) && !value.getDefiningOp<ConstantOp>(); }
  bool isMatrixProduct(MatmulOp op) {
    return op && typeOf(op.getLhs()).getRank() == 2 && typeOf(op.getRhs()).getRank() == 2;
  }

  /// A batch must stay in front.
  bool canStack(Value value) {
    return isTensorOf(ScanOp::stackedType(typeOf(value), scan.getAxis(), scan.getLength()),
                      ElementClass::Any);
  }

  /// A product with a captured matrix that nothing in the step reads.
  bool isOnlyStacked(MatmulOp op) {
    return isMatrixProduct(op) && op->hasOneUse() && op->use_begin()->getOwner() == scan.getYield() &&
           op->use_begin()->getOperandNumber() >= carried() && !op.getTransposeLhs() &&
           stacksMatrices(op.getLhs()) && canStack(op.getLhs()) && isCapture(op.getRhs()) &&
           changes(op.getLhs());
  }

  void hoistOutputs() {
    YieldOp yield = scan.getYield();
    SmallVector<Sum> sums;
    for (unsigned i = 0; i < carried(); ++i)
      if (auto product = dyn_cast_or_null<MatmulOp>(addend(i));
          isMatrixProduct(product) && changes(product.getLhs()) && changes(product.getRhs()) &&
          canStack(product.getLhs()) && canStack(product.getRhs())) {
        sums.push_back({i, product, {}});
        stack(product.getLhs());
        stack(product.getRhs());
      }
    SmallVector<unsigned> products; // that are only stacked
    for (unsigned i = carried(); i < yield->getNumOperands(); ++i) {
      auto product = yield.getOperand(i).getDefiningOp<MatmulOp>();
      if (product && isOnlyStacked(product)) {
        products.push_back(i);
        stack(product.getLhs());
      }
    }
    // Only of what is stacked anyway: the sum over the batch is smaller than what it is of.
    for (unsigned i = 0; i < carried(); ++i)
      if (auto sum = dyn_cast_or_null<ReduceSumOp>(addend(i));
          sum && !sum.getKeepdims() && isStacked(sum.getInput()))
        sums.push_back({i, {}, sum});
    if (sums.empty() && products.empty())
      return;

    SmallVector<Value> yielded(yield.getOperands());
    size_t former = yielded.size();
    for (Value value : extra)
      yielded.push_back(value);
    yield->setOperands(yielded);
    auto body = std::make_unique<Region>();
    body->takeBody(scan.getBody());
    auto next = ScanOp::create(before, scan.getLoc(), scan.getInits(), scan.getInputs(), scan.getCaptures(),
                               scan.getAxis(), scan.getLength(), scan.getReverse(), std::move(body));
    auto all = [&](Value value) -> Value {
      if (isArgumentOf(next, value))
        return next->getOperand(cast<BlockArgument>(value).getArgNumber());
      return next.getResult(stackedAt.lookup(value));
    };
    SmallVector<Value> results(next.getResults().take_front(former));
    for (Sum &sum : sums) {
      compose.setLocation(scan.getLoc());
      Value total = sum.product
                        ? contraction(sum.product, all(sum.product.getLhs()), all(sum.product.getRhs()))
                        : reduction(sum.sum, all(sum.sum.getInput()));
      results[sum.result] = compose.add(next.getInits()[sum.result], total);
    }
    for (unsigned i : products) {
      auto product = next.getYield().getOperand(i).getDefiningOp<MatmulOp>();
      results[i] = compose.make<MatmulOp>(all(product.getLhs()), all(product.getRhs()), UnitAttr(),
                                          product.getTransposeRhsAttr());
    }
    scan->replaceAllUsesWith(results);
    scan.erase();
  }

  static bool isArgumentOf(ScanOp op, Value value) {
    auto argument = dyn_cast<BlockArgument>(value);
    return argument && argument.getOwner() == &op.getBlock() &&
           argument.getArgNumber() >= op.getInits().size();
  }

  /// Has a value of the body stacked, unless it is.
  void stack(Value value) {
    if (isStacked(value))
      return;
    stackedAt[value] = scan.getNumResults() + extra.size();
    extra.push_back(value);
  }

  bool isStacked(Value value) {
    if (isSlice(value) || stackedAt.contains(value))
      return true;
    OperandRange yielded = scan.getYield().getOperands();
    for (unsigned i = carried(); i < yielded.size(); ++i)
      if (yielded[i] == value) {
        stackedAt[value] = i;
        return true;
      }
    return false;
  }

  /// Σ over steps of lhs · rhs, from both stacked: one einsum, in which steps have the letter t.
  Value contraction(MatmulOp product, Value lhs, Value rhs) {
    auto letters = [&](StringRef matrix) {
      std::string text = matrix.str();
      text.insert(ScanOp::stackingAxis(2, scan.getAxis()), "t");
      return text;
    };
    std::string equation = letters(product.getTransposeLhs() ? "xr" : "rx") + "," +
                           letters(product.getTransposeRhs() ? "cx" : "xc") + "->rc";
    return compose.make<EinsumOp>(before.getStringAttr(equation), ValueRange{lhs, rhs});
  }

  Value reduction(ReduceSumOp sum, Value input) {
    int64_t rank = typeOf(sum.getInput()).getRank(), steps = ScanOp::stackingAxis(rank, scan.getAxis());
    SmallVector<int64_t> axes{steps}, inner = *normalizedAxes(sum.getAxes(), rank);
    for (int64_t axis : inner)
      axes.push_back(axis < steps ? axis : axis + 1);
    llvm::sort(axes);
    return compose.reduceSum(input, axes);
  }

  ScanOp scan;
  OpBuilder before;
  Composer compose;
  SmallVector<Value> extra; ///< what is stacked besides
  llvm::DenseMap<Value, unsigned> stackedAt;
};

class HoistFromScan : public impl::HoistFromScanBase<HoistFromScan> {
  void runOnOperation() override {
    SmallVector<ScanOp> scans; // inner ones first: what leaves one may leave the next
    getOperation().walk([&](ScanOp scan) { scans.push_back(scan); });
    for (ScanOp scan : scans)
      Hoisting(scan).run();
  }
};
} // namespace
} // namespace dlc

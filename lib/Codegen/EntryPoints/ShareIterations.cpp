// Which iterations of a loop each thread runs, as arithmetic: the run time of OpenMP takes microseconds to
// say so.
#include "Codegen/Passes.h"

#include "mlir/Dialect/OpenMP/OpenMPDialect.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_SHAREITERATIONS
#include "Codegen/Passes.h.inc"

namespace {
struct ShareIterations : impl::ShareIterationsBase<ShareIterations> {
  void runOnOperation() override {
    SmallVector<omp::WsloopOp> loops;
    getOperation().walk([&](omp::WsloopOp loop) {
      if (isPlain(loop))
        loops.push_back(loop);
    });
    for (omp::WsloopOp loop : loops)
      share(loop);
  }

private:
  // One loop without clauses, and nothing else that the threads of its region would do before or after it:
  // they meet at the region's end alone.
  static bool isPlain(omp::WsloopOp loop) {
    auto parallel = dyn_cast<omp::ParallelOp>(loop->getParentOp());
    auto nest = dyn_cast<omp::LoopNestOp>(loop.getWrappedLoop());
    return parallel && nest && loop->getAttrs().size() == loop->hasAttr("operandSegmentSizes") &&
           loop->getNumOperands() == 0 && nest.getIVs().size() == 1 && !nest.getLoopInclusive() &&
           nest.getRegion().hasOneBlock() && llvm::hasNItems(parallel.getRegion().front(), 2);
  }

  Value call(OpBuilder &builder, Location loc, StringRef name) {
    ModuleOp module = getOperation();
    if (!module.lookupSymbol(name)) {
      auto first = OpBuilder::atBlockBegin(module.getBody());
      auto function = func::FuncOp::create(first, module.getLoc(), name,
                                           builder.getFunctionType({}, builder.getI32Type()));
      function.setPrivate();
    }
    Value number = func::CallOp::create(builder, loc, name, builder.getI32Type()).getResult(0);
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(), number);
  }

  // Of n iterations each thread has n / threads that follow each other, and the first ones one more as far as
  // there are any left.
  void share(omp::WsloopOp loop) {
    auto nest = cast<omp::LoopNestOp>(loop.getWrappedLoop());
    Location loc = loop.getLoc();
    OpBuilder builder(loop);
    Value lower = nest.getLoopLowerBounds()[0], upper = nest.getLoopUpperBounds()[0],
          step = nest.getLoopSteps()[0];
    Value thread = call(builder, loc, "omp_get_thread_num"),
          threads = call(builder, loc, "omp_get_num_threads");
    Value one = arith::ConstantIndexOp::create(builder, loc, 1),
          zero = arith::ConstantIndexOp::create(builder, loc, 0);
    auto difference = [&](Value a, Value b) -> Value { return arith::SubIOp::create(builder, loc, a, b); };
    auto sum = [&](Value a, Value b) -> Value { return arith::AddIOp::create(builder, loc, a, b); };
    auto product = [&](Value a, Value b) -> Value { return arith::MulIOp::create(builder, loc, a, b); };
    Value length = arith::MaxSIOp::create(builder, loc, difference(upper, lower), zero);
    Value count = arith::DivUIOp::create(builder, loc, sum(length, difference(step, one)), step);
    Value each = arith::DivUIOp::create(builder, loc, count, threads);
    Value left = arith::RemUIOp::create(builder, loc, count, threads);
    // The first iteration of a thread: those in front have `each`, and one more as long as there are any
    // left.
    auto firstOf = [&](Value which) -> Value {
      return sum(product(which, each), arith::MinUIOp::create(builder, loc, which, left));
    };
    Value from = sum(lower, product(firstOf(thread), step)),
          to = sum(lower, product(firstOf(sum(thread, one)), step));
    // The last iteration may end behind the upper bound.
    auto mine = scf::ForOp::create(builder, loc, from, arith::MinSIOp::create(builder, loc, to, upper), step);
    Block &body = nest.getRegion().front();
    body.getTerminator()->erase();
    mine.getBody()->getTerminator()->erase();
    body.getArgument(0).replaceAllUsesWith(mine.getInductionVar());
    mine.getBody()->getOperations().splice(mine.getBody()->end(), body.getOperations());
    builder.setInsertionPointToEnd(mine.getBody());
    scf::YieldOp::create(builder, loc);
    loop.erase();
  }
};
} // namespace
} // namespace dlc

// Threads. At the end, when kernels take pointers and numbers: calls that follow each other, and loops over
// such calls, are one parallel region. In it each thread calls a kernel with its part of the iterations, the
// first one alone calls what has no parts, and all wait for each other in between: half of what leaving a
// region and entering the next one takes.
#include "Codegen/EntryPoints/OpenMPCalls.h"
#include "Codegen/Passes.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_FORKKERNELS
#include "Codegen/Passes.h.inc"

using namespace codegen;

namespace {
bool hasParallelCall(Operation *op) {
  return op
      ->walk([](func::CallOp call) {
        return call->hasAttr(kParallel) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// What all threads of a region compute for themselves.
bool isAddress(Operation &op) { return isPure(&op) && op.getNumRegions() == 0; }

/// The body of one region, which each thread runs.
class RegionBody {
public:
  RegionBody(OpBuilder &builder, Location location, OpenMPCalls &openmp, Value number)
      : b(location, builder), openmp(openmp), number(number), thread(openmp.ask(b, "omp_get_thread_num")),
        threads(openmp.ask(b, "omp_get_num_threads")), zero(arith::ConstantIndexOp::create(b, 0)),
        isFirst(arith::CmpIOp::create(b, arith::CmpIPredicate::eq, thread, zero)) {}

  IRMapping values; ///< from those of the caller

  void run(ArrayRef<Operation *> members) {
    for (Operation *op : members)
      add(op);
  }

private:
  enum class Last { nothing, ofFirstThread, ofAll };

  void add(Operation *op) {
    if (isAddress(*op)) {
      b.clone(*op, values);
    } else if (!hasParallelCall(op)) {
      if (last == Last::ofAll)
        wait();
      auto branch = scf::IfOp::create(b, isFirst, /*withElseRegion=*/false);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(branch.thenBlock());
      b.clone(*op, values);
      last = Last::ofFirstThread;
    } else {
      if (last != Last::nothing)
        wait();
      if (auto call = dyn_cast<func::CallOp>(op))
        addPart(call);
      else
        addNested(op);
    }
  }

  void wait() {
    openmp.barrier(b, number);
    last = Last::nothing;
  }

  /// Of n iterations each thread has n / threads that follow each other, and the first ones one more as far
  /// as there are any left.
  void addPart(func::CallOp call) {
    SmallVector<Value> arguments;
    for (Value operand : call.getOperands())
      arguments.push_back(values.lookupOrDefault(operand));
    Value lower = arguments[0], upper = arguments[1];
    Value count = arith::MaxSIOp::create(b, arith::SubIOp::create(b, upper, lower), zero);
    Value each = arith::DivUIOp::create(b, count, threads), left = arith::RemUIOp::create(b, count, threads);
    auto firstOf = [&](Value which) -> Value {
      Value before = arith::AddIOp::create(b, arith::MulIOp::create(b, which, each),
                                           arith::MinUIOp::create(b, which, left));
      return arith::AddIOp::create(b, lower, before);
    };
    arguments[0] = firstOf(thread);
    arguments[1] = firstOf(arith::AddIOp::create(b, thread, arith::ConstantIndexOp::create(b, 1)));
    func::CallOp::create(b, call.getCallee(), TypeRange(), arguments);
    last = Last::ofAll;
  }

  /// A loop or a branch, whose bodies end with all threads in step.
  void addNested(Operation *op) {
    Operation *copy = b.cloneWithoutRegions(*op, values);
    for (auto [from, to] : llvm::zip_equal(op->getRegions(), copy->getRegions())) {
      if (from.empty())
        continue;
      OpBuilder::InsertionGuard guard(b);
      Block *body = b.createBlock(&to);
      for (BlockArgument argument : from.getArguments())
        values.map(argument, body->addArgument(argument.getType(), argument.getLoc()));
      for (Operation &inner : from.front().without_terminator())
        add(&inner);
      if (last != Last::nothing)
        wait();
      scf::YieldOp::create(b);
    }
  }

  ImplicitLocOpBuilder b;
  OpenMPCalls &openmp;
  Value number;          ///< of the thread in the process, by which the run time counts
  Value thread, threads; ///< its number in the team, and how many there are
  Value zero, isFirst;
  Last last = Last::nothing;
};

class Regions {
public:
  explicit Regions(ModuleOp module)
      : openmp(module), layout(module), types(module.getContext()),
        pointer(LLVM::LLVMPointerType::get(module.getContext())) {
    llvm::DenseMap<Operation *, SmallVector<Operation *>> callers;
    for (auto function : module.getOps<func::FuncOp>()) {
      function.walk([&](func::CallOp call) { callers[calleeOf(call)].push_back(function); });
      if (hasParallelCall(function))
        withRegions.insert(function);
    }
    // And what calls them: in a region of its caller, one thread alone would be in theirs.
    for (size_t i = 0; i < withRegions.size(); ++i)
      withRegions.insert_range(callers.lookup(withRegions[i]));
  }

  void run() {
    for (Operation *function : withRegions)
      for (Block &block : llvm::cast<func::FuncOp>(function).getBody())
        visit(block);
  }

private:
  func::FuncOp calleeOf(func::CallOp call) { return openmp.table().lookup<func::FuncOp>(call.getCallee()); }

  /// Whether an op can be in a region: a call, or a loop or branch over calls.
  bool isMember(Operation *op) {
    if (op->getNumResults())
      return false;
    if (auto call = dyn_cast<func::CallOp>(op)) {
      func::FuncOp callee = calleeOf(call);
      return callee && !callee.isExternal() && !withRegions.contains(callee);
    }
    if (!isa<scf::ForOp, scf::IfOp>(op))
      return false;
    for (Region &region : op->getRegions())
      for (Operation &inner : region.getOps())
        if (!isa<scf::YieldOp>(inner) && !isAddress(inner) && !isMember(&inner))
          return false;
    return true;
  }

  /// Finds what can be one region in a block, and in those inside of the rest.
  void visit(Block &block) {
    SmallVector<Operation *> members;
    for (Operation &op : llvm::make_early_inc_range(block)) {
      if (isMember(&op)) {
        members.push_back(&op);
      } else if (!isAddress(op)) {
        fork(members);
        members.clear();
        for (Region &region : op.getRegions())
          for (Block &inner : region)
            visit(inner);
      }
    }
    fork(members);
  }

  void fork(ArrayRef<Operation *> members) {
    // What has no parts needs no region in front of it or behind.
    while (!members.empty() && !hasParallelCall(members.front()))
      members = members.drop_front();
    while (!members.empty() && !hasParallelCall(members.back()))
      members = members.drop_back();
    if (members.empty())
      return;
    auto caller = members.front()->getParentOfType<func::FuncOp>();
    ImplicitLocOpBuilder b(members.front()->getLoc(), members.front()->getContext());
    b.setInsertionPointAfter(members.back());
    auto branch = scf::IfOp::create(b, isForOneThread(b, caller, members), /*withElseRegion=*/true);
    b.setInsertionPointToStart(branch.elseBlock());
    enter(b, caller, members);
    for (Operation *op : members) {
      op->moveBefore(branch.thenBlock()->getTerminator());
      op->walk([](func::CallOp call) { call->removeAttr(kParallel); });
    }
  }

  /// Whether there is one thread, asked once a function: a plain call does without the run time, which would
  /// allocate, and would answer for a region of the caller's own. Or no kernel has more than one iteration,
  /// as sizes turn out.
  Value isForOneThread(ImplicitLocOpBuilder &b, func::FuncOp caller, ArrayRef<Operation *> members) {
    Value &alone = loneThreads[caller];
    if (!alone) {
      ImplicitLocOpBuilder start(caller.getLoc(), caller.getContext());
      start.setInsertionPointToStart(&caller.getBody().front());
      alone = arith::CmpIOp::create(start, arith::CmpIPredicate::eq, openmp.ask(start, "omp_get_max_threads"),
                                    arith::ConstantIndexOp::create(start, 1));
    }
    SmallVector<std::pair<Value, Value>> ranges;
    for (Operation *op : members) {
      auto call = dyn_cast<func::CallOp>(op);
      if (!call && hasParallelCall(op))
        return alone;
      if (!call || !call->hasAttr(kParallel))
        continue;
      auto first = getConstantIntValue(call.getOperand(0)), past = getConstantIntValue(call.getOperand(1));
      if (first && past && *past - *first > 1)
        return alone;
      ranges.emplace_back(call.getOperand(0), call.getOperand(1));
    }
    Value areSmall;
    for (auto [first, past] : ranges) {
      Value count = b.createOrFold<arith::SubIOp>(past, first);
      Value isSmall = b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::sle, count,
                                                    arith::ConstantIndexOp::create(b, 1));
      areSmall = areSmall ? b.createOrFold<arith::AndIOp>(areSmall, isSmall) : isSmall;
    }
    return b.createOrFold<arith::OrIOp>(alone, areSmall);
  }

  /// Writes the function that threads run, and calls it by all of them.
  void enter(ImplicitLocOpBuilder &b, func::FuncOp caller, ArrayRef<Operation *> members) {
    llvm::SetVector<Value> captured;
    llvm::SetVector<Operation *> addresses;
    const llvm::DenseSet<Operation *> ofRegion(members.begin(), members.end());
    for (Operation *op : members)
      op->walk([&](Operation *inner) {
        for (Value operand : inner->getOperands())
          if (!isInside(operand, ofRegion))
            capture(operand, captured, addresses);
      });
    auto record = LLVM::LLVMStructType::getLiteral(
        b.getContext(),
        llvm::map_to_vector(captured, [&](Value value) { return types.convertType(value.getType()); }));
    Value area = areaOf(caller, layout.getTypeSize(record));

    ImplicitLocOpBuilder inside(b.getLoc(), b.getContext());
    inside.setInsertionPoint(caller);
    auto body = func::FuncOp::create(inside, (caller.getSymName() + "_region").str(),
                                     inside.getFunctionType({inside.getI32Type(), pointer}, {}));
    body.setPrivate();
    body->setAttr(kGlue, inside.getUnitAttr());
    openmp.table().insert(body);
    inside.setInsertionPointToStart(body.addEntryBlock());
    RegionBody region(inside, b.getLoc(), openmp, body.getArgument(0));
    for (auto [i, value] : llvm::enumerate(captured)) {
      Type type = record.getBody()[i];
      LLVM::StoreOp::create(b, cast(b, value, type), field(b, record, area, i));
      Value loaded = LLVM::LoadOp::create(inside, type, field(inside, record, body.getArgument(1), i));
      region.values.map(value, cast(inside, loaded, value.getType()));
    }
    region.run(addresses.getArrayRef());
    region.run(members);
    inside.setInsertionPointToEnd(&body.getBody().front());
    func::ReturnOp::create(inside);
    openmp.fork(b, taskOf(body), area);
  }

  static bool isInside(Value value, const llvm::DenseSet<Operation *> &members) {
    Operation *op = value.getParentBlock()->getParentOp();
    while (op && !members.contains(op))
      op = op->getParentOp();
    return op;
  }

  /// What a region takes from its caller, and the addresses that it computes of that, in order.
  static void capture(Value value, llvm::SetVector<Value> &captured,
                      llvm::SetVector<Operation *> &addresses) {
    Operation *definition = value.getDefiningOp();
    if (!definition || !isAddress(*definition)) {
      captured.insert(value);
      return;
    }
    if (addresses.contains(definition))
      return;
    for (Value operand : definition->getOperands())
      capture(operand, captured, addresses);
    addresses.insert(definition);
  }

  static Value cast(ImplicitLocOpBuilder &b, Value value, Type type) {
    if (value.getType() == type)
      return value;
    return UnrealizedConversionCastOp::create(b, TypeRange{type}, value).getResult(0);
  }

  Value field(ImplicitLocOpBuilder &b, Type record, Value area, size_t i) const {
    return LLVM::GEPOp::create(b, pointer, record, area, ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(i)});
  }

  /// Memory on the stack of the caller, one for all regions, of which the largest record decides.
  Value areaOf(func::FuncOp caller, uint64_t bytes) {
    LLVM::AllocaOp &area = areas[caller];
    if (!area) {
      ImplicitLocOpBuilder b(caller.getLoc(), caller.getContext());
      b.setInsertionPointToStart(&caller.getBody().front());
      Value one = LLVM::ConstantOp::create(b, b.getI64Type(), b.getI64IntegerAttr(1));
      area = LLVM::AllocaOp::create(b, pointer, LLVM::LLVMArrayType::get(b.getI8Type(), 0), one,
                                    kernel::kBufferAlignment);
    }
    const auto old = llvm::cast<LLVM::LLVMArrayType>(area.getElemType());
    area.setElemType(
        LLVM::LLVMArrayType::get(old.getElementType(), std::max<uint64_t>(old.getNumElements(), bytes)));
    return area;
  }

  /// The function in the form that the run time calls: with the addresses of two numbers of the thread.
  LLVM::LLVMFuncOp taskOf(func::FuncOp body) {
    ImplicitLocOpBuilder b(body.getLoc(), body.getContext());
    b.setInsertionPointAfter(body);
    auto type =
        LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), {pointer, pointer, pointer});
    auto task =
        LLVM::LLVMFuncOp::create(b, (body.getSymName() + "_thread").str(), type, LLVM::Linkage::Internal);
    task->setAttr(kGlue, b.getUnitAttr());
    openmp.table().insert(task);
    Block &block = *task.addEntryBlock(b);
    b.setInsertionPointToStart(&block);
    Value number = LLVM::LoadOp::create(b, b.getI32Type(), block.getArgument(0));
    func::CallOp::create(b, body, ValueRange{number, block.getArgument(2)});
    LLVM::ReturnOp::create(b, ValueRange());
    return task;
  }

  OpenMPCalls openmp;
  DataLayout layout;
  LLVMTypeConverter types;
  Type pointer;
  llvm::SetVector<Operation *> withRegions;          ///< functions, also by what they call
  llvm::DenseMap<Operation *, Value> loneThreads;    ///< by caller
  llvm::DenseMap<Operation *, LLVM::AllocaOp> areas; ///< by caller
};

struct ForkKernels : impl::ForkKernelsBase<ForkKernels> {
  void runOnOperation() override {
    if (hasParallelCall(getOperation()))
      Regions(getOperation()).run();
  }
};
} // namespace
} // namespace dlc

// Threads. At the end, when kernels take pointers and numbers: these go through memory to the threads, and
// what a thread runs is the same for all calls of a kernel.
#include "Codegen/Passes.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_FORKKERNELS
#include "Codegen/Passes.h.inc"

namespace {
class Forks {
public:
  explicit Forks(ModuleOp module)
      : module(module), symbols(module), layout(module), types(module.getContext()),
        pointer(LLVM::LLVMPointerType::get(module.getContext())) {}

  void fork(func::CallOp call) {
    ImplicitLocOpBuilder b(call.getLoc(), call);
    // One iteration, too, is for the thread that is here: sizes that are known only now may be that small.
    Value count = b.createOrFold<arith::SubIOp>(call.getOperand(1), call.getOperand(0));
    Value one = arith::ConstantIndexOp::create(b, 1);
    Value isOne = b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::sle, count, one);
    Value alone = b.createOrFold<arith::OrIOp>(isAlone(call->getParentOfType<func::FuncOp>()), isOne);
    auto branch = scf::IfOp::create(b, alone, /*withElseRegion=*/true);
    call->moveBefore(branch.thenBlock(), branch.thenBlock()->begin());
    call->removeAttr(kParallel);
    b.setInsertionPointToStart(branch.elseBlock());
    LLVM::LLVMStructType record = recordOf(call.getOperandTypes());
    Value area = areaOf(call->getParentOfType<func::FuncOp>(), layout.getTypeSize(record));
    for (auto [i, operand] : llvm::enumerate(call.getOperands()))
      LLVM::StoreOp::create(b, cast(b, operand, record.getBody()[i]), field(b, record, area, i));
    LLVM::LLVMFuncOp run = runTime(b);
    Value place = LLVM::AddressOfOp::create(b, pointer, identName());
    Value arguments = LLVM::ConstantOp::create(b, b.getI32Type(), b.getI32IntegerAttr(1));
    Value task = LLVM::AddressOfOp::create(b, pointer, taskOf(call).getSymName());
    LLVM::CallOp::create(b, run, ValueRange{place, arguments, task, area});
  }

private:
  /// Whether there is one thread, asked once a function. A plain call does without the run time, which would
  /// allocate, and would answer for a region of the caller's own.
  Value isAlone(func::FuncOp caller) {
    Value &alone = loneThreads[caller];
    if (!alone) {
      ImplicitLocOpBuilder b(caller.getLoc(), caller.getContext());
      b.setInsertionPointToStart(&caller.getBody().front());
      Value most = ask(b, "omp_get_max_threads");
      alone = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, most, arith::ConstantIndexOp::create(b, 1));
    }
    return alone;
  }

  /// The arguments of a kernel as they lie in memory.
  LLVM::LLVMStructType recordOf(TypeRange arguments) {
    SmallVector<Type> fields;
    for (Type type : arguments)
      fields.push_back(types.convertType(type));
    return LLVM::LLVMStructType::getLiteral(module.getContext(), fields);
  }

  static Value cast(ImplicitLocOpBuilder &b, Value value, Type type) {
    if (value.getType() == type)
      return value;
    return UnrealizedConversionCastOp::create(b, TypeRange{type}, value).getResult(0);
  }

  Value field(ImplicitLocOpBuilder &b, Type record, Value area, size_t i) const {
    return LLVM::GEPOp::create(b, pointer, record, area, ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(i)});
  }

  /// Memory on the stack of the caller, one for all calls, of which the largest record decides.
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

  /// What each thread runs: the kernel, with its part of the iterations.
  LLVM::LLVMFuncOp taskOf(func::CallOp call) {
    LLVM::LLVMFuncOp &task = tasks[call.getCalleeAttr().getAttr()];
    if (task)
      return task;
    auto kernel = symbols.lookup<func::FuncOp>(call.getCallee());
    ImplicitLocOpBuilder b(kernel.getLoc(), module.getContext());
    b.setInsertionPointAfter(kernel);
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(module.getContext()),
                                            {pointer, pointer, pointer});
    task = LLVM::LLVMFuncOp::create(b, (call.getCallee() + "_thread").str(), type, LLVM::Linkage::Internal);
    task->setAttr(kGlue, b.getUnitAttr());
    symbols.insert(task);
    Block &body = *task.addEntryBlock(b);
    b.setInsertionPointToStart(&body);
    LLVM::LLVMStructType record = recordOf(call.getOperandTypes());
    SmallVector<Value> arguments;
    for (auto [i, argument] : llvm::enumerate(call.getOperandTypes()))
      arguments.push_back(
          cast(b, LLVM::LoadOp::create(b, record.getBody()[i], field(b, record, body.getArgument(2), i)),
               argument));
    std::tie(arguments[0], arguments[1]) = partOf(b, arguments[0], arguments[1]);
    func::CallOp::create(b, call.getCallee(), TypeRange(), arguments);
    LLVM::ReturnOp::create(b, ValueRange());
    return task;
  }

  /// Of n iterations each thread has n / threads that follow each other, and the first ones one more as far
  /// as there are any left.
  std::pair<Value, Value> partOf(ImplicitLocOpBuilder &b, Value lower, Value upper) {
    Value thread = ask(b, "omp_get_thread_num"), threads = ask(b, "omp_get_num_threads");
    Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
    Value count = arith::MaxSIOp::create(b, arith::SubIOp::create(b, upper, lower), zero);
    Value each = arith::DivUIOp::create(b, count, threads), left = arith::RemUIOp::create(b, count, threads);
    auto firstOf = [&](Value which) -> Value {
      Value before = arith::AddIOp::create(b, arith::MulIOp::create(b, which, each),
                                           arith::MinUIOp::create(b, which, left));
      return arith::AddIOp::create(b, lower, before);
    };
    return {firstOf(thread), firstOf(arith::AddIOp::create(b, thread, one))};
  }

  Value ask(ImplicitLocOpBuilder &b, StringRef name) {
    if (!symbols.lookup(name)) {
      auto function = func::FuncOp::create(b.getLoc(), name, b.getFunctionType({}, b.getI32Type()));
      function.setPrivate();
      symbols.insert(function, module.getBody()->begin());
    }
    Value number = func::CallOp::create(b, name, b.getI32Type(), ValueRange()).getResult(0);
    return arith::IndexCastOp::create(b, b.getIndexType(), number);
  }

  LLVM::LLVMFuncOp runTime(ImplicitLocOpBuilder &at) {
    static constexpr StringLiteral name = "__kmpc_fork_call";
    if (auto found = symbols.lookup<LLVM::LLVMFuncOp>(name))
      return found;
    ImplicitLocOpBuilder b(module.getLoc(), module.getContext());
    b.setInsertionPointToStart(module.getBody());
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(module.getContext()),
                                            {pointer, at.getI32Type(), pointer}, /*isVarArg=*/true);
    auto function = LLVM::LLVMFuncOp::create(b, name, type);
    symbols.insert(function);
    return function;
  }

  /// The run time's description of a place in a program (ident_t), of none in particular.
  StringRef identName() {
    static constexpr StringLiteral name = "dlc.omp_ident", text = "dlc.omp_place";
    if (symbols.lookup(name))
      return name;
    ImplicitLocOpBuilder b(module.getLoc(), module.getContext());
    b.setInsertionPointToStart(module.getBody());
    const std::string none(";unknown;unknown;0;0;;", 23); // with the zero at its end
    auto bytes = LLVM::LLVMArrayType::get(b.getI8Type(), none.size());
    symbols.insert(LLVM::GlobalOp::create(b, bytes, /*isConstant=*/true, LLVM::Linkage::Private, text,
                                          b.getStringAttr(none)));
    auto type = LLVM::LLVMStructType::getLiteral(
        module.getContext(), {b.getI32Type(), b.getI32Type(), b.getI32Type(), b.getI32Type(), pointer});
    auto ident =
        LLVM::GlobalOp::create(b, type, /*isConstant=*/true, LLVM::Linkage::Private, name, Attribute());
    symbols.insert(ident);
    b.createBlock(&ident.getInitializer());
    Value value = LLVM::PoisonOp::create(b, type);
    const int32_t compiled = 2, length = static_cast<int32_t>(none.size()) - 1; // KMP_IDENT_KMPC
    for (auto [i, number] : llvm::enumerate(ArrayRef<int32_t>{0, compiled, 0, length}))
      value = LLVM::InsertValueOp::create(
          b, value, LLVM::ConstantOp::create(b, b.getI32Type(), b.getI32IntegerAttr(number)),
          static_cast<int64_t>(i));
    value = LLVM::InsertValueOp::create(b, value, LLVM::AddressOfOp::create(b, pointer, text), 4);
    LLVM::ReturnOp::create(b, value);
    return name;
  }

  ModuleOp module;
  SymbolTable symbols;
  DataLayout layout;
  LLVMTypeConverter types;
  Type pointer;
  llvm::DenseMap<Operation *, Value> loneThreads;     ///< by caller
  llvm::DenseMap<Operation *, LLVM::AllocaOp> areas;  ///< by caller
  llvm::DenseMap<StringAttr, LLVM::LLVMFuncOp> tasks; ///< by kernel
};

struct ForkKernels : impl::ForkKernelsBase<ForkKernels> {
  void runOnOperation() override {
    SmallVector<func::CallOp> calls;
    getOperation().walk([&](func::CallOp call) {
      if (call->hasAttr(kParallel))
        calls.push_back(call);
    });
    if (calls.empty())
      return;
    Forks forks(getOperation());
    for (func::CallOp call : calls)
      forks.fork(call);
  }
};
} // namespace
} // namespace dlc

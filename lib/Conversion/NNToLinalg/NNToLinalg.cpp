// The pass convert-nn-to-linalg: gathers the patterns of all categories.
#include "Conversion/NNToLinalg/Patterns.h"
#include "Conversion/NNToLinalg/Ranks.h"
#include "Conversion/Passes.h"
#include "Train/Train.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_CONVERTNNTOLINALG
#define GEN_PASS_REGISTRATION
#include "Conversion/Passes.h.inc"

LogicalResult lowering::checkSizes(Emitter &emit, Operation *op) {
  if (emit.knowsSizes())
    return success();
  return op->emitOpError("has a dynamic size that neither its operands nor the function's arguments tell");
}

namespace {
/// Why patterns did not match, by the op's location.
struct Reasons : RewriterBase::Listener {
  void notifyMatchFailure(Location location, function_ref<void(Diagnostic &)> explain) override {
    Diagnostic reason(location, DiagnosticSeverity::Remark);
    explain(reason);
    SmallVector<std::string, 1> &reasons = of[location];
    if (std::string text = reason.str(); !llvm::is_contained(reasons, text))
      reasons.push_back(std::move(text));
  }
  llvm::DenseMap<Location, SmallVector<std::string, 1>> of;
};

struct ConvertNNToLinalg : impl::ConvertNNToLinalgBase<ConvertNNToLinalg> {
  using ConvertNNToLinalgBase::ConvertNNToLinalgBase;
  void runOnOperation() override {
    if (failed(checkStateIsLifted()))
      return signalPassFailure();
    MLIRContext &context = getContext();
    TypeConverter types;
    types.addConversion([](Type type) { return type; });
    types.addConversion([](nn::SizedTensorType type) { return lowering::loweredType(type); });
    RewritePatternSet set(&context);
    lowering::Patterns patterns{set, types};
    lowering::populateStructurePatterns(patterns, batchArgument);
    lowering::populateElementwisePatterns(patterns);
    lowering::populateContractionPatterns(patterns);
    lowering::populateConvolutionPatterns(patterns);
    lowering::populatePoolingPatterns(patterns);
    lowering::populateNormalizationPatterns(patterns);
    lowering::populateReductionPatterns(patterns);
    lowering::populateShapePatterns(patterns);
    lowering::populateIndexingPatterns(patterns);
    lowering::populateRandomPatterns(patterns);
    lowering::populateLossPatterns(patterns);
    lowering::populateControlPatterns(patterns);
    lowering::populateRankPatterns(patterns);

    ConversionTarget target(context);
    // Ops of nn are not marked as illegal: the driver would end at the first that it cannot convert, and all
    // are to be reported.
    auto stays = [&](Operation *op) {
      if (isa<train::RankMeanOp, train::RankSumOp>(op))
        return false;
      return !isa_and_present<nn::NNDialect>(op->getDialect()) ||
             isa<nn::YieldOp>(op) || // lowered with the op whose body it ends
             (batchArgument && isa<nn::VariableOp>(op));
    };
    target.markUnknownOpDynamicallyLegal(
        [&](Operation *op) { return stays(op) ? std::optional<bool>(true) : std::nullopt; });
    Reasons reasons;
    ConversionConfig config;
    config.listener = &reasons;
    if (failed(applyPartialConversion(getOperation(), target, std::move(set), config)))
      return signalPassFailure();
    getOperation().walk([&](Operation *op) {
      if (stays(op))
        return;
      report(op, reasons.of.lookup(op->getLoc()));
      signalPassFailure();
    });
    lowering::dropSizes(getOperation());
  }

  static void report(Operation *op, ArrayRef<std::string> reasons) {
    InFlightDiagnostic error = op->emitOpError("has no lowering for ");
    error << "(" << op->getOperandTypes() << ") -> (" << op->getResultTypes() << ")";
    auto compound = dyn_cast<nn::DecomposableOp>(op);
    if (compound && !compound.isPrimitive()) {
      error.attachNote() << "nn-legalize rewrites it as simpler ops, which have one";
      return;
    }
    for (const std::string &reason : reasons)
      error.attachNote() << reason;
  }

  /// State has no tensor form: says so at each op instead of leaving it to the driver, which would only name
  /// the first.
  LogicalResult checkStateIsLifted() {
    bool lifted = true;
    getOperation().walk([&](Operation *op) {
      if (!isa<nn::ReadOp, nn::AssignOp>(op) && (batchArgument || !isa<nn::VariableOp>(op)))
        return;
      op->emitOpError("must be lifted to a value before lowering to linalg");
      lifted = false;
    });
    return success(lifted);
  }
};
} // namespace

void registerConversionPasses() { registerDlcConversionPasses(); }
} // namespace dlc

// The pass convert-nn-to-linalg: gathers the patterns of all categories.
#include "Conversion/NNToLinalg/Patterns.h"
#include "Conversion/Passes.h"

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

    ConversionTarget target(context);
    target.addIllegalDialect<nn::NNDialect>();
    target.addLegalOp<nn::YieldOp>(); // lowered with the op whose body it ends
    if (batchArgument)
      target.addLegalOp<nn::VariableOp>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    if (failed(applyPartialConversion(getOperation(), target, std::move(set))))
      return signalPassFailure();
    lowering::dropSizes(getOperation());
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

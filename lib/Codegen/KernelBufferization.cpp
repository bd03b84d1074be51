// How kernel ops bufferize: inputs are read, the destination is overwritten, epilogues stay as they are.
#include "Codegen/Passes.h"

#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace dlc {
namespace {
template <typename Op> struct Model : DstBufferizableOpInterfaceExternalModel<Model<Op>, Op> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand, const AnalysisState &) const {
    return !cast<Op>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter, const BufferizationOptions &options,
                          BufferizationState &state) const {
    SmallVector<Value> buffers;
    for (Value operand : op->getOperands()) {
      FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    rewriter.setInsertionPoint(op);
    OperationState description(op->getLoc(), op->getName(), buffers, {}, op->getAttrs());
    for (unsigned i = 0; i < op->getNumRegions(); ++i)
      description.addRegion();
    Operation *onBuffers = rewriter.create(description);
    for (auto [from, to] : llvm::zip_equal(op->getRegions(), onBuffers->getRegions()))
      rewriter.inlineRegionBefore(from, to, to.end());
    replaceOpWithBufferizedValues(rewriter, op, buffers.back());
    return success();
  }
};
} // namespace

void registerKernelBufferization(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, kernel::KernelDialect *) {
    kernel::MatmulOp::attachInterface<Model<kernel::MatmulOp>>(*context);
    kernel::ConvOp::attachInterface<Model<kernel::ConvOp>>(*context);
    kernel::MaxPoolBackwardOp::attachInterface<Model<kernel::MaxPoolBackwardOp>>(*context);
    kernel::MaxPoolOp::attachInterface<Model<kernel::MaxPoolOp>>(*context);
    kernel::ConvBackwardWeightsOp::attachInterface<Model<kernel::ConvBackwardWeightsOp>>(*context);
  });
}
} // namespace dlc

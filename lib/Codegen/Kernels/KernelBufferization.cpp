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

  /// Whether an extra may lie in the very memory that is written: the update of a variable by its gradient.
  /// A matrix product stores each element once, right after its epilogue has read at the same place; a
  /// convolution's tiles overlap.
  bool bufferizesToElementwiseAccess(Operation *op, const AnalysisState &,
                                     ArrayRef<OpOperand *> operands) const {
    auto matmul = dyn_cast<kernel::MatmulOp>(op);
    if (!matmul)
      return false;
    return llvm::all_of(operands, [&](OpOperand *operand) {
      if (matmul.isDpsInit(operand))
        return true;
      unsigned number = operand->getOperandNumber(); // lhs, rhs, extras
      return number >= 2 && cast<AffineMapAttr>(matmul.getEpilogueMaps()[number - 2]).getValue().isIdentity();
    });
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
    SmallVector<Value> results;
    for (OpOperand &init : cast<DestinationStyleOpInterface>(op).getDpsInitsMutable())
      results.push_back(buffers[init.getOperandNumber()]);
    replaceOpWithBufferizedValues(rewriter, op, results);
    return success();
  }
};

/// A barrier is its operand's buffer.
struct BarrierModel : BufferizableOpInterface::ExternalModel<BarrierModel, kernel::BarrierOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &, const AnalysisState &) const { return false; }
  bool bufferizesToMemoryWrite(Operation *, OpOperand &, const AnalysisState &) const { return false; }
  AliasingValueList getAliasingValues(Operation *op, OpOperand &, const AnalysisState &) const {
    return {{op->getResult(0), BufferRelation::Equivalent}};
  }
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter, const BufferizationOptions &options,
                          BufferizationState &state) const {
    FailureOr<Value> buffer = getBuffer(rewriter, op->getOperand(0), options, state);
    if (failed(buffer))
      return failure();
    replaceOpWithBufferizedValues(rewriter, op, *buffer);
    return success();
  }
};
/// The callee takes buffers whose elements lie side by side, and overwrites or updates its destinations.
struct CallModel : DstBufferizableOpInterfaceExternalModel<CallModel, kernel::CallOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &, const AnalysisState &) const { return true; }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter, const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto call = cast<kernel::CallOp>(op);
    SmallVector<Value> operands, results;
    SmallVector<std::pair<Value, Value>> copies; // from what the callee wrote to where it belongs
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isa<RankedTensorType>(operand.get().getType())) {
        operands.push_back(operand.get());
        continue;
      }
      FailureOr<Value> buffer = getBuffer(rewriter, operand.get(), options, state);
      if (failed(buffer))
        return failure();
      Value whole = *buffer;
      if (auto type = cast<MemRefType>(whole.getType()); !type.getLayout().isIdentity()) {
        whole = copyOf(rewriter, op->getLoc(), *buffer);
        if (call.isDpsInit(&operand))
          copies.emplace_back(whole, *buffer);
      }
      operands.push_back(whole);
      if (call.isDpsInit(&operand))
        results.push_back(*buffer);
    }
    rewriter.setInsertionPoint(op);
    OperationState description(op->getLoc(), op->getName(), operands, {}, op->getAttrs());
    rewriter.create(description);
    for (auto [from, to] : copies)
      memref::CopyOp::create(rewriter, op->getLoc(), from, to);
    replaceOpWithBufferizedValues(rewriter, op, results);
    return success();
  }

  static Value copyOf(RewriterBase &rewriter, Location loc, Value buffer) {
    auto type = cast<MemRefType>(buffer.getType());
    SmallVector<Value> sizes;
    for (int64_t d = 0; d < type.getRank(); ++d)
      if (type.isDynamicDim(d))
        sizes.push_back(memref::DimOp::create(rewriter, loc, buffer, d));
    Value copy = memref::AllocOp::create(rewriter, loc,
                                         MemRefType::get(type.getShape(), type.getElementType()), sizes);
    memref::CopyOp::create(rewriter, loc, buffer, copy);
    return copy;
  }
};
} // namespace

void registerKernelBufferization(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, kernel::KernelDialect *) {
    kernel::MatmulOp::attachInterface<Model<kernel::MatmulOp>>(*context);
    kernel::ConvOp::attachInterface<Model<kernel::ConvOp>>(*context);
    kernel::AttentionOp::attachInterface<Model<kernel::AttentionOp>>(*context);
    kernel::AttentionBackwardOp::attachInterface<Model<kernel::AttentionBackwardOp>>(*context);
    kernel::MaxPoolBackwardOp::attachInterface<Model<kernel::MaxPoolBackwardOp>>(*context);
    kernel::MaxPoolOp::attachInterface<Model<kernel::MaxPoolOp>>(*context);
    kernel::SortOp::attachInterface<Model<kernel::SortOp>>(*context);
    kernel::BarrierOp::attachInterface<BarrierModel>(*context);
    kernel::CallOp::attachInterface<CallModel>(*context);
    kernel::ConvBackwardWeightsOp::attachInterface<Model<kernel::ConvBackwardWeightsOp>>(*context);
  });
}
} // namespace dlc

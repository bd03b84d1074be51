// Computes results, and the parts that are put together to larger tensors, where they belong. In front of
// bufferization, which places the result of an op where its destination lies.
//
// Upstream's elimination of empty tensors, with one restriction. Bufferization orders reads and writes of
// tensors, but not the stores into the buffers of results at the end of a function. What is stored there at
// the end must not lie in the buffer of another result, which may be written first. So an op is not given a
// result's buffer if another result starts from what the op computes: in `h = x · x, c = cumsum h, return c,
// h`, h would lie where c belongs.
#include "Codegen/Memory/InPlace.h"
#include "Codegen/Passes.h"

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_ELIMINATEEMPTYTENSORS
#include "Codegen/Passes.h.inc"

namespace {
bool isStoredAtTheEnd(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    auto store = dyn_cast<bufferization::MaterializeInDestinationOp>(user);
    return store && isa<MemRefType>(store.getDest().getType());
  });
}

/// The memory for an empty tensor from which `insertion` takes what it inserts; none if it must have its own.
Value destinationOf(RewriterBase &rewriter, SubsetInsertionOpInterface insertion, tensor::EmptyOp empty,
                    Operation *user) {
  Value inserted = insertion.getSourceOperand().get();
  auto store = dyn_cast<bufferization::MaterializeInDestinationOp>(insertion.getOperation());
  bool isResult = store && isa<MemRefType>(store.getDest().getType());
  llvm::DenseSet<Value> sharing;
  // What is made of a result is not computed in its place, because the result is read at the end.
  if (isResult)
    sharing.insert(inserted);
  for (Value result : user->getResults())
    if (OpOperand *start = codegen::startOf(result); !start || start->get() == empty.getResult())
      codegen::addValuesInPlaceOf(result, sharing);
  if (isResult)
    sharing.erase(inserted);
  if (llvm::any_of(sharing, isStoredAtTheEnd))
    return {};
  return bufferization::buildSubsetExtraction(rewriter, insertion, empty, user);
}

struct EliminateEmptyTensors : impl::EliminateEmptyTensorsBase<EliminateEmptyTensors> {
  void runOnOperation() override {
    bufferization::OneShotBufferizationOptions options;
    options.allowReturnAllocsFromLoops = true;
    bufferization::OneShotAnalysisState state(getOperation(), options);
    IRRewriter rewriter(&getContext());
    if (failed(bufferization::analyzeOp(getOperation(), state)) ||
        failed(bufferization::eliminateEmptyTensors(rewriter, getOperation(), state, destinationOf)))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc

#include "NN/NNProducers.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace dlc::nn {
void noteProducers(Diagnostic &error, ValueRange operands) {
  llvm::SmallSetVector<Operation *, 4> seen;
  for (Value operand : operands) {
    Operation *producer = operand ? operand.getDefiningOp() : nullptr;
    if (producer && seen.insert(producer))
      error.attachNote(producer->getLoc()) << "an operand of type " << operand.getType() << " is made here";
  }
}
} // namespace dlc::nn

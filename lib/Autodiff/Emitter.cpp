// What derivative rules write nn ops with.
#include "Autodiff/Emitter.h"

using namespace mlir;

namespace dlc::autodiff {
Value Emitter::unbroadcast(Value adjoint, Type type) {
  auto target = cast<nn::SizedTensorType>(type), source = cast<nn::SizedTensorType>(adjoint.getType());
  int64_t added = source.getRank() - target.getRank();
  SmallVector<int64_t> axes;
  for (int64_t i = 0; i < source.getRank(); ++i)
    if (i < added || (target.getDimSize(i - added) == 1 && source.getDimSize(i) != 1))
      axes.push_back(i);
  return reshape(axes.empty() ? adjoint : reduceSum(adjoint, axes), target);
}
} // namespace dlc::autodiff

// Initial values of variables, as nn ops: a part of nn-make-entry-points.
#pragma once

#include "NN/NN.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc {
class InitialValues {
public:
  /// `seed` is null where no variable is random.
  InitialValues(mlir::ImplicitLocOpBuilder &builder, mlir::Value seed) : builder(builder), seed(seed) {}

  /// The value that the variable's initialiser stands for; `place` is its number in the module.
  mlir::Value of(nn::VariableOp variable, int64_t place);

private:
  mlir::Value draw(mlir::Attribute initializer, nn::SizedTensorType type, int64_t place);
  mlir::Value state(int64_t place);

  mlir::ImplicitLocOpBuilder &builder;
  mlir::Value seed, key;
};
} // namespace dlc

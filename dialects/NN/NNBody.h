// Writing the body of an op that is not there yet.
#pragma once

#include "mlir/IR/Builders.h"

namespace dlc::nn {
/// A builder at the end of a block whose region no op holds, which OpBuilder::atBlockEnd would ask for its
/// context in vain. `listener` is that of a rewriter which is to know of the body's ops.
inline mlir::OpBuilder endOf(mlir::Block &block, mlir::MLIRContext *context,
                             mlir::OpBuilder::Listener *listener = nullptr) {
  mlir::OpBuilder builder(context, listener);
  builder.setInsertionPointToEnd(&block);
  return builder;
}
} // namespace dlc::nn

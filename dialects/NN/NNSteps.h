// The body of an nn.scan while a decomposition writes it: states are carried, inputs are slices of what lies
// outside, and what else is needed of the outside is captured on the way.
#pragma once

#include "NN/NNBody.h"
#include "NN/NNComposer.h"

#include <memory>

namespace dlc::nn {
/// The number of steps of a scan. One that is no number is that of the slices: its `length` is kDynamic, and
/// its first input has it.
inline int64_t stepsOf(ScanOp op) {
  const auto length = static_cast<int64_t>(op.getLength());
  if (!isSymbolic(length) || op.getInputs().empty())
    return length;
  auto type = llvm::cast<SizedTensorType>(op.getInputs().front().getType());
  return type.getDimSize(ScanOp::stackingAxis(type.getRank() - 1, static_cast<int64_t>(op.getAxis())));
}

class Steps {
  std::unique_ptr<mlir::Region> region;
  mlir::Block &block;
  mlir::OpBuilder builder;

public:
  /// Steps along `axis` of the inputs.
  Steps(Composer &outer, mlir::Location location, mlir::ValueRange inits, mlir::ValueRange inputs,
        int64_t axis = 1)
      : region(std::make_unique<mlir::Region>()), block(region->emplaceBlock()),
        builder(endOf(block, outer.builder.getContext(), outer.builder.getListener())),
        compose(builder, location), outer(outer), location(location), axis(axis), inits(inits),
        inputs(inputs) {
    for (mlir::Value init : inits)
      states.push_back(block.addArgument(init.getType(), location));
    for (mlir::Value input : inputs)
      slices.push_back(
          block.addArgument(ScanOp::sliceType(llvm::cast<SizedTensorType>(input.getType()), axis), location));
  }

  mlir::Value capture(mlir::Value value) {
    captures.push_back(value);
    return block.addArgument(value.getType(), location);
  }

  /// The scan, at which `outer` is.
  ScanOp finish(mlir::ValueRange yielded, int64_t length, bool reverse = false) {
    compose.create<YieldOp>(yielded);
    return outer.create<ScanOp>(inits, inputs, captures, axis, length, reverse, std::move(region));
  }

  Composer compose; ///< writes into the body
  llvm::SmallVector<mlir::Value> states, slices;

private:
  Composer &outer;
  mlir::Location location;
  int64_t axis;
  llvm::SmallVector<mlir::Value> inits, inputs, captures;
};
} // namespace dlc::nn

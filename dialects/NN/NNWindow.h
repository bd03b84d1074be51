// The arithmetic of sliding windows, shared by convolution and pooling.
#pragma once
#include "NN/NN.h"

namespace dlc::nn {
/// Windows of `kernel` positions, `dilation` apart, that fit into `input` after padding, `stride` apart; 0 if
/// none. All arguments are static sizes; kernel, stride and dilation positive.
int64_t windowCount(int64_t input, int64_t kernel, int64_t stride, int64_t dilation, int64_t padding);

/// Whether strides (2 positive entries) and pads (4 non-negative ones) are well formed; else an error for
/// `op`.
llvm::LogicalResult verifyWindow(std::optional<mlir::Location> location, llvm::StringRef op,
                                 llvm::ArrayRef<int64_t> strides, llvm::ArrayRef<int64_t> pads);
} // namespace dlc::nn

// What an op costs, before anything is fused or lowered: the arithmetic that it asks for and the memory that
// it touches. One table, because the counts are only worth something if they follow one convention.
#pragma once

#include "mlir/IR/Operation.h"

#include <optional>

namespace dlc::nn {

/// flops: additions, multiplications, comparisons and function values (an exp is one), each one; an FMA is
/// two. bytes: of operands and results, each once. Ops that only name or view data (read, constant, reshape,
/// call, …) cost nothing. Counts stop at the largest int64.
struct Cost {
  int64_t flops = 0;
  int64_t bytes = 0;
};

/// The cost of an nn op with `batch` in place of each `?`; nothing for ops of other dialects.
std::optional<Cost> costOf(mlir::Operation *op, int64_t batch);

} // namespace dlc::nn

// What an op costs, before anything is fused or lowered: the arithmetic that it asks for and the memory that
// it touches. The op says so (CostOp in NNInterfaces.td); here is what it counts with.
#pragma once

#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace dlc::nn {

/// A count that stops at the largest int64 instead of wrapping.
struct Count {
  int64_t value;
  Count(int64_t value) : value(value) {}
  Count operator*(Count other) const { return capped(llvm::SaturatingMultiply(bits(), other.bits())); }
  Count operator+(Count other) const { return capped(llvm::SaturatingAdd(bits(), other.bits())); }

private:
  uint64_t bits() const { return static_cast<uint64_t>(value); }
  static Count capped(uint64_t value) {
    return Count(static_cast<int64_t>(std::min<uint64_t>(value, INT64_MAX)));
  }
};

struct Cost {
  int64_t flops = 0;
  int64_t bytes = 0;
};

/// Counts elements and bytes at a batch; see assumedSize for what other named sizes are taken for.
class Counter {
public:
  explicit Counter(int64_t batch) : batch(batch) {}

  Count size(int64_t extent) const;
  Count elements(mlir::Value tensor) const;
  /// An i1 takes a byte.
  Count bytes(mlir::Value tensor) const;
  /// Of operands and results, each once.
  Count bytes(mlir::Operation *op) const;

  /// What a body costs, once. Values that stay inside it are read and written like any others.
  Cost total(mlir::Region &body) const;
  /// What a function of the module costs. A call of itself counts nothing: it is refused elsewhere.
  Cost callee(mlir::Operation *call, mlir::FlatSymbolRefAttr name) const;

private:
  int64_t batch;
  mutable llvm::DenseMap<mlir::Attribute, Cost> functions; ///< what was counted already
};

/// The cost of an op at a batch; nothing for ops of other dialects.
std::optional<Cost> costOf(mlir::Operation *op, int64_t batch);
/// The first size of its operands and results that is neither a number nor the batch: with one, costOf does
/// not tell what the op costs.
std::optional<int64_t> sizeBesideBatch(mlir::Operation *op);
/// Whether computing the op again takes about as long as reading its result from memory.
bool isCheapToRecompute(mlir::Operation *op);

/// Of the ops that say what they cost (NNCost.td).
template <typename ConcreteOp> class HasCost : public mlir::OpTrait::TraitBase<ConcreteOp, HasCost> {};

} // namespace dlc::nn

// Sums of products of bytes in vectors of i32: a lane holds four bytes of each operand, unsigned ones of the
// first and signed ones of the second, and adds their four products. Processors with a dot product of bytes
// do that in one instruction; others widen bytes to 16 bits, whose pairs x86 multiplies and adds without
// loss, or to 32.
#pragma once

#include "Codegen/Kernels/VectorTile.h"

namespace dlc::codegen {
/// Bytes of a lane, and of a group along k.
inline constexpr int64_t bytesOfGroup = 4;

class ByteProducts {
public:
  /// As the target of the module around `op` has them.
  explicit ByteProducts(mlir::Operation *op);

  /// How many registers may accumulate: widened bytes take some.
  int64_t accumulators() const;
  /// Groups in the form in which they are multiplied: what products of them share is computed once.
  Values operand(TileBuilder &b, mlir::Value groups, bool isSigned) const;
  /// sum + the products of unsigned and signed bytes.
  mlir::Value add(TileBuilder &b, const Values &unsignedBytes, const Values &signedBytes,
                  mlir::Value sum) const;

private:
  llvm::StringRef ofBytes, ofPairs; ///< LLVM's intrinsics; empty where there is none
  unsigned registers = 0;
};

/// The bytes of four vectors, those of each place side by side.
mlir::Value interleave(TileBuilder &b, llvm::ArrayRef<mlir::Value> rows);
} // namespace dlc::codegen

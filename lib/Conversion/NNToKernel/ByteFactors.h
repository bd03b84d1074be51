// Factors of a product that are bytes: (bytes - zero point) · scale in floats, as networks with quantized
// weights and values write them, or bytes that were cast.
#pragma once

#include "NN/NNComposer.h"

#include "mlir/IR/PatternMatch.h"

namespace dlc::kernels {
struct ByteFactor {
  mlir::Value bytes;                          ///< i8 or ui8; null: `constant`
  mlir::DenseElementsAttr constant;           ///< one whole number everywhere
  mlir::Value zero, scale;                    ///< in the type of the factor; null: 0 and 1
  std::optional<int64_t> knownZero;           ///< if it is one number that is known
  mlir::SmallVector<mlir::Operation *> views; ///< of the bytes, the last one first
};

/// What `value` is made of, if it is such a factor. Zero points and scales have one element, or one for each
/// index of dimension `axis`.
std::optional<ByteFactor> byteFactorOf(mlir::Value value, int64_t axis);

/// Bytes of the sign that kernels take on a side, with the zero point that these have.
struct Bytes {
  mlir::Value value;                ///< ui8 for values, i8 for weights
  mlir::Value zero;                 ///< in i32; null: 0
  std::optional<int64_t> knownZero; ///< if it is one number that is known
};
Bytes bytesOf(const ByteFactor &factor, bool isUnsigned, nn::Composer &compose);

/// The bytes of unsigned ones in the type that these have behind nn.
mlir::Value asSignless(mlir::Value value, nn::Composer &compose);
} // namespace dlc::kernels

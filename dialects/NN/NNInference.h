// What the shape inference of several categories shares. Private to the dialect.
#pragma once

#include "NN/NN.h"

namespace dlc::nn {
/// The tensor type of a value, null if it has another.
inline mlir::RankedTensorType tensorOf(mlir::Value value) {
  return value ? llvm::dyn_cast<mlir::RankedTensorType>(value.getType()) : mlir::RankedTensorType();
}

/// An attribute during inference: while an op is parsed its properties are still empty and the attribute
/// stands in the dictionary; it is absent where a default applies. Null then.
template <typename Attr, typename Adaptor>
Attr attributeOf(Adaptor &adaptor, Attr property, llvm::StringRef name) {
  if (property)
    return property;
  mlir::DictionaryAttr attributes = adaptor.getAttributes();
  return attributes ? llvm::dyn_cast_if_present<Attr>(attributes.get(name)) : Attr();
}

/// The entries of an array attribute, or the default where it is absent.
inline llvm::SmallVector<int64_t> entriesOr(mlir::DenseI64ArrayAttr attribute,
                                            llvm::ArrayRef<int64_t> fallback) {
  return llvm::SmallVector<int64_t>(attribute ? attribute.asArrayRef() : fallback);
}

/// Whether dimensions other than the leading one are all static.
inline bool isStaticPastBatch(llvm::ArrayRef<int64_t> shape) {
  return shape.empty() || !mlir::ShapedType::isDynamicShape(shape.drop_front());
}

/// Axes as normalizedAxes gives them; an error if they are not distinct and in range of the operand called
/// `of`.
mlir::FailureOr<llvm::SmallVector<int64_t>> checkedAxes(std::optional<mlir::Location> location,
                                                        llvm::StringRef op, mlir::DenseI64ArrayAttr axes,
                                                        int64_t rank, llvm::StringRef of = "input");
/// The axis counted from the front; an error if it is out of range of the operand called `of`.
mlir::FailureOr<int64_t> checkedAxis(std::optional<mlir::Location> location, llvm::StringRef op, int64_t axis,
                                     int64_t rank, llvm::StringRef of = "input");

/// A size as people write it: ? if it is dynamic.
inline std::string sizeText(int64_t size) {
  return mlir::ShapedType::isDynamic(size) ? "?" : std::to_string(size);
}

/// The product of static sizes; none if it exceeds 64 bits.
std::optional<int64_t> elementCount(llvm::ArrayRef<int64_t> sizes);

/// How many positions a window has along one dimension; none if there is no position, or a size exceeds 64
/// bits. Needs stride and dilation ≥ 1, pads ≥ 0.
std::optional<int64_t> windowCount(int64_t size, int64_t kernel, int64_t stride, int64_t padBefore,
                                   int64_t padAfter, int64_t dilation);
} // namespace dlc::nn

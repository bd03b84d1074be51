// What the shape inference of several categories shares. Private to the dialect.
#pragma once

#include "NN/NN.h"

namespace dlc::nn {
/// The tensor type of a value, null if it has another.
inline SizedTensorType tensorOf(mlir::Value value) {
  return value ? SizedTensorType(llvm::dyn_cast<SizedTensorType>(value.getType())) : SizedTensorType();
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
  return shape.empty() || !hasSymbolic(shape.drop_front());
}

/// Axes as normalizedAxes gives them; an error if they are not distinct and in range of the operand called
/// `of`.
mlir::FailureOr<llvm::SmallVector<int64_t>> checkedAxes(std::optional<mlir::Location> location,
                                                        llvm::StringRef op, mlir::DenseI64ArrayAttr axes,
                                                        int64_t rank, llvm::StringRef of = "input");
/// The axis counted from the front; an error if it is out of range of the operand called `of`.
mlir::FailureOr<int64_t> checkedAxis(std::optional<mlir::Location> location, llvm::StringRef op, int64_t axis,
                                     int64_t rank, llvm::StringRef of = "input");

/// The product of sizes; none if a number in it exceeds 64 bits.
std::optional<int64_t> elementCount(llvm::ArrayRef<int64_t> sizes);

/// What the attributes of an op say about its windows.
struct Sliding {
  mlir::DenseI64ArrayAttr strides, pads, dilations;
  AutoPad autoPad = AutoPad::notset;
  bool ceilMode = false;

  /// Of an op without auto_pad and ceil_mode.
  template <typename Adaptor> static Sliding of(Adaptor &adaptor) {
    auto &properties = adaptor.getProperties();
    return {attributeOf(adaptor, properties.strides, "strides"),
            attributeOf(adaptor, properties.pads, "pads"),
            attributeOf(adaptor, properties.dilations, "dilations")};
  }
  template <typename Adaptor> Sliding withAutoPad(Adaptor &adaptor) const {
    Sliding result = *this;
    if (AutoPadAttr attribute = attributeOf(adaptor, adaptor.getProperties().auto_pad, "auto_pad"))
      result.autoPad = attribute.getValue();
    return result;
  }
  template <typename Adaptor> Sliding withCeilMode(Adaptor &adaptor) const {
    Sliding result = *this;
    result.ceilMode = !!attributeOf(adaptor, adaptor.getProperties().ceil_mode, "ceil_mode");
    return result;
  }
};

using Fail = llvm::function_ref<mlir::LogicalResult(const llvm::Twine &)>;

/// What every convolution asks of the types of its input and its weights: ranked, of one rank from 3 to 5,
/// all static but the batch, and of one element type.
mlir::LogicalResult checkConvolved(SizedTensorType input, SizedTensorType weight, Fail fail);
/// Whether an attribute is absent, or has `count` entries that are at least `low`, 0 or 1.
mlir::LogicalResult checkEntries(llvm::StringRef name, mlir::DenseI64ArrayAttr attribute, size_t count,
                                 int64_t low, Fail fail);
/// Checks the attributes against the number of spatial dimensions and gives the defaults where they are
/// absent; pads are not yet what auto_pad makes of them.
mlir::FailureOr<Window> inferAttributes(llvm::ArrayRef<int64_t> kernel, const Sliding &attributes, Fail fail);
/// The windows over `sizes`; a count is 0 where there is none, or a size exceeds 64 bits.
mlir::FailureOr<Window> inferWindow(llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> kernel,
                                    const Sliding &attributes, Fail fail);
/// Sets pads that add up to `total`: of an odd number the larger half behind, or in front.
void splitPads(Window &window, int64_t dimension, int64_t total, bool moreBehind);
} // namespace dlc::nn

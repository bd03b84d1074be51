// Writes nn ops: each is inferred and verified before it stands, and what it refuses is an exception with the
// op's own words. Values may come from a surrounding body; the scope captures them.
#pragma once

#include "Import/Errors.h"
#include "NN/NN.h"

#include "mlir/IR/Builders.h"

#include <functional>

namespace dlc::importer {

/// Attributes of an op, by name.
class Attrs {
public:
  explicit Attrs(mlir::MLIRContext *context) : builder(context) {}

  Attrs &add(llvm::StringRef name, mlir::Attribute value) {
    if (value)
      list.emplace_back(builder.getStringAttr(name), value);
    return *this;
  }
  Attrs &ints(llvm::StringRef name, llvm::ArrayRef<int64_t> values) {
    return add(name, builder.getDenseI64ArrayAttr(values));
  }
  Attrs &integer(llvm::StringRef name, int64_t value) { return add(name, builder.getI64IntegerAttr(value)); }
  Attrs &real(llvm::StringRef name, double value) { return add(name, builder.getF64FloatAttr(value)); }
  Attrs &unit(llvm::StringRef name, bool isSet = true) {
    return isSet ? add(name, builder.getUnitAttr()) : *this;
  }
  llvm::ArrayRef<mlir::NamedAttribute> get() const { return list; }

private:
  mlir::Builder builder;
  llvm::SmallVector<mlir::NamedAttribute> list;
};

/// Sizes or integers, which a rule may index without looking: what is beyond the end, in a file that asks for
/// it, is refused.
class Shape : public llvm::SmallVector<int64_t> {
  using Base = llvm::SmallVector<int64_t>;

public:
  using Base::Base;
  Shape() = default;
  Shape(const Base &other) : Base(other) {}
  Shape(Base &&other) : Base(std::move(other)) {}

  int64_t &operator[](size_t i) { return Base::operator[](checked(i)); }
  int64_t operator[](size_t i) const { return Base::operator[](checked(i)); }
  int64_t &front() { return (*this)[0]; }
  int64_t front() const { return (*this)[0]; }
  int64_t &back() { return (*this)[size() - 1]; }
  int64_t back() const { return (*this)[size() - 1]; }
  void pop_back() { (void)back(), Base::pop_back(); }

private:
  size_t checked(size_t i) const {
    if (i >= size())
      refuse("an input or a list has too few dimensions or entries, " + llvm::Twine(size()) +
             ", for this operator");
    return i;
  }
};

/// from, from + 1, … up to and without `to`.
inline Shape counting(int64_t from, int64_t to) { return llvm::to_vector(llvm::seq<int64_t>(from, to)); }

inline nn::SizedTensorType typeOf(mlir::Value value) {
  return llvm::cast<nn::SizedTensorType>(value.getType());
}
inline mlir::Type elementOf(mlir::Value value) { return typeOf(value).getElementType(); }
inline Shape shapeOf(mlir::Value value) { return Shape(typeOf(value).getShape()); }
inline int64_t rankOf(mlir::Value value) { return typeOf(value).getRank(); }
inline bool isFloat(mlir::Value value) { return llvm::isa<mlir::FloatType>(elementOf(value)); }

class Emit {
public:
  Emit(mlir::OpBuilder &builder, mlir::Location location) : builder(builder), location(location) {}

  Attrs attrs() const { return Attrs(builder.getContext()); }
  mlir::MLIRContext *context() const { return builder.getContext(); }

  /// An op whose types are inferred, or those that are given. Refuses what the op does.
  mlir::Operation *create(llvm::StringRef name, mlir::ValueRange operands, const Attrs &attributes,
                          std::optional<mlir::TypeRange> types = std::nullopt);
  template <typename Op>
  mlir::Operation *op(mlir::ValueRange operands, const Attrs &attributes,
                      std::optional<mlir::TypeRange> types = std::nullopt) {
    return create(Op::getOperationName(), operands, attributes, types);
  }
  template <typename Op> mlir::Value one(mlir::ValueRange operands, const Attrs &attributes) {
    return op<Op>(operands, attributes)->getResult(0);
  }
  template <typename Op> mlir::Value one(mlir::ValueRange operands) { return one<Op>(operands, attrs()); }
  template <typename Op>
  mlir::Value typed(mlir::Type type, mlir::ValueRange operands, const Attrs &attributes) {
    return op<Op>(operands, attributes, mlir::TypeRange(type))->getResult(0);
  }
  template <typename Op> mlir::Value typed(mlir::Type type, mlir::ValueRange operands) {
    return typed<Op>(type, operands, attrs());
  }
  /// An op of one operand that keeps its type.
  template <typename Op> mlir::Value unary(mlir::Value input) { return typed<Op>(input.getType(), input); }

  // Constants.
  mlir::Value constant(mlir::DenseElementsAttr value);
  mlir::Value scalar(double value, mlir::Type element);
  mlir::Value scalar(double value, mlir::Value like) { return scalar(value, elementOf(like)); }
  mlir::Value integers(llvm::ArrayRef<int64_t> values);
  mlir::Value reals(llvm::ArrayRef<double> values, llvm::ArrayRef<int64_t> shape, mlir::Type element);
  /// One value everywhere, of a shape that may be dynamic.
  mlir::Value filled(double value, nn::SizedTensorType type);

  // Elementwise; operands broadcast.
  mlir::Value add(mlir::Value a, mlir::Value b) { return one<nn::AddOp>({a, b}); }
  mlir::Value sub(mlir::Value a, mlir::Value b) { return one<nn::SubOp>({a, b}); }
  mlir::Value mul(mlir::Value a, mlir::Value b) { return one<nn::MulOp>({a, b}); }
  mlir::Value div(mlir::Value a, mlir::Value b) { return one<nn::DivOp>({a, b}); }
  mlir::Value max(mlir::Value a, mlir::Value b) { return one<nn::MaxOp>({a, b}); }
  mlir::Value min(mlir::Value a, mlir::Value b) { return one<nn::MinOp>({a, b}); }
  mlir::Value add(mlir::Value a, double b) { return add(a, scalar(b, a)); }
  mlir::Value sub(mlir::Value a, double b) { return sub(a, scalar(b, a)); }
  mlir::Value mul(mlir::Value a, double b) { return mul(a, scalar(b, a)); }
  mlir::Value div(mlir::Value a, double b) { return div(a, scalar(b, a)); }
  mlir::Value max(mlir::Value a, double b) { return max(a, scalar(b, a)); }
  mlir::Value min(mlir::Value a, double b) { return min(a, scalar(b, a)); }
  mlir::Value neg(mlir::Value a) { return unary<nn::NegOp>(a); }
  mlir::Value compare(nn::ComparePredicate predicate, mlir::Value a, mlir::Value b);
  mlir::Value compare(nn::ComparePredicate predicate, mlir::Value a, double b) {
    return compare(predicate, a, scalar(b, a));
  }
  mlir::Value where(mlir::Value condition, mlir::Value a, mlir::Value b) {
    return one<nn::WhereOp>({condition, a, b});
  }
  /// The value itself where it has the type already.
  mlir::Value cast(mlir::Value value, mlir::Type element);

  // Shapes. The value itself where nothing changes.
  mlir::Value reshape(mlir::Value value, llvm::ArrayRef<int64_t> shape);
  mlir::Value expand(mlir::Value value, llvm::ArrayRef<int64_t> shape);
  mlir::Value transpose(mlir::Value value, llvm::ArrayRef<int64_t> perm);
  /// Exchanges two dimensions.
  mlir::Value swap(mlir::Value value, int64_t a, int64_t b);
  mlir::Value flip(mlir::Value value, llvm::ArrayRef<int64_t> axes);
  /// Elements from `start` to `end` (without), both numbers; an end of INT64_MAX is the end.
  mlir::Value slice(mlir::Value value, int64_t axis, int64_t start, int64_t end, int64_t step = 1);
  mlir::Value concat(mlir::ValueRange values, int64_t axis);
  mlir::Value gather(mlir::Value data, mlir::Value indices, int64_t axis);
  mlir::Value range(int64_t size, mlir::Type element);
  mlir::Value matmul(mlir::Value a, mlir::Value b) { return one<nn::MatmulOp>({a, b}); }

  template <typename Op>
  mlir::Value reduce(mlir::Value value, std::optional<llvm::ArrayRef<int64_t>> axes, bool keepdims) {
    Attrs attributes = attrs();
    if (axes)
      attributes.ints("axes", *axes);
    return one<Op>(value, attributes.unit("keepdims", keepdims));
  }

  mlir::OpBuilder &builder;
  mlir::Location location;
  /// Makes a value of another body one of the body that is written.
  std::function<mlir::Value(mlir::Value)> capture;
};

} // namespace dlc::importer

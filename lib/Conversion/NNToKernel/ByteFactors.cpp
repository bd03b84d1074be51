#include "Conversion/NNToKernel/ByteFactors.h"

#include "Conversion/NNToKernel/Patterns.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace dlc::kernels {
namespace {
constexpr int64_t shift = 128; // between bytes of the two signs

bool isByte(Type element) { return element.isInteger(8); }

bool isOne(Value value) {
  return llvm::all_of(typeOf(value).getShape(), [](int64_t size) { return size == 1; });
}

/// Whether a parameter has one element, or one for each index of a dimension of `type`.
bool isAlong(Value parameter, nn::SizedTensorType type, int64_t axis) {
  ArrayRef<int64_t> shape = typeOf(parameter).getShape();
  const int64_t missing = type.getRank() - static_cast<int64_t>(shape.size());
  for (auto [d, size] : llvm::enumerate(shape))
    if (size != 1 && static_cast<int64_t>(d) + missing != axis)
      return false;
  return missing >= 0;
}

/// The whole numbers of a constant, if a byte of either sign holds each.
std::optional<SmallVector<int64_t>> wholeNumbers(DenseElementsAttr constant) {
  SmallVector<int64_t> numbers;
  auto add = [&](double number) {
    numbers.push_back(static_cast<int64_t>(number));
    return number >= -shift && number < 2 * shift && static_cast<double>(numbers.back()) == number;
  };
  if (!isa<FloatType>(constant.getElementType()))
    return std::nullopt;
  if (constant.isSplat())
    return add(constant.getSplatValue<APFloat>().convertToDouble()) ? std::optional(numbers) : std::nullopt;
  for (const APFloat &number : constant.getValues<APFloat>())
    if (!add(number.convertToDouble()))
      return std::nullopt;
  return numbers;
}

DenseElementsAttr constantOf(Value value) {
  DenseElementsAttr constant;
  return matchPattern(value, m_Constant(&constant)) ? constant : DenseElementsAttr();
}

/// The value under views, which are added to `views`.
Value underViews(Value value, SmallVectorImpl<Operation *> &views) {
  while (isa_and_present<nn::ReshapeOp, nn::ExpandOp, nn::TransposeOp>(value.getDefiningOp())) {
    views.push_back(value.getDefiningOp());
    value = views.back()->getOperand(0);
  }
  return value;
}

/// Whether a zero point is a whole number that a byte holds.
bool isZeroPoint(Value zero, ByteFactor &factor) {
  SmallVector<Operation *> views;
  Value source = underViews(zero, views);
  if (auto cast = source.getDefiningOp<nn::CastOp>())
    if (isByte(getElementTypeOrSelf(cast.getInput()))) {
      DenseElementsAttr constant = constantOf(cast.getInput());
      if (constant && constant.isSplat())
        factor.knownZero = constant.getElementType().isUnsignedInteger()
                               ? static_cast<int64_t>(constant.getSplatValue<APInt>().getZExtValue())
                               : constant.getSplatValue<APInt>().getSExtValue();
      return true;
    }
  DenseElementsAttr constant = constantOf(source);
  auto numbers = constant ? wholeNumbers(constant) : std::nullopt;
  if (numbers && llvm::all_equal(*numbers) && !numbers->empty())
    factor.knownZero = numbers->front();
  return numbers.has_value();
}
} // namespace

std::optional<ByteFactor> byteFactorOf(Value value, int64_t axis) {
  ByteFactor factor;
  // A parameter of many elements is one of the factor as it stands.
  auto suits = [&](Value parameter, Value of) {
    return isOne(parameter) || (factor.views.empty() && isAlong(parameter, typeOf(of), axis));
  };
  value = underViews(value, factor.views);
  if (auto product = value.getDefiningOp<nn::MulOp>()) {
    Value bytes = product.getLhs(), scale = product.getRhs();
    if (!suits(scale, value))
      std::swap(bytes, scale);
    if (!suits(scale, value) || bytes.getType() != value.getType())
      return std::nullopt;
    factor.scale = scale;
    value = underViews(bytes, factor.views);
  }
  factor.knownZero = 0;
  if (auto difference = value.getDefiningOp<nn::SubOp>()) {
    Value zero = difference.getRhs();
    factor.knownZero.reset();
    if (!suits(zero, value) || difference.getLhs().getType() != value.getType() || !isZeroPoint(zero, factor))
      return std::nullopt;
    factor.zero = zero;
    value = underViews(difference.getLhs(), factor.views);
  }
  if (auto cast = value.getDefiningOp<nn::CastOp>(); cast && isByte(getElementTypeOrSelf(cast.getInput()))) {
    factor.bytes = cast.getInput();
    return factor;
  }
  DenseElementsAttr constant = constantOf(value);
  auto numbers = constant && constant.isSplat() ? wholeNumbers(constant) : std::nullopt;
  if (!numbers || numbers->front() >= shift)
    return std::nullopt;
  factor.constant = DenseElementsAttr::get(
      cast<ShapedType>(Type(typeOf(value).clone(IntegerType::get(value.getContext(), 8)))),
      APInt(8, numbers->front(), /*isSigned=*/true));
  return factor;
}

/// Bytes of the other sign, 128 more or less.
static Value shifted(Value bytes, Type element, int64_t by, nn::Composer &compose) {
  DenseElementsAttr constant = constantOf(bytes);
  if (!constant)
    return compose.add(compose.cast(bytes, element), static_cast<double>(by));
  SmallVector<APInt> numbers;
  for (const APInt &number : constant.getValues<APInt>())
    numbers.push_back(number + APInt(8, by & 255));
  auto type = cast<ShapedType>(Type(typeOf(bytes).clone(element)));
  return compose.make<nn::ConstantOp>(
      DenseElementsAttr::get(type, constant.isSplat() ? ArrayRef(numbers).take_front() : ArrayRef(numbers)));
}

Bytes bytesOf(const ByteFactor &factor, bool isUnsigned, nn::Composer &compose) {
  OpBuilder &b = compose.builder;
  Value value = factor.bytes ? factor.bytes : compose.make<nn::ConstantOp>(factor.constant);
  Type element = b.getIntegerType(8), given = typeOf(value).getElementType();
  if (isUnsigned)
    element = b.getIntegerType(8, /*isSigned=*/false);
  const int64_t by = given == element ? 0 : isUnsigned ? shift : -shift;
  if (by)
    value = shifted(value, element, by, compose);
  for (Operation *view : llvm::reverse(factor.views)) {
    Operation *copy = b.clone(*view);
    copy->setOperand(0, value);
    copy->getResult(0).setType(typeOf(view->getResult(0)).clone(element));
    value = copy->getResult(0);
  }
  Bytes bytes{value, {}, factor.knownZero};
  if (factor.knownZero) {
    bytes.knownZero = *factor.knownZero + by;
    if (*bytes.knownZero)
      bytes.zero = compose.make<nn::ConstantOp>(DenseElementsAttr::get(
          RankedTensorType::get({}, b.getI32Type()), static_cast<int32_t>(*bytes.knownZero)));
    return bytes;
  }
  bytes.zero = compose.cast(factor.zero, b.getI32Type());
  if (by)
    bytes.zero = compose.add(bytes.zero, static_cast<double>(by));
  return bytes;
}

Value asSignless(Value value, nn::Composer &compose) {
  return compose.create<nn::CastOp>(Type(typeOf(value).clone(compose.builder.getI8Type())), value);
}
} // namespace dlc::kernels

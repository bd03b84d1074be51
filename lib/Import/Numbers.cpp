#include "Import/Numbers.h"

#include "Import/Errors.h"
#include "NN/NNRank.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace dlc::importer {

int64_t countOf(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t size : shape)
    if (llvm::MulOverflow(count, size, count))
      return INT64_MAX;
  return count;
}

void checkRank(const Twine &what, size_t rank) {
  if (rank > static_cast<size_t>(nn::kMostDimensions))
    refuse(what + " has rank " + Twine(rank) + ", and " + Twine(nn::kMostDimensions) +
           " dimensions are supported; merge some of them by a Reshape");
}

void checkComputed(const char *what, ArrayRef<int64_t> shape, int64_t most) {
  if (countOf(shape) > most)
    refuse("its " + Twine(what) + " would be " + nn::shapeText(shape) + ", and " + Twine(most) +
           " elements are supported");
}

const Number &onlyElement(const Known &known) {
  if (known.elements.size() != 1)
    refuse("a condition or a count of it has " + Twine(known.elements.size()) + " elements, not one");
  return known.elements.front();
}

std::optional<Known> knownOf(DenseElementsAttr constant) {
  if (constant.getNumElements() > mostKnownElements)
    return std::nullopt;
  Known known{constant.getElementType(), llvm::SmallVector<int64_t>(constant.getType().getShape()), {}};
  known.elements.reserve(constant.getNumElements());
  if (known.isReal()) {
    for (const APFloat &value : constant.getValues<APFloat>()) {
      APFloat wide = value;
      bool lost = false;
      wide.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lost);
      known.elements.push_back(Number::ofReal(wide.convertToDouble()));
    }
  } else {
    const bool isSigned = !known.element.isUnsignedInteger() && !known.element.isInteger(1);
    for (const APInt &value : constant.getValues<APInt>()) {
      if (!isSigned && value.getActiveBits() > 63)
        return std::nullopt;
      known.elements.push_back(
          Number::of(isSigned ? value.getSExtValue() : static_cast<int64_t>(value.getZExtValue())));
    }
  }
  return known;
}

DenseElementsAttr denseOf(const Known &known) {
  auto type = RankedTensorType::get(known.shape, known.element);
  if (auto element = dyn_cast<FloatType>(known.element)) {
    SmallVector<APFloat> values;
    for (const Number &number : known.elements) {
      APFloat value(number.real);
      bool lost = false;
      value.convert(element.getFloatSemantics(), APFloat::rmNearestTiesToEven, &lost);
      values.push_back(value);
    }
    return DenseElementsAttr::get(type, values);
  }
  SmallVector<APInt> values;
  for (const Number &number : known.elements)
    values.push_back(
        APInt(64, static_cast<uint64_t>(number.integer)).sextOrTrunc(known.element.getIntOrFloatBitWidth()));
  return DenseElementsAttr::get(type, values);
}

} // namespace dlc::importer

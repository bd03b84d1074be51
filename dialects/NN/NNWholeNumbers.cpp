// How a number of an attribute becomes an integer.
#include "NN/NNWholeNumbers.h"

#include "llvm/ADT/APSInt.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace mlir;
using namespace dlc;

// An i1 is 0 or 1.
static bool isSigned(Type element) { return !element.isUnsignedInteger() && !element.isInteger(1); }

static llvm::APSInt extreme(Type element, bool least) {
  unsigned width = element.getIntOrFloatBitWidth();
  return least ? llvm::APSInt::getMinValue(width, !isSigned(element))
               : llvm::APSInt::getMaxValue(width, !isSigned(element));
}

// Above the greatest, 2^width, is a double; the greatest of 64 bits is not.
static bool isOutside(double number, Type element) {
  int bits = static_cast<int>(element.getIntOrFloatBitWidth()) - (isSigned(element) ? 1 : 0);
  return number >= std::ldexp(1, bits) || number < (isSigned(element) ? -std::ldexp(1, bits) : 0);
}

std::string nn::wholeNumberFault(double number, Type element, bool saturates) {
  if (isa<FloatType>(element))
    return {};
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (!(std::trunc(number) == number) || std::isinf(number))
    stream << "is " << number << ", which is not whole";
  else if (isOutside(number, element) && !saturates)
    stream << "is " << number << ", but " << element << " holds "
           << llvm::toString(extreme(element, true), 10) << " to "
           << llvm::toString(extreme(element, false), 10);
  else if (!isOutside(number, element) && std::fabs(number) >= std::ldexp(1, 53))
    stream << "is " << number
           << ", but attributes are f64 and keep all digits of whole numbers below 2^53 only; use an "
              "nn.constant of "
           << element;
  return text;
}

llvm::APInt nn::saturated(double number, Type element) {
  if (isOutside(number, element))
    return extreme(element, /*least=*/number < 0);
  uint64_t bits =
      number < 0 ? static_cast<uint64_t>(static_cast<int64_t>(number)) : static_cast<uint64_t>(number);
  return APInt(64, bits).trunc(element.getIntOrFloatBitWidth());
}

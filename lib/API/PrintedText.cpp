// Numbers and comments of MLIR's text, as people write them.
#include "API/PrintedText.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace dlc {

// The decimal number 2.500000e-01 in its shortest form, 0.25. Digits are moved, never rounded; numbers with
// many zeros stay as they are.
static std::string shortNumber(StringRef mantissa, int exponent) {
  auto [whole, fraction] = mantissa.split('.');
  std::string digits = (whole + fraction.rtrim('0')).str();
  int point = 1 + exponent; // how many of the digits stand before the point
  if (point < -3 || point > 7)
    return (whole + "." + (digits.size() > 1 ? digits.substr(1) : "0") + "e" + (exponent < 0 ? "-" : "+") +
            (std::abs(exponent) < 10 ? "0" : "") + Twine(std::abs(exponent)))
        .str();
  if (point <= 0)
    return "0." + std::string(digits == "0" ? 0 : -point, '0') + digits;
  if (static_cast<int>(digits.size()) < point)
    digits.append(point - digits.size(), '0');
  std::string rest = digits.substr(point);
  return digits.substr(0, point) + "." + (rest.empty() ? "0" : rest);
}

std::string shortNumbers(StringRef text) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    auto digits = [&] {
      size_t from = end;
      while (end < text.size() && llvm::isDigit(text[end]))
        ++end;
      return end > from;
    };
    bool begins = llvm::isDigit(text[i]) && (i == 0 || !(llvm::isAlnum(text[i - 1]) || text[i - 1] == '.' ||
                                                         text[i - 1] == '_' || text[i - 1] == '%'));
    int exponent = 0;
    size_t mantissaEnd = 0;
    bool isNumber = begins && digits() && end == i + 1 && end < text.size() && text[end] == '.' &&
                    (++end, digits()) && end + 1 < text.size() && text[end] == 'e';
    if (isNumber) {
      mantissaEnd = end;
      bool negative = text[++end] == '-';
      end += negative || text[end] == '+';
      size_t from = end;
      isNumber = digits() && !text.slice(from, end).getAsInteger(10, exponent);
      exponent = negative ? -exponent : exponent;
    }
    if (isNumber) {
      result += shortNumber(text.slice(i, mantissaEnd), exponent);
      i = end;
    } else {
      result += text[i++];
    }
  }
  return result;
}

void appendComment(std::string &text, StringRef comment, StringRef indentation) {
  SmallVector<StringRef> lines;
  comment.split(lines, '\n');
  for (StringRef line : lines)
    text += (indentation + "//" + (line.empty() ? "" : " ") + line + "\n").str();
}

std::string printed(Operation *op, AsmState &state) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  op->print(stream, state);
  return text;
}

std::string printedValue(Value value, AsmState &state) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  value.printAsOperand(stream, state);
  return text;
}

} // namespace dlc

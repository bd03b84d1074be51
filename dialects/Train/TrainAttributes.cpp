// Settings of optimizers: their text, with what is preset left out, and their bounds.
#include "Train/Train.h"

#include "mlir/IR/Builders.h"

#include <charconv>
#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::train;

// `expected beta1, beta2 or epsilon`: what an optimizer could be given.
static std::string expectedSettings(const OptimizerKind &kind) {
  std::string text = "expected ";
  for (auto [i, setting] : llvm::enumerate(kind.settings))
    text += (i == 0 ? "" : i + 1 == kind.settings.size() ? " or " : ", ") + setting.name.str();
  return text;
}

SmallVector<double> OptimizerKind::presets() const {
  return llvm::map_to_vector(settings, [](const Setting &setting) { return setting.preset; });
}

FailureOr<size_t> OptimizerKind::find(StringRef setting, function_ref<InFlightDiagnostic()> emitError) const {
  const Setting *found = llvm::find_if(settings, [&](const Setting &each) { return each.name == setting; });
  if (found != settings.end())
    return found - settings.begin();
  return emitError() << expectedSettings(*this) << ", got '" << setting << "'";
}

// `<name = value, …>` in any order, or nothing.
Attribute train::parseSettings(AsmParser &parser, const OptimizerKind &kind) {
  SmallVector<double> values = kind.presets();
  SMLoc start = parser.getCurrentLocation();
  llvm::SmallDenseSet<size_t> seen;
  auto parseOne = [&]() -> ParseResult {
    SMLoc place = parser.getCurrentLocation();
    auto emitError = [&] { return parser.emitError(place); };
    StringRef name;
    if (parser.parseKeyword(&name))
      return failure();
    FailureOr<size_t> found = kind.find(name, emitError);
    if (failed(found))
      return failure();
    if (!seen.insert(*found).second)
      return emitError() << name << " is given twice";
    if (parser.parseEqual())
      return failure();
    if (kind.settings[*found].bound != Setting::Bound::flag)
      return parser.parseFloat(values[*found]);
    StringRef word;
    place = parser.getCurrentLocation();
    if (failed(parser.parseOptionalKeyword(&word, {"true", "false"})))
      return parser.emitError(place) << "expected true or false for " << name;
    values[*found] = word == "true";
    return success();
  };
  if (succeeded(parser.parseOptionalLess()) &&
      (parser.parseCommaSeparatedList(parseOne) || parser.parseGreater()))
    return {};
  return kind.make([&] { return parser.emitError(start); }, parser.getContext(), values);
}

// The shortest decimal that is read back as the same number; MLIR wants a point in it.
std::string train::shortestText(double value) {
  char text[32];
  StringRef digits(text, std::to_chars(text, text + sizeof(text), value).ptr - text);
  if (digits.contains('.'))
    return digits.str();
  auto [mantissa, exponent] = digits.split('e');
  return (mantissa + ".0" + (exponent.empty() ? "" : "e") + exponent).str();
}

void train::printSettings(AsmPrinter &printer, const OptimizerKind &kind, ArrayRef<double> values) {
  std::string text;
  for (auto [setting, value] : llvm::zip_equal(kind.settings, values))
    if (value != setting.preset)
      text += (text.empty() ? "" : ", ") + setting.name.str() + " = " +
              (setting.bound == Setting::Bound::flag ? "true" : shortestText(value));
  if (!text.empty())
    printer << '<' << text << '>';
}

LogicalResult train::verifySettings(function_ref<InFlightDiagnostic()> emitError, const OptimizerKind &kind,
                                    ArrayRef<double> values) {
  for (auto [setting, value] : llvm::zip_equal(kind.settings, values)) {
    auto reject = [&, name = setting.name, value = value](StringRef bound) {
      return emitError() << name << " must be " << bound << ", but is " << shortestText(value);
    };
    switch (setting.bound) {
    case Setting::Bound::fraction:
      if (!(value >= 0 && value < 1))
        return reject("at least 0 and less than 1");
      break;
    case Setting::Bound::positive:
      if (!(value > 0 && std::isfinite(value)))
        return reject("greater than 0");
      break;
    case Setting::Bound::nonNegative:
      if (!(value >= 0 && std::isfinite(value)))
        return reject("at least 0");
      break;
    case Setting::Bound::flag:
      break;
    }
  }
  return success();
}

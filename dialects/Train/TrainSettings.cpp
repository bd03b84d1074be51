// Settings of optimizers and recipes: their text, with what is preset left out, and their bounds.
#include "Train/TrainSettings.h"

#include "llvm/ADT/StringExtras.h"

#include <charconv>
#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::train;

using Bound = Setting::Bound;

SettingValues::SettingValues(ArrayRef<Setting> settings, ArrayRef<StringRef> also)
    : settings(settings), also(also),
      values(llvm::map_range(settings, [](const Setting &setting) { return setting.preset; })) {}

FailureOr<size_t> SettingValues::take(StringRef name, EmitError emitError) {
  const Setting *found = llvm::find_if(settings, [&](const Setting &each) { return each.name == name; });
  if (found == settings.end()) {
    SmallVector<StringRef> names =
        llvm::map_to_vector(settings, [](const Setting &setting) { return setting.name; });
    llvm::append_range(names, also);
    StringRef last = names.pop_back_val();
    return emitError() << "expected " << llvm::join(names, ", ") << (names.empty() ? "" : " or ") << last
                       << ", got '" << name << "'";
  }
  size_t place = found - settings.begin();
  if (!seen.insert(place).second)
    return emitError() << name << " is given twice";
  return place;
}

ParseResult SettingValues::parse(AsmParser &parser) {
  SMLoc place = parser.getCurrentLocation();
  StringRef name;
  return failure(parser.parseKeyword(&name) || parseAfter(parser, place, name));
}

ParseResult SettingValues::parseAfter(AsmParser &parser, SMLoc place, StringRef name) {
  FailureOr<size_t> taken = take(name, [&] { return parser.emitError(place); });
  if (failed(taken) || parser.parseEqual())
    return failure();
  double &value = values[*taken];
  if (settings[*taken].bound == Bound::flag) {
    StringRef word;
    place = parser.getCurrentLocation();
    if (failed(parser.parseOptionalKeyword(&word, {"true", "false"})))
      return parser.emitError(place) << "expected true or false for " << name;
    value = word == "true";
    return success();
  }
  if (!settings[*taken].isWhole())
    return parser.parseFloat(value);
  int64_t number;
  if (parser.parseInteger(number))
    return failure();
  value = static_cast<double>(number);
  return success();
}

LogicalResult SettingValues::read(StringRef text, EmitError emitError) {
  auto [name, written] = text.split('=');
  name = name.trim(), written = written.trim();
  FailureOr<size_t> taken = take(name, emitError);
  if (failed(taken))
    return failure();
  double &value = values[*taken];
  if (settings[*taken].bound == Bound::flag) {
    if (written != "true" && written != "false")
      return emitError() << "expected true or false for " << name << ", got '" << written << "'";
    value = written == "true";
  } else if (written.getAsDouble(value)) {
    return emitError() << "expected a number for " << name << ", got '" << written << "'";
  }
  return success();
}

// The shortest decimal that is read back as the same number. MLIR wants a point in it, and none in an
// integer.
static std::string numberText(const Setting &setting, double value) {
  if (setting.isWhole() && value == std::round(value) && std::fabs(value) < 1e18)
    return std::to_string(static_cast<int64_t>(value));
  char text[32];
  StringRef digits(text, std::to_chars(text, text + sizeof(text), value).ptr - text);
  if (digits.contains('.') || !std::isfinite(value))
    return digits.str();
  auto [mantissa, exponent] = digits.split('e');
  return (mantissa + ".0" + (exponent.empty() ? "" : "e") + exponent).str();
}

std::string train::settingsText(ArrayRef<Setting> settings, ArrayRef<double> values) {
  std::string text;
  for (auto [setting, value] : llvm::zip_equal(settings, values))
    if (value != setting.preset)
      text += (text.empty() ? "" : ", ") + setting.name.str() + " = " +
              (setting.bound == Bound::flag ? "true" : numberText(setting, value));
  return text;
}

SmallVector<std::string> train::optionTexts(ArrayRef<Setting> settings, ArrayRef<double> values) {
  SmallVector<std::string> texts;
  for (auto [setting, value] : llvm::zip_equal(settings, values)) {
    char number[32];
    StringRef digits(number, std::to_chars(number, number + sizeof(number), value).ptr - number);
    if (value != setting.preset)
      texts.push_back((setting.name + "=" + (setting.bound == Bound::flag ? "true" : digits)).str());
  }
  return texts;
}

static std::pair<bool, StringRef> check(Bound bound, double value) {
  bool isWhole = value == std::round(value) && value < double(int64_t(1) << 53);
  switch (bound) {
  case Bound::fraction:
    return {value >= 0 && value < 1, "at least 0 and less than 1"};
  case Bound::positive:
    return {value > 0 && std::isfinite(value), "greater than 0"};
  case Bound::nonNegative:
    return {value >= 0 && std::isfinite(value), "at least 0"};
  case Bound::count:
    return {value >= 1 && isWhole, "a whole number of at least 1"};
  case Bound::countOrNone:
    return {value >= 0 && isWhole, "a whole number of at least 0"};
  case Bound::flag:
    break;
  }
  return {true, ""};
}

LogicalResult train::verifySettings(EmitError emitError, ArrayRef<Setting> settings,
                                    ArrayRef<double> values) {
  for (auto [setting, value] : llvm::zip_equal(settings, values))
    if (auto [holds, bound] = check(setting.bound, value); !holds)
      return emitError() << setting.name << " must be " << bound << ", but is " << numberText(setting, value);
  return success();
}

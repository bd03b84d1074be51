// Optimizers: their text, with what is preset left out, and what they remember.
#include "Train/Train.h"

#include "mlir/IR/Builders.h"

#include <charconv>

using namespace mlir;
using namespace dlc::train;

namespace {
// A number of an optimizer, by the name that stands before it.
struct Setting {
  StringRef name;
  FloatAttr value;
};
} // namespace

static FloatAttr number(MLIRContext *context, double value) {
  return FloatAttr::get(Float64Type::get(context), value);
}

// `<name = value, …>` in any order, or nothing.
static LogicalResult parseSettings(AsmParser &parser, MutableArrayRef<Setting> settings) {
  if (failed(parser.parseOptionalLess()))
    return success();
  llvm::SmallDenseSet<StringRef> seen;
  auto parseOne = [&]() -> ParseResult {
    SMLoc place = parser.getCurrentLocation();
    StringRef name;
    double value;
    if (parser.parseKeyword(&name))
      return failure();
    Setting *setting = llvm::find_if(settings, [&](const Setting &each) { return each.name == name; });
    if (setting == settings.end()) {
      InFlightDiagnostic error = parser.emitError(place) << "expected ";
      llvm::interleave(settings, error, [&](const Setting &each) { error << each.name; }, " or ");
      return error << ", got '" << name << "'";
    }
    if (!seen.insert(setting->name).second)
      return parser.emitError(place) << setting->name << " is given twice";
    if (parser.parseEqual() || parser.parseFloat(value))
      return failure();
    setting->value = number(parser.getContext(), value);
    return success();
  };
  return failure(parser.parseCommaSeparatedList(parseOne) || parser.parseGreater());
}

// The shortest decimal that is read back as the same number; MLIR wants a point in it.
static std::string shortest(double value) {
  char text[32];
  StringRef digits(text, std::to_chars(text, text + sizeof(text), value).ptr - text);
  if (digits.contains('.'))
    return digits.str();
  auto [mantissa, exponent] = digits.split('e');
  return (mantissa + ".0" + (exponent.empty() ? "" : "e") + exponent).str();
}

static void printSettings(AsmPrinter &printer, ArrayRef<Setting> settings, ArrayRef<Setting> presets) {
  std::string text;
  for (auto [setting, preset] : llvm::zip_equal(settings, presets))
    if (setting.value != preset.value)
      text += (text.empty() ? "" : ", ") + setting.name.str() + " = " +
              shortest(setting.value.getValueAsDouble());
  if (!text.empty())
    printer << '<' << text << '>';
}

static LogicalResult verifyFraction(function_ref<InFlightDiagnostic()> emitError, StringRef name,
                                    FloatAttr value) {
  double number = value.getValueAsDouble();
  if (number >= 0 && number < 1)
    return success();
  return emitError() << name << " must be at least 0 and less than 1, but is " << shortest(number);
}

SmallVector<StringRef> SGDAttr::stateNames() const { return {}; }
StringRef SGDAttr::stepName() const { return ""; }

//===-- #train.momentum ---------------------------------------------------------------------------------===//

MomentumAttr MomentumAttr::get(MLIRContext *context, double momentum) {
  return get(context, number(context, momentum));
}

static SmallVector<Setting> settingsOf(MomentumAttr attribute) {
  return {{"momentum", attribute.getMomentum()}};
}

Attribute MomentumAttr::parse(AsmParser &parser, Type) {
  SmallVector<Setting> settings = settingsOf(get(parser.getContext()));
  SMLoc place = parser.getCurrentLocation();
  if (failed(parseSettings(parser, settings)))
    return {};
  return parser.getChecked<MomentumAttr>(place, parser.getContext(), settings[0].value);
}

void MomentumAttr::print(AsmPrinter &printer) const {
  printSettings(printer, settingsOf(*this), settingsOf(get(getContext())));
}

LogicalResult MomentumAttr::verify(function_ref<InFlightDiagnostic()> emitError, FloatAttr momentum) {
  return verifyFraction(emitError, "momentum", momentum); // C1
}

SmallVector<StringRef> MomentumAttr::stateNames() const { return {"momentum"}; }
StringRef MomentumAttr::stepName() const { return ""; }

//===-- #train.adam -------------------------------------------------------------------------------------===//

AdamAttr AdamAttr::get(MLIRContext *context, double beta1, double beta2, double epsilon) {
  return get(context, number(context, beta1), number(context, beta2), number(context, epsilon));
}

static SmallVector<Setting> settingsOf(AdamAttr attribute) {
  return {
      {"beta1", attribute.getBeta1()}, {"beta2", attribute.getBeta2()}, {"epsilon", attribute.getEpsilon()}};
}

Attribute AdamAttr::parse(AsmParser &parser, Type) {
  SmallVector<Setting> settings = settingsOf(get(parser.getContext()));
  SMLoc place = parser.getCurrentLocation();
  if (failed(parseSettings(parser, settings)))
    return {};
  return parser.getChecked<AdamAttr>(place, parser.getContext(), settings[0].value, settings[1].value,
                                     settings[2].value);
}

void AdamAttr::print(AsmPrinter &printer) const {
  printSettings(printer, settingsOf(*this), settingsOf(get(getContext())));
}

LogicalResult AdamAttr::verify(function_ref<InFlightDiagnostic()> emitError, FloatAttr beta1, FloatAttr beta2,
                               FloatAttr epsilon) {
  if (failed(verifyFraction(emitError, "beta1", beta1)) ||
      failed(verifyFraction(emitError, "beta2", beta2))) // C1
    return failure();
  if (!(epsilon.getValueAsDouble() > 0)) // C2
    return emitError() << "epsilon must be greater than 0, but is " << shortest(epsilon.getValueAsDouble());
  return success();
}

SmallVector<StringRef> AdamAttr::stateNames() const { return {"adam_m", "adam_v"}; }
StringRef AdamAttr::stepName() const { return "adam_step"; }

// Optimizers as options of a command line have them: adam, or momentum(momentum=0.5, weight_decay=1e-4).
#include "Train/Train.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::train;

static FailureOr<double> parseValue(StringRef text, const Setting &setting,
                                    OptimizerKind::EmitError emitError) {
  double value;
  if (setting.bound == Setting::Bound::flag) {
    if (text == "true" || text == "false")
      return text == "true";
    return emitError() << "expected true or false for " << setting.name << ", got '" << text << "'";
  }
  if (text.getAsDouble(value))
    return emitError() << "expected a number for " << setting.name << ", got '" << text << "'";
  return value;
}

static const OptimizerKind *findKind(StringRef name, OptimizerKind::EmitError emitError) {
  for (const OptimizerKind *kind : optimizerKinds())
    if (kind->name == name)
      return kind;
  InFlightDiagnostic error = emitError() << "there is no optimizer '" << name << "'; there are ";
  llvm::interleaveComma(optimizerKinds(), error, [&](const OptimizerKind *kind) { error << kind->name; });
  return nullptr;
}

FailureOr<OptimizerInterface> train::parseOptimizer(StringRef text, MLIRContext *context,
                                                    OptimizerKind::EmitError emitError) {
  text = text.trim();
  auto [name, settings] = text.split('(');
  const OptimizerKind *kind = findKind(name.trim(), emitError);
  if (!kind)
    return failure();
  if (name.size() != text.size() && !settings.consume_back(")"))
    return emitError() << "expected ')' at the end of '" << text << "'";
  SmallVector<double> values = kind->presets();
  SmallVector<StringRef> parts;
  settings.split(parts, ',');
  llvm::SmallDenseSet<size_t> seen;
  for (StringRef part : parts) {
    if (parts.size() == 1 && part.trim().empty())
      break;
    auto [setting, value] = part.split('=');
    FailureOr<size_t> place = kind->find(setting.trim(), emitError);
    if (failed(place))
      return failure();
    if (!seen.insert(*place).second)
      return emitError() << setting.trim() << " is given twice";
    FailureOr<double> parsed = parseValue(value.trim(), kind->settings[*place], emitError);
    if (failed(parsed))
      return failure();
    values[*place] = *parsed;
  }
  if (Attribute optimizer = kind->make(emitError, context, values))
    return cast<OptimizerInterface>(optimizer);
  return failure();
}

// Settings of optimizers and recipes: numbers and flags with names, presets and bounds, and their text.
#pragma once

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/OpImplementation.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/bit.h"

namespace dlc::train {
using EmitError = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// A double that is itself, bit for bit, where attributes are compared.
struct Number {
  double value;
  Number(double value) : value(value) {}
  operator double() const { return value; }
  bool operator==(const Number &other) const {
    return llvm::bit_cast<uint64_t>(value) == llvm::bit_cast<uint64_t>(other.value);
  }
};
inline llvm::hash_code hash_value(const Number &number) {
  return llvm::hash_value(llvm::bit_cast<uint64_t>(number.value));
}

struct Setting {
  enum class Bound {
    fraction /* 0 ≤ x < 1 */,
    positive,
    nonNegative,
    flag,
    count /* 1, 2, … */,
    countOrNone
  };
  llvm::StringRef name;
  double preset; // of a flag, 0
  Bound bound;

  bool isWhole() const { return bound == Bound::count || bound == Bound::countOrNone; }
};

/// Values of settings while their text is read: presets, until a text says otherwise.
class SettingValues {
public:
  /// `also`: words that are no settings but can stand where one can; errors name them too.
  explicit SettingValues(llvm::ArrayRef<Setting> settings, llvm::ArrayRef<llvm::StringRef> also = {});

  /// `name = value` as in MLIR's text.
  mlir::ParseResult parse(mlir::AsmParser &parser);
  /// The same, where the name was read at `place`.
  mlir::ParseResult parseAfter(mlir::AsmParser &parser, llvm::SMLoc place, llvm::StringRef name);
  /// `name=value` as in an option.
  mlir::LogicalResult read(llvm::StringRef text, EmitError emitError);

  llvm::ArrayRef<double> get() const { return values; }

private:
  /// The place of a setting that has not been given yet.
  mlir::FailureOr<size_t> take(llvm::StringRef name, EmitError emitError);

  llvm::ArrayRef<Setting> settings;
  llvm::SmallVector<llvm::StringRef> also;
  llvm::SmallVector<double> values;
  llvm::SmallSet<size_t, 4> seen;
};

/// `name = value, …` for what is not as preset; nothing if all is.
std::string settingsText(llvm::ArrayRef<Setting> settings, llvm::ArrayRef<double> values);
/// The same as an option has it, one text for each: `name=value`.
llvm::SmallVector<std::string> optionTexts(llvm::ArrayRef<Setting> settings, llvm::ArrayRef<double> values);

mlir::LogicalResult verifySettings(EmitError emitError, llvm::ArrayRef<Setting> settings,
                                   llvm::ArrayRef<double> values);
} // namespace dlc::train

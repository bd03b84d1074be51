// The train dialect: how a network learns. Train.td describes its ops, TrainAttributes.td its optimizers.
#pragma once

#include "NN/NN.h"
#include "Train/TrainSettings.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace dlc::train {
/// Whether `type` is a float tensor with rank 0: a loss, a learning rate.
bool isScalar(mlir::Type type);
/// Whether `type` is tensor<i64>: how often an optimizer has updated a variable.
bool isStepCount(mlir::Type type);

/// The type that updates are computed in: f32 for what is stored in fewer bits, and any other itself. In 16
/// bits an epsilon of 1e-8 is 0, and 0.999 is 1.
mlir::Type computedType(mlir::Type element);
mlir::RankedTensorType computedType(mlir::RankedTensorType type);

/// What an optimizer keeps beside a weight: a tensor of the type that it is computed in, or one f64.
struct State {
  llvm::StringRef name;
  double initial = 0;
  bool isScalar = false;
};

/// The type of what is kept beside a weight of type `weight`.
mlir::RankedTensorType stateType(const State &state, mlir::Type weight);

/// An optimizer as a word: its name, and how to make its attribute from values of its settings.
struct OptimizerKind {
  llvm::StringRef name;
  llvm::ArrayRef<Setting> settings;
  double learningRate; // that is usual with it
  /// Null after an error if a value is out of its bounds.
  mlir::Attribute (*make)(EmitError emitError, mlir::MLIRContext *context, llvm::ArrayRef<double> values);
};

/// All optimizers, in the order of their names.
llvm::ArrayRef<const OptimizerKind *> optimizerKinds();

// What TableGen parses and prints all optimizers with.
mlir::Attribute parseSettings(mlir::AsmParser &parser, const OptimizerKind &kind);
void printSettings(mlir::AsmPrinter &printer, const OptimizerKind &kind, llvm::ArrayRef<double> values);
} // namespace dlc::train

#include "Train/TrainDialect.h.inc"

#include "Train/TrainInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "Train/TrainAttributes.h.inc"

namespace dlc::train {
template <typename... Attributes> struct AttributeList {};
using AllAttributes = AttributeList<
#define GET_ATTRDEF_LIST
#include "Train/TrainAttributes.cpp.inc"
    >;

/// From the text of an option to an optimizer, or to a recipe if it says more than one: a name, settings in
/// parentheses where they are not as preset, and what #train.recipe has beside it, such as
/// `rmsprop(momentum=0.9, centered=true), clip_norm=1, group(*.bias, sgd, rate=2)`. An error says what could
/// have been written.
mlir::FailureOr<mlir::Attribute> parseOptimizer(llvm::StringRef text, mlir::MLIRContext *context,
                                                EmitError emitError);

/// Whether a variable's name fits a pattern of a group or recipe that was verified.
bool fits(mlir::StringAttr pattern, llvm::StringRef name);

/// The text that parseOptimizer reads as this optimizer or recipe, without what is as preset.
std::string optimizerText(mlir::Attribute optimizerOrRecipe);

template <typename Attribute> constexpr bool isOptimizer() {
  return requires { Attribute::theKind(); };
}

/// What `visit` gives for the optimizer as what it is: an AdamAttr, for example. `visit` must take every one.
template <typename Result, typename Visit> Result visitOptimizer(OptimizerInterface optimizer, Visit visit) {
  std::optional<Result> result;
  auto tryOne = [&]<typename Attribute>(std::type_identity<Attribute>) {
    if constexpr (isOptimizer<Attribute>())
      if (auto found = mlir::dyn_cast<Attribute>(mlir::Attribute(optimizer)))
        result = visit(found);
  };
  [&]<typename... Attributes>(AttributeList<Attributes...>) {
    (tryOne(std::type_identity<Attributes>()), ...);
  }(AllAttributes());
  return std::move(*result);
}
} // namespace dlc::train

#define GET_OP_CLASSES
#include "Train/TrainOps.h.inc"

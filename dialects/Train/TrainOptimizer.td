// What all optimizers have in common: settings with presets and bounds, and what they remember. A `def` that derives from
// Train_OptimizerAttr needs no C++ beside its formula; text, verifier and state follow from the lists given here.
#ifndef DLC_TRAIN_OPTIMIZER
#define DLC_TRAIN_OPTIMIZER
include "TrainBase.td"
include "TrainInterfaces.td"

// A setting: its name, its value where none is written, and which values it may have (a case of Setting::Bound).
class Train_Setting<string settingName, string presetValue, string settingBound, string type, string accessor>
    : AttrParameter<type, "preset: " # presetValue, accessor> {
  string name = settingName;
  string preset = presetValue;
  string bound = settingBound;
}
class Train_Number<string name, string preset, string bound>
    : Train_Setting<name, preset, bound, "::dlc::train::Number", "double">;
class Train_Fraction<string name, string preset> : Train_Number<name, preset, "fraction">;
class Train_Positive<string name, string preset> : Train_Number<name, preset, "positive">;
class Train_NonNegative<string name, string preset> : Train_Number<name, preset, "nonNegative">;
class Train_Flag<string name> : Train_Setting<name, "false", "flag", "bool", "bool">;

// What is kept beside a variable: a tensor of its type, or one f64. `when` is C++ on the attribute.
class Train_State<string stateName, string initialValue = "0", string condition = "true", string scalar = "false"> {
  string name = stateName;
  string initial = initialValue;
  string when = condition;
  string isScalar = scalar;
}
class Train_ScalarState<string name, string initial> : Train_State<name, initial, "true", "true">;

// `rate` is the learning rate that is usual with it: what a tool takes if it is given none.
class Train_OptimizerAttr<string name, string attrMnemonic, string rate, list<Train_Setting> settings,
                          list<Train_State> states = [], bit countsSteps = false>
    : AttrDef<Train_Dialect, name, [DeclareAttrInterfaceMethods<Train_OptimizerInterface>]> {
  defvar declared = !interleave(!foreach(each, settings, each.cppType # " " # each.name), ", ");
  defvar asDoubles = "{" # !interleave(!foreach(each, settings, "double(" # each.name # ")"), ", ") # "}";
  defvar fromDoubles = !interleave(!foreach(i, !range(!size(settings)), settings[i].cppType # "(values[" # i # "])"), ", ");
  defvar presets = !interleave(!foreach(each, settings, each.cppType # "(" # each.preset # ")"), ", ");
  defvar described = "{" # !interleave(!foreach(each, settings, "{\"" # each.name # "\", " # each.preset #
                                                ", ::dlc::train::Setting::Bound::" # each.bound # "}"), ", ") # "}";
  defvar remembered = !interleave(!foreach(each, states, "if (" # each.when # ") states.push_back({\"" # each.name # "\", " #
                                           each.initial # ", " # each.isScalar # "});"), "\n      ");
  let mnemonic = attrMnemonic;
  let parameters = !dag(ins, settings, !foreach(each, settings, each.name));
  let builders = [AttrBuilder<(ins), "return $_get($_ctxt, " # presets # ");">];
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = "static const ::dlc::train::OptimizerKind &theKind();";
  let extraClassDefinition = [{
    const ::dlc::train::OptimizerKind &$cppClass::theKind() {
      static const ::dlc::train::Setting settings[] = }] # described # [{;
      static const ::dlc::train::OptimizerKind kind = {getMnemonic(), settings, }] # rate # [{,
        [](::llvm::function_ref<::mlir::InFlightDiagnostic()> emitError, ::mlir::MLIRContext *context,
           ::llvm::ArrayRef<double> values) -> ::mlir::Attribute {
          return getChecked(emitError, context, }] # fromDoubles # [{);
        }};
      return kind;
    }
    const ::dlc::train::OptimizerKind &$cppClass::kind() const { return theKind(); }
    ::llvm::SmallVector<double> $cppClass::values() const {
      return std::apply([](}] # declared # [{) { return ::llvm::SmallVector<double>}] # asDoubles # [{; },
                        getImpl()->getAsKey());
    }
    ::llvm::LogicalResult $cppClass::verify(::llvm::function_ref<::mlir::InFlightDiagnostic()> emitError,
                                            }] # declared # [{) {
      return ::dlc::train::verifySettings(emitError, theKind().settings, }] # asDoubles # [{);
    }
    ::mlir::Attribute $cppClass::parse(::mlir::AsmParser &parser, ::mlir::Type) {
      return ::dlc::train::parseSettings(parser, theKind());
    }
    void $cppClass::print(::mlir::AsmPrinter &printer) const {
      ::dlc::train::printSettings(printer, theKind(), values());
    }
    ::llvm::SmallVector<::dlc::train::State> $cppClass::states() const {
      ::llvm::SmallVector<::dlc::train::State> states;
      }] # remembered # [{
      return states;
    }
    ::llvm::StringRef $cppClass::stepName() const { return "}] # !if(countsSteps, attrMnemonic # "_step", "") # [{"; }
  }];
}

def Train_Optimizer : Attr<CPred<"::llvm::isa<::dlc::train::OptimizerInterface>($_self)">,
                           "an optimizer, such as #train.adam"> {
  let storageType = "::mlir::Attribute";
  let returnType = "::dlc::train::OptimizerInterface";
  let convertFromStorage = "::llvm::cast<::dlc::train::OptimizerInterface>($_self)";
}
#endif // DLC_TRAIN_OPTIMIZER

// The nn dialect: what a network computes. Shared definitions: the dialect, its types and its op classes.
#ifndef DLC_NN_BASE
#define DLC_NN_BASE

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/Interfaces/CallInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "NNCost.td"

def NN_Dialect : Dialect {
  let name = "nn";
  let summary = "what a network computes: pure ops on ranked tensors";
  let description = [{
    Values are ranked tensors. Dynamic sizes (`?`) are names or computed of names, which `#nn.sizes` on the type gives; the only
    `?` of a type without it is `batch`. A name means one size in a function. State is by name: variables live at module level, functions read and assign
    them. Op and attribute names are ONNX's in snake_case.
  }];
  let cppNamespace = "::dlc::nn";
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
}

def NN_FloatTensor : Type<CPred<"::dlc::nn::isTensorOf($_self, ::dlc::nn::ElementClass::Float)">,
                                    "tensor of f32, f64, bf16, f16, f8E4M3FN or f8E5M2", "::mlir::RankedTensorType">;
def NN_NumberTensor : Type<CPred<"::dlc::nn::isTensorOf($_self, ::dlc::nn::ElementClass::Number)">,
                                     "tensor of f32, f64, bf16, f16, f8E4M3FN, f8E5M2, i64, i32, i8, i16, ui8, ui16, ui32 or ui64", "::mlir::RankedTensorType">;
def NN_IntegerTensor : Type<CPred<"::dlc::nn::isTensorOf($_self, ::dlc::nn::ElementClass::Integer)">,
                                      "tensor of i64, i32, i8, i16, ui8, ui16, ui32 or ui64", "::mlir::RankedTensorType">;
def NN_IndexTensor : Type<CPred<"::dlc::nn::isTensorOf($_self, ::dlc::nn::ElementClass::Index)">,
                                    "tensor of i64 or i32", "::mlir::RankedTensorType">;
def NN_BoolTensor : Type<CPred<"::dlc::nn::isTensorOf($_self, ::dlc::nn::ElementClass::Bool)">,
                                   "tensor of i1", "::mlir::RankedTensorType">;
def NN_AnyTensor : Type<CPred<"::dlc::nn::isTensorOf($_self, ::dlc::nn::ElementClass::Any)">,
                                  "ranked tensor of f32, f64, bf16, f16, f8E4M3FN, f8E5M2, i64, i32, i8, i16, ui8, ui16, ui32, ui64 or i1", "::mlir::RankedTensorType">;
def NN_RandomState : Type<CPred<"::dlc::nn::isRandomState($_self)">,
                                    "random state, tensor<2xi64> of key and counter", "::mlir::RankedTensorType">,
                      BuildableType<"::mlir::RankedTensorType::get({2}, $_builder.getI64Type())">;

// Errors of an op say where its operands come from (NNProducers.h).
def NN_ExplainsOperands : NativeOpTrait<"ExplainsOperands", [], [{
    ::mlir::InFlightDiagnostic emitOpError(const ::llvm::Twine &message = {}) {
      return ::dlc::nn::explained(::mlir::OpState::emitOpError(message), getOperation()->getOperands());
    }
  }]> { let cppNamespace = "::dlc::nn"; }

// InferTypeOpAdaptor, whose errors say the same.
def NN_InfersTypes : TraitList<[
    DeclareOpInterfaceMethods<InferTypeOpInterface>,
    NativeOpTrait<"InferTypeOpAdaptor", [], [{
      static ::llvm::LogicalResult
      inferReturnTypes(::mlir::MLIRContext *context, std::optional<::mlir::Location> location, Adaptor adaptor,
                       ::llvm::SmallVectorImpl<::mlir::Type> &inferredReturnTypes);
    }], [{
      ::llvm::LogicalResult
      $cppClass::inferReturnTypes(::mlir::MLIRContext *context, std::optional<::mlir::Location> location,
                                  ::mlir::ValueRange operands, ::mlir::DictionaryAttr attributes,
                                  ::mlir::OpaqueProperties properties, ::mlir::RegionRange regions,
                                  ::llvm::SmallVectorImpl<::mlir::Type> &inferredReturnTypes) {
        ::dlc::nn::ProducerNotes notes(context, operands);
        return $cppClass::inferReturnTypes(context, location, $cppClass::Adaptor(operands, attributes, properties, regions),
                                           inferredReturnTypes);
      }
    }]>]>;

// The cost is a trait of NNCost.td.
class NN_Op<string mnemonic, Trait cost, list<Trait> traits = []>
    : Op<NN_Dialect, mnemonic, !listconcat(traits, [NN_ExplainsOperands, cost])>;

// A pure op whose result types follow from its operands and attributes.
class NN_InferredOp<string mnemonic, Trait cost, list<Trait> traits = []>
    : NN_Op<mnemonic, cost, !listconcat([Pure, NN_InfersTypes], traits)>;

// A pure op whose result type is written, because its operands do not determine it.
class NN_PureOp<string mnemonic, Trait cost, list<Trait> traits = []> : NN_Op<mnemonic, cost, !listconcat([Pure], traits)>;

#endif // DLC_NN_BASE

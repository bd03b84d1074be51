// What ops with windows share: their attributes, an entry for each spatial dimension of [N, C, spatial…].
#ifndef DLC_NN_WINDOW
#define DLC_NN_WINDOW
include "NNBase.td"
include "NNInterfaces.td"

def NN_AutoPad : I32EnumAttr<"AutoPad", "how pads follow from the shape", [
    I32EnumAttrCase<"notset", 0>, I32EnumAttrCase<"same_upper", 1>, I32EnumAttrCase<"same_lower", 2>,
    I32EnumAttrCase<"valid", 3>]> {
  let cppNamespace = "::dlc::nn";
}
defvar NN_AutoPadAttribute = (ins DefaultValuedAttr<NN_AutoPad, "::dlc::nn::AutoPad::notset">:$auto_pad);

// Written `pads [2, 2, 2, 2]`; what is left out is not written.
defvar NN_SlidingFormat = "(`strides` $strides^)? (`pads` $pads^)? (`dilations` $dilations^)?";
defvar NN_SlidingAttributes = (ins OptionalAttr<DenseI64ArrayAttr>:$strides, OptionalAttr<DenseI64ArrayAttr>:$pads, OptionalAttr<DenseI64ArrayAttr>:$dilations);
defvar NN_WindowDeclaration = [{
  /// The windows, with what the op leaves out filled in.
  ::dlc::nn::Window getWindow();
}];
#endif // DLC_NN_WINDOW

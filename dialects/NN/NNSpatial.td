// Resizing, sampling between elements, and moving elements between channels and space.
#ifndef DLC_NN_SPATIAL
#define DLC_NN_SPATIAL
include "NNBase.td"
include "NNInterfaces.td"

def NN_ResizeMode : I32EnumAttr<"ResizeMode", "how elements lie between others", [
    I32EnumAttrCase<"nearest", 0>, I32EnumAttrCase<"linear", 1>, I32EnumAttrCase<"cubic", 2>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_CoordinateTransformationMode : I32EnumAttr<"CoordinateTransformationMode", "where an element of the result lies in the input", [
    I32EnumAttrCase<"half_pixel", 0>, I32EnumAttrCase<"pytorch_half_pixel", 1>, I32EnumAttrCase<"align_corners", 2>,
    I32EnumAttrCase<"asymmetric", 3>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_NearestMode : I32EnumAttr<"NearestMode", "which neighbour is the nearest", [
    I32EnumAttrCase<"round_prefer_floor", 0>, I32EnumAttrCase<"round_prefer_ceil", 1>, I32EnumAttrCase<"floor", 2>,
    I32EnumAttrCase<"ceil", 3>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_SamplePadding : I32EnumAttr<"SamplePadding", "what lies beyond the border of an image that is sampled", [
    I32EnumAttrCase<"zeros", 0>, I32EnumAttrCase<"border", 1>, I32EnumAttrCase<"reflection", 2>]> {
  let cppNamespace = "::dlc::nn";
}
def NN_DepthToSpaceMode : I32EnumAttr<"DepthToSpaceMode", "order of the parts of a channel: depth, column, row, or column, row, depth", [
    I32EnumAttrCase<"dcr", 0>, I32EnumAttrCase<"crd", 1>]> {
  let cppNamespace = "::dlc::nn";
}

def NN_ResizeOp : NN_PureOp<"resize", NN_CountedFlops, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "another size, each element made of those around its place in the input: the nearest, 2 (linear) or 4 (cubic) along each dimension";
  let description = [{
    Element j lies at (j + ½) / scale - ½ (`half_pixel`, the default; `pytorch_half_pixel`: at 0 if it is the only one),
    j · (in - 1) / (scale · in - 1) (`align_corners`), or j / scale (`asymmetric`). Scales are out / in where they are not given;
    where they are, scale · in is not rounded (ONNX).
    Beyond the border its elements go on. `nearest_mode` says what is nearest to a place between two elements. Cubic weights
    are Keys' (1981) with the coefficient `cubic_coeff_a`.

    - (C1) element types and ranks are the same; a dynamic size is kept, or in mode `nearest` repeated a whole number of times
    - (C2) no size is 0
    - (C3) scales are positive, one for each dimension
  }];
  let arguments = (ins NN_FloatTensor:$input, DefaultValuedAttr<NN_ResizeMode, "::dlc::nn::ResizeMode::nearest">:$mode,
      DefaultValuedAttr<NN_CoordinateTransformationMode, "::dlc::nn::CoordinateTransformationMode::half_pixel">:$coordinate_transformation_mode,
      DefaultValuedAttr<NN_NearestMode, "::dlc::nn::NearestMode::round_prefer_floor">:$nearest_mode,
      DefaultValuedAttr<F64Attr, "-0.75">:$cubic_coeff_a, OptionalAttr<DenseF64ArrayAttr>:$scales);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = [{
    $input (`mode` $mode^)? (`coordinate_transformation_mode` $coordinate_transformation_mode^)? (`nearest_mode` $nearest_mode^)?
    (`cubic_coeff_a` custom<Number>($cubic_coeff_a)^)? (`scales` $scales^)? attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}
def NN_GridSampleOp : NN_InferredOp<"grid_sample", NN_CountedFlops, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "an image read at the places of a grid, which lie between its elements: the nearest one there, or the 2 (linear) or 4 (cubic) along each dimension";
  let description = [{
    ```mlir
    %y = nn.grid_sample %x, %grid padding_mode border : tensor<?x3x32x32xf32>, tensor<?x16x16x2xf32>   // tensor<?x3x16x16xf32>
    ```

    A place is a row of the grid: x, y for images and x, y, z for volumes, the last dimension first. -1 and 1 are the borders, at the
    outer edges of the outermost elements, or with `align_corners` in their middle (ONNX's GridSample, PyTorch's grid_sample). Beyond
    them are zeros, the element at the border, or the image reflected at the border. Of two elements that are equally near, the one
    with the even number is the nearest. Cubic weights are Keys' (1981) with the coefficient -0.75.

    The derivative flows into the input and, but in mode `nearest`, into the grid; at an element's middle it is that of the side above,
    at a border that goes on it is 0.

    - (C1) input [N, C, sizes…] and grid [N, places…, spatial dimensions] have one rank, from 3 to 5, one element type and one N
    - (C2) the input's spatial sizes are static, and none of them is 0
    - (C3) rows of the grid have an entry for each spatial dimension
  }];
  let arguments = (ins NN_FloatTensor:$input, NN_FloatTensor:$grid, DefaultValuedAttr<NN_ResizeMode, "::dlc::nn::ResizeMode::linear">:$mode,
                       DefaultValuedAttr<NN_SamplePadding, "::dlc::nn::SamplePadding::zeros">:$padding_mode, UnitAttr:$align_corners);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $grid (`mode` $mode^)? (`padding_mode` $padding_mode^)? (`align_corners` $align_corners^)? attr-dict `:` type($input) `,` type($grid)
  }];
}
def NN_AffineGridOp : NN_PureOp<"affine_grid", NN_CountedFlops, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "the grid of `nn.grid_sample` that an affine map makes of an image's elements: theta · (x, y, 1), or (x, y, z, 1)";
  let description = [{
    ```mlir
    %grid = nn.affine_grid %theta : tensor<?x2x3xf32> -> tensor<?x16x16x2xf32>
    ```

    The coordinates of an element are those of the grid: -1 and 1 are the outer edges of the outermost elements, or with `align_corners`
    their middle, where a single one is at 0 (ONNX's AffineGrid, PyTorch's affine_grid).

    - (C1) theta is [N, 2, 3] and the grid [N, rows, columns, 2], or they are [N, 3, 4] and [N, planes, rows, columns, 3], of one element type
    - (C2) the grid's spatial sizes are static
  }];
  let arguments = (ins NN_FloatTensor:$theta, UnitAttr:$align_corners);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$theta (`align_corners` $align_corners^)? attr-dict `:` type($theta) `->` type($result)";
  let hasVerifier = 1;
}
def NN_DepthToSpaceOp : NN_InferredOp<"depth_to_space", NN_MoveCost, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "blocks of blocksize × blocksize elements, made of the channels of one: [N, C, H, W] to [N, C / blocksize², H · blocksize, W · blocksize]";
  let description = [{
    A channel's number is made of depth, column and row of the block (`dcr`) or column, row and depth (`crd`), as ONNX calls them.

    - (C1) the input has rank 4
    - (C2) blocksize ≥ 1, and its square divides the channels
  }];
  let arguments = (ins NN_AnyTensor:$input, I64Attr:$blocksize,
                       DefaultValuedAttr<NN_DepthToSpaceMode, "::dlc::nn::DepthToSpaceMode::dcr">:$mode);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input custom<Integer>($blocksize, \"kBlocksize\") (`mode` $mode^)? attr-dict `:` type($input)";
}
def NN_SpaceToDepthOp : NN_InferredOp<"space_to_depth", NN_MoveCost, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "channels made of the elements of blocks: the reverse of depth_to_space with the order `dcr`";
  let description = "- (C1) the input has rank 4\n- (C2) blocksize ≥ 1 divides height and width";
  let arguments = (ins NN_AnyTensor:$input, I64Attr:$blocksize);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input custom<Integer>($blocksize, \"kBlocksize\") attr-dict `:` type($input)";
}
#endif // DLC_NN_SPATIAL

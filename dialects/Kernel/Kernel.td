// The kernel dialect: contractions that the machine runs well. linalg says any of them as a loop nest; what it has not
// is a name for the whole (so that one schedule fits all of them) and an epilogue.
#ifndef DLC_KERNEL
#define DLC_KERNEL
include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Kernel_Dialect : Dialect {
  let name = "kernel";
  let summary = "contractions and pooling with an epilogue, on tensors or buffers";
  let description = [{
    Each op is in destination style: it overwrites `init` (its former contents are not read) and, on tensors, returns the
    new value. The optional epilogue maps each finished element, with the elements of `extras` at the same place, to
    what is stored: a bias, an activation, the mask of a gradient. `epilogue_maps` go from the dimensions of the output
    to those of each extra.

    Accumulation is in the element type, with fused multiply-adds, in an order that depends on shapes alone. Products and
    convolutions also take bytes (i8), unsigned ones in lhs and signed ones in rhs: their sums are i32 and wrap around, and `init` has
    the type of what the epilogue yields, or without one i32.
  }];
  let cppNamespace = "::dlc::kernel";
  let dependentDialects = ["::mlir::affine::AffineDialect"];
  let useDefaultAttributePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  // KernelTarget.cpp
  let extraClassDeclaration = "void registerAttributes();";
}

def Kernel_TargetAttr : AttrDef<Kernel_Dialect, "Target"> {
  let mnemonic = "target";
  let summary = "the machine that code is made for: the attribute `kernel.target` of a module, which passes read";
  let description = [{
    Written by `dlc-attach-target`; see docs/decisions/0016-target-description.md. `features` is what LLVM must be given beside the
    CPU's name. Caches and stack are in bytes: those of one core, and what a kernel may put on the stack of a thread. A
    loop with fewer than `region_operations` operations is not worth a thread region. `byte_products` names LLVM's intrinsic that adds to
    each lane of a vector of i32 the four products of unsigned bytes with signed ones; `pair_products` the one that makes lanes of the
    two products of numbers of 16 bits. Where there is none, the text is empty.
    - (C1) vectors have 64 bits or more, a power of two; there are 8 registers or more; sizes are positive
  }];
  let parameters = (ins StringRefParameter<>:$triple, StringRefParameter<>:$cpu, StringRefParameter<>:$features,
                        "unsigned":$vector_bits, "unsigned":$vector_registers, "bool":$fused, "bool":$half_precision,
                        "int64_t":$l1_bytes, "int64_t":$l2_bytes, "int64_t":$stack_bytes, "int64_t":$region_operations,
                        StringRefParameter<"", "\"\"">:$byte_products, StringRefParameter<"", "\"\"">:$pair_products);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

def Kernel_Operand : AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>;

class Kernel_ContractionOp<string mnemonic, dag attributes> : Op<Kernel_Dialect, mnemonic, [
    DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let arguments = !con((ins Kernel_Operand:$lhs, Kernel_Operand:$rhs, Variadic<Kernel_Operand>:$extras,
                            Kernel_Operand:$init, DefaultValuedAttr<AffineMapArrayAttr, "{}">:$epilogue_maps), attributes);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let regions = (region MaxSizedRegion<1>:$epilogue);
  let assemblyFormat = [{
    `ins` `(` $lhs `,` $rhs `:` type($lhs) `,` type($rhs) `)` (`extras` `(` $extras^ `:` type($extras) `)`)?
    `outs` `(` $init `:` type($init) `)` attr-dict (`epilogue` $epilogue^)? (`->` type($results)^)?
  }];
  let builders = [OpBuilder<(ins "::mlir::Value":$lhs, "::mlir::Value":$rhs, "::mlir::Value":$init,
                                 CArg<"::llvm::ArrayRef<::mlir::NamedAttribute>", "{}">:$attributes)>];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
  }];
}

def Kernel_MatmulOp : Kernel_ContractionOp<"matmul", (ins UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs)> {
  let summary = "matrix product: init[m, n] = epilogue(Σ_k lhs[m, k] · rhs[k, n]), or many of them";
  let description = [{
    `transpose_lhs` reads lhs[k, m], `transpose_rhs` reads rhs[n, k]. Of rank 3, all operands have a first dimension that
    counts products.
    - (C1) all ranks are 2 or all are 3, element types the same float type, or lhs and rhs are i8; all operands are tensors or all are buffers
    - (C2) m, n, k and the number of products agree where they are known; n is known, and with `transpose_rhs` k too
    - (C3) one epilogue map an extra, which chooses dimensions of the output, the last one last, and whose sizes agree;
      elements of extras fill bytes; the region takes the element and one of each extra and yields one
  }];
}

def Kernel_BrgemmOp : Kernel_ContractionOp<"brgemm", (ins UnitAttr:$accumulate, OptionalAttr<I64Attr>:$columns)> {
  let summary = "one tile of a contraction: init[m, n] = epilogue(Σ_b Σ_k lhs[b, m, k] · rhs[b, k, n])";
  let description = [{
    What every matrix product and convolution is made of: a tile of the output whose sums stay in registers, of a batch of
    products that are added up. The order of the sums is that of the batch, then of k. lhs and rhs may have any
    strides. There may be no batch, or one of several dimensions. With `accumulate` what init holds is added to the sums before the epilogue.

    Bytes are read in groups of four along k: lhs[b, m, 4 · k] has dense rows, and a row of rhs[b, k, 4 · n] has the four of each column side
    by side. With the attribute `kernel.signed_lhs` it is lhs that holds the signed ones.
    - (C1) all operands are buffers of the same float type, or lhs and rhs of i8; lhs and rhs have the same rank, 2 or more, init has rank 2
    - (C2) sizes of the batch, m and k agree where they are known; m is known
    - (C3) as `kernel.matmul`
    - (C4) rhs has as many columns as init, or more, which are not used; where init's are not known, `columns` is the most that they are
    - (C5) bytes are added to no init but one of i32
  }];
}

defvar Kernel_Window = (ins DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads, DenseI64ArrayAttr:$dilations,
                            DefaultValuedAttr<I64Attr, "1">:$group);

def Kernel_ConvOp : Kernel_ContractionOp<"conv", !con(Kernel_Window, (ins UnitAttr:$transposed,
                                                                          OptionalAttr<I64Attr>:$winograd_images,
                                                                          OptionalAttr<DenseI64ArrayAttr>:$lhs_dilation))> {
  let summary = "convolution of lhs [N, C, H, W] with rhs [M, C / group, KH, KW] into init [N, M, OH, OW]";
  let description = [{
    Cross-correlation as `nn.conv`; `pads` are [top, left, bottom, right]. With `transposed` the weights are read as
    [C, M / group, KH, KW] and flipped in both: the gradient with respect to the input of a convolution of stride 1.
    With `winograd_images` it is computed by Winograd's minimal filtering if there are so many images or more.
    With `lhs_dilation` [a, b] there are a - 1 rows of zeros between two rows of lhs, and b - 1 columns between two columns, in front of
    the pads: transposed, the gradient with respect to the input of a convolution that has these strides.
    - (C1) all ranks are 4, element types the same float type, or lhs and rhs are i8; all operands are tensors or all are buffers
    - (C2) strides and dilations are positive, pads not negative; only the batch and the sizes of images may be unknown; channels, groups, window
      and output size agree
    - (C3) as `kernel.matmul`
    - (C4) with `winograd_images` the window is square, moves by 1 or 2 pixels and has 2 to 5 of them for
      each; dilations are 1, and there is one group
    - (C5) of bytes there are no pads, nothing is transposed or of Winograd, and only the batch may be unknown
    - (C6) with `lhs_dilation`, of which each entry is 1 or 2, the convolution is transposed and each group has one channel of lhs and
      one of init; strides and dilations are 1, sizes of images are known, and the window has 25 weights at most
  }];
}

def Kernel_ConvBackwardWeightsOp : Kernel_ContractionOp<"conv_backward_weights",
    !con(Kernel_Window, (ins OptionalAttr<I64Attr>:$winograd_images))> {
  let summary = "gradient of a convolution's weights: lhs is the input, rhs the gradient of the output";
  let description = "Constraints as `kernel.conv`, with the roles of init and rhs exchanged; there is no epilogue (C5).";
}

// Attention, whose scores are never in memory as a whole.
class Kernel_AttentionLikeOp<string mnemonic, dag operands> : Op<Kernel_Dialect, mnemonic, [
    DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let arguments = !con(operands, (ins UnitAttr:$causal, F64Attr:$scale, DenseBoolArrayAttr:$length_first));
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let hasVerifier = 1;
}

def Kernel_AttentionOp : Kernel_AttentionLikeOp<"attention",
    (ins Kernel_Operand:$query, Kernel_Operand:$key, Kernel_Operand:$value, Optional<Kernel_Operand>:$mask, Kernel_Operand:$init)> {
  let summary = "attention: init = softmax(scale · query · keyᵀ + mask) · value";
  let description = [{
    As `nn.attention`; with `causal` query i sees the keys 0 to i. Operands but the mask are [batch, heads, length, size], or [batch, length,
    heads, size] where `length_first` says so, which has a flag for each of them.
    - (C1) ranks are 4, element types the same, f32 or f64; all operands are tensors or all are buffers
    - (C2) heads and size are known; sizes agree; the heads of the query are a multiple of the keys'
    - (C3) there is a flag for each operand but the mask
    - (C4) of the mask's sizes the last is the length of the keys; the others are 1 or batch, heads and length of the query
  }];
  let assemblyFormat = [{
    `ins` `(` $query `,` $key `,` $value `:` type($query) `,` type($key) `,` type($value) `)` (`mask` `(` $mask^ `:` type($mask) `)`)?
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($results)^)?
  }];
  let extraClassDeclaration = "::mlir::MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }";
}

def Kernel_AttentionBackwardOp : Kernel_AttentionLikeOp<"attention_backward",
    (ins Kernel_Operand:$query, Kernel_Operand:$key, Kernel_Operand:$value, Kernel_Operand:$result, Kernel_Operand:$grad,
         Optional<Kernel_Operand>:$mask, Kernel_Operand:$query_grad, Kernel_Operand:$key_grad, Kernel_Operand:$value_grad)> {
  let summary = "gradients of attention: `result` is what it made, `grad` the gradient of that";
  let description = "Constraints as `kernel.attention`.";
  let assemblyFormat = [{
    `ins` `(` $query `,` $key `,` $value `,` $result `,` $grad `:` type($query) `,` type($key) `,` type($value) `,` type($result) `,`
    type($grad) `)` (`mask` `(` $mask^ `:` type($mask) `)`)? `outs` `(` $query_grad `,` $key_grad `,` $value_grad `:` type($query_grad) `,` type($key_grad) `,`
    type($value_grad) `)` attr-dict (`->` type($results)^)?
  }];
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return ::mlir::MutableOperandRange(getOperation(), getNumOperands() - 3, 3); }
  }];
}

def Kernel_MaxPoolBackwardOp : Kernel_ContractionOp<"max_pool_backward",
    (ins DenseI64ArrayAttr:$kernel_shape, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads)> {
  let summary = "gradient of max_pool: lhs is its input, rhs the gradient of its output";
  let description = [{
    As `nn.max_pool_backward`. Not a contraction, but it too finishes each element of the output in one place.
    - (C1) as `kernel.conv`
    - (C2) window and strides are positive, pads not negative; only the batch may be unknown; sizes agree
    - (C3) as `kernel.matmul`; an epilogue is possible only where windows tile the input (C5)
  }];
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
    /// Whether each element of the input is in exactly one window.
    bool windowsTile();
  }];
}

def Kernel_MaxPoolOp : Op<Kernel_Dialect, "max_pool", [
    DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "largest element of each window of 2 columns that lie side by side";
  let description = [{
    The case of `nn.max_pool` that vectors of pairs fit: windows [KH, 2], a stride of 2 along the row, no padding. Every
    other is a loop nest like any. NaN is greater than all else.
    - (C1) ranks are 4, element types the same float type, both are tensors or both are buffers
    - (C2) rows and their stride are positive; only the batch may be unknown; sizes agree
  }];
  let arguments = (ins Kernel_Operand:$input, Kernel_Operand:$init, I64Attr:$rows, I64Attr:$row_stride);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    `ins` `(` $input `:` type($input) `)` `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($results)^)?
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
  }];
}

def Kernel_SortOp : Op<Kernel_Dialect, "sort", [
    DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "elements in order along an axis, and the indices (i64) where they were";
  let description = [{
    As `nn.sort`: equal elements keep their order, and NaN is the greatest. `unsigned` integers have no sign.
    - (C1) the axis is one of the dimensions; shapes are the same; `values` has the element type of the input, integer or float, `indices` i64;
      all operands are tensors or all are buffers
  }];
  let arguments = (ins Kernel_Operand:$input, Kernel_Operand:$values, Kernel_Operand:$indices, I64Attr:$axis,
                       UnitAttr:$descending, UnitAttr:$is_unsigned);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    `ins` `(` $input `:` type($input) `)` `outs` `(` $values `,` $indices `:` type($values) `,` type($indices) `)`
    `axis` $axis (`descending` $descending^)? (`unsigned` $is_unsigned^)? attr-dict (`->` type($results)^)?
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return ::mlir::MutableOperandRange(getOperation(), 1, 2); }
  }];
}

def Kernel_BarrierOp : Op<Kernel_Dialect, "barrier", [Pure, AllTypesMatch<["input", "result"]>]> {
  let summary = "its operand, which nothing may look through; on buffers, the buffer itself";
  let arguments = (ins AnyRankedTensor:$input);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}

def Kernel_FirstOfPartOp : Op<Kernel_Dialect, "first_of_part", [Pure]> {
  let summary = "the first iteration that a thread runs of a parallel loop";
  let description = [{
    Of a thread's part, which are iterations that follow each other; the operand is the one that runs. Parts have no iteration in
    common, so that memory with a place for each iteration has one for each thread. Where a loop is no parallel one any more, or its
    iterations are counted otherwise, this is the operand.
  }];
  let arguments = (ins Index:$iteration);
  let results = (outs Index:$result);
  let assemblyFormat = "$iteration attr-dict";
}

def Kernel_CallOp : Op<Kernel_Dialect, "call", [AttrSizedOperandSegments, DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "calls a function that several others share, which writes into the memory that it is given";
  let description = [{
    The callee is a `func.func` of this module with as many arguments as the call has operands: once memory is decided,
    it takes its sizes, inputs, outputs and variables as buffers. `order` says which operand, inputs before inits,
    each argument of it is. Inits are outputs, whose former contents nobody needs, and variables that the callee updates.
    - (C1) `order` has each operand once
    - (C2) on tensors there is one result for each init, of its type; on buffers there is none
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyTypeOf<[Index, Kernel_Operand]>>:$inputs,
                       Variadic<Kernel_Operand>:$inits, DenseI64ArrayAttr:$order);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $callee (`ins` `(` $inputs^ `:` type($inputs) `)`)? (`outs` `(` $inits^ `:` type($inits) `)`)?
    `order` $order attr-dict (`->` type($results)^)?
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitsMutable(); }
    /// The operands as the callee takes them.
    ::llvm::SmallVector<::mlir::Value> operandsInOrder();
  }];
}

def Kernel_YieldOp : Op<Kernel_Dialect, "yield", [Pure, Terminator,
    ParentOneOf<["MatmulOp", "BrgemmOp", "ConvOp", "ConvBackwardWeightsOp", "MaxPoolBackwardOp"]>]> {
  let summary = "gives the element that an epilogue stores";
  let arguments = (ins AnyType:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}
#endif // DLC_KERNEL

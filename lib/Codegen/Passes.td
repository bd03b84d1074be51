// From linalg and kernel to buffers, loops, vectors and threads.
#ifndef DLC_CODEGEN_PASSES
#define DLC_CODEGEN_PASSES
include "mlir/Pass/PassBase.td"

def FuseElementwise : Pass<"dlc-fuse-elementwise", "::mlir::func::FuncOp"> {
  let summary = "merges chains of elementwise loops, and moves elementwise producers into reductions";
  let description = [{
    Each loop takes in the elementwise loops that make what it reads, with upstream's fusion of `linalg.generic`. A producer
    with several users is merged where it is cheap to compute again, so that masks and activations are never stored only to
    be read by their neighbours. Equal operands and equal operations of a fused body become one, and a body is bounded: the
    time that the pass takes is linear in the number of loops.

    Test: test/Codegen/Tiling/fuse-elementwise.mlir.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect", "::mlir::math::MathDialect"];
}

def FuseEpilogue : Pass<"kernel-fuse-epilogue", "::mlir::func::FuncOp"> {
  let summary = "moves an elementwise loop into the epilogue of the contraction that it follows";
  let description = [{
    The loop must be the only user of the contraction's result, and read its other inputs at the same place or broadcast
    along dimensions of the output, rows as rows.

    Test: test/Codegen/Tiling/fuse-epilogue.mlir.
  }];
  let dependentDialects = ["::dlc::kernel::KernelDialect"];
}

def SplitBatchSums : Pass<"dlc-split-batch-sums", "::mlir::func::FuncOp"> {
  let summary = "makes of a sum over images and their pixels one over the pixels of each image, and one over images";
  let description = [{
    The first part is as parallel as the images are, and can be taken while an image is in the cache
    (`dlc-group-images`). The order of the sums follows from shapes.

    Test: test/Codegen/Tiling/split-batch-sums.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def SeparateDestinations : Pass<"dlc-separate-destinations", "::mlir::func::FuncOp"> {
  let summary = "gives each op that starts from a constant tensor, and each result that is one, a tensor of its own";
  let description = [{
    Two ops that update one `linalg.fill` would make bufferization copy it. A constant of one number that is returned would
    be copied from an array of its size in the program: it is filled in instead. An empty tensor that more than 64 operands
    are becomes one for every 64 of them, since bufferization compares all users of one.

    Test: test/Codegen/Memory/separate-destinations.mlir, test/Time/elementwise.test.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def PlaceResults : Pass<"dlc-place-results", "::mlir::ModuleOp"> {
  let summary = "gives every function its results' and variables' buffers as arguments";
  let description = [{
    Arguments become buffers: the batch, inputs, outputs, variables, in this order. Results are written into outputs; the
    next version of a variable is computed in the variable's own buffer, after its last read.

    Test: test/Codegen/Memory/place-results.mlir.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect"];
}

def EliminateEmptyTensors : Pass<"dlc-eliminate-empty-tensors", "::mlir::func::FuncOp"> {
  let summary = "computes results and parts of larger tensors where they belong";
  let description = [{
    Upstream's `eliminate-empty-tensors`, but for results of a function from which another result starts: they would lie in
    one buffer when they are stored.

    Test: test/Codegen/Memory/eliminate-empty-tensors.mlir.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::tensor::TensorDialect"];
}

def ForwardCopies : Pass<"dlc-forward-copies", "::mlir::func::FuncOp"> {
  let summary = "lets a loop write where its results would be copied to";
  let description = [{
    The memory that it writes must be read by the copy alone, and nothing between the two may touch what is copied to.

    Test: test/Codegen/Memory/forward-copies.mlir.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
}

def ChooseConvolutions : Pass<"kernel-choose-convolutions", "::mlir::func::FuncOp"> {
  let summary = "decides which convolutions are computed by Winograd's minimal filtering, and from how many images on";
  let description = [{
    Writes `winograd_images` where an estimate of the cycles of both forms says that it pays. `auto` and `winograd` differ in that the
    latter takes it wherever it is possible. See docs/decisions/0024-winograd.md.

    Test: test/Codegen/Kernels/choose-convolutions.mlir.
  }];
  let options = [Option<"form", "form", "::dlc::ConvolutionForm", "::dlc::ConvolutionForm::automatic", "Which form convolutions take",
      [{::llvm::cl::values(clEnumValN(::dlc::ConvolutionForm::automatic, "auto", "the faster one"),
        clEnumValN(::dlc::ConvolutionForm::direct, "direct", "never Winograd's"),
        clEnumValN(::dlc::ConvolutionForm::winograd, "winograd", "Winograd's wherever it is possible"))}]>,
    Option<"keepPrepared", "keep-prepared", "bool", /*default=*/"false", "Count on it that dlc-keep-prepared runs">];
}

def GroupImages : Pass<"dlc-group-images", "::mlir::func::FuncOp"> {
  let summary = "marks convolutions, pooling and the loops around them that can run together, image by image";
  let description = [{
    A group is a run of ops each of which computes image n from image n of what the others wrote: a convolution, the
    statistics of its output, the normalisation and activation before it. They get the same number as
    `dlc.image_group`; `dlc-merge-image-loops` makes one loop of them, so that an image is read again while it is in
    the cache. Ops that must wait for all images end a group; ops that the group does not touch are stepped over.

    Test: test/Codegen/Tiling/group-images.mlir.
  }];
}

def MergeImageLoops : Pass<"dlc-merge-image-loops", "::mlir::func::FuncOp"> {
  let summary = "makes one parallel loop of those that have the same `dlc.image_group`";
  let description = [{
    What stands between them, the packing of weights and scratch memory, moves in front. Of buffers that nothing else uses, each
    thread then keeps one image at a time (docs/decisions/0052-array-contraction.md).

    Test: test/Codegen/Tiling/merge-image-loops.mlir.
  }];
  let dependentDialects = ["::mlir::scf::SCFDialect", "::dlc::kernel::KernelDialect"];
}

def ExpandKernels : Pass<"kernel-expand", "::mlir::func::FuncOp"> {
  let summary = "expands contractions on buffers into tiled loops of vector fused multiply-adds";
  let description = [{
    Products of matrices, convolutions by Winograd's filtering or with windows of one pixel, and gradients of a convolution's weights
    whose channels fill tiles, become loops around `kernel.brgemm` (`kernel-expand-tiles`). In all others accumulators are loop-carried vectors. The size of a tile follows
    from the shape and from the vector registers of the target (`kernel.target`). See docs/decisions/0002-codegen.md and
    docs/decisions/0021-contractions.md.

    With `keep-prepared`, forms that copy weights first are preferred where weights are the same in all calls, so that
    `dlc-keep-prepared` lets the first call alone copy them.

    Test: test/Codegen/Kernels/expand-kernels.mlir.
  }];
  let options = [Option<"keepPrepared", "keep-prepared", "bool", /*default=*/"false", "Count on it that dlc-keep-prepared runs">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect", "::mlir::linalg::LinalgDialect", "::mlir::LLVM::LLVMDialect"];
}

def ExpandTiles : Pass<"kernel-expand-tiles", "::mlir::ModuleOp"> {
  let summary = "makes each tile of a contraction a call of a function that computes it in vector registers";
  let description = [{
    Tiles of the same shape, strides and epilogue share one function, whose sizes of k and of the batch, and whose distances between
    rows of the output, are arguments: how long LLVM takes does not grow with the number of contractions. The epilogue may use
    no value of the function around it but constants. See docs/decisions/0021-contractions.md.

    Test: test/Codegen/Kernels/expand-tiles.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect", "::mlir::LLVM::LLVMDialect"];
}

def InterleaveCopies : Pass<"dlc-interleave-copies", "::mlir::func::FuncOp"> {
  let summary = "makes of two copies, to the even and to the odd places of rows, one loop that writes vectors";
  let description = [{
    The phases of a transposed convolution are put together so. Both copies must be of dense buffers and stand next to each other.

    Test: test/Codegen/Tiling/interleave-copies.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def LowerLoops : Pass<"dlc-lower-loops", "::mlir::func::FuncOp"> {
  let summary = "lowers linalg on buffers to loops whose innermost one LLVM can vectorise";
  let description = [{
    Every operand is seen as a flat buffer with a stride for each loop. Loops that step through all operands as one are
    merged; the innermost is the one along which most operands are dense; small windows are unrolled; sums along the
    innermost loop may be reordered into lanes, which depends on shapes only. Operands that elementwise loops read across
    their rows are transposed in registers, square by square. Enough work makes the outermost loop `scf.parallel`.

    Test: test/Codegen/Tiling/lower-loops.mlir, test/Codegen/Tiling/transposes.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::LLVM::LLVMDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def ExpandMath : Pass<"dlc-expand-math", "::mlir::ModuleOp"> {
  let summary = "replaces elementary functions on f32 by arithmetic that vectorises";
  let description = [{
    exp, expm1, log, log1p, pow, sine, cosine, tangent, the hyperbolic functions, the inverses of both, and erf:
    polynomials after range reduction, for every f32. Their errors are in the source. Of f64, expm1, log1p, tanh and
    acosh are computed from functions of the C library, to which the others are left.

    Test: test/Codegen/Kernels/expand-math.mlir for the form, test/Unit/API/MathTest.cpp for the numbers.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

def ExpandNarrowFloats : Pass<"dlc-expand-narrow-floats", "::mlir::ModuleOp"> {
  let summary = "writes conversions from and to floats of 16 bits as arithmetic on integers, where the CPU has no instructions";
  let description = [{
    Those of bf16, and those of f16 if the target (`kernel.target`) converts none. For bf16, upstream's patterns, without those that
    expand anything else. Integers become floats of 16 bits by way of f32, which is for those of up to 24 bits.
    Test: test/Codegen/Kernels/expand-narrow-floats.mlir, for the numbers test/EndToEnd/half-library.test.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::vector::VectorDialect"];
}

def NarrowFloatsAsIntegers : Pass<"dlc-narrow-floats-as-integers", "::mlir::ModuleOp"> {
  let summary = "moves floats of 16 bits as integers, in the LLVM dialect, where the CPU has no instructions";
  let description = [{
    Conversions of the same types are arithmetic on integers since `dlc-expand-narrow-floats`; what is left is loaded, chosen between
    and stored. Globals stay as they are. Test: test/Codegen/Kernels/narrow-floats-as-integers.mlir.
  }];
}

def OutlineKernels : Pass<"dlc-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "moves each loop nest of an entry point into a function whose buffers do not alias";
  let description = [{
    The kernel of a parallel loop takes the first iteration and the one behind the last, so that each thread may run a part of them;
    its call says so (`dlc.parallel`). Equal kernels can then be merged
    (`duplicate-function-elimination`); `dlc.entry_point`, a function's own name, keeps what they come from apart. Buffers that are different allocations or arguments get `noalias`, because inside
    an arena LLVM could not tell them apart; views of a buffer are made inside.

    Test: test/Codegen/EntryPoints/outline-kernels.mlir.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def ReinterpretReshapes : Pass<"dlc-reinterpret-reshapes", "::mlir::func::FuncOp"> {
  let summary = "writes views that make several dynamic sizes of one with their strides";
  let description = [{
    `memref.expand_shape` becomes `memref.reinterpret_cast` where a group has more than one dynamic size, which upstream's
    lowering cannot take apart.

    Test: test/Codegen/Memory/reinterpret-reshapes.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def KeepPrepared : Pass<"dlc-keep-prepared", "::mlir::ModuleOp"> {
  let summary = "computes what depends on variables and constants alone once for many calls of all entry points";
  let description = [{
    Calls of kernels whose arguments are variables that the function does not write, constants, and buffers that only such calls write move into branches, each of
    which is taken while a flag in the prepared memory is 0, and sets it. A function has such branches, and so has each branch in it,
    where forms depend on sizes. What is computed of the same by the same kernels is one buffer, in whatever entry points it
    stands, and what always stands together has one flag. The flags are the first `dlc.prepared_count` bytes of the memory, whose
    `dlc.prepared_bytes` the module says; an entry point with `dlc.prepares` takes it as its last argument. One that
    writes variables has the flags of what depends on them as `dlc.outdated`, which its caller sets to 0 afterwards, and keeps nothing
    of them itself. See docs/decisions/0032-prepared-weights.md.

    Test: test/Codegen/Memory/keep-prepared.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def PlanMemory : Pass<"dlc-plan-memory", "::mlir::ModuleOp"> {
  let summary = "places every allocation in one of two arenas";
  let description = [{
    The fixed arena holds what has a static size; the other's offsets are planned for a batch of 1 and multiplied by the
    batch. Buffers that are not alive at once share memory. Sizes are recorded as `dlc.fixed_arena_bytes` and
    `dlc.batch_arena_bytes`; the arenas become the last two arguments.

    With `separate` each buffer has memory of its own, with 64 bytes behind it that no one may touch: so what is read
    before it was written, or beyond its end, shows in an arena that the caller has filled with NaN. With `poison` too, the
    function tells the address sanitizer at its start that all behind the last element of each buffer, as far as the next one, is
    not to be touched (`__asan_poison_memory_region`), and takes that back before it returns.

    Test: test/Codegen/Memory/plan-memory.mlir, test/Codegen/Memory/plan-memory-separate.mlir,
    test/Codegen/Memory/plan-memory-poison.mlir.
  }];
  let options = [
    Option<"separate", "separate", "bool", /*default=*/"false", "Let no two buffers share memory">,
    Option<"poison", "poison", "bool", /*default=*/"false", "Poison what lies between separate buffers">
  ];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def EntryPoints : Pass<"dlc-entry-points", "::mlir::ModuleOp"> {
  let summary = "gives public functions the Program's calling convention";
  let description = [{
    `void PREFIX_NAME(int64_t batch, void *const *table)`, as include/dlc/program.h has it; the module loses its
    variables, which are the caller's.

    Test: test/Codegen/EntryPoints/entry-points.mlir.
  }];
  let options = [Option<"prefix", "prefix", "std::string", "\"\"", "Prefix of the functions' symbols">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect"];
}

def ProfileKernels : Pass<"dlc-profile-kernels", "::mlir::ModuleOp"> {
  let summary = "tells the host when each kernel has ended";
  let description = [{
    Behind each call of a kernel, and with the number -1 at the start of each entry point, `mark` of the host is called with
    `profile` and the number of the kernel. The module's attribute `dlc.profile` says what each of them is: the entry point,
    and the ops of the network (`nn-label-ops`) that its loops were made from.

    Test: test/Codegen/EntryPoints/profile-kernels.mlir.
  }];
  let options = [Option<"mark", "mark", "uint64_t", "0", "Address of the function of the host, dlc::Profile::mark">,
                 Option<"profile", "profile", "uint64_t", "0", "Address of what it is called with">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def PassPointers : Pass<"dlc-pass-pointers", "::mlir::ModuleOp"> {
  let summary = "kernels take buffers as pointers and dynamic sizes, not as descriptors";
  let description = [{
    A row-major buffer of rank 4 is a descriptor of 11 values, of which a kernel needs the pointer, and the sizes that its type
    does not tell. Pointers of buffers that alias no other (`dlc.noalias`) get `llvm.noalias`. Buffers with other layouts stay
    as they are.

    Test: test/Codegen/EntryPoints/pass-pointers.mlir.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect"];
}

def FlattenGlobals : Pass<"dlc-flatten-globals", "::mlir::ModuleOp"> {
  let summary = "gives constant arrays of the LLVM dialect one dimension";
  let description = [{
    LLVM makes an object of each row of an array of arrays. The memory is the same; pointers into it name the type that they
    step by.

    Test: test/Codegen/EntryPoints/flatten-globals.mlir.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def ForkKernels : Pass<"dlc-fork-kernels", "::mlir::ModuleOp"> {
  let summary = "threads share the iterations of parallel kernels, in regions of as many kernels as possible";
  let description = [{
    Calls that follow each other, loops and branches over calls and the addresses that they take become one call of OpenMP's run time
    (`__kmpc_fork_call`). Each thread runs all of it: a kernel with `dlc.parallel` with the thread's part of the iterations, other
    kernels on the first thread alone, and a barrier in between. Which part that is follows from the number of the thread and
    that of all threads: the call of the run time that would say so takes 2 µs, allocates, and ends with a barrier of its own.
    What a region takes goes through one area on the caller's stack. Where there is one thread, kernels are called as they are.

    Test: test/Codegen/EntryPoints/fork-kernels.mlir.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::scf::SCFDialect"];
}
#endif // DLC_CODEGEN_PASSES

// One linalg.generic on buffers as a nest of loops over flat operands: which loops merge, in what order they
// run, what is unrolled, what runs on all threads. Sizes and strides that are known when the code runs are
// expressions (NN/NNSizes.h), so that loops over them merge as others do.
#pragma once

#include "Codegen/KernelForm.h"
#include "Codegen/Passes.h"
#include "NN/NNSizes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc::codegen {
class LoopNest {
public:
  /// `starts`: for each output, the constant that its elements start from, or null: what is in memory.
  LoopNest(mlir::linalg::GenericOp op, llvm::ArrayRef<mlir::Value> starts, kernel::TargetAttr target);

  /// Whether each output element is finished before it is stored.
  bool accumulatesInRegisters() const;
  /// Replaces the op by its loops.
  mlir::LogicalResult emit();

private:
  using Values = llvm::SmallVector<mlir::Value>;

  struct Loop {
    int64_t size; ///< an expression over `extents` if it is dynamic
    bool reduction;
    bool unrolled = false;
    int64_t position; ///< of the op's loop, if it is one alone
  };
  /// An operand that is a buffer; scalars have no flat buffer.
  struct Operand {
    mlir::Value value, flat;
    llvm::SmallVector<int64_t> sizes, steps; ///< of the buffer, and from one index to the next
    llvm::SmallVector<int64_t> strides;      ///< for each loop
    int64_t offset = 0;
  };

  bool describe();
  bool describeLoops();
  void describeBuffer(Operand &operand, mlir::AffineMap map);
  /// A value as a size that can be calculated with, and back.
  int64_t sizeOfValue(mlir::Value value);
  mlir::Value emitSize(mlir::ImplicitLocOpBuilder &b, int64_t size);
  /// Whether a sum goes to a place that moves with the loop over its terms: then it cannot wait in a
  /// register.
  bool scatters() const;
  /// What its code is like, for a report.
  KernelForm form() const;
  void mergeLoops();
  void chooseOrder();
  void swapToEnd(size_t loop);
  int64_t work();
  void flatten(mlir::ImplicitLocOpBuilder &b);
  mlir::Value sizeOf(mlir::ImplicitLocOpBuilder &b, const Loop &loop);
  mlir::Value place(mlir::ImplicitLocOpBuilder &b, const Operand &operand);
  mlir::Value load(mlir::ImplicitLocOpBuilder &b, size_t operand);
  void allowReordering();

  void emitFrom(mlir::ImplicitLocOpBuilder &b, size_t loop);
  /// One loop, whose counter is set while `body` is written.
  void emitLoop(mlir::ImplicitLocOpBuilder &b, size_t loop, llvm::function_ref<void()> body);
  Values emitReductions(mlir::ImplicitLocOpBuilder &b, size_t loop, Values carried);
  Values emitBody(mlir::ImplicitLocOpBuilder &b, size_t loop, Values carried);
  Values startValues(mlir::ImplicitLocOpBuilder &b);
  void store(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange values);

  // LongSums.cpp: sums of many terms, which are taken block by block.
  /// The loop over reductions that is cut into blocks of at most `terms` terms, and how many of its
  /// iterations are one block.
  struct Blocks {
    size_t loop;
    int64_t iterations;
  };
  /// Nothing where there are no more terms than `least`, or none of the outputs is a sum of floats.
  std::optional<Blocks> blocksOf(size_t firstReduction, int64_t terms, int64_t least);
  /// Whether an output is its former value plus a term.
  bool isSum(size_t output);
  /// Iterations of one block: from where to where.
  std::pair<mlir::Value, mlir::Value> boundsOfBlock(mlir::ImplicitLocOpBuilder &b, const Blocks &blocks,
                                                    mlir::Value first);
  Values emitSumsInRegisters(mlir::ImplicitLocOpBuilder &b, size_t loop, Values carried);
  Values emitBlocksInRegisters(mlir::ImplicitLocOpBuilder &b, size_t loop, const Blocks &blocks,
                               Values carried);
  void emitSumsOfColumns(mlir::ImplicitLocOpBuilder &b, size_t loop, const Blocks &blocks);
  void emitBlocksOfColumns(mlir::ImplicitLocOpBuilder &b, size_t loop, const Blocks &blocks,
                           mlir::Value isFirst, mlir::Value isLast,
                           llvm::function_ref<void(mlir::Value, mlir::Value)> endOfBlock);
  /// An output that is a sum, and memory for the totals of as many columns as are taken at once.
  struct TotalsRow {
    size_t operand;
    mlir::Value totals;
  };
  void endBlock(mlir::ImplicitLocOpBuilder &b, const TotalsRow &row, mlir::Value isFirst, mlir::Value isLast);
  void emitWithoutBlocks(mlir::ImplicitLocOpBuilder &b, size_t loop);

  // Transposes.cpp: elementwise loops with operands that are dense along another loop than the outputs.
  /// Finds such operands, and moves their loop and the outputs' to the end.
  void chooseTransposes();
  void transposeSquare(mlir::ImplicitLocOpBuilder &b, size_t operand, mlir::Value scratch);
  /// Iterations of the second innermost loop that are taken together.
  int64_t bandOfSquares() const;
  /// The two innermost loops, the outer one from `firstRow` to `endRow`.
  void emitTransposed(mlir::ImplicitLocOpBuilder &b, mlir::Value firstRow, mlir::Value endRow);

  void emitParallel(mlir::ImplicitLocOpBuilder &b);
  /// One iteration of a parallel loop for each image: what a group of ops has in common.
  void emitImages(mlir::ImplicitLocOpBuilder &b);

  mlir::linalg::GenericOp op;
  kernel::TargetAttr target;
  llvm::SmallVector<mlir::Value> starts;
  llvm::SmallVector<Loop> loops;
  llvm::SmallVector<Operand> operands;
  Values extents;                          ///< what the named sizes %0, %1, … of this nest are
  Values counters;                         ///< of the loops that are open
  mlir::Operation *scratchPoint = nullptr; ///< where scratch memory is allocated
  bool isScratchPlanned = false;           ///< whether it is memory of the function, and else on the stack
  mlir::Value firstColumn, endColumn;      ///< of the innermost loop, where it does not run as a whole
  llvm::SmallVector<size_t> transposed;    ///< operands that are read along the second innermost loop
  int64_t square = 0; ///< rows and columns of the part of them that is transposed at once
  llvm::DenseMap<size_t, mlir::Value> squares; ///< that part, along the outputs' rows
  Values inSquare;                             ///< the element's place in it, while its code is written
  mlir::Attribute group; ///< dlc.image_group: the loop over images stays the outermost, and by itself
  bool described;
};
} // namespace dlc::codegen

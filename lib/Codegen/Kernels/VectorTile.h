// What the expansions of contractions share: loops with carried values, vectors along the last dimension of
// an output with a partial last one, epilogues on vectors, and zero-padded images.
#pragma once

#include "Codegen/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc::codegen {
/// What a tile must fit into, of the description of the target.
struct Target {
  unsigned vectorBits, registers;
  int64_t l1Bytes, l2Bytes, stackBytes;
  bool keepsPrepared; ///< whether what is computed of weights alone is computed once (dlc-keep-prepared)

  explicit Target(kernel::TargetAttr target, bool keepsPrepared = false)
      : vectorBits(target.getVectorBits()), registers(target.getVectorRegisters()),
        l1Bytes(target.getL1Bytes()), l2Bytes(target.getL2Bytes()), stackBytes(target.getStackBytes()),
        keepsPrepared(keepsPrepared) {}

  /// Whether a copy of a buffer, or of what it is a view of, is made once and not in each call.
  bool prepares(mlir::Value buffer) const;

  int64_t lanes(mlir::Type element) const { return vectorBits / element.getIntOrFloatBitWidth(); }
  /// How many registers may accumulate: the rest holds operands.
  int64_t accumulators() const { return registers >= 32 ? 24 : 12; }
};

using Values = llvm::SmallVector<mlir::Value>;

/// Whether the elements of a row (the last dimension) lie side by side in memory. They do not in a slice with
/// steps, or in a column: such a row cannot be read as a vector.
bool isContiguousAlongRows(mlir::Value buffer);

/// How many of a vector's lanes hold elements: a number, or a value of type index that may be less than 0 or
/// more than there are.
struct Lanes {
  int64_t known = 0;
  mlir::Value value = {};

  Lanes(int64_t known) : known(known) {}
  Lanes(mlir::Value value) : value(value) {}
};

class TileBuilder : public mlir::ImplicitLocOpBuilder {
public:
  TileBuilder(mlir::Operation *op, Target target)
      : ImplicitLocOpBuilder(op->getLoc(), op), target(target), group(op->getAttr(kImageGroup)) {}

  mlir::Value index(int64_t value) { return mlir::arith::ConstantIndexOp::create(*this, value); }
  mlir::Value add(mlir::Value a, mlir::Value b) { return createOrFold<mlir::arith::AddIOp>(a, b); }
  mlir::Value add(mlir::Value a, int64_t b) { return b ? add(a, index(b)) : a; }
  mlir::Value sub(mlir::Value a, mlir::Value b) { return createOrFold<mlir::arith::SubIOp>(a, b); }
  mlir::Value mul(mlir::Value a, mlir::Value b) { return createOrFold<mlir::arith::MulIOp>(a, b); }
  mlir::Value mul(mlir::Value a, int64_t b) { return b == 1 ? a : mul(a, index(b)); }
  mlir::Value div(mlir::Value a, mlir::Value b) { return createOrFold<mlir::arith::DivUIOp>(a, b); }
  mlir::Value rem(mlir::Value a, mlir::Value b) { return createOrFold<mlir::arith::RemUIOp>(a, b); }
  mlir::Value min(mlir::Value a, mlir::Value b) { return createOrFold<mlir::arith::MinUIOp>(a, b); }
  /// The difference, or 0 where it is negative.
  mlir::Value excess(mlir::Value a, mlir::Value b) {
    return createOrFold<mlir::arith::MaxSIOp>(sub(a, b), index(0));
  }
  mlir::Value ceilDiv(mlir::Value a, int64_t b) { return div(add(a, b - 1), index(b)); }
  mlir::Value alignTo(mlir::Value a, int64_t b) { return mul(ceilDiv(a, b), b); }
  /// The size of a buffer's dimension.
  mlir::Value size(mlir::Value buffer, int64_t dimension);

  /// for i = from … to (exclusive) by step, with carried values.
  Values loop(mlir::Value from, mlir::Value to, int64_t step, mlir::ValueRange carried,
              llvm::function_ref<Values(mlir::Value, mlir::ValueRange)> body);
  void loop(mlir::Value from, mlir::Value to, int64_t step, llvm::function_ref<void(mlir::Value)> body);
  /// The same for multiply-adds, unrolled by two, which halves what counting and addresses take.
  Values unrolledLoop(mlir::Value from, mlir::Value to, int64_t step, mlir::ValueRange carried,
                      llvm::function_ref<Values(mlir::Value, mlir::ValueRange)> body);
  /// A loop whose rounds LLVM should turn into lanes before it looks at their number.
  void rolledLoop(mlir::Value from, mlir::Value to, llvm::function_ref<void(mlir::Value)> body);
  /// The same in any order, on all threads.
  mlir::scf::ParallelOp parallel(mlir::Value count, llvm::function_ref<void(mlir::Value)> body);
  /// The same, where the loop brings elements into the order in which tiles read them: what reports call it.
  void rearrange(llvm::StringRef form, mlir::Value count, llvm::function_ref<void(mlir::Value)> body);
  /// The same for the loop over images, which may become one with those of its neighbours.
  void overImages(mlir::Value count, llvm::function_ref<void(mlir::Value)> body);

  mlir::VectorType vectorOf(mlir::Type element) {
    return mlir::VectorType::get({target.lanes(element)}, element);
  }
  mlir::Value zeroVector(mlir::VectorType type);
  mlir::Value zeroVector(mlir::Type element);
  /// The first `valid` lanes are read from a row of any stride; the other lanes are zero and not touched in
  /// memory.
  mlir::Value load(mlir::Value buffer, mlir::ValueRange indices, Lanes valid, mlir::VectorType type);
  mlir::Value load(mlir::Value buffer, mlir::ValueRange indices, Lanes valid);
  void store(mlir::Value vector, mlir::Value buffer, mlir::ValueRange indices, Lanes valid);
  /// The elements at even and at odd places of a row, `valid` of each.
  std::pair<mlir::Value, mlir::Value> loadPairs(mlir::Value buffer, mlir::ValueRange indices, int64_t valid);
  /// As many vectors as they have lanes: lane i of result k is lane k of vector i.
  Values transpose(Values vectors);
  /// A scalar of the buffer in all lanes.
  mlir::Value broadcast(mlir::Value buffer, mlir::ValueRange indices, mlir::VectorType type);
  mlir::Value broadcast(mlir::Value buffer, mlir::ValueRange indices);

  Target target;

private:
  /// A vector whose lane i < `valid` is the element at `first + i · step` behind `indices`, and else zero.
  mlir::Value gather(mlir::Value buffer, mlir::ValueRange indices, Lanes valid, int64_t first, int64_t step,
                     mlir::VectorType type);
  mlir::Value mask(mlir::VectorType type, Lanes valid);

  mlir::Attribute group; ///< dlc.image_group, if the op has one
};

/// Stores a tile's vector, whose first element is at `indices` of the output, after the op's epilogue.
struct Output {
  mlir::Value buffer;
  mlir::Region &epilogue;
  mlir::ArrayAttr maps;
  llvm::SmallVector<mlir::Value> extras;

  template <typename Op>
  explicit Output(Op op)
      : buffer(op.getInit()), epilogue(op.getEpilogue()), maps(op.getEpilogueMaps()), extras(op.getExtras()) {
  }
  void store(TileBuilder &b, mlir::Value vector, mlir::ValueRange indices, Lanes valid);
  void storeScalar(TileBuilder &b, mlir::Value scalar, mlir::ValueRange indices);

private:
  /// What the epilogue makes of a scalar, or of a vector along the output's last dimension.
  mlir::Value finish(TileBuilder &b, mlir::Value value, mlir::ValueRange indices, Lanes valid);
};

/// The geometry of a convolution: input [N, C, H, W], output [N, M, OH, OW], window [KH, KW]. Only N, H, W,
/// OH and OW may be dynamic.
struct Window {
  llvm::SmallVector<int64_t> input, output, kernel, strides, pads, dilations;
  int64_t group;

  template <typename Op>
  Window(Op op, mlir::Value input, mlir::Value output, mlir::Value weight)
      : input(shapeOf(input)), output(shapeOf(output)), kernel(shapeOf(weight).drop_front(2)),
        strides(op.getStrides()), pads(op.getPads()), dilations(op.getDilations()), group(op.getGroup()) {}

  /// Whether rows and their number are known.
  bool isStatic() const {
    return !mlir::ShapedType::isDynamicShape(llvm::ArrayRef(input).drop_front()) &&
           !mlir::ShapedType::isDynamicShape(llvm::ArrayRef(output).drop_front());
  }

private:
  static llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) {
    return llvm::cast<mlir::MemRefType>(value.getType()).getShape();
  }
};

/// Vectors along channels: how many side by side (0: channels do not fill them), and the part of their lanes
/// that work, against the part that would along rows, most of them if the length of a row is dynamic.
struct ChannelVectors {
  int64_t count;
  double byChannels, byRows;

  ChannelVectors(int64_t channels, int64_t rowLength, int64_t lanes);
};

/// On a kernel.brgemm, a number: it asks for rows of rhs so many rows before it reads them.
inline constexpr llvm::StringLiteral kRowsAhead = "dlc.rows_ahead";

/// Columns of a window for each of which code is written; of a wider one a loop counts them, so that code
/// does not grow with the window.
inline constexpr int64_t mostUnrolledColumns = 32;

/// Zero-padded copies of images [N, C, H, W] in which every row that a window reads is dense: with a stride
/// along the row, its phases lie apart. Rows reach so far that whole vectors can be read.
class PaddedImages {
public:
  /// `clean`: zero even what only fills up vectors. `output`: the buffer of the output's shape.
  PaddedImages(TileBuilder &b, const Window &window, mlir::Value input, mlir::Value output, bool clean);

  /// Whether one image is known to be small enough for a stack; a question that needs no code.
  static bool fitsStack(const Window &window, mlir::Type element, const Target &target);
  bool fitsStack() const { return isSmall; }
  /// Memory for one image on the stack, or for all on the heap.
  mlir::Value allocateOne(TileBuilder &b);
  mlir::Value allocateAll(TileBuilder &b, mlir::Value images);
  /// Copies image `n` to place `slot` of the memory.
  void fill(TileBuilder &b, mlir::Value memory, mlir::Value slot, mlir::Value n);
  /// Copies the only image, a channel a task.
  void fillOnAllThreads(TileBuilder &b, mlir::Value memory);
  /// The vector whose lane i is the padded image's [c, row, (column + i) · stride + kw · dilation].
  mlir::Value load(TileBuilder &b, mlir::Value memory, mlir::Value slot, mlir::Value c, mlir::Value row,
                   mlir::Value column, mlir::Value kw);
  /// Where the first lane of that vector is.
  Values place(TileBuilder &b, mlir::Value slot, mlir::Value c, mlir::Value row, mlir::Value column,
               mlir::Value kw);

private:
  void fillChannel(TileBuilder &b, mlir::Value memory, mlir::Value slot, mlir::Value n, mlir::Value c);

  mlir::Value input;
  mlir::Type element;
  int64_t channels, top, left, stride, dilation;
  bool isSmall;              ///< enough for a stack
  mlir::Value height, width; ///< of the input
  mlir::Value rows, pitch;   ///< of a padded image: how many, and elements of each phase
  bool bordered;             ///< whether anything but the images themselves is read
};
} // namespace dlc::codegen

namespace dlc {
void expandMatmul(kernel::MatmulOp op, codegen::Target target);
/// The same, and convolutions, of bytes.
void expandMatmulOfBytes(kernel::MatmulOp op, codegen::Target target);
void expandConvOfBytes(kernel::ConvOp op, codegen::Target target);
/// In blocks of queries and keys, whose scores stay in the caches.
void expandAttention(kernel::AttentionOp op, codegen::Target target);
void expandAttentionBackward(kernel::AttentionBackwardOp op, codegen::Target target);
/// Vectors along the rows of the output.
void expandConv(kernel::ConvOp op, codegen::Target target);
/// Vectors along its channels, and whether that fills them better.
void expandConvByChannels(kernel::ConvOp op, codegen::Target target);
bool suitsChannels(kernel::ConvOp op, codegen::Target target);
/// As products of matrices, and whether the window is one pixel and channels fill their tiles.
void expandConvOfPixels(kernel::ConvOp op, codegen::Target target);
bool suitsPixels(kernel::ConvOp op, codegen::Target target);
/// Whether buffers have the identity layout, and each extra goes with whole rows of pixels or with none.
bool canFlatten(kernel::ConvOp op);
/// The same for other windows: of one image whose rows would leave most of a vector empty, all pixels under
/// all places of the window are copied to [C · KH · KW, pixels].
void expandConvByColumns(kernel::ConvOp op, codegen::Target target);
bool suitsColumns(kernel::ConvOp op, codegen::Target target);
/// Groups of one input channel, and whether each fits on the stack.
void expandConvDepthwise(kernel::ConvOp op, codegen::Target target);
bool suitsDepthwise(kernel::ConvOp op, codegen::Target target);
/// With an `lhs_dilation`: the gradient of a depthwise convolution that has strides.
void expandConvDepthwiseDilated(kernel::ConvOp op, codegen::Target target);
/// By Winograd's minimal filtering; see kernel-choose-convolutions.
void expandConvByWinograd(kernel::ConvOp op, codegen::Target target);
void expandMaxPool(kernel::MaxPoolOp op, codegen::Target target);
void expandMaxPoolBackward(kernel::MaxPoolBackwardOp op, codegen::Target target);
void expandSort(kernel::SortOp op, codegen::Target target);
void expandConvBackwardWeights(kernel::ConvBackwardWeightsOp op, codegen::Target target);
void expandConvBackwardWeightsByChannels(kernel::ConvBackwardWeightsOp op, codegen::Target target);
bool suitsChannels(kernel::ConvBackwardWeightsOp op, codegen::Target target);
/// Groups of one input channel, and whether there are enough of them, each of which fits on the stack.
void expandBackwardWeightsDepthwise(kernel::ConvBackwardWeightsOp op, codegen::Target target);
bool suitsDepthwise(kernel::ConvBackwardWeightsOp op, codegen::Target target);
void expandBackwardWeightsByWinograd(kernel::ConvBackwardWeightsOp op, codegen::Target target);
/// As products of matrices, and whether channels fill their tiles.
void expandBackwardWeightsByTiles(kernel::ConvBackwardWeightsOp op, codegen::Target target);
bool suitsTiles(kernel::ConvBackwardWeightsOp op, codegen::Target target);
} // namespace dlc

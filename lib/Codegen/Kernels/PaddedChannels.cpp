#include "Codegen/Kernels/PaddedChannels.h"

using namespace mlir;

namespace dlc::codegen {
int64_t rowsSeen(const Window &window, int64_t height) {
  return (height - 1) * window.strides[0] + (window.kernel[0] - 1) * window.dilations[0] + 1;
}

void overPixels(const Window &window, int64_t height, int64_t vectors,
                llvm::function_ref<Value(int64_t, int64_t, int64_t)> load,
                llvm::function_ref<void(Value, int64_t, int64_t, int64_t)> body) {
  const int64_t stride = window.strides[0], dilation = window.dilations[0], seen = rowsSeen(window, height);
  for (int64_t i = 0; i < seen; ++i)
    for (int64_t kw = 0; kw < window.kernel[1]; ++kw)
      for (int64_t v = 0; v < vectors; ++v) {
        std::optional<Value> pixels; // none are read that no row sees
        for (int64_t row = 0; row < height; ++row) {
          const int64_t offset = i - row * stride;
          if (offset < 0 || offset % dilation != 0 || offset / dilation >= window.kernel[0])
            continue;
          if (!pixels)
            pixels = load(i, v, kw);
          if (!*pixels)
            break;
          body(*pixels, row, v, offset / dilation * window.kernel[1] + kw);
        }
      }
}

PaddedChannels::PaddedChannels(TileBuilder &b, const Window &window, Value input)
    : input(input), element(cast<MemRefType>(input.getType()).getElementType()),
      lanes(b.target.lanes(element)), stride(window.strides[1]), left(window.pads[1]), top(window.pads[0]),
      height(window.input[2]), width(window.input[3]), dilation(window.dilations[1]) {
  rows = std::max(
      (window.output[2] - 1) * window.strides[0] + (window.kernel[0] - 1) * window.dilations[0] + 1, top + 1);
  int64_t read = llvm::alignTo(window.output[3], lanes) + (window.kernel[1] - 1) * dilation / stride;
  int64_t written = llvm::divideCeil(left, stride) + llvm::alignTo(llvm::divideCeil(width, stride), lanes);
  pitch = static_cast<int64_t>(llvm::alignTo(std::max(read, written), lanes));
  // Rows that a power of two lies between would fall into few sets of the first cache.
  if (llvm::isPowerOf2_64(static_cast<uint64_t>(pitch)))
    pitch += lanes;
}

void PaddedChannels::allocate(TileBuilder &b, int64_t count) {
  memory = memref::AllocaOp::create(b, MemRefType::get({count * rows, stride, pitch}, element),
                                    b.getI64IntegerAttr(kernel::kBufferAlignment));
  clear(b, b.index(0), count);
}

void PaddedChannels::allocateShared(TileBuilder &b, Value count) {
  memory =
      memref::AllocOp::create(b, MemRefType::get({ShapedType::kDynamic, stride, pitch}, element),
                              ValueRange{b.mul(count, rows)}, b.getI64IntegerAttr(kernel::kBufferAlignment));
}

void PaddedChannels::clear(TileBuilder &b, Value firstSlot, int64_t count) {
  Value zero = b.zeroVector(element), first = firstRow(b, firstSlot);
  b.loop(b.index(0), b.index(count * rows), 1, [&](Value row) {
    for (int64_t phase = 0; phase < stride; ++phase)
      b.loop(b.index(0), b.index(pitch), lanes, [&](Value column) {
        b.store(zero, memory, {b.add(first, row), b.index(phase), column}, lanes);
      });
  });
}

void PaddedChannels::fill(TileBuilder &b, Value slot, Value image, Value channel) {
  Value first = b.add(firstRow(b, slot), top);
  b.loop(b.index(0), b.index(std::min(rows - top, height)), 1, [&](Value row) {
    Value to = b.add(first, row);
    const int64_t whole = llvm::alignDown(width, lanes * stride);
    b.loop(b.index(0), b.index(whole), lanes * stride,
           [&](Value column) { copy(b, image, channel, row, to, column, lanes * stride); });
    if (whole < width)
      copy(b, image, channel, row, to, b.index(whole), width - whole);
  });
}

Value PaddedChannels::load(TileBuilder &b, Value row, Value column, int64_t kw) {
  const int64_t shift = kw * dilation;
  return b.load(memory, {row, b.index(shift % stride), b.add(column, shift / stride)}, lanes);
}

/// `count` pixels, at most as many as a vector of each phase has.
void PaddedChannels::copy(TileBuilder &b, Value image, Value channel, Value from, Value to, Value column,
                          int64_t count) {
  Values vectors;
  for (int64_t i = 0; i < stride; ++i)
    vectors.push_back(b.load(input, {image, channel, from, b.add(column, i * lanes)},
                             std::clamp<int64_t>(count - i * lanes, 0, lanes)));
  for (int64_t i = 0; i < stride; ++i) {
    const int64_t place = i + left;
    Value at = b.add(stride == 1 ? column : b.div(column, b.index(stride)), place / stride);
    b.store(everyOther(b, vectors, i), memory, {to, b.index(place % stride), at}, lanes);
  }
}

Value PaddedChannels::everyOther(TileBuilder &b, const Values &vectors, int64_t first) {
  if (stride == 1)
    return vectors[0];
  SmallVector<int64_t> places;
  for (int64_t i = 0; i < lanes; ++i)
    places.push_back(2 * i + first);
  return vector::ShuffleOp::create(b, vectors[0], vectors[1], places);
}

bool RowsInRegisters::suits(const Window &window, int64_t lanes) {
  constexpr int64_t mostRows = 16;
  return window.input[3] <= lanes && window.output[3] <= lanes && window.output[2] <= mostRows;
}

void RowsInRegisters::choose(Value ofImage, Value ofChannel) {
  image = ofImage;
  channel = ofChannel;
  rows.clear();
}

Value RowsInRegisters::load(TileBuilder &b, int64_t row, int64_t kw) {
  row -= window.pads[0];
  if (row < 0 || row >= window.input[2])
    return {};
  Value &whole = rows[row];
  if (!whole)
    whole = b.load(input, {image, channel, b.index(row), b.index(0)}, window.input[3]);
  const int64_t lanes = cast<VectorType>(whole.getType()).getNumElements();
  SmallVector<int64_t> places;
  bool isInOrder = true;
  for (int64_t column = 0; column < lanes; ++column) {
    const int64_t place = column * window.strides[1] + kw * window.dilations[1] - window.pads[1];
    places.push_back(place >= 0 && place < window.input[3] ? place : lanes); // a lane of zeros
    isInOrder &= column >= window.input[3] || places.back() == column;
  }
  if (isInOrder)
    return whole;
  return vector::ShuffleOp::create(b, whole, b.zeroVector(cast<VectorType>(whole.getType())), places);
}
} // namespace dlc::codegen

#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc::codegen {
bool isContiguousAlongRows(Value buffer) { return cast<MemRefType>(buffer.getType()).isLastDimUnitStride(); }

Value TileBuilder::size(Value buffer, int64_t dimension) {
  return createOrFold<memref::DimOp>(buffer, dimension);
}

Values TileBuilder::loop(Value from, Value to, int64_t step, ValueRange carried,
                         llvm::function_ref<Values(Value, ValueRange)> body) {
  auto loop = scf::ForOp::create(*this, from, to, index(step), carried);
  {
    OpBuilder::InsertionGuard guard(*this);
    setInsertionPointToEnd(loop.getBody());
    if (carried.empty()) // then the builder has made the terminator already
      setInsertionPoint(loop.getBody()->getTerminator());
    Values results = body(loop.getInductionVar(), loop.getRegionIterArgs());
    if (!carried.empty())
      scf::YieldOp::create(*this, results);
  }
  return Values(loop.getResults());
}

void TileBuilder::loop(Value from, Value to, int64_t step, llvm::function_ref<void(Value)> body) {
  loop(from, to, step, {}, [&](Value i, ValueRange) {
    body(i);
    return Values();
  });
}

Values TileBuilder::rolledLoop(Value from, Value to, ValueRange carried,
                               llvm::function_ref<Values(Value, ValueRange)> body) {
  Values results = loop(from, to, 1, carried, body);
  BoolAttr yes = getBoolAttr(true);
  auto unroll = LLVM::LoopUnrollAttr::get(getContext(), yes, {}, {}, {}, {}, {}, {});
  results[0].getDefiningOp()->setAttr("llvm.loop_annotation",
                                      LLVM::LoopAnnotationAttr::get(getContext(), {}, {}, {}, unroll, {}, {},
                                                                    {}, {}, {}, {}, {}, {}, {}, {}, {}));
  return results;
}

scf::ParallelOp TileBuilder::parallel(Value count, llvm::function_ref<void(Value)> body) {
  auto loop = scf::ParallelOp::create(*this, ValueRange{index(0)}, ValueRange{count}, ValueRange{index(1)});
  OpBuilder::InsertionGuard guard(*this);
  setInsertionPoint(loop.getBody()->getTerminator());
  body(loop.getInductionVars()[0]);
  return loop;
}

void TileBuilder::overImages(Value count, llvm::function_ref<void(Value)> body) {
  scf::ParallelOp loop = parallel(count, body);
  if (group)
    loop->setAttr(kImageGroup, group);
}

Value TileBuilder::zeroVector(Type element) {
  VectorType type = vectorOf(element);
  return arith::ConstantOp::create(*this, DenseElementsAttr::get(type, getFloatAttr(element, 0)));
}

Value TileBuilder::gather(Value buffer, ValueRange indices, int64_t valid, int64_t first, int64_t step) {
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  VectorType type = vectorOf(element);
  Value zero = arith::ConstantOp::create(*this, getFloatAttr(element, 0));
  Values elements(type.getNumElements(), zero), at(indices);
  for (int64_t lane = 0; lane < valid; ++lane) {
    at.back() = add(indices.back(), first + lane * step);
    elements[lane] = memref::LoadOp::create(*this, buffer, at);
  }
  return vector::FromElementsOp::create(*this, type, elements);
}

Value TileBuilder::load(Value buffer, ValueRange indices, int64_t valid) {
  if (!isContiguousAlongRows(buffer))
    return gather(buffer, indices, valid, 0, 1);
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  VectorType type = vectorOf(element);
  if (valid == type.getNumElements())
    return vector::LoadOp::create(*this, type, buffer, indices);
  Value mask = vector::ConstantMaskOp::create(*this, type.clone(getI1Type()), ArrayRef<int64_t>{valid});
  return vector::MaskedLoadOp::create(*this, type, buffer, indices, mask, zeroVector(element));
}

void TileBuilder::store(Value vector, Value buffer, ValueRange indices, int64_t valid) {
  auto type = cast<VectorType>(vector.getType());
  if (!isContiguousAlongRows(buffer)) {
    Values at(indices);
    for (int64_t lane = 0; lane < valid; ++lane) {
      at.back() = add(indices.back(), lane);
      memref::StoreOp::create(*this, vector::ExtractOp::create(*this, vector, lane), buffer, at);
    }
    return;
  }
  if (valid == type.getNumElements()) {
    vector::StoreOp::create(*this, vector, buffer, indices);
    return;
  }
  Value mask = vector::ConstantMaskOp::create(*this, type.clone(getI1Type()), ArrayRef<int64_t>{valid});
  vector::MaskedStoreOp::create(*this, buffer, indices, mask, vector);
}

std::pair<Value, Value> TileBuilder::loadPairs(Value buffer, ValueRange indices, int64_t valid) {
  if (!isContiguousAlongRows(buffer))
    return {gather(buffer, indices, valid, 0, 2), gather(buffer, indices, valid, 1, 2)};
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  int64_t lanes = registers.lanes(element);
  auto type = VectorType::get({2 * lanes}, element);
  Value both;
  if (valid == lanes) {
    both = vector::LoadOp::create(*this, type, buffer, indices);
  } else {
    Value mask = vector::ConstantMaskOp::create(*this, type.clone(getI1Type()), ArrayRef<int64_t>{2 * valid});
    Value zero = arith::ConstantOp::create(*this, DenseElementsAttr::get(type, getFloatAttr(element, 0)));
    both = vector::MaskedLoadOp::create(*this, type, buffer, indices, mask, zero);
  }
  auto pairs = vector::DeinterleaveOp::create(*this, both);
  return {pairs.getRes1(), pairs.getRes2()};
}

Values TileBuilder::transpose(Values vectors) {
  int64_t lanes = vectors.size();
  SmallVector<int64_t> low, high;
  for (int64_t i = 0; i < lanes / 2; ++i) {
    low.append({i, lanes + i});
    high.append({lanes / 2 + i, lanes + lanes / 2 + i});
  }
  // A perfect shuffle moves one bit of the place from the vector's number to the lane's; log₂ lanes of them
  // move all.
  for (int64_t moved = 1; moved < lanes; moved *= 2) {
    Values next;
    for (int64_t i = 0; i < lanes / 2; ++i) {
      next.push_back(vector::ShuffleOp::create(*this, vectors[i], vectors[lanes / 2 + i], low));
      next.push_back(vector::ShuffleOp::create(*this, vectors[i], vectors[lanes / 2 + i], high));
    }
    vectors = next;
  }
  return vectors;
}

Value TileBuilder::broadcast(Value buffer, ValueRange indices) {
  Value scalar = memref::LoadOp::create(*this, buffer, indices);
  return vector::BroadcastOp::create(*this, vectorOf(scalar.getType()), scalar);
}

void Output::store(TileBuilder &b, Value vector, ValueRange indices, int64_t valid) {
  b.store(finish(b, vector, indices, valid), buffer, indices, valid);
}

void Output::storeScalar(TileBuilder &b, Value scalar, ValueRange indices) {
  memref::StoreOp::create(b, finish(b, scalar, indices, 1), buffer, indices);
}

Value Output::finish(TileBuilder &b, Value value, ValueRange indices, int64_t valid) {
  if (epilogue.empty())
    return value;
  Block &body = epilogue.front();
  auto vector = dyn_cast<VectorType>(value.getType());
  auto typeLike = [&](Type element) { return vector ? Type(vector.clone(element)) : element; };
  IRMapping mapping;
  mapping.map(body.getArgument(0), value);
  for (auto [i, map, extra] : llvm::enumerate(maps.getAsValueRange<AffineMapAttr>(), extras)) {
    SmallVector<Value> at;
    bool alongRow = false;
    for (AffineExpr result : map.getResults()) {
      unsigned d = cast<AffineDimExpr>(result).getPosition();
      alongRow |= d + 1 == indices.size();
      at.push_back(indices[d]);
    }
    BlockArgument argument = body.getArgument(1 + i);
    if (!vector)
      mapping.map(argument, Value(memref::LoadOp::create(b, extra, at)));
    else
      mapping.map(argument, alongRow ? b.load(extra, at, valid) : b.broadcast(extra, at));
  }
  auto inLanes = [&](Value operand) -> Value {
    if (Value mapped = mapping.lookupOrNull(operand))
      return mapped;
    // A constant, or another scalar from outside.
    return vector ? Value(vector::BroadcastOp::create(b, typeLike(operand.getType()), operand)) : operand;
  };
  for (Operation &op : body.without_terminator()) {
    if (op.hasTrait<OpTrait::ConstantLike>()) {
      mapping.map(op.getResult(0), inLanes(b.clone(op)->getResult(0)));
      continue;
    }
    OperationState state(op.getLoc(), op.getName());
    for (Value operand : op.getOperands())
      state.addOperands(inLanes(operand));
    for (Type type : op.getResultTypes())
      state.addTypes(typeLike(type));
    state.addAttributes(op.getAttrs());
    mapping.map(op.getResults(), b.create(state)->getResults());
  }
  return inLanes(cast<kernel::YieldOp>(body.getTerminator()).getValue());
}

PaddedImages::PaddedImages(TileBuilder &b, const Window &window, Value input, bool clean)
    : input(input), element(cast<MemRefType>(input.getType()).getElementType()), channels(window.input[1]),
      height(window.input[2]), width(window.input[3]), top(window.pads[0]), left(window.pads[1]),
      stride(window.strides[1]), dilation(window.dilations[1]) {
  int64_t lanes = b.registers.lanes(element);
  rows = (window.output[2] - 1) * window.strides[0] + (window.kernel[0] - 1) * window.dilations[0] + 1;
  pitch = llvm::alignTo(window.output[3], lanes) + (window.kernel[1] - 1) * dilation / stride;
  bytes = channels * rows * stride * pitch * element.getIntOrFloatBitWidth() / 8;
  bordered = clean || llvm::any_of(window.pads, [](int64_t pad) { return pad > 0; });
}

Value PaddedImages::allocateOne(TileBuilder &b) {
  auto type = MemRefType::get({1, channels, rows, stride, pitch}, element);
  return memref::AllocaOp::create(b, type, b.getI64IntegerAttr(64));
}

Value PaddedImages::allocateAll(TileBuilder &b, Value images) {
  auto type = MemRefType::get({ShapedType::kDynamic, channels, rows, stride, pitch}, element);
  return memref::AllocOp::create(b, type, ValueRange{images}, b.getI64IntegerAttr(64));
}

void PaddedImages::fill(TileBuilder &b, Value memory, Value slot, Value n) {
  Value zero = arith::ConstantOp::create(b, b.getFloatAttr(element, 0));
  auto zeros = [&](Value c, Value row, int64_t phase, int64_t from, int64_t to) {
    if (!bordered || from >= to)
      return;
    b.loop(b.index(from), b.index(to), 1, [&](Value w) {
      memref::StoreOp::create(b, zero, memory, ValueRange{slot, c, row, b.index(phase), w});
    });
  };
  // Rows and columns that no window reaches are left out.
  int64_t firstBelow = std::min(rows, top + height);
  auto border = [&](Value c, int64_t from, int64_t to) {
    if (!bordered || from >= to)
      return;
    b.loop(b.index(from), b.index(to), 1, [&](Value row) {
      for (int64_t phase = 0; phase < stride; ++phase)
        zeros(c, row, phase, 0, pitch);
    });
  };
  b.loop(b.index(0), b.index(channels), 1, [&](Value c) {
    border(c, 0, std::min(top, rows));
    b.loop(b.index(0), b.index(std::max<int64_t>(firstBelow - top, 0)), 1, [&](Value h) {
      Value row = b.add(h, top);
      for (int64_t phase = 0; phase < stride; ++phase) {
        int64_t first = ((phase - left) % stride + stride) % stride; // column of the input
        int64_t place = (first + left - phase) / stride;
        int64_t count = std::max<int64_t>(std::min((width - first + stride - 1) / stride, pitch - place), 0);
        zeros(c, row, phase, 0, std::min(place, pitch));
        b.loop(b.index(0), b.index(count), 1, [&](Value w) {
          Value value = memref::LoadOp::create(b, input, ValueRange{n, c, h, b.add(b.mul(w, stride), first)});
          memref::StoreOp::create(b, value, memory,
                                  ValueRange{slot, c, row, b.index(phase), b.add(w, place)});
        });
        zeros(c, row, phase, place + count, pitch);
      }
    });
    border(c, firstBelow, rows);
  });
}

Value PaddedImages::load(TileBuilder &b, Value memory, Value slot, Value c, Value row, Value column,
                         int64_t kw) {
  return b.load(memory, place(b, slot, c, row, column, b.index(kw)), b.registers.lanes(element));
}

Values PaddedImages::place(TileBuilder &b, Value slot, Value c, Value row, Value column, Value kw) {
  Value shift = b.mul(kw, dilation);
  if (stride == 1)
    return {slot, c, row, b.index(0), b.add(column, shift)};
  return {slot, c, row, b.rem(shift, b.index(stride)), b.add(column, b.div(shift, b.index(stride)))};
}

ChannelVectors::ChannelVectors(int64_t channels, int64_t rowLength, int64_t lanes) {
  int64_t vectors = channels / lanes;
  count = vectors % 2 == 0 ? 2 : vectors % 3 == 0 ? 3 : 1;
  if (channels % lanes != 0 || vectors == 0)
    count = 0;
  byChannels = count ? 1 : 0;
  byRows = double(rowLength) / llvm::alignTo(rowLength, lanes);
}
} // namespace dlc::codegen

#include "Codegen/Kernels/VectorTile.h"
#include "Codegen/KernelForm.h"

#include "NN/NN.h"

#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc::codegen {
bool Target::prepares(Value buffer) const {
  if (!keepsPrepared)
    return false;
  Value root = memref::skipViewLikeOps(cast<MemrefValue>(buffer));
  if (auto global = root.getDefiningOp<memref::GetGlobalOp>())
    return SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(global, global.getNameAttr()).getConstant();
  auto argument = dyn_cast<BlockArgument>(root);
  auto function = argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()) : func::FuncOp();
  auto state = function ? function->getAttrOfType<ArrayAttr>(kStateArguments) : ArrayAttr();
  if (!state || !function.isPublic() || argument.getArgNumber() + state.size() < function.getNumArguments())
    return false;
  // A step that trains leaves alone what is frozen.
  auto written = function->getAttrOfType<ArrayAttr>(kStateResults);
  Attribute variable = state[argument.getArgNumber() + state.size() - function.getNumArguments()];
  return !written || !llvm::is_contained(written, variable);
}

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

namespace {
/// Sets LLVM's unroll factor of a loop; 1: it is not unrolled.
void setUnrollCount(Operation *loop, int32_t count) {
  Builder b(loop->getContext());
  auto unroll =
      LLVM::LoopUnrollAttr::get(b.getContext(), b.getBoolAttr(count == 1),
                                count == 1 ? IntegerAttr() : b.getI32IntegerAttr(count), {}, {}, {}, {}, {});
  // By the name that it has on llvm.br, which gets what scf.for has; with the prefix of a dialect it would be
  // lost.
  loop->setAttr("loop_annotation", LLVM::LoopAnnotationAttr::get(b.getContext(), {}, {}, {}, unroll, {}, {},
                                                                 {}, {}, {}, {}, {}, {}, {}, {}, {}));
}
} // namespace

Values TileBuilder::unrolledLoop(Value from, Value to, int64_t step, ValueRange carried,
                                 llvm::function_ref<Values(Value, ValueRange)> body) {
  Values results = loop(from, to, step, carried, body);
  setUnrollCount(results[0].getDefiningOp(), 2);
  return results;
}

void TileBuilder::rolledLoop(Value from, Value to, llvm::function_ref<void(Value)> body) {
  loop(from, to, 1, body);
  setUnrollCount(&*std::prev(getInsertionPoint()), 1);
}

scf::ParallelOp TileBuilder::parallel(Value count, llvm::function_ref<void(Value)> body) {
  auto loop = scf::ParallelOp::create(*this, ValueRange{index(0)}, ValueRange{count}, ValueRange{index(1)});
  OpBuilder::InsertionGuard guard(*this);
  setInsertionPoint(loop.getBody()->getTerminator());
  body(loop.getInductionVars()[0]);
  return loop;
}

void TileBuilder::rearrange(StringRef form, Value count, llvm::function_ref<void(Value)> body) {
  Location outer = getLoc();
  setLoc(withForm(outer, {form, 0, 1, /*moves=*/true}));
  parallel(count, body);
  setLoc(outer);
}

void TileBuilder::overImages(Value count, llvm::function_ref<void(Value)> body) {
  scf::ParallelOp loop = parallel(count, body);
  if (group)
    loop->setAttr(kImageGroup, group);
}

Value TileBuilder::zeroVector(VectorType type) { return arith::ConstantOp::create(*this, getZeroAttr(type)); }

Value TileBuilder::zeroVector(Type element) { return zeroVector(vectorOf(element)); }

Value TileBuilder::gather(Value buffer, ValueRange indices, Lanes valid, int64_t first, int64_t step,
                          VectorType type) {
  Value zero = arith::ConstantOp::create(*this, getZeroAttr(type.getElementType()));
  Values elements(type.getNumElements(), zero), at(indices);
  // Lanes whose number is not known yet read the last element instead of what lies behind it, and drop it.
  Value last = valid.value ? sub(size(buffer, at.size() - 1), index(1)) : Value();
  int64_t count = valid.value ? type.getNumElements() : valid.known;
  for (int64_t lane = 0; lane < count; ++lane) {
    at.back() = add(indices.back(), first + lane * step);
    if (last)
      at.back() = min(at.back(), last);
    elements[lane] = memref::LoadOp::create(*this, buffer, at);
  }
  Value gathered = vector::FromElementsOp::create(*this, type, elements);
  return last ? arith::SelectOp::create(*this, mask(type, valid), gathered, zeroVector(type)).getResult()
              : gathered;
}

Value TileBuilder::mask(VectorType type, Lanes valid) {
  VectorType bits = type.clone(getI1Type());
  if (valid.value)
    return vector::CreateMaskOp::create(*this, bits, valid.value);
  return vector::ConstantMaskOp::create(*this, bits, ArrayRef<int64_t>{valid.known});
}

Value TileBuilder::load(Value buffer, ValueRange indices, Lanes valid, VectorType type) {
  if (!isContiguousAlongRows(buffer))
    return gather(buffer, indices, valid, 0, 1, type);
  if (!valid.value && valid.known == type.getNumElements())
    return vector::LoadOp::create(*this, type, buffer, indices);
  return vector::MaskedLoadOp::create(*this, type, buffer, indices, mask(type, valid), zeroVector(type));
}

Value TileBuilder::load(Value buffer, ValueRange indices, Lanes valid) {
  return load(buffer, indices, valid, vectorOf(getElementTypeOrSelf(buffer)));
}

void TileBuilder::store(Value vector, Value buffer, ValueRange indices, Lanes valid) {
  auto type = cast<VectorType>(vector.getType());
  if (!isContiguousAlongRows(buffer)) {
    Values at(indices);
    int64_t count = valid.value ? type.getNumElements() : valid.known;
    for (int64_t lane = 0; lane < count; ++lane) {
      OpBuilder::InsertionGuard guard(*this);
      if (valid.value) {
        Value exists = arith::CmpIOp::create(*this, arith::CmpIPredicate::sgt, valid.value, index(lane));
        auto branch = scf::IfOp::create(*this, exists, /*withElseRegion=*/false);
        setInsertionPointToStart(branch.thenBlock());
      }
      at.back() = add(indices.back(), lane);
      memref::StoreOp::create(*this, vector::ExtractOp::create(*this, vector, lane), buffer, at);
    }
    return;
  }
  if (!valid.value && valid.known == type.getNumElements()) {
    vector::StoreOp::create(*this, vector, buffer, indices);
    return;
  }
  vector::MaskedStoreOp::create(*this, buffer, indices, mask(type, valid), vector);
}

std::pair<Value, Value> TileBuilder::loadPairs(Value buffer, ValueRange indices, int64_t valid) {
  if (!isContiguousAlongRows(buffer))
    return {gather(buffer, indices, valid, 0, 2, vectorOf(getElementTypeOrSelf(buffer))),
            gather(buffer, indices, valid, 1, 2, vectorOf(getElementTypeOrSelf(buffer)))};
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  int64_t lanes = target.lanes(element);
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

Value TileBuilder::broadcast(Value buffer, ValueRange indices, VectorType type) {
  Value scalar = memref::LoadOp::create(*this, buffer, indices);
  return vector::BroadcastOp::create(*this, type, scalar);
}

Value TileBuilder::broadcast(Value buffer, ValueRange indices) {
  return broadcast(buffer, indices, vectorOf(getElementTypeOrSelf(buffer)));
}

void Output::store(TileBuilder &b, Value vector, ValueRange indices, Lanes valid) {
  b.store(finish(b, vector, indices, valid), buffer, indices, valid);
}

void Output::storeScalar(TileBuilder &b, Value scalar, ValueRange indices) {
  memref::StoreOp::create(b, finish(b, scalar, indices, 1), buffer, indices);
}

Value Output::finish(TileBuilder &b, Value value, ValueRange indices, Lanes valid) {
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
    else // as many lanes as the sums have, whatever the size of its elements
      mapping.map(argument, alongRow ? b.load(extra, at, valid, vector.clone(argument.getType()))
                                     : b.broadcast(extra, at, vector.clone(argument.getType())));
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

PaddedImages::PaddedImages(TileBuilder &b, const Window &window, Value input, Value output, bool clean)
    : input(input), element(cast<MemRefType>(input.getType()).getElementType()), channels(window.input[1]),
      top(window.pads[0]), left(window.pads[1]), stride(window.strides[1]), dilation(window.dilations[1]),
      isSmall(fitsStack(window, element, b.target)), height(b.size(input, 2)), width(b.size(input, 3)) {
  int64_t lanes = b.target.lanes(element);
  Value lastRow = b.mul(b.sub(b.size(output, 2), b.index(1)), window.strides[0]);
  rows = b.add(lastRow, (window.kernel[0] - 1) * window.dilations[0] + 1);
  Value columns = b.size(output, 3);
  // Of a dynamic number of columns the last tile is computed whole, and so read.
  if (!window.isStatic())
    columns = b.add(columns, lanes);
  pitch = b.add(b.alignTo(columns, lanes), (window.kernel[1] - 1) * dilation / stride);
  bordered = clean || llvm::any_of(window.pads, [](int64_t pad) { return pad > 0; });
}

bool PaddedImages::fitsStack(const Window &window, Type element, const Target &target) {
  if (!window.isStatic())
    return false;
  int64_t stride = window.strides[1];
  int64_t rows =
      (window.output[2] - 1) * window.strides[0] + (window.kernel[0] - 1) * window.dilations[0] + 1;
  int64_t pitch = llvm::alignTo(static_cast<uint64_t>(window.output[3]), target.lanes(element)) +
                  (window.kernel[1] - 1) * window.dilations[1] / stride;
  return window.input[1] * rows * stride * pitch * element.getIntOrFloatBitWidth() / 8 <= target.stackBytes;
}

/// The shape [images, channels, rows, phases, pitch], and the values of those sizes that are dynamic.
static std::pair<SmallVector<int64_t>, Values> shapeOf(ArrayRef<OpFoldResult> sizes) {
  std::pair<SmallVector<int64_t>, Values> shape;
  for (OpFoldResult size : sizes) {
    std::optional<int64_t> known = getConstantIntValue(size);
    shape.first.push_back(known.value_or(ShapedType::kDynamic));
    if (!known)
      shape.second.push_back(cast<Value>(size));
  }
  return shape;
}

Value PaddedImages::allocateOne(TileBuilder &b) {
  auto [shape, sizes] =
      shapeOf({b.getIndexAttr(1), b.getIndexAttr(channels), rows, b.getIndexAttr(stride), pitch});
  return memref::AllocaOp::create(b, MemRefType::get(shape, element), sizes,
                                  b.getI64IntegerAttr(kernel::kBufferAlignment));
}

Value PaddedImages::allocateAll(TileBuilder &b, Value images) {
  auto [shape, sizes] = shapeOf({images, b.getIndexAttr(channels), rows, b.getIndexAttr(stride), pitch});
  if (shape[0] !=
      ShapedType::kDynamic) { // the batch may be known here, but not to those who share the memory
    shape[0] = ShapedType::kDynamic;
    sizes.insert(sizes.begin(), images);
  }
  return memref::AllocOp::create(b, MemRefType::get(shape, element), sizes,
                                 b.getI64IntegerAttr(kernel::kBufferAlignment));
}

void PaddedImages::fill(TileBuilder &b, Value memory, Value slot, Value n) {
  b.loop(b.index(0), b.index(channels), 1, [&](Value c) { fillChannel(b, memory, slot, n, c); });
}

void PaddedImages::fillOnAllThreads(TileBuilder &b, Value memory) {
  Value only = b.index(0);
  b.rearrange("image with borders", b.index(channels),
              [&](Value c) { fillChannel(b, memory, only, only, c); });
}

void PaddedImages::fillChannel(TileBuilder &b, Value memory, Value slot, Value n, Value c) {
  Value zero = arith::ConstantOp::create(b, b.getFloatAttr(element, 0)), none = b.index(0);
  auto overPhases = [&](llvm::function_ref<void(Value)> body) {
    if (stride > mostUnrolledColumns)
      return b.loop(none, b.index(stride), 1, body);
    for (int64_t phase = 0; phase < stride; ++phase)
      body(b.index(phase));
  };
  auto zeros = [&](Value c, Value row, Value phase, Value from, Value to) {
    if (!bordered)
      return;
    b.loop(from, to, 1,
           [&](Value w) { memref::StoreOp::create(b, zero, memory, ValueRange{slot, c, row, phase, w}); });
  };
  // Rows and columns that no window reaches are left out.
  Value firstBelow = b.min(rows, b.add(height, top));
  auto border = [&](Value c, Value from, Value to) {
    if (!bordered)
      return;
    b.loop(from, to, 1,
           [&](Value row) { overPhases([&](Value phase) { zeros(c, row, phase, none, pitch); }); });
  };
  border(c, none, b.min(b.index(top), rows));
  b.loop(none, b.excess(firstBelow, b.index(top)), 1, [&](Value h) {
    Value row = b.add(h, top);
    overPhases([&](Value phase) {
      const int64_t before = llvm::alignTo(left, stride) - left;
      Value first = b.rem(b.add(phase, before), b.index(stride)); // column of the input
      Value place = b.div(b.sub(b.add(first, left), phase), b.index(stride));
      Value there = b.div(b.sub(b.add(width, stride - 1), first), b.index(stride));
      Value count = b.min(there, b.excess(pitch, place));
      zeros(c, row, phase, none, b.min(place, pitch));
      b.loop(none, count, 1, [&](Value w) {
        Value value = memref::LoadOp::create(b, input, ValueRange{n, c, h, b.add(b.mul(w, stride), first)});
        memref::StoreOp::create(b, value, memory, ValueRange{slot, c, row, phase, b.add(w, place)});
      });
      zeros(c, row, phase, b.add(count, place), pitch);
    });
  });
  border(c, firstBelow, rows);
}

Value PaddedImages::load(TileBuilder &b, Value memory, Value slot, Value c, Value row, Value column,
                         Value kw) {
  return b.load(memory, place(b, slot, c, row, column, kw), b.target.lanes(element));
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
  byRows = ShapedType::isDynamic(rowLength) ? 0.9 : double(rowLength) / llvm::alignTo(rowLength, lanes);
}
} // namespace dlc::codegen

#include "Codegen/Kernels/MatmulPacking.h"

#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dlc::codegen {
MatmulBlocks::MatmulBlocks(const Target &target, Type element, int64_t height, int64_t columns,
                           bool arePadded) {
  int64_t lanes = target.lanes(element), bytes = element.getIntOrFloatBitWidth() / 8;
  vectors = !ShapedType::isDynamic(columns) && columns <= lanes ? 1 : 2;
  // Three vectors where that fills up less: of 48 columns, two would compute 64.
  if (arePadded && vectors == 2 && !ShapedType::isDynamic(columns) && target.accumulators() >= 24 &&
      llvm::alignTo(columns, 3 * lanes) < llvm::alignTo(columns, 2 * lanes))
    vectors = 3;
  rows = target.accumulators() / vectors;
  // Tiles of equal height, rather than a low one at the end that has too few sums to hide their latency.
  if (!ShapedType::isDynamic(height) && height > 0)
    rows = llvm::divideCeil(height, llvm::divideCeil(height, rows));
  depth = llvm::alignDown(2 * target.l1Bytes / (vectors * lanes * bytes), std::max<int64_t>(lanes, 8));
  int64_t block = std::min(target.l2Bytes / 8, target.stackBytes / 2);
  blockRows = std::max<int64_t>(1, block / (depth * bytes) / rows) * rows;
}

Value rootOf(Value buffer) { return memref::skipViewLikeOps(cast<MemrefValue>(buffer)); }

Value partOf(TileBuilder &b, Value buffer, Value product, Value row, Value column, OpFoldResult rows,
             OpFoldResult columns) {
  SmallVector<OpFoldResult> offsets{row, column}, sizes{rows, columns};
  if (product) {
    offsets.insert(offsets.begin(), product);
    sizes.insert(sizes.begin(), b.getIndexAttr(1));
  }
  for (OpFoldResult &offset : offsets)
    if (std::optional<int64_t> known = getConstantIntValue(offset))
      offset = b.getIndexAttr(*known);
  for (OpFoldResult &size : sizes)
    if (std::optional<int64_t> known = getConstantIntValue(size))
      size = b.getIndexAttr(*known);
  SmallVector<OpFoldResult> steps(offsets.size(), b.getIndexAttr(1));
  SmallVector<int64_t> shape;
  for (OpFoldResult size : ArrayRef(sizes).take_back(2))
    shape.push_back(getConstantIntValue(size).value_or(ShapedType::kDynamic));
  auto type = memref::SubViewOp::inferRankReducedResultType(shape, cast<MemRefType>(buffer.getType()),
                                                            offsets, sizes, steps);
  return memref::SubViewOp::create(b, cast<MemRefType>(type), buffer, offsets, sizes, steps);
}

void Epilogue::addTo(TileBuilder &b, kernel::BrgemmOp tile, Value product, ArrayRef<Value> place,
                     ArrayRef<OpFoldResult> size) const {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(tile);
  SmallVector<Attribute> ofTile;
  for (auto [map, extra] : llvm::zip_equal(maps, extras)) {
    SmallVector<OpFoldResult> offsets, sizes, steps(map.getNumResults(), b.getIndexAttr(1));
    SmallVector<AffineExpr> results;
    SmallVector<int64_t> shape;
    for (AffineExpr result : map.getResults()) {
      unsigned d = cast<AffineDimExpr>(result).getPosition();
      if (product && d == 0) {
        offsets.push_back(product);
        sizes.push_back(b.getIndexAttr(1));
        continue;
      }
      d -= product ? 1 : 0;
      offsets.push_back(getAsOpFoldResult(place[d]));
      sizes.push_back(size[d]);
      shape.push_back(getConstantIntValue(size[d]).value_or(ShapedType::kDynamic));
      results.push_back(b.getAffineDimExpr(d));
    }
    ofTile.push_back(AffineMapAttr::get(AffineMap::get(2, 0, results, b.getContext())));
    auto part = memref::SubViewOp::inferRankReducedResultType(shape, cast<MemRefType>(extra.getType()),
                                                              offsets, sizes, steps);
    tile.getExtrasMutable().append(
        memref::SubViewOp::create(b, cast<MemRefType>(part), extra, offsets, sizes, steps).getResult());
  }
  tile.setEpilogueMapsAttr(b.getArrayAttr(ofTile));
  IRMapping mapping;
  region.cloneInto(&tile.getEpilogue(), mapping);
}

void overRows(TileBuilder &b, Value first, Value end, int64_t known, int64_t most, int64_t multiple,
              llvm::function_ref<void(Value, int64_t)> body) {
  Value count = b.sub(end, first);
  Value full = b.add(first, b.mul(b.div(count, b.index(most)), most));
  b.loop(first, full, most, [&](Value row) { body(row, most); });
  if (!ShapedType::isDynamic(known)) {
    const int64_t rest = known % most;
    if (!rest)
      return;
    Value isLeft = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, full, end);
    auto branch = scf::IfOp::create(b, isLeft, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(branch.thenBlock()->getTerminator());
    return body(full, rest);
  }
  // What is left: batches are most often multiples of 4.
  Value fours = b.add(full, b.mul(b.div(b.sub(end, full), b.index(4)), 4));
  if (most > 4)
    b.loop(full, fours, 4, [&](Value row) { body(row, 4); });
  if (multiple % 4 || most % 4)
    b.loop(most > 4 ? fours : full, end, 1, [&](Value row) { body(row, 1); });
}

Value transposed(TileBuilder &b, Value matrix) {
  auto exchange = AffineMap::getPermutationMap(ArrayRef<unsigned>{1, 0}, b.getContext());
  return memref::TransposeOp::create(b, matrix, AffineMapAttr::get(exchange));
}

void copyMatrix(TileBuilder &b, Value from, Value to) {
  int64_t lanes = b.target.lanes(cast<MemRefType>(from.getType()).getElementType());
  Value columns = b.size(from, 1), full = b.mul(b.div(columns, b.index(lanes)), lanes);
  std::optional<int64_t> known = getConstantIntValue(OpFoldResult(columns));
  b.loop(b.index(0), b.size(from, 0), 1, [&](Value row) {
    auto copy = [&](Value column, Lanes valid) {
      b.store(b.load(from, {row, column}, valid), to, {row, column}, lanes);
    };
    b.loop(b.index(0), full, lanes, [&](Value column) { copy(column, lanes); });
    if (known && *known % lanes)
      copy(full, *known % lanes);
    if (!known)
      b.loop(full, columns, lanes, [&](Value column) { copy(column, Lanes(b.sub(columns, column))); });
  });
}

namespace {
/// Copies columns first … of rhs [k, n] to a panel.
void packColumns(TileBuilder &b, Value matrix, Value first, Value panel) {
  int64_t width = cast<MemRefType>(panel.getType()).getDimSize(1);
  int64_t lanes = b.target.lanes(cast<MemRefType>(panel.getType()).getElementType());
  int64_t columns = cast<MemRefType>(matrix.getType()).getDimSize(1);
  Value depth = b.size(matrix, 0), count = b.size(matrix, 1);
  bool isWhole = !ShapedType::isDynamic(columns) && columns % width == 0;
  b.loop(b.index(0), depth, 1, [&](Value k) {
    for (int64_t v = 0; v < width; v += lanes) {
      Value column = b.add(first, v);
      Lanes valid = isWhole ? Lanes(lanes) : Lanes(b.sub(count, column));
      b.store(b.load(matrix, {k, column}, valid), panel, {k, b.index(v)}, lanes);
    }
  });
}

} // namespace

void packRows(TileBuilder &b, Value matrix, Value first, Value panel) {
  int64_t width = cast<MemRefType>(panel.getType()).getDimSize(1);
  int64_t lanes = b.target.lanes(cast<MemRefType>(panel.getType()).getElementType());
  Value depth = b.size(matrix, 1), last = b.sub(b.size(matrix, 0), b.index(1));
  Value full = b.mul(b.div(depth, b.index(lanes)), lanes);
  std::optional<int64_t> known = getConstantIntValue(OpFoldResult(depth));
  auto square = [&](Value k, int64_t count) {
    for (int64_t v = 0; v < width; v += lanes) {
      Values rows;
      for (int64_t i = 0; i < lanes; ++i)
        rows.push_back(b.load(matrix, {b.min(b.add(first, v + i), last), k}, count));
      Values columns = b.transpose(rows);
      for (int64_t i = 0; i < count; ++i)
        b.store(columns[i], panel, {b.add(k, i), b.index(v)}, lanes);
    }
  };
  b.loop(b.index(0), full, lanes, [&](Value k) { square(k, lanes); });
  if (known && *known % lanes)
    square(full, *known % lanes);
  if (!known)
    b.loop(full, depth, 1, [&](Value k) {
      b.loop(b.index(0), b.index(width), 1, [&](Value column) {
        Value value = memref::LoadOp::create(b, matrix, ValueRange{b.min(b.add(first, column), last), k});
        memref::StoreOp::create(b, value, panel, ValueRange{k, column});
      });
    });
}

Value packPanels(TileBuilder &b, Value rhs, bool transpose, int64_t width) {
  auto type = cast<MemRefType>(rhs.getType());
  bool isBatched = type.getRank() == 3;
  Value columns = b.size(rhs, isBatched + (transpose ? 0 : 1)),
        depth = b.size(rhs, isBatched + (transpose ? 1 : 0));
  Value panels = b.ceilDiv(columns, width), count = isBatched ? b.size(rhs, 0) : b.index(1);
  Value all = b.mul(count, panels);
  SmallVector<int64_t> shape;
  Values sizes;
  for (Value size : {all, depth}) {
    std::optional<int64_t> number = getConstantIntValue(OpFoldResult(size));
    shape.push_back(number.value_or(ShapedType::kDynamic));
    if (!number)
      sizes.push_back(size);
  }
  shape.push_back(width);
  Value packed = memref::AllocOp::create(b, MemRefType::get(shape, type.getElementType()), sizes,
                                         b.getI64IntegerAttr(kernel::kBufferAlignment));
  b.rearrange("panels packed", all, [&](Value task) {
    Value product = isBatched ? b.div(task, panels) : Value();
    Value first = b.mul(isBatched ? b.rem(task, panels) : task, width);
    Value matrix = partOf(b, rhs, product, b.index(0), b.index(0), getAsOpFoldResult(b.size(rhs, isBatched)),
                          getAsOpFoldResult(b.size(rhs, isBatched + 1)));
    Value panel =
        partOf(b, packed, task, b.index(0), b.index(0), getAsOpFoldResult(depth), b.getIndexAttr(width));
    transpose ? packRows(b, matrix, first, panel) : packColumns(b, matrix, first, panel);
  });
  return packed;
}
} // namespace dlc::codegen

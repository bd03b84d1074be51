// The pass kernel-expand-tiles: each kernel.brgemm becomes the call of a function that computes such a tile,
// and equal tiles share one. The only place with the multiply-adds of a product of matrices: accumulators are
// carried in registers by the loop over k, a row of rhs is vectors, elements of lhs are broadcast; of bytes,
// groups of four are (ByteProducts.h). A function
// for each distinct tile keeps the time that LLVM takes apart from how many contractions there are.
#include "Codegen/Kernels/ByteProducts.h"

#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_EXPANDTILES
#include "Codegen/Passes.h.inc"

using namespace codegen;

namespace {
class BrgemmTile {
public:
  BrgemmTile(kernel::BrgemmOp op, Target target)
      : op(op), b(op, target), output(op), lhs(op.getLhs()), rhs(op.getRhs()),
        type(cast<MemRefType>(op.getInit().getType())), batch(cast<MemRefType>(lhs.getType()).getRank() - 2),
        areBytes(kernel::areBytes(lhs, rhs)),
        sumType(areBytes ? Type(b.getI32Type()) : type.getElementType()) {
    rows = type.getDimSize(0);
    lanes = target.lanes(sumType);
    columns = type.isDynamicDim(1) ? *op.getColumns() : type.getDimSize(1);
    vectors = llvm::divideCeil(columns, lanes);
    count = b.size(op.getInit(), 1);
  }

  void emit() {
    if (isRhsAlongDepth())
      return emitOfRows();
    prefetchExtras();
    Values sums(rows * vectors, b.zeroVector(sumType));
    Values place;
    sums = overBatch(sums, place);
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t v = 0; v < vectors; ++v) {
        Values at{b.index(i), b.index(v * lanes)};
        Value sum = sums[i * vectors + v];
        if (op.getAccumulate())
          sum = added(b.load(op.getInit(), at, valid(v)), sum);
        output.store(b, sum, at, valid(v));
      }
  }

private:
  Value added(Value x, Value y) {
    return areBytes ? Value(arith::AddIOp::create(b, x, y)) : Value(arith::AddFOp::create(b, x, y));
  }

  /// Asks for what the epilogue reads beside the sums, of which each row may lie far from the last one and in
  /// no cache, before there is time to wait for it.
  void prefetchExtras() {
    for (auto [map, extra] :
         llvm::zip_equal(op.getEpilogueMaps().getAsValueRange<AffineMapAttr>(), op.getExtras()))
      if (map.isIdentity())
        for (int64_t i = 0; i < rows; ++i)
          for (int64_t v = 0; v < vectors; ++v)
            memref::PrefetchOp::create(b, extra, ValueRange{b.index(i), b.index(v * lanes)},
                                       /*isWrite=*/false,
                                       /*localityHint=*/3, /*isDataCache=*/true);
  }

  /// Whether the elements of rhs that follow one another in memory are those of a column, and lhs has such
  /// rows.
  bool isRhsAlongDepth() const {
    auto strides = cast<MemRefType>(rhs.getType()).getStridesAndOffset().first;
    return !areBytes && batch == 0 && strides[0] == 1 && strides[1] != 1 && isContiguousAlongRows(lhs);
  }

  /// Vectors along k, whose lanes are added up in the end.
  void emitOfRows() {
    auto exchange = AffineMap::getPermutationMap(ArrayRef<unsigned>{1, 0}, b.getContext());
    Value right = memref::TransposeOp::create(b, rhs, AffineMapAttr::get(exchange));
    Value depth = b.size(lhs, 1), full = b.mul(b.div(depth, b.index(lanes)), lanes);
    Values sums(rows * columns, b.zeroVector(type.getElementType()));
    auto step = [&](Value k, Lanes valid, ValueRange carried) {
      Values next(carried), left;
      for (int64_t i = 0; i < rows; ++i)
        left.push_back(b.load(lhs, {b.index(i), k}, valid));
      for (int64_t j = 0; j < columns; ++j) {
        Value column = b.load(right, {b.index(j), k}, valid);
        for (int64_t i = 0; i < rows; ++i)
          next[i * columns + j] = vector::FMAOp::create(b, left[i], column, next[i * columns + j]);
      }
      return next;
    };
    sums = b.unrolledLoop(b.index(0), full, lanes, sums,
                          [&](Value k, ValueRange carried) { return step(k, lanes, carried); });
    sums = b.loop(full, depth, lanes, sums,
                  [&](Value k, ValueRange carried) { return step(k, Lanes(b.sub(depth, k)), carried); });
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < columns; ++j) {
        Value sum = vector::ReductionOp::create(b, vector::CombiningKind::ADD, sums[i * columns + j],
                                                arith::FastMathFlags::reassoc);
        Value at[] = {b.index(i), b.index(j)};
        if (op.getAccumulate())
          sum = arith::AddFOp::create(b, memref::LoadOp::create(b, op.getInit(), at), sum);
        output.storeScalar(b, sum, at);
      }
  }

  /// The lanes of vector `v` of a row that are columns of the output.
  Lanes valid(int64_t v) {
    if (type.isDynamicDim(1))
      return b.sub(count, b.index(v * lanes));
    return std::min(lanes, columns - v * lanes);
  }

  /// Columns of rhs that the output has not may be read where it has them.
  Lanes readable(int64_t v) {
    int64_t there = cast<MemRefType>(rhs.getType()).getShape().back();
    return !ShapedType::isDynamic(there) && there >= (v + 1) * lanes ? Lanes(lanes) : valid(v);
  }

  Values overBatch(ValueRange carried, Values &place) {
    int64_t d = place.size();
    if (d == batch)
      return areBytes ? overGroups(carried, place) : overDepth(carried, place);
    return b.loop(b.index(0), b.size(lhs, d), 1, carried, [&](Value i, ValueRange inner) {
      place.push_back(i);
      Values sums = overBatch(inner, place);
      place.pop_back();
      return sums;
    });
  }

  Values overDepth(ValueRange carried, ValueRange place) {
    auto at = [&](Value first, Value second) {
      Values indices(place);
      indices.append({first, second});
      return indices;
    };
    return b.unrolledLoop(b.index(0), b.size(rhs, batch), 1, carried, [&](Value k, ValueRange sums) {
      Values next(sums), right;
      if (auto ahead = op->getAttrOfType<IntegerAttr>(kRowsAhead))
        for (int64_t v = 0; v < vectors;
             ++v) // from the part of k that follows, whose rows begin on other pages
          memref::PrefetchOp::create(b, rhs, at(b.add(k, ahead.getInt()), b.index(v * lanes)),
                                     /*isWrite=*/false,
                                     /*localityHint=*/2, /*isDataCache=*/true);
      for (int64_t v = 0; v < vectors; ++v)
        right.push_back(b.load(rhs, at(k, b.index(v * lanes)), readable(v)));
      for (int64_t i = 0; i < rows; ++i) {
        Value left = b.broadcast(lhs, at(b.index(i), k));
        for (int64_t v = 0; v < vectors; ++v)
          next[i * vectors + v] = vector::FMAOp::create(b, left, right[v], next[i * vectors + v]);
      }
      return next;
    });
  }

  /// The same of bytes, in groups of four along k.
  Values overGroups(ValueRange carried, ValueRange place) {
    auto at = [&](Value first, Value second) {
      Values indices(place);
      indices.append({first, second});
      return indices;
    };
    const bool isLhsSigned = op->hasAttr(kernel::kSignedLhs);
    const ByteProducts products(op);
    auto sums = VectorType::get({lanes}, sumType),
         bytes = VectorType::get({lanes * bytesOfGroup}, b.getI8Type()),
         group = VectorType::get({bytesOfGroup}, b.getI8Type()), one = VectorType::get({1}, sumType);
    auto inGroups = [&](Lanes lanes) -> Lanes {
      return lanes.value ? Lanes(b.mul(lanes.value, bytesOfGroup)) : Lanes(lanes.known * bytesOfGroup);
    };
    return b.unrolledLoop(b.index(0), b.size(rhs, batch), 1, carried, [&](Value k, ValueRange before) {
      Values next(before);
      SmallVector<Values> right;
      for (int64_t v = 0; v < vectors; ++v) {
        int64_t there = cast<MemRefType>(rhs.getType()).getShape().back();
        const bool isWhole = !ShapedType::isDynamic(there) && there >= (v + 1) * lanes * bytesOfGroup;
        Value loaded = b.load(rhs, at(k, b.index(v * lanes * bytesOfGroup)),
                              inGroups(isWhole ? Lanes(lanes) : valid(v)), bytes);
        right.push_back(products.operand(b, vector::BitCastOp::create(b, sums, loaded), !isLhsSigned));
      }
      for (int64_t i = 0; i < rows; ++i) {
        Value loaded = vector::LoadOp::create(b, group, lhs, at(b.index(i), b.mul(k, bytesOfGroup)));
        Value bits = vector::ExtractOp::create(b, vector::BitCastOp::create(b, one, loaded), int64_t(0));
        Values left = products.operand(b, vector::BroadcastOp::create(b, sums, bits), isLhsSigned);
        for (int64_t v = 0; v < vectors; ++v) {
          Value &sum = next[i * vectors + v];
          sum = isLhsSigned ? products.add(b, right[v], left, sum) : products.add(b, left, right[v], sum);
        }
      }
      return next;
    });
  }

  kernel::BrgemmOp op;
  TileBuilder b;
  Output output;
  Value lhs, rhs, count;
  MemRefType type;
  int64_t batch;
  bool areBytes; ///< in groups of four
  Type sumType;
  int64_t rows, columns, lanes, vectors;
};

/// The same buffer, of whose type only what makes the code of a tile better is kept: the sizes `openSizes`,
/// and all strides that are not 1 or that `keepsStrides` keeps, are left open.
Value generalize(OpBuilder &b, Value buffer, ArrayRef<int64_t> openSizes, bool keepsStrides = false) {
  auto type = cast<MemRefType>(buffer.getType());
  auto [strides, offset] = type.getStridesAndOffset();
  SmallVector<int64_t> shape(type.getShape());
  for (int64_t d : openSizes)
    shape[d] = ShapedType::kDynamic;
  bool areRowsNeighbours = strides.size() > 1 && strides.end()[-2] == 1;
  for (int64_t &stride : strides)
    if (!keepsStrides || areRowsNeighbours)
      stride = stride == 1 ? 1 : ShapedType::kDynamic;
  auto layout = StridedLayoutAttr::get(b.getContext(), ShapedType::kDynamic, strides);
  auto open = MemRefType::get(shape, type.getElementType(), layout, type.getMemorySpace());
  return open == type ? buffer : memref::CastOp::create(b, buffer.getLoc(), open, buffer);
}

struct ExpandTiles : impl::ExpandTilesBase<ExpandTiles> {
  using ExpandTilesBase::ExpandTilesBase;

  void runOnOperation() override {
    kernel::TargetAttr description = kernel::targetOf(getOperation());
    if (!description)
      return signalPassFailure();
    SymbolTable symbols(getOperation());
    llvm::StringMap<func::FuncOp> functions; // by the text of their tile
    SmallVector<kernel::BrgemmOp> tiles;
    getOperation().walk([&](kernel::BrgemmOp op) { tiles.push_back(op); });
    for (kernel::BrgemmOp op : tiles) {
      prepare(op);
      func::FuncOp &function = functions[textOf(op)];
      if (!function)
        function = makeFunction(op, symbols, Target(description));
      OpBuilder b(op);
      func::CallOp::create(b, op.getLoc(), function, op->getOperands());
      op.erase();
    }
  }

private:
  static std::string textOf(kernel::BrgemmOp op) {
    std::string text;
    Operation *alone = op->clone(); // else all values of the function around it would be numbered
    llvm::raw_string_ostream stream(text);
    alone->print(stream, OpPrintingFlags().useLocalScope());
    alone->destroy();
    return text;
  }

  /// Makes of tiles whose code would be the same such of the same text.
  static void prepare(kernel::BrgemmOp op) {
    OpBuilder b(op);
    int64_t batch = cast<MemRefType>(op.getLhs().getType()).getRank() - 2;
    SmallVector<int64_t> ofLhs = llvm::to_vector(llvm::seq<int64_t>(0, batch)), ofRhs = ofLhs;
    ofLhs.push_back(batch + 1);
    ofRhs.push_back(batch);
    // Of many rows at a distance that is not known, each would take a register for its address.
    bool isHigh = cast<MemRefType>(op.getInit().getType()).getDimSize(0) > 4;
    op.getLhsMutable().assign(generalize(b, op.getLhs(), ofLhs, isHigh));
    op.getRhsMutable().assign(generalize(b, op.getRhs(), ofRhs));
    op.getInitMutable().assign(generalize(b, op.getInit(), {}));
    for (OpOperand &extra : op.getExtrasMutable())
      extra.set(generalize(b, extra.get(), {}));
    // Constants of the epilogue move into it.
    op.getEpilogue().walk([&](Operation *inner) {
      for (OpOperand &operand : inner->getOpOperands()) {
        Operation *definition = operand.get().getDefiningOp();
        if (!definition || op->isProperAncestor(definition) || !definition->hasTrait<OpTrait::ConstantLike>())
          continue;
        OpBuilder at(inner);
        operand.set(at.clone(*definition)->getResult(0));
      }
    });
  }

  static func::FuncOp makeFunction(kernel::BrgemmOp op, SymbolTable &symbols, Target target) {
    OpBuilder b(op.getContext());
    auto function = func::FuncOp::create(op.getLoc(), "tile", b.getFunctionType(op->getOperandTypes(), {}));
    function.setPrivate();
    symbols.insert(function); // makes the name unique
    function->setAttr(kTile, function.getSymNameAttr());
    Block &body = *function.addEntryBlock();
    b.setInsertionPointToStart(&body);
    auto tile = cast<kernel::BrgemmOp>(b.clone(*op));
    tile->setOperands(body.getArguments()); // by place: one buffer may stand in several
    func::ReturnOp::create(b, op.getLoc());
    BrgemmTile(tile, target).emit();
    tile.erase();
    return function;
  }
};
} // namespace
} // namespace dlc

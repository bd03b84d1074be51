// Sorting along an axis by radix (Knuth, The Art of Computer Programming 5.2.5): each element has an unsigned
// key in whose order it is to stand, and the keys are distributed byte by byte, the lowest byte first, each
// time into 256 buckets whose sizes were counted before. This is stable, so the index that travels with a key
// need not be compared. The elements themselves are read again at the end, since all NaNs, and both zeros,
// have one key.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
constexpr int64_t kRadix = 256;

class RadixSort {
public:
  RadixSort(kernel::SortOp op, Target target)
      : op(op), b(op, target), input(op.getInput()), type(cast<MemRefType>(input.getType())),
        axis(static_cast<int64_t>(op.getAxis())), width(type.getElementTypeBitWidth()),
        keyType(b.getIntegerType(width)), indexType(b.getIntegerType(indexWidth())),
        length(b.size(input, axis)) {}

  void run() {
    Value rows = b.index(1);
    for (int64_t d = 0; d < type.getRank(); ++d)
      if (d != axis)
        rows = b.mul(rows, b.size(input, d));
    keys = allocate(rows, keyType);
    indices = allocate(rows, indexType);
    b.parallel(rows, [&](Value which) {
      row = which;
      counts = memref::AllocaOp::create(b, MemRefType::get({bytes(), kRadix}, indexType));
      clearCounts();
      readAndCount();
      Value half = b.loop(b.index(0), b.index(bytes()), 1, {b.index(0)}, [&](Value byte, ValueRange carried) {
        return Values{distribute(byte, carried[0])};
      })[0];
      write(half);
    });
  }

private:
  int64_t bytes() const { return llvm::divideCeil(width, 8); }

  /// As narrow as the length allows, since indices are moved as often as keys.
  int64_t indexWidth() const {
    int64_t size = type.getDimSize(axis);
    return !ShapedType::isDynamic(size) && llvm::isUInt<32>(size) ? 32 : 64;
  }

  /// Two of each row: what is read, and where it goes.
  Value allocate(Value rows, Type element) {
    return memref::AllocOp::create(b,
                                   MemRefType::get({2, ShapedType::kDynamic, ShapedType::kDynamic}, element),
                                   ValueRange{rows, length}, b.getI64IntegerAttr(kernel::kBufferAlignment));
  }

  /// Where element `i` of this row is in the operands.
  Values at(Value i) {
    Values result(type.getRank());
    Value rest = row;
    for (int64_t d = type.getRank(); d-- > 0;) {
      if (d == axis) {
        result[d] = i;
        continue;
      }
      Value size = b.size(input, d);
      result[d] = b.rem(rest, size);
      rest = b.div(rest, size);
    }
    return result;
  }

  Value constant(const APInt &value) {
    return arith::ConstantOp::create(b, b.getIntegerAttr(keyType, value));
  }

  /// The unsigned integer in whose order an element is to stand.
  Value keyOf(Value element) {
    Value key = element;
    Value sign = constant(APInt::getSignMask(width));
    if (auto floating = dyn_cast<FloatType>(element.getType())) {
      // Numbers below zero have all their bits inverted, the others only that of the sign.
      Value bits = arith::BitcastOp::create(b, keyType, element);
      Value magnitude = arith::AndIOp::create(b, bits, constant(APInt::getSignedMaxValue(width)));
      Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, bits, sign);
      Value ordered = arith::SelectOp::create(
          b, isNegative, arith::XOrIOp::create(b, bits, constant(APInt::getAllOnes(width))),
          arith::OrIOp::create(b, magnitude, sign));
      // Behind the greatest number: infinity, where there is one.
      const llvm::fltSemantics &semantics = floating.getFloatSemantics();
      const APFloat greatest =
          APFloat::semanticsHasInf(semantics) ? APFloat::getInf(semantics) : APFloat::getLargest(semantics);
      Value isNaN =
          arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, magnitude, constant(greatest.bitcastToAPInt()));
      key = arith::SelectOp::create(b, isNaN, constant(APInt::getAllOnes(width)), ordered);
    } else if (!op.getIsUnsigned()) {
      key = arith::XOrIOp::create(b, element, sign);
    }
    return op.getDescending() ? arith::XOrIOp::create(b, key, constant(APInt::getAllOnes(width))) : key;
  }

  Value digitOf(Value key, Value byte) {
    Value shift = arith::IndexCastOp::create(b, keyType, b.mul(byte, 8));
    Value low =
        constant(APInt(width, std::min<uint64_t>(kRadix - 1, APInt::getMaxValue(width).getLimitedValue())));
    Value digit = arith::AndIOp::create(b, arith::ShRUIOp::create(b, key, shift), low);
    return arith::IndexCastUIOp::create(b, b.getIndexType(), digit);
  }

  /// Counts become indices, and have their type.
  Value indexConstant(int64_t value) {
    return arith::ConstantOp::create(b, b.getIntegerAttr(indexType, value));
  }

  /// The count of a digit, which is one more from now on.
  Value countUp(Value byte, Value digit) {
    Value before = memref::LoadOp::create(b, counts, ValueRange{byte, digit});
    memref::StoreOp::create(b, b.add(before, indexConstant(1)), counts, ValueRange{byte, digit});
    return before;
  }

  void clearCounts() {
    for (int64_t byte = 0; byte < bytes(); ++byte)
      b.loop(b.index(0), b.index(kRadix), 1, [&](Value digit) {
        memref::StoreOp::create(b, indexConstant(0), counts, ValueRange{b.index(byte), digit});
      });
  }

  void readAndCount() {
    b.loop(b.index(0), length, 1, [&](Value i) {
      Value key = keyOf(memref::LoadOp::create(b, input, at(i)));
      memref::StoreOp::create(b, key, keys, ValueRange{b.index(0), row, i});
      memref::StoreOp::create(b, arith::IndexCastOp::create(b, indexType, i), indices,
                              ValueRange{b.index(0), row, i});
      for (int64_t byte = 0; byte < bytes(); ++byte)
        countUp(b.index(byte), digitOf(key, b.index(byte)));
    });
  }

  /// In the order of one byte: from the half that was written last to the other one, which is returned. Where
  /// all have the same digit, nothing moves.
  Value distribute(Value byte, Value half) {
    Value most = b.loop(b.index(0), b.index(kRadix), 1, {indexConstant(0), indexConstant(0)},
                        [&](Value digit, ValueRange carried) {
                          Value here = memref::LoadOp::create(b, counts, ValueRange{byte, digit});
                          memref::StoreOp::create(b, carried[0], counts, ValueRange{byte, digit});
                          return Values{b.add(carried[0], here), arith::MaxUIOp::create(b, carried[1], here)};
                        })[1];
    Value moves = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, most,
                                        arith::IndexCastOp::create(b, indexType, length));
    auto branch = scf::IfOp::create(b, TypeRange{b.getIndexType()}, moves, /*withElseRegion=*/true);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(branch.thenBlock());
      Value other = b.sub(b.index(1), half);
      b.loop(b.index(0), length, 1, [&](Value i) {
        Value key = memref::LoadOp::create(b, keys, ValueRange{half, row, i});
        Value was = memref::LoadOp::create(b, indices, ValueRange{half, row, i});
        Value to = arith::IndexCastUIOp::create(b, b.getIndexType(), countUp(byte, digitOf(key, byte)));
        memref::StoreOp::create(b, key, keys, ValueRange{other, row, to});
        memref::StoreOp::create(b, was, indices, ValueRange{other, row, to});
      });
      scf::YieldOp::create(b, other);
      b.setInsertionPointToStart(branch.elseBlock());
      scf::YieldOp::create(b, half);
    }
    return branch.getResult(0);
  }

  void write(Value half) {
    b.loop(b.index(0), length, 1, [&](Value i) {
      Value was = memref::LoadOp::create(b, indices, ValueRange{half, row, i});
      Value from = arith::IndexCastUIOp::create(b, b.getIndexType(), was);
      Values to = at(i);
      memref::StoreOp::create(b, memref::LoadOp::create(b, input, at(from)), op.getValues(), to);
      memref::StoreOp::create(b, arith::IndexCastOp::create(b, b.getI64Type(), from), op.getIndices(), to);
    });
  }

  kernel::SortOp op;
  TileBuilder b;
  Value input;
  MemRefType type;
  int64_t axis, width;
  Type keyType, indexType;
  Value length;
  Value keys, indices; // [2, rows, length]
  Value row, counts;   // of the row that a thread sorts; [bytes, digits]
};
} // namespace

void expandSort(kernel::SortOp op, Target target) { RadixSort(op, target).run(); }
} // namespace dlc

// Sorting along an axis by radix (Knuth, The Art of Computer Programming 5.2.5): each element becomes a
// number without a sign in whose order it is to stand, and these are distributed byte by byte, the lowest
// first, each time into 256 places that were counted before. It is stable, so the index that travels with a
// number need not be compared. What an element was is read again at the end, since all NaNs and both zeros
// have one number.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
using namespace codegen;

namespace {
constexpr int64_t kDigits = 256;

class RadixSort {
public:
  RadixSort(kernel::SortOp op, Target target)
      : op(op), b(op, target), input(op.getInput()), type(cast<MemRefType>(input.getType())),
        axis(static_cast<int64_t>(op.getAxis())), width(type.getElementTypeBitWidth()),
        key(b.getIntegerType(width)), place(b.getIntegerType(indexWidth())), length(b.size(input, axis)) {}

  void run() {
    Value rows = b.index(1);
    for (int64_t d = 0; d < type.getRank(); ++d)
      if (d != axis)
        rows = b.mul(rows, b.size(input, d));
    keys = allocate(rows, key);
    places = allocate(rows, place);
    b.parallel(rows, [&](Value which) {
      row = which;
      counts = memref::AllocaOp::create(b, MemRefType::get({bytes(), kDigits}, place));
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

  /// Of what tells where an element was: as narrow as it may be, since it is moved as often as the numbers.
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

  Value constant(const APInt &value) { return arith::ConstantOp::create(b, b.getIntegerAttr(key, value)); }

  /// The number in whose order an element is to stand.
  Value numberOf(Value element) {
    Value number = element;
    Value sign = constant(APInt::getSignMask(width));
    if (auto floating = dyn_cast<FloatType>(element.getType())) {
      // Of numbers below zero all bits are turned over, of others that of the sign.
      Value bits = arith::BitcastOp::create(b, key, element);
      Value magnitude = arith::AndIOp::create(b, bits, constant(APInt::getSignedMaxValue(width)));
      Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, bits, sign);
      Value ordered = arith::SelectOp::create(
          b, isNegative, arith::XOrIOp::create(b, bits, constant(APInt::getAllOnes(width))),
          arith::OrIOp::create(b, magnitude, sign));
      Value infinity = constant(APFloat::getInf(floating.getFloatSemantics()).bitcastToAPInt());
      Value isNaN = arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, magnitude, infinity);
      number = arith::SelectOp::create(b, isNaN, constant(APInt::getAllOnes(width)), ordered);
    } else if (!op.getIsUnsigned()) {
      number = arith::XOrIOp::create(b, element, sign);
    }
    return op.getDescending() ? arith::XOrIOp::create(b, number, constant(APInt::getAllOnes(width))) : number;
  }

  Value digitOf(Value number, Value byte) {
    Value shift = arith::IndexCastOp::create(b, key, b.mul(byte, 8));
    Value low =
        constant(APInt(width, std::min<uint64_t>(kDigits - 1, APInt::getMaxValue(width).getLimitedValue())));
    Value digit = arith::AndIOp::create(b, arith::ShRUIOp::create(b, number, shift), low);
    return arith::IndexCastUIOp::create(b, b.getIndexType(), digit);
  }

  /// Counts are places, and so of their type.
  Value asPlace(int64_t value) { return arith::ConstantOp::create(b, b.getIntegerAttr(place, value)); }

  /// The count of a digit, which is one more from now on.
  Value countUp(Value byte, Value digit) {
    Value before = memref::LoadOp::create(b, counts, ValueRange{byte, digit});
    memref::StoreOp::create(b, b.add(before, asPlace(1)), counts, ValueRange{byte, digit});
    return before;
  }

  void clearCounts() {
    for (int64_t byte = 0; byte < bytes(); ++byte)
      b.loop(b.index(0), b.index(kDigits), 1, [&](Value digit) {
        memref::StoreOp::create(b, asPlace(0), counts, ValueRange{b.index(byte), digit});
      });
  }

  void readAndCount() {
    b.loop(b.index(0), length, 1, [&](Value i) {
      Value number = numberOf(memref::LoadOp::create(b, input, at(i)));
      memref::StoreOp::create(b, number, keys, ValueRange{b.index(0), row, i});
      memref::StoreOp::create(b, arith::IndexCastOp::create(b, place, i), places,
                              ValueRange{b.index(0), row, i});
      for (int64_t byte = 0; byte < bytes(); ++byte)
        countUp(b.index(byte), digitOf(number, b.index(byte)));
    });
  }

  /// In the order of one byte: from the half that was written last to the other one, which is returned. Where
  /// all have the same digit, nothing moves.
  Value distribute(Value byte, Value half) {
    Value most = b.loop(b.index(0), b.index(kDigits), 1, {asPlace(0), asPlace(0)},
                        [&](Value digit, ValueRange carried) {
                          Value here = memref::LoadOp::create(b, counts, ValueRange{byte, digit});
                          memref::StoreOp::create(b, carried[0], counts, ValueRange{byte, digit});
                          return Values{b.add(carried[0], here), arith::MaxUIOp::create(b, carried[1], here)};
                        })[1];
    Value moves = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, most,
                                        arith::IndexCastOp::create(b, place, length));
    auto branch = scf::IfOp::create(b, TypeRange{b.getIndexType()}, moves, /*withElseRegion=*/true);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(branch.thenBlock());
      Value other = b.sub(b.index(1), half);
      b.loop(b.index(0), length, 1, [&](Value i) {
        Value number = memref::LoadOp::create(b, keys, ValueRange{half, row, i});
        Value was = memref::LoadOp::create(b, places, ValueRange{half, row, i});
        Value to = arith::IndexCastUIOp::create(b, b.getIndexType(), countUp(byte, digitOf(number, byte)));
        memref::StoreOp::create(b, number, keys, ValueRange{other, row, to});
        memref::StoreOp::create(b, was, places, ValueRange{other, row, to});
      });
      scf::YieldOp::create(b, other);
      b.setInsertionPointToStart(branch.elseBlock());
      scf::YieldOp::create(b, half);
    }
    return branch.getResult(0);
  }

  void write(Value half) {
    b.loop(b.index(0), length, 1, [&](Value i) {
      Value was = memref::LoadOp::create(b, places, ValueRange{half, row, i});
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
  Type key, place;
  Value length;
  Value keys, places; // [2, rows, length]
  Value row, counts;  // of the row that a thread sorts; [bytes, digits]
};
} // namespace

void expandSort(kernel::SortOp op, Target target) { RadixSort(op, target).run(); }
} // namespace dlc

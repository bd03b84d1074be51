#include "Codegen/Kernels/ByteProducts.h"

using namespace mlir;

namespace dlc::codegen {
namespace {
Value call(TileBuilder &b, StringRef intrinsic, Type type, ValueRange operands) {
  return LLVM::CallIntrinsicOp::create(b, type, b.getStringAttr(intrinsic), operands).getResult(0);
}

/// The same bits in lanes of another width.
Value withLanes(TileBuilder &b, Value vector, unsigned bits) {
  auto type = cast<VectorType>(vector.getType());
  const int64_t lanes = type.getNumElements() * type.getElementTypeBitWidth() / bits;
  return vector::BitCastOp::create(b, VectorType::get({lanes}, b.getIntegerType(bits)), vector);
}

Value splat(TileBuilder &b, Value like, int64_t number) {
  auto type = cast<VectorType>(like.getType());
  return arith::ConstantOp::create(
      b, DenseElementsAttr::get(type, b.getIntegerAttr(type.getElementType(), number)));
}
} // namespace

ByteProducts::ByteProducts(Operation *op) {
  kernel::TargetAttr target = kernel::targetOf(op);
  if (!target) // the pass has found it before
    return;
  ofBytes = target.getByteProducts();
  ofPairs = target.getPairProducts();
  registers = target.getVectorRegisters();
}

int64_t ByteProducts::accumulators() const {
  if (!ofBytes.empty())
    return registers >= 32 ? 24 : 12;
  return registers >= 32 ? 16 : 8;
}

Values ByteProducts::operand(TileBuilder &b, Value groups, bool isSigned) const {
  if (!ofBytes.empty())
    return {withLanes(b, groups, 8)};
  const bool hasPairs = !ofPairs.empty();
  const unsigned bits = hasPairs ? 16 : 32;
  Value wide = hasPairs ? withLanes(b, groups, bits) : groups;
  Values parts;
  for (unsigned from = 0; from < bits; from += 8) {
    // A byte with its sign comes to the upper end first.
    Value up = isSigned && from + 8 < bits
                   ? Value(arith::ShLIOp::create(b, wide, splat(b, wide, bits - 8 - from)))
                   : wide;
    if (isSigned)
      parts.push_back(arith::ShRSIOp::create(b, up, splat(b, up, bits - 8)));
    else if (from + 8 == bits)
      parts.push_back(arith::ShRUIOp::create(b, up, splat(b, up, from)));
    else
      parts.push_back(arith::AndIOp::create(
          b, from ? Value(arith::ShRUIOp::create(b, up, splat(b, up, from))) : up, splat(b, up, 255)));
  }
  return parts;
}

Value ByteProducts::add(TileBuilder &b, const Values &unsignedBytes, const Values &signedBytes,
                        Value sum) const {
  if (!ofBytes.empty())
    return call(b, ofBytes, sum.getType(), {sum, unsignedBytes[0], signedBytes[0]});
  for (auto [x, y] : llvm::zip_equal(unsignedBytes, signedBytes)) {
    Value product =
        ofPairs.empty() ? Value(arith::MulIOp::create(b, x, y)) : call(b, ofPairs, sum.getType(), {x, y});
    sum = arith::AddIOp::create(b, sum, product);
  }
  return sum;
}

Value interleave(TileBuilder &b, ArrayRef<Value> rows) {
  Value even = vector::InterleaveOp::create(b, rows[0], rows[2]);
  Value odd = vector::InterleaveOp::create(b, rows[1], rows[3]);
  return vector::InterleaveOp::create(b, even, odd);
}
} // namespace dlc::codegen

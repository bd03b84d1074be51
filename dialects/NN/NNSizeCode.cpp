#include "NN/NNSizeCode.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

Value dlc::nn::emitSize(OpBuilder &b, Location loc, int64_t size,
                        llvm::function_ref<Value(llvm::StringRef)> named,
                        llvm::function_ref<Value(Value, Value)> multiply) {
  auto product = [&](Value lhs, Value rhs) {
    return multiply ? multiply(lhs, rhs) : b.createOrFold<arith::MulIOp>(loc, lhs, rhs);
  };
  auto constant = [&](int64_t number) -> Value { return arith::ConstantIndexOp::create(b, loc, number); };
  if (!isSymbolic(size))
    return constant(size);
  Value sum;
  for (const SizeTerm &term : sizeTerms(size)) {
    Value all;
    for (const SizeFactor &factor : term.factors) {
      Value value =
          factor.name.empty()
              ? b.createOrFold<arith::FloorDivSIOp>(loc, emitSize(b, loc, factor.numerator, named, multiply),
                                                    constant(factor.divisor))
              : named(factor.name);
      all = all ? product(all, value) : value;
    }
    if (!all)
      all = constant(term.coefficient);
    else if (term.coefficient != 1)
      all = product(all, constant(term.coefficient));
    sum = sum ? b.createOrFold<arith::AddIOp>(loc, sum, all) : all;
  }
  return sum;
}

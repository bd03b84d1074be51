// Derivative rules of products. Transpositions go into the products' attributes, and what is summed over
// besides goes into an einsum: no transpose and no tensor larger than operands and results is needed.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

static Value product(Value lhs, Value rhs, bool transposeLhs, bool transposeRhs, Emitter &emit) {
  UnitAttr yes = UnitAttr::get(lhs.getContext());
  return emit.make<MatmulOp>(lhs, rhs, transposeLhs ? yes : UnitAttr(), transposeRhs ? yes : UnitAttr());
}

static Value einsum(StringRef left, Value lhs, StringRef right, Value rhs, StringRef result, Emitter &emit) {
  return emit.make<EinsumOp>(emit.builder.getStringAttr(left + "," + right + "->" + result),
                             ValueRange{lhs, rhs});
}

//===-- matmul --------------------------------------------------------------------------------------===//

namespace {
// An operand without the dimensions of 1 that broadcast, and the letters of those that it has: `a`, `b`, … in
// front of the matrices' two.
struct Letters {
  std::string text;
  Value value;
  Letters(Value operand, nn::SizedTensorType result, StringRef matrix, Emitter &emit) {
    nn::SizedTensorType type = typeOf(operand);
    int64_t missing = result.getRank() - type.getRank();
    SmallVector<int64_t> shape;
    for (int64_t i = 0; i < type.getRank() - 2; ++i)
      if (type.getDimSize(i) == result.getDimSize(i + missing)) {
        text += static_cast<char>('a' + i + missing);
        shape.push_back(type.getDimSize(i));
      }
    text += matrix;
    llvm::append_range(shape, type.getShape().take_back(2));
    value = emit.reshape(operand, shape);
  }
};
} // namespace

static Adjoints matmul(MatmulOp op, Value g, Emitter &emit) {
  Value a = op.getLhs(), b = op.getRhs();
  bool ta = op.getTransposeLhs(), tb = op.getTransposeRhs();
  nn::SizedTensorType result = typeOf(op.getResult());
  ArrayRef<int64_t> front = result.getShape().drop_back(2);
  auto isWhole = [&](Value operand) { return typeOf(operand).getShape().drop_back(2) == front; };
  // Of an operand that was repeated, the adjoint is a sum over what repeated it too.
  auto repeated = [&](Value operand, StringRef matrix, Value other, StringRef otherMatrix) {
    Letters wanted(operand, result, matrix, emit), factor(other, result, otherMatrix, emit);
    Letters adjoint(g, result, "yz", emit);
    Value sum = einsum(adjoint.text, adjoint.value, factor.text, factor.value, wanted.text, emit);
    return emit.reshape(sum, typeOf(operand));
  };
  StringRef left = ta ? "xy" : "yx", right = tb ? "zx" : "xz";
  Adjoints adjoints(2);
  if (emit.wants(a) && !isWhole(a))
    adjoints[0] = repeated(a, left, b, right);
  else if (emit.wants(a))
    adjoints[0] = ta ? product(b, g, tb, true, emit) : product(g, b, false, !tb, emit);
  if (emit.wants(b) && !isWhole(b))
    adjoints[1] = repeated(b, right, a, left);
  else if (emit.wants(b))
    adjoints[1] = tb ? product(g, a, true, ta, emit) : product(a, g, !ta, false, emit);
  return adjoints;
}

//===-- einsum --------------------------------------------------------------------------------------===//

// The adjoint of an operand is an einsum of the result's adjoint and the other operand; a letter that neither
// has was summed over in this operand alone, which repeats the adjoint along it.
static Value einsumAdjoint(Value operand, StringRef letters, Value other, StringRef otherLetters, Value g,
                           StringRef result, Emitter &emit) {
  std::string known;
  SmallVector<int64_t> shape;
  for (auto [letter, size] : llvm::zip_equal(letters, typeOf(operand).getShape())) {
    bool isKnown = result.contains(letter) || otherLetters.contains(letter);
    if (isKnown)
      known += letter;
    shape.push_back(isKnown ? size : 1);
  }
  Value adjoint = einsum(result, g, otherLetters, other, known, emit);
  return emit.expand(emit.reshape(adjoint, shape), typeOf(operand));
}

static Adjoints primitiveEinsum(EinsumOp op, Value g, Emitter &emit) {
  SmallVector<StringRef> terms = op.getTerms();
  Adjoints adjoints(2);
  for (int64_t i : {0, 1}) {
    Value operand = op.getInputs()[i], other = op.getInputs()[1 - i];
    if (emit.wants(operand))
      adjoints[i] = einsumAdjoint(operand, terms[i], other, terms[1 - i], g, terms[2], emit);
  }
  return adjoints;
}

void addContractionRules(RuleTable &table) {
  table.add(matmul);
  table.add(primitiveEinsum, [](EinsumOp op) { return op.isPrimitive(); });
}
} // namespace dlc::autodiff

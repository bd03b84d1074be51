// Einstein's convention: shape inference, and decomposition. What is no single product of two operands
// becomes such products; such a product, where nothing has a form for it, a broadcast product and a sum.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

// The terms of an equation, the result's last; empty where it is none.
static SmallVector<StringRef> termsOf(StringRef equation) {
  size_t arrow = equation.find("->");
  if (arrow == StringRef::npos)
    return {};
  SmallVector<StringRef> terms;
  equation.take_front(arrow).split(terms, ',');
  terms.push_back(equation.drop_front(arrow + 2));
  bool areLetters = llvm::all_of(terms, [](StringRef term) { return llvm::all_of(term, llvm::isAlpha); });
  return areLetters ? terms : SmallVector<StringRef>();
}

static bool hasRepeats(StringRef term) {
  for (size_t i = 0; i < term.size(); ++i)
    if (term.find(term[i], i + 1) != StringRef::npos)
      return true;
  return false;
}

LogicalResult EinsumOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'nn.einsum' op ", message...); };
  StringAttr equation = attributeOf(adaptor, adaptor.getProperties().equation, "equation");
  ValueRange inputs = adaptor.getInputs();
  if (!equation || inputs.empty())
    return fail("requires an operand and attribute 'equation'");
  SmallVector<StringRef> terms = termsOf(equation);
  // C1
  if (terms.empty())
    return fail("equation must be terms of letters, such as \"ik,kj->ij\", got ", equation);
  // C2
  if (terms.size() != inputs.size() + 1)
    return fail("needs a term for each operand: ", equation, " has ", terms.size() - 1, ", operands are ",
                inputs.size());
  llvm::SmallDenseMap<char, int64_t> sizes;
  Type element = tensorOf(inputs[0]).getElementType();
  for (auto [term, input] : llvm::zip(terms, inputs)) {
    SizedTensorType type = tensorOf(input);
    if (static_cast<int64_t>(term.size()) != type.getRank())
      return fail("needs a letter for each dimension: the term is ", term, ", its operand has shape ",
                  shapeText(type.getShape()));
    // C3
    if (type.getElementType() != element)
      return fail("element types differ: one operand has ", element, ", another ", type.getElementType());
    // C4
    for (auto [letter, size] : llvm::zip(term, type.getShape())) {
      auto [known, isNew] = sizes.try_emplace(letter, size);
      if (!isNew && known->second != size)
        return fail("letter ", StringRef(&letter, 1), " has two sizes in ", equation, ": ",
                    sizeText(known->second), " and ", sizeText(size));
      // C6
      if (isSymbolic(size) && term.count(letter) > 1)
        return fail("has no diagonal along a dynamic size: the term is ", term, ", its operand has shape ",
                    shapeText(type.getShape()));
    }
  }
  SmallVector<int64_t> shape;
  for (char letter : terms.back()) {
    // C5
    auto size = sizes.find(letter);
    if (size == sizes.end() || terms.back().count(letter) > 1)
      return fail("letters of the result must be distinct and in an operand's term: the equation is ",
                  equation);
    shape.push_back(size->second);
  }
  types.push_back(SizedTensorType::get(shape, element));
  return success();
}

SmallVector<StringRef> EinsumOp::getTerms() { return termsOf(getEquation()); }

bool EinsumOp::isPrimitive() {
  SmallVector<StringRef> terms = getTerms();
  return terms.size() == 3 && !hasRepeats(terms[0]) && !hasRepeats(terms[1]);
}

//===-- Decomposition -------------------------------------------------------------------------------===//

namespace {
// An operand, and the letters of its dimensions.
struct Term {
  Value value;
  std::string letters;

  int64_t sizeOf(char letter) const {
    return tensorOf(value).getDimSize(static_cast<int64_t>(letters.find(letter)));
  }
};
} // namespace

// Elements off the diagonal of a repeated letter become 0, and its second dimension is summed over.
static Term withoutRepeats(Term term, Composer &compose) {
  for (size_t first = 0; first < term.letters.size(); ++first)
    for (size_t second; (second = term.letters.find(term.letters[first], first + 1)) != std::string::npos;) {
      SizedTensorType type = tensorOf(term.value);
      auto along = [&](size_t dimension) {
        int64_t size = type.getDimSize(static_cast<int64_t>(dimension));
        SmallVector<int64_t> shape(type.getRank(), 1);
        shape[dimension] = size;
        return compose.reshape(compose.range(size, IntegerType::get(type.getContext(), 64)), shape);
      };
      Value isDiagonal = compose.compare(ComparePredicate::eq, along(first), along(second));
      term.value = compose.reduceSum(compose.where(isDiagonal, term.value, 0), static_cast<int64_t>(second));
      term.letters.erase(second, 1);
    }
  return term;
}

static Value summed(Term term, StringRef result, Composer &compose) {
  SmallVector<int64_t> axes, perm;
  std::string kept;
  for (auto [i, letter] : llvm::enumerate(term.letters)) {
    if (result.contains(letter))
      kept += letter;
    else
      axes.push_back(static_cast<int64_t>(i));
  }
  for (char letter : result)
    perm.push_back(static_cast<int64_t>(kept.find(letter)));
  Value sum = axes.empty() ? term.value : compose.reduceSum(term.value, axes);
  return compose.transpose(sum, perm);
}

// Letters of terms that `keep` accepts, each once.
static std::string lettersOf(ArrayRef<Term> terms, llvm::function_ref<bool(char)> keep) {
  std::string letters;
  for (const Term &term : terms)
    for (char letter : term.letters)
      if (keep(letter) && letters.find(letter) == std::string::npos)
        letters += letter;
  return letters;
}

static Term contracted(const Term &lhs, const Term &rhs, StringRef letters, Composer &compose) {
  std::string equation = lhs.letters + "," + rhs.letters + "->" + letters.str();
  return {compose.make<EinsumOp>(compose.builder.getStringAttr(equation), ValueRange{lhs.value, rhs.value}),
          letters.str()};
}

// Both operands with a dimension for each letter, of 1 where they have none; their product is summed over
// letters that the result has not.
static Value broadcastProduct(ArrayRef<Term> terms, StringRef result, Composer &compose) {
  std::string all = lettersOf(terms, [&](char letter) { return !result.contains(letter); });
  all.insert(0, result.str());
  Values factors;
  for (const Term &term : terms) {
    SmallVector<int64_t> perm, shape;
    for (char letter : all) {
      size_t place = term.letters.find(letter);
      shape.push_back(place == std::string::npos ? 1 : term.sizeOf(letter));
      if (place != std::string::npos)
        perm.push_back(static_cast<int64_t>(place));
    }
    factors.push_back(compose.reshape(compose.transpose(term.value, perm), shape));
  }
  SmallVector<int64_t> axes;
  for (auto [i, letter] : llvm::enumerate(all))
    if (!result.contains(letter))
      axes.push_back(static_cast<int64_t>(i));
  Value product = compose.mul(factors[0], factors[1]);
  return axes.empty() ? product : compose.reduceSum(product, axes);
}

Values EinsumOp::decompose(Composer &compose) {
  SmallVector<StringRef> written = getTerms();
  StringRef result = written.pop_back_val();
  SmallVector<Term> terms;
  for (auto [letters, input] : llvm::zip_equal(written, getInputs()))
    terms.push_back(withoutRepeats({input, letters.str()}, compose));
  if (isPrimitive())
    return {broadcastProduct(terms, result, compose)};
  while (terms.size() > 2) {
    ArrayRef<Term> rest = ArrayRef(terms).drop_front(2);
    std::string letters = lettersOf(ArrayRef(terms).take_front(2), [&](char letter) {
      return result.contains(letter) ||
             llvm::any_of(rest, [&](const Term &term) { return StringRef(term.letters).contains(letter); });
    });
    terms[1] = contracted(terms[0], terms[1], letters, compose);
    terms.erase(terms.begin());
  }
  return {terms.size() == 1 ? summed(terms[0], result, compose)
                            : contracted(terms[0], terms[1], result, compose).value};
}

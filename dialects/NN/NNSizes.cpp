// Sizes as expressions: polynomials over named sizes and quotients, each interned once.
#include "NN/NN.h"

#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/MathExtras.h"

#include <deque>
#include <mutex>

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

namespace {
/// A product of atoms, which are numbered; sorted. Empty: 1.
using Monomial = std::vector<uint32_t>;
/// A sum of products with their coefficients, none of which is 0.
using Polynomial = std::map<Monomial, int64_t>;

/// A named size, or a size divided by a number.
struct Atom {
  std::string name;
  int64_t numerator = 0, divisor = 1;
  auto operator<=>(const Atom &) const = default;
};

/// No network has as many, but hostile text might: sizes, and terms of one.
constexpr int64_t maxSizes = 1 << 20;
constexpr size_t maxTerms = 256;

/// Every expression of this process. The first is the batch.
class Table {
public:
  Table() { (void)sizeOf({{{atomOf({kBatch.str()})}, 1}}); }

  static Table &get() {
    static Table table;
    return table;
  }

  uint32_t atomOf(const Atom &atom) {
    std::lock_guard lock(mutex);
    auto [place, isNew] = atomNumbers.try_emplace(atom, static_cast<uint32_t>(atoms.size()));
    if (isNew)
      atoms.push_back(atom);
    return place->second;
  }

  /// A number as itself.
  std::optional<int64_t> sizeOf(const Polynomial &polynomial) {
    if (polynomial.empty())
      return 0;
    if (polynomial.size() == 1 && polynomial.begin()->first.empty())
      return polynomial.begin()->second;
    std::lock_guard lock(mutex);
    auto found = sizes.find(polynomial);
    if (found == sizes.end()) {
      if (static_cast<int64_t>(polynomials.size()) == maxSizes)
        return std::nullopt;
      found = sizes.emplace(polynomial, kBatchSize + static_cast<int64_t>(polynomials.size())).first;
      polynomials.push_back(polynomial);
    }
    return found->second;
  }

  Polynomial polynomialOf(int64_t size) {
    if (!isSymbolic(size))
      return size ? Polynomial{{{}, size}} : Polynomial();
    std::lock_guard lock(mutex);
    return polynomials[static_cast<size_t>(size - kBatchSize)];
  }

  Atom atom(uint32_t number) {
    std::lock_guard lock(mutex);
    return atoms[number];
  }

private:
  std::mutex mutex;
  std::deque<Atom> atoms;
  std::map<Atom, uint32_t> atomNumbers;
  std::deque<Polynomial> polynomials;
  std::map<Polynomial, int64_t> sizes;
};

bool accumulate(Polynomial &sum, const Monomial &monomial, int64_t coefficient) {
  int64_t &place = sum[monomial];
  std::optional<int64_t> total = llvm::checkedAdd(place, coefficient);
  if (!total)
    return false;
  place = *total;
  if (place == 0)
    sum.erase(monomial);
  return sum.size() <= maxTerms;
}

std::optional<int64_t> combine(int64_t a, int64_t b, int64_t factor) {
  Polynomial sum = Table::get().polynomialOf(a);
  for (const auto &[monomial, coefficient] : Table::get().polynomialOf(b)) {
    std::optional<int64_t> part = llvm::checkedMul(coefficient, factor);
    if (!part || !accumulate(sum, monomial, *part))
      return std::nullopt;
  }
  return Table::get().sizeOf(sum);
}
} // namespace

bool nn::isSymbolic(int64_t size) { return size < kBatchSize + maxSizes; }

int64_t nn::namedSize(StringRef name) {
  Table &table = Table::get();
  return table.sizeOf({{{table.atomOf({name.str()})}, 1}}).value_or(kBatchSize);
}

std::optional<int64_t> nn::addSizes(int64_t a, int64_t b) {
  return !isSymbolic(a) && !isSymbolic(b) ? llvm::checkedAdd(a, b) : combine(a, b, 1);
}

std::optional<int64_t> nn::subtractSizes(int64_t a, int64_t b) {
  return !isSymbolic(a) && !isSymbolic(b) ? llvm::checkedSub(a, b) : combine(a, b, -1);
}

std::optional<int64_t> nn::multiplySizes(int64_t a, int64_t b) {
  if (!isSymbolic(a) && !isSymbolic(b))
    return llvm::checkedMul(a, b);
  Table &table = Table::get();
  Polynomial product;
  for (const auto &[left, leftCoefficient] : table.polynomialOf(a))
    for (const auto &[right, rightCoefficient] : table.polynomialOf(b)) {
      Monomial monomial(left);
      llvm::append_range(monomial, right);
      llvm::sort(monomial);
      std::optional<int64_t> coefficient = llvm::checkedMul(leftCoefficient, rightCoefficient);
      if (!coefficient || !accumulate(product, monomial, *coefficient))
        return std::nullopt;
    }
  return table.sizeOf(product);
}

std::optional<int64_t> nn::floorDivideSize(int64_t size, int64_t divisor) {
  assert(divisor > 0);
  if (!isSymbolic(size))
    return llvm::divideFloorSigned(size, divisor);
  if (divisor == 1)
    return size;
  // What the divisor divides leaves the quotient: (4 n + 3) floordiv 2 = 2 n + 1.
  Table &table = Table::get();
  Polynomial quotient, rest;
  for (const auto &[monomial, coefficient] : table.polynomialOf(size)) {
    int64_t whole =
        monomial.empty() || coefficient % divisor == 0 ? llvm::divideFloorSigned(coefficient, divisor) : 0;
    if (whole)
      quotient[monomial] = whole;
    if (int64_t left = coefficient - whole * divisor)
      rest[monomial] = left;
  }
  // Less than the divisor is nothing.
  bool isLess = rest.empty() || (rest.size() == 1 && rest.begin()->first.empty());
  if (!isLess) {
    std::optional<int64_t> numerator = table.sizeOf(rest);
    if (!numerator)
      return std::nullopt;
    // (n floordiv 2) floordiv 2 = n floordiv 4
    Atom atom{"", *numerator, divisor};
    if (rest.size() == 1 && rest.begin()->first.size() == 1 && rest.begin()->second == 1)
      if (Atom inner = table.atom(rest.begin()->first.front()); inner.name.empty())
        if (std::optional<int64_t> both = llvm::checkedMul(inner.divisor, divisor))
          atom = {"", inner.numerator, *both};
    if (!accumulate(quotient, {table.atomOf(atom)}, 1))
      return std::nullopt;
  }
  return table.sizeOf(quotient);
}

std::optional<int64_t> nn::ceilDivideSize(int64_t size, int64_t divisor) {
  std::optional<int64_t> more = addSizes(size, divisor - 1);
  return more ? floorDivideSize(*more, divisor) : std::nullopt;
}

std::optional<int64_t> nn::divideSizes(int64_t size, int64_t divisor) {
  if (size == divisor)
    return 1;
  Table &table = Table::get();
  Polynomial numerator = table.polynomialOf(size), denominator = table.polynomialOf(divisor);
  if (denominator.empty())
    return std::nullopt;
  // Long division by the leading term.
  Polynomial quotient;
  auto leadingOf = [](const Polynomial &polynomial) {
    return *std::max_element(polynomial.begin(), polynomial.end(), [](const auto &a, const auto &b) {
      return std::pair(a.first.size(), a.first) < std::pair(b.first.size(), b.first);
    });
  };
  auto [leading, leadingCoefficient] = leadingOf(denominator);
  while (!numerator.empty()) {
    auto [monomial, coefficient] = leadingOf(numerator);
    if (coefficient % leadingCoefficient != 0 || !llvm::includes(monomial, leading))
      return std::nullopt;
    Monomial rest;
    std::set_difference(monomial.begin(), monomial.end(), leading.begin(), leading.end(),
                        std::back_inserter(rest));
    int64_t factor = coefficient / leadingCoefficient;
    if (!accumulate(quotient, rest, factor))
      return std::nullopt;
    for (const auto &[other, otherCoefficient] : denominator) {
      Monomial product(other);
      llvm::append_range(product, rest);
      llvm::sort(product);
      std::optional<int64_t> part = llvm::checkedMul(otherCoefficient, -factor);
      if (!part || !accumulate(numerator, product, *part))
        return std::nullopt;
    }
  }
  return table.sizeOf(quotient);
}

std::vector<SizeTerm> nn::sizeTerms(int64_t size) {
  std::vector<SizeTerm> terms;
  Table &table = Table::get();
  for (const auto &[monomial, coefficient] : table.polynomialOf(size)) {
    SizeTerm term{coefficient, {}};
    for (uint32_t number : monomial) {
      Atom atom = table.atom(number);
      term.factors.push_back({atom.name, atom.numerator, atom.divisor});
    }
    terms.push_back(std::move(term));
  }
  if (terms.empty())
    terms.push_back({0, {}});
  return terms;
}

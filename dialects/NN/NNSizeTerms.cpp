// What the terms of a size tell: bounds, values, names, and how people write it.
#include "NN/NN.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

std::string nn::nameOf(int64_t size) {
  std::vector<SizeTerm> terms = sizeTerms(size);
  bool isName = terms.size() == 1 && terms[0].coefficient == 1 && terms[0].factors.size() == 1;
  return isName ? terms[0].factors[0].name : std::string();
}

/// Takes a negative product out of a positive one that is never smaller: 4 b s - b is at least 3 b, as s is 1
/// or more.
static bool absorb(const SizeTerm &negative, MutableArrayRef<SizeTerm> terms) {
  auto isNamed = [](const SizeFactor &factor) { return !factor.name.empty(); };
  auto key = [](const SizeFactor &factor) {
    return std::tuple(factor.name, factor.numerator, factor.divisor);
  };
  for (SizeTerm &term : terms) {
    if (term.coefficient < 0 || term.coefficient < -negative.coefficient ||
        !llvm::all_of(term.factors, isNamed))
      continue;
    std::vector<std::tuple<std::string, int64_t, int64_t>> whole, part;
    llvm::transform(term.factors, std::back_inserter(whole), key);
    llvm::transform(negative.factors, std::back_inserter(part), key);
    llvm::sort(whole);
    llvm::sort(part);
    if (!llvm::includes(whole, part))
      continue;
    term.coefficient += negative.coefficient;
    return true;
  }
  return false;
}

std::optional<int64_t> nn::leastOf(int64_t size) {
  if (!isSymbolic(size))
    return size;
  int64_t least = 0;
  std::vector<SizeTerm> terms = sizeTerms(size);
  for (SizeTerm &term : terms)
    if (term.coefficient < 0 && !term.factors.empty()) {
      if (!absorb(term, terms))
        return std::nullopt; // it falls where a named size grows
      term = {0, {}};
    }
  for (const SizeTerm &term : terms) {
    int64_t product = term.coefficient;
    for (const SizeFactor &factor : term.factors) {
      std::optional<int64_t> part = factor.name.empty() ? leastOf(factor.numerator) : 1;
      if (part && factor.name.empty())
        part = llvm::divideFloorSigned(*part, factor.divisor);
      if (!part || *part < 0 || llvm::MulOverflow(product, *part, product))
        return std::nullopt;
    }
    if (llvm::AddOverflow(least, product, least))
      return std::nullopt;
  }
  return least;
}

std::optional<int64_t> nn::evaluateSize(int64_t size, const std::map<std::string, int64_t> &named) {
  int64_t sum = 0;
  for (const SizeTerm &term : sizeTerms(size)) {
    int64_t product = term.coefficient;
    for (const SizeFactor &factor : term.factors) {
      std::optional<int64_t> value;
      if (!factor.name.empty()) {
        if (auto found = named.find(factor.name); found != named.end())
          value = found->second;
      } else if ((value = evaluateSize(factor.numerator, named))) {
        value = llvm::divideFloorSigned(*value, factor.divisor);
      }
      if (!value || llvm::MulOverflow(product, *value, product))
        return std::nullopt;
    }
    if (llvm::AddOverflow(sum, product, sum))
      return std::nullopt;
  }
  return sum;
}

int64_t nn::assumedSize(int64_t size, int64_t batch) {
  if (!isSymbolic(size) || size == kBatchSize)
    return size == kBatchSize ? batch : size;
  std::map<std::string, int64_t> assumed;
  for (const std::string &name : namesIn(size))
    assumed[name] = name == kBatch ? batch : 64;
  return std::max<int64_t>(evaluateSize(size, assumed).value_or(INT64_MAX), 0);
}

std::vector<std::string> nn::namesIn(int64_t size) {
  std::vector<std::string> names;
  for (const SizeTerm &term : sizeTerms(size))
    for (const SizeFactor &factor : term.factors) {
      if (factor.name.empty())
        llvm::append_range(names, namesIn(factor.numerator));
      else
        names.push_back(factor.name);
    }
  llvm::sort(names);
  names.erase(llvm::unique(names), names.end());
  return names;
}

std::string nn::sizeExpression(int64_t size) {
  if (!isSymbolic(size))
    return std::to_string(size);
  // In an order that does not depend on what this process saw before: longer products first, then by name.
  std::vector<std::pair<std::vector<std::string>, int64_t>> products;
  for (const SizeTerm &term : sizeTerms(size)) {
    std::vector<std::string> factors;
    for (const SizeFactor &factor : term.factors) {
      if (!factor.name.empty()) {
        factors.push_back(factor.name);
        continue;
      }
      std::string numerator = sizeExpression(factor.numerator);
      bool isName = numerator.find(' ') == std::string::npos;
      std::string quotient =
          (isName ? numerator : "(" + numerator + ")") + " floordiv " + std::to_string(factor.divisor);
      bool standsAlone = term.factors.size() == 1 && term.coefficient == 1;
      factors.push_back(standsAlone ? quotient : "(" + quotient + ")");
    }
    llvm::sort(factors);
    products.emplace_back(std::move(factors), term.coefficient);
  }
  llvm::sort(products, [](const auto &a, const auto &b) {
    return a.first.size() != b.first.size() ? a.first.size() > b.first.size() : a.first < b.first;
  });
  std::string text;
  for (const auto &[factors, coefficient] : products) {
    uint64_t magnitude = coefficient < 0 ? 0 - static_cast<uint64_t>(coefficient) : coefficient;
    text += text.empty() ? (coefficient < 0 ? "-" : "") : (coefficient < 0 ? " - " : " + ");
    if (magnitude != 1 || factors.empty())
      text += std::to_string(magnitude) + (factors.empty() ? "" : " * ");
    text += llvm::join(factors, " * ");
  }
  return text;
}

std::string nn::sizeText(int64_t size) { return size == kBatchSize ? "?" : sizeExpression(size); }

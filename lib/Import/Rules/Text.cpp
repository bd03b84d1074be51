// Text, as far as it is numbers: which n-grams of a vocabulary a row of tokens has, and how often.
#include "Import/RuleTable.h"

#include <set>

using namespace mlir;

namespace dlc::importer {

/// Of an output: 64 MiB for each row.
static constexpr int64_t mostColumns = 1 << 24;

namespace {
/// The n-grams of one length that count, and the column of the output for each.
struct Grams {
  int64_t length;
  std::vector<Shape> tokens; ///< of each n-gram, `length`
  Shape columns;
  std::vector<double> weights; ///< empty: 1
};

/// The attributes of TfIdfVectorizer.
struct Vocabulary {
  explicit Vocabulary(Node &node);

  std::vector<Grams> grams;
  int64_t columns = 0;
};
} // namespace

Vocabulary::Vocabulary(Node &node) {
  if (node.hasAttr("pool_strings") || !node.hasAttr("pool_int64s"))
    refuse(
        "its n-grams are strings (pool_strings), which nn has not; nearest to it: pool_int64s, with tokens "
        "that are numbers");
  const Shape pool = node.is("pool_int64s"), starts = node.is("ngram_counts"),
              indexes = node.is("ngram_indexes");
  const std::vector<double> weights = node.fs("weights");
  if (!weights.empty() && weights.size() != indexes.size())
    refuse("it has " + Twine(weights.size()) + " weights for " + Twine(indexes.size()) + " n-grams");
  const int64_t shortest = node.needI("min_gram_length"), longest = node.needI("max_gram_length");
  if (shortest < 1 || longest < shortest)
    refuse("its n-grams have " + Twine(shortest) + " to " + Twine(longest) + " tokens");
  for (int64_t index : indexes) {
    if (index < 0 || index >= mostColumns)
      refuse("its ngram_indexes have the column " + Twine(index));
    columns = std::max(columns, index + 1);
  }
  size_t gram = 0;
  for (size_t i = 0; i < starts.size(); ++i) {
    const auto length = static_cast<int64_t>(i) + 1, all = static_cast<int64_t>(pool.size());
    const int64_t from = starts[i], to = i + 1 < starts.size() ? starts[i + 1] : all;
    if (from < 0 || from > to || to > all || (to - from) % length != 0)
      refuse("its n-grams of " + Twine(length) + " tokens are entries " + Twine(from) + " to " + Twine(to) +
             " of its pool, which has " + Twine(all));
    Grams level{length, {}, {}, {}};
    std::set<std::vector<int64_t>> seen;
    for (int64_t at = from; at < to; at += length, ++gram) {
      Shape tokens(ArrayRef<int64_t>(pool).slice(at, length));
      if (!seen.insert({tokens.begin(), tokens.end()}).second)
        refuse("it has one n-gram of " + Twine(length) + " tokens twice");
      level.tokens.push_back(tokens);
      level.columns.push_back(indexes[gram]);
      if (!weights.empty())
        level.weights.push_back(weights[gram]);
    }
    if (length >= shortest && length <= longest && !level.tokens.empty())
      grams.push_back(std::move(level));
  }
  if (columns == 0)
    refuse("its ngram_indexes are empty");
}

/// How often each n-gram is in the rows [rows, tokens], its tokens being `distance` apart: f32 [rows,
/// n-grams]. Null where a row is too short.
static Value occurrences(Emit &e, Value rows, const Grams &grams, int64_t distance) {
  const int64_t places = shapeOf(rows)[1] - (grams.length - 1) * distance;
  if (places <= 0)
    return {};
  const auto count = static_cast<int64_t>(grams.tokens.size());
  Value all;
  for (int64_t k = 0; k < grams.length; ++k) {
    Shape tokens;
    for (const Shape &gram : grams.tokens)
      tokens.push_back(gram[k]);
    Value at =
        e.reshape(e.slice(rows, 1, k * distance, k * distance + places), {shapeOf(rows)[0], places, 1});
    Value same = e.compare(nn::ComparePredicate::eq, at, e.reshape(e.integers(tokens), {1, 1, count}));
    all = all ? e.one<nn::AndOp>({all, same}) : same;
  }
  return e.reduce<nn::ReduceSumOp>(e.cast(all, e.builder.getF32Type()), ArrayRef<int64_t>{1}, false);
}

/// [rows, n-grams] as [rows, columns]: a column is the sum of its n-grams, 0 if it has none.
static Value inColumns(Emit &e, Value counts, ArrayRef<int64_t> columnOf, int64_t columns) {
  std::vector<Shape> gramsOf(columns);
  for (auto [gram, column] : llvm::enumerate(columnOf))
    gramsOf[column].push_back(static_cast<int64_t>(gram));
  size_t most = 1;
  for (const Shape &grams : gramsOf)
    most = std::max(most, grams.size());
  const auto none = static_cast<int64_t>(columnOf.size());
  Value padded = e.concat(
      {counts, e.filled(0, nn::SizedTensorType::get({shapeOf(counts)[0], 1}, elementOf(counts)))}, 1);
  Value sum;
  for (size_t round = 0; round < most; ++round) {
    Shape places;
    for (const Shape &grams : gramsOf)
      places.push_back(round < grams.size() ? grams[round] : none);
    Value part = e.gather(padded, e.integers(places), 1);
    sum = sum ? e.add(sum, part) : part;
  }
  return sum;
}

/// TF counts; TFIDF counts by weight; IDF is whether there is any, by weight.
static void tfIdfVectorizer(Node &node) {
  Emit &e = node.e;
  const std::string mode = node.choice("mode", "", {"TF", "IDF", "TFIDF"});
  const Vocabulary vocabulary(node);
  Value x = node.in(0);
  const bool isOneRow = rankOf(x) == 1;
  if (rankOf(x) > 2 || rankOf(x) < 1 || isFloat(x) || nn::isSymbolic(shapeOf(x).back()))
    refuse("its input " + nn::shapeText(shapeOf(x)) + " is no row or rows of a fixed number of integers");
  Value rows = e.cast(isOneRow ? e.reshape(x, {1, shapeOf(x)[0]}) : x, e.builder.getI64Type());
  SmallVector<Value> counts;
  Shape columns;
  std::set<int64_t> taken;
  for (const Grams &grams : vocabulary.grams) {
    // A single token is never apart from itself. Skips beyond the row find nothing.
    const int64_t skips = grams.length == 1 ? 0 : std::min(node.needI("max_skip_count"), shapeOf(rows)[1]);
    Value sum;
    for (int64_t distance = 1; distance <= skips + 1; ++distance)
      if (Value found = occurrences(e, rows, grams, distance))
        sum = sum ? e.add(sum, found) : found;
    if (!sum)
      continue;
    if (mode != "TF" && !grams.weights.empty()) {
      for (int64_t column : grams.columns)
        if (mode == "IDF" && !taken.insert(column).second)
          refuse("two n-grams with weights have the column " + Twine(column) + ", which IDF does not add up");
      const auto count = static_cast<int64_t>(grams.weights.size());
      sum = e.mul(mode == "IDF" ? e.min(sum, 1) : sum, e.reals(grams.weights, {count}, elementOf(sum)));
    }
    counts.push_back(sum);
    llvm::append_range(columns, grams.columns);
  }
  auto type = nn::SizedTensorType::get({shapeOf(rows)[0], vocabulary.columns}, e.builder.getF32Type());
  Value result =
      counts.empty() ? e.filled(0, type) : inColumns(e, e.concat(counts, 1), columns, vocabulary.columns);
  if (mode == "IDF" && !node.hasAttr("weights"))
    result = e.min(result, 1);
  node.set(isOneRow ? e.reshape(result, {vocabulary.columns}) : result);
}

ArrayRef<Rule> textRules() {
  static const Rule rules[] = {
      {"TfIdfVectorizer", 9, newest, tfIdfVectorizer, "of integers"},
  };
  return rules;
}

} // namespace dlc::importer

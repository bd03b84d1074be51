#include "Training/TokenScores.h"

#include "Training/Feed.h"
#include "Training/Intervals.h"
#include "Training/Numbers.h"
#include "Training/Probabilities.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>

namespace dlc {

constexpr std::size_t mostRanks = 10;

void TokenSums::add(const Tensor &labelTensor, const Tensor &scores) {
  if (scores.rank() != 3 || scores.dim(2) < 2 || labelTensor.shape() != Shape{scores.dim(0), scores.dim(1)})
    throw Error("scores of tokens are [examples, tokens, classes] for labels [examples, tokens], not " +
                toString(scores.shape()) + " for " + toString(labelTensor.shape()));
  classes = scores.dim(2);
  const auto each = static_cast<std::size_t>(classes), length = static_cast<std::size_t>(scores.dim(1));
  byRank.resize(std::min(each, mostRanks));
  const std::vector<double> labels = numbersOf(labelTensor);
  std::vector<double> row(each); // the scores of all tokens would take twice their memory once more
  visitType(scores.dtype(), [&]<typename T>(T) {
    const auto values = scores.values<T>();
    for (std::size_t n = 0; n < labels.size(); ++n) {
      if (n % length == 0)
        for (std::vector<double> *list : {&losses, &hits, &tokens})
          list->push_back(0);
      const auto label = static_cast<std::int64_t>(labels[n]);
      if (ignored && label == *ignored)
        continue;
      const auto where = [&] {
        return " of token " + std::to_string(n % length) + " of example " + std::to_string(tokens.size() - 1);
      };
      if (label < 0 || label >= classes)
        throw Error("the label" + where() + " is " + std::to_string(label) + ", and there are " +
                    std::to_string(classes) + " classes");
      for (std::size_t k = 0; k < each; ++k)
        if constexpr (std::is_arithmetic_v<T>)
          row[k] = static_cast<double>(values[n * each + k]);
        else // narrow floats become f32 alone
          row[k] = static_cast<double>(static_cast<float>(values[n * each + k]));
      if (!std::ranges::all_of(row, [](double value) { return std::isfinite(value); }))
        throw Error("the scores" + where() + " are not finite");
      addToken(static_cast<std::size_t>(label), row);
    }
  });
}

void TokenSums::addToken(std::size_t label, std::span<double> scores) {
  if (meaning == Scores::logits)
    softmax(scores);
  const double own = scores[label];
  std::size_t rank = 0;
  for (std::size_t k = 0; k < scores.size(); ++k)
    rank += scores[k] > own || (scores[k] == own && k < label);
  if (rank < byRank.size())
    ++byRank[rank];
  losses.back() += negativeLog(own);
  hits.back() += rank == 0 ? 1 : 0;
  ++tokens.back();
}

TokenScores TokenSums::finish() const {
  const double all = std::accumulate(tokens.begin(), tokens.end(), 0.0);
  if (all == 0)
    throw Error("there are no tokens to foretell");
  const auto mean = [&](const std::vector<double> &sums) {
    return std::accumulate(sums.begin(), sums.end(), 0.0) / all;
  };
  TokenScores result;
  result.sequences = static_cast<std::int64_t>(tokens.size());
  result.tokens = static_cast<std::int64_t>(all);
  result.classes = classes;
  result.crossEntropy = mean(losses);
  result.crossEntropyInterval =
      within(ratioInterval(losses, tokens), 0, std::numeric_limits<double>::infinity());
  result.perplexity = std::exp(result.crossEntropy);
  result.perplexityInterval = {std::exp(result.crossEntropyInterval.first),
                               std::exp(result.crossEntropyInterval.second)};
  result.accuracy = mean(hits);
  result.accuracyInterval = within(ratioInterval(hits, tokens), 0, 1);
  std::int64_t sum = 0;
  for (const std::int64_t count : byRank)
    result.topK.push_back(static_cast<double>(sum += count) / all);
  return result;
}

TokenScores scoreTokens(Program &program, std::string_view entryName, std::string_view output,
                        const Dataset &dataset, const std::string &labels, std::int64_t batch,
                        TokenSums sums) {
  const EntryInfo &entry = program.entry(entryName);
  const auto found = std::ranges::find(entry.outputs, output, &TensorInfo::name);
  if (found == entry.outputs.end())
    throw Error("entry '" + entry.name + "' of program '" + program.name() + "' returns no '" +
                std::string(output) + "'");
  Feed feed(program, entryName, dataset, {.returnsLoss = false});
  LoaderOptions options = feed.loaderOptions();
  options.columns.push_back({labels, DType::i64}); // behind those that the feed takes
  constexpr std::int64_t mostScores = std::int64_t(1) << 26;
  const std::int64_t each =
      dataset[labels].size() / dataset.size() * std::max<std::int64_t>(found->shape.back(), 1);
  options.batchSize = std::clamp<std::int64_t>(mostScores / std::max<std::int64_t>(each, 1), 1, batch);
  options.shuffle = false;
  Loader loader(dataset, std::move(options));
  Sums scalars;
  for (std::int64_t i = 0, batches = loader.batchesPerEpoch(); i < batches; ++i) {
    Batch next = loader.next();
    feed.run(next, scalars);
    sums.add(next.columns.back(), feed.returned()[static_cast<std::size_t>(found - entry.outputs.begin())]);
  }
  return sums.finish();
}

} // namespace dlc

// Texts, token by token: from an entry that remembers what it has read, or from one that reads all of it
// anew.
#include "dlc/Generate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace dlc {

static void check(const TextOptions &options) {
  if (!(options.temperature >= 0) || !std::isfinite(options.temperature))
    throw Error("a text: the temperature is " + std::to_string(options.temperature) +
                ", it must be a number of at least 0");
  if (options.topK < 0)
    throw Error("a text: one of the " + std::to_string(options.topK) +
                " most probable tokens is to be chosen; 0 means of all");
  if (!(options.topP > 0) || !(options.topP <= 1))
    throw Error("a text: tokens that together have a probability of " + std::to_string(options.topP) +
                " are to be chosen from; it is above 0 and at most 1");
}

std::int64_t drawToken(std::span<const float> logits, const TextOptions &options, Random &random) {
  check(options);
  if (logits.empty() || !std::ranges::all_of(logits, [](float x) { return std::isfinite(x); }))
    throw Error(logits.empty() ? "there are no tokens to choose from"
                               : "the logits of the next token are not finite");
  // The most probable first; of equals, the one with the lower number.
  std::vector<std::int64_t> order(logits.size());
  std::iota(order.begin(), order.end(), std::int64_t(0));
  std::ranges::sort(order, {},
                    [&](std::int64_t i) { return std::pair(-logits[static_cast<std::size_t>(i)], i); });
  if (options.temperature == 0)
    return order.front();
  if (options.topK > 0 && static_cast<std::size_t>(options.topK) < order.size())
    order.resize(static_cast<std::size_t>(options.topK));
  std::vector<double> weights;
  const double greatest = logits[static_cast<std::size_t>(order.front())];
  for (const std::int64_t token : order)
    weights.push_back(std::exp((logits[static_cast<std::size_t>(token)] - greatest) / options.temperature));
  double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  double kept = 0;
  std::size_t count = 0;
  while (count < weights.size() && (count == 0 || kept < options.topP * sum))
    kept += weights[count++];
  double rest = random.uniform() * kept;
  for (std::size_t i = 0; i < count; ++i)
    if ((rest -= weights[i]) < 0)
      return order[i];
  return order[count - 1]; // what rounding has left
}

std::optional<TextEntry> findTextEntry(const std::vector<EntryInfo> &entries) {
  const auto isLogits = [](const EntryInfo &entry, std::size_t rank) {
    return !entry.outputs.empty() && entry.outputs[0].dtype == DType::f32 &&
           entry.outputs[0].shape.size() == rank && entry.outputs[0].shape.back() > 0;
  };
  const auto isTokens = [](const EntryInfo &entry, std::size_t rank) {
    return entry.inputs.size() == 1 && entry.inputs[0].dtype == DType::i64 &&
           entry.inputs[0].shape.size() == rank;
  };
  for (const EntryInfo &entry : entries)
    if (entry.name == "next" && isTokens(entry, 1) && isLogits(entry, 2) && entry.inputs[0].shape[0] <= 1)
      return TextEntry{entry.name, true, entry.outputs[0].shape.back()};
  for (const EntryInfo &entry : entries)
    if (entry.role == EntryRole::Predict && isTokens(entry, 2) && isLogits(entry, 3) &&
        entry.inputs[0].isBatched())
      return TextEntry{entry.name, false, entry.outputs[0].shape.back()};
  return std::nullopt;
}

TextGenerator::TextGenerator(Program &program, std::int64_t tokens, TextOptions given)
    : program(program), tokens(tokens), options(given), random(given.seed) {
  check(options);
  const std::optional<TextEntry> found = findTextEntry(program.entries());
  if (!found)
    throw Error(
        "program '" + program.name() +
        "' writes no text: it has neither an entry 'next' that takes a token, i64 [1], and returns logits, "
        "f32 "
        "[1, tokens], nor an entry 'predict' that takes i64 [batch, length] and returns f32 [batch, length, "
        "tokens]");
  entry = *found;
  if (tokens < 1 || tokens > entry.logits)
    throw Error("entry '" + entry.name + "' of program '" + program.name() + "' tells " +
                std::to_string(entry.logits) + " tokens apart, and the text has " + std::to_string(tokens));
}

void TextGenerator::read(std::span<const std::int64_t> given) {
  for (const std::int64_t token : given) {
    if (token < 0 || token >= tokens)
      throw Error("a text has token " + std::to_string(token) + ", which is none of " +
                  std::to_string(tokens));
    text.push_back(token);
    if (entry.remembers)
      readByLast();
  }
  if (!entry.remembers)
    logits.clear();
}

void TextGenerator::readByLast() {
  const Tensor last = Tensor::of<std::int64_t>({1}, {text.back()});
  const Tensor result = program.call(entry.name, {{program.entry(entry.name).inputs[0].name, last}})
                            .take(program.entry(entry.name).outputs[0].name);
  const auto values = result.values<float>();
  logits.assign(values.begin(), values.begin() + tokens);
  text.clear();
}

std::int64_t TextGenerator::next() {
  if (logits.empty()) {
    if (text.empty())
      throw Error("a text goes on from at least one token");
    const TensorInfo &input = program.entry(entry.name).inputs[0];
    // Of a length that any call may have, as much as is usual.
    constexpr std::size_t usual = 256;
    const std::size_t most = input.shape[1] > 0 ? static_cast<std::size_t>(input.shape[1]) : usual;
    if (text.size() > most)
      text.erase(text.begin(), text.end() - static_cast<std::ptrdiff_t>(most));
    // What is behind the last token changes nothing before it.
    const std::size_t length = input.shape[1] > 0 ? most : text.size();
    Tensor window({1, static_cast<std::int64_t>(length)}, DType::i64);
    std::ranges::copy(text, window.values<std::int64_t>().begin());
    const Tensor result =
        program.call(entry.name, {{input.name, window}}).take(program.entry(entry.name).outputs[0].name);
    const auto row =
        result.values<float>().subspan((text.size() - 1) * static_cast<std::size_t>(entry.logits));
    logits.assign(row.begin(), row.begin() + tokens);
  }
  const std::int64_t token = drawToken(logits, options, random);
  read(std::span(&token, 1));
  return token;
}

} // namespace dlc

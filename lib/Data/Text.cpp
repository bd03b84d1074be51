#include "Data/Text.h"

#include "Data/Files.h"
#include "Data/Tokenizer.h"

#include <algorithm>

namespace dlc {

static std::vector<std::string> vocabularyOf(std::string_view text, const std::string &path,
                                             std::int64_t tokens) {
  std::vector<std::string> characters = charactersOf(text, path);
  if (tokens == 0)
    return characters;
  return learnBytePairs(text, std::move(characters), static_cast<std::size_t>(tokens), path);
}

Dataset readText(const std::string &path, std::int64_t sequence, std::int64_t tokens,
                 const std::vector<std::string> &vocabulary) {
  const Bytes bytes = readMaybeCompressed(path);
  const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  if (tokens > 0 && !vocabulary.empty() && static_cast<std::size_t>(tokens) != vocabulary.size())
    throw Error(path + ": tokens=" + std::to_string(tokens) + ", and the model knows " +
                std::to_string(vocabulary.size()) + " already, which its text was read in");
  const Tokenizer tokenizer(vocabulary.empty() ? vocabularyOf(text, path, tokens) : vocabulary);
  const std::vector<std::int64_t> numbers = tokenizer.encode(text, path);
  const std::int64_t windows = (static_cast<std::int64_t>(numbers.size()) - 1) / sequence;
  if (windows < 1)
    throw Error(path + ": has " + std::to_string(numbers.size()) +
                (tokenizer.joins() ? " tokens" : " characters") + ", and a window of " +
                std::to_string(sequence) + " with the next one needs " + std::to_string(sequence + 1) +
                ": --data '" + path + "(sequence=N)' with a smaller N");
  Dataset dataset;
  dataset.classNames = tokenizer.vocabulary();
  const auto fill = [&](const char *name, std::ptrdiff_t offset) {
    Tensor &values = dataset[name] = Tensor({windows, sequence}, DType::i64);
    std::copy_n(numbers.begin() + offset, values.size(), values.values<std::int64_t>().begin());
  };
  fill("tokens", 0);
  fill("labels", 1);
  return dataset;
}

} // namespace dlc

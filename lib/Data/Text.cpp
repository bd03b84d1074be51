#include "Data/Text.h"

#include "Data/Files.h"

#include <map>

namespace dlc {

/// Bytes of the character that begins at `at`; 0 if there is none.
static std::size_t lengthOfCharacter(std::span<const std::uint8_t> bytes, std::size_t at) {
  const std::uint8_t first = bytes[at];
  const std::size_t length = first < 0x80             ? 1
                             : (first & 0xe0) == 0xc0 ? 2
                             : (first & 0xf0) == 0xe0 ? 3
                             : (first & 0xf8) == 0xf0 ? 4
                                                      : 0;
  if (length == 0 || length > bytes.size() - at)
    return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((bytes[at + i] & 0xc0) != 0x80)
      return 0;
  return length;
}

Dataset readText(const std::string &path, std::int64_t sequence, const std::vector<std::string> &vocabulary) {
  const Bytes bytes = readMaybeCompressed(path);
  std::vector<std::string_view> characters;
  std::map<std::string_view, std::int64_t> tokens;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = lengthOfCharacter(bytes, at);
    if (length == 0)
      failAt(path, at, "is no text in UTF-8");
    characters.emplace_back(reinterpret_cast<const char *>(bytes.data()) + at, length);
    tokens.emplace(characters.back(), 0);
    at += length;
  }
  const std::int64_t windows = (static_cast<std::int64_t>(characters.size()) - 1) / sequence;
  if (windows < 1)
    throw Error(path + ": has " + std::to_string(characters.size()) + " characters, and a window of " +
                std::to_string(sequence) + " with the next one needs " + std::to_string(sequence + 1) +
                ": --data '" + path + "(sequence=N)' with a smaller N");
  Dataset dataset;
  if (vocabulary.empty()) {
    for (auto &[character, token] : tokens) {
      token = static_cast<std::int64_t>(dataset.classNames.size());
      dataset.classNames.emplace_back(character);
    }
  } else {
    dataset.classNames = vocabulary;
    std::map<std::string_view, std::int64_t> known;
    for (std::size_t i = 0; i < vocabulary.size(); ++i)
      known.emplace(vocabulary[i], static_cast<std::int64_t>(i));
    for (auto &[character, token] : tokens) {
      const auto found = known.find(character);
      if (found == known.end())
        failAt(path,
               static_cast<std::uint64_t>(character.data() - reinterpret_cast<const char *>(bytes.data())),
               "the character '" + std::string(character) + "' is none of the " +
                   std::to_string(vocabulary.size()) + " that the model knows");
      token = found->second;
    }
  }
  const auto fill = [&](const char *name, std::size_t offset) {
    Tensor &values = dataset[name] = Tensor({windows, sequence}, DType::i64);
    const auto target = values.values<std::int64_t>();
    for (std::size_t i = 0; i < target.size(); ++i)
      target[i] = tokens.find(characters[i + offset])->second;
  };
  fill("tokens", 0);
  fill("labels", 1);
  return dataset;
}

} // namespace dlc

// Text as examples: windows of tokens, each with the tokens that come next.
#pragma once

#include "dlc/Dataset.h"

namespace dlc {

/// `tokens` i64 [N, sequence], one window after the other, and `labels`, the same one token further. Tokens
/// are those of `vocabulary` (Tokenizer), which becomes the class names; where that is empty, the characters
/// that the file holds, in order, and behind them, until there are `tokens` of them in all, what byte-pair
/// encoding joins of these; 0: characters alone. Throws Error, with file and byte offset, for what is no
/// UTF-8, for a character that is not in the vocabulary, for a vocabulary of another size than `tokens`, and
/// for a text that is shorter than a window.
Dataset readText(const std::string &path, std::int64_t sequence, std::int64_t tokens,
                 const std::vector<std::string> &vocabulary);

} // namespace dlc

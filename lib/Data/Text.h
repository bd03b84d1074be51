// Text as examples: windows of characters, each with the characters that come next.
#pragma once

#include "dlc/Dataset.h"

namespace dlc {

/// `tokens` i64 [N, sequence], one window after the other, and `labels`, the same one character further. A
/// character is a code point of UTF-8, its token the index in `vocabulary`, which becomes the class names;
/// where that is empty, in the characters that the file holds, in order. Throws Error, with file and byte
/// offset, for what is no UTF-8, for a character that is not in the vocabulary, and for a text that is
/// shorter than a window.
Dataset readText(const std::string &path, std::int64_t sequence, const std::vector<std::string> &vocabulary);

} // namespace dlc

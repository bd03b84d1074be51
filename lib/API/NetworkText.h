// A network's text before MLIR's parser sees it, which recurses as deep as what it reads is nested.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace dlc {

/// Throws Error for what no network has and the parser is not safe with: bytecode, brackets nested deeper
/// than 256, more than 256 aliases of attributes and types, affine maps and sets. `file` stands in the
/// message.
void checkText(const std::string &text, const std::string &file);

/// The text with what people write and MLIR's grammar has another form for: `1e-09` becomes `1.e-09`, and the
/// name
/// `@a-b` becomes `@"a-b"`.
std::string normalized(std::string text);

/// A part of a text, up to, not including, `end`.
struct TextRange {
  std::size_t begin, end;
};

/// The literals `dense<…>` of at least so many characters that a type `: tensor<…>` follows, in order.
/// `types` gets where these end, one for each.
std::vector<TextRange> longLiterals(const std::string &text, std::size_t length,
                                    std::vector<std::size_t> &types);

/// MLIR's sections for data, `{-# … #-}`.
std::vector<TextRange> dataSections(const std::string &text);

/// Calls `function` on a thread whose stack is known to hold whatever checkText lets pass, and throws what it
/// throws.
void onLargeStack(const std::function<void()> &function);

} // namespace dlc

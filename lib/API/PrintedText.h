// Pieces of MLIR's text, made what people write: short numbers, comments.
#pragma once

#include "mlir/IR/AsmState.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace dlc {

/// Shortens every number of the form d.dddddde±dd, as MLIR prints them.
std::string shortNumbers(llvm::StringRef text);

/// Appends the lines of a comment, each behind `//`.
void appendComment(std::string &text, llvm::StringRef comment, llvm::StringRef indentation);

std::string printed(mlir::Operation *op, mlir::AsmState &state);
std::string printedValue(mlir::Value value, mlir::AsmState &state);

/// Applies `rewrite` to the parts of MLIR text that are not in quotes.
template <typename Rewrite> std::string outsideStrings(llvm::StringRef text, Rewrite rewrite) {
  std::string result;
  while (!text.empty()) {
    size_t open = std::min(text.find('"'), text.size());
    result += rewrite(text.take_front(open));
    text = text.drop_front(open);
    if (text.empty())
      break;
    size_t close = 1;
    while (close < text.size() && text[close] != '"')
      close += text[close] == '\\' ? 2 : 1;
    close = std::min(close + 1, text.size());
    result += text.take_front(close);
    text = text.drop_front(close);
  }
  return result;
}

} // namespace dlc

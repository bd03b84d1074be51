// What comes nearest to what cannot be imported: a word, an operator, or how a network says the same
// otherwise.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace dlc::importer {

/// The word that is spelled most like another one, in any case of letters; empty if none is.
llvm::StringRef nearestWord(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> words);

/// How a network says with operators that are known what an operator without a rule does; empty if that is
/// not written down.
llvm::StringRef wayAround(llvm::StringRef domain, llvm::StringRef op);

/// All of them, for docs/onnx-support.md.
struct WayAround {
  const char *domain, *op, *way; ///< without an operator: of all of the domain
};
llvm::ArrayRef<WayAround> waysAround();

} // namespace dlc::importer

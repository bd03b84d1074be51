#include "Import/Names.h"

#include "llvm/ADT/StringExtras.h"

namespace dlc::importer {

std::string identifierOf(llvm::StringRef name) {
  std::string identifier;
  for (char c : name)
    identifier += llvm::isAlnum(c) ? c : '_';
  return identifier.empty() || llvm::isDigit(identifier.front()) ? "_" + identifier : identifier;
}

std::string UniqueNames::take(llvm::StringRef name) {
  const std::string wanted = identifierOf(name);
  std::string identifier = wanted;
  for (int number = 2; !taken.insert(identifier).second; ++number)
    identifier = wanted + "_" + std::to_string(number);
  return identifier;
}

} // namespace dlc::importer

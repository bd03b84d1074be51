#include "Import/Names.h"

#include "llvm/ADT/StringExtras.h"

namespace dlc::importer {

std::string identifierOf(llvm::StringRef name) {
  std::string identifier;
  for (char c : name)
    identifier += llvm::isAlnum(c) ? c : '_';
  return identifier.empty() || llvm::isDigit(identifier.front()) ? "_" + identifier : identifier;
}

std::string variableNameOf(llvm::StringRef name) {
  std::string result = identifierOf(name);
  const size_t added = result.size() - name.size(); // in front
  for (size_t i = 0; i < name.size(); ++i)
    if (name[i] == '.' && i > 0 && i + 1 < name.size())
      result[i + added] = '.';
  return result;
}

std::string UniqueNames::takeIdentifier(const std::string &wanted) {
  std::string identifier = wanted;
  if (taken.insert(identifier).second)
    return identifier;
  // Goes on where it ended: a file may have thousands of names that are one identifier.
  int &number = numbers.try_emplace(wanted, 1).first->second;
  do
    identifier = wanted + "_" + std::to_string(++number);
  while (!taken.insert(identifier).second);
  return identifier;
}

} // namespace dlc::importer

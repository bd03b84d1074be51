// Names of a file as identifiers: what is no letter, digit or underscore becomes an underscore, a digit in
// front gets one, a name that is taken gets a number.
#pragma once

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <string>

namespace dlc::importer {

std::string identifierOf(llvm::StringRef name);
/// The same for variables, whose names may have dots.
std::string variableNameOf(llvm::StringRef name);

class UniqueNames {
public:
  /// The identifier of a name, which is then taken.
  std::string take(llvm::StringRef name) { return takeIdentifier(identifierOf(name)); }
  /// The same of a name that is an identifier already.
  std::string takeIdentifier(const std::string &wanted);
  bool isTaken(llvm::StringRef identifier) const { return taken.contains(identifier); }

private:
  llvm::StringSet<> taken;
  llvm::StringMap<int> numbers; ///< the last one that an identifier got
};

} // namespace dlc::importer

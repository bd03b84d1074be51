// Names of models, entry points and tensors as names of C and C++. Private to this library.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace dlc {

/// Letters, digits and underscores only, none doubled, a letter first; never empty: "conv1.weight" becomes
/// conv1_weight, "2d" becomes x2d.
std::string identifierOf(std::string_view name);

/// Hands out identifiers, each once: what is taken or a word of C or C++ gets an underscore or a number
/// behind it.
class Identifiers {
public:
  Identifiers(std::initializer_list<std::string> taken) : taken(taken) {}
  std::string unique(std::string_view name);

private:
  std::set<std::string> taken;
};

} // namespace dlc

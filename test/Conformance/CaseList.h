// What is known of cases: a text file with a line for each that does not simply pass.
//
//   node/test_reshape_negative_dim  constant shape        inputs that are constants of the network: nn has
//   them as attributes node/test_nonzero_example       fails   …             why it does not pass
//
// Both are checked in both directions: a case that is listed and needs no listing is an error.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace dlc::conformance {

struct Listed {
  std::vector<std::string> constants; ///< names of inputs
  std::string failure;                ///< why it fails; empty: it passes
};

class CaseList {
public:
  /// Throws std::runtime_error for a line that says nothing.
  explicit CaseList(const std::string &file);
  /// Nothing special for a case that is not listed.
  Listed find(const std::string &name) const;
  void set(const std::string &name, Listed listed);
  void write(const std::string &file) const;
  const std::map<std::string, Listed> &all() const { return cases; }

private:
  std::string header;
  std::map<std::string, Listed> cases;
};

} // namespace dlc::conformance

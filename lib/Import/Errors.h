// How rules say that something cannot be imported. An exception that never leaves this component: a rule
// gives up in the middle of whatever it composes.
#pragma once

#include "llvm/ADT/Twine.h"

#include <string>
#include <vector>

namespace dlc::importer {

/// A node, or the whole file, cannot be imported.
struct Refusal {
  std::string message;
};

[[noreturn]] void refuse(const llvm::Twine &message);

/// The beginning of a text that is too long to be read, as names of hostile files may be.
std::string shortened(llvm::StringRef text, size_t most);

/// Collects what is wrong with a file, to report it in one error.
class Problems {
public:
  /// `op` is the operator's name, `node` what the node is called; both may be empty.
  void add(const std::string &op, const std::string &node, const std::string &message);
  bool empty() const { return problems.empty(); }
  size_t count() const { return problems.size(); }
  /// What is wrong, nodes with the same problem in one line: "'conv1', 'conv2' (Conv, 2 nodes): …".
  std::string text() const;

private:
  struct Problem {
    std::string op, message;
    std::vector<std::string> nodes;
  };
  std::vector<Problem> problems;
};

} // namespace dlc::importer

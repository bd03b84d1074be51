// How rules say that an op has no equivalent. An exception that never leaves this component: a rule gives up
// in the middle of the nodes that it writes, and the driver takes those back.
#pragma once

#include "llvm/ADT/Twine.h"

#include <string>
#include <vector>

namespace dlc::exporter {

struct Refusal {
  std::string message;
};

[[noreturn]] void refuse(const llvm::Twine &message);

/// Collects what cannot be written, to report it in one error.
class Problems {
public:
  /// `place` is where the op is, as a message names it.
  void add(const std::string &op, const std::string &place, const std::string &message);
  bool empty() const { return problems.empty(); }
  /// A line for each op and reason, with the first few places.
  std::string text() const;

private:
  struct Problem {
    std::string op, message;
    std::vector<std::string> places;
  };
  std::vector<Problem> problems;
};

} // namespace dlc::exporter

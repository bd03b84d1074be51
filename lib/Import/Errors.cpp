#include "Import/Errors.h"

namespace dlc::importer {

void refuse(const llvm::Twine &message) { throw Refusal{message.str()}; }

std::string shortened(llvm::StringRef text, size_t most) {
  if (text.size() <= most)
    return text.str();
  // Not within a character, whose other bytes start with the bits 10.
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80)
    --most;
  return text.take_front(most).str() + "…";
}

static constexpr size_t mostOfName = 200, mostOfMessage = 2000;

void Problems::add(const std::string &longOp, const std::string &longNode, const std::string &longMessage) {
  const std::string op = shortened(longOp, mostOfName), node = shortened(longNode, mostOfName),
                    message = shortened(longMessage, mostOfMessage);
  for (Problem &known : problems)
    if (known.op == op && known.message == message) {
      known.nodes.push_back(node);
      return;
    }
  problems.push_back({op, message, {node}});
}

std::string Problems::text() const {
  // Of many nodes with one problem, as many are named as are of use to find them.
  constexpr size_t mostNames = 4;
  std::string text;
  for (const Problem &problem : problems) {
    text += text.empty() ? "" : "\n";
    if (problem.op.empty()) {
      text += problem.message;
      continue;
    }
    std::string names;
    for (size_t i = 0; i < std::min(problem.nodes.size(), mostNames); ++i)
      names += (i ? ", '" : "'") + problem.nodes[i] + "'";
    if (problem.nodes.size() > mostNames)
      names += ", …";
    text += "  " + problem.op + " " + names +
            (problem.nodes.size() > 1 ? " (" + std::to_string(problem.nodes.size()) + " nodes)" : "") + ": " +
            problem.message;
  }
  return text;
}

} // namespace dlc::importer

// The second half of docs/onnx-support.md, from the table of rules.
#include "Export/Export.h"
#include "Export/RuleTable.h"

namespace dlc::exporter {

std::string exportTable() {
  std::string text = "\n# Ops of nn that are exported\n\n"
                     "From the rules in `lib/Export/Rules`. Files are of operator set " +
                     std::to_string(leastOpset) +
                     ", or of a later one that an op needs. What has no row here is decomposed\n"
                     "into ops that have one; what cannot be, is refused, with where it is.\n";
  for (const auto &[title, list] : allRules()) {
    text +=
        std::string("\n## ") + title + "\n\n| op | operators | operator set | remarks |\n|---|---|---|---|\n";
    for (const Rule &rule : list)
      text += "| " + rule.op.drop_front(3).str() + " | " + (*rule.operators ? rule.operators : "none") +
              " | " + (rule.since > leastOpset ? std::to_string(rule.since) : "") + " | " + rule.note +
              " |\n";
  }
  return text;
}

} // namespace dlc::exporter

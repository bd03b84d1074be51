// docs/onnx-support.md, from the table of rules.
#include "Import/Import.h"
#include "Import/KnownAttributes.h"
#include "Import/Nearest.h"
#include "Import/RuleTable.h"

#include "llvm/ADT/STLExtras.h"

namespace dlc::importer {

std::string supportTable() {
  std::string text =
      "# ONNX operators that are imported\n\n"
      "Written by `dlc-onnx-table` from the rules in `lib/Import/Rules`; a test finds a stale "
      "page. Operators of the\n"
      "domain `ai.onnx` unless another is named. What is not in the table is refused, with "
      "the names of all nodes that use\n"
      "it; and so is an attribute that is not, of any version of its operator, unless its name "
      "begins with `__`. How to use ONNX\nfiles: [onnx.md](onnx.md).\n";
  for (const auto &[title, list] : allRules()) {
    text += std::string("\n## ") + title +
            "\n\n| operator | operator sets | attributes | remarks |\n|---|---|---|---|\n";
    std::vector<const Rule *> rules;
    for (const Rule &rule : list)
      rules.push_back(&rule);
    llvm::sort(rules, [](const Rule *a, const Rule *b) {
      return std::make_tuple(llvm::StringRef(a->domain), llvm::StringRef(a->op), a->since) <
             std::make_tuple(llvm::StringRef(b->domain), llvm::StringRef(b->op), b->since);
    });
    for (const Rule *rule : rules) {
      const std::string range = rule->until == newest
                                    ? "from " + std::to_string(rule->since)
                                    : std::to_string(rule->since) + " to " + std::to_string(rule->until);
      const std::optional<llvm::StringRef> attributes = attributesOf(rule->domain, rule->op);
      if (!attributes)
        refuse("KnownAttributes.cpp has no entry for the operator '" + llvm::Twine(rule->op) + "'");
      text += std::string("| ") + (*rule->domain ? std::string(rule->domain) + "." : "") + rule->op + " | " +
              range + " | " + attributes->str() + " | " + rule->note + " |\n";
    }
  }
  text += "\n## Without a rule\n\nWhat comes nearest to operators that files have now and then, as the error "
          "says it.\n\n| operator | nearest to it |\n|---|---|\n";
  for (const WayAround &way : waysAround())
    text += std::string("| ") + (*way.domain ? std::string(way.domain) + "." : "") +
            (*way.op ? way.op : "*") + " | " + way.way + " |\n";
  return text;
}

} // namespace dlc::importer

#include "CommandTree.h"

#include <algorithm>

namespace dlc {

/// CLI11 shows a set of words as "TEXT:{openmp,none}", and has no other way to ask for it.
static std::vector<std::string> choicesOf(const CLI::Option &option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{'), close = type.find('}');
  std::vector<std::string> choices;
  if (open == type.npos || close == type.npos)
    return choices;
  for (std::size_t at = open + 1; at < close;) {
    const std::size_t end = std::min(type.find(',', at), close);
    choices.push_back(type.substr(at, end - at));
    at = end + 1;
  }
  return choices;
}

bool OptionInfo::takesFile() const {
  return isPositional || value == "FILE" || value == "SPEC" || value.ends_with("=FILE");
}

std::string oneLine(const std::string &help) {
  std::string line = help;
  std::ranges::replace(line, '\n', ' ');
  return line;
}

CommandInfo commandOf(const CLI::App &app) {
  CommandInfo command{app.get_name(), app.get_description(), app.get_footer(), {}};
  for (const CLI::Option *option : app.get_options()) {
    if (option->get_group().empty()) // hidden
      continue;
    OptionInfo info;
    info.isPositional = option->nonpositional() ? false : option->get_positional();
    if (info.isPositional)
      info.names.push_back(option->get_name(true));
    for (const std::string &name : option->get_snames())
      info.names.push_back("-" + name);
    for (const std::string &name : option->get_lnames())
      info.names.push_back("--" + name);
    if (option->get_items_expected_max() != 0 && !info.isPositional)
      info.value = option->get_option_text();
    info.choices = choicesOf(*option);
    info.help = option->get_description();
    info.group = info.isPositional ? "Arguments" : option->get_group();
    command.options.push_back(std::move(info));
  }
  return command;
}

std::vector<CommandInfo> verbsOf(const CLI::App &root) {
  std::vector<CommandInfo> verbs;
  for (const CLI::App *verb :
       root.get_subcommands([](const CLI::App *app) { return !app->get_group().empty(); }))
    verbs.push_back(commandOf(*verb));
  return verbs;
}

} // namespace dlc

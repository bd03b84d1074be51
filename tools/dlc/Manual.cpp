// dlc manual: the pages of the manual, in the language of man, from what the help says. For those who install
// dlc; the help does not list it.
#include "CommandTree.h"
#include "Models.h"

#include <algorithm>
#include <cctype>
#include <ostream>
#include <sstream>

namespace dlc {
namespace {

/// Text that troff takes as it is: no hyphens that become others, no line that begins a request.
std::string escaped(const std::string &text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool isLineStart = i == 0 || text[i - 1] == '\n';
    if (isLineStart && (text[i] == '.' || text[i] == '\''))
      result += "\\&";
    if (text[i] == '\\')
      result += "\\e";
    else if (text[i] == '-')
      result += "\\-";
    else
      result += text[i];
  }
  return result;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

void writeOptions(const CommandInfo &command, std::ostream &out) {
  std::vector<std::string> groups;
  for (const OptionInfo &option : command.options)
    if (std::ranges::find(groups, option.group) == groups.end())
      groups.push_back(option.group);
  for (const std::string &group : groups) {
    out << ".SH " << upper(group) << "\n";
    for (const OptionInfo &option : command.options) {
      if (option.group != group)
        continue;
      out << ".TP\n";
      std::string names;
      for (const std::string &name : option.names)
        names += (names.empty() ? "\\fB" : ", \\fB") + escaped(name) + "\\fR";
      if (!option.value.empty() && option.value != " ")
        names += " \\fI" + escaped(option.value) + "\\fR";
      out << names << "\n" << escaped(oneLine(option.help)) << "\n";
    }
  }
}

/// What stands behind the options: sentences, and indented examples.
void writeFooter(const std::string &footer, std::ostream &out) {
  if (footer.empty())
    return;
  const std::size_t examples = footer.starts_with("  ") ? 0 : footer.find("\n  ");
  const std::string text = footer.substr(0, examples);
  if (!text.empty())
    out << ".SH NOTES\n" << escaped(text.substr(0, text.find_last_not_of('\n') + 1)) << "\n";
  if (examples != footer.npos)
    out << ".SH EXAMPLES\n.nf\n" << escaped(footer.substr(examples == 0 ? 0 : examples + 1)) << "\n.fi\n";
}

void writePage(const CLI::App &root, const CommandInfo *verb, std::ostream &out) {
  const CommandInfo dlc = commandOf(root);
  const CommandInfo &command = verb ? *verb : dlc;
  const std::string title = verb ? "dlc-" + verb->name : "dlc";
  out << ".TH " << upper(escaped(title)) << " 1 \"\" \"" << escaped(root.version()) << "\" \"dlc\"\n"
      << ".SH NAME\n"
      << escaped(title) << " \\- " << escaped(command.help) << "\n"
      << ".SH SYNOPSIS\n.B dlc" << (verb ? " " + escaped(verb->name) : "") << "\n[OPTIONS]"
      << (verb ? "" : " [VERB]");
  for (const OptionInfo &option : command.options)
    if (option.isPositional)
      out << " " << escaped(option.names[0]);
  out << "\n";
  writeOptions(command, out);
  if (!verb) {
    out << ".SH VERBS\n";
    for (const CommandInfo &each : verbsOf(root))
      out << ".TP\n\\fBdlc\\-" << escaped(each.name) << "\\fR(1)\n" << escaped(each.help) << "\n";
  }
  writeFooter(command.footer, out);
  if (verb)
    out << ".SH SEE ALSO\n\\fBdlc\\fR(1)\n";
}

} // namespace

Action declareManual(CLI::App &verb) {
  auto folder = std::make_shared<std::string>();
  verb.add_option("FOLDER", *folder, "where to write dlc.1, and a page for each verb")
      ->required()
      ->option_text(" ");
  return [folder, root = verb.get_parent()] {
    const auto write = [&](const std::string &name, const CommandInfo *page) {
      std::ostringstream text;
      writePage(*root, page, text);
      printOrWrite(text.str(), *folder + "/" + name + ".1");
    };
    write("dlc", nullptr);
    for (const CommandInfo &page : verbsOf(*root))
      write("dlc-" + page.name, &page);
    return exitDone;
  };
}

} // namespace dlc

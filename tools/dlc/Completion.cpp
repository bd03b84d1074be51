// dlc completion: what a shell needs to complete the verbs and options of dlc, written from the command
// line's own tree.
#include "CommandTree.h"

#include <iostream>

namespace dlc {
namespace {

std::string join(const std::vector<std::string> &words, const char *between = " ") {
  std::string text;
  for (const std::string &word : words)
    text += (text.empty() ? "" : between) + word;
  return text;
}

/// In single quotes of a POSIX shell.
std::string shellQuoted(const std::string &text) {
  std::string result = "'";
  for (const char c : text)
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::vector<std::string> namesOf(const CommandInfo &verb) {
  std::vector<std::string> names;
  for (const OptionInfo &option : verb.options)
    if (!option.isPositional)
      names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

void writeBash(const std::vector<CommandInfo> &verbs, std::ostream &out) {
  std::vector<std::string> names;
  for (const CommandInfo &verb : verbs)
    names.push_back(verb.name);
  out << "# bash completion of dlc, from `dlc completion bash`\n"
         "_dlc() {\n"
         "  local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\" words=\n"
         "  COMPREPLY=()\n"
         "  if ((COMP_CWORD == 1)); then\n"
         "    COMPREPLY=($(compgen -W '"
      << join(names)
      << " --help --version' -- \"$word\"))\n"
         "    return\n"
         "  fi\n"
         "  case \"${COMP_WORDS[1]} $before\" in\n";
  for (const CommandInfo &verb : verbs)
    for (const OptionInfo &option : verb.options) {
      if (option.value.empty() || option.takesFile())
        continue;
      std::vector<std::string> patterns;
      for (const std::string &name : option.names)
        patterns.push_back("'" + verb.name + " " + name + "'");
      out << "    " << join(patterns, " | ") << ")";
      if (!option.choices.empty())
        out << " COMPREPLY=($(compgen -W '" << join(option.choices) << "' -- \"$word\"));";
      out << " return ;;\n";
    }
  out << "  esac\n"
         "  if [[ $word != -* ]]; then\n"
         "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
         "    return\n"
         "  fi\n"
         "  case \"${COMP_WORDS[1]}\" in\n";
  for (const CommandInfo &verb : verbs)
    out << "    " << verb.name << ") words='" << join(namesOf(verb)) << "' ;;\n";
  out << "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "}\n"
         "complete -o filenames -F _dlc dlc\n";
}

/// What _arguments wants of an option: '(-d --data)'{-d,--data}'[help]:SPEC:_files'.
std::string zshOption(const OptionInfo &option) {
  const auto escaped = [](const std::string &text) {
    std::string result;
    for (const char c : text)
      result += c == '[' || c == ']' || c == ':' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return result;
  };
  std::string rest = "[" + escaped(oneLine(option.help)) + "]";
  if (!option.value.empty())
    rest += ":" + escaped(option.value) + ":" +
            (!option.choices.empty() ? "(" + join(option.choices) + ")"
             : option.takesFile()    ? "_files"
                                     : " ");
  if (option.names.size() == 1)
    return shellQuoted(option.names[0] + rest);
  return shellQuoted("(" + join(option.names) + ")") + "{" + join(option.names, ",") + "}" +
         shellQuoted(rest);
}

void writeZsh(const std::vector<CommandInfo> &verbs, std::ostream &out) {
  out << "#compdef dlc\n# zsh completion of dlc, from `dlc completion zsh`\n"
         "_dlc() {\n"
         "  local -a verbs\n"
         "  verbs=(\n";
  for (const CommandInfo &verb : verbs)
    out << "    " << shellQuoted(verb.name + ":" + verb.help) << "\n";
  out << "  )\n"
         "  if ((CURRENT == 2)); then\n"
         "    _describe verb verbs\n"
         "    return\n"
         "  fi\n"
         "  shift words\n"
         "  ((CURRENT--))\n"
         "  case $words[1] in\n";
  for (const CommandInfo &verb : verbs) {
    out << "    " << verb.name << ")\n      _arguments";
    for (const OptionInfo &option : verb.options)
      if (!option.isPositional)
        out << " \\\n        " << zshOption(option);
    out << " \\\n        '*:file:_files'\n      ;;\n";
  }
  out << "  esac\n"
         "}\n"
         "_dlc \"$@\"\n";
}

void writeFish(const std::vector<CommandInfo> &verbs, std::ostream &out) {
  // A backslash is special in fish's single quotes, too.
  const auto fishQuoted = [](const std::string &text) {
    std::string result = "'";
    for (const char c : text)
      result += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return result + "'";
  };
  out << "# fish completion of dlc, from `dlc completion fish`\n"
         "complete -c dlc -n __fish_use_subcommand -f\n";
  for (const CommandInfo &verb : verbs) {
    out << "complete -c dlc -n __fish_use_subcommand -a " << verb.name << " -d " << fishQuoted(verb.help)
        << "\n";
    for (const OptionInfo &option : verb.options) {
      if (option.isPositional)
        continue;
      out << "complete -c dlc -n '__fish_seen_subcommand_from " << verb.name << "'";
      for (const std::string &name : option.names)
        out << (name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1));
      if (!option.value.empty())
        out << (option.takesFile() ? " -r" : " -x");
      if (!option.choices.empty())
        out << " -a " << fishQuoted(join(option.choices));
      out << " -d " << fishQuoted(oneLine(option.help)) << "\n";
    }
  }
}

} // namespace

Action declareCompletion(CLI::App &verb) {
  auto shell = std::make_shared<std::string>();
  verb.add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->option_text(" ")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  verb.footer("  dlc completion bash > ~/.local/share/bash-completion/completions/dlc\n"
              "  dlc completion zsh > ~/.zfunc/_dlc      # a folder of $fpath\n"
              "  dlc completion fish > ~/.config/fish/completions/dlc.fish");
  return [shell, root = verb.get_parent()] {
    const std::vector<CommandInfo> verbs = verbsOf(*root);
    if (*shell == "bash")
      writeBash(verbs, std::cout);
    else if (*shell == "zsh")
      writeZsh(verbs, std::cout);
    else
      writeFish(verbs, std::cout);
    return exitDone;
  };
}

} // namespace dlc

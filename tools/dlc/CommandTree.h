// What the command line has, as data: from CLI11's tree of verbs and options, for what is written of it
// beside the help.
#pragma once

#include "Verbs.h"

#include <string>
#include <vector>

namespace dlc {

struct OptionInfo {
  std::vector<std::string> names;   ///< "-d", "--data"; of a positional one "MODEL"
  std::string value;                ///< what stands for its value in the help, "FILE"; empty for a flag
  std::vector<std::string> choices; ///< where it takes one of a few words
  std::string help, group;
  bool isPositional = false;

  bool takesFile() const;
};

struct CommandInfo {
  std::string name, help, footer;
  std::vector<OptionInfo> options; ///< in the order of the help
};

/// The verb itself, or dlc, without verbs.
CommandInfo commandOf(const CLI::App &app);
/// All verbs that the help lists, in its order.
std::vector<CommandInfo> verbsOf(const CLI::App &root);

/// A help text in one line.
std::string oneLine(const std::string &help);

} // namespace dlc

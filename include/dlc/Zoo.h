// The zoo: well-known networks, built with dlc::Builder or written as text, ready to be trained.
#pragma once

#include "dlc/Graph.h"

#include <string>
#include <string_view>
#include <vector>

namespace dlc {

/// Names of the networks: first those that dlc::Builder builds, in order of size, then those that are written
/// as text.
std::vector<std::string> zooNames();

/// One line on what a network is. Throws Error as zoo does.
std::string zooSummary(std::string_view name);

/// The network of that name. Throws Error, with the names that there are, for another.
Graph zoo(std::string_view name);

} // namespace dlc

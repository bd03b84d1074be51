// The zoo: well-known networks, built with dlc::Builder, ready to be trained.
#pragma once

#include "dlc/Graph.h"

#include <string>
#include <string_view>
#include <vector>

namespace dlc {

/// Names of the networks, in order of size.
std::vector<std::string> zooNames();

/// One line on what a network is. Throws Error as zoo does.
std::string zooSummary(std::string_view name);

/// The network of that name. Throws Error, with the names that there are, for another.
Graph zoo(std::string_view name);

} // namespace dlc

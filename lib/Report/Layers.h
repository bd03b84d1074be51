// Tables of distributions, a line for each layer or variable.
#pragma once

#include "Report/Report.h"

namespace dlc {

/// HTML; `first` is the head of the column of names.
std::string distributionTable(const std::string &first, const std::vector<NamedDistribution> &rows);

} // namespace dlc

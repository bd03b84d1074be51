// What a network computes for its evaluation and nobody takes: its author should hear of it.
#pragma once

#include "dlc/Program.h"

namespace dlc {

/// Remarks, a line each, no full stop, about the functions of a graph: results of the evaluation that are no
/// scalars and that no `metrics` takes, and functions that look like a `metrics` and have another name, so
/// that they are not called: by name (`summarize`, `metric`, …), or because they make scalars of what the
/// evaluation returns for each example.
std::vector<std::string> ignoredResults(const std::vector<EntryInfo> &functions);

} // namespace dlc

// Derivative rules of what ranks have in common.
#pragma once

#include "Autodiff/Rules.h"

namespace dlc::autodiff {
void addRankRules(RuleTable &table);
} // namespace dlc::autodiff

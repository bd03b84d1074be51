// The text of one function as people read it.
#pragma once

#include "API/ModuleText.h"

namespace dlc {

/// The function with the annotations' names and comments, each line further in than its module's.
std::string functionText(nn::FuncOp function, const Annotations &annotations);

} // namespace dlc

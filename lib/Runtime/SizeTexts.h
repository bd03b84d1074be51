// Sizes that are known when a program is called: each text has a negative number in this process, which
// stands for it in shapes.
#pragma once

#include "dlc/Tensor.h"

namespace dlc {

/// The number of a size, whose text is a name or an expression. Throws Error if there are more than any
/// network has. Thread-safe.
std::int64_t sizeOfText(std::string_view text);

} // namespace dlc

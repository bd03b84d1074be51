// Texts of sizes that are known when a program is called: names, and expressions over names.
#pragma once

#include <string_view>

namespace dlc {

/// Whether the text is a name: letters, digits and underscores, no digit first, and no operator.
bool isSizeName(std::string_view text);

/// Whether the name stands in the text.
bool mentionsSize(std::string_view text, std::string_view name);

} // namespace dlc

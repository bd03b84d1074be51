// Where the code of a model brings elements into another order: `dlc inspect --layout`.
#pragma once

#include "dlc/Profile.h"

#include <nlohmann/json_fwd.hpp>
#include <ostream>

namespace dlc {

/// Of each entry point, the kernels that compute nothing but bring elements into another order, those that do
/// so once for all calls apart, and how many there are. `profile` lists the kernels.
void printLayout(std::ostream &out, const Profile &profile);
/// The same as an array of objects, one for each entry point.
nlohmann::ordered_json layoutAsJson(const Profile &profile);

} // namespace dlc

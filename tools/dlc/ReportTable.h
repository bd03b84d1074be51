// What kernels there are, as people read it: `dlc compile --report`.
#pragma once

#include "dlc/Profile.h"

#include <nlohmann/json_fwd.hpp>
#include <ostream>

namespace dlc {

/// What a machine does at most, with as many threads as run.
struct Limits {
  double operations = 0; ///< f32 a second; 0: not known, as of another machine
  double bytes = 0;      ///< read from memory in a second
  unsigned threads = 1;
};

/// Of each entry point, a table of its ops in the order in which they run: form, vectors, threads, work, the
/// time that the limits leave for it, and what stands in the way of a faster form.
void printReport(std::ostream &out, const Profile &profile, const Limits &limits);
/// The same as an array of objects, one for each op.
nlohmann::ordered_json reportAsJson(const Profile &profile, const Limits &limits);

} // namespace dlc

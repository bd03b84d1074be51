// A profile for people: which ops of the network an entry point's time goes to.
#pragma once

#include "dlc/Profile.h"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>

namespace dlc {

/// "conv conv1", with what else runs in the same kernel: "conv conv1 + add, relu".
std::string labelOf(const Profile::Kernel &kernel);

/// Adds FLOPs or bytes of an op to those of others; what is not known, -1, makes the sum unknown.
void addWork(std::int64_t &sum, std::int64_t more);

/// Whether a kernel computes nothing, but brings elements into another order.
bool isConversion(const Profile::Kernel &kernel);
/// The part of an entry point's time that such kernels take.
double conversionShare(const Profile &profile, const std::string &entry);

/// Prints ops by their share of the time of an entry point, and what each reaches of `peak` FLOP/s. Ops that
/// run in one kernel are one row, under the name of that with most FLOPs; kernels of one op as well. `calls`:
/// of the entry point.
void printProfile(std::ostream &out, const Profile &profile, const std::string &entry, std::int64_t calls,
                  double peak);

/// The same as an array of objects, one for each op, the slowest first; with the forms of its kernels.
nlohmann::ordered_json profileAsJson(const Profile &profile, const std::string &entry, std::int64_t calls,
                                     double peak);

/// Writes the profile's events as Chrome and Perfetto read them. Throws Error if the file cannot be written.
void writeTrace(const Profile &profile, const std::filesystem::path &file);

} // namespace dlc

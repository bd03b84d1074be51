// One case of ONNX's backend tests: a model, and folders with inputs and the outputs that they must give.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dlc::conformance {

struct Outcome {
  bool passes = false;
  std::string message; ///< what is wrong, in one line
};

/// Whether the network that is run is the one that was imported, or what comes back when that is exported.
enum class Way { import, roundTrip };

/// `constants` are the inputs that are constants of the network. With Way::roundTrip the exported file is
/// left in `kept`, if it is not empty.
Outcome runCase(const std::filesystem::path &folder, const std::vector<std::string> &constants,
                Way way = Way::import, const std::filesystem::path &kept = {});

/// The inputs of the first data set that have integers or i1, and no more than `most` elements: candidates
/// for constants.
std::vector<std::string> smallInputs(const std::filesystem::path &folder, std::int64_t most);

/// The same in a process of its own, so that a crash is a message.
Outcome runIsolated(const std::filesystem::path &folder, const std::vector<std::string> &constants,
                    unsigned seconds, Way way = Way::import, const std::filesystem::path &kept = {});

} // namespace dlc::conformance

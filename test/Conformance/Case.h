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

/// `constants` are the inputs that are constants of the network.
Outcome runCase(const std::filesystem::path &folder, const std::vector<std::string> &constants);

/// The inputs of the first data set that have integers or i1, and no more than `most` elements: candidates
/// for constants.
std::vector<std::string> smallInputs(const std::filesystem::path &folder, std::int64_t most);

/// The same in a process of its own, so that a crash is a message.
Outcome runIsolated(const std::filesystem::path &folder, const std::vector<std::string> &constants,
                    unsigned seconds);

} // namespace dlc::conformance

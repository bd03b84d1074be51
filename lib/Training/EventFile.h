// Scalars of a training as TensorBoard reads them: event files, which are records with checksums (the framing
// of TFRecord, CRC-32C of RFC 3720), each an `Event` of TensorFlow's event.proto. Comes in: names, steps,
// values. Goes out: a file, and from a folder of such files, the same again.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace dlc {

/// CRC-32C, polynomial 0x1EDC6F41, reflected.
std::uint32_t crc32c(std::span<const std::uint8_t> bytes);

/// With all folders above it. Throws Error with the system's reason.
void makeFolder(const std::filesystem::path &folder);

/// A new event file in a folder. Failures throw Error with its path and the system's reason.
class EventWriter {
public:
  /// Creates the folder, too. `firstStep` is that of the first record: those of earlier files in the folder
  /// that are not before it count as not made, which is how a training goes on that ended after a checkpoint.
  EventWriter(const std::filesystem::path &folder, std::int64_t firstStep);

  /// Values under their names, at a step.
  void add(std::int64_t step, const std::vector<std::pair<std::string, double>> &scalars);
  /// Lets readers see all that was added; add() does so once a second.
  void flush();

private:
  void write(const std::vector<std::uint8_t> &event);

  std::filesystem::path path;
  std::unique_ptr<std::FILE, int (*)(std::FILE *)> file;
  std::chrono::steady_clock::time_point flushed;
};

struct EventPoint {
  std::int64_t step;
  float value;
};

/// The scalars of all event files directly in the folder, in the order of their names, which begin with the
/// time; by tag. Events of other kinds are left out, and so is a last record that is not complete: it is
/// being written. Throws Error, with file and byte offset, on damage.
std::map<std::string, std::vector<EventPoint>> readEvents(const std::filesystem::path &folder);

/// Whether the folder has an event file.
bool hasEvents(const std::filesystem::path &folder);

} // namespace dlc

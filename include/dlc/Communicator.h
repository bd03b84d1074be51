// How the processes of one training reach each other. Comes in: bytes for each of them. Goes out: bytes of
// each of them. MPI is one implementation (dlc-mpi); the runtime needs none.
#pragma once

#include "dlc/Error.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace dlc {

/// Names of the two entry points that a function of that name becomes where several processes train
/// (CompileOptions::splitSteps).
inline constexpr std::string_view gradientsSuffix = "_gradients", updateSuffix = "_update";

/// Another process of the group cannot be reached any more.
struct LostProcess : Error {
  using Error::Error;
};

/// A group of processes, each with a number, its rank. All ranks start the same exchanges in the same order,
/// and the same gathers of a stream; the order between these does not matter. Not thread-safe.
class Communicator {
public:
  /// Gathers of one are for what a step waits for, of the other for what travels beside it.
  enum class Stream : std::uint8_t { waiting, beside };

  /// Of an exchange that has been started: its number.
  using Ticket = std::int64_t;

  virtual ~Communicator() = default;

  virtual int rank() const = 0;
  virtual int size() const = 0;

  /// Sends `bytes` bytes to each rank, one piece behind the other in `send`, in the order of the ranks;
  /// `receive` gets the pieces of each rank in the same way. Both must stay as they are until the exchange
  /// has ended. Throws LostProcess, as the others do.
  virtual Ticket startExchange(const std::byte *send, std::byte *receive, std::size_t bytes) = 0;
  /// The same with one piece, `bytes` bytes at `send`, for all ranks.
  virtual Ticket startGather(const std::byte *send, std::byte *receive, std::size_t bytes, Stream stream) = 0;
  /// Whether an exchange has ended; moves on all that are under way. A ticket is spent once it was true.
  virtual bool hasEnded(Ticket ticket) = 0;

  /// Whether all ranks call this within a time: where a process ends, to know if it is alone in that. It may
  /// be called while exchanges are under way, which then never end.
  virtual bool meet(std::chrono::milliseconds time) = 0;
  /// The ranks that do not call this, too, within a time, in which this one does something else: where a
  /// process is lost, which. Likewise.
  virtual std::vector<int> findMissing(std::chrono::milliseconds time,
                                       const std::function<void()> &meanwhile) = 0;
};

} // namespace dlc

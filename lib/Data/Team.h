// Threads that share loops, for work beside a training that is too much for one.
#pragma once

#include <atomic>
#include <barrier>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace dlc {

/// Thread safety: one thread at a time may call the members.
class Team {
public:
  /// So many threads with the one that calls; fewer where the system has no more to give, at least that one.
  explicit Team(int threads);
  ~Team();
  Team(const Team &) = delete;
  Team &operator=(const Team &) = delete;

  /// Calls `body` for 0 … count - 1, each on one of the threads, in any order; returns behind the last.
  /// Rethrows what one of them has thrown, when all have ended.
  void forEach(std::int64_t count, const std::function<void(std::int64_t)> &body);

private:
  void work();

  std::atomic<std::int64_t> next = 0;
  std::int64_t end = 0;
  const std::function<void(std::int64_t)> *body = nullptr; ///< null: the team is dissolved
  std::mutex failing;
  std::exception_ptr failure; ///< of one of the calls
  std::barrier<> meeting;     ///< in front of a loop, and behind it
  std::vector<std::thread> others;
};

} // namespace dlc

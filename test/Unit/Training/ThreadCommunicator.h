// Ranks of a training as threads of the test.
#pragma once

#include "dlc/Communicator.h"

#include <array>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace dlc::test {

/// What ranks have sent, until all have taken it.
struct Board {
  using Number = std::pair<int, std::int64_t>; ///< kind, and the how-manieth of it

  std::mutex mutex;
  std::map<Number, std::map<int, std::vector<std::byte>>> sent;
  std::set<int> present;
};

class ThreadCommunicator : public Communicator {
public:
  ThreadCommunicator(Board &board, int rank, int size) : board(board), number(rank), count(size) {}

  int rank() const override { return number; }
  int size() const override { return count; }
  Ticket startExchange(const std::byte *send, std::byte *receive, std::size_t bytes) override {
    return start(0, send, bytes * static_cast<std::size_t>(count), receive, bytes);
  }
  Ticket startGather(const std::byte *send, std::byte *receive, std::size_t bytes, Stream stream) override {
    return start(stream == Stream::waiting ? 1 : 2, send, bytes, receive, bytes);
  }
  bool hasEnded(Ticket ticket) override {
    const Pending &pending = all.at(ticket);
    std::lock_guard lock(board.mutex);
    const auto &sent = board.sent[pending.number];
    if (static_cast<int>(sent.size()) < count)
      return false;
    for (const auto &[rank, bytes] : sent)
      std::memcpy(pending.receive + static_cast<std::size_t>(rank) * pending.bytes,
                  bytes.data() +
                      (pending.number.first == 0 ? static_cast<std::size_t>(number) * pending.bytes : 0),
                  pending.bytes);
    all.erase(ticket);
    return true;
  }
  bool meet(std::chrono::milliseconds) override { return true; }
  std::vector<int> findMissing(std::chrono::milliseconds time,
                               const std::function<void()> &meanwhile) override {
    {
      std::lock_guard lock(board.mutex);
      board.present.insert(number);
    }
    meanwhile();
    std::this_thread::sleep_for(time);
    std::lock_guard lock(board.mutex);
    std::vector<int> missing;
    for (int rank = 0; rank < count; ++rank)
      if (!board.present.contains(rank))
        missing.push_back(rank);
    return missing;
  }

private:
  struct Pending {
    Board::Number number;
    std::byte *receive;
    std::size_t bytes;
  };

  Ticket start(int kind, const std::byte *send, std::size_t sent, std::byte *receive, std::size_t bytes) {
    const Board::Number started{kind, counts[static_cast<std::size_t>(kind)]++};
    std::lock_guard lock(board.mutex);
    board.sent[started][number].assign(send, send + sent);
    all[next] = {started, receive, bytes};
    return next++;
  }

  Board &board;
  const int number, count;
  std::array<std::int64_t, 3> counts{};
  std::map<Ticket, Pending> all;
  Ticket next = 0;
};

/// Calls `body` as each of `size` ranks, in threads.
inline void asRanks(int size, const std::function<void(Communicator &)> &body) {
  Board board;
  std::vector<std::thread> threads;
  for (int rank = 0; rank < size; ++rank)
    threads.emplace_back([&board, &body, rank, size] {
      ThreadCommunicator communicator(board, rank, size);
      body(communicator);
    });
  for (std::thread &thread : threads)
    thread.join();
}

} // namespace dlc::test

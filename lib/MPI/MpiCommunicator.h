// Processes that reach each other by MPI: those that mpirun has started together.
#pragma once

#include "dlc/Communicator.h"

#include <memory>

namespace dlc {

class MpiCommunicator : public Communicator {
public:
  /// Initialises MPI, once in a process. Throws Error if that fails.
  MpiCommunicator();
  /// Ends MPI if all processes met last, and leaves that to the end of the process otherwise.
  ~MpiCommunicator() override;

  int rank() const override { return number; }
  int size() const override { return count; }
  Ticket startExchange(const std::byte *send, std::byte *receive, std::size_t bytes) override;
  Ticket startGather(const std::byte *send, std::byte *receive, std::size_t bytes, Stream stream) override;
  bool hasEnded(Ticket ticket) override;
  bool meet(std::chrono::milliseconds time) override;
  std::vector<int> findMissing(std::chrono::milliseconds time,
                               const std::function<void()> &meanwhile) override;

  /// What findMissing() has found last.
  const std::vector<int> &missingRanks() const { return missing; }

  /// Ends all processes, with an exit code.
  [[noreturn]] void abort(int code);

private:
  struct Requests;

  std::unique_ptr<Requests> requests;
  int number = 0, count = 1;
  bool haveMet = false;
  std::vector<int> missing;
};

} // namespace dlc

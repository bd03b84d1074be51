// The processes that share a training, as the loop sees them: sums, agreements and waiting, over a
// Communicator. Comes in: values of this rank. Goes out: values that are the same on all ranks.
#pragma once

#include "dlc/Communicator.h"
#include "dlc/StepHooks.h"

#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dlc {

class Ranks {
public:
  /// `interrupt` and `hooks` may be null; all must outlive this.
  Ranks(Communicator &communicator, const std::atomic<bool> *interrupt, StepHooks *hooks = nullptr)
      : hooks(hooks), communicator(communicator), interrupt(interrupt) {}

  /// Which the code of the program calls, or null.
  StepHooks *const hooks;

  int rank() const { return communicator.rank(); }
  int size() const { return communicator.size(); }
  /// Whether this is the one that speaks and writes.
  bool isFirst() const { return rank() == 0; }

  Communicator &exchanges() { return communicator; }
  /// Until an exchange has ended. Throws LostProcess if this process is to end, and the others do not come.
  void wait(Communicator::Ticket ticket);

  /// Sums over all ranks, in the order of the ranks. Whether any of them is to stop travels along: see
  /// stops().
  void sum(std::span<double> values);
  /// Replaces values by the sum of weight · value over the ranks, in their order and in f64, rounded once;
  /// what a rank of weight 0 has does not matter.
  void sumWeighted(std::span<float> values, std::span<const double> weights);
  /// What rank 0 has.
  void takeFirst(std::span<std::byte> bytes);
  /// A text of each rank.
  std::vector<std::string> texts(const std::string &text);
  /// Throws Error, with `what`, if a rank has another number than rank 0.
  void checkSame(std::uint64_t number, const std::string &what);

  /// Tells the others with the next sum() that rank 0 has saved the state behind so many steps.
  void noteSaved(std::uint64_t steps) { saved = savedOfFirst = static_cast<double>(steps); }
  /// What the last sum() brought of that, or this rank has noted itself.
  std::optional<std::uint64_t> savedByFirst() const;

  /// Which ranks are lost, where wait() has found that one is; none if all answer, though late. `meanwhile`
  /// is done while the answers come: there is little time, since whoever started the processes is about to
  /// end them.
  std::vector<int> findLost(const std::function<void()> &meanwhile);

  /// Lets all ranks stop after the next sum().
  void requestStop() { isStopRequested = true; }
  /// Whether the last sum() brought word that one of them is to stop: the same on all ranks.
  bool stops() const { return stopAgreed; }

private:
  bool isInterrupted() const { return interrupt && *interrupt; }
  std::vector<std::byte> gather(std::span<const std::byte> bytes);

  Communicator &communicator;
  const std::atomic<bool> *interrupt;
  bool isStopRequested = false, stopAgreed = false;
  double saved = -1, savedOfFirst = -1; ///< steps; negative: nothing
};

} // namespace dlc

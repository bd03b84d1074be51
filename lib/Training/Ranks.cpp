#include "Training/Ranks.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

namespace dlc {

void Ranks::wait(Communicator::Ticket ticket) {
  using Clock = std::chrono::steady_clock;
  // Less than what mpirun leaves between asking a process to end and ending it, which is a second.
  constexpr std::chrono::milliseconds patience(400);
  std::optional<Clock::time_point> asked;
  for (int i = 0; !communicator.hasEnded(ticket); ++i) {
    if (i < 1000)
      continue;
    std::this_thread::yield(); // the rank that is waited for may need this core
    if (!isInterrupted())
      continue;
    if (!asked)
      asked = Clock::now();
    if (Clock::now() - *asked > patience)
      throw LostProcess("this process was asked to end, and not all others answer in time");
  }
}

std::vector<std::byte> Ranks::gather(std::span<const std::byte> bytes) {
  std::vector<std::byte> all(bytes.size() * static_cast<std::size_t>(size()));
  wait(communicator.startGather(bytes.data(), all.data(), bytes.size(), Communicator::Stream::waiting));
  return all;
}

void Ranks::sum(std::span<double> values) {
  std::vector<double> mine(values.begin(), values.end());
  mine.push_back(saved);
  mine.push_back(isStopRequested || isInterrupted() ? 1 : 0);
  const std::vector<std::byte> all = gather(std::as_bytes(std::span(mine)));
  std::vector<double> theirs(mine.size());
  double stopping = 0;
  std::ranges::fill(values, 0);
  for (int rank = 0; rank < size(); ++rank) {
    const std::size_t bytes = theirs.size() * sizeof(double);
    std::memcpy(theirs.data(), all.data() + static_cast<std::size_t>(rank) * bytes, bytes);
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] += theirs[i];
    stopping += theirs.back();
    if (rank == 0)
      savedOfFirst = theirs[values.size()];
  }
  stopAgreed = stopping > 0;
}

std::optional<std::uint64_t> Ranks::savedByFirst() const {
  if (savedOfFirst < 0)
    return std::nullopt;
  return static_cast<std::uint64_t>(savedOfFirst);
}

std::vector<int> Ranks::findLost(const std::function<void()> &meanwhile) {
  return communicator.findMissing(std::chrono::milliseconds(300), meanwhile);
}

void Ranks::sumWeighted(std::span<float> values, std::span<const double> weights) {
  const std::vector<std::byte> all = gather(std::as_bytes(values));
  std::vector<double> totals(values.size());
  std::vector<float> theirs(values.size());
  for (std::size_t rank = 0; rank < weights.size(); ++rank) {
    if (weights[rank] == 0 || values.empty())
      continue;
    std::memcpy(theirs.data(), all.data() + rank * values.size_bytes(), values.size_bytes());
    for (std::size_t i = 0; i < values.size(); ++i)
      totals[i] += weights[rank] * static_cast<double>(theirs[i]);
  }
  std::ranges::transform(totals, values.begin(), [](double total) { return static_cast<float>(total); });
}

void Ranks::takeFirst(std::span<std::byte> bytes) {
  constexpr std::size_t most = std::size_t(1) << 26; // all ranks' are gathered
  for (; !bytes.empty(); bytes = bytes.subspan(std::min(most, bytes.size()))) {
    const std::span<std::byte> part = bytes.first(std::min(most, bytes.size()));
    const std::vector<std::byte> all = gather(part);
    std::ranges::copy(std::span(all).first(part.size()), part.begin());
  }
}

std::vector<std::string> Ranks::texts(const std::string &text) {
  constexpr std::size_t longest = 4096;
  std::vector<std::byte> mine(longest);
  std::ranges::copy(std::as_bytes(std::span(text).first(std::min(text.size(), longest))), mine.begin());
  const std::vector<std::byte> all = gather(mine);
  std::vector<std::string> texts;
  for (int rank = 0; rank < size(); ++rank) {
    const char *theirs =
        reinterpret_cast<const char *>(all.data()) + static_cast<std::size_t>(rank) * longest;
    texts.emplace_back(theirs, ::strnlen(theirs, longest));
  }
  return texts;
}

void Ranks::checkSame(std::uint64_t number, const std::string &what) {
  const std::vector<std::byte> all = gather(std::as_bytes(std::span(&number, 1)));
  for (int rank = 1; rank < size(); ++rank)
    if (std::memcmp(all.data(), all.data() + static_cast<std::size_t>(rank) * sizeof(number),
                    sizeof(number)) != 0)
      throw Error("rank " + std::to_string(rank) + " has " + what +
                  " than rank 0; give all of them the same");
}

} // namespace dlc

#include "Data/Team.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace dlc {

Team::Team(int threads) : meeting(std::max(threads, 1)) {
  const auto take = [this] {
    for (;;) {
      meeting.arrive_and_wait();
      if (!body)
        return;
      work();
      meeting.arrive_and_wait();
    }
  };
  for (int i = 1; i < threads; ++i)
    try {
      others.emplace_back(take);
    } catch (const std::system_error &) {
      meeting.arrive_and_drop();
    }
}

Team::~Team() {
  body = nullptr;
  meeting.arrive_and_wait();
  for (std::thread &other : others)
    other.join();
}

void Team::forEach(std::int64_t count, const std::function<void(std::int64_t)> &each) {
  next = 0;
  end = count;
  body = &each;
  meeting.arrive_and_wait();
  work();
  meeting.arrive_and_wait();
  if (std::exception_ptr thrown = std::exchange(failure, nullptr))
    std::rethrow_exception(thrown);
}

void Team::work() {
  try {
    for (std::int64_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < end;)
      (*body)(i);
  } catch (...) {
    std::lock_guard lock(failing);
    failure = std::current_exception();
  }
}

} // namespace dlc

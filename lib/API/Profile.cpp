#include "dlc/Profile.h"
#include "dlc/Error.h"

namespace dlc {

Profile::Profile(std::int64_t batch) : counted(batch), origin(Clock::now()), last(origin) {
  if (batch < 1)
    throw Error("a profile for a batch of " + std::to_string(batch) + ": it must be at least 1");
}

void Profile::clear() {
  for (Kernel &kernel : list) {
    kernel.calls = 0;
    kernel.seconds = 0;
  }
}

void Profile::mark(Profile *profile, std::int64_t kernel) {
  const Clock::time_point now = Clock::now();
  if (kernel >= 0) {
    Kernel &ended = profile->list[static_cast<std::size_t>(kernel)];
    ++ended.calls;
    ended.seconds += std::chrono::duration<double>(now - profile->last).count();
    if (profile->keeps)
      profile->kept.push_back({static_cast<std::size_t>(kernel),
                               std::chrono::duration<double>(profile->last - profile->origin).count(),
                               std::chrono::duration<double>(now - profile->origin).count()});
  }
  profile->last = now;
}

} // namespace dlc

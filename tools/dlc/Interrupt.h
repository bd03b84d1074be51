// Ctrl-C that lets work be saved.
#pragma once

#include <atomic>

namespace dlc {

/// While it lives, the first SIGINT or SIGTERM sets a flag, and a second of its kind ends the process at
/// once. One at a time.
class Interrupt {
public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt &) = delete;

  const std::atomic<bool> *flag() const;
  /// 128 + the signal that came.
  int exitCode() const;
};

} // namespace dlc

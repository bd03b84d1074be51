#include "Interrupt.h"

#include <csignal>

namespace dlc {

static std::atomic<bool> interrupted;
static std::atomic<int> received;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "a signal handler may touch nothing else");

static void handle(int number) {
  received = number;
  interrupted = true;
}

Interrupt::Interrupt() {
  interrupted = false;
  struct sigaction action = {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART | SA_RESETHAND;
  for (int number : {SIGINT, SIGTERM})
    ::sigaction(number, &action, nullptr);
}

Interrupt::~Interrupt() {
  for (int number : {SIGINT, SIGTERM})
    std::signal(number, SIG_DFL);
}

const std::atomic<bool> *Interrupt::flag() const { return &interrupted; }
int Interrupt::exitCode() const { return 128 + received; }

} // namespace dlc

// dlc-mpi: the processes are those of MPI.
#include "Processes.h"

#include "MPI/MpiCommunicator.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <unistd.h>

namespace dlc {

static std::optional<MpiCommunicator> processes;

/// Asked to end before a training can save anything: while the network is compiled, say.
static void sayAskedToEnd(int number) {
  constexpr std::string_view text =
      "dlc: error: asked to end before training began, and nothing is saved; mpirun asks for that where "
      "another process is lost\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
  ::_exit(128 + number);
}

void joinProcesses(char **) {
  processes.emplace();
  // Two of them, since one may be the one that is lost. A training replaces it by its own.
  if (processes->size() > 1 && processes->rank() < 2)
    std::signal(SIGTERM, sayAskedToEnd);
  if (isFirstProcess())
    return;
  // Rank 0 speaks for all.
  const int nothing = ::open("/dev/null", O_WRONLY);
  ::dup2(nothing, STDOUT_FILENO);
  ::close(nothing);
}

Communicator *communicator() { return processes && processes->size() > 1 ? &*processes : nullptr; }

void leaveLostProcesses(int code, const std::string &error) {
  if (!processes) { // lost before they had all joined
    printError(error);
    std::exit(code);
  }
  // No time to wait: mpirun ends what is left a second after it asked for it.
  int speaker = 0;
  while (std::ranges::count(processes->missingRanks(), speaker))
    ++speaker;
  if (processes->rank() == speaker)
    printError(error);
  processes->abort(code);
}

int leaveProcesses(int code, const std::string &error) {
  if (!error.empty() && isFirstProcess())
    printError(error);
  if (!processes)
    return code;
  // Errors that all have come together; other ends wait for the one that writes a file.
  if (processes->meet(std::chrono::milliseconds(error.empty() ? 60000 : 1000))) {
    processes.reset();
    return code;
  }
  if (!error.empty() && !isFirstProcess())
    printError("rank " + std::to_string(processes->rank()) + ": " + error);
  processes->abort(code);
}

} // namespace dlc

// dlc-mpi: the processes are those of MPI.
#include "Processes.h"

#include "MPI/MpiCommunicator.h"

#include <fcntl.h>
#include <optional>
#include <unistd.h>

namespace dlc {

static std::optional<MpiCommunicator> processes;

void joinProcesses(char **) {
  processes.emplace();
  if (isFirstProcess())
    return;
  // Rank 0 speaks for all.
  const int nothing = ::open("/dev/null", O_WRONLY);
  ::dup2(nothing, STDOUT_FILENO);
  ::close(nothing);
}

Communicator *communicator() { return processes && processes->size() > 1 ? &*processes : nullptr; }

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

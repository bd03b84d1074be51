// dlc, which is linked without MPI: started by mpirun, it becomes dlc-mpi.
#include "Processes.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace dlc {

/// How many processes a launcher says that it has started: that of OpenMPI, and those of MPICH and its kin.
static int startedProcesses() {
  for (const char *name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const char *text = std::getenv(name))
      return std::atoi(text);
  return 1;
}

void joinProcesses(char **arguments) {
  const int count = startedProcesses();
  if (count <= 1)
    return;
  const std::string started = "dlc was started as " + std::to_string(count) + " processes";
  if (!arguments[1] || std::strcmp(arguments[1], "train") != 0)
    throw Error(started + ", and only `dlc train` is shared by several");
  const std::filesystem::path other =
      std::filesystem::read_symlink("/proc/self/exe").replace_filename("dlc-mpi");
  ::execv(other.c_str(), arguments);
  throw Error(started + ", and there is no dlc-mpi beside it, which they need to work together (" +
              std::strerror(errno) + "); it is built where MPI is found, as of Debian's libopenmpi-dev");
}

Communicator *communicator() { return nullptr; }

void leaveLostProcesses(int code, const std::string &error) {
  printError(error);
  std::exit(code);
}

int leaveProcesses(int code, const std::string &error) {
  if (!error.empty())
    printError(error);
  return code;
}

} // namespace dlc

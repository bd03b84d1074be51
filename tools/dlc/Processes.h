// The processes that share a training: those that mpirun has started dlc as. dlc knows none and becomes
// dlc-mpi (OneProcess.cpp); dlc-mpi, which is linked with MPI, knows them (MpiProcesses.cpp).
#pragma once

#include "dlc/Communicator.h"

#include <string>

namespace dlc {

/// Called first. May replace this process by another program with the same arguments. Throws Error if
/// several processes were started that cannot work together.
void joinProcesses(char **arguments);

/// The others, or null if there are none.
Communicator *communicator();

/// Whether this is the process that speaks for all.
inline bool isFirstProcess() { return !communicator() || communicator()->rank() == 0; }

/// Called last, with the exit code, and the message of the error that led to it, or nothing; prints that
/// once, if all processes have one, and else for each that has. Where others do not come to this point, it
/// ends them.
int leaveProcesses(int code, const std::string &error);

/// The same where one of the others is lost: the first of those that are left prints the message.
[[noreturn]] void leaveLostProcesses(int code, const std::string &error);

/// As dlc announces errors.
void printError(const std::string &message);

} // namespace dlc

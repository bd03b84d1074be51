// Of MPI, what moves bytes is used and nothing that adds: the order of sums is not left to it.
#include "MPI/MpiCommunicator.h"

#include <climits>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>

// The C interface alone: that of C++ has been out of the standard since 2012.
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

namespace dlc {

static void check(int code) {
  if (code == MPI_SUCCESS)
    return;
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw LostProcess("another process cannot be reached: MPI: " +
                    std::string(text, static_cast<std::size_t>(length)));
}

static int countOf(std::size_t bytes) {
  if (bytes > INT_MAX)
    throw Error("MPI exchanges 2 GiB at most, " + std::to_string(bytes) + " bytes were given");
  return static_cast<int>(bytes);
}

/// What is under way, and a communicator for each kind: the order of one does not bind that of the others.
struct MpiCommunicator::Requests {
  Requests() {
    for (MPI_Comm *each : {&exchanges, &waiting, &beside, &meetings}) {
      check(MPI_Comm_dup(MPI_COMM_WORLD, each));
      check(MPI_Comm_set_errhandler(*each, MPI_ERRORS_RETURN));
    }
  }

  Ticket add(MPI_Request request) {
    pending.emplace(next, request);
    return next++;
  }

  MPI_Comm exchanges = MPI_COMM_NULL, waiting = MPI_COMM_NULL, beside = MPI_COMM_NULL,
           meetings = MPI_COMM_NULL;
  std::map<Ticket, MPI_Request> pending;
  std::vector<char> calls; ///< of findMissing(), one a rank
  Ticket next = 0;
};

MpiCommunicator::MpiCommunicator() {
  int provided = 0;
  check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided));
  check(MPI_Comm_rank(MPI_COMM_WORLD, &number));
  check(MPI_Comm_size(MPI_COMM_WORLD, &count));
  requests = std::make_unique<Requests>();
}

MpiCommunicator::~MpiCommunicator() {
  if (haveMet)
    MPI_Finalize();
}

Communicator::Ticket MpiCommunicator::startExchange(const std::byte *send, std::byte *receive,
                                                    std::size_t bytes) {
  const int each = countOf(bytes);
  MPI_Request request;
  check(MPI_Ialltoall(send, each, MPI_BYTE, receive, each, MPI_BYTE, requests->exchanges, &request));
  return requests->add(request);
}

Communicator::Ticket MpiCommunicator::startGather(const std::byte *send, std::byte *receive,
                                                  std::size_t bytes, Stream stream) {
  const int each = countOf(bytes);
  const MPI_Comm group = stream == Stream::waiting ? requests->waiting : requests->beside;
  MPI_Request request;
  check(MPI_Iallgather(send, each, MPI_BYTE, receive, each, MPI_BYTE, group, &request));
  return requests->add(request);
}

bool MpiCommunicator::hasEnded(Ticket ticket) {
  const auto found = requests->pending.find(ticket);
  int done = 0;
  check(MPI_Test(&found->second, &done, MPI_STATUS_IGNORE));
  if (done)
    requests->pending.erase(found);
  return done != 0;
}

bool MpiCommunicator::meet(std::chrono::milliseconds time) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + time;
  MPI_Request request;
  if (MPI_Ibarrier(requests->meetings, &request) != MPI_SUCCESS)
    return false;
  for (;;) {
    int done = 0;
    if (MPI_Test(&request, &done, MPI_STATUS_IGNORE) != MPI_SUCCESS)
      return false;
    if (done)
      return haveMet = true;
    if (Clock::now() > end)
      return false;
    std::this_thread::yield();
  }
}

std::vector<int> MpiCommunicator::findMissing(std::chrono::milliseconds time,
                                              const std::function<void()> &meanwhile) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + time;
  std::vector<std::pair<int, MPI_Request>> awaited;
  requests->calls.resize(static_cast<std::size_t>(count));
  for (int other = 0; other < count; ++other) {
    if (other == number)
      continue;
    // A message of one byte leaves at once, whether or not it is waited for.
    MPI_Request sent;
    char *call = &requests->calls[static_cast<std::size_t>(other)];
    MPI_Irecv(call, 1, MPI_CHAR, other, 0, requests->meetings,
              &awaited.emplace_back(other, MPI_REQUEST_NULL).second);
    if (MPI_Isend(call, 1, MPI_CHAR, other, 0, requests->meetings, &sent) == MPI_SUCCESS)
      MPI_Request_free(&sent);
  }
  meanwhile();
  do {
    std::erase_if(awaited, [](auto &each) {
      int done = 0;
      return MPI_Test(&each.second, &done, MPI_STATUS_IGNORE) == MPI_SUCCESS && done;
    });
    std::this_thread::yield();
  } while (!awaited.empty() && Clock::now() < end);
  missing.clear();
  for (const auto &[rank, request] : awaited)
    missing.push_back(rank);
  return missing;
}

void MpiCommunicator::abort(int code) {
  MPI_Abort(MPI_COMM_WORLD, code);
  std::abort();
}

} // namespace dlc

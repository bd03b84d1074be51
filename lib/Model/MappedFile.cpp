// Opening and mapping with the system's own calls; the descriptor is not needed once the mapping stands.
#include "Model/MappedFile.h"

#include "dlc/Error.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace dlc {

MappedFile::MappedFile(const std::filesystem::path &path) {
  auto fail = [&](const char *what, int reason) {
    throw Error(path.string() + ": " + what + ": " + std::generic_category().message(reason));
  };
  // O_NONBLOCK: opening a pipe must fail below, not wait for a writer.
  int descriptor;
  do
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0)
    fail("cannot open", errno);

  struct stat status;
  int reason = ::fstat(descriptor, &status) == 0 ? 0 : errno;
  bool isRegular = reason == 0 && S_ISREG(status.st_mode);
  void *address = nullptr;
  size_t size = isRegular ? static_cast<size_t>(status.st_size) : 0;
  if (size != 0) {
    address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (address == MAP_FAILED)
      reason = errno;
  }
  ::close(descriptor);
  if (reason != 0)
    fail("cannot map", reason);
  if (!isRegular)
    throw Error(path.string() + ": cannot open: not a regular file");
  mapped = {static_cast<const std::byte *>(address), size};
}

MappedFile::~MappedFile() {
  if (!mapped.empty())
    ::munmap(const_cast<std::byte *>(mapped.data()), mapped.size());
}

} // namespace dlc

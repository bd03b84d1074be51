// Temporary, fsync, rename, fsync of the directory: the order in which POSIX lets a crash lose nothing.
#include "Model/AtomicFile.h"

#include "dlc/Error.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace dlc {
namespace fs = std::filesystem;

static fs::path directoryOf(const fs::path &path) {
  fs::path directory = path.parent_path();
  return directory.empty() ? fs::path(".") : directory;
}

void AtomicFile::fail(const std::string &what, int reason) const {
  throw Error(given.string() + ": " + what + ": " + std::generic_category().message(reason));
}

AtomicFile::AtomicFile(const fs::path &path) : given(path), target(path) {
  struct stat existing;
  bool exists = ::stat(path.c_str(), &existing) == 0;
  if (!exists && errno != ENOENT)
    fail("cannot write", errno);
  // Renaming over a device or a pipe would remove it.
  if (exists && !S_ISREG(existing.st_mode))
    throw Error(given.string() + ": cannot write: exists and is not a regular file");

  // Renaming over a link would replace the link and leave the file that it stands for.
  std::error_code error;
  if (fs::is_symlink(path, error))
    target = fs::weakly_canonical(path, error);
  if (error && error != std::errc::no_such_file_or_directory)
    fail("cannot follow the link", error.value());

  // The process id keeps processes apart, the counter threads; a name left over by a crash is passed by.
  static std::atomic<unsigned> counter = 0;
  do {
    temporary = directoryOf(target) /
                (".dlm-" + std::to_string(::getpid()) + '-' + std::to_string(counter++) + ".tmp");
    descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor < 0 && (errno == EEXIST || errno == EINTR));
  if (descriptor < 0)
    fail("cannot create a temporary file in " + directoryOf(target).string(), errno);

  // The destructor does not run for an object whose constructor throws, so nothing below may throw: a file
  // system without permissions is no reason not to save.
  if (exists)
    (void)::fchmod(descriptor, existing.st_mode & 07777);
}

AtomicFile::~AtomicFile() {
  if (descriptor >= 0)
    ::close(descriptor);
  if (!temporary.empty())
    ::unlink(temporary.c_str());
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  // Linux writes at most 2 GiB less a page per call.
  constexpr size_t chunk = size_t(1) << 30;
  while (!bytes.empty()) {
    ssize_t written = ::write(descriptor, bytes.data(), std::min(bytes.size(), chunk));
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      fail("cannot write", errno);
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
}

void AtomicFile::commit() {
  // Before the rename, or a crash could leave the new name with old or no bytes.
  if (::fsync(descriptor) != 0)
    fail("cannot write", errno);
  int closed = ::close(descriptor);
  descriptor = -1;
  // Some network file systems report a full disk only here.
  if (closed != 0 && errno != EINTR)
    fail("cannot write", errno);
  if (::rename(temporary.c_str(), target.c_str()) != 0)
    fail("cannot replace", errno);
  temporary.clear();

  int directory = ::open(directoryOf(target).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) {
    // A directory may be writable and not readable; the file itself is complete and in place.
    if (errno == EACCES)
      return;
    fail("written, but cannot open its directory to make it durable", errno);
  }
  int synced = ::fsync(directory);
  int reason = errno;
  ::close(directory);
  // EINVAL: the file system cannot sync directories, so there is nothing more to do.
  if (synced != 0 && reason != EINVAL)
    fail("written, but cannot make its directory durable", reason);
}

} // namespace dlc

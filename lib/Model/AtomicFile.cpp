// The runtime core's file, whose failures become errors.
#include "Model/AtomicFile.h"

#include "dlc/Error.h"

namespace dlc {

void AtomicFile::check(int done) const {
  if (done)
    return;
  char reason[256];
  dlc_file_describe(&file, reason, sizeof(reason));
  throw Error(given.string() + ": " + reason);
}

AtomicFile::AtomicFile(const std::filesystem::path &path) : given(path) {
  try {
    check(dlc_file_open(&file, path.c_str()));
  } catch (...) { // the destructor does not run for an object whose constructor throws
    dlc_file_close(&file);
    throw;
  }
}

AtomicFile::~AtomicFile() { dlc_file_close(&file); }

void AtomicFile::write(std::span<const std::byte> bytes) {
  check(dlc_file_write(&file, bytes.data(), bytes.size()));
}

void AtomicFile::writeModel(std::uint32_t version, std::span<const dlm_bytes> segments,
                            std::span<const std::byte> index) {
  constexpr auto append = [](void *to, const void *bytes, std::uint64_t count) {
    return dlc_file_write(static_cast<dlc_file *>(to), bytes, count);
  };
  check(dlm_write(append, &file, version, segments.data(), segments.size(), index.data(), index.size()));
}

void AtomicFile::commit() { check(dlc_file_commit(&file)); }

} // namespace dlc

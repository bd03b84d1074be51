// Whole files, gzip and its damage, and writes that leave nothing half done.
#include "Scratch.h"

namespace dlc {
namespace {

class Files : public Scratch {};

TEST_F(Files, MissingFileAndFolderAreNamed) {
  EXPECT_EQ(messageOf([&] { readFile(folder + "/none"); }), folder + "/none: no such file");
  EXPECT_EQ(messageOf([&] { readFile(folder); }), folder + ": not a regular file");
}

TEST_F(Files, GzipIsFoundByItsContentsAndMembersAreJoined) {
  Bytes both = gzipped({1, 2, 3}), second = gzipped({4});
  both.insert(both.end(), second.begin(), second.end());
  EXPECT_EQ(readMaybeCompressed(put("plain-name", both)), (Bytes{1, 2, 3, 4}));
  EXPECT_EQ(readMaybeCompressed(put("plain", {5, 6})), (Bytes{5, 6}));
}

TEST_F(Files, GzipLongerThanOneChunk) {
  const Bytes contents(3000000, 9);
  EXPECT_EQ(readMaybeCompressed(put("long.gz", gzipped(contents))), contents);
}

TEST_F(Files, GzipCutAnywhereIsAnError) {
  const Bytes whole = gzipped(Bytes(1000, 3));
  for (std::size_t size = 2; size < whole.size(); ++size)
    EXPECT_EQ(messageOf([&] { inflateGzip(std::span(whole).first(size), "f"); }),
              "f: byte " + std::to_string(size) + ": gzip data ends early");
}

TEST_F(Files, GzipCorruptionIsAnErrorWithOffset) {
  Bytes damaged = gzipped({1, 2, 3, 4, 5, 6, 7, 8});
  damaged[damaged.size() - 6] ^= 1; // the checksum
  const std::string message = messageOf([&] { readMaybeCompressed(put("damaged.gz", damaged)); });
  expectContains(message, folder + "/damaged.gz: byte ");
  expectContains(message, "gzip data is corrupt: incorrect data check");
}

TEST_F(Files, GzipBeyondTheLimitIsAnError) {
  const Bytes bomb = gzipped(Bytes(5000, 0));
  expectContains(messageOf([&] { inflateGzip(bomb, "f", 4999); }), "pass the limit of 4999 bytes");
}

TEST_F(Files, WriteReplacesAndLeavesNoTemporary) {
  const std::string path = put("out", {1});
  writeFile(path, Bytes{2, 3});
  EXPECT_EQ(readFile(path), (Bytes{2, 3}));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(Files, FailedWriteLeavesNoTemporary) {
  std::filesystem::create_directories(folder + "/taken/inside");
  expectContains(messageOf([&] { writeFile(folder + "/taken", Bytes{1}); }), "not a regular file");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
  expectContains(messageOf([&] { writeFile(folder + "/none/out", Bytes{1}); }),
                 "cannot create a temporary file");
  // A rename would put a file in the place of the device.
  expectContains(messageOf([] { writeFile("/dev/full", Bytes{1}); }), "/dev/full: cannot write");
}

} // namespace
} // namespace dlc

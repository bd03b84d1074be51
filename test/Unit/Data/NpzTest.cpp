// .npz archives, put together by hand: stored and deflated members, and each kind of damage.
#include "Data/Npy.h"
#include "Scratch.h"

namespace dlc {
namespace {

struct Archive {
  Bytes bytes, directory;
  unsigned members = 0;

  Archive &add(const std::string &name, const Bytes &contents, int method = 0, unsigned flags = 0) {
    const Bytes data = method == 8 ? deflated(contents, -15) : contents;
    const auto checksum = crc32(0, contents.data(), static_cast<uInt>(contents.size()));
    const std::uint64_t at = bytes.size();
    // Local sizes are placeholders, as NumPy writes them.
    append(bytes, 0x04034b50, 4);
    for (auto [value, width] : {std::pair<std::uint64_t, int>{20, 2},
                                {flags, 2},
                                {method, 2},
                                {0, 4},
                                {checksum, 4},
                                {0xffffffff, 4},
                                {0xffffffff, 4},
                                {name.size(), 2},
                                {0, 2}})
      append(bytes, value, width);
    append(bytes, name);
    bytes.insert(bytes.end(), data.begin(), data.end());
    append(directory, 0x02014b50, 4);
    for (auto [value, width] : {std::pair<std::uint64_t, int>{20, 2},
                                {20, 2},
                                {flags, 2},
                                {method, 2},
                                {0, 4},
                                {checksum, 4},
                                {data.size(), 4},
                                {contents.size(), 4},
                                {name.size(), 2},
                                {0, 2},
                                {0, 2},
                                {0, 8},
                                {at, 4}})
      append(directory, value, width);
    append(directory, name);
    ++members;
    return *this;
  }

  Bytes finish() const {
    Bytes all = bytes;
    all.insert(all.end(), directory.begin(), directory.end());
    append(all, 0x06054b50, 4);
    append(all, 0, 4);
    append(all, members, 2);
    append(all, members, 2);
    append(all, directory.size(), 4);
    append(all, bytes.size(), 4);
    append(all, 0, 2);
    return all;
  }
};

const Bytes array = npyFile("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", {1, 2, 3});

class Npz : public Scratch {
protected:
  std::string messageFor(const Bytes &bytes) {
    const std::string path = put("a.npz", bytes);
    return messageOf([&] { readNpz(path); });
  }
};

TEST_F(Npz, ReadsStoredAndDeflated) {
  const auto arrays = readNpz(put("a.npz", Archive().add("x.npy", array).add("y.npy", array, 8).finish()));
  ASSERT_EQ(arrays.size(), 2u);
  EXPECT_EQ(arrays.at("x").values<std::uint8_t>()[2], 3);
  EXPECT_EQ(arrays.at("y").values<std::uint8_t>()[0], 1);
}

TEST_F(Npz, EmptyArchive) { EXPECT_TRUE(readNpz(put("a.npz", Archive().finish())).empty()); }

TEST_F(Npz, CutAnywhereIsAnError) {
  const Bytes whole = Archive().add("x.npy", array, 8).finish();
  for (std::size_t size = 0; size < whole.size(); ++size)
    expectContains(messageFor(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))),
                   "truncated");
}

TEST_F(Npz, AnyFlippedByteIsAnErrorOrHarmless) {
  const Bytes whole = Archive().add("x.npy", array, 8).add("y.npy", array).finish();
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (int flip : {0xff, 0x01, 0x80}) {
      Bytes damaged = whole;
      damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ flip);
      messageFor(damaged);
    }
}

TEST_F(Npz, Checksum) {
  Bytes damaged = Archive().add("x.npy", array).finish();
  damaged[30 + 5 + array.size() - 1] ^= 1;
  expectContains(messageFor(damaged), "checksum of member 'x.npy'");
}

TEST_F(Npz, Zip64EncryptionAndOtherMethodsAreRefused) {
  Bytes zip64 = Archive().add("x.npy", array).finish();
  for (std::size_t i = zip64.size() - 6; i < zip64.size() - 2; ++i)
    zip64[i] = 0xff;
  expectContains(messageFor(zip64), "zip64 archives");
  expectContains(messageFor(Archive().add("x.npy", array, 0, 1).finish()), "encrypted");
  expectContains(messageFor(Archive().add("x.npy", array, 12).finish()), "compression method 12");
}

TEST_F(Npz, SizesThatCannotBe) {
  Archive archive;
  archive.add("x.npy", array, 8);
  archive.directory[27] = 0x7f; // the uncompressed size's highest byte
  expectContains(messageFor(archive.finish()), "cannot hold");
  Archive outside;
  outside.add("x.npy", array);
  outside.directory[45] = 0x7f; // the member's offset
  expectContains(messageFor(outside.finish()), "past the file's");
}

TEST_F(Npz, OnlyWhatIsWantedIsLookedAt) {
  const Bytes strings = npyFile("{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }", Bytes(12));
  const std::string path = put("a.npz", Archive()
                                            .add("names.npy", strings)
                                            .add("note.txt", {1})
                                            .add("secret.npy", array, 0, 1)
                                            .add("x.npy", array)
                                            .finish());
  const auto arrays = readNpz(path, std::vector<std::string>{"x", "y"});
  ASSERT_EQ(arrays.size(), 1u);
  EXPECT_EQ(arrays.at("x").values<std::uint8_t>()[2], 3);
  expectContains(messageOf([&] { readNpz(path, std::vector<std::string>{"names"}); }), "element type '<U3'");
}

TEST_F(Npz, MembersThatAreNoArraysOrThereTwice) {
  expectContains(messageFor(Archive().add("note.txt", {1}).finish()), "'note.txt' is no .npy file");
  expectContains(messageFor(Archive().add("x.npy", array).add("x.npy", array).finish()), "there twice");
}

} // namespace
} // namespace dlc

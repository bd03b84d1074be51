// IDX files: element types, and each kind of damage with its message.
#include "Data/Idx.h"
#include "Scratch.h"

namespace dlc {
namespace {

class Idx : public Scratch {};

std::string messageFor(const Bytes &bytes) {
  return messageOf([&] { parseIdx(bytes, "f"); });
}

TEST_F(Idx, ReadsPlainAndGzipped) {
  const Bytes file = idxFile({2, 1, 3}, {1, 2, 3, 4, 5, 6});
  for (const std::string &path : {put("a", file), put("a.gz", gzipped(file))}) {
    const Tensor tensor = readIdx(path);
    EXPECT_EQ(tensor.shape(), (Shape{2, 1, 3}));
    EXPECT_EQ(tensor.values<std::uint8_t>()[5], 6);
  }
}

TEST_F(Idx, TurnsTheByteOrder) {
  EXPECT_EQ(parseIdx(idxFile({1}, {0xff, 0xff, 0xff, 0xfe}, 0x0c), "f").values<std::int32_t>()[0], -2);
  EXPECT_EQ(parseIdx(idxFile({1}, {0x3f, 0x80, 0, 0}, 0x0d), "f").values<float>()[0], 1.0f);
  EXPECT_EQ(parseIdx(idxFile({1}, {0xc0, 0, 0, 0, 0, 0, 0, 0}, 0x0e), "f").values<double>()[0], -2.0);
}

TEST_F(Idx, WrongMagic) {
  EXPECT_EQ(messageFor({'P', 'K', 8, 1}),
            "f: byte 0: wrong magic number: an IDX file starts with bytes 0 0, this one with 80 75");
  expectContains(messageFor({0, 0, 7, 1}), "f: byte 2: wrong magic number: element type 7");
  expectContains(messageFor({0, 0, 10, 1}), "element type 10 is none of");
}

TEST_F(Idx, Truncated) {
  expectContains(messageFor({0, 0}),
                 "f: byte 0: file is truncated: the magic number needs 4 bytes, 2 are left");
  expectContains(messageFor({0, 0, 8, 1, 0}), "f: byte 4: file is truncated");
  EXPECT_EQ(messageFor(idxFile({2, 3}, {1, 2, 3})),
            "f: byte 12: file is truncated: shape [2, 3] of u8 needs 6 bytes, 3 follow");
}

TEST_F(Idx, TooLong) { expectContains(messageFor(idxFile({2}, {1, 2, 3})), "f: byte 8: file is too long"); }

TEST_F(Idx, ShapeOverflow) {
  expectContains(messageFor(idxFile({~0u, ~0u, ~0u}, {})),
                 "f: byte 4: shape [4294967295, 4294967295, 4294967295]");
}

TEST_F(Idx, MissingFile) {
  EXPECT_EQ(messageOf([&] { readIdx(folder + "/none"); }), folder + "/none: no such file");
}

} // namespace
} // namespace dlc

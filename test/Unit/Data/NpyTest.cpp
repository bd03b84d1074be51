// .npy files: every element type there and back, headers of all versions, and each refusal with its message.
#include "Data/Npy.h"
#include "Scratch.h"

#include <numeric>

namespace dlc {
namespace {

class Npy : public Scratch {
protected:
  template <typename T> void roundTrip(std::initializer_list<T> values) {
    const std::string path = folder + "/a.npy";
    const Tensor written = Tensor::of<T>({2, 1, 2}, values);
    writeNpy(path, written);
    const Tensor read = readNpy(path);
    EXPECT_EQ(read.shape(), written.shape());
    EXPECT_TRUE(std::equal(values.begin(), values.end(), read.values<T>().begin()));
    EXPECT_EQ((readFile(path).size() - written.bytes().size()) % 64, 0u);
  }
};

std::string header(const std::string &type, const std::string &shape, const std::string &fortran = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

std::string messageFor(const Bytes &bytes) {
  return messageOf([&] { parseNpy(bytes, "f"); });
}

TEST_F(Npy, EveryTypeThereAndBack) {
  roundTrip<float>({1.5f, -2, 0, 3});
  roundTrip<double>({1.5, -2, 0, 3});
  roundTrip<std::int64_t>({1, -2, INT64_MAX, INT64_MIN});
  roundTrip<std::int32_t>({1, -2, INT32_MAX, INT32_MIN});
  roundTrip<std::int8_t>({1, -2, 127, -128});
  roundTrip<std::int16_t>({1, -2, INT16_MAX, INT16_MIN});
  roundTrip<std::uint8_t>({0, 1, 128, 255});
  roundTrip<std::uint16_t>({0, 1, 128, UINT16_MAX});
  roundTrip<std::uint32_t>({0, 1, 128, UINT32_MAX});
  roundTrip<std::uint64_t>({0, 1, 128, UINT64_MAX});
  roundTrip<bool>({true, false, false, true});
  roundTrip<Float16>({Float16(1.5f), Float16(-2), Float16(0), Float16(65504)});
}

TEST_F(Npy, Bfloat16HasNoName) {
  EXPECT_EQ(messageOf([&] { writeNpy(folder + "/a.npy", Tensor({2}, DType::bf16)); }),
            "element type bf16 cannot be written as .npy");
  EXPECT_FALSE(std::filesystem::exists(folder + "/a.npy"));
}

TEST_F(Npy, ScalarVectorAndEmpty) {
  for (const Shape &shape : {Shape{}, Shape{3}, Shape{0, 4}}) {
    writeNpy(folder + "/a.npy", Tensor(shape, DType::f32));
    EXPECT_EQ(readNpy(folder + "/a.npy").shape(), shape);
  }
}

TEST_F(Npy, LongHeaderIsWrittenAsVersion2) {
  const std::string path = folder + "/a.npy";
  const Shape shape(30000, 1);
  writeNpy(path, Tensor(shape, DType::u8));
  EXPECT_EQ(readFile(path)[6], 2);
  EXPECT_EQ(readNpy(path).shape(), shape);
}

TEST_F(Npy, VersionsAndOrderOfKeys) {
  const std::string text = "{\"shape\": (2L,), 'fortran_order': False, 'descr': '|u1'}";
  for (int version : {1, 2, 3})
    EXPECT_EQ(parseNpy(npyFile(text, {7, 8}, version), "f").values<std::uint8_t>()[1], 8);
  expectContains(messageFor(npyFile(text, {7, 8}, 4)), "f: byte 6: version 4.0 is none of");
}

TEST_F(Npy, BooleansAreNormalised) {
  const Tensor read = parseNpy(npyFile(header("|b1", "(2,)"), {0, 9}), "f");
  EXPECT_EQ(std::to_integer<int>(read.bytes()[1]), 1);
}

TEST_F(Npy, FortranOrderIsTransposed) {
  // 2 x 3 x 2, its first axis the fastest in the file.
  Bytes elements(12);
  std::iota(elements.begin(), elements.end(), std::uint8_t(0));
  const Tensor read = parseNpy(npyFile(header("|u1", "(2, 3, 2)", "True"), elements), "f");
  for (std::size_t i = 0; i < 12; ++i)
    EXPECT_EQ(read.values<std::uint8_t>()[i], i / 6 + i / 2 % 3 * 2 + i % 2 * 6) << i;
  EXPECT_EQ(parseNpy(npyFile(header("|u1", "(0, 2)", "True"), {}), "f").shape(), (Shape{0, 2}));
}

TEST_F(Npy, BigEndianIsSwapped) {
  EXPECT_EQ(parseNpy(npyFile(header(">f4", "(1,)"), {0xc0, 0x20, 0, 0}), "f").values<float>()[0], -2.5f);
  const Tensor both =
      parseNpy(npyFile(header(">i4", "(1, 2)", "True"), {0, 0, 1, 2, 0xff, 0xff, 0xff, 0xfe}), "f");
  EXPECT_EQ(both.values<std::int32_t>()[0], 258);
  EXPECT_EQ(both.values<std::int32_t>()[1], -2);
}

TEST_F(Npy, IntegersKeepTheirWidth) {
  const Tensor small = parseNpy(npyFile(header("<u2", "(2,)"), {0xff, 0xff, 1, 0}), "f");
  EXPECT_EQ(small.values<std::uint16_t>()[0], 65535);
  EXPECT_EQ(small.values<std::uint16_t>()[1], 1);
  EXPECT_EQ(parseNpy(npyFile(header(">i2", "(1,)"), {0xff, 0xfe}), "f").values<std::int16_t>()[0], -2);
  EXPECT_EQ(
      parseNpy(npyFile(header("<u4", "(1,)"), {0xff, 0xff, 0xff, 0xff}), "f").values<std::uint32_t>()[0],
      4294967295);
  expectContains(messageFor(npyFile(header("<u2", "(2,)"), Bytes(8))), "file is too long");
}

TEST_F(Npy, ObjectsAndOthersAreRefused) {
  expectContains(messageFor(npyFile(header("|O", "(1,)"), Bytes(4))),
                 "f: byte 20: element type '|O' holds Python objects");
  expectContains(messageFor(npyFile(header("<c8", "(1,)"), Bytes(8))), "'<c8' is none of");
  expectContains(messageFor(npyFile("{'descr': [('a', '<f4')], }", {})), "structured");
}

TEST_F(Npy, DamagedHeaders) {
  expectContains(messageFor({'P', 'K', 3, 4, 0, 0, 0, 0}), "f: byte 0: wrong magic number");
  expectContains(messageFor(npyFile("{'descr': '<f4'}", {})), "lacks one of");
  expectContains(messageFor(npyFile("{'color': 1}", {})), "unknown key 'color'");
  expectContains(messageFor(npyFile("{'descr': '<f4', 'descr': '<f4'}", {})), "twice");
  expectContains(messageFor(npyFile(header("<f4", "(-1,)"), {})), "expected a dimension");
  expectContains(messageFor(npyFile(header("<f4", "(1,)") + "x", Bytes(4))), "goes on after");
}

TEST_F(Npy, ShapeOverflow) {
  expectContains(messageFor(npyFile(header("<f4", "(4294967296, 4294967296)"), {})), "shape overflows");
  expectContains(messageFor(npyFile(header("<f4", "(99999999999999999999,)"), {})), "shape overflows");
}

TEST_F(Npy, CutAnywhereIsAnError) {
  const Bytes whole = npyFile(header("<f4", "(2, 2)"), Bytes(16));
  parseNpy(whole, "f");
  for (std::size_t size = 0; size < whole.size(); ++size)
    expectContains(messageOf([&] { parseNpy(std::span(whole).first(size), "f"); }), "file is truncated");
  Bytes longer = whole;
  longer.push_back(0);
  expectContains(messageFor(longer), "file is too long");
}

TEST_F(Npy, MissingFile) {
  expectContains(messageOf([&] { readNpy(folder + "/none.npy"); }), "no such file");
}

} // namespace
} // namespace dlc

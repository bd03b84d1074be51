// Files in the format safetensors: what is written comes back, and what is malformed is refused with the
// reason.
#include "Model/Safetensors.h"

#include "dlc/Error.h"

#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <unistd.h>

namespace dlc {
namespace {
namespace fs = std::filesystem;

struct Safetensors : testing::Test {
  fs::path folder = fs::temp_directory_path() / ("dlc-safetensors-" + std::to_string(getpid()));
  fs::path file = folder / "x.safetensors";

  void SetUp() override { fs::create_directories(folder); }
  void TearDown() override { fs::remove_all(folder); }

  /// A file with this header, and so many bytes behind it.
  void write(const std::string &header, std::size_t bytes) {
    std::string text(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
      text[i] = static_cast<char>(header.size() >> (8 * i));
    for (std::size_t i = 0; i < bytes; ++i)
      text += static_cast<char>(i % 2);
    std::ofstream(file, std::ios::binary) << text.substr(0, 8) << header << text.substr(8);
  }

  /// What is said about such a file; empty if it is accepted.
  std::string problem(const std::string &header, std::size_t bytes) {
    write(header, bytes);
    try {
      SafetensorsFile read(file);
      return "";
    } catch (const Error &error) {
      const std::string text = error.what();
      EXPECT_TRUE(text.starts_with(file.string() + ": byte ")) << text;
      return text;
    }
  }
};

std::string entry(const std::string &name, const std::string &type, const std::string &shape,
                  std::size_t begin, std::size_t end) {
  return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":[" + shape + "],\"data_offsets\":[" +
         std::to_string(begin) + "," + std::to_string(end) + "]}";
}

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST_F(Safetensors, ComesBackAsItWasWritten) {
  const std::vector<float> weight{1, -2, 3.5F, 0, 1e-30F, 7};
  const std::vector<std::int8_t> small{-1, 2, 3};
  const double scalar = 0.1;
  writeSafetensors(file, {{"small", DType::i8, {3}, std::as_bytes(std::span(small))},
                          {"layer \"one\".weight ä", DType::f32, {2, 3}, std::as_bytes(std::span(weight))},
                          {"none", DType::f16, {0, 4}, {}},
                          {"scalar", DType::f64, {}, std::as_bytes(std::span(&scalar, 1))}});
  const SafetensorsFile read(file);
  ASSERT_EQ(read.entries().size(), 4U);
  std::map<std::string, SafetensorsEntry> byName;
  for (const SafetensorsEntry &tensor : read.entries()) {
    byName[tensor.name] = tensor;
    // Aligned, since wider elements come first and the header is a multiple of 8.
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % byteWidth(*tensor.type), 0U);
  }
  const SafetensorsEntry &back = byName.at("layer \"one\".weight ä");
  EXPECT_EQ(back.type, DType::f32);
  EXPECT_EQ(back.shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(std::memcmp(back.bytes.data(), weight.data(), back.bytes.size()), 0);
  EXPECT_EQ(byName.at("scalar").shape.size(), 0U);
  EXPECT_EQ(byName.at("none").bytes.size(), 0U);
  EXPECT_EQ(byName.at("small").bytes.size(), 3U);
}

TEST_F(Safetensors, IsTheBytesOfTheFormat) {
  const std::vector<std::uint8_t> bytes{1, 0};
  writeSafetensors(file, {{"b", DType::i1, {2}, std::as_bytes(std::span(bytes))}});
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  const std::string header = "{\"b\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}";
  const std::size_t padded = (header.size() + 7) / 8 * 8;
  ASSERT_EQ(text.str().size(), 8 + padded + 2);
  EXPECT_EQ(text.str()[0], static_cast<char>(padded));
  EXPECT_EQ(text.str().substr(8, header.size()), header);
  EXPECT_EQ(text.str().substr(8 + header.size(), padded - header.size()),
            std::string(padded - header.size(), ' '));
  EXPECT_EQ(text.str().substr(8 + padded), std::string("\x01\x00", 2));
}

TEST_F(Safetensors, AcceptsWhatOthersWrite) {
  // Metadata, spaces behind the header, any order, types that dlc has not.
  EXPECT_EQ(problem("{\"__metadata__\":{\"format\":\"pt\",\"x\":\"y\"}," + entry("b", "F8_E8M0", "4", 4, 8) +
                        "," + entry("a", "F32", "", 0, 4) + "}   ",
                    8),
            "");
  const SafetensorsFile read(file);
  ASSERT_EQ(read.entries().size(), 2U);
  EXPECT_EQ(read.entries()[0].name, "a");
  EXPECT_EQ(read.entries()[1].type, std::nullopt);
  EXPECT_EQ(read.entries()[1].typeName, "F8_E8M0");
  EXPECT_EQ(problem("{}", 0), "");
}

TEST_F(Safetensors, RefusesABadHeader) {
  std::ofstream(file, std::ios::binary) << "abc";
  EXPECT_THROW(SafetensorsFile{file}, Error);
  std::ofstream(file, std::ios::binary) << std::string("\xff\xff\xff\xff\xff\xff\xff\xff", 8);
  try {
    SafetensorsFile read(file);
    FAIL();
  } catch (const Error &error) {
    EXPECT_SAYS(std::string(error.what()), "the header would have 18446744073709551615 bytes");
  }
  EXPECT_SAYS(problem("", 0), "does not begin with '{'");
  EXPECT_SAYS(problem("[]", 0), "does not begin with '{'");
  EXPECT_SAYS(problem(" {}", 0), "does not begin with '{'");
  EXPECT_SAYS(problem("{", 0), "is no JSON near its byte 2");
  EXPECT_SAYS(problem("{}x", 0), "is no JSON");
  EXPECT_SAYS(problem("{\"\xff\":{}}", 0), "is no JSON");
  EXPECT_SAYS(problem("{\"a\":1}", 0), "has the number 1 as the value of 'a'");
  EXPECT_SAYS(problem("{\"a\":null}", 0), "has null");
  EXPECT_SAYS(problem("{\"a\":[1]}", 0), "has a list");
  EXPECT_SAYS(problem("{\"a\":{\"dtype\":\"F32\"}}", 0), "lacks one of dtype, shape and data_offsets");
  EXPECT_SAYS(problem("{\"a\":{\"dtype\":{}}}", 0), "has an object");
  EXPECT_SAYS(problem("{\"a\":{\"dtype\":true}}", 0), "has a truth value");
  EXPECT_SAYS(problem("{\"a\":{\"shape\":\"x\"}}", 0), "has a string");
  EXPECT_SAYS(problem("{\"a\":{\"shape\":[[1]]}}", 0), "has a list");
  EXPECT_SAYS(problem("{\"a\":{\"shape\":[-1]}}", 0), "has the number -1");
  EXPECT_SAYS(problem("{\"a\":{\"shape\":[1.5]}}", 0), "has the number 1.5");
  EXPECT_SAYS(problem("{\"a\":{\"shape\":[1e400]}}", 0), "is no JSON");
  EXPECT_SAYS(problem("{\"a\":{\"color\":\"red\"}}", 0), "has a field 'color'");
  EXPECT_SAYS(problem("{\"__metadata__\":{\"a\":1}}", 0), "has the number 1");
  EXPECT_SAYS(problem("{\"__metadata__\":{\"a\":{}}}", 0), "has an object");
  EXPECT_SAYS(problem("{\"__metadata__\":7}", 0), "has the number 7");
}

TEST_F(Safetensors, RefusesNamesThatOccurTwice) {
  EXPECT_SAYS(problem("{" + entry("a", "F32", "1", 0, 4) + "," + entry("a", "F32", "1", 4, 8) + "}", 8),
              "the name 'a' occurs twice");
  EXPECT_SAYS(problem("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F64\"}}", 0), "the field 'dtype' occurs twice");
}

TEST_F(Safetensors, RefusesBytesThatDoNotFit) {
  EXPECT_SAYS(problem("{" + entry("a", "F32", "2", 0, 4) + "}", 4),
              "has 4 bytes, and by its type and shape 8");
  EXPECT_SAYS(problem("{" + entry("a", "F32", "1", 0, 8) + "}", 4), "has bytes 0 to 8 of 4");
  EXPECT_SAYS(problem("{" + entry("a", "F32", "1", 4, 0) + "}", 4), "has bytes 4 to 0 of 4");
  EXPECT_SAYS(problem("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4),
              "has 1 data_offsets, not 2");
  EXPECT_SAYS(problem("{" + entry("a", "F31", "1", 0, 4) + "}", 4), "has the unknown type 'F31'");
  EXPECT_SAYS(problem("{" + entry("a", "BOOL", "2", 0, 2) + "}", 2), "");
  EXPECT_SAYS(problem("{" + entry("a", "F32", "1", 0, 4) + "," + entry("b", "F32", "1", 0, 4) + "}", 4),
              "shares bytes with another");
  EXPECT_SAYS(problem("{" + entry("a", "F32", "1", 0, 4) + "," + entry("b", "F32", "1", 2, 6) + "}", 6),
              "shares bytes with another");
  EXPECT_SAYS(problem("{" + entry("a", "F32", "1", 4, 8) + "}", 8), "bytes that belong to no tensor");
  EXPECT_SAYS(problem("{" + entry("a", "F32", "1", 0, 4) + "}", 8), "bytes that belong to no tensor");
}

TEST_F(Safetensors, RefusesShapesThatOverflow) {
  const std::string huge = "4294967296,4294967296";
  EXPECT_SAYS(problem("{" + entry("a", "U8", huge, 0, 0) + "}", 0), "no memory holds");
  EXPECT_SAYS(problem("{" + entry("a", "U8", "0," + huge, 0, 0) + "}", 0), "no memory holds");
  EXPECT_SAYS(problem("{" + entry("a", "F64", "9223372036854775807", 0, 8) + "}", 8), "no memory holds");
  EXPECT_SAYS(problem("{" + entry("a", "U8", "18446744073709551615", 0, 0) + "}", 0), "no memory holds");
}

TEST_F(Safetensors, RefusesTruthValuesThatAreNone) {
  write("{" + entry("a", "BOOL", "1", 0, 1) + "}", 0);
  std::ofstream(file, std::ios::binary | std::ios::app) << '\x02';
  EXPECT_THROW(SafetensorsFile{file}, Error);
}

TEST_F(Safetensors, NestedAsDeepAsItIsLongTakesNoStack) {
  EXPECT_SAYS(problem("{\"a\":" + std::string(1 << 20, '['), 0), "has a list");
  EXPECT_SAYS(problem("{\"a\":" + std::string(1 << 20, '{'), 0), "is no JSON");
}

TEST_F(Safetensors, RefusesToWriteWhatTheFormatHasNot) {
  const std::byte byte{1};
  EXPECT_THROW(writeSafetensors(file, {{"__metadata__", DType::u8, {1}, {&byte, 1}}}), Error);
  EXPECT_THROW(writeSafetensors(file, {{"a", DType::u8, {1}, {&byte, 1}}, {"a", DType::u8, {1}, {&byte, 1}}}),
               Error);
  EXPECT_THROW(writeSafetensors(file, {{"\xff", DType::u8, {1}, {&byte, 1}}}), Error);
  EXPECT_FALSE(fs::exists(file));
}

} // namespace
} // namespace dlc

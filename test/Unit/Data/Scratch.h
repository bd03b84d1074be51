// What the tests of this component share: a folder of their own, bytes put together by hand, gzip, and error
// messages.
#pragma once

#include "Data/Files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>
#include <zlib.h>

namespace dlc {

/// A test with an empty folder, removed afterwards.
class Scratch : public ::testing::Test {
protected:
  void SetUp() override {
    const auto *info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder = ::testing::TempDir() + "dlc-" + info->test_suite_name() + "-" + info->name() + "-" +
             std::to_string(getpid());
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string put(const std::string &name, const Bytes &bytes) {
    std::ofstream file(folder + "/" + name, std::ios::binary);
    file.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return folder + "/" + name;
  }

  std::string folder;
};

/// The message of the Error that `run` throws.
template <typename Run> std::string messageOf(Run run) {
  try {
    run();
  } catch (const Error &error) {
    return error.what();
  }
  return "no error";
}

inline void expectContains(const std::string &text, const std::string &part) {
  EXPECT_NE(text.find(part), std::string::npos) << "in: " << text << "\nnot found: " << part;
}

/// zlib's deflate; `windowBits` as zlib takes them: 31 for gzip, -15 for a raw stream.
inline Bytes deflated(const Bytes &bytes, int windowBits) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
  Bytes result(deflateBound(&stream, bytes.size()) + 64);
  stream.next_in = const_cast<Bytef *>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = result.data();
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}
inline Bytes gzipped(const Bytes &bytes) { return deflated(bytes, 31); }

inline void append(Bytes &bytes, std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i)
    bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
inline void append(Bytes &bytes, const std::string &text) {
  bytes.insert(bytes.end(), text.begin(), text.end());
}

/// An IDX file of u8 elements.
inline Bytes idxFile(const std::vector<std::uint32_t> &shape, const Bytes &elements, std::uint8_t type = 8) {
  Bytes bytes{0, 0, type, static_cast<std::uint8_t>(shape.size())};
  for (std::uint32_t dimension : shape)
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<std::uint8_t>(dimension >> shift));
  bytes.insert(bytes.end(), elements.begin(), elements.end());
  return bytes;
}

/// A .npy file with any header text.
inline Bytes npyFile(const std::string &header, const Bytes &elements, int version = 1) {
  Bytes bytes{0x93, 'N', 'U', 'M', 'P', 'Y', static_cast<std::uint8_t>(version), 0};
  append(bytes, header.size() + 1, version == 1 ? 2 : 4);
  append(bytes, header + "\n");
  bytes.insert(bytes.end(), elements.begin(), elements.end());
  return bytes;
}

} // namespace dlc

// Support compiled into this program, so that sanitizers see it: files whose checksums are right and whose
// index lies.
#include "Model/Format.h"
#include "Model/ModelFile.h"
#include "Target/Jit.h"
#include "TinyModel.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

extern "C" {
#include "Support/Support.h"
}

namespace dlc::test {
namespace fs = std::filesystem;

constexpr int64_t batchOfOne[] = {1};

class Support : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "dlc-support-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    TinyModel model;
    program = linkInProcess(model.objects(), model.manifest, model.options);
    file = makeModelTemplate(model.manifest);
    face = {program.get(),
            file.index.data(),
            file.index.size(),
            file.checksumPlaces.data(),
            nullptr,
            nullptr,
            0,
            nullptr,
            0};
    ASSERT_EQ(dlc_support_create(&face, &instance), DLC_OK);
    int64_t seed = 3;
    void *arguments[] = {&seed};
    ASSERT_EQ(dlc_support_call(instance, 0, batchOfOne, arguments), DLC_OK);
  }
  void TearDown() override {
    dlc_support_destroy(instance);
    fs::remove_all(folder);
  }

  std::string path(const char *name) const { return (folder / name).string(); }

  void write(const std::string &name, const std::string &bytes) const {
    fs::remove(name);
    std::ofstream(name, std::ios::binary) << bytes;
  }

  float firstWeight() const {
    float weight[4] = {};
    EXPECT_EQ(dlc_support_get_variable(instance, "dense.weight", weight, sizeof(weight)), DLC_OK);
    return weight[0];
  }

  fs::path folder;
  std::shared_ptr<const dlc_program> program;
  ModelTemplate file;
  dlc_face face;
  dlc_instance *instance = nullptr;
};

TEST_F(Support, WritesAFileThatTheModelRoomReads) {
  ASSERT_EQ(dlc_support_save(instance, path("a.dlm").c_str()), DLC_OK);
  ModelFile model(folder / "a.dlm");
  model.verifyChecksums();
  EXPECT_EQ(model.segments().size(), 4u); // three variables and a constant
}

/// A file that C++ writes, of the same variables: both go through Model.c, and say the same but for who wrote
/// them.
TEST_F(Support, WritesTheBytesThatTheModelRoomWrites) {
  ASSERT_EQ(dlc_support_save(instance, path("a.dlm").c_str()), DLC_OK);
  const ModelFile fromC(folder / "a.dlm");
  EXPECT_TRUE(fromC.contents().producer.ends_with(", compiled library")) << fromC.contents().producer;
  ModelContents contents = fromC.contents();
  writeModelFile(folder / "b.dlm", contents);
  const auto bytes = [](const ModelFile &file) {
    return std::string(reinterpret_cast<const char *>(file.bytes().data()), file.bytes().size());
  };
  EXPECT_EQ(bytes(fromC), bytes(ModelFile(folder / "b.dlm")));
}

/// Variables are read in the file until they are written, and the file stays what it is.
TEST_F(Support, MapsAFile) {
  ASSERT_EQ(dlc_support_save(instance, path("a.dlm").c_str()), DLC_OK);
  const auto bytesOf = [&](const char *name) {
    std::ifstream stream(path(name), std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(stream), {}};
  };
  const std::string before = bytesOf("a.dlm");
  dlc_instance *other = nullptr;
  ASSERT_EQ(dlc_support_create(&face, &other), DLC_OK);
  ASSERT_EQ(dlc_support_map(other, path("a.dlm").c_str()), DLC_OK) << other->message;
  const auto isMapped = [&](int variable) {
    const auto *at = static_cast<const char *>(other->variables[variable]);
    const auto *begin = static_cast<const char *>(other->mapping);
    return at >= begin && at < begin + other->mapping_bytes;
  };
  EXPECT_TRUE(isMapped(0));
  float weight[4] = {};
  ASSERT_EQ(dlc_support_get_variable(other, "dense.weight", weight, sizeof(weight)), DLC_OK);
  EXPECT_EQ(weight[0], firstWeight());

  weight[0] = -7;
  ASSERT_EQ(dlc_support_set_variable(other, "dense.weight", weight, sizeof(weight)), DLC_OK);
  EXPECT_FALSE(isMapped(0));
  ASSERT_EQ(dlc_support_save(other, path("a.dlm").c_str()), DLC_OK)
      << "in the place of the file that is mapped";
  ASSERT_EQ(dlc_support_map(other, path("a.dlm").c_str()), DLC_OK) << other->message;
  ASSERT_EQ(dlc_support_get_variable(other, "dense.weight", weight, sizeof(weight)), DLC_OK);
  EXPECT_EQ(weight[0], -7);
  EXPECT_TRUE(isMapped(0));

  // What cannot be mapped changes nothing.
  write(path("b.dlm"), before.substr(0, before.size() - 1));
  EXPECT_EQ(dlc_support_map(other, path("b.dlm").c_str()), DLC_ERROR_FILE);
  write(path("b.dlm"), "");
  EXPECT_EQ(dlc_support_map(other, path("b.dlm").c_str()), DLC_ERROR_FILE);
  EXPECT_EQ(dlc_support_map(other, path("none.dlm").c_str()), DLC_ERROR_SYSTEM);
  EXPECT_EQ(dlc_support_map(other, nullptr), DLC_ERROR_ARGUMENT);
  EXPECT_TRUE(isMapped(0));
  ASSERT_EQ(dlc_support_load(other, path("a.dlm").c_str()), DLC_OK);
  EXPECT_FALSE(isMapped(0));
  dlc_support_destroy(other);
}

TEST_F(Support, WritesThroughLinksThatLeadNowhereYet) {
  fs::create_directory(folder / "real");
  fs::create_symlink("real/a.dlm", folder / "link.dlm");
  ASSERT_EQ(dlc_support_save(instance, path("link.dlm").c_str()), DLC_OK) << instance->message;
  EXPECT_TRUE(fs::is_symlink(folder / "link.dlm"));
  ModelFile(folder / "real" / "a.dlm").verifyChecksums();
  fs::create_symlink("loop.dlm", folder / "loop.dlm");
  EXPECT_EQ(dlc_support_save(instance, path("loop.dlm").c_str()), DLC_ERROR_SYSTEM);
}

TEST_F(Support, RefusesOutputsThatOverlap) {
  float image[4] = {1, 2, 3, 4}, logits[4] = {};
  void *apart[] = {image, logits}, *same[] = {image, image}, *partly[] = {image, image + 3};
  EXPECT_EQ(dlc_support_call(instance, 1, batchOfOne, apart), DLC_OK) << instance->message;
  EXPECT_EQ(dlc_support_call(instance, 1, batchOfOne, same), DLC_ERROR_ARGUMENT);
  EXPECT_STREQ(instance->message,
               "entry 'predict': the memory of input 'image' overlaps that of output 'logits'; "
               "what is written needs memory of its own");
  EXPECT_EQ(dlc_support_call(instance, 1, batchOfOne, partly), DLC_ERROR_ARGUMENT);
  EXPECT_EQ(image[3], 4);
}

TEST_F(Support, BelievesNothingThatAnIndexSays) {
  ASSERT_EQ(dlc_support_save(instance, path("a.dlm").c_str()), DLC_OK);
  std::ifstream stream(path("a.dlm"), std::ios::binary);
  const std::string good{std::istreambuf_iterator<char>(stream), {}};
  model_format::Header header;
  std::memcpy(&header, good.data(), sizeof(header));
  float sentinel[4] = {-5, -5, -5, -5};
  int refused = 0;
  for (uint64_t at = 0; at < header.index_size; ++at)
    for (unsigned char value : {0x00, 0x7f, 0x80, 0xff}) {
      std::string bytes = good;
      bytes[header.index_offset + at] = static_cast<char>(value);
      auto index = std::as_bytes(std::span(bytes).subspan(header.index_offset, header.index_size));
      model_format::Header sealed = header;
      sealed.index_checksum = model_format::checksum(index);
      sealed.header_checksum = model_format::checksum(sealed);
      std::memcpy(bytes.data(), &sealed, sizeof(sealed));
      write(path("b.dlm"), bytes);
      ASSERT_EQ(dlc_support_set_variable(instance, "dense.weight", sentinel, sizeof(sentinel)), DLC_OK);
      int32_t status = dlc_support_load(instance, path("b.dlm").c_str());
      ASSERT_TRUE(status == DLC_OK || status == DLC_ERROR_FILE) << at << ": " << instance->message;
      refused += status != DLC_OK;
      // All or nothing.
      EXPECT_EQ(firstWeight(), status == DLC_OK ? 3 : -5) << at;
    }
  EXPECT_GT(refused, 100);
}

TEST_F(Support, LooksAtTheWholeHeader) {
  ASSERT_EQ(dlc_support_save(instance, path("a.dlm").c_str()), DLC_OK);
  std::ifstream stream(path("a.dlm"), std::ios::binary);
  const std::string good{std::istreambuf_iterator<char>(stream), {}};
  auto problemOf = [&](auto change) {
    std::string bytes = good;
    model_format::Header header;
    std::memcpy(&header, bytes.data(), sizeof(header));
    change(header);
    header.header_checksum = model_format::checksum(header);
    std::memcpy(bytes.data(), &header, sizeof(header));
    write(path("b.dlm"), bytes);
    EXPECT_EQ(dlc_support_load(instance, path("b.dlm").c_str()), DLC_ERROR_FILE);
    return std::string(instance->message).substr(path("b.dlm").size());
  };
  using Header = model_format::Header;
  const uint64_t indexSize = [&] {
    Header header;
    std::memcpy(&header, good.data(), sizeof(header));
    return header.index_size;
  }();
  EXPECT_EQ(problemOf([](Header &h) { h.magic[0] = 'x'; }),
            ": byte 0: not a .dlm file: it does not begin with DLCMODEL");
  EXPECT_EQ(problemOf([](Header &h) { h.version = 9; }),
            ": byte 8: format version 9 is newer than this dlc reads (2); use a newer dlc");
  EXPECT_EQ(problemOf([](Header &h) { h.version = 0; }), ": byte 8: format version 0 does not exist");
  EXPECT_EQ(problemOf([](Header &h) { h.flags = 1; }), ": byte 12: unknown flags 0000000000000001");
  EXPECT_EQ(problemOf([](Header &h) { h.index_offset = ~uint64_t(0); }),
            ": byte 16: index offset 18446744073709551615 is not a multiple of 64");
  EXPECT_EQ(problemOf([](Header &h) { h.index_offset = ~uint64_t(63); }),
            ": byte 16: the index (offset 18446744073709551552, size " + std::to_string(indexSize) +
                ") runs past the end of the file");
  EXPECT_THAT(problemOf([](Header &h) { h.index_size = ~uint64_t(0); }),
              testing::EndsWith(", size 18446744073709551615) runs past the end of the file"));
  EXPECT_EQ(problemOf([](Header &h) {
              h.index_size = 0;
              h.index_checksum = model_format::checksum(std::span<const std::byte>());
            }),
            ": the index is malformed");
}

} // namespace dlc::test

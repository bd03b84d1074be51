// Support compiled into this program, so that sanitizers see it: files whose checksums are right and whose
// index lies.
#include "Model/Format.h"
#include "Model/ModelFile.h"
#include "Target/Jit.h"
#include "TinyModel.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

extern "C" {
#include "Support/Support.h"
}

namespace dlc::test {
namespace fs = std::filesystem;

class Support : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "dlc-support-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    TinyModel model;
    program = linkInProcess(model.objects(), model.manifest, model.options);
    file = makeModelTemplate(model.manifest);
    face = {program.get(),    file.index.data(),          file.index.size(),
            file.indexOffset, file.checksumPlaces.data(), file.offsets.data()};
    ASSERT_EQ(dlc_support_create(&face, &instance), DLC_OK);
    int64_t seed = 3;
    void *arguments[] = {&seed};
    ASSERT_EQ(dlc_support_call(instance, 0, 1, arguments), DLC_OK);
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
  EXPECT_EQ(model.segments().size(), 3u);
}

TEST_F(Support, BelievesNothingThatAnIndexSays) {
  ASSERT_EQ(dlc_support_save(instance, path("a.dlm").c_str()), DLC_OK);
  std::ifstream stream(path("a.dlm"), std::ios::binary);
  const std::string good{std::istreambuf_iterator<char>(stream), {}};
  model_format::Header header;
  std::memcpy(&header, good.data(), sizeof(header));
  float sentinel[4] = {-5, -5, -5, -5};
  int refused = 0;
  for (uint64_t at = 0; at < header.indexSize; ++at)
    for (unsigned char value : {0x00, 0x7f, 0x80, 0xff}) {
      std::string bytes = good;
      bytes[header.indexOffset + at] = static_cast<char>(value);
      auto index = std::as_bytes(std::span(bytes).subspan(header.indexOffset, header.indexSize));
      model_format::Header sealed = header;
      sealed.indexChecksum = model_format::checksum(index);
      sealed.headerChecksum = model_format::checksum(sealed);
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
    header.headerChecksum = model_format::checksum(header);
    std::memcpy(bytes.data(), &header, sizeof(header));
    write(path("b.dlm"), bytes);
    EXPECT_EQ(dlc_support_load(instance, path("b.dlm").c_str()), DLC_ERROR_FILE);
    return std::string(instance->message).substr(path("b.dlm").size());
  };
  using Header = model_format::Header;
  EXPECT_EQ(problemOf([](Header &h) { h.magic[0] = 'x'; }), ": not a .dlm file, or truncated");
  EXPECT_EQ(problemOf([](Header &h) { h.version = 9; }),
            ": format version 9 is newer than this library reads (1)");
  EXPECT_EQ(problemOf([](Header &h) { h.version = 0; }), ": the header is damaged");
  EXPECT_EQ(problemOf([](Header &h) { h.flags = 1; }), ": the header is damaged");
  EXPECT_EQ(problemOf([](Header &h) { h.indexOffset = ~uint64_t(0); }),
            ": the index runs past the end of the file");
  EXPECT_EQ(problemOf([](Header &h) { h.indexSize = ~uint64_t(0); }),
            ": the index runs past the end of the file");
  EXPECT_EQ(problemOf([](Header &h) {
              h.indexSize = 0;
              h.indexChecksum = model_format::checksum(std::span<const std::byte>());
            }),
            ": the index is malformed");
}

} // namespace dlc::test

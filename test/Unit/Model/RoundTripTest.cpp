// What is written is read back unchanged, in place, aligned, and through moves and replacements of the file.
#include "ModelTest.h"

#include <sys/stat.h>
#include <type_traits>

namespace dlc::test {
namespace {

class RoundTrip : public ModelTest {};

static_assert(!std::is_copy_constructible_v<ModelFile> && std::is_nothrow_move_constructible_v<MappedFile>);

void expectSame(const ModelContents &actual, const ModelContents &expected) {
  EXPECT_EQ(actual.graph, expected.graph);
  EXPECT_EQ(actual.dialectVersion, expected.dialectVersion);
  EXPECT_EQ(actual.optimizer, expected.optimizer);
  EXPECT_EQ(actual.progress, expected.progress);
  EXPECT_EQ(actual.classNames, expected.classNames);
  EXPECT_EQ(actual.normalization, expected.normalization);
  EXPECT_EQ(actual.producer, expected.producer);
  ASSERT_EQ(actual.segments.size(), expected.segments.size());
  for (size_t i = 0; i < actual.segments.size(); ++i) {
    const ModelSegment &a = actual.segments[i], &e = expected.segments[i];
    EXPECT_EQ(a.name, e.name);
    EXPECT_EQ(a.type, e.type);
    EXPECT_EQ(a.shape, e.shape);
    EXPECT_EQ(a.role, e.role);
    EXPECT_TRUE(std::equal(a.bytes.begin(), a.bytes.end(), e.bytes.begin(), e.bytes.end())) << a.name;
  }
}

TEST_F(RoundTrip, KeepsEverything) {
  writeModelFile(path, smallModel());
  ModelFile file(path);
  file.verifyChecksums();
  expectSame(file.contents(), smallModel());
  EXPECT_EQ(file.path(), path);
  EXPECT_EQ(file.size(), std::filesystem::file_size(path));
  EXPECT_EQ(file.formatVersion(), 2u);
  EXPECT_EQ(file.find("weight")->role, ModelSegment::Role::Parameter);
}

// Readers from before there were constants read what has none.
TEST_F(RoundTrip, WritesTheOldestFormatThatWillDo) {
  ModelContents model = smallModel();
  model.segments.pop_back();
  writeModelFile(path, model);
  EXPECT_EQ(ModelFile(path).formatVersion(), 1u);
}

TEST_F(RoundTrip, KeepsAnEmptyModel) {
  writeModelFile(path, {});
  ModelFile file(path);
  file.verifyChecksums();
  EXPECT_TRUE(file.contents().producer.starts_with("dlc "));
  ModelContents expected;
  expected.producer = file.contents().producer;
  expectSame(file.contents(), expected);
}

TEST_F(RoundTrip, KeepsEveryTypeAndRole) {
  std::vector<std::byte> bytes(8 * 3, std::byte(1));
  ModelContents model;
  for (const ElementType &info : elementTypes)
    for (int role = 0; role <= static_cast<int>(ModelSegment::Role::Constant); ++role) {
      model.segments.push_back({info.name + std::to_string(role),
                                info.type,
                                {3},
                                static_cast<ModelSegment::Role>(role),
                                std::span(bytes).first(3 * byteWidth(info.type))});
    }
  model.producer = "test";
  writeModelFile(path, model);
  expectSame(ModelFile(path).contents(), model);
}

TEST_F(RoundTrip, AlignsEverySegmentTo64Bytes) {
  std::vector<std::byte> bytes(200, std::byte(0xff));
  ModelContents model;
  for (int64_t size = 0; size < 200; size += 7)
    model.segments.push_back({"s" + std::to_string(size),
                              DType::u8,
                              {size},
                              ModelSegment::Role::Buffer,
                              std::span(bytes).first(size)});
  writeModelFile(path, model);
  ModelFile file(path);
  file.verifyChecksums();
  for (const ModelSegment &segment : file.segments())
    EXPECT_EQ(reinterpret_cast<uintptr_t>(segment.bytes.data()) % 64, 0u) << segment.name;
  EXPECT_EQ(headerOf(read(path)).index_offset % 64, 0u);
}

TEST_F(RoundTrip, FindsSegmentsByNameAlsoAfterMoving) {
  writeModelFile(path, smallModel());
  ModelFile first(path);
  const std::byte *address = first.find("weight")->bytes.data();
  ModelFile second = std::move(first);
  ASSERT_NE(second.find("weight"), nullptr);
  EXPECT_EQ(second.find("weight")->bytes.data(), address);
  EXPECT_EQ(second.find("weigh"), nullptr);
  ModelFile third(path);
  third = std::move(second);
  EXPECT_EQ(third.find("steps")->type, DType::i64);
  third.verifyChecksums();
}

TEST_F(RoundTrip, ReplacesTheFileThatItsBytesComeFrom) {
  writeModelFile(path, smallModel());
  ModelFile open(path);
  ModelContents changed = open.contents();
  changed.progress->epoch = 99;
  writeModelFile(path, changed);
  open.verifyChecksums();
  EXPECT_EQ(open.contents().progress->epoch, 2u);
  ModelFile again(path);
  again.verifyChecksums();
  expectSame(again.contents(), changed);
}

TEST_F(RoundTrip, WritesThroughALinkAndKeepsPermissions) {
  write(folder / "real.dlm", "old");
  ASSERT_EQ(::chmod((folder / "real.dlm").c_str(), 0640), 0);
  std::filesystem::create_symlink("real.dlm", path);
  writeModelFile(path, smallModel());
  EXPECT_TRUE(std::filesystem::is_symlink(path));
  EXPECT_EQ(std::filesystem::status(folder / "real.dlm").permissions(), std::filesystem::perms(0640));
  ModelFile(folder / "real.dlm").verifyChecksums();
}

TEST_F(RoundTrip, IsTheSameBytesEveryTime) {
  writeModelFile(path, smallModel());
  std::string first = read(path);
  writeModelFile(path, smallModel());
  EXPECT_EQ(read(path), first);
}

TEST_F(RoundTrip, ByteSizeCountsWithoutOverflow) {
  using enum DType;
  EXPECT_EQ(byteSize(f32, std::vector<int64_t>{}), 4u);
  EXPECT_EQ(byteSize(f64, std::vector<int64_t>{2, 3}), 48u);
  EXPECT_EQ(byteSize(i64, std::vector<int64_t>{INT64_MAX, INT64_MAX, 0}), 0u);
  EXPECT_EQ(byteSize(i8, std::vector<int64_t>{INT64_MAX, 3}), std::nullopt);
  EXPECT_EQ(byteSize(i32, std::vector<int64_t>{INT64_MAX}), std::nullopt);
  EXPECT_EQ(byteSize(i32, std::vector<int64_t>{0, -1}), std::nullopt);
}

} // namespace
} // namespace dlc::test

// Each thing that can be wrong with a file, made on purpose under right checksums, and the message it gets.
#include "ModelTest.h"

#include "Model/Model_generated.h"

#include <cmath>
#include <functional>
#include <limits>
#include <sys/stat.h>

namespace dlc::test {
namespace {

class Diagnostics : public ModelTest {
protected:
  void SetUp() override {
    ModelTest::SetUp();
    writeModelFile(path, smallModel());
    whole = read(path);
  }

  /// The problem of the small model with its header changed.
  std::string withHeader(const std::function<void(model_format::Header &)> &change) const {
    std::string file = whole;
    model_format::Header header = headerOf(file);
    change(header);
    seal(file, header);
    return problemOf(file);
  }

  /// The small model with its index replaced.
  std::string replaceIndex(const std::string &index) const {
    model_format::Header header = headerOf(whole);
    std::string file = whole.substr(0, header.index_offset) + index;
    header.index_size = index.size();
    header.file_size = file.size();
    header.index_checksum = model_format::checksum(bytesOf(index));
    seal(file, header);
    return file;
  }

  /// The problem of the small model with its index changed.
  std::string withIndex(const std::function<void(model_index::IndexT &)> &change) const {
    model_index::IndexT index;
    model_index::GetIndex(whole.data() + headerOf(whole).index_offset)->UnPackTo(&index);
    change(index);
    flatbuffers::FlatBufferBuilder builder;
    model_index::FinishIndexBuffer(builder, model_index::Index::Pack(builder, &index));
    return problemOf(
        replaceIndex({reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize()}));
  }

  /// The message has file, an offset within the index, and text.
  void expectInIndex(const std::string &problem, const std::string &text) const {
    std::string start = path.string() + ": byte ";
    ASSERT_TRUE(problem.starts_with(start)) << problem;
    EXPECT_GE(std::stoull(problem.substr(start.size())), headerOf(whole).index_offset) << problem;
    EXPECT_TRUE(problem.ends_with(": " + text)) << problem;
  }

  std::string whole;
};

TEST_F(Diagnostics, OfOpening) {
  auto problem = [](const std::filesystem::path &file) {
    try {
      ModelFile model(file);
    } catch (const Error &error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(problem(folder / "absent"),
            (folder / "absent").string() + ": cannot open: No such file or directory");
  EXPECT_EQ(problem(folder), folder.string() + ": cannot open: not a regular file");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(problem(folder / "pipe"), (folder / "pipe").string() + ": cannot open: not a regular file");
}

TEST_F(Diagnostics, OfTheHeader) {
  using Header = model_format::Header;
  EXPECT_EQ(problemOf(""), at(0, "not a .dlm file: it does not begin with DLCMODEL"));
  EXPECT_EQ(problemOf("PK"), at(0, "not a .dlm file: it does not begin with DLCMODEL"));
  EXPECT_EQ(withHeader([](Header &h) { h.magic[7] = 'l'; }),
            at(0, "not a .dlm file: it does not begin with DLCMODEL"));
  EXPECT_EQ(problemOf("DLCMODEL"), at(8, "truncated: the header takes 64 bytes"));
  EXPECT_EQ(withHeader([](Header &h) { h.version = 3; }),
            at(8, "format version 3 is newer than this dlc reads (2); use a newer dlc"));
  EXPECT_EQ(withHeader([](Header &h) { h.version = 0; }), at(8, "format version 0 does not exist"));
  EXPECT_EQ(withHeader([](Header &h) { h.flags = 16; }), at(12, "unknown flags 0000000000000010"));
  EXPECT_EQ(withHeader([](Header &h) { h.reserved = 1; }), at(48, "reserved bytes are not zero"));
  EXPECT_EQ(withHeader([](Header &h) { h.index_offset += 8; }),
            at(16, "index offset " + std::to_string(headerOf(whole).index_offset + 8) +
                       " is not a multiple of 64"));
  std::string damaged = whole;
  damaged[40] ^= 1;
  EXPECT_TRUE(problemOf(damaged).starts_with(at(56, "header checksum is ")));
}

TEST_F(Diagnostics, OfSizes) {
  using Header = model_format::Header;
  std::string size = std::to_string(whole.size());
  std::string cut = whole.substr(0, whole.size() - 1);
  EXPECT_EQ(problemOf(cut), at(cut.size(), "truncated: the file should have " + size + " bytes"));
  EXPECT_EQ(problemOf(whole + "??"),
            at(whole.size(), "bytes after the end of the model: the file should have " + size + ", has " +
                                 std::to_string(whole.size() + 2)));
  std::string offset = std::to_string(headerOf(whole).index_offset);
  EXPECT_EQ(
      withHeader([](Header &h) { h.index_size = ~uint64_t(0); }),
      at(16, "the index (offset " + offset + ", size 18446744073709551615) runs past the end of the file"));
  EXPECT_TRUE(withHeader([](Header &h) {
                h.index_offset = uint64_t(1) << 63;
              }).starts_with(at(16, "the index (offset 9223372036854775808, size ")));
}

TEST_F(Diagnostics, OfAnIndexThatIsTooLarge) {
  // Sparse: takes no space on the disk.
  uint64_t size = 64 + (uint64_t(1) << 31);
  std::filesystem::resize_file(path, size);
  model_format::Header header = headerOf(whole);
  header.index_offset = 64;
  header.index_size = size - 64;
  header.file_size = size;
  header.header_checksum = model_format::checksum(header);
  std::fstream(path, std::ios::binary | std::ios::in | std::ios::out)
      .write(reinterpret_cast<const char *>(&header), sizeof(header));
  try {
    ModelFile file(path);
    FAIL();
  } catch (const Error &error) {
    EXPECT_EQ(error.what(), at(24, "the index has 2147483648 bytes, more than the format allows"));
  }
}

TEST_F(Diagnostics, OfAMalformedIndex) {
  uint64_t offset = headerOf(whole).index_offset;
  std::string damaged = whole;
  damaged.back() ^= 1;
  EXPECT_TRUE(problemOf(damaged).starts_with(at(offset, "index checksum is ")));
  EXPECT_EQ(problemOf(replaceIndex("")), at(offset, "the index is malformed"));
  EXPECT_EQ(problemOf(replaceIndex(std::string(100, '\xff'))), at(offset, "the index is malformed"));
}

// Without this check a few bytes per segment could ask for megabytes each.
TEST_F(Diagnostics, OfAnIndexWhosePartsOverlap) {
  flatbuffers::FlatBufferBuilder builder;
  auto name = builder.CreateString(std::string(10000, 'n'));
  std::vector<flatbuffers::Offset<model_index::Segment>> segments(1000,
                                                                  model_index::CreateSegment(builder, name));
  auto graph = builder.CreateString("");
  model_index::FinishIndexBuffer(builder,
                                 model_index::CreateIndex(builder, graph, builder.CreateVector(segments)));
  std::string index(reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize());
  EXPECT_EQ(problemOf(replaceIndex(index)),
            at(headerOf(whole).index_offset, "the index is malformed: its parts overlap"));
}

TEST_F(Diagnostics, OfSegments) {
  using Index = model_index::IndexT;
  std::string size = std::to_string(whole.size());
  EXPECT_EQ(withIndex([](Index &) {}), "");
  auto change = [&](auto edit) { return withIndex([&](Index &index) { edit(*index.segments[0]); }); };
  expectInIndex(change([](auto &s) { s.name = ""; }), "segment 0 has no name");
  expectInIndex(change([](auto &s) { s.name = "steps"; }), "two segments are named 'steps'");
  expectInIndex(change([](auto &s) { s.name = "a\nb", s.offset++; }),
                "segment 'a\\x0ab': offset 65 is not a multiple of 64");
  expectInIndex(change([](auto &s) { s.offset = uint64_t(1) << 40; }),
                "segment 'weight': offset 1099511627776 and size 24 run past the end of the file");
  expectInIndex(change([](auto &s) { s.size = ~uint64_t(0); }),
                "segment 'weight': offset 64 and size 18446744073709551615 run past the end of the file");
  expectInIndex(change([](auto &s) { s.size = 20; }),
                "segment 'weight': has 20 bytes, but f32[2,3] takes 24");
  expectInIndex(change([](auto &s) { s.type = model_index::SegmentType(99); }),
                "segment 'weight': unknown element type 99");
  expectInIndex(change([](auto &s) { s.role = model_index::SegmentRole(4); }),
                "segment 'weight': unknown role 4");
  expectInIndex(change([](auto &s) { s.role = model_index::SegmentRole::Constant; }),
                "two constants are named 'weight'");
  expectInIndex(change([](auto &s) { s.shape[1] = -3; }),
                "segment 'weight': negative dimension in f32[2,-3]");
  expectInIndex(change([](auto &s) { s.shape = {int64_t(1) << 32, int64_t(1) << 32}; }),
                "segment 'weight': the size of f32[4294967296,4294967296] does not fit into 64 bits");
}

TEST_F(Diagnostics, OfOverlaps) {
  using Index = model_index::IndexT;
  uint64_t indexOffset = headerOf(whole).index_offset;
  EXPECT_EQ(withIndex([](Index &index) { index.segments[0]->offset = 0; }),
            at(0, "segment 'weight' overlaps the header"));
  EXPECT_EQ(withIndex([](Index &index) { index.segments[1]->offset = 64; }),
            at(64, "segment 'steps' overlaps segment 'weight'"));
  EXPECT_EQ(withIndex([&](Index &index) { index.segments[0]->offset = indexOffset; }),
            at(indexOffset, "segment 'weight' overlaps the index"));
}

TEST_F(Diagnostics, OfTheDescription) {
  using Index = model_index::IndexT;
  float infinity = std::numeric_limits<float>::infinity();
  expectInIndex(withIndex([](Index &index) { index.optimizer->name = ""; }), "the optimizer has no name");
  expectInIndex(withIndex([](Index &index) { index.normalization->mean.pop_back(); }),
                "normalisation has 1 means, but 2 standard deviations");
  expectInIndex(withIndex([&](Index &index) { index.normalization->mean[1] = infinity; }),
                "normalisation: mean 1 is not finite");
  expectInIndex(withIndex([](Index &index) { index.normalization->standard_deviation[0] = 0; }),
                "normalisation: standard deviation 0 is not positive and finite");
}

TEST_F(Diagnostics, OfProgress) {
  auto change = [&](auto edit) {
    return withIndex([&](model_index::IndexT &index) { edit(*index.progress); });
  };
  expectInIndex(change([](auto &p) { p.metrics[1]->name = ""; }), "progress: a metric has no name");
  expectInIndex(change([](auto &p) { p.metrics[1]->name = "loss"; }),
                "progress: two metrics are named 'loss'");
  for (double seconds : {-1.0, std::numeric_limits<double>::quiet_NaN()})
    expectInIndex(change([&](auto &p) { p.seconds_in_epoch = seconds; }),
                  "progress: the seconds of the epoch are no time");
  for (double factor : {-1.0, std::nan(""), HUGE_VAL})
    expectInIndex(change([&](auto &p) { p.schedule_factor = factor; }),
                  "progress: the factor on the learning rate is none");
  expectInIndex(change([](auto &p) { p.examples = 6; }), "progress: 7 examples are held back of 6");
}

TEST_F(Diagnostics, NoneForProgressOfBeforeTheSumsWereKept) {
  // FlatBuffers leaves out what has its default value, so this is what an older dlc wrote.
  EXPECT_EQ(withIndex([](model_index::IndexT &index) {
              model_index::ProgressT &progress = *index.progress;
              progress.examples_in_epoch = progress.examples = progress.validation_examples = 0;
              progress.seconds_in_epoch = 0;
              progress.metrics.clear();
              progress.schedule_factor = 1;
              progress.schedule_best = HUGE_VAL;
              progress.schedule_worse_epochs = progress.schedule_cooldown = 0;
            }),
            "");
  const ModelProgress expected = {
      .seed = 1, .epoch = 2, .stepInEpoch = 3, .globalStep = 4, .batchSize = 5, .shuffleSeed = ~uint64_t(0)};
  EXPECT_EQ(ModelFile(path).contents().progress, expected);
}

TEST_F(Diagnostics, OfVerifyingChecksums) {
  std::string damaged = whole;
  damaged[64] ^= 1;
  write(path, damaged);
  EXPECT_NO_THROW(ModelFile{path}) << "opening does not read the weights";
  EXPECT_TRUE(problemOf(damaged).starts_with(at(64, "segment 'weight': checksum is ")));
  damaged = whole;
  damaged[64 + 24] = 1;
  EXPECT_EQ(problemOf(damaged), at(88, "padding before segment 'steps' is not zero: the file is damaged"));
}

} // namespace
} // namespace dlc::test

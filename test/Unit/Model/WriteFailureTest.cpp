// Writing that fails, for want of space, permission or a sound description: the message names file and
// reason, the file that was there is untouched, and no temporary stays behind.
#include "ModelTest.h"

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

namespace dlc::test {
namespace {

class WriteFailure : public ModelTest {
protected:
  static std::string problemOfWriting(const std::filesystem::path &target, const ModelContents &model) {
    try {
      writeModelFile(target, model);
    } catch (const Error &error) {
      return error.what();
    }
    return {};
  }
  ptrdiff_t filesInFolder() const {
    return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
  }
};

/// Lets files grow to so many bytes and no further while it lives: writes beyond fail, as on a full disk.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes) : oldHandler(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old);
    rlimit limit = {bytes, old.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, oldHandler);
  }

private:
  rlimit old;
  void (*oldHandler)(int);
};

TEST_F(WriteFailure, OfAFullDiskLeavesTheOldFile) {
  writeModelFile(path, smallModel());
  std::string old = read(path);
  ModelContents larger = smallModel();
  larger.progress->epoch = 77;
  for (size_t space = 0; space < old.size(); space += 13) {
    std::string problem;
    {
      FileSizeLimit limit(space);
      problem = problemOfWriting(path, larger);
    }
    EXPECT_EQ(problem, path.string() + ": cannot write: File too large");
    EXPECT_EQ(read(path), old);
    EXPECT_EQ(filesInFolder(), 1);
  }
  EXPECT_EQ(problemOfWriting(path, larger), "");
}

TEST_F(WriteFailure, OfAFullDiskLeavesNothingWhereNothingWas) {
  {
    FileSizeLimit limit(100);
    EXPECT_NE(problemOfWriting(path, smallModel()), "");
  }
  EXPECT_EQ(filesInFolder(), 0);
}

TEST_F(WriteFailure, OfPermissionLeavesTheOldFile) {
  writeModelFile(path, smallModel());
  std::string old = read(path);
  // Permissions do not hold back root, so be somebody else meanwhile.
  bool isRoot = ::geteuid() == 0;
  ASSERT_EQ(::chmod(folder.c_str(), 0555), 0);
  if (isRoot) {
    ASSERT_EQ(::seteuid(65534), 0);
  }
  std::string problem = problemOfWriting(path, smallModel());
  if (isRoot) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  ASSERT_EQ(::chmod(folder.c_str(), 0755), 0);
  EXPECT_EQ(problem, path.string() + ": cannot create a temporary file beside it: Permission denied");
  EXPECT_EQ(read(path), old);
  EXPECT_EQ(filesInFolder(), 1);
}

TEST_F(WriteFailure, OfATargetThatIsNoFile) {
  EXPECT_EQ(problemOfWriting(folder, smallModel()),
            folder.string() + ": cannot write: exists and is not a regular file");
  EXPECT_EQ(problemOfWriting("/dev/full", smallModel()),
            "/dev/full: cannot write: exists and is not a regular file");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
  std::filesystem::path absent = folder / "absent" / "a.dlm";
  EXPECT_EQ(problemOfWriting(absent, smallModel()),
            absent.string() + ": cannot create a temporary file beside it: No such file or directory");
  write(path, "a file");
  EXPECT_EQ(problemOfWriting(path / "a.dlm", smallModel()),
            (path / "a.dlm").string() + ": cannot write: Not a directory");
}

TEST_F(WriteFailure, OfContentsThatBreakARule) {
  auto problem = [&](auto change) {
    ModelContents model = smallModel();
    change(model);
    std::string text = problemOfWriting(path, model);
    std::string start = path.string() + ": cannot write: ";
    EXPECT_TRUE(text.starts_with(start)) << text;
    return text.substr(std::min(start.size(), text.size()));
  };
  EXPECT_EQ(problem([](auto &m) { m.segments[1].name = "weight"; }), "two segments are named 'weight'");
  EXPECT_EQ(problem([](auto &m) { m.segments.push_back(m.segments.back()); }),
            "two constants are named 'weight'");
  EXPECT_EQ(problem([](auto &m) { m.dialectVersion = 0; }), "version 0 of the dialects does not exist");
  EXPECT_EQ(problem([](auto &m) { m.segments[1].name = ""; }), "segment 1 has no name");
  EXPECT_EQ(problem([](auto &m) { m.segments[1].shape = {2}; }),
            "segment 'steps': has 8 bytes, but i64[2] takes 16");
  EXPECT_EQ(problem([](auto &m) { m.normalization.standardDeviation = {1, -1}; }),
            "normalisation: standard deviation 1 is not positive and finite");
  EXPECT_EQ(problem([](auto &m) { m.graph.assign((size_t(1) << 30) + 1, ' '); }),
            "graph, names and shapes together exceed 1 GiB");
  EXPECT_EQ(problem([](auto &m) {
              for (int i = 0; i < 1'000'000; ++i)
                m.segments.push_back({std::to_string(i), DType::u8, {0}, ModelSegment::Role::Buffer, {}});
            }),
            "more than 999000 segments");
  EXPECT_EQ(filesInFolder(), 0);
}

} // namespace
} // namespace dlc::test

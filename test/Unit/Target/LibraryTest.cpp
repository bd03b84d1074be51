// Compiled libraries as their users meet them: C programs in Programs/ are compiled by a plain C compiler
// against what writeLibrary wrote, and run.
#include "Target/Library.h"

#include "Model/ModelFile.h"
#include "Target/Header.h"
#include "Target/Jit.h"
#include "Target/SharedLibrary.h"
#include "TinyModel.h"
#include "dlc/Error.h"

#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/wait.h>

namespace dlc::test {
namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

struct Outcome {
  int status;
  std::string output;
};

/// Runs a shell command; standard error is part of the output.
static Outcome shell(const std::string &command) {
  std::string output;
  FILE *pipe = ::popen((command + " 2>&1").c_str(), "r");
  for (char buffer[4096]; size_t count = std::fread(buffer, 1, sizeof(buffer), pipe);)
    output.append(buffer, count);
  return {WEXITSTATUS(::pclose(pipe)), output};
}

class Library : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "dlc-target-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { fs::remove_all(folder); }

  fs::path write(const TinyModel &model, const std::string &name) const {
    return writeLibrary(folder / name, model.objects(), model.manifest, model.options).library;
  }

  /// Compiles Programs/<name>.c as strict C99 with libraries and runs it with arguments.
  Outcome compileAndRun(const std::string &name, const std::string &libraries,
                        const std::string &arguments) const {
    fs::path program = folder / name;
    Outcome compiled =
        shell(std::string(DLC_PLAIN_CC) + " -std=c99 -Wall -Wextra -Werror -pedantic -D_DEFAULT_SOURCE -I" +
              folder.string() + " " + PROGRAMS + "/" + name + ".c -o " + program.string() + " " + libraries +
              " -lm");
    return compiled.status ? compiled : shell(program.string() + " " + arguments);
  }

  std::string problemOf(const std::function<void()> &action) const {
    try {
      action();
    } catch (const Error &error) {
      return error.what();
    }
    return "";
  }

  std::string read(const fs::path &path) const {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  void writeModelFiles() const {
    const float weight[4] = {10, 20, 30, 40}, wide[5] = {};
    const int64_t steps = 7;
    ModelContents contents;
    contents.graph = "nn";
    contents.segments = {
        {"steps", DType::i64, {}, ModelSegment::Role::Buffer, std::as_bytes(std::span(&steps, 1))},
        {"dense.weight", DType::f32, {4}, ModelSegment::Role::Parameter, std::as_bytes(std::span(weight))}};
    writeModelFile(folder / "from_dlc.dlm", contents);
    contents.segments[1].shape = {5};
    contents.segments[1].bytes = std::as_bytes(std::span(wide));
    writeModelFile(folder / "other.dlm", contents);
  }

  fs::path folder;
};

/// The same program with each kind of library.
class AnyLibrary : public Library, public testing::WithParamInterface<const char *> {};
INSTANTIATE_TEST_SUITE_P(Kinds, AnyLibrary, testing::Values("tiny.so", "tiny.a", "tiny.o"),
                         [](const auto &info) { return std::string(info.param + 5); });

TEST_P(AnyLibrary, ServesACProgram) {
  std::string library = write(TinyModel(), GetParam()).string();
  writeModelFiles();
  Outcome outcome = compileAndRun("use", library + " -Wl,-rpath," + folder.string(), folder.string());
  EXPECT_EQ(outcome.status, 0) << outcome.output;

  ModelFile saved(folder / "from_library.dlm");
  saved.verifyChecksums();
  EXPECT_EQ(saved.contents().graph, "nn.func @predict() { nn.return }\n");
  EXPECT_EQ(saved.contents().optimizer, (ModelOptimizer{"momentum", "momentum = 0.9"}));
  EXPECT_EQ(saved.contents().classNames[1], "trouser");
  EXPECT_EQ(saved.contents().normalization, (ModelNormalization{{0.25f}, {0.5f}}));
  EXPECT_FALSE(saved.contents().progress);
  ASSERT_EQ(saved.segments().size(), 4u);
  EXPECT_EQ(saved.contents().dialectVersion, 7u);
  EXPECT_EQ(saved.segments()[3].role, ModelSegment::Role::Constant);
  EXPECT_EQ(saved.segments()[3].name, "steps");
  EXPECT_EQ(saved.segments()[3].bytes[2], std::byte(3));
  const float expected[4] = {2.5, 3.5, 4.5, 5.5};
  const ModelSegment *weight = saved.find("dense.weight");
  ASSERT_TRUE(weight);
  EXPECT_EQ(weight->shape, std::vector<int64_t>{4});
  EXPECT_EQ(std::memcmp(weight->bytes.data(), expected, sizeof(expected)), 0);
  EXPECT_EQ(saved.find("dense.weight.slot")->role, ModelSegment::Role::Optimizer);
}

TEST_F(Library, KeepsTheOldFileIfTheDiskIsFull) {
  std::string library = write(TinyModel(), "tiny.a").string();
  writeModelFiles();
  std::string before = read(folder / "from_dlc.dlm");
  Outcome outcome = compileAndRun("failing_disk", library, (folder / "from_dlc.dlm").string());
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_EQ(read(folder / "from_dlc.dlm"), before);
  for (const fs::directory_entry &entry : fs::directory_iterator(folder))
    EXPECT_THAT(entry.path().string(), Not(HasSubstr(".tmp")));
}

TEST_F(Library, TwoModelsLiveInOneProgram) {
  const float eleven[4] = {11, 11, 11, 11}, twentyTwo[4] = {22, 22, 22, 22};
  const int64_t steps = 0;
  TinyModel one("one"), other("other", false, 100);
  one.manifest.variables[0].initial = std::as_bytes(std::span(eleven));
  one.manifest.variables[1].initial = std::as_bytes(std::span(&steps, 1));
  other.manifest.variables[0].initial = std::as_bytes(std::span(twentyTwo));
  std::string libraries = write(one, "one.a").string() + " " + write(other, "other.o").string();
  Outcome outcome = compileAndRun("two_models", libraries, "");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
}

TEST_F(Library, ExportsItsOwnNamesOnly) {
  for (const char *name : {"tiny.so", "tiny.a"}) {
    std::string library = write(TinyModel(), name).string();
    std::istringstream lines(shell(std::string(LLVM_NM) +
                                   (fs::path(name).extension() == ".so" ? " -D" : " -g") +
                                   " --defined-only --format=just-symbols " + library)
                                 .output);
    size_t count = 0;
    for (std::string line; std::getline(lines, line);)
      if (!line.empty() && line.back() != ':') {
        EXPECT_EQ(line.substr(0, 5), "tiny_") << name;
        ++count;
      }
    EXPECT_EQ(count, 16u) << name;
  }
}

TEST_F(Library, NeedsLibcAndLibmOnly) {
  auto needed = [&](bool parallel) {
    std::string text;
    std::istringstream lines(shell("ldd " + write(TinyModel("tiny", parallel), "tiny.so").string()).output);
    for (std::string line, name; std::getline(lines, line);) {
      std::istringstream(line) >> name;
      text += fs::path(name).filename().string() + "\n";
    }
    return text;
  };
  EXPECT_THAT(needed(false), testing::AllOf(HasSubstr("libm.so.6\n"), HasSubstr("libc.so.6\n")));
  std::istringstream serial(needed(false)), parallel(needed(true));
  for (std::string name; serial >> name;)
    EXPECT_THAT(name, testing::AnyOf("linux-vdso.so.1", "libm.so.6", "libc.so.6", "ld-linux-x86-64.so.2"));
  // What libomp itself needs is its own affair.
  EXPECT_THAT(parallel.str(), HasSubstr("libomp.so.5\n"));
}

TEST_F(Library, IsSmall) { EXPECT_LT(fs::file_size(write(TinyModel(), "tiny.so")), 39u << 10); }

TEST_F(Library, GivesTheSameBitsAsInProcessLinking) {
  TinyModel model("tiny", true);
  model.options.target = describeTarget("native");
  model.manifest.cpu = model.options.target.cpu;
  model.manifest.features = model.options.target.features;
  std::vector<Object> objects = model.objects();
  std::shared_ptr<const dlc_program> linked = linkInProcess(objects, model.manifest, model.options);
  fs::path path = writeLibrary(folder / "tiny.so", objects, model.manifest, model.options).library;
  std::shared_ptr<const dlc_program> loaded = loadLibrary(path);
  alignas(64) float image[40], weight[4] = {0.1f, -0.2f, 0.3f, -0.4f}, arena[40], first[40], second[40];
  for (int i = 0; i < 40; ++i)
    image[i] = float(i) * 0.37f - 7;
  for (auto [program, out] : {std::pair{linked.get(), first}, std::pair{loaded.get(), second}}) {
    void *table[] = {image, out, weight, nullptr, arena};
    ASSERT_STREQ(program->entries[1].name, "predict");
    const int64_t batch = 10;
    program->entries[1].run(&batch, table);
  }
  EXPECT_EQ(std::memcmp(first, second, sizeof(first)), 0);
  EXPECT_NE(first[0], 0);
}

TEST_F(Library, LoadsOnlyWhatDlcCompiled) {
  EXPECT_THAT(problemOf([&] { loadLibrary(folder / "none.so"); }), HasSubstr("No such file"));
  std::ofstream(folder / "text.so") << "no library at all";
  EXPECT_THAT(problemOf([&] { loadLibrary(folder / "text.so"); }),
              HasSubstr("text.so: cannot read as a library"));
  EXPECT_THAT(problemOf([&] { loadLibrary("/usr/lib/x86_64-linux-gnu/libm.so.6"); }),
              HasSubstr("exports no NAME_program"));
  // A relocatable object is ELF too, but has no dynamic symbols.
  EXPECT_THAT(problemOf([&] { loadLibrary(write(TinyModel(), "tiny.o")); }),
              HasSubstr("exports no NAME_program"));
  TinyModel foreign;
  foreign.manifest.features += ",no-such-feature";
  EXPECT_THAT(problemOf([&] { loadLibrary(write(foreign, "tiny.so")); }), HasSubstr("lacks no-such-feature"));
}

TEST_F(Library, LoadsOnlyItsOwnVersion) {
  auto build = [&](const std::string &source) {
    std::ofstream(folder / "fake.c") << "const unsigned *fake_program(void) { " << source << " }\n";
    Outcome outcome = shell(std::string(DLC_PLAIN_CC) + " -shared -fPIC " + (folder / "fake.c").string() +
                            " -o " + (folder / "fake.so").string());
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    return problemOf([&] { loadLibrary(folder / "fake.so"); });
  };
  EXPECT_THAT(build("return 0;"), HasSubstr("fake_program gives no Program"));
  EXPECT_THAT(build("static const unsigned other[30] = {0x50434c44u, 7}; return other;"),
              HasSubstr("its Program has version 7, this dlc reads 6"));
}

TEST_F(Library, RefusesACpuThatLacksWhatItNeeds) {
  TinyModel model;
  model.manifest.cpu = "futuristic";
  model.manifest.features += ",no-such-feature";
  void *library = ::dlopen(write(model, "tiny.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_TRUE(library) << ::dlerror();
  auto create = reinterpret_cast<int (*)(void **)>(::dlsym(library, "tiny_create"));
  auto init = reinterpret_cast<int (*)(void *, int64_t)>(::dlsym(library, "tiny_init"));
  auto message = reinterpret_cast<const char *(*)(void *)>(::dlsym(library, "tiny_message"));
  auto destroy = reinterpret_cast<void (*)(void *)>(::dlsym(library, "tiny_destroy"));
  void *instance = nullptr;
  EXPECT_EQ(create(&instance), -4);
  ASSERT_TRUE(instance);
  EXPECT_STREQ(message(instance), "the library was compiled for futuristic; this CPU lacks no-such-feature");
  EXPECT_EQ(init(instance, 1), -4);
  EXPECT_STREQ(message(instance), "the library was compiled for futuristic; this CPU lacks no-such-feature");
  destroy(instance);
  ::dlclose(library);
}

TEST_F(Library, ThreadsAreThoseOfTheModel) {
  std::string library = write(TinyModel("tiny", true), "tiny.so").string();
  Outcome outcome = compileAndRun("threads", library + " -lpthread -Wl,-rpath," + folder.string(), "");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
}

TEST_F(Library, FailureLeavesFilesAsTheyWere) {
  std::ofstream(folder / "tiny.so") << "old";
  std::ofstream(folder / "tiny.h") << "old";
  TinyModel model;
  model.manifest.entries[1].symbol = "there_is_no_such_function";
  std::string problem = problemOf([&] { write(model, "tiny.so"); });
  EXPECT_THAT(problem, HasSubstr("ld.lld"));
  EXPECT_THAT(problem, HasSubstr("there_is_no_such_function"));
  EXPECT_EQ(read(folder / "tiny.so"), "old");
  EXPECT_EQ(read(folder / "tiny.h"), "old");
  EXPECT_THAT(problemOf([&] { write(TinyModel(), "tiny.dll"); }), HasSubstr("ends in .so, .a or .o"));
  EXPECT_THAT(problemOf([&] { write(TinyModel(), "no/folder/tiny.so"); }), HasSubstr("No such file"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 2);
}

TEST_F(Library, SizesAreParameters) {
  TinyModel model;
  ManifestEntry pad{"pad", "pad", {{"x", DType::f32, {-1, -2}}}, {{"y", DType::f32, {-3}}}, {}};
  pad.sizes = {"batch", "sequence"};
  pad.derivedSizes = {"sequence + 2"};
  pad.hasMeasure = true;
  model.manifest.entries = {pad};
  std::string text = cHeader(model.manifest);
  EXPECT_THAT(text, HasSubstr("int tiny_pad(tiny_model *model, int64_t batch, int64_t sequence, const float "
                              "*x, float *y);"));
  EXPECT_THAT(text, HasSubstr(" *   batch: examples in this call, at least 1\n"
                              " *   sequence: a size of this call, at least 1\n"
                              " *   x: in, f32 [batch, sequence]\n *   y: out, f32 [sequence + 2]\n"));
  EXPECT_THAT(text, HasSubstr("#define TINY_PAD_X_ELEMENTS(batch, sequence) ((int64_t)(batch) * "
                              "(int64_t)(sequence))\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("TINY_PAD_Y_ELEMENTS"))); // which an expression says
  // What no shape depends on is not asked for.
  model.manifest.entries[0].inputs[0].shape = {-2};
  EXPECT_THAT(cHeader(model.manifest),
              HasSubstr("int tiny_pad(tiny_model *model, int64_t sequence, const float *x, float *y);"));
}

TEST_F(Library, HeaderSurvivesAnyNames) {
  TinyModel model("2d*/ model");
  model.manifest.classNames = {"*/ #error",     "/* nested", "line\nbreak",
                               "trigraph ?\?/", "back\\",    "\xc3\xa9"};
  model.manifest.entries[1].name = "save";
  model.manifest.entries[1].inputs[0].name = "class";
  model.manifest.entries[1].outputs[0].name = "int";
  model.manifest.entries[2].inputs[0].name = "batch";
  model.manifest.entries[2].inputs[1].name = "a.b";
  model.manifest.entries[2].outputs[0].name = "a b";
  model.manifest.entries[2].outputs[1].name = "model";
  std::string text = cHeader(model.manifest);
  EXPECT_THAT(
      text,
      HasSubstr(
          "int x2d_model_save_2(x2d_model_model *model, int64_t batch, const float *class_, float *int_)"));
  EXPECT_THAT(
      text, HasSubstr("(x2d_model_model *model, int64_t batch, const float *batch_2, const int64_t *a_b,\n"));
  EXPECT_THAT(text, HasSubstr(" float learning_rate, float *a_b_2, float *model_2);\n"));
  fs::path header = write(model, "names.a").replace_extension(".h");
  EXPECT_EQ(read(header), text);
  std::string flags = " -fsyntax-only -Wall -Wextra -Werror -pedantic " + header.string();
  Outcome c = shell(std::string(DLC_PLAIN_CC) + " -std=c99 -x c" + flags);
  EXPECT_EQ(c.status, 0) << c.output;
  Outcome cxx = shell(std::string(DLC_CXX) + " -std=c++11 -x c++ -Wno-pragma-once-outside-header" + flags);
  EXPECT_EQ(cxx.status, 0) << cxx.output;
}

} // namespace dlc::test

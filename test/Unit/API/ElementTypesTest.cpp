// A variable of every element type, in this process and in a compiled library: initial values, access, files.
#include "ApiTest.h"

#include "NN/NNElementTypes.h"
#include "dlc/Compile.h"
#include "dlc/program.h"

#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <map>

namespace dlc {
namespace {

constexpr std::int64_t rows = 16,
                       columns = 300; // 9600 bytes of 16-bit elements: more than an arena's alignment

/// A module with a variable of every type in the list; those of floating-point numbers are drawn at random.
std::string moduleText() {
  std::string text = "module @kinds {\n", body, sum;
  for (const ElementType &info : elementTypes) {
    const std::string name = info.name, type = "tensor<16x300x" + std::string(info.mlir) + ">";
    const bool isFloat = info.kind == ElementKind::Float;
    text += "  nn.variable " + std::string(isFloat ? "" : "buffer ") + "@" + name + " : " + type + " init " +
            (isFloat ? "#nn.he_uniform" : "#nn.zeros") + "\n";
    const std::string wide = "tensor<16x300xf64>";
    body += "    %v" + name + " = nn.read @" + name + " : " + type + "\n";
    std::string value = "%v" + name;
    if (info.type != DType::f64) {
      body += "    %w" + name + " = nn.cast " + value + " : " + type + " to " + wide + "\n";
      value = "%w" + name;
    }
    if (!sum.empty()) {
      body += "    %s" + name + " = nn.add " + sum + ", " + value + " : " + wide + ", " + wide + "\n";
      value = "%s" + name;
    }
    sum = value;
  }
  return text + "  nn.func @predict() -> (sum: tensor<16x300xf64>) {\n" + body + "    nn.return " + sum +
         " : tensor<16x300xf64>\n  }\n}\n";
}

/// Some bytes that are a value of the type; other ones for another seed.
std::vector<std::byte> someBytes(const ElementType &info, unsigned seed) {
  Tensor tensor({rows, columns}, info.type);
  visitType(info.type, [&]<typename T>(T) {
    for (unsigned next = seed; T &value : tensor.values<T>()) {
      next = next * 1664525u + 1013904223u;
      if constexpr (std::is_same_v<T, bool>)
        value = next >> 31;
      else
        value = static_cast<T>(static_cast<float>(next >> 26));
    }
  });
  return {tensor.bytes().begin(), tensor.bytes().end()};
}

/// The functions of the compiled library.
class CompiledKinds {
public:
  explicit CompiledKinds(const std::filesystem::path &path)
      : library(::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    EXPECT_TRUE(library) << ::dlerror();
    EXPECT_EQ(function<int(void **)>("create")(&model), 0);
  }
  ~CompiledKinds() {
    function<void(void *)>("destroy")(model);
    ::dlclose(library);
  }
  template <typename Signature> Signature *function(const std::string &name) {
    void *address = ::dlsym(library, ("kinds_" + name).c_str());
    EXPECT_TRUE(address) << name;
    return reinterpret_cast<Signature *>(address);
  }
  std::string message() { return function<const char *(void *)>("message")(model); }
  void expectDone(int status) { EXPECT_EQ(status, 0) << message(); }

  void init(std::int64_t seed) { expectDone(function<int(void *, std::int64_t)>("init")(model, seed)); }
  std::vector<std::byte> get(const std::string &name, std::size_t bytes) {
    std::vector<std::byte> value(bytes);
    expectDone(function<int(void *, const char *, void *, std::uint64_t)>("get_variable")(
        model, name.c_str(), value.data(), bytes));
    return value;
  }
  void set(const std::string &name, const std::vector<std::byte> &value) {
    expectDone(function<int(void *, const char *, const void *, std::uint64_t)>("set_variable")(
        model, name.c_str(), value.data(), value.size()));
  }
  void load(const std::string &path) {
    expectDone(function<int(void *, const char *)>("load")(model, path.c_str()));
  }
  void save(const std::string &path) {
    expectDone(function<int(void *, const char *)>("save")(model, path.c_str()));
  }
  std::vector<double> predict() {
    std::vector<double> sum(rows * columns);
    expectDone(function<int(void *, double *)>("predict")(model, sum.data()));
    return sum;
  }

private:
  void *library, *model = nullptr;
};

class ElementTypes : public testing::Test {
protected:
  ElementTypes() {
    std::string pattern = testing::TempDir() + "dlc-elements-XXXXXX";
    folder = ::mkdtemp(pattern.data());
  }
  ~ElementTypes() override { std::filesystem::remove_all(folder); }

  void expectSame(CompiledKinds &c, const Program &program) {
    for (const ElementType &info : elementTypes) {
      const Tensor &value = program.variable(info.name);
      const auto bytes = value.bytes();
      EXPECT_EQ(c.get(info.name, bytes.size()), std::vector<std::byte>(bytes.begin(), bytes.end()))
          << info.name;
    }
  }

  std::filesystem::path folder;
};

TEST_F(ElementTypes, AreTheSameInALibraryAndInThisProcess) {
  const Graph graph = Graph::parse(moduleText(), "kinds");
  CompileOptions options;
  options.parallel = Parallel::none;
  Program program = compile(graph, options);
  compileLibrary(graph, folder / "kinds.so", options);
  CompiledKinds c(folder / "kinds.so");

  c.init(7);
  program.init(7);
  expectSame(c, program);

  for (const ElementType &info : elementTypes) {
    const std::vector<std::byte> bytes = someBytes(info, 3);
    ASSERT_EQ(bytes.size(), rows * columns * info.bits / 8);
    c.set(info.name, bytes);
    Tensor value({rows, columns}, info.type);
    std::memcpy(value.bytes().data(), bytes.data(), bytes.size());
    program.setVariable(info.name, value);
  }
  expectSame(c, program);
  const std::vector<double> sum = c.predict();
  const Outputs outputs = program.call("predict");
  const auto expected = outputs["sum"].values<double>();
  EXPECT_EQ(sum, std::vector<double>(expected.begin(), expected.end()));

  // Each reads what the other has written.
  const std::string fromC = folder / "c.dlm", fromCpp = folder / "cpp.dlm";
  c.save(fromC);
  program.save(fromCpp);
  for (const std::string &file : {fromC, fromCpp}) {
    Program fresh = compile(graph, options);
    fresh.load(file);
    CompiledKinds freshC(folder / "kinds.so");
    freshC.load(file);
    expectSame(c, fresh);
    expectSame(freshC, program);
    EXPECT_EQ(freshC.predict(), sum);
  }
}

// TableGen reads no C macros, so the texts of NNBase.td are compared with the list.
TEST_F(ElementTypes, AreThoseThatTheConstraintsOfOpsName) {
  std::ifstream stream(DLC_SOURCE_DIR "/dialects/NN/NNBase.td");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  using enum nn::ElementClass;
  for (auto [elements, start] : {std::pair(Float, "tensor of "),
                                 {Number, "tensor of "},
                                 {Integer, "tensor of "},
                                 {Index, "tensor of "},
                                 {Bool, "tensor of "},
                                 {Any, "ranked tensor of "}})
    EXPECT_THAT(text, testing::HasSubstr('"' + std::string(start) + nn::listOf(elements) + '"'));
}

} // namespace
} // namespace dlc

#include "Cases.h"

#include "Target/SharedLibrary.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace dlc::test {

std::string nameOf(const testing::TestParamInfo<Configuration> &info) {
  const Configuration &c = info.param;
  return std::string(dlc::nameOf(c.element)) + "_" + (c.cpu == std::string("native") ? "native" : "v3") +
         (c.parallel == Parallel::openmp ? "_openmp" : "_none");
}

Graph moduleOf(const std::vector<Case> &cases, DType element) {
  std::string text = "module @cases {\n";
  for (const Case &one : cases)
    text += one.text + "\n";
  text += "}\n";
  for (size_t at; (at = text.find("$T")) != std::string::npos;)
    text.replace(at, 2, dlc::nameOf(element));
  return Graph::parse(text);
}

CompileOptions optionsOf(const Configuration &configuration) {
  CompileOptions options;
  options.cpu = configuration.cpu;
  options.convolution = configuration.convolution;
  options.parallel = configuration.parallel;
  return options;
}

// A well mixed number for a place of a named tensor.
static uint64_t mixed(uint64_t seed, uint64_t place) {
  uint64_t x = seed + 0x9E3779B97F4A7C15u * (place + 1);
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

static void fill(Tensor &tensor, uint64_t seed) {
  auto fillAs = [&]<typename T>(T (*value)(uint64_t)) {
    for (size_t i = 0; T &element : tensor.values<T>())
      element = value(mixed(seed, i++));
  };
  switch (tensor.dtype()) {
  case DType::f32:
    return fillAs.operator()<float>([](uint64_t x) { return float(int64_t(x) >> 40) * 0x1p-23f; });
  case DType::f64:
    return fillAs.operator()<double>([](uint64_t x) { return double(int64_t(x) >> 11) * 0x1p-52; });
  case DType::i64:
    return fillAs.operator()<int64_t>([](uint64_t x) { return int64_t(x % 10); });
  case DType::i1:
    return fillAs.operator()<bool>([](uint64_t x) { return x % 2 == 1; });
  default:
    FAIL() << "no inputs of type " << dlc::nameOf(tensor.dtype());
  }
}

std::vector<Tensor> inputsFor(const EntryInfo &entry, int64_t batch) {
  std::vector<Tensor> inputs;
  for (const TensorInfo &info : entry.inputs) {
    inputs.emplace_back(info.shapeFor(batch), info.dtype);
    fill(inputs.back(), std::hash<std::string>()(entry.name + "." + info.name));
  }
  return inputs;
}

Outputs call(Program &program, const EntryInfo &entry, const std::vector<Tensor> &inputs, int64_t batch) {
  std::vector<Argument> arguments;
  bool batched = false;
  for (size_t i = 0; i < inputs.size(); ++i) {
    arguments.emplace_back(entry.inputs[i].name, inputs[i]);
    batched |= entry.inputs[i].isBatched();
  }
  return program.call(entry.name, arguments, batched ? 0 : batch);
}

Array arrayOf(const Tensor &tensor) {
  Array array(tensor.shape());
  auto copy = [&]<typename T>() {
    for (size_t i = 0; T value : tensor.values<T>())
      array.values[i++] = static_cast<double>(value);
  };
  switch (tensor.dtype()) {
  case DType::f32:
    copy.operator()<float>();
    break;
  case DType::f64:
    copy.operator()<double>();
    break;
  case DType::i64:
    copy.operator()<int64_t>();
    break;
  case DType::i32:
    copy.operator()<int32_t>();
    break;
  case DType::i1:
    copy.operator()<bool>();
    break;
  default:
    ADD_FAILURE() << "no numbers of type " << dlc::nameOf(tensor.dtype());
  }
  return array;
}

void expectNear(const Tensor &actual, const Array &expected, double tolerance, const std::string &what) {
  ASSERT_EQ(actual.shape(), expected.shape) << what;
  double unit = actual.dtype() == DType::f32 ? 1e-5 : 1e-13, scale = 1;
  for (double value : expected.values)
    if (std::isfinite(value))
      scale = std::max(scale, std::fabs(value));
  Array given = arrayOf(actual);
  double worst = 0;
  size_t place = 0;
  for (size_t i = 0; i < given.values.size(); ++i) {
    double a = given.values[i], b = expected.values[i];
    double error = a == b || (std::isnan(a) && std::isnan(b)) ? 0 : std::fabs(a - b);
    if (!(error <= worst)) {
      worst = error;
      place = i;
    }
  }
  if (worst <= tolerance * unit * scale)
    return;
  Shape indices(expected.shape.size());
  for (size_t axis = indices.size(), rest = place; axis-- > 0;) {
    indices[axis] = int64_t(rest % size_t(expected.shape[axis]));
    rest /= size_t(expected.shape[axis]);
  }
  ADD_FAILURE() << what << " at " << toString(indices) << " of " << toString(expected.shape) << ": "
                << given.values[place] << ", expected " << expected.values[place] << "; error " << worst
                << ", allowed " << tolerance * unit * scale;
}

void expectSame(const Outputs &a, const Outputs &b, const std::string &what) {
  ASSERT_EQ(a.size(), b.size()) << what;
  for (auto first = a.begin(), second = b.begin(); first != a.end(); ++first, ++second)
    EXPECT_TRUE(std::ranges::equal(first->tensor.bytes(), second->tensor.bytes()))
        << what << ": " << first->name;
}

static std::string nameOf(const Case &one) {
  size_t from = one.text.find('@') + 1;
  return one.text.substr(from, one.text.find('(') - from);
}

void check(const std::vector<Case> &cases, const Configuration &configuration) {
  Program program = compile(moduleOf(cases, configuration.element), optionsOf(configuration));
  for (const Case &one : cases) {
    const EntryInfo &entry = program.entry(nameOf(one));
    for (int64_t batch : {1, 3, 130}) {
      if (batch > one.largestBatch)
        continue;
      std::string what = entry.name + ", batch " + std::to_string(batch);
      std::vector<Tensor> inputs = inputsFor(entry, batch);
      program.setThreads(2);
      Outputs outputs = call(program, entry, inputs, batch);
      Arrays arrays;
      for (const Tensor &input : inputs)
        arrays.push_back(arrayOf(input));
      Arrays expected = one.expected(arrays, batch);
      ASSERT_EQ(outputs.size(), expected.size()) << what;
      for (size_t i = 0; const Outputs::Item &output : outputs)
        expectNear(output.tensor, expected[i++], one.tolerance, what + ", " + output.name);
      if (configuration.parallel == Parallel::none)
        continue;
      program.setThreads(1);
      expectSame(outputs, call(program, entry, inputs, batch), what + ", on one thread and on two");
    }
  }
}

void checkLibrary(const std::vector<Case> &cases, const Configuration &configuration) {
  Graph graph = moduleOf(cases, configuration.element);
  CompileOptions options = optionsOf(configuration);
  Program linked = compile(graph, options);
  std::string folder = testing::TempDir() + "dlc-cases-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  {
    std::filesystem::path path = compileLibrary(graph, folder + "/cases.so", options).library;
    Program loaded(loadLibrary(path));
    for (const EntryInfo &entry : linked.entries()) {
      std::vector<Tensor> inputs = inputsFor(entry, 3);
      expectSame(call(linked, entry, inputs, 3), call(loaded, entry, inputs, 3), entry.name);
    }
  }
  std::filesystem::remove_all(folder);
}

} // namespace dlc::test

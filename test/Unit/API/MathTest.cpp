// Elementary functions of f32 in compiled code against f64's of the C library: errors in units in the last
// place, over all f32 at a stride that meets every exponent, and special values. Those of f64 against the
// C library's of 64 digits, over samples.
//
// DLC_MATH_STRIDE=1 looks at every f32; that is how the errors in lib/Codegen/Kernels/ExpandMath.cpp were
// measured. DLC_MATH_SAMPLES=N takes as many f64 for each function.
#include "API/Translate.h"
#include "Stages/CheckStage.h"
#include "Target/Jit.h"
#include "dlc/Compile.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

#include <bit>
#include <cfloat>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <random>

namespace dlc {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr size_t block = 1 << 14;

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); }

struct Unary {
  const char *name;
  double (*exact)(double);
  double allowed; ///< error in units in the last place
  long double (*exactOfWide)(long double) = nullptr;
};
constexpr Unary unary[] = {
    {"exp", std::exp, 2, std::exp},       {"expm1", std::expm1, 2, std::expm1},
    {"log", std::log, 2, std::log},       {"log1p", std::log1p, 2, std::log1p},
    {"sinh", std::sinh, 2, std::sinh},    {"cosh", std::cosh, 2, std::cosh},
    {"tanh", std::tanh, 2, std::tanh},    {"asinh", std::asinh, 2, std::asinh},
    {"acosh", std::acosh, 2, std::acosh}, {"atanh", std::atanh, 2, std::atanh},
    {"erf", std::erf, 2, std::erf},       {"sin", std::sin, 2, std::sin},
    {"cos", std::cos, 2, std::cos},       {"tan", std::tan, 2, std::tan},
    {"asin", std::asin, 2, std::asin},    {"acos", std::acos, 2, std::acos},
    {"atan", std::atan, 2, std::atan},
};

std::string replaced(std::string text, const std::string &from, const std::string &to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

/// Two buffers in, one out, over the batch; as the stages leave a function before `tile`.
std::string functionOf(const std::string &name, bool binary) {
  return "func.func @" + name + "(%batch: index, %x: memref<?xf32>, " +
         (binary ? "%y: memref<?xf32>, " : "") +
         "%out: memref<?xf32>) {\n  linalg.generic {indexing_maps = [" +
         (binary ? "affine_map<(d0) -> (d0)>, " : "") +
         "affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = [\"parallel\"]} ins(%x" +
         (binary ? ", %y : memref<?xf32>, " : " : ") +
         "memref<?xf32>) outs(%out : memref<?xf32>) {\n  ^bb0(%a: f32, " + (binary ? "%b: f32, " : "") +
         "%o: f32):\n    %r = math." + name + " %a" + (binary ? ", %b" : "") +
         " : f32\n    linalg.yield %r : f32\n  }\n  return\n}\n";
}

/// Every function, compiled for a CPU that this machine runs: vectors where LLVM makes them.
std::shared_ptr<const dlc_program> compileAll(const std::string &cpu, DType type) {
  std::string text;
  Manifest manifest;
  TargetOptions target;
  target.target = describeTarget(cpu);
  auto add = [&](const std::string &name, bool binary) {
    text += functionOf(name, binary);
    ManifestEntry entry;
    entry.name = entry.symbol = name;
    entry.inputs.assign(binary ? 2 : 1, {"x", type, {-1}});
    if (binary)
      entry.inputs[1].name = "y";
    entry.outputs = {{"out", type, {-1}}};
    manifest.entries.push_back(entry);
  };
  if (type == DType::f32) {
    for (const Unary &function : unary)
      add(function.name, false);
    add("powf", true);
  } else { // in a module of their own, where the C library's names are not taken
    for (const Unary &function : unary)
      add(function.name, false);
    text = replaced(replaced(text, "f32", "f64"), "func.func @", "func.func @of_");
    for (ManifestEntry &entry : manifest.entries)
      entry.symbol = "of_" + entry.name;
  }

  mlir::DialectRegistry dialects;
  registerStageDialects(dialects);
  registerTranslations(dialects);
  mlir::MLIRContext context(dialects);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  if (!module)
    throw Error("the functions do not parse");
  StageOptions options;
  options.openmp = false;
  mlir::PassManager passes(&context);
  AttachTargetOptions attach;
  attach.cpu = cpu;
  passes.addPass(createAttachTarget(attach));
  addTile(passes, options);
  addParallelize(passes, options);
  addLLVM(passes, options);
  if (failed(passes.run(*module)))
    throw Error("the functions do not compile");
  manifest.name = "functions";
  manifest.cpu = target.target.cpu;
  manifest.features = target.target.features;
  return linkInProcess(emitObjects(translate(*module), target), manifest, target);
}

/// For the CPU whose name is the parameter: without a fused product, functions are others.
class Math : public testing::TestWithParam<const char *> {
protected:
  static void TearDownTestSuite() { programs.clear(); }

  template <typename T = float>
  static std::vector<T> call(const std::string &name, std::vector<T> x, std::vector<T> y = {}) {
    std::vector<T> out(x.size());
    std::vector<void *> table{x.data()};
    if (!y.empty())
      table.push_back(y.data());
    table.insert(table.end(), {out.data(), nullptr, nullptr});
    constexpr DType type = sizeof(T) == 4 ? DType::f32 : DType::f64;
    std::shared_ptr<const dlc_program> &program = programs[{GetParam(), type}];
    if (!program)
      program = compileAll(GetParam(), type);
    const auto batch = static_cast<int64_t>(x.size());
    for (int32_t i = 0; i < program->entry_count; ++i)
      if (name == program->entries[i].name)
        program->entries[i].run(&batch, table.data());
    return out;
  }

  using Programs = std::map<std::pair<std::string, DType>, std::shared_ptr<const dlc_program>>;
  static Programs programs;
};
Math::Programs Math::programs;
INSTANTIATE_TEST_SUITE_P(Cpus, Math, testing::Values("native", "x86-64"));

/// In units in the last place of the nearest f32; without limit for a zero of the wrong sign, and where only
/// one is infinite or NaN.
double errorOf(float given, double exact) {
  float nearest = static_cast<float>(exact);
  if (std::isnan(given) || std::isnan(nearest))
    return std::isnan(given) == std::isnan(nearest) ? 0 : HUGE_VAL;
  if (std::isinf(given) || std::isinf(nearest))
    return given == nearest ? 0 : HUGE_VAL;
  if (given == 0 && nearest == 0 && std::signbit(given) != std::signbit(nearest))
    return HUGE_VAL;
  int exponent = nearest == 0 ? -149 : std::max(std::ilogb(nearest) - 23, -149);
  return std::fabs(given - exact) / std::ldexp(1, exponent);
}

uint64_t strideOf(uint64_t usual) {
  const char *given = std::getenv("DLC_MATH_STRIDE");
  return given ? std::strtoull(given, nullptr, 10) : usual;
}

/// The worst error over all f32 at the stride.
void sweep(const Unary &function, uint64_t stride,
           const std::function<std::vector<float>(const std::vector<float> &)> &run) {
  constexpr uint64_t end = uint64_t(1) << 32;
  double worst = 0;
  float at = 0;
  std::vector<float> x;
  for (uint64_t bits = 0; bits < end; bits += stride) {
    x.push_back(std::bit_cast<float>(uint32_t(bits)));
    if (x.size() < block && bits + stride < end)
      continue;
    std::vector<float> y = run(x);
    for (size_t i = 0; i < x.size(); ++i)
      if (double error = errorOf(y[i], function.exact(x[i])); error > worst) {
        worst = error;
        at = x[i];
      }
    x.clear();
  }
  if (std::getenv("DLC_MATH_STRIDE"))
    std::printf("%-8s %.2f at %.9g\n", function.name, worst, double(at));
  EXPECT_LE(worst, function.allowed) << function.name << " of " << at;
}

TEST_P(Math, IsNearTheExactValues) {
  for (const Unary &function : unary)
    sweep(function, strideOf(7919), [&](const std::vector<float> &x) { return call(function.name, x); });
}

/// In units in the last place of the nearest f64.
double errorOfWide(double given, long double exact) {
  const auto nearest = static_cast<double>(exact);
  if (std::isnan(given) || std::isnan(nearest))
    return std::isnan(given) == std::isnan(nearest) ? 0 : HUGE_VAL;
  if (std::isinf(given) || std::isinf(nearest))
    return given == nearest ? 0 : HUGE_VAL;
  const int exponent = nearest == 0 ? -1074 : std::max(std::ilogb(nearest) - 52, -1074);
  return static_cast<double>(std::fabs(given - exact) / std::ldexp(1.0L, exponent));
}

TEST_P(Math, IsNearTheExactValuesInF64) {
  static_assert(std::numeric_limits<long double>::digits >= 64, "exact values need more digits than f64 has");
  const char *given = std::getenv("DLC_MATH_SAMPLES");
  const uint64_t samples = given ? std::strtoull(given, nullptr, 10) : 1 << 15;
  for (const Unary &function : unary) {
    std::mt19937_64 random(1);
    double worst = 0, at = 0;
    for (uint64_t done = 0; done < samples; done += block) {
      // Half of any magnitude, half where functions are neither 0 nor infinite.
      std::vector<double> x(block);
      for (size_t i = 0; i < block; ++i)
        x[i] =
            i % 2 ? std::bit_cast<double>(random())
                  : std::ldexp(static_cast<double>(static_cast<int64_t>(random())), -63 + int(random() % 12));
      const std::vector<double> y = call<double>(function.name, x);
      for (size_t i = 0; i < block; ++i)
        if (const double error = errorOfWide(y[i], function.exactOfWide(x[i])); error > worst) {
          worst = error;
          at = x[i];
        }
    }
    if (given)
      std::printf("%-8s %.2f at %.17g\n", function.name, worst, at);
    EXPECT_LE(worst, function.allowed) << function.name << " of " << at;
  }
}

TEST_P(Math, IsExactAtSpecialValues) {
  const std::vector<float> x = {0.0f, -0.0f,     1.0f,       -1.0f,     infinity,        -infinity,
                                nan,  0x1p-149f, -0x1p-149f, 0x1p-126f, 0x1.fffffep127f, -0x1.fffffep127f,
                                2.0f, 0.5f,      1e10f,      -1e-10f};
  for (const Unary &function : unary) {
    std::vector<float> y = call(function.name, x);
    for (size_t i = 0; i < x.size(); ++i)
      EXPECT_LE(errorOf(y[i], function.exact(x[i])), function.allowed) << function.name << " of " << x[i];
  }
}

TEST_P(Math, IsExactAtSpecialValuesInF64) {
  const std::vector<double> x = {
      0.0,     -0.0,     1.0, -1.0, infinity, -infinity, nan,       0x1p-1074, 0x1p-60, -0x1p-60,
      DBL_MAX, -DBL_MAX, 2.0, 0.5,  0x1p-53,  -0x1p-53,  0x1p-1022, 709.0,     -745.0,  0x1.fffffffffffffp-1};
  for (const Unary &function : unary) {
    const std::vector<double> y = call<double>(function.name, x);
    for (size_t i = 0; i < x.size(); ++i) {
      const long double exact = function.exactOfWide(x[i]);
      EXPECT_LE(errorOfWide(y[i], exact), function.allowed) << function.name << " of " << x[i];
      if (exact == 0)
        EXPECT_EQ(std::signbit(y[i]), std::signbit(exact)) << function.name << " of " << x[i];
    }
  }
}

TEST_P(Math, RaisesToPowers) {
  // Every pair of these, then pairs whose power is near 1 and far.
  const std::vector<float> special = {0.0f,
                                      -0.0f,
                                      1.0f,
                                      -1.0f,
                                      infinity,
                                      -infinity,
                                      nan,
                                      0x1p-149f,
                                      -0x1p-149f,
                                      2.0f,
                                      -2.0f,
                                      3.0f,
                                      -3.0f,
                                      0.5f,
                                      -0.5f,
                                      1.5f,
                                      -2.5f,
                                      0x1p23f,
                                      0x1.000002p23f,
                                      -0x1.000002p23f,
                                      0x1p24f,
                                      0x1.fffffep127f,
                                      -0x1.fffffep127f,
                                      0x1.fffffep-1f,
                                      0x1.000002p0f,
                                      40.0f,
                                      -151.0f};
  std::vector<float> x, y;
  for (float base : special)
    for (float exponent : special) {
      x.push_back(base);
      y.push_back(exponent);
    }
  uint64_t state = 1;
  for (int i = 0; i < 500000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint32_t bits = uint32_t(state >> 32);
    float base = std::bit_cast<float>(bits & 0x7fffffffu);
    state = state * 6364136223846793005u + 1442695040888963407u;
    // As far as the power is a normal number, and a little further.
    double reach = 160 / std::max(std::fabs(std::log2(double(base))), 1e-30);
    x.push_back(base);
    y.push_back(float(reach * (double(state >> 32) * 0x1p-31 - 1)));
  }
  std::vector<float> z = call("powf", x, y);
  double worst = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    double error = errorOf(z[i], std::pow(double(x[i]), double(y[i])));
    worst = std::max(worst, error);
    EXPECT_LE(error, 0.51) << x[i] << " to the power " << y[i] << " is " << z[i];
  }
  if (strideOf(0) == 1)
    std::printf("pow      %.3f\n", worst);
}

/// What nn makes of several of them.
TEST(NNMath, IsNearTheExactValues) {
  const Unary functions[] = {{"sigmoid", sigmoid, 2.5}, {"softplus", softplus, 2}};
  std::string text;
  for (const Unary &function : functions)
    text += std::string("nn.func @") + function.name +
            "(%x: tensor<?xf32>) -> (y: tensor<?xf32>) {\n  %y = nn." + function.name +
            " %x : tensor<?xf32>\n  nn.return %y : tensor<?xf32>\n}\n";
  Program program = compile(Graph::parse(text), {.parallel = Parallel::none});
  for (const Unary &function : functions)
    sweep(function, strideOf(7919), [&](const std::vector<float> &x) {
      Tensor input = Tensor::of<float>({int64_t(x.size())}, std::span<const float>(x));
      Outputs outputs = program.call(function.name, {{"x", input}});
      auto values = outputs["y"].values<float>();
      return std::vector<float>(values.begin(), values.end());
    });
}

} // namespace
} // namespace dlc

// Elementary functions of f32 in compiled code against f64's of the C library: errors in units in the last
// place, over all f32 at a stride that meets every exponent, and special values.
//
// DLC_MATH_STRIDE=1 looks at every f32; that is how the errors in lib/Codegen/Kernels/ExpandMath.cpp were
// measured.
#include "API/Translate.h"
#include "Stages/CheckStage.h"
#include "Target/Jit.h"
#include "dlc/Compile.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

#include <bit>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <map>

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
};
constexpr Unary unary[] = {
    {"exp", std::exp, 2},     {"expm1", std::expm1, 2}, {"log", std::log, 2},   {"log1p", std::log1p, 2},
    {"sinh", std::sinh, 2},   {"cosh", std::cosh, 2},   {"tanh", std::tanh, 2}, {"asinh", std::asinh, 2},
    {"acosh", std::acosh, 2}, {"atanh", std::atanh, 2}, {"erf", std::erf, 2},   {"sin", std::sin, 2},
    {"cos", std::cos, 2},     {"tan", std::tan, 2},     {"asin", std::asin, 2}, {"acos", std::acos, 2},
    {"atan", std::atan, 2},
};

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
std::shared_ptr<const dlc_program> compileAll(const std::string &cpu) {
  std::string text;
  Manifest manifest;
  TargetOptions target;
  target.target = describeTarget(cpu);
  auto add = [&](const std::string &name, bool binary) {
    text += functionOf(name, binary);
    ManifestEntry entry;
    entry.name = entry.symbol = name;
    entry.inputs.assign(binary ? 2 : 1, {"x", DType::f32, {-1}});
    if (binary)
      entry.inputs[1].name = "y";
    entry.outputs = {{"out", DType::f32, {-1}}};
    manifest.entries.push_back(entry);
  };
  for (const Unary &function : unary)
    add(function.name, false);
  add("powf", true);

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

  static std::vector<float> call(const std::string &name, std::vector<float> x, std::vector<float> y = {}) {
    std::vector<float> out(x.size());
    std::vector<void *> table{x.data()};
    if (!y.empty())
      table.push_back(y.data());
    table.insert(table.end(), {out.data(), nullptr, nullptr});
    std::shared_ptr<const dlc_program> &program = programs[GetParam()];
    if (!program)
      program = compileAll(GetParam());
    const auto batch = static_cast<int64_t>(x.size());
    for (int32_t i = 0; i < program->entry_count; ++i)
      if (name == program->entries[i].name)
        program->entries[i].run(&batch, table.data());
    return out;
  }

  static std::map<std::string, std::shared_ptr<const dlc_program>> programs;
};
std::map<std::string, std::shared_ptr<const dlc_program>> Math::programs;
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

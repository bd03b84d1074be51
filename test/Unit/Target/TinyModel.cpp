#include "TinyModel.h"

#include <gtest/gtest.h>
#include <llvm/AsmParser/Parser.h>
#include <llvm/Support/SourceMgr.h>

namespace dlc::test {

static constexpr const char *code = R"(
declare float @expf(float)
declare i32 @omp_get_max_threads()

define void @init(ptr %sizes, ptr %table) {
  %seed.at = load ptr, ptr %table
  %seed = load i64, ptr %seed.at
  %1 = getelementptr ptr, ptr %table, i64 1
  %weight = load ptr, ptr %1
  %2 = getelementptr ptr, ptr %table, i64 2
  %steps = load ptr, ptr %2
  %3 = getelementptr ptr, ptr %table, i64 3
  %slot = load ptr, ptr %3
  store i64 0, ptr %steps
  %start = add i64 %seed, OFFSET
  br label %loop
loop:
  %i = phi i64 [ 0, %0 ], [ %next, %loop ]
  %value.i = add i64 %start, %i
  %value = sitofp i64 %value.i to float
  %w = getelementptr float, ptr %weight, i64 %i
  store float %value, ptr %w
  %s = getelementptr float, ptr %slot, i64 %i
  store float 0.0, ptr %s
  %next = add i64 %i, 1
  %more = icmp slt i64 %next, 4
  br i1 %more, label %loop, label %done
done:
  ret void
}

define void @predict(ptr %sizes, ptr %table) {
  %batch = load i64, ptr %sizes
  %image = load ptr, ptr %table
  %1 = getelementptr ptr, ptr %table, i64 1
  %logits = load ptr, ptr %1
  %2 = getelementptr ptr, ptr %table, i64 2
  %weight = load ptr, ptr %2
  %3 = getelementptr ptr, ptr %table, i64 4
  %arena = load ptr, ptr %3
  %count = mul i64 %batch, 4
  %threads = call i32 @omp_get_max_threads()
  %parallel = icmp sgt i32 %threads, 0
  br i1 %parallel, label %exp, label %done
exp:
  %i = phi i64 [ 0, %0 ], [ %next, %exp ]
  %x.at = getelementptr float, ptr %image, i64 %i
  %x = load float, ptr %x.at
  %e = call float @expf(float %x)
  %e.at = getelementptr float, ptr %arena, i64 %i
  store float %e, ptr %e.at
  %next = add i64 %i, 1
  %more = icmp slt i64 %next, %count
  br i1 %more, label %exp, label %scale
scale:
  %j = phi i64 [ 0, %exp ], [ %next.j, %scale ]
  %v.at = getelementptr float, ptr %arena, i64 %j
  %v = load float, ptr %v.at
  %column = urem i64 %j, 4
  %w.at = getelementptr float, ptr %weight, i64 %column
  %w = load float, ptr %w.at
  %y = fmul float %v, %w
  %y.at = getelementptr float, ptr %logits, i64 %j
  store float %y, ptr %y.at
  %next.j = add i64 %j, 1
  %more.j = icmp slt i64 %next.j, %count
  br i1 %more.j, label %scale, label %done
done:
  ret void
}

define void @train_step(ptr %sizes, ptr %table) {
  %batch = load i64, ptr %sizes
  %1 = getelementptr ptr, ptr %table, i64 1
  %label = load ptr, ptr %1
  %2 = getelementptr ptr, ptr %table, i64 2
  %rate.at = load ptr, ptr %2
  %rate = load float, ptr %rate.at
  %3 = getelementptr ptr, ptr %table, i64 3
  %loss = load ptr, ptr %3
  %4 = getelementptr ptr, ptr %table, i64 4
  %accuracy = load ptr, ptr %4
  %5 = getelementptr ptr, ptr %table, i64 5
  %weight = load ptr, ptr %5
  %6 = getelementptr ptr, ptr %table, i64 6
  %steps = load ptr, ptr %6
  %7 = getelementptr ptr, ptr %table, i64 7
  %slot = load ptr, ptr %7
  %old = load <4 x float>, ptr %weight
  %one = insertelement <4 x float> poison, float %rate, i64 0
  %all = shufflevector <4 x float> %one, <4 x float> poison, <4 x i32> zeroinitializer
  %new = fsub <4 x float> %old, %all
  store <4 x float> %new, ptr %weight
  %s = load <4 x float>, ptr %slot
  %s.new = fadd <4 x float> %s, <float 1.0, float 1.0, float 1.0, float 1.0>
  store <4 x float> %s.new, ptr %slot
  %n = load i64, ptr %steps
  %n.new = add i64 %n, %batch
  store i64 %n.new, ptr %steps
  %first = extractelement <4 x float> %new, i64 0
  store float %first, ptr %loss
  %l = load i64, ptr %label
  %l.float = sitofp i64 %l to float
  store float %l.float, ptr %accuracy
  ret void
}

define void @reset(ptr %sizes, ptr %table) {
  %slot = load ptr, ptr %table
  store <4 x float> zeroinitializer, ptr %slot
  ret void
}
)";

static constexpr const char *parallelCode = R"(
@where = private constant [23 x i8] c";unknown;unknown;0;0;;\00"
@ident = private constant { i32, i32, i32, i32, ptr } { i32 0, i32 2, i32 0, i32 22, ptr @where }
declare void @__kmpc_fork_call(ptr, i32, ptr, ...)

define internal void @count(ptr %global.id, ptr %bound.id, ptr %out) {
  %before = atomicrmw add ptr %out, i32 1 monotonic
  ret void
}

define void @count_threads(ptr %sizes, ptr %table) {
  %out = load ptr, ptr %table
  store i32 0, ptr %out
  call void (ptr, i32, ptr, ...) @__kmpc_fork_call(ptr @ident, i32 1, ptr @count, ptr %out)
  ret void
}
)";

static std::string replaced(std::string text, const std::string &what, const std::string &with) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

ModuleAndContext parse(const std::string &text) {
  ModuleAndContext result;
  result.context = std::make_unique<llvm::LLVMContext>();
  llvm::SMDiagnostic problem;
  result.module = llvm::parseAssemblyString(text, problem, *result.context);
  if (!result.module)
    ADD_FAILURE() << problem.getLineNo() << ": " << problem.getMessage().str();
  return result;
}

TinyModel::TinyModel(std::string name, bool parallel, int offset) : offset(offset) {
  using enum DType;
  using enum ModelSegment::Role;
  options.target = describeTarget("x86-64-v2");
  manifest.name = std::move(name);
  manifest.cpu = options.target.cpu;
  manifest.features = options.target.features;
  manifest.graph = "nn.func @predict() { nn.return }\n";
  manifest.dialectVersion = 7;
  static const std::array table = {std::byte(1), std::byte(2), std::byte(3)};
  manifest.constants = {{{"steps", u8, {3}}, table, nullptr}}; // the name is a variable's too
  manifest.openmp = parallel;
  manifest.variables = {{{"dense.weight", f32, {4}}, Parameter, {}},
                        {{"steps", i64, {}}, Buffer, {}},
                        {{"dense.weight.slot", f32, {4}}, Optimizer, {}}};
  ManifestTensor image{"image", f32, {-1, 4}}, label{"label", i64, {-1}}, rate{"learning_rate", f32, {}};
  manifest.entries = {{"init", "init", {{"seed", i64, {}}}, {}, {0, 1, 2}},
                      {"predict", "predict", {image}, {{"logits", f32, {-1, 4}}}, {0}, 0, 16, false},
                      {"train_step",
                       "train_step",
                       {image, label, rate},
                       {{"loss", f32, {}}, {"accuracy", f32, {}}},
                       {0, 1, 2}},
                      {"reset_optimizer", "reset", {}, {}, {2}}};
  if (parallel)
    manifest.entries.push_back({"count_threads", "count_threads", {}, {{"count", i32, {}}}, {}});
  for (ManifestEntry &entry : manifest.entries) {
    entry.role = entryRoleOf(entry.name);
    for (ManifestTensor &input : entry.inputs)
      input.role = inputRoleOf(input.name);
  }
  manifest.variables[1].isRandomState = true; // as far as a manifest is concerned
  manifest.classNames = {"a \"quoted\" name", "trouser"};
  manifest.mean = {0.25f};
  manifest.standardDeviation = {0.5f};
  manifest.optimizer = ModelOptimizer{"momentum", "momentum = 0.9"};
}

ModuleAndContext TinyModel::module() const {
  std::string text = replaced(code, "OFFSET", std::to_string(offset));
  if (manifest.openmp) {
    text += parallelCode;
  } else {
    text = replaced(text, "declare i32 @omp_get_max_threads()", "");
    text = replaced(text, "call i32 @omp_get_max_threads()", "add i32 1, 0");
  }
  return parse(text);
}

std::vector<Object> TinyModel::objects() const {
  std::vector<ModuleAndContext> modules;
  modules.push_back(module());
  return emitObjects(std::move(modules), options);
}

} // namespace dlc::test

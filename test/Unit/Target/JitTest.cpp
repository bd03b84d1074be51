// Objects and their in-process linking, through include/dlc/program.h alone.
#include "Target/Jit.h"

#include "TinyModel.h"
#include "dlc/Error.h"

#include <cmath>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dlc::test {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

static const dlc_entry_info &entryOf(const dlc_program &program, const std::string &name) {
  for (int32_t i = 0; i < program.entry_count; ++i)
    if (program.entries[i].name == name)
      return program.entries[i];
  throw Error("no entry point " + name);
}

static std::vector<float> predict(const dlc_program &program, int64_t seed) {
  alignas(64) float weight[4], slot[4], arena[8];
  std::vector<float> logits(8);
  int64_t steps;
  const float image[8] = {0, 1, 2, 3, 0, -1, -2, -3};
  void *initTable[] = {&seed, weight, &steps, slot, nullptr, nullptr};
  const int64_t one[] = {1}, two[] = {2};
  entryOf(program, "init").run(one, initTable);
  void *table[] = {const_cast<float *>(image), logits.data(), weight, nullptr, arena};
  entryOf(program, "predict").run(two, table);
  return logits;
}

static std::string problemOf(const std::function<void()> &action) {
  try {
    action();
  } catch (const Error &error) {
    return error.what();
  }
  return "";
}

TEST(Jit, ProgramHoldsWhatTheManifestSays) {
  TinyModel model;
  const float initial[4] = {1, 2, 3, 4};
  model.manifest.variables[0].initial = std::as_bytes(std::span(initial));
  std::shared_ptr<const dlc_program> program = linkInProcess(model.objects(), model.manifest, model.options);
  EXPECT_EQ(program->magic, DLC_PROGRAM_MAGIC);
  EXPECT_EQ(program->version, DLC_PROGRAM_VERSION);
  EXPECT_STREQ(program->name, "tiny");
  EXPECT_STREQ(program->cpu, "x86-64-v2");
  EXPECT_THAT(program->cpu_features, HasSubstr("ssse3"));
  EXPECT_STREQ(program->graph, "nn.func @predict() { nn.return }\n");
  EXPECT_EQ(program->parallel, 0);
  ASSERT_EQ(program->variable_count, 3);
  const dlc_variable_info &weight = program->variables[0];
  EXPECT_STREQ(weight.tensor.name, "dense.weight");
  EXPECT_EQ(weight.tensor.rank, 1);
  EXPECT_EQ(weight.tensor.shape[0], 4);
  ASSERT_NE(weight.initial, nullptr);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(weight.initial) % 64, 0u);
  EXPECT_EQ(std::memcmp(weight.initial, initial, sizeof(initial)), 0);
  EXPECT_EQ(program->variables[1].initial, nullptr);
  EXPECT_EQ(program->variables[1].tensor.dtype, DLC_I64);
  EXPECT_EQ(program->variables[1].tensor.rank, 0);
  EXPECT_EQ(program->variables[2].role, DLC_OPTIMIZER);
  ASSERT_EQ(program->entry_count, 4);
  const dlc_entry_info &entry = entryOf(*program, "predict");
  EXPECT_EQ(entry.inputs[0].shape[0], DLC_BATCH);
  EXPECT_STREQ(entry.outputs[0].name, "logits");
  EXPECT_EQ(entry.variables[0], 0);
  EXPECT_EQ(entry.writes, 0);
  EXPECT_EQ(entry.batch_arena_bytes, 16);
  ASSERT_EQ(entry.size_count, 1);
  EXPECT_EQ(entry.derived_count, 0);
  EXPECT_STREQ(entry.size_texts[0], "batch");
  EXPECT_EQ(entry.measure, nullptr);
  EXPECT_EQ(entry.role, DLC_ENTRY_PREDICT);
  const dlc_entry_info &step = entryOf(*program, "train_step");
  EXPECT_EQ(step.writes, 1);
  EXPECT_EQ(step.role, DLC_ENTRY_TRAIN_STEP);
  EXPECT_EQ(step.inputs[0].role, 0);
  EXPECT_EQ(step.inputs[1].role, DLC_INPUT_LABEL);
  EXPECT_EQ(step.inputs[2].role, DLC_INPUT_LEARNING_RATE);
  EXPECT_EQ(program->variables[1].purpose, DLC_RANDOM_STATE);
  EXPECT_EQ(program->variables[0].purpose, 0);
  ASSERT_EQ(program->class_count, 2);
  EXPECT_STREQ(program->class_names[1], "trouser");
  ASSERT_EQ(program->normalization_count, 1);
  EXPECT_EQ(program->stddev[0], 0.5f);
}

TEST(Jit, RunsAndCallsLibm) {
  TinyModel model;
  std::vector<float> logits = predict(*linkInProcess(model.objects(), model.manifest, model.options), 3);
  ASSERT_EQ(logits.size(), 8u);
  for (int i = 0; i < 8; ++i)
    EXPECT_EQ(logits[i], std::exp(float(i < 4 ? i : 4 - i)) * float(3 + i % 4)) << i;
}

TEST(Jit, ProgramsWithTheSameSymbolsDoNotMeet) {
  TinyModel one("same"), other("same", false, 100);
  auto first = linkInProcess(one.objects(), one.manifest, one.options);
  auto second = linkInProcess(other.objects(), other.manifest, other.options);
  EXPECT_EQ(predict(*first, 0)[0], 0);
  EXPECT_EQ(predict(*second, 0)[0], 100);
}

TEST(Jit, SizesAreMeasured) {
  TinyModel model;
  std::vector<ModuleAndContext> modules;
  modules.push_back(model.module());
  modules.push_back(parse("define void @pad.measure(ptr %sizes, ptr %results) {\n"
                          "  %at = getelementptr i64, ptr %sizes, i64 1\n"
                          "  %sequence = load i64, ptr %at\n"
                          "  %more = add i64 %sequence, 2\n"
                          "  store i64 256, ptr %results\n"
                          "  %derived = getelementptr i64, ptr %results, i64 1\n"
                          "  store i64 %more, ptr %derived\n"
                          "  ret void\n}\n"
                          "define void @pad(ptr %sizes, ptr %table) {\n  ret void\n}\n"));
  ManifestEntry pad{"pad", "pad", {{"x", DType::f32, {-1, -2}}}, {{"y", DType::f32, {-1, -3}}}, {}};
  pad.sizes = {"batch", "sequence"};
  pad.derivedSizes = {"sequence + 2"};
  model.manifest.entries.push_back(pad);
  std::vector<Object> objects = emitObjects(std::move(modules), model.options);
  EXPECT_THAT(problemOf([&] { linkInProcess(objects, model.manifest, model.options); }),
              HasSubstr("entry point 'pad': it has sizes and no function that computes them"));
  model.manifest.entries.back().hasMeasure = true;
  auto program = linkInProcess(objects, model.manifest, model.options);
  const dlc_entry_info &entry = entryOf(*program, "pad");
  ASSERT_EQ(entry.size_count, 2);
  ASSERT_EQ(entry.derived_count, 1);
  EXPECT_STREQ(entry.size_texts[1], "sequence");
  EXPECT_STREQ(entry.size_texts[2], "sequence + 2");
  EXPECT_EQ(entry.inputs[0].shape[1], DLC_SIZE(1));
  EXPECT_EQ(entry.outputs[0].shape[1], DLC_SIZE(2));
  const int64_t sizes[] = {3, 10};
  int64_t results[2];
  entry.measure(sizes, results);
  EXPECT_EQ(results[0], 256);
  EXPECT_EQ(results[1], 12);
}

TEST(Jit, ModulesCallEachOther) {
  TinyModel model;
  std::vector<ModuleAndContext> modules;
  modules.push_back(model.module());
  modules.push_back(parse("declare void @kernel(ptr)\n"
                          "define void @evaluate(ptr %sizes, ptr %table) {\n"
                          "  %out = load ptr, ptr %table\n"
                          "  call void @kernel(ptr %out)\n"
                          "  ret void\n}\n"));
  modules.push_back(parse("define void @kernel(ptr %out) {\n  store float 7.0, ptr %out\n  ret void\n}\n"));
  model.options.threads = 3;
  model.manifest.entries.push_back({"evaluate", "evaluate", {}, {{"loss", DType::f32, {}}}, {}});
  auto program = linkInProcess(emitObjects(std::move(modules), model.options), model.manifest, model.options);
  float loss = 0;
  void *table[] = {&loss, nullptr, nullptr};
  const int64_t batch = 1;
  entryOf(*program, "evaluate").run(&batch, table);
  EXPECT_EQ(loss, 7);
}

TEST(Jit, ParallelCodeFindsLibomp) {
  TinyModel model("parallel", true);
  auto program = linkInProcess(model.objects(), model.manifest, model.options);
  EXPECT_EQ(program->parallel, 1);
  EXPECT_EQ(predict(*program, 5)[0], 5);
  int32_t count = -1;
  void *table[] = {&count, nullptr, nullptr};
  const int64_t batch = 1;
  entryOf(*program, "count_threads").run(&batch, table);
  EXPECT_GE(count, 1);
}

TEST(Jit, MissingLibompIsNamed) {
  TinyModel model("parallel", true);
  std::string problem = problemOf(
      [&] { linkInProcess(model.objects(), model.manifest, model.options, {"/nowhere/libomp.so.5"}); });
  EXPECT_THAT(problem, HasSubstr("/nowhere/libomp.so.5"));
  EXPECT_THAT(problem, HasSubstr("--parallel=none"));
}

TEST(Jit, UndefinedSymbolsAreNamed) {
  TinyModel model;
  model.manifest.entries[1].symbol = "there_is_no_such_function";
  EXPECT_THAT(problemOf([&] { linkInProcess(model.objects(), model.manifest, model.options); }),
              HasSubstr("there_is_no_such_function"));
}

TEST(Jit, RefusesAForeignCpu) {
  TinyModel model;
  model.manifest.cpu = "futuristic";
  model.manifest.features += ",xop,fma4,tbm,egpr";
  std::string problem = problemOf([&] { linkInProcess(model.objects(), model.manifest, model.options); });
  EXPECT_THAT(problem, HasSubstr("made for futuristic"));
  EXPECT_THAT(problem, HasSubstr("--cpu=native"));
}

TEST(Object, SameModuleGivesSameBytes) {
  TinyModel model;
  EXPECT_EQ(model.objects(), model.objects());
}

TEST(Object, MalformedModuleIsAnError) {
  ModuleAndContext broken = parse("define void @f() {\n  ret void\n}\n");
  broken.module->getFunction("f")->begin()->getTerminator()->eraseFromParent();
  EXPECT_THAT(problemOf([&] { emitObject(*broken.module, TargetOptions()); }), HasSubstr("malformed"));
}

TEST(Object, WhatLLVMCannotCompileIsAnError) {
  ModuleAndContext broken = parse("define void @f() {\n  call void asm sideeffect \"no such thing\", \"\"()\n"
                                  "  ret void\n}\n");
  EXPECT_THAT(problemOf([&] { emitObject(*broken.module, TargetOptions()); }), HasSubstr("cannot compile"));
}

TEST(Object, TheProblemOfAThreadIsThrown) {
  std::vector<ModuleAndContext> modules;
  modules.push_back(TinyModel().module());
  modules.push_back(parse("define void @f() {\n  call void asm sideeffect \"no such thing\", \"\"()\n"
                          "  ret void\n}\n"));
  TargetOptions options;
  options.threads = 2;
  EXPECT_THAT(problemOf([&] { emitObjects(std::move(modules), options); }), HasSubstr("cannot compile"));
}

TEST(Object, ManifestIsChecked) {
  TinyModel model;
  model.manifest.entries[1].variables = {7};
  EXPECT_THAT(problemOf([&] { linkInProcess(model.objects(), model.manifest, model.options); }),
              HasSubstr("variable index 7"));
  TinyModel batch;
  batch.manifest.variables[0].tensor.shape = {-1};
  EXPECT_THAT(problemOf([&] { linkInProcess(batch.objects(), batch.manifest, batch.options); }),
              HasSubstr("a variable has no sizes"));
}

TEST(TargetDescription, KnowsWidths) {
  const char *x86 = "x86_64-linux-gnu", *arm = "aarch64-linux-gnu";
  TargetDescription old = describeTarget("x86-64-v2", x86);
  EXPECT_EQ(old.vectorBits, 128u);
  EXPECT_FALSE(old.fused);
  EXPECT_FALSE(old.halfPrecision);
  TargetDescription haswell = describeTarget("x86-64-v3", x86);
  EXPECT_EQ(haswell.triple, "x86_64-unknown-linux-gnu");
  EXPECT_EQ(haswell.vectorBits, 256u);
  EXPECT_EQ(haswell.vectorRegisters, 16u);
  EXPECT_TRUE(haswell.fused);
  EXPECT_TRUE(haswell.halfPrecision);
  EXPECT_THAT("," + haswell.features + ",", HasSubstr(",fma,"));
  EXPECT_THAT(haswell.features, Not(HasSubstr("avx512")));
  for (const char *name : {"x86-64-v4", "znver5", "sapphirerapids"}) {
    EXPECT_EQ(describeTarget(name, x86).vectorBits, 512u) << name;
    EXPECT_EQ(describeTarget(name, x86).vectorRegisters, 32u) << name;
  }
  TargetDescription cortex = describeTarget("cortex-a72", arm);
  EXPECT_EQ(cortex.triple, "aarch64-unknown-linux-gnu");
  EXPECT_EQ(cortex.vectorBits, 128u);
  EXPECT_EQ(cortex.vectorRegisters, 32u);
  EXPECT_TRUE(cortex.fused);
  EXPECT_EQ(cortex.features, "aes,crc,fp-armv8,neon,sha2");
  EXPECT_THAT(describeTarget("neoverse-n1", arm).features, HasSubstr("lse"));
  const char *riscv = "riscv64-linux-gnu";
  EXPECT_EQ(describeTarget("rv64gc", riscv).vectorBits, 64u);
  EXPECT_EQ(describeTarget("rv64gc", riscv).features, "a,c,d,f,m");
  EXPECT_EQ(describeTarget("rv64gcv", riscv).vectorBits, 128u);
  EXPECT_EQ(describeTarget("rv64gcv", riscv).features, "a,c,d,f,m,v");
  EXPECT_EQ(describeTarget("sifive-x280", riscv).vectorBits, 512u);
}

TEST(TargetDescription, OfAnotherMachine) {
  // Not this CPU's name: what all of that target are.
  TargetDescription generic = describeTarget("native", "aarch64-linux-gnu");
  EXPECT_EQ(generic.cpu, "generic");
  EXPECT_FALSE(isForThisMachine(generic));
  EXPECT_TRUE(isForThisMachine(describeTarget()));
  EXPECT_THAT(problemOf([] { describeTarget("cortex-a73x", "aarch64-linux-gnu"); }),
              HasSubstr("cortex-a73,"));
  EXPECT_THAT(problemOf([] { describeTarget("native", "mips64-linux-gnu"); }),
              HasSubstr("unknown target 'mips64-linux-gnu'; dlc makes code for x86_64-unknown-linux-gnu, "
                        "aarch64-unknown-linux-gnu, riscv64-unknown-linux-gnu"));
}

TEST(TargetDescription, NativeRunsHere) {
  TargetDescription target = describeTarget("native");
  EXPECT_NE(target.cpu, "native");
  EXPECT_NE(target.features, "");
  EXPECT_EQ(problemOf([&] { checkCpuHas(target.cpu, target.features); }), "");
}

TEST(TargetDescription, UnknownNameListsNearOnes) {
  std::string problem = problemOf([] { describeTarget("znver55"); });
  EXPECT_THAT(problem, HasSubstr("unknown CPU 'znver55'"));
  EXPECT_THAT(problem, HasSubstr("znver5,"));
  EXPECT_THAT(problemOf([] { describeTarget(""); }), HasSubstr("unknown CPU ''"));
  EXPECT_THAT(problemOf([] { describeTarget("help"); }), HasSubstr("unknown CPU 'help'"));
  EXPECT_THAT(problemOf([] { describeTarget("i386"); }),
              HasSubstr("is too old for x86_64-unknown-linux-gnu"));
}

} // namespace dlc::test

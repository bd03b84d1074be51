// A program's variables: initial values, by name, and through .dlm files, with every way in which a file may
// not fit.
#include "TinyProgram.h"

#include "Model/ModelFile.h"
#include "dlc/Program.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <unistd.h>

namespace dlc::test {
namespace {

class ProgramState : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "dlc-program-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    path = folder / "tiny.dlm";
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  static std::string problemOf(const std::function<void()> &action) {
    try {
      action();
    } catch (const Error &error) {
      return error.what();
    }
    return "no error";
  }
  static bool same(const Program &a, const Program &b, const char *name) {
    const auto left = a.variable(name).bytes(), right = b.variable(name).bytes();
    return std::equal(left.begin(), left.end(), right.begin(), right.end());
  }
  /// Writes what `program` would, changed.
  void writeChanged(const Program &program, const std::function<void(ModelContents &)> &change) {
    program.save(path);
    ModelFile file(path);
    ModelContents contents = file.contents();
    change(contents);
    writeModelFile(path, contents);
  }
  static Program initialized(std::uint64_t seed) {
    Program program(TinyProgram::make());
    program.init(seed);
    return program;
  }

  std::filesystem::path folder, path;
};

TEST_F(ProgramState, HasOnlyTheValuesThatTheCodeCarries) {
  Program program(TinyProgram::make());
  EXPECT_FALSE(program.isInitialized());
  EXPECT_EQ(program.variable("bias").values<float>()[2], 0);
  EXPECT_EQ(problemOf([&] { program.variable("weight"); }),
            "program 'tiny': variable 'weight' has no value yet; call init() or load() first");
  EXPECT_EQ(problemOf([&] { program.call("predict", {{"image", Tensor({1, 1, 2, 2}, DType::f32)}}); }),
            "program 'tiny', entry 'predict': variable 'weight' has no value yet: init or load first");
  EXPECT_EQ(problemOf([&] { program.save(path); }),
            "program 'tiny': variable 'weight' has no value yet; call init() or load() first");
  EXPECT_FALSE(std::filesystem::exists(path));
  // An entry is asked for no more than it uses.
  program.setVariable("weight", Tensor({4, 3}, DType::f32));
  EXPECT_EQ(program.call("predict", {{"image", Tensor({1, 1, 2, 2}, DType::f32)}}).size(), 1u);
}

TEST_F(ProgramState, InitIsAFunctionOfTheSeed) {
  const Program a = initialized(7), b = initialized(7), c = initialized(8);
  EXPECT_TRUE(a.isInitialized());
  EXPECT_TRUE(same(a, b, "weight"));
  EXPECT_FALSE(same(a, c, "weight"));
}

TEST_F(ProgramState, InitMissingKeepsWhatIsThere) {
  Program program(TinyProgram::make());
  const Tensor bias = Tensor::of<float>({3}, {1, 2, 3});
  program.setVariable("bias", bias);
  program.initMissing(7);
  EXPECT_EQ(program.variable("bias").values<float>()[1], 2);
  EXPECT_TRUE(same(program, initialized(7), "weight"));
  program.initMissing(9); // nothing is missing
  EXPECT_TRUE(same(program, initialized(7), "weight"));
}

TEST_F(ProgramState, ReseedChangesRandomStatesAlone) {
  Program program = initialized(7);
  program.reseed(8);
  EXPECT_TRUE(same(program, initialized(8), "random"));
  EXPECT_TRUE(same(program, initialized(7), "weight"));
}

TEST_F(ProgramState, InitMustBeOneThatTakesASeed) {
  auto tiny = std::make_shared<TinyProgram>();
  tiny->seed[0].dtype = DLC_F32;
  Program program(TinyProgram::share(tiny));
  EXPECT_EQ(
      problemOf([&] { program.init(1); }),
      "program 'tiny': entry 'init' takes seed f32 [] and returns nothing; it should take a seed, i64 [], "
      "and return nothing");
  tiny->entries[TinyProgram::Init].name = "reset";
  tiny->entries[TinyProgram::Init].role = 0;
  Program without(TinyProgram::share(tiny));
  EXPECT_EQ(problemOf([&] { without.init(1); }),
            "program 'tiny' has no entry 'init'; it has reset, predict, train_step, evaluate, generate");
}

TEST_F(ProgramState, SetVariableChecks) {
  Program program(TinyProgram::make());
  EXPECT_EQ(problemOf([&] { program.setVariable("bias", Tensor({4}, DType::f32)); }),
            "program 'tiny': variable 'bias' is f32 [3], the new value f32 [4]");
  EXPECT_EQ(problemOf([&] { program.setVariable("bias", Tensor({3}, DType::f64)); }),
            "program 'tiny': variable 'bias' is f32 [3], the new value f64 [3]");
  EXPECT_EQ(problemOf([&] { program.setVariable("b", Tensor({3}, DType::f32)); }),
            "program 'tiny' has no variable 'b'; it has weight, bias, momentum, random");
}

TEST_F(ProgramState, ForkCopies) {
  Program program = initialized(1);
  Program copy = program.fork();
  EXPECT_TRUE(same(program, copy, "weight"));
  copy.setVariable("weight", Tensor({4, 3}, DType::f32));
  EXPECT_FALSE(same(program, copy, "weight"));
  EXPECT_TRUE(same(program, initialized(1), "weight"));
  EXPECT_FALSE(Program(TinyProgram::make()).fork().isInitialized());
}

TEST_F(ProgramState, KeepsTheCodeAlive) {
  auto tiny = std::make_shared<TinyProgram>();
  std::weak_ptr<TinyProgram> watch = tiny;
  {
    Program copy = [&] {
      Program program(TinyProgram::share(std::move(tiny)));
      return program.fork();
    }();
    EXPECT_FALSE(watch.expired());
  }
  EXPECT_TRUE(watch.expired());
}

TEST_F(ProgramState, FilesKeepEverything) {
  static const float means[] = {0.25f}, deviations[] = {2};
  auto tiny = std::make_shared<TinyProgram>();
  tiny->program.normalization_count = 1;
  tiny->program.mean = means;
  tiny->program.stddev = deviations;
  Program program(TinyProgram::share(tiny));
  program.init(4);
  ModelContents extra;
  extra.progress = ModelProgress{.seed = 4, .epoch = 2};
  program.save(path, extra);
  ModelFile file(path);
  EXPECT_EQ(file.contents().graph, program.graph());
  EXPECT_EQ(file.contents().classNames, program.classNames());
  EXPECT_EQ(file.contents().normalization, (ModelNormalization{{0.25f}, {2}}));
  EXPECT_EQ(file.contents().progress->epoch, 2u);
  EXPECT_EQ(file.find("momentum")->role, ModelSegment::Role::Optimizer);
  Program other(TinyProgram::make());
  other.load(path);
  for (const char *name : {"weight", "bias", "momentum", "random"})
    EXPECT_TRUE(same(program, other, name)) << name;
}

TEST_F(ProgramState, ExtraContentsReplaceAndAdd) {
  const std::vector<float> more = {1, 2};
  ModelContents extra;
  extra.graph = "another";
  extra.classNames = {"x"};
  extra.segments = {{"slot", DType::f32, {2}, ModelSegment::Role::Optimizer, std::as_bytes(std::span(more))}};
  initialized(1).save(path, extra);
  ModelFile file(path);
  EXPECT_EQ(file.contents().graph, "another");
  EXPECT_EQ(file.contents().classNames, std::vector<std::string>{"x"});
  EXPECT_NE(file.find("slot"), nullptr);
  EXPECT_NE(file.find("weight"), nullptr);
}

TEST_F(ProgramState, WhatVariableGivesStaysTheVariable) {
  Program program(TinyProgram::make());
  program.setVariable("weight", Tensor({4, 3}, DType::f32));
  const Tensor &weight = program.variable("weight"), &bias = program.variable("bias");
  const std::byte *memory = weight.bytes().data();
  program.init(3);
  program.save(path);
  program.load(path);
  program.setVariable("bias", Tensor::of<float>({3}, {1, 2, 3}));
  EXPECT_EQ(weight.bytes().data(), memory);
  EXPECT_TRUE(std::equal(weight.values<float>().begin(), weight.values<float>().end(),
                         initialized(3).variable("weight").values<float>().begin()));
  EXPECT_EQ(bias.values<float>()[2], 3);
}

TEST_F(ProgramState, OptimizerStateMayDiffer) {
  Program source = initialized(1);
  const std::vector<float> slot = {1, 2};
  writeChanged(source, [&](ModelContents &contents) {
    std::erase_if(contents.segments, [](const ModelSegment &s) { return s.name == "momentum"; });
    contents.segments.push_back(
        {"adam", DType::f32, {2}, ModelSegment::Role::Optimizer, std::as_bytes(std::span(slot))});
  });
  Program fresh(TinyProgram::make());
  fresh.load(path);
  EXPECT_TRUE(fresh.isInitialized());
  EXPECT_TRUE(same(fresh, source, "weight"));
  EXPECT_EQ(fresh.variable("momentum").values<float>()[3], 0);

  Program used = initialized(2);
  Tensor momentum({5, 3}, DType::f32);
  momentum.values<float>()[3] = 5;
  used.setVariable("momentum", momentum);
  const Tensor &kept = used.variable("momentum");
  used.load(path);
  EXPECT_EQ(used.variable("momentum").values<float>()[3], 0) << "as if reset_optimizer had followed";
  EXPECT_EQ(kept.values<float>()[3], 0) << "what variable() gave is the variable still";
}

TEST_F(ProgramState, RefusesAFileThatDoesNotFit) {
  const Program source = initialized(1);
  const std::vector<float> values(100);
  writeChanged(source, [&](ModelContents &contents) {
    contents.segments[0].shape = {3, 4};
    contents.segments[1].name = "other";
    contents.segments[2].type = DType::i32;
  });
  Program program = initialized(2);
  EXPECT_EQ(problemOf([&] { program.load(path); }),
            path.string() +
                " does not fit program 'tiny': 'weight' is f32 [3, 4] in the file, f32 [4, 3] in "
                "the program; the file has no 'bias', the program wants it as f32 [3]; 'momentum' "
                "is i32 [5, 3] in the file, f32 [5, 3] in the program; the file has 'other' f32 "
                "[3], the program has no such variable");
  EXPECT_TRUE(same(program, initialized(2), "weight")) << "the variables are as they were";
  writeChanged(source, [&](ModelContents &contents) {
    for (int i = 0; i < 8; ++i)
      contents.segments.push_back({"more" + std::to_string(i),
                                   DType::f32,
                                   {1},
                                   ModelSegment::Role::Buffer,
                                   std::as_bytes(std::span(values)).first(4)});
  });
  EXPECT_TRUE(problemOf([&] { program.load(path); }).ends_with("no such variable; and 3 more"));
}

TEST_F(ProgramState, RefusesADamagedFile) {
  initialized(1).save(path);
  {
    std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(64);
    stream.put(1);
  }
  Program program = initialized(2);
  const std::string problem = problemOf([&] { program.load(path); });
  EXPECT_TRUE(problem.starts_with(path.string() + ": byte 64: segment 'weight': checksum is ")) << problem;
  EXPECT_TRUE(same(program, initialized(2), "weight"));
}

} // namespace
} // namespace dlc::test

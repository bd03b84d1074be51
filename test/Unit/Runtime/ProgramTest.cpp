// Instances of a hand-written program: what they say of themselves, calls, the path for loops, scratch
// memory, threads.
#include "TinyProgram.h"

#include "Support/Threads.h"
#include "dlc/Program.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <new>
#include <thread>

static thread_local long allocations = 0;
#if __has_feature(thread_sanitizer) // which brings both
static constexpr bool countsAllocations = false;
#else
static constexpr bool countsAllocations = true;
void *operator new(std::size_t bytes) {
  ++allocations;
  if (void *memory = std::malloc(bytes ? bytes : 1))
    return memory;
  throw std::bad_alloc();
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }
#endif

constexpr int openMPDefault = 64;
static thread_local int openMPThreads = 0; ///< that calls were last given to use
/// What stands in for OpenMP's run time: the executable exports its symbols.
extern "C" void omp_set_num_threads(int threads) {
  if (threads != openMPDefault) // else a call puts back what it found
    openMPThreads = threads;
}
extern "C" int omp_get_max_threads() { return openMPDefault; }

namespace dlc::test {
namespace {

std::string problemOf(const std::function<void()> &action) {
  try {
    action();
  } catch (const Error &error) {
    return error.what();
  }
  return "no error";
}

Tensor images(std::int64_t count) {
  Tensor result({count, 1, 2, 2}, DType::f32);
  float value = 0;
  for (float &x : result.values<float>())
    x = value += 0.125f;
  return result;
}
Tensor labels(std::int64_t count) {
  Tensor result({count}, DType::i64);
  for (std::int64_t i = 0; i < count; ++i)
    result.values<std::int64_t>()[static_cast<std::size_t>(i)] = i % 3;
  return result;
}
Tensor rate(float value) { return Tensor::of<float>({}, {value}); }

/// Weights that are easy to compute with: class c sees pixel c alone.
Program simple() {
  Program program(TinyProgram::make());
  program.init(1);
  program.setVariable("weight", Tensor::of<float>({4, 3}, {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}));
  program.setVariable("bias", Tensor::of<float>({3}, {0, 10, 20}));
  return program;
}

TEST(Program, DescribesItself) {
  Program program(TinyProgram::make());
  EXPECT_EQ(program.name(), "tiny");
  EXPECT_EQ(program.graph(), TinyProgram().graph);
  EXPECT_EQ(program.classNames(), (std::vector<std::string>{"left", "right", "none"}));
  EXPECT_TRUE(program.mean().empty());
  ASSERT_EQ(program.entries().size(), 5u);
  EXPECT_EQ(program.entries()[1].name, "predict");
  EXPECT_TRUE(program.has("generate"));
  EXPECT_FALSE(program.has("gen"));
  const EntryInfo &step = program.entry("train_step");
  ASSERT_EQ(step.inputs.size(), 3u);
  EXPECT_EQ(toString(step.inputs[0]), "image f32 [batch, 1, 2, 2]");
  EXPECT_EQ(toString(step.inputs[1]), "label i64 [batch]");
  EXPECT_EQ(toString(step.inputs[2]), "learning_rate f32 []");
  EXPECT_EQ(step.inputs[0].shapeFor(7), (Shape{7, 1, 2, 2}));
  EXPECT_TRUE(step.writes);
  EXPECT_FALSE(program.entry("predict").writes);
  EXPECT_EQ(program.entry("evaluate").variables, (std::vector<std::size_t>{0, 1, 3}));
  ASSERT_EQ(program.variables().size(), 4u);
  EXPECT_EQ(toString(program.variables()[2].tensor), "momentum f32 [5, 3]");
  EXPECT_EQ(program.variables()[2].role, VariableRole::Optimizer);
  EXPECT_EQ(problemOf([&] { program.entry("train"); }),
            "program 'tiny' has no entry 'train'; it has init, predict, train_step, evaluate, generate");
}

TEST(Program, RefusesWhatIsNoProgram) {
  const auto problem = [](const std::function<void(TinyProgram &)> &change) {
    auto tiny = std::make_shared<TinyProgram>();
    change(*tiny);
    return problemOf([&] { Program program(TinyProgram::share(tiny)); });
  };
  static const std::int64_t badShape[] = {4, -1};
  static const std::int32_t badVariable[] = {4};
  EXPECT_EQ(problemOf([] { Program program(std::shared_ptr<const dlc_program>{}); }), "there is no program");
  EXPECT_EQ(problem([](TinyProgram &t) { t.program.magic = 1; }),
            "not a compiled model: it does not begin with the mark of a dlc_program");
  EXPECT_EQ(problem([](TinyProgram &t) { t.program.version = 99; }),
            "program 'tiny' has version 99 of the program format, this dlc runs version " +
                std::to_string(DLC_PROGRAM_VERSION) + "; compile the model again with this dlc");
  EXPECT_EQ(problem([](TinyProgram &t) { t.variables[0].tensor.dtype = 99; }),
            "program 'tiny': variable 'weight' has the unknown element type 99");
  EXPECT_EQ(problem([](TinyProgram &t) { t.variables[0].tensor.shape = badShape; }),
            "program 'tiny': variable 'weight' has the dimension -1 at index 1");
  EXPECT_EQ(problem([](TinyProgram &t) { t.variables[0].tensor.shape = nullptr; }),
            "program 'tiny': variable 'weight' has no shape");
  EXPECT_EQ(problem([](TinyProgram &t) { t.variables[0].tensor.name = ""; }),
            "program 'tiny': variable has no name");
  EXPECT_EQ(problem([](TinyProgram &t) { t.variables[0].role = 3; }),
            "program 'tiny': variable 'weight' has the unknown role 3");
  EXPECT_EQ(problem([](TinyProgram &t) { t.entries[1].name = nullptr; }),
            "program 'tiny': an entry has no name");
  EXPECT_EQ(problem([](TinyProgram &t) { t.entries[1].run = nullptr; }),
            "program 'tiny', entry 'predict': there is no code");
  EXPECT_EQ(problem([](TinyProgram &t) { t.entries[1].batch_arena_bytes = -1; }),
            "program 'tiny', entry 'predict': a size is negative");
  EXPECT_EQ(problem([](TinyProgram &t) { t.entries[4].variables = badVariable; }),
            "program 'tiny', entry 'generate' uses the variable 4 of 4");
}

TEST(Program, CallsByName) {
  Program program = simple();
  const Tensor image = Tensor::of<float>({2, 1, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  Outputs outputs = program.call("predict", {{"image", image}});
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(outputs.begin()->name, "logits");
  EXPECT_EQ(outputs["logits"].shape(), (Shape{2, 3}));
  const auto logits = outputs["logits"].values<float>();
  EXPECT_EQ(std::vector<float>(logits.begin(), logits.end()), (std::vector<float>{1, 12, 23, 5, 16, 27}));
  EXPECT_EQ(problemOf([&] { outputs["logit"]; }), "there is no output 'logit'; there are logits");
  EXPECT_EQ(outputs.take("logits").size(), 6);
  // The order of the arguments is free.
  EXPECT_TRUE(std::isfinite(
      program.call("evaluate", {{"label", labels(5)}, {"image", images(5)}})["loss"].values<float>()[0]));
}

TEST(Program, CallsWithAGivenBatch) {
  Program program(TinyProgram::make());
  program.init(3);
  EXPECT_EQ(program.call("generate", {}, 5)["image"].shape(), (Shape{5, 1, 2, 2}));
  EXPECT_EQ(program.call("predict", {{"image", images(2)}}, 2)["logits"].shape(), (Shape{2, 3}));
  EXPECT_EQ(
      problemOf([&] { program.call("generate"); }),
      "program 'tiny', entry 'generate': no input has a batch, so the call must give one for its output "
      "image f32 [batch, 1, 2, 2]");
  EXPECT_EQ(problemOf([&] { program.call("generate", {}, -1); }),
            "program 'tiny', entry 'generate': the batch is -1, at least 1 is needed");
  EXPECT_EQ(problemOf([&] { program.call("predict", {{"image", images(2)}}, 3); }),
            "program 'tiny', entry 'predict': input 'image' has a batch of 2, the call is for one of 3");
}

TEST(Program, RefusesWrongNames) {
  Program program = simple();
  const std::string takes = "; it takes image f32 [batch, 1, 2, 2], label i64 [batch], learning_rate f32 []";
  EXPECT_EQ(problemOf([&] { program.call("train_step", {{"image", images(2)}, {"lable", labels(2)}}); }),
            "program 'tiny', entry 'train_step': there is no input 'lable', input 'label' is missing, input "
            "'learning_rate' is missing" +
                takes);
  EXPECT_EQ(
      problemOf([&] { program.call("predict", {{"image", images(2)}, {"image", images(2)}}); }),
      "program 'tiny', entry 'predict': input 'image' is given twice; it takes image f32 [batch, 1, 2, 2]");
  EXPECT_EQ(problemOf([&] { program.call("generate", {{"seed", labels(1)}}); }),
            "program 'tiny', entry 'generate': there is no input 'seed'; it takes nothing");
}

TEST(Program, RefusesWrongTensors) {
  Program program = simple();
  const auto predict = [&](const Tensor &tensor) {
    return problemOf([&] { program.call("predict", {{"image", tensor}}); });
  };
  const std::string start = "program 'tiny', entry 'predict': input 'image' ";
  EXPECT_EQ(predict(Tensor({2, 4}, DType::f32)),
            start + "is f32 [2, 4], the entry wants image f32 [batch, 1, 2, 2]");
  EXPECT_EQ(predict(Tensor({2, 1, 2, 3}, DType::f32)),
            start + "is f32 [2, 1, 2, 3], the entry wants image f32 [batch, 1, 2, 2] with a batch of 2");
  EXPECT_EQ(predict(Tensor({2, 1, 2, 2}, DType::u8)),
            start + "is u8 [2, 1, 2, 2], the entry wants image f32 [batch, 1, 2, 2] with a batch of 2");
  EXPECT_EQ(predict(Tensor({}, DType::f32)), start + "is f32 [], the entry wants image f32 [batch, 1, 2, 2]");
  EXPECT_EQ(predict(Tensor({0, 1, 2, 2}, DType::f32)), start + "has a batch of 0, at least 1 is needed");
  EXPECT_EQ(problemOf([&] { program.call("evaluate", {{"image", images(2)}, {"label", labels(3)}}); }),
            "program 'tiny', entry 'evaluate': input 'label' has a batch of 3, input 'image' has one of 2");
}

TEST(Program, RunsByPosition) {
  Program program = simple(), other = simple();
  const Tensor image = images(3), label = labels(3), learningRate = rate(0.1f);
  Tensor loss({}, DType::f32), accuracy({}, DType::f32);
  const Tensor *inputs[] = {&image, &label, &learningRate};
  Tensor *outputs[] = {&loss, &accuracy};
  program.run(program.entryIndex("train_step"), inputs, outputs);
  const Outputs expected =
      other.call("train_step", {{"image", image}, {"label", label}, {"learning_rate", learningRate}});
  EXPECT_EQ(loss.values<float>()[0], expected["loss"].values<float>()[0]);
  EXPECT_EQ(
      std::memcmp(program.variable("weight").bytes().data(), other.variable("weight").bytes().data(), 48), 0);

  EXPECT_EQ(problemOf([&] { program.run(9, inputs, outputs); }),
            "program 'tiny' has 5 entries, there is none at index 9");
  EXPECT_EQ(problemOf([&] { program.run(TinyProgram::TrainStep, std::span(inputs).first(2), outputs); }),
            "program 'tiny', entry 'train_step': 2 inputs given, it has 3: image f32 [batch, 1, 2, 2], label "
            "i64 [batch], learning_rate f32 []");
  EXPECT_EQ(problemOf([&] { program.run(TinyProgram::TrainStep, inputs, std::span(outputs).first(1)); }),
            "program 'tiny', entry 'train_step': 1 outputs given, it has 2: loss f32 [], accuracy f32 []");
  Tensor wrong({1}, DType::f32);
  outputs[1] = &wrong;
  EXPECT_EQ(
      problemOf([&] { program.run(TinyProgram::TrainStep, inputs, outputs); }),
      "program 'tiny', entry 'train_step': output 'accuracy' is f32 [1], the entry wants accuracy f32 []");
}

TEST(Program, RefusesMemoryThatIsWrittenAndNotItsOwn) {
  Program program = simple();
  const Tensor image = images(3), label = labels(3), learningRate = rate(0.1f);
  Tensor both({2}, DType::f32);
  Tensor loss = Tensor::over({}, DType::f32, both.bytes().data());
  Tensor accuracy = Tensor::over({}, DType::f32, both.bytes().data() + 4);
  const Tensor *inputs[] = {&image, &label, &learningRate};
  Tensor *outputs[] = {&loss, &accuracy};
  program.run(TinyProgram::TrainStep, inputs, outputs); // side by side

  Tensor same = Tensor::over({}, DType::f32, both.bytes().data());
  outputs[1] = &same;
  const std::string start = "program 'tiny', entry 'train_step': the memory of ",
                    end = "; what is written needs memory of its own";
  const std::string before(reinterpret_cast<const char *>(program.variable("weight").bytes().data()), 48);
  EXPECT_EQ(problemOf([&] { program.run(TinyProgram::TrainStep, inputs, outputs); }),
            start + "output 'loss' overlaps that of output 'accuracy'" + end);
  outputs[1] = &accuracy;
  inputs[2] = &same;
  EXPECT_EQ(problemOf([&] { program.run(TinyProgram::TrainStep, inputs, outputs); }),
            start + "input 'learning_rate' overlaps that of output 'loss'" + end);
  const Tensor bias =
      Tensor::over({}, DType::f32, const_cast<std::byte *>(program.variable("bias").bytes().data()) + 8);
  inputs[2] = &bias;
  EXPECT_EQ(problemOf([&] { program.run(TinyProgram::TrainStep, inputs, outputs); }),
            start + "input 'learning_rate' overlaps that of variable 'bias'" + end);
  EXPECT_EQ(std::memcmp(before.data(), program.variable("weight").bytes().data(), 48), 0)
      << "nothing has run";
  // An input may be a variable that is only read, or another input.
  const Tensor *images[] = {&image};
  Tensor logits({3, 3}, DType::f32);
  Tensor *results[] = {&logits};
  program.run(TinyProgram::Predict, images, results);
}

TEST(Program, RunsWithoutAllocating) {
  if (!countsAllocations)
    GTEST_SKIP() << "allocations are not counted";
  Program program = simple();
  const Tensor image = images(16), label = labels(16), learningRate = rate(0.1f);
  Tensor loss({}, DType::f32), accuracy({}, DType::f32);
  const Tensor *inputs[] = {&image, &label, &learningRate};
  Tensor *outputs[] = {&loss, &accuracy};
  program.run(TinyProgram::TrainStep, inputs, outputs); // the scratch memory grows
  const long before = allocations;
  for (int i = 0; i < 10; ++i)
    program.run(TinyProgram::TrainStep, inputs, outputs);
  EXPECT_EQ(allocations, before);
  program.call("predict", {{"image", image}});
  EXPECT_GT(allocations, before) << "allocations are counted";
}

TEST(Program, ScratchMemoryFollowsTheBatch) {
  // The program overwrites its arenas whole and checks their alignment.
  Program program = simple();
  for (std::int64_t batch : {1, 300, 7, 1000, 2})
    EXPECT_EQ(program
                  .call("train_step",
                        {{"image", images(batch)}, {"label", labels(batch)}, {"learning_rate", rate(0)}})
                  .size(),
              2u);
  const std::int64_t values = 48 + 12 + 60 + 16;
  EXPECT_EQ(program.peakBytes({}), values + 60 + 12); // a batch that is not given is 1
  EXPECT_EQ(program.peakBytes(100), values + 60 + 100 * 12);
  EXPECT_EQ(program.peakBytes(std::numeric_limits<std::int64_t>::max() / 2),
            std::numeric_limits<std::int64_t>::max());
}

TEST(Program, RefusesABatchThatNoMemoryHolds) {
  auto tiny = std::make_shared<TinyProgram>();
  tiny->entries[TinyProgram::Predict].batch_arena_bytes = std::numeric_limits<std::int64_t>::max() / 3;
  Program program(TinyProgram::share(tiny));
  program.init(1);
  EXPECT_EQ(problemOf([&] { program.call("predict", {{"image", images(4)}}); }),
            "program 'tiny', entry 'predict': the size batch = 4 is too large: no memory holds what the call "
            "works in");
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer) // which end the process instead
  EXPECT_EQ(
      problemOf([&] { program.call("predict", {{"image", images(2)}}); }),
      "program 'tiny', entry 'predict': no memory for the 6148914691236517204 bytes that the call works in; "
      "a smaller batch needs less");
#endif
}

TEST(Program, TellsOpenMPHowManyThreads) {
  auto tiny = std::make_shared<TinyProgram>();
  tiny->program.parallel = 1;
  Program program(TinyProgram::share(tiny));
  EXPECT_EQ(program.threads(), static_cast<unsigned>(dlc_support_available_threads()));
  program.init(1);
  EXPECT_EQ(openMPThreads, dlc_support_available_threads());
  program.setThreads(3);
  EXPECT_EQ(program.fork().threads(), 3u);
  program.call("generate", {}, 1);
  EXPECT_EQ(openMPThreads, 3);
  // The number is a thread's own in OpenMP, so it is set anew in each thread.
  std::thread([&] {
    program.call("generate", {}, 1);
    EXPECT_EQ(openMPThreads, 3);
  }).join();
  EXPECT_EQ(problemOf([&] { program.setThreads(0); }), "the number of threads is 0, it must be at least 1");

  openMPThreads = 0;
  Program sequential(TinyProgram::make());
  sequential.init(1);
  EXPECT_EQ(openMPThreads, 0) << "code for one thread does not touch OpenMP";
}

TEST(Program, InstancesInThreadsDoNotMeet) {
  const auto code = TinyProgram::make();
  const auto train = [](Program &program) {
    const Tensor image = images(16), label = labels(16), learningRate = rate(0.05f);
    Tensor loss({}, DType::f32), accuracy({}, DType::f32);
    const Tensor *inputs[] = {&image, &label, &learningRate};
    Tensor *outputs[] = {&loss, &accuracy};
    for (int i = 0; i < 2000; ++i)
      program.run(TinyProgram::TrainStep, inputs, outputs);
  };
  Program first(code), second(code), alone(code);
  first.init(5);
  alone.init(5);
  second.init(6);
  std::thread thread([&] { train(first); });
  train(second);
  thread.join();
  train(alone);
  const auto same = [](const Program &a, const Program &b) {
    return std::memcmp(a.variable("weight").bytes().data(), b.variable("weight").bytes().data(), 48) == 0;
  };
  EXPECT_TRUE(same(first, alone));
  EXPECT_FALSE(same(first, second));
}

} // namespace
} // namespace dlc::test

// Named sizes: a hand-written program whose calls have several, some of which are computed of others.
#include "dlc/Program.h"
#include "dlc/program.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

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

constexpr std::int64_t tokensShape[] = {DLC_BATCH, DLC_SIZE(1)}, maskShape[] = {DLC_SIZE(1)},
                       edgeShape[] = {DLC_SIZE(2), DLC_BATCH}, outShape[] = {DLC_BATCH, DLC_SIZE(2)},
                       drawnShape[] = {DLC_SIZE(1), DLC_BATCH};
constexpr const char *widenTexts[] = {"batch", "sequence", "2 * sequence - 3"},
                     *drawTexts[] = {"batch", "sequence"};

/// Entries: widen(tokens f32 [batch, sequence], mask f32 [sequence], edge f32 [2 * sequence - 3, batch]) ->
/// out f32 [batch, 2 * sequence - 3], all of whose elements are batch + sequence / 100; and
/// draw() -> drawn f32 [sequence, batch], all sequence.
struct SizedProgram {
  SizedProgram() {
    widenInputs[0] = {"tokens", DLC_F32, 2, tokensShape, 0, 0};
    widenInputs[1] = {"mask", DLC_F32, 1, maskShape, 0, 0};
    widenInputs[2] = {"edge", DLC_F32, 2, edgeShape, 0, 0};
    out = {"out", DLC_F32, 2, outShape, 0, 0};
    drawn = {"drawn", DLC_F32, 2, drawnShape, 0, 0};
    dlc_entry_info &widen = entries[0], &draw = entries[1];
    widen.name = "widen";
    widen.size_count = 2;
    widen.derived_count = 1;
    widen.size_texts = widenTexts;
    widen.input_count = 3;
    widen.inputs = widenInputs;
    widen.output_count = 1;
    widen.outputs = &out;
    widen.measure = [](const std::int64_t *sizes, std::int64_t *results) {
      results[0] = sizes[1] > 1000 ? -1 : 4 * sizes[0] * sizes[1];
      results[1] = 2 * sizes[1] - 3;
    };
    widen.run = [](const std::int64_t *sizes, void *const *table) {
      auto *arena = static_cast<float *>(table[5]);
      for (std::int64_t i = 0; i < sizes[0] * sizes[1]; ++i)
        arena[i] = static_cast<float>(sizes[0]) + static_cast<float>(sizes[1]) / 100;
      for (std::int64_t i = 0; i < sizes[0] * (2 * sizes[1] - 3); ++i)
        static_cast<float *>(table[3])[i] = arena[0];
    };
    draw.name = "draw";
    draw.size_count = 2;
    draw.size_texts = drawTexts;
    draw.output_count = 1;
    draw.outputs = &drawn;
    draw.measure = [](const std::int64_t *, std::int64_t *results) { results[0] = 0; };
    draw.run = [](const std::int64_t *sizes, void *const *table) {
      for (std::int64_t i = 0; i < sizes[0] * sizes[1]; ++i)
        static_cast<float *>(table[0])[i] = static_cast<float>(sizes[1]);
    };
    program.magic = DLC_PROGRAM_MAGIC;
    program.version = DLC_PROGRAM_VERSION;
    program.name = "sized";
    program.entry_count = 2;
    program.entries = entries;
  }

  dlc_tensor_info widenInputs[3], out, drawn;
  dlc_entry_info entries[2] = {};
  dlc_program program = {};
};

std::shared_ptr<const dlc_program> make(const std::function<void(SizedProgram &)> &change = {}) {
  auto sized = std::make_shared<SizedProgram>();
  if (change)
    change(*sized);
  return {sized, &sized->program};
}

Tensor zeros(Shape shape) { return Tensor(std::move(shape), DType::f32); }

TEST(Sizes, HaveNumbersByName) {
  EXPECT_EQ(size("batch"), batchDimension);
  EXPECT_EQ(size("sequence"), size("sequence"));
  EXPECT_LT(size("sequence"), 0);
  EXPECT_NE(size("sequence"), size("height"));
  EXPECT_EQ(sizeText(size("sequence")), "sequence");
  EXPECT_EQ(sizeText(12), "12");
  EXPECT_EQ(toString(Shape{batchDimension, size("sequence"), 3}), "[batch, sequence, 3]");
  for (const char *name : {"", "2d", "a b", "a.b", "floordiv"})
    EXPECT_EQ(problemOf([&] { size(name); }),
              "'" + std::string(name) +
                  "' is no name of a size: it has letters, digits and underscores, no digit first");
}

TEST(Sizes, AreListed) {
  Sizes sizes{{"sequence", 7}, {"batch", 2}};
  EXPECT_EQ(toString(sizes), "batch = 2, sequence = 7");
  sizes.set("sequence", 9);
  EXPECT_EQ(sizes["sequence"], 9);
  EXPECT_EQ(sizes["height"], 0);
  EXPECT_EQ(toString(Sizes(4)), "batch = 4");
  EXPECT_TRUE(Sizes().empty());
}

TEST(Sizes, OfAnEntryAreItsNames) {
  const Program program(make());
  const EntryInfo &widen = program.entry("widen");
  EXPECT_EQ(widen.sizes, (std::vector<std::string>{"batch", "sequence"}));
  EXPECT_EQ(widen.derivedSizes, (std::vector<std::string>{"2 * sequence - 3"}));
  EXPECT_EQ(toString(widen.inputs[0]), "tokens f32 [batch, sequence]");
  EXPECT_EQ(toString(widen.outputs[0]), "out f32 [batch, 2 * sequence - 3]");
  EXPECT_EQ(program.shapeOf(0, widen.outputs[0], {{"batch", 2}, {"sequence", 4}}), (Shape{2, 5}));
  EXPECT_EQ(problemOf([&] { program.shapeOf(0, widen.outputs[0], 2); }),
            "program 'sized', entry 'widen': the size 'sequence' of out f32 [batch, 2 * sequence - 3] is not "
            "given");
  EXPECT_EQ(program.peakBytes({{"batch", 2}, {"sequence", 4}}), 32);
}

TEST(Sizes, AreThoseOfTheInputs) {
  Program program(make());
  const Tensor tokens = zeros({2, 4}), mask = zeros({4}), edge = zeros({5, 2});
  const Outputs outputs = program.call("widen", {{"tokens", tokens}, {"mask", mask}, {"edge", edge}});
  EXPECT_EQ(outputs["out"].shape(), (Shape{2, 5}));
  EXPECT_EQ(outputs["out"].values<float>()[9], 2.04f);

  // By position, into a tensor that is there, which must have the size that is computed.
  const Tensor *inputs[] = {&tokens, &mask, &edge};
  Tensor right = zeros({2, 5}), wrong = zeros({2, 4});
  Tensor *results[] = {&right};
  program.run(0, inputs, results);
  EXPECT_EQ(right.values<float>()[0], 2.04f);
  results[0] = &wrong;
  EXPECT_EQ(problemOf([&] { program.run(0, inputs, results); }),
            "program 'sized', entry 'widen': output 'out' is f32 [2, 4], the entry wants out f32 [batch, 2 * "
            "sequence - 3], where batch = 2, sequence = 4");
  EXPECT_EQ(toString(program.sizesOf(0, inputs)), "batch = 2, sequence = 4");
}

TEST(Sizes, AreGivenWhereNoInputTellsThem) {
  Program program(make());
  const Outputs outputs = program.call("draw", {}, {{"batch", 3}, {"sequence", 2}});
  EXPECT_EQ(outputs["drawn"].shape(), (Shape{2, 3}));
  EXPECT_EQ(outputs["drawn"].values<float>()[5], 2);
  EXPECT_EQ(problemOf([&] { program.call("draw", {}, 3); }),
            "program 'sized', entry 'draw': no input tells the size 'sequence', so the call must give it for "
            "its output drawn f32 [sequence, batch]");
  EXPECT_EQ(problemOf([&] { program.call("draw", {}, {{"sequence", 3}}); }),
            "program 'sized', entry 'draw': no input has a batch, so the call must give one for its output "
            "drawn f32 [sequence, batch]");
  EXPECT_EQ(problemOf([&] { program.call("draw", {}, {{"batch", 1}, {"sequence", -3}}); }),
            "program 'sized', entry 'draw': the size 'sequence' is -3, at least 1 is needed");
  EXPECT_EQ(problemOf([&] { program.call("draw", {}, {{"batch", 1}, {"sequence", 3}, {"height", 3}}); }),
            "program 'sized', entry 'draw': there is no size 'height'; there are batch, sequence");
}

TEST(Sizes, ThatDoNotFitAreRefused) {
  Program program(make());
  const auto call = [&](const Tensor &tokens, const Tensor &mask, const Tensor &edge,
                        const Sizes &given = {}) {
    return problemOf(
        [&] { program.call("widen", {{"tokens", tokens}, {"mask", mask}, {"edge", edge}}, given); });
  };
  const std::string start = "program 'sized', entry 'widen': ";
  EXPECT_EQ(call(zeros({2, 4}), zeros({5}), zeros({5, 2})),
            start + "input 'mask' has a 'sequence' of 5 at dimension 0, input 'tokens' has one of 4 at "
                    "dimension 1");
  EXPECT_EQ(call(zeros({2, 4}), zeros({4}), zeros({5, 3})),
            start + "input 'edge' has a batch of 3 at dimension 1, input 'tokens' has one of 2");
  EXPECT_EQ(call(zeros({2, 4}), zeros({4}), zeros({6, 2})),
            start + "input 'edge' is f32 [6, 2], the entry wants edge f32 [2 * sequence - 3, batch], where "
                    "batch = 2, sequence = 4");
  EXPECT_EQ(call(zeros({2, 4}), zeros({4}), zeros({5, 2}), {{"sequence", 9}}),
            start + "input 'tokens' has a 'sequence' of 4 at dimension 1, the call is for one of 9");
  EXPECT_EQ(call(zeros({2, 0}), zeros({0}), zeros({5, 2})),
            start + "input 'tokens' has a 'sequence' of 0 at dimension 1, at least 1 is needed");
  EXPECT_EQ(call(zeros({2, 4, 1}), zeros({4}), zeros({5, 2})),
            start + "input 'tokens' is f32 [2, 4, 1], the entry wants tokens f32 [batch, sequence]");
  // What is computed of the sizes cannot be.
  EXPECT_EQ(
      call(zeros({2, 1}), zeros({1}), zeros({5, 2})),
      "program 'sized', entry 'widen': the size '2 * sequence - 3' would be -1, must be at least 0, where "
      "batch = 2, sequence = 1");
  EXPECT_EQ(call(zeros({1, 2000}), zeros({2000}), zeros({3997, 1})),
            "program 'sized', entry 'widen': the sizes batch = 1, sequence = 2000 are too large: no memory "
            "holds what the call works in");
  EXPECT_EQ(
      problemOf([&] {
        program.call("draw", {}, {{"batch", std::numeric_limits<std::int64_t>::max() / 2}, {"sequence", 8}});
      }),
      "program 'sized', entry 'draw': the sizes batch = 4611686018427387903, sequence = 8 are too large: no "
      "memory holds 'drawn'");
}

TEST(Sizes, OfProgramsThatAreNotSound) {
  const auto problem = [](const std::function<void(SizedProgram &)> &change) {
    return problemOf([&] { Program program(make(change)); });
  };
  static constexpr const char *twice[] = {"batch", "sequence", "sequence"},
                              *first[] = {"sequence", "batch", "x"};
  static constexpr std::int64_t unknown[] = {DLC_BATCH, DLC_SIZE(3)};
  const std::string start = "program 'sized', entry 'widen': ";
  EXPECT_EQ(problem([](SizedProgram &p) { p.entries[0].measure = nullptr; }),
            start + "there is no code that computes its sizes");
  EXPECT_EQ(problem([](SizedProgram &p) { p.entries[0].size_count = 0; }),
            start + "it has no sizes, and should have 'batch' at least");
  EXPECT_EQ(problem([](SizedProgram &p) { p.entries[0].size_texts = twice; }),
            start + "two sizes are named 'sequence'");
  EXPECT_EQ(problem([](SizedProgram &p) { p.entries[0].size_texts = first; }),
            start + "its size 0 is named 'sequence'");
  EXPECT_EQ(problem([](SizedProgram &p) { p.widenInputs[0].shape = unknown; }),
            "program 'sized', entry 'widen': input 'tokens' has the dimension -4 at index 1");
}

} // namespace
} // namespace dlc::test

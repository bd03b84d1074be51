// Examples of a program's own random numbers, of codes and of classes; and texts, by networks written by
// hand.
#include "TrainingTest.h"

#include "dlc/Generate.h"

#include <cmath>
#include <map>

namespace dlc::test {
namespace {

class GenerateTest : public TrainingTest {};

TEST_F(GenerateTest, MakesAnyNumber) {
  Program program(TinyProgram::make()), other(TinyProgram::make());
  program.init(3);
  other.init(3);
  const Tensor images = generate(program, 10, {.batch = 4});
  EXPECT_EQ(images.shape(), (Shape{10, 1, 2, 2}));
  for (std::size_t i = 0; i < 10; ++i) // this program draws one number after the other, whatever the batch
    EXPECT_EQ(images.values<float>()[i * 4], generate(other, 1).values<float>()[0]);
  EXPECT_EQ(problemOf([&] { generate(program, 0); }),
            "cannot generate 0 examples in batches of 64 and 1 steps: all must be at least 1");
  const auto problem = [](const std::function<void(TinyProgram &)> &change) {
    auto tiny = std::make_shared<TinyProgram>();
    change(*tiny);
    Program program(TinyProgram::share(tiny));
    program.init(1);
    return problemOf([&] { generate(program, 1); });
  };
  EXPECT_EQ(problem([](TinyProgram &t) {
              t.entries[TinyProgram::Generate].name = "sample";
              t.entries[TinyProgram::Generate].role = 0;
            }),
            "program 'tiny' has no entry 'generate'; it has init, predict, train_step, evaluate, sample");
  EXPECT_EQ(problem([](TinyProgram &t) {
              t.entries[TinyProgram::Generate].inputs = t.seed.data();
              t.entries[TinyProgram::Generate].input_count = 1;
            }),
            "entry 'generate' of program 'tiny' wants seed i64 [], and nothing gives it");
  EXPECT_EQ(problem([](TinyProgram &t) { t.entries[TinyProgram::Generate].output_count = 0; }),
            "entry 'generate' of program 'tiny' returns nothing");
}

/// `decode`, whose images are their code of two numbers, the label, and how often it was called; `next`,
/// whose logits are greatest for the token behind the last one; and `predict`, the same of all tokens of a
/// window of four.
struct Maker {
  static void decode(const std::int64_t *sizes, void *const *t) {
    const auto *code = static_cast<const float *>(t[0]);
    const auto *label = static_cast<const std::int64_t *>(t[1]);
    auto *image = static_cast<float *>(t[2]), *calls = static_cast<float *>(t[3]);
    *calls += 1;
    for (std::int64_t i = 0; i < sizes[0]; ++i) {
      const float row[] = {code[2 * i], code[2 * i + 1], static_cast<float>(label[i]), *calls};
      std::copy_n(row, 4, image + 4 * i);
    }
  }
  static void fill(std::int64_t token, float *logits) {
    for (std::int64_t i = 0; i < 5; ++i)
      logits[i] = i == (token + 1) % 3 ? 2.0f : i == 4 ? 9.0f : 0.0f;
  }
  static void next(const std::int64_t *, void *const *t) {
    *static_cast<float *>(t[2]) += 1;
    fill(*static_cast<const std::int64_t *>(t[0]), static_cast<float *>(t[1]));
  }
  static void predict(const std::int64_t *sizes, void *const *t) {
    for (std::int64_t i = 0; i < 4 * sizes[0]; ++i)
      fill(static_cast<const std::int64_t *>(t[0])[i], static_cast<float *>(t[1]) + 5 * i);
  }

  Maker() {
    static constexpr std::int64_t codes[] = {-1, 2}, labels[] = {-1}, images[] = {-1, 4}, one[] = {1},
                                  scalar[] = {0}, logits[] = {1, 5}, window[] = {-1, 4}, all[] = {-1, 4, 5};
    tensors = {{{"code", DLC_F32, 2, codes, 0, 0},
                {"label", DLC_I64, 1, labels, DLC_INPUT_LABEL, 0},
                {"image", DLC_F32, 2, images, 0, 0},
                {"token", DLC_I64, 1, one, 0, 0},
                {"logits", DLC_F32, 2, logits, 0, 0},
                {"tokens", DLC_I64, 2, window, 0, 0},
                {"logits", DLC_F32, 3, all, 0, 0}}};
    variable = {{"calls", DLC_F32, 0, scalar, 0, 0}, DLC_BUFFER, 0, nullptr};
    static const char *const names[] = {"batch"};
    static const std::int32_t used[] = {0};
    const auto set = [&](std::size_t i, const char *name, std::int32_t role, std::size_t input,
                         std::int32_t inputs, void (*run)(const std::int64_t *, void *const *)) {
      dlc_entry_info &entry = entries[i];
      entry.name = name;
      entry.role = role;
      entry.size_count = 1;
      entry.size_texts = names;
      entry.inputs = &tensors[input];
      entry.input_count = inputs;
      entry.outputs = &tensors[input + static_cast<std::size_t>(inputs)];
      entry.output_count = 1;
      entry.run = run;
      if (i < 2) {
        entry.variables = used;
        entry.variable_count = 1;
        entry.writes = 1;
      }
    };
    set(0, "decode", 0, 0, 2, decode);
    set(1, "next", 0, 3, 1, next);
    set(2, "predict", DLC_ENTRY_PREDICT, 5, 1, predict);
    program.magic = DLC_PROGRAM_MAGIC;
    program.version = DLC_PROGRAM_VERSION;
    program.name = "maker";
    program.cpu = "generic";
    program.cpu_features = "";
    program.graph = "";
    program.variable_count = 1;
    program.variables = &variable;
    program.entry_count = 3;
    program.entries = entries.data();
  }

  static Program make(bool remembers = true) {
    auto maker = std::make_shared<Maker>();
    if (!remembers)
      maker->entries[1].name = "other";
    Program program(std::shared_ptr<const dlc_program>(maker, &maker->program));
    program.setVariable("calls", Tensor({}, DType::f32));
    return program;
  }

  dlc_program program{};
  std::array<dlc_entry_info, 3> entries{};
  std::array<dlc_tensor_info, 7> tensors{};
  dlc_variable_info variable{};
};

TEST_F(GenerateTest, GivesCodesAndLabelsInTurn) {
  Program program = Maker::make();
  const Tensor made = generate(program, 5, {.entry = "decode", .batch = 2, .labels = {7, 3}, .seed = 4});
  ASSERT_EQ(made.shape(), (Shape{5, 4}));
  Random random(4);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(made.values<float>()[4 * i], static_cast<float>(random.normal()));
    EXPECT_EQ(made.values<float>()[4 * i + 1], static_cast<float>(random.normal()));
    EXPECT_EQ(made.values<float>()[4 * i + 2], i % 2 ? 3 : 7);
  }
  EXPECT_EQ(made.values<float>()[19], 3); // the third batch
  const Tensor again = generate(program, 1, {.entry = "decode", .steps = 4, .labels = {0}});
  EXPECT_EQ(again.values<float>()[3], 7); // the last of four calls
}

TEST_F(GenerateTest, InterpolatesOnAnArc) {
  Program program = Maker::make();
  const Tensor made = generate(program, 10, {.entry = "decode", .labels = {0}, .perWay = 5, .seed = 1});
  const auto values = made.values<float>();
  for (const std::size_t way : {0, 5}) {
    const auto angle = [&](std::size_t i) {
      return std::atan2(values[4 * (way + i) + 1], values[4 * (way + i)]);
    };
    const auto radius = [&](std::size_t i) {
      return std::hypot(values[4 * (way + i)], values[4 * (way + i) + 1]);
    };
    const float least = std::min(radius(0), radius(4)),
                turn = std::remainder(angle(1) - angle(0), 6.2831853f);
    EXPECT_GT(std::abs(turn), 0.01f);
    for (std::size_t i = 1; i < 4; ++i)
      EXPECT_GT(radius(i),
                least * 0.7f); // a straight line would come nearer to the middle where the turn is large
    if (std::abs(radius(0) - radius(4)) < 1e-3f)
      for (std::size_t i = 1; i < 4; ++i)
        EXPECT_NEAR(std::remainder(angle(i + 1) - angle(i), 6.2831853f), turn, 1e-3f);
  }
  EXPECT_EQ(problemOf([&] { generate(program, 7, {.entry = "decode", .labels = {0}, .perWay = 5}); }),
            "cannot generate 7 examples with 5 on each way: that is at least 2, and divides the former");
}

TEST_F(GenerateTest, SaysWhatIsNotGivenOrNotTaken) {
  Program program = Maker::make(), tiny(TinyProgram::make());
  tiny.init(1);
  EXPECT_EQ(problemOf([&] { generate(program, 1, {.entry = "decode"}); }),
            "entry 'decode' of program 'maker' wants label i64 [batch], and no class is given");
  EXPECT_EQ(problemOf([&] { generate(tiny, 1, {.labels = {1}}); }),
            "entry 'generate' of program 'tiny' takes no label, so it makes no examples of a class");
  EXPECT_EQ(problemOf([&] { generate(tiny, 4, {.perWay = 2}); }),
            "entry 'generate' of program 'tiny' takes no codes, so there is nothing between them");
}

TEST_F(GenerateTest, DrawsTokensAsProbableAsTheyAre) {
  const float logits[] = {0, std::log(2.0f), std::log(5.0f), -100};
  const auto shares = [&](TextOptions options) {
    Random random(1);
    std::map<std::int64_t, double> counts;
    for (int i = 0; i < 8000; ++i)
      counts[drawToken(logits, options, random)] += 1.0 / 8000;
    return counts;
  };
  auto plain = shares({});
  EXPECT_NEAR(plain[0], 1 / 8.0, 0.02);
  EXPECT_NEAR(plain[1], 2 / 8.0, 0.02);
  EXPECT_NEAR(plain[2], 5 / 8.0, 0.02);
  auto cold = shares({.temperature = 0.5}); // 1, 4, 25
  EXPECT_NEAR(cold[2], 25 / 30.0, 0.02);
  EXPECT_EQ(shares({.temperature = 0}).size(), 1u);
  auto two = shares({.topK = 2});
  EXPECT_EQ(two.size(), 2u);
  EXPECT_NEAR(two[2], 5 / 7.0, 0.02);
  EXPECT_EQ(shares({.topP = 0.6}).size(), 1u); // the first alone has 5/8
  EXPECT_EQ(shares({.topP = 0.7}).size(), 2u);
  const float equal[] = {1, 1, 1};
  Random random(1);
  EXPECT_EQ(drawToken(equal, {.temperature = 0}, random), 0);
  EXPECT_EQ(problemOf([&] { drawToken(equal, {.topP = 0}, random); }),
            "a text: tokens that together have a probability of 0.000000 are to be chosen from; it is above "
            "0 and at most 1");
  const float bad[] = {1, std::nanf("")};
  EXPECT_EQ(problemOf([&] { drawToken(bad, {}, random); }), "the logits of the next token are not finite");
}

// Token 4 has the greatest logit, and is none of a vocabulary of three.
TEST_F(GenerateTest, WritesByAnEntryThatRemembersAndByOneThatReadsAll) {
  for (const bool remembers : {true, false}) {
    Program program = Maker::make(remembers);
    TextGenerator writer(program, 3, {.temperature = 0});
    EXPECT_EQ(problemOf([&] { writer.next(); }), "a text goes on from at least one token");
    const std::int64_t begin[] = {2, 1};
    writer.read(begin);
    std::vector<std::int64_t> text;
    for (int i = 0; i < 7; ++i)
      text.push_back(writer.next());
    EXPECT_EQ(text, (std::vector<std::int64_t>{2, 0, 1, 2, 0, 1, 2}));
    EXPECT_EQ(program.variable("calls").values<float>()[0], remembers ? 9 : 0);
    const std::int64_t none[] = {3};
    EXPECT_EQ(problemOf([&] { writer.read(none); }), "a text has token 3, which is none of 3");
    EXPECT_EQ(problemOf([&] { TextGenerator(program, 6); }),
              std::string("entry '") + (remembers ? "next" : "predict") +
                  "' of program 'maker' tells 5 tokens apart, and the text has 6");
  }
  Program tiny(TinyProgram::make());
  EXPECT_TRUE(problemOf([&] { TextGenerator(tiny, 3); }).starts_with("program 'tiny' writes no text"));
}

} // namespace
} // namespace dlc::test

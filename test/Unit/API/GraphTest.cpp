// dlc::Graph: reading, what can be asked, attributes that travel in the text, errors of bad input.
#include "ApiTest.h"

#include "Model/ModelFile.h"
#include "dlc/Builder.h"
#include "dlc/Compile.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace dlc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Graph, TellsWhatIsInIt) {
  Graph graph = Graph::parse(tinyText);
  EXPECT_EQ(graph.name(), "tiny");
  EXPECT_EQ(graph.text(), tinyText);
  EXPECT_EQ(graph.parameterCount(), 12);

  std::vector<VariableInfo> variables = graph.variables();
  ASSERT_EQ(variables.size(), 2u);
  EXPECT_EQ(variables[0].tensor.name, "fc.weight");
  EXPECT_EQ(variables[0].tensor.shape, (Shape{4, 3}));
  EXPECT_EQ(variables[0].role, VariableRole::Parameter);
  EXPECT_EQ(variables[1].tensor.dtype, DType::i64);
  EXPECT_EQ(variables[1].role, VariableRole::Buffer);

  // @half is private: nobody outside calls it.
  std::vector<EntryInfo> functions = graph.functions();
  ASSERT_EQ(functions.size(), 1u);
  EXPECT_EQ(functions[0].name, "predict");
  EXPECT_EQ(toString(functions[0].inputs[0]), "image f32 [batch, 4]");
  EXPECT_EQ(toString(functions[0].outputs[0]), "logits f32 [batch, 3]");
  EXPECT_TRUE(graph.hasFunction("predict"));
  EXPECT_FALSE(graph.hasFunction("half"));
}

TEST(Graph, SavesItsText) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "dlc-graph-test.mlir";
  Graph::parse(tinyText).save(file);
  EXPECT_EQ(Graph::load(file).text(), tinyText);
  std::filesystem::remove(file);
  EXPECT_THROW(Graph::parse(tinyText).save("tiny.onnx"), Error);
  EXPECT_THROW(Graph::parse(tinyText).save("no/such/folder/tiny.mlir"), Error);
}

// A compilation works in the graph's own context, on a module of its own.
TEST(Graph, CompilingLeavesItAlone) {
  Graph graph = Graph::parse(tinyText);
  const std::string first = lower(graph, "llvm");
  const Graph whole = expanded(graph, {.mode = Mode::predict});
  EXPECT_EQ(lower(graph, "llvm"), first);
  EXPECT_TRUE(whole.hasFunction("init"));
  EXPECT_FALSE(graph.hasFunction("init"));
  EXPECT_EQ(graph.text(), tinyText);
}

TEST(Graph, NameBecomesAnIdentifier) {
  const std::string text =
      "nn.func @predict(%x: tensor<2xf32>) -> (y: tensor<2xf32>) { nn.return %x : tensor<2xf32> }";
  EXPECT_EQ(Graph::parse(text, "lenet-5").name(), "lenet_5");
  EXPECT_EQ(Graph::parse(text, "2nd").name(), "model_2nd");
  EXPECT_EQ(Graph::parse(text).name(), "model");
}

TEST(Graph, CostsExpandCalls) {
  std::vector<OpCost> costs = Graph::parse(tinyText).costs("predict", 10);
  ASSERT_EQ(costs.size(), 2u);
  EXPECT_EQ(costs[0].op, "div");
  EXPECT_EQ(costs[0].layer, "");
  EXPECT_EQ(costs[0].flops, 40);
  EXPECT_EQ(costs[0].bytes, 4 * (40 + 1 + 40));
  EXPECT_EQ(costs[1].op, "matmul");
  EXPECT_EQ(costs[1].layer, "fc");
  EXPECT_EQ(costs[1].parameters, 12);
  EXPECT_EQ(costs[1].flops, 2 * 10 * 4 * 3);
  EXPECT_EQ(costs[1].bytes, 4 * (40 + 12 + 30));
  EXPECT_EQ(costs[1].output.shape, (Shape{batchDimension, 3}));
}

// Variables are known as such where functions are given them, through any number of calls, and each counts
// once.
TEST(Graph, CostsKnowVariablesThatAreGivenToFunctions) {
  const Graph graph = Graph::parse(R"(!x = tensor<?x3xf32>
!w = tensor<3x3xf32>
nn.variable @a.weight : !w init #nn.zeros
nn.variable @b.weight : !w init #nn.zeros
nn.variable buffer @b.mean : tensor<3xf32> init #nn.zeros
nn.func private @product(%x: !x, %w: !w) -> (y: !x) {
  %y = nn.matmul %x, %w : !x, !w
  nn.return %y : !x
}
nn.func private @layer(%mean: tensor<3xf32>, %w: !w, %x: !x) -> (y: !x) {
  %0 = nn.sub %x, %mean : !x, tensor<3xf32>
  %y = nn.call @product(%0, %w) : (!x, !w) -> !x
  nn.return %y : !x
}
nn.func @predict(%x: !x) -> (y: !x) {
  %a = nn.read @a.weight : !w
  %b = nn.read @b.weight : !w
  %mean = nn.read @b.mean : tensor<3xf32>
  %0 = nn.call @product(%x, %a) : (!x, !w) -> !x
  %1 = nn.call @layer(%mean, %b, %0) : (tensor<3xf32>, !w, !x) -> !x
  %2 = nn.call @product(%1, %a) : (!x, !w) -> !x
  nn.return %2 : !x
}
)");
  std::string rows;
  for (const OpCost &cost : graph.costs("predict"))
    rows += cost.layer + " " + cost.op + " " + std::to_string(cost.parameters) + "\n";
  EXPECT_EQ(rows, "a matmul 9\nb sub 0\nb matmul 9\na matmul 0\n");
}

TEST(Graph, CostsOfWhatIsNotThere) {
  Graph graph = Graph::parse(tinyText, "tiny", "tiny.mlir");
  EXPECT_EQ(messageOf([&] { graph.costs("train"); }), "tiny.mlir: has no function '@train'");
  EXPECT_THAT(messageOf([&] { graph.costs("predict", -1); }), HasSubstr("batch of -1"));
  Graph endless =
      Graph::parse("nn.func @f() -> (y: tensor<2xf32>) {\n"
                   "  %y = nn.call @f() : () -> tensor<2xf32>\n  nn.return %y : tensor<2xf32>\n}\n");
  EXPECT_THAT(messageOf([&] { endless.costs("f"); }), HasSubstr("'@f' calls itself"));
}

//===-- Sizes ---------------------------------------------------------------------------------------===//

constexpr const char *sizedText = R"(!x = tensor<?x?x8xf32, #nn.sizes<batch, sequence>>
nn.func @predict(%x: !x, %edge: tensor<?xf32, #nn.sizes<2 * sequence - 1>>) -> (y: tensor<?x?xf32, #nn.sizes<batch, 8 * sequence>>) {
  %0 = nn.relu %x : !x
  %1 = nn.flatten %0 : !x
  nn.return %1 : tensor<?x?xf32, #nn.sizes<batch, 8 * sequence>>
}
)";

TEST(Graph, SizesHaveNames) {
  Graph graph = Graph::parse(sizedText, "net", "net.mlir");
  EXPECT_THAT(graph.sizes(), ElementsAre("batch", "sequence"));
  EntryInfo predict = graph.functions().front();
  EXPECT_THAT(predict.sizes, ElementsAre("batch", "sequence"));
  EXPECT_THAT(predict.derivedSizes, ElementsAre("2 * sequence - 1", "8 * sequence"));
  EXPECT_EQ(toString(predict.inputs[0]), "x f32 [batch, sequence, 8]");
  EXPECT_EQ(toString(predict.outputs[0]), "y f32 [batch, 8 * sequence]");
  EXPECT_EQ(predict.inputs[0].shape, (Shape{batchDimension, size("sequence"), 8}));

  std::vector<OpCost> costs = graph.costs("predict", {{"batch", 2}, {"sequence", 5}});
  ASSERT_FALSE(costs.empty());
  EXPECT_EQ(costs[0].flops, 2 * 5 * 8);
  EXPECT_EQ(costs[0].output.shape, (Shape{2, 5, 8}));
  EXPECT_EQ(messageOf([&] { graph.costs("predict", 2); }),
            "the cost of 'nn.relu' depends on the size 'sequence', which is not given");
}

TEST(Graph, ShapesOfInputsTellSizes) {
  Graph graph = Graph::parse(sizedText, "net", "net.mlir");
  EXPECT_EQ(toString(graph.sizesFor({{"x", {2, 5, 8}}, {"edge", {9}}})), "batch = 2, sequence = 5");
  EXPECT_EQ(toString(graph.sizesFor({{"edge", {9}}}, {{"sequence", 5}})), "sequence = 5");
  auto problem = [&](const std::vector<std::pair<std::string, Shape>> &shapes, const Sizes &given = {}) {
    return messageOf([&] { graph.sizesFor(shapes, given); });
  };
  const std::string x = "net.mlir: input 'x' of '@predict', f32 [batch, sequence, 8],",
                    edge = "net.mlir: input 'edge' of '@predict', f32 [2 * sequence - 1],";
  EXPECT_EQ(problem({{"image", {1}}}), "net.mlir: no function has an input 'image'");
  EXPECT_EQ(problem({{"x", {2, 5}}}), x + " has 3 dimensions, the shape [2, 5] has 2");
  EXPECT_EQ(problem({{"x", {2, 5, 7}}}), x + " at dimension 2 is 8; the shape has 7");
  EXPECT_EQ(problem({{"x", {2, 5, 8}}, {"edge", {10}}}),
            edge +
                " at dimension 0 is '2 * sequence - 1', which is 9 where batch = 2, sequence = 5; the shape "
                "has 10");
  EXPECT_EQ(problem({{"edge", {9}}}),
            edge + " at dimension 0 is '2 * sequence - 1', and what that is is not given; the shape has 9");
  EXPECT_THAT(
      problem({{"x", {2, 5, 8}}}, {{"sequence", 4}}),
      HasSubstr("the size 'sequence' would be 5 by input 'x' of '@predict', f32 [batch, sequence, 8], "
                "at dimension 1, and 4 by what is given"));
}

//===-- Constants -----------------------------------------------------------------------------------===//

/// x + a constant whose literal is `value`.
std::string plus(const std::string &value, const std::string &type = "tensor<3x500xf32>") {
  return "module @plus {\n  // Kept as it is.\n  nn.func @predict(%x: " + type + ") -> (y: " + type +
         ") {\n    %c = nn.constant " + value + " : " + type + "\n    %y = nn.add %x, %c : " + type + ", " +
         type + "\n    nn.return %y : " + type + "\n  }\n}\n";
}

/// dense<[[0.0, 0.5, …], …]>, with lines.
std::string decimals(int rows, int columns) {
  std::string text = "dense<[";
  for (int i = 0; i < rows; ++i) {
    text += i ? "],\n[" : "[";
    for (int j = 0; j < columns; ++j)
      text += (j ? ", " : "") + std::to_string(0.5 * (i * columns + j));
  }
  return text + "]]>";
}

Tensor sumWith(const Graph &graph, float value) {
  Program program = compile(graph, {.parallel = Parallel::none});
  Tensor x({3, 500}, DType::f32);
  std::ranges::fill(x.values<float>(), value);
  return program.call("predict", {{"x", x}}).take("y");
}

/// The sum of 0 and 0 with a constant of two.
float sumOfTwo(const Graph &graph) {
  Program program = compile(graph, {.parallel = Parallel::none});
  const Tensor y = program.call("predict", {{"x", Tensor({2}, DType::f32)}}).take("y");
  return y.values<float>()[0] + y.values<float>()[1];
}

TEST(Constants, LargeLiteralsLeaveTheTextThatIsCarried) {
  Graph graph = Graph::parse(plus(decimals(3, 500)));
  Program program = compile(graph, {.parallel = Parallel::none});
  // The lines of the literal stay, so that those behind it have their numbers.
  EXPECT_EQ(program.graph(), plus("dense_resource<constant0>\n\n"));
  EXPECT_EQ(program.graphVersion(), 2u);
  ASSERT_EQ(program.constants().size(), 1u);
  EXPECT_EQ(program.constants()[0].shape, (Shape{3, 500}));
  EXPECT_EQ(program.constants()[0].bytes.size(), 6000u);
  EXPECT_EQ(sumWith(graph, 1).values<float>()[1499], 750.5f);
}

TEST(Constants, TheWholeTextSpellsThemOut) {
  Graph graph = Graph::parse(plus(decimals(3, 500)));
  EXPECT_THAT(graph.text(), HasSubstr("// Kept as it is."));
  EXPECT_THAT(graph.text(), HasSubstr("dialect_resources"));
  Graph again = Graph::parse(graph.text());
  EXPECT_EQ(again.text(), graph.text());
  EXPECT_EQ(sumWith(again, 1).values<float>()[1498], 750.0f);
  // With attributes changed, too.
  again.setClassNames({"a"});
  EXPECT_EQ(sumWith(Graph::parse(again.text()), 2).values<float>()[1499], 751.5f);
}

TEST(Constants, SmallOnesAndSplatsStay) {
  for (const std::string &text : {plus("dense<[[1.0, 2.0]]>", "tensor<1x2xf32>"), plus("dense<0.5>")}) {
    Graph graph = Graph::parse(text);
    EXPECT_EQ(graph.text(), text);
    EXPECT_TRUE(compile(graph, {.parallel = Parallel::none}).constants().empty());
  }
}

TEST(Constants, OfEveryTypeTravelInFiles) {
  const std::string path = testing::TempDir() + "dlc-constants-" + std::to_string(getpid()) + ".dlm";
  for (const ElementType &info : elementTypes) {
    Builder builder("all");
    Function &predict = builder.function("predict");
    Tensor table({5000}, info.type);
    for (std::size_t i = 0; i < table.bytes().size(); ++i)
      table.bytes()[i] = std::byte(info.type == DType::i1 ? i % 3 == 0 : i % 23);
    predict.output("y", predict.constant(table));
    Graph graph = builder.build();
    Program program = compile(graph, {.parallel = Parallel::none});
    EXPECT_EQ(program.constants().size(), 1u) << info.name;
    program.save(path);
    {
      ModelFile file(path);
      file.verifyChecksums();
      EXPECT_EQ(file.formatVersion(), 2u);
      EXPECT_LT(file.contents().graph.size(), 500u);
    }
    Graph loaded = Graph::load(path);
    Program again = compile(loaded, {.parallel = Parallel::none});
    again.load(path);
    EXPECT_EQ(again.graph(), program.graph());
    const Tensor y = again.call("predict", {}).take("y");
    EXPECT_TRUE(std::ranges::equal(y.bytes(), table.bytes())) << info.name;
    EXPECT_TRUE(std::ranges::equal(Graph::parse(graph.text()).text(), graph.text())) << info.name;
  }
  std::filesystem::remove(path);
}

TEST(Constants, AProgramOutlivesItsGraph) {
  std::optional<Graph> graph = Graph::parse(plus(decimals(3, 500)));
  Program program = compile(*graph, {.parallel = Parallel::none});
  graph.reset();
  float last = 0;
  std::memcpy(&last, program.constants()[0].bytes.data() + 5996, sizeof(last));
  EXPECT_EQ(last, 749.5f);
}

TEST(Constants, ThatAreNotThere) {
  auto problem = [](const std::string &text) {
    return messageOf([&] { Graph::parse(text, "net", "net.mlir"); });
  };
  EXPECT_THAT(
      problem(plus("dense_resource<none>")),
      StartsWith("net.mlir:4:10: error: the constant 'none': it is not in the file; a text spells it out"));
  auto withData = [](const std::string &data) {
    return plus("dense_resource<c>", "tensor<2xf32>") + "{-# dialect_resources: {builtin: {c: \"" + data +
           "\"}} #-}\n";
  };
  EXPECT_THAT(problem(withData("0x0400000000000000")),
              HasSubstr("the constant 'c': it has 4 bytes, and its type takes 8"));
  EXPECT_THAT(problem(withData("0x04")), HasSubstr("is no string of hexadecimal digits"));
  EXPECT_EQ(sumOfTwo(Graph::parse(withData("0x040000000000803F00000040"))), 3.0f);
  EXPECT_THAT(problem(plus("dense_resource<c>", "tensor<2xi1>") +
                      "{-# dialect_resources: {builtin: {c: \"0x010000000102\"}} #-}\n"),
              HasSubstr("a boolean of it is neither 0 nor 1"));
  EXPECT_THAT(problem(plus("sparse<[[0, 0]], [1.0]>")),
              HasSubstr("a constant of a network is written as dense"));
}

//===-- Attributes ----------------------------------------------------------------------------------===//

TEST(Graph, ClassNamesTravelInTheText) {
  Graph graph = Graph::parse(tinyText);
  EXPECT_TRUE(graph.classNames().empty());
  graph.setClassNames({"T-shirt", "the \"rest\"", "a // b"});
  EXPECT_THAT(graph.classNames(), ElementsAre("T-shirt", "the \"rest\"", "a // b"));
  EXPECT_THAT(graph.text(), StartsWith("// Halves and classifies.\n"
                                       "module @tiny attributes {nn.class_names = [\"T-shirt\", "));
  EXPECT_THAT(graph.text(), HasSubstr("%half = nn.call @half(%image)")); // the rest is as it was written

  graph.setNormalization({0.5f, 0.25f}, {1.0f, 0.1f});
  EXPECT_THAT(graph.classNames(), ElementsAre("T-shirt", "the \"rest\"", "a // b"));
  Graph again = Graph::parse(graph.text());
  EXPECT_THAT(again.classNames(), ElementsAre("T-shirt", "the \"rest\"", "a // b"));
  EXPECT_THAT(again.mean(), ElementsAre(0.5f, 0.25f));
  EXPECT_THAT(again.standardDeviation(), ElementsAre(1.0f, 0.1f));

  again.setClassNames({});
  again.setNormalization({}, {});
  EXPECT_EQ(again.text(), tinyText);
}

TEST(Graph, AttributesWhereTheTextHasNoModule) {
  const std::string function = "nn.func @predict(%x: tensor<2xf32>) -> (y: tensor<2xf32>) {\n"
                               "  nn.return %x : tensor<2xf32>\n}\n";
  Graph graph = Graph::parse("// A comment.\n" + function, "one");
  graph.setClassNames({"a", "b"});
  EXPECT_EQ(graph.name(), "one");
  EXPECT_THAT(graph.classNames(), ElementsAre("a", "b"));
  EXPECT_THAT(
      graph.text(),
      HasSubstr("// A comment.\nmodule attributes {nn.class_names = [\"a\", \"b\"]} {\nnn.func @predict"));

  Graph aliased =
      Graph::parse("#init = #nn.constant<1.0 : f32>\nnn.variable @v : tensor<2xf32> init #init\n" + function);
  aliased.setClassNames({"a"});
  EXPECT_THAT(aliased.classNames(), ElementsAre("a"));

  Graph generic = Graph::parse("\"builtin.module\"() ({\n" + function + "}) : () -> ()");
  generic.setClassNames({"a"});
  EXPECT_THAT(generic.classNames(), ElementsAre("a"));
}

TEST(Graph, NormalizationThatMakesNoSense) {
  Graph graph = Graph::parse(tinyText);
  EXPECT_THAT(messageOf([&] { graph.setNormalization({0.5f}, {0.0f}); }),
              HasSubstr("nn.stddev must be positive"));
  EXPECT_THAT(messageOf([&] { graph.setNormalization({0.5f, 1.0f}, {1.0f}); }),
              HasSubstr("nn.mean has 2, nn.stddev has 1"));
  EXPECT_EQ(graph.text(), tinyText); // unchanged
}

//===-- Bad input -----------------------------------------------------------------------------------===//

TEST(Graph, ParseErrorsHavePlaceLineAndCaret) {
  const std::string text =
      "nn.func @predict(%x: tensor<?x64xf32>, %w: tensor<48x10xf32>) -> (y: tensor<?x10xf32>) {\n"
      "  %y = nn.matmul %x, %w : tensor<?x64xf32>, tensor<48x10xf32>\n"
      "  nn.return %y : tensor<?x10xf32>\n}\n";
  EXPECT_EQ(messageOf([&] { Graph::parse(text, "net", "net.mlir"); }),
            "net.mlir:2:8: error: 'nn.matmul' op contracting dimensions differ: lhs has 64, rhs has 48\n"
            "  %y = nn.matmul %x, %w : tensor<?x64xf32>, tensor<48x10xf32>\n"
            "       ^");
  EXPECT_THAT(messageOf([] { Graph::parse("nn.func @predict(", "net", "net.mlir"); }),
              StartsWith("net.mlir:1:17: error: expected"));
  EXPECT_THAT(messageOf([] { Graph::parse("nn.funk @predict()", "net", "net.mlir"); }),
              StartsWith("net.mlir:1:1: error: "));
}

TEST(Graph, NotANetwork) {
  EXPECT_THAT(messageOf([] { Graph::parse("", "net", "net.mlir"); }), HasSubstr("holds no nn.func"));
  EXPECT_THAT(messageOf([] { Graph::parse("module { module { } }", "net", "net.mlir"); }),
              HasSubstr("holds nn.variable and nn.func only, not 'builtin.module'"));
}

class GraphFile : public testing::Test {
protected:
  void SetUp() override {
    folder = testing::TempDir() + "dlc-graph-" +
             testing::UnitTest::GetInstance()->current_test_info()->name() + "-" + std::to_string(getpid());
    std::filesystem::create_directories(folder);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::string put(const std::string &name, const std::string &content) {
    std::ofstream(folder + "/" + name, std::ios::binary) << content;
    return folder + "/" + name;
  }
  std::string folder;
};

TEST_F(GraphFile, LoadsText) {
  std::string path = put("net.mlir", tinyText);
  Graph graph = Graph::load(path);
  EXPECT_EQ(graph.text(), tinyText);
  EXPECT_EQ(graph.file(), path);
  std::string nameless = put("my-net.mlir", "nn.func @predict() -> (y: tensor<1xf32>) {\n"
                                            "  %y = nn.constant dense<1.0> : tensor<1xf32>\n"
                                            "  nn.return %y : tensor<1xf32>\n}\n");
  EXPECT_EQ(Graph::load(nameless).name(), "my_net");
}

TEST_F(GraphFile, LoadsTheGraphOfAModel) {
  ModelContents contents;
  contents.graph = tinyText;
  contents.classNames = {"a", "b", "c"};
  contents.normalization = {{0.5f}, {0.25f}};
  writeModelFile(folder + "/net.dlm", contents);
  Graph graph = Graph::load(folder + "/net.dlm");
  EXPECT_THAT(graph.classNames(), ElementsAre("a", "b", "c"));
  EXPECT_THAT(graph.mean(), ElementsAre(0.5f));
  EXPECT_THAT(graph.standardDeviation(), ElementsAre(0.25f));
  EXPECT_EQ(graph.name(), "tiny");
}

TEST_F(GraphFile, ConstantsOfFilesAreChecked) {
  const std::string path = folder + "/net.dlm";
  std::vector<float> values(1500, 0.5f);
  ModelContents contents;
  contents.graph = plus("dense_resource<c>");
  contents.dialectVersion = 2;
  auto problem = [&](const std::string &name, DType type, std::vector<int64_t> shape) {
    contents.segments = {{name, type, shape, ModelSegment::Role::Constant,
                          std::as_bytes(std::span(values)).first(*byteSize(type, shape))}};
    writeModelFile(path, contents);
    return messageOf([&] { Graph::load(path); });
  };
  EXPECT_THAT(problem("d", DType::f32, {3, 500}), HasSubstr("the constant 'c': it is not in the file"));
  EXPECT_THAT(problem("c", DType::f32, {500, 3}),
              HasSubstr("the constant 'c': it is tensor<500x3xf32>, and cannot be taken for another type"));
  EXPECT_THAT(problem("c", DType::f32, {2, 500}), HasSubstr("it is tensor<2x500xf32>"));
  EXPECT_THAT(problem("c", DType::i1, {3, 500}), HasSubstr("a boolean of it is neither 0 nor 1"));

  contents.segments = {
      {"c", DType::f32, {3, 500}, ModelSegment::Role::Constant, std::as_bytes(std::span(values))}};
  writeModelFile(path, contents);
  EXPECT_EQ(sumWith(Graph::load(path), 1).values<float>()[7], 1.5f); // a splat by its values
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(100).put(1);
  file.close();
  EXPECT_THAT(messageOf([&] { Graph::load(path); }),
              StartsWith(path + ": byte 64: segment 'c': checksum is "));
}

TEST_F(GraphFile, OfANewerVersionIsRefused) {
  ModelContents contents;
  contents.graph = tinyText;
  contents.dialectVersion = 3;
  writeModelFile(folder + "/net.dlm", contents);
  EXPECT_EQ(messageOf([&] { Graph::load(folder + "/net.dlm"); }),
            folder +
                "/net.dlm: its graph is written in version 3 of the dialects, and this dlc reads versions "
                "up to 2: use a newer dlc");
}

// The text stays as it was written, with its version; Graph::text() is of the present one.
TEST_F(GraphFile, OfAnOlderVersionIsUpgraded) {
  ModelContents contents;
  contents.graph = "// Of version 1.\n"
                   "nn.func @predict(%x: tensor<2xi64>) -> (y: tensor<2x3xf32>) {\n"
                   "  %y = nn.one_hot %x : tensor<2xi64> -> tensor<2x3xf32>\n"
                   "  nn.return %y : tensor<2x3xf32>\n}\n";
  contents.classNames = {"a"};
  writeModelFile(folder + "/net.dlm", contents);
  Graph graph = Graph::load(folder + "/net.dlm");
  Program program = compile(graph, {.parallel = Parallel::none});
  EXPECT_EQ(program.graphVersion(), 1u);
  EXPECT_THAT(program.graph(), HasSubstr("// Of version 1."));
  const Tensor x = Tensor::of<std::int64_t>({2}, {1, -1});
  const auto hot = [&](const Graph &network) {
    const Tensor y = compile(network, {.parallel = Parallel::none}).call("predict", {{"x", x}}).take("y");
    return std::vector<float>(y.values<float>().begin(), y.values<float>().end());
  };
  EXPECT_THAT(hot(graph), ElementsAre(0, 1, 0, 0, 0, 0));
  EXPECT_THAT(hot(Graph::parse(graph.text())), ElementsAre(0, 1, 0, 0, 0, 0));
  EXPECT_THAT(hot(Graph::parse(contents.graph)), ElementsAre(0, 1, 0, 0, 0, 1));
}

// Upgrades see what no verifier has seen.
TEST_F(GraphFile, OfAnOlderVersionMayBeWrong) {
  ModelContents contents;
  for (const char *op :
       {"\"nn.one_hot\"() : () -> tensor<2x3xf32>", "\"nn.one_hot\"(%x) : (tensor<2xi64>) -> tensor<f32>",
        "\"nn.one_hot\"(%x, %x) : (tensor<2xi64>, tensor<2xi64>) -> tensor<2x3xf32>",
        "\"nn.one_hot\"(%x) <{axis = 9 : i64}> : (tensor<2xi64>) -> tensor<2x3xf32>",
        "\"nn.resize\"() : () -> tensor<2x3xf32>", "\"nn.constant\"() : () -> tensor<2x3xf32>"}) {
    contents.graph = std::string("nn.func @predict(%x: tensor<2xi64>) -> (y: tensor<2xi64>) {\n  %y = ") +
                     op + "\n  nn.return %x : tensor<2xi64>\n}\n";
    writeModelFile(folder + "/net.dlm", contents);
    EXPECT_THAT(messageOf([&] { Graph::load(folder + "/net.dlm"); }), HasSubstr("error: ")) << op;
  }
}

TEST_F(GraphFile, FilesThatCannotBeRead) {
  EXPECT_EQ(messageOf([&] { Graph::load(folder + "/none.mlir"); }),
            folder + "/none.mlir: cannot be opened: No such file or directory");
  EXPECT_EQ(messageOf([&] { Graph::load(folder); }), folder + ": is a folder, not a model file");
  std::string binary = put("zero.mlir", std::string("nn\0x", 4));
  EXPECT_EQ(messageOf([&] { Graph::load(binary); }), binary + ": is not text: byte 2 is zero");
  std::string misnamed = put("model.mlir", "DLCMODEL....");
  EXPECT_EQ(messageOf([&] { Graph::load(misnamed); }),
            misnamed + ": is a .dlm model by its content; give it that suffix");
  std::string truncated = put("model.dlm", "DLCMODEL");
  EXPECT_THAT(messageOf([&] { Graph::load(truncated); }), StartsWith(truncated));
}

} // namespace
} // namespace dlc

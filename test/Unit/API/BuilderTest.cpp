// dlc::Builder: the text that comes out, variables that are shared, and errors at the call that caused them.
#include "BuiltNetworks.h"

#include "dlc/Builder.h"

namespace dlc {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Builder, WritesTextForPeople) {
  Builder network("net", "What it is.\n\nWhat it takes.");
  Function &f = network.function("predict", "Says which.");
  Value x = f.input("image", DType::f32, {batch, 1, 8, 8});
  f.comment("Features.");
  x = f.maxPool2d(f.relu(f.conv2d(x, "conv1", 2, 3, {.padding = 1})), 2);
  f.comment("Classes.");
  f.output("logits", f.linear(f.flatten(x), "fc", 3));
  EXPECT_EQ(network.build().text(), R"(// What it is.
//
// What it takes.
//
// Parameters: 119.
module @net {
  nn.variable @conv1.weight : tensor<2x1x3x3xf32> init #nn.he_uniform
  nn.variable @conv1.bias   : tensor<2xf32>       init #nn.zeros
  nn.variable @fc.weight    : tensor<32x3xf32>    init #nn.he_uniform
  nn.variable @fc.bias      : tensor<3xf32>       init #nn.zeros

  // Says which.
  nn.func @predict(%image: tensor<?x1x8x8xf32>) -> (logits: tensor<?x3xf32>) {
    // Features.
    %conv1.weight = nn.read @conv1.weight : tensor<2x1x3x3xf32>
    %conv1.bias = nn.read @conv1.bias : tensor<2xf32>
    %conv1 = nn.conv %image, %conv1.weight bias %conv1.bias pads [1, 1, 1, 1] : tensor<?x1x8x8xf32>, tensor<2x1x3x3xf32>, tensor<2xf32>
    %conv1.relu = nn.relu %conv1 : tensor<?x2x8x8xf32>
    %conv1.pool = nn.max_pool %conv1.relu kernel_shape [2, 2] strides [2, 2] : tensor<?x2x8x8xf32>

    // Classes.
    %conv1.flatten = nn.flatten %conv1.pool : tensor<?x2x4x4xf32>
    %fc.weight = nn.read @fc.weight : tensor<32x3xf32>
    %fc.bias = nn.read @fc.bias : tensor<3xf32>
    %fc.product = nn.matmul %conv1.flatten, %fc.weight : tensor<?x32xf32>, tensor<32x3xf32>
    %logits = nn.add %fc.product, %fc.bias : tensor<?x3xf32>, tensor<3xf32>
    nn.return %logits : tensor<?x3xf32>
  }
}
)");
}

TEST(Builder, TrainingHasRegions) {
  Builder network("net");
  Function &f = network.function("predict");
  Value x = f.input("x", DType::f32, {batch, 4});
  Value w = f.variable("w", DType::f32, {4}, Initializer::constant(1));
  f.comment("Noise.");
  Value y = f.training([&] { return x + f.randomNormal("random", {batch, 4}) * w; }, [&] { return x; });
  // What the region has assigned is read again.
  f.output("y", f.dropout("random", y));
  EXPECT_THAT(network.build().text(), HasSubstr(R"(
    // Noise.
    %add1 = nn.training capture(%w = %w : tensor<4xf32>, %x = %x : tensor<?x4xf32>) {
      %random1 = nn.read @random : tensor<2xi64>
      %noise, %next_random = nn.random_normal %random1 : tensor<?x4xf32>
      nn.assign @random, %next_random : tensor<2xi64>
      %mul = nn.mul %noise, %w : tensor<?x4xf32>, tensor<4xf32>
      %add2 = nn.add %x, %mul : tensor<?x4xf32>, tensor<?x4xf32>
      nn.yield %add2 : tensor<?x4xf32>
    } else {
      nn.yield %x : tensor<?x4xf32>
    }
    %random2 = nn.read @random : tensor<2xi64>
    %y = nn.dropout %add1, %random2 : tensor<?x4xf32>
    nn.return %y : tensor<?x4xf32>
)"));
}

TEST(Builder, RegionsAreClosed) {
  Builder network("net");
  Function &f = network.function("predict");
  Value x = f.input("x", DType::f32, {batch, 4});
  EXPECT_THAT(messageOf([&] { f.training([&] { return x; }, [&] { return f.reduceSum(x); }); }),
              HasSubstr("net, @predict: returns (f32 [batch, 4]) in training, but (f32 []) in inference"));
  Value inner = x;
  f.training([&] { return inner = f.relu(x); }, [&] { return x; });
  EXPECT_THAT(messageOf([&] { f.tanh(inner); }),
              HasSubstr("was given a value of a region that is complete; what it returns is passed on"));
  EXPECT_THAT(messageOf([&] { f.training([&] { return f.output("y", x), x; }, [&] { return x; }); }),
              HasSubstr("names the output 'y' within a region; a region returns its values"));
  // It is as it was in front of a call that failed.
  std::vector<Value> both =
      f.training([&] { return std::vector{f.neg(x), x}; }, [&] { return std::vector{x, x}; });
  f.output("y", f.add(both[0], both[1]));
  EXPECT_NO_THROW(network.build());
}

TEST(Builder, SizesHaveNames) {
  Builder network("net");
  Function &f = network.function("f");
  Value x = f.input("x", DType::f32, {batch, size("sequence"), 8});
  EXPECT_EQ(toString(x.shape()), "[batch, sequence, 8]");
  Value rows = f.flatten(x);
  EXPECT_EQ(toString(rows.shape()), "[batch, 8 * sequence]");
  // What is computed of sizes can be asked for, too.
  Value y = f.input("y", DType::f32, rows.shape());
  f.output("z", f.add(rows, y));
  std::string text = network.build().text();
  EXPECT_THAT(text, HasSubstr("%x: tensor<?x?x8xf32, #nn.sizes<batch, sequence>>"));
  EXPECT_THAT(text, HasSubstr("(z: tensor<?x?xf32, #nn.sizes<batch, 8 * sequence>>)"));
  EXPECT_EQ(toString(network.build().functions()[0].outputs[0]), "z f32 [batch, 8 * sequence]");
}

TEST(Builder, NumbersValuesThatWantOneName) {
  Builder network("net");
  Function &f = network.function("f");
  Value x = f.input("exp", DType::f32, {2});
  Value a = f.exp(x), b = f.exp(a), c = f.tanh(b).named("y1"), d = f.tanh(c).named("y1");
  f.output("out", d);
  EXPECT_EQ(bodyOf(network), "    %exp1 = nn.exp %exp : tensor<2xf32>\n"
                             "    %exp2 = nn.exp %exp1 : tensor<2xf32>\n"
                             "    %y1_1 = nn.tanh %exp2 : tensor<2xf32>\n"
                             "    %y1_2 = nn.tanh %y1_1 : tensor<2xf32>\n"
                             "    nn.return %y1_2 : tensor<2xf32>\n");
}

TEST(Builder, WritesShortNumbers) {
  Builder network("net");
  Function &f = network.function("f");
  Value x = f.input("x", DType::f32, {2});
  for (double number : {0.5, 1.0, -0.125, 1e-3, 123456.0, 1e10, 1.0 / 3, 0.0})
    x = x + f.constant(number).named("c");
  x = f.mul(x, f.constant(Tensor::of<float>({2}, {0.25f, -100.0f})).named("c"));
  f.output("y", x);
  std::string body = bodyOf(network);
  for (const char *number : {"dense<0.5>", "dense<1.0>", "dense<-0.125>", "dense<0.001>", "dense<123456.0>",
                             "dense<1.0e+10>", "dense<0.333333343>", "dense<0.0>", "dense<[0.25, -100.0]>"})
    EXPECT_THAT(body, HasSubstr(number));
}

TEST(Builder, SecondFunctionSharesVariables) {
  Builder network("net");
  Function &f = network.function("f"), &g = network.function("g");
  f.output("y", f.linear(f.input("x", DType::f32, {batch, 4}), "fc", 3));
  g.output("y", g.linear(g.input("x", DType::f32, {batch, 4}), "fc", 3));
  EXPECT_EQ(network.build().variables().size(), 2u);
  EXPECT_EQ(&network.function("f"), &f);
}

TEST(Builder, AssignmentsAndReadsKeepTheirOrder) {
  Builder network("net");
  Function &f = network.function("f");
  Value x = f.input("x", DType::f32, {3});
  Value before = f.variable("state", DType::f32, {3}, Initializer::zeros(), VariableRole::Buffer);
  f.assign("state", before + x);
  Value after = f.variable("state", DType::f32, {3}, Initializer::zeros(), VariableRole::Buffer);
  f.output("change", after - before);
  EXPECT_EQ(bodyOf(network), "    %state1 = nn.read @state : tensor<3xf32>\n"
                             "    %add = nn.add %state1, %x : tensor<3xf32>, tensor<3xf32>\n"
                             "    nn.assign @state, %add : tensor<3xf32>\n"
                             "    %state2 = nn.read @state : tensor<3xf32>\n"
                             "    %change = nn.sub %state2, %state1 : tensor<3xf32>, tensor<3xf32>\n"
                             "    nn.return %change : tensor<3xf32>\n");
}

TEST(Builder, DrawsMoveTheirStateOn) {
  Builder network("net");
  Function &f = network.function("f");
  f.output("a", f.randomNormal("random", {batch, 2}));
  f.output("b", f.randomUniform("random", {3}, DType::f64));
  EXPECT_EQ(bodyOf(network), "    %random1 = nn.read @random : tensor<2xi64>\n"
                             "    %a, %next_random1 = nn.random_normal %random1 : tensor<?x2xf32>\n"
                             "    nn.assign @random, %next_random1 : tensor<2xi64>\n"
                             "    %random2 = nn.read @random : tensor<2xi64>\n"
                             "    %b, %next_random2 = nn.random_uniform %random2 : tensor<3xf64>\n"
                             "    nn.assign @random, %next_random2 : tensor<2xi64>\n"
                             "    nn.return %a, %b : tensor<?x2xf32>, tensor<3xf64>\n");
  EXPECT_EQ(network.build().variables()[0].role, VariableRole::Buffer);
}

TEST(Builder, DropoutReadsItsStateAlone) {
  Builder network("net");
  Function &f = network.function("f");
  Value x = f.input("x", DType::f32, {batch, 2});
  Value y = f.dropout("random", x, 0.25);
  f.output("y", f.linear(y, "fc", 1, {.bias = false, .dropConnect = 0.75}));
  EXPECT_EQ(bodyOf(network),
            "    %random = nn.read @random : tensor<2xi64>\n"
            "    %dropout = nn.dropout %x, %random ratio 0.25 : tensor<?x2xf32>\n"
            "    %fc.weight = nn.read @fc.weight : tensor<2x1xf32>\n"
            "    %fc.random = nn.read @fc.random : tensor<2xi64>\n"
            "    %fc.connected = nn.dropout %fc.weight, %fc.random ratio 0.75 : tensor<2x1xf32>\n"
            "    %y = nn.matmul %dropout, %fc.connected : tensor<?x2xf32>, tensor<2x1xf32>\n"
            "    nn.return %y : tensor<?x1xf32>\n");
}

TEST(Builder, CallsOtherFunctions) {
  Builder network("net");
  Function &both = network.privateFunction("both");
  Value x = both.input("x", DType::f32, {batch, 2});
  both.output("plus", both.exp(x));
  both.output("minus", both.exp(-x));
  Function &f = network.function("f");
  std::vector<Value> results = f.call("both", {f.input("x", DType::f32, {batch, 2})});
  f.output("ratio", results[0] / results[1]);
  EXPECT_EQ(
      bodyOf(network),
      "    %plus, %minus = nn.call @both(%x) : (tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>)\n"
      "    %ratio = nn.div %plus, %minus : tensor<?x2xf32>, tensor<?x2xf32>\n"
      "    nn.return %ratio : tensor<?x2xf32>\n");
  EXPECT_EQ(network.build().functions().size(), 1u);
}

TEST(Builder, CallsGiveNamesSizes) {
  Builder network("net");
  Function &sum = network.privateFunction("sum"), &f = network.function("f");
  Value left = sum.input("left", DType::f32, {batch, size("length")});
  Value right = sum.input("right", DType::f32, {batch, 1});
  sum.output("sum", left + right);
  Value x = f.input("x", DType::f32, {64, 3}), y = f.input("y", DType::f32, {64, 1});
  f.output("z", f.call("sum", {x, y})[0]);
  EXPECT_EQ(bodyOf(network),
            "    %z = nn.call @sum(%x, %y) : (tensor<64x3xf32>, tensor<64x1xf32>) -> tensor<64x3xf32>\n"
            "    nn.return %z : tensor<64x3xf32>\n");
  EXPECT_EQ(messageOf([&] { f.call("sum", {x, f.input("w", DType::f32, {32, 1})}); }),
            "net, @f: calls '@sum' with (f32 [64, 3], f32 [32, 1]) for (left f32 [batch, length], right f32 "
            "[batch, "
            "1])");
}

// Every op once: all verify, and the shapes are what the header says.
TEST(Builder, EveryOp) {
  Builder network("net");
  Function &f = network.function("f");
  Value x = f.input("x", DType::f32, {batch, 6}), y = f.input("y", DType::f32, {6});
  Value image = f.input("image", DType::f32, {batch, 4, 8, 8}), label = f.input("label", DType::i32, {batch});
  int count = 0;
  auto check = [&](Value value, const Shape &shape, DType dtype = DType::f32) {
    EXPECT_EQ(value.shape(), shape) << count;
    EXPECT_EQ(value.dtype(), dtype) << count;
    f.output("out" + std::to_string(count++), value);
  };
  for (Value v : {f.add(x, y),     f.sub(x, y),   f.mul(x, y),  f.div(x, y),        f.max(x, y), f.min(x, y),
                  f.pow(x, y),     f.neg(x),      f.abs(x),     f.sign(x),          f.sqrt(x),   f.rsqrt(x),
                  f.reciprocal(x), f.exp(x),      f.log(x),     f.log1p(x),         f.tanh(x),   f.sigmoid(x),
                  f.relu(x),       f.softplus(x), f.softmax(x), f.logSoftmax(x, 0), 1.0 + x,     1.0 - x,
                  2.0 * x,         x / 2,         x - 1})
    check(v, {batch, 6});
  for (Compare predicate : {Compare::equal, Compare::notEqual, Compare::less, Compare::lessOrEqual,
                            Compare::greater, Compare::greaterOrEqual})
    check(f.compare(predicate, x, y), {batch, 6}, DType::i1);
  check(f.where(f.compare(Compare::less, x, y), x, y), {batch, 6});
  check(f.cast(x, DType::f64), {batch, 6}, DType::f64);
  check(f.matmul(x, f.reshape(y, {6, 1})), {batch, 1});
  check(f.matmul(x, f.reshape(y, {1, 6}), {.transposeRhs = true}), {batch, 1});
  check(f.matmul(x, x, {.transposeLhs = true}), {6, 6});
  check(f.maxPool2d(image, 3, {.stride = 1, .padding = 1}), {batch, 4, 8, 8});
  check(f.conv2d(image, "conv", 8, 3, {.stride = 2, .dilation = 2, .groups = 2, .bias = false}),
        {batch, 8, 2, 2});
  check(f.batchNorm2d(image, "bn", {.epsilon = 1e-3, .momentum = 0.2}), {batch, 4, 8, 8});
  check(f.reduceSum(image), {});
  check(f.reduceMean(image, {1, -1}), {batch, 8});
  check(f.reduceMax(image, {2, 3}, true), {batch, 4, 1, 1});
  check(f.argMax(x), {batch}, DType::i64);
  check(f.flatten(image), {batch, 256});
  check(f.transpose(image, {0, 2, 3, 1}), {batch, 8, 8, 4});
  check(f.expand(y, {5, 6}), {5, 6});
  check(f.oneHot(label, 7), {batch, 7});
  check(f.constant(3, DType::i32), {}, DType::i32);
  check(f.constant(Tensor::of<bool>({3}, {true, false, true})), {3}, DType::i1);
  check(f.constant(Tensor::of<std::int64_t>({2}, {7, -7})), {2}, DType::i64);
  check(f.softmaxCrossEntropy(x, label), {});
  check(f.accuracy(x, label), {});
  std::string text = network.build().text();
  EXPECT_THAT(text, HasSubstr("nn.constant dense<[true, false, true]> : tensor<3xi1>"));
  EXPECT_THAT(text, HasSubstr("nn.constant dense<[7, -7]> : tensor<2xi64>"));
  EXPECT_THAT(text, HasSubstr("strides [2, 2] dilations [2, 2] group 2"));
}

TEST(Builder, EveryInitializer) {
  Builder network("net");
  Function &f = network.function("f");
  int count = 0;
  for (Initializer initializer :
       {Initializer::zeros(), Initializer::constant(0.5), Initializer::uniform(-0.1, 0.1),
        Initializer::normal(0, 0.02), Initializer::heUniform(), Initializer::heNormal(),
        Initializer::xavierUniform(), Initializer::xavierNormal(), Initializer::lecunUniform(),
        Initializer::fanInUniform()}) {
    std::string name = "v" + std::to_string(count++);
    f.output(name, f.variable(name, DType::f32, {2, count}, initializer, VariableRole::Optimizer));
  }
  std::string text = network.build().text();
  for (const char *init :
       {"#nn.zeros", "#nn.constant<0.5 : f32>", "#nn.uniform<-0.1 : f32, 0.1 : f32>",
        "#nn.normal<0.0 : f32, 0.02 : f32>", "#nn.he_uniform", "#nn.he_normal", "#nn.xavier_uniform",
        "#nn.xavier_normal", "#nn.lecun_uniform", "#nn.fan_in_uniform", "nn.variable optimizer @v0"})
    EXPECT_THAT(text, HasSubstr(init));
}

TEST(Builder, GrowsAfterBuild) {
  Builder network("net");
  Function &f = network.function("f");
  Value y = f.exp(f.input("x", DType::f32, {2}));
  f.output("y", y);
  EXPECT_THAT(network.build().text(), Not(HasSubstr("tanh")));
  f.output("z", f.tanh(y));
  EXPECT_THAT(network.build().text(), HasSubstr("nn.return %y, %z"));
}

//===-- Errors --------------------------------------------------------------------------------------===//

class BuilderErrors : public testing::Test {
protected:
  Builder network{"net"};
  Function &f = network.function("f");
  Value x = f.input("x", DType::f32, {batch, 4});
};

TEST_F(BuilderErrors, ShapesThatDoNotFit) {
  EXPECT_EQ(messageOf([&] { f.matmul(x, f.constant(Tensor({5, 2}, DType::f32))); }),
            "net, @f: 'nn.matmul' op contracting dimensions differ: lhs has 4, rhs has 5");
  EXPECT_EQ(messageOf([&] { f.conv2d(x, "conv1", 6, 5); }),
            "net, @f, layer 'conv1': needs an input of rank 4, [batch, channels, height, width], but is "
            "given f32 [batch, 4]");
  Value image = f.input("image", DType::f32, {batch, 3, 4, 4});
  EXPECT_EQ(messageOf([&] { f.conv2d(image, "conv1", 6, 5); }),
            "net, @f, layer 'conv1': 'nn.conv' op output is empty: input has shape [?, 3, 4, 4], weight has "
            "[6, 3, 5, 5]");
  EXPECT_EQ(messageOf([&] { f.conv2d(image, "conv2", 6, 1, {.groups = 2}); }),
            "net, @f, layer 'conv2': cannot split 3 input channels into 2 groups");
  EXPECT_THAT(messageOf([&] { f.reshape(x, {batch, 5}); }), HasSubstr("numbers of elements differ"));
  EXPECT_THAT(messageOf([&] { f.reshape(x, {4, batch, batch}); }), HasSubstr("numbers of elements differ"));
  EXPECT_THAT(messageOf([&] { f.reshape(x, {-7, 4}); }), HasSubstr("-7"));
}

TEST_F(BuilderErrors, VariablesThatDiffer) {
  f.linear(x, "fc", 3);
  EXPECT_EQ(messageOf([&] { f.linear(x, "fc", 5); }), "net, @f, layer 'fc': wants the variable '@fc.weight' "
                                                      "to be parameter tensor<4x5xf32>, but it is parameter "
                                                      "tensor<4x3xf32> already");
  EXPECT_THAT(messageOf([&] { f.assign("nothing", x); }), HasSubstr("'@nothing', which is no variable"));
  EXPECT_EQ(messageOf([&] { f.assign("fc.bias", x); }),
            "net, @f: assigns f32 [batch, 4] to '@fc.bias', which is f32 [3]");
  EXPECT_THAT(messageOf([&] { f.variable("v", DType::f32, {3}, Initializer::heNormal()); }),
              HasSubstr("rank 2 or more"));
  EXPECT_THAT(messageOf([&] { f.variable("v", DType::i64, {3}, Initializer::constant(1)); }),
              HasSubstr("floating-point numbers"));
  EXPECT_THAT(messageOf([&] { f.variable("v", DType::f32, {batch, 3}, Initializer::zeros()); }),
              HasSubstr("static"));
}

TEST_F(BuilderErrors, Names) {
  EXPECT_THAT(messageOf([] { Builder network("le net"); }), HasSubstr("'le net' must be letters, digits"));
  EXPECT_THAT(messageOf([&] { network.function("2nd"); }), HasSubstr("not begin with a digit"));
  EXPECT_THAT(messageOf([&] { f.linear(x, "a b", 3); }), HasSubstr("the layer's name 'a b'"));
  EXPECT_EQ(messageOf([&] { f.input("x", DType::f32, {2}); }), "net, @f: has two inputs named 'x'");
  f.output("y", x);
  EXPECT_EQ(messageOf([&] { f.output("y", x); }), "net, @f: has two outputs named 'y'");
  EXPECT_THAT(messageOf([&] { x.named("z"); }), HasSubstr("an input keeps its name"));
}

TEST_F(BuilderErrors, CallsThatDoNotFit) {
  Function &g = network.function("g");
  EXPECT_THAT(messageOf([&] { f.call("h", {x}); }), HasSubstr("'@h', which the network does not have"));
  EXPECT_THAT(messageOf([&] { f.call("f", {x}); }), HasSubstr("'@f', itself"));
  EXPECT_THAT(messageOf([&] { f.call("g", {x}); }), HasSubstr("no output yet"));
  g.output("y", g.input("x", DType::f32, {batch, 5}));
  EXPECT_EQ(messageOf([&] { f.call("g", {}); }), "net, @f: calls '@g' with 0 arguments, but it takes 1");
  EXPECT_EQ(messageOf([&] { f.call("g", {x}); }),
            "net, @f: calls '@g' with (f32 [batch, 4]) for (x f32 [batch, 5])");
  EXPECT_EQ(messageOf([&] { g.exp(x); }),
            "net, @g: was given a value of @f; values pass from function to function by call()");
}

TEST_F(BuilderErrors, TypesAndNumbers) {
  EXPECT_THAT(messageOf([&] { f.constant(-1, DType::u8); }), HasSubstr("which u8 cannot hold"));
  EXPECT_THAT(messageOf([&] { f.constant(0.5, DType::i64); }), HasSubstr("which i64 cannot hold"));
  EXPECT_THAT(messageOf([&] { f.constant(200, DType::i8); }), HasSubstr("which i8 cannot hold"));
}

TEST(Builder, IncompleteNetworks) {
  EXPECT_THAT(messageOf([] { Builder("net").build(); }), HasSubstr("has no function"));
  Builder network("net");
  network.function("f").input("x", DType::f32, {2});
  EXPECT_EQ(messageOf([&] { network.build(); }),
            "net, @f: neither returns nor assigns anything; give it an output()");
}

} // namespace
} // namespace dlc

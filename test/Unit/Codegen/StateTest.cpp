// Variables, updated in place: every function sees what they were until it ends, whatever else it reads,
// returns and writes.
#include "Cases.h"

namespace dlc::test {
namespace {

const char *functions = R"(module @state {
  nn.variable @a : tensor<2x3xf32> init #nn.zeros
  nn.variable @b : tensor<2x3xf32> init #nn.zeros
  nn.variable @flat : tensor<6xf32> init #nn.zeros
  nn.variable @square : tensor<3x3xf32> init #nn.zeros

  nn.func @swap() {
    %a = nn.read @a : tensor<2x3xf32>
    %b = nn.read @b : tensor<2x3xf32>
    nn.assign @a, %b : tensor<2x3xf32>
    nn.assign @b, %a : tensor<2x3xf32>
    nn.return
  }
  // As a target network follows the one that learns.
  nn.func @follow(%x: tensor<2x3xf32>) {
    %a = nn.read @a : tensor<2x3xf32>
    %n = nn.add %a, %x : tensor<2x3xf32>, tensor<2x3xf32>
    nn.assign @a, %n : tensor<2x3xf32>
    nn.assign @b, %a : tensor<2x3xf32>
    nn.return
  }
  nn.func @exchange_views() {
    %a = nn.read @a : tensor<2x3xf32>
    %f = nn.read @flat : tensor<6xf32>
    %a1 = nn.reshape %a : tensor<2x3xf32> to tensor<6xf32>
    %f1 = nn.reshape %f : tensor<6xf32> to tensor<2x3xf32>
    nn.assign @a, %f1 : tensor<2x3xf32>
    nn.assign @flat, %a1 : tensor<6xf32>
    nn.return
  }
  nn.func @return_former(%x: tensor<2x3xf32>) -> (former: tensor<2x3xf32>, view: tensor<6xf32>) {
    %a = nn.read @a : tensor<2x3xf32>
    %n = nn.add %a, %x : tensor<2x3xf32>, tensor<2x3xf32>
    nn.assign @a, %n : tensor<2x3xf32>
    %view = nn.reshape %a : tensor<2x3xf32> to tensor<6xf32>
    nn.return %a, %view : tensor<2x3xf32>, tensor<6xf32>
  }
  nn.func @return_next(%x: tensor<2x3xf32>) -> (once: tensor<2x3xf32>, twice: tensor<2x3xf32>) {
    %a = nn.read @a : tensor<2x3xf32>
    %n = nn.add %a, %x : tensor<2x3xf32>, tensor<2x3xf32>
    nn.assign @a, %n : tensor<2x3xf32>
    nn.return %n, %n : tensor<2x3xf32>, tensor<2x3xf32>
  }
  nn.func @take(%x: tensor<2x3xf32>) -> (y: tensor<2x3xf32>) {
    nn.assign @a, %x : tensor<2x3xf32>
    nn.assign @b, %x : tensor<2x3xf32>
    nn.return %x : tensor<2x3xf32>
  }
  nn.func @both_become_one(%x: tensor<2x3xf32>) {
    %a = nn.read @a : tensor<2x3xf32>
    %n = nn.mul %a, %x : tensor<2x3xf32>, tensor<2x3xf32>
    nn.assign @a, %n : tensor<2x3xf32>
    nn.assign @b, %n : tensor<2x3xf32>
    nn.return
  }
  // Each reads what the other was; sums keep them from being one loop.
  nn.func @mutual() {
    %a = nn.read @a : tensor<2x3xf32>
    %b = nn.read @b : tensor<2x3xf32>
    %sa = nn.reduce_sum %a axes [0] keepdims : tensor<2x3xf32>
    %sb = nn.reduce_sum %b axes [0] keepdims : tensor<2x3xf32>
    %a1 = nn.add %a, %sb : tensor<2x3xf32>, tensor<1x3xf32>
    %b1 = nn.add %b, %sa : tensor<2x3xf32>, tensor<1x3xf32>
    nn.assign @a, %a1 : tensor<2x3xf32>
    nn.assign @b, %b1 : tensor<2x3xf32>
    nn.return
  }
  // A loop that starts from a variable changes a value, not the variable.
  nn.func @run_on(%x: tensor<2x3xf32>) -> (y: tensor<2x3xf32>) {
    %a = nn.read @a : tensor<2x3xf32>
    %y = nn.scan length 3 axis 0 carry(%s = %a : tensor<2x3xf32>) capture(%x = %x : tensor<2x3xf32>) {
      %t = nn.add %s, %x : tensor<2x3xf32>, tensor<2x3xf32>
      nn.yield %t : tensor<2x3xf32>
    }
    nn.return %y : tensor<2x3xf32>
  }
  nn.func @run_and_keep(%x: tensor<2x3xf32>) {
    %a = nn.read @a : tensor<2x3xf32>
    %y = nn.scan length 3 axis 0 carry(%s = %a : tensor<2x3xf32>) capture(%x = %x : tensor<2x3xf32>) {
      %t = nn.add %s, %x : tensor<2x3xf32>, tensor<2x3xf32>
      nn.yield %t : tensor<2x3xf32>
    }
    nn.assign @a, %x : tensor<2x3xf32>
    nn.assign @b, %y : tensor<2x3xf32>
    nn.return
  }
  nn.func @run_crosswise(%x: tensor<2x3xf32>) {
    %a = nn.read @a : tensor<2x3xf32>
    %b = nn.read @b : tensor<2x3xf32>
    %y, %z = nn.scan length 3 axis 0 carry(%s = %a : tensor<2x3xf32>, %t = %b : tensor<2x3xf32>)
        capture(%x = %x : tensor<2x3xf32>) {
      %u = nn.add %s, %x : tensor<2x3xf32>, tensor<2x3xf32>
      %v = nn.sub %t, %x : tensor<2x3xf32>, tensor<2x3xf32>
      nn.yield %u, %v : tensor<2x3xf32>, tensor<2x3xf32>
    }
    nn.assign @a, %z : tensor<2x3xf32>
    nn.assign @b, %y : tensor<2x3xf32>
    nn.return
  }
  nn.func @run_own(%x: tensor<2x3xf32>) {
    %a = nn.read @a : tensor<2x3xf32>
    %y = nn.scan length 3 axis 0 carry(%s = %a : tensor<2x3xf32>) capture(%x = %x : tensor<2x3xf32>) {
      %t = nn.add %s, %x : tensor<2x3xf32>, tensor<2x3xf32>
      nn.yield %t : tensor<2x3xf32>
    }
    nn.assign @a, %y : tensor<2x3xf32>
    nn.return
  }
  // The update is written before the variable's last read, which needs what the variable was.
  nn.func @read_after_update() -> (y: tensor<2x3xf32>) {
    %a = nn.read @a : tensor<2x3xf32>
    %n = nn.exp %a : tensor<2x3xf32>
    nn.assign @a, %n : tensor<2x3xf32>
    %s = nn.reduce_sum %n axes [1] keepdims : tensor<2x3xf32>
    %y = nn.mul %s, %a : tensor<2x1xf32>, tensor<2x3xf32>
    nn.return %y : tensor<2x3xf32>
  }
  // An element of the next version needs other elements of this one.
  nn.func @turn() {
    %s = nn.read @square : tensor<3x3xf32>
    %t = nn.transpose %s perm [1, 0] : tensor<3x3xf32>
    nn.assign @square, %t : tensor<3x3xf32>
    nn.return
  }
  nn.func @power() {
    %s = nn.read @square : tensor<3x3xf32>
    %p = nn.matmul %s, %s : tensor<3x3xf32>, tensor<3x3xf32>
    %q = nn.sub %s, %p : tensor<3x3xf32>, tensor<3x3xf32>
    nn.assign @square, %q : tensor<3x3xf32>
    nn.return
  }
  // The update in the product's epilogue, in place.
  nn.func @descend(%x: tensor<?x3xf32>, %g: tensor<?x3xf32>, %rate: tensor<f32>) {
    %s = nn.read @square : tensor<3x3xf32>
    %d = nn.matmul %x, %g transpose_lhs : tensor<?x3xf32>, tensor<?x3xf32>
    %step = nn.mul %d, %rate : tensor<3x3xf32>, tensor<f32>
    %n = nn.sub %s, %step : tensor<3x3xf32>, tensor<3x3xf32>
    nn.assign @square, %n : tensor<3x3xf32>
    nn.return
  }
  nn.func @nothing() {
    nn.return
  }
})";

using Numbers = std::vector<float>;

class State : public testing::Test {
protected:
  State() : program(compile(Graph::parse(functions))) {
    set("a", {2, 3}, a);
    set("b", {2, 3}, b);
    set("flat", {6}, flat);
    set("square", {3, 3}, square);
  }

  void set(const char *name, Shape shape, const Numbers &values) {
    program.setVariable(name, Tensor::of<float>(std::move(shape), std::span<const float>(values)));
  }
  Numbers variable(const char *name) const { return numbers(program.variable(name)); }
  static Numbers numbers(const Tensor &tensor) {
    auto values = tensor.values<float>();
    return Numbers(values.begin(), values.end());
  }
  static Numbers plus(Numbers x, const Numbers &y) {
    for (size_t i = 0; i < x.size(); ++i)
      x[i] += y[i];
    return x;
  }

  const Numbers a = {1, -2, 3, 4, 5, -6}, b = {0.5, 0.25, 8, 7, 0, 1}, flat = {9, 8, 7, 6, 5, 4},
                square = {1, 2, 3, 4, 5, 6, 7, 8, 10}, given = {10, 20, 30, 40, 50, 60};
  Tensor x = Tensor::of<float>({2, 3}, {10, 20, 30, 40, 50, 60});
  Program program;
};

TEST_F(State, IsSwapped) {
  program.call("swap");
  EXPECT_EQ(variable("a"), b);
  EXPECT_EQ(variable("b"), a);
}

TEST_F(State, GoesFromOneToAnotherThatIsUpdated) {
  program.call("follow", {{"x", x}});
  EXPECT_EQ(variable("a"), plus(a, given));
  EXPECT_EQ(variable("b"), a);
}

TEST_F(State, IsSwappedUnderOtherShapes) {
  program.call("exchange_views");
  EXPECT_EQ(variable("a"), flat);
  EXPECT_EQ(variable("flat"), a);
}

TEST_F(State, IsReturnedAsItWas) {
  Outputs outputs = program.call("return_former", {{"x", x}});
  EXPECT_EQ(numbers(outputs["former"]), a);
  EXPECT_EQ(numbers(outputs["view"]), a);
  EXPECT_EQ(variable("a"), plus(a, given));
}

TEST_F(State, IsReturnedAsItBecomes) {
  Outputs outputs = program.call("return_next", {{"x", x}});
  EXPECT_EQ(numbers(outputs["once"]), plus(a, given));
  EXPECT_EQ(numbers(outputs["twice"]), plus(a, given));
  EXPECT_EQ(variable("a"), plus(a, given));
}

TEST_F(State, BecomesAnInput) {
  EXPECT_EQ(numbers(program.call("take", {{"x", x}})["y"]), given);
  EXPECT_EQ(variable("a"), given);
  EXPECT_EQ(variable("b"), given);
}

TEST_F(State, OfTwoBecomesOneValue) {
  program.call("both_become_one", {{"x", x}});
  EXPECT_EQ(variable("a"), (Numbers{10, -40, 90, 160, 250, -360}));
  EXPECT_EQ(variable("b"), variable("a"));
}

TEST_F(State, OfTwoFollowsFromBoth) {
  program.call("mutual");
  EXPECT_EQ(variable("a"), (Numbers{8.5, -1.75, 12, 11.5, 5.25, 3}));
  EXPECT_EQ(variable("b"), (Numbers{5.5, 3.25, 5, 12, 3, -2}));
}

TEST_F(State, IsReadAfterItsUpdate) {
  set("a", {2, 3}, {0, 0, 0, 1, 0, 0});
  Numbers y = numbers(program.call("read_after_update")["y"]);
  for (int i : {0, 1, 2, 4, 5}) {
    EXPECT_EQ(y[size_t(i)], 0);
    EXPECT_EQ(variable("a")[size_t(i)], 1);
  }
  EXPECT_NEAR(y[3], 4.7182818f, 1e-6);
  EXPECT_NEAR(variable("a")[3], 2.7182818f, 1e-6);
}

TEST_F(State, IsWhereALoopStarts) {
  const Tensor ones = Tensor::of<float>({2, 3}, {1, 1, 1, 1, 1, 1});
  auto moved = [](Numbers values, float by) {
    for (float &value : values)
      value += by;
    return values;
  };
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(numbers(program.call("run_on", {{"x", ones}})["y"]), moved(a, 3));
    EXPECT_EQ(variable("a"), a);
  }
  program.call("run_and_keep", {{"x", ones}});
  EXPECT_EQ(variable("a"), Numbers(6, 1));
  EXPECT_EQ(variable("b"), moved(a, 3));
  program.call("run_crosswise", {{"x", ones}});
  EXPECT_EQ(variable("a"), a);
  EXPECT_EQ(variable("b"), Numbers(6, 4));
  program.call("run_own", {{"x", ones}});
  EXPECT_EQ(variable("a"), moved(a, 3));
}

TEST_F(State, IsTransposed) {
  program.call("turn");
  EXPECT_EQ(variable("square"), (Numbers{1, 4, 7, 2, 5, 8, 3, 6, 10}));
}

TEST_F(State, IsMultipliedWithItself) {
  program.call("power");
  EXPECT_EQ(variable("square"), (Numbers{-29, -34, -42, -62, -76, -96, -102, -126, -159}));
}

TEST_F(State, DescendsInPlace) {
  Tensor g = Tensor::of<float>({2, 3}, {1, 0, 2, 0, 1, 0}), rate = Tensor::of<float>({}, {0.5});
  program.call("descend", {{"x", x}, {"g", g}, {"rate", rate}});
  EXPECT_EQ(variable("square"), (Numbers{-4, -18, -7, -6, -20, -14, -8, -22, -20}));
}

TEST_F(State, StaysIfNothingIsDone) {
  EXPECT_EQ(program.call("nothing").size(), 0u);
  EXPECT_EQ(variable("a"), a);
}

} // namespace
} // namespace dlc::test

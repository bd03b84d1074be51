// Costs of ops: each count against one worked out by hand, and every op has one.
#include "ApiTest.h"
#include "NN/NN.h"

#include "mlir/IR/MLIRContext.h"

namespace dlc {
namespace {

// The cost of the op before the return of a function with these arguments.
OpCost costOf(const std::string &arguments, const std::string &op) {
  std::string text = "nn.func @f(" + arguments + ") {\n  " + op + "\n}\n";
  return Graph::parse(text).costs("f", 10).back();
}

TEST(Cost, EveryOpHasOne) {
  mlir::MLIRContext context;
  context.loadDialect<nn::NNDialect>();
  llvm::ArrayRef<mlir::RegisteredOperationName> ops =
      context.getRegisteredOperationsByDialect(nn::NNDialect::getDialectNamespace());
  EXPECT_GT(ops.size(), 100u);
  for (mlir::RegisteredOperationName op : ops)
    EXPECT_TRUE(op.hasInterface<nn::CostOp>()) << op.getStringRef().str();
}

TEST(Cost, Contractions) {
  OpCost matmul = costOf("%x: tensor<?x4xf32>, %w: tensor<3x4xf64>, %v: tensor<3x4xf32>",
                         "%y = nn.matmul %x, %v transpose_rhs : tensor<?x4xf32>, tensor<3x4xf32>");
  EXPECT_EQ(matmul.flops, 2 * 10 * 4 * 3);
  EXPECT_EQ(matmul.bytes, 4 * (40 + 12 + 30));
  // The gradient of weights sums over the batch.
  EXPECT_EQ(costOf("%x: tensor<?x4xf32>, %g: tensor<?x3xf32>",
                   "%y = nn.matmul %x, %g transpose_lhs : tensor<?x4xf32>, tensor<?x3xf32>")
                .flops,
            2 * 10 * 4 * 3);
  // Many products, one sum of products by letters, and a chain of two.
  const std::string steps = "%x: tensor<?x5x4xf32>, %w: tensor<4x3xf32>, %v: tensor<3xf32>, %c: "
                            "tensor<?x3xf32>, %r: tensor<?x4xf32>";
  EXPECT_EQ(costOf(steps, "%y = nn.matmul %x, %w : tensor<?x5x4xf32>, tensor<4x3xf32>").flops,
            2 * 10 * 5 * 4 * 3);
  EXPECT_EQ(costOf(steps, "%y = nn.einsum \"btk,kn->btn\" %x, %w : tensor<?x5x4xf32>, tensor<4x3xf32>").flops,
            2 * 10 * 5 * 4 * 3);
  EXPECT_EQ(costOf(steps, "%y = nn.einsum \"btk,kn,n->bt\" %x, %w, %v : tensor<?x5x4xf32>, tensor<4x3xf32>, "
                          "tensor<3xf32>")
                .flops,
            2 * 10 * 5 * 4 * 3 + 2 * 10 * 5 * 3);
  EXPECT_EQ(costOf(steps, "%y = nn.einsum \"btk->b\" %x : tensor<?x5x4xf32>").flops, 10 * 5 * 4);
  EXPECT_EQ(
      costOf(steps, "%y = nn.gemm %r, %w plus %v alpha 2.0 : tensor<?x4xf32>, tensor<4x3xf32>, tensor<3xf32>")
          .flops,
      2 * 10 * 4 * 3 + 2 * 30);
  EXPECT_EQ(costOf(steps, "%y = nn.outer %v, %v : tensor<3xf32>, tensor<3xf32>").flops, 9);
  const std::string tensors =
      "%x: tensor<?x4x8x8xf32>, %w: tensor<6x2x3x3xf32>, %b: tensor<6xf32>, %g: tensor<?x6x6x6xf32>";
  const int64_t multiplyAdds = 10 * 6 * 6 * 6 * (2 * 3 * 3);
  EXPECT_EQ(costOf(tensors, "%y = nn.conv %x, %w group 2 : tensor<?x4x8x8xf32>, tensor<6x2x3x3xf32>").flops,
            2 * multiplyAdds);
  EXPECT_EQ(
      costOf(tensors,
             "%y = nn.conv %x, %w bias %b group 2 : tensor<?x4x8x8xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>")
          .flops,
      2 * multiplyAdds + 10 * 6 * 6 * 6);
  EXPECT_EQ(costOf(tensors, "%y = nn.conv_backward_data %g, %w group 2 : tensor<?x6x6x6xf32>, "
                            "tensor<6x2x3x3xf32> -> tensor<?x4x8x8xf32>")
                .flops,
            2 * multiplyAdds);
  EXPECT_EQ(costOf(tensors, "%y = nn.conv_backward_weights %x, %g group 2 : tensor<?x4x8x8xf32>, "
                            "tensor<?x6x6x6xf32> -> tensor<6x2x3x3xf32>")
                .flops,
            2 * multiplyAdds);
}

// A body costs what is in it, as often as it runs; of two branches, the more expensive one; so does a
// call in it.
TEST(Cost, Bodies) {
  const std::string exp = "    %y = nn.exp %c : tensor<?x8xf32>\n    nn.yield %y : tensor<?x8xf32>\n  }";
  OpCost scan = costOf("%x: tensor<?x8xf32>",
                       "%0 = nn.scan length 5 axis 1 carry(%c = %x : tensor<?x8xf32>) {\n" + exp);
  EXPECT_EQ(scan.flops, 5 * 80);
  EXPECT_EQ(scan.bytes, 5 * 2 * 4 * 80);
  EXPECT_EQ(
      costOf("%x: tensor<?x8xf32>", "%0 = nn.loop %i to 3 carry(%c = %x : tensor<?x8xf32>) {\n" + exp).flops,
      3 * 80);
  EXPECT_EQ(
      costOf("%p: tensor<i1>, %x: tensor<?x8xf32>", "%0 = nn.if %p capture(%c = %x : tensor<?x8xf32>) {\n    "
                                                    "nn.yield %c : tensor<?x8xf32>\n  } else {\n" +
                                                        exp)
          .flops,
      80);

  const std::string call = "%y = nn.call @deep(%c) : (tensor<?x8xf32>) -> tensor<?x8xf32>";
  Graph calls = Graph::parse("nn.func private @deep(%c: tensor<?x8xf32>) -> (y: tensor<?x8xf32>) {\n"
                             "  %e = nn.exp %c : tensor<?x8xf32>\n  %y = nn.tanh %e : tensor<?x8xf32>\n"
                             "  nn.return %y : tensor<?x8xf32>\n}\n"
                             "nn.func @f(%x: tensor<?x8xf32>) {\n"
                             "  %0 = nn.scan length 5 axis 1 carry(%c = %x : tensor<?x8xf32>) {\n    " +
                             call + "\n    nn.yield %y : tensor<?x8xf32>\n  }\n}\n");
  EXPECT_EQ(calls.costs("f", 10).back().flops, 5 * 2 * 80);
}

// What reads a part of an operand moves no more than that.
TEST(Cost, PartsOfOperands) {
  const std::string table = "%t: tensor<1000x8xf32>, %i: tensor<?xi64>";
  EXPECT_EQ(costOf(table, "%y = nn.gather %t, %i : tensor<1000x8xf32>, tensor<?xi64>").bytes,
            8 * 10 + 2 * 4 * 80);
  EXPECT_EQ(costOf(table, "%y = nn.embedding %t, %i : tensor<1000x8xf32>, tensor<?xi64>").bytes,
            8 * 10 + 2 * 4 * 80);
  EXPECT_EQ(costOf(table, "%y = nn.slice %t starts [3] ends [5] : tensor<1000x8xf32>").bytes, 2 * 4 * 16);
}

TEST(Cost, TheRest) {
  const std::string tensors =
      "%x: tensor<?x4x8x8xf32>, %c: tensor<4xf32>, %m: tensor<?x8xf32>, %l: tensor<?xi64>, %s: tensor<2xi64>";
  auto flops = [&](const std::string &op) { return costOf(tensors, op).flops; };
  EXPECT_EQ(flops("%y = nn.max_pool %x kernel_shape [2, 2] strides [2, 2] : tensor<?x4x8x8xf32>"),
            10 * 4 * 4 * 4 * 4);
  EXPECT_EQ(
      flops(
          "%y = nn.batch_norm %x scale %c bias %c mean %c variance %c : tensor<?x4x8x8xf32>, tensor<4xf32>, "
          "tensor<4xf32>, tensor<4xf32>, tensor<4xf32>"),
      4 * 10 * 256);
  EXPECT_EQ(flops("%y, %a, %b = nn.batch_norm_training %x scale %c bias %c : tensor<?x4x8x8xf32>, "
                  "tensor<4xf32>, tensor<4xf32>"),
            8 * 10 * 256);
  EXPECT_EQ(flops("%y = nn.softmax %m : tensor<?x8xf32>"), 5 * 80);
  EXPECT_EQ(flops("%y = nn.softmax_cross_entropy_loss %m, %l : tensor<?x8xf32>, tensor<?xi64>"),
            4 * 80 + 3 * 10);
  EXPECT_EQ(flops("%y = nn.reduce_sum %m axes [1] : tensor<?x8xf32>"), 80);
  EXPECT_EQ(flops("%y = nn.reduce_mean %m axes [1] : tensor<?x8xf32>"), 90);
  EXPECT_EQ(flops("%y = nn.reduce_l2 %m axes [1] : tensor<?x8xf32>"), 2 * 80);
  EXPECT_EQ(flops("%y = nn.reduce_log_sum %m axes [1] : tensor<?x8xf32>"), 90);
  EXPECT_EQ(flops("%y = nn.reduce_log_sum_exp %m axes [1] : tensor<?x8xf32>"), 4 * 80);
  EXPECT_EQ(flops("%y = nn.cumsum %m axis 1 : tensor<?x8xf32>"), 80);
  EXPECT_EQ(flops("%y, %i = nn.sort %m axis 1 : tensor<?x8xf32>"), 3 * 80);
  EXPECT_EQ(flops("%y, %i = nn.top_k %m k 2 : tensor<?x8xf32>"), 3 * 80);
  EXPECT_EQ(flops("%y = nn.mse_loss %m, %m : tensor<?x8xf32>, tensor<?x8xf32>"), 3 * 80);
  EXPECT_EQ(flops("%y = nn.huber_loss %m, %m : tensor<?x8xf32>, tensor<?x8xf32>"), 6 * 80);
  EXPECT_EQ(flops("%y = nn.hinge_loss %m, %m : tensor<?x8xf32>, tensor<?x8xf32>"), 4 * 80);
  EXPECT_EQ(flops("%y = nn.negative_log_likelihood_loss %m, %l : tensor<?x8xf32>, tensor<?xi64>"), 2 * 10);
  EXPECT_EQ(flops("%y = nn.cosine_similarity %m, %m : tensor<?x8xf32>, tensor<?x8xf32>"), 6 * 80);
  EXPECT_EQ(flops("%y = nn.arg_max %m axis 1 : tensor<?x8xf32>"), 80);
  EXPECT_EQ(flops("%y, %n = nn.random_normal %s : tensor<?x8xf32>"), 7 * 80);
  EXPECT_EQ(flops("%y, %n = nn.bernoulli %m, %s : tensor<?x8xf32>"), 3 * 80);
  EXPECT_EQ(flops("%y, %n = nn.dropout_mask %s : tensor<?x8xf32>"), 3 * 80);
  EXPECT_EQ(flops("%y, %n = nn.categorical %m, %s : tensor<?x8xf32>"), 7 * 80);
  EXPECT_EQ(flops("%y, %n = nn.permutation %s : tensor<8xi64>"), 8 * (2 + 3));
  EXPECT_EQ(flops("%y = nn.exp %m : tensor<?x8xf32>"), 80);
  OpCost transpose = costOf(tensors, "%y = nn.transpose %x perm [0, 2, 3, 1] : tensor<?x4x8x8xf32>");
  EXPECT_EQ(transpose.flops, 0);
  EXPECT_EQ(transpose.bytes, 2 * 4 * 2560);
  // A batch so large that the count does not fit stops at the end of the range.
  std::string wide = "nn.func @f(%x: tensor<?x4xf32>) {\n  %y = nn.exp %x : tensor<?x4xf32>\n}\n";
  EXPECT_EQ(Graph::parse(wide).costs("f", INT64_MAX)[0].bytes, INT64_MAX);
}

} // namespace
} // namespace dlc

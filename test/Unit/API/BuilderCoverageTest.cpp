// dlc::Builder: a call for each op that a text may have, or the reason why there is none. A new op fails this
// test until it has a line here, which docs/ops.md shows (tools/generate-op-table).
#include "ApiTest.h"

#include "dlc/Builder.h"

#include "Train/Train.h"

#include <functional>
#include <map>

namespace dlc {
namespace {

/// What the calls below are made on.
struct Ground {
  Builder network{"net"};
  Function &f = network.function("f");
  Value x = f.input("x", DType::f32, {batch, 3, 4}), image = f.input("image", DType::f32, {batch, 4, 8, 8});
  Value m = f.input("m", DType::f32, {batch, 4}), w = f.variable("w", DType::f32, {4}, Initializer::zeros());
  Value b = f.input("b", DType::f32, {3, 1}), v = f.input("v", DType::f32, {4}),
        s = f.input("s", DType::f32, {});
  Value u = f.input("u", DType::u8, {4}), p = f.input("p", DType::i1, {batch, 3, 4});
  Value flag = f.input("flag", DType::i1, {}), label = f.input("label", DType::i64, {batch});
  Value labels = f.input("labels", DType::i64, {batch, 4}), i = f.input("i", DType::i64, {2, 1});
  Value query = f.input("query", DType::f32, {batch, 4, 5, 8}),
        angles = f.input("angles", DType::f32, {5, 4});
  Value theta = f.input("theta", DType::f32, {batch, 2, 3}), updates = f.input("updates", DType::f32, {2, 1});
};

struct Row {
  const char *op;
  std::function<void(Ground &)> call; ///< none: there is a reason
};

#define CALL(OP, ...)                                                                                        \
  Row {                                                                                                      \
    OP, [](Ground &ground) {                                                                                 \
      auto &[network, f, x, image, m, w, b, v, s, u, p, flag, label, labels, i, query, angles, theta,        \
             updates] = ground;                                                                              \
      (void)f;                                                                                               \
      __VA_ARGS__;                                                                                           \
    }                                                                                                        \
  }
#define NONE(OP, REASON)                                                                                     \
  Row { OP, nullptr }

// clang-format off
const Row rows[] = {
    // activation
    CALL("nn.tanh", f.tanh(x)),
    CALL("nn.sigmoid", f.sigmoid(x)),
    CALL("nn.relu", f.relu(x)),
    CALL("nn.softplus", f.softplus(x)),
    CALL("nn.step", f.step(x)),
    CALL("nn.softsign", f.softsign(x)),
    CALL("nn.silu", f.silu(x)),
    CALL("nn.mish", f.mish(x)),
    CALL("nn.hard_sigmoid", f.hardSigmoid(x)),
    CALL("nn.hard_swish", f.hardSwish(x)),
    CALL("nn.leaky_relu", f.leakyRelu(x)),
    CALL("nn.thresholded_relu", f.thresholdedRelu(x)),
    CALL("nn.elu", f.elu(x)),
    CALL("nn.selu", f.selu(x)),
    CALL("nn.celu", f.celu(x)),
    CALL("nn.gelu", f.gelu(x)),
    CALL("nn.prelu", f.prelu(x, v)),
    // attention
    CALL("nn.attention", f.attention(query, query, query)),
    NONE("nn.attention_backward", "gradient() writes it"),
    CALL("nn.rotary_embedding", f.rotaryEmbedding(query, angles, angles)),
    // contraction
    CALL("nn.matmul", f.matmul(x, x, {.transposeRhs = true})),
    CALL("nn.einsum", f.einsum("bij,ij->b", {x, f.expand(b, {3, 4})})),
    CALL("nn.gemm", f.gemm(m, m, s, {.transposeLhs = true})),
    CALL("nn.outer", f.outer(v, v)),
    // control
    CALL("nn.scan", f.scan({s}, {v}, [](Values carried, Values) { return Scanned{.carried = carried}; })),
    CALL("nn.if", f.ifElse(flag, [&] { return x; }, [&] { return f.neg(x); })),
    CALL("nn.loop", f.loop(3, x, [](Value, Value carried) { return carried; })),
    CALL("nn.training", f.training([&] { return x; }, [&] { return f.neg(x); })),
    CALL("nn.yield", f.ifElse(flag, [&] { return x; }, [&] { return x; })),
    // convolution
    CALL("nn.conv", f.conv(image, "conv", 2, {3, 3})),
    NONE("nn.conv_backward_data", "gradient() writes it"),
    NONE("nn.conv_backward_weights", "gradient() writes it"),
    CALL("nn.conv_transpose", f.convTranspose(image, "conv", 2, {3, 3})),
    CALL("nn.col2im", f.col2im(x, {1, 4}, {1, 1})),
    // elementwise
    CALL("nn.add", f.add(x, b)),
    CALL("nn.sub", f.sub(x, b)),
    CALL("nn.mul", f.mul(x, b)),
    CALL("nn.div", f.div(x, b)),
    CALL("nn.max", f.max(x, b)),
    CALL("nn.min", f.min(x, b)),
    CALL("nn.pow", f.pow(x, b)),
    CALL("nn.mod", f.mod(x, b)),
    CALL("nn.neg", f.neg(x)),
    CALL("nn.abs", f.abs(x)),
    CALL("nn.sign", f.sign(x)),
    CALL("nn.reciprocal", f.reciprocal(x)),
    CALL("nn.floor", f.floor(x)),
    CALL("nn.ceil", f.ceil(x)),
    CALL("nn.round", f.round(x)),
    CALL("nn.clip", f.clip(x, 0, 1)),
    CALL("nn.stop_gradient", f.stopGradient(x)),
    CALL("nn.sqrt", f.sqrt(x)),
    CALL("nn.rsqrt", f.rsqrt(x)),
    CALL("nn.exp", f.exp(x)),
    CALL("nn.expm1", f.expm1(x)),
    CALL("nn.log", f.log(x)),
    CALL("nn.log1p", f.log1p(x)),
    CALL("nn.sin", f.sin(x)),
    CALL("nn.cos", f.cos(x)),
    CALL("nn.tan", f.tan(x)),
    CALL("nn.asin", f.asin(x)),
    CALL("nn.acos", f.acos(x)),
    CALL("nn.atan", f.atan(x)),
    CALL("nn.sinh", f.sinh(x)),
    CALL("nn.cosh", f.cosh(x)),
    CALL("nn.asinh", f.asinh(x)),
    CALL("nn.acosh", f.acosh(x)),
    CALL("nn.atanh", f.atanh(x)),
    CALL("nn.erf", f.erf(x)),
    CALL("nn.is_nan", f.isNaN(x)),
    CALL("nn.is_inf", f.isInf(x)),
    CALL("nn.and", f.logicalAnd(p, p)),
    CALL("nn.or", f.logicalOr(p, p)),
    CALL("nn.xor", f.logicalXor(p, p)),
    CALL("nn.not", f.logicalNot(p)),
    CALL("nn.compare", f.compare(Compare::less, x, b)),
    CALL("nn.where", f.where(p, x, b)),
    CALL("nn.bitwise_and", f.bitwiseAnd(u, u)),
    CALL("nn.bitwise_or", f.bitwiseOr(u, u)),
    CALL("nn.bitwise_xor", f.bitwiseXor(u, u)),
    CALL("nn.bitwise_not", f.bitwiseNot(u)),
    CALL("nn.bit_shift", f.shiftLeft(u, u)),
    CALL("nn.cast", f.cast(x, DType::f64)),
    CALL("nn.bitcast", f.bitcast(x, DType::i32)),
    // indexing
    CALL("nn.gather", f.gather(x, i, 1)),
    CALL("nn.gather_elements", f.gatherElements(b, i)),
    CALL("nn.gather_nd", f.gatherND(b, i)),
    CALL("nn.scatter_elements", f.scatterElements(b, i, updates)),
    CALL("nn.scatter_nd", f.scatterND(b, i, updates)),
    CALL("nn.embedding", f.embedding(b, i)),
    CALL("nn.one_hot", f.oneHot(i, 5)),
    CALL("nn.trilu", f.triu(x)),
    CALL("nn.range", f.range(5)),
    CALL("nn.eye", f.eye(3, 3)),
    CALL("nn.non_zero", f.nonZero(u, 3)),
    // loss
    CALL("nn.mse_loss", f.mseLoss(x, x)),
    CALL("nn.l1_loss", f.l1Loss(x, x)),
    CALL("nn.huber_loss", f.huberLoss(x, x)),
    CALL("nn.hinge_loss", f.hingeLoss(x, x)),
    CALL("nn.binary_cross_entropy_loss", f.binaryCrossEntropy(x, x)),
    CALL("nn.binary_cross_entropy_with_logits_loss", f.binaryCrossEntropyWithLogits(x, x)),
    CALL("nn.kl_divergence_loss", f.klDivergence(x, x)),
    CALL("nn.softmax_cross_entropy_loss", f.softmaxCrossEntropy(m, label)),
    CALL("nn.negative_log_likelihood_loss", f.negativeLogLikelihood(m, label)),
    CALL("nn.cosine_similarity", f.cosineSimilarity(x, x)),
    CALL("nn.cosine_embedding_loss", f.cosineEmbeddingLoss(m, m, f.reduceSum(m, {1}))),
    CALL("nn.ctc_loss", f.ctcLoss(x, labels, label, label)),
    // normalization
    CALL("nn.batch_norm", f.batchNorm2d(image, "norm")),
    CALL("nn.batch_norm_training", f.batchNormTraining(image, w, w)),
    CALL("nn.softmax", f.softmax(x)),
    CALL("nn.log_softmax", f.logSoftmax(x)),
    CALL("nn.layer_norm", f.layerNorm(x, "norm")),
    CALL("nn.rms_norm", f.rmsNorm(x, "norm")),
    CALL("nn.group_norm", f.groupNorm(image, "norm", 2)),
    CALL("nn.instance_norm", f.instanceNorm(image, "norm")),
    CALL("nn.lrn", f.localResponseNorm(image, 3)),
    CALL("nn.lp_normalization", f.lpNormalize(x)),
    // pooling
    CALL("nn.max_pool", f.maxPool(image, {2, 2})),
    CALL("nn.max_pool_indices", f.maxPoolIndices(image, {2, 2})),
    NONE("nn.max_pool_backward", "gradient() writes it"),
    CALL("nn.average_pool", f.averagePool(image, {2, 2})),
    CALL("nn.lp_pool", f.lpPool(image, 2, {2, 2})),
    CALL("nn.global_average_pool", f.globalAveragePool(image)),
    CALL("nn.global_max_pool", f.globalMaxPool(image)),
    CALL("nn.global_lp_pool", f.globalLpPool(image)),
    // random
    CALL("nn.random_uniform", f.randomUniform("random", {batch, 2})),
    CALL("nn.random_normal", f.randomNormal("random", {batch, 2})),
    CALL("nn.bernoulli", f.bernoulli("random", x)),
    CALL("nn.categorical", f.categorical("random", x)),
    CALL("nn.permutation", f.permutation("random", 5)),
    CALL("nn.dropout_mask", f.dropoutMask("random", {batch, 2})),
    CALL("nn.dropout", f.dropout("random", x)),
    // recurrence
    CALL("nn.rnn", f.rnn(x, "layer", 2)),
    CALL("nn.lstm", f.lstm(x, "layer", 2)),
    CALL("nn.gru", f.gru(x, "layer", 2)),
    // reduction
    CALL("nn.reduce_sum", f.reduceSum(x)),
    CALL("nn.reduce_mean", f.reduceMean(x)),
    CALL("nn.reduce_max", f.reduceMax(x)),
    CALL("nn.reduce_min", f.reduceMin(x)),
    CALL("nn.reduce_prod", f.reduceProd(x)),
    CALL("nn.reduce_l1", f.reduceL1(x)),
    CALL("nn.reduce_l2", f.reduceL2(x)),
    CALL("nn.reduce_log_sum", f.reduceLogSum(x)),
    CALL("nn.reduce_log_sum_exp", f.reduceLogSumExp(x)),
    CALL("nn.reduce_sum_square", f.reduceSumSquare(x)),
    CALL("nn.arg_max", f.argMax(x)),
    CALL("nn.arg_min", f.argMin(x)),
    CALL("nn.cumsum", f.cumsum(x, 1)),
    CALL("nn.sort", f.sort(x)),
    CALL("nn.top_k", f.topK(x, 2)),
    CALL("nn.histogram", f.histogram(x, s, s, 4)),
    CALL("nn.size", f.size(x)),
    // shape
    CALL("nn.reshape", f.reshape(x, {batch, 12})),
    CALL("nn.flatten", f.flatten(x)),
    CALL("nn.squeeze", f.squeeze(b, {1})),
    CALL("nn.unsqueeze", f.unsqueeze(x, {1})),
    CALL("nn.transpose", f.transpose(x, {0, 2, 1})),
    CALL("nn.flip", f.flip(x, {1})),
    CALL("nn.expand", f.expand(b, {3, 4})),
    CALL("nn.tile", f.tile(x, {1, 2, 3})),
    CALL("nn.concat", f.concat({x, x}, 1)),
    CALL("nn.split", f.split(x, {1, 2}, 1)),
    CALL("nn.slice", f.slice(x, 2, 1, 3)),
    CALL("nn.pad", f.pad(b, {1, 0, 1, 0})),
    // spatial
    CALL("nn.resize", f.resize(x, {batch, 3, 8})),
    CALL("nn.grid_sample", f.gridSample(image, f.affineGrid(theta, {4, 5}))),
    CALL("nn.affine_grid", f.affineGrid(theta, {4, 5})),
    CALL("nn.depth_to_space", f.depthToSpace(image, 2)),
    CALL("nn.space_to_depth", f.spaceToDepth(image, 2)),
    // structure
    CALL("nn.func", network.function("f")),
    CALL("nn.return", f.output("y", x)),
    CALL("nn.call", f.call("h", {})),
    CALL("nn.variable", f.variable("w", DType::f32, {4}, Initializer::zeros())),
    CALL("nn.read", f.variable("w", DType::f32, {4}, Initializer::zeros())),
    CALL("nn.assign", f.assign("w", v)),
    CALL("nn.constant", f.constant(1)),
    NONE("nn.barrier", "nn-recompute writes it, to keep apart what is computed twice"),
    // train
    CALL("train.gradient", f.gradient(f.reduceSum(x), x)),
    CALL("train.jvp", f.jvp(x, x, x)),
    NONE("train.independent", "train-mark-independent writes it, for what gradient() and jvp() name"),
    CALL("train.minimize", f.minimize(f.reduceSum(w), s, parseOptimizer("adam"))),
    CALL("train.update", f.update("w", v, s, parseOptimizer("sgd"))),
    CALL("train.apply", f.apply(parseOptimizer("sgd"), {w}, {v}, {}, s)),
    NONE("train.rank_mean", "nn-sync-batch-norms writes it, for several processes"),
    NONE("train.rank_sum", "nn-sync-batch-norms writes it, for several processes"),
    NONE("train.exchange", "it is of buffers: what the two ops of ranks become"),
};
// clang-format on
#undef CALL
#undef NONE

TEST(BuilderCoverage, EveryOpHasACallOrAReason) {
  std::map<std::string, const Row *> known;
  for (const Row &row : rows)
    EXPECT_TRUE(known.emplace(row.op, &row).second) << row.op << " has two lines";
  mlir::MLIRContext context;
  context.loadDialect<nn::NNDialect, train::TrainDialect>();
  std::size_t ops = 0;
  for (mlir::RegisteredOperationName op : context.getRegisteredOperations()) {
    const std::string name = op.getStringRef().str();
    if (!name.starts_with("nn.") && !name.starts_with("train."))
      continue;
    ++ops;
    EXPECT_TRUE(known.contains(name))
        << name << " has no call in dlc::Builder: give it one, or a reason, and a line in this file";
  }
  EXPECT_EQ(known.size(), ops) << "there are lines for ops that are no more";
}

TEST(BuilderCoverage, EveryCallMakesItsOp) {
  for (const Row &row : rows) {
    if (!row.call)
      continue;
    Ground ground;
    Function &constant = ground.network.privateFunction("h");
    constant.output("one", constant.constant(1.0));
    row.call(ground);
    ground.f.output("result", ground.s);
    EXPECT_THAT(ground.network.build().text(), testing::HasSubstr(std::string(row.op) + " ")) << row.op;
  }
}

} // namespace
} // namespace dlc

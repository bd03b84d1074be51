// dlc::Function, op by op: the line of text that each call writes.
#include "ApiTest.h"

#include "dlc/Builder.h"

namespace dlc {
namespace {

using testing::HasSubstr;

// Two images, a bias for their channels, bytes and truth values: what the calls below are made on.
class BuilderOps : public testing::Test {
protected:
  Builder network{"net"};
  Function &f = network.function("f");
  Value x = f.input("x", DType::f32, {batch, 3, 4});
  Value b = f.input("b", DType::f32, {3, 1});
  Value u = f.input("u", DType::u8, {4});
  Value p = f.input("p", DType::i1, {batch, 3, 4});

  /// The line of the last op, without its name and its types.
  std::string line(Value value) {
    f.output("y" + std::to_string(++outputs), value);
    std::string text = network.build().text();
    size_t end = text.rfind(" :", text.rfind("nn.return") - 1), begin = text.rfind("= nn.", end) + 2;
    return text.substr(begin, end - begin);
  }

private:
  int outputs = 0;
};

TEST_F(BuilderOps, Unary) {
  EXPECT_EQ(u.dtype(), DType::u8);
  EXPECT_EQ(line(f.reciprocal(x)), "nn.reciprocal %x");
  EXPECT_EQ(line(f.floor(x)), "nn.floor %x");
  EXPECT_EQ(line(f.ceil(x)), "nn.ceil %x");
  EXPECT_EQ(line(f.round(x)), "nn.round %x");
  EXPECT_EQ(line(f.sqrt(x)), "nn.sqrt %x");
  EXPECT_EQ(line(f.rsqrt(x)), "nn.rsqrt %x");
  EXPECT_EQ(line(f.exp(x)), "nn.exp %x");
  EXPECT_EQ(line(f.expm1(x)), "nn.expm1 %x");
  EXPECT_EQ(line(f.log(x)), "nn.log %x");
  EXPECT_EQ(line(f.log1p(x)), "nn.log1p %x");
  EXPECT_EQ(line(f.sin(x)), "nn.sin %x");
  EXPECT_EQ(line(f.cos(x)), "nn.cos %x");
  EXPECT_EQ(line(f.tan(x)), "nn.tan %x");
  EXPECT_EQ(line(f.asin(x)), "nn.asin %x");
  EXPECT_EQ(line(f.acos(x)), "nn.acos %x");
  EXPECT_EQ(line(f.atan(x)), "nn.atan %x");
  EXPECT_EQ(line(f.sinh(x)), "nn.sinh %x");
  EXPECT_EQ(line(f.cosh(x)), "nn.cosh %x");
  EXPECT_EQ(line(f.asinh(x)), "nn.asinh %x");
  EXPECT_EQ(line(f.acosh(x)), "nn.acosh %x");
  EXPECT_EQ(line(f.atanh(x)), "nn.atanh %x");
  EXPECT_EQ(line(f.erf(x)), "nn.erf %x");
  EXPECT_EQ(line(f.tanh(x)), "nn.tanh %x");
  EXPECT_EQ(line(f.sigmoid(x)), "nn.sigmoid %x");
  EXPECT_EQ(line(f.relu(x)), "nn.relu %x");
  EXPECT_EQ(line(f.softplus(x)), "nn.softplus %x");
  EXPECT_EQ(line(f.step(x)), "nn.step %x");
  EXPECT_EQ(line(f.softsign(x)), "nn.softsign %x");
  EXPECT_EQ(line(f.silu(x)), "nn.silu %x");
  EXPECT_EQ(line(f.mish(x)), "nn.mish %x");
  EXPECT_EQ(line(f.neg(x)), "nn.neg %x");
  EXPECT_EQ(line(f.abs(x)), "nn.abs %x");
  EXPECT_EQ(line(f.stopGradient(x)), "nn.stop_gradient %x");
  EXPECT_EQ(line(f.sign(x)), "nn.sign %x");
  EXPECT_EQ(line(f.isNaN(x)), "nn.is_nan %x");
  EXPECT_EQ(line(f.isInf(x)), "nn.is_inf %x");
  EXPECT_EQ(line(f.logicalNot(p)), "nn.not %p");
  EXPECT_EQ(line(f.bitwiseNot(u)), "nn.bitwise_not %u");
  EXPECT_EQ(line(f.clip(x, -1, 2.5)), "nn.clip %x min -1.0 max 2.5");
  EXPECT_EQ(line(f.clip(x, {}, 6)), "nn.clip %x max 6.0");
  EXPECT_EQ(line(f.cast(u, DType::f32)), "nn.cast %u");
}

TEST_F(BuilderOps, Binary) {
  EXPECT_EQ(line(f.add(x, b)), "nn.add %x, %b");
  EXPECT_EQ(line(f.sub(x, b)), "nn.sub %x, %b");
  EXPECT_EQ(line(f.mul(x, b)), "nn.mul %x, %b");
  EXPECT_EQ(line(f.div(x, b)), "nn.div %x, %b");
  EXPECT_EQ(line(f.max(x, b)), "nn.max %x, %b");
  EXPECT_EQ(line(f.min(x, b)), "nn.min %x, %b");
  EXPECT_EQ(line(f.pow(x, b)), "nn.pow %x, %b");
  EXPECT_EQ(line(f.mod(x, b)), "nn.mod %x, %b");
  EXPECT_EQ(line(f.fmod(x, b)), "nn.mod %x, %b fmod");
  EXPECT_EQ(line(f.logicalAnd(p, p)), "nn.and %p, %p");
  EXPECT_EQ(line(f.logicalOr(p, p)), "nn.or %p, %p");
  EXPECT_EQ(line(f.logicalXor(p, p)), "nn.xor %p, %p");
  EXPECT_EQ(line(f.bitwiseAnd(u, u)), "nn.bitwise_and %u, %u");
  EXPECT_EQ(line(f.bitwiseOr(u, u)), "nn.bitwise_or %u, %u");
  EXPECT_EQ(line(f.bitwiseXor(u, u)), "nn.bitwise_xor %u, %u");
  EXPECT_EQ(line(f.shiftLeft(u, u)), "nn.bit_shift left %u, %u");
  EXPECT_EQ(line(f.shiftRight(u, u)), "nn.bit_shift right %u, %u");
  EXPECT_EQ(line(f.compare(Compare::lessOrEqual, x, b)), "nn.compare le %x, %b");
  EXPECT_EQ(line(f.where(p, x, b)), "nn.where %p, %x, %b");
}

TEST_F(BuilderOps, Activations) {
  EXPECT_EQ(line(f.hardSigmoid(x)), "nn.hard_sigmoid %x");
  EXPECT_EQ(line(f.hardSigmoid(x, 0.25, 0.375)), "nn.hard_sigmoid %x alpha 0.25 beta 0.375");
  EXPECT_EQ(line(f.hardSwish(x)), "nn.hard_swish %x");
  EXPECT_EQ(line(f.leakyRelu(x, 0.25)), "nn.leaky_relu %x alpha 0.25");
  EXPECT_EQ(line(f.prelu(x, b)), "nn.prelu %x, %b");
  EXPECT_EQ(line(f.thresholdedRelu(x, 0.5)), "nn.thresholded_relu %x alpha 0.5");
  EXPECT_EQ(line(f.elu(x, 0.5)), "nn.elu %x alpha 0.5");
  EXPECT_EQ(line(f.selu(x)), "nn.selu %x");
  EXPECT_EQ(line(f.celu(x, 2)), "nn.celu %x alpha 2.0");
  EXPECT_EQ(line(f.gelu(x)), "nn.gelu %x");
  EXPECT_EQ(line(f.geluTanh(x)), "nn.gelu %x approximate tanh");
}

TEST_F(BuilderOps, Reductions) {
  EXPECT_EQ(line(f.reduceSum(x)), "nn.reduce_sum %x");
  EXPECT_EQ(line(f.reduceMean(x, {1}, true)), "nn.reduce_mean %x axes [1] keepdims");
  EXPECT_EQ(line(f.reduceMax(x, {-1})), "nn.reduce_max %x axes [-1]");
  EXPECT_EQ(line(f.reduceMin(x, {-1})), "nn.reduce_min %x axes [-1]");
  EXPECT_EQ(line(f.reduceProd(x)), "nn.reduce_prod %x");
  EXPECT_EQ(line(f.reduceL1(x)), "nn.reduce_l1 %x");
  EXPECT_EQ(line(f.reduceL2(x)), "nn.reduce_l2 %x");
  EXPECT_EQ(line(f.reduceLogSum(x)), "nn.reduce_log_sum %x");
  EXPECT_EQ(line(f.reduceLogSumExp(x)), "nn.reduce_log_sum_exp %x");
  EXPECT_EQ(line(f.reduceSumSquare(x)), "nn.reduce_sum_square %x");
  EXPECT_EQ(line(f.argMax(x)), "nn.arg_max %x axis -1");
  EXPECT_EQ(line(f.argMin(x, 1)), "nn.arg_min %x axis 1");
  EXPECT_EQ(line(f.histogram(x, f.reduceMin(x).named("low"), f.reduceMax(x).named("high"), 8)),
            "nn.histogram %x from %low to %high");
  EXPECT_EQ(line(f.cumsum(x, 2)), "nn.cumsum %x axis 2");
  EXPECT_EQ(line(f.cumsum(x, 2, {.exclusive = true, .reverse = true})),
            "nn.cumsum %x axis 2 exclusive reverse");
  EXPECT_EQ(line(f.sort(x).first), "nn.sort %x axis -1");
  EXPECT_EQ(line(f.sort(x, 1, true).second), "nn.sort %x axis 1 descending");
  EXPECT_EQ(line(f.topK(x, 2).first), "nn.top_k %x k 2");
  EXPECT_EQ(line(f.topK(x, 2, 1, true).second), "nn.top_k %x k 2 axis 1 smallest");
}

TEST_F(BuilderOps, Shapes) {
  EXPECT_EQ(line(f.reshape(x, {batch, 12})), "nn.reshape %x");
  EXPECT_EQ(line(f.flatten(x)), "nn.flatten %x");
  EXPECT_EQ(line(f.squeeze(b, {1})), "nn.squeeze %b axes [1]");
  EXPECT_EQ(line(f.unsqueeze(x, {1})), "nn.unsqueeze %x axes [1]");
  EXPECT_EQ(line(f.transpose(x, {0, 2, 1})), "nn.transpose %x perm [0, 2, 1]");
  EXPECT_EQ(line(f.flip(x, {1})), "nn.flip %x axes [1]");
  EXPECT_EQ(line(f.expand(b, {3, 4})), "nn.expand %b");
  EXPECT_EQ(line(f.tile(x, {1, 2, 3})), "nn.tile %x repeats [1, 2, 3]");
  EXPECT_EQ(line(f.concat({x, x}, 1)), "nn.concat %x, %x axis 1");
  std::vector<Value> parts = f.split(x, {1, 2}, 1);
  EXPECT_EQ(parts[1].shape(), (Shape{batch, 2, 4}));
  EXPECT_EQ(line(parts[0]), "nn.split %x axis 1 split [1, 2]");
  EXPECT_EQ(line(f.slice(x, 2, 1, 3)), "nn.slice %x starts [1] ends [3] axes [2]");
  EXPECT_EQ(line(f.slice(x, 2, -1, -5, -2)), "nn.slice %x starts [-1] ends [-5] axes [2] steps [-2]");
  EXPECT_EQ(line(f.pad(b, {1, 0, 1, 0})), "nn.pad %b pads [1, 0, 1, 0]");
  EXPECT_EQ(line(f.pad(b, {1, 0, 1, 0}, PadMode::reflect)), "nn.pad %b pads [1, 0, 1, 0] mode reflect");
  EXPECT_EQ(line(f.pad(b, {1, 0, 1, 0}, PadMode::constant, 0.5)), "nn.pad %b pads [1, 0, 1, 0] value 0.5");
}

TEST_F(BuilderOps, Indexing) {
  Value i = f.input("i", DType::i64, {2, 1});
  EXPECT_EQ(line(f.gather(b, i)), "nn.gather %b, %i");
  EXPECT_EQ(line(f.gather(x, i, 1)), "nn.gather %x, %i axis 1");
  EXPECT_EQ(line(f.gatherElements(b, i)), "nn.gather_elements %b, %i");
  EXPECT_EQ(line(f.gatherND(b, i)), "nn.gather_nd %b, %i");
  Value updates = f.input("updates", DType::f32, {2, 1});
  EXPECT_EQ(line(f.scatterElements(b, i, updates)), "nn.scatter_elements %b, %i, %updates");
  EXPECT_EQ(line(f.scatterND(b, i, updates, Scatter::add)), "nn.scatter_nd %b, %i, %updates reduction add");
  EXPECT_EQ(line(f.embedding(b, i)), "nn.embedding %b, %i");
  EXPECT_EQ(line(f.embedding(b, i, 2)), "nn.embedding %b, %i padding_idx 2");
  EXPECT_EQ(line(f.oneHot(i, 5)), "nn.one_hot %i");
  Value middle = f.oneHot(i, 5, 1, DType::u8);
  EXPECT_EQ(middle.shape(), (Shape{2, 5, 1}));
  EXPECT_EQ(line(middle), "nn.one_hot %i axis 1");
  EXPECT_EQ(line(f.triu(x, 1)), "nn.trilu %x upper k 1");
  EXPECT_EQ(line(f.tril(x)), "nn.trilu %x");
  EXPECT_EQ(line(f.range(5)), "nn.range");
  EXPECT_EQ(line(f.range(5, 1, 0.5)), "nn.range start 1.0 delta 0.5");
  EXPECT_EQ(line(f.eye(3, 3)), "nn.eye");
  EXPECT_EQ(line(f.eye(3, 4, -1, DType::i64)), "nn.eye k -1");
}

TEST_F(BuilderOps, Losses) {
  EXPECT_EQ(line(f.mseLoss(x, x)), "nn.mse_loss %x, %x");
  EXPECT_EQ(line(f.l1Loss(x, x, Reduction::sum)), "nn.l1_loss %x, %x reduction sum");
  EXPECT_EQ(line(f.huberLoss(x, x, 0.5)), "nn.huber_loss %x, %x delta 0.5");
  EXPECT_EQ(line(f.hingeLoss(x, x)), "nn.hinge_loss %x, %x");
  EXPECT_EQ(line(f.binaryCrossEntropy(x, x, Reduction::batchMean)),
            "nn.binary_cross_entropy_loss %x, %x reduction batch_mean");
  EXPECT_EQ(line(f.binaryCrossEntropyWithLogits(x, x)), "nn.binary_cross_entropy_with_logits_loss %x, %x");
  EXPECT_EQ(line(f.klDivergence(x, x)), "nn.kl_divergence_loss %x, %x reduction batch_mean");
  Value labels = f.input("labels", DType::i64, {batch, 4}), weights = f.input("weights", DType::f32, {3});
  EXPECT_EQ(line(f.softmaxCrossEntropy(x, labels)), "nn.softmax_cross_entropy_loss %x, %labels");
  EXPECT_EQ(
      line(f.softmaxCrossEntropy(
          x, labels,
          {.weights = weights, .ignoreIndex = -1, .labelSmoothing = 0.25, .reduction = Reduction::none})),
      "nn.softmax_cross_entropy_loss %x, %labels weights %weights ignore_index -1 label_smoothing 0.25 "
      "reduction none");
  EXPECT_EQ(line(f.negativeLogLikelihood(x, labels, {.ignoreIndex = 0})),
            "nn.negative_log_likelihood_loss %x, %labels ignore_index 0");
  EXPECT_THAT(messageOf([&] { f.negativeLogLikelihood(x, labels, {.labelSmoothing = 0.1}); }),
              HasSubstr("has no label smoothing; softmaxCrossEntropy of logits has"));
  EXPECT_EQ(line(f.cosineSimilarity(x, x)), "nn.cosine_similarity %x, %x");
  Value t = f.input("t", DType::i64, {batch}), l = f.input("l", DType::i64, {batch, 2});
  EXPECT_EQ(line(f.ctcLoss(x, l, t, t)), "nn.ctc_loss %x, %l, %t, %t");
  EXPECT_EQ(line(f.ctcLoss(x, l, t, t, 3, Reduction::sum)),
            "nn.ctc_loss %x, %l, %t, %t blank 3 reduction sum");
  Value a = f.input("a", DType::f32, {batch, 4}), target = f.input("target", DType::f32, {batch});
  EXPECT_EQ(line(f.cosineEmbeddingLoss(a, a, target, 0.5)),
            "nn.cosine_embedding_loss %a, %a, %target margin 0.5");
}

TEST_F(BuilderOps, Products) {
  EXPECT_EQ(line(f.matmul(x, x, {.transposeRhs = true})), "nn.matmul %x, %x transpose_rhs");
  Value m = f.input("m", DType::f32, {batch, 4}), w = f.input("w", DType::f32, {3, 4});
  Value v = f.input("v", DType::f32, {3});
  EXPECT_EQ(line(f.gemm(m, w, v, {.beta = 0.5, .transposeRhs = true})),
            "nn.gemm %m, %w plus %v transpose_rhs beta 0.5");
  EXPECT_EQ(line(f.einsum("bij,ij->b", {x, w})), "nn.einsum \"bij,ij->b\" %x, %w");
  EXPECT_EQ(line(f.outer(v, v)), "nn.outer %v, %v");
  EXPECT_THAT(messageOf([&] { f.einsum("bij,ki->b", {x, w}); }), HasSubstr("letter"));
}

TEST_F(BuilderOps, Windows) {
  EXPECT_EQ(line(f.maxPool(x, {2})), "nn.max_pool %x kernel_shape [2] strides [2]");
  EXPECT_EQ(line(f.maxPool(x, {2}, {.strides = {1}, .pads = {1, 0}, .dilations = {2}, .ceilMode = true})),
            "nn.max_pool %x kernel_shape [2] pads [1, 0] dilations [2] ceil_mode");
  EXPECT_EQ(f.maxPoolIndices(x, {2}).dtype(), DType::i64);
  EXPECT_EQ(line(f.averagePool(x, {4}, {.pads = {1, 1}, .countIncludePad = true})),
            "nn.average_pool %x kernel_shape [4] strides [4] pads [1, 1] count_include_pad");
  EXPECT_EQ(line(f.lpPool(x, 3, {2})), "nn.lp_pool %x kernel_shape [2] strides [2] p 3");
  EXPECT_EQ(line(f.globalAveragePool(x)), "nn.global_average_pool %x");
  EXPECT_EQ(line(f.globalMaxPool(x)), "nn.global_max_pool %x");
  EXPECT_EQ(line(f.globalLpPool(x, 1)), "nn.global_lp_pool %x p 1");
  Value columns = f.input("columns", DType::f32, {batch, 4, 3});
  EXPECT_EQ(line(f.col2im(columns, {2, 4}, {2, 2})),
            "nn.col2im %columns image_shape [2, 4] block_shape [2, 2]");
  EXPECT_EQ(line(f.localResponseNorm(x, 3, {.beta = 0.5})), "nn.lrn %x size 3 beta 0.5");
  EXPECT_EQ(line(f.lpNormalize(x, 1, 1)), "nn.lp_normalization %x axis 1 p 1");
  Value picture = f.input("picture", DType::f32, {batch, 1, 8, 8});
  Value theta = f.input("theta", DType::f32, {batch, 2, 3});
  Value grid = f.affineGrid(theta, {4, 5}).named("grid");
  EXPECT_EQ(grid.shape(), (Shape{batch, 4, 5, 2}));
  EXPECT_EQ(line(grid), "nn.affine_grid %theta");
  EXPECT_EQ(line(f.affineGrid(theta, {4, 5}, true)), "nn.affine_grid %theta align_corners");
  EXPECT_EQ(f.gridSample(picture, grid).shape(), (Shape{batch, 1, 4, 5}));
  EXPECT_EQ(line(f.gridSample(picture, grid)), "nn.grid_sample %picture, %grid");
  EXPECT_EQ(line(f.gridSample(
                picture, grid,
                {.mode = ResizeMode::cubic, .padding = SamplePadding::reflection, .alignCorners = true})),
            "nn.grid_sample %picture, %grid mode cubic padding_mode reflection align_corners");
  EXPECT_THAT(messageOf([&] { f.affineGrid(theta, {4}); }), HasSubstr("theta [N, 2, 3] makes grids"));
  EXPECT_EQ(line(f.resize(x, {batch, 3, 8})), "nn.resize %x");
  EXPECT_EQ(line(f.resize(x, {batch, 3, 7},
                          {.mode = ResizeMode::cubic,
                           .coordinates = Coordinates::alignCorners,
                           .nearest = Nearest::ceil,
                           .cubicCoefficient = -0.5})),
            "nn.resize %x mode cubic coordinate_transformation_mode align_corners nearest_mode ceil "
            "cubic_coeff_a -0.5");
  Value image = f.input("image", DType::f32, {batch, 4, 2, 2});
  EXPECT_EQ(line(f.depthToSpace(image, 2, true)), "nn.depth_to_space %image blocksize 2 mode crd");
  EXPECT_EQ(line(f.spaceToDepth(image, 2)), "nn.space_to_depth %image blocksize 2");
}

TEST_F(BuilderOps, WindowLayers) {
  EXPECT_EQ(line(f.conv(x, "c1", 6, {3}, {.strides = {2}, .pads = {1, 1}})),
            "nn.conv %x, %c1.weight bias %c1.bias strides [2] pads [1, 1]");
  EXPECT_EQ(line(f.conv(x, "c2", 6, {3}, {.samePadding = true, .groups = 3, .bias = false})),
            "nn.conv %x, %c2.weight group 3 auto_pad same_upper");
  EXPECT_EQ(line(f.convTranspose(x, "t1", 6, {3}, {.strides = {2}, .outputPadding = {1}, .groups = 3})),
            "nn.conv_transpose %x, %t1.weight bias %t1.bias strides [2] group 3 output_padding [1]");
  EXPECT_THAT(messageOf([&] { f.conv(x, "c3", 6, {3, 3}); }), HasSubstr("needs an input of rank 4"));
  EXPECT_THAT(messageOf([&] { f.convTranspose(x, "t2", 4, {3}, {.groups = 3}); }),
              HasSubstr("cannot split 4 output channels into 3 groups"));
  EXPECT_EQ(line(f.layerNorm(x, "ln1")), "nn.layer_norm %x scale %ln1.scale bias %ln1.bias");
  EXPECT_EQ(line(f.layerNorm(x, "ln2", {.axis = 1, .epsilon = 0.5, .bias = false})),
            "nn.layer_norm %x scale %ln2.scale axis 1 epsilon 0.5");
  EXPECT_THAT(messageOf([&] { f.layerNorm(x, "ln3", {.axis = 3}); }), HasSubstr("rank 3"));
  EXPECT_EQ(line(f.rmsNorm(x, "rms")), "nn.rms_norm %x scale %rms.scale");
  EXPECT_EQ(line(f.groupNorm(x, "gn", 3)), "nn.group_norm %x scale %gn.scale bias %gn.bias num_groups 3");
  EXPECT_EQ(line(f.instanceNorm(x, "in")), "nn.instance_norm %x scale %in.scale bias %in.bias");
}

TEST_F(BuilderOps, Attention) {
  Value q = f.input("q", DType::f32, {batch, 4, 5, 8}), k = f.input("k", DType::f32, {batch, 2, 6, 8});
  Value m = f.input("m", DType::i1, {5, 6}), a = f.input("a", DType::f32, {5, 4});
  EXPECT_EQ(line(f.attention(q, k, k)), "nn.attention %q, %k, %k");
  EXPECT_EQ(line(f.attention(q, k, k, {.mask = m, .causal = true, .scale = 0.5})),
            "nn.attention %q, %k, %k mask %m causal scale 0.5");
  EXPECT_EQ(line(f.rotaryEmbedding(q, a, a, true)), "nn.rotary_embedding %q cos %a sin %a interleaved");
}

TEST_F(BuilderOps, Random) {
  EXPECT_EQ(f.bernoulli("random", x).shape(), x.shape());
  EXPECT_EQ(f.categorical("random", x, 1).shape(), (Shape{batch, 4}));
  EXPECT_EQ(f.permutation("random", 5, DType::i32).dtype(), DType::i32);
  EXPECT_EQ(f.dropoutMask("random", {batch, 4}, 0.25, DType::f64).dtype(), DType::f64);
  f.output("y", x);
  std::string text = network.build().text();
  EXPECT_THAT(text, HasSubstr("nn.bernoulli %x, %random"));
  EXPECT_THAT(text, HasSubstr("axis 1 : tensor<?x3x4xf32>\n"));
  EXPECT_THAT(text, HasSubstr(" : tensor<5xi32>\n    nn.assign @random"));
  EXPECT_THAT(text, HasSubstr(" ratio 0.25 : tensor<?x4xf64>\n    nn.assign @random"));
}

TEST_F(BuilderOps, NonZero) {
  auto [places, count] = f.nonZero(u, 3);
  EXPECT_EQ(places.shape(), (Shape{3, 1}));
  EXPECT_EQ(line(count), "nn.non_zero %u");
}

TEST_F(BuilderOps, Recurrent) {
  auto [states, last, cell] = f.lstm(x, "memory", 8);
  EXPECT_EQ(cell.shape(), (Shape{batch, 1, 8}));
  EXPECT_EQ(states.shape(), (Shape{batch, 3, 8}));
  EXPECT_EQ(last.shape(), (Shape{batch, 8}));
  Function::Recurrent both = f.gru(states, "both", 5, {.direction = Direction::bidirectional, .bias = false});
  EXPECT_EQ(both.states.shape(), (Shape{batch, 3, 10}));
  EXPECT_EQ(both.last.shape(), (Shape{batch, 10}));
  f.output("y", f.rnn(both.states, "simple", 2, {.direction = Direction::reverse}).last);
  std::string text = network.build().text();
  EXPECT_THAT(text, HasSubstr("@memory.weight     : tensor<1x32x4xf32>"));
  EXPECT_THAT(
      text,
      HasSubstr("nn.lstm %x, %memory.weight, %memory.recurrence bias(%memory.bias : tensor<1x64xf32>) : "
                "tensor<?x3x4xf32>, tensor<1x32x4xf32>, tensor<1x32x8xf32>"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "nn.gru %memory, %both.weight, %both.recurrence direction bidirectional linear_before_reset : "));
  EXPECT_THAT(text, HasSubstr("nn.rnn %both, %simple.weight, %simple.recurrence bias(%simple.bias : "
                              "tensor<1x4xf32>) direction reverse : "));
  EXPECT_THAT(messageOf([&] { f.lstm(last, "wrong", 8); }),
              HasSubstr("needs an input of rank 3, [batch, steps, features]"));
  EXPECT_THAT(messageOf([&] { f.lstm(x, "wrong", 0); }),
              HasSubstr("needs at least one unit, but is given 0"));
}

TEST_F(BuilderOps, RecurrentVariablesHaveInitializers) {
  const auto last = f.rnn(x, "plain", 4).last;
  f.output("usual", last);
  f.output("own", f.gru(x, "slow", 4,
                        {.weightInitializer = Initializer::normal(0, 0.1),
                         .recurrenceInitializer = Initializer::uniform(-0.75, 0.75),
                         .biasInitializer = Initializer::zeros()})
                      .last);
  const std::string text = network.build().text();
  for (const char *line : {"@plain.weight     : tensor<1x4x4xf32>  init #nn.uniform<-0.5 : f32, 0.5 : f32>",
                           "@plain.recurrence : tensor<1x4x4xf32>  init #nn.uniform<-0.5 : f32, 0.5 : f32>",
                           "@plain.bias       : tensor<1x8xf32>    init #nn.uniform<-0.5 : f32, 0.5 : f32>",
                           "@slow.weight      : tensor<1x12x4xf32> init #nn.normal<0.0 : f32, 0.1 : f32>",
                           "@slow.recurrence  : tensor<1x12x4xf32> init #nn.uniform<-0.75 : f32, 0.75 : f32>",
                           "@slow.bias        : tensor<1x24xf32>   init #nn.zeros"})
    EXPECT_THAT(text, HasSubstr(line));
  for (const Initializer &ofMatrices : {Initializer::xavierUniform(), Initializer::orthogonal()})
    EXPECT_THAT(messageOf([&] { f.gru(x, "no", 4, {.recurrenceInitializer = ofMatrices}); }),
                HasSubstr("the initializer of 'no.recurrence' goes by the rows and columns of a matrix"));
}

// Weights that are values: the op alone, of which nothing is a variable.
TEST_F(BuilderOps, WeightsAreValues) {
  Value kernel = f.input("kernel", DType::f32, {6, 3, 3}), bias = f.input("bias", DType::f32, {6});
  EXPECT_EQ(line(f.conv(x, kernel)), "nn.conv %x, %kernel");
  EXPECT_EQ(line(f.conv(x, kernel, {.pads = {1, 1}}, bias)), "nn.conv %x, %kernel bias %bias pads [1, 1]");
  Value transposed = f.input("transposed", DType::f32, {3, 6, 2});
  EXPECT_EQ(line(f.convTranspose(x, transposed, {.strides = {2}}, bias)),
            "nn.conv_transpose %x, %transposed bias %bias strides [2]");
  Value row = f.input("row", DType::f32, {4}), channel = f.input("channel", DType::f32, {3});
  EXPECT_EQ(line(f.layerNorm(x, ScaleAndBias{})), "nn.layer_norm %x");
  EXPECT_EQ(line(f.layerNorm(x, {.scale = row, .bias = row}, {.epsilon = 0.5})),
            "nn.layer_norm %x scale %row bias %row epsilon 0.5");
  EXPECT_EQ(line(f.rmsNorm(x, std::nullopt)), "nn.rms_norm %x");
  EXPECT_EQ(line(f.rmsNorm(x, row)), "nn.rms_norm %x scale %row");
  EXPECT_EQ(line(f.groupNorm(x, {.scale = channel}, 3)), "nn.group_norm %x scale %channel num_groups 3");
  EXPECT_EQ(line(f.instanceNorm(x, ScaleAndBias{})), "nn.instance_norm %x");
  EXPECT_EQ(
      line(f.batchNorm(x, channel, channel, channel, channel, {.epsilon = 0.5})),
      "nn.batch_norm %x scale %channel bias %channel mean %channel variance %channel {epsilon = 0.5 : f64}");
  EXPECT_EQ(line(f.batchNormTraining(x, channel, channel).variance),
            "nn.batch_norm_training %x scale %channel bias %channel");
  EXPECT_EQ(network.build().variables().size(), 0u);
  EXPECT_EQ(line(f.batchNorm(x, "bn")),
            "nn.batch_norm %x scale %bn.scale bias %bn.bias mean %bn.mean variance %bn.variance");
  EXPECT_THAT(messageOf([&] { f.batchNorm(row, "flat"); }),
              HasSubstr("layer 'flat': needs an input of rank 2, [batch, channels], or more"));
  EXPECT_EQ(line(f.flatten(x, 2)), "nn.flatten %x axis 2");
}

TEST_F(BuilderOps, RecurrentWithAllThatThereIs) {
  Value lengths = f.input("lengths", DType::i64, {batch}), both = f.input("both", DType::f32, {batch, 10});
  Value w = f.input("w", DType::f32, {2, 20, 4}), r = f.input("r", DType::f32, {2, 20, 5});
  Value biases = f.input("biases", DType::f32, {2, 40}), peephole = f.input("peephole", DType::f32, {2, 15});
  auto [states, last, cell] =
      f.lstm(x, {.weight = w, .recurrence = r, .bias = biases, .peephole = peephole},
             {.direction = Direction::bidirectional,
              .inputForget = true,
              .lengths = lengths,
              .initialState = both,
              .initialCell = both,
              .activations = {"sigmoid", "tanh", "tanh", "sigmoid", "relu", "softsign"},
              .clip = 3});
  EXPECT_EQ(states.shape(), (Shape{batch, 3, 10}));
  EXPECT_EQ(cell.shape(), (Shape{batch, 2, 5}));
  // The state of one layer is that which another one begins with.
  f.output("y", f.gru(x, "decoder", 10, {.initialState = last}).last);
  const std::string text = network.build().text();
  EXPECT_THAT(
      text, HasSubstr("nn.lstm %x, %w, %r bias(%biases : tensor<2x40xf32>) lengths(%lengths : tensor<?xi64>) "
                      "initial_h(%reshape1 : tensor<?x2x5xf32>) initial_c(%reshape2 : tensor<?x2x5xf32>) "
                      "peephole(%peephole : tensor<2x15xf32>) direction bidirectional activations "
                      "[\"sigmoid\", \"tanh\", \"tanh\", \"sigmoid\", \"relu\", \"softsign\"] clip "
                      "3.0 input_forget : "));
  EXPECT_THAT(
      text, HasSubstr("nn.gru %x, %decoder.weight, %decoder.recurrence bias(%decoder.bias : "
                      "tensor<1x60xf32>) initial_h(%reshape3 : tensor<?x1x10xf32>) linear_before_reset : "));
  EXPECT_THAT(messageOf([&] { f.rnn(x, {.weight = w, .recurrence = biases}); }),
              HasSubstr("needs an input of rank 3, [directions, gates · units, units], as its recurrence"));
}

} // namespace
} // namespace dlc

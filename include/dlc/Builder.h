// Networks written in C++: layers and ops in, a Graph out, whose text is meant to be read.
//
//   dlc::Builder lenet("lenet", "LeNet-5.");
//   dlc::Function &predict = lenet.function("predict");
//   dlc::Value image = predict.input("image", dlc::DType::f32, {dlc::batch, 1, 28, 28});
//   dlc::Value features = predict.relu(predict.conv2d(image, "conv1", 6, 5, {.padding = 2}));
//   predict.output("logits", predict.linear(predict.flatten(features), "fc1", 10));
//   dlc::Graph graph = lenet.build();
//
// Shapes are checked where an op is asked for: Error names the function, the layer and both sides.
#pragma once

#include "dlc/BuilderOptions.h"
#include "dlc/Graph.h"
#include "dlc/Optimizer.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dlc {

/// One function of a network. All its calls throw Error where shapes or element types do not fit. Layers own
/// variables: `fc1` has @fc1.weight and @fc1.bias, made at first use and shared by whoever uses the name
/// again.
class Function {
public:
  ~Function();

  /// Adds an argument; names are distinct.
  Value input(std::string name, DType dtype, Shape shape);
  /// Adds a result; names are distinct.
  void output(std::string name, Value value);
  /// A comment in the text, before the op that comes next.
  void comment(std::string text);

  // Layers.

  /// x · W + b: [batch, in] to [batch, features]. Variables: weight [in, features], bias [features].
  Value linear(Value x, const std::string &name, std::int64_t features, const LinearOptions &options = {});
  /// [batch, in, height, width] to [batch, channels, …]. Variables: weight [channels, in / groups, kernel,
  /// kernel], bias [channels].
  Value conv2d(Value x, const std::string &name, std::int64_t channels, std::int64_t kernel,
               const Conv2dOptions &options = {});
  /// The same over as many dimensions as the kernel has, 1, 2 or 3.
  Value conv(Value x, const std::string &name, std::int64_t channels, const std::vector<std::int64_t> &kernel,
             const ConvOptions &options = {});
  /// Variables: weight [in, channels / groups, kernel…], bias [channels].
  Value convTranspose(Value x, const std::string &name, std::int64_t channels,
                      const std::vector<std::int64_t> &kernel, const ConvTransposeOptions &options = {});
  /// Over the dimensions from an axis on. Variables: scale, bias, of their shape.
  Value layerNorm(Value x, const std::string &name, const LayerNormOptions &options = {});
  /// Without mean and bias. Variable: scale.
  Value rmsNorm(Value x, const std::string &name, std::int64_t axis = -1, double epsilon = 1e-5);
  /// Over groups of channels (dimension 1) and all behind; over each channel. Variables: scale, bias
  /// [channels].
  Value groupNorm(Value x, const std::string &name, std::int64_t groups, double epsilon = 1e-5);
  Value instanceNorm(Value x, const std::string &name, double epsilon = 1e-5);
  /// Per channel (dimension 1). Variables: scale, bias; running mean and variance, which training moves.
  Value batchNorm(Value x, const std::string &name, const BatchNormOptions &options = {});
  /// The same of images alone.
  Value batchNorm2d(Value x, const std::string &name, const BatchNormOptions &options = {});

  /// What a recurrent layer gives: the state after every step, [batch, steps, units], and after the last one,
  /// [batch, units]; of both directions, units side by side.
  struct Recurrent {
    Value states, last;
  };
  /// [batch, steps, features]. Variables: weight [directions, gates · units, features], recurrence
  /// [directions, gates · units, units], bias [directions, 2 · gates · units], all of which begin in ±1 /
  /// √units. The order of gates is that of nn.lstm and nn.gru.
  Recurrent rnn(Value x, const std::string &name, std::int64_t units, const RecurrentOptions &options = {});
  /// Also the last cell, [batch, directions, units].
  struct Lstm {
    Value states, last, cell;
  };
  Lstm lstm(Value x, const std::string &name, std::int64_t units, const RecurrentOptions &options = {});
  Recurrent gru(Value x, const std::string &name, std::int64_t units, const RecurrentOptions &options = {});

  // The same with weights that are values: constants, computed, or shared in another way. Options of
  // variables are of no use here.

  Value conv(Value x, Value weight, const ConvOptions &options = {}, std::optional<Value> bias = {});
  Value convTranspose(Value x, Value weight, const ConvTransposeOptions &options = {},
                      std::optional<Value> bias = {});
  Value layerNorm(Value x, const ScaleAndBias &weights, const LayerNormOptions &options = {});
  Value rmsNorm(Value x, std::optional<Value> scale, std::int64_t axis = -1, double epsilon = 1e-5);
  Value groupNorm(Value x, const ScaleAndBias &weights, std::int64_t groups, double epsilon = 1e-5);
  Value instanceNorm(Value x, const ScaleAndBias &weights, double epsilon = 1e-5);
  /// With these statistics; what training moves are those that are variables.
  Value batchNorm(Value x, Value scale, Value bias, Value mean, Value variance,
                  const BatchNormOptions &options = {});
  /// With the statistics of this batch, whether it is one of a training or not, which it also gives; the
  /// variance is biased.
  struct BatchNormalized {
    Value result, mean, variance;
  };
  BatchNormalized batchNormTraining(Value x, Value scale, Value bias, double epsilon = 1e-5);
  Recurrent rnn(Value x, const RecurrentWeights &weights, const RecurrentOptions &options = {});
  Lstm lstm(Value x, const RecurrentWeights &weights, const RecurrentOptions &options = {});
  Recurrent gru(Value x, const RecurrentWeights &weights, const RecurrentOptions &options = {});

  // Variables.

  /// The value of @name at this point; makes the variable if there is none of that name.
  Value variable(const std::string &name, DType dtype, Shape shape, const Initializer &initializer,
                 VariableRole role = VariableRole::Parameter);
  /// Gives @name its next value. It must have been made before.
  void assign(const std::string &name, Value value);

  // Elementwise. Binary ones broadcast as NumPy does.

  Value add(Value lhs, Value rhs);
  Value sub(Value lhs, Value rhs);
  Value mul(Value lhs, Value rhs);
  Value div(Value lhs, Value rhs);
  Value max(Value lhs, Value rhs);
  Value min(Value lhs, Value rhs);
  Value pow(Value base, Value exponent);
  /// The remainder, with the sign of the divisor; `fmod`: with that of the dividend.
  Value mod(Value lhs, Value rhs);
  Value fmod(Value lhs, Value rhs);
  Value neg(Value x);
  Value abs(Value x);
  Value sign(Value x);
  /// Between two bounds, each of which may be missing.
  Value clip(Value x, std::optional<double> min, std::optional<double> max);
  Value reciprocal(Value x);
  Value floor(Value x);
  Value ceil(Value x);
  Value round(Value x);
  /// x itself, and a constant for whoever asks for derivatives.
  Value stopGradient(Value x);
  Value sqrt(Value x);
  Value rsqrt(Value x);
  Value exp(Value x);
  Value expm1(Value x);
  Value log(Value x);
  Value log1p(Value x);
  Value sin(Value x);
  Value cos(Value x);
  Value tan(Value x);
  Value asin(Value x);
  Value acos(Value x);
  Value atan(Value x);
  Value sinh(Value x);
  Value cosh(Value x);
  Value asinh(Value x);
  Value acosh(Value x);
  Value atanh(Value x);
  Value erf(Value x);
  Value isNaN(Value x);
  Value isInf(Value x);
  Value logicalAnd(Value lhs, Value rhs);
  Value logicalOr(Value lhs, Value rhs);
  Value logicalXor(Value lhs, Value rhs);
  Value logicalNot(Value x);
  Value bitwiseAnd(Value lhs, Value rhs);
  Value bitwiseOr(Value lhs, Value rhs);
  Value bitwiseXor(Value lhs, Value rhs);
  Value bitwiseNot(Value x);
  Value shiftLeft(Value x, Value bits);
  Value shiftRight(Value x, Value bits);
  Value compare(Compare predicate, Value lhs, Value rhs);
  Value where(Value condition, Value lhs, Value rhs);
  Value cast(Value x, DType dtype);
  /// The bits of each element, taken for an element of another type with as many.
  Value bitcast(Value x, DType dtype);

  // Activation functions.

  Value tanh(Value x);
  Value sigmoid(Value x);
  Value relu(Value x);
  Value softplus(Value x);
  Value step(Value x);
  Value softsign(Value x);
  Value silu(Value x);
  Value mish(Value x);
  Value hardSigmoid(Value x, double alpha = 0.2, double beta = 0.5);
  Value hardSwish(Value x);
  Value leakyRelu(Value x, double alpha = 0.01);
  /// `slope` broadcasts to x: [channels, 1, 1] for an image.
  Value prelu(Value x, Value slope);
  Value thresholdedRelu(Value x, double alpha = 1);
  Value elu(Value x, double alpha = 1);
  Value selu(Value x);
  Value celu(Value x, double alpha = 1);
  Value gelu(Value x);
  /// The approximation by tanh.
  Value geluTanh(Value x);

  // Products, windows, normalisation.

  /// Over the last two dimensions; those in front broadcast.
  Value matmul(Value lhs, Value rhs, const MatmulOptions &options = {});
  /// alpha · lhs · rhs + beta · addend, of matrices.
  Value gemm(Value lhs, Value rhs, Value addend, const GemmOptions &options = {});
  /// Sums of products, such as einsum("bik,bkj->bij", {lhs, rhs}).
  Value einsum(const std::string &equation, const std::vector<Value> &operands);
  /// Of vectors: [n] and [m] to [n, m].
  Value outer(Value lhs, Value rhs);
  /// Windows of kernel × kernel over the last two of four dimensions.
  Value maxPool2d(Value x, std::int64_t kernel, const MaxPool2dOptions &options = {});
  /// Windows over as many dimensions as the kernel has, 1, 2 or 3.
  Value maxPool(Value x, const std::vector<std::int64_t> &kernel, const PoolOptions &options = {});
  /// Where it finds its maxima: indices (i64) in the spatial dimensions as one.
  Value maxPoolIndices(Value x, const std::vector<std::int64_t> &kernel, const PoolOptions &options = {});
  Value averagePool(Value x, const std::vector<std::int64_t> &kernel, const PoolOptions &options = {});
  Value lpPool(Value x, std::int64_t p, const std::vector<std::int64_t> &kernel,
               const PoolOptions &options = {});
  /// Over all dimensions behind the channels, which become 1.
  Value globalAveragePool(Value x);
  Value globalMaxPool(Value x);
  Value globalLpPool(Value x, std::int64_t p = 2);
  /// [batch, channels · elements of a block, blocks] to [batch, channels, image…]: what blocks share is
  /// added.
  Value col2im(Value x, const std::vector<std::int64_t> &image, const std::vector<std::int64_t> &block,
               const PoolOptions &options = {});
  /// Over neighbouring channels.
  Value localResponseNorm(Value x, std::int64_t size, const LrnOptions &options = {});
  /// To the norm 1 along an axis; p is 1 or 2.
  Value lpNormalize(Value x, std::int64_t axis = -1, std::int64_t p = 2);
  /// To another shape of the same rank.
  Value resize(Value x, Shape shape, const ResizeOptions &options = {});
  /// x [batch, channels, sizes…] at the places of a grid [batch, places…, dimensions], -1 to 1 from border to
  /// border, that of the last dimension first: [batch, channels, places…].
  Value gridSample(Value x, Value grid, const GridSampleOptions &options = {});
  /// Such a grid, of the affine maps theta [batch, 2, 3] or [batch, 3, 4]: one place for each element of
  /// `sizes`, which are rows and columns, or planes, rows and columns.
  Value affineGrid(Value theta, const std::vector<std::int64_t> &sizes, bool alignCorners = false);
  /// Blocks made of channels, whose number is depth, column and row, or column, row and depth; and back from
  /// the first.
  Value depthToSpace(Value x, std::int64_t blocksize, bool columnRowDepth = false);
  Value spaceToDepth(Value x, std::int64_t blocksize);
  /// All [batch, heads, length, size]; heads of the query may share one of key and value.
  Value attention(Value query, Value key, Value value, const AttentionOptions &options = {});
  /// [batch, heads, length, size], by angles [length, angles] or [batch, length, angles].
  Value rotaryEmbedding(Value x, Value cos, Value sin, bool interleaved = false);
  Value softmax(Value x, std::int64_t axis = -1);
  Value logSoftmax(Value x, std::int64_t axis = -1);

  // Reductions; no axes means all of them. Axes may count from the end: -1 is the last.

  Value reduceSum(Value x, const std::vector<std::int64_t> &axes = {}, bool keepDimensions = false);
  Value reduceMean(Value x, const std::vector<std::int64_t> &axes = {}, bool keepDimensions = false);
  Value reduceMax(Value x, const std::vector<std::int64_t> &axes = {}, bool keepDimensions = false);
  Value reduceMin(Value x, const std::vector<std::int64_t> &axes = {}, bool keepDimensions = false);
  Value reduceProd(Value x, const std::vector<std::int64_t> &axes = {}, bool keepDimensions = false);
  Value reduceL1(Value x, const std::vector<std::int64_t> &axes = {}, bool keepDimensions = false);
  Value reduceL2(Value x, const std::vector<std::int64_t> &axes = {}, bool keepDimensions = false);
  Value reduceLogSum(Value x, const std::vector<std::int64_t> &axes = {}, bool keepDimensions = false);
  Value reduceLogSumExp(Value x, const std::vector<std::int64_t> &axes = {}, bool keepDimensions = false);
  Value reduceSumSquare(Value x, const std::vector<std::int64_t> &axes = {}, bool keepDimensions = false);
  /// How many elements there are over the axes, as a scalar.
  Value size(Value x, const std::vector<std::int64_t> &axes = {}, DType dtype = DType::i64);
  /// Index (i64) of the first maximum along the axis, which is dropped.
  Value argMax(Value x, std::int64_t axis = -1);
  Value argMin(Value x, std::int64_t axis = -1);

  /// How many elements (i64) lie in each of the bins between two scalars. Those beyond and NaN are in none.
  Value histogram(Value x, Value low, Value high, std::int64_t bins);

  // Along one axis.

  /// The sum of the elements up to each.
  Value cumsum(Value x, std::int64_t axis, const CumsumOptions &options = {});
  /// The elements in order, and the indices (i64) where they were.
  std::pair<Value, Value> sort(Value x, std::int64_t axis = -1, bool descending = false);
  /// The k greatest (or smallest) elements, the first one foremost, and their indices (i64).
  std::pair<Value, Value> topK(Value x, std::int64_t k, std::int64_t axis = -1, bool smallest = false);

  // Shapes.

  Value reshape(Value x, Shape shape);
  /// Joins the dimensions in front of the axis, and those from it on: keeps the first one and joins the rest.
  Value flatten(Value x, std::int64_t axis = 1);
  /// Drops dimensions of 1; adds them, at places of the result.
  Value squeeze(Value x, const std::vector<std::int64_t> &axes);
  Value unsqueeze(Value x, const std::vector<std::int64_t> &axes);
  /// Dimension i of the result is dimension permutation[i] of x.
  Value transpose(Value x, const std::vector<std::int64_t> &permutation);
  Value flip(Value x, const std::vector<std::int64_t> &axes);
  /// Repeats dimensions of 1, as NumPy broadcasts.
  Value expand(Value x, Shape shape);
  /// Repeats the whole, so many times along each dimension.
  Value tile(Value x, const std::vector<std::int64_t> &repeats);
  Value concat(const std::vector<Value> &parts, std::int64_t axis);
  std::vector<Value> split(Value x, const std::vector<std::int64_t> &sizes, std::int64_t axis);
  /// From start on, in steps, up to and without end; negative ones as in Python.
  Value slice(Value x, std::int64_t axis, std::int64_t start, std::int64_t end, std::int64_t step = 1);
  /// A border: widths in front of each dimension, then behind each.
  Value pad(Value x, const std::vector<std::int64_t> &pads, PadMode mode = PadMode::constant,
            double value = 0);

  // Places that are data: an index < 0 counts from the end; one that is out of range reads 0 and writes
  // nothing.

  Value gather(Value data, Value indices, std::int64_t axis = 0);
  Value gatherElements(Value data, Value indices, std::int64_t axis = 0);
  Value gatherND(Value data, Value indices, std::int64_t batchDimensions = 0);
  Value scatterElements(Value data, Value indices, Value updates, std::int64_t axis = 0,
                        Scatter reduction = Scatter::replace);
  Value scatterND(Value data, Value indices, Value updates, Scatter reduction = Scatter::replace,
                  std::int64_t batchDimensions = 0);
  /// Rows of a table [rows, size]. That of the padding gets no derivative.
  Value embedding(Value table, Value indices, std::optional<std::int64_t> padding = {});
  /// 1 where the index along the new axis is the label.
  Value oneHot(Value labels, std::int64_t classes, std::int64_t axis = -1, DType dtype = DType::f32);
  /// The upper or lower triangle of matrices, from a diagonal on that is `k` places right of the main one.
  Value triu(Value x, std::int64_t k = 0);
  Value tril(Value x, std::int64_t k = 0);
  Value range(std::int64_t size, double start = 0, double delta = 1, DType dtype = DType::f32);
  Value eye(std::int64_t rows, std::int64_t columns, std::int64_t k = 0, DType dtype = DType::f32);
  /// Places of elements that are not 0, i64 [bound, rank], and how many there are (i64). Rows behind the last
  /// one are out of range.
  std::pair<Value, Value> nonZero(Value x, std::int64_t bound);

  // Constants and random numbers.

  Value constant(double value, DType dtype = DType::f32);
  Value constant(const Tensor &value);
  /// Standard normal, uniform in [0, 1). `state` names the buffer, made at first use, that holds key and
  /// counter and moves on with each draw: the same seed gives the same numbers.
  Value randomNormal(const std::string &state, Shape shape, DType dtype = DType::f32);
  Value randomUniform(const std::string &state, Shape shape, DType dtype = DType::f32);
  /// 1 with the probability at each place, else 0.
  Value bernoulli(const std::string &state, Value probabilities);
  /// An index (i64) along the axis, which is dropped, with the probabilities softmax(logits).
  Value categorical(const std::string &state, Value logits, std::int64_t axis = -1);
  /// 0 to size - 1 in random order.
  Value permutation(const std::string &state, std::int64_t size, DType dtype = DType::i64);
  /// 0 with probability `ratio`, else 1 / (1 - ratio).
  Value dropoutMask(const std::string &state, Shape shape, double ratio = 0.5, DType dtype = DType::f32);
  /// x as it is; in a training step, times a dropout mask (Srivastava et al., 2014).
  Value dropout(const std::string &state, Value x, double ratio = 0.5);

  // Losses, and a metric. Without another reduction, a loss is the mean of the single ones.

  Value mseLoss(Value x, Value target, Reduction reduction = Reduction::mean);
  Value l1Loss(Value x, Value target, Reduction reduction = Reduction::mean);
  Value huberLoss(Value x, Value target, double delta = 1, Reduction reduction = Reduction::mean);
  /// Targets are -1 and 1.
  Value hingeLoss(Value x, Value target, double margin = 1, Reduction reduction = Reduction::mean);
  /// Of probabilities.
  Value binaryCrossEntropy(Value x, Value target, Reduction reduction = Reduction::mean);
  Value binaryCrossEntropyWithLogits(Value x, Value target, Reduction reduction = Reduction::mean);
  /// Of log-probabilities `x`, with a target of probabilities.
  Value klDivergence(Value x, Value target, Reduction reduction = Reduction::batchMean);
  /// Logits [batch, classes, …], labels [batch, …] of i64 or i32, or probabilities of the logits' shape.
  Value softmaxCrossEntropy(Value logits, Value labels, const CrossEntropyOptions &options = {});
  /// Of log-probabilities, with labels that are indices; there is no label smoothing.
  Value negativeLogLikelihood(Value x, Value labels, const CrossEntropyOptions &options = {});
  /// Of vectors along an axis, which is dropped.
  Value cosineSimilarity(Value lhs, Value rhs, std::int64_t axis = 1, double epsilon = 1e-8);
  /// Vectors [batch, size]; targets [batch], 1 for those that should agree, -1 for those that should not.
  Value cosineEmbeddingLoss(Value lhs, Value rhs, Value target, double margin = 0,
                            Reduction reduction = Reduction::mean);
  /// Log-probabilities [batch, time, classes], labels [batch, length], and what counts of either, [batch].
  Value ctcLoss(Value logProbabilities, Value labels, Value inputLengths, Value labelLengths,
                std::int64_t blank = 0, Reduction reduction = Reduction::mean);
  /// The fraction of examples whose largest logit is at the label.
  Value accuracy(Value logits, Value labels);

  // Penalties: scalars, to be added to a loss. Those of weights can also be left to the training, without a
  // trace in the loss: as weight decay of an optimizer, or as l1 and l2 of a group of its recipe.

  /// strength · Σ|x|
  Value l1Penalty(Value x, double strength);
  /// strength · Σx²
  Value l2Penalty(Value x, double strength);
  /// Activations in 0 … 1, [batch, …]: strength · Σ KL(rho ‖ q) over units, with q the mean of a unit over
  /// the batch (Lee et al., 2007; of a sparse autoencoder). q is taken to be at least 1e-7 from 0 and 1.
  Value sparsityPenalty(Value activations, double rho, double strength);

  // Regions: loops, branches, what training does otherwise. Functions that are passed are called once and
  // write a region of the text, with the calls that they make of this function. They may use values and
  // variables from around them. What a loop or a branch assigns, and random states that it moves on, are
  // values that it carries or returns, so that behind it, and in its next step, variables have what was
  // assigned. Values of a region are of no use outside; what it returns is.

  /// Calls `body` for each step along an axis of the values in `over`, with the carried values, which begin
  /// as these, and with the slices of the step. Where there is nothing to step along, options.length says how
  /// often.
  Scanned scan(const Values &carried, const Values &over,
               const std::function<Scanned(const Values &carried, const Values &slices)> &body,
               const ScanOptions &options = {});
  /// The same for one carried value and one to step along; `body` returns the next value, of which all are
  /// stacked.
  Recurrent scan(Value carried, Value over, const std::function<Value(Value carried, Value slice)> &body,
                 const ScanOptions &options = {});
  /// Calls `body` with the number of the step (i64), from 0 to bound - 1, and the carried values; it returns
  /// the next ones.
  Values loop(std::int64_t bound, const Values &carried,
              const std::function<Values(Value step, const Values &carried)> &body);
  Value loop(std::int64_t bound, Value carried, const std::function<Value(Value step, Value carried)> &body);
  /// The same as long as a condition of the carried values holds, but at most `bound` times.
  Values loopWhile(std::int64_t bound, const Values &carried,
                   const std::function<Value(const Values &carried)> &condition,
                   const std::function<Values(Value step, const Values &carried)> &body);
  Value loopWhile(std::int64_t bound, Value carried, const std::function<Value(Value carried)> &condition,
                  const std::function<Value(Value step, Value carried)> &body);
  /// What one of two branches returns; only that one is computed. Both return values of the same types.
  Values ifElse(Value condition, const std::function<Values()> &then,
                const std::function<Values()> &otherwise);
  Value ifElse(Value condition, const std::function<Value()> &then, const std::function<Value()> &otherwise);
  /// What `training` returns in a training step, and what `inference` returns everywhere else: noise,
  /// augmentation. Both return values of the same types.
  Values training(const std::function<Values()> &training, const std::function<Values()> &inference);
  Value training(const std::function<Value()> &training, const std::function<Value()> &inference);

  /// Calls another function of the network, which must be complete: its results, in order. A size may stand
  /// where the function has a name, a batch of 64 where it takes any.
  std::vector<Value> call(const std::string &function, const std::vector<Value> &arguments);

  // Derivatives. They are values as any others, of which derivatives may be taken again. A derivative is one
  // with respect to the uses that a value has in this function: a variable is given to the functions that are
  // called, or read by those alone and learnt with minimize().

  /// Of a loss, a floating-point scalar, with respect to each of these values, whose types they have; zero
  /// where the loss does not depend on one.
  Values gradient(Value loss, const Values &wrt);
  Value gradient(Value loss, Value wrt);
  /// Of values along directions in which others move, each of the type of what moves: forward mode.
  Values jvp(const Values &values, const Values &wrt, const Values &directions);
  Value jvp(Value value, Value wrt, Value direction);

  // How variables learn. A public function that does is an entry point of a training: @train_step, or those
  // that a plan calls. Reads behind see what was learnt.

  /// A step of an optimizer down the gradient of a loss, with what parseOptimizer() says is done around it,
  /// for all parameters that the loss is computed from, or for those of these names. `critic.*` names all
  /// that begin so.
  void minimize(Value loss, Value learningRate, const Optimizer &optimizer,
                const std::vector<std::string> &variables = {});
  /// The same for one parameter, with a gradient that is given.
  void update(const std::string &variable, Value gradient, Value learningRate, const Optimizer &optimizer);
  /// An optimizer's formula on values: the next weights, then the next states, of which each weight has those
  /// of the optimizer (train.apply in docs/reference/train.md). `step` counts this one too, where it counts.
  Values apply(const Optimizer &optimizer, const Values &weights, const Values &gradients,
               const Values &states, Value learningRate, std::optional<Value> step = {});

  struct Impl;

private:
  friend class Builder;
  friend class Value;
  explicit Function(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl;
};

Value operator+(Value lhs, Value rhs);
Value operator-(Value lhs, Value rhs);
Value operator*(Value lhs, Value rhs);
Value operator/(Value lhs, Value rhs);
Value operator-(Value x);
/// A scalar takes the element type of the other side.
Value operator+(Value lhs, double rhs);
Value operator-(Value lhs, double rhs);
Value operator*(Value lhs, double rhs);
Value operator/(Value lhs, double rhs);
Value operator+(double lhs, Value rhs);
Value operator-(double lhs, Value rhs);
Value operator*(double lhs, Value rhs);

/// A network being written. Not for several threads at once.
class Builder {
public:
  /// `name` becomes the prefix of the C interface: letters, digits and underscores. `comment` stands first in
  /// the text: what the network is, and what it expects.
  explicit Builder(std::string name, std::string comment = "");
  Builder(Builder &&) noexcept;
  ~Builder();

  /// A new function, or the one of that name. Valid as long as the Builder.
  Function &function(const std::string &name, std::string comment = "");
  /// The same for a function that only others of this network call; it is no entry point.
  Function &privateFunction(const std::string &name, std::string comment = "");

  /// What a training calls, unless it is told otherwise, such as "critic*5, generator" (dlc/Plan.h).
  void plan(const std::string &plan);

  /// The network so far. Throws Error if it has no function, or a function neither returns nor assigns
  /// anything.
  Graph build() const;

  struct Impl;

private:
  std::unique_ptr<Impl> impl;
};

} // namespace dlc

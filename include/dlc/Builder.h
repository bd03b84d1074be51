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

#include "dlc/Graph.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dlc {

/// In a shape: the batch, known when a program is called. `dlc::size("sequence")` stands for other such
/// sizes.
inline constexpr std::int64_t batch = batchDimension;

class Function;

/// A tensor that a function computes. Cheap to copy; valid as long as its Builder.
class Value {
public:
  DType dtype() const;
  Shape shape() const;
  /// Gives it a name in the text. Two values of a function that want the same are numbered.
  const Value &named(std::string name) const;
  /// The function that computes it.
  Function &function() const { return *owner; }

private:
  friend class Function;
  Value(Function *owner, const void *value) : owner(owner), value(value) {}
  Function *owner;
  const void *value;
};

/// How a variable begins. fan_in and fan_out are those of its shape: [in, out], or [out, in, kernel…].
struct Initializer {
  enum class Kind {
    zeros,
    constant,
    uniform,
    normal,
    truncatedNormal,
    heUniform,
    heNormal,
    xavierUniform,
    xavierNormal,
    lecunUniform,
    fanInUniform,
    lecunNormal,
    orthogonal,
    identity,
    randomState
  };
  Kind kind = Kind::zeros;
  double first = 0, second = 0;

  static Initializer zeros() { return {}; }
  static Initializer constant(double value) { return {Kind::constant, value}; }
  static Initializer uniform(double low, double high) { return {Kind::uniform, low, high}; }
  static Initializer normal(double mean, double deviation) { return {Kind::normal, mean, deviation}; }
  /// Without what is over two deviations from the mean.
  static Initializer truncatedNormal(double mean, double deviation) {
    return {Kind::truncatedNormal, mean, deviation};
  }
  /// Variance 2 / fan_in: in front of a ReLU (He et al., 2015).
  static Initializer heUniform() { return {Kind::heUniform}; }
  static Initializer heNormal() { return {Kind::heNormal}; }
  /// Variance 2 / (fan_in + fan_out) (Glorot and Bengio, 2010).
  static Initializer xavierUniform() { return {Kind::xavierUniform}; }
  static Initializer xavierNormal() { return {Kind::xavierNormal}; }
  /// Variance 1 / fan_in (LeCun et al., 1998).
  static Initializer lecunUniform() { return {Kind::lecunUniform}; }
  /// In ±1 / √fan_in (the standard of Glorot and Bengio, 2010): small beginnings, which learn faster under
  /// batch norm.
  static Initializer fanInUniform() { return {Kind::fanInUniform}; }
  static Initializer lecunNormal() { return {Kind::lecunNormal}; }
  /// Orthogonal rows or columns, whichever are fewer, of length `gain` (Saxe et al., 2014).
  static Initializer orthogonal(double gain = 1) { return {Kind::orthogonal, gain}; }
  /// 1 where indices (of channels, at the centre of a window) are equal, 0 elsewhere.
  static Initializer identity() { return {Kind::identity}; }
  /// For a random state, i64 [2]: key from the seed, counter zero.
  static Initializer randomState() { return {Kind::randomState}; }
};

struct LinearOptions {
  bool bias = true;
  double dropConnect = 0; ///< in training, the share of weights that are 0 (Wan et al., 2013)
  Initializer weightInitializer = Initializer::heUniform();
  Initializer biasInitializer = Initializer::zeros();
};

struct Conv2dOptions {
  std::int64_t stride = 1, padding = 0, dilation = 1, groups = 1; ///< both dimensions, all four sides
  bool bias = true;
  Initializer weightInitializer = Initializer::heUniform();
  Initializer biasInitializer = Initializer::zeros();
};

/// An entry for each spatial dimension; pads are in front of each, then behind each. Without them strides and
/// dilations are 1, pads 0.
struct ConvOptions {
  std::vector<std::int64_t> strides = {}, pads = {}, dilations = {};
  bool samePadding = false; ///< in place of pads: such that the output is ⌈input / stride⌉
  std::int64_t groups = 1;
  bool bias = true;
  Initializer weightInitializer = Initializer::heUniform();
  Initializer biasInitializer = Initializer::zeros();
};

struct ConvTransposeOptions {
  std::vector<std::int64_t> strides = {}, pads = {}, dilations = {};
  std::vector<std::int64_t> outputPadding = {}; ///< elements more behind
  std::int64_t groups = 1;
  bool bias = true;
  Initializer weightInitializer = Initializer::heUniform();
  Initializer biasInitializer = Initializer::zeros();
};

struct LayerNormOptions {
  std::int64_t axis = -1; ///< the first of the dimensions that are normalised
  double epsilon = 1e-5;
  bool scale = true, bias = true; ///< a bias needs a scale
};

struct BatchNormOptions {
  double epsilon = 1e-5;
  double momentum = 0.1; ///< weight of a new batch in the running statistics
};

struct MaxPool2dOptions {
  std::int64_t stride = 0; ///< 0: as large as the window, so that windows do not overlap
  std::int64_t padding = 0;
};

/// As ConvOptions', but that windows do not overlap where there are no strides.
struct PoolOptions {
  std::vector<std::int64_t> strides = {}, pads = {}, dilations = {};
  bool ceilMode = false;        ///< a last window may reach beyond the input
  bool countIncludePad = false; ///< means are over padding too
};

struct LrnOptions {
  double alpha = 1e-4, beta = 0.75, bias = 1;
};

/// How elements lie between others, where they lie in the input, and which of two neighbours is the nearest.
enum class ResizeMode { nearest, linear, cubic };
enum class Coordinates { halfPixel, pytorchHalfPixel, alignCorners, asymmetric };
enum class Nearest { roundPreferFloor, roundPreferCeil, floor, ceil };

struct ResizeOptions {
  ResizeMode mode = ResizeMode::nearest;
  Coordinates coordinates = Coordinates::halfPixel;
  Nearest nearest = Nearest::roundPreferFloor;
  double cubicCoefficient = -0.75;
};

/// What lies beyond the border of an image that is sampled: zeros, the element at the border, the image
/// reflected there.
enum class SamplePadding { zeros, border, reflection };

struct GridSampleOptions {
  ResizeMode mode = ResizeMode::linear;
  SamplePadding padding = SamplePadding::zeros;
  bool alignCorners = false; ///< -1 and 1 are the middle of the outermost elements, not their outer edge
};

struct AttentionOptions {
  std::optional<Value> mask = {};   ///< i1: which keys take part; numbers: what is added
  bool causal = false;              ///< query i sees keys 0 to i
  std::optional<double> scale = {}; ///< 1 / √size if there is none
};

struct MatmulOptions {
  bool transposeLhs = false, transposeRhs = false;
};

struct GemmOptions {
  double alpha = 1, beta = 1;
  bool transposeLhs = false, transposeRhs = false;
};

struct CumsumOptions {
  bool exclusive = false; ///< without the element itself
  bool reverse = false;   ///< from each on, to the end
};

/// What a border is made of: one value, the elements mirrored at the edge, or the edge itself.
enum class PadMode { constant, reflect, edge };

/// How an update meets what is there.
enum class Scatter { replace, add, mul, max, min };

/// What becomes of the single losses; batchMean is their sum over the size of dimension 0.
enum class Reduction { none, sum, mean, batchMean };

struct CrossEntropyOptions {
  std::optional<Value> weights = {}; ///< a factor for each class; the mean is over them
  std::optional<std::int64_t> ignoreIndex = {};
  double labelSmoothing = 0; ///< the share of each label that is spread over all classes
  Reduction reduction = Reduction::mean;
};

/// In which order a recurrent layer reads its steps; both: two layers side by side.
enum class Direction { forward, reverse, bidirectional };

struct RecurrentOptions {
  Direction direction = Direction::forward;
  bool bias = true;
  bool linearBeforeReset = true; ///< of gru: as PyTorch's
};

enum class Compare { equal, notEqual, less, lessOrEqual, greater, greaterOrEqual };

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
  Recurrent lstm(Value x, const std::string &name, std::int64_t units, const RecurrentOptions &options = {});
  Recurrent gru(Value x, const std::string &name, std::int64_t units, const RecurrentOptions &options = {});

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
  /// Keeps the first dimension and joins the rest.
  Value flatten(Value x);
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

  // Functions within functions.

  /// What `training` returns in a training step, and what `inference` returns everywhere else: noise,
  /// augmentation. Both are called once, and write a region of the text with the calls that they make of this
  /// function. They may use values from around them, draw random numbers and assign variables. Returns as
  /// many values as both do, of the same types.
  std::vector<Value> training(const std::function<std::vector<Value>()> &training,
                              const std::function<std::vector<Value>()> &inference);
  /// The same for one value.
  Value training(const std::function<Value()> &training, const std::function<Value()> &inference);
  /// Calls another function of the network, which must be complete: its results, in order.
  std::vector<Value> call(const std::string &function, const std::vector<Value> &arguments);

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

  /// The network so far. Throws Error if it has no function, or a function neither returns nor assigns
  /// anything.
  Graph build() const;

  struct Impl;

private:
  std::unique_ptr<Impl> impl;
};

} // namespace dlc

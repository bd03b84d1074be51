// What the calls of dlc/Builder.h take beside numbers: values, initial values of variables, and the options
// of layers and ops, each with its preset.
#pragma once

#include "dlc/Program.h"

#include <cstdint>
#include <optional>
#include <string>
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

using Values = std::vector<Value>;

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
  bool linearBeforeReset = true;     ///< of gru: as PyTorch's
  bool inputForget = false;          ///< of lstm: the forget gate is 1 less the input gate
  std::optional<Value> lengths = {}; ///< [batch] of i64 or i32: how many steps each sequence has
  /// [batch, units], of both directions side by side, or [batch, directions, units]; of lstm the cell, too.
  std::optional<Value> initialState = {}, initialCell = {};
  std::vector<std::string> activations = {}; ///< as nn.lstm has them, for each direction
  std::optional<double> clip = {};           ///< of what goes into them
  /// Of a layer's variables; none: uniform up to 1 / √units. Zeros, constant, uniform, normal and
  /// truncatedNormal alone: others go by the sizes of a matrix. The square root of 3 / units as the bound of
  /// a recurrence makes its largest eigenvalue about 1, so that a plain network forgets slowly.
  std::optional<Initializer> weightInitializer = {}, recurrenceInitializer = {}, biasInitializer = {};
};

/// Of recurrent layers, as nn.rnn, nn.lstm and nn.gru have them; peepholes are lstm's.
struct RecurrentWeights {
  Value weight, recurrence;
  std::optional<Value> bias = {}, peephole = {};
};

/// Of normalisations. A bias needs a scale.
struct ScaleAndBias {
  std::optional<Value> scale = {}, bias = {};
};

struct ScanOptions {
  std::int64_t axis = 0; ///< along which slices are cut and results stacked; behind the last one of fewer
  /// How many steps there are; needed where there is nothing to step along.
  std::optional<std::int64_t> length = {};
  bool reverse = false; ///< the last slice first; results stand where their slices stood
};

/// What a step of a scan returns: the next carried values, and what is stacked over all steps. What a scan
/// returns: the carried values after the last step, and the stacks.
struct Scanned {
  Values carried = {}, stacked = {};
};

enum class Compare { equal, notEqual, less, lessOrEqual, greater, greaterOrEqual };

} // namespace dlc

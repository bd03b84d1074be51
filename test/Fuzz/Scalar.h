// The numbers of the reference: f64, with two additions.
//
// A tape remembers how each number was made, so that derivatives of whole programs follow from those of
// scalar functions (reverse mode), with no rule of a tensor op in them. And each rounding can be exaggerated
// at random (Monte Carlo arithmetic; Parker, 1997): how far results of several such runs lie from the exact
// ones tells what rounding may do to a program, that is the tolerance of a comparison, for derivatives too.
//
// Two things need more than that. Sums of the exact run carry what each addition loses, so that the reference
// of an f64 program is no worse than a good f64 sum. And each number carries a bound on its rounding error
// (running error analysis; Wilkinson, 1963): an op with a jump, such as floor or compare, cannot be decided
// where the jump lies within that bound, which noise alone does not show where two numbers may become equal.
// Noisy runs then take the number to lie below, at and above the jump in turn.
#pragma once

#include "Random.h"

#include "dlc/Tensor.h"

#include <cstdint>
#include <map>
#include <vector>

namespace dlc::fuzz {

struct Scalar {
  double value = 0;
  double low = 0;         ///< of the exact run: what the additions before lost
  double error = 0;       ///< a bound on what rounding does to the value; 0: exact
  std::int32_t node = -1; ///< on the tape; -1: a constant

  Scalar() = default;
  Scalar(double value) : value(value) {}
  Scalar(double value, std::int32_t node, double error = 0) : value(value), error(error), node(node) {}
  explicit operator double() const { return value; }
};

/// Thrown by an op's meaning for operands that it does not take, and where a derivative is not known: the
/// program is not well-formed.
struct NotWellFormed {};

/// What arithmetic depends on; one for each run of the reference.
class Arithmetic {
public:
  /// `noise`: how many units of rounding an operation may be off; 0: exact. The same seed with the negative
  /// noise is off to the other sides: what lies beside a jump is seen on both of its sides. `side`: where
  /// what cannot be decided is taken to lie: below a jump (-1), at it (0) or above it (1).
  explicit Arithmetic(double noise = 0, std::uint64_t seed = 0, int side = 0)
      : noise(noise), side(side), random(seed) {}

  static Arithmetic &current();
  /// Makes it the current one as long as this lives.
  class Scope {
  public:
    explicit Scope(Arithmetic &arithmetic);
    ~Scope();

  private:
    Arithmetic *before;
  };

  /// Rounding from here on is that of an element type; narrow ones compute in f32.
  void computeIn(DType type);
  /// A result as it is stored: narrow floats round once more, and it gets a place of its own on the tape.
  Scalar store(Scalar x, DType type);

  bool isExact() const { return noise == 0; }
  /// The value that an op with a jump there sees: in noisy runs beside the jump or at it, where rounding may
  /// lead there.
  double beside(Scalar x, double jump) const;
  /// The same for a jump where two numbers are equal: below 0, 0 or above 0, as x is less, equal or greater.
  double order(Scalar x, Scalar y) const;
  /// In noisy runs: whether rounding may exchange two numbers, or make them equal.
  bool isUndecided(Scalar x, Scalar y) const;
  int sideOfJumps() const { return side; }

  /// From here on a tape is kept.
  void record() { recording = true; }
  /// Derivatives of `of` with respect to all nodes, as constants.
  std::vector<Scalar> differentiate(Scalar of);
  /// The same as numbers on the tape, which can be differentiated again. Throws NotWellFormed where a second
  /// derivative is not known.
  std::vector<Scalar> differentiateOnTape(Scalar of);
  /// Derivatives of all nodes along a direction: how fast each node moves by itself.
  std::vector<Scalar> moveOnTape(const std::map<std::int32_t, Scalar> &directions);

  /// How the derivatives dx and dy of a number depend on what it is made of. Functions of one number keep
  /// something else in dy.
  enum class Rule : std::uint8_t {
    constant,   ///< not at all
    product,    ///< dx is y, and dy is x
    quotient,   ///< dx is 1 / y, and dy is -x / y²
    itself,     ///< dx is the number
    reciprocal, ///< dx is 1 / x
    ofResult,   ///< dx is a function of the number, whose derivative is dy
    halfOverIt, ///< dx is ½ / v
    second,     ///< dy is the derivative of dx
    unknown
  };
  Scalar make(double value, Scalar x, double dx, Scalar y = {}, double dy = 0, Rule rule = Rule::constant,
              bool exact = false);
  /// A function of x whose derivative is computed from its result v, as it was rounded: slope(v). Where the
  /// two cancel, as in 1 - v², the result's rounding is most of the derivative. `second` is slope's own
  /// derivative.
  Scalar makeFromResult(double value, Scalar x, double (*slope)(double v), double (*second)(double v));

private:
  struct Node {
    std::int32_t x, y;
    double dx, dy;
    Rule rule = Rule::constant;
    bool isHalf = false;            ///< stored as f16
    float dxError = 0, dyError = 0; ///< bounds on the errors of the derivatives
    float unit = 0;                 ///< of rounding, where sums of its adjoints are computed
  };
  void keepErrors(Node &node, Scalar x, Scalar y, Scalar result) const;
  Scalar partial(std::int32_t node, bool ofX);
  double anyRounding(double unit);
  double perturb(double value, double unit);

  double noise, unit = 0, storedUnit = 0;
  int side;
  Random random;
  bool recording = false;
  std::vector<Node> tape;
};

/// Unit of rounding: 2⁻²⁴ for f32.
double unitOf(DType type);
bool isFloat(DType type);
inline bool isUnsigned(DType type) { return infoOf(type).kind == ElementKind::Unsigned; }
/// A number as an element type stores it: floats rounded, integers wrapped.
double convert(double value, DType type);
double convert(std::int64_t value, DType type);

Scalar operator+(Scalar x, Scalar y);
Scalar operator-(Scalar x, Scalar y);
Scalar operator*(Scalar x, Scalar y);
Scalar operator/(Scalar x, Scalar y);
Scalar operator-(Scalar x);
/// The product of two elements: of integers, all of its bits before it wraps, which a number in f64 has not.
Scalar multiply(Scalar x, Scalar y, DType element);
inline bool operator<(Scalar x, Scalar y) { return x.value < y.value; }
inline bool operator>(Scalar x, Scalar y) { return x.value > y.value; }

// Where two are equal, each has half of the derivative.
Scalar max(Scalar x, Scalar y);
Scalar min(Scalar x, Scalar y);
Scalar abs(Scalar x);
/// max(x, 0), whose derivative at 0 is 0.
Scalar relu(Scalar x);
/// With derivative 1 at the bounds.
Scalar clip(Scalar x, double low, double high);
Scalar pow(Scalar x, Scalar y);
Scalar exp(Scalar x);
Scalar expm1(Scalar x);
Scalar log(Scalar x);
Scalar tanh(Scalar x);
Scalar sigmoid(Scalar x);
Scalar softplus(Scalar x);
Scalar sqrt(Scalar x);
/// Any function of one number, from its value and its first two derivatives there. Without the second one it
/// can be differentiated once.
Scalar function(Scalar x, double value, double derivative);
Scalar function(Scalar x, double value, double derivative, double second);
/// A function whose derivative is computed from its result.
Scalar functionOfResult(Scalar x, double value, double (*slope)(double v), double (*second)(double v));
/// exp(-x²) as a derivative: with the rounding of x².
double gaussian(double x);
/// The number without its past.
inline Scalar constant(Scalar x) { return {x.value, -1, x.error}; }

} // namespace dlc::fuzz

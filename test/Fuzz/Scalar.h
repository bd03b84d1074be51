// The numbers of the reference: f64, with two additions.
//
// A tape remembers how each number was made, so that derivatives of whole programs follow from those of
// scalar functions (reverse mode), with no rule of a tensor op in them. And each rounding can be exaggerated
// at random (Monte Carlo arithmetic; Parker, 1997): how far results of several such runs lie from the exact
// ones tells what rounding may do to a program, that is the tolerance of a comparison, for derivatives too.
#pragma once

#include "Random.h"

#include "dlc/Tensor.h"

#include <cstdint>
#include <vector>

namespace dlc::fuzz {

struct Scalar {
  double value = 0;
  std::int32_t node = -1; ///< on the tape; -1: a constant

  Scalar() = default;
  Scalar(double value) : value(value) {}
  Scalar(double value, std::int32_t node) : value(value), node(node) {}
  explicit operator double() const { return value; }
};

/// What arithmetic depends on; one for each run of the reference.
class Arithmetic {
public:
  /// `noise`: how many units of rounding an operation may be off; 0: exact. The same seed with the negative
  /// noise is off to the other sides: what lies beside a jump is seen on both of its sides.
  explicit Arithmetic(double noise = 0, std::uint64_t seed = 0) : noise(noise), random(seed) {}

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

  /// From here on a tape is kept.
  void record() { recording = true; }
  /// Derivatives of `of` with respect to all nodes.
  std::vector<double> differentiate(Scalar of) const;

  Scalar make(double value, Scalar x, double dx, Scalar y = {}, double dy = 0, bool exact = false);

private:
  struct Node {
    std::int32_t x, y;
    double dx, dy;
    bool isHalf = false; ///< stored as f16
  };
  double perturb(double value, double unit);

  double noise, unit = 0;
  Random random;
  bool recording = false;
  std::vector<Node> tape;
};

/// Unit of rounding: 2⁻²⁴ for f32.
double unitOf(DType type);
bool isFloat(DType type);
/// A number as an element type stores it: floats rounded, integers wrapped.
double convert(double value, DType type);

Scalar operator+(Scalar x, Scalar y);
Scalar operator-(Scalar x, Scalar y);
Scalar operator*(Scalar x, Scalar y);
Scalar operator/(Scalar x, Scalar y);
Scalar operator-(Scalar x);
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
Scalar log(Scalar x);
Scalar tanh(Scalar x);
Scalar sigmoid(Scalar x);
Scalar softplus(Scalar x);
Scalar sqrt(Scalar x);
/// Any function of one number, from its value and its derivative there.
Scalar function(Scalar x, double value, double derivative);
/// The number without its past.
inline Scalar constant(Scalar x) { return {x.value}; }

} // namespace dlc::fuzz

// Random numbers: Philox 4x32-10 (Salmon et al., 2011), of which element i of a draw with key k and counter c
// is that of the 128-bit counter (i, c).
#include "Operators.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace dlc::fuzz {

using Z = std::int64_t;
using Words = std::array<std::uint32_t, 4>;

static Words philox(std::uint64_t place, std::uint64_t key, std::uint64_t counter) {
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
  Words c{low(place), high(place), low(counter), high(counter)};
  std::uint32_t left = low(key), right = high(key);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t(c[0]) * 0xD2511F53u, second = std::uint64_t(c[2]) * 0xCD9E8D57u;
    c = {high(second) ^ c[1] ^ left, low(second), high(first) ^ c[3] ^ right, low(first)};
    left += 0x9E3779B9u, right += 0xBB67AE85u;
  }
  return c;
}

// As many leading bits of two words as the fraction of the type holds, as a number in [0, 1).
static double fraction(DType type, std::uint32_t first, std::uint32_t second, double offset = 0) {
  const std::uint64_t both = std::uint64_t(first) << 32 | second;
  const int bits = type == DType::f64 ? 53 : 24;
  return std::ldexp(static_cast<double>(both >> (64 - bits)) + offset, -bits);
}

// A draw of numbers, and the next state: a state is a key and a counter.
template <typename Sample> static Results draw(const Array &state, Array result, Sample sample) {
  require(state.element == DType::i64 && state.shape == Shape{2});
  Arithmetic::current().computeIn(result.element);
  const auto key = static_cast<std::uint64_t>(state[0].value);
  const auto counter = static_cast<std::uint64_t>(state[1].value);
  for (Z i = 0; i < result.size(); ++i)
    result[i] = sample(i, philox(static_cast<std::uint64_t>(i), key, counter));
  Array next = state;
  next[1] = {state[1].value + 1};
  return {std::move(result), std::move(next)};
}

static Array resultOf(const Op &op, Z batch) {
  return Array(op.declared.element, op.declared.shapeFor(batch));
}

static ValueId state(Generator &g) {
  return g.pick([](const Type &t) { return t == Type{DType::i64, {2}}; },
                [] { return Type{DType::i64, {2}}; }, {.low = 0, .high = 900000});
}

// f32 and f64: others are drawn as f32, and rounded.
static DType drawn(Generator &g) { return g.floatElement() == DType::f64 ? DType::f64 : DType::f32; }

static void proposeDraw(Generator &g, const std::string &name, std::vector<Attribute> attributes) {
  Op op{
      .name = name, .operands = {state(g)}, .attributes = std::move(attributes), .types = Types::firstResult};
  op.declared = {drawn(g), g.shape(g.random.integer(0, 4))};
  g.add(op);
}

static Z greatest(const std::vector<Scalar> &x) { return static_cast<Z>(placeOfExtremum(x, 1)); }

void addDraws(Operators &table) {
  table["random_uniform"] = {[](const Op &op, const Operands &x, Z batch) {
                               const double low = op.number("low", 0), high = op.number("high", 1);
                               return draw(*x[0], resultOf(op, batch), [&](Z, const Words &words) {
                                 const Scalar unit(fraction(op.declared.element, words[0], words[1]));
                                 return low == 0 && high == 1 ? unit
                                                              : unit * Scalar(high - low) + Scalar(low);
                               });
                             },
                             [](Generator &g) {
                               std::vector<Attribute> attributes;
                               if (g.chance(0.5))
                                 attributes = {{"low", -0.5}, {"high", g.random.of({0.5, 2.0})}};
                               proposeDraw(g, "random_uniform", attributes);
                             }};
  // The polar form of two uniform numbers (Box and Muller, 1958).
  table["random_normal"] = {[](const Op &op, const Operands &x, Z batch) {
                              const bool wide = op.declared.element == DType::f64;
                              return draw(*x[0], resultOf(op, batch), [&](Z, const Words &words) {
                                const Scalar first(fraction(op.declared.element, words[0], words[1], 1));
                                const Scalar angle =
                                    Scalar(fraction(op.declared.element, words[wide ? 2 : 1], words[3])) *
                                    Scalar(2 * std::numbers::pi);
                                const Scalar unit = sqrt(log(first) * Scalar(-2)) *
                                                    function(angle, std::cos(angle.value),
                                                             -std::sin(angle.value), -std::cos(angle.value));
                                return unit * Scalar(op.number("stddev", 1)) + Scalar(op.number("mean", 0));
                              });
                            },
                            [](Generator &g) {
                              std::vector<Attribute> attributes;
                              if (g.chance(0.5))
                                attributes = {{"mean", 0.5}, {"stddev", g.random.of({0.5, 2.0})}};
                              proposeDraw(g, "random_normal", attributes);
                            }};
  table["bernoulli"] = {
      [](const Op &, const Operands &x, Z) {
        return draw(*x[1], Array(x[0]->element, x[0]->shape), [&](Z i, const Words &words) {
          const double drawn = fraction(x[0]->element, words[0], words[1]);
          return Scalar(Arithmetic::current().beside((*x[0])[i], drawn) > drawn);
        });
      },
      [](Generator &g) {
        const ValueId x = g.add("sigmoid", {g.like({drawn(g), g.shape(g.random.integer(0, 4))})});
        g.add(Op{.name = "bernoulli", .operands = {x, state(g)}, .types = Types::firstOperand});
      }};
  table["dropout_mask"] = {[](const Op &op, const Operands &x, Z batch) {
                             const double ratio = op.number("ratio", 0.5);
                             return draw(*x[0], resultOf(op, batch), [&](Z, const Words &words) {
                               const bool kept = fraction(op.declared.element, words[0], words[1]) >= ratio;
                               return Scalar(kept ? 1 / (1 - ratio) : 0);
                             });
                           },
                           [](Generator &g) {
                             std::vector<Attribute> attributes;
                             if (g.chance(0.5))
                               attributes.push_back({"ratio", g.random.of({0.0, 0.25, 0.75})});
                             proposeDraw(g, "dropout_mask", attributes);
                           }};
  // Where a stable sort moves f64 numbers.
  table["permutation"] = {[](const Op &op, const Operands &x, Z batch) {
                            std::vector<double> draws;
                            Results results = draw(*x[0], resultOf(op, batch), [&](Z, const Words &words) {
                              draws.push_back(fraction(DType::f64, words[0], words[1]));
                              return Scalar();
                            });
                            std::vector<std::size_t> order(draws.size());
                            std::iota(order.begin(), order.end(), 0);
                            std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
                              return std::pair(draws[a], a) < std::pair(draws[b], b);
                            });
                            for (std::size_t i = 0; i < order.size(); ++i)
                              results[0].data[i] = {static_cast<double>(order[i])};
                            return results;
                          },
                          [](Generator &g) {
                            Op op{.name = "permutation", .operands = {state(g)}, .types = Types::firstResult};
                            op.declared = {g.random.of({DType::i64, DType::i32}), {g.size()}};
                            g.add(op);
                          }};
  // The greatest of logits and Gumbel's noise.
  table["categorical"] = {
      [](const Op &op, const Operands &x, Z) {
        const Z axis = axisOf(op.integer("axis", -1), x[0]->rank());
        require(axis >= 0 && x[0]->dim(axis) > 0);
        Results noisy = draw(*x[1], *x[0], [&](Z i, const Words &words) {
          const Scalar uniform(fraction(x[0]->element, words[0], words[1]));
          return (*x[0])[i] - log(-log(uniform));
        });
        Shape shape = x[0]->shape;
        shape.erase(shape.begin() + axis);
        Array result(DType::i64, shape);
        Z next = 0;
        eachLine(x[0]->shape, axis, [&](Z base, Z stride) {
          std::vector<Scalar> line;
          for (Z i = 0; i < x[0]->dim(axis); ++i)
            line.push_back(noisy[0][base + i * stride]);
          result[next++] = {static_cast<double>(greatest(line))};
        });
        return Results{std::move(result), noisy[1]};
      },
      [](Generator &g) {
        const ValueId x = g.like({drawn(g), g.shape(g.random.integer(1, 4), 1)});
        Op op{.name = "categorical", .operands = {x, state(g)}, .types = Types::firstOperand};
        if (g.chance(0.6))
          op.attributes.push_back({"axis", g.axis(g.type(x))});
        g.add(op);
      }};
}

} // namespace dlc::fuzz

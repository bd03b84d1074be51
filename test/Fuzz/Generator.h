// Random well-formed functions. An op is added with its values for one or two batches in hand, as the
// reference computes them: shapes need no rules of their own, and what would leave the well-conditioned range
// is not added.
#pragma once

#include "Array.h"
#include "Program.h"
#include "Random.h"

#include <functional>
#include <set>

namespace dlc::fuzz {

/// Thrown where something cannot be added; the function is as good as before.
struct Rejected {};

/// Integers but truth values. Of 64 bits only signed ones: a difference below 0 would be near 2⁶⁴, where an
/// f64 holds no whole numbers any more.
inline const std::vector<DType> wholeTypes{DType::i64, DType::i32, DType::i16, DType::i8,
                                           DType::u32, DType::u16, DType::u8};

/// A function that is being made, with its values for the batches 2 and 3.
struct Draft {
  explicit Draft(Module &module) : module(module) {}

  Module &module;
  Function function;
  bool batched = false;
  bool fromVariables = false; ///< in place of arguments there are variables
  DType element = DType::f32;
  std::vector<std::vector<Array>> values; ///< for each batch
  std::vector<std::int64_t> batches;
  std::vector<bool> afterGradient; ///< of each value: whether it depends on a derivative
};

class Generator {
public:
  using Fits = std::function<bool(const Type &)>;

  Generator(Random &random, Draft &draft, std::vector<Op> &ops, Region *region = nullptr)
      : random(random), draft(draft), ops(ops), region(region) {}

  Random &random;

  // Values to work on.

  /// A copy: adding an op moves those of all values.
  Type type(ValueId value) const { return draft.function.types[value]; }
  /// A value that fits, most often a recent one; -1 if there is none.
  ValueId find(const Fits &fits);
  /// The same, or most often; otherwise a new input.
  ValueId pick(const Fits &fits, const std::function<Type()> &make, Filling filling = {});
  /// Of the function's float type, or any float.
  ValueId floats(std::int64_t minRank = 0, std::int64_t maxRank = 5, std::int64_t minSize = 0);
  ValueId numbers(std::int64_t minRank = 0, std::int64_t maxRank = 5);
  ValueId anything(std::int64_t minRank = 0, std::int64_t maxRank = 5);
  /// Another of exactly this type.
  ValueId like(const Type &type, Filling filling = {});
  /// One that broadcasts to this type.
  ValueId broadcasting(const Type &type, Filling filling = {});
  /// An argument, a variable or a constant. In a body: a variable or a constant.
  ValueId input(const Type &type, Filling filling = {});
  /// Indices in [0, size) of this shape, i64 or i32.
  ValueId indices(Shape shape, std::int64_t size);
  ValueId scalar(double value, DType element);

  // Choices.

  Shape shape(std::int64_t rank, std::int64_t minSize = 0);
  std::int64_t size(std::int64_t minSize = 0);
  DType floatElement() const { return draft.element; }
  /// An axis, sometimes counted from the end.
  std::int64_t axis(const Type &type, bool mayBeBatch = true);
  /// Distinct axes.
  std::vector<std::int64_t> axes(const Type &type, bool mayBeBatch = true);
  bool chance(double probability) { return random.chance(probability); }

  // Adding.

  /// Throws Rejected where the op would not be well-formed, or its results not well-conditioned.
  std::vector<ValueId> add(Op op);
  ValueId add(const std::string &name, std::vector<ValueId> operands,
              std::vector<Attribute> attributes = {}) {
    Op op{.name = name};
    op.operands = std::move(operands);
    op.attributes = std::move(attributes);
    return add(std::move(op))[0];
  }
  /// Makes values known that come from elsewhere: a body's arguments.
  ValueId addValue(Type type, std::vector<Array> values);
  void offer(ValueId value) { pool.push_back(value); }

  Draft &draft;
  std::vector<Op> &ops;
  Region *region;
  std::vector<ValueId> pool;

private:
  /// Reads a new variable.
  ValueId variable(const Type &type, const Filling &filling);
};

/// A module of a few functions. The same seed gives the same module.
Module generate(std::uint64_t seed);

/// The elements of an input, which depend on its filling alone.
Array fill(const Type &type, const Filling &filling, std::int64_t batch);

} // namespace dlc::fuzz

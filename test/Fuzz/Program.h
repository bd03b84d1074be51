// Programs that the fuzzer makes, runs and reduces: a small syntax tree, and its text.
#pragma once

#include "dlc/Program.h"

#include <string>
#include <variant>
#include <vector>

namespace dlc::fuzz {

/// A place in Function::types: values of the function and of the bodies in it are numbered together.
using ValueId = int;

/// A size that depends on the batch and on one that has a name, `sequence`:
/// (number + ofBatch · batch + ofSize · sequence + ofBoth · batch · sequence) / divisor, rounded down.
struct SizeExpression {
  std::int64_t number = 0, ofBatch = 0, ofSize = 0, ofBoth = 0, divisor = 1;

  std::int64_t at(std::int64_t batch, std::int64_t size) const;
  bool operator==(const SizeExpression &) const = default;
};
/// What stands for it in a shape: a number below batchDimension.
std::int64_t sizeOf(const SizeExpression &expression);
/// What such a number is.
std::int64_t sizeAt(std::int64_t code, std::int64_t batch, std::int64_t size);

struct Type {
  DType element = DType::f32;
  Shape shape; ///< batchDimension in first place: the batch; sizeOf() others

  bool isBatched() const { return !shape.empty() && shape[0] == batchDimension; }
  /// The shape for so many examples.
  Shape shapeFor(std::int64_t batch) const {
    Shape result = shape;
    if (isBatched())
      result[0] = batch;
    return result;
  }
  bool operator==(const Type &) const = default;
};
std::string toString(const Type &type);

/// How the elements of an input are drawn. Floats: any in [low, high], or quarters among them, which tie.
struct Filling {
  double low = -2, high = 2;
  bool quarters = false;
  std::uint64_t seed = 0;
};

struct Flag {};
struct Attribute {
  std::string key;
  /// A word such as `same_upper` is a string; `quoted` are strings in quotes.
  std::variant<Flag, std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>,
               std::vector<std::string>>
      value;
};

struct Op;

/// The body of a scan, a branch or a loop.
struct Region {
  std::vector<ValueId> arguments;
  std::vector<Op> ops;
  std::vector<ValueId> yields;
};

/// What the text says behind the colon.
enum class Types {
  operands,
  firstOperand,
  firstThree,
  result,
  firstResult,
  operandsToResult,
  operandsArrowResults,
  firstArrowResults
};

struct Op {
  std::string name;        ///< without its dialect
  std::string prefix = {}; ///< in front of the operands: a predicate, a quoted equation, a symbol
  std::vector<ValueId> operands = {};
  std::vector<std::string> words =
      {}; ///< in front of the operands from a place on: "bias"; with "(" in brackets
  std::vector<Attribute> attributes = {};
  Types types = Types::operands;
  std::vector<ValueId> results = {};
  // Of scan, if and loop: operands are a condition, if there is one, then groups of these sizes. Of jvp:
  // `carried` values are differentiated.
  std::size_t conditions = 0, carried = 0, stacked = 0, captured = 0;
  std::vector<Region> regions = {};
  std::vector<double> literal = {}; ///< of a constant
  Type declared = {};               ///< the result's, where it does not follow from the operands

  const Attribute *find(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }
  std::int64_t integer(std::string_view key, std::int64_t otherwise) const;
  double number(std::string_view key, double otherwise) const;
  std::string word(std::string_view key, std::string otherwise) const;
  std::vector<std::int64_t> integers(std::string_view key, std::vector<std::int64_t> otherwise = {}) const;
  std::vector<double> numbers(std::string_view key, std::vector<double> otherwise = {}) const;
};

struct Function {
  std::string name;
  bool isPrivate = false;
  std::vector<ValueId> arguments, returns;
  std::vector<Filling> fillings; ///< of the arguments
  std::vector<Op> ops;
  std::vector<Type> types; ///< of all values

  bool isBatched() const;
  std::string argumentName(std::size_t i) const { return "x" + std::to_string(arguments[i]); }
  std::string resultName(std::size_t i) const { return "r" + std::to_string(i); }
};

struct Variable {
  std::string name;
  Type type;
  Filling filling;
};

struct Module {
  std::vector<Variable> variables;
  std::vector<Function> functions; ///< a function calls those in front of it

  const Function *find(std::string_view name) const;
  const Variable *findVariable(std::string_view name) const;
  std::string text() const;
};

inline bool isDerivative(const Op &op) { return op.name == "gradient" || op.name == "jvp"; }

/// Calls visit(op) for all ops, those of bodies included.
template <typename Ops, typename Visit> void eachOp(Ops &ops, Visit visit) {
  for (auto &op : ops) {
    visit(op);
    for (auto &region : op.regions)
      eachOp(region.ops, visit);
  }
}

} // namespace dlc::fuzz

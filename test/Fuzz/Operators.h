// What ops mean, in plain loops, and how random ones are made: a table of all that the fuzzer knows.
//
// The meaning is written from the documentation (docs/reference/nn.md) and shares no code with the compiler.
// It throws NotWellFormed for operands and attributes that do not fit: so it is also what tells shapes.
#pragma once

#include "Array.h"
#include "Generator.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace dlc::fuzz {

using Operands = std::vector<const Array *>;
using Results = std::vector<Array>;

struct Operator {
  /// The results, for a call with so many examples.
  std::function<Results(const Op &, const Operands &, std::int64_t batch)> evaluate;
  /// Adds the op to a program, and what it needs. Throws Rejected.
  std::function<void(Generator &)> propose;
};

using Operators = std::map<std::string, Operator>;
/// All but those that hold a body or call: see Interpreter.h and Control.h.
const Operators &operators();

void addElementwise(Operators &table);
void addActivations(Operators &table);
void addIntegers(Operators &table);
void addShapes(Operators &table);
void addContractions(Operators &table);
void addConvolutions(Operators &table);
void addPools(Operators &table);
void addReductions(Operators &table);
void addNormalizations(Operators &table);
void addIndexing(Operators &table);
void addSpatial(Operators &table);
void addGrids(Operators &table);
void addLosses(Operators &table);
void addRecurrence(Operators &table);
void addDraws(Operators &table);

// Steps that several meanings share.

/// Applies a function to elements that broadcast.
Array zip(const Array &a, const Array &b, DType element,
          const std::function<Scalar(Scalar, Scalar)> &function);
Array map(const Array &a, const std::function<Scalar(Scalar)> &function);
Array permute(const Array &a, const std::vector<std::int64_t> &perm);
Array reshape(Array a, Shape shape);
/// [batch…, m, k] · [batch…, k, n], the dimensions in front broadcasting.
Array product(const Array &a, const Array &b);
/// Calls visit(base, stride) for each line along an axis: its elements are at base + i · stride.
void eachLine(const Shape &shape, std::int64_t axis,
              const std::function<void(std::int64_t base, std::int64_t stride)> &visit);
void softmaxLine(Array &array, std::int64_t base, std::int64_t stride, std::int64_t count, bool logarithm);
/// What becomes of single losses: none, sum, mean, batch_mean.
Array reduceLoss(const Array &losses, const std::string &reduction);
/// The greatest of some numbers (sign 1) or the least (-1); equal ones share the derivative evenly.
Scalar extremum(const std::vector<Scalar> &x, double sign);
/// Which is the greatest (sign 1) or the least (-1), the first of equal ones or the last. In noisy runs any
/// of those that rounding may make so.
std::size_t placeOfExtremum(const std::vector<Scalar> &x, double sign, bool last = false);
void require(bool condition);

} // namespace dlc::fuzz

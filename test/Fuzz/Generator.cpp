#include "Generator.h"
#include "Control.h"
#include "Interpreter.h"
#include "Operators.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dlc::fuzz {

using Z = std::int64_t;

Array fill(const Type &type, const Filling &filling, Z batch) {
  Array array(type.element, type.shapeFor(batch));
  Random random(filling.seed);
  for (Scalar &x : array.data) {
    double value = random.uniform(filling.low, filling.high);
    if (filling.quarters)
      value = std::round(value * 2) / 2;
    if (type.element == DType::i1)
      value = random.chance(0.5);
    else if (!isFloat(type.element))
      value = static_cast<double>(random.integer(static_cast<Z>(filling.low), static_cast<Z>(filling.high)));
    x = {convert(value, type.element)};
  }
  return array;
}

ValueId Generator::find(const Fits &fits) {
  std::vector<ValueId> fitting;
  for (ValueId value : pool)
    if (fits(type(value)))
      fitting.push_back(value);
  if (fitting.empty())
    return -1;
  if (random.chance(0.5))
    return fitting[fitting.size() - 1 -
                   static_cast<std::size_t>(
                       random.integer(0, std::min<Z>(1, static_cast<Z>(fitting.size()) - 1)))];
  return random.of(fitting);
}

ValueId Generator::pick(const Fits &fits, const std::function<Type()> &make, Filling filling) {
  const ValueId found = find(fits);
  if (found >= 0 && (region || chance(0.85)))
    return found;
  return input(make(), filling);
}

static bool inRank(const Type &type, Z least, Z most, Z minSize) {
  const Z rank = static_cast<Z>(type.shape.size());
  return rank >= least && rank <= most && std::all_of(type.shape.begin(), type.shape.end(), [&](Z size) {
           return size == batchDimension || size >= minSize;
         });
}

ValueId Generator::floats(Z minRank, Z maxRank, Z minSize) {
  return pick([&](const Type &t) { return isFloat(t.element) && inRank(t, minRank, maxRank, minSize); },
              [&] { return Type{floatElement(), shape(random.integer(minRank, maxRank), minSize)}; });
}
ValueId Generator::numbers(Z minRank, Z maxRank) {
  if (chance(0.7))
    return floats(minRank, maxRank);
  return pick(
      [&](const Type &t) { return t.element != DType::i1 && inRank(t, minRank, maxRank, 0); },
      [&] { return Type{random.of(wholeTypes), shape(random.integer(minRank, std::min<Z>(maxRank, 4)))}; },
      {.low = 0, .high = 9});
}
ValueId Generator::anything(Z minRank, Z maxRank) {
  if (chance(0.7))
    return floats(minRank, maxRank);
  return pick([&](const Type &t) { return inRank(t, minRank, maxRank, 0); },
              [&] {
                return Type{random.of({DType::i64, DType::i1, DType::f64}),
                            shape(random.integer(minRank, std::min<Z>(maxRank, 4)))};
              },
              {.low = 0, .high = 9});
}

ValueId Generator::like(const Type &wanted, Filling filling) {
  return pick([&](const Type &t) { return t == wanted; }, [&] { return wanted; }, filling);
}

ValueId Generator::broadcasting(const Type &wanted, Filling filling) {
  const auto fits = [&](const Type &t) {
    if (t.element != wanted.element || t.shape.size() > wanted.shape.size())
      return false;
    for (std::size_t i = 1; i <= t.shape.size(); ++i)
      if (const Z size = t.shape[t.shape.size() - i];
          size != 1 && size != wanted.shape[wanted.shape.size() - i])
        return false;
    return true;
  };
  return pick(
      fits,
      [&] {
        Type made = wanted;
        if (chance(0.5) && !made.shape.empty())
          made.shape.erase(made.shape.begin(),
                           made.shape.begin() + random.integer(0, static_cast<Z>(made.shape.size())));
        for (Z &size : made.shape)
          size = chance(0.25) ? 1 : size;
        return made;
      },
      filling);
}

ValueId Generator::input(const Type &type, Filling filling) {
  filling.seed = random.bits();
  filling.quarters = chance(0.15);
  if (isUnsigned(type.element) || type.element == DType::i8)
    filling.low = std::max(filling.low, type.element == DType::i8 ? -100.0 : 0.0);
  const Z count = type.isBatched() ? 1000 : elementCount(type.shape);
  if (count > 6000 && !type.isBatched())
    throw Rejected();
  if (region || (count >= 1 && count <= 24 && !type.isBatched() && chance(0.2))) {
    if (type.isBatched() || count < 1 || count > 200)
      throw Rejected();
    // Bodies read variables, too. The seed decides, so that what else is drawn stays as it is.
    if (region && filling.seed % 3 == 0)
      return variable(type, filling);
    Op op{.name = "constant", .declared = type};
    for (const Scalar &x : fill(type, filling, 1).data)
      op.literal.push_back(x.value);
    return add(op)[0];
  }
  if (!type.isBatched() && (draft.fromVariables || chance(0.25)))
    return variable(type, filling);
  std::vector<Array> arrays;
  for (Z batch : draft.batches)
    arrays.push_back(fill(type, filling, batch));
  const ValueId value = addValue(type, std::move(arrays));
  draft.function.arguments.push_back(value);
  draft.function.fillings.push_back(filling);
  offer(value);
  return value;
}

ValueId Generator::variable(const Type &type, const Filling &filling) {
  const std::string name = "w" + std::to_string(draft.module.variables.size());
  draft.module.variables.push_back({name, type, filling});
  return add(Op{.name = "read", .prefix = "@" + name, .types = Types::result, .declared = type})[0];
}

ValueId Generator::indices(Shape shape, Z size) {
  if (size < 1)
    throw Rejected();
  const DType element = random.of({DType::i64, DType::i64, DType::i32});
  // Indices that ops have made are as good as those that come in; in a body there are no others that fit.
  return input({element, std::move(shape)}, {.low = 0, .high = static_cast<double>(size - 1)});
}

ValueId Generator::scalar(double value, DType element) {
  return add(Op{.name = "constant", .literal = {value}, .declared = {element, {}}})[0];
}

Z Generator::size(Z minSize) {
  const double choice = random.unit();
  const Z size = choice < 0.03   ? 0
                 : choice < 0.18 ? 1
                 : choice < 0.6  ? random.integer(2, 6)
                 : choice < 0.85 ? random.of<Z>({7, 8, 11, 12, 13})
                                 : random.of<Z>({16, 17, 19, 24, 31, 32, 33, 40});
  return std::max(size, minSize);
}

Shape Generator::shape(Z rank, Z minSize) {
  for (int tries = 0; tries < 20; ++tries) {
    Shape shape;
    for (Z d = 0; d < rank; ++d)
      shape.push_back(size(minSize));
    if (draft.batched && rank > 0 && chance(0.8))
      shape[0] = batchDimension;
    Z count = 1;
    for (Z size : shape)
      count *= size == batchDimension ? 1 : size;
    if (count <= 2000)
      return shape;
  }
  throw Rejected();
}

Z Generator::axis(const Type &type, bool mayBeBatch) {
  const Z rank = static_cast<Z>(type.shape.size()), first = type.isBatched() && !mayBeBatch ? 1 : 0;
  if (first >= rank)
    throw Rejected();
  const Z axis = random.integer(first, rank - 1);
  return chance(0.25) ? axis - rank : axis;
}

std::vector<Z> Generator::axes(const Type &type, bool mayBeBatch) {
  const Z rank = static_cast<Z>(type.shape.size()), first = type.isBatched() && !mayBeBatch ? 1 : 0;
  std::vector<Z> axes;
  for (Z axis = first; axis < rank; ++axis)
    if (chance(0.5))
      axes.push_back(chance(0.2) ? axis - rank : axis);
  if (axes.empty())
    axes.push_back(axis(type, mayBeBatch));
  return axes;
}

ValueId Generator::addValue(Type type, std::vector<Array> arrays) {
  draft.function.types.push_back(std::move(type));
  for (std::size_t k = 0; k < arrays.size(); ++k)
    draft.values[k].push_back(std::move(arrays[k]));
  draft.afterGradient.push_back(false);
  return static_cast<ValueId>(draft.function.types.size()) - 1;
}

// The type of a value, from what it is for the batches 2 and 3.
static Type typeOf(const Draft &draft, ValueId value) {
  const Array &first = draft.values.front()[static_cast<std::size_t>(value)];
  const Array &last = draft.values.back()[static_cast<std::size_t>(value)];
  Type type{first.element, first.shape};
  require(first.shape.size() == last.shape.size());
  for (std::size_t d = 0; d < first.shape.size(); ++d)
    if (first.shape[d] != last.shape[d]) {
      require(d == 0 && first.shape[d] == 2 && last.shape[d] == 3);
      type.shape[d] = batchDimension;
    }
  return type;
}

static bool isTame(const Array &array) {
  if (array.size() > 20000 || array.rank() > 6)
    return false;
  const double most = isFloat(array.element) ? 200 : 1e6;
  return std::all_of(array.data.begin(), array.data.end(),
                     [&](const Scalar &x) { return std::isfinite(x.value) && std::abs(x.value) <= most; });
}

std::vector<ValueId> Generator::add(Op op) {
  const std::size_t before = draft.function.types.size();
  auto forget = [&] {
    draft.function.types.resize(before);
    draft.afterGradient.resize(before);
    for (auto &values : draft.values)
      values.resize(before);
  };
  for (ValueId operand : op.operands)
    if (operand < 0)
      throw Rejected();
  auto declare = [&](std::size_t count) {
    if (op.results.empty())
      for (std::size_t i = 0; i < count; ++i)
        op.results.push_back(addValue({}, std::vector<Array>(draft.values.size())));
    require(op.results.size() == count);
  };
  try {
    for (std::size_t k = 0; k < draft.values.size(); ++k) {
      Arithmetic arithmetic;
      Arithmetic::Scope scope(arithmetic);
      State state;
      for (const Variable &variable : draft.module.variables)
        state[variable.name] = fill(variable.type, variable.filling, 1);
      Interpreter interpreter(draft.module, state, draft.batches[k]);
      if (isDerivative(op)) {
        declare(op.name == "jvp" ? op.carried : op.operands.size() - 1);
        standIn(op, draft.values[k]);
      } else if (!op.regions.empty()) {
        declare(op.regions[0].yields.size() - (op.name == "loop" ? op.conditions : 0));
        interpreter.run(draft.function, op, draft.values[k]);
      } else if (op.name != "assign") { // the meaning gives as many as there are
        std::vector<Array> results = interpreter.resultsOf(op, draft.values[k]);
        declare(results.size());
        for (std::size_t i = 0; i < results.size(); ++i)
          draft.values[k][static_cast<std::size_t>(op.results[i])] = std::move(results[i]);
      }
    }
    for (ValueId result : op.results) {
      for (const auto &values : draft.values)
        require(isTame(values[static_cast<std::size_t>(result)]));
      draft.function.types[static_cast<std::size_t>(result)] = typeOf(draft, result);
    }
  } catch (const NotWellFormed &) {
    forget();
    throw Rejected();
  }
  bool after = isDerivative(op);
  for (ValueId operand : op.operands)
    after = after || draft.afterGradient[static_cast<std::size_t>(operand)];
  for (ValueId result : op.results) {
    draft.afterGradient[static_cast<std::size_t>(result)] = after;
    offer(result);
  }
  ops.push_back(op);
  return op.results;
}

} // namespace dlc::fuzz

#include "NamedSizes.h"
#include "Generator.h"
#include "Interpreter.h"
#include "Operators.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace dlc::fuzz {

using Z = std::int64_t;

Module atSize(const Module &named, Z size) {
  Module module = named;
  const auto substitute = [&](Type &type) {
    for (Z &d : type.shape)
      if (d < batchDimension)
        d = sizeAt(d, 1, size);
  };
  for (Function &function : module.functions) {
    for (ValueId argument : function.arguments)
      substitute(function.types[static_cast<std::size_t>(argument)]);
    eachOp(function.ops, [&](Op &op) { substitute(op.declared); });
  }
  return module;
}

namespace {
struct Sample {
  Z batch, size;
  std::vector<Shape> shapes; ///< of all values
};

class Naming {
public:
  Naming(const Module &original, std::size_t which, Random &random)
      : module(original), which(which), random(random) {}

  std::optional<NamedModule> run() {
    const Function original = function();
    struct Place {
      ValueId argument;
      std::size_t axis;
    };
    std::vector<Place> places;
    for (ValueId argument : original.arguments)
      for (std::size_t axis = 0; axis < typeOf(argument).shape.size(); ++axis)
        if (const Z size = typeOf(argument).shape[axis]; size >= 2 && size <= 40)
          places.push_back({argument, axis});
    if (places.empty())
      return std::nullopt;
    for (int tries = 0; tries < 6; ++tries) {
      const Place chosen = random.of(places);
      size = original.types[static_cast<std::size_t>(chosen.argument)].shape[chosen.axis];
      function() = original;
      // At first all that are as large: most often they are one size.
      for (const Place &place : places) {
        Z &d = function().types[static_cast<std::size_t>(place.argument)].shape[place.axis];
        const bool isChosen = place.argument == chosen.argument && place.axis == chosen.axis;
        if (d == size && (isChosen || tries % 3 == 0 || (tries % 3 == 1 && random.chance(0.5))))
          d = sizeOf({.ofSize = 1});
      }
      try {
        declare();
        infer();
      } catch (const NotWellFormed &) {
        continue;
      }
      return NamedModule{module, function().name, size};
    }
    return std::nullopt;
  }

private:
  Function &function() { return module.functions[which]; }
  const Type &typeOf(ValueId value) { return function().types[static_cast<std::size_t>(value)]; }

  // Runs the function; `before` sees each op before it runs, and may run it.
  template <typename Before> std::vector<Array> runAt(Z batch, Z at, Before before) {
    const Module numbers = atSize(module, at);
    const Function &run = numbers.functions[which];
    Arithmetic arithmetic;
    Arithmetic::Scope scope(arithmetic);
    State state;
    for (const Variable &variable : numbers.variables)
      state[variable.name] = fill(variable.type, variable.filling, 1);
    std::vector<Array> values(run.types.size());
    for (std::size_t i = 0; i < run.arguments.size(); ++i)
      values[static_cast<std::size_t>(run.arguments[i])] =
          fill(run.types[static_cast<std::size_t>(run.arguments[i])], run.fillings[i], batch);
    Interpreter interpreter(numbers, state, batch);
    for (std::size_t i = 0; i < run.ops.size(); ++i) {
      if (isDerivative(run.ops[i]))
        standIn(run.ops[i], values);
      else if (!before(i, [&](const Op &op) { interpreter.run(run, op, values); }))
        interpreter.run(run, run.ops[i], values);
    }
    return values;
  }

  // Declared types that depend on the size, of reshape, expand and resize: the first that works, in any
  // order.
  void declare() {
    const Z other = size + 1;
    runAt(2, other, [&](std::size_t i, const auto &run) {
      Op &op = function().ops[i];
      if (op.declared.shape.empty() || op.name == "constant" || op.name == "read" || op.name == "non_zero")
        return false;
      std::vector<Shape> choices{op.declared.shape};
      for (std::size_t axis = 0; axis < op.declared.shape.size(); ++axis)
        if (const Z d = op.declared.shape[axis]; d > 0 && d % size == 0) {
          choices.push_back(op.declared.shape);
          choices.back()[axis] = sizeOf({.ofSize = d / size});
        }
      while (true) {
        const std::size_t next =
            static_cast<std::size_t>(random.integer(0, static_cast<Z>(choices.size()) - 1));
        Op attempt = op;
        attempt.declared.shape = choices[next];
        const Shape chosen = choices[next];
        for (Z &d : attempt.declared.shape)
          if (d < batchDimension)
            d = sizeAt(d, 2, other);
        try {
          run(attempt);
          op.declared.shape = chosen;
          return true;
        } catch (const NotWellFormed &) {
          choices.erase(choices.begin() + static_cast<std::ptrdiff_t>(next));
          if (choices.empty())
            throw;
        }
      }
    });
  }

  // The types of all values, from what they are in several calls.
  void infer() {
    std::vector<Sample> samples;
    for (Z batch : function().isBatched() ? std::vector<Z>{2, 3} : std::vector<Z>{1})
      for (Z at : {size, size + 1, size + 2, size + 3, size + 4, size + 7}) {
        samples.push_back({batch, at, {}});
        for (const Array &value : runAt(batch, at, [](std::size_t, const auto &) { return false; })) {
          samples.back().shapes.push_back(value.shape);
          // In a body that does not run, types are not known.
          require(value.size() == elementCount(value.shape) ||
                  typeOf(static_cast<ValueId>(samples.back().shapes.size()) - 1).shape.empty());
        }
      }
    std::set<ValueId> arguments(function().arguments.begin(), function().arguments.end());
    for (std::size_t value = 0; value < function().types.size(); ++value) {
      Shape &shape = function().types[value].shape;
      for (std::size_t axis = 0; axis < shape.size(); ++axis)
        if (!arguments.contains(static_cast<ValueId>(value)))
          shape[axis] = fit(samples, value, axis);
    }
    for (const Op &op : function().ops)
      if (op.name == "slice")
        for (const Sample &sample : samples)
          require(isInRange(op, sample));
  }

  // Whether no bound of a slice lies beyond a size that depends on the name, where it would be cut in some
  // calls: types take it that none is. The sizes of the samples grow, but what is seen backwards may shrink.
  bool isInRange(const Op &op, const Sample &sample) {
    const ValueId input = op.operands[0];
    const std::vector<Z> starts = op.integers("starts"), ends = op.integers("ends");
    std::vector<Z> axes(starts.size());
    std::iota(axes.begin(), axes.end(), 0);
    axes = op.integers("axes", axes);
    const std::vector<Z> steps = op.integers("steps", std::vector<Z>(starts.size(), 1));
    const auto isWithin = [](Z bound, Z size, Z beyond) {
      return size + beyond >= (bound < 0 ? -bound : bound);
    };
    for (std::size_t i = 0; i < starts.size(); ++i) {
      const auto axis = static_cast<std::size_t>(axisOf(axes[i], static_cast<Z>(typeOf(input).shape.size())));
      if (typeOf(input).shape[axis] >= batchDimension)
        continue;
      const Z size = sample.shapes[static_cast<std::size_t>(input)][axis];
      const bool isForward = steps[i] > 0;
      if (!isWithin(starts[i], size, isForward || starts[i] < 0 ? 0 : -1) || !isWithin(ends[i], size,
                                                                                       isForward     ? 0
                                                                                       : ends[i] < 0 ? 1
                                                                                                     : -1))
        return false;
    }
    return true;
  }

  // What a size is of the batch and the name.
  static Z fit(const std::vector<Sample> &samples, std::size_t value, std::size_t axis) {
    const auto sizeIn = [&](const Sample &sample) {
      require(axis < sample.shapes[value].size());
      return sample.shapes[value][axis];
    };
    const auto fits = [&](const SizeExpression &size) {
      return std::all_of(samples.begin(), samples.end(), [&](const Sample &sample) {
        return size.at(sample.batch, sample.size) == sizeIn(sample);
      });
    };
    const Sample &first = samples[0], &second = samples[1], &last = samples[samples.size() / 2];
    const Z d = sizeIn(first), slope = sizeIn(second) - d;
    if (fits({.number = d}))
      return d;
    if (fits({.ofBatch = 1}) && axis == 0)
      return batchDimension;
    if (const SizeExpression linear{.number = d - slope * first.size, .ofSize = slope}; fits(linear))
      return sizeOf(linear);
    if (last.batch != first.batch) {
      const Z more = sizeIn(last) - d,
              moreSlope = sizeIn(samples[samples.size() / 2 + 1]) - sizeIn(last) - slope;
      const Z ofBatch = more - moreSlope * first.size, ofSize = slope - moreSlope * first.batch;
      if (const SizeExpression all{.number = d - ofBatch * first.batch - ofSize * first.size -
                                             moreSlope * first.batch * first.size,
                                   .ofBatch = ofBatch,
                                   .ofSize = ofSize,
                                   .ofBoth = moreSlope};
          fits(all))
        return sizeOf(all);
    }
    for (Z divisor = 2; divisor <= 8; ++divisor)
      for (Z number = -40; number <= 60; ++number)
        if (const SizeExpression quotient{.number = number, .ofSize = 1, .divisor = divisor}; fits(quotient))
          return sizeOf(quotient);
    throw NotWellFormed();
  }

  Module module;
  std::size_t which;
  Random &random;
  Z size = 0;
};
} // namespace

std::optional<NamedModule> withNamedSize(const Module &module, std::uint64_t seed) {
  std::set<std::string> bound; // by a call
  std::vector<std::size_t> free;
  for (const Function &function : module.functions)
    eachOp(function.ops, [&](const Op &op) {
      if (op.name == "call")
        bound.insert({function.name, op.prefix.substr(1)});
    });
  for (std::size_t i = 0; i < module.functions.size(); ++i)
    if (!module.functions[i].isPrivate && !bound.contains(module.functions[i].name))
      free.push_back(i);
  if (free.empty())
    return std::nullopt;
  Random random(seed ^ 0x3c6ef372fe94f82bull);
  return Naming(module, random.of(free), random).run();
}

} // namespace dlc::fuzz

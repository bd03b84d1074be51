// Central differences of the entry `check.value` against the results of `check.gradient`.
#include "dlc/GradientCheck.h"

#include "Training/Checkpoint.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <type_traits>

namespace dlc {
namespace {

constexpr const char *valueEntry = "check.value", *gradientEntry = "check.gradient";
constexpr std::string_view ending = ".gradient";
constexpr double steps[] = {1e-5, 1e-6, 1e-7};
/// How many units in the last place a value of the function may be off.
constexpr double lastPlaces = 4;

/// The same numbers everywhere: the distributions of the standard library are not.
class Random {
public:
  explicit Random(std::uint64_t seed) : engine(seed) {}
  /// In [0, 1).
  double uniform() { return std::ldexp(static_cast<double>(engine() >> 11), -53); }
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(uniform() * static_cast<double>(bound));
  }
  double sign() { return engine() >> 63 ? 1 : -1; }

private:
  std::mt19937_64 engine;
};

Tensor widened(const Tensor &tensor) {
  return visitType(tensor.dtype(), [&]<typename T>(T) {
    if constexpr (std::is_integral_v<T> || std::is_same_v<T, double>) {
      return tensor.clone();
    } else {
      Tensor wide(tensor.shape(), DType::f64);
      std::ranges::transform(tensor.values<T>(), wide.values<double>().begin(),
                             [](T value) { return static_cast<double>(static_cast<float>(value)); });
      return wide;
    }
  });
}

std::string placeOf(std::int64_t element, const Shape &shape) {
  Shape place(shape.size());
  for (std::size_t i = shape.size(); i-- > 0; element /= shape[i])
    place[i] = element % shape[i];
  return toString(place);
}

/// Different elements in order; all if there are no more than `most`, else `samples` of them.
std::vector<std::int64_t> chooseElements(std::int64_t size, const GradientCheckOptions &options,
                                         Random &random) {
  std::vector<std::int64_t> chosen;
  const std::int64_t count = size <= options.elements ? size : std::min(options.samples, size);
  for (std::int64_t left = count, i = 0; left > 0; ++i)
    if (count == size || random.below(size - i) < left) {
      chosen.push_back(i);
      --left;
    }
  return chosen;
}

/// One run: the inputs, and where the function is evaluated.
class Check {
public:
  Check(Program &program, const GradientCheckOptions &options, const std::vector<Argument> &given)
      : program(program), options(options), random(options.seed), entry(program.entry(gradientEntry)) {
    makeInputs(given);
  }

  std::vector<GradientRecord> run(const std::function<void(const GradientRecord &)> &onRecord) {
    const Outputs outputs = program.call(gradientEntry, arguments(), sizesIn(gradientEntry));
    std::vector<GradientRecord> records;
    for (const Outputs::Item &item : outputs)
      if (item.name.ends_with(ending)) {
        records.push_back(check(item.name.substr(0, item.name.size() - ending.size()), item.tensor));
        if (onRecord)
          onRecord(records.back());
      }
    return records;
  }

private:
  void makeInputs(const std::vector<Argument> &given) {
    for (const Argument &argument : given)
      if (std::ranges::none_of(entry.inputs,
                               [&](const TensorInfo &info) { return info.name == argument.name; }))
        throw Error("the function has no input '" + std::string(argument.name) + "' to give a value to");
    sizes = sizesOf(given);
    for (const TensorInfo &info : entry.inputs) {
      const auto found =
          std::ranges::find_if(given, [&](const Argument &argument) { return argument.name == info.name; });
      inputs.push_back(found == given.end() ? drawn(info) : widened(*found->tensor));
    }
  }

  /// Those of the inputs that are given; of the options where none tells them.
  Sizes sizesOf(const std::vector<Argument> &given) const {
    Sizes sizes;
    for (const std::string &size : entry.sizes)
      sizes.set(size, size == "batch" ? options.batch : options.size);
    for (const Argument &argument : given)
      for (const TensorInfo &info : entry.inputs)
        if (info.name == argument.name && info.shape.size() == argument.tensor->rank())
          for (std::size_t d = 0; d < info.shape.size(); ++d)
            if (const std::string size = sizeText(info.shape[d]); std::ranges::count(entry.sizes, size))
              sizes.set(size, argument.tensor->shape()[d]);
    return sizes;
  }

  Tensor drawn(const TensorInfo &info) {
    Tensor tensor(program.shapeOf(program.entryIndex(gradientEntry), info, sizes), info.dtype);
    visitType(info.dtype, [&]<typename T>(T) {
      for (T &value : tensor.values<T>())
        if constexpr (std::is_same_v<T, bool>)
          value = random.below(2) != 0;
        else if constexpr (std::is_integral_v<T>)
          value = static_cast<T>(
              random.below(std::min<std::int64_t>(options.classes, std::numeric_limits<T>::max())));
        else if constexpr (std::is_same_v<T, double>) // the compiler leaves no other float
          value = random.uniform();
    });
    return tensor;
  }

  std::vector<Argument> arguments() const {
    std::vector<Argument> all;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      all.emplace_back(entry.inputs[i].name, inputs[i]);
    return all;
  }

  /// For a call: a function may have a size that no input tells.
  Sizes sizesIn(const char *name) const {
    Sizes result;
    for (const std::string &size : program.entry(name).sizes)
      if (size != "batch")
        result.set(size, sizes[size]);
    return result;
  }

  /// The function where one input or variable is something else.
  double valueAt(std::size_t input, const std::string &variable, const Tensor &tensor) {
    std::vector<Argument> all = arguments();
    if (input < inputs.size())
      all[input].tensor = &tensor;
    else
      program.setVariable(variable, tensor);
    return program.call(valueEntry, all, sizesIn(valueEntry)).begin()->tensor.values<double>()[0];
  }

  GradientRecord check(const std::string &name, const Tensor &gradient) {
    GradientRecord record;
    // An input shadows no variable: names of both are different.
    const std::size_t input = static_cast<std::size_t>(
        std::ranges::find_if(entry.inputs, [&](const TensorInfo &info) { return info.name == name; }) -
        entry.inputs.begin());
    record.isInput = input < inputs.size();
    // The function has no other variables of an optimizer (nn-make-gradient-check).
    record.isRequest = std::ranges::any_of(program.variables(), [&](const VariableInfo &info) {
      return info.tensor.name == name && info.role == VariableRole::Optimizer;
    });
    const Tensor point = record.isInput ? inputs[input].clone() : program.variable(name).clone();
    record.tensor = {name, point.dtype(), point.shape()};
    Tensor moved = point.clone();
    const std::span<const double> x = point.values<double>(), g = gradient.values<double>();
    const auto valueOf = [&](double step, const auto &direction) {
      for (std::size_t i = 0; i < x.size(); ++i)
        moved.values<double>()[i] = x[i] + step * direction(i);
      return valueAt(input, name, moved);
    };
    const auto compare = [&](double derivative, double scale, const auto &direction, std::string place) {
      double error = std::numeric_limits<double>::infinity(), difference = 0, rounding = 0;
      bool isDrowned = false;
      for (const double relative : steps) {
        const double h = relative * scale;
        const double ahead = valueOf(h, direction), behind = valueOf(-h, direction);
        const double slope = (ahead - behind) / (2 * h);
        const double size = std::max({1.0, std::fabs(derivative), std::fabs(slope)});
        const double distance = std::fabs(derivative - slope) / size;
        if (relative == steps[0]) {
          const double digits = std::numeric_limits<double>::epsilon() * lastPlaces;
          rounding = digits * std::max(std::fabs(ahead), std::fabs(behind)) / h / size;
          isDrowned = distance <= rounding;
        }
        if (distance < error || std::isinf(error)) {
          error = std::isnan(distance) ? std::numeric_limits<double>::infinity() : distance;
          difference = slope;
        }
        if (error <= options.tolerance)
          break;
      }
      const bool agrees = error <= options.tolerance, isWrong = !agrees && !isDrowned;
      // What is wrong comes first, then what is not known.
      const auto rank = [](bool wrong, bool agreed) { return wrong ? 2 : agreed ? 0 : 1; };
      const int before = rank(record.isWrong(), record.agrees), now = rank(isWrong, agrees);
      if (record.place.empty() || now > before || (now == before && error > record.error)) {
        record.error = error, record.derivative = derivative, record.difference = difference;
        record.rounding = rounding, record.agrees = agrees, record.isDrowned = !agrees && isDrowned;
        record.place = std::move(place);
      }
    };

    for (const std::int64_t element : chooseElements(point.size(), options, random)) {
      const auto at = static_cast<std::size_t>(element);
      compare(
          g[at], std::max(1.0, std::fabs(x[at])), [&](std::size_t i) { return i == at ? 1.0 : 0.0; },
          placeOf(element, point.shape()));
      ++record.elements;
    }
    if (point.size() > options.elements)
      for (std::int64_t k = 0; k < options.samples; ++k) {
        // Of length 1, so that the error is that of a typical element.
        std::vector<double> v(x.size());
        double derivative = 0;
        for (std::size_t i = 0; i < v.size(); ++i) {
          v[i] = random.sign() / std::sqrt(static_cast<double>(v.size()));
          derivative += g[i] * v[i];
        }
        compare(derivative, 1, [&](std::size_t i) { return v[i]; }, "direction " + std::to_string(k + 1));
        ++record.directions;
      }
    if (!record.isInput)
      program.setVariable(name, point);
    return record;
  }

  Program &program;
  const GradientCheckOptions &options;
  Random random;
  const EntryInfo &entry;
  std::vector<Tensor> inputs; ///< in the entry's order

public:
  Sizes sizes; ///< of every call
};

} // namespace

GradientCheck::GradientCheck(Program &program, GradientCheckOptions options)
    : program(program), options(options) {
  if (!program.has(valueEntry) || !program.has(gradientEntry))
    throw Error("program '" + program.name() +
                "' was not compiled for a check of its derivatives: compileGradientCheck() does that");
  if (options.batch < 1 || options.size < 1 || options.classes < 1 || options.elements < 0 ||
      options.samples < 1)
    throw Error("a check of derivatives needs a batch, sizes, classes and samples of at least 1");
  if (!(options.tolerance > 0))
    throw Error("the tolerance is " + exact(options.tolerance) + ", it must be greater than 0");
}

void GradientCheck::takeVariables(const Program &trained) {
  for (const VariableInfo &variable : program.variables())
    if (variable.role != VariableRole::Optimizer)
      program.setVariable(variable.tensor.name, widened(trained.variable(variable.tensor.name)));
}

std::vector<GradientRecord> GradientCheck::run(const std::vector<Argument> &inputs) {
  Check check(program, options, inputs);
  used = check.sizes;
  return check.run(onRecord);
}

} // namespace dlc

// Examples from a program that makes them: calls of one entry, batch by batch.
#include "dlc/Generate.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <list>

namespace dlc {
namespace {

/// Codes [count, …]; with `perWay`, the first and the last of each so many are drawn, and the others between
/// them.
Tensor drawCodes(Shape shape, std::int64_t perWay, Random &random) {
  Tensor codes(std::move(shape), DType::f32);
  const auto values = codes.values<float>();
  const auto count = static_cast<std::size_t>(codes.dim(0)), each = values.size() / count;
  const auto way = static_cast<std::size_t>(std::max<std::int64_t>(perWay, 1));
  const auto draw = [&](std::size_t place) {
    for (float &value : values.subspan(place * each, each))
      value = static_cast<float>(random.normal());
  };
  for (std::size_t start = 0; start < count; start += way) {
    draw(start);
    if (way > 1)
      draw(start + way - 1);
  }
  for (std::size_t start = 0; way > 2 && start < count; start += way) {
    const auto from = values.subspan(start * each, each), to = values.subspan((start + way - 1) * each, each);
    double product = 0, first = 0, second = 0;
    for (std::size_t i = 0; i < each; ++i) {
      product += static_cast<double>(from[i]) * to[i];
      first += static_cast<double>(from[i]) * from[i];
      second += static_cast<double>(to[i]) * to[i];
    }
    const double angle = std::acos(std::clamp(product / std::sqrt(first * second), -1.0, 1.0)),
                 sine = std::sin(angle);
    for (std::size_t step = 1; step + 1 < way; ++step) {
      const double part = static_cast<double>(step) / static_cast<double>(way - 1);
      const bool isStraight = !(sine > 1e-6); // where there is no arc
      const double a = isStraight ? 1 - part : std::sin((1 - part) * angle) / sine;
      const double b = isStraight ? part : std::sin(part * angle) / sine;
      const auto between = values.subspan((start + step) * each, each);
      for (std::size_t i = 0; i < each; ++i)
        between[i] = static_cast<float>(a * static_cast<double>(from[i]) + b * static_cast<double>(to[i]));
    }
  }
  return codes;
}

/// What an entry is given for all examples.
class Inputs {
public:
  Inputs(Program &program, const EntryInfo &entry, std::int64_t count, const GenerateOptions &options)
      : where("entry '" + entry.name + "' of program '" + program.name() + "'"), given(options.given) {
    Random random(options.seed);
    bool hasLabel = false, hasCode = false;
    for (const TensorInfo &info : entry.inputs) {
      if (std::ranges::any_of(given, [&](const Argument &argument) { return argument.name == info.name; }))
        continue;
      if (info.isBatched() && info.dtype == DType::i64 && info.role == InputRole::Label &&
          info.shape.size() == 1 && !options.labels.empty()) {
        hasLabel = true;
        Tensor &labels = add(info.name, Tensor({count}, DType::i64));
        for (std::size_t i = 0; i < labels.values<std::int64_t>().size(); ++i)
          labels.values<std::int64_t>()[i] = options.labels[i % options.labels.size()];
      } else if (info.isBatched() && info.dtype == DType::f32) {
        hasCode = true;
        add(info.name,
            drawCodes(program.shapeOf(program.entryIndex(entry.name), info, count), options.perWay, random));
      } else {
        throw Error(where + " wants " + toString(info) + ", and " +
                    (info.role == InputRole::Label ? "no class is given" : "nothing gives it"));
      }
    }
    if (!options.labels.empty() && !hasLabel)
      throw Error(where + " takes no label, so it makes no examples of a class");
    if (options.perWay > 0 && !hasCode)
      throw Error(where + " takes no codes, so there is nothing between them");
  }

  /// Of `count` examples from number `first` on; valid until the next call.
  std::vector<Argument> rows(std::int64_t first, std::int64_t count) {
    std::vector<Argument> arguments = given;
    parts.clear();
    for (const auto &[name, all] : tensors) {
      Shape shape = all.shape();
      const std::size_t each = all.bytes().size() / static_cast<std::size_t>(shape[0]);
      shape[0] = count;
      Tensor &part = parts.emplace_back(shape, all.dtype());
      std::ranges::copy(all.bytes().subspan(static_cast<std::size_t>(first) * each, part.bytes().size()),
                        part.bytes().begin());
      arguments.emplace_back(name, part);
    }
    return arguments;
  }

private:
  Tensor &add(const std::string &name, Tensor tensor) {
    return tensors.emplace_back(name, std::move(tensor)).second;
  }

  const std::string where;
  const std::vector<Argument> &given;
  std::list<std::pair<std::string, Tensor>> tensors; // whose addresses stay
  std::list<Tensor> parts;
};

void check(const GenerateOptions &options, std::int64_t count) {
  if (count < 1 || options.batch < 1 || options.steps < 1)
    throw Error("cannot generate " + std::to_string(count) + " examples in batches of " +
                std::to_string(options.batch) + " and " + std::to_string(options.steps) +
                " steps: all must be at least 1");
  if (options.perWay < 0 || options.perWay == 1 || (options.perWay > 0 && count % options.perWay != 0))
    throw Error("cannot generate " + std::to_string(count) + " examples with " +
                std::to_string(options.perWay) + " on each way: that is at least 2, and divides the former");
}

} // namespace

Tensor generate(Program &program, std::int64_t count, const GenerateOptions &options) {
  check(options, count);
  const EntryInfo &entry =
      options.entry.empty() ? program.entry(EntryRole::Generate) : program.entry(options.entry);
  if (entry.outputs.empty())
    throw Error("entry '" + entry.name + "' of program '" + program.name() + "' returns nothing");
  if (count != 1 && !entry.outputs[0].isBatched())
    throw Error("entry '" + entry.name + "' of program '" + program.name() + "' makes one example, " +
                toString(entry.outputs[0]) + ", and " + std::to_string(count) + " are asked for");
  Inputs inputs(program, entry, count, options);
  const TensorInfo &info = entry.outputs[0];
  Tensor result(program.shapeOf(program.entryIndex(entry.name), info, count), info.dtype);
  std::span<std::byte> rest = result.bytes();
  for (std::int64_t made = 0; made < count;) {
    const std::int64_t now = std::min(options.batch, count - made);
    const std::vector<Argument> arguments = inputs.rows(made, now);
    for (std::int64_t step = 1; step < options.steps; ++step)
      program.call(entry.name, arguments, now);
    const Tensor part = program.call(entry.name, arguments, now).take(info.name);
    if (!part.empty())
      std::memcpy(rest.data(), part.bytes().data(), part.bytes().size());
    rest = rest.subspan(part.bytes().size());
    made += now;
  }
  return result;
}

} // namespace dlc

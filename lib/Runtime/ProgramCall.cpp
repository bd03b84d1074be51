// Calling an entry: tensors are checked by name, type and shape, which the runtime core does not see; the
// rest is its.
#include "Runtime/Instance.h"

#include "Model/SizeText.h"

#include <algorithm>

namespace dlc {

static std::string whereOf(const std::string &program, const EntryInfo &entry) {
  return "program '" + program + "', entry '" + entry.name + "': ";
}

static std::string describe(const Tensor &tensor) {
  return std::string(nameOf(tensor.dtype())) + " " + toString(tensor.shape());
}

/// "a batch of 3", "a 'sequence' of 3 at dimension 1".
static std::string sizeAt(const std::string &name, std::int64_t value, std::size_t dimension) {
  const bool isBatch = name == "batch";
  return (isBatch ? "a batch" : "a '" + name + "'") + " of " + std::to_string(value) +
         (isBatch && dimension == 0 ? "" : " at dimension " + std::to_string(dimension));
}

/// Whether a call must give a size that no input tells: whether an output, or another size, depends on it.
static const TensorInfo *userOf(const EntryInfo &entry, const std::string &name) {
  for (const std::vector<TensorInfo> *tensors : {&entry.outputs, &entry.inputs})
    for (const TensorInfo &info : *tensors)
      for (const std::int64_t size : info.shape)
        if (size < 0 && mentionsSize(sizeText(size), name))
          return &info;
  return nullptr;
}

void Program::Instance::bindSizes(std::size_t index, std::span<const Tensor *const> inputs,
                                  const Sizes &given) {
  const EntryInfo &entry = entries[index];
  const Shape &declared = entrySizes[index];
  const std::size_t count = entry.sizes.size();
  for (std::size_t k = 0; k < count; ++k) {
    const std::string &size = entry.sizes[k];
    std::int64_t value = given[size];
    if (value < 0)
      throw Error(whereOf(name, entry) + (k == 0 ? "the batch" : "the size '" + size + "'") + " is " +
                  std::to_string(value) + ", at least 1 is needed");
    const TensorInfo *decider = nullptr;
    std::size_t decidingDimension = 0;
    for (std::size_t i = 0; i < entry.inputs.size(); ++i) {
      const TensorInfo &info = entry.inputs[i];
      // checkTensors() tells what is wrong with another rank.
      if (inputs[i]->rank() != info.shape.size())
        continue;
      for (std::size_t d = 0; d < info.shape.size(); ++d) {
        if (info.shape[d] != declared[k])
          continue;
        const std::int64_t here = inputs[i]->shape()[d];
        if (value != 0 && here != value)
          throw Error(whereOf(name, entry) + "input '" + info.name + "' has " + sizeAt(size, here, d) + ", " +
                      (decider ? "input '" + decider->name + "' has one" : "the call is for one") + " of " +
                      std::to_string(value) +
                      (decider && (k > 0 || decidingDimension > 0)
                           ? " at dimension " + std::to_string(decidingDimension)
                           : ""));
        if (here == 0)
          throw Error(whereOf(name, entry) + "input '" + info.name + "' has " + sizeAt(size, 0, d) +
                      ", at least 1 is needed");
        value = here;
        decider = &info;
        decidingDimension = d;
      }
    }
    named[k] = value;
  }
  for (std::size_t i = 0; i < entry.inputs.size(); ++i)
    if (inputs[i]->rank() != entry.inputs[i].shape.size())
      throw Error(whereOf(name, entry) + "input '" + entry.inputs[i].name + "' is " + describe(*inputs[i]) +
                  ", the entry wants " + toString(entry.inputs[i]));
  for (std::size_t k = 0; k < count; ++k) {
    if (named[k] != 0)
      continue;
    if (const TensorInfo *user = userOf(entry, entry.sizes[k]))
      throw Error(whereOf(name, entry) + "no input " +
                  (k == 0 ? "has a batch" : "tells the size '" + entry.sizes[k] + "'") +
                  ", so the call must give " + (k == 0 ? "one" : "it") + " for its " +
                  (user >= entry.outputs.data() && user < entry.outputs.data() + entry.outputs.size()
                       ? "output "
                       : "input ") +
                  toString(*user));
    named[k] = 1;
  }
  for (const auto &[size, value] : given.all())
    if (size != "batch" && std::find(entry.sizes.begin(), entry.sizes.end(), size) == entry.sizes.end()) {
      std::string all;
      for (const std::string &one : entry.sizes)
        all += (all.empty() ? "" : ", ") + one;
      throw Error(whereOf(name, entry) + "there is no size '" + size + "'; there are " + all);
    }
}

void Program::Instance::measure(std::size_t index) {
  check(dlc_support_measure(core.get(), static_cast<std::int32_t>(index), named.data(), nullptr));
}

std::int64_t Program::Instance::sizeIn(const EntryInfo &entry, std::int64_t declared) const {
  if (declared >= 0)
    return declared;
  const Shape &sizes = entrySizes[static_cast<std::size_t>(&entry - entries.data())];
  return core->sizes[std::find(sizes.begin(), sizes.end(), declared) - sizes.begin()];
}

void Program::Instance::checkTensors(const EntryInfo &entry, const char *kind,
                                     const std::vector<TensorInfo> &declared,
                                     std::span<const Tensor *const> tensors) const {
  for (std::size_t i = 0; i < declared.size(); ++i) {
    const TensorInfo &info = declared[i];
    const Tensor &tensor = *tensors[i];
    const auto fits = [&](std::int64_t given, std::int64_t wanted) { return given == sizeIn(entry, wanted); };
    if (tensor.dtype() == info.dtype &&
        std::equal(tensor.shape().begin(), tensor.shape().end(), info.shape.begin(), info.shape.end(), fits))
      continue;
    std::string sizes;
    for (std::size_t k = 0; entry.sizes.size() > 1 && k < entry.sizes.size(); ++k)
      sizes += (k ? ", " : ", where ") + entry.sizes[k] + " = " + std::to_string(named[k]);
    if (sizes.empty() && info.isDynamic())
      sizes = " with a batch of " + std::to_string(named[0]);
    throw Error(whereOf(name, entry) + kind + " '" + info.name + "' is " + describe(tensor) +
                ", the entry wants " + toString(info) + sizes);
  }
}

void Program::Instance::execute(std::size_t entry, std::span<const Tensor *const> inputs,
                                std::span<Tensor *const> outputs) {
  static std::byte nothing; // what has no elements has no address
  auto next = arguments.begin();
  for (const Tensor *input : inputs) // only read: dlc/program.h
    *next++ = input->empty() ? &nothing : const_cast<std::byte *>(input->bytes().data());
  for (Tensor *output : outputs)
    *next++ = output->empty() ? &nothing : output->bytes().data();
  check(dlc_support_call(core.get(), static_cast<std::int32_t>(entry), named.data(), arguments.data()));
}

void Program::run(std::size_t index, std::span<const Tensor *const> inputs, std::span<Tensor *const> outputs,
                  const Sizes &sizes) {
  if (index >= instance->entries.size())
    throw Error("program '" + instance->name + "' has " + std::to_string(instance->entries.size()) +
                " entries, there is none at index " + std::to_string(index));
  const EntryInfo &entry = instance->entries[index];
  const auto checkCount = [&](const char *kind, std::size_t given, const std::vector<TensorInfo> &declared) {
    if (given != declared.size())
      throw Error(whereOf(instance->name, entry) + std::to_string(given) + " " + kind + " given, it has " +
                  std::to_string(declared.size()) + ": " + listTensors(declared));
  };
  checkCount("inputs", inputs.size(), entry.inputs);
  checkCount("outputs", outputs.size(), entry.outputs);
  instance->bindSizes(index, inputs, sizes);
  instance->measure(index);
  instance->checkTensors(entry, "input", entry.inputs, inputs);
  instance->checkTensors(entry, "output", entry.outputs, {outputs.data(), outputs.size()});
  instance->execute(index, inputs, outputs);
}

Sizes Program::sizesOf(std::size_t index, std::span<const Tensor *const> inputs, const Sizes &given) const {
  const EntryInfo &entry = instance->entries.at(index);
  instance->bindSizes(index, inputs, given);
  Sizes result;
  for (std::size_t k = 0; k < entry.sizes.size(); ++k)
    result.set(entry.sizes[k], instance->named[k]);
  return result;
}

Shape Program::shapeOf(std::size_t index, const TensorInfo &tensor, const Sizes &sizes) const {
  const EntryInfo &entry = instance->entries.at(index);
  if (entry.derivedSizes.empty() && entry.sizes.size() == 1)
    return tensor.shapeFor(sizes);
  for (std::size_t k = 0; k < entry.sizes.size(); ++k) {
    instance->named[k] = sizes[entry.sizes[k]];
    if (instance->named[k] == 0)
      throw Error(whereOf(instance->name, entry) + "the size '" + entry.sizes[k] + "' of " +
                  toString(tensor) + " is not given");
  }
  instance->measure(index);
  Shape shape = tensor.shape;
  for (std::int64_t &size : shape)
    size = instance->sizeIn(entry, size);
  return shape;
}

/// Puts the arguments into the entry's order; says in one message which are missing, unknown or double.
static std::vector<const Tensor *> arrange(const std::string &program, const EntryInfo &entry,
                                           const std::vector<Argument> &arguments) {
  std::vector<const Tensor *> ordered(entry.inputs.size());
  std::string problems;
  const auto complain = [&](const std::string &problem) {
    problems += (problems.empty() ? "" : ", ") + problem;
  };
  for (const Argument &argument : arguments) {
    const auto place = std::find_if(entry.inputs.begin(), entry.inputs.end(),
                                    [&](const TensorInfo &info) { return info.name == argument.name; });
    if (place == entry.inputs.end()) {
      complain("there is no input '" + std::string(argument.name) + "'");
      continue;
    }
    const Tensor *&slot = ordered[static_cast<std::size_t>(place - entry.inputs.begin())];
    if (slot)
      complain("input '" + place->name + "' is given twice");
    slot = argument.tensor;
  }
  for (std::size_t i = 0; i < ordered.size(); ++i)
    if (!ordered[i])
      complain("input '" + entry.inputs[i].name + "' is missing");
  if (!problems.empty())
    throw Error(whereOf(program, entry) + problems + "; it takes " + listTensors(entry.inputs));
  return ordered;
}

Outputs Program::call(std::string_view name, const std::vector<Argument> &arguments, const Sizes &sizes) {
  const std::size_t index = instance->findEntry(name);
  const EntryInfo &entry = instance->entries[index];
  const std::vector<const Tensor *> inputs = arrange(instance->name, entry, arguments);
  instance->bindSizes(index, inputs, sizes);
  instance->measure(index);
  instance->checkTensors(entry, "input", entry.inputs, inputs);
  std::vector<Outputs::Item> items;
  std::vector<Tensor *> outputs;
  for (const TensorInfo &info : entry.outputs) {
    Shape shape = info.shape;
    for (std::int64_t &size : shape)
      size = instance->sizeIn(entry, size);
    items.push_back({info.name, Tensor(std::move(shape), info.dtype)});
  }
  for (Outputs::Item &item : items)
    outputs.push_back(&item.tensor);
  instance->execute(index, inputs, outputs);
  return Outputs(std::move(items));
}

std::size_t Outputs::find(std::string_view name) const {
  std::string all;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].name == name)
      return i;
    all += (i ? ", " : "") + items[i].name;
  }
  throw Error("there is no output '" + std::string(name) + "'; there are " + (all.empty() ? "none" : all));
}

const Tensor &Outputs::operator[](std::string_view name) const { return items[find(name)].tensor; }
Tensor Outputs::take(std::string_view name) { return std::move(items[find(name)].tensor); }

} // namespace dlc

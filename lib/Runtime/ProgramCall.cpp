// Calling an entry: tensors are checked by name, type and shape, which the runtime core does not see; the
// rest is its.
#include "Runtime/Instance.h"

#include <algorithm>

namespace dlc {

static std::string whereOf(const std::string &program, const EntryInfo &entry) {
  return "program '" + program + "', entry '" + entry.name + "': ";
}

static std::string describe(const Tensor &tensor) {
  return std::string(nameOf(tensor.dtype())) + " " + toString(tensor.shape());
}

std::int64_t Program::Instance::batchOf(const EntryInfo &entry, std::span<const Tensor *const> inputs,
                                        std::int64_t given) const {
  const TensorInfo *decider = nullptr;
  std::int64_t batch = given;
  for (std::size_t i = 0; i < entry.inputs.size(); ++i) {
    const TensorInfo &info = entry.inputs[i];
    if (!info.isBatched())
      continue;
    // A scalar has none; checkTensors() tells what is wrong with it.
    const std::int64_t here = inputs[i]->rank() ? inputs[i]->shape()[0] : std::max<std::int64_t>(batch, 1);
    if (batch != 0 && here != batch)
      throw Error(whereOf(name, entry) + "input '" + info.name + "' has a batch of " + std::to_string(here) +
                  ", " + (decider ? "input '" + decider->name + "' has one" : "the call is for one") +
                  " of " + std::to_string(batch));
    if (here == 0)
      throw Error(whereOf(name, entry) + "input '" + info.name + "' has a batch of 0, at least 1 is needed");
    batch = here;
    decider = &info;
  }
  if (batch < 0)
    throw Error(whereOf(name, entry) + "the batch is " + std::to_string(batch) + ", at least 1 is needed");
  if (batch == 0) {
    for (const TensorInfo &info : entry.outputs)
      if (info.isBatched())
        throw Error(whereOf(name, entry) + "no input has a batch, so the call must give one for its output " +
                    toString(info));
    batch = 1;
  }
  return batch;
}

void Program::Instance::checkTensors(const EntryInfo &entry, const char *kind,
                                     const std::vector<TensorInfo> &declared,
                                     std::span<const Tensor *const> tensors, std::int64_t batch) const {
  for (std::size_t i = 0; i < declared.size(); ++i) {
    const TensorInfo &info = declared[i];
    const Tensor &tensor = *tensors[i];
    const auto fits = [batch](std::int64_t given, std::int64_t wanted) {
      return given == (wanted == batchDimension ? batch : wanted);
    };
    if (tensor.dtype() != info.dtype ||
        !std::equal(tensor.shape().begin(), tensor.shape().end(), info.shape.begin(), info.shape.end(), fits))
      throw Error(whereOf(name, entry) + kind + " '" + info.name + "' is " + describe(tensor) +
                  ", the entry wants " + toString(info) +
                  (info.isBatched() ? " with a batch of " + std::to_string(batch) : ""));
  }
}

void Program::Instance::execute(std::size_t entry, std::int64_t batch, std::span<const Tensor *const> inputs,
                                std::span<Tensor *const> outputs) {
  static std::byte nothing; // what has no elements has no address
  auto next = arguments.begin();
  for (const Tensor *input : inputs) // only read: dlc/program.h
    *next++ = input->empty() ? &nothing : const_cast<std::byte *>(input->bytes().data());
  for (Tensor *output : outputs)
    *next++ = output->empty() ? &nothing : output->bytes().data();
  check(dlc_support_call(core.get(), static_cast<std::int32_t>(entry), batch, arguments.data()));
}

void Program::run(std::size_t index, std::span<const Tensor *const> inputs, std::span<Tensor *const> outputs,
                  std::int64_t batch) {
  if (index >= instance->entries.size())
    throw Error("program '" + instance->name + "' has " + std::to_string(instance->entries.size()) +
                " entries, there is none at place " + std::to_string(index));
  const EntryInfo &entry = instance->entries[index];
  const auto checkCount = [&](const char *kind, std::size_t given, const std::vector<TensorInfo> &declared) {
    if (given != declared.size())
      throw Error(whereOf(instance->name, entry) + std::to_string(given) + " " + kind + " given, it has " +
                  std::to_string(declared.size()) + ": " + listTensors(declared));
  };
  checkCount("inputs", inputs.size(), entry.inputs);
  checkCount("outputs", outputs.size(), entry.outputs);
  batch = instance->batchOf(entry, inputs, batch);
  instance->checkTensors(entry, "input", entry.inputs, inputs, batch);
  instance->checkTensors(entry, "output", entry.outputs, {outputs.data(), outputs.size()}, batch);
  instance->execute(index, batch, inputs, outputs);
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

Outputs Program::call(std::string_view name, const std::vector<Argument> &arguments, std::int64_t batch) {
  const std::size_t index = instance->findEntry(name);
  const EntryInfo &entry = instance->entries[index];
  const std::vector<const Tensor *> inputs = arrange(instance->name, entry, arguments);
  batch = instance->batchOf(entry, inputs, batch);
  instance->checkTensors(entry, "input", entry.inputs, inputs, batch);
  std::vector<Outputs::Item> items;
  std::vector<Tensor *> outputs;
  for (const TensorInfo &info : entry.outputs)
    items.push_back({info.name, Tensor(info.shapeFor(batch), info.dtype)});
  for (Outputs::Item &item : items)
    outputs.push_back(&item.tensor);
  instance->execute(index, batch, inputs, outputs);
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

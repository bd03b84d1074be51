// A Program's variables: initial values, access by name, and .dlm files in and out.
#include "Model/ModelFile.h"
#include "Runtime/Instance.h"

#include <algorithm>
#include <cstring>

namespace dlc {

static_assert(int(ModelSegment::Role::Parameter) == DLC_PARAMETER &&
              int(ModelSegment::Role::Buffer) == DLC_BUFFER &&
              int(ModelSegment::Role::Optimizer) == DLC_OPTIMIZER);

static void copyInto(Tensor &target, std::span<const std::byte> bytes) {
  if (!bytes.empty()) // an empty tensor has no address
    std::memcpy(target.bytes().data(), bytes.data(), bytes.size());
}

void Program::init(std::uint64_t seed) {
  const std::size_t index = instance->findEntry("init");
  const EntryInfo &entry = instance->entries[index];
  const bool takesSeed =
      entry.inputs.size() == 1 && entry.inputs[0].dtype == DType::i64 && entry.inputs[0].shape.empty();
  if (!takesSeed || !entry.outputs.empty())
    throw Error("program '" + instance->name + "': entry 'init' takes " + listTensors(entry.inputs) +
                " and returns " + listTensors(entry.outputs) +
                "; it should take a seed, i64 [], and return nothing");
  const Tensor value = Tensor::of<std::int64_t>({}, {static_cast<std::int64_t>(seed)});
  const Tensor *inputs[] = {&value};
  instance->execute(index, 1, inputs, {});
  for (std::size_t variable : entry.variables)
    instance->state[variable].hasValue = true;
}

void Program::initMissing(std::uint64_t seed) {
  if (isInitialized())
    return;
  // A second instance, because init writes all variables, and those that have a value must keep it.
  Program fresh(instance->code);
  fresh.init(seed);
  for (std::size_t i = 0; i < instance->state.size(); ++i)
    if (!instance->state[i].hasValue)
      instance->state[i] = std::move(fresh.instance->state[i]);
}

void Program::reseed(std::uint64_t seed) {
  Program fresh(instance->code);
  fresh.init(seed);
  for (std::size_t i = 0; i < instance->state.size(); ++i) {
    const VariableInfo &info = instance->variables[i];
    if (info.role == VariableRole::Buffer && info.tensor.dtype == DType::i64 && info.tensor.shape == Shape{2})
      instance->state[i] = std::move(fresh.instance->state[i]);
  }
}

bool Program::isInitialized() const {
  return std::all_of(instance->state.begin(), instance->state.end(),
                     [](const Instance::Variable &variable) { return variable.hasValue; });
}

bool Program::hasValue(std::string_view name) const {
  return instance->state[instance->findVariable(name)].hasValue;
}

std::size_t Program::Instance::findVariable(std::string_view wanted) const {
  for (std::size_t i = 0; i < variables.size(); ++i)
    if (variables[i].tensor.name == wanted)
      return i;
  std::string all;
  for (const VariableInfo &variable : variables)
    all += (all.empty() ? "" : ", ") + variable.tensor.name;
  throw Error("program '" + name + "' has no variable '" + std::string(wanted) + "'; it has " +
              (all.empty() ? "none" : all));
}

const Tensor &Program::variable(std::string_view name) const {
  const Instance::Variable &variable = instance->state[instance->findVariable(name)];
  if (!variable.hasValue)
    throw Error("program '" + instance->name + "': variable '" + std::string(name) +
                "' has no value yet; call init() or load() first");
  return variable.value;
}

void Program::setVariable(std::string_view name, const Tensor &value) {
  const std::size_t index = instance->findVariable(name);
  const TensorInfo &info = instance->variables[index].tensor;
  if (value.dtype() != info.dtype || value.shape() != info.shape)
    throw Error("program '" + instance->name + "': variable '" + info.name + "' is " + nameOf(info.dtype) +
                " " + toString(info.shape) + ", the new value " + nameOf(value.dtype()) + " " +
                toString(value.shape()));
  copyInto(instance->state[index].value, value.bytes());
  instance->state[index].hasValue = true;
}

void Program::load(const ModelFile &file) {
  std::vector<std::string> problems;
  bool needsInit = false;
  for (std::size_t i = 0; i < instance->variables.size(); ++i) {
    const VariableInfo &variable = instance->variables[i];
    const TensorInfo &info = variable.tensor;
    const ModelSegment *segment = file.find(info.name);
    const std::string wanted = std::string(nameOf(info.dtype)) + " " + toString(info.shape);
    if (!segment) {
      if (variable.role != VariableRole::Optimizer)
        problems.push_back("the file has no '" + info.name + "', the program wants it as " + wanted);
      needsInit |= !instance->state[i].hasValue;
    } else if (segment->type != info.dtype || segment->shape != info.shape) {
      problems.push_back("'" + info.name + "' is " + std::string(nameOf(segment->type)) + " " +
                         toString(segment->shape) + " in the file, " + wanted + " in the program");
    }
  }
  for (const ModelSegment &segment : file.segments()) {
    // A program that has the average of a weight has not the weight itself (CompileOptions::average).
    const bool isKnown =
        std::any_of(instance->variables.begin(), instance->variables.end(), [&](const VariableInfo &v) {
          return v.tensor.name == segment.name || v.tensor.name == segment.name + ".average";
        });
    if (!isKnown && segment.role != ModelSegment::Role::Optimizer)
      problems.push_back("the file has " + quoteName(segment.name) + " " + std::string(nameOf(segment.type)) +
                         " " + toString(segment.shape) + ", the program has no such variable");
  }
  if (!problems.empty()) {
    constexpr std::size_t most = 5; // what is enough to see a pattern
    std::string message = file.path().string() + " does not fit program '" + instance->name + "': ";
    for (std::size_t i = 0; i < std::min(most, problems.size()); ++i)
      message += (i ? "; " : "") + problems[i];
    if (problems.size() > most)
      message += "; and " + std::to_string(problems.size() - most) + " more";
    throw Error(message);
  }
  file.verifyChecksums();
  // Only state of an optimizer can be missing here, and no rule of learning draws its first state at random.
  if (needsInit && has("init"))
    initMissing(0);
  for (std::size_t i = 0; i < instance->state.size(); ++i)
    if (const ModelSegment *segment = file.find(instance->variables[i].tensor.name)) {
      copyInto(instance->state[i].value, segment->bytes);
      instance->state[i].hasValue = true;
    }
}

void Program::load(const std::string &path) { load(ModelFile(path)); }

void Program::save(const std::string &path) const { save(path, ModelContents()); }

void Program::save(const std::string &path, const ModelContents &extra) const {
  ModelContents contents = extra;
  if (contents.graph.empty())
    contents.graph = instance->graph;
  if (contents.classNames.empty())
    contents.classNames = instance->classNames;
  if (contents.normalization.mean.empty())
    contents.normalization = {instance->mean, instance->deviation};
  contents.segments.clear();
  for (const VariableInfo &info : instance->variables)
    contents.segments.push_back({.name = info.tensor.name,
                                 .type = info.tensor.dtype,
                                 .shape = info.tensor.shape,
                                 .role = static_cast<ModelSegment::Role>(info.role),
                                 .bytes = variable(info.tensor.name).bytes()});
  contents.segments.insert(contents.segments.end(), extra.segments.begin(), extra.segments.end());
  writeModelFile(path, contents);
}

} // namespace dlc

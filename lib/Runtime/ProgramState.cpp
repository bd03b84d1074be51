// A Program's variables: initial values, access by name, and .dlm files in and out.
#include "Model/ModelFile.h"
#include "Runtime/Instance.h"

namespace dlc {

static_assert(int(ModelSegment::Role::Parameter) == DLC_PARAMETER &&
              int(ModelSegment::Role::Buffer) == DLC_BUFFER &&
              int(ModelSegment::Role::Optimizer) == DLC_OPTIMIZER);

void Program::init(std::uint64_t seed) {
  const std::size_t index = instance->findEntry(EntryRole::Init);
  const EntryInfo &entry = instance->entries[index];
  const bool takesSeed =
      entry.inputs.size() == 1 && entry.inputs[0].dtype == DType::i64 && entry.inputs[0].shape.empty();
  if (!takesSeed || !entry.outputs.empty())
    throw Error("program '" + instance->name + "': entry 'init' takes " + listTensors(entry.inputs) +
                " and returns " + listTensors(entry.outputs) +
                "; it should take a seed, i64 [], and return nothing");
  const Tensor value = Tensor::of<std::int64_t>({}, {static_cast<std::int64_t>(seed)});
  const Tensor *inputs[] = {&value};
  std::fill(instance->named.begin(), instance->named.end(), 1);
  instance->execute(index, inputs, {});
}

void Program::initMissing(std::uint64_t seed) {
  if (isInitialized())
    return;
  // A second instance, because init writes all variables, and those that have a value must keep it.
  Program fresh(instance->code);
  fresh.init(seed);
  for (std::size_t i = 0; i < instance->variables.size(); ++i)
    if (!instance->hasValue(i) && fresh.instance->hasValue(i))
      instance->assign(i, fresh.instance->value(i).bytes());
}

void Program::reseed(std::uint64_t seed) {
  Program fresh(instance->code);
  fresh.init(seed);
  for (std::size_t i = 0; i < instance->variables.size(); ++i) {
    if (instance->variables[i].isRandomState)
      instance->assign(i, fresh.instance->value(i).bytes());
  }
}

bool Program::isInitialized() const {
  for (std::size_t i = 0; i < instance->variables.size(); ++i)
    if (!instance->hasValue(i))
      return false;
  return true;
}

bool Program::hasValue(std::string_view name) const {
  return instance->hasValue(instance->findVariable(name));
}

void Program::Instance::check(std::int32_t status) const {
  if (status == DLC_OK)
    return;
  const std::string message = core->message;
  // Of a file, the message says all.
  if (status == DLC_ERROR_FILE || status == DLC_ERROR_SYSTEM)
    throw Error(message);
  throw Error("program '" + name + (message.starts_with("entry ") ? "', " : "': ") + message);
}

const Tensor &Program::Instance::value(std::size_t variable) const {
  auto *memory = static_cast<std::byte *>(core->variables[variable]);
  Tensor &value = values[variable];
  const TensorInfo &info = variables[variable].tensor;
  if (value.bytes().data() != memory)
    value = Tensor::over(info.shape, info.dtype, memory);
  return value;
}

void Program::Instance::assign(std::size_t variable, std::span<const std::byte> bytes) {
  check(dlc_support_assign(core.get(), static_cast<std::int32_t>(variable), bytes.data()));
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
  const std::size_t index = instance->findVariable(name);
  if (!instance->hasValue(index))
    throw Error("program '" + instance->name + "': variable '" + std::string(name) +
                "' has no value yet; call init() or load() first");
  return instance->value(index);
}

void Program::setVariable(std::string_view name, const Tensor &value) {
  const std::size_t index = instance->findVariable(name);
  const TensorInfo &info = instance->variables[index].tensor;
  if (value.dtype() != info.dtype || value.shape() != info.shape)
    throw Error("program '" + instance->name + "': variable '" + info.name + "' is " + nameOf(info.dtype) +
                " " + toString(info.shape) + ", the new value " + nameOf(value.dtype()) + " " +
                toString(value.shape()));
  instance->assign(index, value.bytes());
}

void Program::load(const ModelFile &file) {
  instance->check(dlc_support_load_bytes(instance->core.get(), file.path().c_str(), file.bytes().data(),
                                         file.bytes().size()));
}

void Program::load(const std::string &path) { load(ModelFile(path)); }

void Program::save(const std::string &path) const { save(path, ModelContents()); }

void Program::save(const std::string &path, const ModelContents &extra) const {
  ModelContents contents = extra;
  const bool ownGraph = contents.graph.empty();
  if (ownGraph) {
    contents.graph = instance->graph;
    contents.dialectVersion = instance->graphVersion;
  }
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
  if (ownGraph)
    contents.segments.insert(contents.segments.end(), instance->constants.begin(), instance->constants.end());
  writeModelFile(path, contents);
}

} // namespace dlc

// A Program comes to life: the C description is checked once, here, so that every later step may rely on it.
#include "Runtime/Instance.h"

#include "Runtime/SizeTexts.h"

#include <algorithm>
#include <limits>

namespace dlc {

static_assert(DLC_BATCH == batchDimension && DLC_ARENA_ALIGNMENT == Tensor::alignment);
static_assert(DLC_PARAMETER == int(VariableRole::Parameter) && DLC_BUFFER == int(VariableRole::Buffer) &&
              DLC_OPTIMIZER == int(VariableRole::Optimizer));

std::string toString(const TensorInfo &info) {
  return info.name + " " + nameOf(info.dtype) + " " + toString(info.shape);
}

std::string listTensors(const std::vector<TensorInfo> &infos) {
  std::string text;
  for (const TensorInfo &info : infos)
    text += (text.empty() ? "" : ", ") + toString(info);
  return text.empty() ? "nothing" : text;
}

static std::string text(const char *given) { return given ? given : ""; }

/// Reads one tensor description; `where` says whose it is, `sizes` what stands for those of its entry.
static TensorInfo decode(const dlc_tensor_info &info, const std::string &where, const Shape &sizes) {
  TensorInfo result;
  result.name = text(info.name);
  if (result.name.empty())
    throw Error(where + " has no name");
  const std::string named = where + " '" + result.name + "'";
  if (!isElementType(info.dtype))
    throw Error(named + " has the unknown element type " + std::to_string(info.dtype));
  result.dtype = static_cast<DType>(info.dtype);
  result.role = static_cast<InputRole>(info.role);
  if (info.rank < 0 || (info.rank > 0 && !info.shape))
    throw Error(named + " has no shape");
  result.shape.assign(info.shape, info.shape + info.rank);
  for (std::size_t i = 0; i < result.shape.size(); ++i)
    if (std::int64_t &size = result.shape[i]; size < 0) {
      const auto place = static_cast<std::uint64_t>(DLC_SIZE(size));
      if (place >= sizes.size())
        throw Error(named + " has the dimension " + std::to_string(size) + " at index " + std::to_string(i));
      size = sizes[place];
    }
  return result;
}

/// Reads the sizes of an entry; returns what stands for them in shapes.
static Shape decodeSizes(const dlc_entry_info &entry, const std::string &where, EntryInfo &result) {
  if (entry.size_count < 1 || entry.derived_count < 0 || !entry.size_texts)
    throw Error(where + ": it has no sizes, and should have 'batch' at least");
  Shape sizes;
  result.sizes.clear();
  for (std::int32_t i = 0; i < entry.size_count + entry.derived_count; ++i) {
    const std::string size = text(entry.size_texts[i]);
    if (size.empty() || (size == "batch") != (i == 0))
      throw Error(where + ": its size " + std::to_string(i) + " is named '" + size + "'");
    sizes.push_back(sizeOfText(size));
    if (std::count(sizes.begin(), sizes.end(), sizes.back()) > 1)
      throw Error(where + ": two sizes are named '" + size + "'");
    (i < entry.size_count ? result.sizes : result.derivedSizes).push_back(size);
  }
  if (sizes.size() > 1 && !entry.measure)
    throw Error(where + ": there is no code that computes its sizes");
  return sizes;
}

static EntryInfo decode(const dlc_entry_info &entry, const std::string &program, std::int32_t variableCount,
                        Shape &sizes) {
  EntryInfo result;
  result.name = text(entry.name);
  if (result.name.empty())
    throw Error(program + ": an entry has no name");
  const std::string where = program + ", entry '" + result.name + "'";
  if (!entry.run)
    throw Error(where + ": there is no code");
  if (entry.fixed_arena_bytes < 0 || entry.batch_arena_bytes < 0 || entry.input_count < 0 ||
      entry.output_count < 0 || entry.variable_count < 0)
    throw Error(where + ": a size is negative");
  sizes = decodeSizes(entry, where, result);
  for (std::int32_t i = 0; i < entry.input_count; ++i)
    result.inputs.push_back(decode(entry.inputs[i], where + ": input", sizes));
  for (std::int32_t i = 0; i < entry.output_count; ++i)
    result.outputs.push_back(decode(entry.outputs[i], where + ": output", sizes));
  result.writes = entry.writes != 0;
  result.role = static_cast<EntryRole>(entry.role);
  for (std::int32_t i = 0; i < entry.variable_count; ++i) {
    if (entry.variables[i] < 0 || entry.variables[i] >= variableCount)
      throw Error(where + " uses the variable " + std::to_string(entry.variables[i]) + " of " +
                  std::to_string(variableCount));
    result.variables.push_back(static_cast<std::size_t>(entry.variables[i]));
  }
  return result;
}

Program::Instance::Instance(std::shared_ptr<const dlc_program> given) : code(std::move(given)) {
  if (!code)
    throw Error("there is no program");
  if (code->magic != DLC_PROGRAM_MAGIC)
    throw Error("not a compiled model: it does not begin with the mark of a dlc_program");
  name = text(code->name);
  const std::string where = "program '" + name + "'";
  if (code->version != DLC_PROGRAM_VERSION)
    throw Error(where + " has version " + std::to_string(code->version) +
                " of the program format, this dlc runs version " + std::to_string(DLC_PROGRAM_VERSION) +
                "; compile the model again with this dlc");
  graph = text(code->graph);
  graphVersion = static_cast<std::uint32_t>(std::max(code->graph_version, 1));
  if (code->prepared_bytes < 0 || code->prepared_count < 0 || code->prepared_count > code->prepared_bytes)
    throw Error(where + ": its prepared memory has a wrong size");
  if (code->constant_count < 0 || (code->constant_count > 0 && !code->constants))
    throw Error(where + ": its constants are not there");
  for (std::int32_t i = 0; i < code->constant_count; ++i) {
    const dlc_constant_info &constant = code->constants[i];
    TensorInfo info = decode(constant.tensor, where + ": constant", {});
    const auto *data = static_cast<const std::byte *>(constant.data);
    const std::span<const std::byte> bytes(data, byteCount(info.shape, info.dtype));
    constants.push_back(
        {std::move(info.name), info.dtype, std::move(info.shape), ModelSegment::Role::Constant, bytes});
  }
  for (std::int32_t i = 0; i < code->class_count; ++i)
    classNames.push_back(text(code->class_names[i]));
  mean.assign(code->mean, code->mean + code->normalization_count);
  deviation.assign(code->stddev, code->stddev + code->normalization_count);

  for (std::int32_t i = 0; i < code->variable_count; ++i) {
    const dlc_variable_info &variable = code->variables[i];
    TensorInfo info = decode(variable.tensor, where + ": variable", {});
    if (variable.role < DLC_PARAMETER || variable.role > DLC_OPTIMIZER)
      throw Error(where + ": variable '" + info.name + "' has the unknown role " +
                  std::to_string(variable.role));
    byteCount(info.shape, info.dtype); // throws for what no memory holds
    variables.push_back(
        {std::move(info), static_cast<VariableRole>(variable.role), variable.purpose == DLC_RANDOM_STATE});
  }
  std::size_t longest = 0, longestSizes = 0;
  for (std::int32_t i = 0; i < code->entry_count; ++i) {
    entries.push_back(decode(code->entries[i], where, code->variable_count, entrySizes.emplace_back()));
    longest = std::max(longest, entries[i].inputs.size() + entries[i].outputs.size());
    longestSizes = std::max(longestSizes, entries[i].sizes.size());
  }
  classCount = countClasses(entries, classNames);
  arguments.resize(longest);
  named.resize(longestSizes);
  values.resize(variables.size());
  const dlc_openmp openmp = code->parallel ? findOpenMP() : dlc_openmp{};
  dlc_instance *made = nullptr;
  if (dlc_support_open(code.get(), &openmp, &made) != DLC_OK)
    throw Error(where + ": not enough memory");
  core.reset(made);
  // At once, so that what variable() hands out stays where it is.
  for (std::int32_t i = 0; i < code->variable_count; ++i)
    if (core->variables[i])
      check(dlc_support_own(core.get(), i));
}

void Program::Instance::failNoEntry(std::string_view wanted) const {
  std::string all;
  for (const EntryInfo &entry : entries)
    all += (all.empty() ? "" : ", ") + entry.name;
  throw Error("program '" + name + "' has no entry '" + std::string(wanted) + "'; it has " +
              (all.empty() ? "none" : all));
}

std::size_t Program::Instance::findEntry(std::string_view wanted) const {
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].name == wanted)
      return i;
  failNoEntry(wanted);
}

std::size_t Program::Instance::findEntry(EntryRole role) const {
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].role == role)
      return i;
  failNoEntry(nameOf(role));
}

Program::Program(std::shared_ptr<const dlc_program> code)
    : instance(std::make_unique<Instance>(std::move(code))) {}
Program::Program(std::unique_ptr<Instance> instance) : instance(std::move(instance)) {}
Program::Program(Program &&) noexcept = default;
Program &Program::operator=(Program &&) noexcept = default;
Program::~Program() = default;

std::optional<std::int64_t> countClasses(const std::vector<EntryInfo> &entries,
                                         const std::vector<std::string> &classNames) {
  for (const EntryInfo &entry : entries)
    if (entry.role == EntryRole::Predict)
      for (const TensorInfo &output : entry.outputs)
        // A single unit answers yes or no, or with a number: it does not say how many labels there are. Nor
        // do integers, which are answers, such as the words of a caption, and no logits.
        if (output.isBatched() && output.shape.size() == 2 && output.shape[1] > 1 &&
            infoOf(output.dtype).kind == ElementKind::Float)
          return output.shape[1];
  if (!classNames.empty())
    return static_cast<std::int64_t>(classNames.size());
  return std::nullopt;
}

Program Program::fork() const {
  auto copy = std::make_unique<Instance>(instance->code);
  for (std::size_t i = 0; i < copy->variables.size(); ++i)
    if (instance->hasValue(i))
      copy->assign(i, instance->value(i).bytes());
  copy->core->threads.count = instance->core->threads.count;
  copy->classCount = instance->classCount;
  return Program(std::move(copy));
}

const std::string &Program::name() const { return instance->name; }
const std::string &Program::graph() const { return instance->graph; }
std::uint32_t Program::graphVersion() const { return instance->graphVersion; }
const std::vector<ModelSegment> &Program::constants() const { return instance->constants; }
const std::vector<std::string> &Program::classNames() const { return instance->classNames; }
std::optional<std::int64_t> Program::classCount() const { return instance->classCount; }
void Program::setClassCount(std::optional<std::int64_t> count) { instance->classCount = count; }
const std::vector<float> &Program::mean() const { return instance->mean; }
const std::vector<float> &Program::standardDeviation() const { return instance->deviation; }
const std::vector<EntryInfo> &Program::entries() const { return instance->entries; }
const std::vector<VariableInfo> &Program::variables() const { return instance->variables; }
std::size_t Program::entryIndex(std::string_view name) const { return instance->findEntry(name); }
const EntryInfo &Program::entry(std::string_view name) const {
  return instance->entries[instance->findEntry(name)];
}

bool Program::has(std::string_view name) const {
  for (const EntryInfo &entry : instance->entries)
    if (entry.name == name)
      return true;
  return false;
}

bool Program::has(EntryRole role) const {
  return std::any_of(instance->entries.begin(), instance->entries.end(),
                     [&](const EntryInfo &entry) { return entry.role == role; });
}

std::size_t Program::entryIndex(EntryRole role) const { return instance->findEntry(role); }
const EntryInfo &Program::entry(EntryRole role) const { return instance->entries[instance->findEntry(role)]; }

std::int64_t Program::peakBytes(const Sizes &sizes) const {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::int64_t fixed = 0, dynamic = 0, values = instance->code->prepared_bytes;
  for (std::size_t i = 0; i < instance->entries.size(); ++i) {
    const dlc_entry_info &raw = instance->raw(i);
    fixed = std::max(fixed, raw.fixed_arena_bytes);
    for (std::size_t k = 0; k < instance->entries[i].sizes.size(); ++k) {
      const std::string &name = instance->entries[i].sizes[k];
      instance->named[k] = sizes[name] == 0 && k == 0 ? 1 : sizes[name];
      if (instance->named[k] == 0)
        throw Error("program '" + instance->name + "', entry '" + instance->entries[i].name +
                    "': the size '" + name + "' is not given");
    }
    std::int64_t bytes = 0;
    if (!raw.measure) {
      if (instance->named[0] < 0 || __builtin_mul_overflow(raw.batch_arena_bytes, instance->named[0], &bytes))
        return most;
    } else {
      instance->check(dlc_support_measure(instance->core.get(), static_cast<std::int32_t>(i),
                                          instance->named.data(), &bytes));
    }
    dynamic = std::max(dynamic, bytes);
  }
  for (const VariableInfo &variable : instance->variables)
    values += byteCount(variable.tensor.shape, variable.tensor.dtype);
  if (__builtin_add_overflow(dynamic, fixed, &dynamic) || __builtin_add_overflow(dynamic, values, &dynamic))
    return most;
  return dynamic;
}

void Program::setThreads(unsigned threads) {
  if (threads == 0 || threads > INT32_MAX)
    throw Error("the number of threads is " + std::to_string(threads) + ", it must be at least 1");
  instance->core->threads.count = static_cast<std::int32_t>(threads);
}

unsigned Program::threads() const {
  return static_cast<unsigned>(dlc_support_thread_count(&instance->core->threads));
}

} // namespace dlc

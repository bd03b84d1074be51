#include "CLibrary.h"
#include "Guarded.h"

#include "dlc/program.h"

#include <array>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <utility>

namespace dlc::fuzz {

// An address even where there are no elements: NULL is an error.
static std::byte nothing[64];
static void *address(Tensor &tensor) { return tensor.empty() ? nothing : tensor.bytes().data(); }
static const void *address(const Tensor &tensor) { return tensor.empty() ? nothing : tensor.bytes().data(); }

template <typename F> F *CLibrary::symbol(const std::string &name) const {
  void *found = dlsym(handle, ("m_" + name).c_str());
  if (!found)
    throw Error("the library has no m_" + name);
  return reinterpret_cast<F *>(found);
}

void CLibrary::require(int status) const {
  if (status != 0)
    throw Error(std::string("library: ") + symbol<const char *(const void *)>("message")(model));
}

CLibrary::CLibrary(const std::filesystem::path &path) {
  handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    throw Error(std::string("dlopen: ") + dlerror());
  require(symbol<int(void **)>("create")(&model));
  const dlc_program &program = *symbol<const dlc_program *()>("program")();
  for (int i = 0; i < program.variable_count; ++i) {
    const dlc_tensor_info &info = program.variables[i].tensor;
    variables.push_back(
        {info.name, {static_cast<DType>(info.dtype), Shape(info.shape, info.shape + info.rank)}});
  }
}

CLibrary::~CLibrary() {
  if (model)
    symbol<void(void *)>("destroy")(model);
  if (handle)
    dlclose(handle);
}

void CLibrary::setVariable(const std::string &name, const Tensor &value) {
  values[name] = value.clone();
  require(symbol<int(void *, const char *, const void *, std::uint64_t)>("set_variable")(
      model, name.c_str(), address(value), value.bytes().size()));
}

Tensor CLibrary::variable(const std::string &name) const {
  for (const auto &[known, type] : variables)
    if (known == name) {
      Tensor value(type.shape, type.element);
      require(symbol<int(void *, const char *, void *, std::uint64_t)>("get_variable")(
          model, name.c_str(), address(value), value.bytes().size()));
      return value;
    }
  throw Error("the library has no variable " + name);
}

void CLibrary::setThreads(unsigned threads) {
  if (!dlsym(handle, "m_set_threads")) // made for one
    return;
  require(symbol<int(void *, std::int32_t)>("set_threads")(model, static_cast<std::int32_t>(threads)));
}

static constexpr std::size_t mostParameters = 24;

bool CLibrary::canCall(const Function &function) {
  // In front of them the model, the batch if there is one, and a size with a name.
  if (2 + function.isBatched() + function.arguments.size() + function.returns.size() > mostParameters)
    return false;
  for (ValueId argument : function.arguments)
    if (function.types[static_cast<std::size_t>(argument)].shape.empty())
      return false;
  return true;
}

// Pointers and 64-bit integers are passed alike, and what is passed beyond a function's parameters is
// ignored.
template <std::size_t... I>
static int callWith(void *function, const std::array<std::uintptr_t, mostParameters> &values,
                    std::index_sequence<I...>) {
  using Called = int(decltype(static_cast<void>(I), std::uintptr_t())...);
  return reinterpret_cast<Called *>(function)(values[I]...);
}

// Not their values: what a call does not write is seen.
static std::vector<Tensor> resultsLike(const std::vector<Type> &types) {
  std::vector<Tensor> results;
  for (const Type &type : types)
    results.emplace_back(type.shape, type.element);
  return results;
}

std::vector<Tensor> CLibrary::call(const Function &function, const CallSizes &sizes,
                                   const std::vector<Tensor> &arguments,
                                   const std::vector<Type> &resultTypes) {
  std::array<std::uintptr_t, mostParameters> values{};
  std::size_t next = 0;
  values[next++] = reinterpret_cast<std::uintptr_t>(model);
  if (function.isBatched())
    values[next++] = static_cast<std::uintptr_t>(sizes.batch);
  if (sizes.named)
    values[next++] = static_cast<std::uintptr_t>(sizes.named);
  for (const Tensor &argument : arguments)
    values[next++] = reinterpret_cast<std::uintptr_t>(address(argument));
  std::vector<Tensor> results = resultsLike(resultTypes);
  for (Tensor &result : results)
    values[next++] = reinterpret_cast<std::uintptr_t>(address(result));
  void *entry = reinterpret_cast<void *>(symbol<int()>(function.name));
  require(callWith(entry, values, std::make_index_sequence<mostParameters>()));
  return results;
}

std::vector<Tensor> CLibrary::callGuarded(const Function &function, const CallSizes &callSizes,
                                          const std::vector<Tensor> &arguments,
                                          const std::vector<Type> &resultTypes) {
  const dlc_program &program = *symbol<const dlc_program *()>("program")();
  const dlc_entry_info *entry = program.entries;
  while (entry->name != function.name)
    ++entry;
  std::deque<Guarded> memory;
  std::vector<void *> table;
  const auto add = [&](std::size_t bytes, std::size_t alignment) {
    memory.emplace_back(bytes, alignment);
    table.push_back(memory.back().data());
  };
  const auto addCopy = [&](const Tensor &value, std::size_t alignment) {
    add(value.bytes().size(), alignment);
    std::memcpy(table.back(), address(value), value.bytes().size());
  };
  for (const Tensor &argument : arguments)
    addCopy(argument, byteWidth(argument.dtype()));
  std::vector<Tensor> results = resultsLike(resultTypes);
  for (const Tensor &result : results)
    add(result.bytes().size(), byteWidth(result.dtype()));
  for (int i = 0; i < entry->variable_count; ++i)
    addCopy(values.at(program.variables[entry->variables[i]].tensor.name), DLC_ARENA_ALIGNMENT);
  if (entry->prepares) {
    add(static_cast<std::size_t>(program.prepared_bytes), DLC_ARENA_ALIGNMENT);
    std::memset(table.back(), 0, static_cast<std::size_t>(program.prepared_count)); // nothing is prepared
  }
  add(static_cast<std::size_t>(entry->fixed_arena_bytes), DLC_ARENA_ALIGNMENT);
  const std::int64_t sizes[] = {callSizes.batch, callSizes.named};
  std::vector<std::int64_t> measured(static_cast<std::size_t>(entry->derived_count) + 1);
  measured[0] = entry->batch_arena_bytes * callSizes.batch;
  if (entry->measure)
    entry->measure(sizes, measured.data());
  for (const std::int64_t number : measured)
    if (number < 0) // what the library's own functions refuse, in their words
      throw Error("entry '" + function.name + "': a size would be " + std::to_string(number) +
                  ", must be at least 0, where the named size is " + std::to_string(callSizes.named));
  add(static_cast<std::size_t>(measured[0]), DLC_ARENA_ALIGNMENT);
  entry->run(sizes, table.data());
  for (std::size_t i = 0; i < memory.size(); ++i)
    if (!memory[i].isIntact())
      throw Error("writes beside buffer " + std::to_string(i) + " of the call");
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (std::memcmp(table[i], address(arguments[i]), arguments[i].bytes().size()) != 0)
      throw Error("writes to argument " + function.argumentName(i));
  for (std::size_t i = 0; i < results.size(); ++i)
    std::memcpy(address(results[i]), table[arguments.size() + i], results[i].bytes().size());
  return results;
}

} // namespace dlc::fuzz

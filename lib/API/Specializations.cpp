// A list in the order of use, of futures: whoever needs a program first compiles it, outside of the lock.
#include "dlc/Specializations.h"

#include "dlc/Error.h"

#include <algorithm>
#include <future>
#include <list>
#include <map>
#include <mutex>

namespace dlc {

using Key = std::map<std::string, std::int64_t>;
using Code = std::shared_future<std::shared_ptr<const Program>>;

struct Specializations::State {
  struct Entry {
    Key sizes;
    Code code;
    std::size_t number; ///< of the compilation
  };

  const Graph graph;
  const CompileOptions options;
  const std::size_t capacity;
  std::mutex compiling;              ///< a graph is compiled in one thread at a time
  std::mutex mutex;                  ///< of what follows
  std::list<Entry> entries;          ///< the last one used is in front
  std::size_t begun = 0, failed = 0; ///< compilations

  std::list<Entry>::iterator find(const Key &sizes) {
    return std::find_if(entries.begin(), entries.end(),
                        [&](const Entry &entry) { return entry.sizes == sizes; });
  }
};

Specializations::Specializations(Graph graph, CompileOptions options, std::size_t capacity)
    : state(new State{std::move(graph), std::move(options), std::max<std::size_t>(capacity, 1), {}, {}, {}}) {
}
Specializations::~Specializations() = default;

/// The sizes of all programs, and those of this one: without those that are not given, which have the value
/// 0.
static Sizes together(const Sizes &common, const Sizes &sizes) {
  Sizes result = common;
  for (const auto &[name, value] : sizes.all()) {
    if (common[name] && common[name] != value)
      throw Error("the size '" + name + "' is " + std::to_string(common[name]) +
                  " in the options of all specializations, and is asked for as " + std::to_string(value));
    result.set(name, value);
  }
  return result;
}

Program Specializations::program(const Sizes &sizes) {
  CompileOptions options = state->options;
  options.sizes = together(options.sizes, sizes);
  Key key;
  for (const auto &[name, value] : options.sizes.all())
    key[name] = value;

  std::promise<std::shared_ptr<const Program>> promise;
  Code code;
  std::size_t number = 0; // of the compilation that is this call's
  {
    const std::lock_guard lock(state->mutex);
    if (auto found = state->find(key); found != state->entries.end()) {
      state->entries.splice(state->entries.begin(), state->entries, found);
      code = found->code;
    } else {
      code = promise.get_future().share();
      number = ++state->begun;
      state->entries.push_front({std::move(key), code, number});
      if (state->entries.size() > state->capacity)
        state->entries.pop_back(); // who waits for it holds its future
    }
  }
  if (number) {
    try {
      const std::lock_guard lock(state->compiling);
      promise.set_value(std::make_shared<const Program>(compile(state->graph, options)));
    } catch (...) {
      {
        const std::lock_guard lock(state->mutex);
        state->entries.remove_if([&](const State::Entry &entry) { return entry.number == number; });
        ++state->failed;
      }
      promise.set_exception(std::current_exception());
    }
  }
  return code.get()->fork();
}

std::size_t Specializations::compiled() const {
  const std::lock_guard lock(state->mutex);
  return state->begun - state->failed;
}

std::size_t Specializations::kept() const {
  const std::lock_guard lock(state->mutex);
  return state->entries.size();
}

} // namespace dlc

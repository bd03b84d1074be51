// Images (or whatever else) from a program that makes them out of its random state alone.
#include "dlc/Trainer.h"

#include <algorithm>
#include <cstring>

namespace dlc {

Tensor generate(Program &program, std::int64_t count, std::int64_t batch) {
  if (count < 1 || batch < 1)
    throw Error("cannot generate " + std::to_string(count) + " examples in batches of " +
                std::to_string(batch) + ": both must be at least 1");
  const EntryInfo &entry = program.entry(EntryRole::Generate);
  const std::string where = "entry 'generate' of program '" + program.name() + "'";
  if (!entry.inputs.empty())
    throw Error(where + " wants " + toString(entry.inputs[0]) + ", generating has nothing to give it");
  if (entry.outputs.empty() || !entry.outputs[0].isBatched())
    throw Error(where + " should return a batch first; it returns " +
                (entry.outputs.empty() ? "nothing" : toString(entry.outputs[0])));
  const TensorInfo &info = entry.outputs[0];
  Tensor result(program.shapeOf(program.entryIndex(EntryRole::Generate), info, count), info.dtype);
  std::span<std::byte> rest = result.bytes();
  for (std::int64_t made = 0; made < count;) {
    const std::int64_t now = std::min(batch, count - made);
    const Tensor part = program.call(entry.name, {}, now).take(info.name);
    if (!part.empty())
      std::memcpy(rest.data(), part.bytes().data(), part.bytes().size());
    rest = rest.subspan(part.bytes().size());
    made += now;
  }
  return result;
}

} // namespace dlc

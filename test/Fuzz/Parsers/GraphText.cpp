// Networks as text: MLIR's parser, our verifiers, and what a Graph tells of them.
#include "dlc/Error.h"
#include "dlc/Graph.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  try {
    const dlc::Graph graph = dlc::Graph::parse(std::string(reinterpret_cast<const char *>(data), size));
    for (const dlc::EntryInfo &function : graph.functions())
      graph.costs(function.name);
  } catch (const dlc::Error &) {
  }
  return 0;
}
